import { HOUR, lineOf, NOON, rewardOf, saleOf } from '../../../test/support/decision/acts';
import { campaignOf, PLENTY, runningOf } from '../../../test/support/decision/campaigns';
import { allOf, capsOf, condition, earningOf, programOf, tierOf } from '../../../test/support/decision/programs';
import { Story } from '../../../test/support/decision/story';
import {
  type BudgetLeft,
  type CampaignDocument,
  collectedOf,
  type Decision,
  minorUnits,
  partsPerMillion,
  points,
  type ProgramDocument,
  type RunningCampaigns,
  type SaleAct,
  type SaleDetails,
} from '..';

const DAY = 24 * HOUR;
const needing = (spend: number) => ({ spend: minorUnits(spend), visits: 0, points: points(0), counters: {} });
const DOUBLE = { kind: 'MULTIPLIER', multiplierPpm: partsPerMillion(2_000_000) } as const;
const TRIPLE = { kind: 'MULTIPLIER', multiplierPpm: partsPerMillion(3_000_000) } as const;
const ten = points(10);

type Documents = Readonly<Record<string, CampaignDocument>>;

function storyOf(
  documents: Documents,
  running: Partial<RunningCampaigns> = {},
  program: Partial<ProgramDocument> = {},
) {
  return new Story(programOf(program), undefined, undefined, { campaigns: runningOf(documents, running) });
}

function sell(
  documents: Documents,
  amount = 1_000,
  act: Partial<SaleAct> = {},
  running: Partial<RunningCampaigns> = {},
  program: Partial<ProgramDocument> = {},
): Decision {
  return storyOf(documents, running, program).done(saleOf(amount, act));
}

const earned = (decision: Decision): number => decision.amounts.pointsEarned;
const said = (decision: Decision) =>
  decision.trace
    .filter(({ rule }) => rule.startsWith('campaign'))
    .map(({ effect, rule, amount, arguments: args }) => [effect, rule, amount, args]);
const soldOf = (decision: Decision) =>
  (decision.details as SaleDetails).campaigns?.map(({ campaign, arm, points: given, uses }) => [
    campaign,
    arm,
    given,
    uses,
  ]) ?? [];
const leaving = (left: Partial<BudgetLeft>): Partial<RunningCampaigns> => ({ left: () => ({ ...PLENTY, ...left }) });

