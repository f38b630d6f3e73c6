import { z } from 'zod';
import { type Sql, sql } from '../database/sql';
import { lowestIdAt } from '../ids/ids';
import { decodeCursor, pageFrom } from './cursor';
import { instant, pageFields, uuid } from './schemas';

/** Bounds of a list by time of creation. Spread them into the list's own query. */
export const rangeFields = {
  from: instant.optional().describe('Only what was created at this moment or later, RFC 3339 with a time zone'),
  to: instant.optional().describe('Only what was created before this moment, RFC 3339 with a time zone'),
};

/** The order of a list: the first option is the default, a leading `-` reverses the order. */
export const sortField = <const Orders extends readonly [string, ...string[]]>(...orders: Orders) =>
  z
    .enum(orders)
    .default(orders[0] as never)
    .describe('Order of the list; `-` is descending. A cursor fits only the order that it came from');

/** Query of a list that begins with the newest row: page, bounds by time of creation, and order. */
export const newestFirst = { ...pageFields, ...rangeFields, sort: sortField('-createdAt', 'createdAt') };
export const newestFirstQuery = z.strictObject(newestFirst);
/** Query of a list that begins with the oldest row, otherwise as `newestFirst`. */
export const oldestFirst = { ...pageFields, ...rangeFields, sort: sortField('createdAt', '-createdAt') };
export const oldestFirstQuery = z.strictObject(oldestFirst);

export interface SortedQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly sort: string;
}

/** The rows that the database reads for a page, one more than the page shows. Ids are ordered by time of creation. */
export interface IdSlice {
  /** Exclusive bounds of the ids. */
  readonly after: string;
  readonly before: string;
  readonly isDescending: boolean;
  readonly limit: number;
}

const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** @throws ProblemError `invalid_query` for a cursor of another list or order */
export function sliceOf(list: string, { limit, cursor, from, to, sort }: SortedQuery): IdSlice {
  const slice = {
    after: from === undefined ? FIRST_ID : lowestIdAt(Date.parse(from)),
    before: to === undefined ? LAST_ID : lowestIdAt(Date.parse(to)),
    isDescending: sort.startsWith('-'),
    limit: limit + 1,
  };
  if (cursor === undefined) return slice;
  const last = decodeCursor(nameOf(list, sort), cursor, uuid);
  return slice.isDescending
    ? { ...slice, before: last < slice.before ? last : slice.before }
    : { ...slice, after: last > slice.after ? last : slice.after };
}

/** A slice with the newest rows, for a list without pages. */
export const newest = (limit: number): IdSlice => ({ after: FIRST_ID, before: LAST_ID, isDescending: true, limit });

/** Makes a page from the rows of a slice. Its cursor works only with this list and order. */
export function pageOfSlice<Row, Answer = Row>(
  list: string,
  query: SortedQuery,
  rows: readonly Row[],
  idOf: (row: Row) => string,
  answerOf?: (row: Row) => Answer,
) {
  return pageFrom(nameOf(list, query.sort), rows, query.limit, idOf, answerOf);
}

export const nameOf = (list: string, sort: string): string => `${list} ${sort}`;

/** The slice's order as text: one of two words, never text of a caller. */
export const orderWord = ({ isDescending }: IdSlice): 'DESC' | 'ASC' => (isDescending ? 'DESC' : 'ASC');

/** The slice's order for a hand-written statement. */
export const orderOf = ({ isDescending }: IdSlice): Sql => (isDescending ? sql`DESC` : sql`ASC`);

/** The slice's arguments for a Prisma query. */
export const pickSlice = ({ after, before, isDescending, limit }: IdSlice) => ({
  id: { gt: after, lt: before },
  order: { id: isDescending ? ('desc' as const) : ('asc' as const) },
  take: limit,
});
