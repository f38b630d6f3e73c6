import type { Tx } from '../../../platform/database/database';
import { type Finding, NAMED_FINDINGS } from './finding';

/**
 * Check 4 for allowances of offline tills: the uses of each add up and stay within it, and each use matches the
 * journal. So the allowances paid as much as the restaurants' accounts lost before refunds.
 */
export async function listWrongAllowances(tx: Tx, networkId: string): Promise<Finding[]> {
  const rows = await tx.query<{ row: string; id: string; problem: string }>(
    `WITH paid AS (
       SELECT t.id, t.restaurant_id, (t.facts -> 'allowance' ->> 'id')::uuid AS allowance_id,
              (t.facts -> 'allowance' ->> 'points')::bigint AS points
         FROM transactions t WHERE t.network_id = $1 AND t.facts -> 'allowance' IS NOT NULL),
     moved AS (
       SELECT x.transaction_id AS id, x.debit_owner AS restaurant_id, sum(x.amount)::bigint AS points
         FROM transfers x WHERE x.network_id = $1 AND x.debit_kind = 'RESTAURANT_OFFLINE_LOSS' GROUP BY 1, 2)
     SELECT 'till_allowances' AS row, a.id,
       format('%s of its %s points are used, and it paid %s', a.used, a.points, coalesce(u.points, 0)) AS problem
     FROM till_allowances a
     LEFT JOIN (SELECT allowance_id, sum(points)::bigint AS points FROM paid GROUP BY 1) u ON u.allowance_id = a.id
     WHERE a.network_id = $1 AND (a.used <> coalesce(u.points, 0) OR a.used > a.points)
     UNION ALL
     SELECT 'transactions', coalesce(p.id, m.id), format('the allowance %s of its till paid %s, and %s were moved',
       coalesce(p.allowance_id::text, 'none'), coalesce(p.points, 0), coalesce(m.points, 0))
     FROM paid p FULL JOIN moved m ON m.id = p.id
     LEFT JOIN till_allowances a ON a.network_id = $1 AND a.id = p.allowance_id
     WHERE p.points IS DISTINCT FROM m.points OR a.restaurant_id IS DISTINCT FROM p.restaurant_id
        OR m.restaurant_id IS DISTINCT FROM p.restaurant_id
     LIMIT $2`,
    [networkId, NAMED_FINDINGS + 1],
  );
  return rows.map((row) => ({ check: 4, ...row }));
}
