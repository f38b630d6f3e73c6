import type { Tx } from '../../../platform/database/database';
import { type Sql, sql } from '../../../platform/database/sql';
import { inIndexOrder } from '../../../platform/database/index-order';
import { leafSql, transferSql } from './leaf-form.rules';
import type { JournalPosition } from './seal-head.rules';

/**
 * Rows before which no running transaction can still write: rows from earlier epochs of the database, and rows below
 * this snapshot's oldest transaction (ledger.md, rule 12). For `events e` in the FROM list, network `$1`.
 */
export const BELOW_WATERMARK = `(e.epoch < (SELECT n.epoch FROM networks n WHERE n.id = $1)
  OR e.xid < (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint))`;

/** A transaction as a leaf of a seal. */
export interface Leaf {
  readonly position: JournalPosition;
  readonly hash: Buffer;
  readonly transfers: number;
}

export interface LeafRow {
  epoch: number;
  xid: number;
  id: string;
  leaf: Buffer;
  transfers: number;
}

/** Length of a SHA-256 hash. */
const HASH_BYTES = 32;

const LEAF = leafSql('t.transfers', 't.records');
const leafHashOf = (transfers: string, records: string): string =>
  `sha256('\\x00'::bytea || ${leafSql(transfers, records)})`;
const LEAF_HASH = leafHashOf('t.transfers', 't.records');

/** SQL for the transfers of a `transactions x`: their number and their records. */
const TRANSFERS = `
  CROSS JOIN LATERAL (
    SELECT count(*)::int4 AS transfers, string_agg(${transferSql('y')}, '' ORDER BY y.n) AS records
    FROM transfers y WHERE y.network_id = x.network_id AND y.transaction_id = x.id) t`;

/**
 * FROM list of the journal in its order. The event log serves as its index, since an act's event has the id of its row.
 * LIMIT keeps the row a look-up by its whole key, even if it was planned before the table was first analysed (rule 19).
 */
const JOURNAL = `
  FROM events e
  CROSS JOIN LATERAL (SELECT * FROM transactions x WHERE x.network_id = e.network_id AND x.id = e.id LIMIT 1) x
  ${TRANSFERS}`;

/** SQL for the next leaves after a position that meet a condition, at most `$5`. */
const nextLeaves = (condition: string): string => `
  SELECT e.epoch, e.xid, e.id, ${LEAF_HASH} AS leaf, t.transfers
  ${JOURNAL}
  WHERE e.network_id = $1 AND (e.epoch, e.xid, e.id) > ($2, $3, $4) AND ${condition}
  ORDER BY e.epoch, e.xid, e.id LIMIT $5`;

/** The range of the journal that one seal covers. */
export interface SealablePage {
  readonly to: JournalPosition;
  /** The hashes of the page's transactions, in order. */
  readonly leaves: readonly Buffer[];
  readonly transfers: number;
}

/** How many acts one range of ids covers, and how many rows of the journal and of transfers are read of a range at most (it may hold rows of other pages). */
const [RANGE, MOST_ROWS, MOST_TRANSFERS] = [50, 200, 1_000];

/**
 * The next leaves, read by ranges of ids: ids of a page lie side by side, so a range costs a few blocks. `isWhole` is false where a range has more
 * rows than are read of it. The statement joins nothing, so PostgreSQL has no other plan than the primary keys.
 */
