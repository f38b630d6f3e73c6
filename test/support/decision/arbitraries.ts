/** Random programs and lives of guests, small enough that everything happens in a hundred acts. */
import fc from 'fast-check';
import {
  minorUnits,
  partsPerMillion,
  points,
  isGroup,
  type Benefit,
  type Caps,
  type Condition,
  type EarningRule,
  type RuleGroup,
  type Expiry,
  type Line,
  type PointLimitDocument,
  type ProgramDocument,
  type SaleGift,
  type SaleReward,
  type TierWindow,
} from '../../../src/decision';
import { mistakesOfMeaning } from '../../../src/configuration/program-document/conditions/rule-tree-meaning.rules';
import { mistakesOfShape } from '../../../src/configuration/program-document/conditions/rule-tree-shape.rules';
import { programDocumentSchema } from '../../../src/configuration/program-document/program-document.schema';
import { LIFETIME_KEEP, needs, ROLLING_KEEP, tierOf } from './programs';

const CATEGORIES = ['pizza', 'drinks', 'tobacco'];
/** Categories as tills write them; rules ignore case. */
const SAID_CATEGORIES = [...CATEGORIES, 'Pizza', 'TOBACCO'];
const MULTIPLIERS = [0, 333_333, 500_000, 1_250_000, 1_500_000, 2_000_000, 3_141_593];

const ppm = (most: number) => fc.integer({ min: 0, max: most }).map(partsPerMillion);

const someOf = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1 });
const ordered = fc.constantFrom('<' as const, '<=' as const, '>' as const, '>=' as const, '=' as const, '!=' as const);
const listed = fc.constantFrom('in' as const, 'notIn' as const);
const ranged = fc.constantFrom('between' as const, 'notBetween' as const);
const timeOf = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const pairOf = (most: number) =>
  fc
    .tuple(fc.integer({ min: 1, max: most }), fc.integer({ min: 1, max: most }))
    .map((pair) => pair.sort((a, b) => a - b));
const conditionOf = (
  field: Condition['field'],
  operator: fc.Arbitrary<Condition['operator']>,
  value: fc.Arbitrary<Condition['value']>,
): fc.Arbitrary<Condition> => fc.record({ field: fc.constant(field), operator, value });

const TIMES = [
  fc.tuple(fc.integer({ min: 0, max: 700 }), fc.integer({ min: 701, max: 1_440 })),
  fc.tuple(fc.integer({ min: 701, max: 1_439 }), fc.integer({ min: 1, max: 700 })),
];

export const conditions: fc.Arbitrary<Condition> = fc.oneof(
  conditionOf('category', listed, someOf(CATEGORIES)),
  conditionOf('category', fc.constantFrom('null', 'notNull'), fc.constant(null)),
  conditionOf('sku', fc.constantFrom('=', '!='), fc.constantFrom('a', 'b')),
  conditionOf('quantity', ordered, fc.constantFrom(500, 1_000, 2_000)),
  conditionOf('total', ordered, fc.integer({ min: 1, max: 20_000 })),
  conditionOf('amount', ranged, pairOf(30_000)),
  conditionOf('payable', ordered, fc.integer({ min: 1, max: 30_000 })),
  conditionOf('items', ordered, fc.integer({ min: 1, max: 4 })),
  conditionOf('paymentMethod', fc.constantFrom('=', '!='), fc.constant('card')),
  conditionOf('channel', listed, fc.constantFrom(['TILL'], ['API', 'OFFLINE'])),
  conditionOf('weekday', listed, someOf([1, 2, 3, 4, 5, 6, 7])),
  conditionOf('dayOfMonth', ranged, pairOf(31)),
  conditionOf(
    'localTime',
    ranged,
    fc.oneof(...TIMES).map((pair) => pair.map(timeOf)),
  ),
  conditionOf('date', ordered, fc.constantFrom('2026-03-01', '2026-03-02', '2026-04-15')),
  conditionOf('tier', listed, someOf(['T0', 'T1'])),
  conditionOf('segment', fc.constantFrom('=', '!='), fc.constantFrom('LOYAL', 'VIP')),
  conditionOf('segment', listed, someOf(['LOYAL', 'STAFF', 'VIP'])),
  conditionOf('birthdayToday', fc.constantFrom('=', '!='), fc.boolean()),
  conditionOf('birthdayMonth', fc.constantFrom('=', '!='), fc.boolean()),
  conditionOf('firstSale', fc.constantFrom('=', '!='), fc.boolean()),
);

