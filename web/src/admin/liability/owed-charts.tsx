import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import type { Liability } from '../../entities/liability/liability.api';
import { useRestaurantNames } from '../../entities/restaurant/use-restaurant-names';
import { currencyDigits } from '../../shared/format/money';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { DataTable } from '../../shared/ui/data-table';
import { Panel } from '../../shared/ui/page';
import { ChartPanel } from '../../shared/ui/chart-panel';
import classes from './liability-page.module.css';

const HEIGHT = 240;
/** Heights of one horizontal bar and of the axis below all bars. */
const LINE_HEIGHT = 44;
const AXIS_HEIGHT = 36;

interface OwedPart {
  readonly key: string;
  readonly label: string;
  readonly points: number;
  readonly money: number;
}

/** The liability divided four ways; the parts of each division add up to the total. */
export function OwedCharts({ owed }: { readonly owed: Liability }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const nameOf = useRestaurantNames(t('liability.networkItself'));

  const byExpiry = owed.byExpiry.map(({ month, ...part }) => ({
    key: month ?? '',
    label: month === null ? t('liability.noDate') : format.month(month),
    ...part,
  }));
  const byAge = owed.byAge.map(({ fromMonths, toMonths, ...part }) => ({
    key: String(fromMonths),
    label: ageWords(fromMonths, toMonths),
    ...part,
  }));
  const byTier = owed.byTier.map(({ tier, ...part }) => ({
    key: tier ?? '',
    label: tier ?? t('liability.noTier'),
    ...part,
  }));
  const byRestaurant = owed.byRestaurant.map(({ restaurantId, ...part }) => ({
    key: restaurantId ?? '',
    label: nameOf(restaurantId),
    ...part,
  }));

  function ageWords(from: number, to: number | null): string {
    if (to === null) return t('liability.ageFrom', { count: from });
    return from === to ? t('liability.age', { count: from }) : t('liability.ageTo', { from, count: to });
  }

  return (
    <>
      <PartsChart title={t('liability.byExpiry')} heading={t('liability.month')} parts={byExpiry} />
      <PartsChart title={t('liability.byAge')} heading={t('liability.ageHeading')} parts={byAge} areLines />
      <div className={classes.pair}>
        <Panel title={t('liability.byTier')}>
          <PartsTable title={t('liability.byTier')} heading={t('guests.tier')} parts={byTier} withBars />
        </Panel>
        <Panel title={t('liability.byRestaurant')}>
          <PartsTable
            title={t('liability.byRestaurant')}
            heading={t('liability.restaurant')}
            parts={byRestaurant}
            withBars
          />
        </Panel>
      </div>
    </>
  );
}

interface PartsProps {
  readonly heading: string;
  readonly parts: readonly OwedPart[];
}

interface PartsChartProps extends PartsProps {
  readonly title: string;
  /** Few parts with names too long to stand beside each other on a phone lie under each other. */
  readonly areLines?: boolean;
}

function PartsChart({ title, heading, parts, areLines = false }: PartsChartProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const majorUnits = 10 ** currencyDigits(format.currency);
  const owed = t('liability.money');
  return (
    <ChartPanel
      title={title}
      table={<PartsTable title={title} heading={heading} parts={parts} />}
      chart={
        <BarChart
          h={areLines ? parts.length * LINE_HEIGHT + AXIS_HEIGHT : HEIGHT}
          orientation={areLines ? 'vertical' : 'horizontal'}
          dataKey="label"
          tickLine="none"
          gridAxis={areLines ? 'y' : 'x'}
          data={parts.map(({ label, money }) => ({ label, [owed]: money / majorUnits }))}
          series={[{ name: owed, color: 'var(--accent)' }]}
          maxBarWidth={56}
          valueFormatter={(value) => format.wholeMoney(value)}
          xAxisProps={areLines ? { tickCount: 3 } : { interval: 'equidistantPreserveStart' }}
          yAxisProps={areLines ? { width: 116, interval: 0 } : { width: 84 }}
          barChartProps={{ accessibilityLayer: false }}
        />
      }
    />
  );
}

interface PartsTableProps extends PartsProps {
  readonly title: string;
  /** Few parts are compared at one look by a bar in their own row. */
  readonly withBars?: boolean;
}

function PartsTable({ title, heading, parts, withBars = false }: PartsTableProps) {
  const { t } = useTranslation('admin');
  const most = Math.max(1, ...parts.map(({ points }) => points));
  return (
    <DataTable
      caption={t('liability.table', { title })}
      rows={parts}
      rowKey={({ key }) => key}
      empty={null}
      columns={[
        {
          title: heading,
          cell: ({ label, points }) => (
            <>
              {label}
              {withBars && points > 0 && (
                <span className={classes.bar} style={{ width: `${String((points / most) * 100)}%` }} aria-hidden />
              )}
            </>
          ),
        },
        { of: 'points', title: t('guests.available'), as: 'number' },
        { of: 'money', title: t('liability.money'), as: 'money' },
      ]}
    />
  );
}
