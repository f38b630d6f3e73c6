import { z } from 'zod';
import { rangeFields, sortField } from '../../platform/http/list-query';
import {
  DEFAULT_PAGE,
  instant,
  line,
  localDate,
  MAX_PAGE,
  pageFields,
  pageOf,
  uuidList,
  objectNamed,
} from '../../platform/http/schemas';
import { guestShape } from '../profiles/guest.dto';

const MAX_TIERS = 20;
const tiers = z.array(z.string().min(1).max(50)).min(1).max(MAX_TIERS);
const POINTS_FROM = 'Only guests with at least so many points available';
const POINTS_TO = 'Only guests with at most so many points available';
const TIERS = 'Only guests who hold one of these tiers, by their codes';

const visitFields = {
  visitedFrom: localDate.optional().describe('Only guests whose last purchase was on this day of the network or later'),
  visitedTo: localDate.optional().describe('Only guests whose last purchase was on this day of the network or earlier'),
  notVisitedSince: localDate
    .optional()
    .describe('Only guests who bought nothing on this day of the network or later, those who never bought included'),
};

/** Filters of the list in a body. */
const selectionFields = {
  ...rangeFields,
  ...visitFields,
  tiers: tiers.optional().describe(TIERS),
  pointsFrom: z.int().optional().describe(POINTS_FROM),
  pointsTo: z.int().optional().describe(POINTS_TO),
};
const query = line(200).describe(
  'Beginnings of words of the name, in any order; or the last four digits of the phone, the whole phone, or the 16 digits of a card',
);

const cursor = pageFields.cursor.describe(
  '`nextCursor` or `previousCursor` of another page; leave it out for the first page',
);
const ORDERS = [
  'createdAt',
  'name',
  '-name',
  '-lastVisitAt',
  'lastVisitAt',
  '-points',
  'points',
  '-tier',
  'tier',
] as const;

/** Ways to name guests; a call may use only one, because two could contradict each other. */
const NAMING = ['externalId', 'card', 'ids'] as const;

/** `GET /api/guests`. */
export const listGuestsQuerySchema = z
  .strictObject({
    ...pageFields,
    cursor,
    ...rangeFields,
    ...visitFields,
    tiers: z
      .string()
      .max(MAX_TIERS * 51)
      .transform((text) => text.split(','))
      .pipe(tiers)
      .optional()
      .describe(`${TIERS}, separated by commas`),
    pointsFrom: z.coerce.number().int().optional().describe(POINTS_FROM),
    pointsTo: z.coerce.number().int().optional().describe(POINTS_TO),
    sort: sortField('-createdAt', ...ORDERS),
    externalId: line(200).optional().describe("Only the guest with this id of the caller's own system"),
    card: z.string().min(1).max(64).optional().describe('Only the guest with this card number of 16 digits'),
    ids: uuidList
      .optional()
      .describe(`Only guests with these ids: up to ${String(MAX_PAGE)} UUIDs, separated by commas`),
  })
  .superRefine((given, context) => {
    const [first, second] = NAMING.filter((name) => given[name] !== undefined);
    if (second === undefined) return;
    context.addIssue({ code: 'custom', path: [second], params: { code: 'not_both', other: first } });
  });

/** `POST /api/guests/search`. */
export const searchGuestsSchema = objectNamed('SearchGuests', {
  query,
  ...selectionFields,
  sort: sortField('name', '-createdAt', ...ORDERS.filter((order) => order !== 'name')),
  limit: z.int().min(1).max(MAX_PAGE).default(DEFAULT_PAGE).describe('Number of guests on a page, at most'),
  cursor,
});

/** `POST /api/guests/count`. */
export const countGuestsSchema = z
  .strictObject({ query: query.optional(), ...selectionFields })
  .meta({ id: 'CountGuests', description: 'The filters of the list. Without any, all guests are counted.' });

/** Columns of the exported file, in a fixed order. */
const EXPORT_COLUMNS = [
  'id',
  'name',
  'phone',
  'email',
  'birthDate',
  'cardNumber',
  'externalId',
  'tier',
  'points',
  'lastVisitAt',
  'createdAt',
  'source',
  'note',
  'spend',
] as const;

/** `POST /api/guests/export`. */
export const exportGuestsSchema = z
  .strictObject({
    query: query.optional(),
    ...selectionFields,
    sort: sortField('-createdAt', ...ORDERS),
    columns: z
      .array(z.enum(EXPORT_COLUMNS))
      .min(1)
      .max(EXPORT_COLUMNS.length)
      .describe('Columns of the file, in this order'),
  })
  .meta({ id: 'ExportGuests', description: 'The filters and the order of the list, and the columns of the file.' });

export const listedGuestSchema = z
  .strictObject({
    ...guestShape,
    spend: z.int().describe('Money that the guest has paid ever, less refunds, in minor units'),
    lastVisitAt: instant
      .nullable()
      .describe('Moment of the last purchase that was not refunded whole, a few seconds behind the tills; null: none'),
  })
  .meta({ id: 'ListedGuest', description: 'A guest in the list, with the last visit and the money paid.' });

export const guestPageSchema = pageOf(listedGuestSchema)
  .extend({
    previousCursor: z
      .string()
      .nullable()
      .describe('Send it as `cursor` to get the page before this one; null on the first page'),
  })
  .meta({ id: 'GuestPage' });

export const guestCountSchema = objectNamed('GuestCount', {
  count: z.int().describe('Number of guests; where `isExact` is false, there are more'),
  isExact: z
    .boolean()
    .describe(
      'Whether all were counted; above 100,000 the counting ends, and for a word that more than 10,000 guests have',
    ),
});

export type ListGuestsQuery = z.output<typeof listGuestsQuerySchema>;
export type SearchGuestsBody = z.output<typeof searchGuestsSchema>;
export type CountGuestsBody = z.output<typeof countGuestsSchema>;
export type ExportGuestsBody = z.output<typeof exportGuestsSchema>;
export type ExportColumn = (typeof EXPORT_COLUMNS)[number];
export type ListedGuest = z.output<typeof listedGuestSchema>;
export type GuestPage = z.output<typeof guestPageSchema>;
export type GuestCount = z.output<typeof guestCountSchema>;
