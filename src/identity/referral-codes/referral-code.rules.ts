import { codeKeyOf } from '../../typed/code';

/** The most characters of a typed code. */
export const MAX_TYPED_CODE = 50;

const LENGTH = 10;
const HALF = 5;
/** Letters that codes don't use, and the digits that they are read as. */
const READ_AS: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1' };

/** The stored form of a typed code: capitals, without spaces and hyphens, look-alike letters as digits. Null: it is no code. */
export function parseReferralCode(typed: string): string | null {
  const code = codeKeyOf(typed).replaceAll(/[OIL]/g, (letter) => READ_AS[letter] ?? letter);
  return code.length === LENGTH && /^[0-9A-HJKMNP-TV-Z]+$/.test(code) ? code : null;
}

/** A code in the form for people: `K7M2Q-X9RAB`. */
export function showReferralCode(code: string): string {
  return `${code.slice(0, HALF)}-${code.slice(HALF)}`;
}
