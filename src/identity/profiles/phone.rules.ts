import { parsePhoneNumberFromString } from 'libphonenumber-js';

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
