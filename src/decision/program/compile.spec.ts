import {
  compileProgram,
  type EarningRule,
  EMPTY_COUNTERS,
  InvariantError,
  minorUnits,
  newGuest,
  partsPerMillion,
  points,
  type ProgramDocument,
  scaleProgram,
  type StampCardDocument,
} from '..';
import {
  activitiesOf,
  capsOf,
  condition,
  earningOf,
  multiplierRule,
  needs,
  pointsRule,
  programOf,
  tierOf,
} from '../../../test/support/decision/programs';

describe('compiling a program', () => {
  it('puts rules in the order of their ids, whatever order the document has', () => {
    const rules = [pointsRule('c', 1), multiplierRule('a', 2_000_000), pointsRule('b', 1)];
    expect(compileProgram(programOf({ earning: earningOf({ rules }) })).rules.map(({ id }) => id)).toEqual([
      'a',
      'b',
      'c',
    ]);
  });

  it('knows what the trace need not speak of', () => {
    const plain = compileProgram(programOf());
    expect(plain).toMatchObject({ hasTierDiscounts: false, excludes: null, baseArguments: { step: 100, points: 1 } });
    const rich = compileProgram(programOf({ tiers: [tierOf('A', { discountPpm: partsPerMillion(1) })] }));
    expect(rich.hasTierDiscounts).toBe(true);
    expect(compileProgram(programOf({ earning: earningOf({ base: null }) })).baseArguments).toEqual({
      step: 0,
      points: 0,
    });
  });
});

const PAYING = { minPoints: points(10), maxSharePpm: null, leaveAtLeast: minorUnits(0) };
const REFERRAL = {
  referrerPoints: points(100),
  friendPoints: points(50),
  times: { perMonth: null, perGuest: null },
} as const;

