import { lineOf, saleOf } from '../../../test/support/decision/acts';
import { PLENTY, runningOf, moneyOffOf } from '../../../test/support/decision/campaigns';
import { allOf, condition, programOf } from '../../../test/support/decision/programs';
import { Story } from '../../../test/support/decision/story';
import {
  type CampaignDocument,
  minorUnits,
  partsPerMillion,
  points,
  type RunningCampaigns,
  type SaleAct,
  type SaleDetails,
} from '..';

const NO_CAPS = { perSale: null, perDay: null, perWeek: null, perGuest: null, uses: null };

function off(amount: number, changes: Partial<CampaignDocument> = {}): CampaignDocument {
  return moneyOffOf(amount, changes);
}
function storyOf(
  documents: Readonly<Record<string, CampaignDocument>>,
  changes: Partial<RunningCampaigns> = {},
): Story {
  return new Story(programOf(), undefined, undefined, { campaigns: runningOf(documents, changes) });
}
/** Sells for 100.00; returns the discount and the trace entries of campaigns. */
function sold(story: Story, act: Partial<SaleAct> = {}) {
  const { amounts, trace, details } = story.done(saleOf(10_000, act));
  const told = trace.filter(({ rule }) => rule.startsWith('campaign.'));
  const campaigns = details?.kind === 'SALE' ? (details.campaigns ?? []) : [];
  return {
    discount: amounts.discount,
    trace: told.map(({ effect, rule, amount, arguments: of }) => [effect, rule, amount, of]),
    campaigns: campaigns.map(({ campaign, arm, money, uses, byLine }) => [campaign, arm, money, uses, byLine]),
  };
}

