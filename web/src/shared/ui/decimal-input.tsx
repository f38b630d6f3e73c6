import { TextInput, type TextInputProps } from '@mantine/core';
import { useState } from 'react';
import { decimalText, groupedDecimal, parseDecimal } from '../format/decimal';
import { decimalSeparator } from '../format/money';
import { useFormat } from '../format/use-format';
import { bound } from './bound';
import classes from './decimal-input.module.css';

interface DecimalInputProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  /** A whole number of some smallest unit, or the typed text that is not a number yet. */
  readonly value: unknown;
  readonly decimals: number;
  readonly suffix?: string | undefined;
  /** Gets the number, the text while it is not a number, and an empty text. */
  readonly onChange: (value: number | string) => void;
}

/** A whole number of some smallest unit, typed as a decimal of `decimals` digits. Text that is not a number yet stays as typed. */
export function DecimalInput({ value, decimals, suffix, onChange, ...others }: DecimalInputProps) {
  const { locale } = useFormat();
  const [typed, setTyped] = useState<string | null>(null);
  const separator = decimalSeparator(locale);

  function take(next: string): void {
    setTyped(next);
    onChange(next.trim() === '' ? '' : (parseDecimal(next, decimals) ?? next));
  }

  function text(): string {
    if (typeof value !== 'number') return typeof value === 'string' ? value : '';
    if (typed === null) return groupedDecimal(value, decimals, locale);
    return parseDecimal(typed, decimals) === value ? typed : decimalText(value, decimals, separator);
  }

  return (
    <TextInput
      {...others}
      className={classes.figure ?? ''}
      inputMode={decimals === 0 ? 'numeric' : 'decimal'}
      autoComplete="off"
      {...bound(text(), take)}
      rightSection={suffix === undefined ? undefined : <span className={classes.suffix}>{suffix}</span>}
      rightSectionWidth={suffix === undefined ? undefined : 20 + 9 * suffix.length}
      rightSectionPointerEvents="none"
      onFocus={() => setTyped(typeof value === 'number' ? decimalText(value, decimals, separator) : null)}
      onBlur={() => setTyped(null)}
    />
  );
}
