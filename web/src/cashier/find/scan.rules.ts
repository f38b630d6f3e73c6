/** The longest average time between keys of a scan: a scanner types faster than people, and ends with Enter. */
const MOST_MS_A_KEY = 45;
/** The longest single pause within a scan, on a slow device; after a longer one, a new burst begins. */
const MOST_PAUSE_MS = 200;
const LEAST_CHARACTERS = 8;

/** Keys that followed each other without a pause. */
export interface Burst {
  readonly text: string;
  /** The same keys on a US keyboard, for which scanners type. */
  readonly byPosition: string;
  readonly beganAtMs: number;
  readonly lastAtMs: number;
}

export const NO_KEYS: Burst = { text: '', byPosition: '', beganAtMs: 0, lastAtMs: -Infinity };

type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey' | 'timeStamp'>;

interface Heard {
  readonly burst: Burst;
  /** Whether this key is the first after a pause. */
  readonly begins: boolean;
  /** The scanned text; null: the keys are no scan. */
  readonly scanned: string | null;
}

/** The burst after one more key. */
export function hearKey(before: Burst, { key, code, shiftKey, timeStamp }: KeyPress): Heard {
  const begins = timeStamp - before.lastAtMs > MOST_PAUSE_MS;
  const fresh = { ...NO_KEYS, beganAtMs: timeStamp, lastAtMs: timeStamp };
  const burst = begins ? fresh : { ...before, lastAtMs: timeStamp };
  if (key === 'Enter') {
    const { text, byPosition, beganAtMs } = burst;
    const isScan = text.length >= LEAST_CHARACTERS && timeStamp - beganAtMs <= text.length * MOST_MS_A_KEY;
    // A Russian layout turns a code's Latin letters into Cyrillic ones, so the keys' positions are read instead.
    const read = /[\u0400-\u04ff]/.test(text) ? byPosition : text;
    return { burst: fresh, begins, scanned: isScan ? read : null };
  }
  if (key.length !== 1) return { burst, begins, scanned: null };
  const byPosition = burst.byPosition + (characterAt(code, shiftKey) ?? key);
  return { burst: { ...burst, text: burst.text + key, byPosition }, begins, scanned: null };
}

const PUNCTUATION: Readonly<Record<string, readonly [plain: string, shifted: string]>> = {
  Minus: ['-', '_'],
  Equal: ['=', '+'],
  Period: ['.', '>'],
  Comma: [',', '<'],
  Slash: ['/', '?'],
  Semicolon: [';', ':'],
};

function characterAt(code: string, shifted: boolean): string | null {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter !== undefined) return shifted ? letter : letter.toLowerCase();
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  if (digit !== undefined) return digit;
  return PUNCTUATION[code]?.[shifted ? 1 : 0] ?? null;
}
