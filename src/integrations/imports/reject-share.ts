import { ImportFileError } from './file/import-file.error';
import { type ReceiptRejectCode, type Reject, type RejectCode, rejectText } from './rows/reject';

/** With fewer rows only a file of which nothing is left is stopped: half of three says nothing. */
const ROWS_TO_JUDGE = 20;
/** A file is not read to its end to learn that it is read wrongly. */
const ROWS_TO_STOP_EARLY = 1_000;

/** Which part of mapping or network to look at, by the reason that is met most. */
const LOOK_AT: Record<ReceiptRejectCode, string> & Partial<Record<RejectCode, string>> = {
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
  quantity_negative: 'corrections of the mapping',
  amount_negative: 'corrections of the mapping',
  adjustment: 'corrections.adjustmentPrefix of the mapping',
  credit_note_not_negative: 'corrections.creditNotePrefix of the mapping',
  time_ahead: 'timeFormat of the mapping, the time zone of the network, or --move-to-yesterday',
  point_of_sale_unknown: 'columns.pointOfSale of the mapping, and the codes of the tills',
  too_many_lines: 'lines and columns.number of the mapping',
  receipt_incomplete: 'the reasons of the other lines',
  receipt_duplicate: 'lines and columns.number of the mapping, and receiptScope of the network',
  phone_invalid: 'columns.phone of the mapping, and the country of the network',
  card_invalid: 'columns.card of the mapping, and whether a spreadsheet rounded the numbers',
  guest_ambiguous: 'columns.guest, columns.card and columns.phone of the mapping',
  guest_erased: 'columns.guest, columns.card and columns.phone of the mapping',
  counted_in_opening: 'which balances the guests brought from the earlier system: they count these receipts',
  credit_note_of_nobody: 'columns.guest of the mapping',
  credit_note_remainder: 'corrections.creditNotePrefix of the mapping',
  already_recorded: 'which files were imported before',
  refused: 'the programme in force at the time of the receipts',
};

/** Counts rows against rejects, and says when most of them are rejected: then a person should look before it goes on. */
export class RejectShare {
  private readonly counts = new Map<RejectCode, { count: number; first: Reject }>();
  private kept = 0;
  private rejected = 0;

  keep(rows: number): void {
    this.kept += rows;
  }

  reject(reject: Reject): void {
    // An export that overlaps with the last one is no mistake.
    if (reject.code === 'already_recorded') {
      this.kept += 1;
      return;
    }
    this.rejected += 1;
    const known = this.counts.get(reject.code);
    if (known === undefined) this.counts.set(reject.code, { count: 1, first: reject });
    else known.count += 1;
  }

  /** Throws ImportFileError `mostly_rejected` when more than half is rejected, at the end or long before it. */
  refuseMost(at: 'amid' | 'end'): void {
    const rows = this.kept + this.rejected;
    const isMost = at === 'amid' ? rows >= ROWS_TO_STOP_EARLY : rows >= ROWS_TO_JUDGE;
    const isAll = at === 'end' && rows > 0 && this.kept === 0;
    if (!isAll && !(isMost && this.rejected * 2 > rows)) return;
    const [worst] = [...this.counts.entries()].sort(([, a], [, b]) => b.count - a.count);
    if (worst === undefined) return;
    const [code, { count, first }] = worst;
    throw new ImportFileError(
      'mostly_rejected',
      `${String(this.rejected)} of ${String(rows)} rows, most of them ${code} (${String(count)}), as in line ${String(first.line)} ` +
        `(${rejectText(first, 'en')} ${first.row.slice(0, 120)}). Look at ${LOOK_AT[code]}; --accept-rejects goes on all the same`,
    );
  }
}
