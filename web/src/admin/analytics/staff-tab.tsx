import { useQuery } from '@tanstack/react-query';
import { type AnalyticsStaff, staffQuery } from '../../entities/analytics/analytics.api';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { useSpanWords } from '../../entities/report/period-figures';
import classes from './analytics.module.css';
import { CountingNotice } from './counting-notice';
import { type FiguresColumn, FiguresPanel } from './figures-panel';
import { useAnalyticsChoice } from './use-analytics-choice';
import { type ValueKind, useValueWords } from './use-value-words';

type StaffRow = AnalyticsStaff['total'] & { readonly key: string; readonly name: string };

const TOTAL = 'total';

/** Sales by the member of staff who rang them up, with the share of those whose guest was named at the till. */
export function StaffTab() {
  const { t } = useTranslation('admin');
  const value = useValueWords();
  const spanWords = useSpanWords();
  const { choice } = useAnalyticsChoice();
  const staff = useQuery(staffQuery(choice));
  if (staff.isError) return <FailureNotice error={staff.error} retry={staff} />;
  if (staff.isPending) return <Loading />;
  const { items, total, from, to, comparedFrom, comparedTo, isCounted } = staff.data;
  const nameOf = ({ userId, name }: AnalyticsStaff['items'][number]) => {
    if (userId === null) return t('analytics.noCashier');
    return name === null || name === '' ? t('analytics.namelessCashier') : name;
  };
  const rows: StaffRow[] = [
    ...items.map((item) => ({ ...item, key: item.userId ?? 'none', name: nameOf(item) })),
    { ...total, key: TOTAL, name: t('analytics.allCashiers') },
  ];
  const column = (
    key: string,
    kind: ValueKind,
    title: string,
    read: (row: StaffRow) => number | null,
  ): FiguresColumn<StaffRow> => ({
    key,
    title,
    cell: (row) => value.written(kind, read(row)),
    value: (row) => value.raw(kind, read(row)),
  });
  return (
    <>
      {!isCounted && <CountingNotice />}
      {items.length === 0 ? (
        <Notice title={t('chart.emptyTitle')} help={t('reports.emptyHelp')} />
      ) : (
        <FiguresPanel<StaffRow>
          title={t('analytics.staffTitle', { span: spanWords(from, to) })}
          definition={t('analytics.staffHelp')}
          rows={rows}
          rowKey={({ key }) => key}
          file={`staff-${from}-${to}`}
          columns={[
            {
              key: 'name',
              title: t('analytics.cashier'),
              isText: true,
              cell: ({ name }) => name,
              value: ({ name }) => name,
            },
            {
              ...column('share', 'share', t('analytics.figures.guestShare'), ({ guestSharePpm }) => guestSharePpm),
              cell: ({ guestSharePpm, comparedSharePpm }) => (
                <>
                  <span className={classes.share}>
                    <span
                      className={classes.bar}
                      style={{ inlineSize: `${String((guestSharePpm ?? 0) / 10_000)}%` }}
                      aria-hidden
                    />
                  </span>
                  {value.written('share', guestSharePpm)}
                  <span className={classes.small}>{value.change('share', guestSharePpm, comparedSharePpm)}</span>
                </>
              ),
            },
            column('compared', 'share', spanWords(comparedFrom, comparedTo), (row) => row.comparedSharePpm),
            column('sales', 'count', t('analytics.figures.sales'), ({ sales }) => sales),
            column('guestSales', 'count', t('analytics.guestSales'), ({ guestSales }) => guestSales),
            column('claimed', 'count', t('analytics.claimedSales'), ({ claimedSales }) => claimedSales),
            column('amount', 'money', t('analytics.amount'), ({ amount }) => amount),
          ]}
        />
      )}
    </>
  );
}
