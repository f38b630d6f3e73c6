import type { Statements } from '../../../platform/database/database';

/** Whether the network has the guest. Merged and erased guests count. */
export async function isGuestKnown(tx: Statements, networkId: string, guestId: string): Promise<boolean> {
  const found = await tx.maybe('SELECT 1 FROM guest_states WHERE network_id = $1 AND guest_id = $2', [
    networkId,
    guestId,
  ]);
  return found !== undefined;
}
