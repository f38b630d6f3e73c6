import type { Tx } from '../../../platform/database/database';
import { type Finding, NAMED_FINDINGS } from './finding';

/** Check 5: the holder of each claim exists, and each row with an idempotency key has claimed it. */
export async function listWrongClaims(tx: Tx, networkId: string): Promise<Finding[]> {
  const rows = await tx.query<{ row: string; id: string; problem: string }>(
    `SELECT 'claims' AS row, c.digest AS id, format('the %s points to %s, which is not there',
         CASE c.kind WHEN 'K' THEN 'key' WHEN 'R' THEN 'receipt' ELSE 'claim' END, c.holder_id) AS problem
     FROM claims c
     WHERE c.network_id = $1 AND c.kind IN ('K', 'R', 'Q', 'C', 'T', 'D', 'E', 'A')
       AND NOT EXISTS (SELECT FROM transactions x WHERE x.network_id = $1 AND x.id = c.holder_id)
       AND (c.kind IN ('R', 'C', 'T', 'A') OR NOT EXISTS (SELECT FROM stored_answers a WHERE a.network_id = $1 AND a.id = c.holder_id))
     UNION ALL
     SELECT 'transactions', x.id, 'it was asked for under a key that is not claimed'
     FROM transactions x
     WHERE x.network_id = $1 AND x.request_hash IS NOT NULL
       AND NOT EXISTS (SELECT FROM claims c WHERE c.network_id = $1 AND c.kind = 'K' AND c.holder_id = x.id)
     UNION ALL
     SELECT 'claims', min(c.digest::text)::uuid, format('the transaction %s holds %s keys', c.holder_id, count(*))
     FROM claims c WHERE c.network_id = $1 AND c.kind = 'K' GROUP BY c.holder_id HAVING count(*) > 1
     LIMIT $2`,
    [networkId, NAMED_FINDINGS + 1],
  );
  return rows.map((row) => ({ check: 5, ...row }));
}
