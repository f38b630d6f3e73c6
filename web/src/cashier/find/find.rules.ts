import type { GuestKey } from '../../entities/guest/guest.api';

/** The meaning of the field's text: one exact guest, or a name to choose from. */
export type Entry =
  { readonly kind: 'key'; readonly key: GuestKey } | { readonly kind: 'name'; readonly query: string };

const SIX_DIGITS = /^\d{6}$/;
/** The least letters of a name, or digits of a phone's end, that are worth asking the server about. */
export const LEAST_TO_SEARCH = 2;

/** The digits of a QR are many more than of anything that a person types. */
const LEAST_DIGITS_OF_QR = 40;
const DIGITS_OF_CARD = 16;
const PHONE_DIGITS = { least: 10, most: 15 };

/**
 * Reads what was typed or scanned; null while it is too little. Six digits are the code on the guest's screen, sixteen
 * the number of a card, up to four the end of a phone, a row of them without end a QR; what else has only digits is a
 * phone when it looks like one, else a card of another length. Whatever has letters is a name.
 */
export function readEntry(text: string): Entry | null {
  const entry = text.trim();
  if (entry.length < LEAST_TO_SEARCH) return null;
  const digits = entry.replace(/[\s()+.-]/g, '');
  return /^\d+$/.test(digits) ? readDigits(entry, digits) : { kind: 'name', query: entry };
}

/** Whether the text can only be a phone: digits alone may be those of a printed card. */
export function isSurelyPhone(text: string): boolean {
  const entry = readEntry(text);
  return entry?.kind === 'key' && 'phone' in entry.key && !/^\d+$/.test(entry.key.phone);
}

function readDigits(entry: string, digits: string): Entry {
  if (digits.length >= LEAST_DIGITS_OF_QR) return { kind: 'key', key: { qr: digits } };
  if (digits.length === DIGITS_OF_CARD) return { kind: 'key', key: { card: digits } };
  if (SIX_DIGITS.test(entry)) return { kind: 'key', key: { code: entry } };
  if (digits.length <= 4) return { kind: 'name', query: digits };
  const hasLengthOfPhone = digits.length >= PHONE_DIGITS.least && digits.length <= PHONE_DIGITS.most;
  if (hasLengthOfPhone || /[+()\s-]/.test(entry)) return { kind: 'key', key: { phone: entry } };
  return { kind: 'key', key: { card: digits } };
}
