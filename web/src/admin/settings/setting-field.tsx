import { Checkbox, MultiSelect, NativeSelect, NumberInput, TagsInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { LANGUAGE_NAMES } from '../../generated/words/words';
import type { ConsentText } from '../../entities/network/network-settings.api';
import { decimalText, groupedDecimal, parseDecimal } from '../../shared/format/decimal';
import { changeNetwork } from '../../shared/api/operations';
import { memberAt } from '../../shared/described/member-at';
import {
  currencyDigits,
  currencySymbol,
  decimalSeparator,
  groupSeparator,
  MOST_MINOR_UNITS,
} from '../../shared/format/money';
import { useFormat } from '../../shared/format/use-format';
import { SENT_CHANNELS } from '../../entities/message/message.api';
import { CONSENT_BASES } from '../../entities/guest/guest.api';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { SettingEntry, SettingPath } from '../../entities/network/settings.fields';
import type { SettingValue } from '../../entities/network/settings.rules';
import { ConsentsSetting } from './consents-setting';
import { QuestionsSetting, type RestaurantQuestion } from './questions-setting';
import { bound, switched } from '../../shared/ui/bound';
import { TimeField } from '../../shared/ui/dates/time-field';

const LANGUAGES = ['ru', 'en'] as const;
const RECEIPT_SCOPES = ['BUSINESS_DAY', 'YEAR', 'FOREVER'] as const;
const SECOND_FACTORS = ['OPTIONAL', 'MANAGERS', 'STAFF'] as const;
const SHARE_DECIMALS = 4;

interface SettingFieldProps {
  readonly field: SettingEntry<SettingPath>;
  readonly value: unknown;
  readonly onChange: (value: SettingValue) => void;
  /** The field holds a text that is no value yet. */
  readonly onMistake: (isWrong: boolean) => void;
  readonly error: string | undefined;
}

/** One setting with its name and one sentence of help. */
export function SettingField({ field, value, onChange, onMistake, error }: SettingFieldProps) {
  const { t } = useTranslation('admin');
  const { path, kind } = field;
  const named = { label: t(`settings.label.${path}`), description: t(`settings.help.${path}`), error };
  const figure = { ...named, field, value, onChange, onMistake };
  const chosen = (data: readonly { readonly value: string; readonly label: string }[]) => (
    <NativeSelect {...named} {...bound(String(value), onChange)} data={[...data]} />
  );
  switch (kind) {
    case 'fixed':
      return <TextInput {...named} readOnly variant="filled" value={String(value)} />;
    case 'text':
      return <TextInput {...named} maxLength={200} autoComplete="off" {...bound(String(value), onChange)} />;
    case 'clock':
      return <TimeField {...named} value={String(value)} onChange={onChange} />;
    case 'switch':
      return <Checkbox {...named} {...switched(value === true, onChange)} />;
    case 'codes':
      return (
        <TagsInput
          {...named}
          size="md"
          acceptValueOnBlur
          value={Array.isArray(value) ? value.map(String) : []}
          onChange={(codes) => onChange(codes.map((code) => code.toUpperCase().replace(/[\s-]+/g, '_')))}
        />
      );
    case 'consents':
      return (
        <ConsentsSetting {...named} value={value as readonly ConsentText[]} onChange={onChange} onMistake={onMistake} />
      );
    case 'questions':
      return <QuestionsSetting {...named} value={value as readonly RestaurantQuestion[]} onChange={onChange} />;
    case 'language':
      return chosen(LANGUAGES.map((one) => ({ value: one, label: LANGUAGE_NAMES[one] })));
    case 'receiptScope':
      return chosen(RECEIPT_SCOPES.map((one) => ({ value: one, label: t(`settings.receiptScope.${one}`) })));
    case 'secondFactor':
      return chosen(SECOND_FACTORS.map((one) => ({ value: one, label: t(`settings.secondFactor.${one}`) })));
    case 'consentBasis':
      return (
        <NativeSelect
          {...named}
          {...bound(typeof value === 'string' ? value : '', (basis) => onChange(basis === '' ? null : basis))}
          data={[
            { value: '', label: t('settings.consentBasisNone') },
            ...CONSENT_BASES.map((one) => ({ value: one, label: t(`consentBasis.${one}`) })),
          ]}
        />
      );
    case 'channels':
      return (
        <MultiSelect
          {...named}
          size="md"
          data={SENT_CHANNELS.map((one) => ({ value: one, label: t(`settings.channel.${one}`) }))}
          value={Array.isArray(value) ? value.map(String) : []}
          onChange={onChange}
        />
      );
    case 'money':
    case 'moneyOrNone':
      return <MoneySetting {...figure} />;
    case 'share':
      return <FigureSetting {...figure} decimals={SHARE_DECIMALS} suffix="%" />;
    case 'whole':
    case 'wholeOrNone':
      return <FigureSetting {...figure} decimals={0} />;
  }
}

interface FigureSettingProps extends SettingFieldProps {
  readonly label: string;
  readonly description: string;
  readonly decimals: number;
  readonly suffix?: string;
}

function MoneySetting(props: Omit<FigureSettingProps, 'decimals' | 'suffix'>) {
  const { currency, locale } = useFormat();
  return <FigureSetting {...props} decimals={currencyDigits(currency)} suffix={currencySymbol(currency, locale)} />;
}

/** A figure, grouped as the locale does. */
function FigureSetting({
  field: { kind, path },
  value,
  onChange,
  onMistake,
  error,
  label,
  description,
  decimals,
  suffix,
}: FigureSettingProps) {
  const { t } = useTranslation('admin');
  const { locale } = useFormat();
  const { least, most } = boundsOf(path);
  const [isWrong, setIsWrong] = useState(false);
  const isOptional = kind === 'wholeOrNone' || kind === 'moneyOrNone';
  const written = typeof value === 'number' ? Number(decimalText(value, decimals, '.')) : '';

  function take(typed: string | number): void {
    const figure = parsed(String(typed));
    setIsWrong(figure === undefined);
    onMistake(figure === undefined);
    if (figure !== undefined) onChange(figure);
  }

  /** Null: no limit. Undefined: no figure that the setting can have. */
  function parsed(typed: string): number | null | undefined {
    if (typed === '') return isOptional ? null : undefined;
    const figure = parseDecimal(typed, decimals);
    return figure === null || figure < least || figure > most ? undefined : figure;
  }

  function wrongWords(): string {
    if (most >= MOST_MINOR_UNITS) return t('settings.noFigure');
    return t('settings.between', {
      least: groupedDecimal(least, decimals, locale),
      most: groupedDecimal(most, decimals, locale),
    });
  }

  return (
    <NumberInput
      size="md"
      label={label}
      description={description}
      hideControls
      allowNegative={false}
      allowDecimal={decimals > 0}
      decimalScale={decimals}
      decimalSeparator={decimalSeparator(locale)}
      thousandSeparator={groupSeparator(locale)}
      inputMode={decimals === 0 ? 'numeric' : 'decimal'}
      placeholder={isOptional ? t('settings.noLimit') : undefined}
      defaultValue={written}
      error={isWrong ? wrongWords() : error}
      rightSection={suffix}
      rightSectionPointerEvents="none"
      onChange={take}
    />
  );
}

/** The bounds of a figure in the body of the change. */
function boundsOf(path: SettingPath): { readonly least: number; readonly most: number } {
  const member = memberAt(changeNetwork.body, path.split('.'));
  return { least: 0, most: MOST_MINOR_UNITS, ...(member.type === 'number' && member) };
}
