import { lineOf, saleOf } from '../../../test/support/decision/acts';
import { campaignOf, PLENTY, runningOf, moneyOffOf } from '../../../test/support/decision/campaigns';
import { allOf, capsOf, condition, earningOf, programOf } from '../../../test/support/decision/programs';
import { Story } from '../../../test/support/decision/story';
import {
  type BudgetAsked,
  type BudgetLeft,
  type CampaignDocument,
  partsPerMillion,
  points,
  type ProgramDocument,
  type RunningCampaigns,
  type SaleAct,
  type SaleDetails,
  type TraceEntry,
} from '..';
import { RefusedAudience, traceRefused } from './campaign-offers';

const BUDGETS: CampaignDocument['budgets'] = [{ unit: 'POINTS', restaurantId: null, limit: 100 }];
const MONEY_OFF = moneyOffOf(500);
const DOUBLE = { kind: 'MULTIPLIER', multiplierPpm: partsPerMillion(2_000_000) } as const;

function sell(
  documents: Readonly<Record<string, CampaignDocument>>,
  act: Partial<SaleAct> = {},
  running: Partial<RunningCampaigns> = {},
  program: Partial<ProgramDocument> = {},
) {
  const campaigns = runningOf(documents, running);
  const decision = new Story(programOf(program), undefined, undefined, { campaigns }).done(saleOf(1_000, act));
  const sold = (decision.details as SaleDetails).campaigns ?? [];
  return {
    decision,
    earned: decision.amounts.pointsEarned,
    sold: sold.map(({ campaign, arm, points: given }) => [campaign, arm, given]),
    told: decision.trace.flatMap(({ rule, arguments: of }) => (rule.startsWith('campaign') ? [[rule, of]] : [])),
  };
}
const leaving = (left: Partial<BudgetLeft>) => ({ left: () => ({ ...PLENTY, ...left }) });

describe('the budgets of a campaign', () => {
  it('are asked for what the offer would give, at the restaurant of the sale', () => {
    const asked: [string, BudgetAsked][] = [];
    const left = (code: string, of: BudgetAsked) => (asked.push([code, of]), PLENTY);
    sell({ A: campaignOf({ budgets: BUDGETS }), B: campaignOf() }, {}, { left }, { pointValue: 7 });
    expect(asked).toEqual([['A', { restaurantId: 'restaurant-1', points: 10, pointValue: 7 }]]);
  });

  it('give all where exactly as much is left, and are not short then', () => {
    const { earned, decision } = sell({ A: campaignOf({ budgets: BUDGETS }) }, {}, leaving({ POINTS: 10 }));
    expect([earned, decision.facts.campaigns]).toEqual([20, undefined]);
    const short = sell({ A: campaignOf({ budgets: BUDGETS }) }, {}, leaving({ POINTS: 9 }));
    expect([short.earned, short.decision.facts.campaigns]).toEqual([
      19,
      { short: { A: { points: 9, isHeldElsewhere: false } } },
    ]);
  });

  it.each([
    [false, 'budget'],
    [true, 'budgetElsewhere'],
  ])('say where the rest is that they lack: elsewhere %s', (isHeldElsewhere, failed) => {
    const { earned, told } = sell({ A: campaignOf({ budgets: BUDGETS }) }, {}, leaving({ POINTS: 0, isHeldElsewhere }));
    expect(earned).toBe(10);
    expect(told).toEqual([['campaign.A', { failed, points: 10 }]]);
  });

  it('are named in the order of the campaigns, however they were asked', () => {
    const documents = {
      C: campaignOf({ budgets: BUDGETS, priority: 1 }),
      A: campaignOf({ budgets: BUDGETS, priority: 2 }),
      B: campaignOf({ budgets: BUDGETS, priority: 3 }),
    };
    const { decision } = sell(documents, {}, leaving({ POINTS: 1 }));
    expect(Object.keys(decision.facts.campaigns?.short ?? {})).toEqual(['A', 'B', 'C']);
  });

  it('of money off are asked only where the campaign has some, and are not short with exactly enough', () => {
    const asked: string[] = [];
    const left = (code: string) => (asked.push(code), { ...PLENTY, MONEY: 500 });
    const { decision } = sell({ A: MONEY_OFF, B: { ...MONEY_OFF, budgets: BUDGETS } }, {}, { left });
    expect([asked, decision.amounts.discount, decision.facts.campaigns]).toEqual([['B'], 1_000, undefined]);
  });

  it('give nothing without a use, whatever points are left', () => {
    expect(sell({ A: campaignOf({ budgets: BUDGETS }) }, {}, leaving({ USES: 0 })).earned).toBe(10);
  });

  it('in money pay points that are worth nothing without an end', () => {
    const free = sell({ A: campaignOf({ budgets: BUDGETS }) }, {}, leaving({ MONEY: 0 }), { pointValue: 0 });
    expect(free.earned).toBe(20);
    const dear = sell({ A: campaignOf({ budgets: BUDGETS }) }, {}, leaving({ MONEY: 0 }), { pointValue: 1_000_000 });
    expect(dear.earned).toBe(10);
  });
});

