/** Quantities are stored in thousandths: the API's three decimals. */
const QUANTITY_DIGITS = 3;
const QUANTITY_LIMIT = 1_000_000_000;

/**
 * Reads a decimal as an integer with `digits` decimals, without floating point: `12.5` with 2 digits is 1250. Null where it is no decimal, has more
 * decimals than the currency, or exceeds 2^53 − 1.
 */
export function parseMoney(text: string, digits: number, mark: '.' | ','): number | null {
  const match = (mark === '.' ? DOT : COMMA).exec(text);
  if (match === null) return null;
  const [, sign = '', whole = '', fraction = ''] = match;
  if (fraction.length > digits) return null;
  const value = Number(whole + fraction.padEnd(digits, '0'));
  if (!Number.isSafeInteger(value)) return null;
  // Avoids negative zero, which `Object.is` distinguishes from zero.
  return sign === '-' && value !== 0 ? -value : value;
}

/** Reads a quantity of at most three decimals in thousandths; null where it is not one. */
export function parseThousandths(text: string, mark: '.' | ','): number | null {
  const value = parseMoney(text, QUANTITY_DIGITS, mark);
  return value === null || Math.abs(value) > QUANTITY_LIMIT * 10 ** QUANTITY_DIGITS ? null : value;
}

const DOT = /^([+-]?)(\d{1,15})(?:\.(\d{1,6}))?$/;
const COMMA = /^([+-]?)(\d{1,15})(?:,(\d{1,6}))?$/;
