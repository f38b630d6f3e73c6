import pg from 'pg';
import { ProblemError } from '../problems/problem';

const MAX_CONNECTIONS = 2;
const CONNECT_TIMEOUT_MS = 2_000;
const STATEMENT_TIMEOUT_MS = 5_000;
/** SQLSTATE classes of an unreachable or full server; failures of a statement itself are bugs. */
const IS_AWAY = /^(?:08|53|57)/;

/** Runs short statements in the home cell's database, which has the directory of cells; elsewhere it differs from the cell's own database. */
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
    // The pool opens a new connection for the next statement.
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
