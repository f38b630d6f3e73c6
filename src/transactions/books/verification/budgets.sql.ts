import type { Tx } from '../../../platform/database/database';
import { type Finding, NAMED_FINDINGS } from './finding';

/** Check 3 for budgets of campaigns: the leased, spent and returned amounts equal those of leases and uses. */
export async function listWrongBudgets(tx: Tx, networkId: string): Promise<Finding[]> {
  const rows = await tx.query<{ row: string; id: string; problem: string }>(
    `WITH leases AS (
       SELECT l.budget_id, sum(l.granted) FILTER (WHERE l.is_open) AS leased, sum(l.used) FILTER (WHERE NOT l.is_open) AS spent,
              sum(l.used) AS used
         FROM budget_leases l WHERE l.network_id = $1 GROUP BY 1),
     uses AS (
       SELECT u.budget_id, sum(u.amount) AS used, sum(u.given_back) AS returned
         FROM budget_uses u WHERE u.network_id = $1 GROUP BY 1)
     SELECT 'budgets' AS row, b.id, format('%s leased, %s spent and %s returned, but its leases and uses say %s, %s and %s',
       b.leased, b.spent, b.returned, coalesce(l.leased, 0), coalesce(l.spent, 0), coalesce(u.returned, 0)) AS problem
     FROM budgets b LEFT JOIN leases l ON l.budget_id = b.id LEFT JOIN uses u ON u.budget_id = b.id
     WHERE b.network_id = $1 AND (b.leased, b.spent, b.returned) IS DISTINCT FROM
       (coalesce(l.leased, 0), coalesce(l.spent, 0), coalesce(u.returned, 0))
     UNION ALL
     SELECT 'budgets', b.id, format('its leases say that %s was used, its uses %s', coalesce(l.used, 0), coalesce(u.used, 0))
     FROM budgets b LEFT JOIN leases l ON l.budget_id = b.id LEFT JOIN uses u ON u.budget_id = b.id
     WHERE b.network_id = $1 AND coalesce(l.used, 0) <> coalesce(u.used, 0)
     LIMIT $2`,
    [networkId, NAMED_FINDINGS + 1],
  );
  return rows.map((row) => ({ check: 3, ...row }));
}
