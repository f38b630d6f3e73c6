import { ungrouped } from './marks';

/** Cyrillic capitals that look like Latin ones. A keyboard in the other alphabet types them, and nobody sees the difference. */
const LATIN_OF: Readonly<Record<string, string>> = {
  А: 'A',
  В: 'B',
  Е: 'E',
  Ё: 'E',
  К: 'K',
  М: 'M',
  Н: 'H',
  О: 'O',
  Р: 'P',
  С: 'C',
  Т: 'T',
  У: 'Y',
  Х: 'X',
  І: 'I',
  Ѕ: 'S',
  Ј: 'J',
};
const LOOKS_LATIN = /[АВЕЁКМНОРСТУХІЅЈ]/g;

/**
 * The key by which typed codes are compared: capitals without blanks, dashes, underscores and marks, and with Latin letters in place of Cyrillic
 * ones that look the same.
 */
export function codeKeyOf(typed: string): string {
  return ungrouped(typed.normalize('NFKC'))
    .replaceAll('_', '')
    .toUpperCase()
    .replace(LOOKS_LATIN, (letter) => LATIN_OF[letter] ?? letter);
}
