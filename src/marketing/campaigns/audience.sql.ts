import { sql } from '../../platform/database/sql';

/** Guests of any of these segments and of any of these tiers; an empty list asks nothing. */
export interface Audience {
  readonly segments: readonly string[];
  readonly tiers: readonly string[];
}

/** Condition on a row `s` of guest_states; a guest without any decision yet has the lowest tier. */
export const isInAudience = ({ segments, tiers }: Audience, lowestTier: string) => sql`
  (cardinality(${segments}::text[]) = 0 OR s.segments && ${segments}::text[])
  AND (cardinality(${tiers}::text[]) = 0 OR coalesce(s.tier, ${lowestTier}) = ANY (${tiers}::text[]))
  AND NOT EXISTS (SELECT FROM guests g WHERE g.network_id = s.network_id AND g.id = s.guest_id
                     AND (g.merged_into IS NOT NULL OR g.erased_at IS NOT NULL))`;
