import { z } from 'zod';
import type { ProgramDocument, TierDocument } from '../../decision';
import type { FaultReason } from '../../platform/http/catalogue/catalogue';
import { line, objectOf } from '../../platform/http/schemas';
import type { Contradiction } from './contradiction';
import { MILLION, money, multiplier, pointCount, rate } from './document-numbers.schema';
import { implies, needsOf } from './tier-needs.rules';

/** The longest window; a longer one would need more days of a guest's history than a till can read with every sale. */
const MAX_MONTHS = 60;
const MAX_GRACE_DAYS = 1_000;
export const MAX_COUNT = 1_000_000;

export const counterCode = z.string().regex(/^[A-Z][A-Z0-9_]{0,29}$/);
const language = z.string().regex(/^[a-z]{2,3}(-[A-Z]{2})?$/);

const benefit = z
  .discriminatedUnion('kind', [
    objectOf("On the guest's birthday, in place of the tier's discount where that is smaller", {
      kind: z.literal('BIRTHDAY_DISCOUNT').describe('Form of the benefit'),
      ratePpm: rate(1, MILLION).describe(
        'Discount on the birthday, in parts per million of the amount: 100,000 is 10 %',
      ),
    }),
    objectOf('Told to the guest and the till; the till decides nothing by it', {
      kind: z.literal('FREE_DELIVERY').describe('Form of the benefit'),
      from: money(0).describe('Amount of an order from which delivery is free, in minor units'),
    }),
    objectOf('A benefit without figures', {
      kind: z
        .enum(['PRIORITY', 'PRIORITY_SUPPORT', 'EARLY_ACCESS', 'EXCLUSIVE_PRODUCTS', 'PERSONAL_SHOPPER', 'CONCIERGE'])
        .describe(
          'EARLY_ACCESS opens rewards from their `earlyFrom` on, EXCLUSIVE_PRODUCTS those that are exclusive and name ' +
            'no tiers. With PERSONAL_SHOPPER, CONCIERGE or PRIORITY_SUPPORT a guest may open a case of this kind. ' +
            'PRIORITY is a promise that staff keep',
        ),
    }),
    objectOf("A benefit in the network's own words", {
      kind: z.literal('CUSTOM').describe('Form of the benefit'),
      code: counterCode.describe('Code of the benefit, unique in the tier'),
      text: z
        .record(language, line(500))
        .describe('Text that guests read, by language tag such as `en` or `pt-BR`; at least one language'),
    }),
  ])
  .describe('A benefit beside discount and multiplier. Only BIRTHDAY_DISCOUNT changes what a sale costs');

export const tier = z.strictObject({
  code: counterCode.describe('Code of the tier, unique in the document: capital letters, digits and `_`'),
  needs: z
    .strictObject({
      spend: money(0).describe('Money paid for sales less refunds, in minor units; 0 asks nothing'),
      visits: z.int().min(0).max(MAX_COUNT).describe('Sales less wholly refunded ones; 0 asks nothing'),
      points: pointCount(0).describe(
        'Points earned by sales and activities less those of refunds; points that were spent count too. 0 asks nothing',
      ),
      counters: z
        .record(counterCode, z.int().min(1).max(MAX_COUNT))
        .describe('Least values of counters of `tierCounters`, by their codes; `{}` asks nothing'),
    })
    .describe(
      'Figures that a guest has to reach within `tierWindow`, each figure from its exact value on. The first tier needs nothing',
    ),
  match: z.enum(['ALL', 'ANY']).describe('ALL: every need above 0 has to be met. ANY: one of them is enough'),
  discountPpm: rate(0, MILLION).describe(
    'Discount on the amount of each sale, in parts per million: 50,000 is 5 %. 0 with the model BONUS',
  ),
  multiplierPpm: multiplier().describe(
    'Factor on the points that a sale earns by the base, in parts per million: 1,000,000 is once, 1,500,000 half as much again, 0 earns nothing',
  ),
  benefits: z.array(benefit).max(50).describe('Benefits beside discount and multiplier, at most 50, each named once'),
});

export const tierCounters = z
  .array(z.strictObject({ code: counterCode.describe('Code of the counter, unique in the document') }))
  .max(10);

