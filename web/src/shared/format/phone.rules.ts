import { AsYouType, type CountryCode, parseIncompletePhoneNumber, validatePhoneNumberLength } from 'libphonenumber-js';

export type PhoneFault = 'SHORT' | 'LONG' | 'IMPOSSIBLE';

/** A phone while it is typed. */
interface ReadPhone {
  /** The number in its country's groups, with all typed digits. */
  readonly text: string;
  /** The number in E.164; null where nothing was typed or the number is faulty. */
  readonly number: string | null;
  /** The fault of the number; null where it has none, or nothing was typed. */
  readonly fault: PhoneFault | null;
}

/** The state of the field after an edit. */
export interface Edit {
  readonly value: string;
  readonly caret: number;
  /** The text before it. */
  readonly before: string;
  /** `InputEvent.inputType`. */
  readonly kind: string;
}

/**
 * Reads a typed or pasted phone; without `+` as a number of the country. The digits are those that the groups show: in Russia a leading 8 is no
 * digit of the number, so `8 (916) 555-12-3` lacks one.
 */
export function readPhone(typed: string, country: string): ReadPhone {
  const digits = parseIncompletePhoneNumber(typed);
  const formatter = new AsYouType(country as CountryCode);
  const text = formatter.input(digits);
  if (digits === '') return { text, number: null, fault: null };
  const number = formatter.getNumberValue();
  const fault = number === undefined ? 'SHORT' : faultOf(number);
  return { text, number: fault === null ? (number ?? null) : null, fault };
}

/** The typed number with grouped digits; the caret stays before the same digit. */
export function afterEdit({ value, caret, before, kind }: Edit, country: string): { text: string; caret: number } {
  let digits = parseIncompletePhoneNumber(value);
  let place = parseIncompletePhoneNumber(value.slice(0, caret)).length;
  // The person erased a space or bracket, which grouping would restore, so the digit beside it is erased instead.
  if (kind.startsWith('delete') && digits === parseIncompletePhoneNumber(before)) {
    if (kind.endsWith('Backward')) place -= 1;
    if (place < 0) place = 0;
    else digits = digits.slice(0, place) + digits.slice(place + 1);
  }
  const { text } = readPhone(digits, country);
  return { text, caret: place === digits.length ? text.length : endOfDigit(text, place) };
}

function faultOf(number: string): PhoneFault | null {
  const length = validatePhoneNumberLength(number);
  if (length === undefined) return null;
  if (length === 'TOO_SHORT') return 'SHORT';
  // In a country with numbers of several lengths, a wrong length between them also counts as too long.
  return length === 'TOO_LONG' || length === 'INVALID_LENGTH' ? 'LONG' : 'IMPOSSIBLE';
}

/** The index after this many digits of a text; `+` counts as a digit. */
function endOfDigit(text: string, digits: number): number {
  let left = digits;
  let index = 0;
  for (; left > 0 && index < text.length; index += 1) if (/[\d+]/.test(text.charAt(index))) left -= 1;
  return index;
}
