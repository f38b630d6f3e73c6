import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currencyDigits } from '../../../shared/format/money';
import { useFormat } from '../../../shared/format/use-format';
import { DataTable } from '../../../shared/ui/data-table';
import { Panel } from '../../../shared/ui/page';

const HEIGHT = 260;

export interface ComparedRow {
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
}

/** Money that really was beside money that would have been, as bars, with a table behind. */
export function ComparedMoney({ title, heading, rows }: ComparedMoneyProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const [asTable, setAsTable] = useState(false);
  const actual = t('program.report.actual');
  const draft = t('program.report.draft');
  const majorUnits = 10 ** currencyDigits(format.currency);
  return (
    <Panel
      title={title}
      aside={
        <Button variant="subtle" color="gray" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? t('chart.asChart') : t('chart.asTable')}
        </Button>
      }
    >
      {asTable ? (
        <DataTable
          caption={t('program.report.table', { title })}
          rows={rows}
          rowKey={({ key }) => key}
          empty={null}
          columns={[
            { key: 'label', title: heading, cell: ({ label }) => label },
            { key: 'actual', title: actual, isFigure: true, cell: (row) => format.money(row.actual) },
            { key: 'draft', title: draft, isFigure: true, cell: (row) => format.money(row.draft) },
            {
              key: 'difference',
              title: t('program.report.difference'),
              isFigure: true,
              cell: (row) => format.money(row.draft - row.actual),
            },
          ]}
        />
      ) : (
        // Whoever does not see the bars has the table.
        <div aria-hidden>
          <BarChart
            h={HEIGHT}
            dataKey="label"
            tickLine="none"
            gridAxis="x"
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
            yAxisProps={{ width: 84 }}
          />
        </div>
      )}
    </Panel>
  );
}
