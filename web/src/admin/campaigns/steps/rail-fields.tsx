import { TextInput } from '@mantine/core';
import { currencyDigits, currencySymbol, parseAmount } from '../../../shared/format/money';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Help } from '../../../shared/ui/page';
import { WholeNumberInput } from '../../../shared/ui/whole-number-input';
import classes from '../campaigns.module.css';
import { mistakeIn, type StepProps } from './step-props';

const MOST_GUESTS = 1_000_000;
const LEAST_GUESTS = 30;
const MOST_PERCENT = 50;

/** Fields of the rails: from when on the campaign ends, pauses or shrinks its control group without a person. */
export function RailFields({ values, set, errors }: StepProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const count = (
    field: 'stopGuests' | 'shrinkGuests' | 'shrinkPercent' | 'visitCostVisits',
    [min, max]: readonly [number, number],
    ...places: readonly string[]
  ) => ({
    label: t(`campaigns.rails.${field}`),
    min,
    max,
    value: values[field],
    error: mistakeIn(errors, ...places),
    onChange: (value: number | '') => set({ [field]: value }),
  });
  const isWrong = values.visitCost.trim() !== '' && parseAmount(values.visitCost, format.currency) === null;
  return (
    <fieldset className={`${classes.wide} ${classes.group}`}>
      <legend>{t('campaigns.rails.title')}</legend>
      <Help>{t('campaigns.rails.help')}</Help>
      <div className={classes.fields}>
        <WholeNumberInput
          {...count('stopGuests', [LEAST_GUESTS, MOST_GUESTS], 'rails.stopBelow')}
          placeholder={t('campaigns.rails.never')}
        />
        <WholeNumberInput
          {...count('shrinkGuests', [LEAST_GUESTS, MOST_GUESTS], 'rails.shrinkAbove.guests', 'rails.shrinkAbove')}
          placeholder={t('campaigns.rails.never')}
        />
        {values.shrinkGuests !== '' && (
          <WholeNumberInput {...count('shrinkPercent', [1, MOST_PERCENT], 'rails.shrinkAbove.sharePpm')} suffix=" %" />
        )}
        <TextInput
          label={t('campaigns.rails.visitCost')}
          inputMode="decimal"
          rightSection={currencySymbol(format.currency, format.locale)}
          placeholder={t('campaigns.rails.never')}
          value={values.visitCost}
          error={
            isWrong
              ? t('program.example.amountWrong', { count: currencyDigits(format.currency) })
              : mistakeIn(errors, 'rails.visitCost.atMost')
          }
          onChange={(event) => set({ visitCost: event.currentTarget.value })}
        />
        {values.visitCost.trim() !== '' && (
          <WholeNumberInput {...count('visitCostVisits', [1, MOST_GUESTS], 'rails.visitCost.visits')} />
        )}
      </div>
    </fieldset>
  );
}
