import { z } from 'zod';
import type { ProgramDocument, TierDocument } from '../../decision';
import type { FaultReason } from '../../platform/http/catalogue/reasons.ru';
import { line } from '../../platform/http/schemas';
import type { Contradiction } from './contradiction';
import { MILLION, money, multiplier, pointCount, rate } from './document-numbers.schema';
import { implies, needsOf } from './tier-needs.rules';

/** Longer windows would keep more days of a guest than a till can carry with every sale. */
const MAX_MONTHS = 60;
const MAX_GRACE_DAYS = 1_000;
export const MAX_COUNT = 1_000_000;

export const counterCode = z.string().regex(/^[A-Z][A-Z0-9_]{0,29}$/);
const language = z.string().regex(/^[a-z]{2,3}(-[A-Z]{2})?$/);

const benefit = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('BIRTHDAY_DISCOUNT'), ratePpm: rate(1, MILLION) }),
  z.strictObject({ kind: z.literal('FREE_DELIVERY'), from: money(0) }),
  z.strictObject({
    kind: z.enum([
      'PRIORITY',
      'PRIORITY_SUPPORT',
      'EARLY_ACCESS',
      'EXCLUSIVE_PRODUCTS',
      'PERSONAL_SHOPPER',
      'CONCIERGE',
    ]),
  }),
  z.strictObject({ kind: z.literal('CUSTOM'), code: counterCode, text: z.record(language, line(500)) }),
]);

export const tier = z.strictObject({
  code: counterCode,
  needs: z.strictObject({
    spend: money(0),
    visits: z.int().min(0).max(MAX_COUNT),
    points: pointCount(0),
    counters: z.record(counterCode, z.int().min(1).max(MAX_COUNT)),
  }),
  match: z.enum(['ALL', 'ANY']),
  discountPpm: rate(0, MILLION),
  multiplierPpm: multiplier(),
  benefits: z.array(benefit).max(50),
});

export const tierCounters = z.array(z.strictObject({ code: counterCode })).max(10);

export const tierWindow = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('LIFETIME') }),
  z.strictObject({ kind: z.literal('ROLLING'), months: z.int().min(1).max(MAX_MONTHS) }),
  z.strictObject({ kind: z.literal('CALENDAR'), unit: z.enum(['YEAR', 'HALF', 'QUARTER', 'MONTH']) }),
  z.strictObject({ kind: z.literal('ANNIVERSARY') }),
]);

export const tierKeep = z.strictObject({
  grace: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.enum(['NONE', 'END_OF_NEXT_MONTH', 'END_OF_NEXT_WINDOW']) }),
    z.strictObject({ kind: z.literal('DAYS'), count: z.int().min(1).max(MAX_GRACE_DAYS) }),
  ]),
  down: z.enum(['ONE', 'DESERVED']),
});

/** Contradictions between members of tiers. */
export function* tierContradictions({
  tiers,
  tierCounters: counters,
  tierWindow: window,
  tierKeep: keep,
}: ProgramDocument): Generator<Contradiction> {
  if (keep.grace.kind === 'END_OF_NEXT_WINDOW' && (window.kind === 'LIFETIME' || window.kind === 'ROLLING')) {
    yield { path: ['tierKeep', 'grace'], reason: 'Only CALENDAR and ANNIVERSARY windows have an end.' };
  }
  const counterCodes = counters.map((counter) => counter.code);
  yield* repeated(counterCodes, (index) => ['tierCounters', index, 'code'], 'Two counters have the same code.');
  yield* repeated(
    tiers.map((one) => one.code),
    (index) => ['tiers', index, 'code'],
    'Two tiers have the same code.',
  );
  for (const [index, { needs, benefits }] of tiers.entries()) {
    const path = ['tiers', index];
    for (const counter of Object.keys(needs.counters)) {
      if (!counterCodes.includes(counter))
        yield { path: [...path, 'needs', 'counters', counter], reason: 'There is no such counter.' };
    }
    const names = benefits.map((one) => (one.kind === 'CUSTOM' ? `CUSTOM ${one.code}` : one.kind));
    if (new Set(names).size < names.length) yield { path: [...path, 'benefits'], reason: 'A benefit is named twice.' };
    for (const [at, one] of benefits.entries()) {
      if (one.kind === 'CUSTOM' && Object.keys(one.text).length === 0)
        yield { path: [...path, 'benefits', at, 'text'], reason: 'A benefit is told in at least one language.' };
    }
  }
  yield* notRising(tiers, counterCodes);
}

function* notRising(tiers: readonly TierDocument[], counterCodes: readonly string[]): Generator<Contradiction> {
  for (const [index, higher] of tiers.entries()) {
    const path = ['tiers', index, 'needs'];
    const lower = tiers[index - 1];
    if (lower === undefined) {
      if (needsOf(higher, counterCodes).some((atLeast) => atLeast > 0))
        yield { path, code: 'gap_between_tiers', reason: 'The lowest tier needs nothing.' };
    } else if (!implies(higher, lower, counterCodes) || implies(lower, higher, counterCodes)) {
      const reason = 'Whoever reaches a tier has reached the one below it, and not the other way round.';
      yield { path, code: 'gap_between_tiers', reason };
    }
  }
}

function* repeated(
  codes: readonly string[],
  pathOf: (index: number) => (string | number)[],
  reason: FaultReason,
): Generator<Contradiction> {
  for (const [index, one] of codes.entries()) {
    if (codes.indexOf(one) < index) yield { path: pathOf(index), reason };
  }
}
