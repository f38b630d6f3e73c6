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

/**
 * Minor units of a JSON number by its decimal text, which may be negative. Further decimals are rounded half away from zero. Undefined: too large.
 */
export function roundedMinorUnits(value: number, digits: number): number | undefined {
  const [whole = '', fraction = ''] = String(Math.abs(value)).split('.');
  // JavaScript writes numbers below a millionth with an exponent.
  if (fraction.includes('e-') || whole.includes('e-')) return 0;
  if (!/^\d+$/.test(whole)) return undefined;
  const kept = Number(`${whole}${fraction.slice(0, digits).padEnd(digits, '0')}`);
  const minor = kept + (Number(fraction[digits] ?? '0') >= 5 ? 1 : 0);
  if (!Number.isSafeInteger(minor)) return undefined;
  return value < 0 && minor > 0 ? -minor : minor;
}

/** Minor units as a JSON number: the double nearest to the decimal text. */
export function decimalOf(minor: number, digits: number): number {
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const at = text.length - digits;
  return Number(`${minor < 0 ? '-' : ''}${text.slice(0, at)}.${text.slice(at)}0`);
}
