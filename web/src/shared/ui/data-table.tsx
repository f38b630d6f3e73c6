import { Button, Skeleton } from '@mantine/core';
import type { CSSProperties, ReactNode } from 'react';
import { useTranslation } from '../i18n/use-translation';
import classes from './data-table.module.css';
import { fadeAtEdges } from './scroll-edges';

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** Figures stand to the right, so that their digits stand under each other. */
  readonly isFigure?: boolean;
  /** Left out where there is no room for it: on a phone. */
  readonly isAside?: boolean;
  /** The row's actions: at its end, or on a line of their own below it where there is no room. */
  readonly isActs?: boolean;
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
  // The roles are said once more, since a browser forgets them where a narrow table is laid out as a grid.
  return (
    <div ref={fadeAtEdges} className={classes.scroll} tabIndex={0} role="region" aria-label={caption}>
      <table role="table" className={classes.table} {...layoutOf(columns)}>
        <caption className="visually-hidden">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ key, title, isFigure, isAside, isActs }) => (
              <th
                key={key}
                role="columnheader"
                scope="col"
                data-figure={isFigure}
                data-aside={isAside}
                data-acts={isActs}
              >
                {isActs === true ? <span className="visually-hidden">{title}</span> : title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows === undefined
            ? WAITING_ROWS.map((row) => (
                <tr key={row} role="row" aria-hidden>
                  {columns.map(({ key, isAside, isActs }) => (
                    <td key={key} role="cell" data-aside={isAside} data-acts={isActs}>
                      <Skeleton height={16} radius="sm" />
                    </td>
                  ))}
                </tr>
              ))
            : rows.map((row) => (
                <tr key={rowKey(row)} role="row">
                  {columns.map(({ key, cell, isFigure, isAside, isActs }) => (
                    <td key={key} role="cell" data-figure={isFigure} data-aside={isAside} data-acts={isActs}>
                      {isActs === true ? <div className={classes.acts}>{cell(row)}</div> : cell(row)}
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

/** A table with acts says how many columns stand beside each other when its acts stand under them. */
function layoutOf<Row>(columns: readonly Column<Row>[]): { 'data-acts'?: true; style?: CSSProperties } {
  const beside = columns.filter(({ isActs }) => isActs !== true);
  if (beside.length === columns.length) return {};
  const onPhone = beside.filter(({ isAside }) => isAside !== true).length;
  return {
    'data-acts': true,
    style: { '--columns': beside.length, '--columns-on-phone': onPhone } as CSSProperties,
  };
}

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
