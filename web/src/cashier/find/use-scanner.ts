import { useEffect, useRef } from 'react';

/** A scanner types a whole code within a blink and ends it with Enter; nobody's fingers do. */
const MOST_MS_A_KEY = 45;
/** A slow device may stumble once within a scan; a longer pause begins something else. */
const MOST_PAUSE_MS = 200;
const LEAST_CHARACTERS = 8;

interface Burst {
  text: string;
  /** The same keys as they stand on a US keyboard, which is what a scanner believes in. */
  byPosition: string;
  beganAt: number;
  lastAt: number;
}

interface ScannerListener {
  /** The first key of what may become a scan: the moment to remember what stands in the fields. */
  onStart(): void;
  /** A scan is complete; the fields may have caught its characters on the way. */
  onScan(text: string): void;
}

/** Hears a scanner that types, wherever the focus is, and hands over what it read. */
export function useScanner(listener: ScannerListener): void {
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });

  useEffect(() => {
    const burst: Burst = { text: '', byPosition: '', beganAt: 0, lastAt: 0 };

    function listen(event: KeyboardEvent): void {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.timeStamp - burst.lastAt > MOST_PAUSE_MS) {
        Object.assign(burst, { text: '', byPosition: '', beganAt: event.timeStamp });
        latest.current.onStart();
      }
      burst.lastAt = event.timeStamp;
      if (event.key === 'Enter') {
        const { text, byPosition, beganAt } = burst;
        const isScan = text.length >= LEAST_CHARACTERS && event.timeStamp - beganAt <= text.length * MOST_MS_A_KEY;
        Object.assign(burst, { text: '', byPosition: '', beganAt: event.timeStamp });
        if (!isScan) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        // A Russian layout turns the Latin letters of a code into Cyrillic ones; the keys were the same.
        latest.current.onScan(/[\u0400-\u04ff]/.test(text) ? byPosition : text);
      } else if (event.key.length === 1) {
        burst.text += event.key;
        burst.byPosition += characterAt(event.code, event.shiftKey) ?? event.key;
      }
    }

    window.addEventListener('keydown', listen, { capture: true });
    return () => window.removeEventListener('keydown', listen, { capture: true });
  }, []);
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
