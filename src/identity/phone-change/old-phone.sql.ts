import type { Tx } from '../../platform/database/database';
import { deleteChatsOfPhone } from '../network-bots/network-bots.sql';

/** Deletes the chats with the network's own bots and the codes of a phone that no guest has any more. */
export async function deletePhone(tx: Tx, networkId: string, phoneIndex: Buffer): Promise<void> {
  await deleteChatsOfPhone(tx, networkId, phoneIndex);
  await tx.query('DELETE FROM verifications WHERE network_id = $1 AND phone_index = $2', [networkId, phoneIndex]);
}
