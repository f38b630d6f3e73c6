import { Button, Flex, NativeSelect, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { closePeriod, periodQuery, periodsQuery } from '../../entities/liability/liability.api';
import { useMayManage } from '../../entities/session/use-may-manage';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { DataTable } from '../../shared/ui/data-table';
import { Notice } from '../../shared/ui/notice';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { bound } from '../../shared/ui/bound';
import { monthAfter, monthOf, monthsBefore } from './month.rules';
import { JournalFiles } from './journal-files';
import { Question } from '../../shared/ui/question';

const CHOICES = 12;

/** The closed months, each with its journal, and the one that comes next. */
export function BooksPanel() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const periods = useQuery(periodsQuery);
  const mayClose = useMayManage('periods.close');
  const last = periods.data?.items[0]?.month;

  return (
    <Panel title={t('books.title')}>
      <FailureNotice error={periods.error} retry={periods} />
      {mayClose && periods.data !== undefined && <CloseMonth key={last} last={last} />}
      {!periods.isError && (
        <DataTable
          caption={t('liability.table', { title: t('books.title') })}
          rows={periods.data?.items}
          rowKey={({ month }) => month}
          empty={<Notice title={t('books.emptyTitle')} help={t('books.emptyHelp')} />}
          columns={[
            {
              title: t('liability.month'),
              cell: ({ month }) => <Link to={`/liability/${month}`}>{format.wholeMonth(month)}</Link>,
            },
            { of: 'net', title: t('books.net'), as: 'money' },
            { of: 'liability', title: t('books.liability'), as: 'money', isAside: true },
            { of: 'expectedBreakage', title: t('books.expectedBreakage'), as: 'money', isAside: true },
            { of: 'closedAt', title: t('books.closedAt'), as: 'dateTime', isAside: true },
            {
              key: 'files',
              title: t('books.journal'),
              isActs: true,
              cell: ({ month }) => <JournalFiles month={month} />,
            },
          ]}
        />
      )}
    </Panel>
  );
}

/** Months are closed in their order, for good; before the first one any that is over may begin. */
function CloseMonth({ last }: { readonly last: string | undefined }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { timeZone } = useNetwork();
  const current = monthOf(new Date(), timeZone);
  const choices = last === undefined ? monthsBefore(current, CHOICES) : [monthAfter(last)];
  const [month, setMonth] = useState(choices[0] ?? current);
  const [asks, setAsks] = useState(false);
  const close = useChange(closePeriod, (period) => {
    queries.setQueryData(periodQuery(period.month).queryKey, period);
    void queries.invalidateQueries({ queryKey: periodsQuery.queryKey, exact: true });
    void navigate(`/liability/${period.month}`);
  });
  const name = format.wholeMonth(month);

  if (month >= current) {
    return (
      <Text maw="75ch" mb={16} lh={1.5}>
        {t('books.notOver', { month: name })}
      </Text>
    );
  }
  return (
    <Flex gap={8} wrap="wrap" align="flex-end" mb={16}>
      {choices.length > 1 && (
        <NativeSelect
          label={t('books.which')}
          description={t('books.whichHelp')}
          {...bound(month, setMonth)}
          data={choices.map((value) => ({ value, label: format.wholeMonth(value) }))}
        />
      )}
      <Button variant="default" onClick={() => setAsks(true)}>
        {t('books.close', { month: name })}
      </Button>
      {asks && (
        <Question
          title={t('books.question', { month: name })}
          help={t('books.questionHelp')}
          yes={t('books.yes')}
          no={t('books.no')}
          of={close}
          onYes={() => close.mutate(month)}
          onClose={() => setAsks(false)}
        />
      )}
    </Flex>
  );
}
