import { Button, Flex, NativeSelect, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { periodsQuery } from '../../entities/liability/liability.api';
import { useMayManage } from '../../entities/session/use-may-manage';
import { closeSettlement, settlementQuery, settlementsQuery } from '../../entities/settlement/settlement.api';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { DataTable } from '../../shared/ui/data-table';
import { Notice } from '../../shared/ui/notice';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { bound } from '../../shared/ui/bound';
import { RestaurantsHead } from '../../entities/restaurant/restaurants-head';
import { Question } from '../../shared/ui/question';

/** Months settled between the restaurants, and those that may be settled next. */
export function SettlementsPage() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const settlements = useQuery(settlementsQuery);
  const mayClose = useMayManage('periods.close');
  return (
    <>
      <RestaurantsHead />
      <Panel title={t('settlements.title')}>
        <Text mb={12} c="dimmed" lh={1.5}>
          {t('settlements.help')}
        </Text>
        <FailureNotice error={settlements.error} retry={settlements} />
        {mayClose && settlements.data !== undefined && (
          <SettleMonth settled={settlements.data.items.map(({ month }) => month)} />
        )}
        {!settlements.isError && (
          <DataTable
            caption={t('settlements.table')}
            rows={settlements.data?.items}
            rowKey={({ month }) => month}
            empty={<Notice title={t('settlements.emptyTitle')} help={t('settlements.emptyHelp')} />}
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
        )}
      </Panel>
    </>
  );
}

/** Months with closed books that can be settled. */
function SettleMonth({ settled }: { readonly settled: readonly string[] }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const periods = useQuery(periodsQuery);
  const choices = periods.data?.items.map(({ month }) => month).filter((month) => !settled.includes(month)) ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const [asks, setAsks] = useState(false);
  const month = chosen ?? choices[0];
  const close = useChange(closeSettlement, (settlement) => {
    queries.setQueryData(settlementQuery(settlement.month).queryKey, settlement);
    void queries.invalidateQueries({ queryKey: settlementsQuery.queryKey, exact: true });
    void navigate(`/restaurants/settlements/${settlement.month}`);
  });
  if (periods.isError) return <FailureNotice error={periods.error} retry={periods} />;
  if (periods.data === undefined) return null;
  if (month === undefined)
    return (
      <Text mb={12} c="dimmed" lh={1.5}>
        {t(settled.length === 0 ? 'settlements.noBooks' : 'settlements.noneToSettle')}{' '}
        <Link to="/liability">{t('settlements.toBooks')}</Link>
      </Text>
    );
  return (
    <Flex gap={12} wrap="wrap" align="flex-end" mb={16}>
      {choices.length > 1 && (
        <NativeSelect
          label={t('settlements.which')}
          {...bound(month, setChosen)}
          data={choices.map((value) => ({ value, label: format.wholeMonth(value) }))}
        />
      )}
      <Button onClick={() => setAsks(true)}>{t('settlements.close', { month: format.wholeMonth(month) })}</Button>
      {asks && (
        <Question
          title={t('settlements.question', { month: format.wholeMonth(month) })}
          help={t('settlements.questionHelp')}
          yes={t('settlements.yes')}
          no={t('settlements.no')}
          of={close}
          onYes={() => close.mutate(month)}
          onClose={() => {
            setAsks(false);
            close.reset();
          }}
        />
      )}
    </Flex>
  );
}
