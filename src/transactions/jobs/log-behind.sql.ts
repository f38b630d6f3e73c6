import type { Tx } from '../../platform/database/database';

/** With more events above its cursor a follower is behind. */
const MOST_UNCOUNTED = 1_000;

/** Whether many events of the network, more than `most`, are still to be counted by a follower. */
export async function isBehind(tx: Tx, networkId: string, subscriber: string, most = MOST_UNCOUNTED): Promise<boolean> {
  const { isBehind: answer } = await tx.one<{ isBehind: boolean }>`
    SELECT EXISTS (
     SELECT FROM events e WHERE e.network_id = ${networkId} AND (e.epoch, e.xid, e.id) > (
       coalesce((SELECT c.epoch FROM event_cursors c WHERE c.network_id = ${networkId} AND c.subscriber = ${subscriber}), 0),
       coalesce((SELECT c.xid FROM event_cursors c WHERE c.network_id = ${networkId} AND c.subscriber = ${subscriber}), 0),
       coalesce((SELECT c.id FROM event_cursors c WHERE c.network_id = ${networkId} AND c.subscriber = ${subscriber}),
         '00000000-0000-0000-0000-000000000000'))
     OFFSET ${most}) AS is_behind`;
  return answer;
}
