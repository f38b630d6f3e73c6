import type { Statements, Tx } from '../../platform/database/database';
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

const COLUMNS = `id, guest_id AS "guestId", status, requested_by_kind AS "requestedByKind", requested_at AS "requestedAt",
  due_at AS "dueAt", finished_at AS "finishedAt", stage, position, sought_encrypted AS "soughtEncrypted"`;

/** The guest's last requested erasure; undefined: none was requested. @throws ProblemError `guest_not_found` */
export async function getErasure(tx: Statements, networkId: string, guestId: string): Promise<ErasureRow | undefined> {
  const guest = await tx.maybe('SELECT 1 FROM guests WHERE network_id = $1 AND id = $2', [networkId, guestId]);
  if (guest === undefined) throw new ProblemError('guest_not_found');
  return tx.maybe<ErasureRow>(
    `SELECT ${COLUMNS} FROM erasures WHERE network_id = $1 AND guest_id = $2 ORDER BY id DESC LIMIT 1`,
    [networkId, guestId],
  );
}

export interface NewErasure {
  readonly id: string;
  readonly guestId: string;
  readonly requestedByKind: ErasureRow['requestedByKind'];
  readonly requestedBy: string | null;
  readonly afterDays: number;
}

/** Requests an erasure. If one waits already, the earlier time counts. */
export function putErasure(tx: Statements, networkId: string, erasure: NewErasure): Promise<ErasureRow> {
  return tx.one<ErasureRow>(
    `INSERT INTO erasures (network_id, id, guest_id, requested_by_kind, requested_by, due_at)
     VALUES ($1, $2, $3, $4, $5, now() + make_interval(days => $6))
     ON CONFLICT (network_id, guest_id) WHERE status IN ('WAITING', 'RUNNING')
       DO UPDATE SET due_at = least(erasures.due_at, excluded.due_at)
     RETURNING ${COLUMNS}`,
    [networkId, erasure.id, erasure.guestId, erasure.requestedByKind, erasure.requestedBy, erasure.afterDays],
  );
}

/** Cancels the waiting erasure; undefined: none waits. */
export function callBackErasure(tx: Statements, networkId: string, guestId: string): Promise<ErasureRow | undefined> {
  return tx.maybe<ErasureRow>(
    `UPDATE erasures SET status = 'CALLED_BACK', finished_at = now()
      WHERE network_id = $1 AND guest_id = $2 AND status = 'WAITING' RETURNING ${COLUMNS}`,
    [networkId, guestId],
  );
}

/** Locks the next erasure that is due or unfinished, for this transaction. */
export function lockNextErasure(tx: Tx, networkId: string, id: string | null): Promise<ErasureRow | undefined> {
  return tx.maybe<ErasureRow>(
    `SELECT ${COLUMNS} FROM erasures
      WHERE network_id = $1 AND status IN ('WAITING', 'RUNNING') AND ($2::uuid IS NULL AND due_at <= now() OR id = $2)
      ORDER BY status, due_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
    [networkId, id],
  );
}

export async function moveErasure(
  tx: Statements,
  networkId: string,
  id: string,
  to: { readonly stage: string; readonly position: string | null; readonly sought?: Buffer },
): Promise<void> {
  await tx.query(
    `UPDATE erasures SET status = 'RUNNING', stage = $3, position = $4, sought_encrypted = coalesce($5, sought_encrypted)
      WHERE network_id = $1 AND id = $2`,
    [networkId, id, to.stage, to.position, to.sought ?? null],
  );
}

export async function finishErasure(tx: Statements, networkId: string, id: string): Promise<void> {
  await tx.query(
    `UPDATE erasures SET status = 'DONE', stage = NULL, position = NULL, sought_encrypted = NULL, finished_at = now()
      WHERE network_id = $1 AND id = $2`,
    [networkId, id],
  );
}
