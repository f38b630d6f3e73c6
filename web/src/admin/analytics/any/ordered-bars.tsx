import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { type ValueKind, useValueWords } from '../use-value-words';

const HEIGHT = 280;
const COLORS = ['var(--accent)', 'var(--line-strong)'];

interface OrderedBarsProps<Row> {
  readonly rows: readonly Row[];
  readonly kind: ValueKind;
  /** The value of each row in the period, and in the compared one. */
  readonly series: readonly { readonly name: string; readonly valueOf: (row: Row) => number }[];
}

/** All rows from left to right in their order, as dates and hours have one. */
export function OrderedBars<Row extends { readonly name: string }>({ rows, kind, series }: OrderedBarsProps<Row>) {
  const value = useValueWords();
  return (
    <BarChart
      h={HEIGHT}
      dataKey="name"
      tickLine="none"
      withLegend
      data={rows.map((row) => ({
        name: row.name,
        ...Object.fromEntries(series.map(({ valueOf }, index) => [index, value.raw(kind, valueOf(row))])),
      }))}
      // By number, because a point within a name would part it.
      series={series.map(({ name }, index) => ({
        name: String(index),
        label: name,
        color: COLORS[index] ?? 'var(--ink)',
      }))}
      valueFormatter={(raw) => value.axis(kind, raw)}
      barChartProps={{ accessibilityLayer: false }}
    />
  );
}
