import type { Statements } from '../../../platform/database/database';
import type { Language } from '../../../platform/language/language';
import { DAY_TABLES, type DaysAsked, type DayTable, type SumName, type TableName } from './day-tables';
import type { Dimension } from './dimensions';

/** The most rows of an answer that is grouped by restaurant, cashier, item and so on. */
export const MOST_ROWS = 500;

/** The name of a sum that is added, or with a minus sign of one that is subtracted. */
export type Part = SumName | `-${SumName}`;

export interface DaySums extends DaysAsked {
  readonly table: TableName;
  readonly sums: readonly SumName[];
  readonly by?: readonly Dimension[];
  /** Orders rows by the total of these parts, highest first, and cuts them after `limit` (null: no cut). Left out: all rows by their keys. */
  readonly highest?: {
    readonly of: readonly Part[];
    readonly limit: number | null;
    /** Rows with the same total are ordered by their names, and rows with the same name by their keys. */
    readonly isByName?: true;
  };
  /** The language of names; left out: rows have no names. */
  readonly language?: Language;
}

/**
 * Sums the rows of a table of days, grouped by dimensions. Names of tables and columns come from constants of this folder; all values are bound.
 * The table's key (network and dates) finds the rows. A sum is null where no row has a value.
 */
export function listDaySums<Row>(tx: Statements, asked: DaySums): Promise<Row[]> {
  const values: unknown[] = [asked.networkId];
  const bind = (value: unknown): string => `$${String(values.push(value))}`;
  return tx.query<Row & object>(textOf(asked, bind), values);
}

/** Sums all rows of a span into one; 0 where there are no rows. */
export async function sumDays<Row>(tx: Statements, asked: Omit<DaySums, 'by' | 'highest' | 'language'>): Promise<Row> {
  const [row] = await listDaySums<Record<string, number | null>>(tx, asked);
  return Object.fromEntries(Object.entries(row ?? {}).map(([name, sum]) => [name, sum ?? 0])) as Row;
}

function textOf({ table, sums, by = [], highest, language, ...asked }: DaySums, bind: (value: unknown) => string) {
  const of: DayTable = DAY_TABLES[table];
  const keys = Object.assign({}, ...by.map((one) => one.keys)) as Record<string, string>;
  const labels = Object.assign({}, ...by.map((one) => one.labels)) as Record<string, string>;
  const sumOf = (name: string): string => `sum(${of.sums[name] ?? ''})`;
  const isKey = (column: string): boolean => Object.values(keys).some((key) => key.includes(column));
  const rows = of.rows(asked, bind, { places: isKey('f.restaurant_id'), dates: isKey('f.business_date') });
  const columns = [
    ...[...Object.entries(keys), ...Object.entries(labels)].map(([name, sql]) => `${sql} AS "${name}"`),
    ...sums.map((name) => `${sumOf(name)}::bigint AS "${name}"`),
  ];
  const joins = by.map((one) => one.joins ?? '').join(' ');
  const grouped = by.length === 0 ? '' : ` GROUP BY ${Object.values(keys).join(', ')}`;
  const places = Object.keys(keys).map((name) => `"${name}"`);
  const height = highest?.of
    .map((part) => (part.startsWith('-') ? ` - ${sumOf(part.slice(1))}` : ` + ${sumOf(part)}`))
    .join('');
  const cut =
    highest === undefined ? '' : ` ORDER BY ${height ?? ''} DESC, ${places.join(', ')} LIMIT ${bind(highest.limit)}`;
  const summed = `SELECT ${columns.join(', ')}${height === undefined ? '' : `, ${height} AS height`} FROM ${rows} ${joins}${grouped}${cut}`;
  if (by.length === 0) return summed;
  const named = language === undefined ? [] : by.flatMap((one) => one.names?.(bind, language) ?? []);
  const names = Object.assign({}, ...named.map((one) => one.columns)) as Record<string, string>;
  const outer = [
    ...[...Object.keys(keys), ...Object.keys(labels)].filter((name) => !(name in names)).map((name) => `s."${name}"`),
    ...Object.entries(names).map(([name, sql]) => `${sql} AS "${name}"`),
    ...sums.map((name) => `s."${name}"`),
  ];
  const order = [
    ...(highest === undefined ? [] : ['s.height DESC']),
    ...(highest?.isByName === true && 'name' in names ? ['name'] : []),
    ...places.map((place) => `s.${place}`),
  ].join(', ');
  return `SELECT ${outer.join(', ')} FROM (${summed}) s ${named.map((one) => one.joins).join(' ')} ORDER BY ${order}`;
}
