import type { Statements, Tx } from '../../platform/database/database';

/** Undefined: the network has no such guest, or the guest was erased. */
export function findUnwanted(
  tx: Statements,
  networkId: string,
  guestId: string,
): Promise<{ readonly unwanted: readonly string[] } | undefined> {
  return tx.maybe(
    'SELECT unwanted_messages AS unwanted FROM guests WHERE network_id = $1 AND id = $2 AND erased_at IS NULL',
    [networkId, guestId],
  );
}

/** Adds or removes a code; each is stored once. */
export async function setUnwanted(
  tx: Tx,
  networkId: string,
  guestId: string,
  code: string,
  wanted: boolean,
): Promise<void> {
  await tx.query(
    `UPDATE guests SET unwanted_messages =
            array_remove(unwanted_messages, $3) || CASE WHEN $4 THEN '{}' ELSE ARRAY[$3] END
      WHERE network_id = $1 AND id = $2`,
    [networkId, guestId, code, wanted],
  );
}

/** Adds a guest's refusals of messages to another guest. */
export async function passUnwanted(tx: Tx, networkId: string, guestId: string, toGuestId: string): Promise<void> {
  await tx.query(
    `UPDATE guests g SET unwanted_messages = ARRAY(SELECT DISTINCT unnest(g.unwanted_messages || s.unwanted_messages))
       FROM guests s
      WHERE g.network_id = $1 AND g.id = $3 AND s.network_id = $1 AND s.id = $2 AND s.unwanted_messages <> '{}'`,
    [networkId, guestId, toGuestId],
  );
}
