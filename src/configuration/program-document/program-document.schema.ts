import { z } from 'zod';
import type { ProgramDocument } from '../../decision';
import { line } from '../../platform/http/schemas';
import { ruleGroupSchema } from './conditions/rule-group.schema';
import type { Contradiction } from './contradiction';
import { MILLION, money, multiplier, pointCount, rate, segmentCode } from './document-numbers.schema';
import { earningMistakes, MAX_QUANTITY_MILLI } from './earning-limits.rules';
import { families, familyContradictions } from './families.schema';
import { itemTypes, restrictionContradictions, restrictions } from './restrictions.schema';
import { stampCards, stampContradictions } from './stamp-cards.schema';
import {
  counterCode,
  MAX_COUNT,
  tier,
  tierContradictions,
  tierCounters,
  tierKeep,
  tierWindow,
} from './program-tiers.schema';

const when = ruleGroupSchema.nullable();

const caps = z.strictObject({
  perSale: pointCount(1).nullable(),
  perDay: pointCount(1).nullable(),
  perWeek: pointCount(1).nullable(),
  perGuest: pointCount(1).nullable(),
});

const gain = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('MULTIPLIER'), multiplierPpm: multiplier() }),
  z.strictObject({ kind: z.literal('POINTS'), points: pointCount(1) }),
  z.strictObject({ kind: z.literal('PER_STEP'), step: money(1), points: pointCount(1) }),
  z.strictObject({
    kind: z.literal('PER_QUANTITY'),
    quantityMilli: z.int().min(1).max(MAX_QUANTITY_MILLI),
    points: pointCount(1),
  }),
]);

const earningRule = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  when,
  gain,
  caps: caps.nullable(),
});

const earning = z.strictObject({
  base: z.strictObject({ step: money(1), points: pointCount(1) }).nullable(),
  rules: z.array(earningRule).max(200),
  exclusions: z.strictObject({
    categories: z.array(line(200)).max(1_000),
    skus: z.array(line(200)).max(1_000),
    types: itemTypes.optional(),
    segments: z.array(segmentCode).max(50).optional(),
  }),
  caps,
});

const activity = z.strictObject({ points: pointCount(1) }).nullable();

const times = z.int().min(1).max(1_000_000).nullable();
const reportedActivity = z.strictObject({
  code: z.string().regex(/^[a-z][A-Za-z0-9]{0,29}$/),
  points: pointCount(0),
  times: z.strictObject({ perDay: times, perWeek: times, perGuest: times }),
  counts: z.strictObject({ counter: counterCode, count: z.int().min(1).max(MAX_COUNT) }).optional(),
});

/**
 * A program's document as it comes from outside: a file, a form, the database. Says of each mistake where it is. A
 * document that passes can be decided for any act within the till's limits in exact integers.
 */
export const programDocumentSchema = z
  .strictObject({
    schema: z.literal(1),
    name: line(200),
    model: z.enum(['DISCOUNT', 'BONUS', 'HYBRID', 'STAMPS']),
    rounding: z.enum(['FLOOR', 'HALF_UP', 'HALF_EVEN']),
    // From 100: below it the points of the largest order would be no safe integer.
    pointValue: z.int().min(100).max(1_000_000_000_000_000),
    tiers: z.array(tier).min(1).max(30),
    tierCounters,
    tierWindow,
    tierKeep,
    earning,
    activities: z.strictObject({
      registration: activity,
      firstSale: activity,
      birthday: activity,
      reported: z.array(reportedActivity).max(100),
    }),
    stampCards,
    families,
    restrictions,
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
    pending: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('NONE') }),
      z.strictObject({ kind: z.literal('DELAY'), days: z.int().min(1).max(365) }),
      z.strictObject({ kind: z.literal('PAYMENT'), voidAfterDays: z.int().min(1).max(3_650).nullable() }),
    ]),
    refundPolicy: z.enum(['DEBT', 'NEGATIVE', 'FORGIVE']),
  })
  .check((context) => {
    // A figure that does not fit by itself, a step of 0, is nothing to reckon with.
    if (context.issues.length > 0) return;
    for (const { path, code = 'not_valid', reason } of contradictionsOf(context.value)) {
      // Where a document is one of several forms of a body, only what may go on is told with its place.
      context.issues.push({
        code: 'custom',
        input: context.value,
        path,
        message: reason ?? code,
        params: { code, reason },
        continue: true,
      });
    }
  })
  .meta({ id: 'ProgramDocument' });

/** Contradictions between members that are valid by themselves. */
function contradictionsOf(document: ProgramDocument): Contradiction[] {
  return [
    ...tierContradictions(document),
    ...modelContradictions(document),
    ...earningMistakes(document),
    ...activityContradictions(document),
    ...expiryContradictions(document),
    ...stampContradictions(document),
    ...familyContradictions(document),
    ...restrictionContradictions(document),
  ];
}

function* modelContradictions({ model, tiers, earning: { base, rules } }: ProgramDocument): Generator<Contradiction> {
  if (model === 'DISCOUNT' && base !== null)
    yield { path: ['earning', 'base'], reason: 'DISCOUNT earns nothing by sales.' };
  if (model === 'DISCOUNT' && rules.length > 0)
    yield { path: ['earning', 'rules'], reason: 'DISCOUNT earns nothing by sales.' };
  if (
    (model === 'BONUS' || model === 'HYBRID') &&
    base === null &&
    rules.every((rule) => rule.gain.kind === 'MULTIPLIER')
  ) {
    yield { path: ['earning', 'base'], reason: 'BONUS and HYBRID earn by sales.' };
  }
  for (const [index, { discountPpm }] of tiers.entries()) {
    if (model === 'BONUS' && discountPpm > 0)
      yield { path: ['tiers', index, 'discountPpm'], reason: 'BONUS has no tier discount.' };
  }
}

const OWN_ACTIVITIES = ['registration', 'firstSale', 'birthday'];

function* activityContradictions({ activities, tierCounters: counters }: ProgramDocument): Generator<Contradiction> {
  const codes = new Set(OWN_ACTIVITIES);
  for (const [index, { code, points, counts }] of activities.reported.entries()) {
    const path = ['activities', 'reported', index];
    if (codes.has(code)) yield { path: [...path, 'code'], reason: 'Another activity has this code.' };
    codes.add(code);
    if (counts === undefined && points === 0)
      yield { path: [...path, 'points'], code: 'gives_nothing', reason: 'It gives no points and raises no counter.' };
    if (counts !== undefined && counters.every((known) => known.code !== counts.counter))
      yield { path: [...path, 'counts', 'counter'], reason: 'There is no such counter.' };
  }
}

const LONGEST_MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function* expiryContradictions({ expiry }: ProgramDocument): Generator<Contradiction> {
  if (expiry.kind === 'YEARLY' && expiry.day > (LONGEST_MONTHS[expiry.month - 1] as number))
    yield { path: ['expiry', 'day'], reason: 'This month never has such a day.' };
}
