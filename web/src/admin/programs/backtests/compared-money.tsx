import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { currencyDigits } from '../../../shared/format/money';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { ChartPanel } from '../../../shared/ui/chart-panel';
import { Difference } from './difference';
import { ShortTable } from '../../../shared/ui/short-table';

const HEIGHT = 260;
/** Height of the two bars of a restaurant, and of the axis and legend. */
const LINE_HEIGHT = 52;
const AXIS_HEIGHT = 80;

interface ComparedRow {
  readonly key: string;
  readonly label: string;
  /** Money in minor units. */
  readonly actual: number;
  readonly draft: number;
}

interface ComparedMoneyProps {
  /** The question that the chart answers. */
  readonly title: string;
  readonly heading: string;
  readonly rows: readonly ComparedRow[];
  /** Names that are too long to stand beside each other lie under each other. */
  readonly areLines?: boolean;
}

/** Money that really was beside money that would have been, as bars, with a table behind. */
export function ComparedMoney({ title, heading, rows, areLines = false }: ComparedMoneyProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const actual = t('program.report.actual');
  const draft = t('program.report.draft');
  const majorUnits = 10 ** currencyDigits(format.currency);
  return (
    <ChartPanel
      title={title}
      table={
        <ShortTable
          caption={t('program.report.table', { title })}
          rows={rows}
          rowKey={({ key }) => key}
          empty={null}
          columns={[
            { of: 'label', title: heading },
            { of: 'actual', title: actual, as: 'money' },
            { of: 'draft', title: draft, as: 'money' },
            {
              key: 'difference',
              title: t('program.report.difference'),
              isFigure: true,
              cell: (row) => <Difference from={row.actual} to={row.draft} isMoney />,
            },
          ]}
        />
      }
      chart={
        <BarChart
          h={areLines ? Math.max(HEIGHT, rows.length * LINE_HEIGHT + AXIS_HEIGHT) : HEIGHT}
          orientation={areLines ? 'vertical' : 'horizontal'}
          dataKey="label"
          tickLine="none"
          gridAxis={areLines ? 'y' : 'x'}
          withLegend
          barChartProps={{ accessibilityLayer: false }}
          data={rows.map((row) => ({
            label: row.label,
            [actual]: row.actual / majorUnits,
            [draft]: row.draft / majorUnits,
          }))}
          series={[
            { name: actual, color: 'var(--line-strong)' },
            { name: draft, color: 'var(--accent)' },
          ]}
          valueFormatter={(value) => format.wholeMoney(value)}
          xAxisProps={areLines ? { tickCount: 3 } : {}}
          yAxisProps={areLines ? { width: 116, interval: 0 } : { width: 100 }}
        />
      }
    />
  );
}
