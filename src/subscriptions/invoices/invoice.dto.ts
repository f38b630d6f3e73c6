import { z } from 'zod';
import { calendarOf, isoDateOf } from '../../platform/clock/calendar';
import { line, objectNamed, openListOf, openObjectNamed, pageFields, pageOf, uuid } from '../../platform/http/schemas';
import { PLAN_CODES } from '../life/terms';
import { kpp, payeeSchema } from './seller.dto';

export const REFUND_METHODS = ['MANUAL', 'PROVIDER'] as const;
const REFUND_STATUSES = ['PENDING', 'DONE', 'FAILED'] as const;
const ONLINE_PAYMENT_STATUSES = ['NEW', 'PENDING', 'SUCCEEDED', 'CANCELED', 'DOUBTFUL'] as const;
const LINE_KINDS = ['PERIOD', 'UNUSED', 'UPGRADE', 'CREDIT'] as const;
const INVOICE_STATUSES = ['OPEN', 'OVERDUE', 'PAID', 'CREDITED'] as const;

/** The company that pays the invoices of a network. */
export const payerSchema = objectNamed('Payer', {
  name: line(300).describe('Full name of the company'),
  taxId: line(40)
    .nullable()
    .describe('Tax number; null: none. The payer of a network in Russia has an INN whose check digits fit'),
  kpp,
  address: line(300).nullable().describe('Legal address; null: not known'),
});
export type Payer = z.infer<typeof payerSchema>;

export const payerBodySchema = payerSchema.extend({ kpp: kpp.default(null) }).meta({ id: 'PayerBody' });

const minor = (what: string) => z.int().describe(`${what}, in minor units of \`currency\``);

const invoice = z.object({
  id: z.uuid().describe('Invoice'),
  networkId: z.uuid().describe('Network'),
  networkName: z.string().describe('Name of the network'),
  number: z.string().describe('Number of the document, without gaps in its year'),
  kind: z.enum(['INVOICE', 'CREDIT_NOTE']).describe('A credit note takes back an amount of an invoice'),
  correctsId: z.uuid().nullable().describe('Invoice that a credit note corrects; null on an invoice'),
  status: z
    .enum(INVOICE_STATUSES)
    .describe('`OVERDUE`: unpaid after `dueOn`; `CREDITED`: taken back by a credit note, and each credit note'),
  issuedOn: z.iso.date().describe('Day of issue, in the time zone of the seller'),
  dueOn: z.iso.date().describe('Day by which it is to be paid'),
  actFrom: z.iso
    .date()
    .nullable()
    .describe(
      'Day, in the time zone of the seller, from which `getInvoiceAct` answers; null: in the list of all networks, which does not read it',
    ),
  currency: z.string().describe('ISO 4217 code'),
  net: minor('Sum without VAT'),
  vat: minor('VAT'),
  total: minor('Sum with VAT'),
  paid: minor('Paid so far'),
  credited: minor('Taken back by a credit note'),
  balance: minor('Still to pay'),
  overpaid: minor('Paid over the total and not given back'),
  reason: z.string().nullable().describe('Reason of a credit note; null on an invoice'),
  payer: payerSchema.describe('Company that pays'),
  payee: payeeSchema.describe('Company that is paid'),
});
const invoiceSchema = invoice.meta({ id: 'Invoice', description: 'An invoice or a credit note.' });
export type InvoiceAnswer = z.infer<typeof invoiceSchema>;
export const invoicePageSchema = pageOf(invoiceSchema).meta({ id: 'InvoicePage' });

export const invoiceLineSchema = openObjectNamed('InvoiceLine', {
  position: z.int().describe('Number of the line, from 1'),
  kind: z
    .enum(LINE_KINDS)
    .describe(
      '`PERIOD`: a period of a plan; `UNUSED`: its unused days back; `UPGRADE`: the same days of a larger plan; `CREDIT`: a line of a credit note',
    ),
  planCode: z.enum(PLAN_CODES).describe('Plan'),
  from: z.iso.date().describe('First day'),
  to: z.iso.date().describe('Day after the last'),
  vatRatePpm: z.int().describe('Rate of VAT in parts per million'),
  net: minor('Sum without VAT; negative for days that are given back'),
  vat: minor('VAT'),
  total: minor('Sum with VAT'),
});