const LEAVES_BY_RANGES = `
  page AS MATERIALIZED (
    SELECT e.epoch, e.xid, e.id, row_number() OVER (ORDER BY e.epoch, e.xid, e.id) AS place
    FROM (
      SELECT e.epoch, e.xid, e.id FROM events e
      WHERE e.network_id = $1 AND (e.epoch, e.xid, e.id) > ($2, $3, $4) AND ${BELOW_WATERMARK} AND e.type LIKE 'transaction.%'
      ORDER BY e.epoch, e.xid, e.id LIMIT $5) e),
  ranges AS MATERIALIZED (
    SELECT array_agg(p.id ORDER BY p.id) AS ids, array_agg(p.place ORDER BY p.id) AS places
    FROM (SELECT p.id, p.place, (row_number() OVER (ORDER BY p.id) - 1) / ${String(RANGE)} AS range FROM page p) p
    GROUP BY p.range),
  leaves AS MATERIALIZED (
    SELECT r.places[array_position(r.ids, x.id)] AS place, ${leafHashOf('coalesce(m.counts[m.n], 0)', 'm.records[m.n]')} AS leaf,
      coalesce(m.counts[m.n], 0) AS transfers, m.read < ${String(MOST_TRANSFERS)} AS is_whole
    FROM ranges r
    CROSS JOIN LATERAL (
      SELECT array_agg(g.id) AS ids, array_agg(g.transfers) AS counts, array_agg(g.records) AS records, coalesce(sum(g.transfers), 0) AS read
      FROM (
        SELECT y.transaction_id AS id, count(*)::int4 AS transfers, string_agg(${transferSql('y')}, '' ORDER BY y.n) AS records
        FROM (
          SELECT * FROM transfers y WHERE y.network_id = $1 AND y.transaction_id BETWEEN r.ids[1] AND r.ids[cardinality(r.ids)]
          ORDER BY y.transaction_id, y.n LIMIT ${String(MOST_TRANSFERS)}) y
        GROUP BY y.transaction_id) g) t
    CROSS JOIN LATERAL (
      SELECT * FROM transactions x WHERE x.network_id = $1 AND x.id BETWEEN r.ids[1] AND r.ids[cardinality(r.ids)]
      ORDER BY x.id LIMIT ${String(MOST_ROWS)}) x
    CROSS JOIN LATERAL (SELECT t.counts, t.records, t.read, array_position(t.ids, x.id) AS n OFFSET 0) m
    WHERE x.id = ANY (r.ids))`;

interface SealableRow extends JournalPosition {
  leaves: Buffer;
  transfers: number;
}

/**
 * The next journal rows after a position and below the watermark, at most `limit`. Undefined: there are none. The page
 * is one row: thousands of rows, each with an unneeded position, cost most of the time of sealing.
 */
export async function findSealable(
  tx: Tx,
  networkId: string,
  after: JournalPosition,
  limit: number,
): Promise<SealablePage | undefined> {
  const values = [networkId, after.epoch, after.xid, after.id, limit];
  const row = await inIndexOrder(tx, async () => {
    const near = await tx.maybe<SealableRow & { isWhole: boolean }>(
      `WITH ${LEAVES_BY_RANGES}
       SELECT string_agg(f.leaf, '' ORDER BY f.place) AS leaves, sum(f.transfers)::int AS transfers, l.epoch, l.xid, l.id,
         bool_and(f.is_whole) AND count(*) = (SELECT count(*) FROM page) AS "isWhole"
       FROM leaves f
       CROSS JOIN (SELECT epoch, xid, id FROM page ORDER BY place DESC LIMIT 1) l
       GROUP BY l.epoch, l.xid, l.id`,
      values,
    );
    return near?.isWhole === true ? near : findSealableOneByOne(tx, values);
  });
  if (row === undefined) return undefined;
  const { epoch, xid, id, leaves, transfers } = row;
  const hashes = Array.from({ length: leaves.length / HASH_BYTES }, (_, n) =>
    leaves.subarray(n * HASH_BYTES, (n + 1) * HASH_BYTES),
  );
  return { to: { epoch, xid, id }, leaves: hashes, transfers };
}

