import { invariant } from '../../../decision';
import type { Statements } from '../../../platform/database/database';
import { type IdSlice, orderWord } from '../../../platform/http/list-query';
import type { TillAct } from '../../ledger/act/till-act';

type ApprovalStatus = 'AWAITING_APPROVAL' | 'POSTED' | 'REJECTED' | 'WITHDRAWN';

export interface ApprovalRow {
  readonly id: string;
  readonly type: 'MANUAL' | 'REFUND';
  /** Null: the request refunds a receipt without a guest. */
  readonly guestId: string | null;
  readonly request: TillAct;
  readonly points: number;
  readonly status: ApprovalStatus;
  readonly requestedBy: string;
  /** The first manager who approved a request above the sum of a day; it needs one more approval. Null: none so far. */
  readonly firstApprovedBy: string | null;
  readonly requestedAt: Date;
}

const COLUMNS = `id, type, guest_id AS "guestId", request, points, status, requested_by AS "requestedBy", first_approved_by AS "firstApprovedBy", requested_at AS "requestedAt"`;

export async function appendApproval(tx: Statements, act: TillAct, points: number): Promise<void> {
  invariant(Number.isSafeInteger(points) && points >= 0, 'an act waits with the points that it counts');
  await tx.query(
    `INSERT INTO approvals (network_id, id, type, guest_id, request, points, shift_id, status, requested_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 'AWAITING_APPROVAL', $8)`,
    [act.networkId, act.id, act.body.kind, act.guestId, JSON.stringify(act), points, act.shiftId, act.actor.id],
  );
}

export async function findApproval(tx: Statements, networkId: string, id: string): Promise<ApprovalRow | undefined> {
  const row = await tx.maybe<ApprovalRow>(`SELECT ${COLUMNS} FROM approvals WHERE network_id = $1 AND id = $2`, [
    networkId,
    id,
  ]);
  if (row !== undefined) requireOwnAct(networkId, row);
  return row;
}

/** Throws where a stored act, which is submitted as it stands, is of another network or guest than its row, and so than its approver saw. */
function requireOwnAct(networkId: string, { id, type, guestId, request, points }: ApprovalRow): void {
  invariant(request.networkId === networkId && request.id === id, 'a waiting act is one of its network');
  invariant(request.guestId === guestId && request.body.kind === type, 'a waiting act is that of its row');
  invariant(Number.isSafeInteger(points) && points >= 0, 'a waiting act counts with its points');
}

/** Locks the request, so that only one of two managers decides it. */
export function lockApproval(tx: Statements, networkId: string, id: string): Promise<ApprovalRow> {
  return tx.one<ApprovalRow>(`SELECT ${COLUMNS} FROM approvals WHERE network_id = $1 AND id = $2 FOR UPDATE`, [
    networkId,
    id,
  ]);
}

/** Stores the first of two approvals. The request keeps waiting. */
export async function noteFirstApproval(tx: Statements, networkId: string, id: string, by: string): Promise<void> {
  await tx.query(
    `UPDATE approvals SET version = version + 1, first_approved_by = $3, first_approved_at = ledger_now()
      WHERE network_id = $1 AND id = $2`,
    [networkId, id, by],
  );
}

/**
 * Points by hand that this manager approved alone in the last 24 hours; settings can move a business day, but not these
 * hours. An advisory lock lets one approval count at a time, since the sum covers many guests.
 */
export async function lockAndSumApproved(tx: Statements, networkId: string, managerId: string): Promise<number> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`approved ${networkId} ${managerId}`]);
  const { points } = await tx.one<{ points: number }>(
    `SELECT coalesce(sum(points), 0)::bigint AS points FROM approvals
      WHERE network_id = $1 AND decided_by = $2 AND decided_at > ledger_now() - interval '24 hours'
        AND type = 'MANUAL' AND status = 'POSTED' AND first_approved_by IS NULL`,
    [networkId, managerId],
  );
  invariant(points >= 0, 'points that a manager approved are not below zero');
  return points;
}

/** Requests of any status by their ids. */
export function listApprovals(tx: Statements, networkId: string, ids: readonly string[]): Promise<ApprovalRow[]> {
  return tx.query<ApprovalRow>(`SELECT ${COLUMNS} FROM approvals WHERE network_id = $1 AND id = ANY ($2::uuid[])`, [
    networkId,
    ids,
  ]);
}

/** Waiting requests after a cursor, oldest first. With restaurants: only requests for acts there. */
export function listWaiting(
  tx: Statements,
  networkId: string,
  slice: IdSlice,
  restaurantIds: readonly string[] | null,
): Promise<ApprovalRow[]> {
  return tx.query<ApprovalRow>(
    `SELECT ${COLUMNS} FROM approvals WHERE network_id = $1 AND status = 'AWAITING_APPROVAL' AND id > $2 AND id < $3
       AND ($5::uuid[] IS NULL OR (request ->> 'restaurantId')::uuid = ANY ($5))
     ORDER BY id ${orderWord(slice)} LIMIT $4`,
    [networkId, slice.after, slice.before, slice.limit, restaurantIds],
  );
}
