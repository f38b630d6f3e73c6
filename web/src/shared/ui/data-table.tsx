import { Button, Flex, Skeleton } from '@mantine/core';
import { IconArrowDown } from '../icons/icon-arrow-down';
import { IconArrowsSort } from '../icons/icon-arrows-sort';
import { IconArrowUp } from '../icons/icon-arrow-up';
import type { CSSProperties, ReactNode } from 'react';
import { useTranslation } from '../i18n/use-translation';
import { type Column, type ColumnOf, type FormatOf, useColumnsOf } from './columns';
import classes from './data-table.module.css';
import { FailureNotice, type RepeatableQuery } from './problem-notice';
import { fadeAtEdges } from './scroll-edges';

interface Sorting {
  /** The order in the API's form: a column's name, with `-` before it for descending. */
  readonly order: string;
  readonly onSort: (order: string) => void;
}

export interface DataTableProps<Row> {
  /** The request that loads the rows; its failure is shown instead of them. */
  readonly reading?: RepeatableQuery;
  readonly caption: string;
  /** Left out: the format of the reader's network. */
  readonly format?: FormatOf<Row> | undefined;
  readonly columns: readonly ColumnOf<Row>[];
  /** Undefined while loading. */
  readonly rows: readonly Row[] | undefined;
  readonly rowKey: (row: Row) => string;
  readonly empty: ReactNode;
  readonly sorting?: Sorting;
  /** Search, filters and acts of the list, above its rows in the same card. They stay while the list is empty or not read. */
  readonly tools?: ReactNode;
}

/** A table of the console. While it loads its outline is shown; an empty table says what to do. */
export function DataTable<Row>({ tools, ...props }: DataTableProps<Row>) {
  const { reading, rows, empty } = props;
  const instead =
    reading !== undefined && reading.error !== null ? (
      <FailureNotice error={reading.error} retry={reading} />
    ) : rows?.length === 0 ? (
      empty
    ) : undefined;
  if (tools === undefined) return instead ?? <Rows {...props} />;
  return (
    <>
      <div className={classes.card}>
        <div className={classes.tools}>{tools}</div>
        {instead === undefined && <Rows {...props} />}
      </div>
      {instead}
    </>
  );
}

function Rows<Row>({ caption, rows, rowKey, sorting, ...props }: Omit<DataTableProps<Row>, 'tools'>) {
  const columns = useColumnsOf(props.columns, props.format);
  // Roles are set explicitly, because a browser drops them when a narrow table is laid out as a grid.
  return (
    <div ref={fadeAtEdges} className={classes.scroll} tabIndex={0} role="region" aria-label={caption}>
      <table role="table" className={classes.table} {...layoutOf(columns)}>
        <caption className="visually-hidden">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ key, title, head, isFigure, isName, isAside, isActs, sort }) => (
              <th
                key={key}
                role="columnheader"
                scope="col"
                data-figure={isFigure}
                data-name={isName}
                data-aside={isAside}
                data-acts={isActs}
                aria-sort={sortedAs(sort, sorting)}
              >
                {isActs === true ? (
                  <span className="visually-hidden">{title}</span>
                ) : (
                  (head ?? headOf(title, sort, isFigure))
                )}
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

  function headOf(title: string, sort: string | undefined, isFigure = false): ReactNode {
    if (sorting === undefined || sort === undefined) return title;
    const { order, onSort } = sorting;
    const isUp = order === sort;
    const isDown = order === `-${sort}`;
    // The first press sorts figures and dates from the greatest, and names from A.
    const next = isUp ? `-${sort}` : isDown || !isFigure ? sort : `-${sort}`;
    const Arrow = isUp ? IconArrowUp : isDown ? IconArrowDown : IconArrowsSort;
    return (
      <button type="button" className={classes.sort} data-sorted={isUp || isDown} onClick={() => onSort(next)}>
        {title}
        <Arrow size={15} stroke={2} aria-hidden />
      </button>
    );
  }
}

function sortedAs(
  sort: string | undefined,
  sorting: Sorting | undefined,
): 'ascending' | 'descending' | 'none' | undefined {
  if (sort === undefined || sorting === undefined) return undefined;
  if (sorting.order === sort) return 'ascending';
  return sorting.order === `-${sort}` ? 'descending' : 'none';
}

const WAITING_ROWS = [1, 2, 3, 4, 5, 6];

/** A table with buttons tells the style sheet how many columns are side by side when the buttons are below them. */
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
  /** Left out by a list that only goes forward; undefined on the first page. */
  readonly onPrevious?: (() => void) | undefined;
  /** Undefined on the last page. */
  readonly onNext: (() => void) | undefined;
}

/** Buttons for a list paged by cursor: forward, one page back where possible, and to the start. */
export function Pager(props: PagerProps) {
  const { t } = useTranslation();
  const { onFirst, onPrevious, onNext } = props;
  if (onFirst === undefined && onPrevious === undefined && onNext === undefined) return null;
  return (
    <Flex gap={8} wrap="wrap" justify="flex-end" mt={12}>
      <Button variant="default" disabled={onFirst === undefined} onClick={onFirst}>
        {t('table.first')}
      </Button>
      {'onPrevious' in props && (
        <Button variant="default" disabled={onPrevious === undefined} onClick={onPrevious}>
          {t('table.previous')}
        </Button>
      )}
      <Button variant="default" disabled={onNext === undefined} onClick={onNext}>
        {t('table.next')}
      </Button>
    </Flex>
  );
}

interface ListPagerProps {
  /** Undefined while the page is loading. */
  readonly list: { readonly nextCursor: string | null } | undefined;
  readonly cursor: string | undefined;
  /** Shows the page at a cursor; without one, the first page. */
  readonly onTurn: (cursor: string | undefined) => void;
}

/** The pager of a list that only goes forward. */
export function ListPager({ list, cursor, onTurn }: ListPagerProps) {
  const next = list?.nextCursor ?? null;
  return (
    <Pager
      onFirst={cursor === undefined ? undefined : () => onTurn(undefined)}
      onNext={next === null ? undefined : () => onTurn(next)}
    />
  );
}
