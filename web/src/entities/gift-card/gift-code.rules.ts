import { ungrouped } from '../../../../src/typed/marks';

const CODE = /^9\d{17}$/;
const LAST_FOUR = /^\d{4}$/;
const ENDING = 4;
const TEN = 10;

/** The 18 digits of a typed code; null where its length or check digit is wrong. */
export function codeOf(typed: string): string | null {
  const digits = ungrouped(typed);
  return CODE.test(digits) && isChecked(digits) ? digits : null;
}

/** The last four digits of a whole code, or four typed digits; null: the text is neither. */
export function endingOf(typed: string): string | null {
  const digits = ungrouped(typed);
  return LAST_FOUR.test(digits) ? digits : (codeOf(typed)?.slice(-ENDING) ?? null);
}

/** Whether the last digit is the check digit of the others by Luhn. */
function isChecked(digits: string): boolean {
  const sum = digits
    .split('')
    .reverse()
    .reduce((before, digit, place) => {
      const value = Number(digit) * (place % 2 === 0 ? 1 : 2);
      return before + (value < TEN ? value : value - TEN + 1);
    }, 0);
  return sum % TEN === 0;
}
