import { Button, Checkbox, NativeSelect, SegmentedControl } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import type { KeyedAct, Send } from '../api/act-key';
import { actOf } from '../api/calls';
import { useChange } from '../api/use-change';
import { bound, switched } from '../ui/bound';
import type { ColumnOf, FormatOf } from '../ui/columns';
import { DataTable, ListPager } from '../ui/data-table';
import { Notice } from '../ui/notice';
import { Filters } from '../ui/page';
import { FailureNotice } from '../ui/problem-notice';
import { ChangeQuestion } from '../ui/question';
import classes from './list.module.css';
import { type DescribedOperation, memberAt, type RowOf, useAllowed } from './operation';
import { ANY, type FilterOf, type FiltersOf, type ListOptions, type ListState, useList } from './use-list';

/** The title of a notice, and a sentence that says what to do. */
type Words = readonly [title: string, help: string];

/** Describes a button of a table row. It opens a link or a dialog, calls the page, sends a request, or sends one after a confirmation. */
interface RowAct<Row> {
  readonly text: string | ((row: Row) => string);
  /** The button's name for a screen reader, which also names the row; left out: the text. */
  readonly name?: (row: Row) => string;
  /** The operation that the button calls: people without its permission do not see the button. */
  readonly of?: DescribedOperation;
  readonly isShown?: (row: Row) => boolean;
  /** `main`: the row waits for this button to be pressed. `quiet`: the button ends something. */
  readonly look?: 'main' | 'plain' | 'quiet';
  readonly to?: (row: Row) => string;
  readonly run?: (row: Row) => void;
  /** A press sends `of` with this body and the row's `id` as the path parameter; null: the operation has no body. */
  readonly send?: (row: Row) => object | null;
  /** Opens a dialog. `done` refreshes the list and closes the dialog. */
  readonly dialog?: (row: Row, close: () => void, done: () => Promise<void>) => ReactNode;
  /** Asks for confirmation, then sends `of` with the row's `id` as the path parameter. */
  readonly ask?: (row: Row) => { title: string; help: string; yes: string; no?: string; isGrave?: boolean };
}

interface TableProps<Op extends DescribedOperation, Row> {
  readonly of: Op;
  readonly title: string;
  /** Left out: the format of the reader's network. */
  readonly format?: FormatOf<Row>;
  readonly columns: readonly ColumnOf<Row>[];
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
  const rowKey = props.rowKey ?? idOf;
  const [open, setOpen] = useState<{ readonly at: number; readonly row: RowOf<Op> } | null>(null);
  const allowed = useAllowed();
  const sending = useChange(
    ({ key, body: { of: operation, row, body } }: KeyedAct<SentChange<RowOf<Op>>>) =>
      sender(operation, row)({ key, body: body as never }),
    list.refresh,
  );
  const actsColumn: ColumnOf<RowOf<Op>> = acts.some((act) => allowed(act.of)) && {
    title: actsTitle,
    isActs: true,
    cell: (row) => <Acts row={row} acts={acts} onSend={sending.mutate} onOpen={(at) => setOpen({ at, row })} />,
  };
  const close = () => setOpen(null);
  const done = async () => {
    await list.refresh();
    close();
  };
  const act = open === null ? undefined : acts[open.at];
  // The row as it was last loaded, because it may change while its dialog is open.
  const row = open === null ? undefined : (list.rows?.find((one) => rowKey(one) === rowKey(open.row)) ?? open.row);
  const question = row === undefined ? undefined : act?.ask?.(row);
  return (
    <>
      <DataTable
        {...(filters !== undefined || tools !== undefined
          ? { tools: <Tools of={of} list={list} filters={filters} label={filtersLabel} tools={tools} /> }
          : {})}
        reading={list.reading}
        caption={title}
        format={props.format}
        columns={[...props.columns, actsColumn]}
        rows={list.rows}
        rowKey={rowKey}
        empty={noticeOf(list.isFiltered ? none : empty)}
      />
      <FailureNotice error={sending.error} />
      <ListPager list={list.page} cursor={list.cursor} onTurn={list.turn} />
      {row !== undefined && act?.dialog?.(row, close, done)}
      {row !== undefined && question !== undefined && act?.of !== undefined && (
        <ChangeQuestion {...question} send={sender(act.of, row)} onDone={done} onClose={close} />
      )}
    </>
  );
}

/** A request that a button of a table row sends. */
interface SentChange<Row> {
  readonly of: DescribedOperation;
  readonly row: Row;
  readonly body: object | null;
}

/** Makes the function that sends an operation with the row's `id` as the path parameter. */
function sender(of: DescribedOperation, row: unknown): Send<null, unknown> {
  return actOf(of.method, of.path as never, { id: idOf(row) } as never) as Send<null, unknown>;
}

/** Turns `[title, help]` into a notice; other content stays as it is. */
export function noticeOf(words: Words | ReactNode): ReactNode {
  const [title, help] = Array.isArray(words) ? (words as unknown as Words) : [];
  return title === undefined || help === undefined ? (words as ReactNode) : <Notice title={title} help={help} />;
}

function idOf(row: unknown): string {
  return (row as { readonly id: string }).id;
}

interface ActsProps<Row> {
  readonly row: Row;
  readonly acts: readonly RowAct<Row>[];
  readonly onSend: (sent: SentChange<Row>) => void;
  /** Opens the dialog or the confirmation of the act with this index. */
  readonly onOpen: (at: number) => void;
}

const LOOKS = { main: {}, plain: { variant: 'default' }, quiet: { variant: 'subtle', color: 'gray' } } as const;
const SIDE_BY_SIDE = 2;

function Acts<Row>({ row, acts, onSend, onOpen }: ActsProps<Row>) {
  const allowed = useAllowed();
  const buttons = acts.flatMap((act, at) => {
    if (!allowed(act.of) || act.isShown?.(row) === false) return [];
    const text = typeof act.text === 'string' ? act.text : act.text(row);
    const look = { ...LOOKS[act.look ?? 'plain'], ...(act.name !== undefined && { 'aria-label': act.name(row) }) };
    if (act.to !== undefined)
      return (
        <Button key={at} {...look} component={Link} to={act.to(row)}>
          {text}
        </Button>
      );
    return (
      <Button key={at} {...look} onClick={() => press(act, at)}>
        {text}
      </Button>
    );
  });
  function press(act: RowAct<Row>, at: number): void {
    if (act.run !== undefined) act.run(row);
    else if (act.send !== undefined && act.of !== undefined) onSend({ of: act.of, row, body: act.send(row) });
    else onOpen(at);
  }
  return buttons.length > SIDE_BY_SIDE ? <span className={classes.acts}>{buttons}</span> : buttons;
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
  const member = memberAt(of.query ?? {}, name);
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
  if (filter.isSegmented === true)
    return <SegmentedControl aria-label={label} value={value ?? off} onChange={take} data={data} />;
  return <NativeSelect label={label} {...bound(value ?? off, take)} data={data} />;
}
