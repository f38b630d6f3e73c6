import { ActionIcon, Button } from '@mantine/core';
import { type ComponentType, type ReactNode, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { KeyedAct, Send } from '../api/act-key';
import { actOf } from '../api/calls';
import { saveFile } from '../api/save-file';
import { useChange } from '../api/use-change';
import type { ColumnOf } from '../ui/columns';
import { DataTable, type DataTableProps } from '../ui/data-table';
import { FailureNotice } from '../ui/problem-notice';
import { ChangeQuestion } from '../ui/question';
import classes from './list.module.css';
import { type DescribedOperation, useAllowed } from './operation';

/** The words of a confirmation before a change. */
interface QuestionOf {
  readonly title: string;
  readonly help: ReactNode;
  readonly yes: string;
  readonly no?: string;
  readonly isGrave?: boolean;
  /** Shown after the change while the row still has the button; left out: the question closes. */
  readonly said?: (answer: unknown) => string | undefined;
  /** The text of the button that closes the message `said`; left out: "Close". */
  readonly close?: string;
}

/**
 * Describes a button of a row or of an object's page. The button opens a link or a dialog, runs a function of the page, saves a file, or sends a request.
 * With `ask`, the person confirms the request first.
 */
export interface RowAct<Row> {
  readonly text: string | ((row: Row) => string);
  /** The button's name for a screen reader, which also names the row; left out: the text. */
  readonly name?: (row: Row) => string;
  /** Shown in place of the text. */
  readonly icon?: ComponentType<{ readonly size: number; readonly stroke: number }>;
  /** The operation that the button calls: people without its permission do not see the button. */
  readonly of?: DescribedOperation;
  /** Replaces the check of the permission, such as for an owner who may help with guests. */
  readonly isAllowed?: boolean;
  /** The parameters of the operation's path; left out: the row's `id`. */
  readonly params?: (row: Row) => object;
  readonly isShown?: (row: Row) => boolean;
  /** `main`: the row waits for this button to be pressed. `quiet`: the button ends something. */
  readonly look?: 'main' | 'plain' | 'quiet';
  readonly to?: (row: Row) => string;
  readonly run?: (row: Row) => void;
  /** A press sends `of` with this body; null: the operation has no body. With `ask`, the confirmation sends it. */
  readonly send?: (row: Row) => object | null;
  /** Opens a dialog. `done` refreshes the list and closes the dialog. */
  readonly dialog?: (row: Row, close: () => void, done: () => Promise<void>) => ReactNode;
  /** Asks for confirmation, then sends `of`. */
  readonly ask?: (row: Row) => QuestionOf;
  /** Reads a file, which the browser then saves under this name. */
  readonly file?: (row: Row) => readonly [name: string, content: Promise<Blob>];
  /** The address of the page that opens after the change, for example the list after an object was deleted. */
  readonly leadsTo?: string;
}

/** A request that a button sends. */
interface SentChange<Row> {
  /** The index of the button in `acts`. */
  readonly at: number;
  readonly row: Row;
}

interface RowActsOptions<Row> {
  readonly acts: readonly RowAct<Row>[];
  readonly rowKey?: ((row: Row) => string) | undefined;
  /** The rows as they were last loaded. */
  readonly rows: readonly Row[] | undefined;
  readonly refresh: () => Promise<void>;
}

interface RowActs<Row> {
  /** Whether the person may press at least one kind of button. */
  readonly hasAny: boolean;
  readonly buttonsOf: (row: Row) => ReactNode[];
  /** The open dialog or confirmation, and the failure of a request. */
  readonly opened: ReactNode;
}

/** The buttons of rows, with their dialogs. */
export function useRowActs<Row>({ acts, rows, refresh, rowKey = idOf }: RowActsOptions<Row>): RowActs<Row> {
  const [open, setOpen] = useState<{ readonly at: number; readonly row: Row } | null>(null);
  const allowed = useAllowed();
  const navigate = useNavigate();
  const sending = useChange<SentChange<Row>, unknown>(
    async ({ key, body: { at, row } }) => {
      const file = acts[at]?.file?.(row);
      if (file === undefined) return senderOf(acts[at], row)({ key, body: null });
      saveFile(await file[1], file[0]);
      return null;
    },
    (_, { at }) => finish(acts[at]),
  );
  const mayPress = ({ of, isAllowed }: RowAct<Row>) => isAllowed ?? allowed(of);
  const close = () => setOpen(null);
  const finish = async (finished: RowAct<Row> | undefined) => {
    if (finished?.leadsTo !== undefined) await navigate(finished.leadsTo);
    await refresh();
  };
  const act = open === null ? undefined : acts[open.at];
  const done = async () => {
    await finish(act);
    close();
  };
  // The row as it was last loaded, because it may change while its dialog is open.
  const row = open === null ? undefined : (rows?.find((one) => rowKey(one) === rowKey(open.row)) ?? open.row);
  // The question for the row as it was when the person pressed the button: the change may turn the question into another one.
  const isOver = row !== undefined && act?.isShown?.(row) === false;
  const question = open === null || isOver ? undefined : act?.ask?.(open.row);
  const press = (pressed: RowAct<Row>, at: number, of: Row) => {
    if (pressed.run !== undefined) pressed.run(of);
    else if (pressed.file !== undefined || (pressed.send !== undefined && pressed.ask === undefined))
      sending.mutate({ at, row: of });
    else setOpen({ at, row: of });
  };
  const isSent = (at: number, of: Row) =>
    sending.isPending && sending.variables.at === at && rowKey(sending.variables.row) === rowKey(of);
  return {
    hasAny: acts.some(mayPress),
    buttonsOf: (of) =>
      acts.flatMap((one, at) =>
        mayPress(one) && one.isShown?.(of) !== false
          ? [<ActButton key={at} act={one} row={of} isSent={isSent(at, of)} onPress={() => press(one, at, of)} />]
          : [],
      ),
    opened: (
      <>
        <FailureNotice error={sending.error} />
        {row !== undefined && act?.dialog?.(row, close, done)}
        {open !== null && question !== undefined && act !== undefined && (
          <ChangeQuestion
            {...question}
            send={senderOf(act, open.row)}
            onDone={question.said === undefined ? done : refresh}
            onClose={close}
          />
        )}
      </>
    ),
  };
}

interface ThingActsProps<Thing> {
  readonly thing: Thing;
  readonly acts: readonly RowAct<Thing>[];
  /** Reads the object again after a change. Left out: no button changes the object. */
  readonly refresh?: () => Promise<void>;
}

/** The buttons of one object, with their dialogs. */
export function ThingActs<Thing>({ thing, acts, refresh = () => Promise.resolve() }: ThingActsProps<Thing>) {
  const { buttonsOf, opened } = useRowActs({ acts, rows: [thing], refresh });
  return (
    <>
      {buttonsOf(thing)}
      {opened}
    </>
  );
}

interface ActTableProps<Row> extends DataTableProps<Row> {
  readonly acts: readonly RowAct<Row>[];
  readonly actsTitle?: string;
  readonly refresh: () => Promise<void>;
}

/** A table whose rows have buttons, for rows that the page has loaded itself. */
export function ActTable<Row>({ acts, actsTitle = '', refresh, ...table }: ActTableProps<Row>) {
  const { rows, rowKey, columns } = table;
  const { hasAny, buttonsOf, opened } = useRowActs({ acts, rowKey, rows, refresh });
  const actsColumn: ColumnOf<Row> = hasAny && {
    title: actsTitle,
    isActs: true,
    cell: (row) => inColumns(buttonsOf(row)),
  };
  return (
    <>
      <DataTable {...table} columns={[...columns, actsColumn]} />
      {opened}
    </>
  );
}

/** More than two buttons in a cell of a table stand in two columns. */
function inColumns(buttons: ReactNode[]): ReactNode {
  return buttons.length > SIDE_BY_SIDE ? <span className={classes.acts}>{buttons}</span> : buttons;
}

const SIDE_BY_SIDE = 2;
const LOOKS = { main: {}, plain: { variant: 'default' }, quiet: { variant: 'subtle', color: 'gray' } } as const;

interface ActButtonProps<Row> {
  readonly act: RowAct<Row>;
  readonly row: Row;
  /** Whether the button's request is under way. */
  readonly isSent: boolean;
  readonly onPress: () => void;
}

function ActButton<Row>({ act, row, isSent, onPress }: ActButtonProps<Row>) {
  const { name, icon: Icon, to } = act;
  const text = typeof act.text === 'string' ? act.text : act.text(row);
  const look = { ...LOOKS[act.look ?? 'plain'], ...(name !== undefined && { 'aria-label': name(row) }) };
  if (Icon !== undefined)
    return (
      <ActionIcon {...look} {...LOOKS.quiet} size={44} title={text} onClick={onPress}>
        <Icon size={20} stroke={1.75} />
      </ActionIcon>
    );
  if (to !== undefined)
    return (
      <Button {...look} component={Link} to={to(row)}>
        {text}
      </Button>
    );
  return (
    <Button {...look} loading={isSent} onClick={onPress}>
      {text}
    </Button>
  );
}

/** Makes the function that sends the operation of an act for a row. */
function senderOf<Row>(act: RowAct<Row> | undefined, row: Row): Send<null, unknown> {
  if (act?.of === undefined) throw new Error('an act without an operation was sent');
  const { of, params, send } = act;
  const call = actOf(of.method, of.path as never, (params?.(row) ?? { id: idOf(row) }) as never) as Send<
    unknown,
    unknown
  >;
  return ({ key }: KeyedAct<null>) => call({ key, body: send?.(row) ?? null });
}

/** The id of a row; a row that is a text is its own id. Empty: the row has no id, such as null for an object that does not exist. */
export function idOf(row: unknown): string {
  return typeof row === 'string' ? row : ((row as { readonly id?: string } | null | undefined)?.id ?? '');
}
