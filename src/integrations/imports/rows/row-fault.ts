import type { CsvRecord } from '../file/csv-records';
import { cutRow, type Reject, type RejectCode } from './reject';

/** Why a row cannot be read; its reader turns it into a reject. */
export class RowFault extends Error {
  constructor(
    readonly code: RejectCode,
    readonly detail?: string,
  ) {
    super(code);
  }
}

/** The reject of a row that its reader could not read. Throws any other error. */
export function rejectOfFault(record: CsvRecord, error: unknown): Reject {
  if (!(error instanceof RowFault)) throw error;
  const base = { line: record.line, code: error.code, row: cutRow(record.text) };
  return error.detail === undefined ? base : { ...base, detail: error.detail };
}

/** Refuses a record that is faulty or has other cells than the header. */
export function requireWidth(record: CsvRecord, width: number): void {
  if (record.fault !== null) throw new RowFault(record.fault);
  if (record.cells.length < width) throw new RowFault('columns_missing', String(record.cells.length));
  if (record.cells.length > width) throw new RowFault('columns_too_many', String(record.cells.length));
}
