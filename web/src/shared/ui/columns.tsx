import { type ReactNode, use } from 'react';
import { type Format, useFormats } from '../format/use-format';
import { ownTimeZone } from '../format/zone';
import { NetworkContext } from '../network/network';
import { StatusBadge, type StatusMeaning } from './status-badge';

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  /** Stands in the head of the column in place of its title. */
  readonly head?: ReactNode;
  readonly cell: (row: Row) => ReactNode;
  /** Whether the column has figures, which are aligned to the right. */
  readonly isFigure?: boolean;
  /** Whether the column has the row's name, which is not broken into single words. */
  readonly isName?: boolean;
  /** Whether the column is hidden on a phone. */
  readonly isAside?: boolean;
  /** Whether the column has the row's buttons: at the end of the row or, without room, on a line below it. */
  readonly isActs?: boolean;
  /** The name of the ascending order by this column in the list's API. */
  readonly sort?: string;
}

/** How a value is written, by the methods of `Format`. */
type FormatName = Exclude<
  { [Name in keyof Format]: Format[Name] extends string ? never : Name }[keyof Format],
  'wholeMoney' | 'list'
>;

/** Formats of figures, which are aligned to the right. */
const FIGURES: readonly (FormatName | undefined)[] = ['number', 'signed', 'money', 'share', 'signedShare'];

/** Pages about all networks give the format of each network's money. */
const NO_CURRENCY = 'XXX';

type ColumnOptions = Omit<Column<unknown>, 'key' | 'cell'>;

/** A column that shows a member of its rows. */
type OfMember<Row> = {
  [Name in keyof Row & string]: ColumnOptions & {
    readonly of: Name;
    /** How the value is written; left out: as it is. Figures are aligned to the right. */
    readonly as?: FormatName;
    /** The value in words. */
    readonly words?: (value: NonNullable<Row[Name]>, row: Row) => ReactNode;
    /** The meaning of each status, which a badge shows with the words. */
    readonly meanings?: Readonly<Record<NonNullable<Row[Name]> & string, StatusMeaning>>;
    /** Shown where the value is null; left out: "—". */
    readonly none?: ReactNode;
  };
}[keyof Row & string];

/** A column with a cell of its own; without a key, the title is its key. */
interface OfRow<Row> extends ColumnOptions {
  readonly key?: string;
  readonly cell: (row: Row, format: Format) => ReactNode;
}

/** A column of a list: a member of its rows with its format, or a cell of its own. */
export type ColumnOf<Row> = OfMember<Row> | OfRow<Row> | false;

/** Columns of a table from their description; those that are false are left out. */
export function useColumnsOf<Row>(columns: readonly ColumnOf<Row>[], given?: Format): Column<Row>[] {
  const formatOf = useFormats();
  const network = use(NetworkContext);
  const format = given ?? formatOf(network ?? { currency: NO_CURRENCY, timeZone: ownTimeZone() });
  return columns.flatMap((column): Column<Row>[] | Column<Row> => {
    if (column === false) return [];
    if ('cell' in column)
      return { ...column, key: column.key ?? column.title, cell: (row: Row) => column.cell(row, format) };
    const { of, as, words, meanings, none = '—', ...shown }: OfMember<Row> = column;
    const textOf = (value: NonNullable<Row[typeof of]>, row: Row): ReactNode => {
      if (words !== undefined) return words(value, row);
      return as === undefined ? (value as ReactNode) : format[as](value as never);
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
