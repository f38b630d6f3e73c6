import { TextInput, type TextInputProps } from '@mantine/core';
import type { Ref } from 'react';
import type { KeypadKind } from '../keypad/typing';
import { useTouch } from '../keypad/use-touch';

interface GiftFieldProps extends Omit<TextInputProps, 'ref'> {
  readonly kind: KeypadKind;
  readonly inputRef?: Ref<HTMLInputElement>;
}

/** A field of figures in the drawer; on a touch screen the keypad beside it types in place of the device's keyboard. */
export function GiftField({ kind, inputRef, ...rest }: GiftFieldProps) {
  const touch = useTouch();
  const device = kind === 'amount' ? 'decimal' : 'numeric';
  return (
    <TextInput ref={inputRef} inputMode={touch ? 'none' : device} data-keypad={kind} autoComplete="off" {...rest} />
  );
}
