import { z } from 'zod';
import type { FaultReason } from '../../platform/http/catalogue/catalogue';
import {
  instant,
  line,
  listOf,
  MAX_ACT_AMOUNT,
  MAX_ACT_POINTS,
  objectNamed,
  objectOf,
  pageFields,
  pageOf,
} from '../../platform/http/schemas';
import { spokenNameSchema } from '../../platform/language/spoken';
import { MAX_TOTAL, PRIZE_KINDS, SOURCE_KINDS } from './wheel-draw.rules';

const MOST_PRIZES = 24;
const MOST_DAYS = 365;
const MOST_STOCK = 1_000_000;

const because = (reason: FaultReason, ...path: PropertyKey[]) => ({ path, params: { code: 'not_valid', reason } });

const weight = z
  .int()
  .min(1)
  .max(MAX_TOTAL)
  .describe('Weight of the prize: its chance is the weight divided by `total`');
const name = line(60);
const byLanguage = spokenNameSchema(name).describe('Name that guests read, by language; at least one');
const points = z.int().min(1).max(MAX_ACT_POINTS);
const total = z.int().min(1).max(MAX_TOTAL).describe('Sum of all weights, at most 1,000,000');
const leastSale = z
  .int()
  .min(1)
  .max(MAX_ACT_AMOUNT)
  .describe("Least amount to pay of a sale that gives a spin, in minor units of the network's currency");
const useDays = z.int().min(1).max(MOST_DAYS).describe('Days after the sale or badge in which its spin can be used');
const number = z
  .string()
  .regex(/^[\x21-\x7e]{1,64}$/)
  .describe("The guest's own number: 1 to 64 printable ASCII characters without spaces");

const givenPrize = z
  .strictObject({
    name: byLanguage,
    kind: z.enum(PRIZE_KINDS).describe('Kind of the prize: points, a reward of the catalogue, or nothing'),
    points: points.nullable().default(null).describe('Points of the kind `POINTS`; null for the others'),
    reward: line(100)
      .nullable()
      .default(null)
      .describe('Code of a reward of the catalogue, for the kind `REWARD`; null for the others'),
    weight,
    stock: z
      .int()
      .min(1)
      .max(MOST_STOCK)
      .nullable()
      .default(null)
      .describe('How often the prize can be given; null: without a limit'),
    isFallback: z
      .boolean()
      .default(false)
      .describe('Given in place of a prize that is used up. One prize is; it has no stock and is no reward'),
  })
  .refine(({ kind, points: given }) => (kind === 'POINTS') === (given !== null), because('prizeOfKind', 'points'))
  .refine(({ kind, reward }) => (kind === 'REWARD') === (reward !== null), because('prizeOfKind', 'reward'))
  .refine(({ isFallback, stock }) => !isFallback || stock === null, because('fallbackWithStock', 'stock'))
  .refine(({ isFallback, kind }) => !isFallback || kind !== 'REWARD', because('fallbackIsReward', 'kind'));

/** `POST /api/wheel/epochs` */
export const openWheelSchema = z
  .strictObject({
    prizes: z.array(givenPrize).min(2).max(MOST_PRIZES).describe('The prizes in their order on the wheel, 2 to 24'),
    total,
    leastSale,
    useDays,
    endsAt: instant.nullable().default(null).describe('When the wheel ends by itself; null: a manager ends it'),
    budgetPoints: points
      .nullable()
      .default(null)
      .describe('Most points that it gives altogether; null: no limit. With a budget the fallback gives nothing'),
  })
  .refine(
    ({ prizes, total: sum }) => prizes.reduce((all, one) => all + one.weight, 0) === sum,
    because('weightsNotTotal', 'total'),
  )
  .refine(({ prizes }) => prizes.filter((one) => one.isFallback).length === 1, because('oneFallback', 'prizes'))
  .refine(
    ({ prizes, budgetPoints }) =>
      budgetPoints === null || !prizes.some((one) => one.isFallback && one.kind === 'POINTS'),
    because('fallbackBesideBudget', 'budgetPoints'),
  )
  .meta({ id: 'OpenWheel', description: 'The odds and terms of a wheel.' });
export type OpenWheelBody = z.infer<typeof openWheelSchema>;

/** `POST /api/auth/me/wheel/draws` */
export const drawWheelSchema = objectNamed('DrawWheel', 'A spin and the number of the guest.', {
  epochId: z.uuid().describe('Epoch whose odds and commitment the guest saw; 409 `wheel_closed` where it has ended'),
  sourceKind: z.enum(SOURCE_KINDS).describe('Kind of the source of the spin'),
  sourceId: z.string().min(1).max(100).describe('`sourceId` of the spin'),
  number,
});
export type DrawWheelBody = z.infer<typeof drawWheelSchema>;

export const networkCodeSchema = z.string().min(1).max(63).describe('Code of the network');

