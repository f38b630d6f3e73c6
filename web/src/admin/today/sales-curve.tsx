import '@mantine/charts/styles.css';
import { LineChart } from '@mantine/charts';
import { useQuery } from '@tanstack/react-query';
import { hoursQuery, todayQuery } from '../../entities/analytics/analytics.api';
import { currencyDigits } from '../../shared/format/money';
import { useFormat } from '../../shared/format/use-format';
import { dayBefore } from '../../shared/format/zone';
import { useTranslation } from '../../shared/i18n/use-translation';
import { DataTable } from '../../shared/ui/data-table';
import { Loading } from '../../shared/ui/loading';
import { Help } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { ChartPanel } from '../../shared/ui/chart-panel';
import { trendOf } from '../../entities/report/comparison.rules';
import { curveOf } from './sales-curve.rules';
import classes from './today.module.css';

const HEIGHT = 220;
const HOURS = 24;
const REFRESH_EVERY_MS = 60_000;

/** The sales of today hour by hour, beside yesterday and the same weekday a week ago. */
export function SalesCurve({ restaurantId }: { readonly restaurantId: string | undefined }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const choice = { compare: 'previous', ...(restaurantId !== undefined && { restaurantIds: restaurantId }) } as const;
  const today = useQuery({ ...todayQuery(choice), refetchInterval: REFRESH_EVERY_MS });
  const date = today.data === undefined ? '' : dayBefore(today.data.businessDate);
  const yesterday = useQuery({ ...hoursQuery({ ...choice, from: date, to: date }), enabled: date !== '' });
  if (today.isError) return <FailureNotice error={today.error} retry={today} />;
  if (today.isPending) return <Loading />;
  const { data } = today;
  const points = curveOf(data, yesterday.data);
  const units = 10 ** currencyDigits(format.currency);
  const words = {
    today: t('today.curve.today'),
    yesterday: t('today.curve.yesterday'),
    weekAgo: format.weekday(data.comparedDate),
  };
  const hourWords = (hour: number) => `${String((hour + 1) % HOURS).padStart(2, '0')}:00`;
  const money = (value: number | null) => (value === null ? '—' : format.money(value));
  const last = points.findLast(({ isOver }) => isOver);
  const sold = last ?? points.findLast((point) => point.today !== null);
  /** The tooltip on a phone has no room for the whole weekday. */
  const before = format.day(data.comparedDate);
  const trend = trendOf(data.today.amount, data.compared.amount);
  const title = t('today.curve.title');
  return (
    <ChartPanel
      title={title}
      table={
        <DataTable
          caption={t('chart.table', { title })}
          rows={points}
          rowKey={({ hour }) => String(hour)}
          empty={<Help>{t('today.curve.empty')}</Help>}
          columns={[
            { title: t('today.curve.until'), cell: ({ hour }) => hourWords(hour) },
            { title: words.today, isFigure: true, cell: (point) => money(point.today) },
            { title: words.yesterday, isFigure: true, cell: (point) => money(point.yesterday) },
            { title: words.weekAgo, isFigure: true, cell: (point) => money(point.weekAgo) },
          ]}
        />
      }
      chart={
        <LineChart
          h={HEIGHT}
          dataKey="hour"
          data={points.map(({ hour, isOver: _, ...sums }) => ({
            hour: hourWords(hour),
            [before]: sums.weekAgo / units,
            [words.yesterday]: sums.yesterday === null ? null : sums.yesterday / units,
            [words.today]: sums.today === null ? null : sums.today / units,
          }))}
          series={[
            { name: before, color: 'var(--line-strong)' },
            { name: words.yesterday, color: 'var(--ink-soft)', strokeDasharray: '4 4' },
            { name: words.today, color: 'var(--accent)' },
          ]}
          strokeWidth={2.5}
          withDots={false}
          connectNulls={false}
          curveType="monotone"
          tickLine="none"
          gridAxis="x"
          valueFormatter={(value) => format.wholeMoney(value)}
          yAxisProps={{ width: 84 }}
          xAxisProps={{ interval: 'equidistantPreserveStart' }}
          lineChartProps={{ accessibilityLayer: false }}
        />
      }
    >
      <div className={classes.lead}>
        {last === undefined ? t('today.curve.soFar') : t('today.curve.soldBy', { hour: hourWords(last.hour) })}{' '}
        <strong>{format.money(sold?.today ?? 0)}</strong>{' '}
        {trend !== null &&
          t('reports.vs', {
            trend: t(`reports.trend.${trend.direction}`, { share: format.share(trend.ppm) }),
            days: words.weekAgo,
          })}
      </div>
      {last !== undefined && (
        <>
          <ul className={classes.ends}>
            <li data-line="today">
              {words.today} <strong>{money(last.today)}</strong>
            </li>
            <li data-line="yesterday">
              {words.yesterday} <strong>{money(last.yesterday)}</strong>
            </li>
            <li data-line="weekAgo">
              {words.weekAgo} <strong>{money(last.weekAgo)}</strong>
            </li>
          </ul>
          <Help>{t('today.curve.help', { hour: hourWords(last.hour) })}</Help>
        </>
      )}
      <FailureNotice error={yesterday.error} retry={yesterday} />
    </ChartPanel>
  );
}
