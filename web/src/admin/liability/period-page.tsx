import { Text } from '@mantine/core';
import { useParams } from 'react-router';
import type { LedgerPeriod } from '../../entities/liability/liability.api';
import { getLedgerPeriodJournal } from '../../shared/api/operations';
import { DetailPage } from '../../shared/described/detail-page';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { DataTable } from '../../shared/ui/data-table';
import { Notice } from '../../shared/ui/notice';
import { Figures, Panel } from '../../shared/ui/page';
import classes from './liability-page.module.css';
import { useJournalActs } from './use-journal-acts';

/** One closed month: opening and closing balances, and its journal. */
export function PeriodPage() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { month = '' } = useParams();
  return (
    <DetailPage
      of={getLedgerPeriodJournal}
      params={{ month }}
      back={{ to: '/liability', text: t('books.back') }}
      title={() => t('books.pageTitle', { month: format.wholeMonth(month) })}
      sub={({ policy }) => t('books.policy', { share: format.share(policy.expectedRedemptionPpm) })}
      acts={useJournalActs()}
    >
      {(period) => <Balances period={period} />}
    </DetailPage>
  );
}

function Balances({ period: { opening, closing, entries, totals } }: { readonly period: LedgerPeriod }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  return (
    <>
      <Figures
        areLong
        figures={[
          {
            label: t('books.net'),
            value: format.money(closing.net),
            compared: t('books.before', { value: format.money(opening.net) }),
          },
          {
            label: t('books.liability'),
            value: format.money(closing.liability),
            compared: t('books.before', { value: format.money(opening.liability) }),
          },
          {
            label: t('books.expectedBreakage'),
            value: format.money(closing.expectedBreakage),
            compared: t('books.before', { value: format.money(opening.expectedBreakage) }),
          },
          {
            label: t('books.guestDebt'),
            value: format.money(closing.guestDebt),
            compared: t('books.before', { value: format.money(opening.guestDebt) }),
          },
        ]}
      />
      <Panel title={t('books.journal')}>
        {entries.length === 0 ? (
          <Notice title={t('books.noEntriesTitle')} help={t('books.noEntriesHelp')} />
        ) : (
          <>
            <Journal entries={entries} />
            <p className={classes.soft}>
              {t('books.balanced', { debit: format.money(totals.debit), credit: format.money(totals.credit) })}
            </p>
          </>
        )}
      </Panel>
    </>
  );
}

/** Each line of each entry in a row of its own, as an accountant reads it. */
function Journal({ entries }: Pick<LedgerPeriod, 'entries'>) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const lines = entries.flatMap((entry) =>
    entry.lines.map((line, index) => ({
      ...line,
      entry,
      isFirst: index === 0,
      key: `${String(entry.number)}-${index}`,
    })),
  );
  const amount = (value: number) => (value === 0 ? '' : format.amount(value));
  return (
    <DataTable
      caption={t('liability.table', { title: t('books.journal') })}
      rows={lines}
      rowKey={({ key }) => key}
      empty={null}
      columns={[
        {
          title: t('books.entry'),
          cell: ({ entry, isFirst, code, name }) => (
            <>
              {isFirst && (
                <Text my={4} fw={600}>
                  {entry.number}. {t(`books.kind.${entry.kind}`)}
                  {entry.closedMonth !== undefined &&
                    ` · ${t('books.closedMonth', { month: format.wholeMonth(entry.closedMonth) })}`}
                </Text>
              )}
              <Text>
                {code} {name}
              </Text>
            </>
          ),
        },
        {
          title: t('guests.available'),
          isFigure: true,
          isAside: true,
          cell: ({ entry, isFirst }) => (isFirst ? format.number(entry.points) : ''),
        },
        { title: t('books.debit'), isFigure: true, cell: ({ debit }) => amount(debit) },
        { title: t('books.credit'), isFigure: true, cell: ({ credit }) => amount(credit) },
      ]}
    />
  );
}
