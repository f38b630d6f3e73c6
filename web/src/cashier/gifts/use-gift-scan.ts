import { useRef } from 'react';
import { codeOf } from '../../entities/gift-card/gift-code.rules';
import { useScanner } from '../find/use-scanner';

interface GiftScan<Typed> {
  /** The texts of the form's fields; a scan's characters go into one of them. */
  readonly typed: Typed;
  /** Called with the code and the texts from before the scan. */
  readonly onCode: (code: string, before: Typed) => void;
  /** Called for fast keys that are no gift card code, such as quick typing on the keypad; their Enter submits the form. */
  readonly onOther: () => void;
}

/** Listens to the scanner while the drawer is open. */
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
