import type { Statements } from '../../../platform/database/database';

/** The people, guests and sources of the gifts of a case. */
export interface GiftsOfCase {
  readonly people: readonly string[];
  readonly guests: readonly string[];
  readonly sources: readonly string[];
}

/** The people include those who acted. Undefined: the case has no gift of one person. */
export async function findGiftsOfCase(
  tx: Statements,
  networkId: string,
  caseId: string,
): Promise<GiftsOfCase | undefined> {
  const row = await tx.one<GiftsOfCase & { readonly count: number }>`
    SELECT count(*)::integer AS count, coalesce(array_agg(DISTINCT g.source), '{}') AS sources,
       coalesce(array_agg(DISTINCT g.guest_id) FILTER (WHERE g.guest_id IS NOT NULL), '{}')::text[] AS guests,
       coalesce((SELECT array_agg(DISTINCT p.id) FROM (
         SELECT o.person_id AS id FROM sole_gifts o WHERE o.network_id = ${networkId} AND o.case_id = ${caseId}
         UNION SELECT t.actor_id FROM sole_gifts o JOIN transactions t ON t.network_id = ${networkId} AND t.id = o.transaction_id
           WHERE o.network_id = ${networkId} AND o.case_id = ${caseId} AND t.actor_kind = 'user') p), '{}')::text[] AS people
     FROM sole_gifts g WHERE g.network_id = ${networkId} AND g.case_id = ${caseId}`;
  return row.count === 0 ? undefined : row;
}
