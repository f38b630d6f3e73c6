import { codeKeyOf } from '../../../../typed/code';

/**
 * Codes of coupons. A code made by the platform has 16 characters of Crockford's base 32 (no I, L, O or U): 75 random
 * bits, which nobody can guess, and one check character that detects a typing error. A code that a manager chooses is
 * shorter, and may be a Russian word.
 */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const MADE_LENGTH = 16;
const BITS_A_CHARACTER = 5;
const MIN_CHOSEN = 4;
const MAX_CHOSEN = 15;
const SPACE = /\s/;

/** Letters that look like digits, and the digit as which each is read. */
const LOOKS_LIKE: Readonly<Record<string, string>> = { I: '1', L: '1', O: '0' };

const PASSED_OVER = 0;
const IN_NO_CODE = 1;
const ASCII = Array.from({ length: 128 }, (_, unit) => String.fromCharCode(unit));
/** How each character is read, by code unit, since every sale with a code looks up each character. */
const READ_AS = Uint8Array.from(ASCII, (character) => {
  if (character === '-' || SPACE.test(character)) return PASSED_OVER;
  const letter = character.toUpperCase();
  return /[0-9A-Z]/.test(letter) ? (LOOKS_LIKE[letter] ?? letter).charCodeAt(0) : IN_NO_CODE;
});
/** Each character's value in the alphabet. −1: the alphabet does not have it. */
const VALUE_OF = Int8Array.from(ASCII, (character) => ALPHABET.indexOf(character));

/** The code made of at least 10 random bytes: the first 75 bits and their check character. */
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

/** The code in print: four groups of four characters. */
export function printedCode(code: string): string {
  if (code.length !== MADE_LENGTH) return code;
  return `${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8, 12)}-${code.slice(12)}`;
}

/**
 * The code that was typed or scanned, without case, spaces and dashes, and with Latin letters in place of Cyrillic ones that look the same. Null: the
 * text cannot be a code.
 */
export function parseCode(typed: string): string | null {
  const text = IS_ASCII.test(typed) ? typed : codeKeyOf(typed);
  let plain = '';
  for (let at = 0; at < text.length; at += 1) {
    const unit = readAs(text, at);
    if (unit === IN_NO_CODE) return null;
    if (unit !== PASSED_OVER) plain += String.fromCharCode(unit);
  }
  if (plain.length === MADE_LENGTH) return checkOf(plain) === plain.at(-1) ? plain : null;
  return plain.length >= MIN_CHOSEN && plain.length <= MAX_CHOSEN ? plain : null;
}

/** A code as single bytes: ASCII, and from 0xC0 on the Russian capitals. */
export function bytesOfCode(code: string): string {
  return code.replace(RUSSIAN, (letter) => String.fromCharCode(letter.charCodeAt(0) - FIRST_RUSSIAN + FIRST_BYTE));
}

/** The code of `bytesOfCode`. */
export function codeOfSingleBytes(bytes: string): string {
  return bytes.replace(RUSSIAN_BYTE, (byte) => String.fromCharCode(byte.charCodeAt(0) - FIRST_BYTE + FIRST_RUSSIAN));
}

const IS_ASCII = /^[\0-\x7f]*$/;
const RUSSIAN = /[А-Я]/g;
const FIRST_RUSSIAN = 0x410;
const FIRST_BYTE = 0xc0;
const RUSSIAN_BYTE = /[\xc0-\xdf]/g;

function readAs(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  const isRussian = unit >= FIRST_RUSSIAN && unit < FIRST_RUSSIAN + RUSSIAN_LETTERS;
  // Outside ASCII, only Russian capitals are allowed.
  return READ_AS[unit] ?? (isRussian ? unit : IN_NO_CODE);
}

const RUSSIAN_LETTERS = 32;

/**
 * The check character: the remainder of the first 15 characters, as a polynomial over the field of 32 elements, at its
 * generator x. Any single wrong character changes it, and so does any swap of two different neighbours. Empty: a
 * character is not in the alphabet.
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

/** Multiplies by x in GF(2^5), whose polynomial is x^5 + x^2 + 1. */
function timesX(element: number): number {
  const doubled = element << 1;
  return doubled < 32 ? doubled : doubled ^ 0b100101;
}
