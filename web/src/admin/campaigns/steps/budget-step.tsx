import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useRestaurants } from '../../../entities/restaurant/restaurant.api';
import { currencySymbol } from '../../../shared/format/money';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { WholeNumberInput } from '../../../shared/ui/whole-number-input';
import { type PlaceBudgetValues, type Unit, UNITS } from '../campaign-values.rules';
import classes from '../campaigns.module.css';
import { mistakeIn, type StepProps } from './step-props';

const MOST = 1_000_000_000;
/** A document takes fifty, three of which are the network's. */
const MOST_OF_PLACES = 47;

/** The most that the campaign gives in all and to one guest, and which campaigns it shares a sale with. */
export function BudgetStep({ values, set, errors }: StepProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const isMoney = values.gives === 'MONEY_OFF';
  const count = (
    field: 'budgetPoints' | 'budgetUses' | 'perSale' | 'perDay' | 'perGuest' | 'uses',
    ...places: readonly string[]
  ) => ({
    label: t(`campaigns.field.${field}`),
    min: 1,
    max: MOST,
    value: values[field],
    error: mistakeIn(errors, ...places),
    onChange: (value: number | '') => set({ [field]: value }),
  });
  return (
    <div className={classes.fields}>
      {!isMoney && <WholeNumberInput {...count('budgetPoints', 'budgets')} />}
      <TextInput
        label={t('campaigns.field.budgetMoney')}
        inputMode="decimal"
        rightSection={currencySymbol(format.currency, format.locale)}
        value={values.budgetMoney}
        onChange={(event) => set({ budgetMoney: event.currentTarget.value })}
      />
      <WholeNumberInput {...count('budgetUses')} />
      <PlaceBudgets values={values} set={set} errors={errors} />
      <Checkbox
        size="md"
        className={classes.wide ?? ''}
        label={t('campaigns.field.isCut')}
        description={t('campaigns.help.isCut')}
        checked={values.isCut}
        onChange={(event) => set({ isCut: event.currentTarget.checked })}
      />
      {!isMoney && (
        <>
          <WholeNumberInput {...count('perSale', 'caps.perSale')} />
          <WholeNumberInput {...count('perDay', 'caps.perDay')} />
          <WholeNumberInput {...count('perGuest', 'caps.perGuest')} />
        </>
      )}
      <WholeNumberInput {...count('uses', 'caps.uses')} />
      <TextInput
        label={t('campaigns.field.group')}
        description={t('campaigns.help.group')}
        maxLength={50}
        value={values.group}
        error={mistakeIn(errors, 'group')}
        onChange={(event) => set({ group: event.currentTarget.value })}
      />
      <WholeNumberInput
        label={t('campaigns.field.priority')}
        description={t('campaigns.help.priority')}
        min={0}
        max={1_000}
        value={values.priority}
        error={mistakeIn(errors, 'priority')}
        onChange={(priority) => set({ priority })}
      />
      {values.group.trim() !== '' && (
        <Checkbox
          size="md"
          className={classes.wide ?? ''}
          label={t('campaigns.field.isExclusive')}
          checked={values.isExclusive}
          onChange={(event) => set({ isExclusive: event.currentTarget.checked })}
        />
      )}
    </div>
  );
}

/** Budgets of single restaurants, beside those of the network. */
function PlaceBudgets({ values: { placeBudgets }, set, errors }: StepProps) {
  const { t } = useTranslation('admin');
  const restaurants = useRestaurants().data ?? [];
  const error = placeBudgets.length > 0 ? mistakeIn(errors, 'budgets') : undefined;
  const change = (index: number, to: Partial<PlaceBudgetValues>) =>
    set({ placeBudgets: placeBudgets.map((budget, place) => (place === index ? { ...budget, ...to } : budget)) });
  return (
    <div className={classes.wide}>
      {placeBudgets.map(({ restaurantId, unit, limit }, index) => (
        <div key={index} className={classes.tools}>
          <NativeSelect
            label={t('campaigns.field.placeBudget', { number: index + 1 })}
            value={restaurantId}
            onChange={(event) => change(index, { restaurantId: event.currentTarget.value })}
            data={restaurants.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <NativeSelect
            label={t('campaigns.field.placeUnit', { number: index + 1 })}
            value={unit}
            onChange={(event) => change(index, { unit: event.currentTarget.value as Unit })}
            data={UNITS.map((value) => ({ value, label: t(`campaigns.unit.${value}`) }))}
          />
          <TextInput
            label={t('campaigns.field.placeLimit', { number: index + 1 })}
            inputMode="decimal"
            value={limit}
            error={error}
            onChange={(event) => change(index, { limit: event.currentTarget.value })}
          />
          <Button
            variant="subtle"
            aria-label={t('campaigns.removePlaceBudget', { number: index + 1 })}
            onClick={() => set({ placeBudgets: placeBudgets.filter((_, place) => place !== index) })}
          >
            {t('campaigns.remove')}
          </Button>
        </div>
      ))}
      <Button
        variant="default"
        disabled={restaurants.length === 0 || placeBudgets.length >= MOST_OF_PLACES}
        onClick={() =>
          set({
            placeBudgets: [...placeBudgets, { restaurantId: restaurants[0]?.id ?? '', unit: 'POINTS', limit: '' }],
          })
        }
      >
        {t('campaigns.addPlaceBudget')}
      </Button>
    </div>
  );
}
