import type { Pool } from 'pg';
import type { TestApp } from '../../support/app';
import { type Connections, createDatabase, superuserPool } from '../../support/database';
import { giveSettings } from '../../support/settings';

/** The application on a database that no other test sees, so that its rules may be bent. */
export interface OwnDatabase {
  readonly connections: Connections;
  readonly apps: readonly TestApp[];
  readonly superuser: Pool;
  close(): Promise<void>;
}

/**
 * Starts the application so many times on a database of its own, without its workers unless `environment` says so. It is loaded
 * afterwards, so that a spec with modules of its own may give settings which modules read as they load.
 */
export async function startOnOwnDatabase(
  processes = 1,
  environment: Readonly<Record<string, string>> = {},
): Promise<OwnDatabase> {
  const { connections, drop } = await createDatabase();
  const putBack = giveSettings({ ...connections, WORKERS: 'off', RATE_LIMITS: 'off', ...environment });
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
      putBack();
      await superuser.end();
      await drop();
    },
  };
}

/** The time by which the ledger decides and dates (rule 33), set by the test. The clock of the process stays real. */
export class ClockOfTheDatabase {
  private constructor(private readonly superuser: Pool) {}

  static async install(superuser: Pool): Promise<ClockOfTheDatabase> {
    await superuser.query(`CREATE TABLE clock_of_test (at timestamptz);
      INSERT INTO clock_of_test VALUES (NULL);
      GRANT SELECT ON clock_of_test TO PUBLIC;
      CREATE OR REPLACE FUNCTION ledger_now() RETURNS timestamptz LANGUAGE sql STABLE
        RETURN (SELECT coalesce(at, pg_catalog.now()) FROM clock_of_test)`);
    return new ClockOfTheDatabase(superuser);
  }

  /** Null: back to the real time. */
  async set(at: Date | number | null): Promise<void> {
    await this.superuser.query('UPDATE clock_of_test SET at = $1', [at === null ? null : new Date(at)]);
  }
}
