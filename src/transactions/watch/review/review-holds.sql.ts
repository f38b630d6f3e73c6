import type { Tx } from '../../../platform/database/database';
import { type Sql, sql } from '../../../platform/database/sql';

/** Plans the review of a case's doubtful acts that have a guest, once for each act. Returns how many are new. */
export async function planReviews(
  tx: Tx,
  networkId: string,
  caseId: string,
  actIds: readonly string[],
  until: Date,
): Promise<number> {
  const rows = await tx.query<{ transactionId: string }>`
    INSERT INTO review_holds (network_id, transaction_id, case_id, guest_id, until, state)
     SELECT t.network_id, t.id, ${caseId}, t.guest_id, ${until}, 'WAITING' FROM transactions t
     WHERE t.network_id = ${networkId} AND t.id = ANY (${actIds}::uuid[]) AND t.guest_id IS NOT NULL ORDER BY t.id
     ON CONFLICT DO NOTHING RETURNING transaction_id`;
  return rows.length;
}

/** SQL for the points of cases that are in review now, from the guests' states: (case_id, points, until). */
export const inReview = (
  networkId: string,
): Sql => sql`SELECT h.case_id, sum((o ->> 'points')::bigint)::bigint AS points,
    max(to_timestamp((o ->> 'expiresAt')::double precision / 1000)) AS until
  FROM (SELECT DISTINCT case_id, guest_id, hold_id FROM review_holds
    WHERE network_id = ${networkId} AND state IN ('HELD', 'TAKING', 'FREEING')) h
  JOIN guest_states s ON s.network_id = ${networkId} AND s.guest_id = h.guest_id
  CROSS JOIN LATERAL json_array_elements(s.counters -> 'holds') o
  WHERE o ->> 'id' = h.hold_id::text AND to_timestamp((o ->> 'expiresAt')::double precision / 1000) > ledger_now()
  GROUP BY h.case_id`;
