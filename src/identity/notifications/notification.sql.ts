import type { Tx } from '../../platform/database/database';

/** Adds or removes a code; each is stored once. */
export async function setUnwanted(
  tx: Tx,
  networkId: string,
  guestId: string,
  code: string,
  wanted: boolean,
): Promise<void> {
  await tx.query`UPDATE guests SET unwanted_messages =
            array_remove(unwanted_messages, ${code}) || CASE WHEN ${wanted} THEN '{}' ELSE ARRAY[${code}] END
      WHERE network_id = ${networkId} AND id = ${guestId}`;
}
