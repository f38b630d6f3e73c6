import { useRef } from 'react';
import { codeOf } from '../../entities/gift-card/gift-code.rules';
import { useScanner } from '../find/use-scanner';

interface GiftScan<Typed> {
  /** Texts of the form's fields, of which one catches the characters of a scanner. */
  readonly typed: Typed;
  /** With the texts as they were before the scan. */
  readonly onCode: (code: string, before: Typed) => void;
  /** A burst of keys that is no code of a gift card, such as a quick hand on the keypad: its Enter is that of the form. */
  readonly onOther: () => void;
}

/** Hears a scanner while the drawer is open. */
export function useGiftScan<Typed>({ typed, onCode, onOther }: GiftScan<Typed>): void {
  const before = useRef(typed);
  useScanner({
    onStart: () => {
      before.current = typed;
    },
    onScan: (text) => {
      const code = codeOf(text);
      if (code === null) onOther();
      else onCode(code, before.current);
    },
  });
}
