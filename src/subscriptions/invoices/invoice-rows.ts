import type {
  Invoice,
  InvoiceLine as StoredLine,
  OnlinePayment,
  PaymentRefund,
  Prisma,
} from '../../generated/prisma/client';
import type { Tx } from '../../platform/database/database';
import { lockRow } from '../../platform/database/lock-row';
import { type PlainRow, plainRow } from '../../platform/database/plain-row';
import type { InvoiceLine } from './invoice-lines.rules';
import { requireSums } from './invoice-sums.rules';
import type { InvoiceAnswer, OnlinePaymentAnswer, RefundAnswer } from './invoice.dto';

/** A column of text or JSON has the type of the answer, which the checks of its table hold. */
type NarrowedRow<Row, Answer, Column extends keyof Row & keyof Answer> = Omit<Row, Column> & Pick<Answer, Column>;

export type InvoiceRow = NarrowedRow<
  PlainRow<Invoice, 'issuedOn' | 'dueOn'>,
  InvoiceAnswer,
  'kind' | 'payer' | 'payee'
> & {
  readonly networkName: string;
};
export type RefundRow = NarrowedRow<PlainRow<PaymentRefund, 'refundedOn'>, RefundAnswer, 'method' | 'status'>;
export type OnlinePaymentRow = NarrowedRow<PlainRow<OnlinePayment>, OnlinePaymentAnswer, 'status'>;

export const WITH_NETWORK = { subscription: { select: { network: { select: { name: true } } } } } as const;

export const MOST_LINES = 200;
export const MOST_PAYMENTS = 1_000;
const OLDEST_FIRST = { orderBy: { id: 'asc' }, take: MOST_PAYMENTS } as const;
export const FULL_INVOICE = {
  ...WITH_NETWORK,
  lines: { orderBy: { position: 'asc' }, take: MOST_LINES },
  payments: { ...OLDEST_FIRST, include: { refunds: { ...OLDEST_FIRST, where: { status: { not: 'FAILED' } } } } },
  refunds: OLDEST_FIRST,
  onlinePayments: { orderBy: { id: 'desc' }, take: MOST_PAYMENTS },
} as const satisfies Prisma.InvoiceInclude;

type InvoiceOfNetwork = Invoice & { readonly subscription: { readonly network: { readonly name: string } } };

export function invoiceOf({ subscription, ...row }: InvoiceOfNetwork): InvoiceRow {
  const read = { ...plainRow(row, 'issuedOn', 'dueOn'), networkName: subscription.network.name } as InvoiceRow;
  requireSums(read);
  return read;
}

export function lineOf(row: StoredLine): InvoiceLine {
  const { networkId: _network, invoiceId: _id, fromOn: from, toOn: to, ...line } = plainRow(row, 'fromOn', 'toOn');
  return { ...line, from, to } as InvoiceLine;
}

export const refundOf = (row: PaymentRefund): RefundRow => plainRow(row, 'refundedOn') as RefundRow;
export const onlinePaymentOf = (row: OnlinePayment): OnlinePaymentRow => plainRow(row) as OnlinePaymentRow;

/** The one matching invoice that the transaction's role may see. */
export async function findInvoice(tx: Tx, where: Prisma.InvoiceWhereInput): Promise<InvoiceRow | undefined> {
  const row = await tx.prisma.invoice.findFirst({ where, include: WITH_NETWORK });
  return row === null ? undefined : invoiceOf(row);
}

export async function lockInvoice(tx: Tx, networkId: string, id: string): Promise<InvoiceRow | undefined> {
  await lockRow(tx, 'invoices', networkId, id);
  return findInvoice(tx, { networkId, id });
}
