import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { restaurantBudgetsQuery } from '../../entities/restaurant/restaurant-budget.api';
import { type Restaurant, useTakeRestaurant } from '../../entities/restaurant/restaurant.api';
import { editOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { WholeNumberInput } from '../../shared/ui/whole-number-input';
import { Submit } from '../../shared/ui/submit';

const MOST_POINTS = 1_000_000_000;

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
      {edits && <BudgetDialog restaurant={restaurant} onClose={() => setEdits(false)} />}
    </>
  );
}

interface BudgetDialogProps {
  readonly restaurant: Restaurant;
  readonly onClose: () => void;
}

function BudgetDialog({ restaurant, onClose }: BudgetDialogProps) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const take = useTakeRestaurant();
  const [points, setPoints] = useState<number | ''>(restaurant.monthlyBudget ?? '');
  const save = useChange(editOf('PATCH', '/api/restaurants/{id}', { id: restaurant.id })(null), async (changed) => {
    take(changed);
    await queries.invalidateQueries({ queryKey: restaurantBudgetsQuery.queryKey });
    onClose();
  });
  return (
    <Dialog title={t('budgets.of', { name: restaurant.name })} onClose={onClose}>
      <Form onSubmit={() => save.mutate({ monthlyBudget: points === '' ? null : points })}>
        <WholeNumberInput
          label={t('budgets.field')}
          description={t('budgets.fieldHelp')}
          data-autofocus
          min={0}
          max={MOST_POINTS}
          clampBehavior="strict"
          value={points}
          onChange={setPoints}
        />
        <Submit of={save} text={t('budgets.save')} />
      </Form>
    </Dialog>
  );
}
