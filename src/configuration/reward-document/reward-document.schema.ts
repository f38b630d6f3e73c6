import { z } from 'zod';
import type { MinorUnits, PartsPerMillion, Points, SaleGift } from '../../decision';
import { instant, line, MAX_ACT_AMOUNT, MAX_ACT_POINTS, objectOf, objectOrNull } from '../../platform/http/schemas';
import type { FaultReason } from '../../platform/http/catalogue/catalogue';
import { spokenNameSchema, spokenSchema } from '../../platform/language/spoken';
import { segmentCode } from '../program-document/document-numbers.schema';

const MILLION = 1_000_000;
const MAX_GOODS = 1_000;
const MAX_TIERS = 50;
const MAX_SEGMENTS = 50;
const MAX_NAME = 200;
const MAX_DESCRIPTION = 2_000;
const MAX_DAYS = 3_660;

// The decision brands its numbers; at run time they are what zod has checked.
const money = (least: number) => z.int().min(least).max(MAX_ACT_AMOUNT) as unknown as z.ZodType<MinorUnits, MinorUnits>;
const cost = z.int().min(0).max(MAX_ACT_POINTS) as unknown as z.ZodType<Points, Points>;
const rate = z.int().min(1).max(MILLION) as unknown as z.ZodType<PartsPerMillion, PartsPerMillion>;

const goods = z.array(line(200)).max(MAX_GOODS);
const named = {
  skus: goods.describe('Articles; at most 1,000'),
  categories: goods.describe('Categories, compared without case; at most 1,000'),
};

const giftSchema = z.discriminatedUnion('kind', [
  objectOf('An amount off the order, after the discount of the tier', {
    kind: z.literal('AMOUNT_OFF').describe('Form of the gift'),
    amount: money(1).describe('Discount, in minor units; never more than discounts may take of the order'),
  }),
  objectOf('A share off the order, after the discount of the tier and after all other rewards of the sale', {
    kind: z.literal('SHARE_OFF').describe('Form of the gift'),
    ratePpm: rate.describe('Discount, in parts per million of what is left of the order: 100,000 is 10 %'),
    most: money(1).nullable().describe('The most that it takes off, in minor units; null: no limit'),
  }),
  objectOf('The dearest piece among the lines named by articles or categories, at least one of which is named', {
    kind: z.literal('FREE_ITEM').describe('Form of the gift'),
    ...named,
    most: money(1).nullable().describe('The most that it takes off, in minor units; null: no limit'),
  }),
  objectOf('Delivery: lines of the type DELIVERY, and those named by articles or categories', {
    kind: z.literal('SHIPPING').describe('Form of the gift'),
    ...named,
  }),
]) satisfies z.ZodType<SaleGift>;

const REWARD_KINDS = ['DISCOUNT', 'SHIPPING', 'PRODUCT', 'EXPERIENCE', 'FREE_ITEM'] as const;
type RewardKind = (typeof REWARD_KINDS)[number];
const LIMIT_PERIODS = ['DAY', 'WEEK', 'MONTH', 'YEAR'] as const;
export type LimitPeriod = (typeof LIMIT_PERIODS)[number];

/** Gifts at a sale, by kind; a product and an experience are handed over by people. */
const GIFTS_OF: Readonly<Record<RewardKind, readonly SaleGift['kind'][]>> = {
  DISCOUNT: ['AMOUNT_OFF', 'SHARE_OFF'],
  FREE_ITEM: ['FREE_ITEM'],
  SHIPPING: ['SHIPPING'],
  PRODUCT: [],
  EXPERIENCE: [],
};

