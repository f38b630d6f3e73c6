import type { Statements } from '../../../platform/database/database';
import { findJournalRows, JOURNAL_COLUMNS, type JournalRow, listTransfers } from '../journal/journal-row';
import { withLineage } from './lineage.sql';
import type { RelatedRows } from '../act/till-act';

/** A sale has few refunds and a receipt few redemptions. More rows than this are treated as a bug. */
const MAX_RELATED = 10_000;

/**
 * Reads journal rows by id, each with its related rows. Call it after the guests were read: rows that other processes
 * add in between then show as a lost version, never as a stale answer.
 */
export async function listRelatedRows(
  tx: Statements,
  networkId: string,
  ids: readonly string[],
  guestId: string | null = null,
): Promise<Map<string, RelatedRows>> {
  const rows = await findJournalRows(tx, networkId, ids);
  const others = await tx.query<JournalRow>(
    `SELECT ${JOURNAL_COLUMNS} FROM unnest($2::uuid[]) i(id)
     CROSS JOIN LATERAL (SELECT * FROM transactions t WHERE t.network_id = $1 AND t.related_id = i.id) t
     ORDER BY t.guest_version, t.id LIMIT $3`,
    [networkId, ids, MAX_RELATED],
  );
  const transfers = await listTransfers(tx, networkId, ids);
  const expired = await listExpiredPoints(tx, networkId, rows);
  const elsewhere = guestId === null ? NONE_EXPIRED : await listExpiredElsewhere(tx, networkId, rows, guestId);
  return new Map(
    rows.map((row) => [
      row.id,
      {
        row,
        others: others.filter((other) => other.relatedId === row.id),
        transfers: transfers.filter((transfer) => transfer.transactionId === row.id),
        expired: (expired.get(row.id) ?? 0) + (elsewhere.get(row.id) ?? 0),
      },
    ]),
  );
}

/** An act decided by the tier of an earlier instant: its own time, or the time of a receipt. */
export interface LateAct {
  readonly id: string;
  readonly guestId: string | null;
  /** In milliseconds since 1970. */
  readonly occurredAt: number | null;
  readonly receiptId: string | null;
}

/** By the act's id: the tier that its guest held at the act's time. Absent where nothing was recorded by then. */
export async function listTiersAsOf(
  tx: Statements,
  networkId: string,
  acts: readonly LateAct[],
): Promise<Map<string, string>> {
  const rows = await tx.query<{ id: string; tier: string | null }>(
    `SELECT a.id, t.tier FROM unnest($2::uuid[], $3::uuid[], $4::double precision[], $5::uuid[]) a(id, guest_id, occurred, receipt_id)
      CROSS JOIN LATERAL (
        SELECT t.tier FROM transactions t
         WHERE t.network_id = $1 AND t.guest_id = a.guest_id AND t.recorded_at <= coalesce(
           (SELECT r.occurred_at FROM transactions r WHERE r.network_id = $1 AND r.id = a.receipt_id), to_timestamp(a.occurred / 1000))
         ORDER BY t.guest_version DESC LIMIT 1) t`,
    [
      networkId,
      acts.map((act) => act.id),
      acts.map((act) => act.guestId),
      acts.map((act) => act.occurredAt),
      acts.map((act) => act.receiptId),
    ],
  );
  return new Map(rows.flatMap((row) => (row.tier === null ? [] : [[row.id, row.tier] as const])));
}

/** How many points of each sale's own lot expired, from the guest's journal after the sale. */
async function listExpiredPoints(
  tx: Statements,
  networkId: string,
  sales: readonly JournalRow[],
): Promise<Map<string, number>> {
  const earning = sales.filter((sale) => sale.guestId !== null && sale.pointsEarned > 0);
  if (earning.length === 0) return new Map();
  const rows = await tx.query<{ id: string; points: number }>(
    `SELECT s.id, sum(x.amount)::bigint AS points
       FROM unnest($2::uuid[], $3::uuid[], $4::bigint[]) s(id, guest_id, version)
      CROSS JOIN LATERAL (
        SELECT t.id FROM transactions t
         WHERE t.network_id = $1 AND t.guest_id = s.guest_id AND t.guest_version > s.version AND t.type = 'EXPIRY') e
      CROSS JOIN LATERAL (
        SELECT x.amount FROM transfers x
         WHERE x.network_id = $1 AND x.transaction_id = e.id AND x.lot_id = s.id AND x.code = 'EXPIRY') x
      GROUP BY s.id`,
    [networkId, earning.map((s) => s.id), earning.map((s) => s.guestId), earning.map((s) => s.guestVersion)],
  );
  return new Map(rows.map((row) => [row.id, row.points]));
}

const NONE_EXPIRED: ReadonlyMap<string, number> = new Map();

/** Adds expiries in journals of other guests whose points came to the act's guest by merges, or were returned. */
async function listExpiredElsewhere(
  tx: Statements,
  networkId: string,
  sales: readonly JournalRow[],
  guestId: string,
): Promise<ReadonlyMap<string, number>> {
  const earning = sales.filter((sale) => sale.guestId !== null && sale.pointsEarned > 0);
  if (earning.length === 0) return NONE_EXPIRED;
  const rows = await tx.query<{ id: string; points: number }>(
    `${withLineage('SELECT $2::uuid, $2::uuid, 9223372036854775807::bigint')}
     SELECT s.id, sum(x.amount)::bigint AS points
       FROM unnest($3::uuid[], $4::uuid[]) s(id, guest_id)
       JOIN l ON l.guest_id <> s.guest_id
      CROSS JOIN LATERAL (
        SELECT t.id FROM transactions t
         WHERE t.network_id = $1 AND t.guest_id = l.guest_id AND t.guest_version < l.until AND t.type = 'EXPIRY') e
      CROSS JOIN LATERAL (
        SELECT x.amount FROM transfers x
         WHERE x.network_id = $1 AND x.transaction_id = e.id AND x.lot_id = s.id AND x.code = 'EXPIRY') x
      GROUP BY s.id`,
    [networkId, guestId, earning.map((s) => s.id), earning.map((s) => s.guestId)],
  );
  return new Map(rows.map((row) => [row.id, row.points]));
}
