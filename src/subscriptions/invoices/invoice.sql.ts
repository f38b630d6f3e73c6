import type { Tx } from '../../platform/database/database';
import type { LocalDate } from '../life/periods.rules';
import type { InvoiceLine } from './invoice-lines.rules';
import type { Payer } from './invoice.dto';
import type { Payee } from './seller.dto';
import { seriesOf } from './seller.sql';

// SQL by hand: locks, sums, and amounts and days as numbers and text, which Prisma gives as `bigint` and `Date`.

const MOST_LINES = 200;
const MOST_PAYMENTS = 1_000;

export const REFUND_METHODS = ['MANUAL', 'PROVIDER'] as const;
export type RefundMethod = (typeof REFUND_METHODS)[number];
export const REFUND_STATUSES = ['PENDING', 'DONE', 'FAILED'] as const;
export const ONLINE_PAYMENT_STATUSES = ['NEW', 'PENDING', 'SUCCEEDED', 'CANCELED', 'DOUBTFUL'] as const;

export interface InvoiceRow {
  readonly id: string;
  readonly networkId: string;
  readonly networkName: string;
  readonly subscriptionId: string;
  /** The series of its number: `seriesOf`. */
  readonly seller: string;
  readonly year: number;
  readonly number: number;
  readonly kind: 'INVOICE' | 'CREDIT_NOTE';
  readonly correctsId: string | null;
  readonly issuedOn: LocalDate;
  readonly dueOn: LocalDate;
  readonly currency: string;
  readonly payer: Payer;
  readonly payee: Payee;
  readonly net: number;
  readonly vat: number;
  readonly total: number;
  readonly paid: number;
  readonly credited: number;
  /** Paid over the total and not given back. */
  readonly overpaid: number;
  readonly reason: string | null;
}

export interface PaymentRow {
  readonly id: string;
  readonly amount: number;
  /** The part of it that was over what was left to pay. */
  readonly excess: number;
  /** Given back of it, or on the way back. */
  readonly refunded: number;
  readonly currency: string;
  readonly paidOn: LocalDate;
  readonly method: 'MANUAL' | 'BANK' | 'ONLINE';
  readonly reference: string | null;
}

export interface RefundRow {
  readonly id: string;
  readonly networkId: string;
  readonly invoiceId: string;
  readonly paymentId: string;
  readonly amount: number;
  /** The part of it that was paid over the invoice. */
  readonly excess: number;
  readonly currency: string;
  readonly method: RefundMethod;
  readonly status: (typeof REFUND_STATUSES)[number];
  readonly providerId: string | null;
  readonly failure: string | null;
  readonly reason: string;
  readonly reference: string | null;
  readonly refundedOn: LocalDate | null;
  readonly creditNoteId: string | null;
  readonly createdAt: Date;
}

export interface OnlinePaymentRow {
  readonly id: string;
  readonly networkId: string;
  readonly invoiceId: string;
  readonly providerId: string | null;
  readonly pageUrl: string | null;
  readonly amount: number;
  readonly currency: string;
  readonly status: (typeof ONLINE_PAYMENT_STATUSES)[number];
  readonly reason: string | null;
  readonly createdAt: Date;
}

export const REFUND_COLUMNS = `id, network_id AS "networkId", invoice_id AS "invoiceId", payment_id AS "paymentId", amount,
  excess, currency, method, status, provider_id AS "providerId", failure, reason, reference, refunded_on AS "refundedOn",
  credit_note_id AS "creditNoteId", created_at AS "createdAt"`;
export const ONLINE_PAYMENT_COLUMNS = `id, network_id AS "networkId", invoice_id AS "invoiceId", provider_id AS "providerId",
  page_url AS "pageUrl", amount, currency, status, reason, created_at AS "createdAt"`;

const INVOICES = `SELECT i.id, i.network_id AS "networkId", n.name AS "networkName", i.subscription_id AS "subscriptionId",
    i.seller, i.year, i.number, i.kind, i.corrects_id AS "correctsId", i.issued_on AS "issuedOn", i.due_on AS "dueOn", i.currency,
    i.payer, i.payee, i.net, i.vat, i.total, i.paid, i.credited, i.overpaid, i.reason
  FROM invoices i JOIN networks n ON n.id = i.network_id`;

export interface InvoiceFilter {
  readonly networkId: string | null;
  readonly status: 'OPEN' | 'OVERDUE' | 'PAID' | 'CREDITED' | null;
  /** Null: every number; its `year` null: that of every year. */
  readonly document: { readonly year: number | null; readonly number: number; readonly cell: string | null } | null;
  /** Today, by which an unpaid one is overdue. */
  readonly today: LocalDate;
  /** Only those that are older than this one. */
  readonly before: string | null;
  readonly limit: number;
}

/** Newest first; those that the role of the transaction sees. */
export function listInvoices(
  tx: Tx,
  { networkId, status, document, today, before, limit }: InvoiceFilter,
): Promise<InvoiceRow[]> {
  return tx.query<InvoiceRow>(
    `${INVOICES} WHERE ($1::uuid IS NULL OR i.network_id = $1) AND ($2::uuid IS NULL OR i.id < $2)
       AND ($3::text IS NULL OR $3 = CASE
             WHEN i.kind = 'CREDIT_NOTE' OR i.credited = i.total THEN 'CREDITED'
             WHEN i.paid + i.credited = i.total THEN 'PAID'
             WHEN i.due_on < $4::date THEN 'OVERDUE' ELSE 'OPEN' END)
       AND ($5::int IS NULL OR i.number = $5) AND ($6::int IS NULL OR i.year = $6)
       AND ($8::text IS NULL OR i.seller = $8)
     ORDER BY i.id DESC LIMIT $7`,
    [
      ...[networkId, before, status, today, document?.number ?? null, document?.year ?? null, limit],
      document?.cell == null ? null : seriesOf(document.cell),
    ],
  );
}

