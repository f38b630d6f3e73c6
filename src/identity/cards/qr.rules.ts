import { createHash, type KeyObject } from 'node:crypto';
import {
  digitsOfUuid,
  NUMBER_128_DIGITS,
  readSignedDigits,
  signDigits,
  uuidOfDigits,
  uuidOfHex,
} from '../../security/sale';

/**
 * The QR of a card is a row of digits: densest in a QR code, and the same whatever keyboard layout a scanner types in.
 *
 *     1 | network: 39 | card number: 16 | time: 13 | signature: 39
 *
 * The network is its UUID as a number, the time is Unix milliseconds (all zeros: the static, printed form), the
 * signature is the first 128 bits of HMAC-SHA256 over the digits before it (RFC 2104, section 5: truncated by half).
 */
const VERSION = '1';
const CARD_DIGITS = 16;
const TIME_DIGITS = 13;
const SIGNED_DIGITS = 1 + NUMBER_128_DIGITS + CARD_DIGITS + TIME_DIGITS;

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
  return signDigits(key, `${VERSION}${digitsOfUuid(networkId)}${cardNumber}${time}`);
}

/**
 * Reads what was scanned. Undefined for a foreign text, a signature by no key of the ring, and a rotating QR
 * that was not valid at `asOf` (for an offline act: when it occurred).
 */
export function parseQr(keys: readonly KeyObject[], text: string, asOf: Date): ScannedCard | undefined {
  const signed = readSignedDigits(keys, text, SIGNED_DIGITS);
  if (signed?.startsWith(VERSION) !== true) return undefined;
  const networkId = uuidOfDigits(signed.slice(1, 1 + NUMBER_128_DIGITS));
  if (networkId === undefined) return undefined;
  const cardNumber = signed.slice(1 + NUMBER_128_DIGITS, SIGNED_DIGITS - TIME_DIGITS);
  const issuedAtMs = Number(signed.slice(SIGNED_DIGITS - TIME_DIGITS));
  if (issuedAtMs === 0) return { networkId, cardNumber, issuedAt: null, use: null };
  const ageMs = asOf.getTime() - issuedAtMs;
  if (ageMs > CARD_LIFETIME_MS || ageMs < -CLOCK_SKEW_MS) return undefined;
  return { networkId, cardNumber, issuedAt: new Date(issuedAtMs), use: useOf(signed) };
}

/** Over the signed part, so that a QR signed anew by a rotated key is still the same use. */
function useOf(signed: string): string {
  return uuidOfHex(createHash('sha256').update('qr').update('\0').update(signed).digest('hex').slice(0, 32));
}
