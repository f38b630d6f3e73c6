import { Button, Checkbox, Flex, NativeSelect, TextInput } from '@mantine/core';
import type { ChangeEvent } from 'react';
import type { CampaignDraft } from '../../../entities/campaign/campaign.api';
import { useRestaurants } from '../../../entities/restaurant/restaurant.api';
import { currencyDigits, currencySymbol, parseAmount } from '../../../shared/format/money';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { bound, switched } from '../../../shared/ui/bound';
import { WholeNumberInput } from '../../../shared/ui/whole-number-input';
import { type PlaceBudgetValues, type Unit, UNITS } from '../document/campaign-values.rules';
import classes from '../campaigns.module.css';
import { mistakeIn, type StepProps } from './step-props';

const MOST = 1_000_000_000;
/** A document takes fifty, three of which are the network's. */
const MOST_OF_PLACES = 47;

/** Money off is counted in no points. */
const OF_MONEY_OFF = ['MONEY', 'USES'] as const satisfies readonly Unit[];

interface BudgetProps extends StepProps {
  readonly document: CampaignDraft;
}

/** The properties of the inputs for limits, in whole numbers and in money. */
function useLimits({ values, set, errors }: StepProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
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
  const money = (field: 'budgetMoney' | 'offPerSale' | 'offPerDay' | 'offPerGuest', place: string) => ({
    label: t(`campaigns.field.${field}`),
    inputMode: 'decimal' as const,
    rightSection: currencySymbol(format.currency, format.locale),
    value: values[field],
    error:
      values[field].trim() !== '' && parseAmount(values[field], format.currency) === null
        ? t('program.example.amountWrong', { count: currencyDigits(format.currency) })
        : mistakeIn(errors, place),
    onChange: (event: ChangeEvent<HTMLInputElement>) => set({ [field]: event.currentTarget.value }),
  });
  return { count, money };
}

/** The place of a budget of the network in the document; none where it has none. */
function budgetPath(document: CampaignDraft, unit: Unit): string {
  const index = document.budgets.findIndex((budget) => budget.unit === unit && budget.restaurantId === null);
  return `budgets[${String(index)}]`;
}

/** Budgets of the whole campaign. */
export function BudgetFields({ document, ...props }: BudgetProps) {
  const { t } = useTranslation('admin');
  const { count, money } = useLimits(props);
  const isMoney = props.values.gives === 'MONEY_OFF';
  return (
    <>
      <TextInput
        {...money('budgetMoney', budgetPath(document, 'MONEY'))}
        label={t(isMoney ? 'campaigns.field.budgetOff' : 'campaigns.field.budgetMoney')}
        description={isMoney ? t('campaigns.help.budgetOff') : undefined}
      />
      {!isMoney && <WholeNumberInput {...count('budgetPoints', budgetPath(document, 'POINTS'))} />}
    </>
  );
}

/** Further limits: of uses, of restaurants, of a sale and of a guest, and the campaigns that share a sale. */
export function LimitFields({ document, ...props }: BudgetProps) {
  const { t } = useTranslation('admin');
  const { values, set, errors } = props;
  const { count, money } = useLimits(props);
  const isMoney = values.gives === 'MONEY_OFF';
  return (
    <>
      <WholeNumberInput {...count('budgetUses', budgetPath(document, 'USES'))} />
      <PlaceBudgets values={values} set={set} errors={errors} />
      <Checkbox
        size="md"
        className={classes.wide ?? ''}
        label={t('campaigns.field.isCut')}
        description={t(isMoney ? 'campaigns.help.isCutOff' : 'campaigns.help.isCut')}
        {...switched(values.isCut, (isCut) => set({ isCut }))}
      />
      {isMoney ? (
        <>
          <TextInput {...money('offPerSale', 'caps.perSale')} description={t('campaigns.help.offPerSale')} />
          <TextInput {...money('offPerDay', 'caps.perDay')} description={t('campaigns.help.offPerDay')} />
          <TextInput {...money('offPerGuest', 'caps.perGuest')} description={t('campaigns.help.offPerGuest')} />
        </>
      ) : (
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
        {...bound(values.group, (group) => set({ group }))}
        error={mistakeIn(errors, 'group')}
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
          {...switched(values.isExclusive, (isExclusive) => set({ isExclusive }))}
        />
      )}
    </>
  );
}

/** Budgets of single restaurants, in addition to the network's. */
function PlaceBudgets({ values: { placeBudgets, gives }, set, errors }: StepProps) {
  const { t } = useTranslation('admin');
  const units = gives === 'MONEY_OFF' ? OF_MONEY_OFF : UNITS;
  const restaurants = useRestaurants().data ?? [];
  const error = placeBudgets.length > 0 ? mistakeIn(errors, 'budgets') : undefined;
  const change = (index: number, to: Partial<PlaceBudgetValues>) =>
    set({ placeBudgets: placeBudgets.map((budget, place) => (place === index ? { ...budget, ...to } : budget)) });
  return (
    <div className={classes.wide}>
      {placeBudgets.map(({ restaurantId, unit, limit }, index) => (
        <Flex key={index} gap={12} wrap="wrap" align="flex-end" mb={12}>
          <NativeSelect
            label={t('campaigns.field.placeBudget', { number: index + 1 })}
            {...bound(restaurantId, (text) => change(index, { restaurantId: text }))}
            data={restaurants.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <NativeSelect
            label={t('campaigns.field.placeUnit', { number: index + 1 })}
            value={unit}
            onChange={(event) => change(index, { unit: event.currentTarget.value as Unit })}
            data={[...new Set([...units, unit])].map((value) => ({ value, label: t(`campaigns.unit.${value}`) }))}
          />
          <TextInput
            label={t('campaigns.field.placeLimit', { number: index + 1 })}
            inputMode="decimal"
            {...bound(limit, (text) => change(index, { limit: text }))}
            error={error}
          />
          <Button
            variant="subtle"
            aria-label={t('campaigns.removePlaceBudget', { number: index + 1 })}
            onClick={() => set({ placeBudgets: placeBudgets.filter((_, place) => place !== index) })}
          >
            {t('campaigns.remove')}
          </Button>
        </Flex>
      ))}
      <Button
        variant="default"
        disabled={restaurants.length === 0 || placeBudgets.length >= MOST_OF_PLACES}
        onClick={() =>
          set({
            placeBudgets: [...placeBudgets, { restaurantId: restaurants[0]?.id ?? '', unit: units[0], limit: '' }],
          })
        }
      >
        {t('campaigns.addPlaceBudget')}
      </Button>
    </div>
  );
}
