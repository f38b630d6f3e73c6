/** Random programs and lives of guests, small enough that everything happens in a hundred acts. */
import fc from 'fast-check';
import {
  minorUnits,
  partsPerMillion,
  points,
  type Benefit,
  type EarningCondition,
  type EarningRule,
  type Expiry,
  type ProgramDocument,
  type TierWindow,
} from '../../../src/decision';
import { programDocumentSchema } from '../../../src/configuration/programs/program-document.schema';
import { LIFETIME_KEEP, needs, ROLLING_KEEP, tierOf } from './programs';

const CATEGORIES = ['pizza', 'drinks', 'tobacco'];
const MULTIPLIERS = [0, 333_333, 500_000, 1_000_000, 1_250_000, 1_500_000, 2_000_000, 3_141_593];

const ppm = (most: number) => fc.integer({ min: 0, max: most }).map(partsPerMillion);

const conditions: fc.Arbitrary<EarningCondition> = fc.record(
  {
    categories: fc.subarray(CATEGORIES, { minLength: 1 }),
    excludedSkus: fc.constant(['a']),
    weekdays: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
    localTime: fc.record({ from: fc.integer({ min: 0, max: 700 }), to: fc.integer({ min: 701, max: 1_440 }) }),
    paymentMethods: fc.constant(['card']),
    tiers: fc.constant(['T1']),
  },
  { requiredKeys: [] },
);

const rules: fc.Arbitrary<EarningRule[]> = fc.uniqueArray(
  fc.oneof(
    fc.record({
      id: fc.constantFrom('m1', 'm2', 'm3'),
      when: conditions,
      multiplierPpm: fc.constantFrom(...MULTIPLIERS).map(partsPerMillion),
    }),
    fc.record({
      id: fc.constantFrom('p1', 'p2'),
      when: conditions,
      points: fc.integer({ min: 1, max: 60 }).map(points),
    }),
  ),
  { maxLength: 4, selector: (rule) => rule.id },
);

const expiries: fc.Arbitrary<Expiry> = fc.oneof(
  fc.constant({ kind: 'NEVER' } as const),
  fc.record({ kind: fc.constant('DAYS' as const), count: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ kind: fc.constant('MONTHS' as const), count: fc.integer({ min: 1, max: 3 }) }),
  fc.record({
    kind: fc.constant('INACTIVITY' as const),
    unit: fc.constantFrom('DAYS' as const, 'MONTHS' as const),
    count: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({
    kind: fc.constant('YEARLY' as const),
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 1, max: 29 }),
    afterMonths: fc.integer({ min: 0, max: 3 }),
  }),
);

const windows: fc.Arbitrary<TierWindow> = fc.oneof(
  fc.constant({ kind: 'LIFETIME' } as const),
  fc.record({ kind: fc.constant('ROLLING' as const), months: fc.integer({ min: 1, max: 2 }) }),
);

const caps = fc.option(fc.integer({ min: 1, max: 300 }).map(points));

const birthday: fc.Arbitrary<Benefit[]> = fc.constantFrom(
  [],
  [{ kind: 'BIRTHDAY_DISCOUNT', ratePpm: partsPerMillion(123_456) }],
);

