import { NativeSelect, TagsInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { currencyDigits, currencySymbol, decimalSeparator } from '../../../shared/format/money';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { useDraftStore, useMistake, useValue } from './draft-context';
import { decimalText, groupedDecimal, parseDecimal } from '../../../shared/format/decimal';
import type { DocumentPath } from './draft-store';
import classes from './fields.module.css';
import { useMistakeWords } from './use-mistake-words';
import { bound } from '../../../shared/ui/bound';

interface FieldProps {
  readonly path: DocumentPath;
  /** The accessible name, also where a sentence around the field names it visibly. */
  readonly label: string;
  /** Whether another line names the field. */
  readonly isNamed?: boolean;
}

interface FigureFieldProps extends FieldProps {
  /** Empty says null: no limit, nothing. */
  readonly nullable?: boolean;
  /** Empty is left out of the document. */
  readonly isOptional?: boolean;
  readonly placeholder?: string;
  readonly suffix?: string;
  readonly width?: number | string;
}

/** The state of the field at a path: value, mistake and setter. */
function useField(path: DocumentPath) {
  const store = useDraftStore();
  const value = useValue<unknown>(path);
  const mistake = useMistake(path);
  const words = useMistakeWords();
  return {
    value,
    error: mistake === undefined ? undefined : words(mistake),
    change: (next: unknown) => store.set(path, next),
  };
}

/** A whole number of some smallest unit, typed as a decimal of `decimals` digits. Text that is not a number yet stays as typed. */
function DecimalField({
  path,
  label,
  isNamed = false,
  nullable = false,
  isOptional = false,
  placeholder,
  suffix,
  width,
  decimals,
}: FigureFieldProps & { readonly decimals: number }) {
  const { locale } = useFormat();
  const { value, error, change } = useField(path);
  const [typed, setTyped] = useState<string | null>(null);
  const separator = decimalSeparator(locale);
  const text =
    typeof value === 'number'
      ? typed !== null && parseDecimal(typed, decimals) === value
        ? typed
        : typed !== null
          ? decimalText(value, decimals, separator)
          : groupedDecimal(value, decimals, locale)
      : typeof value === 'string'
        ? value
        : '';

  function take(next: string): void {
    setTyped(next);
    if (next.trim() === '' && (nullable || isOptional)) change(nullable ? null : undefined);
    else change(parseDecimal(next, decimals) ?? next);
  }

  return (
    <TextInput
      {...nameOf(label, isNamed)}
      className={classes.figure ?? ''}
      style={{ width }}
      inputMode={decimals === 0 ? 'numeric' : 'decimal'}
      autoComplete="off"
      placeholder={placeholder}
      {...bound(text, take)}
      error={error}
      rightSection={suffix === undefined ? undefined : <span className={classes.suffix}>{suffix}</span>}
      rightSectionWidth={suffix === undefined ? undefined : 20 + 9 * suffix.length}
      rightSectionPointerEvents="none"
      onFocus={() => setTyped(typeof value === 'number' ? decimalText(value, decimals, separator) : null)}
      onBlur={() => setTyped(null)}
    />
  );
}

export function WholeField(props: FigureFieldProps) {
  return <DecimalField width={110} {...props} decimals={0} />;
}

/** Typed in major units of the network's currency. */
export function MoneyField(props: FigureFieldProps) {
  const { currency, locale } = useFormat();
  return (
    <DecimalField
      width={150}
      {...props}
      decimals={currencyDigits(currency)}
      suffix={currencySymbol(currency, locale)}
    />
  );
}

const PER_CENT_DECIMALS = 4;
const TIMES_DECIMALS = 6;
/** A worth is in millionths of a minor unit. */
const WORTH_DECIMALS = 6;

export function PerCentField(props: FigureFieldProps) {
  return <DecimalField width={110} {...props} decimals={PER_CENT_DECIMALS} suffix="%" />;
}

export function TimesField(props: FigureFieldProps) {
  return <DecimalField width={110} {...props} decimals={TIMES_DECIMALS} suffix="×" />;
}

/** The worth of a point, in major units. */
export function WorthField(props: FigureFieldProps) {
  const { currency, locale } = useFormat();
  const decimals = WORTH_DECIMALS + currencyDigits(currency);
  return <DecimalField width={130} {...props} decimals={decimals} suffix={currencySymbol(currency, locale)} />;
}

const QUANTITY_DECIMALS = 3;

export function QuantityField(props: FigureFieldProps) {
  return <DecimalField width={110} {...props} decimals={QUANTITY_DECIMALS} />;
}

interface TextFieldProps extends FieldProps {
  readonly width?: number | string;
  /** Empty is left out of the document. */
  readonly isOptional?: boolean;
}

export function TextField({ path, label, isNamed = false, isOptional = false, width }: TextFieldProps) {
  const { value, error, change } = useField(path);
  return (
    <TextInput
      {...nameOf(label, isNamed)}
      style={{ width }}
      autoComplete="off"
      value={typeof value === 'string' ? value : ''}
      error={error}
      onChange={({ currentTarget: { value: typed } }) => change(typed === '' && isOptional ? undefined : typed)}
    />
  );
}

/** The name of a tier or counter: in capitals, as tills and services know it. */
export function CodeField({ path, label, isNamed = false }: FieldProps) {
  const { value, error, change } = useField(path);
  return (
    <TextInput
      {...nameOf(label, isNamed)}
      autoComplete="off"
      {...bound(typeof value === 'string' ? value : '', (value) => change(value.toUpperCase().replace(/[\s-]+/g, '_')))}
      error={error}
    />
  );
}

interface ChoiceFieldProps<Choice extends string> extends FieldProps {
  readonly choices: readonly { readonly value: Choice; readonly label: string }[];
  /** The label of a choice; without one the choice itself. */
  readonly toValue?: (choice: Choice) => unknown;
  /** The choice that a value is; the value itself where it is left out. */
  readonly ofValue?: (value: unknown) => Choice;
}

export function ChoiceField<Choice extends string>({
  path,
  label,
  isNamed = false,
  choices,
  toValue = (choice) => choice,
  ofValue = (value) => value as Choice,
}: ChoiceFieldProps<Choice>) {
  const { value, error, change } = useField(path);
  return (
    <NativeSelect
      {...nameOf(label, isNamed)}
      maw="100%"
      value={ofValue(value)}
      error={error}
      data={choices}
      onChange={(event) => {
        const chosen = choices.find((choice) => choice.value === event.currentTarget.value);
        if (chosen !== undefined) change(toValue(chosen.value));
      }}
    />
  );
}

/** A list of texts, each typed and ended with Enter. */
export function ListField({ path, label }: FieldProps) {
  const { t } = useTranslation('admin');
  const store = useDraftStore();
  const items = useValue<readonly string[]>(path);
  const mistake = useMistake(path, true);
  const words = useMistakeWords();
  return (
    <TagsInput
      label={label}
      size="md"
      placeholder={items.length === 0 ? t('program.listPlaceholder') : ''}
      value={[...items]}
      acceptValueOnBlur
      error={mistake === undefined ? undefined : words(mistake)}
      onChange={(next) => store.set(path, next)}
    />
  );
}

function nameOf(label: string, isNamed: boolean) {
  return isNamed ? { label } : { 'aria-label': label };
}
