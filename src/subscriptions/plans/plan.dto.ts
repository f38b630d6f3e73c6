import { z } from 'zod';
import { findCurrencyDigits } from '../../configuration';
import { localDate, openObjectNamed } from '../../platform/http/schemas';
import { FEATURES, PLAN_CODES, SUPPORT_LINES, type PlanTerms } from '../life/terms';

/** The highest version of a plan: a network that renews looks at every version. */
export const MAX_VERSION = 40;
/** The highest price of a month, in minor units. */
const MAX_PRICE = 10_000_000_000;
const MAX_LIMIT = 100_000_000;

export const planCode = z
  .enum(PLAN_CODES)
  .describe('Plan. The price and the limits of CUSTOM are agreed with each network');

const limit = z.int().min(0).max(MAX_LIMIT).nullable();

/** The conditions of a plan, in the members that a plan and a subscription share. */
export const conditions = {
  price: z.int().min(0).max(MAX_PRICE).describe('Price of a month in minor units of `currency`, VAT included'),
  limits: z
    .strictObject({
      restaurants: limit.describe('Restaurants that may be open; null: unlimited'),
      guests: limit.describe('Registered guests; null: unlimited'),
    })
    .describe('How much a network may have. Over a limit nothing new is registered, and all that is there goes on'),
  features: z
    .array(z.enum(FEATURES))
    .min(1)
    .max(FEATURES.length)
    .refine((features) => features.includes('BASIC') && new Set(features).size === features.length, {
      params: { code: 'not_allowed' },
    })
    .describe(
      'Parts of the product that the network can use: `BASIC` in every plan, `POS_SYNC` connections to till systems, `MARKETING` campaigns, `API` keys',
    ),
  support: z.enum(SUPPORT_LINES).describe('Line of support'),
};

const currency = z
  .string()
  .refine((code) => findCurrencyDigits(code) !== undefined)
  .describe('ISO 4217 code of the currency of the price');

export const termsSchema = z
  .object({
    planCode,
    planVersion: z.int().describe('Version of the plan'),
    currency: z.string().describe('ISO 4217 code of the currency of the price'),
    ...conditions,
  })
  .meta({ id: 'PlanTerms', description: 'The conditions of a subscription: those of one version of a plan.' });

/** `POST /api/plans`. */
export const createPlanSchema = z
  .strictObject({
    code: planCode,
    version: z.int().min(1).max(MAX_VERSION).describe('Number of the version: one more than the newest of the plan'),
    effectiveFrom: localDate.describe('First day on which the version can be chosen, by the local day of the network'),
    existingFrom: localDate
      .nullish()
      .describe(
        'First day from which subscriptions of older versions follow when they renew; null: they keep their terms',
      ),
    currency,
    ...conditions,
  })
  .refine(({ effectiveFrom, existingFrom }) => existingFrom == null || existingFrom >= effectiveFrom, {
    path: ['existingFrom'],
    params: { code: 'not_allowed' },
  })
  .meta({
    id: 'CreatePlanVersion',
    example: {
      code: 'STANDARD',
      version: 2,
      effectiveFrom: '2027-01-01',
      existingFrom: '2027-04-01',
      currency: 'RUB',
      price: 3_990_000,
      limits: { restaurants: 1, guests: 1_500 },
      features: ['BASIC', 'POS_SYNC'],
      support: 'STANDARD',
    },
  });
export type CreatePlanBody = z.infer<typeof createPlanSchema>;

export const planSchema = openObjectNamed('Plan', 'A version of a plan.', {
  code: planCode,
  version: z.int().describe('Version, counted from 1'),
  effectiveFrom: z.iso.date().describe('First day on which it can be chosen'),
  existingFrom: z.iso.date().nullable().describe('First day from which older subscriptions follow; null: never'),
  currency: z.string().describe('ISO 4217 code of the currency of the price'),
  ...conditions,
});
export type PlanAnswer = z.infer<typeof planSchema>;
/** A version as its table has it. */
export type PlanVersion = Readonly<Omit<PlanAnswer, 'limits'> & PlanAnswer['limits']>;

export const planListSchema = openObjectNamed('PlanList', {
  items: z.array(planSchema).describe('Versions, newest first within each plan'),
  nextCursor: z.null().describe('Always null: the list has one page'),
});

export function planAnswer({ restaurants, guests, ...plan }: PlanVersion): PlanAnswer {
  return { ...plan, limits: { restaurants, guests } };
}

export function termsOf(row: PlanVersion): PlanTerms {
  const { code: planCode, version: planVersion, currency, price, limits, features, support } = planAnswer(row);
  return { planCode, planVersion, currency, price, limits, features, support };
}
