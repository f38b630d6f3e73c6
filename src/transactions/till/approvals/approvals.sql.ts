import type { Tx } from '../../../platform/database/database';
import { type IdSlice, orderOf } from '../../../platform/http/list-query';
import type { TillAct } from '../../ledger/act/till-act';

export interface ApprovalRow {
  readonly id: string;
  readonly type: 'MANUAL' | 'REFUND';
  /** Null: the refund of a receipt without a guest. */
  readonly guestId: string | null;
  readonly request: TillAct;
  readonly points: number;
  readonly status: 'AWAITING_APPROVAL' | 'POSTED' | 'REJECTED';
  readonly requestedBy: string;
  readonly requestedAt: Date;
}

const COLUMNS = `id, type, guest_id AS "guestId", request, points, status, requested_by AS "requestedBy", requested_at AS "requestedAt"`;

export async function appendApproval(tx: Tx, act: TillAct, points: number): Promise<void> {
  await tx.query(
    `INSERT INTO approvals (network_id, id, type, guest_id, request, points, shift_id, status, requested_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 'AWAITING_APPROVAL', $8)`,
    [act.networkId, act.id, act.body.kind, act.guestId, JSON.stringify(act), points, act.shiftId, act.actor.id],
  );
}

export function findApproval(tx: Tx, networkId: string, id: string): Promise<ApprovalRow | undefined> {
  return tx.maybe<ApprovalRow>(`SELECT ${COLUMNS} FROM approvals WHERE network_id = $1 AND id = $2`, [networkId, id]);
}

/** Locks the request, so that of two managers one decides. */
export function lockApproval(tx: Tx, networkId: string, id: string): Promise<ApprovalRow> {
  return tx.one<ApprovalRow>(`SELECT ${COLUMNS} FROM approvals WHERE network_id = $1 AND id = $2 FOR UPDATE`, [
    networkId,
    id,
  ]);
}

export async function closeApproval(
  tx: Tx,
  networkId: string,
  id: string,
  status: 'POSTED' | 'REJECTED',
  decidedBy: string,
): Promise<void> {
  await tx.query(
    'UPDATE approvals SET status = $3, version = version + 1, decided_by = $4, decided_at = ledger_now() WHERE network_id = $1 AND id = $2',
    [networkId, id, status, decidedBy],
  );
}

/** Requests that wait for approval, oldest first, after a cursor. */
export function listWaiting(tx: Tx, networkId: string, slice: IdSlice): Promise<ApprovalRow[]> {
  return tx.query<ApprovalRow>(
    `SELECT ${COLUMNS} FROM approvals WHERE network_id = $1 AND status = 'AWAITING_APPROVAL' AND id > $2 AND id < $3
     ORDER BY id ${orderOf(slice)} LIMIT $4`,
    [networkId, slice.after, slice.before, slice.limit],
  );
}
