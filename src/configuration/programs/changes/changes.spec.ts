import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { documents as lives } from '../../../../test/support/decision/arbitraries';
import {
  activitiesOf,
  anyOf,
  capsOf,
  condition,
  allOf,
  earningOf,
  multiplierRule,
  needs,
  pointsRule,
  programOf,
  tierOf,
} from '../../../../test/support/decision/programs';
import sentences from '../../../../test/golden/program-sentences.json';
import { runs } from '../../../../test/support/decision/runs';
import {
  type DaysValidity,
  type Expiry,
  type Gain,
  minorUnits,
  partsPerMillion,
  points,
  type ProgramDocument,
  type SpendableIn,
} from '../../../decision';
import { PRESETS } from '../../program-document/presets';
import { type ProgramChange, comparePrograms, paysMore, takesSomething } from './compare-programs.rules';
import { describeProgram } from './describe-program.rules';
import { changeText, statementText } from './program-text';
import type { ProgramReading } from './program-words';
import type { Statement } from './statements';

const IN_ENGLISH: ProgramReading = {
  language: 'en',
  currency: 'RUB',
  currencyDigits: 2,
  places: new Map(),
  cards: new Map(),
};
const IN_RUSSIAN: ProgramReading = { ...IN_ENGLISH, language: 'ru' };

const told = (document: ProgramDocument) =>
  describeProgram(document).map((statement) => statementText(statement, IN_ENGLISH));
const changesIn = (before: ProgramDocument, after: ProgramDocument) =>
  comparePrograms(before, after).map((change) => [change.direction, changeText(change, IN_ENGLISH)]);

const PAYING = { minPoints: points(1), maxSharePpm: null, leaveAtLeast: minorUnits(0) };
const LIMIT = { tiers: [], channels: [], restaurantIds: [], categories: [], maxSharePpm: partsPerMillion(300_000) };
const WINE = { categories: ['wine'], skus: ['7'], types: ['ALCOHOL' as const] };
const coolFor = fc.integer({ min: 0, max: 30 });
const most = fc.integer({ min: 1, max: 500 }).map(points);
const families = fc.option(
  fc.record({
    mostMembers: fc.integer({ min: 2, max: 20 }),
    pool: fc.option(fc.record({ perDay: most, perMonth: most, pointsCoolFor: coolFor, membersCoolFor: coolFor })),
  }),
  { nil: undefined },
);
/** Programmes, some of them with families. The documents of `arbitraries` have no families. */
const documents: fc.Arbitrary<ProgramDocument> = fc
  .tuple(lives, families)
  .map(([document, of]) => (of === undefined ? document : { ...document, families: of }));

// --- Leaves ------------------------------------------------------------------------------------------------------

type Json = null | boolean | number | string | Json[] | { [member: string]: Json };

/** The document with one leaf changed, for each of its leaves that mean something. */
function* withAnotherLeaf(
  value: Json,
  path: readonly (string | number)[] = [],
): Generator<[path: string, changed: Json]> {
  if (typeof value !== 'object' || value === null) {
    yield [path.join('.'), another(value)];
    return;
  }
  const isList = Array.isArray(value);
  for (const [name, member] of Object.entries(value)) {
    if (path.length === 0 && name === 'schema') continue;
    // Nothing to match where a tier needs at most one thing.
    if (name === 'match' && !needsSeveral((value as { needs: Json }).needs)) continue;
    for (const [at, changed] of withAnotherLeaf(member, [...path, name])) {
      if (isList) yield [at, value.map((one, index) => (String(index) === name ? changed : one))];
      else yield [at, { ...value, [name]: changed }];
    }
  }
}

function another(value: null | boolean | number | string): Json {
  if (value === null) return 77;
  if (typeof value === 'number') return value + 1;
  return typeof value === 'boolean' ? !value : `${value}x`;
}

