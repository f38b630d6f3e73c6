/** Phones of sandboxes' test guests: mobile numbers that Ofcom reserves for drama (07700 900000 to 900999), so nobody has them. */
const TEST_PHONES = '+447700900';
const TEST_PHONE_DIGITS = 3;

/** The code for a test guest's phone in a sandbox, because nothing is sent to it. */
export const TEST_CODE = '000000';

/** The phone (E.164) of the test guest with this number. */
export function testPhone(test: number): string {
  return `${TEST_PHONES}${String(test).padStart(TEST_PHONE_DIGITS, '0')}`;
}

/** @param phone E.164 */
export function isTestPhone(phone: string): boolean {
  return phone.startsWith(TEST_PHONES) && phone.length === TEST_PHONES.length + TEST_PHONE_DIGITS;
}
