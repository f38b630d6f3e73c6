import type { Statements, Tx } from '../../platform/database/database';
import type { EventPosition } from '../events/event-position.rules';

/** Whether the log has events that were not sent, some perhaps still hidden by an open transaction. */
export async function hasMore(reads: Pick<Statements, 'one'>, networkId: string): Promise<boolean> {
  const { has } = await reads.one<{ has: boolean }>`SELECT EXISTS (SELECT FROM events e
       LEFT JOIN kafka_positions p ON p.network_id = e.network_id
      WHERE e.network_id = ${networkId} AND (p.network_id IS NULL OR (e.epoch, e.xid, e.id) > (p.epoch, p.xid, p.event_id))) AS has`;
  return has;
}

/** Claims the network's position for this holder; undefined: another holder has it. A new position begins at the network's first event. */
export async function takePosition(
  tx: Tx,
  networkId: string,
  begin: EventPosition,
  holder: string,
  leaseSeconds: number,
): Promise<EventPosition | undefined> {
  await tx.query`INSERT INTO kafka_positions (network_id, epoch, xid, event_id)
      VALUES (${networkId}, ${begin.epoch}, ${begin.xid}, ${begin.id}) ON CONFLICT DO NOTHING`;
  return tx.maybe<EventPosition>`
    UPDATE kafka_positions SET holder = ${holder}, held_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
      WHERE network_id = ${networkId} AND (holder IS NULL OR held_until < clock_timestamp())
     RETURNING epoch, xid, event_id AS id`;
}

/** Moves and releases the position, unless the lease has ended and another holder has it. */
export async function movePosition(
  tx: Tx,
  networkId: string,
  holder: string,
  { epoch, xid, id }: EventPosition,
): Promise<void> {
  await tx.query`
    UPDATE kafka_positions SET epoch = ${epoch}, xid = ${xid}, event_id = ${id}, holder = NULL, held_until = NULL
     WHERE network_id = ${networkId} AND holder = ${holder}`;
}
