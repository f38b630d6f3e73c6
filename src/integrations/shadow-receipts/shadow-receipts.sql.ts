import type { Tx } from '../../platform/database/database';
import type { DifferenceReason } from './difference.rules';

// SQL by hand: receipts are compared by the thousand while an import records them.

/** Which receipt a row is of: numbers repeat in other tills and on other days. */
export interface ReceiptKey {
  readonly receiptNumber: string;
  readonly pointOfSaleId: string;
  /** `YYYY-MM-DD`. */
  readonly businessDate: string;
}

export interface ShadowReceiptRow extends ReceiptKey {
  readonly id: string;
  readonly restaurantId: string;
  /** Milliseconds since the epoch. */
  readonly occurredAt: number;
  readonly isReturn: boolean;
  readonly guestId: string | null;
  readonly transactionId: string | null;
  readonly refusal: string | null;
  readonly amount: number;
  readonly discount: number;
  readonly payable: number;
  readonly earned: number;
  readonly spent: number;
  readonly balance: number | null;
  readonly oldEarned: number | null;
  readonly oldSpent: number | null;
  readonly oldBalance: number | null;
  readonly gap: number;
  readonly partedId: string | null;
  readonly money: number;
  readonly groupId: string | null;
}

export interface GroupRow {
  readonly id: string;
  readonly reason: DifferenceReason;
  readonly detail: string;
}

/** A group is a reason with a code, a rate or nothing, so a network has few. */
const MOST_GROUPS = 2_000;
/** The newest receipts that no rate explains, which may show one together with those that come. */
const MOST_UNEXPLAINED = 500;

/** Receipts of one shadow are compared one batch after the other, since the gap of a guest goes on from receipt to receipt. */
export async function lockComparison(tx: Tx, networkId: string): Promise<void> {
  await tx.query`SELECT pg_advisory_xact_lock(hashtextextended('shadow/' || ${networkId}, 0))`;
}

/** Which of these receipts were compared before. */
export function listCompared(tx: Tx, networkId: string, keys: readonly ReceiptKey[]) {
  return tx.query<ReceiptKey & { id: string; groupId: string | null; hasFigures: boolean }>`
    SELECT r.id, r.receipt_number, r.point_of_sale_id,
          r.business_date::text AS business_date, r.group_id, r.old_earned IS NOT NULL AS has_figures
     FROM unnest(${keys.map(({ receiptNumber }) => receiptNumber)}::text[], ${keys.map(({ pointOfSaleId }) => pointOfSaleId)}::uuid[],
     ${keys.map(({ businessDate }) => businessDate)}::date[]) AS k (number, till, day)
     JOIN shadow_receipts r ON r.network_id = ${networkId} AND r.point_of_sale_id = k.till AND r.business_date = k.day
      AND r.receipt_number = k.number`;
}

/** These sales and refunds as the ledger of the shadow has them. */
export function listRecordedSales(tx: Tx, networkId: string, ids: readonly string[]) {
  return tx.query<{
    id: string;
    guestId: string | null;
    amount: number;
    discount: number;
    payable: number;
    earned: number;
    spent: number;
    balance: number;
    trace: string | null;
  }>`
    SELECT id, guest_id, amount, discount, payable, points_earned AS earned, points_redeemed AS spent,
          available + pending AS balance, trace::text AS trace
     FROM transactions WHERE network_id = ${networkId} AND id = ANY(${ids}::uuid[])`;
}

/** Where the balances of these guests stand after the receipt that was compared last. */
export function listGaps(tx: Tx, networkId: string, guestIds: readonly string[]) {
  return tx.query<{ guestId: string; gap: number; partedId: string | null }>`
    SELECT last.* FROM unnest(${guestIds}::uuid[]) AS g (id)
     CROSS JOIN LATERAL (SELECT guest_id, gap, parted_id FROM shadow_receipts
       WHERE network_id = ${networkId} AND guest_id = g.id ORDER BY id DESC LIMIT 1) last`;
}

export function listGroups(tx: Tx, networkId: string) {
  return tx.query<GroupRow>`
    SELECT g.id, g.reason, g.detail FROM shadow_groups g WHERE g.network_id = ${networkId} ORDER BY g.id
     LIMIT ${MOST_GROUPS}`;
}

export async function insertGroups(tx: Tx, networkId: string, groups: readonly GroupRow[]): Promise<void> {
  await tx.query`INSERT INTO shadow_groups (network_id, id, reason, detail, created_at)
      SELECT ${networkId}, g.*, ledger_now()
      FROM unnest(${groups.map(({ id }) => id)}::uuid[], ${groups.map(({ reason }) => reason)}::text[],
      ${groups.map(({ detail }) => detail)}::text[]) AS g (id, reason, detail)`;
}

/** Receipts with figures of the earlier system that came later than the receipt. */
export async function deleteReceipts(tx: Tx, networkId: string, ids: readonly string[]): Promise<void> {
  await tx.query`DELETE FROM shadow_receipts WHERE network_id = ${networkId} AND id = ANY(${ids}::uuid[])`;
}

export async function insertReceipts(tx: Tx, networkId: string, rows: readonly ShadowReceiptRow[]): Promise<void> {
  await tx.query`
    INSERT INTO shadow_receipts (network_id, id, receipt_number, point_of_sale_id, business_date, restaurant_id,
     occurred_at,
       guest_id, transaction_id, refusal, amount, discount, payable, earned, spent, balance, old_earned, old_spent, old_balance,
       gap, parted_id, money, group_id, is_return)
     SELECT ${networkId}, r.id, r."receiptNumber", r."pointOfSaleId", r."businessDate", r."restaurantId",
       to_timestamp(r."occurredAt" / 1000.0), r."guestId", r."transactionId", r.refusal, r.amount, r.discount, r.payable,
       r.earned, r.spent, r.balance, r."oldEarned", r."oldSpent", r."oldBalance", r.gap, r."partedId", r.money, r."groupId", r."isReturn"
     FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r (id uuid, "receiptNumber" text, "pointOfSaleId" uuid, "businessDate" date,
       "restaurantId" uuid, "occurredAt" bigint, "guestId" uuid, "transactionId" uuid, refusal text, amount bigint,
       discount bigint, payable bigint, earned bigint, spent bigint, balance bigint, "oldEarned" bigint, "oldSpent" bigint,
       "oldBalance" bigint, gap bigint, "partedId" uuid, money bigint, "groupId" uuid, "isReturn" boolean)`;
}

/** The newest receipts of these groups, by what a rate may explain them with. */
export function listUnexplained(tx: Tx, networkId: string, groupIds: readonly string[]) {
  return tx.query<{ id: string; amount: number; discount: number; payable: number; oldEarned: number }>`
    SELECT id, amount, discount, payable, old_earned FROM shadow_receipts
     WHERE network_id = ${networkId} AND group_id = ANY(${groupIds}::uuid[]) AND old_earned IS NOT NULL ORDER BY id DESC LIMIT ${MOST_UNEXPLAINED}`;
}

export async function moveToGroups(
  tx: Tx,
  networkId: string,
  moved: readonly { readonly id: string; readonly groupId: string | null }[],
): Promise<void> {
  await tx.query`UPDATE shadow_receipts r SET group_id = m.to_group
      FROM unnest(${moved.map(({ id }) => id)}::uuid[], ${moved.map(({ groupId }) => groupId)}::uuid[]) AS m (id, to_group)
       WHERE r.network_id = ${networkId} AND r.id = m.id`;
}
