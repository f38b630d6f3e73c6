import type { GuestKey } from '../../shared/api/paths';

/** What the one field was given: something that names exactly one guest, or a name to choose from. */
export type Entry = { readonly kind: 'key'; readonly key: GuestKey } | { readonly kind: 'name'; readonly query: string };

const SIX_DIGITS = /^\d{6}$/;
/** The least letters of a name, or digits of a phone's end, that are worth asking the server about. */
export const LEAST_TO_SEARCH = 2;

/**
 * Reads what was typed or scanned; null while it is too little. Six digits are the code on the guest's screen; a long
 * unbroken text is the payload of a QR; digits like a phone's are a phone; other digits are the number of a card, except
 * four, which are the end of a phone. Whatever has letters and spaces is a name.
 */
export function readEntry(text: string): Entry | null {
  const entry = text.trim();
  if (entry.length < LEAST_TO_SEARCH) return null;
  const digits = entry.replace(/[\s()+.-]/g, '');
  if (/^\d+$/.test(digits)) return readDigits(entry, digits);
  if (entry.length >= 24 && !/\s/.test(entry)) return { kind: 'key', key: { qr: entry } };
  return { kind: 'name', query: entry };
}

function readDigits(entry: string, digits: string): Entry {
  if (SIX_DIGITS.test(entry)) return { kind: 'key', key: { code: entry } };
  if (digits.length <= 4) return { kind: 'name', query: digits };
  const looksLikePhone = entry.startsWith('+') || /[()\s-]/.test(entry) || (digits.length >= 10 && digits.length <= 12);
  if (looksLikePhone) return { kind: 'key', key: { phone: entry.startsWith('+') ? `+${digits}` : digits } };
  return { kind: 'key', key: { card: digits } };
}
