import { AsYouType, type CountryCode, parseIncompletePhoneNumber, validatePhoneNumberLength } from 'libphonenumber-js';

export type PhoneFault = 'SHORT' | 'LONG' | 'IMPOSSIBLE';

/** A phone as typed so far. */
interface ReadPhone {
  /** In the groups of its country, with every digit that was typed. */
  readonly text: string;
  /** The number in E.164; null where nothing was typed or the number has a fault. */
  readonly number: string | null;
  /** The mistake in the number; null where it has none, or nothing was typed. */
  readonly fault: PhoneFault | null;
}

/** The field after an edit. */
export interface Edit {
  readonly value: string;
  readonly caret: number;
  /** The text before it. */
  readonly before: string;
  /** `InputEvent.inputType`. */
  readonly kind: string;
}

/**
 * Reads a phone as people type or paste it; without `+` as a number of the country. The number is the one that the groups
 * show: a leading 8 in Russia is no digit of it, so `8 (916) 555-12-3` lacks one.
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

/** The typed number with its digits in groups; the caret stays before the digit that it stood before. */
export function afterEdit({ value, caret, before, kind }: Edit, country: string): { text: string; caret: number } {
  let digits = parseIncompletePhoneNumber(value);
  let place = parseIncompletePhoneNumber(value.slice(0, caret)).length;
  // The person erased a space or a bracket, which grouping would put back, so the digit beside it is erased.
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
  // The country has numbers of several lengths: this one is longer than one of them, and none of the others.
  return length === 'TOO_LONG' || length === 'INVALID_LENGTH' ? 'LONG' : 'IMPOSSIBLE';
}

/** The index behind so many digits of a text; `+` counts as one. */
function endOfDigit(text: string, digits: number): number {
  let left = digits;
  let index = 0;
  for (; left > 0 && index < text.length; index += 1) if (/[\d+]/.test(text.charAt(index))) left -= 1;
  return index;
}
