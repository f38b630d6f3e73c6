import {
  AsYouType,
  type CountryCode,
  isSupportedCountry,
  parseIncompletePhoneNumber,
  parsePhoneNumberFromString,
  validatePhoneNumberLength,
} from 'libphonenumber-js';
import { withoutMarks } from './marks';

export type PhoneFault = 'SHORT' | 'LONG' | 'IMPOSSIBLE';

/** A phone while it is typed. */
export interface ReadPhone {
  /** The number in its country's groups, with all typed digits. */
  readonly text: string;
  /** The number in E.164; null where nothing was typed or the number is faulty. */
  readonly number: string | null;
  /** The fault of the number; null where it has none, or nothing was typed. */
  readonly fault: PhoneFault | null;
}

const MAX_TYPED_LENGTH = 40;
/** With a label and with characters that cannot be seen. */
const MAX_SENT_LENGTH = 200;
/** A link (RFC 3966) or a label before the number. */
const BEFORE = /^(?:tel|phone|тел)[.:]*\s*/i;
/** Digits of any script, and the characters between them. Letters would be a name, an extension or a note. */
const PHONE = /^[\p{Nd}\s+＋().·/\p{Pd}\u2212]+$/u;

/**
 * Reads a whole phone that a person or a program sent; without `+` it is a number of the country. Returns E.164; undefined: it can't be a number
 * there. Checks only length and country, because tables of number ranges soon become outdated, and a one-time code proves the number.
 */
export function parsePhone(typed: string, country: string): string | undefined {
  if (typed.length > MAX_SENT_LENGTH) return undefined;
  const text = withoutMarks(typed).trim().replace(BEFORE, '');
  if (text.length > MAX_TYPED_LENGTH || !isSupportedCountry(country) || !PHONE.test(text)) return undefined;
  return readPhone(text, country).number ?? undefined;
}

/** The phone of a contact that a messenger shares: its whole international number, with or without `+`. */
export function sharedPhone(shared: string): string {
  return `+${shared.replace(/\D/g, '')}`;
}

/**
 * Reads a typed or pasted phone; without `+` as a number of the country. The digits are those that the groups show: in Russia a leading 8 is no
 * digit of the number, so `8 (916) 555-12-3` lacks one.
 */
export function readPhone(typed: string, country: string): ReadPhone {
  // It takes digits and a leading `+` alone, and passes over marks and labels.
  const digits = parseIncompletePhoneNumber(typed);
  const formatter = new AsYouType(country as CountryCode);
  const text = formatter.input(digits);
  if (digits === '') return { text, number: null, fault: null };
  const shown = formatter.getNumberValue();
  const fault = shown === undefined ? 'SHORT' : faultOf(shown);
  if (fault !== null) return { text, number: null, fault };
  const phone = parsePhoneNumberFromString(digits, { defaultCountry: country as CountryCode, extract: false });
  if (phone?.isPossible() !== true) return { text, number: null, fault: 'IMPOSSIBLE' };
  return { text, number: phone.number, fault: null };
}

function faultOf(number: string): PhoneFault | null {
  const length = validatePhoneNumberLength(number);
  if (length === undefined) return null;
  if (length === 'TOO_SHORT') return 'SHORT';
  // In a country with numbers of several lengths, a wrong length between them also counts as too long.
  return length === 'TOO_LONG' || length === 'INVALID_LENGTH' ? 'LONG' : 'IMPOSSIBLE';
}
