import type { Tx } from '../../platform/database/database';
import { ONLINE_PAYMENT_COLUMNS, type OnlinePaymentRow } from '../invoices/invoice.sql';

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

/** Takes the next payment to ask about, so that another process does not ask at the same time. */
export function claimDuePayment(
  tx: Tx,
  networkId: string,
  now: Date,
): Promise<{ readonly id: string; readonly createdAt: Date } | undefined> {
  return tx.maybe(
    `SELECT id, created_at AS "createdAt" FROM online_payments
      WHERE network_id = $1 AND status IN ('NEW', 'PENDING') AND check_at <= $2
      ORDER BY check_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
    [networkId, now],
  );
}
