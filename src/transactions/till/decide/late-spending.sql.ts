import type { Statements } from '../../../platform/database/database';
import { decodeLimitedExpiry } from '../../ledger/journal/stored-json';
import { withLimited } from './late-spending.rules';
import type { ExpiredPoints } from '../kinds/built-act';

/** An upper bound: no guest has more expiries within the offline window. Beyond it, the latest are not restored. */
const MAX_EXPIRIES = 1_000;

/**
 * Points of a guest that expired after `since`, earliest first, with how many were restored by hand or for another late
 * act. Points voided for a missing payment are not listed.
 */
export async function listExpiriesSince(
  tx: Statements,
  networkId: string,
  guestId: string,
  since: number,
): Promise<ExpiredPoints[]> {
  const rows = await tx.query<{ expiryId: string; expired: number; before: number; details: string | null }>`
    SELECT t.id AS expiry_id, t.points_earned AS expired, b.points AS before, t.details::text AS details
      FROM transactions t
     CROSS JOIN LATERAL (
       SELECT coalesce(sum(r.points_earned), 0)::bigint AS points FROM transactions r
        WHERE r.network_id = ${networkId} AND r.related_id = t.id AND r.type = 'MANUAL') b
     WHERE t.network_id = ${networkId} AND t.guest_id = ${guestId} AND t.type = 'EXPIRY' AND t.reason_code IS DISTINCT FROM 'UNPAID'
       AND t.occurred_at > to_timestamp(${since}::double precision / 1000) AND t.points_earned > 0
     ORDER BY t.guest_version LIMIT ${MAX_EXPIRIES}`;
  return rows.map(({ details, ...expired }) => withLimited(expired, decodeLimitedExpiry({ type: 'EXPIRY', details })));
}
