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
 * A card's QR contains only digits: this makes the smallest QR code, and scanners type digits right under any keyboard layout.
 *
 * 1 | network: 39 | card number: 16 | time: 13 | signature: 39
 *
 * The network is its UUID as a number. The time is Unix milliseconds (all zeros: the static, printed form). The signature is the first 128 bits of
 * HMAC-SHA256 over the digits before it (RFC 2104, section 5: truncated by half).
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
  /** When the rotating QR was made; null: the static form, which contains only the card number. */
  readonly issuedAt: Date | null;
  /** Identifies the one use of a rotating QR, which is claimed: 128 bits as a UUID. Null for the static form. */
  readonly use: string | null;
}

/** Makes the digits of a card's QR; `issuedAt` null makes the static form. */
export function makeQr(key: KeyObject, networkId: string, cardNumber: string, issuedAt: Date | null): string {
  const time = (issuedAt?.getTime() ?? 0).toString().padStart(TIME_DIGITS, '0');
  return signDigits(key, `${VERSION}${digitsOfUuid(networkId)}${cardNumber}${time}`);
}

/**
 * Reads a scanned text. Undefined: it is not ours, no key of the key ring signed it, or it is a rotating QR that was not valid at `asOf` (for an
 * offline act: when the act occurred).
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

/** Made from the signed digits only, so that a QR signed again by a rotated key is the same use. */
function useOf(signed: string): string {
  return uuidOfHex(createHash('sha256').update('qr').update('\0').update(signed).digest('hex').slice(0, 32));
}
