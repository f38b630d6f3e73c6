import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { type ValueKind, useValueWords } from './use-value-words';

const SHOWN = 10;
const ROW_HEIGHT = 36;
/** Room for the axis and the legend. */
const MARGIN = 72;
const LONGEST_NAME = 18;
const NAME_WIDTH = 120;
const COLORS = ['var(--accent)', 'var(--line-strong)'];

interface RankedBarsProps<Row> {
  /** The first ten are shown. */
  readonly rows: readonly Row[];
  readonly kind: ValueKind;
  /** At most two: parts of each row, or its value in two periods. */
  readonly series: readonly { readonly name: string; readonly valueOf: (row: Row) => number }[];
  /** Whether they are parts of one bar. */
  readonly isStacked: boolean;
}

/** The first rows of a table as bars from top to bottom, each under its name. */
export function RankedBars<Row extends { readonly name: string }>({
  rows,
  kind,
  series,
  isStacked,
}: RankedBarsProps<Row>) {
  const value = useValueWords();
  const shown = rows.slice(0, SHOWN);
  return (
    <BarChart
      h={shown.length * ROW_HEIGHT + MARGIN}
      orientation="vertical"
      type={isStacked ? 'stacked' : 'default'}
      dataKey="name"
      tickLine="none"
      gridAxis="y"
      withLegend
      data={shown.map((row) => ({
        name: row.name.length > LONGEST_NAME ? `${row.name.slice(0, LONGEST_NAME)}…` : row.name,
        ...Object.fromEntries(series.map(({ valueOf }, index) => [index, value.raw(kind, valueOf(row))])),
      }))}
      // By number, because a point within a name would part it.
      series={series.map(({ name }, index) => ({
        name: String(index),
        label: name,
        color: COLORS[index] ?? 'var(--ink)',
      }))}
      valueFormatter={(raw) => value.axis(kind, raw)}
      yAxisProps={{ width: NAME_WIDTH, interval: 0 }}
      barChartProps={{ accessibilityLayer: false }}
    />
  );
}