function needsSeveral(value: Json): boolean {
  const {
    spend,
    visits,
    points: ofPoints,
    counters,
  } = value as { spend: number; visits: number; points: number; counters: object };
  return [spend, visits, ofPoints].filter((least) => least > 0).length + Object.keys(counters).length > 1;
}

describe('a program in statements', () => {
  it('says each member of a document in exactly one of them', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const before = describeProgram(document);
        for (const [path, changed] of withAnotherLeaf(document as unknown as Json)) {
          // `null` in place of an object becomes one only as a whole; such members have leaves of their own when there.
          if (changed === null || hasNumberForObject(path)) continue;
          const after = describeProgram(changed as unknown as ProgramDocument);
          const isRenamed =
            /(\.(code|id)|benefits\.\d+\.kind|leastPrices\.\d+\.(categories|skus|types)\.\d+|limits\.\d+\.\w+\.\d+)$/.test(
              path,
            );
          const differing = after.filter(
            (one) =>
              !before.some((old) => isDeepStrictEqual(old, one)) &&
              // A second need makes it matter whether both have to be met.
              !(path.includes('.needs.') && one.code === 'tier.match'),
          );
          const gone = before.filter((one) => !after.some(({ key }) => key === one.key));
          if (differing.length + gone.length === 0) throw new Error(`${path} is not told`);
          // A renamed thing changes every statement that names it.
          if (!isRenamed && differing.length + gone.length > 1)
            throw new Error(`${path} is told ${String(differing.length)} times`);
        }
      }),
      runs(60),
    );
  });

  it('has a sentence for each of them in both languages, and no key twice', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const statements = describeProgram(document);
        expect(new Set(statements.map(({ key }) => key)).size).toBe(statements.length);
        for (const statement of statements) {
          for (const reading of [IN_ENGLISH, IN_RUSSIAN])
            expect(statementText(statement, reading)).toMatch(/^\S.*: \S/u);
        }
      }),
      runs(60),
    );
  });

  it('reads as sentences', () => {
    expect({
      'points-4 (en)': told(PRESETS['points-4']),
      'hybrid-5 (ru)': describeProgram(PRESETS['hybrid-5']).map((one) => statementText(one, IN_RUSSIAN)),
    }).toEqual(sentences);
  });
});

describe('a statement in words', () => {
  const weekend = allOf(
    condition('weekday', 'in', [6, 7]),
    anyOf(condition('quantity', 'between', [500, 2_000]), condition('firstSale', '!=', true)),
  );
  const rule = (gain: Gain): Statement => ({ key: '', code: 'rule.gain', of: null, arguments: { rule: 'tea', gain } });
  const expiring = (expiry: Expiry): Statement => ({ key: '', code: 'expiry', of: null, arguments: { expiry } });
  const yearly = (afterMonths: number) => expiring({ kind: 'YEARLY', month: 12, day: 31, afterMonths });
  it.each<[Statement, en: string, ru: string]>([
    [
      { key: '', code: 'rule.when', of: null, arguments: { rule: 'tea', when: weekend } },
      'Rule “tea” applies: when day of the week is one of Saturday, Sunday ' +
        'and (item quantity is between 0.5 and 2 or first purchase: no)',
      'Правило «tea» действует: когда день недели — одно из: суббота, воскресенье ' +
        'и (количество позиции от 0,5 до 2 или первая покупка: нет)',
    ],
    [
      { key: '', code: 'restrictions.leastPrice', of: null, arguments: { goods: WINE, price: 50_000 } },
      'Minimum price, alcohol, category wine, item 7: ₽500.00',
      'Минимальная цена, алкоголь, категория wine, позиция 7: 500,00 ₽',
    ],
    [
      rule({ kind: 'PER_QUANTITY', quantityMilli: 1_000, points: points(21) }),
      'Rule “tea” gives: 21 points per piece',
      'Правило «tea» даёт: 21 балл за каждую штуку',
    ],
    [
      rule({ kind: 'PER_QUANTITY', quantityMilli: 250, points: points(2) }),
      'Rule “tea” gives: 2 points per quantity of 0.25',
      'Правило «tea» даёт: 2 балла за каждые 0,25 ед.',
    ],
    [
      yearly(0),
      'Points expire: every year at the end of December 31',
      'Баллы сгорают: каждый год в конце дня 31 декабря',
    ],
    [
      yearly(3),
      'Points expire: every year at the end of December 31, if at least 3 months old',
      'Баллы сгорают: каждый год в конце дня 31 декабря, если с начисления прошло 3 месяца',
    ],
    [
      expiring({ kind: 'INACTIVITY', unit: 'MONTHS', count: 1 }),
      'Points expire: after 1 month without activity',
      'Баллы сгорают: через 1 месяц без активности',
    ],
  ])('reads %j', (statement, en, ru) => {
    expect([IN_ENGLISH, IN_RUSSIAN].map((reading) => statementText(statement, reading))).toEqual([
      en,
      ru.replace('500,00 ₽', '500,00\u00a0₽'),
    ]);
  });
});

