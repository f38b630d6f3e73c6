import type { RefObject } from 'react';
import { Keypad } from './keypad';
import type { KeypadKind } from './typing';
import { useTouch } from './use-touch';

interface TouchKeypadProps {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly kind: KeypadKind;
}

/** The keypad in a dialog, which lies over that of the page; a keyboard needs none. */
export function TouchKeypad({ field, kind }: TouchKeypadProps) {
  return useTouch() ? <Keypad field={field} kind={kind} hasDecimals={false} disabled={false} /> : null;
}
