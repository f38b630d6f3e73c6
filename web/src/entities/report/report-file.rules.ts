/** A table as CSV (RFC 4180) with a mark of UTF-8, so that a spreadsheet reads names in any script. */
export function tableFile(head: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  const lines = [head, ...rows].map((cells) => cells.map(cellText).join(','));
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

/** A minor amount in major units with the decimals of its currency, as spreadsheets read it. */
export function amountText(minorUnits: number | null, digits: number): string | null {
  return minorUnits === null ? null : (minorUnits / 10 ** digits).toFixed(digits);
}

function cellText(cell: string | number | null): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  // A spreadsheet would run a name that begins like a formula; a number with its sign is none.
  const safe = /^[=+@\t\r]|^-(?![\d.]+$)/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
