import { ImportFileError } from '../file/import-file.error';
import { LOOK_AT, type Reject, type RejectCode, type RejectReader, rejectText } from '../rows/reject';

/** With fewer rows, only a file whose rows are all rejected is stopped: two of three prove nothing. */
const ROWS_TO_JUDGE = 20;
/** After this many rows a file with mostly rejects is stopped, instead of being read to the end. */
const ROWS_TO_STOP_EARLY = 1_000;

/** Counts rows against rejects, and says when most of them are rejected: then a person should look before it goes on. */
export class RejectShare {
  private readonly counts = new Map<RejectCode, { count: number; first: Reject }>();
  private kept = 0;
  private rejected = 0;

  constructor(private readonly network: Omit<RejectReader, 'locale'>) {}

  keep(rows: number): void {
    this.kept += rows;
  }

  reject(reject: Reject): void {
    // An export that overlaps with the previous one is normal.
    if (reject.code === 'already_recorded') {
      this.kept += 1;
      return;
    }
    this.rejected += 1;
    const known = this.counts.get(reject.code);
    if (known === undefined) this.counts.set(reject.code, { count: 1, first: reject });
    else known.count += 1;
  }

  /** Throws ImportFileError `mostly_rejected` when more than half of the rows are rejected, at the end or early. */
  refuseMost(at: 'amid' | 'end'): void {
    const rows = this.kept + this.rejected;
    const isMost = at === 'amid' ? rows >= ROWS_TO_STOP_EARLY : rows >= ROWS_TO_JUDGE;
    const isAll = at === 'end' && rows > 0 && this.kept === 0;
    if (!isAll && !(isMost && this.rejected * 2 > rows)) return;
    const [worst] = [...this.counts.entries()].sort(([, a], [, b]) => b.count - a.count);
    if (worst === undefined) return;
    const [code, { count, first }] = worst;
    const parts: Partial<Record<RejectCode, string>> = LOOK_AT;
    throw new ImportFileError(
      'mostly_rejected',
      `${String(this.rejected)} of ${String(rows)} rows, most of them ${code} (${String(count)}), as in line ${String(first.line)} ` +
        `(${rejectText(first, { ...this.network, locale: 'en' })} ${first.row.slice(0, 120)}). Look at ${parts[code]}; --accept-rejects goes on all the same`,
    );
  }
}
