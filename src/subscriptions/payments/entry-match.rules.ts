import { createHash } from 'node:crypto';
import type { StatementEntry } from './statement.types';

export const DOUBTS = [
  'NO_NUMBER',
  'SEVERAL_NUMBERS',
  'UNKNOWN_NUMBER',
  'AMOUNT',
  'CURRENCY',
  'CLOSED',
  'REVERSAL',
] as const;
export type Doubt = (typeof DOUBTS)[number];

/** A number of an invoice as `numberOf` prints it, with any dash and a space around it. */
const NUMBER = /(?<![\d-])(20\d\d)\s?[-–—]\s?(\d{6})(?!\d)(?:\/([a-z][a-z\d-]{0,29}))?/g;

/** Numbers of invoices in the purpose of a payment, each once. */
export function numbersIn(
  purpose: string,
): { readonly year: number; readonly number: number; readonly cell: string }[] {
  const found = new Map<string, { year: number; number: number; cell: string }>();
  for (const [, year = '', number = '', cell = ''] of purpose.matchAll(NUMBER))
    found.set(`${year}-${number}/${cell}`, { year: Number(year), number: Number(number), cell });
  return [...found.values()];
}

/** An entry with the digest that tells it from all others of the account, however many files it stands in. */
export interface FingerprintedEntry extends StatementEntry {
  readonly fingerprint: Buffer;
  /** A UUID made of the fingerprint, so that a repeated import finds what it recorded before. */
  readonly id: string;
}

/**
 * The bank's own reference counts where there is one. Else equal entries of one day are told apart by their order: a bank's
 * file has all entries of its days.
 */
export function fingerprinted(account: string, entries: readonly StatementEntry[]): FingerprintedEntry[] {
  const seen = new Map<string, number>();
  return entries.map((entry) => {
    const { bankReference, bookedOn, number, amount, currency, payerAccount, isReversal } = entry;
    const own =
      bankReference === null
        ? ['FIELDS', bookedOn, number, String(amount), currency, payerAccount]
        : ['REFERENCE', bankReference];
    const identity = JSON.stringify([account, ...own, isReversal]);
    const ordinal = seen.get(identity) ?? 0;
    seen.set(identity, ordinal + 1);
    const fingerprint = createHash('sha256')
      .update(`${identity} ${String(ordinal)}`)
      .digest();
    return { ...entry, fingerprint, id: uuidOf(fingerprint) };
  });
}

/** RFC 9562, version 8: bits of our own. */
function uuidOf(digest: Buffer): string {
  const hex = digest.toString('hex');
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return parts.join('-');
}
