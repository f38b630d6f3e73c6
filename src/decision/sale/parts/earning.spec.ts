import { DAY, HOUR, lineOf, manualOf, NOON, saleOf } from '../../../../test/support/decision/acts';
import { campaignOf, runningOf, moneyOffOf } from '../../../../test/support/decision/campaigns';
import { allOf, capsOf, condition, earningOf, pointsRule, programOf } from '../../../../test/support/decision/programs';
import { amountOf, linesOf, Story } from '../../../../test/support/decision/story';
import {
  type CampaignDocument,
  type Decision,
  minorUnits,
  newGuest,
  partsPerMillion,
  points,
  type ProgramDocument,
  type RunningCampaigns,
  type SaleAct,
} from '../..';

type Documents = Readonly<Record<string, CampaignDocument>>;

const NO_CAPS = { ...capsOf(), uses: null };
const moneyOff = (changes: Partial<CampaignDocument> = {}) => moneyOffOf(1_000, changes);

function storyOf(
  program: Partial<ProgramDocument>,
  documents: Documents = {},
  running: Partial<RunningCampaigns> = {},
): Story {
  return new Story(programOf(program), undefined, undefined, { campaigns: runningOf(documents, running) });
}
const usedCaps = (story: Story) =>
  Object.fromEntries(story.guest.counters.caps.filter(({ used }) => used > 0).map(({ cap, used }) => [cap, used]));

describe('the facts that a sale is decided by', () => {
  it('keep the segments that money off asked for, though no rule for points does', () => {
    const audience = { segments: ['VIP'], tiers: [] };
    const story = storyOf({}, { TEN: moneyOff({ audience }) });
    expect(story.done(saleOf(10_000, { segments: ['VIP', 'NEW'] })).facts.segments).toEqual(['VIP', 'NEW']);
    expect(storyOf({}, { TEN: moneyOff() }).done(saleOf(10_000, { segments: ['VIP'] })).facts.segments).toBeNull();
  });

  it('count what is left to pay after the money off', () => {
    const story = storyOf({ earning: earningOf({ rules: [pointsRule('twenty', 20)] }) }, { TEN: moneyOff() });
    expect(story.done(saleOf(10_000)).amounts).toMatchObject({ payable: 9_000, pointsEarned: 110 });
  });
});

