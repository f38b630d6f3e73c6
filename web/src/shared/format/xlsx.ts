import writeWorkbook from 'write-excel-file/universal';

export type SheetCell = string | number | null;

/** The most characters of a sheet's name, which also excludes some characters. */
const MAX_NAME = 31;
const NOT_IN_NAMES = /[[\]:*?/\\]/g;
/** Characters that XML 1.0 can't contain. */
const NOT_OF_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** A table as a workbook with one sheet and a bold head. Numbers stay numbers. Texts are text cells, which a spreadsheet never runs as formulas. */
export function xlsxOf(name: string, head: readonly string[], rows: readonly (readonly SheetCell[])[]): Promise<Blob> {
  const cellOf = (value: SheetCell) =>
    typeof value === 'string' ? { type: String, value: value.replace(NOT_OF_XML, '') } : value;
  const titles = head.map((value) => ({ type: String, value, fontWeight: 'bold' as const }));
  const sheet = name.replace(NOT_IN_NAMES, ' ').slice(0, MAX_NAME);
  return writeWorkbook([titles, ...rows.map((row) => row.map(cellOf))], { sheet, stickyRowsCount: 1 }).toBlob();
}