describe('a campaign that takes money off', () => {
  it('says how much it took, in total and off each line', () => {
    expect(sold(storyOf({ TEN: off(1_000) }), { lines: [lineOf(7_500), lineOf(2_500)] })).toEqual({
      discount: 1_000,
      trace: [['DISCOUNT', 'campaign.TEN.discount', 1_000, {}]],
      campaigns: [['TEN', 'OFFERED', 1_000, 1, [750, 250]]],
    });
  });

  it('takes nothing off for a guest of a control group, and says how much it would have taken', () => {
    const control = off(1_000, { control: { sharePpm: partsPerMillion(500_000), seed: 'seed' } });
    expect(sold(storyOf({ TEN: control }, { draw: () => 499_999 }))).toEqual({
      discount: 0,
      trace: [['DISCOUNT', 'campaign.TEN.discount', 0, { failed: 'control', value: 1_000 }]],
      campaigns: [['TEN', 'CONTROL', 1_000, 0, []]],
    });
    expect(sold(storyOf({ TEN: off(1_000) }, { isHeldOut: () => true }))).toEqual({
      discount: 0,
      trace: [['DISCOUNT', 'campaign.TEN.discount', 0, { failed: 'heldOut', value: 1_000 }]],
      campaigns: [['TEN', 'HELD_OUT', 1_000, 0, []]],
    });
  });

  it('gives way to a campaign of its group that came first', () => {
    const group = { group: { code: 'spring', mode: 'EXCLUSIVE' } } as const;
    const both = { FIRST: off(1_000, { ...group, priority: 1 }), SECOND: off(2_000, { ...group, priority: 2 }) };
    expect(sold(storyOf(both))).toMatchObject({
      discount: 1_000,
      trace: [
        ['DISCOUNT', 'campaign.FIRST.discount', 1_000, {}],
        ['DISCOUNT', 'campaign.SECOND.discount', 0, { failed: 'group', campaign: 'FIRST' }],
      ],
    });
  });

  it.each([
    ['the condition does not hold', { when: allOf(condition('amount', '>', 10_000)) }, 'amount'],
    ['too little is to pay', { leastToPay: minorUnits(10_001) }, 'leastToPay'],
    [
      'too few pieces are bought',
      { moneyOff: { kind: 'CHEAPEST', of: 3, ratePpm: partsPerMillion(500_000) } },
      'fullQuantity',
    ],
    [
      'no piece is the n-th',
      { moneyOff: { kind: 'EVERY_NTH', every: 2, ratePpm: partsPerMillion(500_000), times: null } },
      'fullQuantity',
    ],
    ['nothing is delivered', { moneyOff: { kind: 'FREE_DELIVERY' } }, 'noDiscount'],
  ] as const)('takes nothing where %s', (_name, changes, failed) => {
    const { discount, trace } = sold(storyOf({ TEN: off(1_000, changes) }));
    expect(discount).toBe(0);
    expect(trace).toMatchObject([['DISCOUNT', 'campaign.TEN.discount', 0, { failed }]]);
  });

  it('takes something where just enough is to pay', () => {
    expect(sold(storyOf({ TEN: off(1_000, { leastToPay: minorUnits(10_000) }) })).discount).toBe(1_000);
  });

  it('says that nothing was left to take off', () => {
    const both = { ALL: off(10_000, { priority: 1 }), TEN: off(1_000, { priority: 2 }) };
    expect(sold(storyOf(both)).trace[1]).toEqual(['DISCOUNT', 'campaign.TEN.discount', 0, { failed: 'noDiscount' }]);
  });

  it.each(['perSale', 'perDay', 'perWeek', 'perGuest'])(
    'takes no more than its limit %s, and says how much was cut',
    (period) => {
      const story = storyOf({ TEN: off(1_000, { caps: { ...NO_CAPS, [period]: points(400) } }) });
      expect(sold(story)).toMatchObject({
        discount: 400,
        trace: [
          ['DISCOUNT', 'campaign.TEN.discount', 400, {}],
          ['DISCOUNT', 'campaign.TEN.discountCap', 0, { period, cap: 400, value: 600 }],
        ],
        campaigns: [['TEN', 'OFFERED', 400, 1, [400]]],
      });
      const second = sold(story);
      expect(second.discount).toBe(period === 'perSale' ? 400 : 0);
      if (period !== 'perSale')
        expect(second.trace).toEqual([['DISCOUNT', 'campaign.TEN.discount', 0, { failed: period }]]);
    },
  );

  it('counts by line against its limits only where one of them holds for longer than a sale', () => {
    const capped = (caps: Partial<NonNullable<CampaignDocument['caps']>>) =>
      (storyOf({ TEN: off(1_000, { caps: { ...NO_CAPS, ...caps } }) }).done(saleOf(10_000)).details as SaleDetails)
        .capped;
    expect(capped({})).toEqual([]);
    expect(capped({ perSale: points(400) })).toEqual([]);
    expect(capped({ perDay: points(400) })).toEqual([{ owner: 'campaign.TEN', byLine: [400] }]);
  });

  it('says that it took nothing where its share is less than a minor unit', () => {
    const share = { kind: 'SHARE', ratePpm: partsPerMillion(1) } as const;
    expect(sold(storyOf({ TEN: off(0, { moneyOff: share }) }))).toEqual({
      discount: 0,
      trace: [['DISCOUNT', 'campaign.TEN.discount', 0, { failed: 'noDiscount' }]],
      campaigns: [],
    });
  });

  it('says of which segment the guest is not', () => {
    const { trace } = storyOf({ TEN: off(1_000, { audience: { segments: ['VIP'], tiers: [] } }) }).done(saleOf(10_000));
    expect(trace).toContainEqual({
      effect: 'DISCOUNT',
      rule: 'campaigns',
      amount: 0,
      arguments: { failed: 'segment', campaigns: 'TEN' },
    });
  });

  it('is used as often as its limit says, and says when it is used up', () => {
    const story = storyOf({ TEN: off(1_000, { caps: { ...NO_CAPS, uses: 2 } }) });
    expect([sold(story).discount, sold(story).discount]).toEqual([1_000, 1_000]);
    expect(sold(story)).toEqual({
      discount: 0,
      trace: [['DISCOUNT', 'campaign.TEN.discount', 0, { failed: 'uses' }]],
      campaigns: [],
    });
  });

  it.each([
    [1_000, 'CUT', 1_000],
    [999, 'CUT', 999],
    [999, 'REFUSE', 0],
    [0, 'CUT', 0],
  ] as const)('keeps within a budget of which %d are left: %s', (MONEY, onShortBudget, discount) => {
    const left = (isHeldElsewhere: boolean) => () => ({ ...PLENTY, MONEY, isHeldElsewhere });
    const budgets = [{ unit: 'MONEY', restaurantId: null, limit: 5_000 }] as const;
    const documents = { TEN: off(1_000, { budgets, onShortBudget }) };
    const here = sold(storyOf(documents, { left: left(false) }));
    expect(here.discount).toBe(discount);
    if (discount === 0) {
      const elsewhere = sold(storyOf(documents, { left: left(true) }));
      const of = (failed: string) => [['DISCOUNT', 'campaign.TEN.discount', 0, { failed, value: 1_000 }]];
      expect([here.trace, elsewhere.trace]).toEqual([of('budget'), of('budgetElsewhere')]);
    } else
      expect(here.trace).toEqual([
        ['DISCOUNT', 'campaign.TEN.discount', discount, {}],
        ...(discount < 1_000
          ? [['DISCOUNT', 'campaign.TEN.discountBudget', 0, { left: discount, value: 1_000 - discount }]]
          : []),
      ]);
  });
});

