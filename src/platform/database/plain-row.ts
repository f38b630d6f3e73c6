import { parseSafeInteger } from './type-parsers';

/** A row of Prisma as SQL by hand would give it: amounts are numbers, and the columns in `Day` are texts. */
export type PlainRow<Row, Day extends keyof Row = never> = {
  readonly [Column in keyof Row]: Column extends Day
    ? string | Extract<Row[Column], null>
    : bigint extends Row[Column]
      ? number | Exclude<Row[Column], bigint>
      : Row[Column];
};

/**
 * The row with each `bigint` as a number, and each of the days, which Prisma gives as midnight of UTC, as `YYYY-MM-DD`.
 * @throws RangeError for a `bigint` beyond ±(2^53 − 1)
 */
export function plainRow<Row extends object, Day extends keyof Row & string = never>(
  row: Row,
  ...days: readonly Day[]
): PlainRow<Row, Day> {
  const columns = Object.entries(row as Record<string, unknown>).map(([column, value]) => {
    if (typeof value === 'bigint') return [column, parseSafeInteger(String(value))];
    const isDay = value instanceof Date && days.includes(column as Day);
    return [column, isDay ? value.toISOString().slice(0, 10) : value];
  });
  return Object.fromEntries(columns) as PlainRow<Row, Day>;
}
