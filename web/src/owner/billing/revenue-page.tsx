import '@mantine/charts/styles.css';
import { BarChart, LineChart } from '@mantine/charts';
import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { type Cohort, type Month, plansQuery } from '../../entities/billing/billing.api';
import { ownTimeZone } from '../../entities/platform/places';
import { ask } from '../../shared/api/calls';
import { currencyDigits } from '../../shared/format/money';
import { useFormats } from '../../shared/format/use-format';
import { todayIn } from '../../shared/format/zone';
import { useTranslation } from '../../shared/i18n/use-translation';
import { ChartPanel } from '../../shared/ui/chart-panel';
import { DataTable } from '../../shared/ui/data-table';
import { Loading } from '../../shared/ui/loading';
import { ReadFailure } from '../../shared/ui/read-failure';
import { Figures, Filters, PageHead, Panel } from '../../shared/ui/page';
import { BillingTabs } from './billing-tabs';
import classes from './billing.module.css';
import { monthsOf, retentionOf } from './cohorts.rules';
import { currenciesOf } from './currencies.rules';

const CHART_HEIGHT = 260;
const GAINS = ['new', 'expansion', 'reactivation'] as const;
const LOSSES = ['contraction', 'churn'] as const;
const COLORS = {
  new: 'var(--accent)',
  expansion: 'teal.4',
  reactivation: 'blue.4',
  contraction: 'orange.4',
  churn: 'red.5',
} as const;

/** Recurring revenue of a year: its movements by month, cohorts of networks, and money that is owed. */
export function RevenuePage() {
  const { t } = useTranslation('owner');
  const formatOf = useFormats();
  const [address, setAddress] = useSearchParams();
  const plans = useQuery(plansQuery);
  const currencies = currenciesOf(plans.data?.items ?? [], todayIn(ownTimeZone()));
  const asked = currencies.find((one) => one === address.get('currency')) ?? currencies[0];
  const metrics = useQuery({ ...ask('/api/platform/metrics', { currency: asked }), enabled: !plans.isPending });
  const head = (
    <>
      <PageHead title={t('billing.title')} sub={t('billing.sub')} />
      <BillingTabs />
      {currencies.length > 1 && (
        <Filters>
          <NativeSelect
            label={t('platform.currency')}
            value={asked ?? ''}
            data={currencies}
            onChange={(event) => setAddress({ currency: event.currentTarget.value })}
          />
        </Filters>
      )}
    </>
  );
  if (metrics.isError) {
    return (
      <>
        {head}
        <ReadFailure reading={metrics} />
      </>
    );
  }
  if (metrics.data === undefined)
    return (
      <>
        {head}
        <Loading />
      </>
    );
  const { currency, months, cohorts, receivables } = metrics.data;
  const format = formatOf({ currency, timeZone: ownTimeZone() });
  const now = months.at(-1);
  const majorUnits = 10 ** currencyDigits(currency);
  const share = (ppm: number | null | undefined) => (ppm === null || ppm === undefined ? '—' : format.share(ppm));
  return (
    <>
      {head}
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
      <ChartPanel
        title={t('billing.movements')}
        table={
          <DataTable
            caption={t('billing.movementsTable')}
            rows={[...months].reverse()}
            rowKey={({ month }) => month}
            empty={null}
            columns={[
              { key: 'month', title: t('billing.month'), cell: ({ month }) => format.month(month) },
              {
                key: 'start',
                title: t('billing.start'),
                isFigure: true,
                isAside: true,
                cell: ({ start }) => format.money(start),
              },
              ...GAINS.map((movement) => ({
                key: movement,
                title: t(`billing.movement.${movement}`),
                isFigure: true,
                isAside: true,
                cell: (row: (typeof months)[number]) => format.money(row[movement]),
              })),
              ...LOSSES.map((movement) => ({
                key: movement,
                title: t(`billing.movement.${movement}`),
                isFigure: true,
                isAside: true,
                cell: (row: (typeof months)[number]) => format.money(-row[movement]),
              })),
              {
                key: 'customers',
                title: t('billing.customers'),
                isFigure: true,
                isAside: true,
                cell: ({ customersEnd }) => format.number(customersEnd),
              },
              { key: 'end', title: t('billing.end'), isFigure: true, cell: ({ end }) => format.money(end) },
            ]}
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
              ...Object.fromEntries(GAINS.map((one) => [t(`billing.movement.${one}`), row[one] / majorUnits])),
              ...Object.fromEntries(LOSSES.map((one) => [t(`billing.movement.${one}`), -row[one] / majorUnits])),
            }))}
            series={[...GAINS, ...LOSSES].map((one) => ({ name: t(`billing.movement.${one}`), color: COLORS[one] }))}
            valueFormatter={(value) => format.wholeMoney(value)}
            yAxisProps={{ width: 84 }}
            xAxisProps={{ interval: 'equidistantPreserveStart' }}
            barChartProps={{ accessibilityLayer: false, stackOffset: 'sign' }}
          />
        }
      />
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
      <Panel title={t('billing.ages')}>
        <DataTable
          caption={t('billing.agesTable')}
          rows={receivables.ages}
          rowKey={({ fromDays }) => String(fromDays)}
          empty={<p className={classes.help}>{t('billing.noDebt')}</p>}
          columns={[
            {
              key: 'age',
              title: t('billing.age'),
              cell: ({ fromDays, toDays }) => {
                if (toDays === 0) return t('billing.notDue');
                return toDays === null
                  ? t('billing.olderThan', { from: fromDays })
                  : t('billing.days', { from: fromDays, to: toDays });
              },
            },
            {
              key: 'invoices',
              title: t('billing.invoices'),
              isFigure: true,
              cell: ({ invoices }) => format.number(invoices),
            },
            { key: 'amount', title: t('billing.amount'), isFigure: true, cell: ({ amount }) => format.money(amount) },
          ]}
        />
      </Panel>
      <Panel title={t('billing.cohorts')}>
        {cohorts.length > 0 && <p className={classes.help}>{t('billing.cohortsHelp')}</p>}
        <DataTable
          caption={t('billing.cohortsTable')}
          rows={cohorts}
          rowKey={({ month }) => month}
          empty={<p className={classes.help}>{t('billing.noCohorts')}</p>}
          columns={[
            { key: 'month', title: t('billing.cohort'), cell: ({ month }) => format.month(month) },
            {
              key: 'customers',
              title: t('billing.customers'),
              isFigure: true,
              cell: ({ customers }) => format.number(customers),
            },
            ...monthsOf(cohorts).map((month) => ({
              key: String(month),
              title: t('billing.cohortMonth', { month }),
              isFigure: true,
              cell: (cohort: Cohort) => {
                const cell = retentionOf(cohort, month);
                return cell && t('billing.retained', { networks: cell.networks, share: format.share(cell.sharePpm) });
              },
            })),
          ]}
        />
      </Panel>
    </>
  );
}
