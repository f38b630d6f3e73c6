import { z } from 'zod';
import { withoutUnseen } from '../../typed/marks';

/** The largest amount of one act, in minor units. */
export const MAX_ACT_AMOUNT = 100_000_000_000;
export const MAX_ACT_POINTS = 1_000_000_000;

/** One of our ids, in lower case as the database writes it. A field's `describe` says which thing the id names. */
export const uuid = z
  .uuid()
  .toLowerCase()
  .meta({ description: 'UUID; the server writes it in lower case', example: '0198f2c4-7b1e-7c3a-9d52-3f6a1b2c4d5e' });

/** Money of one act: an integer of the currency's minor units from 0. */
export const minorUnits = z
  .int()
  .min(0)
  .max(MAX_ACT_AMOUNT)
  .meta({ description: "Money, in minor units of the network's currency (kopecks, cents)", example: 155_000 });

/** Points of one act: a whole number from 1. */
export const points = z.int().min(1).max(MAX_ACT_POINTS).meta({ description: 'Points, a whole number', example: 300 });

/** From this instant on years have five digits, which neither our dates nor the database's texts support. */
const END_OF_TIME = Date.UTC(10_000, 0, 1);

/** A time in RFC 3339 with a zone, from 1900 to 9999. */
export const instant = z.iso
  .datetime({ offset: true })
  .refine((text) => text >= '1900' && Date.parse(text) < END_OF_TIME, { params: { code: 'not_allowed' } })
  .meta({ description: 'Moment in RFC 3339, with a time zone', example: '2026-11-20T12:30:00+03:00' });

/** A calendar day of the network. The last day of 9999 is excluded, because its end would lie in the year 10000. */
export const localDate = z.iso
  .date()
  .refine((text) => text >= '1900' && text < '9999-12-31', { params: { code: 'not_allowed' } })
  .meta({ description: "Calendar date in the network's time zone, `YYYY-MM-DD`", example: '2026-11-20' });

/** Matches text without control characters (such as line feed and tab) and without Unicode's line and paragraph separators. */
export const ONE_LINE = /^[^\p{Cc}\p{Zl}\p{Zp}]*$/u;

/** A text of one line, without outer spaces and invisible characters: for names and other texts in lists, files and receipts. */
export const line = (max: number) => z.string().overwrite(withoutUnseen).trim().min(1).max(max).regex(ONE_LINE);

const LEAST_ADDRESS = 5;
const MAX_ADDRESS = 500;

/** A postal address as on a parcel, on one or several lines. */
export const postalAddress = z
  .string()
  .overwrite((text) => withoutUnseen(text).replaceAll('\r\n', '\n'))
  .trim()
  .min(LEAST_ADDRESS)
  .max(MAX_ADDRESS)
  .regex(/^(?:\n|[^\p{Cc}])*$/u);

export const DEFAULT_PAGE = 50;
export const MAX_PAGE = 200;

/** Query of every list: limit and cursor. Spread them into the list's own query. */
export const pageFields = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_PAGE)
    .default(DEFAULT_PAGE)
    .describe('Number of items on a page, at most'),
  cursor: z
    .string()
    .min(1)
    .max(1000)
    .optional()
    .describe('`nextCursor` of the previous page; leave it out for the first page'),
};
export const pageQuery = z.strictObject(pageFields);

/** Ids in a query, separated by commas; at most as many as a page has. */
export const uuidList = z
  .string()
  .max(MAX_PAGE * 37)
  .transform((text) => text.split(','))
  .pipe(z.array(uuid).max(MAX_PAGE))
  .describe(`Up to ${String(MAX_PAGE)} UUIDs, separated by commas`);

/** The answer of a list: a page of items, and where the next one begins, or null at the end. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({
    items: z.array(item).describe('Items of this page, in the order of the list'),
    nextCursor: z.string().nullable().describe('Send it as `cursor` to get the next page; null on the last page'),
  });

export const problemSchema = z
  .looseObject({
    type: z.string().describe('Address of the page of this installation that explains this code'),
    title: z.string().describe('Short name of the problem, in the language of `Accept-Language`'),
    status: z.int().describe('HTTP status of the response'),
    detail: z.string().describe('Explanation of the error for a person, in the language of `Accept-Language`'),
    code: z.string().describe('Stable error code; programs decide by it'),
    requestId: z
      .string()
      .describe(
        'Id of the request, as in the header `X-Request-Id` and in the log of the server: an id of the server and, behind a colon, yours; a replayed refusal has the id of the first request',
      ),
    errors: z
      .array(
        z.object({
          path: z.string().describe('Field that does not fit, as `items[0].total`; empty for the whole body'),
          code: z.string().describe('Stable code of the rule that the field breaks'),
          message: z.string().describe('The broken rule in words'),
        }),
      )
      .optional()
      .describe('Fields that do not fit, at most 50'),
  })
  .meta({ id: 'Problem', description: 'RFC 9457. Some codes add members of their own, which docs/errors.md lists.' });

/** A schema of an object with exactly these members, and its description in the document. */
export const objectOf = <Members extends z.core.$ZodLooseShape>(text: string, members: Members) =>
  z.strictObject(members).describe(text);

export const objectOrNull = <Members extends z.core.$ZodLooseShape>(text: string, members: Members) =>
  z.strictObject(members).nullable().describe(text);

/** A schema of a list of such objects, as `objectOf` makes them. */
export const listOf = <Members extends z.core.$ZodLooseShape>(text: string, members: Members) =>
  z.array(z.strictObject(members)).describe(text);

/** The same of objects that may come with further members, which are left out. */
export const openListOf = <Members extends z.core.$ZodLooseShape>(text: string, members: Members) =>
  z.array(z.object(members)).describe(text);
export const openObjectOf = <Members extends z.core.$ZodLooseShape>(text: string, members: Members) =>
  z.object(members).describe(text);
export const openObjectOrNull = <Members extends z.core.$ZodLooseShape>(text: string, members: Members) =>
  z.object(members).nullable().describe(text);

type SchemaShape = z.core.$ZodLooseShape;

/** A schema of a body that changes the members that it gives. */
export const changeOf = <S extends SchemaShape>(id: string, members: S) =>
  z
    .strictObject(members)
    .partial()
    .meta({ id, description: 'Members to change; those that are left out stay as they are.' });

/** A schema of an object with exactly these members, under a name of its own in the document and in generated clients. */
export function objectNamed<S extends SchemaShape>(id: string, members: S): z.ZodObject<S, z.core.$strict>;
export function objectNamed<S extends SchemaShape>(
  id: string,
  text: string,
  members: S,
): z.ZodObject<S, z.core.$strict>;
export function objectNamed(id: string, text: string | SchemaShape, members?: SchemaShape) {
  return typeof text === 'string'
    ? z.strictObject(members ?? {}).meta({ id, description: text })
    : z.strictObject(text).meta({ id });
}

/** Like `objectNamed`, for an object that may come with further members; they are dropped. */
export function openObjectNamed<S extends SchemaShape>(id: string, members: S): z.ZodObject<S>;
export function openObjectNamed<S extends SchemaShape>(id: string, text: string, members: S): z.ZodObject<S>;
export function openObjectNamed(id: string, text: string | SchemaShape, members?: SchemaShape) {
  return typeof text === 'string'
    ? z.object(members ?? {}).meta({ id, description: text })
    : z.object(text).meta({ id });
}
