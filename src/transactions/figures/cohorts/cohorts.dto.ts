import { z } from 'zod';
import { openListOf } from '../../../platform/http/schemas';
import type { FaultReason } from '../../../platform/http/catalogue/catalogue';
import { monthOfIso } from '../../books/liability/cohort-history.rules';
import { monthSchema } from '../../books/liability/period.dto';

const MAX_MONTHS = 60;

const month = monthSchema.refine((text) => text >= '1900', { params: { code: 'not_allowed' } });
const count = z.int();
/** In minor units of the network's currency. */
const money = z.int();

export const cohortsQuerySchema = z
  .strictObject({
    from: month.optional().describe('First month of joining (`YYYY-MM`), with `to`'),
    to: month
      .optional()
      .describe(
        'Last month of joining (`YYYY-MM`), with `from`; at most 60 months in all. Left out: the last 12 months',
      ),
  })
  .refine(({ from, to }) => to === undefined || from !== undefined, missing('from'))
  .refine(({ from, to }) => from === undefined || to !== undefined, missing('to'))
  .refine(({ from = '', to = '' }) => from <= to || to === '', because('endsBeforeBegins'))
  .refine(
    ({ from, to }) => from === undefined || to === undefined || monthOfIso(to) - monthOfIso(from) < MAX_MONTHS,
    because('atMost60Months'),
  );
export type CohortsQueryDto = z.infer<typeof cohortsQuerySchema>;

const cohortSchema = z.object({
  month: z.string().describe('Month of joining (`YYYY-MM`): of the first visit, by business dates of the network'),
  guests: count.describe('Guests who joined in this month'),
  visits: count.describe('Their visits so far, those of the running month included'),
  money: money.describe('Money that they paid so far, less the money handed back, in minor units'),
  lifetimeValue: money
    .nullable()
    .describe('Money so far by guest who joined, in minor units, rounded down; null: no guest joined'),
  cameAgain: openListOf('Guests who came again, within 30, 60 and 90 days', {
    days: z.int().describe('Days within which the guests came again: 30, 60 or 90'),
    guests: count
      .nullable()
      .describe(
        'Guests with a visit on a later day, within so many days of the first; null: the days of some are not over',
      ),
    sharePpm: count
      .nullable()
      .describe(
        'Their share in those who joined, in parts per million; null: no guest joined, or the days are not over',
      ),
  }),
  cells: openListOf('Months in order, up to the running one; at most 60', {
    since: z.int().describe('Months after the month of joining; 0: that month itself'),
    guests: count.nullable().describe('Guests of the cohort with a visit in that month; null: the month is not over'),
    visits: count.nullable().describe('Their visits in that month; null: the month is not over'),
    money: money
      .nullable()
      .describe('Money of these visits in minor units, refunds taken off; null: the month is not over'),
  }),
});
export type Cohort = z.infer<typeof cohortSchema>;

export const cohortsSchema = z
  .object({
    currency: z.string().describe('Currency of all amounts, ISO 4217'),
    currencyDigits: z
      .int()
      .describe('Decimals of the currency: an amount divided by 10 to this power is in major units'),
    businessDate: z.iso.date().describe('Business date of now (`YYYY-MM-DD`)'),
    from: z.string().describe('First month of joining'),
    to: z.string().describe('Last month of joining'),
    isBehind: z.boolean().describe('Sales of the past are still being counted, so figures will still grow'),
    cohorts: z.array(cohortSchema).describe('Months of joining in order, months without a guest included'),
  })
  .meta({
    id: 'Cohorts',
    description:
      'Guests by the month of their first visit. A refund is taken off the month of its sale, and a sale that was refunded ' +
      'whole is no visit. Merged guests are one.',
  });
export type Cohorts = z.infer<typeof cohortsSchema>;

/** Refuses a period of which one end is missing. */
function missing(member: 'from' | 'to') {
  return { path: [member], params: { code: 'required' } };
}

function because(reason: FaultReason) {
  return { path: ['to'], params: { code: 'not_valid', reason } };
}
