import type { ProgramVersion } from '../../../generated/prisma/client';
import type { Statements, Tx } from '../../../platform/database/database';

/** Locks the request, so that only one of two managers decides. */
export function lockWaitingPublication(tx: Statements, networkId: string, version: number) {
  return tx.maybe<{ id: string; documentHash: string; effectiveFrom: Date | null; requestedBy: string | null }>`
    SELECT id, document_hash, effective_from, requested_by
      FROM program_publications
     WHERE network_id = ${networkId} AND program_version = ${version} AND status = 'AWAITING_APPROVAL' FOR UPDATE`;
}

export const DECIDING = { status: { in: ['PUBLISHED', 'ARCHIVED'] } };
export const LATEST_FIRST = [{ effectiveFrom: 'desc' }, { version: 'desc' }] as const;

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
