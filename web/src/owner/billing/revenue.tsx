import '@mantine/charts/styles.css';
import { BarChart, LineChart } from '@mantine/charts';
import type { Cohort, Metrics, Month } from '../../entities/billing/billing.api';
import { currencyDigits } from '../../shared/format/money';
import { type Format, useFormats } from '../../shared/format/use-format';
import { ownTimeZone } from '../../shared/format/zone';
import { useTranslation } from '../../shared/i18n/use-translation';
import { ChartPanel } from '../../shared/ui/chart-panel';
import type { ColumnOf } from '../../shared/ui/columns';
import { DataTable } from '../../shared/ui/data-table';
import { Figures, Panel } from '../../shared/ui/page';
import classes from './billing.module.css';
import { monthsOf, retentionOf } from './cohorts.rules';

const CHART_HEIGHT = 260;
type Age = Metrics['receivables']['ages'][number];
/** Kinds of changes to a month's revenue, each with its sign and its colour in the chart. */
const MOVEMENTS = [
  { kind: 'new', sign: 1, color: 'var(--accent)' },
  { kind: 'expansion', sign: 1, color: 'teal.4' },
  { kind: 'reactivation', sign: 1, color: 'blue.4' },
  { kind: 'contraction', sign: -1, color: 'orange.4' },
  { kind: 'churn', sign: -1, color: 'red.5' },
] as const;

/** Recurring revenue of a year: changes by month, cohorts of networks, and unpaid invoices by age. */
export function Revenue({ metrics }: { readonly metrics: Metrics }) {
  const { t } = useTranslation('owner');
  const { currency, months, cohorts, receivables } = metrics;
  const format = useFormats()({ currency, timeZone: ownTimeZone() });
  const now = months.at(-1);
  const ages: ColumnOf<Age>[] = [
    {
      title: t('billing.age'),
      cell: ({ fromDays, toDays }) => {
        if (toDays === 0) return t('billing.notDue');
        return toDays === null
          ? t('billing.olderThan', { from: fromDays })
          : t('billing.days', { from: fromDays, to: toDays });
      },
    },
    { of: 'invoices', title: t('billing.invoices'), as: 'number' },
    { of: 'amount', title: t('billing.amount'), as: 'money' },
  ];
  const share = (ppm: number | null | undefined) => (ppm === null || ppm === undefined ? '—' : format.share(ppm));
  return (
    <>
      <Figures
        areLong
        figures={[
          { label: t('billing.mrr'), value: format.money(now?.end ?? 0) },
          { label: t('billing.arpu'), value: format.money(now?.arpu ?? 0) },
          { label: t('billing.customers'), value: format.number(now?.customersEnd ?? 0) },
          { label: t('billing.churn'), value: share(now?.churnPpm) },
          { label: t('billing.revenueChurn'), value: share(now?.revenueChurnPpm) },
          {
            label: t('billing.receivable'),
            value: format.money(receivables.total),
            compared: t('billing.overdue', { amount: format.money(receivables.overdue) }),
          },
        ]}
      />
      <Movements months={months} format={format} />
      <Growth months={months} format={format} />
      <Panel title={t('billing.ages')}>
        <DataTable
          format={format}
          caption={t('billing.agesTable')}
          rows={receivables.ages}
          rowKey={({ fromDays }) => String(fromDays)}
          empty={<p className={classes.help}>{t('billing.noDebt')}</p>}
          columns={ages}
        />
      </Panel>
      <Cohorts cohorts={cohorts} format={format} />
    </>
  );
}

interface MonthsProps {
  readonly months: readonly Month[];
  readonly format: Format;
}

