import pg from 'pg';
import { setLocally, TIME_LIMITS } from './time-limits';

/** One transaction on a connection of its own, beside the pools. */
export interface BulkTransaction {
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
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

/** The rows of a SELECT in pages of so many, so that memory does not grow with the table. One at a time in a transaction. */
export async function* pagesOf<Row extends object>(
  tx: BulkTransaction,
  select: string,
  values: readonly unknown[],
  atOnce: number,
): AsyncGenerator<Row[]> {
  await tx.query(`DECLARE pages NO SCROLL CURSOR FOR ${select}`, values);
  for (;;) {
    const rows = await tx.query<Row>(`FETCH ${String(atOnce)} FROM pages`);
    yield rows;
    if (rows.length < atOnce) break;
  }
  await tx.query('CLOSE pages');
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
