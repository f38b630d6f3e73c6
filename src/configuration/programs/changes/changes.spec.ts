import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { documents as lives } from '../../../../test/support/decision/arbitraries';
import {
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
import { minorUnits, partsPerMillion, points, type ProgramDocument } from '../../../decision';
import { PRESETS } from '../../program-document/presets';
import { type Change, comparePrograms, takesSomething } from './compare-programs.rules';
import { describeProgram } from './describe-program.rules';
import { changeText, statementText } from './program-text';
import type { ProgramReading } from './program-words';

const IN_ENGLISH: ProgramReading = { language: 'en', currency: 'RUB', currencyDigits: 2, places: new Map() };
const IN_RUSSIAN: ProgramReading = { ...IN_ENGLISH, language: 'ru' };

const told = (document: ProgramDocument) =>
  describeProgram(document).map((statement) => statementText(statement, IN_ENGLISH));
const changesIn = (before: ProgramDocument, after: ProgramDocument) =>
  comparePrograms(before, after).map((change) => [change.direction, changeText(change, IN_ENGLISH)]);

const coolFor = fc.integer({ min: 0, max: 30 });
const most = fc.integer({ min: 1, max: 500 }).map(points);
const families = fc.option(
  fc.record({
    mostMembers: fc.integer({ min: 2, max: 20 }),
    pool: fc.option(fc.record({ perDay: most, perMonth: most, pointsCoolFor: coolFor, membersCoolFor: coolFor })),
  }),
  { nil: undefined },
);
/** With what decides no act of a guest alone. */
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
          const isRenamed = /(\.(code|id)|benefits\.\d+\.kind|leastPrices\.\d+\.(categories|skus|types)\.\d+)$/.test(
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
          // The name of a thing stands in all that is said of it.
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

function hasNumberForObject(path: string): boolean {
  return /(^|\.)(base|caps|when|registration|firstSale|birthday|redemption|warning|pool)$/.test(path);
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
        const directions = new Map(back.map((change: Change) => [change.key, change.direction]));
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
    ['another name', gives({ name: 'New' }), [['NEUTRAL', 'Name: “New” instead of “test”']]],
    [
      'a step of half the size',
      gives({ earning: earningOf({ base: { step: minorUnits(50), points: points(1) } }) }),
      [['GIVES', 'A sale earns: 1 point for each full ₽0.50 instead of 1 point for each full ₽1.00']],
    ],
    [
      'a step that gives more for most amounts but not for all',
      gives({ earning: earningOf({ base: { step: minorUnits(150), points: points(2) } }) }),
      [['TAKES', 'A sale earns: 2 points for each full ₽1.50 instead of 1 point for each full ₽1.00']],
    ],
    [
      'a new cap',
      gives({ earning: earningOf({ caps: capsOf({ perDay: points(9) }) }) }),
      [['TAKES', 'New. Most points of sales, a day: 9']],
    ],
    [
      'a new rule that gives',
      gives({ earning: earningOf({ rules: [pointsRule('tea', 5, allOf(condition('category', '=', 'tea')))] }) }),
      [
        ['GIVES', 'New. Rule “tea” gives: 5 points'],
        ['NEUTRAL', 'New. Rule “tea” holds where: category is tea'],
      ],
    ],
    [
      'a new rule that halves',
      gives({ earning: earningOf({ rules: [multiplierRule('half', 500_000)] }) }),
      [
        ['TAKES', 'New. Rule “half” gives: points × 0.5'],
        ['NEUTRAL', 'New. Rule “half” holds where: always'],
      ],
    ],
    [
      'no redemption any more',
      gives({ redemption: null }),
      [['TAKES', 'No longer. Points may be spent from: 1 point']],
    ],
    [
      'a shorter life',
      gives({ expiry: { kind: 'MONTHS', count: 12 } }),
      [['GIVES', 'Points expire: 12 months after they were earned instead of 365 days after they were earned']],
    ],
    [
      'a longer life that may be shorter',
      gives({ expiry: { kind: 'MONTHS', count: 11 } }),
      [['TAKES', 'Points expire: 11 months after they were earned instead of 365 days after they were earned']],
    ],
    [
      'a lower threshold of a tier that gives more',
      [reached(500, { discountPpm: partsPerMillion(1) }), reached(400, { discountPpm: partsPerMillion(1) })],
      [['GIVES', 'B needs spend of: ₽4.00 instead of ₽5.00']],
    ],
    [
      'a lower threshold of a tier that gives less than the one below',
      [reached(500, { multiplierPpm: partsPerMillion(1) }), reached(400, { multiplierPpm: partsPerMillion(1) })],
      [['TAKES', 'B needs spend of: ₽4.00 instead of ₽5.00']],
    ],
    ['a higher threshold', [reached(400), reached(500)], [['TAKES', 'B needs spend of: ₽5.00 instead of ₽4.00']]],
    [
      'a tier less',
      [reached(400), programOf({ tiers: [tierOf('A')] })],
      [
        ['TAKES', 'No longer. Tier B: above A'],
        ['NEUTRAL', 'No longer. B needs spend of: ₽4.00'],
      ],
    ],
    [
      'a forgiving refund',
      gives({ refundPolicy: 'FORGIVE' }),
      [
        [
          'GIVES',
          'Refund of a sale whose points are spent: what was spent is forgiven instead of what was spent becomes a debt',
        ],
      ],
    ],
  ];
  it.each(cases)('is told with its direction: %s', (_, [before, after], expected) => {
    expect(changesIn(before, after)).toEqual(expected);
  });

  it('never hides that a preset gives less than another', () => {
    expect(takesSomething(comparePrograms(PRESETS['hybrid-5'], PRESETS['discount-5']))).toBe(true);
  });
});

/** A neighbour of a tier that is another is told on both ways; whether tiers rise is asked of the later program alone. */
const MAY_GIVE_BOTH_WAYS = /^tier\.[A-Z0-9_]+$/;
