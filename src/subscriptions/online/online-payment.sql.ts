import type { Tx } from '../../platform/database/database';
import { ONLINE_PAYMENT_COLUMNS, type OnlinePaymentRow } from '../invoices/invoice.sql';
import { nextCheck } from '../provider/configured-provider';

// SQL by hand: locks, and amounts as numbers.

/** The one of an invoice that can still be paid; undefined: none. */
export function findOpenPayment(tx: Tx, networkId: string, invoiceId: string): Promise<OnlinePaymentRow | undefined> {
  return tx.maybe<OnlinePaymentRow>(
    `SELECT ${ONLINE_PAYMENT_COLUMNS} FROM online_payments
      WHERE network_id = $1 AND invoice_id = $2 AND status IN ('NEW', 'PENDING')`,
    [networkId, invoiceId],
  );
}

export function findOnlinePayment(tx: Tx, networkId: string, id: string): Promise<OnlinePaymentRow | undefined> {
  return tx.maybe<OnlinePaymentRow>(
    `SELECT ${ONLINE_PAYMENT_COLUMNS} FROM online_payments WHERE network_id = $1 AND id = $2`,
    [networkId, id],
  );
}

export function lockOnlinePayment(tx: Tx, networkId: string, id: string): Promise<OnlinePaymentRow | undefined> {
  return tx.maybe<OnlinePaymentRow>(
    `SELECT ${ONLINE_PAYMENT_COLUMNS} FROM online_payments WHERE network_id = $1 AND id = $2 FOR UPDATE`,
    [networkId, id],
  );
}

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