function Movements({ months, format }: MonthsProps) {
  const { t } = useTranslation('owner');
  const majorUnits = 10 ** currencyDigits(format.currency);
  const movements = MOVEMENTS.map(({ kind, sign, color }) => ({
    kind,
    name: t(`billing.movement.${kind}`),
    color,
    valueOf: (month: Month) => sign * month[kind],
  }));
  const columns: ColumnOf<Month>[] = [
    { of: 'month', title: t('billing.month'), as: 'month' },
    { of: 'start', title: t('billing.start'), as: 'money', isAside: true },
    ...movements.map(({ name, valueOf }) => ({
      title: name,
      isFigure: true,
      isAside: true,
      cell: (month: Month) => format.money(valueOf(month)),
    })),
    { of: 'customersEnd', title: t('billing.customers'), as: 'number', isAside: true },
    { of: 'end', title: t('billing.end'), as: 'money' },
  ];
  return (
    <ChartPanel
      title={t('billing.movements')}
      table={
        <DataTable
          format={format}
          caption={t('billing.movementsTable')}
          rows={[...months].reverse()}
          rowKey={({ month }) => month}
          empty={null}
          columns={columns}
        />
      }
      chart={
        <BarChart
          h={CHART_HEIGHT}
          type="stacked"
          withLegend
          dataKey="month"
          tickLine="none"
          gridAxis="x"
          data={months.map((row) => ({
            month: format.month(row.month),
            ...Object.fromEntries(movements.map(({ name, valueOf }) => [name, valueOf(row) / majorUnits])),
          }))}
          series={movements.map(({ name, color }) => ({ name, color }))}
          valueFormatter={(value) => format.wholeMoney(value)}
          yAxisProps={{ width: 84 }}
          xAxisProps={{ interval: 'equidistantPreserveStart' }}
          barChartProps={{ accessibilityLayer: false, stackOffset: 'sign' }}
        />
      }
    />
  );
}

function Growth({ months, format }: MonthsProps) {
  const { t } = useTranslation('owner');
  const majorUnits = 10 ** currencyDigits(format.currency);
  return (
    <Panel title={t('billing.growth')}>
      <p className={classes.help}>{t('billing.growthHelp')}</p>
      <div aria-hidden className={classes.charts}>
        {[
          {
            name: t('billing.mrr'),
            valueOf: ({ end }: Month) => end / majorUnits,
            write: (value: number) => format.wholeMoney(value),
          },
          {
            name: t('billing.customers'),
            valueOf: ({ customersEnd }: Month) => customersEnd,
            write: (value: number) => format.number(value),
          },
        ].map(({ name, valueOf, write }) => (
          <LineChart
            key={name}
            h={CHART_HEIGHT}
            withLegend
            dataKey="month"
            tickLine="none"
            gridAxis="x"
            data={months.map((row) => ({ month: format.month(row.month), [name]: valueOf(row) }))}
            series={[{ name, color: 'var(--accent)' }]}
            valueFormatter={write}
            yAxisProps={{ width: 84, allowDecimals: false }}
            xAxisProps={{ interval: 'equidistantPreserveStart' }}
            lineChartProps={{ accessibilityLayer: false }}
          />
        ))}
      </div>
    </Panel>
  );
}

function Cohorts({ cohorts, format }: { readonly cohorts: readonly Cohort[]; readonly format: Format }) {
  const { t } = useTranslation('owner');
  const columns: ColumnOf<Cohort>[] = [
    { of: 'month', title: t('billing.cohort'), as: 'month' },
    { of: 'customers', title: t('billing.customers'), as: 'number' },
    ...monthsOf(cohorts).map((month) => ({
      title: t('billing.cohortMonth', { month }),
      isFigure: true,
      cell: (cohort: Cohort) => {
        const cell = retentionOf(cohort, month);
        return cell && t('billing.retained', { networks: cell.networks, share: format.share(cell.sharePpm) });
      },
    })),
  ];
  return (
    <Panel title={t('billing.cohorts')}>
      {cohorts.length > 0 && <p className={classes.help}>{t('billing.cohortsHelp')}</p>}
      <DataTable
        format={format}
        caption={t('billing.cohortsTable')}
        rows={cohorts}
        rowKey={({ month }) => month}
        empty={<p className={classes.help}>{t('billing.noCohorts')}</p>}
        columns={columns}
      />
    </Panel>
  );
}
