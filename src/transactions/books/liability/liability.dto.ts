import { z } from 'zod';
import { openListOf, openObjectNamed, openObjectOf } from '../../../platform/http/schemas';

const points = z.int();
const money = z.int();
const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);
const owed = { points: points.describe('Points'), money: money.describe('Worth of the points in minor units') };
const worthShape = {
  currency: z.string().describe('Currency of all amounts, ISO 4217'),
  currencyDigits: z.int().describe('Decimals of the currency: an amount divided by 10 to this power is in major units'),
  pointValue: z
    .int()
    .describe('Worth of a point by the programme in force, in millionths of a minor unit; 0: no programme'),
};

export const liabilitySchema = openObjectNamed('Liability', 'Points that the network owes its guests now.', {
  at: z.iso.datetime().describe('Moment of which all figures are (RFC 3339)'),
  ...worthShape,
  programVersion: z.int().nullable().describe('Version of the programme in force; null: none'),
  total: z
    .object(owed)
    .describe('All open points. The worth is rounded down once, and the parts of each list add up to it'),
  byState: openListOf('By the state of the points', {
    state: z
      .enum(['AVAILABLE', 'PENDING', 'HELD', 'IN_REVIEW'])
      .describe('Can be spent, becomes available later, set aside by a hold, or kept by fraud watch'),
    ...owed,
  }),
  byAge: openListOf('By the time since the points were earned', {
    fromMonths: z.int().describe('Least age in calendar months'),
    toMonths: z.int().nullable().describe('Greatest age in calendar months, included; null: any older'),
    ...owed,
  }),
  byTier: z
    .array(z.object({ tier: z.string().nullable().describe('Code of the tier; null: no programme yet'), ...owed }))
    .describe("By the guest's tier of now, lowest first; tiers of earlier programmes stand last"),
  byRestaurant: openListOf('By the restaurant that issued the points', {
    restaurantId: z.uuid().nullable().describe('Restaurant that issued the points; null: the network itself'),
    ...owed,
  }),
  byExpiry: openListOf('By the month in which the points expire; points whose date has passed stand in this month', {
    month: month.nullable().describe('Month of expiry (`YYYY-MM`); null: never, or by inactivity'),
    ...owed,
  }),
  receivable: z.object(owed).describe('Points that guests owe after refunds; not taken off the total'),
  belowZero: z
    .object(owed)
    .describe('Points by which balances are below zero, where the refund policy allows it; not taken off the total'),
  agreement: openObjectOf('The total counted in three ways', {
    openLots: points.describe('Points by the open lots'),
    guestAccounts: points.describe('Points by the accounts of guests'),
    ledgerAccounts: points.describe('Points by all other accounts of the ledger'),
    agrees: z.boolean().describe('Whether all three are the same'),
  }),
});
export type Liability = z.infer<typeof liabilitySchema>;

export const forecastQuerySchema = z.strictObject({
  months: z.coerce.number().int().min(1).max(36).default(12).describe('Number of months to look ahead'),
});
export type ForecastQueryDto = z.infer<typeof forecastQuerySchema>;

const bandOf = (unit: string) =>
  z.object({
    expected: z.int().describe(`Expected ${unit}`),
    low: z.int().describe(`Lower end of the band, in ${unit}`),
    high: z.int().describe(`Upper end of the band, in ${unit}`),
  });
const band = bandOf('points');
const bandOfMonth = z.object({
  month: month.describe('Month (`YYYY-MM`)'),
  ...band.shape,
  money: bandOf('minor units').describe('The same in money, at the worth of now'),
});

export const forecastSchema = z
  .object({
    lastMonth: month.describe('Last whole month of the history (`YYYY-MM`); the forecast begins at its end'),
    bandPpm: z.int().describe('Share of outcomes that are meant to lie within a band, in parts per million'),
    record: openObjectOf('How the model did on simulated networks that it had not seen', {
      months: z.int().describe('Months that were forecast'),
      redeemed: z.int().describe('Months in which redeemed points were within the band'),
      expired: z.int().describe('Months in which expired points were within the band'),
    }),
    ...worthShape,
    open: z.object(owed).describe('Points that were open at the end of the last whole month'),
    redeemed: z.array(bandOfMonth).describe('Points that will be redeemed, by month'),
    expired: z.array(bandOfMonth).describe('Points that will expire unredeemed (breakage), by month'),
    stillOpen: z.array(bandOfMonth).describe('Points that are still open at the end of each month'),
    total: openObjectOf('All months together', {
      redeemed: band.describe('Points that will be redeemed'),
      expired: band.describe('Points that will expire'),
      stillOpen: band.describe('Points that are open at the end'),
    }),
    expectedRedemptionPpm: z
      .int()
      .nullable()
      .describe('Redeemed points among those redeemed or expired in these months, in parts per million; null: neither'),
    cohorts: openListOf('The forecast by the month in which points were earned', {
      cohort: month.describe('Month in which the points were earned (`YYYY-MM`)'),
      open: points.describe('Points of it that were open at the end of the last whole month'),
      redeemed: band.describe('Points of it that will be redeemed'),
      expired: band.describe('Points of it that will expire'),
      months: openListOf('The same by month', {
        month: month.describe('Month (`YYYY-MM`)'),
        redeemed: points.describe('Points that will be redeemed, expected'),
        expired: points.describe('Points that will expire, expected'),
      }),
    }),
    factors: openObjectOf('Factors from which the expected figures can be computed again', {
      byAge: openListOf('By the age of the points', {
        age: z.int().describe('Age of the points in months, from 1'),
        sharePpm: z
          .int()
          .describe('Share of points open at the start of a month that is redeemed in it, in parts per million'),
        seen: z.boolean().describe('Whether points of this age are in the history'),
      }),
      bySeason: openListOf('By the month of the year', {
        month: z.int().describe('Month of the year, 1 to 12'),
        factorPpm: z.int().describe('Factor on the share, in parts per million; 1,000,000 before seasons are known'),
      }),
    }),
    historyMonths: z.int().describe('Whole months of history'),
    limits: z
      .array(z.enum(['SEASONS_UNKNOWN', 'OLD_AGES_UNSEEN', 'EXPIRY_UNDATED', 'LATER_EARNING_LEFT_OUT']))
      .describe(
        'Limits of the forecast: seasons before 24 months, ages that were never seen, points without a date of ' +
          'expiry, and points earned later',
      ),
  })
  .meta({ id: 'LiabilityForecast', description: 'How the open points are expected to be redeemed and to expire.' });
export type ForecastAnswer = z.infer<typeof forecastSchema>;
