import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { createDatabase } from '../../../support/database';

const MIGRATE = path.resolve(__dirname, '../../../start/upgrade/migrate.mjs');
const MIGRATIONS = path.resolve(__dirname, '../../../../prisma/migrations');
const STATEMENTS = 8;
/** A migration waits at most 200 ms for a lock; the rest is a slow machine. */
const STATEMENT_WITHIN_MS = 2_000;

describe('A migration that waits for a table in use', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'loyalty-migrations-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('lets those pass that came after it, and is applied when the table is free', async () => {
    const later = path.join(folder, '29990101000000_later');
    cpSync(MIGRATIONS, folder, { recursive: true });
    mkdirSync(later);
    writeFileSync(path.join(later, 'migration.sql'), 'ALTER TABLE networks ADD COLUMN later boolean;\n');
    const { connections, drop } = await createDatabase();
    const owner = connections.DATABASE_OWNER_URL;
    const [report, sale] = await Promise.all([connected(owner), connected(owner)]);
    try {
      await report.query('BEGIN; SELECT count(*) FROM networks');
      const migration = spawn(process.execPath, [MIGRATE, owner, folder], { stdio: ['ignore', 'pipe', 'pipe'] });
      const ended = once(migration, 'exit');
      let said = '';
      const waits = new Promise<void>((resolve) => {
        migration.stdout.on('data', (chunk: Buffer) => {
          said += chunk.toString();
          if (said.includes('29990101000000_later waits for a table that is in use')) resolve();
        });
      });
      await waits;
      // The migration tries once a second: these statements fall before, into and after its wait for the lock.
      await sale.query(`SET statement_timeout = ${String(STATEMENT_WITHIN_MS)}`);
      for (let n = 0; n < STATEMENTS; n += 1) {
        await sale.query('SELECT count(*) FROM networks');
        await sale.query('SELECT pg_sleep(0.2)');
      }
      await report.query('COMMIT');
      expect(await ended).toEqual([0, null]);
      expect(said).toContain('"migrations":["29990101000000_later"]');
    } finally {
      await Promise.all([report.end(), sale.end()]);
      await drop();
    }
  });
});

async function connected(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString });
  await client.connect();
  return client;
}
