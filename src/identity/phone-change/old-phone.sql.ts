import type { Tx } from '../../platform/database/database';

/** Deletes the chat with the network's own bot and the codes of a phone that no guest has any more. */
export async function deletePhone(tx: Tx, networkId: string, phoneIndex: Buffer): Promise<void> {
  await tx.query('DELETE FROM network_bot_chats WHERE network_id = $1 AND phone_index = $2', [networkId, phoneIndex]);
  await tx.query('DELETE FROM verifications WHERE network_id = $1 AND phone_index = $2', [networkId, phoneIndex]);
}