describe('caps that a refund frees', () => {
  const sold = (story: Story, id: string, changes: Partial<SaleAct> = {}) =>
    story.done(saleOf(10_000, { occurredAt: story.now, ...changes }), id).amounts.pointsEarned;

  it('are not those of receipts that earned nothing', () => {
    const story = storyOf({ earning: earningOf({ receiptsPerDay: 1 }) });
    sold(story, 'first');
    story.done(saleOf(10_000), 'second');
    story.refund('second');
    expect(sold(story, 'third')).toBe(0);
  });

  it('are those of a receipt with a line that earned nothing', () => {
    const story = storyOf({ earning: earningOf({ receiptsPerDay: 1 }) });
    sold(story, 'first', { lines: [lineOf(9_990), lineOf(10)] });
    story.refund('first');
    expect(sold(story, 'second')).toBe(100);
  });

  it('are not those that a later version of the programme counts', () => {
    const earning = earningOf({ receiptsPerDay: 1, caps: capsOf({ perGuest: points(130) }) });
    const inForce = storyOf({ earning });
    for (const before of [storyOf({}), storyOf({ redemption: { ...programOf().redemption!, receiptsPerDay: 9 } })]) {
      sold(before, 'before');
      inForce.guest = before.guest;
      sold(inForce, 'first');
      before.guest = inForce.guest;
      before.refund('before');
      inForce.guest = before.guest;
      expect(sold(inForce, 'second')).toBe(0);
      expect(usedCaps(inForce)).toMatchObject({ 'earning.receipts.perDay': 1 });
    }
  });

  it('are those of the gift that is lost, and of no other', () => {
    const giftFor = (buy: string, get: string): CampaignDocument =>
      moneyOff({
        moneyOff: {
          kind: 'BUY_X_GET_Y',
          buy: { skus: [buy], categories: [], pieces: 1 },
          get: { skus: [get], categories: [], pieces: 1 },
          off: 'GET',
          ratePpm: partsPerMillion(1_000_000),
          times: null,
        },
        caps: { ...NO_CAPS, perDay: points(5_000) },
      });
    const story = storyOf({}, { COKE: giftFor('burger', 'coke'), CAKE: giftFor('tea', 'cake') });
    const lines = ['burger', 'coke', 'tea', 'cake'].map((sku, index) => lineOf(1_000 * (4 - index), { sku }));
    story.done(saleOf(10_000, { lines }), 'sale');
    expect(usedCaps(story)).toEqual({ 'campaign.COKE.perDay': 3_000, 'campaign.CAKE.perDay': 1_000 });
    story.refund('sale', linesOf(3));
    expect(usedCaps(story)).toEqual({ 'campaign.COKE.perDay': 3_000 });
    story.refund('sale', linesOf(1));
    expect(usedCaps(story)).toEqual({});
  });

  it('are one use of a campaign for each of its payouts that is undone', () => {
    const visit = { id: 'visit', kind: 'BUY', skus: [], categories: [], measure: 'VISITS', target: 1 } as const;
    const daily = { by: 'WEEK', weekdays: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00', days: 1 } as const;
    const document = campaignOf({
      type: 'TASKS',
      offer: null,
      challenge: { tasks: [visit], payouts: [{ points: points(50) }] },
      schedule: { startsAt: '2020-01-01T00:00', endsAt: null, recurrence: daily, exceptions: [] },
      caps: { ...NO_CAPS, uses: 2 },
    });
    const story = storyOf({ earning: earningOf({ base: null }) }, { VISIT: document });
    expect(sold(story, 'day 1')).toBe(50);
    expect(sold(story.at(NOON + DAY), 'day 2')).toBe(50);
    story.refund('day 2', amountOf(4_000));
    expect(usedCaps(story)).toEqual({ 'campaign.VISIT.uses.perGuest': 2 });
    story.refund('day 2');
    expect(usedCaps(story)).toEqual({ 'campaign.VISIT.uses.perGuest': 1 });
    expect(sold(story, 'day 2 again')).toBe(50);
    expect(sold(story.at(NOON + 2 * DAY), 'day 3')).toBe(0);
  });
});

describe('a guest who could pay with points', () => {
  const redemption = { minPoints: points(1), maxSharePpm: null, leaveAtLeast: minorUnits(0) };
  const named = (
    campaigns: readonly string[],
    documents: Documents,
    act: Partial<SaleAct> = {},
    draw = 999_999,
    caps = capsOf(),
  ) => {
    const program = { redemption: { ...redemption, notWith: { campaigns } }, earning: earningOf({ caps }) };
    const story = storyOf(program, documents, { draw: () => draw });
    story.done(manualOf('CREDIT', 500));
    return story.done(saleOf(10_000, act)).trace.filter(({ rule }) => /notWith|withoutCampaigns/.test(rule));
  };
  const control = { sharePpm: partsPerMillion(500_000), seed: 'seed' };

  it('is told which campaigns that would end', () => {
    expect(named([], { GIFT: campaignOf(), TEN: moneyOff() })).toEqual([
      { effect: 'REDEEM', rule: 'redemption.notWith', amount: 0, arguments: { campaigns: 'TEN, GIFT' } },
    ]);
  });

  it.each<[string, readonly string[], Documents, number]>([
    ['no campaign runs', [], {}, 999_999],
    ['those that gave something go together with points', ['OTHER'], { GIFT: campaignOf() }, 999_999],
    ['the guest is in the control group', [], { GIFT: campaignOf({ control }), TEN: moneyOff({ control }) }, 0],
    [
      'a campaign had nothing to give',
      [],
      { GIFT: campaignOf({ when: allOf(condition('amount', '>', 10_000)) }) },
      999_999,
    ],
  ])('is told of none where %s', (_name, campaigns, documents, draw) => {
    expect(named(campaigns, documents, {}, draw)).toEqual([]);
  });

  it('is told of none whose points a cap of the programme took away', () => {
    expect(named([], { GIFT: campaignOf() }, {}, 999_999, capsOf({ perSale: points(0) }))).toEqual([]);
  });

  it('is told, once points pay, which campaigns give nothing for it, apart from those of other tiers and of codes', () => {
    const documents = {
      GIFT: campaignOf(),
      GOLD: campaignOf({ audience: { segments: [], tiers: ['GOLD'] } }),
      MINE: campaignOf({ audience: { segments: [], tiers: ['BASE'] } }),
      CODE: moneyOff({ promoCode: 'SPRING' }),
    };
    expect(named([], documents, { pointsToRedeem: points(1) })).toEqual([
      { effect: 'REDEEM', rule: 'redemption.withoutCampaigns', amount: 0, arguments: { campaigns: 'GIFT, MINE' } },
    ]);
  });

  it('loses the named campaigns by a hold that pays, and keeps the others', () => {
    const story = storyOf(
      { redemption: { ...redemption, notWith: { campaigns: ['GIFT'] } } },
      { GIFT: campaignOf(), OTHER: campaignOf({ offer: { kind: 'POINTS', points: points(3) } }) },
    );
    story.done(manualOf('CREDIT', 500));
    const hold = { id: 'hold', points: points(20), expiresAt: NOON + HOUR };
    story.done({ kind: 'HOLD', sale: saleOf(10_000, { pointsToRedeem: points(20) }), expiresAt: NOON + HOUR }, 'hold');
    const sale: Decision = story.done(saleOf(10_000, { hold }));
    expect(sale.amounts).toMatchObject({ pointsRedeemed: 20, payable: 8_000, pointsEarned: 80 + 3 });
  });
});

describe('a guest of a segment that earns nothing', () => {
  const exclusions = { categories: [], skus: [], segments: ['STAFF'] };

  it('gets no points by the base alone, and the trace says why', () => {
    const earned = (segments: readonly string[]) =>
      new Story(programOf({ earning: earningOf({ exclusions }) }), { ...newGuest(), segments }).done(saleOf(10_000));
    expect(earned(['VIP', 'STAFF'])).toMatchObject({
      amounts: { pointsEarned: 0 },
      facts: { segments: ['VIP', 'STAFF'] },
    });
    expect(earned(['STAFF']).trace[0]).toEqual({
      effect: 'EARN',
      rule: 'earning.exclusions',
      amount: 0,
      arguments: { lines: 1, payable: 10_000, segment: 'STAFF' },
    });
    expect(earned(['VIP']).amounts.pointsEarned).toBe(100);
  });
});
