import { z } from 'zod';
import type { MinorUnits, PartsPerMillion, Points, SaleGift } from '../../decision';
import { instant, line, MAX_ACT_AMOUNT, MAX_ACT_POINTS } from '../../platform/http/schemas';
import type { FaultReason } from '../../platform/http/catalogue/reasons.ru';
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
const named = { skus: goods, categories: goods };

const giftSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('AMOUNT_OFF'), amount: money(1) }),
  z.strictObject({ kind: z.literal('SHARE_OFF'), ratePpm: rate, most: money(1).nullable() }),
  z.strictObject({ kind: z.literal('FREE_ITEM'), ...named, most: money(1).nullable() }),
  z.strictObject({ kind: z.literal('SHIPPING'), ...named }),
]) satisfies z.ZodType<SaleGift>;

/** A text in the languages of the platform. */
const spoken = (text: z.ZodString) => z.strictObject({ ru: text.optional(), en: text.optional() });

export const REWARD_KINDS = ['DISCOUNT', 'SHIPPING', 'PRODUCT', 'EXPERIENCE', 'FREE_ITEM'] as const;
export type RewardKind = (typeof REWARD_KINDS)[number];
export const LIMIT_PERIODS = ['DAY', 'WEEK', 'MONTH', 'YEAR'] as const;
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
  name: spoken(line(MAX_NAME)).refine((name) => name.ru !== undefined || name.en !== undefined, {
    params: { code: 'required' },
  }),
  description: spoken(z.string().trim().min(1).max(MAX_DESCRIPTION)).default({}),
  kind: z.enum(REWARD_KINDS),
  gift: giftSchema.nullable().default(null),
  /** Points for one; 0: given by coupons and campaigns alone. */
  cost,
  /** A minimum for the order at which it is used. */
  minimumOrder: money(0).default(0 as MinorUnits),
  validFrom: instant.nullable().default(null),
  validUntil: instant.nullable().default(null),
  /** From here on tiers with the benefit EARLY_ACCESS may take it, before `validFrom`. */
  earlyFrom: instant.nullable().default(null),
  /** Whole local days after the day it was redeemed; null: it may be used for ever. */
  usableDays: z.int().min(1).max(MAX_DAYS).nullable().default(null),
  /** Null: every tier. */
  tiers: z.array(z.string().min(1).max(30)).min(1).max(MAX_TIERS).nullable().default(null),
  /** Guests of other tiers are not shown it; without `tiers` it is for those with the benefit EXCLUSIVE_PRODUCTS. */
  exclusive: z.boolean().default(false),
  /** For guests who are in one of these; null: for everybody. */
  segments: z.array(segmentCode).min(1).max(MAX_SEGMENTS).nullable().default(null),
  limits: z
    .strictObject({
      perGuest: z.int().min(1).max(1_000_000).nullable(),
      perPeriod: z.strictObject({ count: z.int().min(1).max(1_000_000), period: z.enum(LIMIT_PERIODS) }).nullable(),
    })
    .default({ perGuest: null, perPeriod: null }),
  /** It is sent to the guest. */
  shippingRequired: z.boolean().default(false),
  /** It is taken at an appointment: one of the item's slots is chosen with it. */
  byAppointment: z.boolean().default(false),
};

function because(reason: FaultReason) {
  return { code: 'not_valid', reason };
}

/** An item of the catalogue. */
export const rewardDocumentSchema = z
  .strictObject(rewardShape)
  .refine(({ kind, gift }) => (gift === null ? GIFTS_OF[kind].length === 0 : GIFTS_OF[kind].includes(gift.kind)), {
    path: ['gift'],
    params: because('The gift does not go with the kind of reward.'),
  })
  .refine(({ gift }) => gift?.kind !== 'FREE_ITEM' || gift.skus.length + gift.categories.length > 0, {
    path: ['gift'],
    params: { code: 'required' },
  })
  .refine(({ kind, byAppointment }) => !byAppointment || kind === 'EXPERIENCE', {
    path: ['byAppointment'],
    params: because('Only an experience is by appointment.'),
  })
  .refine(
    ({ validFrom, validUntil }) =>
      validFrom === null || validUntil === null || Date.parse(validFrom) < Date.parse(validUntil),
    {
      path: ['validUntil'],
      params: because('It ends before it begins.'),
    },
  )
  .refine(
    ({ earlyFrom, validFrom }) =>
      earlyFrom === null || (validFrom !== null && Date.parse(earlyFrom) < Date.parse(validFrom)),
    { path: ['earlyFrom'], params: because('Early access begins before the offer does.') },
  )
  .meta({ id: 'RewardDocument' });

export type RewardDocument = z.infer<typeof rewardDocumentSchema>;

/** An item of the catalogue in memory. */
export interface CatalogReward {
  readonly id: string;
  readonly code: string;
  readonly version: number;
  readonly archived: boolean;
  readonly document: RewardDocument;
}

/** A text of an item in the reader's language, else in the network's, else in whichever there is. */
export function spokenIn(text: RewardDocument['name'], language: 'ru' | 'en', ofNetwork: 'ru' | 'en'): string | null {
  return text[language] ?? text[ofNetwork] ?? text.ru ?? text.en ?? null;
}
