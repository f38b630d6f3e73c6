import { Button, Flex, NativeSelect, TagsInput, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { MoneyOffKind } from '../../../entities/campaign/money-off';
import { currencySymbol } from '../../../shared/format/money';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Help } from '../../../shared/ui/page';
import { WholeNumberInput } from '../../../shared/ui/whole-number-input';
import { type ComboPartValues, FIRST_PART, type MoneyOffValues, TAKEN_OFF } from '../document/campaign-values.rules';
import { MONEY_OFF_KINDS, type MoneyOffField, moneyOffFields } from '../document/money-off.rules';
import classes from '../campaigns.module.css';
import { mistakeIn, type StepProps } from './step-props';
import { bound } from '../../../shared/ui/bound';

const MOST_PARTS = 10;
const MOST_PIECES = 100;

/** Money off the price, and what comes before and after it. */
export function MoneyOffFields({ values, set, errors }: StepProps) {
  const { t } = useTranslation('admin');
  const { currency, locale } = useFormat();
  const kind = values.moneyOff;
  return (
    <>
      <NativeSelect
        className={classes.wide ?? ''}
        label={t('campaigns.field.moneyOff')}
        value={kind}
        onChange={(event) => set({ moneyOff: event.currentTarget.value as MoneyOffKind })}
        data={MONEY_OFF_KINDS.map((value) => ({ value, label: t(`campaigns.moneyOff.${value}`) }))}
      />
      {moneyOffFields(kind).map((field) => (
        <Field key={field.input} field={field} values={values} set={set} errors={errors} />
      ))}
      <TextInput
        label={t('campaigns.field.leastToPay')}
        description={t('campaigns.help.leastToPay')}
        inputMode="decimal"
        rightSection={currencySymbol(currency, locale)}
        {...bound(values.leastToPay, (leastToPay) => set({ leastToPay }))}
        error={mistakeIn(errors, 'leastToPay')}
      />
      <div className={classes.wide}>
        <Help>{t('campaigns.moneyOffOrder')}</Help>
        <Help>{t('campaigns.moneyOffExample')}</Help>
      </div>
    </>
  );
}

function Field({ field, ...props }: StepProps & { readonly field: MoneyOffField }) {
  const { values, set, errors } = props;
  const { t } = useTranslation('admin');
  const format = useFormat();
  switch (field.input) {
    case 'percentOff':
      return (
        <TextInput
          label={t('campaigns.field.percentOff')}
          inputMode="decimal"
          rightSection="%"
          {...bound(values.percentOff, (percentOff) => set({ percentOff }))}
          error={mistakeIn(errors, `moneyOff.${field.member}`)}
        />
      );
    case 'amountOff':
      return (
        <TextInput
          label={t(`campaigns.field.${field.label}`)}
          inputMode="decimal"
          rightSection={currencySymbol(format.currency, format.locale)}
          {...bound(values.amountOff, (amountOff) => set({ amountOff }))}
          error={mistakeIn(errors, `moneyOff.${field.member}`)}
        />
      );
    case 'pieces':
      return (
        <WholeNumberInput
          label={t(`campaigns.field.${field.label}`)}
          min={field.min}
          max={MOST_PIECES}
          value={values.pieces}
          error={mistakeIn(errors, `moneyOff.${field.member}`)}
          onChange={(pieces) => set({ pieces })}
        />
      );
    case 'times':
      return (
        <WholeNumberInput
          label={t(`campaigns.field.${field.label}`)}
          min={1}
          max={MOST_PIECES}
          value={values.times}
          error={mistakeIn(errors, `moneyOff.${field.member}`)}
          onChange={(times) => set({ times })}
        />
      );
    case 'takenOff':
      return (
        <NativeSelect
          label={t('campaigns.field.takenOff')}
          value={values.takenOff}
          onChange={(event) => set({ takenOff: event.currentTarget.value as MoneyOffValues['takenOff'] })}
          data={TAKEN_OFF.map((value) => ({ value, label: t(`campaigns.takenOff.${value}`) }))}
        />
      );
    case 'buyAndGet':
      return <BuyAndGet {...props} />;
    case 'parts':
      return <ComboParts {...props} />;
  }
}

/** The goods that have to be bought, and those that get cheaper. */
function BuyAndGet({ values: { parts }, set, errors }: StepProps) {
  const { t } = useTranslation('admin');
  const [buy = FIRST_PART, get = FIRST_PART] = parts;
  return (
    <div className={classes.wide}>
      <PartFields
        part={buy}
        labels={[t('campaigns.field.buyCategories'), t('campaigns.field.buySkus'), t('campaigns.field.buyPieces')]}
        error={mistakeIn(errors, 'moneyOff.buy')}
        onChange={(to) => set({ parts: [{ ...buy, ...to }, get] })}
      />
      <PartFields
        part={get}
        labels={[t('campaigns.field.getCategories'), t('campaigns.field.getSkus'), t('campaigns.field.getPieces')]}
        error={mistakeIn(errors, 'moneyOff.get')}
        onChange={(to) => set({ parts: [buy, { ...get, ...to }] })}
      />
      <Help>{t('campaigns.buyAndGet')}</Help>
    </div>
  );
}

function ComboParts({ values: { parts }, set, errors }: StepProps) {
  const { t } = useTranslation('admin');
  const error = mistakeIn(errors, 'moneyOff.parts');
  const change = (index: number, to: Partial<ComboPartValues>) =>
    set({ parts: parts.map((part, place) => (place === index ? { ...part, ...to } : part)) });
  return (
    <div className={classes.wide}>
      {parts.map((part, index) => (
        <PartFields
          key={index}
          part={part}
          labels={[
            t('campaigns.field.partCategories', { number: index + 1 }),
            t('campaigns.field.partSkus', { number: index + 1 }),
            t('campaigns.field.partPieces', { number: index + 1 }),
          ]}
          error={error}
          onChange={(to) => change(index, to)}
        >
          {parts.length > 1 && (
            <Button
              variant="subtle"
              aria-label={t('campaigns.removePart', { number: index + 1 })}
              onClick={() => set({ parts: parts.filter((_, place) => place !== index) })}
            >
              {t('campaigns.remove')}
            </Button>
          )}
        </PartFields>
      ))}
      <Button
        variant="default"
        disabled={parts.length >= MOST_PARTS}
        onClick={() => set({ parts: [...parts, FIRST_PART] })}
      >
        {t('campaigns.addPart')}
      </Button>
    </div>
  );
}

interface PartFieldsProps {
  readonly part: ComboPartValues;
  readonly labels: readonly [categories: string, skus: string, pieces: string];
  readonly error: string | undefined;
  readonly onChange: (changed: Partial<ComboPartValues>) => void;
  readonly children?: ReactNode;
}

/** So many pieces of any of the named goods. */
function PartFields({ part, labels, error, onChange, children }: PartFieldsProps) {
  const [categories, skus, pieces] = labels;
  return (
    <Flex gap={12} wrap="wrap" align="flex-end" mb={12}>
      <TagsInput
        label={categories}
        value={[...part.categories]}
        error={error}
        onChange={(to) => onChange({ categories: to })}
      />
      <TagsInput label={skus} value={[...part.skus]} onChange={(to) => onChange({ skus: to })} />
      <WholeNumberInput
        label={pieces}
        min={1}
        max={MOST_PIECES}
        value={part.pieces}
        onChange={(to) => onChange({ pieces: to })}
      />
      {children}
    </Flex>
  );
}
