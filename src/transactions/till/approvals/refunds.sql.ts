import type { Tx } from '../../../platform/database/database';

/**
 * Minor units of a sale's gross that went back without an approval so far. An approved refund keeps the id under which
 * it waited.
 */
export async function sumRefundedWithoutApproval(tx: Tx, networkId: string, saleId: string): Promise<number> {
  const { amount } = await tx.one<{ amount: number }>(
    `SELECT coalesce(sum(t.amount), 0)::bigint AS amount FROM transactions t
      WHERE t.network_id = $1 AND t.related_id = $2 AND t.type = 'REFUND'
        AND NOT EXISTS (SELECT 1 FROM approvals a WHERE a.network_id = t.network_id AND a.id = t.id)`,
    [networkId, saleId],
  );
  return amount;
}
