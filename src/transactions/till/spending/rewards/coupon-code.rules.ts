/**
 * Codes of coupons. A code that the platform makes has 16 characters of Crockford's base 32 (no I, L, O or U): 75 bits
 * that nobody can guess, and one character that finds a slip of the finger. A code that a manager chooses is shorter.
 */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const MADE_LENGTH = 16;
const BITS_A_CHARACTER = 5;
const MIN_CHOSEN = 4;
const MAX_CHOSEN = 15;
const SPACE = /\s/;

/** Letters that look like digits, with the digit that they are read as. */
const LOOKS_LIKE: Readonly<Record<string, string>> = { I: '1', L: '1', O: '0' };

const PASSED_OVER = 0;
const IN_NO_CODE = 1;
const ASCII = Array.from({ length: 128 }, (_, unit) => String.fromCharCode(unit));
/** The reading of each character, by code unit: every sale by code looks up each character here. */
const READ_AS = Uint8Array.from(ASCII, (character) => {
  if (character === '-' || SPACE.test(character)) return PASSED_OVER;
  const letter = character.toUpperCase();
  return /[0-9A-Z]/.test(letter) ? (LOOKS_LIKE[letter] ?? letter).charCodeAt(0) : IN_NO_CODE;
});
/** The value of each in the alphabet; -1: it is not in it. */
const VALUE_OF = Int8Array.from(ASCII, (character) => ALPHABET.indexOf(character));

/** The code of 10 random bytes or more: the first 75 bits and their check. */
export function codeOfBytes(bytes: Buffer): string {
  let text = '';
  let bits = 0;
  let left = 0;
  let next = 0;
  while (text.length < MADE_LENGTH - 1) {
    if (left < BITS_A_CHARACTER) {
      // Older bits are shifted out of the 16 that are kept.
      bits = ((bits << 8) | bytes.readUInt8(next)) & 0xffff;
      next += 1;
      left += 8;
    }
    left -= BITS_A_CHARACTER;
    text += ALPHABET[(bits >> left) & 31] as string;
  }
  return text + checkOf(text);
}

/** As it is printed: four groups of four. */
export function printedCode(code: string): string {
  if (code.length !== MADE_LENGTH) return code;
  return `${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8, 12)}-${code.slice(12)}`;
}

/** The code that was typed or scanned, without case, spaces and dashes; null: no code looks like this. */
export function parseCode(typed: string): string | null {
  let plain = '';
  for (let at = 0; at < typed.length; at += 1) {
    const unit = readAs(typed, at);
    if (unit === IN_NO_CODE) return null;
    if (unit !== PASSED_OVER) plain += String.fromCharCode(unit);
  }
  if (plain.length === MADE_LENGTH) return checkOf(plain) === plain.at(-1) ? plain : null;
  return plain.length >= MIN_CHOSEN && plain.length <= MAX_CHOSEN ? plain : null;
}

function readAs(typed: string, at: number): number {
  const known = READ_AS[typed.charCodeAt(at)];
  // Beyond ASCII there are spaces alone.
  return known ?? (SPACE.test(typed.charAt(at)) ? PASSED_OVER : IN_NO_CODE);
}

/**
 * The check is the remainder of the first 15 characters as a polynomial over the field of 32 elements, at its generator x: any single
 * wrong character changes it, and any swap of two neighbours that differ. Empty: one of them is not in the alphabet.
 */
function checkOf(code: string): string {
  let remainder = 0;
  for (let at = 0; at < MADE_LENGTH - 1; at += 1) {
    const value = VALUE_OF[code.charCodeAt(at)] ?? -1;
    if (value < 0) return '';
    remainder = timesX(remainder ^ value);
  }
  return ALPHABET[remainder] as string;
}

/** Times x in GF(2^5), whose polynomial is x^5 + x^2 + 1. */
function timesX(element: number): number {
  const doubled = element << 1;
  return doubled < 32 ? doubled : doubled ^ 0b100101;
}
