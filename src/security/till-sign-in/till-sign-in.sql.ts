import type { Tx } from '../../platform/database/database';

// SQL by hand: a till without a network, counts under locks, and times of the database.

/** How long a till waits for which a manager entered the code. */
export const CODE_MINUTES = 10;

export interface TillPlace {
  readonly id: string;
  readonly networkId: string;
  readonly restaurantId: string;
}

/** Forgets the wrong tries of the person at the till; answers whether they were locked there. */
export async function forgetTries(tx: Tx, at: Pick<TillPlace, 'id' | 'networkId'>, userId: string): Promise<boolean> {
  const row = await tx.maybe<{ wasLocked: boolean }>`
    DELETE FROM till_pin_failures WHERE network_id = ${at.networkId} AND till_id = ${at.id} AND user_id = ${userId}
     RETURNING locked_at IS NOT NULL AS was_locked`;
  return row?.wasLocked ?? false;
}
