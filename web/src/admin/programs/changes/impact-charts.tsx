import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import type { ProgramImpact } from '../../../entities/program/impact.api';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { DataTable } from '../../../shared/ui/data-table';
import { ChartPanel } from '../../../shared/ui/chart-panel';
import classes from './impact.module.css';
import { movesByTier, sizesByTier } from './impact.rules';

const HEIGHT = 240;

interface ImpactChartsProps {
  readonly impact: ProgramImpact;
  /** From the lowest up. */
  readonly tiers: readonly string[];
}

/** Guests who gain and lose, by tier: at first, and at the end. */
export function ImpactCharts({ impact, tiers }: ImpactChartsProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  return (
    <div className={classes.pair}>
      <CountChart
        title={t('program.impact.movesTitle')}
        rows={movesByTier(impact, tiers).map(({ tier, rise, fall }) => ({ tier, counts: [rise, fall] }))}
        series={[
          { name: t('program.impact.rise'), color: 'var(--accent)' },
          { name: t('program.impact.fall'), color: 'var(--warn)' },
        ]}
      />
      <CountChart
        title={t('program.impact.sizesTitle', { date: format.date(impact.until) })}
        rows={sizesByTier(impact, tiers).map((sizes) => ({ tier: sizes.tier, counts: [sizes.without, sizes.with] }))}
        series={[
          { name: t('program.impact.without'), color: 'var(--line-strong)' },
          { name: t('program.impact.with'), color: 'var(--accent)' },
        ]}
      />
    </div>
  );
}

interface CountChartProps {
  readonly title: string;
  readonly rows: readonly { readonly tier: string; readonly counts: readonly number[] }[];
  readonly series: readonly { readonly name: string; readonly color: string }[];
}

/** Numbers of guests by tier side by side, with their table. */
function CountChart({ title, rows, series }: CountChartProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  return (
    <ChartPanel
      title={title}
      table={
        <DataTable
          caption={t('program.report.table', { title })}
          rows={rows}
          rowKey={({ tier }) => tier}
          empty={null}
          columns={[
            { of: 'tier', title: t('guests.tier') },
            ...series.map(({ name }, at) => ({
              key: name,
              title: name,
              isFigure: true,
              cell: ({ counts }: (typeof rows)[number]) => format.number(counts[at] ?? 0),
            })),
          ]}
        />
      }
      chart={
        <BarChart
          h={HEIGHT}
          dataKey="tier"
          tickLine="none"
          gridAxis="x"
          withLegend
          data={rows.map(({ tier, counts }) => ({
            tier,
            ...Object.fromEntries(series.map(({ name }, at) => [name, counts[at] ?? 0])),
          }))}
          series={[...series]}
          maxBarWidth={40}
          valueFormatter={(value) => format.number(value)}
          yAxisProps={{ width: 56, allowDecimals: false }}
          barChartProps={{ accessibilityLayer: false }}
        />
      }
    />
  );
}
