/** Characters of GSM 03.38 that take one septet, and those that take two (3GPP TS 23.038, 6.2.1). */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const EXTENDED = '^{}\\[~]|€\f';

export interface SmsParts {
  readonly encoding: 'GSM7' | 'UCS2';
  /** Septets or 16-bit units that it takes. */
  readonly units: number;
  readonly parts: number;
}

/** How an SMS is counted: 160 septets, or 70 units of UCS-2, in one part; 153 or 67 in each of several. */
export function smsPartsOf(text: string): SmsParts {
  const characters = Array.from(text);
  const isGsm = characters.every((one) => BASIC.includes(one) || EXTENDED.includes(one));
  const sizes = characters.map((one) => (isGsm ? (EXTENDED.includes(one) ? 2 : 1) : one.length));
  const units = sizes.reduce((sum, size) => sum + size, 0);
  const encoding = isGsm ? 'GSM7' : 'UCS2';
  const [alone, each] = isGsm ? [160, 153] : [70, 67];
  if (units <= alone) return { encoding, units, parts: 1 };
  let [parts, used] = [1, 0];
  // A character of two units stays whole, so a part may have one unit less.
  for (const size of sizes) {
    if (used + size > each) [parts, used] = [parts + 1, 0];
    used += size;
  }
  return { encoding, units, parts };
}
