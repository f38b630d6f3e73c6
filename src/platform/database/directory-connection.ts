import pg from 'pg';
import { ProblemError } from '../problems/problem';

const MAX_CONNECTIONS = 2;
const CONNECT_TIMEOUT_MS = 2_000;
const STATEMENT_TIMEOUT_MS = 5_000;
/** Classes of failures of the server and of the way to it; those of a statement are bugs. */
const IS_AWAY = /^(?:08|53|57)/;

/** Short statements in the database that has the directory of cells, which is another one than the cell's own where that is not home. */
export class DirectoryConnection {
  private readonly pool: pg.Pool;

  constructor(connectionString: string) {
    this.pool = new pg.Pool({
      connectionString,
      max: MAX_CONNECTIONS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: STATEMENT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      application_name: 'loyalty directory',
    });
    // The pool makes a new connection for the next statement.
    this.pool.on('error', () => undefined);
  }

  /** @throws ProblemError `unavailable` while the database is away */
  async ask<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    try {
      return (await this.pool.query<Row>(text, [...values])).rows;
    } catch (error) {
      if (error instanceof pg.DatabaseError && !IS_AWAY.test(error.code ?? '08')) throw error;
      throw new ProblemError('unavailable', {}, [], 1);
    }
  }

  async end(): Promise<void> {
    await this.pool.end();
  }
}
