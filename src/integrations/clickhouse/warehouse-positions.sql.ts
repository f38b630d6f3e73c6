import type { Statements, Tx } from '../../platform/database/database';
import type { EventPosition } from '../events/event-position.rules';

/** How far the facts of a network were sent to the warehouse. */
export interface WarehousePosition extends EventPosition {
  /** In the current round, messages up to this id were sent. */
  readonly messagesAfter: string;
  readonly messagesDueAt: Date;
}

/** The waiting work: events that were not sent, some perhaps still hidden by an open transaction, and a round of the messages. */
export function findWork(
  reads: Pick<Statements, 'one'>,
  networkId: string,
): Promise<{ readonly hasEvents: boolean; readonly hasMessages: boolean }> {
  return reads.one(
    `SELECT EXISTS (SELECT FROM events e
               WHERE e.network_id = $1 AND (p.network_id IS NULL OR (e.epoch, e.xid, e.id) > (p.epoch, p.xid, p.event_id))) AS "hasEvents",
            p.network_id IS NULL OR p.messages_due_at <= clock_timestamp() AS "hasMessages"
       FROM (SELECT) one LEFT JOIN warehouse_positions p ON p.network_id = $1`,
    [networkId],
  );
}

/** Claims the network's position for this holder; undefined: another holder has it. A new position begins at the network's first event. */
export async function takePosition(
  tx: Tx,
  networkId: string,
  begin: EventPosition,
  holder: string,
  leaseSeconds: number,
): Promise<WarehousePosition | undefined> {
  await tx.query(
    `INSERT INTO warehouse_positions (network_id, epoch, xid, event_id, messages_after)
     VALUES ($1, $2, $3, $4, $4) ON CONFLICT DO NOTHING`,
    [networkId, begin.epoch, begin.xid, begin.id],
  );
  return tx.maybe<WarehousePosition>(
    `UPDATE warehouse_positions SET holder = $2, held_until = clock_timestamp() + make_interval(secs => $3)
      WHERE network_id = $1 AND (holder IS NULL OR held_until < clock_timestamp())
     RETURNING epoch, xid, event_id AS id, messages_after AS "messagesAfter", messages_due_at AS "messagesDueAt"`,
    [networkId, holder, leaseSeconds],
  );
}

/** Moves and releases the position, unless the lease has ended and another holder has it. */
export async function movePosition(
  tx: Tx,
  networkId: string,
  holder: string,
  { epoch, xid, id, messagesAfter, messagesDueAt }: WarehousePosition,
): Promise<void> {
  await tx.query(
    `UPDATE warehouse_positions
        SET epoch = $3, xid = $4, event_id = $5, messages_after = $6, messages_due_at = $7, holder = NULL, held_until = NULL
      WHERE network_id = $1 AND holder = $2`,
    [networkId, holder, epoch, xid, id, messagesAfter, messagesDueAt],
  );
}

/** Sets the position unless it is already further on, and ends the current holder's lease, so that the holder can't move it. */
export async function bringPosition(tx: Tx, networkId: string, { epoch, xid, id }: EventPosition): Promise<void> {
  await tx.query(
    `INSERT INTO warehouse_positions AS p (network_id, epoch, xid, event_id, messages_after)
     VALUES ($1, $2, $3, $4, '00000000-0000-0000-0000-000000000000')
     ON CONFLICT (network_id) DO UPDATE
       SET epoch = excluded.epoch, xid = excluded.xid, event_id = excluded.event_id, holder = NULL, held_until = NULL
       WHERE (p.epoch, p.xid, p.event_id) < (excluded.epoch, excluded.xid, excluded.event_id)`,
    [networkId, epoch, xid, id],
  );
}
