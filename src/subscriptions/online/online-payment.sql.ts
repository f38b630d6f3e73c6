import type { Tx } from '../../platform/database/database';
import { nextCheck } from '../provider/configured-provider';

// SQL by hand: a claim that passes over rows that another process has.

/** Rows about which the provider is asked until they are over. */
const CHECKED = [
  { kind: 'PAYMENT', table: 'online_payments', isOpen: "status IN ('NEW', 'PENDING')" },
  { kind: 'REFUND', table: 'payment_refunds', isOpen: "status = 'PENDING'" },
] as const;

/** Takes the next payment or refund to ask about, so that another process does not ask at the same time. */
export async function claimDueCheck(
  tx: Tx,
  networkId: string,
  now: Date,
): Promise<{ readonly kind: 'PAYMENT' | 'REFUND'; readonly id: string } | undefined> {
  for (const { kind, table, isOpen } of CHECKED) {
    const due = await tx.maybe<{ id: string; createdAt: Date }>(
      `SELECT id, created_at AS "createdAt" FROM ${table} WHERE network_id = $1 AND ${isOpen} AND check_at <= $2
        ORDER BY check_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
      [networkId, now],
    );
    if (due === undefined) continue;
    const { id, createdAt } = due;
    await tx.query(`UPDATE ${table} SET check_at = $3 WHERE network_id = $1 AND id = $2`, [
      networkId,
      id,
      nextCheck(createdAt, now),
    ]);
    return { kind, id };
  }
  return undefined;
}
