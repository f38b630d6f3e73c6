import type { Tx } from '../../platform/database/database';
import type { Prisma } from '../../generated/prisma/client';
import type { ChangeKind, ChangeStatus } from './change-kinds';

export interface ChangeRequestRow {
  readonly id: string;
  readonly kind: ChangeKind;
  readonly status: ChangeStatus;
  readonly subjectId: string;
  readonly change: Record<string, unknown>;
  readonly requestedBy: string;
  readonly requestedAt: Date;
  readonly reason: string | null;
}

const COLUMNS = {
  id: true,
  kind: true,
  status: true,
  subjectId: true,
  change: true,
  requestedBy: true,
  requestedAt: true,
  reason: true,
} as const;

export interface NewChangeRequest extends Pick<ChangeRequestRow, 'id' | 'kind' | 'subjectId' | 'requestedBy'> {
  readonly change: object;
}

export async function insertChangeRequest(
  tx: Tx,
  networkId: string,
  request: NewChangeRequest,
): Promise<ChangeRequestRow> {
  const change = request.change as Prisma.InputJsonObject;
  return rowOf(await tx.prisma.changeRequest.create({ data: { ...request, networkId, change }, select: COLUMNS }));
}

/** A waiting request for the same kind and subject. */
export async function findWaiting(
  tx: Tx,
  networkId: string,
  kind: ChangeKind,
  subjectId: string,
): Promise<ChangeRequestRow | undefined> {
  const row = await tx.prisma.changeRequest.findFirst({
    select: COLUMNS,
    where: { networkId, status: 'WAITING', kind, subjectId },
  });
  return row === null ? undefined : rowOf(row);
}

export async function findChangeRequest(tx: Tx, networkId: string, id: string): Promise<ChangeRequestRow | undefined> {
  const row = await tx.prisma.changeRequest.findUnique({
    select: COLUMNS,
    where: { networkId_id: { networkId, id } },
  });
  return row === null ? undefined : rowOf(row);
}

/** Kind, status and change are checked as they are written. */
function rowOf(row: Prisma.ChangeRequestGetPayload<{ select: typeof COLUMNS }>): ChangeRequestRow {
  return row as unknown as ChangeRequestRow;
}
