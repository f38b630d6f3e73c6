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
  await tx.query`SELECT FROM program_versions WHERE network_id = ${networkId} AND version = ${version} FOR UPDATE`;
}

export interface PublicationTimes {
  /** The database's clock. */
  readonly now: Date;
  readonly everPublished: boolean;
}

export function readPublicationTimes(tx: Statements, networkId: string) {
  return tx.one<PublicationTimes>`SELECT clock_timestamp() AS now,
      EXISTS (SELECT 1 FROM program_versions WHERE network_id = ${networkId} AND status IN ('PUBLISHED', 'ARCHIVED')) AS ever_published`;
}

/** False: it is no draft, or not with this hash. */
export async function publishDraft(
  tx: Statements,
  networkId: string,
  version: number,
  publication: { effectiveFrom: Date; publishedBy: string | null; expectedHash: string | null },
): Promise<boolean> {
  const row = await tx.maybe<{ version: number }>`UPDATE program_versions
         SET status = 'PUBLISHED', form = DEFAULT, effective_from = ${publication.effectiveFrom}, published_by = ${publication.publishedBy},
         published_at = clock_timestamp()
       WHERE network_id = ${networkId} AND version = ${version} AND status = 'DRAFT'
         AND document_hash = coalesce(${publication.expectedHash}, document_hash)
      RETURNING version`;
  return row !== undefined;
}

/** Archives versions that a later publication has replaced; they still decide acts of their time. */
export async function archiveReplaced(tx: Statements, networkId: string): Promise<void> {
  await tx.query`UPDATE program_versions p SET status = 'ARCHIVED'
      WHERE p.network_id = ${networkId} AND p.status = 'PUBLISHED' AND EXISTS (
        SELECT 1 FROM program_versions newer
         WHERE newer.network_id = ${networkId} AND newer.status = 'PUBLISHED' AND newer.effective_from <= clock_timestamp()
           AND (newer.effective_from, newer.version) > (p.effective_from, p.version))`;
}
