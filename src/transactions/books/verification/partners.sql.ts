import type { Tx } from '../../../platform/database/database';
import { type Finding, NAMED_FINDINGS } from './finding';

/**
 * Check 2 for settlements of partners: each receipt moved its points on its partner's account, and a settlement equals
 * the sum of its receipts and begins where the previous one ended.
 */
export async function listWrongSettlements(tx: Tx, networkId: string): Promise<Finding[]> {
  const rows = await tx.query<{ row: string; id: string; problem: string }>(
    `WITH settled AS (
       SELECT s.*, lag(s.closing, 1, 0::bigint) OVER (PARTITION BY s.partner_id ORDER BY s.number) AS before
         FROM partner_settlements s WHERE s.network_id = $1),
     moved AS (
       SELECT l.settlement_id, l.transaction_id, l.points * CASE WHEN l.kind IN ('BURN', 'EARN_RETURN') THEN 1 ELSE -1 END AS stated,
              coalesce(sum(CASE WHEN x.credit_kind = 'PARTNER' AND x.credit_owner = s.partner_id THEN x.amount ELSE 0 END
                - CASE WHEN x.debit_kind = 'PARTNER' AND x.debit_owner = s.partner_id THEN x.amount ELSE 0 END), 0)::bigint AS gain
         FROM partner_settlement_lines l JOIN settled s ON s.id = l.settlement_id
         LEFT JOIN transfers x ON x.network_id = $1 AND x.transaction_id = l.transaction_id AND x.unit IS NULL
        WHERE l.network_id = $1 GROUP BY l.settlement_id, l.transaction_id, l.points, l.kind)
     SELECT 'partner_settlement_lines' AS row, m.transaction_id AS id,
            format('it states %s points, and %s were moved', m.stated, m.gain) AS problem
       FROM moved m WHERE m.stated <> m.gain
     UNION ALL
     SELECT 'partner_settlements', s.id, format('it goes from %s to %s by %s receipts; the one before ended with %s, and %s receipts come to %s',
              s.opening, s.closing, s.operations, s.before, coalesce(r.receipts, 0), coalesce(r.gain, 0))
       FROM settled s
       LEFT JOIN (SELECT settlement_id, sum(gain)::bigint AS gain, count(*) AS receipts FROM moved GROUP BY 1) r ON r.settlement_id = s.id
      WHERE s.opening <> s.before OR s.closing - s.opening <> coalesce(r.gain, 0) OR s.operations <> coalesce(r.receipts, 0)
     LIMIT $2`,
    [networkId, NAMED_FINDINGS + 1],
  );
  return rows.map((row) => ({ check: 2, ...row }));
}
