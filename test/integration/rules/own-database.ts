import type { Pool } from 'pg';
import type { TestApp } from '../../support/app';
import { type Connections, createDatabase, superuserPool } from '../../support/database';

/** The application on a database that no other test sees, so that its rules may be bent. */
export interface OwnDatabase {
  readonly connections: Connections;
  readonly apps: readonly TestApp[];
  readonly superuser: Pool;
  close(): Promise<void>;
}

/**
 * Starts the application so many times on a database of its own, without its workers. The settings are read when the
 * application is loaded, so a spec that uses this imports nothing of it but types at its head.
 */
export async function startOnOwnDatabase(processes = 1): Promise<OwnDatabase> {
  const { connections, drop } = await createDatabase();
  Object.assign(process.env, connections, { WORKERS: 'off', RATE_LIMITS: 'off' });
  const { startApp } = await import('../../support/app.js');
  const apps: TestApp[] = [];
  for (let n = 0; n < processes; n += 1) apps.push(await startApp());
  const superuser = superuserPool(connections);
  return {
    connections,
    apps,
    superuser,
    async close() {
      for (const app of apps) await app.close();
      await superuser.end();
      await drop();
    },
  };
}

/**
 * The clock of the till's decisions, which is the database's (rule 33), set by the test. What is still real is the
 * clock of the process and of the jobs: so a test lives in the past, and what is due there is due to them as well.
 */
export class ClockOfTheDatabase {
  private constructor(private readonly superuser: Pool) {}

  static async install(superuser: Pool): Promise<ClockOfTheDatabase> {
    await superuser.query(
      'CREATE TABLE clock_of_test (at timestamptz); INSERT INTO clock_of_test VALUES (NULL); GRANT SELECT ON clock_of_test TO loyalty_app',
    );
    await superuser.query(
      'CREATE FUNCTION now_of_test() RETURNS timestamptz LANGUAGE sql STABLE AS $$ SELECT coalesce(at, pg_catalog.now()) FROM public.clock_of_test $$',
    );
    const { rows } = await superuser.query<{ source: string }>(
      `SELECT pg_get_functiondef('till_read'::regproc) AS source`,
    );
    await superuser.query((rows[0]?.source ?? '').replaceAll('now()', 'now_of_test()'));
    return new ClockOfTheDatabase(superuser);
  }

  async set(at: Date | number): Promise<void> {
    await this.superuser.query('UPDATE clock_of_test SET at = $1', [new Date(at)]);
  }
}
