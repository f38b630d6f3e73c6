import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { type ValueKind, useValueWords } from '../use-value-words';

const HEIGHT = 280;
const COLORS = ['var(--accent)', 'var(--line-strong)'];

interface OrderedBarsProps<Row> {
  readonly rows: readonly Row[];
  readonly kind: ValueKind;
  /** The series of the chosen period, then the series of the compared period. */
  readonly series: readonly { readonly name: string; readonly valueOf: (row: Row) => number }[];
}

/** A bar chart of rows with a natural order, such as dates and hours, from left to right. */
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
      // The key is a number, because the chart reads a dot in a name as the path to a member.
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
