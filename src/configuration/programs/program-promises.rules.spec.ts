import fc from 'fast-check';
import { saleOf } from '../../../test/support/decision/acts';
import {
  activitiesOf,
  allOf,
  anyOf,
  condition,
  earningOf,
  multiplierRule,
  needs,
  programOf,
  ruleOf,
  tierOf,
} from '../../../test/support/decision/programs';
import { runs } from '../../../test/support/decision/runs';
import { Story } from '../../../test/support/decision/story';
import {
  minorUnits,
  newGuest,
  partsPerMillion,
  points,
  type PointLimitDocument,
  type ProgramDocument,
  type RuleGroup,
  type TierDocument,
} from '../../decision';
import { MAX_AMOUNT } from '../program-document/document-numbers.schema';
import type { NetworkNames } from '../program-document/names-missing.rules';
import { PRESETS } from '../program-document/presets';
import { programDocumentSchema } from '../program-document/program-document.schema';
import { brokenPromises } from '../program-document/program-promises.rules';
import { validateProgram } from './drafts/validate-program.rules';

const ppm = partsPerMillion;
const NO_NAMES: NetworkNames = {
  rewardCodes: new Set(),
  segmentCodes: new Set(),
  restaurantIds: new Set(),
  pointOfSaleIds: new Set(),
};
const toldOf = (document: ProgramDocument) =>
  [...brokenPromises(document)].map(({ path, code = '' }) => `${path.join('.')}: ${code}`);
const tiersOf = (lower: Partial<TierDocument>, higher: Partial<TierDocument>) =>
  programOf({ tiers: [tierOf('A', lower), tierOf('B', { needs: needs(100), ...higher })] });
const perStep = (step: number, when: RuleGroup | null) =>
  programOf({
    earning: earningOf({ rules: [ruleOf('a', { kind: 'PER_STEP', step: minorUnits(step), points: points(1) }, when)] }),
  });
const redeeming = (pointValue: number, minPoints: number, maxSharePpm: number | null = null) =>
  programOf({
    pointValue,
    redemption: {
      minPoints: points(minPoints),
      maxSharePpm: maxSharePpm === null ? null : ppm(maxSharePpm),
      leaveAtLeast: minorUnits(0),
    },
  });

