import { TextInput, type TextInputProps } from '@mantine/core';
import { useState } from 'react';
import { decimalText, groupedDecimal, parseDecimal } from '../format/decimal';
import { decimalSeparator } from '../format/money';
import { useFormat } from '../format/use-format';
import { bound } from './bound';
import classes from './decimal-input.module.css';

interface DecimalInputProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  /** The number as a whole number of its smallest unit, or the typed text while the text is not a number. */
  readonly value: unknown;
  readonly decimals: number;
  readonly suffix?: string | undefined;
  /** Called with the number, with the typed text while the text is not a number, or with an empty text. */
  readonly onChange: (value: number | string) => void;
}

/**
 * The input for a number that is stored as a whole number of its smallest unit, and typed with at most `decimals` digits after the separator. Text that
 * is not a number stays as typed.
 */
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
