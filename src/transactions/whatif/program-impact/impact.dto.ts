import { z } from 'zod';
import { instant, pageFields, uuidList, listOf, objectOf, objectNamed } from '../../../platform/http/schemas';
import { runFields } from '../runs/backtest.dto';

const tier = z.string();
const date = z.iso.date();
const move = {
  from: tier.describe('Code of the tier without the change'),
  to: tier.describe('Code of the tier with the change'),
  guests: z.int().describe('Number of guests'),
};

const figure = z.int();
const yearOf = {
  discount: figure.describe('Change of discounts in a year, in minor units; below zero: less'),
  earned: figure.describe('Change of points earned in a year; below zero: fewer'),
  expired: figure.describe('Change of points that expire in a year; above zero: more'),
  paid: figure.describe(
    'Change of what the same receipts cost in money after discounts and points, in minor units; above zero: more',
  ),
  value: figure.describe(
    'Change of all together in minor units: discounts, what points paid, and the worth of the points that are left. ' +
      'Points that paid for a receipt and may not pay for it any more count as lost',
  ),
};
const yearOfGuests = z.strictObject({ guests: figure.describe('Number of guests'), ...yearOf });

const impactSchema = objectNamed('ProgramImpact', 'Gains and losses of guests by a version of the programme.', {
  version: z.int().describe('Version of the programme that is looked at'),
  against: z.int().describe('Version that would decide without it'),
  at: z.iso.datetime().describe('When it would take effect (RFC 3339)'),
  until: z.iso.datetime().describe('Until when tiers are looked ahead, as if no guest did anything (RFC 3339)'),
  guests: z.int().describe('Guests who were looked at'),
  concerned: z.int().describe('Guests with changed terms or with another result of the coming year'),
  changes: listOf('Differences between the two versions', {
    key: z.string().describe('Key of the difference, as the difference of the two versions names it'),
    guests: z.int().describe('Guests whom it concerns'),
  }),
  losing: yearOfGuests.describe(
    'Guests that lose by the change in the coming year, if they buy again what they bought in the last 52 weeks',
  ),
  gaining: yearOfGuests.describe('Guests that gain by the change in the coming year, counted in the same way'),
  unread: z.int().describe('Transactions of the last year that could not be read; 0 unless the ledger is damaged'),
  falls: listOf('Guests who get a lower tier', {
    ...move,
    on: date.describe('First day on which their tier is lower than without the change (`YYYY-MM-DD`)'),
  }),
  rises: z.array(z.strictObject(move)).describe('Guests who get a higher tier with their next act'),
  matrix: z.array(z.strictObject(move)).describe('All guests at `until`, by tier without and with the change'),
  points: objectOf('Worth of the open points', {
    open: z.int().describe('Open points of all guests'),
    worthBefore: z.int().describe('Their worth without the change, in minor units'),
    worthAfter: z.int().describe('Their worth with the change, in minor units'),
    currency: z.string().describe('Currency of all amounts, ISO 4217'),
  }),
  lots: objectOf('Lots of points that were earned', {
    open: z.int().describe('Open lots'),
    points: z.int().describe('Points in these lots'),
    shortened: z.literal(0).describe('Lots that would expire earlier; always 0, since earned points keep their date'),
  }),
  sentences: z.array(z.string()).describe('The same as sentences in the language of the request'),
});

export const askImpactSchema = objectNamed('AskImpact', 'When the version would take effect.', {
  at: instant
    .optional()
    .describe('When it takes effect, RFC 3339 with zone; left out: as planned, else as soon as possible'),
});

export const impactRunSchema = z
  .strictObject(runFields)
  .meta({ id: 'ImpactRun', description: 'A run that finds out who would gain and lose, and how far it is.' });
export const reportedImpactSchema = objectNamed('ReportedImpactRun', 'A run with the impact that it found.', {
  ...runFields,
  impact: impactSchema
    .nullable()
    .describe('The result; null until the status is `DONE`, and for runs that were kept before 0.4.0'),
});

/** Which of the moved guests. */
const which = {
  at: instant
    .optional()
    .describe('When the version takes effect, RFC 3339 with zone; left out: as planned, else as soon as possible'),
  change: z.enum(['FALLS', 'RISES']).describe('Guests who get a lower tier, or a higher one'),
  from: tier.optional().describe('Code of the tier without the change; left out: any'),
  to: tier.optional().describe('Code of the tier with the change; left out: any'),
  on: date.optional().describe('Day on which the tier falls (`YYYY-MM-DD`), with `FALLS`; left out: any'),
};
export const impactFileQuery = z.strictObject(which);
export const impactGuestsQuery = z.strictObject({
  ...pageFields,
  ...which,
  guestIds: uuidList.optional().describe('Ids of guests to look at, separated by commas; left out: all guests'),
});

export const impactGuestsSchema = z
  .strictObject({
    items: listOf('Guests of this page, in the order of their ids', {
      guestId: z.uuid().describe('The guest'),
      from: tier.describe('Code of the tier without the change'),
      to: tier.describe('Code of the tier with the change'),
      on: date.nullable().describe('Day on which the tier falls (`YYYY-MM-DD`); null: it rises'),
    }),
    nextCursor: z.string().nullable().describe('Send it as `cursor` to get the next page; null on the last page'),
  })
  .meta({ id: 'ProgramImpactGuests', description: 'A page of guests whose tier a version would change.' });

export const concernedFileQuery = z.strictObject({
  which: z
    .enum(['ALL', 'LOSING', 'GAINING'])
    .default('ALL')
    .describe('All guests concerned, or those who lose or gain'),
});
export const concernedQuery = concernedFileQuery.extend(pageFields);

export const concernedPageSchema = z
  .strictObject({
    items: listOf('Guests of this page; the greatest loss first, with `GAINING` the greatest gain', {
      guestId: z.uuid().describe('The guest'),
      name: z.string().nullable().describe('Name of the guest; null: not known, or the caller may not find guests'),
      cardNumber: z.string().nullable().describe('Card number; null: none, or the caller may not find guests'),
      from: tier.describe('Code of the tier without the change, when it would take effect'),
      to: tier.describe('Code of the tier with the change, at the same moment'),
      ...yearOf,
    }),
    nextCursor: z.string().nullable().describe('Send it as `cursor` to get the next page; null on the last page'),
  })
  .meta({ id: 'ProgramImpactConcerned', description: 'A page of guests whom a version would concern.' });

export type ConcernedFileQuery = z.infer<typeof concernedFileQuery>;
export type ConcernedQuery = z.infer<typeof concernedQuery>;
export type ConcernedAnswer = z.infer<typeof concernedPageSchema>;
export type ImpactAnswer = z.infer<typeof impactSchema>;
export type ReportedImpactRunAnswer = z.infer<typeof reportedImpactSchema>;
export type ImpactFileQuery = z.infer<typeof impactFileQuery>;
export type ImpactGuestsQuery = z.infer<typeof impactGuestsQuery>;
export type ImpactGuestsAnswer = z.infer<typeof impactGuestsSchema>;
