import type { Prisma } from '../../generated/prisma/client';
import { asAnswer } from '../../platform/http/as-answer';
import { plainRow } from '../../platform/database/plain-row';
import type { LocalDate } from '../life/periods.rules';
import {
  type FullInvoiceAnswer,
  type InvoiceAnswer,
  localDateOf,
  type OnlinePaymentAnswer,
  onlinePaymentSchema,
} from './invoice.dto';
import {
  type FULL_INVOICE,
  invoiceOf,
  type InvoiceRow,
  lineOf,
  onlinePaymentOf,
  type OnlinePaymentRow,
  refundOf,
} from './invoice-rows';
import { requireLines } from './invoice-sums.rules';
import { OF_CELL } from './seller.sql';

/** As it is printed: `2030-000012`, and `2030-000012/north` of the cell `north`. */
export function numberOf({ seller, year, number }: Pick<InvoiceRow, 'seller' | 'year' | 'number'>): string {
  const cell = cellOfSeries(seller);
  return `${String(year)}-${String(number).padStart(6, '0')}${cell === '' ? '' : `/${cell}`}`;
}

/** @param actFrom the day from which the document has an act; null: it was not read */
export function invoiceAnswer(row: InvoiceRow, nowMs: number, actFrom: LocalDate | null): InvoiceAnswer {
  const { id, networkId, networkName, kind, correctsId, issuedOn, dueOn, currency, net, vat, total, paid, credited } =
    row;
  const balance = kind === 'INVOICE' ? total - paid - credited : 0;
  const common = { id, networkId, networkName, number: numberOf(row), kind, correctsId, status: statusOf(row, nowMs) };
  const sums = { net, vat, total, paid, credited, balance, overpaid: row.overpaid };
  // Earlier versions stored fewer details of the payer.
  const payer = { ...row.payer, kpp: row.payer.kpp ?? null };
  const payee = {
    ...row.payee,
    kpp: row.payee.kpp ?? null,
    correspondentAccount: row.payee.correspondentAccount ?? null,
  };
  return { ...common, issuedOn, dueOn, actFrom, currency, ...sums, reason: row.reason, payer, payee };
}

type PaymentMethod = FullInvoiceAnswer['payments'][number]['method'];
type FullInvoice = Prisma.InvoiceGetPayload<{ include: typeof FULL_INVOICE }>;

export function fullInvoiceAnswer(
  { lines, payments, refunds, onlinePayments, ...row }: FullInvoice,
  nowMs: number,
  actFrom: LocalDate | null,
): FullInvoiceAnswer {
  const [invoice, billed] = [invoiceOf(row), lines.map(lineOf)];
  requireLines(invoice, billed);
  return {
    ...invoiceAnswer(invoice, nowMs, actFrom),
    lines: billed,
    payments: payments.map(({ refunds: back, ...payment }) => {
      const { id, amount, excess, currency, paidOn, method, reference } = plainRow(payment, 'paidOn');
      const refunded = back.reduce((sum, refund) => sum + Number(refund.amount), 0);
      return { id, amount, excess, refunded, currency, paidOn, method: method as PaymentMethod, reference };
    }),
    refunds: refunds.map((refund) => {
      const { id, paymentId, amount, currency, method, status, ...rest } = refundOf(refund);
      const { failure, reason, reference, refundedOn, creditNoteId } = rest;
      return { id, paymentId, amount, currency, method, status, failure, reason, reference, refundedOn, creditNoteId };
    }),
    onlinePayments: onlinePayments.map((payment) => onlinePaymentAnswer(onlinePaymentOf(payment))),
  };
}

export function onlinePaymentAnswer(row: OnlinePaymentRow): OnlinePaymentAnswer {
  return asAnswer(onlinePaymentSchema, { ...row, url: row.status === 'PENDING' ? row.pageUrl : null });
}

function statusOf(row: InvoiceRow, nowMs: number): InvoiceAnswer['status'] {
  const { kind, total, paid, credited, dueOn, payee } = row;
  if (kind === 'CREDIT_NOTE' || credited === total) return 'CREDITED';
  if (paid + credited === total) return 'PAID';
  return dueOn < localDateOf(payee.timeZone, nowMs) ? 'OVERDUE' : 'OPEN';
}

/** The name of the cell in a series; empty: the series has none. */
export function cellOfSeries(series: string): string {
  return series.startsWith(OF_CELL) ? series.slice(OF_CELL.length) : '';
}
