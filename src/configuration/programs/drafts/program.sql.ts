import type { Factor, ProgramDocument } from '../../../decision';
import type { Prisma, ProgramPublication, ProgramVersion } from '../../../generated/prisma/client';
import type { Statements, Tx } from '../../../platform/database/database';
import type { PresetName } from '../../program-document/presets';

// SQL by hand: locks, times of the database, and the default of a column.

/** A version with the last publication that was asked for and needed a second manager, if there is one. */
export interface ProgramRow extends Omit<ProgramVersion, 'document'> {
  readonly document: ProgramDocument;
  readonly publications: readonly ProgramPublication[];
}

/** The preset of a draft, with its factor (null: 1). */
export interface PresetChoice {
  readonly name: PresetName;
  readonly scale: Factor | null;
}

export async function findProgramRow(tx: Tx, networkId: string, version: number): Promise<ProgramRow | undefined> {
  return (await listProgramRows(tx, { networkId, version }, 1))[0];
}

/** Newest version first. */
export async function listProgramRows(
  tx: Tx,
  where: Prisma.ProgramVersionWhereInput,
  take: number,
): Promise<ProgramRow[]> {
  const include = { publications: { orderBy: { id: 'desc' }, take: 1 } } as const;
  const rows = await tx.prisma.programVersion.findMany({ where, include, orderBy: { version: 'desc' }, take });
  return rows.map((row) => ({ ...row, document: documentOf(row) }));
}

/** Documents are checked as they are written. */
export function documentOf({ document }: Pick<ProgramVersion, 'document'>): ProgramDocument {
  return document as unknown as ProgramDocument;
}

export async function lockProgramRow(tx: Statements, networkId: string, version: number): Promise<void> {
  await tx.query('SELECT 1 FROM program_versions WHERE network_id = $1 AND version = $2 FOR UPDATE', [
    networkId,
    version,
  ]);
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

/** False: it is no draft, or not with this hash. */
export async function publishDraft(
  tx: Statements,
  networkId: string,
  version: number,
  publication: { effectiveFrom: Date; publishedBy: string | null; expectedHash: string | null },
): Promise<boolean> {
  const row = await tx.maybe(
    `UPDATE program_versions
        SET status = 'PUBLISHED', form = DEFAULT, effective_from = $3, published_by = $4, published_at = clock_timestamp()
      WHERE network_id = $1 AND version = $2 AND status = 'DRAFT' AND document_hash = coalesce($5, document_hash)
     RETURNING version`,
    [networkId, version, publication.effectiveFrom, publication.publishedBy, publication.expectedHash],
  );
  return row !== undefined;
}

/** Archives versions that a later publication has replaced; they still decide acts of their time. */
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