export const onlinePaymentSchema = z
  .object({
    id: z.uuid().describe('Online payment'),
    invoiceId: z.uuid().describe('Invoice'),
    status: z
      .enum(ONLINE_PAYMENT_STATUSES)
      .describe(
        '`NEW`: the provider has not answered yet; `PENDING`: can be paid at `url`; `DOUBTFUL`: another amount or currency came, which the owner has to look at',
      ),
    amount: minor('Amount'),
    currency: z.string().describe('ISO 4217 code'),
    url: z.string().nullable().describe('Page of the provider on which it is paid; null: it can not be paid any more'),
    reason: z.string().nullable().describe('Why it was canceled or is doubtful; null: it is neither'),
    createdAt: z.iso.datetime().describe('When it was begun'),
  })
  .meta({ id: 'OnlinePayment', description: 'A payment of an invoice on the page of a payment provider.' });
export type OnlinePaymentAnswer = z.infer<typeof onlinePaymentSchema>;

const refundSchema = openObjectNamed('PaymentRefund', 'Money of a payment that is given back.', {
  id: z.uuid().describe('Refund'),
  paymentId: z.uuid().describe('Payment of which money is given back'),
  amount: minor('Amount'),
  currency: z.string().describe('ISO 4217 code'),
  method: z.enum(REFUND_METHODS).describe('By hand, or through the payment provider'),
  status: z.enum(REFUND_STATUSES).describe('`PENDING`: the provider has not given the money back yet'),
  reason: z.string().describe('Reason, printed on the credit note'),
  reference: z.string().nullable().describe('Number of the payment order; null: not given'),
  failure: z.string().nullable().describe("The provider's code of why it failed; null: it did not"),
  refundedOn: z.iso.date().nullable().describe('Day on which the money was given back; null: it was not'),
  creditNoteId: z.uuid().nullable().describe('Credit note; null: none yet, or the money was paid over the invoice'),
});

export type RefundAnswer = z.infer<typeof refundSchema>;

export const fullInvoiceSchema = invoice
  .extend({
    lines: z.array(invoiceLineSchema).describe('Lines, in their order'),
    payments: openListOf('Payments, oldest first', {
      id: z.uuid().describe('Payment'),
      amount: minor('Amount'),
      excess: minor('Part of it that was over what was left to pay'),
      refunded: minor('Given back of it, or on the way back'),
      currency: z.string().describe('ISO 4217 code'),
      paidOn: z.iso.date().describe('Day of the payment'),
      method: z
        .enum(['MANUAL', 'BANK', 'ONLINE'])
        .describe('Recorded by a person, from a bank statement, or on the page of the payment provider'),
      reference: z.string().nullable().describe('Number of the payment order; null: not given'),
    }),
    refunds: z.array(refundSchema).describe('Money given back, oldest first'),
    onlinePayments: z.array(onlinePaymentSchema).describe('Payments by the provider, newest first'),
  })
  .meta({ id: 'InvoiceWithLines', description: 'An invoice or a credit note with its lines and payments.' });
export type FullInvoiceAnswer = z.infer<typeof fullInvoiceSchema>;

/** A number as it is printed, or its part after the year, also without zeros. */
const DOCUMENT_NUMBER = /^(?:(20\d\d)-)?(\d{1,9})(?:\/([a-z][a-z\d-]{0,29}))?$/;

export const invoiceListQuery = z.strictObject({
  ...pageFields,
  status: z.enum(INVOICE_STATUSES).optional().describe('Only those with this status'),
  networkId: uuid.optional().describe('Only those of this network'),
  number: z
    .string()
    .max(45)
    .regex(DOCUMENT_NUMBER)
    .optional()
    .describe('Only documents with this number: `2030-000012`, or `12` for that of every year'),
});
export type InvoiceListQuery = z.infer<typeof invoiceListQuery>;

export const pdfQuery = z.strictObject({
  language: z.enum(['ru', 'en']).optional().describe('Language of the document; left out: that of the request'),
});

/** The invoice number of a query. `year` null: any year; `cell` null: any cell. */
export interface DocumentNumber {
  readonly year: number | null;
  readonly number: number;
  readonly cell: string | null;
}

export function documentNumberOf(asked: string): DocumentNumber {
  const [, year, number, cell] = DOCUMENT_NUMBER.exec(asked) ?? [];
  return { year: year === undefined ? null : Number(year), number: Number(number), cell: cell ?? null };
}

/** The local day of a moment. */
export function localDateOf(timeZone: string, nowMs: number): string {
  return isoDateOf(calendarOf(timeZone, '00:00').localDay(nowMs));
}