describe('what a draft may not promise', () => {
  it('is nothing that a preset or a plain program says', () => {
    for (const document of [...Object.values(PRESETS), programOf()]) expect(toldOf(document)).toEqual([]);
  });

  it('is a tier whose points may pay less than those of the tier below, wherever and for whatever', () => {
    const limitsOf = (
      ...limits: (readonly [tiers: string[], share: number, where?: Partial<PointLimitDocument>])[]
    ) => {
      const document = tiersOf({}, {});
      const everywhere = { channels: [], restaurantIds: [], categories: [] };
      return toldOf({
        ...document,
        redemption: {
          minPoints: points(1),
          maxSharePpm: null,
          leaveAtLeast: minorUnits(0),
          limits: limits.map(([tiers, share, where]) => ({ tiers, maxSharePpm: ppm(share), ...everywhere, ...where })),
        },
      });
    };
    expect(limitsOf([['A'], 300_000], [['B'], 500_000])).toEqual([]);
    expect(limitsOf([['A', 'B'], 300_000], [[], 0, { categories: ['wine'] }])).toEqual([]);
    const worse = 'redemption.limits.0.tiers.0: worse_than_below';
    expect(limitsOf([['B'], 500_000])).toEqual([worse]);
    expect(limitsOf([['B'], 500_000], [['A'], 500_001])).toEqual([worse]);
    expect(limitsOf([['B'], 500_000], [['A'], 500_000, { channels: ['API'] }])).toEqual([worse]);
    expect(limitsOf([['B'], 500_000, { channels: ['API'] }], [['A'], 500_000])).toEqual([]);
    expect(limitsOf([['B'], 0, { categories: ['Wine'] }], [['A'], 0, { categories: ['tea', 'wine'] }])).toEqual([]);
  });

  const bad: [string, ProgramDocument, string[]][] = [
    ['a smaller discount', tiersOf({ discountPpm: ppm(2) }, { discountPpm: ppm(1) }), ['discountPpm']],
    ['a smaller multiplier', tiersOf({}, { multiplierPpm: ppm(999_999) }), ['multiplierPpm']],
    ['a benefit that is lost', tiersOf({ benefits: [{ kind: 'PRIORITY' }] }, {}), ['benefits']],
    [
      'delivery from more',
      tiersOf(
        { benefits: [{ kind: 'FREE_DELIVERY', from: minorUnits(10) }] },
        { benefits: [{ kind: 'FREE_DELIVERY', from: minorUnits(11) }] },
      ),
      ['benefits'],
    ],
  ];
  it.each(bad)('is %s in a higher tier', (_what, document, members) => {
    expect(toldOf(document)).toEqual(members.map((member) => `tiers.1.${member}: worse_than_below`));
  });

  it('does not judge benefits in words of the network', () => {
    const custom = (code: string) => ({ benefits: [{ kind: 'CUSTOM' as const, code, text: { en: code } }] });
    expect(toldOf(tiersOf(custom('TEA'), custom('COFFEE')))).toEqual([]);
  });

  it('is a tier by points where nothing gives any', () => {
    const none = { model: 'DISCOUNT' as const, earning: earningOf({ base: null }), redemption: null };
    const byPoints = (more: Partial<ProgramDocument>, match: 'ALL' | 'ANY' = 'ALL', spend = 0) =>
      programOf({ ...none, tiers: [tierOf('A'), tierOf('B', { needs: needs(spend, 0, 5), match })], ...more });
    expect(toldOf(byPoints({}))).toEqual(['tiers.1.needs.points: never_reached']);
    expect(toldOf(byPoints({}, 'ANY'))).toEqual(['tiers.1.needs.points: never_reached']);
    expect(toldOf(byPoints({}, 'ANY', 100))).toEqual([]);
    expect(toldOf(byPoints({ activities: activitiesOf({ birthday: { points: points(1) } }) }))).toEqual([]);
  });

  it('is a wait that outlasts the points, be they of sales or of one activity', () => {
    const waiting = (from: number | null, days: number) =>
      programOf({
        pending: { kind: 'DELAY', days: 10 },
        expiry: { kind: 'DAYS', count: days },
        activities: activitiesOf({
          birthday: {
            points: points(1),
            validity: { from: from === null ? null : { days: from }, until: { days: 9 } },
          },
        }),
      });
    expect(toldOf(waiting(null, 10))).toEqual(['activities.birthday.validity.until: never_reached']);
    expect(toldOf(waiting(2, 10))).toEqual([]);
    expect(toldOf(waiting(2, 9))).toEqual(['pending.days: never_reached']);
  });

  it('is a step that no sale which the rule is for can have', () => {
    const at = 'earning.rules.0.gain.step: gives_nothing';
    const below = (field: 'payable' | 'amount' | 'total', most: number) => condition(field, '<=', most);
    expect(toldOf(perStep(1_000, allOf(below('payable', 999))))).toEqual([at]);
    expect(toldOf(perStep(1_000, allOf(below('payable', 1_000))))).toEqual([]);
    expect(toldOf(perStep(1_000, allOf(condition('amount', 'between', [10, 999]))))).toEqual([at]);
    expect(toldOf(perStep(1_000, allOf(condition('amount', '<', 1_000))))).toEqual([at]);
    // 500 lines of one piece of money each come to 500, two of them to 2.
    expect(toldOf(perStep(501, allOf(below('total', 1))))).toEqual([at]);
    expect(toldOf(perStep(500, allOf(below('total', 1))))).toEqual([]);
    expect(toldOf(perStep(3, allOf(below('total', 1), condition('items', '=', 2))))).toEqual([at]);
    expect(toldOf(perStep(1_000, anyOf(below('payable', 999))))).toEqual([]);
    expect(toldOf(perStep(1_000, { ...allOf(below('payable', 999)), not: true }))).toEqual([]);
    expect(toldOf(perStep(1_000, allOf(allOf(below('payable', 999)))))).toEqual([at]);
  });

  it('is a quantity that no sale which the rule is for can have', () => {
    const gain = { kind: 'PER_QUANTITY' as const, quantityMilli: 501_000, points: points(1) };
    const of = (most: number) =>
      programOf({ earning: earningOf({ rules: [ruleOf('a', gain, allOf(condition('quantity', '<=', most)))] }) });
    expect(toldOf(of(1_000))).toEqual(['earning.rules.0.gain.quantityMilli: gives_nothing']);
    expect(toldOf(of(1_002))).toEqual([]);
  });

  it('is to take points for nothing, or more than any order takes', () => {
    const at = 'redemption.minPoints: ';
    expect(toldOf(redeeming(999_999, 1))).toEqual([`${at}worth_nothing`]);
    expect(toldOf(redeeming(999_999, 2))).toEqual([]);
    expect(toldOf(redeeming(1_000_000, 1))).toEqual([]);
    // A point worth 1,000.00, of orders of 10^11 minor units at most a millionth: 100,000.
    expect(toldOf(redeeming(100_000_000_000, 2, 1))).toEqual([`${at}never_reached`]);
    expect(toldOf(redeeming(100_000_000_000, 1, 1))).toEqual([]);
  });

  it('is a tier in which even the largest sale earns nothing, exactly where decide gives nothing', () => {
    const figures = fc.record({
      rounding: fc.constantFrom<ProgramDocument['rounding']>('FLOOR', 'HALF_UP', 'HALF_EVEN'),
      step: fc.constantFrom(1_000_000, 99_999_999_999, MAX_AMOUNT),
      perStep: fc.integer({ min: 1, max: 3 }),
      multiplierPpm: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constantFrom(333_333, 499_999, 500_000, 1_000_000)),
      discountPpm: fc.constantFrom(0, 1, 500_000, 999_999, 1_000_000),
      times: fc.option(fc.constantFrom(2_000_000, 3_000_001)),
    });
    fc.assert(
      fc.property(figures, ({ rounding, step, perStep: per, multiplierPpm, discountPpm, times }) => {
        const document = programOf({
          rounding,
          tiers: [tierOf('A', { multiplierPpm: ppm(multiplierPpm), discountPpm: ppm(discountPpm) })],
          earning: earningOf({
            base: { step: minorUnits(step), points: points(per) },
            rules: times === null ? [] : [multiplierRule('a', times)],
          }),
        });
        const guest = { ...newGuest(), tier: 'A' };
        const { pointsEarned, payable } = new Story(document, guest).done(saleOf(MAX_AMOUNT)).amounts;
        const isSaid = toldOf(document).includes('tiers.0.multiplierPpm: gives_nothing');
        expect(isSaid).toBe(pointsEarned === 0 && multiplierPpm > 0 && payable > 0);
      }),
      runs(500),
    );
  });

  it('is told in the reader’s language with its place, beside rewards that the catalogue does not have', () => {
    const card = {
      id: '0195d8f0-0000-7000-8000-000000000001',
      name: { en: 'Coffee' },
      collects: { by: 'VISIT' as const, leastAmount: minorUnits(1) },
      size: 5,
      reward: { rewardCode: 'CUP' },
      validityMonths: null,
    };
    const document = { ...tiersOf({ discountPpm: ppm(2) }, { discountPpm: ppm(1) }), stampCards: [card] };
    // Earlier published versions still decide, so the schema itself is not narrower.
    expect(programDocumentSchema.safeParse(document).success).toBe(true);
    const { valid, documentHash, errors } = validateProgram(document, 'en', {
      ...NO_NAMES,
      rewardCodes: new Set(['MUG']),
    });
    expect([valid, documentHash]).toEqual([false, null]);
    expect(errors).toEqual([
      {
        path: 'tiers[1].discountPpm',
        code: 'worse_than_below',
        message: 'Gives less than the tier below: guests who rise would lose it.',
      },
      {
        path: 'stampCards[0].reward.rewardCode',
        code: 'reward_unknown',
        message: 'No such reward in the catalogue.',
      },
    ]);
    expect(validateProgram(document, 'ru', { ...NO_NAMES, rewardCodes: new Set(['CUP']) }).errors).toEqual([
      {
        path: 'tiers[1].discountPpm',
        code: 'worse_than_below',
        message: 'Даёт меньше, чем уровень ниже: при повышении гость это потеряет.',
      },
    ]);
    expect(validateProgram(document, 'en', null).errors).toHaveLength(1);
  });

  it('is told with what exactly is wrong, where a code alone would not say it', () => {
    const twice = programOf({ tiers: [tierOf('A'), tierOf('A', { needs: needs(1) })] });
    const told = (language: 'en' | 'ru') => validateProgram(twice, language, null).errors;
    expect(told('en')).toEqual([
      { path: 'tiers[1].code', code: 'not_valid', message: 'Two tiers have the same code.' },
    ]);
    expect(told('ru')).toEqual([
      { path: 'tiers[1].code', code: 'not_valid', message: 'У двух уровней один и тот же код.' },
    ]);
  });

  it('names no restaurant and no till that is another network’s', () => {
    const [ours, theirs] = ['0195d8f0-0000-7000-8000-000000000001', '0195d8f0-0000-7000-8000-000000000002'];
    const when = allOf(condition('restaurant', 'in', [ours, theirs]), condition('pointOfSale', '=', theirs));
    const document = programOf({ earning: earningOf({ rules: [multiplierRule('a', 2_000_000, when)] }) });
    const known = { ...NO_NAMES, restaurantIds: new Set([ours]), pointOfSaleIds: new Set([ours]) };
    const place = 'earning.rules[0].when.rules';
    expect(validateProgram(document, 'en', known).errors).toEqual([
      { path: `${place}[0].value[1]`, code: 'not_allowed', message: 'The network has no such restaurant.' },
      { path: `${place}[1].value`, code: 'not_allowed', message: 'The network has no such till.' },
    ]);
    expect(validateProgram(document, 'en', { ...known, restaurantIds: new Set([ours, theirs]) }).errors).toHaveLength(
      1,
    );
    expect(validateProgram(document, 'en', null).valid).toBe(true);
  });

  it('is no choice of which nothing can hold', () => {
    const rule = (...rules: RuleGroup['rules']) =>
      toldOf(programOf({ earning: earningOf({ rules: [multiplierRule('a', 2_000_000, allOf(...rules))] }) }));
    const dear = condition('amount', '>', 100);
    const dead = ['earning.rules.0.when.rules.1: never_holds'];
    const cheap = condition('amount', '<', 50);
    expect(rule(dear, anyOf(cheap, condition('amount', '=', 20)))).toEqual(dead);
    expect(rule(dear, anyOf(cheap, allOf(condition('weekday', '=', 1), condition('amount', '=', 20))))).toEqual(dead);
    expect(rule(dear, { ...allOf(condition('amount', '>=', 50), dear), not: true })).toEqual(dead);
    expect(rule(dear, { ...allOf(condition('amount', '<', 50), dear), not: true })).toEqual([]);
    expect(rule(dear, anyOf(cheap, condition('amount', '=', 200)))).toEqual([]);
    expect(rule(dear, anyOf(cheap, condition('weekday', '=', 1)))).toEqual([]);
  });

  it('is no point that ends before it may be spent', () => {
    const told = (days: number, expiry: ProgramDocument['expiry']) =>
      toldOf(programOf({ pending: { kind: 'DELAY', days }, expiry }));
    expect(told(30, { kind: 'DAYS', count: 30 })).toEqual([]);
    expect(told(31, { kind: 'DAYS', count: 30 })).toEqual(['pending.days: never_reached']);
    expect(told(63, { kind: 'MONTHS', count: 2 })).toEqual(['pending.days: never_reached']);
    expect(told(62, { kind: 'MONTHS', count: 2 })).toEqual([]);
    expect(told(365, { kind: 'NEVER' })).toEqual([]);
  });
});