export function findInvoice(tx: Tx, id: string): Promise<InvoiceRow | undefined> {
  return tx.maybe<InvoiceRow>(`${INVOICES} WHERE i.id = $1`, [id]);
}

export function lockInvoice(tx: Tx, networkId: string, id: string): Promise<InvoiceRow | undefined> {
  return tx.maybe<InvoiceRow>(`${INVOICES} WHERE i.network_id = $1 AND i.id = $2 FOR UPDATE OF i`, [networkId, id]);
}

/** The invoice of a number as it is printed; not a credit note, which is not paid, and not one whose network has moved to another cell. */
export function findInvoiceByNumber(
  tx: Tx,
  { year, number, cell }: { readonly year: number; readonly number: number; readonly cell: string },
): Promise<InvoiceRow | undefined> {
  return tx.maybe<InvoiceRow>(
    `${INVOICES} WHERE i.seller = $1 AND i.year = $2 AND i.number = $3 AND i.kind = 'INVOICE' AND n.moving_since IS NULL`,
    [seriesOf(cell), year, number],
  );
}

/** The due day of the oldest unpaid invoice of a subscription (null: of all that the network has had), and what is owed in all; null: nothing. */
export function readDebt(
  tx: Tx,
  networkId: string,
  subscriptionId: string | null,
): Promise<{ readonly dueOn: LocalDate | null; readonly amount: number }> {
  return tx.one(
    `SELECT min(due_on) AS "dueOn", coalesce(sum(total - paid - credited), 0)::bigint AS amount FROM invoices
      WHERE network_id = $1 AND ($2::uuid IS NULL OR subscription_id = $2) AND kind = 'INVOICE' AND paid + credited < total`,
    [networkId, subscriptionId],
  );
}

export interface UnpaidInvoice {
  readonly id: string;
  readonly seller: string;
  readonly year: number;
  readonly number: number;
  readonly dueOn: LocalDate;
  readonly balance: number;
  readonly currency: string;
}

/** Unpaid invoices of a subscription whose due day is over, oldest first. */
export function listOverdue(
  tx: Tx,
  networkId: string,
  subscriptionId: string,
  today: LocalDate,
  limit: number,
): Promise<UnpaidInvoice[]> {
  return tx.query<UnpaidInvoice>(
    `SELECT id, seller, year, number, due_on AS "dueOn", total - paid - credited AS balance, currency FROM invoices
      WHERE network_id = $1 AND subscription_id = $2 AND kind = 'INVOICE' AND paid + credited < total AND due_on < $3
      ORDER BY due_on, id LIMIT $4`,
    [networkId, subscriptionId, today, limit],
  );
}

export function listLines(tx: Tx, networkId: string, invoiceId: string): Promise<InvoiceLine[]> {
  return tx.query<InvoiceLine>(
    `SELECT position, kind, plan_code AS "planCode", from_on AS "from", to_on AS "to", vat_rate_ppm AS "vatRatePpm",
            net, vat, total
       FROM invoice_lines WHERE network_id = $1 AND invoice_id = $2 ORDER BY position LIMIT $3`,
    [networkId, invoiceId, MOST_LINES],
  );
}

export function listPayments(tx: Tx, networkId: string, invoiceId: string): Promise<PaymentRow[]> {
  return tx.query<PaymentRow>(
    `SELECT p.id, p.amount, p.excess, p.currency, p.paid_on AS "paidOn", p.method, p.reference,
            (SELECT coalesce(sum(r.amount), 0)::bigint FROM payment_refunds r
              WHERE r.network_id = p.network_id AND r.payment_id = p.id AND r.status <> 'FAILED') AS refunded
       FROM payments p WHERE p.network_id = $1 AND p.invoice_id = $2 ORDER BY p.id LIMIT $3`,
    [networkId, invoiceId, MOST_PAYMENTS],
  );
}

/** Oldest first. */
export function listRefunds(tx: Tx, networkId: string, invoiceId: string): Promise<RefundRow[]> {
  return tx.query<RefundRow>(
    `SELECT ${REFUND_COLUMNS} FROM payment_refunds WHERE network_id = $1 AND invoice_id = $2 ORDER BY id LIMIT $3`,
    [networkId, invoiceId, MOST_PAYMENTS],
  );
}

/** Newest first. */
export function listOnlinePayments(tx: Tx, networkId: string, invoiceId: string): Promise<OnlinePaymentRow[]> {
  return tx.query<OnlinePaymentRow>(
    `SELECT ${ONLINE_PAYMENT_COLUMNS} FROM online_payments WHERE network_id = $1 AND invoice_id = $2
      ORDER BY id DESC LIMIT $3`,
    [networkId, invoiceId, MOST_PAYMENTS],
  );
}

/** The lines of the credit notes of an invoice so far. */
export function listCreditedLines(tx: Tx, networkId: string, invoiceId: string): Promise<InvoiceLine[]> {
  return tx.query<InvoiceLine>(
    `SELECT l.position, l.kind, l.plan_code AS "planCode", l.from_on AS "from", l.to_on AS "to",
            l.vat_rate_ppm AS "vatRatePpm", l.net, l.vat, l.total
       FROM invoices i JOIN invoice_lines l ON l.network_id = i.network_id AND l.invoice_id = i.id
      WHERE i.network_id = $1 AND i.corrects_id = $2 LIMIT $3`,
    [networkId, invoiceId, MOST_LINES * MOST_PAYMENTS],
  );
}
