import { Button } from '@mantine/core';
import type { CampaignDraft } from '../../../entities/campaign/campaign.api';
import { useRestaurants } from '../../../entities/restaurant/restaurant.api';
import { useDocumentStore, useMember, useMistakeText, useValue } from '../../../shared/document/document-context';
import { Field } from '../../../shared/document/field';
import { figureOf } from '../../../shared/document/figures';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { DecimalInput } from '../../../shared/ui/decimal-input';
import type { Gives } from '../document/campaign-document.rules';
import classes from '../campaigns.module.css';

type Budget = CampaignDraft['budgets'][number];
type Unit = Budget['unit'];

/** A document takes fifty, three of which are the network's. */
const MOST_OF_PLACES = 47;

const unitOf = (unit: Unit) => (unit === 'MONEY' ? 'money' : 'whole');
const useIsMoneyOff = () => useValue<Gives>(['gives']) === 'MONEY_OFF';

interface BudgetFieldProps {
  readonly unit: Unit;
  readonly label: string;
  readonly help?: string;
}

/** The input for the budget of the whole network in one unit. An empty input removes the budget. */
export function BudgetField({ unit, label, help }: BudgetFieldProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { value, change } = useMember(['budgets']);
  const budgets = value as readonly Budget[];
  const at = budgets.findIndex((budget) => budget.unit === unit && budget.restaurantId === null);
  const mistake = useMistakeText(['budgets', at, 'limit']);
  const { decimals, sign } = figureOf(unitOf(unit), format);
  const limit: unknown = budgets[at]?.limit ?? '';

  function take(next: number | string): void {
    if (next === '') change(budgets.filter((_, index) => index !== at));
    else if (at < 0) change([{ unit, restaurantId: null, limit: next }, ...budgets]);
    else change(budgets.map((budget, index) => (index === at ? { ...budget, limit: next } : budget)));
  }

  return (
    <DecimalInput
      label={label}
      description={help}
      decimals={decimals}
      suffix={sign}
      value={limit}
      error={
        mistake ?? (typeof limit === 'string' && limit !== '' ? t('form.notANumber', { count: decimals }) : undefined)
      }
      onChange={take}
    />
  );
}

/** Budgets of the whole campaign. */
export function NetworkBudgets() {
  const { t } = useTranslation('admin');
  if (useIsMoneyOff())
    return <BudgetField unit="MONEY" label={t('campaigns.field.budgetOff')} help={t('campaigns.help.budgetOff')} />;
  return (
    <div className={classes.fields}>
      <BudgetField unit="MONEY" label={t('campaigns.field.budgetMoney')} />
      <BudgetField unit="POINTS" label={t('campaigns.field.budgetPoints')} />
    </div>
  );
}

/** Budgets of single restaurants, in addition to the network's. */
export function PlaceBudgets() {
  const { t } = useTranslation('admin');
  const store = useDocumentStore();
  const isMoneyOff = useIsMoneyOff();
  const budgets = useValue<readonly Budget[]>(['budgets']);
  const restaurants = useRestaurants().data ?? [];
  const names = restaurants.map(({ id, name }) => ({ value: id, label: name }));
  const places = budgets.flatMap(({ unit, restaurantId }, at) => (restaurantId === null ? [] : [{ at, unit }]));
  // A campaign that takes money off gives no points, so no restaurant has a budget in points.
  const units: readonly Unit[] = isMoneyOff ? ['MONEY', 'USES'] : ['POINTS', 'MONEY', 'USES'];
  return (
    <div>
      {places.map(({ at, unit }, index) => {
        const number = index + 1;
        return (
          <div key={at} className={classes.budget}>
            <Field
              path={['budgets', at, 'restaurantId']}
              label={t('campaigns.field.placeBudget', { number })}
              choices={names}
            />
            <Field
              path={['budgets', at, 'unit']}
              label={t('campaigns.field.placeUnit', { number })}
              choices={[...new Set([...units, unit])].map((one) => ({ value: one, label: t(`campaigns.unit.${one}`) }))}
            />
            <Field
              path={['budgets', at, 'limit']}
              label={t('campaigns.field.placeLimit', { number })}
              as={unitOf(unit)}
            />
            <Button
              variant="subtle"
              aria-label={t('campaigns.removePlaceBudget', { number })}
              onClick={() =>
                store.set(
                  ['budgets'],
                  budgets.filter((_, place) => place !== at),
                )
              }
            >
              {t('campaigns.removeOne')}
            </Button>
          </div>
        );
      })}
      <Button
        variant="default"
        disabled={restaurants.length === 0 || places.length >= MOST_OF_PLACES}
        onClick={() =>
          store.set(['budgets'], [...budgets, { unit: units[0], restaurantId: restaurants[0]?.id ?? '', limit: '' }])
        }
      >
        {t('campaigns.addPlaceBudget')}
      </Button>
    </div>
  );
}