/** The members of an item of the catalogue, as its API takes them. */
export const rewardShape = {
  name: spokenNameSchema(line(MAX_NAME)).describe('Name that guests read, in at least one language'),
  description: spokenSchema(z.string().trim().min(1).max(MAX_DESCRIPTION))
    .describe('Text that guests read, by language; `{}`: none')
    .default({}),
  kind: z
    .enum(REWARD_KINDS)
    .describe(
      'DISCOUNT, FREE_ITEM and SHIPPING are used on a sale, by their `gift`; PRODUCT and EXPERIENCE are handed over by people',
    ),
  gift: giftSchema
    .nullable()
    .describe(
      'Gift on a sale: AMOUNT_OFF or SHARE_OFF for DISCOUNT, FREE_ITEM and SHIPPING for the kind of that name, null ' +
        'for PRODUCT and EXPERIENCE',
    )
    .default(null),
  cost: cost.describe('Points for one; 0: it is given by coupons and stamp cards alone'),
  minimumOrder: money(0)
    .describe('Least amount of the order on which it is used, before discounts, in minor units; 0: none')
    .default(0 as MinorUnits),
  validFrom: instant.nullable().describe('From when guests may take it (RFC 3339); null: at once').default(null),
  validUntil: instant
    .nullable()
    .describe('Until when guests may take it (RFC 3339), after `validFrom`; null: without an end')
    .default(null),
  earlyFrom: instant
    .nullable()
    .describe(
      'From when guests of tiers with the benefit EARLY_ACCESS may take it (RFC 3339), before `validFrom`, which then ' +
        'is not null; null: no earlier than the others',
    )
    .default(null),
  usableDays: z
    .int()
    .min(1)
    .max(MAX_DAYS)
    .nullable()
    .describe('Whole local days after the day it was taken in which it may be used; null: for ever')
    .default(null),
  tiers: z
    .array(z.string().min(1).max(30))
    .min(1)
    .max(MAX_TIERS)
    .nullable()
    .describe('Codes of the tiers whose guests may take it; null: every tier')
    .default(null),
  exclusive: z
    .boolean()
    .describe(
      'Whether guests who may not take it are not shown it; without `tiers` it is for tiers with the benefit EXCLUSIVE_PRODUCTS',
    )
    .default(false),
  segments: z
    .array(segmentCode)
    .min(1)
    .max(MAX_SEGMENTS)
    .nullable()
    .describe('Codes of segments, one of which a guest who may take it is in; null: everybody')
    .default(null),
  limits: objectOf('How many a guest may take', {
    perGuest: z.int().min(1).max(1_000_000).nullable().describe('How many a guest may take for ever; null: no limit'),
    perPeriod: objectOrNull('How many a guest may take in each period; null: no limit', {
      count: z.int().min(1).max(1_000_000).describe('How many a guest may take in the period'),
      period: z.enum(LIMIT_PERIODS).describe('Calendar period of the network, in which a week begins on Monday'),
    }),
  }).default({ perGuest: null, perPeriod: null }),
  shippingRequired: z.boolean().describe('Whether it is sent to the guest').default(false),
  byAppointment: z
    .boolean()
    .describe('Whether a guest chooses one of its slots with it; only for the kind EXPERIENCE')
    .default(false),
};

/** Rules between the members of a reward, for the document of the API. */
export const REWARD_RULES =
  '`gift` goes with `kind`: AMOUNT_OFF or SHARE_OFF with DISCOUNT, FREE_ITEM with FREE_ITEM, SHIPPING with SHIPPING, ' +
  'null with PRODUCT and EXPERIENCE. A gift FREE_ITEM names an article or a category. Only an EXPERIENCE is ' +
  '`byAppointment`. `earlyFrom` is before `validFrom`, and that before `validUntil`.';

function because(reason: FaultReason) {
  return { code: 'not_valid', reason };
}

/** An item of the catalogue. */
export const rewardDocumentSchema = z
  .strictObject(rewardShape)
  .refine(({ kind, gift }) => (gift === null ? GIFTS_OF[kind].length === 0 : GIFTS_OF[kind].includes(gift.kind)), {
    path: ['gift'],
    params: because('giftOfAnotherKind'),
  })
  .refine(({ gift }) => gift?.kind !== 'FREE_ITEM' || gift.skus.length + gift.categories.length > 0, {
    path: ['gift'],
    params: { code: 'required' },
  })
  .refine(({ kind, byAppointment }) => !byAppointment || kind === 'EXPERIENCE', {
    path: ['byAppointment'],
    params: because('onlyExperiences'),
  })
  .refine(
    ({ validFrom, validUntil }) =>
      validFrom === null || validUntil === null || Date.parse(validFrom) < Date.parse(validUntil),
    {
      path: ['validUntil'],
      params: because('endsBeforeBegins'),
    },
  )
  .refine(
    ({ earlyFrom, validFrom }) =>
      earlyFrom === null || (validFrom !== null && Date.parse(earlyFrom) < Date.parse(validFrom)),
    { path: ['earlyFrom'], params: because('earlyAccessBeforeOffer') },
  )
  .meta({ id: 'RewardDocument', description: `A version of a reward. ${REWARD_RULES}` });

export type RewardDocument = z.infer<typeof rewardDocumentSchema>;

/** An item of the catalogue in memory. */
export interface CatalogReward {
  readonly id: string;
  readonly code: string;
  readonly version: number;
  readonly archived: boolean;
  readonly document: RewardDocument;
}
