import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The password of all demonstration users, as in the README. Production has no demonstration, but its database may come from an installation that
 * had one.
 */
export const DEMO_PASSWORD = 'loyalty-demo';

/**
 * Common passwords of at least ten characters, and words of at least five letters, from `@zxcvbn-ts/language-common` 4.1.3 (MIT, Dan Wheeler,
 * Dropbox and zxcvbn-ts): its first 10,000 words, and all longer ones.
 */
const LIST = join(__dirname, 'common-passwords.txt');

const RUSSIAN_KEYS = 'йцукенгшщзхъфывапролджэячсмитьбю';
const LATIN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.";

let listed: ReadonlySet<string> | undefined;

/**
 * Whether a password is easy to guess: an entry of the list in any case, typed on either keyboard layout, with any digits and signs around it, or
 * written twice; or one repeated character.
 */
export function isCommonPassword(password: string): boolean {
  const list = (listed ??= new Set(readFileSync(LIST, 'utf8').trimEnd().split('\n')));
  const typed = password.toLowerCase().replace(/[а-я]/g, latinKeyOf);
  const word = typed.replace(/^[^a-z]+|(?<![^a-z])[^a-z]+$/g, '');
  const half = typed.slice(0, typed.length / 2);
  return [typed, word, typed === half + half ? half : typed].some((text) => list.has(text)) || /^(.)\1*$/.test(typed);
}

function latinKeyOf(letter: string): string {
  return LATIN_KEYS[RUSSIAN_KEYS.indexOf(letter)] ?? letter;
}
