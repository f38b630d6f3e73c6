import { Button } from '@mantine/core';
import { useState } from 'react';
import { restaurantBudgetsQuery } from '../../entities/restaurant/restaurant-budget.api';
import type { Restaurant } from '../../entities/restaurant/restaurant.api';
import { changeRestaurant } from '../../shared/api/operations';
import { ActDialog } from '../../shared/described/act-form';
import { useTranslation } from '../../shared/i18n/use-translation';

/** Sets the monthly budget of a restaurant; an empty field takes it away. */
export function BudgetButton({ restaurant }: { readonly restaurant: Restaurant }) {
  const { t } = useTranslation('admin');
  const [edits, setEdits] = useState(false);
  const { name } = restaurant;
  return (
    <>
      <Button variant="subtle" color="gray" aria-label={t('budgets.of', { name })} onClick={() => setEdits(true)}>
        {t('budgets.set')}
      </Button>
      {edits && (
        <ActDialog
          of={changeRestaurant}
          params={{ id: restaurant.id }}
          from={restaurant}
          title={t('budgets.of', { name })}
          fields={{ monthlyBudget: { label: t('budgets.field'), help: t('budgets.fieldHelp') } }}
          submit={t('budgets.save')}
          anew={[restaurantBudgetsQuery.queryKey]}
          onClose={() => setEdits(false)}
        />
      )}
    </>
  );
}
