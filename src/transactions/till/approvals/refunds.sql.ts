import type { Statements } from '../../../platform/database/database';

/** Minor units of a sale's price that were refunded without an approval. (A refund that a manager approved has the id of its request.) */
export async function sumRefundedWithoutApproval(tx: Statements, networkId: string, saleId: string): Promise<number> {
  const { amount } = await tx.one<{ amount: number }>(
    `SELECT coalesce(sum(t.amount), 0)::bigint AS amount FROM transactions t
      WHERE t.network_id = $1 AND t.related_id = $2 AND t.type = 'REFUND'
        AND NOT EXISTS (SELECT 1 FROM approvals a WHERE a.network_id = t.network_id AND a.id = t.id)`,
    [networkId, saleId],
  );
  return amount;
}

/** Lets one refund of a person count at a time. The sum of a day covers many sales, so a guest's lock does not guard it. */
export async function lockRefundsOf(tx: Statements, networkId: string, actorId: string): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`refunds ${networkId} ${actorId}`]);
}

/** Minor units that this person refunded without an approval, from a lowest id on (that of the day's beginning). */
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
