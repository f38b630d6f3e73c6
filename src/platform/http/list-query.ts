import { z } from 'zod';
import { instant } from './schemas';

/** Bounds of a list by time: spread it into the list's own query. */
export const rangeFields = {
  from: instant.optional().describe('Only what is not older than this moment, RFC 3339 with a time zone'),
  to: instant.optional().describe('Only what is older than this moment, RFC 3339 with a time zone'),
};

/** The order of a list: the first one is the default, `-` turns a field's order round. */
export const sortField = <const Orders extends readonly [string, ...string[]]>(...orders: Orders) =>
  z
    .enum(orders)
    .default(orders[0] as never)
    .describe('Order of the list; `-` is descending. A cursor fits only the order that it came from');

/** The name of a list in its cursors: a page of one order says nothing about another order. */
export const sortedList = (list: string, sort: string): string => `${list} ${sort}`;

/** A bound of a query as a value of the database; null where the query has none. */
export const boundOf = (text: string | undefined): Date | null => (text === undefined ? null : new Date(text));
