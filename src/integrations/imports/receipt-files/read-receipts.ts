import { csvRecords, readHeader, type CsvRecord } from '../file/csv-records';
import { decodedText } from '../file/decoded-text';
import { requiredColumns, type ReceiptMapping } from '../mapping/receipt-mapping';
import { ReceiptGrouper, type ReceiptOrReject } from '../receipts/group-receipts.rules';
import { RowReader, type RowTerms } from '../rows/receipt-row.rules';
import type { LineRanges } from '../rows/line-ranges';

/** Settings for reading a file. */
export interface ReadingTerms extends RowTerms {
  readonly mapping: ReceiptMapping;
  /** Rows that an earlier attempt recorded, by their first lines; left out: none. */
  readonly recorded?: LineRanges | null;
  /** Called with the names of the columns. */
  readonly onHeader?: (names: readonly string[]) => void;
}

/**
 * Streams a file of receipts: receipts and rejects in the file's order, one list for each piece read. Throws ImportFileError where the file is not
 * one of receipts; a faulty row becomes a reject.
 */
export async function* readReceipts(path: string, terms: ReadingTerms): AsyncGenerator<readonly ReceiptOrReject[]> {
  const { mapping } = terms;
  const grouper = new ReceiptGrouper(mapping);
  let reader: RowReader | null = null;
  for await (const records of csvRecords(decodedText(path, mapping.csv.encoding), mapping.csv.delimiter)) {
    let rows: readonly CsvRecord[] = records;
    if (reader === null && records.length > 0) {
      const header = readHeader(records[0], requiredColumns(mapping));
      terms.onHeader?.([...header.keys()]);
      reader = new RowReader(mapping, header, terms);
      rows = records.slice(1);
    }
    if (reader === null) continue;
    const grouped: ReceiptOrReject[] = [];
    for (const record of rows)
      if (terms.recorded?.has(record.line) !== true) grouped.push(...grouper.take(reader.read(record)));
    yield grouped;
  }
  if (reader === null) readHeader(undefined, []);
  yield grouper.end();
}
