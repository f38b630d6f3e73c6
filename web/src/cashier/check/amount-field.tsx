import { Box } from '@mantine/core';
import { useLayoutEffect, useRef, type ChangeEvent, type Ref } from 'react';
import {
  currencyDigits,
  currencySymbol,
  decimalSeparator,
  groupSeparator,
  parseAmount,
} from '../../shared/format/money';
import classes from './amount-field.module.css';

interface AmountFieldProps {
  readonly label: string;
  readonly typed: string;
  readonly currency: string;
  readonly locale: string;
  readonly disabled: boolean;
  /** True where lines determine the amount. */
  readonly readOnly: boolean;
  readonly inputRef: Ref<HTMLInputElement>;
  readonly onChange: (typed: string) => void;
}

/** The amount, grouped while it is typed, with the currency beside it. */
export function AmountField({
  label,
  typed,
  currency,
  locale,
  disabled,
  readOnly,
  inputRef,
  onChange,
}: AmountFieldProps) {
  const own = useRef<HTMLInputElement | null>(null);
  /** How many digits are right of the caret. Grouping moves the caret, so this finds its place again. */
  const digitsAfterCaret = useRef(0);
  const shown = groupTyped(typed, locale);

  useLayoutEffect(() => {
    const input = own.current;
    if (input === null || document.activeElement !== input) return;
    const caret = caretBefore(shown, digitsAfterCaret.current);
    input.setSelectionRange(caret, caret);
  }, [shown]);

  function take(event: ChangeEvent<HTMLInputElement>): void {
    const { value, selectionStart } = event.currentTarget;
    digitsAfterCaret.current = value.slice(selectionStart ?? value.length).replace(/\D/g, '').length;
    const next = acceptTyped(ungrouped(shown, value, locale), currency);
    if (next !== null) onChange(next);
  }

  return (
    <label className={classes.field}>
      <Box component="span" display="block" mb={6} fw={600}>
        {label}
      </Box>
      <span className={classes.box}>
        <input
          ref={(input) => {
            own.current = input;
            if (typeof inputRef === 'function') inputRef(input);
            else if (inputRef !== null) inputRef.current = input;
          }}
          className={classes.input}
          value={shown}
          placeholder={groupTyped('0', locale)}
          // On touch screens the page's own keypad serves, so the device's keyboard stays closed.
          inputMode="none"
          data-keypad="amount"
          autoComplete="off"
          disabled={disabled}
          readOnly={readOnly}
          onChange={take}
        />
        <Box component="span" c="dimmed" fz={28} fw={500} aria-hidden>
          {currencySymbol(currency, locale)}
        </Box>
      </span>
    </label>
  );
}

/** The typed amount without grouping and with a decimal point; null when it can't become an amount of this currency. */
function acceptTyped(value: string, currency: string): string | null {
  const bare = value
    .replace(/[^\d.,]/g, '')
    .replace(/,/g, '.')
    .replace(/^0+(?=\d)/, '');
  if (bare === '') return '';
  if (bare.endsWith('.') && currencyDigits(currency) === 0) return null;
  return parseAmount(bare === '.' ? '0.' : bare, currency) === null ? null : bare === '.' ? '0.' : bare;
}

/** Groups thousands as everywhere else on the screen. */
function groupTyped(typed: string, locale: string): string {
  const [whole = '', fraction] = typed.split('.');
  const first = whole.length % 3;
  const thousands = whole.slice(first).match(/\d{3}/g) ?? [];
  const grouped = [...(first === 0 ? [] : [whole.slice(0, first)]), ...thousands].join(groupSeparator(locale));
  return fraction === undefined ? grouped : grouped + decimalSeparator(locale) + fraction;
}

/**
 * The text after a key press, without thousands separators. In some languages the thousands separator is the key that separates decimals in others.
 * So only marks that were there before are separators; a typed or pasted one is a separator only if exactly three digits and no decimals follow.
 */
function ungrouped(before: string, after: string, locale: string): string {
  const mark = groupSeparator(locale);
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const typed = after.slice(start, after.length - end);
  const bare = (text: string) => text.replaceAll(mark, '');
  const isGrouped = new RegExp(`\\d\\${mark}\\d{3}(?!\\d)`).test(typed);
  return bare(after.slice(0, start)) + (isGrouped ? bare(typed) : typed) + bare(after.slice(after.length - end));
}

function caretBefore(text: string, digitsAfter: number): number {
  let caret = text.length;
  for (let digits = digitsAfter; digits > 0 && caret > 0; caret -= 1) {
    if (/\d/.test(text.charAt(caret - 1))) digits -= 1;
  }
  return caret;
}
