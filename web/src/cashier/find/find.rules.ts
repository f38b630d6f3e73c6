import type { GuestKey } from '../../entities/guest/guest.api';
import { ungrouped, withoutMarks } from '../../../../src/typed/marks';

/** The meaning of the entry: one exact guest, or a name to choose from. */
export type FindInput =
  | { readonly kind: 'key'; readonly key: GuestKey }
  | { readonly kind: 'name'; readonly query: string };

const SIX_DIGITS = /^\d{6}$/;
/** The fewest letters of a name, or last digits of a phone, for a request to the server. */
export const LEAST_TO_SEARCH = 2;

/** A QR has many more digits than anything that a person types. */
const LEAST_DIGITS_OF_QR = 40;
const DIGITS_OF_CARD = 16;
const PHONE_DIGITS = { least: 10, most: 15 };

/**
 * Reads a typed or scanned text; null while it is too short. Six digits are the code on the guest's screen, sixteen a card number, up to four the
 * end of a phone, very many a QR. Other digits are a phone if they look like one, else a card of another length. A text with letters is a name.
 */
export function readEntry(text: string): FindInput | null {
  const entry = withoutMarks(text).trim();
  if (entry.length < LEAST_TO_SEARCH) return null;
  const digits = ungrouped(entry.replace(/^tel:/i, '')).replace(/[()+.]/g, '');
  return /^\d+$/.test(digits) ? readDigits(entry, digits) : { kind: 'name', query: entry };
}

/** Whether the text can only be a phone; digits alone may also be a printed card's. */
export function isSurelyPhone(text: string): boolean {
  const entry = readEntry(text);
  return entry?.kind === 'key' && 'phone' in entry.key && !/^\d+$/.test(entry.key.phone);
}

function readDigits(entry: string, digits: string): FindInput {
  if (digits.length >= LEAST_DIGITS_OF_QR) return { kind: 'key', key: { qr: digits } };
  if (digits.length === DIGITS_OF_CARD) return { kind: 'key', key: { card: digits } };
  if (SIX_DIGITS.test(entry)) return { kind: 'key', key: { code: entry } };
  if (digits.length <= 4) return { kind: 'name', query: digits };
  const hasLengthOfPhone = digits.length >= PHONE_DIGITS.least && digits.length <= PHONE_DIGITS.most;
  if (hasLengthOfPhone || entry !== digits) return { kind: 'key', key: { phone: entry } };
  return { kind: 'key', key: { card: digits } };
}
