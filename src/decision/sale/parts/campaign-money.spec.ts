import { lineOf, saleOf } from '../../../../test/support/decision/acts';
import { campaignOf, runningOf, moneyOffOf } from '../../../../test/support/decision/campaigns';
import { allOf, condition, earningOf, programOf, tierOf } from '../../../../test/support/decision/programs';
import { amountOf, linesOf, Story } from '../../../../test/support/decision/story';
import {
  type CampaignDocument,
  type Decision,
  minorUnits,
  partsPerMillion,
  points,
  type ProgramDocument,
  type RefundAct,
  type ReturnedCampaign,
  type RunningCampaigns,
} from '../..';

const TEN_OFF = moneyOffOf(1_000);

function storyOf(
  documents: Readonly<Record<string, CampaignDocument>>,
  program: Partial<ProgramDocument> = {},
  running: Partial<RunningCampaigns> = {},
): Story {
  return new Story(programOf(program), undefined, undefined, { campaigns: runningOf(documents, running) });
}

/** The parts that a refund gives back to budgets of campaigns: code, points, money and uses. */
function returned(story: Story, what?: RefundAct['what']): (string | number)[][] {
  const { details } = story.refund('sale', what) as Decision;
  const campaigns: readonly ReturnedCampaign[] = details?.kind === 'REFUND' ? (details.campaigns ?? []) : [];
  return campaigns.map(({ campaign, points: back, money, uses }) => [campaign, back, money, uses]);
}

describe('a budget that a refund gives back to', () => {
  // A free line takes no part in anything, also not in the division by its price.
  const LINES = [lineOf(600), lineOf(0), lineOf(400)];

  it('gets points line by line with their worth as it was charged, and the use with the last of the sale', () => {
    // 10 points that are worth 0.41 minor units each cost 5.
    const story = storyOf({ GIFT: campaignOf() }, { pointValue: 410_000 });
    story.done(saleOf(1_000, { lines: LINES }), 'sale');
    const back = [amountOf(300), amountOf(300), undefined].map((what) => returned(story, what));
    expect(back).toEqual([[['GIFT', 2, 1, 0]], [['GIFT', 3, 1, 0]], [['GIFT', 5, 3, 1]]]);
    expect(back.flat().reduce((sum, [, , money]) => sum + Number(money), 0)).toBe(5);
  });

  it('gets money off and no points', () => {
    const story = storyOf({ TEN: TEN_OFF });
    story.done(saleOf(10_000), 'sale');
    expect(returned(story, amountOf(5_000))).toEqual([['TEN', 0, 500, 0]]);
    expect(returned(story)).toEqual([['TEN', 0, 500, 1]]);
  });

  it('gets nothing from a guest of a control group, who got nothing', () => {
    const control = { sharePpm: partsPerMillion(1_000_000), seed: 'seed' };
    const story = storyOf({ GIFT: { ...campaignOf(), control }, TEN: { ...TEN_OFF, control } }, {}, { draw: () => 0 });
    expect(story.done(saleOf(1_000), 'sale').details).toMatchObject({
      campaigns: [
        { campaign: 'TEN', arm: 'CONTROL' },
        { campaign: 'GIFT', arm: 'CONTROL' },
      ],
    });
    expect(returned(story)).toEqual([]);
  });

  it('gets the points of tasks as the payouts were charged: a step and the rest of the same sale together', () => {
    const visit = { id: 'visit', kind: 'BUY', skus: [], categories: [], measure: 'VISITS', target: 1 } as const;
    const steps = [{ sharePpm: partsPerMillion(500_000), points: points(3) }];
    const challenge = { tasks: [visit], payouts: [{ points: points(5) }], steps };
    // 8 points that are worth half a minor unit each cost 4.
    const story = storyOf({ VISIT: campaignOf({ offer: null, challenge }) }, { pointValue: 500_000 });
    story.done(saleOf(1_000), 'sale');
    expect(returned(story)).toEqual([
      ['VISIT', 5, 2, 1],
      ['VISIT', 3, 2, 0],
    ]);
  });
});

describe('a gift that a refund takes back', () => {
  const part = (sku: string) => ({ skus: [sku], categories: [], pieces: 1 });
  const gift = campaignOf({
    ...TEN_OFF,
    moneyOff: {
      kind: 'BUY_X_GET_Y',
      buy: part('burger'),
      get: part('coke'),
      off: 'GET',
      ratePpm: partsPerMillion(1_000_000),
      times: null,
    },
  });

  it('is named once, by the refund that loses it', () => {
    const story = storyOf({ COKE: gift });
    const lines = [lineOf(500, { sku: 'burger' }), lineOf(200, { sku: 'coke' }), lineOf(300, { sku: 'tea' })];
    story.done(saleOf(1_000, { lines }), 'sale');
    const told = (line: number) =>
      (story.refund('sale', linesOf(line)) as Decision).trace.filter(({ rule }) => rule === 'refund.gift');
    expect(told(3)).toEqual([]);
    expect(told(1)).toEqual([
      { effect: 'GIVE_BACK', rule: 'refund.gift', amount: 200, arguments: { campaign: 'COKE' } },
    ]);
    expect(told(2)).toEqual([]);
  });
});

describe('money off', () => {
  it('for a first sale is none where the tier leaves nothing to pay', () => {
    const first = { ...TEN_OFF, when: allOf(condition('firstSale', '=', true)) };
    const failed = (ratePpm: number) =>
      storyOf({ TEN: first }, { tiers: [tierOf('BASE', { discountPpm: partsPerMillion(ratePpm) })] })
        .done(saleOf(1_000))
        .trace.find(({ rule }) => rule === 'campaign.TEN.discount')?.arguments['failed'];
    expect(failed(1_000_000)).toBe('firstSale');
    expect(failed(0)).toBeUndefined();
  });

  it('comes off beside a reward, each of them from its own lines', () => {
    const when = allOf(condition('sku', '=', 'tea'));
    const story = storyOf({ TEN: { ...TEN_OFF, when } }, { earning: earningOf({ base: null }) });
    const lines = [lineOf(3_000, { sku: 'tea' }), lineOf(2_000, { sku: 'cake' })];
    const cake = {
      redemptionId: 'r',
      rewardId: 'item',
      code: 'CAKE',
      minimumOrder: minorUnits(0),
      gift: { kind: 'FREE_ITEM' as const, skus: ['cake'], categories: [], most: null },
    };
    const sale = story.done(saleOf(5_000, { lines, rewards: [cake] }), 'sale');
    expect(sale.lines.map(({ discount, payable }) => [discount, payable])).toEqual([
      [1_000, 2_000],
      [2_000, 0],
    ]);
    const refund = story.refund('sale') as Decision;
    expect(refund.trace.filter(({ effect }) => effect === 'GIVE_BACK')).toEqual([
      { effect: 'GIVE_BACK', rule: 'refund.discount', amount: 3_000, arguments: {} },
      { effect: 'GIVE_BACK', rule: 'refund.reward', amount: 0, arguments: { reward: 'CAKE' } },
    ]);
  });

  it('by a promo code is refused where no campaign runs at all', () => {
    const alone = new Story(programOf()).play(saleOf(1_000, { promoCode: 'SPRING' }));
    expect(alone).toEqual({ kind: 'REFUSED', code: 'promo_code_refused', data: { reason: 'UNKNOWN' } });
  });
});
