import type { z } from 'zod';
import { minorUnits, partsPerMillion, points, type PointLimitDocument, type ProgramDocument } from '../../decision';
import {
  activitiesOf,
  allOf,
  condition,
  earningOf,
  multiplierRule,
  needs,
  pointsRule,
  programOf,
  ruleOf,
  tierOf,
} from '../../../test/support/decision/programs';
import { PRESETS } from '../program-document/presets';
import { programDocumentSchema } from '../program-document/program-document.schema';
import { validateProgram } from './drafts/validate-program.rules';

// --- The schema and the decision mean the same document ---------------------------------------------------------

type DeepReadonly<T> = T extends number | string | boolean | null | undefined
  ? T
  : T extends readonly (infer Item)[]
    ? readonly DeepReadonly<Item>[]
    : { readonly [Key in keyof T]: DeepReadonly<T[Key]> };
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
type ParsedDocument = DeepReadonly<z.output<typeof programDocumentSchema>>;

/** Fails to compile when the schema or the type has a member that the other lacks. */
const SCHEMA_IS_THE_DOCUMENT: [
  Same<keyof ParsedDocument, keyof ProgramDocument>,
  Same<ParsedDocument, ProgramDocument>,
] = [true, true];

/** Where the schema finds mistakes. */
function placesOf(document: unknown): string[] {
  const parsed = programDocumentSchema.safeParse(document);
  return parsed.success ? [] : parsed.error.issues.map(({ path }) => path.join('.'));
}

const when = allOf(condition('localTime', 'between', ['22:00', '02:00']), condition('sku', 'in', ['a']));
/** Every kind of gain, card, window and expiry stands in one of them. */
const DOCUMENTS_OF_ALL_KINDS: readonly ProgramDocument[] = [
  ...Object.values(PRESETS),
  programOf({
    tierCounters: [{ code: 'REVIEWS' }],
    tierWindow: { kind: 'ROLLING', months: 1 },
    earning: earningOf({
      rules: [
        multiplierRule('m', 2_000_000, when),
        pointsRule('p', 1),
        ruleOf('s', { kind: 'PER_STEP', step: minorUnits(1), points: points(1) }),
        ruleOf('q', { kind: 'PER_QUANTITY', quantityMilli: 1, points: points(1) }),
      ],
    }),
    stampCards: [
      {
        id: '0195d8f0-0000-7000-8000-000000000001',
        name: { en: 'Coffee' },
        collects: { by: 'ITEM', skus: ['a'] },
        size: 2,
        reward: { points: points(1) },
        validityMonths: 1,
      },
    ],
    activities: activitiesOf({
      firstSale: { points: points(1), validity: { from: { days: 1 }, until: { days: 2 } } },
    }),
    families: {
      mostMembers: 2,
      pool: { perDay: points(1), perMonth: points(1), pointsCoolFor: 0, membersCoolFor: 0 },
    },
    expiry: { kind: 'YEARLY', month: 2, day: 29, afterMonths: 1 },
    pending: { kind: 'DELAY', days: 1 },
  }),
];

const NO_TIMES = { perDay: null, perWeek: null, perGuest: null };
const withDays = (activities: Partial<ProgramDocument['activities']>) =>
  programOf({ tierCounters: [{ code: 'A' }], activities: activitiesOf(activities) });

type DocumentPath = readonly (string | number)[];

/** Every member of a document, however deep. */
function placesIn(value: unknown, at: DocumentPath = []): DocumentPath[] {
  if (typeof value !== 'object' || value === null) return [at];
  const members = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [at, ...members.flatMap(([key, member]) => placesIn(member, [...at, key]))];
}

function withValue(document: unknown, [step, ...rest]: DocumentPath, value: unknown): unknown {
  if (step === undefined) return value;
  const copy = (Array.isArray(document) ? [...(document as unknown[])] : { ...(document as object) }) as Record<
    DocumentPath[number],
    unknown
  >;
  copy[step] = withValue(copy[step], rest, value);
  return copy;
}

