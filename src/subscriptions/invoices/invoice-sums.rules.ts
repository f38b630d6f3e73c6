import { invariant } from '../../decision';
import { type InvoiceLine, sumOf } from './invoice-lines.rules';
import type { InvoiceAnswer } from './invoice.dto';

/** The money of an invoice or a credit note, in minor units. */
export type InvoiceSums = Pick<InvoiceAnswer, 'kind' | 'net' | 'vat' | 'total' | 'paid' | 'credited' | 'overpaid'>;

/** Throws where the sums of a document do not fit together, such as net and VAT with the total, or more is paid than was billed. */
export function requireSums({ kind, net, vat, total, paid, credited, overpaid }: InvoiceSums): void {
  for (const sum of [net, vat, total, paid, credited, overpaid])
    invariant(Number.isSafeInteger(sum) && sum >= 0, 'no sum of an invoice is below zero');
  invariant(total > 0, 'a document is about money');
  invariant(net + vat === total, 'net and VAT make the total');
  invariant(paid + credited <= total, 'no more is paid and credited than the total');
  invariant(overpaid === 0 || paid + credited === total, 'money is overpaid only where nothing is left to pay');
  invariant(kind === 'INVOICE' || paid + credited + overpaid === 0, 'nobody pays a credit note');
}

/** Throws where lines do not add up to their document, or a line has the wrong sign or VAT for its kind. */
export function requireLines(
  { kind, net, vat, total }: Pick<InvoiceSums, 'kind' | 'net' | 'vat' | 'total'>,
  lines: readonly InvoiceLine[],
): void {
  for (const line of lines) {
    invariant(line.net + line.vat === line.total, 'net and VAT make the total of a line');
    invariant((line.kind === 'CREDIT') === (kind === 'CREDIT_NOTE'), 'a credit note has lines of credit alone');
    // Unused days are given back, so both are below zero.
    const sign = line.kind === 'UNUSED' ? -1 : 1;
    invariant(sign * line.total > 0, 'only unused days take money off');
    invariant(sign * line.vat >= 0 && sign * line.vat <= sign * line.total, 'the VAT of a line lies within its total');
  }
  const sums = sumOf(lines);
  invariant(sums.net === net && sums.vat === vat && sums.total === total, 'the lines make the sums');
}

/** Throws where a new credit note does not add up to its amount, or all credit notes take back more than was billed. */
export function requireCredit(
  note: readonly InvoiceLine[],
  {
    amount,
    invoice,
    before,
  }: {
    readonly amount: number;
    readonly invoice: readonly InvoiceLine[];
    /** The lines of earlier credit notes. */
    readonly before: readonly InvoiceLine[];
  },
): void {
  const [whole, credited] = [sumOf(invoice), sumOf([...before, ...note])];
  invariant(amount > 0 && sumOf(note).total === amount, 'a credit note is over its amount');
  invariant(
    credited.total <= whole.total && credited.vat <= whole.vat,
    'credit notes take back no more than was billed',
  );
}

/** Throws where a payment is not divided into what was left to pay and what is over. */
export function requirePayment(
  { amount, applied, excess }: { readonly amount: number; readonly applied: number; readonly excess: number },
  balance: number,
): void {
  invariant(Number.isSafeInteger(amount) && amount > 0, 'a payment is money');
  invariant(applied >= 0 && excess >= 0 && applied + excess === amount, 'a payment is paid or over, and nothing else');
  invariant(applied <= balance, 'no more is paid than is left to pay');
  invariant(excess === 0 || applied === balance, 'money is over only once all is paid');
}

/** Throws where more is given back than a payment has left. @param left what was not given back of the payment, and of its excess */
export function requireRefund(
  { amount, excess }: { readonly amount: number; readonly excess: number },
  left: { readonly amount: number; readonly excess: number },
): void {
  invariant(Number.isSafeInteger(amount) && amount > 0 && amount <= left.amount, 'no more is given back than was paid');
  invariant(left.excess >= 0 && excess === Math.min(amount, left.excess), 'overpaid money goes back first');
}
