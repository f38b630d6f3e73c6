/** Converts between decimal money, as in the calls of earlier systems, and minor units, without floating point. */

/** Minor units of a decimal text; undefined: the text is no decimal, or has more than `digits` decimals. */
export function parseDecimal(text: string, digits: number): number | undefined {
  const found = /^(\d{1,13})(?:\.(\d+))?$/.exec(text);
  if (found === null) return undefined;
  const fraction = (found[2] ?? '').replace(/(?<!0)0+$/, '');
  if (fraction.length > digits) return undefined;
  const minor = Number(`${found[1] ?? ''}${fraction.padEnd(digits, '0')}`);
  return Number.isSafeInteger(minor) ? minor : undefined;
}

/** Minor units as a JSON number: the double nearest to the decimal text. */
export function decimalOf(minor: number, digits: number): number {
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const at = text.length - digits;
  return Number(`${minor < 0 ? '-' : ''}${text.slice(0, at)}.${text.slice(at)}0`);
}
