import type { Tx } from '../../../platform/database/database';
import { newId } from '../../../platform/ids/ids';

/** An event about a guest that is no act. */
export interface GuestEvent {
  readonly type: string;
  readonly subjectId: string;
  readonly guestId: string;
  /** The guest's version that the event belongs to. Null: the event changes nothing of the guest's state. */
  readonly guestVersion: number | null;
}

/** Appends events to the log, in the transaction that makes the change; answers their ids, in the same order. */
export async function appendEvents(tx: Tx, networkId: string, events: readonly GuestEvent[]): Promise<string[]> {
  if (events.length === 0) return [];
  const ids = events.map(() => newId());
  await tx.query`
    INSERT INTO events (network_id, epoch, id, type, subject_id, guest_id, guest_version)
    SELECT ${networkId}, (SELECT epoch_of(${networkId})), u.id, u.type, u.subject_id, u.guest_id, u.guest_version
    FROM unnest(${ids}::uuid[], ${events.map(({ type }) => type)}::text[], ${events.map(({ subjectId }) => subjectId)}::uuid[], ${events.map(({ guestId }) => guestId)}::uuid[], ${events.map(({ guestVersion }) => guestVersion)}::bigint[]) u(id, type, subject_id, guest_id, guest_version)`;
  return ids;
}
