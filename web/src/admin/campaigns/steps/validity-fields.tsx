import { NativeSelect } from '@mantine/core';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { WholeNumberInput } from '../../../shared/ui/whole-number-input';
import { SpendingPlaces } from '../../../entities/program/spending-places';
import { VALIDITIES, type Validity } from '../document/campaign-values.rules';
import classes from '../campaigns.module.css';
import { mistakeIn, type StepProps } from './step-props';
import { DateField } from '../../../shared/ui/dates/date-field';

const MOST_DAYS = 3_650;

/** When the points of the campaign begin and end, and where they may be spent. */
export function ValidityFields({ values, set, errors }: StepProps) {
  const { t } = useTranslation('admin');
  return (
    <>
      <NativeSelect
        className={classes.wide ?? ''}
        label={t('campaigns.field.validity')}
        description={t('campaigns.help.validity')}
        value={values.validity}
        error={errors.find(({ path }) => path === 'validity')?.message}
        onChange={(event) => set({ validity: event.currentTarget.value as Validity })}
        data={VALIDITIES.map((value) => ({ value, label: t(`campaigns.validity.${value}`) }))}
      />
      {values.validity === 'DAYS' && (
        <>
          <WholeNumberInput
            label={t('campaigns.field.validFromDays')}
            min={1}
            max={MOST_DAYS}
            value={values.validFromDays}
            error={mistakeIn(errors, 'validity.from')}
            onChange={(validFromDays) => set({ validFromDays })}
          />
          <WholeNumberInput
            label={t('campaigns.field.validUntilDays')}
            min={1}
            max={MOST_DAYS}
            value={values.validUntilDays}
            error={mistakeIn(errors, 'validity.until')}
            onChange={(validUntilDays) => set({ validUntilDays })}
          />
        </>
      )}
      {values.validity === 'DATES' && (
        <>
          <DateField
            label={t('campaigns.field.validFromDate')}
            value={values.validFromDate}
            onChange={(validFromDate) => set({ validFromDate })}
            error={mistakeIn(errors, 'validity.from')}
          />
          <DateField
            label={t('campaigns.field.validUntilDate')}
            value={values.validUntilDate}
            onChange={(validUntilDate) => set({ validUntilDate })}
            error={mistakeIn(errors, 'validity.until')}
          />
        </>
      )}
      {values.validity !== 'PROGRAM' && (
        <SpendingPlaces
          className={classes.wide}
          restaurantIds={values.spendableIn}
          categories={values.spendableOn}
          errors={{
            restaurantIds: mistakeIn(errors, 'spendableIn'),
            categories: mistakeIn(errors, 'spendableIn.categories'),
          }}
          onRestaurants={(ids) => set({ spendableIn: ids })}
          onCategories={(spendableOn) => set({ spendableOn })}
        />
      )}
    </>
  );
}
