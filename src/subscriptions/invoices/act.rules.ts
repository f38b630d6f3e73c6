import { addDays, type LocalDate } from '../life/periods.rules';
import type { FullInvoiceAnswer } from './invoice.dto';

type Document = Pick<FullInvoiceAnswer, 'number' | 'issuedOn' | 'lines'>;

/** The act of an invoice, or the one of a credit note, which corrects it. Both have the number of their document. */
export interface InvoiceAct {
  /** The date on the act. */
  readonly on: LocalDate;
  /** The number and date of the act that this one corrects. */
  readonly corrects: { readonly number: string; readonly on: LocalDate } | null;
}

/** The day from which an invoice, and each credit note of it, has an act: the one after its last day. */
function actDayOf({ issuedOn, lines }: Omit<Document, 'number'>): LocalDate {
  return lines.reduce((last, { to }) => (to > last ? to : last), issuedOn);
}

/**
 * The act of an invoice or credit note. It is the same on each call, because only a period that has ended has an act; null while days of the invoice
 * are to come, whose service is not rendered. @param invoice the one that the document corrects, or is
 */
export function actOf(document: Document, invoice: Document, today: LocalDate): InvoiceAct | null {
  const endsOn = actDayOf(invoice);
  if (today < endsOn) return null;
  const on = addDays(endsOn, -1);
  if (document.number === invoice.number) return { on, corrects: null };
  return { on: document.issuedOn > on ? document.issuedOn : on, corrects: { number: invoice.number, on } };
}