describe('an offer to a guest', () => {
  it('is for every guest who is in one of its segments', () => {
    const audience = { segments: ['VIP', 'NEW'], tiers: [] };
    for (const segments of [['VIP'], ['NEW', 'OTHER'], ['VIP', 'NEW']])
      expect(sell({ A: campaignOf({ audience }) }, { segments }).earned).toBe(20);
    expect(sell({ A: campaignOf({ audience }) }, { segments: ['OTHER'] }).earned).toBe(10);
  });

  it('says that the guest is held out from all campaigns', () => {
    const { told } = sell({ A: campaignOf() }, {}, { isHeldOut: () => true });
    expect(told).toEqual([['campaign.A', { failed: 'heldOut', points: 10 }]]);
  });

  it('is for a guest who is held out, too, where a check without a guest gets it', () => {
    const documents = { A: { ...MONEY_OFF, everybody: true } as const, B: campaignOf() };
    const { decision, sold } = sell(documents, {}, { isHeldOut: () => true });
    expect(sold).toEqual([
      ['A', 'OFFERED', 0],
      ['B', 'HELD_OUT', 10],
    ]);
    expect([decision.amounts.discount, decision.facts.campaigns]).toEqual([500, { isHeldOut: true }]);
  });

  it('is cut to what its caps leave, and says so; then it says which cap is used up', () => {
    const caps = { ...capsOf({ perDay: points(25) }), uses: null };
    const story = new Story(programOf(), undefined, undefined, { campaigns: runningOf({ A: campaignOf({ caps }) }) });
    const told = () =>
      story
        .done(saleOf(1_000))
        .trace.filter(({ rule }) => rule.startsWith('campaign'))
        .map(({ effect, rule, amount, arguments: of }) => [effect, rule, amount, of]);
    expect(told()).toEqual([['EARN', 'campaign.A', 10, {}]]);
    told();
    expect(told()).toEqual([
      ['EARN', 'campaign.A', 10, {}],
      ['CAP', 'campaign.A.cap', 5, { period: 'perDay', cap: 25 }],
    ]);
    expect(told()).toEqual([['EARN', 'campaign.A', 0, { failed: 'perDay' }]]);
    expect(story.rows.at(-1)?.decision.details).not.toHaveProperty('campaigns');
  });

  it('has days of its own for the guests who get it, beside campaigns without such days', () => {
    const dated = campaignOf({ schema: 2, validity: { from: null, until: { days: 3 } } });
    const control = { sharePpm: partsPerMillion(1_000_000), seed: 'seed' };
    const lotsOf = (documents: Readonly<Record<string, CampaignDocument>>) =>
      sell(documents, {}, { draw: () => 0 }).decision.lots.map(({ amount }) => amount);
    expect(lotsOf({ A: dated, B: campaignOf() })).toEqual([10, 20]);
    expect(lotsOf({ A: { ...dated, control }, B: campaignOf() })).toEqual([20]);
  });

  it('names each of several categories, on the lines that earn something', () => {
    const goods = ['cake', 'wine', 'tea', 'soup', 'cake'];
    const lines = goods.map((category) => lineOf(200, { category }));
    const when = allOf(condition('category', 'in', ['tea', 'cake', 'wine']));
    const exclusions = { categories: ['wine'], skus: [] };
    const { decision } = sell({ A: campaignOf({ when }) }, { lines }, {}, { earning: earningOf({ exclusions }) });
    expect((decision.details as SaleDetails).campaigns?.[0]?.byLine).toEqual([4, 0, 3, 0, 3]);
  });

  it('says that a multiplier has no base, and multiplies nothing then', () => {
    const { earned, told } = sell({ A: campaignOf({ offer: DOUBLE }) }, {}, {}, { earning: earningOf({ base: null }) });
    expect([earned, told]).toEqual([0, [['campaign.A', { failed: 'base' }]]]);
  });

  it('of an exclusive group excludes the others of its group alone', () => {
    const group = { code: 'G', mode: 'EXCLUSIVE' } as const;
    const other = { code: 'H', mode: 'EXCLUSIVE' } as const;
    const documents = {
      A: campaignOf({ group, priority: 1 }),
      B: campaignOf({ group, priority: 2 }),
      C: campaignOf({ group: other }),
    };
    const { sold, told } = sell({ ...documents, D: campaignOf() });
    expect(sold.map(([code]) => code).sort()).toEqual(['A', 'C', 'D']);
    expect(told).toContainEqual(['campaign.B', { failed: 'group', campaign: 'A' }]);
  });

  it('stands on the lines that it gave points for, in proportion to what they cost', () => {
    const lines = [
      lineOf(300, { category: 'tea' }),
      lineOf(600, { category: 'cake' }),
      lineOf(100, { category: 'tea' }),
    ];
    const when = allOf(condition('category', '=', 'tea'));
    const byLine = (document: CampaignDocument) =>
      (sell({ A: document }, { lines }).decision.details as SaleDetails).campaigns?.[0]?.byLine;
    expect(byLine(campaignOf({ when }))).toEqual([8, 0, 2]);
    expect(byLine(campaignOf())).toEqual([3, 6, 1]);
    expect(byLine(campaignOf({ when, offer: DOUBLE }))).toEqual([3, 0, 1]);
  });

  it('counts against caps by period, line by line, only where the campaign has some', () => {
    const capped = (caps: CampaignDocument['caps']) =>
      (sell({ A: campaignOf({ caps }) }).decision.details as SaleDetails).capped;
    expect(capped(null)).toEqual([]);
    expect(capped({ ...capsOf({ perSale: points(50) }), uses: null })).toEqual([]);
    expect(capped({ ...capsOf({ perDay: points(50) }), uses: null })).toEqual([{ owner: 'campaign.A', byLine: [10] }]);
  });
});