describe('a promo code', () => {
  const code = { promoCode: 'SPRING' };
  const refusal = (documents: Readonly<Record<string, CampaignDocument>>, changes: Partial<RunningCampaigns> = {}) => {
    const decision = storyOf(documents, changes).play(saleOf(10_000, code));
    return decision.kind === 'REFUSED' ? decision.data['reason'] : decision.amounts.discount;
  };
  const OTHER = off(500);

  it.each([
    ['takes money off', off(1_000, code), 1_000],
    ['belongs to no campaign', off(1_000, { promoCode: 'AUTUMN' }), 'UNKNOWN'],
    [
      'belongs to a campaign that does not run now',
      off(1_000, {
        ...code,
        schedule: { startsAt: '2027-01-01T00:00', endsAt: null, recurrence: null, exceptions: [] },
      }),
      'NOT_NOW',
    ],
    [
      'is for guests of another tier',
      off(1_000, { ...code, audience: { segments: [], tiers: ['GOLD'] } }),
      'NOT_FOR_GUEST',
    ],
    [
      'is for guests of a segment',
      off(1_000, { ...code, audience: { segments: ['VIP'], tiers: [] } }),
      'NOT_FOR_GUEST',
    ],
    ['asks for more to pay', off(1_000, { ...code, leastToPay: minorUnits(10_001) }), 'NOTHING_OFF'],
    [
      'takes nothing off these goods',
      off(1_000, { ...code, when: allOf(condition('category', 'in', ['tea'])) }),
      'NOTHING_OFF',
    ],
  ] as const)('%s', (_name, document, expected) => {
    expect(refusal({ SPRING: document })).toBe(expected);
    // OTHER, a campaign that also takes money off, does not accept the code in place of SPRING.
    expect(refusal({ SPRING: document, OTHER })).toBe(typeof expected === 'number' ? expected + 500 : expected);
  });

  it.each([
    ['uses', { uses: 1 }],
    ['perDay', { perDay: points(1_000) }],
    ['perWeek', { perWeek: points(1_000) }],
    ['perGuest', { perGuest: points(1_000) }],
  ])('is used up by its limit: %s', (_name, caps) => {
    const story = storyOf({ SPRING: off(1_000, { ...code, caps: { ...NO_CAPS, ...caps } }), OTHER });
    expect(story.done(saleOf(10_000, code)).amounts.discount).toBe(1_500);
    expect(story.play(saleOf(10_000, code))).toEqual({
      kind: 'REFUSED',
      code: 'promo_code_refused',
      data: { reason: 'USED_UP' },
    });
  });

  it.each([false, true])('is used up with its budget, wherever the rest is: %s', (isHeldElsewhere) => {
    const budgets = [{ unit: 'MONEY', restaurantId: null, limit: 5_000 }] as const;
    const left = () => ({ ...PLENTY, MONEY: 0, isHeldElsewhere });
    expect(refusal({ SPRING: off(1_000, { ...code, budgets }) }, { left })).toBe('USED_UP');
  });

  it.each<[string, Partial<CampaignDocument>, number | string]>([
    ['takes money off by one of two campaigns that have it', { leastToPay: minorUnits(10_001) }, 1_000],
    ['takes money off by both campaigns that have it', {}, 1_500],
  ])('%s', (_name, other, expected) => {
    expect(refusal({ SPRING: off(1_000, code), AGAIN: off(500, { ...code, ...other }) })).toBe(expected);
  });

  it('is used up where one of two campaigns that have it is, and the other takes nothing off', () => {
    const caps = { ...NO_CAPS, uses: 1 };
    const again = off(500, { ...code, when: allOf(condition('category', 'in', ['tea'])) });
    const story = storyOf({ SPRING: off(1_000, { ...code, caps }), AGAIN: again });
    story.done(saleOf(10_000, code));
    expect(story.play(saleOf(10_000, code))).toMatchObject({ data: { reason: 'USED_UP' } });
  });

  it('is not refused to a guest of a control group, because a refusal would show the group', () => {
    const control = off(1_000, { ...code, control: { sharePpm: partsPerMillion(500_000), seed: 'seed' } });
    expect(refusal({ SPRING: control }, { draw: () => 0 })).toBe(0);
  });

  it('takes nothing off a sale that does not name it', () => {
    expect(sold(storyOf({ SPRING: off(1_000, code) }))).toEqual({ discount: 0, trace: [], campaigns: [] });
  });
});
