import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type RestaurantBudget, restaurantBudgetsQuery } from '../../entities/restaurant/restaurant-budget.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { DataTable } from '../../shared/ui/data-table';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { STATUS_MEANINGS } from '../../entities/status/status-meanings';
import { StatusBadge } from '../../shared/ui/status-badge';

/** The budgets of this month and what is left of each; nothing where no restaurant has one. */
export function BudgetsPanel() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const budgets = useQuery(restaurantBudgetsQuery);
  if (budgets.isError) return <FailureNotice error={budgets.error} retry={budgets} />;
  if (budgets.data === undefined || budgets.data.items.length === 0) return null;
  return (
    <Panel title={t('budgets.title', { month: format.wholeMonth(budgets.data.month) })}>
      <Help>{t('budgets.help')}</Help>
      <DataTable<RestaurantBudget>
        caption={t('budgets.table')}
        rows={budgets.data.items}
        rowKey={({ restaurantId }) => restaurantId}
        empty={null}
        columns={[
          {
            title: t('budgets.restaurant'),
            cell: ({ name, state }) => (
              <>
                <Text>{name}</Text>
                {state !== 'WITHIN' && (
                  <StatusBadge meaning={STATUS_MEANINGS.budget[state]}>{t(`budgets.state.${state}`)}</StatusBadge>
                )}
              </>
            ),
          },
          { of: 'used', title: t('budgets.used'), as: 'number' },
          { of: 'budget', title: t('budgets.budget'), as: 'number' },
          { of: 'left', title: t('budgets.left'), as: 'number' },
        ]}
      />
    </Panel>
  );
}
