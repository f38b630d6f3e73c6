import type { ProgramVersion } from '../../../generated/prisma/client';
import type { Statements, Tx } from '../../../platform/database/database';

/** Locks the request, so that only one of two managers decides. */
export function lockWaitingPublication(tx: Statements, networkId: string, version: number) {
  return tx.maybe<{ id: string; documentHash: string; effectiveFrom: Date | null; requestedBy: string | null }>`
    SELECT id, document_hash, effective_from, requested_by
      FROM program_publications
     WHERE network_id = ${networkId} AND program_version = ${version} AND status = 'AWAITING_APPROVAL' FOR UPDATE`;
}

/** Whether the guests whom this document of the version affects are still being counted. */
export async function isImpactCounted(
  tx: Statements,
  networkId: string,
  { version, documentHash }: { readonly version: number; readonly documentHash: string },
): Promise<boolean> {
  const row = await tx.maybe`
    SELECT FROM backtests WHERE network_id = ${networkId} AND mode = 'IMPACT' AND program_version = ${version}
     AND document_hash = ${documentHash}
      AND status IN ('WAITING', 'RUNNING') LIMIT 1`;
  return row !== undefined;
}

const DECIDING = { status: { in: ['PUBLISHED', 'ARCHIVED'] } };
const LATEST_FIRST = [{ effectiveFrom: 'desc' }, { version: 'desc' }] as const;

/** The version in force at an instant, and the next one. */
export async function findNeighbours(
  tx: Tx,
  networkId: string,
  at: Date,
): Promise<{ before: ProgramVersion | null; after: ProgramVersion | null }> {
  const before = await tx.prisma.programVersion.findFirst({
    where: { networkId, ...DECIDING, effectiveFrom: { lte: at } },
    orderBy: [...LATEST_FIRST],
  });
  const after = await tx.prisma.programVersion.findFirst({
    where: { networkId, ...DECIDING, effectiveFrom: { gt: at } },
    orderBy: [{ effectiveFrom: 'asc' }, { version: 'asc' }],
  });
  return { before, after };
}

/** The version that a published one replaced. */
export function findReplaced(
  tx: Tx,
  networkId: string,
  by: { readonly version: number; readonly effectiveFrom: Date },
): Promise<ProgramVersion | null> {
  const { version, effectiveFrom } = by;
  return tx.prisma.programVersion.findFirst({
    where: {
      networkId,
      ...DECIDING,
      OR: [{ effectiveFrom: { lt: effectiveFrom } }, { effectiveFrom, version: { lt: version } }],
    },
    orderBy: [...LATEST_FIRST],
  });
}
