import { z } from 'zod';
import type { ProgramDocument } from '../../decision';
import { MAX_AMOUNT, MILLION, money, multiplier, pointCount, rate, text } from './document-numbers.schema';
import { tier, tierContradictions, tierCounters, tierKeep, tierWindow } from './program-tiers.schema';
import type { Contradiction } from './contradiction';

/** The most points that one act may give or take by a program. */
const MAX_POINTS = 10_000_000_000_000;

const names = () => z.array(text(200)).min(1).max(1_000);
const condition = z.strictObject({
  categories: names().optional(),
  skus: names().optional(),
  excludedCategories: names().optional(),
  excludedSkus: names().optional(),
  localTime: z.strictObject({ from: z.int().min(0).max(1_439), to: z.int().min(0).max(1_440) }).optional(),
  weekdays: z.array(z.int().min(1).max(7)).min(1).max(7).optional(),
  pointOfSaleIds: names().optional(),
  restaurantIds: names().optional(),
  paymentMethods: names().optional(),
  channels: names().optional(),
  tiers: names().optional(),
});

const ruleId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/);
const earningRule = z.union([
  z.strictObject({ id: ruleId, when: condition, multiplierPpm: multiplier() }),
  z.strictObject({ id: ruleId, when: condition, points: pointCount(1) }),
]);

const earning = z.strictObject({
  base: z.strictObject({ step: money(1), points: pointCount(1) }).nullable(),
  rules: z.array(earningRule).max(200),
  exclusions: z.strictObject({ categories: z.array(text(200)).max(1_000), skus: z.array(text(200)).max(1_000) }),
  caps: z.strictObject({ perSale: pointCount(1).nullable(), perDay: pointCount(1).nullable() }),
});

const activity = z.strictObject({ points: pointCount(1) }).nullable();

/**
 * A program's document as it comes from outside: a file, a form, the database. Says of each mistake where it is. What
 * passes can be decided for any act within the limits of the till without leaving exact integers.
 */
export const programDocumentSchema = z
  .strictObject({
    schema: z.literal(1),
    name: text(200),
    model: z.enum(['DISCOUNT', 'BONUS', 'HYBRID']),
    rounding: z.enum(['FLOOR', 'HALF_UP', 'HALF_EVEN']),
    // From 100: below it the points of the largest order would be no safe integer.
    pointValue: z.int().min(100).max(1_000_000_000_000_000),
    tiers: z.array(tier).min(1).max(30),
    tierCounters,
    tierWindow,
    tierKeep,
    earning,
    activities: z.strictObject({ registration: activity, firstSale: activity }),
    redemption: z
      .strictObject({ minPoints: pointCount(1), maxSharePpm: rate(1, MILLION).nullable(), leaveAtLeast: money(0) })
      .nullable(),
    expiry: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('NEVER') }),
      z.strictObject({ kind: z.literal('DAYS'), count: z.int().min(1).max(36_500) }),
      z.strictObject({ kind: z.literal('MONTHS'), count: z.int().min(1).max(1_200) }),
      z.strictObject({
        kind: z.literal('INACTIVITY'),
        unit: z.enum(['DAYS', 'MONTHS']),
        count: z.int().min(1).max(1_200),
      }),
      z.strictObject({
        kind: z.literal('YEARLY'),
        month: z.int().min(1).max(12),
        day: z.int().min(1).max(31),
        afterMonths: z.int().min(0).max(120),
      }),
    ]),
    warning: z.strictObject({ days: z.int().min(1).max(365) }).nullable(),
    activationDelayDays: z.int().min(0).max(365),
    refundPolicy: z.enum(['DEBT', 'NEGATIVE', 'FORGIVE']),
  })
  .check((context) => {
    for (const { path, message } of contradictionsOf(context.value)) {
      context.issues.push({ code: 'custom', input: context.value, path, message });
    }
  })
  .meta({ id: 'ProgramDocument' });

/** What each member allows by itself but not together. */
function contradictionsOf(document: ProgramDocument): Contradiction[] {
  return [
    ...tierContradictions(document),
    ...modelContradictions(document),
    ...ruleContradictions(document),
    ...overflows(document),
    ...expiryContradictions(document),
  ];
}

function* modelContradictions({ model, tiers, earning: { base, rules } }: ProgramDocument): Generator<Contradiction> {
  if (model === 'DISCOUNT' && base !== null)
    yield { path: ['earning', 'base'], message: 'DISCOUNT earns nothing by sales.' };
  if (model === 'DISCOUNT' && rules.length > 0)
    yield { path: ['earning', 'rules'], message: 'DISCOUNT earns nothing by sales.' };
  if (model !== 'DISCOUNT' && base === null && rules.every((rule) => rule.points === undefined)) {
    yield { path: ['earning', 'base'], message: 'BONUS and HYBRID earn by sales.' };
  }
  for (const [index, { discountPpm }] of tiers.entries()) {
    if (model === 'BONUS' && discountPpm > 0)
      yield { path: ['tiers', index, 'discountPpm'], message: 'BONUS has no tier discount.' };
  }
}

function* ruleContradictions({ tiers, earning: { base, rules } }: ProgramDocument): Generator<Contradiction> {
  const ids = new Set<string>();
  const codes = new Set(tiers.map(({ code }) => code));
  for (const [index, rule] of rules.entries()) {
    const path = ['earning', 'rules', index];
    if (ids.has(rule.id)) yield { path: [...path, 'id'], message: 'Two rules have the same id.' };
    ids.add(rule.id);
    if (rule.multiplierPpm !== undefined && base === null)
      yield { path: [...path, 'multiplierPpm'], message: 'There is no base to multiply.' };
    const { localTime, tiers: named } = rule.when;
    if (localTime !== undefined && localTime.from === localTime.to)
      yield { path: [...path, 'when', 'localTime'], message: 'The time is empty.' };
    for (const [at, code] of (named ?? []).entries()) {
      if (!codes.has(code)) yield { path: [...path, 'when', 'tiers', at], message: 'There is no such tier.' };
    }
  }
}

const LONGEST_MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function* expiryContradictions({ expiry }: ProgramDocument): Generator<Contradiction> {
  if (expiry.kind === 'YEARLY' && expiry.day > (LONGEST_MONTHS[expiry.month - 1] as number))
    yield { path: ['expiry', 'day'], message: 'No month of this number has such a day.' };
}

/** The largest sale with every multiplier at once has to stay within what one act may move. */
function* overflows({ tiers, earning: { base, rules } }: ProgramDocument): Generator<Contradiction> {
  if (base === null) return;
  const times = (value: bigint, ppm: number) => (value * BigInt(ppm)) / BigInt(MILLION);
  const highest = tiers.reduce((most, { multiplierPpm }) => Math.max(most, multiplierPpm), 0);
  let most = times((BigInt(MAX_AMOUNT) * BigInt(base.points)) / BigInt(base.step), highest);
  for (const rule of rules)
    if (rule.multiplierPpm !== undefined && rule.multiplierPpm > MILLION) most = times(most, rule.multiplierPpm);
  if (most > BigInt(MAX_POINTS))
    yield { path: ['earning'], message: 'A large sale would earn more points than can be counted.' };
}
