import { Flex, NativeSelect, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { periodsQuery } from '../../entities/liability/liability.api';
import { RestaurantsHead } from '../../entities/restaurant/restaurants-head';
import { keyOf } from '../../shared/api/calls';
import { closeSettlement, listSettlements } from '../../shared/api/operations';
import { ListTable } from '../../shared/described/list';
import { useAllowed } from '../../shared/described/operation';
import { ThingActs } from '../../shared/described/row-acts';
import { useList } from '../../shared/described/use-list';
import { useRefresh } from '../../shared/described/use-refresh';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { bound } from '../../shared/ui/bound';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';

/** The number of settled months on the page: as many months as may be settled, so that the page never offers a settled month again. */
const AT_ONCE = 120;

/** Months settled between the restaurants, and those that may be settled next. */
export function SettlementsPage() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const mayClose = useAllowed()(closeSettlement);
  const settlements = useList(listSettlements, { isInAddress: false, limit: AT_ONCE });
  return (
    <>
      <RestaurantsHead />
      <Panel title={t('settlements.title')}>
        <Text mb={12} c="dimmed" lh={1.5}>
          {t('settlements.help')}
        </Text>
        {mayClose && settlements.rows !== undefined && (
          <SettleMonth settled={settlements.rows.map(({ month }) => month)} />
        )}
        <ListTable
          of={listSettlements}
          list={settlements}
          title={t('settlements.table')}
          rowKey={({ month }) => month}
          empty={[t('settlements.emptyTitle'), t('settlements.emptyHelp')]}
          columns={[
            {
              title: t('liability.month'),
              cell: ({ month }) => <Link to={`/restaurants/settlements/${month}`}>{format.wholeMonth(month)}</Link>,
            },
            { title: t('settlements.points'), isFigure: true, cell: ({ totals }) => format.number(totals.points) },
            { title: t('settlements.money'), isFigure: true, cell: ({ totals }) => format.money(totals.money) },
            { of: 'closedAt', title: t('settlements.closedAt'), as: 'dateTime', isFigure: true, isAside: true },
          ]}
        />
      </Panel>
    </>
  );
}

/** Months with closed books that can be settled. */
function SettleMonth({ settled }: { readonly settled: readonly string[] }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const refresh = useRefresh([keyOf('/api/settlements')]);
  const periods = useQuery(periodsQuery);
  const choices = periods.data?.items.map(({ month }) => month).filter((month) => !settled.includes(month)) ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const month = chosen ?? choices[0];
  if (periods.isError) return <FailureNotice error={periods.error} retry={periods} />;
  if (periods.data === undefined) return null;
  if (month === undefined)
    return (
      <Text mb={12} c="dimmed" lh={1.5}>
        {t(settled.length === 0 ? 'settlements.noBooks' : 'settlements.noneToSettle')}{' '}
        <Link to="/liability">{t('settlements.toBooks')}</Link>
      </Text>
    );
  const name = format.wholeMonth(month);
  return (
    <Flex gap={12} wrap="wrap" align="flex-end" mb={16}>
      {choices.length > 1 && (
        <NativeSelect
          label={t('settlements.which')}
          {...bound(month, setChosen)}
          data={choices.map((value) => ({ value, label: format.wholeMonth(value) }))}
        />
      )}
      <ThingActs
        thing={month}
        refresh={refresh}
        acts={[
          {
            of: closeSettlement,
            params: () => ({ month }),
            text: t('settlements.close', { month: name }),
            look: 'main',
            ask: () => ({
              title: t('settlements.question', { month: name }),
              help: t('settlements.questionHelp'),
              yes: t('settlements.yes'),
              no: t('settlements.no'),
            }),
            leadsTo: `/restaurants/settlements/${month}`,
          },
        ]}
      />
    </Flex>
  );
}