const prizeShape = {
  number: z.int().describe('Place of the prize in the odds, from 1'),
  name: objectOf('Its name by language', {
    ru: z.string().optional().describe('In Russian; left out: none'),
    en: z.string().optional().describe('In English; left out: none'),
  }),
  kind: z.enum(PRIZE_KINDS).describe('Kind of the prize: points, a reward of the catalogue, or nothing'),
  points: z.int().nullable().describe('Points that it gives; null: none'),
  reward: z.string().nullable().describe('Code of the reward that it gives; null: none'),
  weight: z.int().describe('Its chance is the weight divided by `total`'),
  stock: z.int().nullable().describe('How often it can be given; null: without a limit'),
  isFallback: z.boolean().describe('Given in place of a prize that is used up'),
};
const epochShape = {
  id: z.uuid().describe('Epoch'),
  state: z.enum(['RUNNING', 'ENDED']).describe('A draw is possible while it is `RUNNING`'),
  openedAt: instant.describe('When it was opened'),
  endsAt: instant.nullable().describe('When it ends by itself; null: a manager ends it'),
  endedAt: instant.nullable().describe('When it ended; null: it has not'),
  commitment: z
    .string()
    .describe('SHA-256 of the id, the seed and the odds, in hexadecimal, published before the first draw'),
  odds: z.string().describe('Canonical text of the odds, as it was hashed'),
  seed: z.string().nullable().describe('The seed, 64 hexadecimal digits; null while the epoch is `RUNNING`'),
  total,
  leastSale,
  useDays,
  budgetPoints: z.int().nullable().describe('Most points that it gives altogether; null: no limit'),
};

export const wheelEpochSchema = objectNamed(
  'WheelEpoch',
  'The odds of a wheel with which the draws of a time are made.',
  {
    ...epochShape,
    openedBy: z
      .uuid()
      .nullable()
      .describe('User who opened it, or who asked for the key that did; null: an earlier version did not note the key'),
    draws: z.int().describe('Draws so far'),
    cost: z.int().describe('Points given so far, without those taken back'),
    prizes: listOf('Prizes in the order of the odds', {
      ...prizeShape,
      drawn: z.int().describe('How often it was drawn'),
      given: z.int().describe('How often it was given, also as the fallback'),
      stockLeft: z.int().nullable().describe('How often it can still be given; null: without a limit'),
      cost: z.int().describe('Points given with it, without those taken back'),
    }),
  },
);
export type WheelEpochAnswer = z.infer<typeof wheelEpochSchema>;

export const wheelSchema = objectNamed('Wheel', 'The wheel of a network.', {
  epoch: wheelEpochSchema.nullable().describe('The running epoch; null: the wheel is closed'),
});
export type WheelAnswer = z.infer<typeof wheelSchema>;

export const openedWheelSchema = objectNamed('OpenedWheel', 'The epoch that was opened, and the one that it ended.', {
  epoch: wheelEpochSchema.describe('The new epoch'),
  ended: wheelEpochSchema.nullable().describe('The epoch that ended with it, with its seed; null: none ran'),
});
export type OpenedWheelAnswer = z.infer<typeof openedWheelSchema>;

export const wheelListQuery = z.strictObject(pageFields);
export type WheelListQuery = z.infer<typeof wheelListQuery>;
export const wheelEpochPageSchema = pageOf(wheelEpochSchema).meta({ id: 'WheelEpochPage' });
export type WheelEpochPage = z.infer<typeof wheelEpochPageSchema>;

export const publicWheelEpochSchema = objectNamed('PublicWheelEpoch', 'An epoch as anybody can check it.', {
  ...epochShape,
  prizes: listOf('Prizes in the order of the odds', prizeShape),
});
export type PublicWheelEpoch = z.infer<typeof publicWheelEpochSchema>;

export const wheelDrawSchema = objectNamed(
  'WheelDraw',
  'A draw with all that its result follows from, but for the seed.',
  {
    id: z.uuid().describe('Draw'),
    epochId: z.uuid().describe('Epoch with whose odds it was drawn'),
    isEpochEnded: z.boolean().describe('Whether the seed of its epoch is shown, so that the draw can be checked'),
    sourceKind: z.enum(SOURCE_KINDS).describe('Kind of the source of its spin'),
    sourceId: z.string().describe('The sale, or the campaign and the sale of the badge'),
    number: z.string().describe("The guest's own number"),
    counter: z.int().describe('How many digests were rejected before the one that was taken'),
    ticket: z.int().describe('The number drawn, from 0, below `total`'),
    drawn: z.strictObject(prizeShape).describe('The prize of the ticket'),
    given: z.strictObject(prizeShape).describe('The prize that was given: the one drawn, or the fallback'),
    fallbackReason: z
      .enum(['STOCK', 'BUDGET', 'REWARD'])
      .nullable()
      .describe(
        'Why the fallback was given: the stock or the budget was used up, or the reward could not be given. Null: it was not',
      ),
    points: z.int().describe('Points given'),
    pointsTakenBack: z
      .int()
      .nullable()
      .describe('Points taken back after the refund of its source; null: none was refunded'),
    redemptionId: z.uuid().nullable().describe('Redemption of the reward that was given; null: none'),
    drawnAt: instant.describe('When it was drawn'),
  },
);
export type WheelDrawAnswer = z.infer<typeof wheelDrawSchema>;

export const ownWheelSchema = objectNamed('OwnWheel', 'The wheel as one guest sees it.', {
  epoch: publicWheelEpochSchema.nullable().describe('The running epoch; null: the wheel is closed'),
  spins: listOf('Spins that the guest can use, the one that ends first before the others; at most 40', {
    sourceKind: z.enum(SOURCE_KINDS).describe('Kind of its source'),
    sourceId: z.string().describe('Names the source in the draw'),
    earnedAt: instant.describe('When the source was made'),
    useBefore: instant.describe('Before this moment the spin can be used'),
    amount: z.int().nullable().describe('Amount to pay of the sale after refunds, in minor units; null: no sale'),
    restaurant: z.string().nullable().describe('Restaurant of the sale in the language of the request; null: none'),
    badge: z.string().nullable().describe('Name of the badge in the language of the request; null: no badge'),
  }),
  draws: z.array(wheelDrawSchema).describe('The last 50 draws of the guest, the newest first'),
});
export type OwnWheel = z.infer<typeof ownWheelSchema>;
export type WheelSpin = OwnWheel['spins'][number];
