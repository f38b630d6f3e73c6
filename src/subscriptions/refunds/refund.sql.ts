import type { Tx } from '../../platform/database/database';
import { REFUND_COLUMNS, type RefundRow } from '../invoices/invoice.sql';

// SQL by hand: locks and sums, and amounts as numbers.

/** A payment with what is left of it to give back. */
export interface RefundablePayment {
  readonly id: string;
  readonly method: 'MANUAL' | 'BANK' | 'ONLINE';
  readonly currency: string;
  readonly left: number;
  /** The part of `left` that was paid over the invoice. */
  readonly excessLeft: number;
}

/** The transaction has locked the invoice. Refunds on the way back count as given back. */
export function findRefundable(
  tx: Tx,
  networkId: string,
  invoiceId: string,
  paymentId: string,
): Promise<RefundablePayment | undefined> {
  return tx.maybe<RefundablePayment>(
    `SELECT p.id, p.method, p.currency, (p.amount - r.amount)::bigint AS "left", (p.excess - r.excess)::bigint AS "excessLeft"
       FROM payments p, LATERAL (
         SELECT coalesce(sum(amount), 0) AS amount, coalesce(sum(excess), 0) AS excess FROM payment_refunds
          WHERE network_id = p.network_id AND payment_id = p.id AND status <> 'FAILED') r
      WHERE p.network_id = $1 AND p.invoice_id = $2 AND p.id = $3`,
    [networkId, invoiceId, paymentId],
  );
}

export function findRefund(tx: Tx, networkId: string, id: string): Promise<RefundRow | undefined> {
  return tx.maybe<RefundRow>(`SELECT ${REFUND_COLUMNS} FROM payment_refunds WHERE network_id = $1 AND id = $2`, [
    networkId,
    id,
  ]);
}

export function lockRefund(tx: Tx, networkId: string, id: string): Promise<RefundRow | undefined> {
  return tx.maybe<RefundRow>(
    `SELECT ${REFUND_COLUMNS} FROM payment_refunds WHERE network_id = $1 AND id = $2 FOR UPDATE`,
    [networkId, id],
  );
}
