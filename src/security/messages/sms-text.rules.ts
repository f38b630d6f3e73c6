import { withoutMarks } from '../../typed/marks';

/** Characters of GSM 03.38 that take one septet, and those that take two (3GPP TS 23.038, 6.2.1). */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const EXTENDED = '^{}\\[~]|€\f';

/** Signs outside of GSM 03.38 with a plain form. Only currencies that networks have; their codes are those of ISO 4217. */
const PLAIN: Readonly<Record<string, string>> = {
  '₽': 'RUB',
  '₸': 'KZT',
  '₴': 'UAH',
  '₾': 'GEL',
  '₼': 'AZN',
  '֏': 'AMD',
  '₹': 'INR',
  '₺': 'TRY',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '‐': '-',
  '‑': '-',
  '–': '-',
  '—': '-',
  '−': '-',
  '…': '...',
  '•': '*',
};
const CURRENCY = /[₽₸₴₾₼֏₹₺]/gu;
const SIGN = /[‘’“”„«»‐‑–—−…•]/gu;
/** Blanks that are no plain space, such as the no-break spaces of numbers. */
const ODD_BLANK = /[\u00a0\u2000-\u200a\u202f\u205f\u3000]/gu;

/**
 * The text as it is sent. Where its only characters outside of GSM 03.38 have a plain form, it gets that form: one `₽` would else make each part hold
 * 70 characters in place of 160. A text with others, such as Russian, stays as it is.
 */
export function smsTextOf(text: string): string {
  const plain = withoutMarks(text)
    .replace(ODD_BLANK, ' ')
    .replace(SIGN, (sign) => PLAIN[sign] ?? sign)
    .replace(CURRENCY, (sign, at: number, whole: string) => {
      const [before, after] = [whole.charAt(at - 1), whole.charAt(at + 1)];
      return `${/\d/.test(before) ? ' ' : ''}${PLAIN[sign] ?? sign}${/\d/.test(after) ? ' ' : ''}`;
    });
  return isGsm(plain) ? plain : text;
}

function isGsm(text: string): boolean {
  return Array.from(text).every((one) => BASIC.includes(one) || EXTENDED.includes(one));
}

export interface SmsParts {
  readonly encoding: 'GSM7' | 'UCS2';
  /** Septets or 16-bit units that it takes. */
  readonly units: number;
  readonly parts: number;
}

/** How an SMS is counted: 160 septets, or 70 units of UCS-2, in one part; 153 or 67 in each of several. */
export function smsPartsOf(text: string): SmsParts {
  const characters = Array.from(text);
  const isPlain = isGsm(text);
  const sizes = characters.map((one) => (isPlain ? (EXTENDED.includes(one) ? 2 : 1) : one.length));
  const units = sizes.reduce((sum, size) => sum + size, 0);
  const encoding = isPlain ? 'GSM7' : 'UCS2';
  const [alone, each] = isPlain ? [160, 153] : [70, 67];
  if (units <= alone) return { encoding, units, parts: 1 };
  let [parts, used] = [1, 0];
  // A character of two units stays whole, so a part may have one unit less.
  for (const size of sizes) {
    if (used + size > each) [parts, used] = [parts + 1, 0];
    used += size;
  }
  return { encoding, units, parts };
}
