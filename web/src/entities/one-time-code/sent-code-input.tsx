import { TextInput } from '@mantine/core';
import { bound } from '../../shared/ui/bound';

export const CODE_DIGITS = 6;

interface SentCodeInputProps {
  readonly label: string;
  readonly error: string | undefined;
  readonly code: string;
  readonly onType: (code: string) => void;
  /** Gets the code when its last digit has come: by hand, by paste, or from the message that the device has read. */
  readonly onWhole: (code: string) => void;
}

/** The six digits that were sent to a phone, which need no press of a button. */
export function SentCodeInput({ label, error, code, onType, onWhole }: SentCodeInputProps) {
  function take(typed: string): void {
    const digits = typed.replace(/\D/g, '').slice(0, CODE_DIGITS);
    onType(digits);
    if (digits.length === CODE_DIGITS && digits !== code) onWhole(digits);
  }
  return (
    <TextInput
      label={label}
      inputMode="numeric"
      autoComplete="one-time-code"
      autoFocus
      {...bound(code, take)}
      error={error}
    />
  );
}
