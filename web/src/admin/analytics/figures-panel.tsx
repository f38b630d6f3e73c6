import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { fetchCode } from '../../shared/api/fetch-code';
import { saveFile } from '../../shared/api/save-file';
import { useTranslation } from '../../shared/i18n/use-translation';
import { IconDownload } from '../../shared/icons/icon-download';
import { DataTable } from '../../shared/ui/data-table';
import { AfterPage } from '../../shared/ui/after-page';
import { Panel } from '../../shared/ui/page';
import { useIsPrinted } from '../../shared/ui/use-is-printed';
import { tableFile } from '../../entities/report/report-file.rules';
import classes from './analytics.module.css';

export interface FiguresColumn<Row> {
  readonly key: string;
  readonly title: string;
  /** The cell on the page. */
  readonly cell: (row: Row) => ReactNode;
  /** The cell in CSV and XLSX: money in major units, a share from 0 to 1, null without a value. */
  readonly value: (row: Row) => string | number | null;
  readonly isText?: boolean;
}

interface FiguresPanelProps<Row> {
  readonly title: string;
  /** One sentence: how the figures are counted. */
  readonly definition: string;
  /** Hidden from screen readers, which have the table; on paper the table stands below it. Left out: the table alone. */
  readonly chart?: ReactNode;
  /** In place of the plain table. */
  readonly table?: ReactNode;
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly columns: readonly FiguresColumn<Row>[];
  /** Name of the files, without an ending. */
  readonly file: string;
  readonly children?: ReactNode;
}

/** Figures with their definition: a chart, the table behind it, and the same as CSV and XLSX. */
export function FiguresPanel<Row>(props: FiguresPanelProps<Row>) {
  const { title, definition, chart, rows, rowKey, columns, file, children } = props;
  const { t } = useTranslation('admin');
  const { t: shared } = useTranslation();
  const [asTable, setAsTable] = useState(false);
  const isPrinted = useIsPrinted();
  const head = columns.map((column) => column.title);
  const lines = () => rows.map((row) => columns.map(({ value }) => value(row)));
  const table = props.table ?? (
    <DataTable
      caption={t('analytics.table', { title })}
      rows={rows}
      rowKey={rowKey}
      empty={null}
      columns={columns.map(({ key, title: name, cell, isText }) => ({
        key,
        title: name,
        cell,
        isFigure: isText !== true,
      }))}
    />
  );

  async function saveWorkbook(): Promise<void> {
    const { xlsxOf } = await fetchCode(() => import('../../shared/format/xlsx'));
    saveFile(await xlsxOf(title, head, lines()), `${file}.xlsx`);
  }

  return (
    <Panel
      title={title}
      aside={
        <div className={classes.acts}>
          {chart !== undefined && (
            <Button variant="default" size="sm" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
              {asTable ? shared('chart.asChart') : shared('chart.asTable')}
            </Button>
          )}
          <Button
            variant="default"
            size="sm"
            leftSection={<IconDownload size={18} stroke={1.75} aria-hidden />}
            aria-label={t('analytics.csvOf', { title })}
            onClick={() => saveFile(new Blob([tableFile(head, lines())], { type: 'text/csv' }), `${file}.csv`)}
          >
            CSV
          </Button>
          <Button
            variant="default"
            size="sm"
            leftSection={<IconDownload size={18} stroke={1.75} aria-hidden />}
            aria-label={t('analytics.xlsxOf', { title })}
            onClick={() => void saveWorkbook()}
          >
            XLSX
          </Button>
        </div>
      }
    >
      <p className={classes.definition}>{definition}</p>
      {children}
      {chart === undefined || asTable ? (
        table
      ) : (
        <>
          <div aria-hidden>
            <AfterPage>{chart}</AfterPage>
          </div>
          {isPrinted && table}
        </>
      )}
    </Panel>
  );
}
