import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { useValueWords } from '../use-value-words';

const SHOWN = 10;
const ROW_HEIGHT = 36;
/** Room for the axis and the legend. */
const MARGIN = 72;
const LONGEST_NAME = 18;

interface Cost {
  readonly name: string;
  readonly pointsWorth: number;
  readonly moneyOff: number;
}

/** The first ten by what they cost: points by their worth, and money off. */
export function CostChart({ rows }: { readonly rows: readonly Cost[] }) {
  const { t } = useTranslation('admin');
  const value = useValueWords();
  const [points, money] = [t('analytics.gifts.pointsWorth'), t('analytics.gifts.moneyOff')];
  const shown = rows.slice(0, SHOWN);
  return (
    <BarChart
      h={shown.length * ROW_HEIGHT + MARGIN}
      orientation="vertical"
      type="stacked"
      dataKey="name"
      tickLine="none"
      gridAxis="y"
      withLegend
      data={shown.map(({ name, pointsWorth, moneyOff }) => ({
        name: name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name,
        [points]: value.raw('money', pointsWorth),
        [money]: value.raw('money', moneyOff),
      }))}
      series={[
        { name: points, color: 'var(--accent)' },
        { name: money, color: 'var(--line-strong)' },
      ]}
      valueFormatter={(raw) => value.axis('money', raw)}
      yAxisProps={{ width: 120 }}
      barChartProps={{ accessibilityLayer: false }}
    />
  );
}
