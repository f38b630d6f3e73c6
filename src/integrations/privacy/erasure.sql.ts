import type { Statements } from '../../platform/database/database';
import { sql } from '../../platform/database/sql';
import { ProblemError } from '../../platform/problems/problem';

type ErasureStatus = 'WAITING' | 'RUNNING' | 'DONE' | 'CALLED_BACK';

export interface ErasureRow {
  readonly id: string;
  readonly guestId: string;
  readonly status: ErasureStatus;
  readonly requestedByKind: 'user' | 'guest' | 'key' | 'system';
  readonly requestedAt: Date;
  readonly dueAt: Date;
  readonly finishedAt: Date | null;
  readonly stage: string | null;
  readonly position: string | null;
  readonly soughtEncrypted: Buffer | null;
}

export const COLUMNS = sql`id, guest_id, status, requested_by_kind, requested_at,
  due_at, finished_at, stage, position, sought_encrypted`;

/** The guest's last requested erasure; undefined: none was requested. @throws ProblemError `guest_not_found` */
export async function getErasure(tx: Statements, networkId: string, guestId: string): Promise<ErasureRow | undefined> {
  const guest = await tx.maybe`SELECT FROM guests WHERE network_id = ${networkId} AND id = ${guestId}`;
  if (guest === undefined) throw new ProblemError('guest_not_found');
  return tx.maybe<ErasureRow>`
    SELECT ${COLUMNS} FROM erasures WHERE network_id = ${networkId} AND guest_id = ${guestId} ORDER BY id DESC LIMIT 1`;
}

export interface NewErasure {
  readonly id: string;
  readonly guestId: string;
  readonly requestedByKind: ErasureRow['requestedByKind'];
  readonly requestedBy: string | null;
  readonly afterDays: number;
}

/** Requests an erasure. If one waits already, the earlier time counts. */
export function putErasure(tx: Statements, networkId: string, erasure: NewErasure) {
  return tx.one<ErasureRow>`INSERT INTO erasures (network_id, id, guest_id, requested_by_kind, requested_by, due_at)
      VALUES (${networkId}, ${erasure.id}, ${erasure.guestId}, ${erasure.requestedByKind}, ${erasure.requestedBy},
      now() + make_interval(days => ${erasure.afterDays}))
      ON CONFLICT (network_id, guest_id) WHERE status IN ('WAITING', 'RUNNING')
        DO UPDATE SET due_at = least(erasures.due_at, excluded.due_at)
      RETURNING ${COLUMNS}`;
}
