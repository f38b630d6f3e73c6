import type { Tx } from '../../platform/database/database';
import type { Movement } from './account-totals.rules';
import { formSql, leafTextSql, TRANSFER_COLUMNS } from './canonical-form.rules';
import type { Position } from './seal-head.rules';

/**
 * What no running transaction can still write before: rows of earlier lives of the database, and rows below the
 * oldest transaction of this snapshot (ledger.md, rule 12). For an `events e` in the FROM list.
 */
export const BELOW_WATERMARK = `(e.epoch < (SELECT epoch FROM ledger_epoch)
  OR e.xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint)`;

/** A transaction as a leaf of a seal. */
export interface Leaf {
  readonly position: Position;
  readonly hash: Buffer;
  readonly movements: readonly Movement[];
}

interface LeafRow {
  epoch: number;
  xid: number;
  id: string;
  leaf: Buffer;
  movements: string | null;
}

const TRANSFER_FORMS = `string_agg(${formSql(TRANSFER_COLUMNS, 'y')}, '' ORDER BY y.n)`;

const LEAF_TEXT = leafTextSql('t.transfers', 't.forms');

/**
 * FROM list of the journal in its order: the event log is its index, an event of an act bears the id of its row. LIMIT
 * keeps the row a probe by its whole key, also where it was planned before the table was ever analysed (rule 19).
 */
const JOURNAL = `
  FROM events e
  CROSS JOIN LATERAL (SELECT * FROM transactions x WHERE x.network_id = e.network_id AND x.id = e.id LIMIT 1) x
  CROSS JOIN LATERAL (
    SELECT count(*) AS transfers, ${TRANSFER_FORMS} AS forms,
      string_agg(concat_ws(' ', y.debit_kind, y.debit_owner, y.credit_kind, y.credit_owner, y.amount, y.unit), ';' ORDER BY y.n) AS movements
    FROM transfers y WHERE y.network_id = x.network_id AND y.transaction_id = x.id) t`;

/** The next leaves after a position, at most `limit`, of what is below the watermark: what can be sealed. */
export function listLeaves(tx: Tx, networkId: string, after: Position, limit: number): Promise<Leaf[]> {
  return listLeavesWhere(tx, BELOW_WATERMARK, networkId, after, limit);
}

/** The next leaves after a position, at most `limit`, of all that this snapshot shows: what is compared with seals. */
export function listVisibleLeaves(tx: Tx, networkId: string, after: Position, limit: number): Promise<Leaf[]> {
  return listLeavesWhere(tx, 'true', networkId, after, limit);
}

async function listLeavesWhere(
  tx: Tx,
  condition: string,
  networkId: string,
  after: Position,
  limit: number,
): Promise<Leaf[]> {
  const rows = await tx.query<LeafRow>(
    `SELECT e.epoch, e.xid, e.id, sha256('\\x00'::bytea || convert_to(${LEAF_TEXT}, 'UTF8')) AS leaf, t.movements
     ${JOURNAL}
     WHERE e.network_id = $1 AND (e.epoch, e.xid, e.id) > ($2, $3, $4) AND ${condition}
     ORDER BY e.epoch, e.xid, e.id LIMIT $5`,
    [networkId, after.epoch, after.xid, after.id, limit],
  );
  return rows.map(toLeaf);
}

/** The leaves of one seal, in order. */
export async function listLeavesBetween(tx: Tx, networkId: string, after: Position, to: Position): Promise<Leaf[]> {
  const rows = await tx.query<LeafRow>(
    `SELECT e.epoch, e.xid, e.id, sha256('\\x00'::bytea || convert_to(${LEAF_TEXT}, 'UTF8')) AS leaf, t.movements
     ${JOURNAL}
     WHERE e.network_id = $1 AND (e.epoch, e.xid, e.id) > ($2, $3, $4) AND (e.epoch, e.xid, e.id) <= ($5, $6, $7)
     ORDER BY e.epoch, e.xid, e.id`,
    [networkId, after.epoch, after.xid, after.id, to.epoch, to.xid, to.id],
  );
  return rows.map(toLeaf);
}

/** Where a transaction stands in the journal, with its canonical text; nothing when there is no such row. */
export function findLeafText(
  tx: Tx,
  networkId: string,
  transactionId: string,
): Promise<(Position & { text: string; guestId: string | null; restaurantId: string | null }) | undefined> {
  return tx.maybe(
    `SELECT e.epoch, e.xid, e.id, x.guest_id AS "guestId", x.restaurant_id AS "restaurantId", ${LEAF_TEXT} AS text
     FROM transactions x
     JOIN events e ON e.network_id = x.network_id AND e.xid = x.xid AND e.id = x.id
       AND e.epoch = ANY (ARRAY(SELECT generate_series(0, (SELECT epoch FROM ledger_epoch))))
     CROSS JOIN LATERAL (
       SELECT count(*) AS transfers, ${TRANSFER_FORMS} AS forms
       FROM transfers y WHERE y.network_id = x.network_id AND y.transaction_id = x.id) t
     WHERE x.network_id = $1 AND x.id = $2`,
    [networkId, transactionId],
  );
}

/** How many rows wait after a position, counted up to `limit`. */
export async function countWaiting(tx: Tx, networkId: string, after: Position, limit: number): Promise<number> {
  const { waiting } = await tx.one<{ waiting: number }>(
    `SELECT count(*)::int AS waiting FROM (
       SELECT FROM events e
       WHERE e.network_id = $1 AND (e.epoch, e.xid, e.id) > ($2, $3, $4) AND ${BELOW_WATERMARK} AND e.type LIKE 'transaction.%'
       LIMIT $5) w`,
    [networkId, after.epoch, after.xid, after.id, limit],
  );
  return waiting;
}

function toLeaf({ epoch, xid, id, leaf, movements }: LeafRow): Leaf {
  return {
    position: { epoch, xid, id },
    hash: leaf,
    movements: movements === null ? [] : movements.split(';').map(parseMovement),
  };
}

function parseMovement(text: string): Movement {
  const [debitKind = '', debitOwner = '', creditKind = '', creditOwner = '', amount = '', unit] = text.split(' ');
  return { debitKind, debitOwner, creditKind, creditOwner, amount: Number(amount), unit: unit ?? null };
}

/** Sums of what accounts other than guests' gained after a position: all that is committed, watermark or not. */
export function listUnsealedTotals(
  tx: Tx,
  networkId: string,
  after: Position,
): Promise<{ kind: string; owner: string; unit: string | null; balance: number }[]> {
  return tx.query(
    `SELECT a.kind, a.owner, a.unit, sum(a.amount)::bigint AS balance
     FROM events e
     CROSS JOIN LATERAL (SELECT * FROM transfers y WHERE y.network_id = e.network_id AND y.transaction_id = e.id OFFSET 0) y
     CROSS JOIN LATERAL (VALUES (y.debit_kind, y.debit_owner, y.unit, -y.amount), (y.credit_kind, y.credit_owner, y.unit, y.amount))
       a(kind, owner, unit, amount)
     WHERE e.network_id = $1 AND (e.epoch, e.xid, e.id) > ($2, $3, $4) AND e.type LIKE 'transaction.%'
       AND a.kind::text NOT LIKE 'GUEST%'
     GROUP BY a.kind, a.owner, a.unit`,
    [networkId, after.epoch, after.xid, after.id],
  );
}
