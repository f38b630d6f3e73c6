/**
 * Phones of the test guests of sandboxes: mobile numbers that Ofcom keeps for radio and television drama (07700 900000 to
 * 900999) and gives to nobody.
 */
const TEST_PHONES = '+447700900';
const TEST_PHONE_DIGITS = 3;

/** The code that a phone of a test guest gets in a sandbox, since nothing is sent to it. */
export const TEST_CODE = '000000';

/** The phone of a test guest by its number, E.164. */
export function testPhone(test: number): string {
  return `${TEST_PHONES}${String(test).padStart(TEST_PHONE_DIGITS, '0')}`;
}

/** @param phone E.164 */
export function isTestPhone(phone: string): boolean {
  return phone.startsWith(TEST_PHONES) && phone.length === TEST_PHONES.length + TEST_PHONE_DIGITS;
}
