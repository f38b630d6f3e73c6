import { imports } from '../../../generated/words/imports';
import type { NetworkProfile } from '../../../configuration';
import { formattersFor } from '../../../platform/language/formatters';

/** The reasons of rows of receipts, each with the part of mapping or network to look at when it is the one that is met most. */
export const LOOK_AT = {
  // The row cannot be read
  line_too_long: 'whether this is the file that was meant',
  quote_broken: 'csv.delimiter of the mapping',
  encoding_invalid: 'csv.encoding of the mapping',
  columns_missing: 'csv.delimiter of the mapping',
  columns_too_many: 'csv.delimiter of the mapping',
  number_missing: 'columns.number of the mapping',
  number_too_long: 'columns.number of the mapping',
  time_missing: 'columns.occurredAt of the mapping',
  time_invalid: 'columns.occurredAt and timeFormat of the mapping',
  amount_invalid: 'columns.total, money.unit and money.decimalMark of the mapping',
  amount_out_of_range: 'columns.total and money.unit of the mapping',
  quantity_invalid: 'columns.quantity and money.decimalMark of the mapping',
  text_too_long: 'the columns of the mapping',
  points_invalid: 'columns.oldEarned, columns.oldSpent and columns.oldBalance of the mapping',
  // The row can be read, but is no sale
  quantity_negative: 'corrections of the mapping',
  amount_negative: 'corrections of the mapping',
  adjustment: 'corrections.adjustmentPrefix of the mapping',
  credit_note_not_negative: 'corrections.creditNotePrefix of the mapping',
  time_ahead: 'timeFormat of the mapping, the time zone of the network, or --move-to-yesterday',
  point_of_sale_unknown: 'columns.pointOfSale of the mapping, and the codes of the tills',
  too_many_lines: 'lines and columns.number of the mapping',
  receipt_incomplete: 'the reasons of the other lines',
  receipt_duplicate: 'lines and columns.number of the mapping, and receiptScope of the network',
  // Its guest
  phone_invalid: 'columns.phone of the mapping, and the country of the network',
  card_invalid: 'columns.card of the mapping, and whether a spreadsheet rounded the numbers',
  guest_ambiguous: 'columns.guest, columns.card and columns.phone of the mapping',
  guest_erased: 'columns.guest, columns.card and columns.phone of the mapping',
  counted_in_opening: 'which balances the guests brought from the earlier system: they count these receipts',
  // Remainders of credit notes
  credit_note_of_nobody: 'columns.guest of the mapping',
  credit_note_remainder: 'corrections.creditNotePrefix of the mapping',
  // The till refused it; `detail` is its own code
  already_recorded: 'which files were imported before',
  refused: 'the programme in force at the time of the receipts',
};

/** Why a row, a receipt or a part of a credit note was refused; stable codes, listed in docs/import.md. */
export type RejectCode = ReceiptRejectCode | GuestRejectCode;

export type ReceiptRejectCode = keyof typeof LOOK_AT;

/** Further reasons of a row of a file of guests. */
type GuestRejectCode =
  | 'guest_unnamed'
  | 'email_invalid'
  | 'date_invalid'
  | 'points_ended'
  | 'points_fraction'
  | 'visits_invalid'
  | 'consent_invalid'
  | 'consent_missing'
  | 'tier_end_missing'
  | 'tier_unknown'
  | 'stamps_unknown'
  | 'guest_repeated'
  | 'guest_opened'
  | 'guest_has_history';

/** One line of the file of rejects. */
export interface Reject {
  /** The file's line on which the row begins, counted from 1 with the header. */
  readonly line: number;
  readonly code: RejectCode;
  /** The argument of the message: a column, an amount in minor units, or the till's code. */
  readonly detail?: string;
  /** The row as it was, cut to a limited length. */
  readonly row: string;
}

const REJECT_ROW_LIMIT = 2_000;

/** Limits the length of a row in the file of rejects. */
export function cutRow(row: string): string {
  return row.length <= REJECT_ROW_LIMIT ? row : `${row.slice(0, REJECT_ROW_LIMIT)}…`;
}

/** The language and the money of the network whose rows were refused. */
export type RejectReader = Pick<NetworkProfile, 'locale' | 'currency' | 'currencyDigits'>;

/** The reason of a reject as one sentence. */
export function rejectText({ code, detail }: Pick<Reject, 'code' | 'detail'>, reader: RejectReader): string {
  const formatters = formattersFor(reader.currency, reader.currencyDigits);
  // A message has a detail only where its code has one, and shows an amount only where the detail is one.
  return imports[reader.locale][code](formatters, { detail: detail as string, amount: Number(detail) });
}
