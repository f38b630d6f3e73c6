import type { Tx } from '../../platform/database/database';

/** Whether the owner acts for the network in this session; undefined: the network does not exist. */
export async function findActing(
  tx: Tx,
  networkId: string,
  ownerId: string,
  sessionId: string,
): Promise<boolean | undefined> {
  // Row-level security shows a network only to itself.
  const row = await tx.maybe<{ acts: boolean }>`SELECT EXISTS (
        SELECT FROM acting_periods p
        WHERE p.network_id = n.id AND p.owner_id = ${ownerId} AND p.session_id = ${sessionId} AND p.ended_at IS NULL AND p.expires_at > now()
      ) AS acts FROM networks n WHERE n.id = ${networkId}`;
  return row?.acts;
}
