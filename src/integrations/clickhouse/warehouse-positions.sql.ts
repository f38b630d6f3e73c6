import type { Statements, Tx } from '../../platform/database/database';
import type { EventPosition } from '../events/event-position.rules';

/** How far the facts of a network were sent to the warehouse. */
export interface WarehousePosition extends EventPosition {
  /** In the current round, messages up to this id were sent. */
  readonly messagesAfter: string;
  readonly messagesDueAt: Date;
}

/** The waiting work: events that were not sent, some perhaps still hidden by an open transaction, and a round of the messages. */
export function findWork(reads: Pick<Statements, 'one'>, networkId: string) {
  return reads.one<{ hasEvents: boolean; hasMessages: boolean }>`SELECT EXISTS (SELECT FROM events e
              WHERE e.network_id = ${networkId} AND (p.network_id IS NULL OR (e.epoch, e.xid, e.id) > (p.epoch, p.xid, p.event_id))) AS has_events,
           p.network_id IS NULL OR p.messages_due_at <= clock_timestamp() AS "has_messages!"
      FROM (SELECT) one LEFT JOIN warehouse_positions p ON p.network_id = ${networkId}`;
}

/** Claims the network's position for this holder; undefined: another holder has it. A new position begins at the network's first event. */
export async function takePosition(
  tx: Tx,
  networkId: string,
  begin: EventPosition,
  holder: string,
  leaseSeconds: number,
): Promise<WarehousePosition | undefined> {
  await tx.query`INSERT INTO warehouse_positions (network_id, epoch, xid, event_id, messages_after)
      VALUES (${networkId}, ${begin.epoch}, ${begin.xid}, ${begin.id}, ${begin.id}) ON CONFLICT DO NOTHING`;
  return tx.maybe<WarehousePosition>`
    UPDATE warehouse_positions SET holder = ${holder}, held_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
      WHERE network_id = ${networkId} AND (holder IS NULL OR held_until < clock_timestamp())
     RETURNING epoch, xid, event_id AS id, messages_after, messages_due_at`;
}

/** Moves and releases the position, unless the lease has ended and another holder has it. */
export async function movePosition(
  tx: Tx,
  networkId: string,
  holder: string,
  { epoch, xid, id, messagesAfter, messagesDueAt }: WarehousePosition,
): Promise<void> {
  await tx.query`UPDATE warehouse_positions
        SET epoch = ${epoch}, xid = ${xid}, event_id = ${id}, messages_after = ${messagesAfter}, messages_due_at = ${messagesDueAt}, holder = NULL,
        held_until = NULL
      WHERE network_id = ${networkId} AND holder = ${holder}`;
}

/** Sets the position unless it is already further on, and ends the current holder's lease, so that the holder can't move it. */
export async function bringPosition(tx: Tx, networkId: string, { epoch, xid, id }: EventPosition): Promise<void> {
  await tx.query`INSERT INTO warehouse_positions AS p (network_id, epoch, xid, event_id, messages_after)
      VALUES (${networkId}, ${epoch}, ${xid}, ${id}, '00000000-0000-0000-0000-000000000000')
      ON CONFLICT (network_id) DO UPDATE
        SET epoch = excluded.epoch, xid = excluded.xid, event_id = excluded.event_id, holder = NULL, held_until = NULL
        WHERE (p.epoch, p.xid, p.event_id) < (excluded.epoch, excluded.xid, excluded.event_id)`;
}
