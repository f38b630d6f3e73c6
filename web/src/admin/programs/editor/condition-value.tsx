import { NativeSelect, Switch, TagsInput, MultiSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ValueEditorProps } from 'react-querybuilder';
import type { ProgramDocument } from '../../../shared/api/types';
import { currencyDigits, currencySymbol, decimalSeparator } from '../../../shared/format/money';
import { useFormat } from '../../../shared/format/use-format';
import { usePointsOfSale, useRestaurants } from '../../frame/use-places';
import { typeOf } from './condition-fields';
import { decimalText, parseDecimal } from './decimal.rules';
import { useValue } from './draft-context';
import classes from './rule-conditions.module.css';

const WEEKDAYS = ['1', '2', '3', '4', '5', '6', '7'] as const;
const CHANNELS = ['TILL', 'API', 'OFFLINE', 'IMPORT'] as const;
const QUANTITY_DECIMALS = 3;

interface Choice {
  readonly value: string;
  readonly label: string;
}

/** What a condition compares with, in the form that its field and operator take. */
export function ConditionValue(props: ValueEditorProps) {
  const { field, operator } = props;
  const value: unknown = props.value;
  const { t } = useTranslation('admin');
  const label = t('program.conditions.value');
  const take = (next: unknown) => {
    props.handleOnChange(next);
  };
  if (operator === 'null' || operator === 'notNull') return null;
  if (operator === 'in' || operator === 'notIn')
    return <ManyValues field={field} label={label} value={value} onChange={take} />;
  if (operator === 'between' || operator === 'notBetween') {
    const [from, to] = Array.isArray(value) ? (value as unknown[]) : ['', ''];
    return (
      <>
        <OneValue
          field={field}
          label={t('program.conditions.from')}
          value={from}
          onChange={(next) => take([next, to])}
        />
        <span>{t('program.conditions.to')}</span>
        <OneValue
          field={field}
          label={t('program.conditions.until')}
          value={to}
          onChange={(next) => take([from, next])}
        />
      </>
    );
  }
  return <OneValue field={field} label={label} value={value} onChange={take} />;
}

interface ValueProps {
  readonly field: string;
  readonly label: string;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

function OneValue({ field, label, value, onChange }: ValueProps) {
  const { t } = useTranslation('admin');
  const { currency, locale } = useFormat();
  const choices = useChoices(field);
  const type = typeOf(field);
  if (choices !== null) {
    const isNumber = type === 'WEEKDAY';
    const toChoice = (next: string) => onChange(isNumber && next !== '' ? Number(next) : next);
    return (
      <NativeSelect
        aria-label={label}
        value={String(value)}
        data={[{ value: '', label: t('program.conditions.choose') }, ...choices]}
        onChange={(event) => toChoice(event.currentTarget.value)}
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
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
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
    default:
      return (
        <TextInput
          aria-label={label}
          className={classes.value ?? ''}
          type={type === 'TIME' ? 'time' : type === 'DATE' ? 'date' : 'text'}
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}

function ManyValues({ field, label, value, onChange }: ValueProps) {
  const choices = useChoices(field);
  const values = Array.isArray(value) ? value.map(String) : [];
  const isNumber = ['WEEKDAY', 'DAY', 'COUNT'].includes(typeOf(field));
  const take = (next: string[]) => onChange(isNumber ? next.map(numberOrText) : next);
  return choices === null ? (
    <TagsInput
      size="md"
      aria-label={label}
      className={classes.values ?? ''}
      value={values}
      acceptValueOnBlur
      onChange={take}
    />
  ) : (
    <MultiSelect
      size="md"
      aria-label={label}
      className={classes.values ?? ''}
      searchable
      data={choices}
      value={values}
      onChange={take}
    />
  );
}

function numberOrText(typed: string): number | string {
  return /^\d+$/.test(typed) ? Number(typed) : typed;
}

interface FigureValueProps extends Omit<ValueProps, 'field'> {
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
      className={classes.figure ?? ''}
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

/** The values among which a field chooses; null where anything may be typed. */
function useChoices(field: string): readonly Choice[] | null {
  const { t } = useTranslation('admin');
  const { locale } = useFormat();
  const tiers = useValue<ProgramDocument['tiers']>(['tiers']);
  const type = typeOf(field);
  const restaurants = useRestaurants(type === 'PLACE' || type === 'TILL');
  const pointsOfSale = usePointsOfSale(type === 'TILL');
  switch (type) {
    case 'WEEKDAY':
      return WEEKDAYS.map((value) => ({ value, label: t(`program.conditions.weekdays.d${value}`) }));
    case 'CHANNEL':
      return CHANNELS.map((value) => ({ value, label: t(`program.conditions.channels.${value}`) }));
    case 'TIER':
      return tiers.map(({ code }) => ({ value: code, label: code }));
    case 'PLACE':
      return (restaurants.data ?? []).map(({ id, name }) => ({ value: id, label: name }));
    case 'TILL': {
      const names = new Map(restaurants.data?.map(({ id, name }) => [id, name]));
      const label = (restaurantId: string, till: string) =>
        t('program.conditions.tillOf', { restaurant: names.get(restaurantId) ?? '', till });
      return (pointsOfSale.data ?? [])
        .map(({ id, restaurantId, name }) => ({ value: id, label: label(restaurantId, name) }))
        .sort((one, other) => one.label.localeCompare(other.label, locale));
    }
    default:
      return null;
  }
}