const LATE = { from: null, until: { days: 3 } };

function limitedBy(limits: readonly Partial<PointLimitDocument>[]): ProgramDocument {
  const none = { tiers: [], channels: [], restaurantIds: [], categories: [], maxSharePpm: partsPerMillion(300_000) };
  return programOf({
    redemption: {
      minPoints: points(1),
      maxSharePpm: null,
      leaveAtLeast: minorUnits(0),
      limits: limits.map((limit) => ({ ...none, ...limit })),
    },
  });
}

describe('the schema of a program document', () => {
  it('means the same document as the decision', () => {
    expect(SCHEMA_IS_THE_DOCUMENT).toEqual([true, true]);
  });

  it('takes the presets and what tests decide by', () => {
    for (const document of [...Object.values(PRESETS), programOf()]) expect(placesOf(document)).toEqual([]);
  });

  const bad: [string, ProgramDocument | Record<string, unknown>, string[]][] = [
    ['nothing', {}, expect.arrayContaining(['schema', 'tiers', 'earning']) as string[]],
    ['an unknown member', { ...programOf(), stamps: [] }, ['']],
    [
      'points of an activity that begin after their end',
      withDays({ registration: { points: points(5), validity: { from: { days: 4 }, until: { days: 3 } } } }),
      ['activities.registration.validity.from'],
    ],
    [
      'days of points that an activity does not give',
      withDays({
        reported: [
          {
            code: 'review',
            points: points(0),
            counts: { counter: 'A', count: 1 },
            times: NO_TIMES,
            validity: { from: null, until: { days: 3 } },
          },
        ],
      }),
      ['activities.reported.0.validity'],
    ],
    [
      'a date as the end of points of an activity',
      withDays({ birthday: { points: points(5), validity: { from: null, until: { date: '2027-01-01' } as never } } }),
      ['activities.birthday.validity.until.days', 'activities.birthday.validity.until'],
    ],
    [
      'points for some goods without days of their own, for nothing, and for one category twice',
      withDays({
        registration: { points: points(5), spendableIn: { restaurantIds: [], categories: ['Desserts'] } },
        firstSale: { points: points(5), validity: LATE, spendableIn: { restaurantIds: [] } },
        birthday: { points: points(5), validity: LATE, spendableIn: { restaurantIds: [], categories: ['Tea', 'tea'] } },
      }),
      [
        'activities.registration.validity',
        'activities.firstSale.spendableIn.restaurantIds',
        'activities.birthday.spendableIn.categories.1',
      ],
    ],
    ['a later schema', { ...programOf(), schema: 2 }, ['schema']],
    ['a fraction', { ...programOf(), pointValue: 1_000.5 }, ['pointValue']],
    ['a text for a number', { ...programOf(), pending: { kind: 'DELAY', days: '1' } }, ['pending.days']],
    ['a point that is worth next to nothing', programOf({ pointValue: 99 }), ['pointValue']],
    ['no tier', programOf({ tiers: [] }), ['tiers']],
    ['a tier code with a dot', programOf({ tiers: [tierOf('A.B')] }), ['tiers.0.code']],
    ['two tiers of one code', programOf({ tiers: [tierOf('A'), tierOf('A', { needs: needs(1) })] }), ['tiers.1.code']],
    ['a lowest tier that needs something', programOf({ tiers: [tierOf('A', { needs: needs(1) })] }), ['tiers.0.needs']],
    ['a lowest tier that needs visits', programOf({ tiers: [tierOf('A', { needs: needs(0, 1) })] }), ['tiers.0.needs']],
    [
      'a tier that needs no more than the one below',
      programOf({ tiers: [tierOf('A'), tierOf('B')] }),
      ['tiers.1.needs'],
    ],
    [
      'a tier that needs less money',
      programOf({ tiers: [tierOf('A'), tierOf('B', { needs: needs(5, 1) }), tierOf('C', { needs: needs(4, 2) })] }),
      ['tiers.2.needs'],
    ],
    [
      'a tier that needs fewer visits',
      programOf({ tiers: [tierOf('A'), tierOf('B', { needs: needs(5, 2) }), tierOf('C', { needs: needs(6, 1) })] }),
      ['tiers.2.needs'],
    ],
    [
      'a tier that needs fewer points',
      programOf({
        tiers: [tierOf('A'), tierOf('B', { needs: needs(5, 1, 2) }), tierOf('C', { needs: needs(6, 1, 1) })],
      }),
      ['tiers.2.needs'],
    ],
    [
      'a tier that one visit gives where the one below asks for money',
      programOf({
        tiers: [tierOf('A'), tierOf('B', { needs: needs(5) }), tierOf('C', { needs: needs(6, 1), match: 'ANY' })],
      }),
      ['tiers.2.needs'],
    ],
    [
      'a counter that is not there',
      programOf({ tiers: [tierOf('A'), tierOf('B', { needs: { ...needs(5), counters: { REVIEWS: 1 } } })] }),
      ['tiers.1.needs.counters.REVIEWS'],
    ],
    [
      'two counters of one code',
      programOf({ tierCounters: [{ code: 'REVIEWS' }, { code: 'REVIEWS' }] }),
      ['tierCounters.1.code'],
    ],
    ['a window too long', programOf({ tierWindow: { kind: 'ROLLING', months: 61 } }), ['tierWindow.months']],
    [
      'a grace to the end of a window that has none',
      programOf({ tierKeep: { grace: { kind: 'END_OF_NEXT_WINDOW' }, down: 'ONE' } }),
      ['tierKeep.grace'],
    ],
    [
      'a benefit without words',
      programOf({ tiers: [tierOf('A', { benefits: [{ kind: 'CUSTOM', code: 'LOUNGE', text: {} }] })] }),
      ['tiers.0.benefits.0.text'],
    ],
    [
      'a benefit twice',
      programOf({ tiers: [tierOf('A', { benefits: [{ kind: 'PRIORITY' }, { kind: 'PRIORITY' }] })] }),
      ['tiers.0.benefits'],
    ],
    [
      'more than all of it off',
      programOf({ tiers: [tierOf('A', { discountPpm: partsPerMillion(1_000_001) })] }),
      ['tiers.0.discountPpm'],
    ],
    [
      'a tier discount of BONUS',
      programOf({ model: 'BONUS', tiers: [tierOf('A', { discountPpm: partsPerMillion(1) })] }),
      ['tiers.0.discountPpm'],
    ],
    ['points of DISCOUNT', programOf({ model: 'DISCOUNT' }), ['earning.base']],
    [
      'rules of DISCOUNT',
      programOf({ model: 'DISCOUNT', earning: earningOf({ base: null, rules: [pointsRule('a', 1)] }) }),
      ['earning.rules'],
    ],
    ['HYBRID that earns nothing', programOf({ earning: earningOf({ base: null }) }), ['earning.base']],
    [
      'a multiplier of nothing',
      programOf({ earning: earningOf({ base: null, rules: [pointsRule('a', 1), multiplierRule('b', 1)] }) }),
      ['earning.rules.1.gain.multiplierPpm'],
    ],
    [
      'two rules of one id',
      programOf({ earning: earningOf({ rules: [pointsRule('a', 1), pointsRule('a', 2)] }) }),
      ['earning.rules.1.id'],
    ],
    [
      'a rule that gives nothing',
      programOf({ earning: earningOf({ rules: [{ id: 'a', when: null, caps: null } as never] }) }),
      ['earning.rules.0.gain'],
    ],
    [
      'an empty time',
      programOf({
        earning: earningOf({
          rules: [pointsRule('a', 1, allOf(condition('localTime', 'between', ['01:00', '01:00'])))],
        }),
      }),
      ['earning.rules.0.when.rules.0.value'],
    ],
    [
      'a tier that is not there',
      programOf({
        tiers: [tierOf('A')],
        earning: earningOf({ rules: [pointsRule('a', 1, allOf(condition('tier', 'in', ['A', 'X'])))] }),
      }),
      ['earning.rules.0.when.rules.0.value.1'],
    ],
    [
      'a rule that changes no sale by a point',
      programOf({
        earning: earningOf({ rules: [multiplierRule('a', 1_000_000), multiplierRule('b', 1_000_001)] }),
      }),
      ['earning.rules.0.gain.multiplierPpm'],
    ],
    [
      'points for a quantity that can be counted no more',
      programOf({
        earning: earningOf({
          rules: [ruleOf('a', { kind: 'PER_QUANTITY', quantityMilli: 1, points: points(1_000) })],
        }),
      }),
      ['earning'],
    ],
    [
      'more points than can be counted',
      programOf({ earning: earningOf({ base: { step: minorUnits(1), points: points(101) } }) }),
      ['earning'],
    ],
    [
      'multipliers that explode together',
      programOf({
        earning: earningOf({ rules: ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => multiplierRule(id, 100_000_000)) }),
      }),
      ['earning'],
    ],
    [
      'a redemption from no point',
      programOf({ redemption: { minPoints: points(0), maxSharePpm: null, leaveAtLeast: minorUnits(0) } }),
      ['redemption.minPoints'],
    ],
    [
      'a campaign twice',
      programOf({
        redemption: {
          minPoints: points(1),
          maxSharePpm: null,
          leaveAtLeast: minorUnits(0),
          notWith: { campaigns: ['A', 'A'] },
        },
      }),
      ['redemption.notWith.campaigns.1'],
    ],
    ['a limit on points that names nothing', limitedBy([{}]), ['redemption.limits.0']],
    ['a limit of a tier that there is not', limitedBy([{ tiers: ['GOLD'] }]), ['redemption.limits.0.tiers.0']],
    [
      'a limit that leaves everything',
      limitedBy([{ tiers: ['BASE'], maxSharePpm: partsPerMillion(1_000_000) }]),
      ['redemption.limits.0.maxSharePpm'],
    ],
    [
      'two limits for the same',
      limitedBy([
        { channels: ['API', 'TILL'], categories: ['Tea'] },
        { channels: ['TILL', 'API'], categories: ['TEA'], maxSharePpm: partsPerMillion(1) },
      ]),
      ['redemption.limits.1'],
    ],
    ['a category twice in a limit', limitedBy([{ categories: ['Tea', 'tea'] }]), ['redemption.limits.0.categories.1']],
  ];

  it.each(bad)('refuses %s with its place', (_what, document, places) => {
    const found = placesOf(document);
    expect(found.length).toBeGreaterThan(0);
    expect(found).toEqual(places);
  });

  it('says of any value in any place whether it fits, and never fails', () => {
    const values = [
      0,
      -1,
      0.5,
      1e300,
      Number.NaN,
      '',
      'x',
      null,
      true,
      [],
      {},
      [null],
      { kind: 'x' },
      2 ** 53,
      undefined,
    ];
    let tried = 0;
    for (const document of DOCUMENTS_OF_ALL_KINDS)
      for (const path of placesIn(document))
        for (const value of values) {
          validateProgram(withValue(document, path, value), 'en', null);
          tried += 1;
        }
    expect(tried).toBeGreaterThan(1_000);
  });

  it('lets DISCOUNT earn nothing and a rule of points stand without a base', () => {
    expect(placesOf(programOf({ model: 'DISCOUNT', earning: earningOf({ base: null }) }))).toEqual([]);
    expect(placesOf(programOf({ earning: earningOf({ base: null, rules: [pointsRule('a', 1)] }) }))).toEqual([]);
    expect(placesOf(programOf({ earning: earningOf({ base: { step: minorUnits(1), points: points(100) } }) }))).toEqual(
      [],
    );
    expect(
      placesOf(programOf({ earning: earningOf({ rules: [multiplierRule('a', 0), multiplierRule('b', 1_100_000)] }) })),
    ).toEqual([]);
  });
});
