import type { Statements } from '../../../platform/database/database';
import { FALLBACK, type Language } from '../../../platform/language/language';

/** Names of these restaurants and tills by id, in the reader's language; a till's name includes its restaurant. */
export async function listPlaceNames(
  tx: Statements,
  networkId: string,
  ids: readonly string[],
  language: Language,
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.query<{ id: string; name: string }>`
    SELECT id, coalesce(names ->> ${FALLBACK[language]}, name) AS name FROM restaurants WHERE network_id = ${networkId}
       AND id = ANY (${ids}::uuid[])
     UNION ALL
     SELECT p.id, coalesce(p.names ->> ${FALLBACK[language]}, p.name) || ' (' || coalesce(r.names ->> ${FALLBACK[language]}, r.name) || ')'
       FROM points_of_sale p JOIN restaurants r ON r.network_id = ${networkId} AND r.id = p.restaurant_id
      WHERE p.network_id = ${networkId} AND p.id = ANY (${ids}::uuid[])`;
  return new Map(rows.map(({ id, name }) => [id, name]));
}

const IDS = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** All ids that stand in a document, those of places among them. */
export function idsIn(document: unknown): readonly string[] {
  return JSON.stringify(document).match(IDS) ?? [];
}
