import type { Statements } from '../../../platform/database/database';

/**
 * Minor units of a sale's gross that went back without an approval so far. An approved refund keeps the id under which
 * it waited.
 */
export async function sumRefundedWithoutApproval(tx: Statements, networkId: string, saleId: string): Promise<number> {
  const { amount } = await tx.one<{ amount: number }>(
    `SELECT coalesce(sum(t.amount), 0)::bigint AS amount FROM transactions t
      WHERE t.network_id = $1 AND t.related_id = $2 AND t.type = 'REFUND'
        AND NOT EXISTS (SELECT 1 FROM approvals a WHERE a.network_id = t.network_id AND a.id = t.id)`,
    [networkId, saleId],
  );
  return amount;
}

/** One refund of a person at a time is counted: the sum of a day spans sales, so no lock of a guest guards it. */
export async function lockRefundsOf(tx: Statements, networkId: string, actorId: string): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`refunds ${networkId} ${actorId}`]);
}

/** Minor units that this person refunded without an approval since an instant (as the lowest id from then on). */
export async function sumRefundsOf(
  tx: Statements,
  networkId: string,
  actorId: string,
  sinceId: string,
): Promise<number> {
  const { amount } = await tx.one<{ amount: number }>(
    `SELECT coalesce(sum(t.amount), 0)::bigint AS amount FROM transactions t
      WHERE t.network_id = $1 AND t.id >= $3 AND t.type = 'REFUND' AND t.actor_id = $2
        AND NOT EXISTS (SELECT 1 FROM approvals a WHERE a.network_id = t.network_id AND a.id = t.id)`,
    [networkId, actorId, sinceId],
  );
  return amount;
}
