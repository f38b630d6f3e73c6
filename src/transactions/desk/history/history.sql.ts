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

/** What a shift came to, by type of transaction. */
export function listShiftTotals(tx: Tx, networkId: string, shiftId: string): Promise<ShiftTotalsRow[]> {
  return tx.query<ShiftTotalsRow>(
    `SELECT CASE WHEN type = 'MANUAL' THEN 'MANUAL_' || direction ELSE type::text END AS type, count(*)::bigint AS count,
            sum(amount)::bigint AS amount, sum(discount)::bigint AS discount, sum(payable)::bigint AS payable,
            sum(points_earned)::bigint AS "pointsEarned", sum(points_redeemed)::bigint AS "pointsRedeemed", sum(points_value)::bigint AS "pointsValue"
       FROM transactions WHERE network_id = $1 AND shift_id = $2 AND type <> ALL ($3::transaction_type[]) GROUP BY 1`,
    [networkId, shiftId, INTERNAL_TYPES],
  );
}
