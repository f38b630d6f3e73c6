import type { FileReceipt } from './receipt';

/**
 * The order in which a history is told: by time, then sales before credit notes, then number, so that what was paid
 * back in the minute of its sale still finds the sale. Total: equal only for the same line of the file.
 */
export function compareActs(a: FileReceipt, b: FileReceipt): number {
  return (
    a.clock - b.clock ||
    Number(a.kind === 'CREDIT_NOTE') - Number(b.kind === 'CREDIT_NOTE') ||
    compareNumbers(a.number, b.number) ||
    a.line - b.line
  );
}

/**
 * Numbers of digits by their value, before anything else by its characters; independent of the machine's language.
 * Digits stand apart because one comparison by value and another by characters would not be one order: 1, 02, 0A.
 */
export function compareNumbers(a: string, b: string): number {
  if (a === b) return 0;
  const ofDigits = DIGITS.test(a);
  if (ofDigits !== DIGITS.test(b)) return ofDigits ? -1 : 1;
  if (ofDigits) {
    const left = a.replace(LEADING_ZEROS, '');
    const right = b.replace(LEADING_ZEROS, '');
    if (left.length !== right.length) return left.length - right.length;
    if (left !== right) return left < right ? -1 : 1;
  }
  return a < b ? -1 : 1;
}

const DIGITS = /^\d+$/;
const LEADING_ZEROS = /^0+(?=\d)/;
