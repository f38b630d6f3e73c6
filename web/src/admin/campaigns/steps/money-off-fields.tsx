import { Button, Flex, NativeSelect, TagsInput, TextInput } from '@mantine/core';
import { currencySymbol } from '../../../shared/format/money';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Help } from '../../../shared/ui/page';
import { WholeNumberInput } from '../../../shared/ui/whole-number-input';
import {
  type ComboPartValues,
  FIRST_PART,
  MONEY_OFF_KINDS,
  type MoneyOffKind,
} from '../document/campaign-values.rules';
import classes from '../campaigns.module.css';
import { mistakeIn, type StepProps } from './step-props';
import { bound } from '../../../shared/ui/bound';

const MOST_PARTS = 10;
const MOST_PIECES = 100;

/** Money off the price, and what comes before and after it. */
export function MoneyOffFields({ values, set, errors }: StepProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
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
      {(kind === 'SHARE' || kind === 'CHEAPEST' || kind === 'EVERY_NTH') && (
        <TextInput
          label={t('campaigns.field.percentOff')}
          inputMode="decimal"
          rightSection="%"
          {...bound(values.percentOff, (percentOff) => set({ percentOff }))}
          error={mistakeIn(errors, 'moneyOff.ratePpm')}
        />
      )}
      {(kind === 'AMOUNT' || kind === 'COMBO') && (
        <TextInput
          label={t(kind === 'COMBO' ? 'campaigns.field.setPrice' : 'campaigns.field.amountOff')}
          inputMode="decimal"
          rightSection={currencySymbol(format.currency, format.locale)}
          {...bound(values.amountOff, (amountOff) => set({ amountOff }))}
          error={mistakeIn(errors, kind === 'COMBO' ? 'moneyOff.price' : 'moneyOff.amount')}
        />
      )}
      {(kind === 'CHEAPEST' || kind === 'EVERY_NTH') && (
        <WholeNumberInput
          label={t(kind === 'CHEAPEST' ? 'campaigns.field.leastPieces' : 'campaigns.field.everyNth')}
          min={kind === 'CHEAPEST' ? 1 : 2}
          max={MOST_PIECES}
          value={values.pieces}
          error={mistakeIn(errors, 'moneyOff.of', 'moneyOff.every')}
          onChange={(pieces) => set({ pieces })}
        />
      )}
      {(kind === 'EVERY_NTH' || kind === 'COMBO') && (
        <WholeNumberInput
          label={t(kind === 'COMBO' ? 'campaigns.field.mostSets' : 'campaigns.field.mostPieces')}
          min={1}
          max={MOST_PIECES}
          value={values.times}
          error={mistakeIn(errors, 'moneyOff.times')}
          onChange={(times) => set({ times })}
        />
      )}
      {kind === 'COMBO' && <ComboParts values={values} set={set} errors={errors} />}
      <div className={classes.wide}>
        <Help>{t('campaigns.moneyOffOrder')}</Help>
        <Help>{t('campaigns.moneyOffExample')}</Help>
      </div>
    </>
  );
}

function ComboParts({ values: { parts }, set, errors }: StepProps) {
  const { t } = useTranslation('admin');
  const error = mistakeIn(errors, 'moneyOff.parts');
  const change = (index: number, to: Partial<ComboPartValues>) =>
    set({ parts: parts.map((part, place) => (place === index ? { ...part, ...to } : part)) });
  return (
    <div className={classes.wide}>
      {parts.map(({ categories, skus, pieces }, index) => (
        <Flex key={index} gap={12} wrap="wrap" align="flex-end" mb={12}>
          <TagsInput
            label={t('campaigns.field.partCategories', { number: index + 1 })}
            value={[...categories]}
            error={error}
            onChange={(to) => change(index, { categories: to })}
          />
          <TagsInput
            label={t('campaigns.field.partSkus', { number: index + 1 })}
            value={[...skus]}
            onChange={(to) => change(index, { skus: to })}
          />
          <WholeNumberInput
            label={t('campaigns.field.partPieces', { number: index + 1 })}
            min={1}
            max={MOST_PIECES}
            value={pieces}
            onChange={(to) => change(index, { pieces: to })}
          />
          {parts.length > 1 && (
            <Button
              variant="subtle"
              aria-label={t('campaigns.removePart', { number: index + 1 })}
              onClick={() => set({ parts: parts.filter((_, place) => place !== index) })}
            >
              {t('campaigns.remove')}
            </Button>
          )}
        </Flex>
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