/** Condition trees of any valid form. Some never hold; documents leave those out. */
export const ruleTrees: fc.Arbitrary<RuleGroup> = fc.letrec<{ group: RuleGroup; rule: RuleGroup | Condition }>(
  (tie) => ({
    rule: fc.oneof({ maxDepth: 3, withCrossShrink: true }, conditions, tie('group')),
    group: fc.record(
      {
        combinator: fc.constantFrom('and', 'or'),
        not: fc.boolean(),
        rules: fc.array(tie('rule'), { minLength: 1, maxLength: 4 }),
      },
      { requiredKeys: ['combinator', 'rules'] },
    ),
  }),
).group;

const holdsSomewhere = (tree: RuleGroup): boolean =>
  mistakesOfMeaning(tree, ['T0', 'T1', 'T2']).length === 0 && mistakesOfShape(tree).length === 0;

const whens: fc.Arbitrary<RuleGroup | null> = fc.option(
  ruleTrees.map((tree): RuleGroup => {
    if (holdsSomewhere(tree)) return tree;
    const first = firstConditionOf(tree);
    const alone: RuleGroup = { combinator: 'and', rules: [first] };
    return holdsSomewhere(alone)
      ? alone
      : { combinator: 'or', rules: [{ field: 'amount', operator: '>', value: 500 }] };
  }),
  { freq: 3 },
);

function firstConditionOf(tree: RuleGroup): Condition {
  const first = tree.rules[0] as RuleGroup | Condition;
  return isGroup(first) ? firstConditionOf(first) : first;
}

const most = (points_: number) => fc.option(fc.integer({ min: 1, max: points_ }).map(points), { freq: 1 });
const capsOfSome: fc.Arbitrary<Caps> = fc.record({
  perSale: most(300),
  perDay: most(300),
  perWeek: most(600),
  perGuest: most(2_000),
});

const gains = fc.oneof(
  fc.record({
    kind: fc.constant('MULTIPLIER' as const),
    multiplierPpm: fc.constantFrom(...MULTIPLIERS).map(partsPerMillion),
  }),
  fc.record({ kind: fc.constant('POINTS' as const), points: fc.integer({ min: 1, max: 60 }).map(points) }),
  fc.record({
    kind: fc.constant('PER_STEP' as const),
    step: fc.integer({ min: 50, max: 5_000 }).map(minorUnits),
    points: fc.integer({ min: 1, max: 3 }).map(points),
  }),
  fc.record({
    kind: fc.constant('PER_QUANTITY' as const),
    quantityMilli: fc.constantFrom(500, 1_000, 2_500),
    points: fc.integer({ min: 1, max: 9 }).map(points),
  }),
);

const rules: fc.Arbitrary<EarningRule[]> = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom('r1', 'r2', 'r3', 'r4', 'r5'),
    when: whens,
    gain: gains,
    caps: fc.option(capsOfSome, { freq: 1 }),
  }),
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

const birthday: fc.Arbitrary<Benefit[]> = fc.constantFrom(
  [],
  [{ kind: 'BIRTHDAY_DISCOUNT', ratePpm: partsPerMillion(123_456) }],
);

const restrictedGoods = fc.record({
  categories: fc.subarray(['Pizza', 'tobacco']),
  skus: fc.subarray(['a']),
  types: fc.subarray(['ALCOHOL' as const, 'DELIVERY' as const]),
});

export const someRestrictions: fc.Arbitrary<NonNullable<ProgramDocument['restrictions']>> = fc.record({
  discount: restrictedGoods,
  redemption: restrictedGoods,
  leastPrices: fc.uniqueArray(
    fc.record({
      categories: fc.subarray(['Drinks']),
      skus: fc.subarray(['b']),
      types: fc.subarray(['ALCOHOL' as const]),
      price: fc.integer({ min: 1, max: 5_000 }).map(minorUnits),
    }),
    { maxLength: 2, selector: ({ categories, skus, types }) => JSON.stringify([categories, skus, types]) },
  ),
  base: fc.constantFrom('WITH_TAX' as const, 'WITHOUT_TAX' as const),
});

/** Lower limits on points of some tiers, channels and categories. */
export const someLimits: fc.Arbitrary<readonly PointLimitDocument[]> = fc.uniqueArray(
  fc
    .record({
      tiers: fc.subarray(['T1', 'T2']),
      channels: fc.subarray(['TILL' as const, 'API' as const]),
      restaurantIds: fc.constant([]),
      categories: fc.subarray(['Pizza', 'drinks']),
      maxSharePpm: fc.integer({ min: 0, max: 999_999 }).map(partsPerMillion),
    })
    .filter(({ tiers, channels, categories }) => tiers.length + channels.length + categories.length > 0),
  { maxLength: 3, selector: ({ tiers, channels, categories }) => JSON.stringify([tiers, channels, categories]) },
);

