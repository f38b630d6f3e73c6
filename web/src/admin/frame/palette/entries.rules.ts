import { ungrouped } from '../../../../../src/typed/marks';

export type EntryKind = 'act' | 'page' | 'guest' | 'receipt' | 'program' | 'reward';

/** A page or a thing that the palette can open. */
export interface PaletteEntry {
  readonly kind: EntryKind;
  readonly path: string;
  readonly label: string;
  readonly hint?: string;
}

/** The typed query, prepared for the search. */
export interface PaletteQuery {
  readonly text: string;
  /** A guest found by name or phone. */
  readonly isName: boolean;
  /** Six digits on a guest's screen, or the sixteen of a card. */
  readonly code: string | null;
  readonly card: string | null;
  readonly receipt: string | null;
}

const LEAST_OF_NAME = 2;
const LEAST_OF_RECEIPT = 2;

export function askedOf(typed: string): PaletteQuery {
  const text = typed.trim();
  const plain = ungrouped(text);
  return {
    text,
    isName: text.length >= LEAST_OF_NAME,
    code: /^\d{6}$/.test(plain) ? plain : null,
    card: /^\d{16}$/.test(plain) ? plain : null,
    receipt: text.length >= LEAST_OF_RECEIPT && /\d/.test(text) ? text : null,
  };
}

/** Entries whose label has, for each typed word, a word that begins with it. */
export function matching(entries: readonly PaletteEntry[], text: string): readonly PaletteEntry[] {
  const words = wordsOf(text);
  if (words.length === 0) return [];
  return entries.filter(({ label, hint = '' }) => {
    const own = wordsOf(`${label} ${hint}`);
    return words.every((word) => own.some((candidate) => candidate.startsWith(word)));
  });
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}