describe('scaling a program', () => {
  const document = programOf({
    tiers: [
      tierOf('A', { benefits: [{ kind: 'FREE_DELIVERY', from: minorUnits(7_500) }, { kind: 'PRIORITY' }] }),
      tierOf('B', { needs: needs(500, 3, 7) }),
    ],
    earning: earningOf({ caps: capsOf({ perSale: points(5) }) }),
    redemption: { minPoints: points(10), maxSharePpm: partsPerMillion(500_000), leaveAtLeast: minorUnits(100) },
  });

  it('multiplies money alone', () => {
    const scaled = scaleProgram(document, { numerator: 3, denominator: 50 });
    expect(scaled).toEqual({
      ...document,
      pointValue: 6_000_000,
      tiers: [
        { ...document.tiers[0], benefits: [{ kind: 'FREE_DELIVERY', from: 450 }, { kind: 'PRIORITY' }] },
        { ...document.tiers[1], needs: { spend: 30, visits: 3, points: 7, counters: {} } },
      ],
      earning: { ...document.earning, base: { step: 6, points: 1 } },
      redemption: { ...document.redemption, leaveAtLeast: 6 },
    });
    expect(
      scaleProgram(programOf({ earning: earningOf({ base: null }), redemption: null }), {
        numerator: 2,
        denominator: 1,
      }),
    ).toMatchObject({
      earning: { base: null },
      redemption: null,
    });
  });

  it('multiplies least prices, the budget of a no-regret change, the rest that is waived, and the sale of a friend', () => {
    const leastPrices = [{ categories: ['tea'], skus: [], price: minorUnits(50) }];
    const rich = programOf({
      restrictions: { noDiscount: [], noPoints: [], leastPrices } as never,
      noRegret: { days: 3, budget: minorUnits(1_000) },
      redemption: { ...PAYING, waiveRestBelow: minorUnits(100) },
      activities: activitiesOf({ referral: { ...REFERRAL, leastSale: minorUnits(5_000) } }),
    });
    expect(scaleProgram(rich, { numerator: 1, denominator: 50 })).toMatchObject({
      restrictions: { leastPrices: [{ categories: ['tea'], price: 1 }] },
      noRegret: { days: 3, budget: 20 },
      redemption: { minPoints: 10, waiveRestBelow: 2 },
      activities: { referral: { ...REFERRAL, leastSale: 100 }, reported: [] },
    });
    const plain = scaleProgram(programOf({ redemption: PAYING }), { numerator: 1, denominator: 50 });
    for (const name of ['restrictions', 'noRegret', 'stampCards']) expect(plain).not.toHaveProperty(name);
    expect(plain.redemption).not.toHaveProperty('waiveRestBelow');
    expect(plain.activities).toEqual(activitiesOf());
  });

  it.each([
    ['restrictions.leastPrices[1].price', { restrictions: { leastPrices: [50, 51].map((price) => ({ price })) } }],
    ['noRegret.budget', { noRegret: { days: 3, budget: 51 } }],
    ['redemption.waiveRestBelow', { redemption: { ...PAYING, waiveRestBelow: 51 } }],
    [
      'activities.referral.leastSale',
      { activities: activitiesOf({ referral: { ...REFERRAL, leastSale: 51 as never } }) },
    ],
  ])('names the place that does not scale: %s', (place, changes) => {
    const scale = () => scaleProgram(programOf(changes as Partial<ProgramDocument>), { numerator: 1, denominator: 50 });
    expect(scale).toThrow(`${place} does not scale`);
  });

  const rule = (when: EarningRule['when'], gain: EarningRule['gain']): EarningRule => ({
    id: 'r',
    when,
    gain,
    caps: null,
  });
  const bonus = { kind: 'POINTS', points: points(50) } as const;
  const coffee: StampCardDocument = {
    id: 'c',
    name: { en: 'Coffee' },
    size: 6,
    validityMonths: null,
    collects: { by: 'VISIT', leastAmount: minorUnits(100) },
    reward: { points: points(100) },
  };

  it('multiplies money in rules, however deep, and in the cards of visits', () => {
    const when: EarningRule['when'] = {
      combinator: 'and',
      not: true,
      rules: [
        condition('amount', '>=', 1_000),
        { combinator: 'or', rules: [condition('payable', 'between', [200, 400]), condition('items', '>', 100)] },
        condition('category', 'in', ['tea', 'cake']),
        condition('paymentMethod', 'null', null),
      ],
    };
    const perStep = { kind: 'PER_STEP', step: minorUnits(300), points: points(7) } as const;
    const rules = [rule(when, bonus), rule(null, perStep)];
    const byItem = { ...coffee, collects: { by: 'ITEM', skus: ['A'] } } as const;
    const rich = programOf({ earning: earningOf({ rules }), stampCards: [coffee, byItem] });
    expect(scaleProgram(rich, { numerator: 1, denominator: 50 })).toMatchObject({
      earning: {
        rules: [
          {
            gain: bonus,
            when: {
              combinator: 'and',
              not: true,
              rules: [
                { field: 'amount', value: 20 },
                { combinator: 'or', rules: [{ value: [4, 8] }, { field: 'items', value: 100 }] },
                { value: ['tea', 'cake'] },
                { value: null },
              ],
            },
          },
          { when: null, gain: { ...perStep, step: 6 } },
        ],
      },
      stampCards: [{ collects: { by: 'VISIT', leastAmount: 2 } }, { collects: { by: 'ITEM', skus: ['A'] } }],
    });
    expect(scaleProgram(programOf(), { numerator: 2, denominator: 1 })).not.toHaveProperty('stampCards');
  });

  it.each([
    [{ numerator: 1, denominator: 3 }, 'pointValue'],
    [{ numerator: 1, denominator: 1_000 }, 'tiers[0].benefits'],
    [{ numerator: 1_000_000_000_000, denominator: 1 }, 'pointValue becomes too large'],
    [{ numerator: 0, denominator: 1 }, 'above zero'],
    [{ numerator: 1, denominator: 0 }, 'above zero'],
    [{ numerator: 1, denominator: -1 }, 'above zero'],
  ])('refuses %j and names the place', (factor, place) => {
    expect(() => scaleProgram(document, factor)).toThrow(RangeError);
    expect(() => scaleProgram(document, factor)).toThrow(place);
  });

  it.each([
    ['tiers[1].needs.spend', programOf({ tiers: [tierOf('A'), tierOf('B', { needs: needs(5) })] })],
    ['earning.base.step', programOf({ earning: earningOf({ base: { step: minorUnits(5), points: points(1) } }) })],
    [
      'redemption.leaveAtLeast',
      programOf({ redemption: { minPoints: points(1), maxSharePpm: null, leaveAtLeast: minorUnits(5) } }),
    ],
    [
      'earning.rules[1].when.rules[0].rules[1].value',
      programOf({
        earning: earningOf({
          rules: [
            rule(null, bonus),
            rule(
              {
                combinator: 'or',
                rules: [{ combinator: 'and', rules: [condition('items', '=', 3), condition('amount', '<', 5)] }],
              },
              bonus,
            ),
          ],
        }),
      }),
    ],
    [
      'earning.rules[0].when.rules[0].value',
      programOf({
        earning: earningOf({
          rules: [rule({ combinator: 'or', rules: [condition('total', 'notBetween', [4, 5])] }, bonus)],
        }),
      }),
    ],
    [
      'earning.rules[0].gain.step',
      programOf({
        earning: earningOf({ rules: [rule(null, { kind: 'PER_STEP', step: minorUnits(5), points: points(1) })] }),
      }),
    ],
    [
      'stampCards[1].collects.leastAmount',
      programOf({ stampCards: [coffee, { ...coffee, collects: { by: 'VISIT', leastAmount: minorUnits(5) } }] }),
    ],
  ])('names %s', (place, odd) => {
    expect(() => scaleProgram(odd, { numerator: 1, denominator: 2 })).toThrow(`${place} does not scale`);
  });
});

describe('branded numbers', () => {
  it('are safe integers or the bug is loud', () => {
    for (const brand of [points, minorUnits, partsPerMillion]) {
      expect(brand(5)).toBe(5);
      for (const wrong of [0.5, NaN, 2 ** 53, Infinity]) expect(() => brand(wrong)).toThrow(InvariantError);
    }
    expect(points(-1)).toBe(-1);
    expect(() => partsPerMillion(-1)).toThrow(InvariantError);
    expect(new InvariantError('x').name).toBe('InvariantError');
  });
});

describe('a new guest', () => {
  it('has nothing and nothing due', () => {
    expect(newGuest()).toMatchObject({
      version: 0,
      tier: null,
      birthday: null,
      lots: [],
      days: [],
      counters: EMPTY_COUNTERS,
      dueAt: 8.64e15,
      overdraft: false,
    });
    expect(newGuest(229).birthday).toBe(229);
  });
});
