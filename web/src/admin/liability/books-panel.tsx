import { Flex, NativeSelect, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { keyOf } from '../../shared/api/calls';
import { closeLedgerPeriod, listLedgerPeriods } from '../../shared/api/operations';
import { ListTable } from '../../shared/described/list';
import { useAllowed } from '../../shared/described/operation';
import { ThingActs } from '../../shared/described/row-acts';
import { useList } from '../../shared/described/use-list';
import { useRefresh } from '../../shared/described/use-refresh';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { bound } from '../../shared/ui/bound';
import { Panel } from '../../shared/ui/page';
import { monthAfter, monthOf, monthsBefore } from './month.rules';
import { useJournalActs } from './use-journal-acts';

const CHOICES = 12;

/** The closed months, each with its journal, and the one that comes next. */
export function BooksPanel() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const mayClose = useAllowed()(closeLedgerPeriod);
  const periods = useList(listLedgerPeriods, { isInAddress: false });
  const last = periods.rows?.[0]?.month;
  return (
    <Panel title={t('books.title')}>
      {mayClose && periods.rows !== undefined && periods.cursor === undefined && <CloseMonth key={last} last={last} />}
      <ListTable
        of={listLedgerPeriods}
        list={periods}
        title={t('liability.table', { title: t('books.title') })}
        rowKey={({ month }) => month}
        empty={[t('books.emptyTitle'), t('books.emptyHelp')]}
        columns={[
          {
            title: t('liability.month'),
            cell: ({ month }) => <Link to={`/liability/${month}`}>{format.wholeMonth(month)}</Link>,
          },
          { of: 'net', title: t('books.net'), as: 'money' },
          { of: 'liability', title: t('books.liability'), as: 'money', isAside: true },
          { of: 'expectedBreakage', title: t('books.expectedBreakage'), as: 'money', isAside: true },
          { of: 'closedAt', title: t('books.closedAt'), as: 'dateTime', isAside: true },
        ]}
        actsTitle={t('books.journal')}
        acts={useJournalActs()}
      />
    </Panel>
  );
}

/** Months are closed in their order, for good; before the first one any that is over may begin. */
function CloseMonth({ last }: { readonly last: string | undefined }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { timeZone } = useNetwork();
  const refresh = useRefresh([keyOf('/api/ledger/periods')]);
  const current = monthOf(new Date(), timeZone);
  const choices = last === undefined ? monthsBefore(current, CHOICES) : [monthAfter(last)];
  const [month, setMonth] = useState(choices[0] ?? current);
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
      <ThingActs
        thing={month}
        refresh={refresh}
        acts={[
          {
            of: closeLedgerPeriod,
            params: () => ({ month }),
            text: t('books.close', { month: name }),
            ask: () => ({
              title: t('books.question', { month: name }),
              help: t('books.questionHelp'),
              yes: t('books.yes'),
              no: t('books.no'),
            }),
            leadsTo: `/liability/${month}`,
          },
        ]}
      />
    </Flex>
  );
}
