import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';

const MAX_TYPED_LENGTH = 40;

/**
 * Reads a phone as people type it; without `+` as a number of the country. Answers E.164, or undefined for what
 * cannot be a number there. Only length and country are judged: ranges are opened faster than any table knows, and a
 * number that nobody has gets no code.
 */
export function parsePhone(typed: string, country: string): string | undefined {
  if (typed.length > MAX_TYPED_LENGTH || !isSupportedCountry(country)) return undefined;
  const phone = parsePhoneNumberFromString(typed.trim(), {
    defaultCountry: country satisfies CountryCode,
    extract: false,
  });
  return phone?.isPossible() === true && phone.ext === undefined ? phone.number : undefined;
}

/** As much of a phone as a cashier may see: enough to ask "ending with 4567?". */
export function maskPhone(phone: string): string {
  return `+${'*'.repeat(phone.length - 5)}${lastFourOf(phone)}`;
}

export function lastFourOf(phone: string): string {
  return phone.slice(-4);
}
