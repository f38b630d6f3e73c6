import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';

const MAX_TYPED_LENGTH = 40;

/**
 * Reads a phone as people type it; without `+` as a number of the country. Answers E.164, or undefined for what
 * cannot be a number there. Only length and country are checked, because tables of number ranges are soon out of
 * date, and a one-time code proves the number.
 */
export function parsePhone(typed: string, country: string): string | undefined {
  if (typed.length > MAX_TYPED_LENGTH || !isSupportedCountry(country)) return undefined;
  const phone = parsePhoneNumberFromString(typed.trim(), {
    defaultCountry: country satisfies CountryCode,
    extract: false,
  });
  return phone?.isPossible() === true && phone.ext === undefined ? phone.number : undefined;
}

const HIDDEN_GROUP = 3;

/**
 * As much of an E.164 phone as a cashier may see, in groups as people read it: the country, a dot for each digit that
 * is hidden, and the end. "+7 ••• ••• 45 67" is enough to ask "ending with 45 67?".
 */
export function maskPhone(phone: string): string {
  const country = parsePhoneNumberFromString(phone)?.countryCallingCode ?? '';
  const lastFour = lastFourOf(phone);
  const hidden = Math.max(0, phone.length - 1 - country.length - lastFour.length);
  const dots = '•'.repeat(hidden).match(new RegExp(`.{1,${HIDDEN_GROUP}}`, 'gu')) ?? [];
  return [`+${country}`, ...dots, lastFour.slice(0, 2), lastFour.slice(2)].join(' ');
}

export function lastFourOf(phone: string): string {
  return phone.slice(-4);
}
