import pg from 'pg';

const INT8 = 20;
const INT8_ARRAY = 1016;
const DATE = 1082;
const ZERO = 48;
const NINE = 57;
/** A number with this many digits is certainly less than 2^53. */
const CERTAIN_DIGITS = 15;

let installed = false;

/**
 * int8 becomes a number, checked against 2^53 (ledger.md, rule 31); a date stays the string `YYYY-MM-DD`, because a
 * `Date` would move it through the process's own time zone.
 */
export function installTypeParsers(): void {
  if (installed) return;
  installed = true;
  pg.types.setTypeParser(INT8, parseSafeInteger);
  pg.types.setTypeParser(INT8_ARRAY as typeof INT8, (text: string) => parseSafeIntegers(text));
  pg.types.setTypeParser(DATE, (text: string) => text);
}

/** Reads an int8; throws beyond ±(2^53 − 1), where a number would silently lose digits. */
export function parseSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 beyond 2^53: ${text}`);
  return value;
}

/** Reads a one-dimensional `bigint[]` without nulls from its text form `{1,2,3}`. The list of days of a regular guest has a thousand numbers. */
function parseSafeIntegers(text: string): number[] {
  const values: number[] = [];
  let value = 0;
  let digits = 0;
  for (let at = 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= ZERO && code <= NINE) {
      value = value * 10 + code - ZERO;
      digits += 1;
    } else if (digits > 0 && digits <= CERTAIN_DIGITS) {
      values.push(value);
      value = digits = 0;
    } else {
      return text.length <= 2 ? [] : text.slice(1, -1).split(',').map(parseSafeInteger);
    }
  }
  return values;
}
