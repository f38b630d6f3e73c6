import { imports } from '../../../generated/words/imports';
import { FORMATTERS } from '../../../platform/language/formatters';
import type { WholeLanguage } from '../../../platform/language/language';

/** Why a row, a receipt or a part of a credit note did not become what it stands for; stable, listed in docs/import.md. */
export type RejectCode = ReceiptRejectCode | GuestRejectCode;

export type ReceiptRejectCode =
  // The row cannot be read
  | 'line_too_long'
  | 'quote_broken'
  | 'encoding_invalid'
  | 'columns_missing'
  | 'columns_too_many'
  | 'number_missing'
  | 'number_too_long'
  | 'time_missing'
  | 'time_invalid'
  | 'amount_invalid'
  | 'amount_out_of_range'
  | 'quantity_invalid'
  | 'text_too_long'
  // The row can be read, but is no sale
  | 'quantity_negative'
  | 'amount_negative'
  | 'adjustment'
  | 'credit_note_not_negative'
  | 'time_ahead'
  | 'point_of_sale_unknown'
  | 'too_many_lines'
  | 'receipt_incomplete'
  | 'receipt_duplicate'
  // Its guest
  | 'phone_invalid'
  | 'card_invalid'
  | 'guest_ambiguous'
  | 'guest_erased'
  | 'counted_in_opening'
  // Remainders of credit notes
  | 'credit_note_of_nobody'
  | 'credit_note_remainder'
  // The till refused it; `detail` is its own code
  | 'already_recorded'
  | 'refused';

/** Further reasons of a row of a file of guests. */
export type GuestRejectCode =
  | 'guest_unnamed'
  | 'email_invalid'
  | 'date_invalid'
  | 'points_invalid'
  | 'points_ended'
  | 'visits_invalid'
  | 'consent_invalid'
  | 'tier_unknown'
  | 'stamps_unknown'
  | 'guest_repeated'
  | 'guest_opened'
  | 'guest_has_history';

/** One line of the rejects file. */
export interface Reject {
  /** Line of the file at which the row begins, counted from 1 with the header. */
  readonly line: number;
  readonly code: RejectCode;
  /** Argument of the message: a column, an amount in minor units, or the till's code. */
  readonly detail?: string;
  /** The row as it stood, cut to a bounded length. */
  readonly row: string;
}

export const REJECT_ROW_LIMIT = 2_000;

/** Keeps a hostile row from filling the rejects file. */
export function cutRow(row: string): string {
  return row.length <= REJECT_ROW_LIMIT ? row : `${row.slice(0, REJECT_ROW_LIMIT)}…`;
}

/** The reason of a reject as one sentence. */
export function rejectText({ code, detail }: Pick<Reject, 'code' | 'detail'>, language: WholeLanguage): string {
  // A text asks for a detail only where its code has one.
  return imports[language][code](FORMATTERS, { detail: detail as string });
}
