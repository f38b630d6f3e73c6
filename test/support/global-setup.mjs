import { startThrowaway } from '../../scripts/postgres/throwaway.mjs';
import { makeThrowawayFolder } from './throwaway-folder.mjs';

/**
 * One PostgreSQL for all database tests of a run, in a folder of its own, migrated and with the two login roles. Its
 * addresses stand in the environment, which Jest hands on to its workers.
 */
export default async function setUp() {
  const dataDirectory = makeThrowawayFolder('test');
  const { server, connections, keys } = await startThrowaway(dataDirectory);
  globalThis.databaseOfTests = { server, dataDirectory };
  await copyDatabase(server.url, 'loyalty_template', 'loyalty_made_up');
  // Tests name the connections of databases of their own; the queue's role is the matter of the test that names it.
  const { DATABASE_QUEUE_URL, ...shared } = connections;
  Object.assign(process.env, keys, shared, {
    TEST_QUEUE_URL: DATABASE_QUEUE_URL,
    TEST_SUPERUSER_URL: server.url,
    DATA_DIR: dataDirectory,
    NODE_ENV: 'test',
    DEMO: '0',
    // Tests run jobs themselves (`doNext`); tests of the queue have a database of their own.
    WORKERS: 'off',
    // A till's patience would end where the machine is busy; tests of outages set their own.
    TILL_WAIT_MS: '2000',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'silent',
  });
}

/**
 * An untouched copy from which a test makes a database of its own in a tenth of a second, and one for the tests that
 * make up rows (jest.config.js).
 */
async function copyDatabase(superuserUrl, ...names) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  for (const name of names) await client.query(`CREATE DATABASE ${name} TEMPLATE loyalty OWNER loyalty_owner`);
  await client.end();
}
