import type { Tx } from '../../platform/database/database';

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

export async function moveToGroups(
  tx: Tx,
  networkId: string,
  moved: readonly { readonly id: string; readonly groupId: string | null }[],
): Promise<void> {
  await tx.query`UPDATE shadow_receipts r SET group_id = m.to_group
      FROM unnest(${moved.map(({ id }) => id)}::uuid[], ${moved.map(({ groupId }) => groupId)}::uuid[]) AS m (id, to_group)
       WHERE r.network_id = ${networkId} AND r.id = m.id`;
}
