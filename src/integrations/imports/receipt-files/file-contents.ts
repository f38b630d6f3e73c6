import { minutesOf } from '../../../platform/clock/calendar';
import type { NetworkProfile } from '../../../configuration';
import type { GivingWay } from '../../../transactions';
import { readReceipts, type ReadingTerms } from './read-receipts';
import type { FileReceipt } from '../receipts/receipt';
import { ReceiptRuns } from '../receipts/receipt-runs';
import { RepeatedReceipts } from '../receipts/repeated-receipts';
import { dayOf } from '../rows/local-time.rules';
import type { Progress } from '../rows/progress';
import type { PlannedPlace } from '../record/import-plan';
import { cutRow, type Reject } from '../rows/reject';
import type { RejectShare } from './reject-share';
import type { RejectsSink } from '../rows/rejects-file';
import { type UnreadColumn, unreadColumns } from '../mapping/unread-columns.rules';

/** Changes a receipt of a file for a demonstration, but not its number, time and till. */
export type ReceiptChange = (receipt: FileReceipt) => FileReceipt;

export interface ContentsTerms extends ReadingTerms {
  readonly profile: NetworkProfile;
  readonly places: readonly PlannedPlace[];
  readonly rejects: RejectsSink;
  /** Stops the reading when most rows are rejected; null: reads on in any case. */
  readonly share: RejectShare | null;
  readonly progress: Progress;
  readonly way: GivingWay;
  readonly retell: ReceiptChange | null;
  /** Rows later than this time (milliseconds since 1970) are rejected as future; null when times are moved. */
  readonly until: number | null;
  /** When aborted, the reading stops and throws. */
  readonly signal?: AbortSignal | undefined;
}

/** The contents of a file after one reading: its receipts in order, and figures of the whole file. */
export interface FileContents {
  readonly receipts: ReceiptRuns;
  readonly sales: number;
  readonly creditNotes: number;
  /** The last local day with a receipt, in days since 1970-01-01; null: there is none. */
  readonly lastDay: number | null;
  /** Columns that the mapping does not read. */
  readonly unread: readonly UnreadColumn[];
}

/** Reads a whole file into receipts, ordered by time. Throws ImportFileError; the caller must close `receipts`. */
export async function readContents(path: string, terms: ContentsTerms): Promise<FileContents> {
  const contents = new ContentsReader(terms);
  try {
    const onHeader = (names: readonly string[]): void => {
      contents.unread = unreadColumns(names, terms.mapping.columns);
    };
    for await (const results of readReceipts(path, { ...terms, onHeader })) {
      terms.signal?.throwIfAborted();
      await terms.way.before();
      for (const result of results) {
        const reject = 'reject' in result ? result.reject : contents.take(result.receipt);
        if (reject === null) continue;
        terms.share?.reject(reject);
        await terms.rejects.add(reject);
      }
      terms.share?.refuseMost('amid');
      await contents.receipts.spillWhenFull();
      terms.progress.reading(contents.sales + contents.creditNotes);
    }
    terms.share?.refuseMost('end');
    return contents;
  } catch (error) {
    await contents.receipts.close();
    throw error;
  }
}

class ContentsReader implements FileContents {
  readonly receipts = new ReceiptRuns();
  sales = 0;
  creditNotes = 0;
  lastDay: number | null = null;
  unread: readonly UnreadColumn[] = [];
  private readonly repeated: RepeatedReceipts;
  private readonly codes: ReadonlySet<string>;

  constructor(private readonly terms: ContentsTerms) {
    const { receiptScope, dayStart } = terms.profile.settings;
    this.repeated = new RepeatedReceipts(receiptScope, minutesOf(dayStart));
    this.codes = new Set(terms.places.map(({ code }) => code));
  }

  /** Adds a receipt, or returns why it is rejected. */
  take(receipt: FileReceipt): Reject | null {
    const { line, text, pointOfSale } = receipt;
    if (this.terms.until !== null && receipt.instant > this.terms.until)
      return { line, code: 'time_ahead', row: cutRow(text) };
    if (pointOfSale !== null && !this.codes.has(pointOfSale))
      return { line, code: 'point_of_sale_unknown', detail: pointOfSale, row: cutRow(text) };
    if (this.repeated.isRepeated(receipt)) return { line, code: 'receipt_duplicate', row: cutRow(text) };
    if (receipt.kind === 'SALE') this.sales += 1;
    else this.creditNotes += 1;
    this.lastDay = Math.max(this.lastDay ?? -Infinity, dayOf(receipt.clock));
    this.terms.share?.keep(receipt.lastLine - receipt.line + 1);
    this.receipts.add(this.terms.retell?.(receipt) ?? receipt);
    return null;
  }
}
