/** The most characters of a typed code. */
export const MAX_TYPED_CODE = 50;

const LENGTH = 10;
const HALF = 5;
/** Letters that the alphabet of codes leaves out, as they are read. */
const READ_AS: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1' };

/** The code as it is stored: capitals, without spaces and hyphens, look-alike letters read as digits. Null: it is none. */
export function parseReferralCode(typed: string): string | null {
  const code = typed
    .toUpperCase()
    .replaceAll(/[\s-]/g, '')
    .replaceAll(/[OIL]/g, (letter) => READ_AS[letter] ?? letter);
  return code.length === LENGTH && /^[0-9A-HJKMNP-TV-Z]+$/.test(code) ? code : null;
}

/** As people read it: `K7M2Q-X9RAB`. */
export function showReferralCode(code: string): string {
  return `${code.slice(0, HALF)}-${code.slice(HALF)}`;
}