/** Days of points of an activity, some of them for one category or restaurant alone; as often the programme's own. */
const validity = fc.option(
  fc
    .record({
      from: fc.option(fc.integer({ min: 1, max: 9 })),
      lives: fc.integer({ min: 3, max: 20 }),
      spendableIn: fc.constantFrom(
        undefined,
        { restaurantIds: [], categories: ['pizza'] },
        { restaurantIds: ['restaurant-2'] },
      ),
    })
    .map(({ from, lives, spendableIn }) => ({
      validity: { from: from === null ? null : { days: from }, until: { days: (from ?? 0) + lives } },
      ...(spendableIn !== undefined && { spendableIn }),
    })),
  { nil: {}, freq: 1 },
);
const activity = fc
  .tuple(fc.integer({ min: 1, max: 200 }).map(points), validity)
  .map(([given, days]) => ({ points: given, ...days }));

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
    restrictions: fc.option(someRestrictions, { nil: undefined, freq: 2 }),
    caps: capsOfSome,
    receiptsPerDay: fc.option(fc.integer({ min: 1, max: 3 }), { freq: 2 }),
    activities: fc.record({
      registration: fc.option(activity),
      firstSale: fc.option(activity),
      birthday: fc.option(activity),
      reported: fc.array(
        validity.map((days) => ({
          code: 'review',
          points: points(25),
          times: { perDay: 1, perWeek: 2, perGuest: 3 },
          ...days,
        })),
        { maxLength: 1 },
      ),
    }),
    redemption: fc.option(
      fc.record(
        {
          minPoints: fc.integer({ min: 1, max: 20 }).map(points),
          maxSharePpm: fc.option(fc.integer({ min: 1, max: 1_000_000 }).map(partsPerMillion)),
          leaveAtLeast: fc.constantFrom(0, 100).map(minorUnits),
          waiveRestBelow: fc.constant(minorUnits(100)),
          earns: fc.constantFrom('ON_MONEY' as const, 'NOTHING' as const),
          limits: someLimits,
          receiptsPerDay: fc.integer({ min: 1, max: 2 }),
          notWith: fc.constantFrom({ campaigns: [] }, { campaigns: ['GIFT'] }),
        },
        { requiredKeys: ['minPoints', 'maxSharePpm', 'leaveAtLeast'] },
      ),
      { freq: 9 },
    ),
    expiry: expiries,
    warning: fc.option(fc.record({ days: fc.integer({ min: 1, max: 30 }) })),
    pending: fc.constantFrom<ProgramDocument['pending']>(
      { kind: 'NONE' },
      { kind: 'NONE' },
      { kind: 'DELAY', days: 3 },
      { kind: 'PAYMENT', voidAfterDays: null },
      { kind: 'PAYMENT', voidAfterDays: 5 },
    ),
    refundPolicy: fc.constantFrom('DEBT' as const, 'NEGATIVE' as const, 'FORGIVE' as const),
  })
  .map(
    ({
      tiers: [d0, m0, d1, m1, spend, visits, benefits],
      step,
      perStep,
      rules: some,
      excluded,
      caps,
      receiptsPerDay,
      restrictions,
      ...rest
    }) => ({
      schema: 1,
      name: 'random',
      model: 'HYBRID',
      ...rest,
      ...(restrictions === undefined ? {} : { restrictions }),
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
        exclusions: excluded ? { categories: ['tobacco'], skus: [], types: ['ALCOHOL'] } : { categories: [], skus: [] },
        caps,
        ...(receiptsPerDay === null ? {} : { receiptsPerDay }),
      },
    }),
  );

/** The next step of a story; numbers are turned into an act that fits the guest at that moment. */
export type Step =
  | {
      readonly kind: 'SALE';
      readonly lines:
        | readonly (Pick<Line, 'type' | 'tax'> & { total: number; category: string | null; sku: string | null })[]
        | null;
      readonly amount: number;
      readonly redeem: number;
      readonly allowed: number;
      readonly card: boolean;
      readonly rewards: readonly SaleReward[];
    }
  | { readonly kind: 'REDEMPTION'; readonly amount: number; readonly redeem: number; readonly allowed: number }
  | { readonly kind: 'REWARD'; readonly cost: number; readonly quantity: number; readonly isOfNetwork: boolean }
  | {
      readonly kind: 'MANUAL' | 'PARTNER';
      readonly isCredit: boolean;
      readonly points: number;
      /** Days of a credit by hand. */
      readonly from: number | null;
      readonly until: number | null;
      /** Restaurants where alone its points may be spent; null: everywhere. */
      readonly places: readonly string[] | null;
    }
  | { readonly kind: 'REGISTRATION' }
  | { readonly kind: 'HOLD'; readonly amount: number; readonly redeem: number; readonly minutes: number }
  | { readonly kind: 'CAPTURE'; readonly amount: number; readonly part: number }
  | { readonly kind: 'RESERVE'; readonly points: number; readonly minutes: number }
  | { readonly kind: 'REVIEW'; readonly which: number; readonly minutes: number }
  | { readonly kind: 'POST'; readonly part: number }
  | { readonly kind: 'VOID' }
  | { readonly kind: 'CONFIRM'; readonly which: number }
  | { readonly kind: 'WARNING'; readonly days: number }
  | { readonly kind: 'RESTORE'; readonly which: number; readonly part: number }
  | { readonly kind: 'REFUND'; readonly which: number; readonly how: 'ALL' | 'AMOUNT' | 'LINE'; readonly part: number }
  | { readonly kind: 'WAIT'; readonly hours: number };

