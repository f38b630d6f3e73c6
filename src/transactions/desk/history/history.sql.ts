import type { Tx } from '../../../platform/database/database';
import { INTERNAL_TYPES, JOURNAL_COLUMNS, type JournalRow } from '../../ledger/journal/journal-row';

/** A guest's transactions, newest first, before a version (the cursor); internal journal rows are left out. */
export function listHistory(
  tx: Tx,
  networkId: string,
  guestId: string,
  beforeVersion: number | null,
  limit: number,
): Promise<JournalRow[]> {
  return tx.query<JournalRow>(
    `SELECT ${JOURNAL_COLUMNS} FROM transactions t
      WHERE t.network_id = $1 AND t.guest_id = $2 AND ($3::bigint IS NULL OR t.guest_version < $3)
        AND t.type <> ALL ($4::transaction_type[])
      ORDER BY t.guest_version DESC LIMIT $5`,
    [networkId, guestId, beforeVersion, INTERNAL_TYPES, limit],
  );
}

/** The transactions of a shift, newest first, before an id (the cursor). */
export function listShiftRows(
  tx: Tx,
  networkId: string,
  shiftId: string,
  beforeId: string | null,
  limit: number,
): Promise<JournalRow[]> {
  return tx.query<JournalRow>(
    `SELECT ${JOURNAL_COLUMNS} FROM transactions t
      WHERE t.network_id = $1 AND t.shift_id = $2 AND ($3::uuid IS NULL OR t.id < $3) AND t.type <> ALL ($4::transaction_type[])
      ORDER BY t.id DESC LIMIT $5`,
    [networkId, shiftId, beforeId, INTERNAL_TYPES, limit],
  );
}

export interface ShiftTotalsRow {
  readonly type: string;
  readonly count: number;
  readonly amount: number;
  readonly discount: number;
  readonly payable: number;
  readonly pointsEarned: number;
  readonly pointsRedeemed: number;
  readonly pointsValue: number;
}

/**
 * Totals of a shift by type of transaction. Money of an attached receipt counts at the shift that received it, so an
 * attached sale adds its points and, in rows of builds before 0.3, the changed amount.
 */
export function listShiftTotals(tx: Tx, networkId: string, shiftId: string): Promise<ShiftTotalsRow[]> {
  return tx.query<ShiftTotalsRow>(
    `SELECT CASE WHEN t.type = 'MANUAL' THEN 'MANUAL_' || t.direction ELSE t.type::text END AS type,
            count(*) FILTER (WHERE receipt.id IS NULL)::bigint AS count,
            sum(t.amount - coalesce(receipt.amount, 0))::bigint AS amount, sum(t.discount)::bigint AS discount,
            sum(t.payable - coalesce(receipt.payable, 0))::bigint AS payable, sum(t.points_earned)::bigint AS "pointsEarned",
            sum(t.points_redeemed)::bigint AS "pointsRedeemed", sum(t.points_value)::bigint AS "pointsValue"
       FROM transactions t
       LEFT JOIN LATERAL (
         SELECT r.id, r.amount, r.payable FROM transactions r
          WHERE t.type = 'SALE' AND r.network_id = $1 AND r.id = t.related_id AND r.type = 'SALE' LIMIT 1) receipt ON true
      WHERE t.network_id = $1 AND t.shift_id = $2 AND t.type <> ALL ($3::transaction_type[]) GROUP BY 1`,
    [networkId, shiftId, INTERNAL_TYPES],
  );
}
