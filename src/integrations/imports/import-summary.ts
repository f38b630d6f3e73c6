import type { RejectCode } from './reject';

/** What an import came to; of a dry run, what it would come to. */
export interface ImportSummary {
  /** `ALREADY_IMPORTED`: the file was imported before, and nothing was done. */
  readonly status: 'DONE' | 'ALREADY_IMPORTED' | 'DRY_RUN';
  /** Receipts that were recorded as sales, and parts of credit notes that were taken from sales. */
  readonly sales: number;
  readonly repayments: number;
  readonly accepted: number;
  readonly rejected: number;
  /** Rejects by their reason; empty when the file was imported before. */
  readonly rejects: Readonly<Partial<Record<RejectCode, number>>>;
  readonly seconds: number;
}