function hasNumberForObject(path: string): boolean {
  return /(^|\.)(base|caps|when|registration|firstSale|birthday|redemption|warning|pool|from)$/.test(path);
}

// --- Changes -----------------------------------------------------------------------------------------------------

const hybrid = PRESETS['hybrid-5'];
const withTier = (document: ProgramDocument, code: string, changes: Partial<ProgramDocument['tiers'][number]>) => ({
  ...document,
  tiers: document.tiers.map((tier) => (tier.code === code ? { ...tier, ...changes } : tier)),
});

describe('what one program changes of another', () => {
  it('is nothing where both say the same', () => {
    fc.assert(
      fc.property(documents, (document) => {
        expect(comparePrograms(document, JSON.parse(JSON.stringify(document)) as ProgramDocument)).toEqual([]);
      }),
      runs(60),
    );
  });

  it('has the same keys there and back, and what gave one way takes the other or is neutral', () => {
    fc.assert(
      fc.property(documents, documents, (one, other) => {
        const there = comparePrograms(one, other);
        const back = comparePrograms(other, one);
        expect(there.map(({ key }) => key).sort()).toEqual(back.map(({ key }) => key).sort());
        const directions = new Map(back.map((change: ProgramChange) => [change.key, change.direction]));
        for (const { key, direction } of there)
          if (direction === 'GIVES' && directions.get(key) === 'GIVES' && !MAY_GIVE_BOTH_WAYS.test(key))
            throw new Error(`${key} gives both ways`);
      }),
      runs(200),
    );
  });

  const gives = (changes: Partial<ProgramDocument>): [ProgramDocument, ProgramDocument] => [
    programOf(),
    programOf(changes),
  ];
  const reached = (spend: number, more = {}) =>
    programOf({ tiers: [tierOf('A'), tierOf('B', { needs: needs(spend), ...more })] });
  const reviewed = (validity: DaysValidity | undefined) =>
    programOf({
      activities: activitiesOf({
        reported: [
          { code: 'review', points: points(5), times: { perDay: null, perWeek: null, perGuest: null }, validity },
        ],
      }),
    });
  const harbour = { restaurantIds: ['harbour'], categories: ['Desserts'] };
  const spent = (spendableIn: SpendableIn | undefined) =>
    programOf({
      activities: activitiesOf({
        birthday: { points: points(5), validity: { from: null, until: { days: 9 } }, spendableIn },
      }),
    });
  const cases: [string, [ProgramDocument, ProgramDocument], string[][]][] = [
    [
      'a higher discount',
      [hybrid, withTier(hybrid, 'SILVER', { discountPpm: partsPerMillion(110_000) })],
      [['GIVES', 'SILVER, discount: 11 % instead of 10 %']],
    ],
    [
      'a lower discount',
      [hybrid, withTier(hybrid, 'SILVER', { discountPpm: partsPerMillion(70_000) })],
      [['TAKES', 'SILVER, discount: 7 % instead of 10 %']],
    ],
    [
      'points that were for everywhere and are for some places alone',
      [spent(undefined), spent(harbour)],
      [['TAKES', 'Added. Birthday bonus, points can be spent: only at harbour; only on Desserts']],
    ],
    [
      'points for more places',
      [spent(harbour), spent({ restaurantIds: [], categories: ['desserts', 'Tea'] })],
      [
        [
          'GIVES',
          'Birthday bonus, points can be spent: only on desserts, Tea instead of only at harbour; only on Desserts',
        ],
      ],
    ],
    [
      'points for another place',
      [spent(harbour), spent({ ...harbour, restaurantIds: ['north'] })],
      [
        [
          'TAKES',
          'Birthday bonus, points can be spent: only at north; only on Desserts instead of only at harbour; only on Desserts',
        ],
      ],
    ],
    ['another name', gives({ name: 'New' }), [['NEUTRAL', 'Name: “New” instead of “test”']]],
    [
      'a step of half the size',
      gives({ earning: earningOf({ base: { step: minorUnits(50), points: points(1) } }) }),
      [['GIVES', 'Sales earn: 1 point per ₽0.50 spent instead of 1 point per ₽1.00 spent']],
    ],
    [
      'a step that gives more for most amounts but not for all',
      gives({ earning: earningOf({ base: { step: minorUnits(150), points: points(2) } }) }),
      [['TAKES', 'Sales earn: 2 points per ₽1.50 spent instead of 1 point per ₽1.00 spent']],
    ],
    [
      'a new cap',
      gives({ earning: earningOf({ caps: capsOf({ perDay: points(9) }) }) }),
      [['TAKES', 'Added. Earning cap per day: 9 points']],
    ],
    [
      'a new rule that gives',
      gives({ earning: earningOf({ rules: [pointsRule('tea', 5, allOf(condition('category', '=', 'tea')))] }) }),
      [
        ['GIVES', 'Added. Rule “tea” gives: 5 points once per sale'],
        ['NEUTRAL', 'Added. Rule “tea” applies: when category is tea'],
      ],
    ],
    [
      'a new rule that halves',
      gives({ earning: earningOf({ rules: [multiplierRule('half', 500_000)] }) }),
      [
        ['TAKES', 'Added. Rule “half” gives: points × 0.5'],
        ['NEUTRAL', 'Added. Rule “half” applies: always'],
      ],
    ],
    [
      'no redemption any more',
      gives({ redemption: null }),
      [['TAKES', 'Removed. Guests can pay with points from: 1 point']],
    ],
    [
      'no points beside points',
      gives({ redemption: { ...PAYING, earns: 'NOTHING' } }),
      [['TAKES', 'Added. A receipt that pays with points earns: no points']],
    ],
    [
      'points for the money beside points again',
      [
        programOf({ redemption: { ...PAYING, earns: 'NOTHING' } }),
        programOf({ redemption: { ...PAYING, earns: 'ON_MONEY' } }),
      ],
      [['GIVES', 'A receipt that pays with points earns: points for what is paid with money instead of no points']],
    ],
    [
      'a limit on points for some receipts',
      gives({ redemption: { ...PAYING, limits: [{ ...LIMIT, tiers: ['BASE'], channels: ['TILL', 'API'] }] } }),
      [['TAKES', 'Added. Where tier is BASE and channel is one of TILL, API, points can pay up to: 30 %']],
    ],
    [
      'a higher limit on points for a category',
      [
        programOf({
          redemption: { ...PAYING, limits: [{ ...LIMIT, categories: ['wine'], maxSharePpm: partsPerMillion(0) }] },
        }),
        programOf({ redemption: { ...PAYING, limits: [{ ...LIMIT, categories: ['wine'] }] } }),
      ],
      [['GIVES', 'Where category is wine, points can pay up to: 30 % instead of 0 %']],
    ],
    [
      'fewer receipts of a day that earn, and more that points pay for',
      [
        programOf({ redemption: { ...PAYING, receiptsPerDay: 1 } }),
        programOf({ earning: earningOf({ receiptsPerDay: 3 }), redemption: { ...PAYING, receiptsPerDay: 2 } }),
      ],
      [
        ['TAKES', 'Added. Receipts of a guest that earn points, per day: at most 3'],
        ['GIVES', 'Receipts of a guest that points can pay for, per day: at most 2 instead of at most 1'],
      ],
    ],
    [
      'campaigns that do not go together with points',
      gives({ redemption: { ...PAYING, notWith: { campaigns: ['SPRING', 'HAPPY'] } } }),
      [['TAKES', 'Added. Points can’t be used together with: the campaigns SPRING, HAPPY']],
    ],
    [
      'fewer of them',
      [
        programOf({ redemption: { ...PAYING, notWith: { campaigns: [] } } }),
        programOf({ redemption: { ...PAYING, notWith: { campaigns: ['HAPPY'] } } }),
      ],
      [['GIVES', 'Points can’t be used together with: the campaigns HAPPY instead of any campaign']],
    ],
    [
      'others of them',
      [
        programOf({ redemption: { ...PAYING, notWith: { campaigns: ['HAPPY'] } } }),
        programOf({ redemption: { ...PAYING, notWith: { campaigns: ['SPRING'] } } }),
      ],
      [['TAKES', 'Points can’t be used together with: the campaigns SPRING instead of the campaigns HAPPY']],
    ],
    [
      'a promise to count the better rules for a time',
      gives({ noRegret: { days: 30, budget: minorUnits(100_000) } }),
      [
        [
          'GIVES',
          'Added. From its effect on, the old rules decide each receipt too, and the better for the guest counts: 30 days',
        ],
        ['NEUTRAL', 'Added. Budget of the difference between old and new rules: ₽1,000.00'],
      ],
    ],
    [
      'the end of that promise',
      [programOf({ noRegret: { days: 30, budget: minorUnits(100_000) } }), programOf()],
      [
        [
          'TAKES',
          'Removed. From its effect on, the old rules decide each receipt too, and the better for the guest counts: 30 days',
        ],
        ['NEUTRAL', 'Removed. Budget of the difference between old and new rules: ₽1,000.00'],
      ],
    ],
    [
      'a shorter life',
      gives({ expiry: { kind: 'MONTHS', count: 12 } }),
      [['GIVES', 'Points expire: 12 months after they are earned instead of 365 days after they are earned']],
    ],
    [
      'a longer life that may be shorter',
      gives({ expiry: { kind: 'MONTHS', count: 11 } }),
      [['TAKES', 'Points expire: 11 months after they are earned instead of 365 days after they are earned']],
    ],
    [
      'an activity whose points end sooner than the others',
      [reviewed(undefined), reviewed({ from: null, until: { days: 30 } })],
      [['TAKES', 'Added. Activity “review”, points are valid: for 30 days']],
    ],
    [
      'an activity whose points outlive the others',
      [reviewed(undefined), reviewed({ from: null, until: { days: 400 } })],
      [['GIVES', 'Added. Activity “review”, points are valid: for 400 days']],
    ],
    [
      'points of an activity that begin later',
      [reviewed({ from: null, until: { days: 30 } }), reviewed({ from: { days: 1 }, until: { days: 40 } })],
      [
        [
          'TAKES',
          'Activity “review”, points are valid: for 40 days, from 1 day after they are given instead of for 30 days',
        ],
      ],
    ],
    [
      'an activity whose points end with the others again',
      [reviewed({ from: { days: 2 }, until: { days: 30 } }), reviewed(undefined)],
      [['GIVES', 'Removed. Activity “review”, points are valid: for 30 days, from 2 days after they are given']],
    ],
    [
      'a lower threshold of a tier that gives more',
      [reached(500, { discountPpm: partsPerMillion(1) }), reached(400, { discountPpm: partsPerMillion(1) })],
      [['GIVES', 'B, required spend: ₽4.00 instead of ₽5.00']],
    ],
    [
      'a lower threshold of a tier that gives less than the one below',
      [reached(500, { multiplierPpm: partsPerMillion(1) }), reached(400, { multiplierPpm: partsPerMillion(1) })],
      [['TAKES', 'B, required spend: ₽4.00 instead of ₽5.00']],
    ],
    ['a higher threshold', [reached(400), reached(500)], [['TAKES', 'B, required spend: ₽5.00 instead of ₽4.00']]],
    [
      'a tier less',
      [reached(400), programOf({ tiers: [tierOf('A')] })],
      [
        ['TAKES', 'Removed. Tier B: above A'],
        ['NEUTRAL', 'Removed. B, required spend: ₽4.00'],
      ],
    ],
    [
      'a forgiving refund',
      gives({ refundPolicy: 'FORGIVE' }),
      [
        [
          'GIVES',
          'Refund of a sale whose points are already used: they are written off instead of the guest owes them',
        ],
      ],
    ],
  ];
  it.each(cases)('is told with its direction: %s', (_, [before, after], expected) => {
    expect(changesIn(before, after)).toEqual(expected);
  });

  const withDiscount = (ppm: number) => withTier(hybrid, 'SILVER', { discountPpm: partsPerMillion(ppm) });
  const birthday = (ratePpm: number) =>
    withTier(hybrid, 'SILVER', { benefits: [{ kind: 'BIRTHDAY_DISCOUNT', ratePpm: partsPerMillion(ratePpm) }] });
  const reachedFrom = (spend: number) => withTier(hybrid, 'SILVER', { needs: needs(spend) });
  const without = (categories: readonly string[]): ProgramDocument => ({
    ...hybrid,
    restrictions: {
      discount: { ...WINE, categories },
      redemption: { categories: [], skus: [], types: [] },
      leastPrices: [],
      base: 'WITH_TAX' as const,
    },
  });
  const apart = (campaigns: readonly string[]): ProgramDocument => ({
    ...hybrid,
    redemption: { minPoints: points(1), maxSharePpm: null, leaveAtLeast: minorUnits(0), notWith: { campaigns } },
  });
  it.each<[string, boolean, ProgramDocument, ProgramDocument]>([
    ['a higher discount', true, hybrid, withDiscount(1_000_000)],
    ['a lower discount', false, hybrid, withDiscount(10_000)],
    ['a discount on birthdays', true, withTier(hybrid, 'SILVER', { benefits: [] }), birthday(1_000_000)],
    ['a point that is worth more', true, hybrid, { ...hybrid, pointValue: hybrid.pointValue * 1_000 }],
    ['a tier with a discount that is reached sooner', true, reachedFrom(900_000), reachedFrom(100)],
    ['goods that are no longer left out of discounts', true, without(['wine']), without([])],
    ['campaigns that go together with points again', true, apart(['HAPPY', 'LATE']), apart(['LATE'])],
    ['campaigns that no longer go together with points', false, apart(['LATE']), apart([])],
    ['a first tier with a discount', true, PRESETS['points-4'], hybrid],
    [
      'more points for sales',
      false,
      hybrid,
      { ...hybrid, earning: earningOf({ base: { step: minorUnits(1), points: points(9) } }) },
    ],
  ])('pays more money or not: %s', (_, pays, before, after) => {
    expect(paysMore(comparePrograms(before, after), after)).toBe(pays);
  });

  it('never hides that a preset gives less than another', () => {
    expect(takesSomething(comparePrograms(PRESETS['hybrid-5'], PRESETS['discount-5']))).toBe(true);
  });
});

/** A changed tier also affects the tiers beside it, so their changes may give in both directions. */
const MAY_GIVE_BOTH_WAYS = /^tier\.[A-Z0-9_]+$/;
