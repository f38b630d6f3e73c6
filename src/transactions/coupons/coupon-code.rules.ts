/**
 * Codes of coupons. A code that the platform makes has 16 characters of Crockford's base 32 (no I, L, O or U): 75 bits
 * that nobody can guess, and one character that finds a slip of the finger. A code that a manager chooses is shorter.
 */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const MADE_LENGTH = 16;
const GROUP = 4;
const BITS_A_CHARACTER = 5;
const MIN_CHOSEN = 4;
const MAX_CHOSEN = 15;
const MADE = new RegExp(`^[${ALPHABET}]{${String(MADE_LENGTH)}}$`);
const CHOSEN = new RegExp(`^[0-9A-Z]{${String(MIN_CHOSEN)},${String(MAX_CHOSEN)}}$`);

/** What is read as what: letters that look like digits. */
const LOOKS_LIKE: Readonly<Record<string, string>> = { I: '1', L: '1', O: '0' };

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
  return (code.match(new RegExp(`.{${String(GROUP)}}`, 'g')) ?? []).join('-');
}

/** The code that was typed or scanned, without case, spaces and dashes; null: no code looks like this. */
export function parseCode(typed: string): string | null {
  const plain = typed
    .toUpperCase()
    .replaceAll(/[\s-]/g, '')
    .replaceAll(/[ILO]/g, (letter) => LOOKS_LIKE[letter] as string);
  if (plain.length !== MADE_LENGTH) return CHOSEN.test(plain) ? plain : null;
  const body = plain.slice(0, -1);
  return MADE.test(plain) && checkOf(body) === plain.at(-1) ? plain : null;
}

/**
 * The check is the remainder of the code as a polynomial over the field of 32 elements, at its generator x: any single
 * wrong character changes it, and any swap of two neighbours that differ.
 */
function checkOf(body: string): string {
  let remainder = 0;
  for (const letter of body) remainder = timesX(remainder ^ ALPHABET.indexOf(letter));
  return ALPHABET[remainder] as string;
}

/** Times x in GF(2^5), whose polynomial is x^5 + x^2 + 1. */
function timesX(element: number): number {
  const doubled = element << 1;
  return doubled < 32 ? doubled : doubled ^ 0b100101;
}
