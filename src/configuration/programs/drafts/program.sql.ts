import type { Factor, ProgramDocument } from '../../../decision';
import type { Statements } from '../../../platform/database/database';
import type { PresetName } from '../../program-document/presets';

// SQL by hand: the next number within an insert, and times of the database.

export type ProgramStatus = 'DRAFT' | 'PUBLISHED' | 'ARCHIVED' | 'CANCELLED';

export interface ProgramRow {
  readonly version: number;
  readonly status: ProgramStatus;
  readonly document: ProgramDocument;
  readonly document_hash: string;
  readonly created_by: string | null;
  readonly created_at: Date;
  readonly published_by: string | null;
  readonly published_at: Date | null;
  readonly effective_from: Date | null;
  /** The author of the current document. */
  readonly changed_by: string | null;
  /** The last publication that was asked for and needed a second manager. */
  readonly publication: RequestedPublication | null;
}

export interface RequestedPublication {
  readonly status: 'AWAITING_APPROVAL' | 'APPROVED' | 'REJECTED' | 'WITHDRAWN';
  readonly effectiveFrom: string | null;
  readonly requestedBy: string | null;
  readonly requestedAt: string;
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
  readonly reason: string | null;
}

const PROGRAM_COLUMNS = `version, status, document, document_hash, created_by, created_at, published_by, published_at,
  effective_from, changed_by, (SELECT json_build_object('status', p.status, 'effectiveFrom', p.effective_from,
    'requestedBy', p.requested_by, 'requestedAt', p.requested_at, 'decidedBy', p.decided_by, 'decidedAt', p.decided_at,
    'reason', p.reason)
     FROM program_publications p
    WHERE p.network_id = program_versions.network_id AND p.program_version = program_versions.version
    ORDER BY p.id DESC LIMIT 1) AS publication`;

export function findProgramRow(tx: Statements, networkId: string, version: number): Promise<ProgramRow | undefined> {
  return tx.maybe<ProgramRow>(
    `SELECT ${PROGRAM_COLUMNS} FROM program_versions WHERE network_id = $1 AND version = $2`,
    [networkId, version],
  );
}

/** Newest version first, below `before`. */
export function listProgramRows(
  tx: Statements,
  networkId: string,
  before: number | undefined,
  limit: number,
): Promise<ProgramRow[]> {
  return tx.query<ProgramRow>(
    `SELECT ${PROGRAM_COLUMNS} FROM program_versions
      WHERE network_id = $1 AND version < coalesce($2, 2147483647)
      ORDER BY version DESC LIMIT $3`,
    [networkId, before ?? null, limit],
  );
}

/** The preset that a draft was made from, with its factor (null: once). */
export interface PresetChoice {
  readonly name: PresetName;
  readonly scale: Factor | null;
}

export interface DraftInsert {
  readonly document: ProgramDocument;
  readonly preset: PresetChoice | null;
  readonly documentHash: string;
  readonly createdBy: string | null;
}

/** The network's row has to be locked, so that two drafts do not take one number. */
export function insertDraft(tx: Statements, networkId: string, draft: DraftInsert): Promise<ProgramRow> {
  return tx.one<ProgramRow>(
    `INSERT INTO program_versions (network_id, version, status, document, document_hash, created_by, changed_by, preset)
     SELECT $1, coalesce(max(version), 0) + 1, 'DRAFT', $2, $3, $4, $4, $5 FROM program_versions WHERE network_id = $1
     RETURNING ${PROGRAM_COLUMNS}`,
    [
      networkId,
      JSON.stringify(draft.document),
      draft.documentHash,
      draft.createdBy,
      draft.preset === null ? null : JSON.stringify(draft.preset),
    ],
  );
}

/** Undefined: there is no draft of this number with this hash (any hash when none is given). */
export async function lockProgramRow(tx: Statements, networkId: string, version: number): Promise<void> {
  await tx.query('SELECT 1 FROM program_versions WHERE network_id = $1 AND version = $2 FOR UPDATE', [
    networkId,
    version,
  ]);
}

export function updateDraft(
  tx: Statements,
  networkId: string,
  version: number,
  draft: { document: ProgramDocument; documentHash: string; expectedHash: string | null; changedBy: string | null },
): Promise<ProgramRow | undefined> {
  return tx.maybe<ProgramRow>(
    `UPDATE program_versions SET document = $3, document_hash = $4, changed_by = $6
      WHERE network_id = $1 AND version = $2 AND status = 'DRAFT' AND document_hash = coalesce($5, document_hash)
     RETURNING ${PROGRAM_COLUMNS}`,
    [networkId, version, JSON.stringify(draft.document), draft.documentHash, draft.expectedHash, draft.changedBy],
  );
}

export interface PublicationTimes {
  /** The database's clock. */
  readonly now: Date;
  readonly ever_published: boolean;
}

export function readPublicationTimes(tx: Statements, networkId: string): Promise<PublicationTimes> {
  return tx.one<PublicationTimes>(
    `SELECT clock_timestamp() AS now,
            EXISTS (SELECT 1 FROM program_versions WHERE network_id = $1 AND status IN ('PUBLISHED', 'ARCHIVED')) AS ever_published`,
    [networkId],
  );
}

/** Undefined: it is no draft, or not with this hash. */
export function publishDraft(
  tx: Statements,
  networkId: string,
  version: number,
  publication: { effectiveFrom: Date; publishedBy: string | null; expectedHash: string | null },
): Promise<ProgramRow | undefined> {
  return tx.maybe<ProgramRow>(
    `UPDATE program_versions
        SET status = 'PUBLISHED', form = DEFAULT, effective_from = $3, published_by = $4, published_at = clock_timestamp()
      WHERE network_id = $1 AND version = $2 AND status = 'DRAFT' AND document_hash = coalesce($5, document_hash)
     RETURNING ${PROGRAM_COLUMNS}`,
    [networkId, version, publication.effectiveFrom, publication.publishedBy, publication.expectedHash],
  );
}

/** Versions that an earlier publication has replaced already; they go on deciding what happened in their time. */
export async function archiveReplaced(tx: Statements, networkId: string): Promise<void> {
  await tx.query(
    `UPDATE program_versions p SET status = 'ARCHIVED'
      WHERE p.network_id = $1 AND p.status = 'PUBLISHED' AND EXISTS (
        SELECT 1 FROM program_versions newer
         WHERE newer.network_id = $1 AND newer.status = 'PUBLISHED' AND newer.effective_from <= clock_timestamp()
           AND (newer.effective_from, newer.version) > (p.effective_from, p.version))`,
    [networkId],
  );
}
