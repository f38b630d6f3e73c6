import { z } from 'zod';

const points = z.int();
/** Minor units of the network's currency. */
const money = z.int();
const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);
const owed = { points, money };

export const liabilitySchema = z
  .object({
    /** The instant of the one snapshot that all figures are of. */
    at: z.iso.datetime(),
    currency: z.string(),
    currencyDigits: z.int(),
    /** Of the programme in force: what a point is worth, in millionths of a minor unit. */
    pointValue: z.int(),
    programVersion: z.int().nullable(),
    /** All open lots. Money is points × worth, rounded down; the parts of each list add up to it. */
    total: z.object(owed),
    byState: z.array(z.object({ state: z.enum(['AVAILABLE', 'PENDING', 'HELD', 'IN_REVIEW']), ...owed })),
    /** Calendar months since the points were earned, from and to included; null: and older. */
    byAge: z.array(z.object({ fromMonths: z.int(), toMonths: z.int().nullable(), ...owed })),
    /** Highest tier last; null: no programme yet. */
    byTier: z.array(z.object({ tier: z.string().nullable(), ...owed })),
    /** The restaurant that issued them; null: the network itself. */
    byRestaurant: z.array(z.object({ restaurantId: z.uuid().nullable(), ...owed })),
    /** The month whose points expire if nothing else comes; null: no date of their own. Past dates stand in this month. */
    byExpiry: z.array(z.object({ month: month.nullable(), ...owed })),
    /** What guests owe the network, after refunds of what they had spent. Not taken off the total. */
    receivable: z.object(owed),
    /** What a refund policy let balances go below zero. Not taken off the total. */
    belowZero: z.object(owed),
    /** The same figure from three places: points less what guests owe is what the other accounts gave out. */
    agreement: z.object({
      openLots: points,
      guestAccounts: points,
      ledgerAccounts: points,
      agrees: z.boolean(),
    }),
  })
  .meta({ id: 'Liability' });
export type Liability = z.infer<typeof liabilitySchema>;

export const forecastQuerySchema = z.strictObject({ months: z.coerce.number().int().min(1).max(36).default(12) });
export type ForecastQueryDto = z.infer<typeof forecastQuerySchema>;

const band = z.object({ expected: points, low: points, high: points });

export const forecastSchema = z
  .object({
    /** The last whole month of the history; the forecast is of what was open at its end. */
    lastMonth: month,
    /** Of 1,000,000: how many outcomes are meant to lie between low and high. */
    bandPpm: z.int(),
    /** Months of simulated networks that the model had not seen, and how many of them lay inside the band. */
    record: z.object({ months: z.int(), redeemed: z.int(), expired: z.int() }),
    currency: z.string(),
    currencyDigits: z.int(),
    pointValue: z.int(),
    open: z.object(owed),
    /** A figure a month, for a chart: points, and money at the worth of now. */
    redeemed: z.array(z.object({ month, ...band.shape, money: band })),
    /** Breakage: points that nobody redeems before they expire. */
    expired: z.array(z.object({ month, ...band.shape, money: band })),
    /** Still open at the end of each month. */
    stillOpen: z.array(z.object({ month, ...band.shape, money: band })),
    total: z.object({ redeemed: band, expired: band, stillOpen: band }),
    /** Of what is redeemed or expires within the months asked for, in 1,000,000; null: neither. */
    expectedRedemptionPpm: z.int().nullable(),
    cohorts: z.array(
      z.object({
        /** The month of earning. */
        cohort: month,
        open: points,
        redeemed: band,
        expired: band,
        months: z.array(z.object({ month, redeemed: points, expired: points })),
      }),
    ),
    /** The factors, so that anybody can compute the expected figures again. In 1,000,000. */
    factors: z.object({
      /** Share of what is open at the start of a month that is redeemed in it, by age in months from 1. */
      byAge: z.array(z.object({ age: z.int(), sharePpm: z.int(), seen: z.boolean() })),
      /** By month of the year, 1 to 12; all 1,000,000 while seasons are not known. */
      bySeason: z.array(z.object({ month: z.int(), factorPpm: z.int() })),
    }),
    historyMonths: z.int(),
    /** What this forecast can't know. */
    limits: z.array(z.enum(['SEASONS_UNKNOWN', 'OLD_AGES_UNSEEN', 'EXPIRY_UNDATED', 'LATER_EARNING_LEFT_OUT'])),
  })
  .meta({ id: 'LiabilityForecast' });
export type ForecastAnswer = z.infer<typeof forecastSchema>;
