import { createHash, createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';

/**
 * The QR of a card is a row of digits: densest in a QR code, and the same whatever keyboard layout a scanner types in.
 *
 *     1 | network: 39 | card number: 16 | time: 13 | signature: 39
 *
 * The network is its UUID as a number, the time is Unix milliseconds (all zeros: the static, printed form), the
 * signature is the first 128 bits of HMAC-SHA256 over the digits before it (RFC 2104, section 5: truncated by half).
 */
const VERSION = '1';
const NUMBER_128_DIGITS = 39;
const CARD_DIGITS = 16;
const TIME_DIGITS = 13;
const SIGNED_DIGITS = 1 + NUMBER_128_DIGITS + CARD_DIGITS + TIME_DIGITS;
const QR_PATTERN = new RegExp(`^${VERSION}\\d{${String(SIGNED_DIGITS - 1 + NUMBER_128_DIGITS)}}$`);
const LARGEST_128 = 2n ** 128n;

/** How long a rotating QR and a six-digit code are valid. */
export const CARD_LIFETIME_MS = 120_000;

/** How far one server's clock may be ahead of another's. */
const CLOCK_SKEW_MS = 5_000;

export interface ScannedCard {
  readonly networkId: string;
  readonly cardNumber: string;
  /** When the rotating QR was made; null: the static form, which shows the number alone. */
  readonly issuedAt: Date | null;
  /** The rotating QR's one use, to be claimed: 128 bits as a UUID. Null for the static form. */
  readonly use: string | null;
}

/** Makes the digits of a card's QR; `issuedAt` null makes the static form. */
export function makeQr(key: KeyObject, networkId: string, cardNumber: string, issuedAt: Date | null): string {
  const time = (issuedAt?.getTime() ?? 0).toString().padStart(TIME_DIGITS, '0');
  const signed = `${VERSION}${digitsOfUuid(networkId)}${cardNumber}${time}`;
  return `${signed}${signatureOf(key, signed)}`;
}

/**
 * Reads what was scanned. Undefined for a foreign text, a signature by no key of the ring, and a rotating QR
 * that was not valid at `asOf` (for an offline act: when it occurred).
 */
export function parseQr(keys: readonly KeyObject[], text: string, asOf: Date): ScannedCard | undefined {
  if (!QR_PATTERN.test(text)) return undefined;
  const signed = text.slice(0, SIGNED_DIGITS);
  const signature = Buffer.from(text.slice(SIGNED_DIGITS));
  if (!keys.some((key) => timingSafeEqual(signature, Buffer.from(signatureOf(key, signed))))) return undefined;
  const networkId = uuidOfDigits(text.slice(1, 1 + NUMBER_128_DIGITS));
  if (networkId === undefined) return undefined;
  const cardNumber = text.slice(1 + NUMBER_128_DIGITS, SIGNED_DIGITS - TIME_DIGITS);
  const issuedAtMs = Number(text.slice(SIGNED_DIGITS - TIME_DIGITS, SIGNED_DIGITS));
  if (issuedAtMs === 0) return { networkId, cardNumber, issuedAt: null, use: null };
  const ageMs = asOf.getTime() - issuedAtMs;
  if (ageMs > CARD_LIFETIME_MS || ageMs < -CLOCK_SKEW_MS) return undefined;
  return { networkId, cardNumber, issuedAt: new Date(issuedAtMs), use: useOf(signed) };
}

function signatureOf(key: KeyObject, signed: string): string {
  const bytes = createHmac('sha256', key).update(signed).digest().subarray(0, 16);
  return BigInt(`0x${bytes.toString('hex')}`)
    .toString()
    .padStart(NUMBER_128_DIGITS, '0');
}

/** Over the signed part, so that a QR signed anew by a rotated key is still the same use. */
function useOf(signed: string): string {
  return uuidOfHex(createHash('sha256').update('qr').update('\0').update(signed).digest('hex').slice(0, 32));
}

function digitsOfUuid(uuid: string): string {
  return BigInt(`0x${uuid.replaceAll('-', '')}`)
    .toString()
    .padStart(NUMBER_128_DIGITS, '0');
}

function uuidOfDigits(digits: string): string | undefined {
  const value = BigInt(digits);
  return value < LARGEST_128 ? uuidOfHex(value.toString(16).padStart(32, '0')) : undefined;
}

function uuidOfHex(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
