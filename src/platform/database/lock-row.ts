import type { Tx } from './database';

/**
 * Locks a row of a network until the end of the transaction: Prisma says no `FOR UPDATE`, and a row that is read by it afterwards
 * is the locked one. A row that is not there locks nothing.
 */
export async function lockRow(
  tx: Tx,
  table: 'invoices' | 'online_payments' | 'payment_refunds',
  networkId: string,
  id: string,
): Promise<void> {
  await tx.query(`SELECT FROM ${table} WHERE network_id = $1 AND id = $2 FOR UPDATE`, [networkId, id]);
}
