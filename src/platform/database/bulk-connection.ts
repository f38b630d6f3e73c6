import pg from 'pg';
import { CopyOut } from './copy-rows';
import { setLocally, TIME_LIMITS } from './time-limits';

/** One transaction on a connection beside the pools. */
export interface BulkTransaction {
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Runs a statement that writes, and returns how many rows it wrote. */
  change(text: string, values: readonly unknown[]): Promise<number>;
  /** Runs several statements without parameters in one round trip; returns the rows of the last. */
  script<Row extends object>(text: string): Promise<Row[]>;
  /**
   * Streams the lines of a SELECT with one column, as UTF-8; its texts have no control characters. Each buffer is overwritten when the next is
   * asked for.
   * @param select without parameters
   */
  lines(select: string): AsyncGenerator<Buffer>;
}

const SNAPSHOT = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; LOCK TABLE ONLY events IN ACCESS SHARE MODE';

/** A connection beside the pools, for one transaction after another. */
export interface BulkConnection {
  /**
   * Runs `work` on one snapshot, so that all tables show the same moment while tills sell. The event log is locked before the snapshot is taken, as
   * in `Database.snapshotOfNetwork`.
   */
  snapshot<T>(work: (tx: BulkTransaction) => Promise<T>): Promise<T>;
  /** Runs `work` in one transaction, which is rolled back when `work` rejects. */
  write<T>(work: (tx: BulkTransaction) => Promise<T>): Promise<T>;
}

/** @param url of the role that reads all rows (`DATABASE_BACKUP_URL`), or of the owner of the schema (`DATABASE_OWNER_URL`) */
export async function onBulkConnection<T>(url: string, work: (connection: BulkConnection) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'loyalty archive', keepAlive: true });
  // When the connection is lost, the current statement fails with the reason; without a listener the process would end.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work({
      snapshot: (read) => inTransaction(client, SNAPSHOT, read),
      write: (change) => inTransaction(client, 'BEGIN', change),
    });
  } finally {
    await client.end();
  }
}

/** Runs `work` on one snapshot, on a connection of its own. */
export function snapshotOfAll<T>(url: string, work: (tx: BulkTransaction) => Promise<T>): Promise<T> {
  return onBulkConnection(url, (connection) => connection.snapshot(work));
}

/**
 * Pages of the rows of a SELECT, so that memory does not grow with the table. A transaction can read only one SELECT this way at a time.
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
    // The server fetches the next page while the caller works on this one.
    if (!isLast) next = tx.script<Row>(fetch);
    next.catch(() => undefined);
    yield rows;
    if (isLast) return;
  }
}

async function inTransaction<T>(
  client: pg.Client,
  begin: string,
  work: (tx: BulkTransaction) => Promise<T>,
): Promise<T> {
  const free: Buffer[] = [];
  try {
    await client.query(`${begin}; ${setLocally(TIME_LIMITS.check)}; SET LOCAL TimeZone = 'UTC'`);
    const result = await work({
      query: async <Row extends object>(text: string, values: readonly unknown[] = []) =>
        (await client.query<Row>(text, [...values])).rows,
      change: async (text, values) => (await client.query(text, [...values])).rowCount ?? 0,
      script: async <Row extends object>(text: string) => {
        const results = (await client.query(text)) as unknown as pg.QueryResult<Row> | pg.QueryResult<Row>[];
        return (Array.isArray(results) ? results.at(-1) : results)?.rows ?? [];
      },
      lines: (select) => copiedLines(client, select, free),
    });
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** Two control characters that no text contains, so that PostgreSQL adds no quotes. */
const PLAIN = String.raw`FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02'`;
const PAGE_BYTES = 1 << 20;
const NO_PAGE = Buffer.alloc(0);
/** Pages read ahead; when so many are unread, reading from the server pauses. */
const MOST_PAGES = 4;

/** @param free pages for reuse: buffers lie outside of the heap, and allocating many causes collections of the whole heap */
async function* copiedLines(client: pg.Client, select: string, free: Buffer[]): AsyncGenerator<Buffer> {
  const { stream } = (client as unknown as { readonly connection: pg.Connection }).connection;
  const pages: { readonly page: Buffer; readonly used: number }[] = [];
  let page: Buffer = NO_PAGE;
  let used = 0;
  let wake: () => void = () => undefined;
  let isWanted = true;
  const turn = (): void => {
    if (used > 0) pages.push({ page, used });
    page = NO_PAGE;
    used = 0;
    if (isWanted && pages.length >= MOST_PAGES) stream.pause();
    wake();
  };
  const take = (chunk: Buffer): void => {
    if (!isWanted) return;
    if (used + chunk.length > page.length) {
      turn();
      page =
        chunk.length > PAGE_BYTES ? Buffer.allocUnsafe(chunk.length) : (free.pop() ?? Buffer.allocUnsafe(PAGE_BYTES));
    }
    used += chunk.copy(page, used);
  };
  const copy = { isOver: false };
  const over = new Promise<void>((resolve, reject) => {
    client.query(new CopyOut(`COPY (${select}) TO STDOUT (${PLAIN})`, take, resolve, reject));
  }).finally(() => {
    copy.isOver = true;
    turn();
  });
  over.catch(() => undefined);
  try {
    for (;;) {
      const next = pages.shift();
      if (next !== undefined) {
        yield next.page.subarray(0, next.used);
        if (next.page.length === PAGE_BYTES) free.push(next.page);
      } else if (copy.isOver) break;
      else {
        stream.resume();
        await new Promise<void>((resolve) => (wake = resolve));
      }
    }
    await over;
  } finally {
    // The remaining rows are read and dropped, so that the connection can be used again.
    isWanted = false;
    stream.resume();
  }
}