describe('an offer of a campaign', () => {
  it('is added to what the sale earns, and stands with the sale', () => {
    const sale = sell({ WELCOME: campaignOf() });
    expect(earned(sale)).toBe(20);
    expect(said(sale)).toEqual([['EARN', 'campaign.WELCOME', 10, {}]]);
    expect(soldOf(sale)).toEqual([['WELCOME', 'OFFERED', 10, 1]]);
    expect(sale.lines.map((line) => line.earned)).toEqual([20]);
  });

  it('multiplies with rules and the tier, and brings what the sale earns more by it', () => {
    const tiers = [tierOf('BASE', { multiplierPpm: partsPerMillion(1_500_000) })];
    const sale = sell({ D: campaignOf({ offer: DOUBLE }), T: campaignOf({ offer: TRIPLE }) }, 1_000, {}, {}, { tiers });
    // 10 × 1.5 × 2 × 3
    expect(earned(sale)).toBe(90);
    expect(soldOf(sale)).toEqual([
      ['D', 'OFFERED', 15, 1],
      ['T', 'OFFERED', 60, 1],
    ]);
    expect(sale.trace.filter(({ effect }) => effect === 'EARN').reduce((sum, { amount }) => sum + amount, 0)).toBe(90);
  });

  it('asks of lines what its conditions ask, and says the first that failed', () => {
    const when = allOf(condition('category', '=', 'Pizza'));
    const lines = [lineOf(600, { category: 'pizza' }), lineOf(400, { category: 'drinks' })];
    const sale = sell({ P: campaignOf({ when }) }, 1_000, { lines });
    expect(sale.lines.map((line) => line.earned)).toEqual([16, 4]);
    expect(said(sell({ P: campaignOf({ when }) }))).toEqual([
      ['EARN', 'campaign.P', 0, { failed: 'category', operator: '=' }],
    ]);
  });

  it('is for its audience, and the trace has one entry for all campaigns of other audiences', () => {
    const gold = campaignOf({ audience: { segments: [], tiers: ['GOLD'] } });
    const vip = campaignOf({ audience: { segments: ['VIP'], tiers: [] } });
    const joined = campaignOf({ join: 'JOINED' });
    const sale = sell({ A: gold, B: gold, C: vip, D: joined });
    expect(earned(sale)).toBe(10);
    expect(said(sale)).toEqual([
      ['EARN', 'campaigns', 0, { failed: 'tier', campaigns: 'A, B' }],
      ['EARN', 'campaigns', 0, { failed: 'segment', campaigns: 'C' }],
      ['EARN', 'campaigns', 0, { failed: 'notJoined', campaigns: 'D' }],
    ]);
    expect(soldOf(sell({ C: vip }, 1_000, { segments: ['VIP'] }))).toEqual([['C', 'OFFERED', 10, 1]]);
  });

  it('holds where and when it says, and is not named elsewhere', () => {
    const { restaurantId } = saleOf(1);
    const here = campaignOf({ where: { restaurantIds: [restaurantId], channels: ['TILL'] } });
    const there = campaignOf({ where: { restaurantIds: ['another'], channels: [] } });
    const over = campaignOf({
      schedule: { startsAt: '2020-01-01T00:00', endsAt: '2021-01-01T00:00', recurrence: null, exceptions: [] },
    });
    const sale = sell({ here, there, over }, 1_000, { channel: 'TILL' });
    expect(soldOf(sale)).toEqual([['here', 'OFFERED', 10, 1]]);
    expect(said(sale)).toHaveLength(1);
  });

  it('gives nothing to a control group, and says what it would have given', () => {
    const control = { sharePpm: partsPerMillion(100_000), seed: 'seed' };
    const campaign = campaignOf({ control, offer: DOUBLE });
    const sale = sell({ C: campaign }, 1_000, {}, { draw: () => 99_999 });
    expect(earned(sale)).toBe(10);
    expect(soldOf(sale)).toEqual([['C', 'CONTROL', 10, 0]]);
    expect(said(sale)).toEqual([['EARN', 'campaign.C', 0, { failed: 'control', points: 10 }]]);
    expect(sale.facts.campaigns).toBeUndefined();
    expect(earned(sell({ C: campaign }, 1_000, {}, { draw: () => 100_000 }))).toBe(20);

    const heldOut = sell({ C: campaign }, 1_000, {}, { isHeldOut: () => true });
    expect(soldOf(heldOut)).toEqual([['C', 'HELD_OUT', 10, 0]]);
    expect(heldOut.facts.campaigns).toEqual({ isHeldOut: true });
  });

  it('is that of the variant whose share holds the guest, and stands with its name', () => {
    const share = (ppm: number) => partsPerMillion(ppm);
    const variants = [
      { id: 'A', sharePpm: share(300_000), offer: null, announcement: null },
      { id: 'B', sharePpm: share(200_000), offer: TRIPLE, announcement: null },
      { id: 'C', sharePpm: share(500_000), offer: { kind: 'POINTS', points: points(7) }, announcement: null },
    ] as const;
    const campaign = campaignOf({ schema: 2, variants });
    const sellTo = (drawn: number, of = campaign) =>
      sell({ AB: of }, 1_000, {}, { draw: (seed) => (seed === 'variants:AB' ? drawn : 0) });
    const variantOf = (sale: Decision) => (sale.details as SaleDetails).campaigns?.map(({ variant }) => variant);
    expect([0, 299_999, 300_000, 499_999, 500_000, 999_999].map((drawn) => earned(sellTo(drawn)))).toEqual([
      20, 20, 30, 30, 17, 17,
    ]);
    expect(said(sellTo(300_000))).toEqual([['EARN', 'campaign.AB', 20, { multiplierPpm: 3_000_000, variant: 'B' }]]);
    expect(said(sellTo(0))).toEqual([['EARN', 'campaign.AB', 10, { variant: 'A' }]]);
    expect(variantOf(sellTo(999_999))).toEqual(['C']);
    const held = sellTo(300_000, { ...campaign, control: { sharePpm: partsPerMillion(1), seed: 'seed' } });
    expect([earned(held), soldOf(held), variantOf(held)]).toEqual([10, [['AB', 'CONTROL', 20, 0]], ['B']]);
  });

  it('of an exclusive group is the first by priority, the next where a budget refuses it, and none beside it', () => {
    const group = { code: 'G', mode: 'EXCLUSIVE' } as const;
    const first = campaignOf({ group, priority: 1, budgets: [{ unit: 'USES', restaurantId: null, limit: 1 }] });
    const second = campaignOf({ group, priority: 2, offer: { kind: 'POINTS', points: points(3) } });
    const beside = campaignOf({ group: { code: 'G', mode: 'STACKABLE' }, priority: 3 });
    const documents = { Z: first, A: second, S: beside };
    expect(said(sell(documents))).toEqual([
      ['EARN', 'campaign.Z', 10, {}],
      ['EARN', 'campaign.A', 0, { failed: 'group', campaign: 'Z' }],
      ['EARN', 'campaign.S', 10, {}],
    ]);
    const short = sell(documents, 1_000, {}, leaving({ USES: 0, isHeldElsewhere: true }));
    expect(said(short)).toEqual([
      ['EARN', 'campaign.Z', 0, { failed: 'budgetElsewhere', points: 10 }],
      ['EARN', 'campaign.A', 3, {}],
      ['EARN', 'campaign.S', 10, {}],
    ]);
    expect(short.facts.campaigns).toEqual({ short: { Z: { points: 0, isHeldElsewhere: true } } });
  });

  it('is cut to the rest of a budget or refused whole, as it says', () => {
    const budgets = [{ unit: 'POINTS', restaurantId: null, limit: 100 }] as const;
    const cut = sell({ C: campaignOf({ budgets }) }, 1_000, {}, leaving({ POINTS: 4 }));
    expect(earned(cut)).toBe(14);
    expect(said(cut)).toEqual([
      ['EARN', 'campaign.C', 10, {}],
      ['CAP', 'campaign.C.budget', 6, { left: 4 }],
    ]);
    const refused = sell({ C: campaignOf({ budgets, onShortBudget: 'REFUSE' }) }, 1_000, {}, leaving({ POINTS: 4 }));
    expect([earned(refused), soldOf(refused)]).toEqual([10, []]);
    const cutMultiplier = sell({ C: campaignOf({ budgets, offer: TRIPLE }) }, 1_000, {}, leaving({ POINTS: 4 }));
    expect([earned(cutMultiplier), soldOf(cutMultiplier)]).toEqual([14, [['C', 'OFFERED', 4, 1]]]);
    // 100,000,000 millionths a point: 4 points cost 400 minor units.
    const money = sell({ C: campaignOf({ budgets }) }, 1_000, {}, leaving({ MONEY: 450 }), {
      pointValue: 100_000_000,
    });
    expect(earned(money)).toBe(14);
  });

  it('stays within its caps in points and in uses, which a refund frees', () => {
    const caps = { ...capsOf({ perGuest: points(15) }), uses: 2 };
    const story = storyOf({ C: campaignOf({ caps }) });
    expect(earned(story.done(saleOf(1_000), 'one'))).toBe(20);
    expect(earned(story.done(saleOf(1_000), 'two'))).toBe(15);
    expect(said(story.done(saleOf(1_000)))).toEqual([['EARN', 'campaign.C', 0, { failed: 'uses' }]]);
    story.refund('one');
    expect(earned(story.done(saleOf(1_000)))).toBe(20);
  });

  it('counts what the caps of the programme leave of it', () => {
    const earning = earningOf({ caps: capsOf({ perSale: ten }) });
    const sale = sell({ C: campaignOf({ offer: TRIPLE }) }, 1_000, {}, {}, { earning });
    expect([earned(sale), soldOf(sale)]).toEqual([10, [['C', 'OFFERED', 6, 1]]]);
  });

  it('goes back line by line, and in the end all of it', () => {
    const lines = [lineOf(333), lineOf(333), lineOf(334)];
    const story = storyOf({ C: campaignOf() });
    const sale = story.done(saleOf(1_000, { lines }), 'sale');
    const back = [1, 2, 3].map((line) => {
      const refund = story.refund('sale', { kind: 'LINES', lines: [{ line, quantityMilli: null, total: null }] });
      return (refund as Decision).details;
    });
    const returned = back.flatMap((details) => (details?.kind === 'REFUND' ? (details.campaigns ?? []) : []));
    expect(returned.reduce((sum, one) => sum + one.points, 0)).toBe(10);
    expect(returned.map(({ uses }) => uses)).toEqual([0, 0, 1]);
    expect(returned.every(({ transactionId, campaign }) => transactionId === 'sale' && campaign === 'C')).toBe(true);
    expect(story.guest.balance.available).toBe(0);
    expect(earned(sale)).toBe(20);
  });
});

