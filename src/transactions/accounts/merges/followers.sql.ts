import type { Tx } from '../../../platform/database/database';

/** The side of a merge that gives up, and the two guests. The states of both guests are written by now. */
export interface MergePassage {
  readonly networkId: string;
  readonly transactionId: string;
  readonly guestId: string;
  readonly toGuestId: string;
}

/**
 * Passes all redemptions of a guest to the other, along with its rewards, coupons and limits. With `mergeId`,
 * redemptions that came with that merge go back if they can still be used or had ended before it. The rest stays with
 * the guest who used them.
 */
export async function passRedemptions(
  tx: Tx,
  { networkId, transactionId, guestId, toGuestId }: MergePassage,
  mergeId: string | null,
): Promise<void> {
  await tx.query(
    `WITH moved AS (
       UPDATE redemptions d SET guest_id = $4
        WHERE d.network_id = $1 AND d.guest_id = $3 AND ($5::uuid IS NULL OR EXISTS (
          SELECT FROM redemption_moves m
           WHERE m.network_id = $1 AND m.redemption_id = d.id AND m.transaction_id = $5 AND (d.ended_at IS NULL OR NOT m.open)))
       RETURNING d.id, d.ended_at IS NULL AS open)
     INSERT INTO redemption_moves (network_id, transaction_id, redemption_id, open)
     SELECT $1, $2, id, open FROM moved`,
    [networkId, transactionId, guestId, toGuestId, mergeId],
  );
}

/** How many unused rewards went over with this side of a merge. */
export async function countRewardsPassed(tx: Tx, networkId: string, transactionId: string): Promise<number> {
  const { count } = await tx.one<{ count: number }>(
    'SELECT count(*)::bigint AS count FROM redemption_moves WHERE network_id = $1 AND transaction_id = $2 AND open',
    [networkId, transactionId],
  );
  return count;
}

/** How many unused rewards would go over now. */
export async function countRewardsInHand(tx: Tx, networkId: string, guestId: string): Promise<number> {
  const { count } = await tx.one<{ count: number }>(
    'SELECT count(*)::bigint AS count FROM redemptions WHERE network_id = $1 AND guest_id = $2 AND ended_at IS NULL',
    [networkId, guestId],
  );
  return count;
}
