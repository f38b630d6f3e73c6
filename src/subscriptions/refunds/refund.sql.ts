import type { Tx } from '../../platform/database/database';
import { REFUND_COLUMNS, type RefundRow } from '../invoices/invoice.sql';
import type { LocalDate } from '../life/periods.rules';

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

export interface NewRefund extends Pick<
  RefundRow,
  'id' | 'invoiceId' | 'paymentId' | 'amount' | 'excess' | 'currency' | 'method' | 'reason' | 'reference' | 'createdAt'
> {
  readonly requestedBy: string | null;
  readonly checkAt: Date;
}

export async function insertRefund(tx: Tx, networkId: string, refund: NewRefund): Promise<void> {
  await tx.query(
    `INSERT INTO payment_refunds (network_id, id, invoice_id, payment_id, amount, excess, currency, method, status, reason,
       reference, requested_by, check_at, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'PENDING', $9, $10, $11, $12, $13)`,
    [
      networkId,
      refund.id,
      refund.invoiceId,
      refund.paymentId,
      refund.amount,
      refund.excess,
      refund.currency,
      refund.method,
      refund.reason,
      refund.reference,
      refund.requestedBy,
      refund.checkAt,
      refund.createdAt,
    ],
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

/** The provider's id of the payment that a refund belongs to. */
export async function findProviderPayment(tx: Tx, networkId: string, paymentId: string): Promise<string | undefined> {
  const row = await tx.maybe<{ providerId: string }>(
    `SELECT o.provider_id AS "providerId" FROM payments p
       JOIN online_payments o ON o.network_id = p.network_id AND o.id = p.online_payment_id
      WHERE p.network_id = $1 AND p.id = $2`,
    [networkId, paymentId],
  );
  return row?.providerId;
}

export async function putProviderRefund(tx: Tx, networkId: string, id: string, providerId: string): Promise<void> {
  await tx.query('UPDATE payment_refunds SET provider_id = $3 WHERE network_id = $1 AND id = $2', [
    networkId,
    id,
    providerId,
  ]);
}

export async function endRefund(
  tx: Tx,
  networkId: string,
  id: string,
  end:
    | { readonly status: 'DONE'; readonly refundedOn: LocalDate; readonly creditNoteId: string | null }
    | { readonly status: 'FAILED'; readonly failure: string },
): Promise<void> {
  const done = end.status === 'DONE' ? end : null;
  await tx.query(
    `UPDATE payment_refunds SET status = $3, refunded_on = $4, credit_note_id = $5, failure = $6
      WHERE network_id = $1 AND id = $2`,
    [
      networkId,
      id,
      end.status,
      done?.refundedOn ?? null,
      done?.creditNoteId ?? null,
      end.status === 'FAILED' ? end.failure : null,
    ],
  );
}

/** The network of a refund that a notification names by the provider's id; undefined: none of ours. */
export function findRefundOfProvider(
  tx: Tx,
  providerId: string,
): Promise<{ readonly networkId: string; readonly id: string } | undefined> {
  return tx.maybe('SELECT network_id AS "networkId", id FROM payment_refunds WHERE provider_id = $1', [providerId]);
}

/** Takes the next refund to ask about, so that another process does not ask at the same time. */
export function claimDueRefund(
  tx: Tx,
  networkId: string,
  now: Date,
): Promise<{ readonly id: string; readonly createdAt: Date } | undefined> {
  return tx.maybe(
    `SELECT id, created_at AS "createdAt" FROM payment_refunds
      WHERE network_id = $1 AND status = 'PENDING' AND check_at <= $2
      ORDER BY check_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
    [networkId, now],
  );
}

export async function putRefundCheck(tx: Tx, networkId: string, id: string, checkAt: Date): Promise<void> {
  await tx.query('UPDATE payment_refunds SET check_at = $3 WHERE network_id = $1 AND id = $2', [
    networkId,
    id,
    checkAt,
  ]);
}
