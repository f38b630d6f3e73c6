import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { useQuery } from '@tanstack/react-query';
import { dailyQuery, type DailyReport } from './report.api';
import { currencyDigits } from '../../shared/format/money';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { DataTable } from '../../shared/ui/data-table';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { ChartPanel } from '../../shared/ui/chart-panel';
import { chartSpan } from './comparison.rules';

const HEIGHT = 260;

interface DailyChartsProps {
  readonly from: string;
  readonly to: string;
  readonly restaurantId?: string | undefined;
}

/** Net sales and points by business date: of the period, or of thirty days where it is shorter than a week. */
export function DailyCharts({ from: first, to, restaurantId }: DailyChartsProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { from } = chartSpan(first, to);
  const report = useQuery(dailyQuery(from, to, restaurantId));

  if (report.isError) return <FailureNotice error={report.error} retry={report} />;
  if (report.isPending) return <Loading />;
  const days = report.data.items;
  if (report.data.total.sales === 0) return <Notice title={t('chart.emptyTitle')} help={t('chart.emptyHelp')} />;

  const span = { from: format.day(from), to: format.day(to) };
  const salesTitle = t('chart.salesTitle', span);
  const pointsTitle = t('chart.pointsTitle', span);
  const majorUnits = 10 ** currencyDigits(format.currency);
  const guests = t('chart.guests');
  const nobody = t('chart.nobody');
  const earned = t('chart.earned');
  const redeemed = t('chart.redeemed');
  const axis = {
    tickLine: 'none',
    gridAxis: 'x',
    withLegend: true,
    h: HEIGHT,
    dataKey: 'day',
    xAxisProps: { interval: 'equidistantPreserveStart' },
    // The table serves readers who cannot see the bars; the keyboard does not stop at each of sixty bars.
    // As broad as thirty days on a phone allow.
    barChartProps: { accessibilityLayer: false, barCategoryGap: '12%', barGap: 0 },
  } as const;
  return (
    <>
      <ChartPanel
        title={salesTitle}
        table={<DaysTable title={salesTitle} days={days} />}
        chart={
          <BarChart
            {...axis}
            type="stacked"
            data={days.map((day) => ({
              day: format.day(day.businessDate),
              [guests]: day.guestNet / majorUnits,
              [nobody]: (day.net - day.guestNet) / majorUnits,
            }))}
            series={[
              { name: guests, color: 'var(--accent)' },
              { name: nobody, color: 'var(--line-strong)' },
            ]}
            valueFormatter={(value) => format.wholeMoney(value)}
            yAxisProps={{ width: 84 }}
          />
        }
      />
      <ChartPanel
        title={pointsTitle}
        table={<DaysTable title={pointsTitle} days={days} />}
        chart={
          <BarChart
            {...axis}
            data={days.map((day) => ({
              day: format.day(day.businessDate),
              [earned]: day.pointsEarned,
              [redeemed]: day.pointsRedeemed,
            }))}
            series={[
              { name: earned, color: 'var(--accent)' },
              { name: redeemed, color: 'var(--warn)' },
            ]}
            valueFormatter={(value) => format.number(value)}
            yAxisProps={{ width: 84 }}
          />
        }
      />
    </>
  );
}

/** The figures behind both charts. */
function DaysTable({ title, days }: { readonly title: string; readonly days: DailyReport['items'] }) {
  const { t } = useTranslation('admin');
  return (
    <DataTable
      caption={t('chart.table', { title })}
      rows={days.toReversed()}
      rowKey={(day) => day.businessDate}
      empty={null}
      columns={[
        { of: 'businessDate', title: t('chart.day'), as: 'day' },
        { of: 'sales', title: t('reports.receipts'), as: 'number' },
        { of: 'net', title: t('reports.net'), as: 'money' },
        { of: 'guestNet', title: t('chart.guests'), as: 'money' },
        { of: 'pointsEarned', title: t('chart.earned'), as: 'number' },
        { of: 'pointsRedeemed', title: t('chart.redeemed'), as: 'number' },
      ]}
    />
  );
}
