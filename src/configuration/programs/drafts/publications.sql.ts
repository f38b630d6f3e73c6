import type { Statements } from '../../../platform/database/database';
import type { ProgramDocument } from '../../../decision';

export interface WaitingPublication {
  readonly id: string;
  readonly document_hash: string;
  readonly effective_from: Date | null;
  readonly requested_by: string | null;
}

/** False: one for this version waits already. */
export async function appendPublication(
  tx: Statements,
  networkId: string,
  version: number,
  asked: { id: string; documentHash: string; effectiveFrom: Date | undefined; requestedBy: string | null },
): Promise<boolean> {
  const appended = await tx.query(
    `INSERT INTO program_publications (network_id, id, program_version, document_hash, effective_from, status, requested_by)
     VALUES ($1, $2, $3, $4, $5, 'AWAITING_APPROVAL', $6)
     ON CONFLICT (network_id, program_version) WHERE status = 'AWAITING_APPROVAL' DO NOTHING
     RETURNING id`,
    [networkId, asked.id, version, asked.documentHash, asked.effectiveFrom ?? null, asked.requestedBy],
  );
  return appended.length > 0;
}

/** Locked, so that of two managers one decides. */
export function lockWaitingPublication(
  tx: Statements,
  networkId: string,
  version: number,
): Promise<WaitingPublication | undefined> {
  return tx.maybe<WaitingPublication>(
    `SELECT id, document_hash, effective_from, requested_by FROM program_publications
      WHERE network_id = $1 AND program_version = $2 AND status = 'AWAITING_APPROVAL' FOR UPDATE`,
    [networkId, version],
  );
}

export interface PublishedVersion {
  readonly version: number;
  readonly document: ProgramDocument;
  readonly effective_from: Date;
}

/** The version that decides at an instant, and the next one that will. */
export async function findNeighbours(
  tx: Statements,
  networkId: string,
  at: Date,
): Promise<{ before: PublishedVersion | undefined; after: PublishedVersion | undefined }> {
  const columns = 'version, document, effective_from';
  const ofNetwork = "network_id = $1 AND status IN ('PUBLISHED', 'ARCHIVED')";
  const before = await tx.maybe<PublishedVersion>(
    `SELECT ${columns} FROM program_versions WHERE ${ofNetwork} AND effective_from <= $2
      ORDER BY effective_from DESC, version DESC LIMIT 1`,
    [networkId, at],
  );
  const after = await tx.maybe<PublishedVersion>(
    `SELECT ${columns} FROM program_versions WHERE ${ofNetwork} AND effective_from > $2
      ORDER BY effective_from, version LIMIT 1`,
    [networkId, at],
  );
  return { before, after };
}

/** The version that a published one replaced. */
export function findReplaced(
  tx: Statements,
  networkId: string,
  by: PublishedVersion,
): Promise<{ version: number } | undefined> {
  return tx.maybe<{ version: number }>(
    `SELECT version FROM program_versions
      WHERE network_id = $1 AND status IN ('PUBLISHED', 'ARCHIVED') AND (effective_from, version) < ($2, $3)
      ORDER BY effective_from DESC, version DESC LIMIT 1`,
    [networkId, by.effective_from, by.version],
  );
}
