import type { KeyObject } from 'node:crypto';
import { digitsOfUuid, NUMBER_128_DIGITS, readSignedDigits, signDigits, uuidOfDigits } from '../../../security';

/**
 * The QR on the slip of an anonymous receipt. It reveals no person, till or amount.
 *
 * 2 | network: 39 | transaction: 39 | signature: 39
 *
 * The first digit distinguishes it from the QR of a card, which the same keys sign.
 */
const VERSION = '2';
const SIGNED_DIGITS = 1 + 2 * NUMBER_128_DIGITS;

export interface ScannedReceipt {
  readonly networkId: string;
  readonly receiptId: string;
}

export function makeReceiptQr(key: KeyObject, { networkId, receiptId }: ScannedReceipt): string {
  return signDigits(key, `${VERSION}${digitsOfUuid(networkId)}${digitsOfUuid(receiptId)}`);
}

/** Undefined: the text has another form, or no key of the ring signed it. */
export function parseReceiptQr(keys: readonly KeyObject[], text: string): ScannedReceipt | undefined {
  const signed = readSignedDigits(keys, text, SIGNED_DIGITS);
  if (signed?.startsWith(VERSION) !== true) return undefined;
  const networkId = uuidOfDigits(signed.slice(1, 1 + NUMBER_128_DIGITS));
  const receiptId = uuidOfDigits(signed.slice(1 + NUMBER_128_DIGITS));
  return networkId === undefined || receiptId === undefined ? undefined : { networkId, receiptId };
}
