import { invariant } from '../../../decision';
import type { Statements } from '../../../platform/database/database';
import { sql, when } from '../../../platform/database/sql';
import { type IdSlice, orderOf } from '../../../platform/http/list-query';
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

const COLUMNS = sql`id, type::text AS type, guest_id, request, points, status, requested_by, first_approved_by, requested_at`;

export async function appendApproval(tx: Statements, act: TillAct, points: number): Promise<void> {
  invariant(Number.isSafeInteger(points) && points >= 0, 'an act waits with the points that it counts');
  await tx.query`
    INSERT INTO approvals (network_id, id, type, guest_id, request, points, shift_id, status, requested_by)
    VALUES (${act.networkId}, ${act.id}, ${act.body.kind}, ${act.guestId}, ${JSON.stringify(act)}, ${points}, ${act.shiftId}, 'AWAITING_APPROVAL', ${act.actor.id})`;
}

export async function findApproval(tx: Statements, networkId: string, id: string): Promise<ApprovalRow | undefined> {
  const row =
    await tx.maybe<ApprovalRow>`SELECT ${COLUMNS} FROM approvals WHERE network_id = ${networkId} AND id = ${id}`;
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
  return tx.one<ApprovalRow>`SELECT ${COLUMNS} FROM approvals WHERE network_id = ${networkId} AND id = ${id} FOR UPDATE`;
}

/** Requests of any status by their ids. */
export function listApprovals(tx: Statements, networkId: string, ids: readonly string[]): Promise<ApprovalRow[]> {
  return tx.query<ApprovalRow>`SELECT ${COLUMNS} FROM approvals WHERE network_id = ${networkId} AND id = ANY (${ids}::uuid[])`;
}

/** Waiting requests after a cursor, oldest first. With restaurants: only requests for acts there. */
export function listWaiting(
  tx: Statements,
  networkId: string,
  slice: IdSlice,
  restaurantIds: readonly string[] | null,
): Promise<ApprovalRow[]> {
  return tx.query<ApprovalRow>`
    SELECT ${COLUMNS} FROM approvals WHERE network_id = ${networkId} AND status = 'AWAITING_APPROVAL' AND id > ${slice.after} AND id < ${slice.before}
      ${when(restaurantIds !== null, sql`AND (request ->> 'restaurantId')::uuid = ANY (${restaurantIds})`)}
    ORDER BY id ${orderOf(slice)} LIMIT ${slice.limit}`;
}
