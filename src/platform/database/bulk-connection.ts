import pg from 'pg';
import { setLocally, TIME_LIMITS } from './time-limits';

/** One transaction on a connection of its own, beside the pools. */
export interface BulkTransaction {
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Several statements in one round trip, without parameters; the rows of the last. */
  script<Row extends object>(text: string): Promise<Row[]>;
}

const SNAPSHOT = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; LOCK TABLE ONLY events IN ACCESS SHARE MODE';

/**
 * Runs `work` on one snapshot by the role that reads all rows (`DATABASE_BACKUP_URL`), so that all tables are of one moment while
 * tills sell. The event log is locked before the snapshot is taken, as in `Database.snapshotOfNetwork`.
 */
export function snapshotOfAll<T>(url: string, work: (tx: BulkTransaction) => Promise<T>): Promise<T> {
  return inTransaction(url, SNAPSHOT, work);
}

/** Runs `work` in one transaction by the owner of the schema (`DATABASE_OWNER_URL`): all that it writes stands, or nothing. */
export function writeAsOwner<T>(url: string, work: (tx: BulkTransaction) => Promise<T>): Promise<T> {
  return inTransaction(url, 'BEGIN', work);
}

/** A text as a literal of SQL, for statements that can have no parameters. */
export function literalOf(text: string): string {
  return pg.escapeLiteral(text);
}

/**
 * The rows of a SELECT in pages of so many, so that memory does not grow with the table. One at a time in a transaction.
 * @param select without parameters
 */
export async function* pagesOf<Row extends object>(
  tx: BulkTransaction,
  select: string,
  atOnce: number,
): AsyncGenerator<Row[]> {
  const fetch = `FETCH ${String(atOnce)} FROM pages`;
  let next = tx.script<Row>(`CLOSE ALL; DECLARE pages NO SCROLL CURSOR FOR ${select}; ${fetch}`);
  for (;;) {
    const rows = await next;
    const isLast = rows.length < atOnce;
    // The server reads the next page while this one is worked on.
    if (!isLast) next = tx.script<Row>(fetch);
    next.catch(() => undefined);
    yield rows;
    if (isLast) return;
  }
}

async function inTransaction<T>(url: string, begin: string, work: (tx: BulkTransaction) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'loyalty archive' });
  // A connection that is lost fails the statement under way, which says why.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(`${begin}; ${setLocally(TIME_LIMITS.check)}; SET LOCAL TimeZone = 'UTC'`);
    const result = await work({
      query: async <Row extends object>(text: string, values: readonly unknown[] = []) =>
        (await client.query<Row>(text, [...values])).rows,
      script: async <Row extends object>(text: string) => {
        const results = (await client.query(text)) as unknown as pg.QueryResult<Row> | pg.QueryResult<Row>[];
        return (Array.isArray(results) ? results.at(-1) : results)?.rows ?? [];
      },
    });
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    await client.end();
  }
}
