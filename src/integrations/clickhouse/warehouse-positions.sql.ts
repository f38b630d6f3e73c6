import type { Statements } from '../../platform/database/database';

/** The waiting work: events that were not sent, some perhaps still hidden by an open transaction, and a round of the messages. */
export function findWork(reads: Pick<Statements, 'one'>, networkId: string) {
  return reads.one<{ hasEvents: boolean; hasMessages: boolean }>`SELECT EXISTS (SELECT FROM events e
              WHERE e.network_id = ${networkId} AND (p.network_id IS NULL OR (e.epoch, e.xid, e.id) > (p.epoch, p.xid, p.event_id))) AS has_events,
           p.network_id IS NULL OR p.messages_due_at <= clock_timestamp() AS "has_messages!"
      FROM (SELECT) one LEFT JOIN warehouse_positions p ON p.network_id = ${networkId}`;
}
