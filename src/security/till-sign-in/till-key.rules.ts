import { createHash } from 'node:crypto';

/** The header in which a till sends its key. */
export const TILL_KEY_HEADER = 'x-till-key';
/** A till makes its key itself, of 256 random bits, so its hash needs neither salt nor work factor. */
const KEY_FORM = /^lt_[A-Za-z0-9_-]{43}$/;

/** Without 0, 1, I, L and O, which look alike. A prime number of them, so that the last one shows every wrong letter and every two that changed places. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const CHOSEN = 7;
const CODE_FORM = new RegExp(`^[${LETTERS}]{${String(CHOSEN + 1)}}$`);
const DIGEST_BYTES_USED = 6;

/** The key of the demonstration's bound till, which everybody can read here. A till in production is not bound by it. */
export const DEMO_TILL_KEY = `lt_${'demonstration'.padEnd(43, '-')}`;

export function looksLikeTillKey(text: string): boolean {
  return KEY_FORM.test(text);
}

export function hashOfTillKey(key: string): Buffer<ArrayBuffer> {
  return createHash('sha256').update(key, 'utf8').digest();
}

/** The code that a till shows: eight letters, of which the last one is a check. @param digest a keyed digest of the till's key */
export function codeOfDigest(digest: Buffer): string {
  let rest = digest.readUIntBE(0, DIGEST_BYTES_USED);
  let code = '';
  for (let at = 0; at < CHOSEN; at += 1) {
    code += LETTERS.charAt(rest % LETTERS.length);
    rest = Math.floor(rest / LETTERS.length);
  }
  return code + checkOf(code);
}

/** A code as a person typed it, in any case and with spaces or dashes; undefined: no till shows it. */
export function parseTillCode(typed: string): string | undefined {
  const code = typed.replaceAll(/[\s-]/g, '').toUpperCase();
  if (!CODE_FORM.test(code)) return undefined;
  return checkOf(code.slice(0, CHOSEN)) === code.charAt(CHOSEN) ? code : undefined;
}

export function hashOfTillCode(code: string): Buffer<ArrayBuffer> {
  return createHash('sha256').update(code, 'utf8').digest();
}

function checkOf(chosen: string): string {
  const sum = Array.from(chosen).reduce((total, letter, at) => total + (at + 2) * LETTERS.indexOf(letter), 0);
  return LETTERS.charAt(sum % LETTERS.length);
}