const amounts = fc.oneof(fc.integer({ min: 0, max: 30_000 }), fc.constantFrom(0, 1, 99, 100));
const share = fc.integer({ min: 0, max: 120 });
/** The allowance of an offline till; usually none. */
const allowed = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 120 }));
/** A line's type as a till names it; usually none. */
export const saidType = fc.option(fc.constantFrom('ALCOHOL' as const, 'DELIVERY' as const), {
  nil: undefined,
  freq: 2,
});
export const saidTax = fc.option(fc.integer({ min: 0, max: 2_000 }).map(minorUnits), { nil: undefined, freq: 1 });

const lines = fc.array(
  fc.record({
    total: amounts,
    category: fc.option(fc.constantFrom(...SAID_CATEGORIES)),
    sku: fc.constantFrom('a', 'b', null),
    type: saidType,
    tax: saidTax,
  }),
  { minLength: 1, maxLength: 5 },
);

const goods = { skus: fc.subarray(['a', 'b']), categories: fc.subarray(CATEGORIES) };
const bound = fc.option(fc.integer({ min: 1, max: 5_000 }).map(minorUnits));

/** Gifts of rewards at a sale; usually none. */
const gifts: fc.Arbitrary<SaleGift> = fc.oneof(
  fc.record({ kind: fc.constant('AMOUNT_OFF' as const), amount: fc.integer({ min: 1, max: 20_000 }).map(minorUnits) }),
  fc.record({
    kind: fc.constant('SHARE_OFF' as const),
    ratePpm: fc.integer({ min: 1, max: 1_000_000 }).map(partsPerMillion),
    most: bound,
  }),
  fc.record({ kind: fc.constant('FREE_ITEM' as const), ...goods, most: bound }),
  fc.record({ kind: fc.constant('SHIPPING' as const), ...goods }),
);

export const rewardsOfSale = (minLength: number): fc.Arbitrary<SaleReward[]> =>
  fc
    .array(fc.record({ gift: gifts, minimumOrder: fc.constantFrom(0, 0, 500).map(minorUnits) }), {
      minLength,
      maxLength: 3,
    })
    .map((some) =>
      some.map((reward, n) => ({ ...reward, redemptionId: `r${n}`, rewardId: `item${n}`, code: `R-${n}` })),
    );

const saleRewards = fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 2, arbitrary: rewardsOfSale(1) });

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('SALE' as const),
        lines: fc.option(lines, { freq: 2 }),
        amount: amounts,
        redeem: share,
        allowed,
        card: fc.boolean(),
        rewards: saleRewards,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('REDEMPTION' as const), amount: amounts, redeem: share, allowed }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('REWARD' as const),
        cost: fc.integer({ min: 0, max: 120 }),
        quantity: fc.integer({ min: 1, max: 3 }),
        isOfNetwork: fc.boolean(),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constantFrom('MANUAL' as const, 'PARTNER' as const),
        isCredit: fc.boolean(),
        points: fc.integer({ min: 1, max: 300 }),
        from: fc.option(fc.integer({ min: 0, max: 5 }), { freq: 1 }),
        until: fc.option(fc.integer({ min: 0, max: 20 }), { freq: 1 }),
        places: fc.option(fc.subarray(['restaurant-1', 'restaurant-2'], { minLength: 1 }), { freq: 1 }),
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
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('RESERVE' as const),
        points: fc.integer({ min: 1, max: 300 }),
        minutes: fc.integer({ min: 1, max: 3_000 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('REVIEW' as const),
        which: fc.nat(20),
        minutes: fc.integer({ min: 1, max: 20_000 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('POST' as const), part: share }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('VOID' as const) }) },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('CONFIRM' as const), which: fc.integer({ min: 0, max: 5 }) }),
    },
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
