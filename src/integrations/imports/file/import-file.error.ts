import { isNativeError } from 'node:util/types';

const WORDS = {
  file_not_found: 'The file cannot be opened',
  file_empty: 'The file has no header line',
  not_gzip: 'The name ends in .gz, but the content is not compressed with gzip',
  gzip_damaged: 'The compressed file is damaged or cut off',
  not_csv: 'The file is no CSV text',
  encoding_wrong: 'The text is not in the encoding that the mapping names',
  header_wrong: 'The first line is not the header that the mapping expects',
  header_repeated: 'The header names a column twice',
  column_missing: 'The header lacks a column that the mapping uses',
  mapping_not_found: 'There is no mapping of this name, neither saved by the network nor shipped, and no such file',
  mapping_unreadable: 'The mapping is there and cannot be read',
  mapping_invalid: 'This is no mapping as docs/import.md describes one',
  rejects_unwritable: 'The file of rejects cannot be written',
  rejects_over_input: 'The rejects would be written over the receipts or their mapping',
  no_point_of_sale: 'The network has no open point of sale to which receipts could belong',
  no_program: 'The network has no published programme',
  consent_basis_missing:
    'The law of the country asks for a consent of each guest, so say by --consent-basis where the guests of this file agreed',
  guests_in_shadow: 'A shadow run knows guests by a digest alone, so they come there with their receipts',
  balances_in_network: 'Balances of an earlier system are compared in a shadow run, so name the code of the shadow',
  shadow_ended: 'The network has no shadow run any more',
  day_missing: 'No column says the day of the balances, so name the day that all of them are of',
  day_twice: 'A column says the day of each balance, so no day may be named for all of them',
  mostly_rejected: 'Most rows are rejected',
  recorded_rows_unknown:
    'An earlier version imported this file and did not keep which rows it recorded, so the others cannot be run again',
  dates_ambiguous:
    'The dates of the file do not say which number is the month, so name a mapping with dateFormat DAY_FIRST or MONTH_FIRST',
  too_many_rows: 'The file has more rows than one import takes; divide it',
  import_unknown: 'The network has no import of guests with this id that could be undone',
  guests_acted: 'Guests of this import have bought or spent since, so it can no longer be undone',
  already_imported: 'This file was imported already',
  spreadsheet_damaged: 'The spreadsheet is damaged, cut off or too large',
  formula_without_value: 'A formula of the spreadsheet has no stored value; open the file, save it and try again',
  undo_over: 'The days in which the network lets an import be undone are over',
  import_running: 'Another process is importing this file into this network',
};

/** Faults of a file as a whole; stable codes, listed in docs/import.md. */
export type ImportFileFault = keyof typeof WORDS;

/** A fault that ends an import before it begins: one sentence for people, one code for programs. */
export class ImportFileError extends Error {
  constructor(
    readonly code: ImportFileFault,
    readonly detail?: string,
  ) {
    super(detail === undefined ? `${WORDS[code]}.` : `${WORDS[code]}: ${detail}.`);
  }
}

/** The operating system's code for a file that can't be read or written, such as EACCES. */
export function codeOf(error: unknown): string {
  // Node's own errors may come from another realm.
  return isNativeError(error) && 'code' in error ? String(error.code) : 'unreadable';
}
