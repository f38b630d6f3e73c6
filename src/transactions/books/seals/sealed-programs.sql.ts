import type { Tx } from '../../../platform/database/database';

/** A version of the programme in a seal: number, SHA-256 of the document, and when it takes effect in microseconds. */
export type SealedProgram = readonly [version: number, documentHash: string, effectiveFrom: number];

const SEALED_PROGRAM = `p.version, p.document_hash AS hash, (extract(epoch FROM p.effective_from) * 1000000)::bigint AS "effectiveFrom"`;

/** Published versions that no seal covers yet, by number. */
export async function listUnsealedPrograms(tx: Tx, networkId: string): Promise<SealedProgram[]> {
  const rows = await tx.query<{ version: number; hash: string; effectiveFrom: number }>(
    `SELECT ${SEALED_PROGRAM} FROM program_versions p
     WHERE p.network_id = $1 AND p.status <> 'DRAFT' AND NOT EXISTS (
       SELECT FROM seals s CROSS JOIN LATERAL json_array_elements(s.programs) sealed
       WHERE s.network_id = $1 AND s.programs IS NOT NULL AND (sealed ->> 0)::int = p.version)
     ORDER BY p.version`,
    [networkId],
  );
  return rows.map(({ version, hash, effectiveFrom }) => [version, hash, effectiveFrom]);
}

/** Every published version, with its document. */
export function listPublishedPrograms(
  tx: Tx,
  networkId: string,
): Promise<{ version: number; hash: string; effectiveFrom: number; document: unknown }[]> {
  return tx.query(
    `SELECT ${SEALED_PROGRAM}, p.document FROM program_versions p
     WHERE p.network_id = $1 AND p.status <> 'DRAFT' ORDER BY p.version`,
    [networkId],
  );
}