export const tierWindow = z
  .discriminatedUnion('kind', [
    objectOf('Everything counts; a tier falls short through refunds alone', {
      kind: z.literal('LIFETIME').describe('Form of the window'),
    }),
    objectOf('The last months count; tiers are reviewed each day', {
      kind: z.literal('ROLLING').describe('Form of the window'),
      months: z.int().min(1).max(MAX_MONTHS).describe('Months before today from which everything counts'),
    }),
    objectOf('The calendar period of today counts; tiers are reviewed when it ends', {
      kind: z.literal('CALENDAR').describe('Form of the window'),
      unit: z.enum(['YEAR', 'HALF', 'QUARTER', 'MONTH']).describe('Calendar period of the window'),
    }),
    z
      .strictObject({ kind: z.literal('ANNIVERSARY').describe('Form of the window') })
      .describe(
        "The year since the last anniversary of the guest's registration counts; tiers are reviewed when it ends",
      ),
  ])
  .describe(
    'Period of which spend, visits, points and counters count towards tiers, in local days. A tier is reached at once. ' +
      'With CALENDAR and ANNIVERSARY a tier that was reached in one window is deserved to the end of the next',
  );

export const tierKeep = objectOf('How long a tier is kept that a guest no longer deserves, and how far it then falls', {
  grace: z
    .discriminatedUnion('kind', [
      z.strictObject({
        kind: z
          .enum(['NONE', 'END_OF_NEXT_MONTH', 'END_OF_NEXT_WINDOW'])
          .describe(
            'NONE: it falls at once. END_OF_NEXT_MONTH: after the month that follows. END_OF_NEXT_WINDOW: after the ' +
              'window that begins with that day, only with CALENDAR and ANNIVERSARY windows',
          ),
      }),
      z.strictObject({
        kind: z.literal('DAYS').describe('Form of the grace'),
        count: z.int().min(1).max(MAX_GRACE_DAYS).describe('Local days, the day that finds the tier short included'),
      }),
    ])
    .describe('How long the tier is kept from the day that finds it short; being enough in between ends the grace'),
  down: z
    .enum(['ONE', 'DESERVED'])
    .describe(
      'ONE: the guest falls to the next lower tier, from which the same begins again. DESERVED: to the tier deserved',
    ),
});

/** Contradictions between members of tiers. */
export function* tierContradictions({
  tiers,
  tierCounters: counters,
  tierWindow: window,
  tierKeep: keep,
}: ProgramDocument): Generator<Contradiction> {
  if (keep.grace.kind === 'END_OF_NEXT_WINDOW' && (window.kind === 'LIFETIME' || window.kind === 'ROLLING')) {
    yield { path: ['tierKeep', 'grace'], reason: 'windowWithoutEnd' };
  }
  const counterCodes = counters.map((counter) => counter.code);
  yield* repeated(counterCodes, (index) => ['tierCounters', index, 'code'], 'counterCodeTwice');
  yield* repeated(
    tiers.map((one) => one.code),
    (index) => ['tiers', index, 'code'],
    'tierCodeTwice',
  );
  for (const [index, { needs, benefits }] of tiers.entries()) {
    const path = ['tiers', index];
    for (const counter of Object.keys(needs.counters)) {
      if (!counterCodes.includes(counter))
        yield { path: [...path, 'needs', 'counters', counter], reason: 'noSuchCounter' };
    }
    const names = benefits.map((one) => (one.kind === 'CUSTOM' ? `CUSTOM ${one.code}` : one.kind));
    if (new Set(names).size < names.length) yield { path: [...path, 'benefits'], reason: 'benefitNamedTwice' };
    for (const [at, one] of benefits.entries()) {
      if (one.kind === 'CUSTOM' && Object.keys(one.text).length === 0)
        yield { path: [...path, 'benefits', at, 'text'], reason: 'benefitWithoutText' };
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
        yield { path, code: 'gap_between_tiers', reason: 'lowestTierNeeds' };
    } else if (!implies(higher, lower, counterCodes) || implies(lower, higher, counterCodes)) {
      const reason = 'notHarderThanBelow';
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