/** Like `findSealable`, with a look for each row: for pages whose ids lie far from each other. */
function findSealableOneByOne(tx: Tx, values: readonly unknown[]): Promise<SealableRow | undefined> {
  return tx.maybe<SealableRow>(
    `WITH page AS MATERIALIZED (${nextLeaves(BELOW_WATERMARK)})
     SELECT string_agg(p.leaf, '' ORDER BY p.epoch, p.xid, p.id) AS leaves, sum(p.transfers)::int AS transfers, l.epoch, l.xid, l.id
     FROM page p
     CROSS JOIN (SELECT epoch, xid, id FROM page ORDER BY epoch DESC, xid DESC, id DESC LIMIT 1) l
     GROUP BY l.epoch, l.xid, l.id`,
    values,
  );
}

/** The next leaves after a position in this snapshot, at most `limit`, to be compared with seals. */
export async function listVisibleLeaves(
  tx: Tx,
  networkId: string,
  after: JournalPosition,
  limit: number,
): Promise<Leaf[]> {
  const rows = await inIndexOrder(tx, () =>
    tx.query<LeafRow>(nextLeaves('true'), [networkId, after.epoch, after.xid, after.id, limit]),
  );
  return rows.map(toLeaf);
}

/** The leaves of one seal, in order. */
export async function listLeavesBetween(
  tx: Tx,
  networkId: string,
  after: JournalPosition,
  to: JournalPosition,
): Promise<Leaf[]> {
  const rows = await tx.query<LeafRow>(
    `SELECT e.epoch, e.xid, e.id, ${LEAF_HASH} AS leaf, t.transfers
     ${JOURNAL}
     WHERE e.network_id = $1 AND (e.epoch, e.xid, e.id) > ($2, $3, $4) AND (e.epoch, e.xid, e.id) <= ($5, $6, $7)
     ORDER BY e.epoch, e.xid, e.id`,
    [networkId, after.epoch, after.xid, after.id, to.epoch, to.xid, to.id],
  );
  return rows.map(toLeaf);
}

/** A transaction's place in the journal and the bytes of its leaf. Undefined: there is no such row. */
export function findLeafBytes(
  tx: Tx,
  networkId: string,
  transactionId: string,
): Promise<(JournalPosition & { bytes: Buffer; guestId: string | null; restaurantId: string | null }) | undefined> {
  return tx.maybe(
    `SELECT e.epoch, e.xid, e.id, x.guest_id AS "guestId", x.restaurant_id AS "restaurantId", ${LEAF} AS bytes
     FROM transactions x
     JOIN events e ON e.network_id = x.network_id AND e.xid = x.xid AND e.id = x.id
       AND e.epoch = ANY (ARRAY(SELECT generate_series(0, (SELECT n.epoch FROM networks n WHERE n.id = $1))))
     ${TRANSFERS}
     WHERE x.network_id = $1 AND x.id = $2`,
    [networkId, transactionId],
  );
}

/** How many rows wait after a position, counted up to `limit`. */
export async function countWaiting(tx: Tx, networkId: string, after: JournalPosition, limit: number): Promise<number> {
  const { waiting } = await tx.one<{ waiting: number }>(
    `SELECT count(*)::int AS waiting FROM (
       SELECT FROM events e
       WHERE e.network_id = $1 AND (e.epoch, e.xid, e.id) > ($2, $3, $4) AND ${BELOW_WATERMARK} AND e.type LIKE 'transaction.%'
       LIMIT $5) w`,
    [networkId, after.epoch, after.xid, after.id, limit],
  );
  return waiting;
}

function toLeaf({ epoch, xid, id, leaf, transfers }: LeafRow): Leaf {
  return { position: { epoch, xid, id }, hash: leaf, transfers };
}

/** How much an account gained, in one unit. */
export interface AccountGain {
  readonly kind: string;
  readonly owner: string;
  readonly unit: string | null;
  readonly balance: number;
}

/** A position after every possible row. */
const JOURNAL_END: JournalPosition = { epoch: 2 ** 31 - 1, xid: 0, id: '00000000-0000-0000-0000-000000000000' };

