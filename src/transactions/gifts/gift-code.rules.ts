import { randomInt } from 'node:crypto';
import { checkDigitOf } from '../../identity';
import { invariant } from '../../decision';
import { ungrouped } from '../../typed/marks';

const RANDOM_DIGITS = 16;
const HALF = 10 ** (RANDOM_DIGITS / 2);
const CODE_DIGITS = RANDOM_DIGITS + 2;
const PIN_DIGITS = 6;
const GROUP = 6;

/** The digits of a card's code and PIN. */
export interface GiftFace {
  readonly code: string;
  readonly pin: string;
}

/**
 * A new code and PIN. The code has 18 digits: a 9, which ISO/IEC 7812 leaves to national use, 16 random digits and the
 * Luhn check digit. A guest's card has 16 digits, so a till can tell them apart.
 */
export function makeGiftFace(): GiftFace {
  const body = `9${padded(randomInt(HALF))}${padded(randomInt(HALF))}`;
  return {
    code: `${body}${String(checkDigitOf(body))}`,
    pin: String(randomInt(10 ** PIN_DIGITS)).padStart(PIN_DIGITS, '0'),
  };
}

/** The digits of a typed or scanned code; undefined where its length or check digit is wrong. */
export function parseGiftCode(text: string): string | undefined {
  const digits = ungrouped(text);
  if (digits.length !== CODE_DIGITS || !/^9\d+$/.test(digits)) return undefined;
  return String(checkDigitOf(digits.slice(0, -1))) === digits.slice(-1) ? digits : undefined;
}

/** The code in print, in groups of six. */
export function printedGiftCode(code: string): string {
  return [code.slice(0, GROUP), code.slice(GROUP, 2 * GROUP), code.slice(2 * GROUP)].join(' ');
}

/** A face as one text, which is stored encrypted. */
export function textOfFace({ code, pin }: GiftFace): string {
  return `${code} ${pin}`;
}

/** @throws Error for a text that `textOfFace` did not make */
export function faceOfText(text: string): GiftFace {
  const [code, pin] = text.split(' ');
  invariant(code !== undefined && pin !== undefined, 'a gift card has a code and a PIN');
  return { code, pin };
}

function padded(half: number): string {
  return String(half).padStart(RANDOM_DIGITS / 2, '0');
}
