import { NativeSelect, Switch, TagsInput, MultiSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ValueEditorProps } from 'react-querybuilder';
import { currencyDigits, currencySymbol, decimalSeparator } from '../../shared/format/money';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { bound, switched } from '../../shared/ui/bound';
import { DateField } from '../../shared/ui/dates/date-field';
import { TimeField } from '../../shared/ui/dates/time-field';
import { type FieldType, isInDays } from './condition-fields';
import { decimalText, parseDecimal } from '../../shared/format/decimal';

const QUANTITY_DECIMALS = 3;

export interface ValueChoice {
  readonly value: string;
  readonly label: string;
}

/** The kinds of a tree's values; the builder passes them to each part. */
export interface ConditionKinds {
  readonly typeOf: (field: string) => FieldType;
  /** A hook: the values among which a field chooses; null where anything may be typed. */
  readonly useChoices: (field: string) => readonly ValueChoice[] | null;
}

/** Field types whose choices are numbers. */
const OF_NUMBERS: readonly FieldType[] = ['WEEKDAY', 'MONTH'];
const LISTS_OF_NUMBERS: readonly FieldType[] = [...OF_NUMBERS, 'DAY', 'COUNT'];

/** The compared value, in the form that field and operator take. */
export function ConditionValue(props: ValueEditorProps) {
  const { field, operator } = props;
  const kinds = props.context as ConditionKinds;
  const value: unknown = props.value;
  const { t } = useTranslation('admin');
  if (!isInDays(value))
    return (
      <ComparedValue
        kinds={kinds}
        field={field}
        operator={operator}
        value={value}
        onChange={(next) => {
          props.handleOnChange(next);
        }}
      />
    );
  return (
    <>
      <ComparedValue
        kinds={kinds}
        field={field}
        operator={operator}
        value={value.value}
        onChange={(next) => {
          props.handleOnChange({ ...value, value: next });
        }}
      />
      <span>{t('program.conditions.within')}</span>
      <FigureValue
        label={t('program.conditions.days')}
        value={value.days}
        decimals={0}
        onChange={(days) => {
          props.handleOnChange({ ...value, days });
        }}
      />
      <span>{t('program.conditions.daysUnit')}</span>
    </>
  );
}

function ComparedValue({
  kinds,
  field,
  operator,
  value,
  onChange: take,
}: Omit<ValueProps, 'label'> & { readonly operator: string }) {
  const { t } = useTranslation('admin');
  const label = t('program.conditions.value');
  if (operator === 'null' || operator === 'notNull') return null;
  if (operator === 'in' || operator === 'notIn')
    return <ManyValues kinds={kinds} field={field} label={label} value={value} onChange={take} />;
  if (operator === 'between' || operator === 'notBetween') {
    const [from, to] = Array.isArray(value) ? (value as unknown[]) : ['', ''];
    return (
      <>
        <OneValue
          kinds={kinds}
          field={field}
          label={t('program.conditions.from')}
          value={from}
          onChange={(next) => take([next, to])}
        />
        <span>{t('program.conditions.to')}</span>
        <OneValue
          kinds={kinds}
          field={field}
          label={t('program.conditions.until')}
          value={to}
          onChange={(next) => take([from, next])}
        />
      </>
    );
  }
  return <OneValue kinds={kinds} field={field} label={label} value={value} onChange={take} />;
}

interface ValueProps {
  readonly kinds: ConditionKinds;
  readonly field: string;
  readonly label: string;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

function OneValue({ kinds, field, label, value, onChange }: ValueProps) {
  const { t } = useTranslation('admin');
  const { currency, locale } = useFormat();
  const choices = kinds.useChoices(field);
  const type = kinds.typeOf(field);
  if (choices !== null) {
    const isNumber = OF_NUMBERS.includes(type);
    const toChoice = (next: string) => onChange(isNumber && next !== '' ? Number(next) : next);
    return (
      <NativeSelect
        aria-label={label}
        {...bound(String(value), toChoice)}
        data={[{ value: '', label: t('program.conditions.choose') }, ...choices]}
      />
    );
  }
  switch (type) {
    case 'FLAG':
      return (
        <Switch
          size="md"
          aria-label={label}
          label={value === true ? t('program.conditions.yes') : t('program.conditions.no')}
          {...switched(value === true, onChange)}
        />
      );
    case 'MONEY':
      return (
        <FigureValue
          label={label}
          value={value}
          decimals={currencyDigits(currency)}
          suffix={currencySymbol(currency, locale)}
          onChange={onChange}
        />
      );
    case 'QUANTITY':
      return <FigureValue label={label} value={value} decimals={QUANTITY_DECIMALS} onChange={onChange} />;
    case 'COUNT':
    case 'DAY':
      return <FigureValue label={label} value={value} decimals={0} onChange={onChange} />;
    case 'TIME':
      return <TimeField aria-label={label} w={110} value={textOf(value)} onChange={onChange} />;
    case 'DATE':
      return <DateField aria-label={label} w={180} value={textOf(value)} onChange={onChange} />;
    default:
      return <TextInput aria-label={label} w={180} maw="100%" {...bound(textOf(value), onChange)} />;
  }
}

function ManyValues({ kinds, field, label, value, onChange }: ValueProps) {
  const choices = kinds.useChoices(field);
  const values = Array.isArray(value) ? value.map(String) : [];
  const isNumber = LISTS_OF_NUMBERS.includes(kinds.typeOf(field));
  const take = (next: string[]) => onChange(isNumber ? next.map(numberOrText) : next);
  return choices === null ? (
    <TagsInput size="md" aria-label={label} w={280} maw="100%" value={values} acceptValueOnBlur onChange={take} />
  ) : (
    <MultiSelect
      size="md"
      aria-label={label}
      w={280}
      maw="100%"
      searchable
      data={choices}
      value={values}
      onChange={take}
    />
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function numberOrText(typed: string): number | string {
  return /^\d+$/.test(typed) ? Number(typed) : typed;
}

interface FigureValueProps extends Omit<ValueProps, 'field' | 'kinds'> {
  readonly decimals: number;
  readonly suffix?: string;
}

function FigureValue({ label, value, decimals, suffix, onChange }: FigureValueProps) {
  const { locale } = useFormat();
  const [typed, setTyped] = useState<string | null>(null);
  const separator = decimalSeparator(locale);
  const text = typed ?? (typeof value === 'number' ? decimalText(value, decimals, separator) : String(value));
  return (
    <TextInput
      aria-label={label}
      w={140}
      inputMode={decimals === 0 ? 'numeric' : 'decimal'}
      value={text}
      rightSection={suffix}
      rightSectionPointerEvents="none"
      onBlur={() => setTyped(null)}
      onChange={(event) => {
        const next = event.currentTarget.value;
        setTyped(next);
        onChange(parseDecimal(next, decimals) ?? next);
      }}
    />
  );
}