export const documents: fc.Arbitrary<ProgramDocument> = fc
  .record({
    rounding: fc.constantFrom('FLOOR' as const, 'HALF_UP' as const, 'HALF_EVEN' as const),
    pointValue: fc.constantFrom(1_000_000, 100_000_000, 333_333, 2_500_000),
    tiers: fc.tuple(
      ppm(200_000),
      ppm(2_000_000),
      ppm(300_000),
      ppm(3_000_000),
      fc.integer({ min: 1, max: 50_000 }),
      fc.integer({ min: 0, max: 6 }),
      birthday,
    ),
    tierWindow: windows,
    step: fc.constantFrom(7, 100, 1_000),
    perStep: fc.integer({ min: 1, max: 3 }),
    rules,
    excluded: fc.boolean(),
    perSale: caps,
    perDay: caps,
    activities: fc.record({
      registration: fc.option(fc.record({ points: fc.integer({ min: 1, max: 200 }).map(points) })),
      firstSale: fc.option(fc.record({ points: fc.integer({ min: 1, max: 200 }).map(points) })),
    }),
    redemption: fc.option(
      fc.record({
        minPoints: fc.integer({ min: 1, max: 20 }).map(points),
        maxSharePpm: fc.option(fc.integer({ min: 1, max: 1_000_000 }).map(partsPerMillion)),
        leaveAtLeast: fc.constantFrom(0, 100).map(minorUnits),
      }),
      { freq: 9 },
    ),
    expiry: expiries,
    warning: fc.option(fc.record({ days: fc.integer({ min: 1, max: 30 }) })),
    activationDelayDays: fc.constantFrom(0, 0, 3),
    refundPolicy: fc.constantFrom('DEBT' as const, 'NEGATIVE' as const, 'FORGIVE' as const),
  })
  .map(
    ({
      tiers: [d0, m0, d1, m1, spend, visits, benefits],
      step,
      perStep,
      rules: some,
      excluded,
      perSale,
      perDay,
      ...rest
    }) => ({
      schema: 1,
      name: 'random',
      model: 'HYBRID',
      ...rest,
      tierCounters: [],
      tierKeep: rest.tierWindow.kind === 'ROLLING' ? ROLLING_KEEP : LIFETIME_KEEP,
      tiers: [
        tierOf('T0', { discountPpm: d0, multiplierPpm: m0, benefits }),
        tierOf('T1', { discountPpm: d1, multiplierPpm: m1, needs: needs(spend, visits) }),
        tierOf('T2', { discountPpm: d0, multiplierPpm: m1, needs: needs(spend * 3, visits + 2, 10) }),
      ],
      earning: {
        base: { step: minorUnits(step), points: points(perStep) },
        rules: some,
        exclusions: { categories: excluded ? ['tobacco'] : [], skus: [] },
        caps: { perSale, perDay },
      },
    }),
  );

/** What happens next; numbers are turned into an act that fits the guest at that moment. */
export type Step =
  | {
      readonly kind: 'SALE';
      readonly lines: readonly { total: number; category: string | null; sku: string | null }[] | null;
      readonly amount: number;
      readonly redeem: number;
      readonly card: boolean;
    }
  | { readonly kind: 'REDEMPTION'; readonly amount: number; readonly redeem: number }
  | { readonly kind: 'MANUAL'; readonly isCredit: boolean; readonly points: number }
  | { readonly kind: 'REGISTRATION' }
  | { readonly kind: 'HOLD'; readonly amount: number; readonly redeem: number; readonly minutes: number }
  | { readonly kind: 'CAPTURE'; readonly amount: number; readonly part: number }
  | { readonly kind: 'VOID' }
  | { readonly kind: 'WARNING'; readonly days: number }
  | { readonly kind: 'RESTORE'; readonly which: number; readonly part: number }
  | { readonly kind: 'REFUND'; readonly which: number; readonly how: 'ALL' | 'AMOUNT' | 'LINE'; readonly part: number }
  | { readonly kind: 'WAIT'; readonly hours: number };

const amounts = fc.oneof(fc.integer({ min: 0, max: 30_000 }), fc.constantFrom(0, 1, 99, 100));
const share = fc.integer({ min: 0, max: 120 });
const lines = fc.array(
  fc.record({
    total: amounts,
    category: fc.option(fc.constantFrom(...CATEGORIES)),
    sku: fc.constantFrom('a', 'b', null),
  }),
  { minLength: 1, maxLength: 5 },
);

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('SALE' as const),
        lines: fc.option(lines, { freq: 2 }),
        amount: amounts,
        redeem: share,
        card: fc.boolean(),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('REDEMPTION' as const), amount: amounts, redeem: share }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('MANUAL' as const),
        isCredit: fc.boolean(),
        points: fc.integer({ min: 1, max: 300 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('REGISTRATION' as const) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('HOLD' as const),
        amount: amounts,
        redeem: share,
        minutes: fc.integer({ min: 1, max: 3_000 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('CAPTURE' as const), amount: amounts, part: share }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('VOID' as const) }) },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('WARNING' as const), days: fc.integer({ min: 1, max: 60 }) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('RESTORE' as const),
        which: fc.nat(20),
        part: fc.integer({ min: 1, max: 110 }),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('REFUND' as const),
        which: fc.nat(50),
        how: fc.constantFrom('ALL' as const, 'AMOUNT' as const, 'LINE' as const),
        part: fc.integer({ min: 1, max: 110 }),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('WAIT' as const),
        hours: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 1_500 })),
      }),
    },
  ),
  { minLength: 1, maxLength: 40 },
);

/** Properties speak of programs that can be published. */
export function expectValid(document: ProgramDocument): void {
  programDocumentSchema.parse(document);
}
