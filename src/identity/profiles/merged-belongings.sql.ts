import type { Tx } from '../../platform/database/database';

/** Tables of a guest's belongings: children, cases, messages, devices with notifications, and wallet cards. */
const OWNED = ['children', 'guest_cases', 'messages', 'push_subscriptions', 'wallet_passes'] as const;

/** Moves rows to the other guest; each row keeps the ids of its earlier owners, the last one last. */
export async function passBelongings(tx: Tx, networkId: string, guestId: string, toGuestId: string): Promise<void> {
  for (const table of OWNED)
    await tx.query(
      `UPDATE ${table} SET guest_id = $3, came_from = came_from || $2::uuid WHERE network_id = $1 AND guest_id = $2::uuid`,
      [networkId, guestId, toGuestId],
    );
}

/** Moves back only the rows that came from this guest. */
export async function returnBelongings(tx: Tx, networkId: string, guestId: string, fromGuestId: string): Promise<void> {
  for (const table of OWNED)
    await tx.query(
      `UPDATE ${table} SET guest_id = $2::uuid, came_from = trim_array(came_from, 1)
        WHERE network_id = $1 AND guest_id = $3 AND came_from[cardinality(came_from)] = $2::uuid`,
      [networkId, guestId, fromGuestId],
    );
}