/** The kind and owner of both accounts of the transfers `y`, and the unit. Guests' accounts have no owner here, because their balances have rows of their own. */
const ACCOUNTS_OF = sql`y.debit_kind, CASE WHEN y.debit_kind::text NOT LIKE 'GUEST%' THEN y.debit_owner END AS debit_owner,
  y.credit_kind, CASE WHEN y.credit_kind::text NOT LIKE 'GUEST%' THEN y.credit_owner END AS credit_owner, y.unit`;

/** The gain of each account, from the sums in `moved`: one row for each pair of accounts, so few rows. */
const GAINS_OF_MOVED = sql`
  SELECT a.kind, a.owner, m.unit, sum(a.amount)::bigint AS balance
  FROM moved m
  CROSS JOIN LATERAL (VALUES (m.debit_kind, m.debit_owner, -m.amount), (m.credit_kind, m.credit_owner, m.amount)) a(kind, owner, amount)
  WHERE a.owner IS NOT NULL AND m.amount IS NOT NULL
  GROUP BY a.kind, a.owner, m.unit`;

/** Events `e` after one position and up to another (included). */
const between = (networkId: string, after: JournalPosition, to: JournalPosition): Sql =>
  sql`e.network_id = ${networkId} AND (e.epoch, e.xid, e.id) > (${after.epoch}, ${after.xid}, ${after.id})
    AND (e.epoch, e.xid, e.id) <= (${to.epoch}, ${to.xid}, ${to.id})`;

/**
 * How much accounts other than guests' gained after one position and up to another (included), over all committed rows.
 * Transfers are read by ranges of ids, as the leaves are, and one by one where a range has too many.
 */
export async function listGains(
  tx: Tx,
  networkId: string,
  after: JournalPosition,
  to: JournalPosition = JOURNAL_END,
): Promise<AccountGain[]> {
  return inIndexOrder(tx, async () => {
    const near = await tx.one<{ isWhole: boolean; gains: AccountGain[] }>`
      WITH ranges AS MATERIALIZED (
        SELECT e.range, array_agg(e.id ORDER BY e.id) AS ids
        FROM (
          SELECT e.id, (row_number() OVER (ORDER BY e.id) - 1) / ${RANGE} AS range FROM events e
          WHERE ${between(networkId, after, to)} AND e.type LIKE 'transaction.%') e
        GROUP BY e.range),
      moved AS MATERIALIZED (
        SELECT r.range, ${ACCOUNTS_OF}, sum(y.amount) FILTER (WHERE y.transaction_id = ANY (r.ids)) AS amount, count(*) AS read
        FROM ranges r
        CROSS JOIN LATERAL (
          SELECT * FROM transfers y WHERE y.network_id = ${networkId} AND y.transaction_id BETWEEN r.ids[1] AND r.ids[cardinality(r.ids)]
          ORDER BY y.transaction_id, y.n LIMIT ${MOST_TRANSFERS}) y
        GROUP BY 1, 2, 3, 4, 5, 6)
      SELECT NOT EXISTS (SELECT FROM moved m GROUP BY m.range HAVING sum(m.read) >= ${MOST_TRANSFERS}) AS is_whole,
        (SELECT coalesce(json_agg(g), '[]') FROM (${GAINS_OF_MOVED}) g) AS gains`;
    return near.isWhole ? near.gains : listGainsOneByOne(tx, networkId, after, to);
  });
}

/** Like `listGains`, with a look for each row: for rows whose ids lie far from each other. */
function listGainsOneByOne(
  tx: Tx,
  networkId: string,
  after: JournalPosition,
  to: JournalPosition,
): Promise<AccountGain[]> {
  return tx.query<AccountGain>`
    WITH moved AS (
      SELECT ${ACCOUNTS_OF}, sum(y.amount) AS amount
      FROM events e
      CROSS JOIN LATERAL (SELECT * FROM transfers y WHERE y.network_id = e.network_id AND y.transaction_id = e.id OFFSET 0) y
      WHERE ${between(networkId, after, to)}
      GROUP BY 1, 2, 3, 4, 5)
    ${GAINS_OF_MOVED}`;
}