describe('campaigns that are not for the guest', () => {
  const ofTier: TraceEntry = { effect: 'EARN', rule: 'campaigns', amount: 0, arguments: { failed: 'tier' } };
  const refusedBy = (...reasons: readonly ['segment' | 'notJoined', string, number][]) => {
    const refused = new RefusedAudience();
    for (const reason of reasons) refused.add(...reason);
    return refused;
  };
  const traceOf = (tierFrom: number | null, refused: RefusedAudience | null) => {
    const trace: TraceEntry[] = [];
    traceRefused(
      { open: [], refused: tierFrom === null ? null : ofTier, refusedFrom: tierFrom ?? 0 },
      refused,
      'EARN',
      trace,
    );
    return trace.map(
      ({ effect, rule, arguments: { failed, campaigns = '' } }) =>
        `${effect} ${rule} ${String(failed)} ${String(campaigns)}`,
    );
  };
  const tier = 'EARN campaigns tier ';
  const some = refusedBy(['segment', 'A', 1], ['notJoined', 'B', 3], ['segment', 'C', 4]);
  const [segment, notJoined] = ['EARN campaigns segment A, C', 'EARN campaigns notJoined B'];

  it.each([
    ['the tier first', 0, [tier, segment, notJoined]],
    ['the tier between', 2, [segment, tier, notJoined]],
    ['the tier last', 5, [segment, notJoined, tier]],
    ['no tier', null, [segment, notJoined]],
  ])('are named by reason, in the order of the first of each: %s', (_name, from, entries) => {
    expect(traceOf(from, some)).toEqual(entries);
  });

  it('are named for their tier alone where nothing else failed', () => {
    expect(traceOf(0, null)).toEqual([tier]);
    expect(traceOf(null, null)).toEqual([]);
  });
});
