import { Button, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './data-table.module.css';

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** Figures stand to the right, so that their digits stand under each other. */
  readonly isFigure?: boolean;
  /** Left out where there is no room for it: on a phone. */
  readonly isAside?: boolean;
}

interface DataTableProps<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  /** Undefined while they are on their way. */
  readonly rows: readonly Row[] | undefined;
  readonly rowKey: (row: Row) => string;
  readonly empty: ReactNode;
}

/** A table of the console. A slow answer leaves its shape, an empty one says what to do. */
export function DataTable<Row>({ caption, columns, rows, rowKey, empty }: DataTableProps<Row>) {
  if (rows?.length === 0) return empty;
  return (
    <div className={classes.scroll} tabIndex={0} role="region" aria-label={caption}>
      <table className={classes.table}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ key, title, isFigure, isAside }) => (
              <th key={key} scope="col" data-figure={isFigure} data-aside={isAside}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows === undefined
            ? WAITING_ROWS.map((row) => (
                <tr key={row} aria-hidden>
                  {columns.map(({ key, isAside }) => (
                    <td key={key} data-aside={isAside}>
                      <Skeleton height={16} radius="sm" />
                    </td>
                  ))}
                </tr>
              ))
            : rows.map((row) => (
                <tr key={rowKey(row)}>
                  {columns.map(({ key, cell, isFigure, isAside }) => (
                    <td key={key} data-figure={isFigure} data-aside={isAside}>
                      {cell(row)}
                    </td>
                  ))}
                </tr>
              ))}
        </tbody>
      </table>
    </div>
  );
}

const WAITING_ROWS = [1, 2, 3, 4, 5, 6];

interface PagerProps {
  /** Undefined on the first page. */
  readonly onFirst: (() => void) | undefined;
  /** Undefined on the last page. */
  readonly onNext: (() => void) | undefined;
}

/** Lists are paged by cursor: onwards, or back to the beginning; the browser's own Back goes one page back. */
export function Pager({ onFirst, onNext }: PagerProps) {
  const { t } = useTranslation();
  if (onFirst === undefined && onNext === undefined) return null;
  return (
    <div className={classes.pager}>
      <Button variant="default" disabled={onFirst === undefined} onClick={onFirst}>
        {t('table.first')}
      </Button>
      <Button variant="default" disabled={onNext === undefined} onClick={onNext}>
        {t('table.next')}
      </Button>
    </div>
  );
}
