import '@mantine/charts/styles.css';
import { LineChart } from '@mantine/charts';
import { currencyDigits } from '../../../shared/format/money';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { DataTable } from '../../../shared/ui/data-table';
import { ChartPanel } from '../../../shared/ui/chart-panel';
import classes from './cohorts.module.css';
import type { Cohort } from './cohorts.rules';

const HEIGHT = 260;

/** Money so far by guest, for each month of joining. */
export function LifetimePanel({ cohorts }: { readonly cohorts: readonly Cohort[] }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const majorUnits = 10 ** currencyDigits(format.currency);
  const title = t('cohorts.lifetimeTitle');
  const value = t('cohorts.lifetime');
  const shown = cohorts.filter(({ lifetimeValue }) => lifetimeValue !== null);
  return (
    <ChartPanel
      title={title}
      chart={
        <LineChart
          h={HEIGHT}
          dataKey="month"
          tickLine="none"
          gridAxis="x"
          curveType="linear"
          data={shown.map(({ month, lifetimeValue }) => ({
            month: format.month(month),
            [value]: (lifetimeValue ?? 0) / majorUnits,
          }))}
          series={[{ name: value, color: 'var(--accent)' }]}
          valueFormatter={(amount) => format.wholeMoney(amount)}
          xAxisProps={{ interval: 'equidistantPreserveStart' }}
          yAxisProps={{ width: 84 }}
          lineChartProps={{ accessibilityLayer: false }}
        />
      }
      table={
        <DataTable
          caption={t('analytics.table', { title })}
          rows={shown}
          rowKey={({ month }) => month}
          empty={null}
          columns={[
            { of: 'month', title: t('cohorts.month'), as: 'month' },
            { of: 'guests', title: t('cohorts.joined'), as: 'number' },
            { of: 'visits', title: t('cohorts.measures.visits'), as: 'number', isAside: true },
            { of: 'lifetimeValue', title: value, as: 'money' },
          ]}
        />
      }
    >
      <p className={classes.said}>{t('cohorts.definitions.lifetime')}</p>
    </ChartPanel>
  );
}
