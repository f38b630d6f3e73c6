import type { RefObject } from 'react';
import { Keypad } from './keypad';
import type { KeypadKind } from './typing';
import { useTouch } from './use-touch';

interface TouchKeypadProps {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly kind: KeypadKind;
}

/** A keypad inside a dialog, on touch screens only, because the dialog covers the page's keypad. */
export function TouchKeypad({ field, kind }: TouchKeypadProps) {
  return useTouch() ? <Keypad field={field} kind={kind} hasDecimals={false} disabled={false} /> : null;
}
