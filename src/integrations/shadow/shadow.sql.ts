import type { Tx } from '../../platform/database/database';
import { sql, when } from '../../platform/database/sql';
import type { DifferenceReason } from '../shadow-receipts';

export interface GroupFigures {
  readonly id: string;
  readonly reason: DifferenceReason;
  readonly detail: string;
  readonly createdAt: Date;
  readonly acceptedAt: Date | null;
  readonly acceptedBy: string | null;
  readonly note: string | null;
  readonly receipts: number;
  /** Balances of files that parted for this reason. */
  readonly balances: number;
  readonly guests: number;
  readonly money: number;
}

const MOST_GROUPS = 100;

/** Groups that still have receipts or balances, those first that nobody has accepted, the largest first. @param id only this one */
export function listGroupFigures(tx: Tx, networkId: string, id: string | null) {
  return tx.query<GroupFigures>`SELECT g.id, g.reason, g.detail, g.created_at, g.accepted_at, g.accepted_by,
            g.note, c.receipts, c.balances, c.guests, c.money
       FROM shadow_groups g
       CROSS JOIN LATERAL (SELECT (count(*) FILTER (WHERE is_receipt))::integer AS receipts,
           (count(*) FILTER (WHERE NOT is_receipt))::integer AS balances, count(DISTINCT guest_id)::integer AS guests,
           coalesce(sum(money), 0)::bigint AS money
         FROM (SELECT true AS is_receipt, guest_id, money FROM shadow_receipts WHERE network_id = ${networkId} AND group_id = g.id
               UNION ALL
               SELECT false, guest_id, money FROM shadow_balances WHERE network_id = ${networkId} AND group_id = g.id) one) c
      WHERE g.network_id = ${networkId} ${when(id !== null, sql`AND g.id = ${id}`)} AND c.receipts + c.balances > 0
      ORDER BY g.accepted_at IS NOT NULL, c.receipts + c.balances DESC, g.id LIMIT ${MOST_GROUPS}`;
}

export const RECEIPT_ROWS = sql`SELECT r.id, r.receipt_number AS number, r.restaurant_id, r.business_date::text AS business_date,
    r.occurred_at, r.guest_id, r.transaction_id, r.group_id, g.reason,
    r.refusal, r.amount, r.earned, r.spent, r.balance, r.old_earned, r.old_spent,
    r.old_balance, r.gap, r.parted_id, r.money, r.is_return
  FROM shadow_receipts r LEFT JOIN shadow_groups g ON g.network_id = r.network_id AND g.id = r.group_id`;
