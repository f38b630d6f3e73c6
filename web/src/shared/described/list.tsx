import { Checkbox, NativeSelect } from '@mantine/core';
import { type ComponentProps, Fragment, type ReactNode } from 'react';
import { bound, switched } from '../ui/bound';
import type { ColumnOf, FormatOf } from '../ui/columns';
import { ListPager } from '../ui/data-table';
import { Notice } from '../ui/notice';
import { Filters } from '../ui/page';
import { FailureNotice } from '../ui/problem-notice';
import { Loading } from '../ui/loading';
import { Row, RowList } from '../ui/row-list';
import { memberAt } from './member-at';
import type { DescribedOperation, RowOf } from './operation';
import { ActTable, idOf, type RowAct, useRowActs } from './row-acts';
import { ANY, type FilterOf, type FiltersOf, type ListOptions, type ListState, useList } from './use-list';

/** The title of a notice, and a sentence that says what to do. */
type Words = readonly [title: string, help: string];

interface TableProps<Op extends DescribedOperation, Row> {
  readonly of: Op;
  readonly title: string;
  /** Left out: the format of the reader's network. */
  readonly format?: FormatOf<Row>;
  /** The columns of a table; left out: the list has `row`. */
  readonly columns?: readonly ColumnOf<Row>[];
  /** Title and lines of a row in a short list, which has no table. */
  readonly row?: (row: Row) => Omit<ComponentProps<typeof Row>, 'children'>;
  /** The element of a row in a short list, in place of `row`. */
  readonly item?: (row: Row) => ReactNode;
  readonly rowKey?: (row: Row) => string;
  readonly filters?: FiltersOf<Op> | undefined;
  readonly filtersLabel?: string;
  /** Shown beside the filters. */
  readonly tools?: ReactNode;
  readonly acts?: readonly RowAct<Row>[];
  readonly actsTitle?: string;
  /** Shown when the list has no rows. */
  readonly empty: Words | ReactNode;
  /** Shown when no row matches the filters; left out: `empty`. */
  readonly none?: Words | ReactNode;
}

export interface ListProps<Op extends DescribedOperation> extends ListOptions<Op>, TableProps<Op, RowOf<Op>> {
  /** Filters or sorts the loaded rows on the page. */
  readonly choose?: (rows: readonly RowOf<Op>[]) => readonly RowOf<Op>[];
}

/** Loads the rows of an operation and shows them in a table, with filters, pages and the buttons of each row. */
export function List<Op extends DescribedOperation>({ choose, ...props }: ListProps<Op>) {
  const list = useList(props.of, props);
  const rows = list.rows === undefined ? undefined : (choose?.(list.rows) ?? list.rows);
  return <ListTable {...props} list={{ ...list, rows }} />;
}

interface ListTableProps<Op extends DescribedOperation> extends TableProps<Op, RowOf<Op>> {
  readonly list: ListState<RowOf<Op>>;
}

/** The table of a `List`, for a page that loads the rows itself with `useList`. */
export function ListTable<Op extends DescribedOperation>(props: ListTableProps<Op>) {
  const { of, title, list, filters, filtersLabel, tools, acts = [], actsTitle = '', empty, none = empty } = props;
  const { rowKey = idOf } = props;
  const notice = noticeOf(list.isFiltered ? none : empty);
  const hasTools = filters !== undefined || tools !== undefined;
  const toolbar = hasTools && <Tools of={of} list={list} filters={filters} label={filtersLabel} tools={tools} />;
  return (
    <>
      {props.columns !== undefined ? (
        <ActTable
          {...(toolbar !== false && { tools: toolbar })}
          reading={list.reading}
          caption={title}
          format={props.format}
          columns={props.columns}
          rows={list.rows}
          rowKey={rowKey}
          empty={notice}
          acts={acts}
          actsTitle={actsTitle}
          refresh={list.refresh}
        />
      ) : (
        <>
          {toolbar}
          <Rows {...props} rowKey={rowKey} empty={notice} acts={acts} />
        </>
      )}
      <ListPager list={list.page} cursor={list.cursor} onTurn={list.turn} />
    </>
  );
}

interface RowsProps<Of> {
  readonly list: ListState<Of>;
  readonly title: string;
  readonly row?: (row: Of) => Omit<ComponentProps<typeof Row>, 'children'>;
  readonly item?: (row: Of) => ReactNode;
  readonly rowKey: (row: Of) => string;
  readonly empty: ReactNode;
  readonly acts: readonly RowAct<Of>[];
}

function Rows<Of>({ list: { rows, reading, refresh }, title, row, item, rowKey, empty, acts }: RowsProps<Of>) {
  const { buttonsOf, opened } = useRowActs({ acts, rowKey, rows, refresh });
  const rowOf = (one: Of) => {
    const buttons = buttonsOf(one);
    return (
      <Row title="" {...row?.(one)}>
        {buttons.length > 0 && buttons}
      </Row>
    );
  };
  function shown(): ReactNode {
    if (reading.error !== null) return <FailureNotice error={reading.error} retry={reading} />;
    if (rows === undefined) return <Loading />;
    if (rows.length === 0) return empty;
    return (
      <RowList label={title}>
        {rows.map((one) => (
          <Fragment key={rowKey(one)}>{item?.(one) ?? rowOf(one)}</Fragment>
        ))}
      </RowList>
    );
  }
  // The dialog of a row's button is drawn outside of the rows, so that it stays open when the rows are read again.
  return (
    <>
      {shown()}
      {opened}
    </>
  );
}

/** Turns `[title, help]` into a notice; other content stays as it is. */
export function noticeOf(words: Words | ReactNode): ReactNode {
  const [title, help] = Array.isArray(words) ? (words as unknown as Words) : [];
  return title === undefined || help === undefined ? (words as ReactNode) : <Notice title={title} help={help} />;
}

interface ToolsProps<Op extends DescribedOperation> {
  readonly of: Op;
  readonly list: Pick<ListState<unknown>, 'valueOf' | 'choose'>;
  readonly filters: FiltersOf<Op> | undefined;
  readonly label: string | undefined;
  readonly tools: ReactNode;
}

function Tools<Op extends DescribedOperation>({ of, list, filters = {}, label, tools }: ToolsProps<Op>) {
  const given = Object.entries(filters as Readonly<Record<string, FilterOf<never>>>);
  return (
    <Filters {...(label !== undefined && { label })}>
      {given.map(([name, filter]) => (
        <Filter key={name} name={name} of={of} filter={filter} list={list} />
      ))}
      {tools}
    </Filters>
  );
}

interface FilterProps {
  readonly name: string;
  readonly of: DescribedOperation;
  readonly filter: FilterOf<never>;
  readonly list: Pick<ListState<unknown>, 'valueOf' | 'choose'>;
}

function Filter({ name, of, filter, list }: FilterProps) {
  const { label, all, words, choices, usual } = filter;
  const member = memberAt(of.query ?? {}, [name]);
  const value = list.valueOf(name);
  const take = (next: string) => list.choose({ [name]: next });
  const values = member.type === 'choice' ? member.values : member.type === 'number' ? [] : undefined;
  if (values === undefined && choices === undefined && all === undefined)
    return <Checkbox size="md" label={label} {...switched(value === 'true', (isOn) => take(isOn ? 'true' : ''))} />;
  const off = usual === undefined ? '' : ANY;
  const data = [
    ...(all === undefined ? [] : [{ value: off, label: all }]),
    ...(choices ?? (values ?? []).map((one) => ({ value: String(one), label: words?.(one as never) ?? String(one) }))),
  ];
  return <NativeSelect label={label} {...bound(value ?? off, take)} data={data} />;
}
