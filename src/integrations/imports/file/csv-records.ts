import { parse } from 'csv-parse/sync';
import { plainCell } from '../../../platform/http/csv';
import { ImportFileError } from './import-file.error';

/** A record of a CSV file: its cells, or the reason why it could not be read. */
export interface CsvRecord {
  /** The line on which it begins, counted from 1. */
  readonly line: number;
  readonly text: string;
  readonly cells: readonly string[];
  readonly fault: 'line_too_long' | 'quote_broken' | 'encoding_invalid' | null;
}

/** The longest line, in UTF-16 units. A longer one can't be a row of receipts, and is not kept in memory. */
const LINE_LIMIT = 65_536;
/** The most lines of one record. A quoted cell may contain line ends, but an unclosed quote must not swallow the file. */
const RECORD_LINES_LIMIT = 20;

/**
 * Splits text into records, with any line ends (\n, \r\n, \r, also mixed). A record has an even number of quotes, so a line with an odd number is
 * joined with the following lines. If they form no record, only the first line is faulty, and reading goes on with the next one. csv-parse loses
 * its place after a stray quote, so it gets one record at a time, and only records with quotes.
 */
export async function* csvRecords(pieces: AsyncIterable<string>, delimiter: string): AsyncGenerator<CsvRecord[]> {
  const waiting: PhysicalLine[] = [];
  for await (const lines of physicalLines(pieces)) {
    waiting.push(...lines);
    yield takeRecords(waiting, delimiter, false);
  }
  yield takeRecords(waiting, delimiter, true);
}

interface PhysicalLine {
  readonly number: number;
  readonly text: string;
  readonly tooLong: boolean;
}

function takeRecords(lines: PhysicalLine[], delimiter: string, atEnd: boolean): CsvRecord[] {
  const records: CsvRecord[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at];
    if (line === undefined) break;
    if (line.tooLong || !line.text.includes('"')) {
      if (line.tooLong || !isBlank(line.text, delimiter)) records.push(unquotedRecord(line, delimiter));
      at += 1;
      continue;
    }
    const joined = joinQuoted(lines, at, delimiter);
    if (joined === 'MORE' && !atEnd) break;
    if (joined === 'MORE' || joined === 'BROKEN') {
      records.push({ line: line.number, text: line.text, cells: [], fault: 'quote_broken' });
      at += 1;
    } else {
      if (joined.record.cells.some((cell) => cell.trim() !== '')) records.push(joined.record);
      at += joined.lines;
    }
  }
  lines.splice(0, at);
  return records;
}

/** A row of empty cells, as spreadsheets leave below the data. */
function isBlank(text: string, delimiter: string): boolean {
  return text.replaceAll(delimiter, '').trim() === '';
}

function unquotedRecord(line: PhysicalLine, delimiter: string): CsvRecord {
  const fault = line.tooLong ? 'line_too_long' : line.text.includes('\ufffd') ? 'encoding_invalid' : null;
  const cells = fault === null ? line.text.split(delimiter).map(plainCell) : [];
  return { line: line.number, text: line.text, cells, fault };
}

function joinQuoted(
  lines: readonly PhysicalLine[],
  at: number,
  delimiter: string,
): { record: CsvRecord; lines: number } | 'MORE' | 'BROKEN' {
  let text = '';
  for (let count = 1; count <= RECORD_LINES_LIMIT; count += 1) {
    const line = lines[at + count - 1];
    if (line === undefined) return 'MORE';
    if (line.tooLong) return 'BROKEN';
    text = count === 1 ? line.text : `${text}\n${line.text}`;
    if (text.length > LINE_LIMIT) return 'BROKEN';
    if (!hasEvenQuotes(text)) continue;
    const cells = quotedCells(text, delimiter);
    if (cells === null) return 'BROKEN';
    const fault = text.includes('\ufffd') ? 'encoding_invalid' : null;
    return { record: { line: lines[at]?.number ?? 0, text, cells, fault }, lines: count };
  }
  return 'BROKEN';
}

function hasEvenQuotes(text: string): boolean {
  let count = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) count += 1;
  return count % 2 === 0;
}

function quotedCells(text: string, delimiter: string): readonly string[] | null {
  try {
    // The record delimiter is a character that no text contains, so line ends inside quotes stay.
    const rows: string[][] = parse(text, { delimiter, record_delimiter: '\0', relax_column_count: true });
    return rows.length === 1 ? (rows[0]?.map(plainCell) ?? null) : null;
  } catch {
    // The position of the wrong quote is not reported, because the reader of the rejects sees the whole row.
    return null;
  }
}

/** Lines with their numbers, one list for each piece. A `\r` at the end of a piece may belong to a `\n` in the next. */
async function* physicalLines(pieces: AsyncIterable<string>): AsyncGenerator<PhysicalLine[]> {
  let number = 0;
  let open = '';
  let overflow = false;
  for await (const piece of pieces) {
    const parts = (open + piece).split(/\r\n|\n|\r(?!$)/);
    open = parts.pop() ?? '';
    const lines: PhysicalLine[] = [];
    for (const part of parts) {
      number += 1;
      const tooLong = overflow || part.length > LINE_LIMIT;
      lines.push({ number, text: tooLong ? part.slice(0, LINE_LIMIT) : part, tooLong });
      overflow = false;
    }
    if (open.length > LINE_LIMIT) {
      overflow = true;
      // The start of a too long line is not kept for the rejects; its line number suffices.
      open = open.endsWith('\r') ? '\r' : '';
    }
    yield lines;
  }
  if (open !== '' || overflow) {
    number += 1;
    yield [{ number, text: open.replace(/\r$/, ''), tooLong: overflow }];
  }
}

/** The header's columns; throws ImportFileError where the file does not fit the mapping. */
export function readHeader(record: CsvRecord | undefined, required: readonly string[]): ReadonlyMap<string, number> {
  if (record === undefined) throw new ImportFileError('file_empty');
  if (record.fault === 'encoding_invalid')
    throw new ImportFileError('encoding_wrong', 'the header has bytes that do not fit');
  if (record.fault !== null) throw new ImportFileError('header_wrong', record.fault);
  const names = record.cells.map((cell) => cell.trim());
  const positions = new Map<string, number>();
  for (const [position, name] of names.entries()) {
    if (positions.has(name) && required.includes(name)) throw new ImportFileError('header_repeated', name);
    positions.set(name, position);
  }
  const missing = required.filter((name) => !positions.has(name));
  if (missing.length === required.length) {
    throw new ImportFileError(
      'header_wrong',
      `expected ${required.join(', ')}; found ${names.join(', ').slice(0, 300)}`,
    );
  }
  if (missing.length > 0) throw new ImportFileError('column_missing', missing.join(', '));
  return positions;
}
