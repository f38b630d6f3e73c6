import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';

/** Digits of a 128-bit number: a UUID, or a signature. */
export const NUMBER_128_DIGITS = 39;
const LARGEST_128 = 2n ** 128n;

/** The content of a QR: digits, which are densest in a QR code and the same whatever keyboard layout a scanner types in. */
export function signDigits(key: KeyObject, digits: string): string {
  return `${digits}${signatureOf(key, digits)}`;
}

/** The signed part of a text of digits; undefined for a foreign text and for a signature by no key of the ring. */
export function readSignedDigits(keys: readonly KeyObject[], text: string, length: number): string | undefined {
  if (text.length !== length + NUMBER_128_DIGITS || !/^\d+$/.test(text)) return undefined;
  const signed = text.slice(0, length);
  const signature = Buffer.from(text.slice(length));
  return keys.some((key) => timingSafeEqual(signature, Buffer.from(signatureOf(key, signed)))) ? signed : undefined;
}

export function digitsOfUuid(uuid: string): string {
  return BigInt(`0x${uuid.replaceAll('-', '')}`)
    .toString()
    .padStart(NUMBER_128_DIGITS, '0');
}

export function uuidOfDigits(digits: string): string | undefined {
  const value = BigInt(digits);
  return value < LARGEST_128 ? uuidOfHex(value.toString(16).padStart(32, '0')) : undefined;
}

export function uuidOfHex(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The first 128 bits of HMAC-SHA256 over the digits (RFC 2104, section 5: truncated by half), as a number. */
function signatureOf(key: KeyObject, digits: string): string {
  const bytes = createHmac('sha256', key).update(digits).digest().subarray(0, 16);
  return BigInt(`0x${bytes.toString('hex')}`)
    .toString()
    .padStart(NUMBER_128_DIGITS, '0');
}
