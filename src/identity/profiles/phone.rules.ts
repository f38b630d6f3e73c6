import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';

const MAX_TYPED_LENGTH = 40;

/**
 * Reads a typed phone, without `+` as a number of the country. Returns E.164; undefined: it can't be a number there. Checks only length and
 * country, because tables of number ranges soon become outdated, and a one-time code proves the number.
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
 * The part of an E.164 phone that a cashier may see: the country, a dot for each hidden digit, and the last digits. "+7 ••• ••• 45 67" is enough to
 * ask "ending with 45 67?".
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
