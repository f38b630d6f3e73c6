import type { Tx } from '../../../platform/database/database';
import { type Finding, NAMED_FINDINGS } from './finding';

/** Check 4 for families: each member's own state says so, and each loan has both sides and was spent by the borrower's act that it names. */
export async function listWrongFamilies(tx: Tx, networkId: string): Promise<Finding[]> {
  const rows = await tx.query<{ row: string; id: string; problem: string }>(
    `SELECT 'guest_states' AS row, coalesce(s.guest_id, m.guest_id) AS id,
       format('the guest is known as of the family %s, and is a member of %s', coalesce(s.family_id::text, 'none'),
         coalesce(m.family_id::text, 'none')) AS problem
     FROM (SELECT guest_id, family_id FROM guest_states WHERE network_id = $1 AND family_id IS NOT NULL) s
     FULL JOIN (SELECT guest_id, family_id FROM family_members WHERE network_id = $1) m ON m.guest_id = s.guest_id
     WHERE s.family_id IS DISTINCT FROM m.family_id
     UNION ALL
     SELECT 'transactions', d.id, 'points were lent and never received'
     FROM transactions d
     WHERE d.network_id = $1 AND d.type = 'TRANSFER' AND d.direction = 'DEBIT' AND d.reason_code = 'FAMILY'
       AND NOT EXISTS (SELECT FROM transactions c WHERE c.network_id = $1 AND c.related_id = d.id AND c.type = 'TRANSFER'
         AND c.direction = 'CREDIT' AND c.points_earned = d.points_earned)
     UNION ALL
     SELECT 'transactions', l.borrowed_for, format('%s points were lent to it, and it redeemed %s', l.lent, coalesce(x.points_redeemed, 0))
     FROM (SELECT d.related_id AS borrowed_for, c.guest_id, sum(d.points_earned) AS lent
             FROM transactions d
             JOIN transactions c ON c.network_id = $1 AND c.related_id = d.id AND c.type = 'TRANSFER' AND c.direction = 'CREDIT'
            WHERE d.network_id = $1 AND d.type = 'TRANSFER' AND d.direction = 'DEBIT' AND d.reason_code = 'FAMILY'
            GROUP BY d.related_id, c.guest_id) l
     LEFT JOIN transactions x ON x.network_id = $1 AND x.id = l.borrowed_for AND x.guest_id = l.guest_id AND x.type IN ('SALE', 'REDEMPTION')
     WHERE l.lent > coalesce(x.points_redeemed, 0)
     LIMIT $2`,
    [networkId, NAMED_FINDINGS + 1],
  );
  return rows.map((row) => ({ check: 4, ...row }));
}