describe('the occurrences of a campaign', () => {
  const { calendar } = storyOf({});
  const weekday = calendar.weekday(NOON);
  const at = (instant: number, recurrence: CampaignDocument['schedule']['recurrence'], exceptions: string[] = []) =>
    soldOf(
      storyOf({ C: campaignOf({ schedule: { startsAt: '2020-01-01T00:00', endsAt: null, recurrence, exceptions } }) })
        .at(instant)
        .done(saleOf(1_000, { occurredAt: instant })),
    ).length === 1;

  it('are hours of days of the week, also past midnight', () => {
    const lunch = { by: 'WEEK', weekdays: [weekday], from: '11:00', to: '13:00', days: 1 } as const;
    expect([at(NOON, lunch), at(NOON + 2 * HOUR, lunch), at(NOON + DAY, lunch)]).toEqual([true, false, false]);
    const night = { by: 'WEEK', weekdays: [weekday], from: '22:00', to: '02:00', days: 1 } as const;
    expect([at(NOON + 10 * HOUR, night), at(NOON + 13 * HOUR, night), at(NOON + 14 * HOUR, night)]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('are 48 hours a month, but for days that are excepted', () => {
    const days = Array.from({ length: 31 }, (_, day) => NOON + day * DAY);
    const weekend = { by: 'MONTH_WEEKDAY', nth: 1, weekday: 6, from: '00:00', to: '24:00', days: 2 } as const;
    const meant = days.filter((day) => at(day, weekend));
    expect(meant.map((day) => calendar.weekday(day)).sort()).toEqual([6, 7]);
    const begin = new Date(Math.min(...meant)).toISOString().slice(0, 10);
    expect(days.filter((day) => at(day, weekend, [begin]))).toEqual([]);
    const last = { by: 'MONTH_DAY', day: 31, from: '00:00', to: '24:00', days: 1 } as const;
    const february = Date.UTC(2026, 1, 28, 12);
    expect(at(february, last)).toBe(true);
    const lastMonday = { by: 'MONTH_WEEKDAY', nth: -1, weekday: 1, from: '00:00', to: '24:00', days: 1 } as const;
    expect([at(Date.UTC(2026, 1, 23, 12), lastMonday), at(Date.UTC(2026, 1, 16, 12), lastMonday)]).toEqual([
      true,
      false,
    ]);
  });
});

describe('tasks of a campaign', () => {
  const challenge = {
    tasks: [
      { id: 'pizza', kind: 'BUY', skus: [], categories: ['pizza'], measure: 'QUANTITY', target: 3_000 },
      { id: 'visits', kind: 'BUY', skus: [], categories: [], measure: 'VISITS', target: 2 },
    ],
    payouts: [{ points: points(100) }],
  } as const;
  const tasks = campaignOf({ type: 'TASKS', offer: null, challenge });
  const pizzas = (count: number) =>
    saleOf(1_000, { lines: [lineOf(1_000, { category: 'pizza', quantityMilli: count * 1_000 })] });
  const progressOf = (story: Story) =>
    story.guest.counters.campaigns?.progress.map((one) => [one.tasks.map(({ amount }) => amount), one.paid !== null]);

  it('are paid once when all of them are met', () => {
    const story = storyOf({ T: tasks });
    expect(earned(story.done(pizzas(3)))).toBe(10);
    expect(earned(story.done(pizzas(1)))).toBe(110);
    expect(earned(story.done(pizzas(9)))).toBe(10);
    expect(progressOf(story)).toEqual([[[13_000, 3], true]]);
  });

  it('count a combo of the till once where they count pieces', () => {
    const part = (total: number) => lineOf(total, { category: 'pizza', combo: 'lunch' });
    const story = storyOf({ T: tasks });
    story.done(saleOf(1_000, { lines: [part(500), part(300), lineOf(200, { category: 'pizza' })] }));
    expect(progressOf(story)).toEqual([[[2_000, 1], false]]);
  });

  it('go back with a refund, undo what was paid for them, and may be met again', () => {
    const story = storyOf({ T: tasks });
    story.done(pizzas(2), 'first');
    story.done(pizzas(1), 'second');
    expect(story.guest.balance.available).toBe(120);
    const refund = story.refund('first') as Decision;
    expect(refund.details).toMatchObject({
      campaigns: [{ campaign: 'T', transactionId: 'second', points: 100, uses: 1 }],
    });
    expect(story.guest.balance.available).toBe(10);
    expect(story.guest.lifetime.points).toBe(10);
    expect(progressOf(story)).toEqual([[[1_000, 1], false]]);
    expect(earned(story.done(pizzas(2)))).toBe(110);
  });

  it('wait for a budget that refuses the payout, and never cut it', () => {
    const budgets = [{ unit: 'POINTS', restaurantId: null, limit: 100 }] as const;
    const document = campaignOf({ ...tasks, budgets });
    let left = 99;
    const story = storyOf({ T: document }, { left: () => ({ ...PLENTY, POINTS: left }) });
    story.done(pizzas(3));
    expect(earned(story.done(pizzas(1)))).toBe(10);
    left = 100;
    expect(earned(story.done(saleOf(1_000)))).toBe(110);
  });

  it('count different restaurants and categories, each until the last sale or line of it goes back', () => {
    const of = { kind: 'BUY', skus: [], categories: [] } as const;
    const document = campaignOf({
      offer: null,
      challenge: {
        tasks: [
          { ...of, id: 'places', measure: 'RESTAURANTS', target: 2 },
          { ...of, id: 'tastes', measure: 'CATEGORIES', target: 2 },
        ],
        payouts: [{ points: points(100) }],
      },
    });
    const story = storyOf({ T: document });
    const collected = () => {
      const [known] = story.guest.counters.campaigns?.progress ?? [];
      return [collectedOf(known, 'places'), collectedOf(known, 'tastes'), known?.paid !== null];
    };
    const at = (restaurantId: string, category: string) =>
      saleOf(1_000, { restaurantId, lines: [lineOf(1_000, { category })] });
    story.done(at('north', 'Pizza'), 'first');
    story.done(at('north', 'PIZZA'), 'second');
    expect(collected()).toEqual([1, 1, false]);
    const third = story.done(at('south', 'tea'), 'third');
    expect(earned(third)).toBe(110);
    expect(third.trace).toContainEqual(
      expect.objectContaining({ rule: 'campaign.T.task', arguments: { task: 'places', collected: 2, size: 2 } }),
    );
    story.refund('first');
    expect(collected()).toEqual([2, 2, true]);
    expect(story.refund('second')).toMatchObject({ details: { campaigns: [{ campaign: 'T', points: 100 }] } });
    expect(collected()).toEqual([1, 1, false]);
  });

  it('keep a hundred different categories of a task and no more', () => {
    const document = campaignOf({
      offer: null,
      challenge: {
        tasks: [{ id: 'all', kind: 'BUY', skus: [], categories: [], measure: 'CATEGORIES', target: 100 }],
        payouts: [{ points: points(100) }],
      },
    });
    const story = storyOf({ T: document });
    const menuFrom = (first: number) =>
      saleOf(60_000, {
        lines: Array.from({ length: 60 }, (_, n) => lineOf(1_000, { category: `c${String(first + n)}` })),
      });
    story.done(menuFrom(0), 'first');
    expect(earned(story.done(menuFrom(60), 'second'))).toBe(700);
    expect(story.guest.counters.campaigns?.progress[0]?.tasks).toHaveLength(100);
    story.done(menuFrom(120), 'third');
    story.refund('third');
    expect(story.guest.counters.campaigns?.progress[0]?.tasks).toHaveLength(100);
  });

  it('give points on the way, each step once, and take each back when it is not reached any more', () => {
    const visits = { id: 'visits', kind: 'BUY', skus: [], categories: [], measure: 'VISITS', target: 3 } as const;
    const steps = [
      { sharePpm: partsPerMillion(333_333), points: points(5) },
      { sharePpm: partsPerMillion(666_667), points: points(7) },
    ];
    const document = campaignOf({ offer: null, challenge: { tasks: [visits], payouts: [{ points: ten }], steps } });
    const story = storyOf({ S: document });
    const given = ['first', 'second', 'third', 'fourth'].map((id) => earned(story.done(saleOf(1_000), id)));
    // Two thirds of three visits, a little more, are rounded up to three.
    expect(given).toEqual([15, 10, 27, 10]);
    const back = (id: string) => (story.refund(id) as Decision).details;
    expect(back('first')).not.toHaveProperty('campaigns');
    expect(back('second')).toMatchObject({
      campaigns: [
        { points: 10, uses: 1 },
        { points: 7, uses: 0 },
      ],
    });
    expect(earned(story.done(saleOf(1_000)))).toBe(27);
  });

  it('give a badge each time, which goes with the refund that undoes the tasks', () => {
    const badge = { name: { en: 'Regular' }, icon: 'SUN', colour: 'GOLD' } as const;
    const visits = { id: 'visits', kind: 'BUY', skus: [], categories: [], measure: 'VISITS', target: 2 } as const;
    const document = campaignOf({ offer: null, challenge: { tasks: [visits], payouts: [{ badge }] } });
    const story = storyOf({ B: document });
    const badges = () => story.guest.counters.campaigns?.badges;
    story.done(saleOf(1_000), 'first');
    expect(badges()).toBeUndefined();
    const second = story.done(saleOf(1_000), 'second');
    expect(earned(second)).toBe(10);
    expect(second.trace).toContainEqual(
      expect.objectContaining({ effect: 'TASK', rule: 'campaign.B.badge', amount: 1 }),
    );
    expect(badges()).toEqual([
      { campaign: 'B', version: 1, transactionId: 'second', day: story.calendar.localDay(NOON) },
    ]);
    story.refund('first');
    expect(badges()).toBeUndefined();
    story.done(saleOf(1_000), 'third');
    expect(badges()).toMatchObject([{ transactionId: 'third' }]);
    const held = storyOf({ B: document }, { isHeldOut: () => true });
    for (const id of ['first', 'second']) held.done(saleOf(1_000), id);
    expect(held.guest.counters.campaigns?.badges).toBeUndefined();
  });

  it('are done by activities, too', () => {
    const document = campaignOf({
      offer: null,
      challenge: {
        tasks: [{ id: 'tell', kind: 'ACTIVITY', code: 'review', target: 1 }],
        payouts: [{ points: points(50) }],
      },
    });
    const story = storyOf(
      { R: document },
      {},
      {
        activities: {
          registration: null,
          firstSale: null,
          birthday: null,
          reported: [{ code: 'review', points: points(5), times: { perDay: null, perWeek: null, perGuest: null } }],
        },
      },
    );
    const award = story.done({ kind: 'AWARD', activity: 'review', occurredAt: NOON, restaurantId: null });
    expect(earned(award)).toBe(55);
    expect(award.details).toMatchObject({ kind: 'AWARD', campaigns: [{ campaign: 'R', points: 50, uses: 1 }] });
  });

  it('give a reward that waits, is taken for nothing, and then stays with what paid it', () => {
    const document = campaignOf({ ...tasks, challenge: { ...challenge, payouts: [{ rewardCode: 'MUG' }] } });
    const story = storyOf({ T: document });
    story.done(pizzas(3), 'first');
    story.done(pizzas(1));
    const take = rewardOf(0, { campaign: 'T' });
    const offer = { ...take.offer, code: 'MUG' };
    expect(story.play({ ...take, offer: { ...offer, code: 'CUP' } })).toMatchObject({ data: { reason: 'NOT_GIVEN' } });
    const taken = story.done({ ...take, offer }, 'taken');
    expect(taken.details).toMatchObject({ takenReward: { campaign: 'T', reward: 'MUG' } });
    expect(story.play({ ...take, offer })).toMatchObject({ code: 'reward_not_available' });
    story.refund('first');
    expect(progressOf(story)).toEqual([[[1_000, 1], true]]);
    story.refund('taken');
    expect(progressOf(story)).toEqual([[[1_000, 1], false]]);
  });

  it('of a recurring campaign begin anew with each occurrence', () => {
    const weekday = storyOf({}).calendar.weekday(NOON);
    const recurrence = { by: 'WEEK', weekdays: [weekday], from: '00:00', to: '24:00', days: 1 } as const;
    const schedule = { startsAt: '2020-01-01T00:00', endsAt: null, recurrence, exceptions: [] };
    const story = storyOf({ T: campaignOf({ ...tasks, schedule }) });
    story.done(pizzas(3));
    expect(earned(story.done(pizzas(1)))).toBe(110);
    const later = NOON + 7 * DAY;
    story.at(later);
    expect(earned(story.done({ ...pizzas(3), occurredAt: later }))).toBe(10);
    expect(progressOf(story)).toEqual([
      [[4_000, 2], true],
      [[3_000, 1], false],
    ]);
  });
});

describe('a tier for done tasks', () => {
  const tiers = [
    tierOf('BASE'),
    tierOf('SILVER', { needs: needing(9_000) }),
    tierOf('GOLD', { needs: needing(50_000) }),
  ];
  const upFor = (days: number, tier: string | null = null) =>
    campaignOf({
      schema: 2,
      type: 'TIER_CHALLENGE',
      offer: null,
      challenge: {
        tasks: [{ id: 'spend', kind: 'BUY', skus: [], categories: [], measure: 'AMOUNT', target: 1_000 }],
        payouts: [{ tier, until: { days } }],
      },
    });
  const heldAfter = (story: Story, days: number) => {
    story.at(NOON + days * DAY).settle();
    return story.guest.tier;
  };

  it('is the next one up to the end of its last day, and the rule goes on beneath it', () => {
    const story = storyOf({ UP: upFor(3) }, {}, { tiers });
    const sale = story.done(saleOf(1_000));
    expect([sale.tierBefore, sale.tier]).toEqual(['BASE', 'SILVER']);
    expect(said(sale)).toContainEqual(['TASK', 'campaign.UP.tier', 1, expect.objectContaining({ tier: 'SILVER' })]);
    expect(story.done(saleOf(8_000)).tier).toBe('SILVER');
    expect(heldAfter(story, 3)).toBe('SILVER');
    expect(heldAfter(story, 4)).toBe('SILVER');
    expect(story.guest.counters.byHand).toBeNull();
  });

  it('ends with words of its own where the rule gives a lower one', () => {
    const story = storyOf({ UP: upFor(3) }, {}, { tiers });
    story.done(saleOf(1_000));
    expect(heldAfter(story, 3)).toBe('SILVER');
    const [ended] = story.at(NOON + 4 * DAY).settle();
    expect(story.guest.tier).toBe('BASE');
    expect(ended?.decision.trace).toEqual([
      { effect: 'TIER', rule: 'tier.BASE.byCampaignEnded', amount: 0, arguments: { from: 'SILVER' } },
    ]);
  });

  it('leaves what a person set for the time after it, and gives nothing above the highest', () => {
    const story = storyOf({ UP: upFor(3) }, {}, { tiers });
    story.done({ kind: 'TIER', change: { kind: 'SET', tier: 'SILVER', untilDay: null } });
    expect(story.done(saleOf(1_000)).tier).toBe('GOLD');
    expect(heldAfter(story, 4)).toBe('SILVER');
    const top = storyOf({ UP: upFor(3) }, {}, { tiers });
    top.done({ kind: 'TIER', change: { kind: 'SET', tier: 'GOLD', untilDay: null } });
    expect(said(top.done(saleOf(1_000)))).toContainEqual(['EARN', 'campaign.UP', 0, { failed: 'noHigherTier' }]);
  });

  it('is the named one to the later of two ends, and goes with the refund that undoes its tasks', () => {
    const story = storyOf({ A: upFor(3, 'GOLD'), B: upFor(9, 'GOLD') }, {}, { tiers });
    story.done(saleOf(1_000), 'sale');
    expect(story.guest.counters.byHand).toMatchObject({ tier: 'GOLD', campaign: 'B', beneath: [{ campaign: 'A' }] });
    story.refund('sale');
    expect(story.guest.counters.byHand).toBeNull();
    expect(story.guest.tier).toBe('BASE');
  });
});

describe('a guest', () => {
  const join = (joins: boolean) => ({ kind: 'JOIN', campaign: 'J', joins, occurredAt: NOON, segments: null }) as const;

  it('joins a campaign that asks for it, and leaves it again', () => {
    const story = storyOf({ J: campaignOf({ join: 'JOINED' }) });
    expect(earned(story.done(saleOf(1_000)))).toBe(10);
    story.done(join(true));
    expect(earned(story.done(saleOf(1_000)))).toBe(20);
    story.done(join(false));
    expect(earned(story.done(saleOf(1_000)))).toBe(10);
  });

  it('cannot join what is over, open to all or for others', () => {
    const play = (documents: Documents) => storyOf(documents).play(join(true));
    const over = { startsAt: '2020-01-01T00:00', endsAt: '2021-01-01T00:00', recurrence: null, exceptions: [] };
    const refused = (reason: string) => ({ kind: 'REFUSED', code: 'campaign_not_open', data: { reason } });
    expect(play({})).toEqual(refused('NOT_RUNNING'));
    expect(play({ J: campaignOf({ join: 'JOINED', schedule: over }) })).toEqual(refused('NOT_RUNNING'));
    expect(play({ J: campaignOf() })).toEqual(refused('OPEN_TO_ALL'));
    const audience = { segments: ['VIP'], tiers: [] };
    expect(play({ J: campaignOf({ join: 'JOINED', audience }) })).toEqual(refused('SEGMENT'));
  });
});
