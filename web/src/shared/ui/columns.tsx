import { type ReactNode, use } from 'react';
import { type Format, useFormats } from '../format/use-format';
import { ownTimeZone } from '../format/zone';
import { NetworkContext } from '../network/network';
import { StatusBadge, type StatusMeaning } from './status-badge';

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  /** Replaces the title in the head of the column. */
  readonly head?: ReactNode;
  readonly cell: (row: Row) => ReactNode;
  /** Whether the column has figures, which are aligned to the right. */
  readonly isFigure?: boolean;
  /** Whether the column has the row's name, whose lines are not broken after each word. */
  readonly isName?: boolean;
  /** Whether the column is hidden on a phone. */
  readonly isAside?: boolean;
  /** Whether the column has the row's buttons: at the end of the row or, without room, on a line below it. */
  readonly isActs?: boolean;
  /** The API's name for the ascending order by this column. */
  readonly sort?: string;
}

/** The name of a method of `Format` that writes a single value. */
type FormatName = Exclude<
  { [Name in keyof Format]: Format[Name] extends string ? never : Name }[keyof Format],
  'wholeMoney' | 'list'
>;

/** Formats of figures, which are aligned to the right. */
const FIGURES: readonly (FormatName | undefined)[] = ['number', 'signed', 'money', 'share', 'signedShare'];

/** ISO 4217's code for "no currency", for pages that belong to no network. A page without a network gives its columns with money a format of its own. */
const NO_CURRENCY = 'XXX';

type ColumnOptions = Omit<Column<unknown>, 'key' | 'cell'>;

/** A column that shows one member of each row. */
type OfMember<Row> = {
  [Name in keyof Row & string]: ColumnOptions & {
    readonly of: Name;
    /** The format of the value; left out: the value is shown as it is. Figures are aligned to the right. */
    readonly as?: FormatName;
    /** Translates the value. */
    readonly words?: (value: NonNullable<Row[Name]>, row: Row) => ReactNode;
    /** The meaning of each status; the column then shows the value in a badge of this meaning. */
    readonly meanings?: Readonly<Record<NonNullable<Row[Name]> & string, StatusMeaning>>;
    /** Shown when the value is null; left out: "—". */
    readonly none?: ReactNode;
  };
}[keyof Row & string];

/** A column that renders its own cells; without a key, its title is the key. */
interface OfRow<Row> extends ColumnOptions {
  readonly key?: string;
  readonly cell: (row: Row, format: Format) => ReactNode;
}

/** A column of a table: a member of its rows with a format, or cells that it renders; false: the column is left out. */
export type ColumnOf<Row> = OfMember<Row> | OfRow<Row> | false;

/** The format of a table's amounts and times; a function, where each row has its own currency or time zone. */
export type FormatOf<Row> = Format | ((row: Row) => Format);

/** Makes the columns of a table from their descriptions. */
export function useColumnsOf<Row>(columns: readonly ColumnOf<Row>[], given?: FormatOf<Row>): Column<Row>[] {
  const formatOf = useFormats();
  const network = use(NetworkContext);
  const format = given ?? formatOf(network ?? { currency: NO_CURRENCY, timeZone: ownTimeZone() });
  const formatFor = (row: Row): Format => (typeof format === 'function' ? format(row) : format);
  return columns.flatMap((column): Column<Row>[] | Column<Row> => {
    if (column === false) return [];
    if ('cell' in column)
      return { ...column, key: column.key ?? column.title, cell: (row: Row) => column.cell(row, formatFor(row)) };
    const { of, as, words, meanings, none = '—', ...shown }: OfMember<Row> = column;
    const textOf = (value: NonNullable<Row[typeof of]>, row: Row): ReactNode => {
      if (words !== undefined) return words(value, row);
      return as === undefined ? (value as ReactNode) : formatFor(row)[as](value as never);
    };
    const cell = (row: Row): ReactNode => {
      const value = row[of];
      if (value === null || value === undefined) return none;
      const text = textOf(value, row);
      const meaning = (meanings as Readonly<Record<string, StatusMeaning>> | undefined)?.[String(value)];
      return meaning === undefined ? text : <StatusBadge meaning={meaning}>{text}</StatusBadge>;
    };
    const isFigure = shown.isFigure ?? FIGURES.includes(as);
    return { ...(shown as ColumnOptions), ...(isFigure && { isFigure }), key: of, cell };
  });
}
