import { Readable } from 'node:stream';
import type { ApiReply } from './api-request';

/**
 * Matches cells that a spreadsheet would run as formulas, also after leading apostrophes. `csvLine` puts one apostrophe before such a cell, and
 * `plainCell` removes just that one.
 */
const LOOKS_LIKE_FORMULA = /^'*[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]/;

/** A CSV file as the answer of a route in the document. */
export const csvFile = { content: { 'text/csv': { schema: { type: 'string' } } } };

/** Sends a CSV file, which no cache keeps; lines are sent as they come. */
export function sendCsv(reply: ApiReply, name: string, text: string | AsyncIterable<string>): void {
  void reply
    .type('text/csv; charset=utf-8')
    .header('Content-Disposition', `attachment; filename="${name}"`)
    .header('Cache-Control', 'no-store')
    .send(typeof text === 'string' ? text : Readable.from(text));
}

/** A line of a CSV file (RFC 4180); null is an empty cell. A text that looks like a formula gets an apostrophe before it. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`;
}

/** A cell without the apostrophe that `csvLine` put before it: `'+7900…` is a phone. */
export function plainCell(cell: string): string {
  return cell.startsWith("'") && LOOKS_LIKE_FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell;
}

function cellOf(cell: string | number | null): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = LOOKS_LIKE_FORMULA.test(cell) ? `'${cell}` : cell;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
