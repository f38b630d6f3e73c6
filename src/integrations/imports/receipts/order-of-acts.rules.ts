import type { FileReceipt } from './receipt';

/**
 * The order of acts in a history: by time, then sales before credit notes, then number, so that a refund within the minute of its sale comes after
 * the sale. It is total: only a receipt of the same line is equal.
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
 * Compares receipt numbers: those of digits by value and before all others, the others by characters, independent of the machine's language. To compare
 * digits by value among other characters would give no consistent order: 1, 02, 0A.
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
