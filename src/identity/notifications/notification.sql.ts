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

/** Adds a guest's refusals of messages to another guest. */
export async function passUnwanted(tx: Tx, networkId: string, guestId: string, toGuestId: string): Promise<void> {
  await tx.query`
    UPDATE guests g SET unwanted_messages = ARRAY(SELECT DISTINCT unnest(g.unwanted_messages || s.unwanted_messages))
      FROM guests s
     WHERE g.network_id = ${networkId} AND g.id = ${toGuestId} AND s.network_id = ${networkId} AND s.id = ${guestId} AND s.unwanted_messages <> '{}'`;
}
