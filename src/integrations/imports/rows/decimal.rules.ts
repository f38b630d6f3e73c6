/** Quantities are kept in thousandths: the API's three decimals. */
const QUANTITY_DIGITS = 3;
const QUANTITY_LIMIT = 1_000_000_000;

/**
 * Reads a decimal as an integer of `digits` places without floating point: `12.5` with 2 digits is 1250.
 * Null when it is no decimal, has more digits than the currency, or passes 2^53 − 1.
 */
export function parseMoney(text: string, digits: number, mark: '.' | ','): number | null {
  const match = (mark === '.' ? DOT : COMMA).exec(text);
  if (match === null) return null;
  const [, sign = '', whole = '', fraction = ''] = match;
  if (fraction.length > digits) return null;
  const value = Number(whole + fraction.padEnd(digits, '0'));
  if (!Number.isSafeInteger(value)) return null;
  // A negative zero would be another value to `Object.is` and the same to everybody else.
  return sign === '-' && value !== 0 ? -value : value;
}

/** Reads a quantity of at most three decimals in thousandths; null when it is none. */
export function parseThousandths(text: string, mark: '.' | ','): number | null {
  const value = parseMoney(text, QUANTITY_DIGITS, mark);
  return value === null || Math.abs(value) > QUANTITY_LIMIT * 10 ** QUANTITY_DIGITS ? null : value;
}

const DOT = /^([+-]?)(\d{1,15})(?:\.(\d{1,6}))?$/;
const COMMA = /^([+-]?)(\d{1,15})(?:,(\d{1,6}))?$/;
