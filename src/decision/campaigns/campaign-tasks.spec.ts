import { lineOf, NOON, registrationOf, saleOf } from '../../../test/support/decision/acts';
import { campaignOf, PLENTY, runningOf } from '../../../test/support/decision/campaigns';
import { activitiesOf, programOf } from '../../../test/support/decision/programs';
import { Story } from '../../../test/support/decision/story';
import type { CampaignTask } from '../act/campaign.types';
import {
  type BudgetLeft,
  type CampaignDocument,
  type Decision,
  minorUnits,
  partsPerMillion,
  points,
  type RunningCampaigns,
  type SaleAct,
  type SaleDetails,
} from '..';

const VISITS = { id: 'visits', kind: 'BUY', skus: [], categories: [], measure: 'VISITS', target: 2 } as const;
const tasksOf = (tasks: readonly CampaignTask[], changes: Partial<CampaignDocument> = {}) =>
  campaignOf({ offer: null, challenge: { tasks, payouts: [{ points: points(100) }] }, ...changes });

function storyOf(document: CampaignDocument, changes: Partial<RunningCampaigns> = {}): Story {
  const registration = activitiesOf({ registration: { points: points(1) } });
  return new Story(programOf({ activities: registration }), undefined, undefined, {
    campaigns: runningOf({ C: document }, changes),
  });
}
const told = ({ trace }: Decision) =>
  trace
    .filter(({ rule, arguments: of }) => rule.startsWith('campaign.') || of['campaign'] === 'C')
    .map(({ effect, rule, amount, arguments: of }) => [effect, rule, amount, of]);
const sell = (story: Story, act: Partial<SaleAct> = {}) => told(story.done(saleOf(1_000, act)));
const progress = (collected: number, size = 2) => ['TASK', 'campaign.C.task', 1, { task: 'visits', collected, size }];

describe('a sale that counts in tasks', () => {
  it('says how far each task is, and how many points it pays', () => {
    const story = storyOf(tasksOf([VISITS]));
    expect(sell(story)).toEqual([progress(1)]);
    expect(sell(story)).toEqual([progress(2), ['EARN', 'campaign.C', 100, {}]]);
    expect(sell(story)).toEqual([progress(3)]);
  });

  it('says each step on the way, and no sum of points where all tasks together give only a reward', () => {
    const steps = [{ sharePpm: partsPerMillion(500_000), points: points(5) }];
    const challenge = { tasks: [VISITS], payouts: [{ rewardCode: 'MUG' }], steps } as const;
    const story = storyOf(campaignOf({ offer: null, challenge }));
    expect(sell(story)).toEqual([progress(1), ['EARN', 'campaign.C.step', 5, { sharePpm: 500_000 }]]);
    expect(sell(story)).toEqual([progress(2), ['TASK', 'campaign.C.reward', 1, { reward: 'MUG' }]]);
  });

  it.each([
    [
      'the guest is in the control group',
      { control: { sharePpm: partsPerMillion(500_000), seed: 's' } },
      { draw: () => 0 },
      'control',
    ],
    ['the guest is in the control group of the network', {}, { isHeldOut: () => true }, 'heldOut'],
  ])('pays nothing where %s, and says only once how much it would have paid', (_name, document, running, failed) => {
    const story = storyOf(tasksOf([VISITS], document), running);
    sell(story);
    const decision = story.done(saleOf(1_000));
    expect(told(decision)).toEqual([progress(2), ['EARN', 'campaign.C', 0, { failed, points: 100 }]]);
    expect(decision.amounts.pointsEarned).toBe(10);
    expect(decision.details).toMatchObject({ campaigns: [{ points: 100, uses: 0, byLine: [] }] });
    expect(story.guest.counters.campaigns?.progress[0]?.paid).toMatchObject({ points: 0, uses: 0, rewards: [] });
    expect(sell(story)).toEqual([progress(3)]);
  });

  it.each([
    [{ POINTS: 99 }, 'budget'],
    [{ POINTS: 99, isHeldElsewhere: true }, 'budgetElsewhere'],
    [{ USES: 0 }, 'budget'],
  ] as const)('waits for a budget that is too short: %j', (rest, failed) => {
    let left: BudgetLeft = { ...PLENTY, ...rest };
    const budgets = [{ unit: 'POINTS', restaurantId: null, limit: 1_000 }] as const;
    const story = storyOf(tasksOf([VISITS], { budgets }), { left: () => left });
    sell(story);
    expect(sell(story)).toEqual([progress(2), ['EARN', 'campaign.C', 0, { failed, points: 100 }]]);
    left = { ...PLENTY, isHeldElsewhere: false };
    expect(sell(story)).toEqual([progress(3), ['EARN', 'campaign.C', 100, {}]]);
  });

  it('pays no more occurrences than the guest may use', () => {
    const recurrence = { by: 'WEEK', weekdays: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00', days: 1 } as const;
    const caps = { perSale: null, perDay: null, perWeek: null, perGuest: null, uses: 1 };
    const daily = tasksOf([{ ...VISITS, target: 1 }], {
      caps,
      schedule: { startsAt: '2020-01-01T00:00', endsAt: null, recurrence, exceptions: [] },
    });
    const story = storyOf(daily);
    expect(sell(story)).toEqual([progress(1, 1), ['EARN', 'campaign.C', 100, {}]]);
    story.at(NOON + 86_400_000);
    expect(sell(story, { occurredAt: NOON + 86_400_000 })).toEqual([
      progress(1, 1),
      ['EARN', 'campaign.C', 0, { failed: 'uses' }],
    ]);
  });

  it('says of each task how far it is, and counts no visit without the goods of the task', () => {
    const tea = { ...VISITS, id: 'tea', categories: ['tea'], target: 5 };
    const story = storyOf(tasksOf([tea, VISITS]));
    expect(sell(story)).toEqual([progress(1)]);
    expect(sell(story, { lines: [lineOf(1_000, { category: 'tea' })] })).toEqual([
      ['TASK', 'campaign.C.task', 1, { task: 'tea', collected: 1, size: 5 }],
      progress(2),
    ]);
  });

  it('counts no category of goods that have none', () => {
    const tastes = { ...VISITS, measure: 'CATEGORIES' } as const;
    expect(sell(storyOf(tasksOf([tastes])))).toEqual([]);
  });

  it('stands with the group of the guest, and gives a step nothing but its points', () => {
    const steps = [{ sharePpm: partsPerMillion(500_000), points: points(5) }];
    const badge = { name: { en: 'Regular' }, icon: 'SUN', colour: 'GOLD' } as const;
    const challenge = { tasks: [VISITS], payouts: [{ badge }], steps };
    const stored = (story: Story) =>
      (story.done(saleOf(1_000)).details as SaleDetails).campaigns?.map(({ arm, points: given }) => [arm, given]);
    const story = storyOf(campaignOf({ offer: null, challenge }));
    expect(stored(story)).toEqual([['OFFERED', 5]]);
    expect(story.guest.counters.campaigns?.badges).toBeUndefined();
    expect(stored(story)).toEqual([['OFFERED', 0]]);
    expect(story.guest.counters.campaigns?.badges).toHaveLength(1);
    expect(stored(story)).toEqual([['OFFERED', 0]]);
    const control = { sharePpm: partsPerMillion(1_000_000), seed: 's' };
    const without = storyOf(campaignOf({ offer: null, challenge, control }), { draw: () => 0 });
    expect(stored(without)).toEqual([['CONTROL', 5]]);
  });

  it('pays what waited for a budget, though the sale is no part of the tasks', () => {
    const budgets = [{ unit: 'POINTS', restaurantId: null, limit: 100 }] as const;
    const tea = { ...VISITS, categories: ['tea'], target: 1 };
    let left = 99;
    const story = storyOf(tasksOf([tea], { budgets }), { left: () => ({ ...PLENTY, POINTS: left }) });
    const refused = ['EARN', 'campaign.C', 0, { failed: 'budget', points: 100 }];
    expect(sell(story, { lines: [lineOf(1_000, { category: 'tea' })] })).toEqual([progress(1, 1), refused]);
    expect(sell(story)).toEqual([refused]);
    expect(story.rows.at(-1)?.decision.details).not.toHaveProperty('campaigns');
    left = 100;
    expect(sell(story)).toEqual([['EARN', 'campaign.C', 100, {}]]);
    expect(story.rows.at(-1)?.decision.details).toMatchObject({ campaigns: [{ points: 100, uses: 1, tasks: [] }] });
    expect(sell(story)).toEqual([]);
  });

  it('pays a reward only while a use is left', () => {
    const budgets = [{ unit: 'USES', restaurantId: null, limit: 1 }] as const;
    const challenge = { tasks: [{ ...VISITS, target: 1 }], payouts: [{ rewardCode: 'MUG' }] };
    const story = storyOf(campaignOf({ offer: null, challenge, budgets }), { left: () => ({ ...PLENTY, USES: 0 }) });
    expect(sell(story)).toEqual([progress(1, 1), ['EARN', 'campaign.C', 0, { failed: 'budget', points: 0 }]]);
  });

  it('counts goods without prices, but none that were given away', () => {
    const gifts = { amount: minorUnits(0), lines: [lineOf(0)] };
    expect(sell(storyOf(tasksOf([VISITS])), gifts)).toEqual([]);
    expect(sell(storyOf(tasksOf([VISITS])), { ...gifts, unpriced: true })).toEqual([progress(1)]);
  });

  it('is for the audience of the campaign', () => {
    expect(sell(storyOf(tasksOf([VISITS], { audience: { segments: [], tiers: ['GOLD'] } })))).toEqual([]);
    expect(sell(storyOf(tasksOf([VISITS], { audience: { segments: ['VIP'], tiers: [] } })))).toEqual([]);
  });
});

describe('the goods of a task', () => {
  const cups = {
    id: 'visits',
    kind: 'BUY',
    skus: ['cup'],
    categories: [],
    measure: 'QUANTITY',
    target: 9_000,
  } as const;
  const cup = (quantityMilli: number, total: number) => lineOf(total, { sku: 'cup', quantityMilli });
  const counted = (task: CampaignTask, act: Partial<SaleAct>) => {
    const [first] = sell(storyOf(tasksOf([task])), act);
    return first?.[2] ?? 0;
  };

  it('are the goods that it names, as far as the guest pays for them', () => {
    const lines = [cup(2_000, 400), lineOf(600, { sku: 'mug' }), cup(1_000, 0)];
    expect(counted(cups, { lines })).toBe(2_000);
    expect(counted({ ...cups, measure: 'AMOUNT' }, { lines })).toBe(400);
    expect(counted({ ...cups, skus: [] }, { lines })).toBe(3_000);
    expect(counted(cups, { lines: [lineOf(1_000, { sku: 'mug' })] })).toBe(0);
    expect(counted(cups, { lines: null })).toBe(0);
  });
});

describe('an activity that counts in tasks', () => {
  const done = (code: string, kind: CampaignTask['kind'] = 'ACTIVITY') => {
    const task = kind === 'ACTIVITY' ? ({ id: 'visits', kind, code, target: 1 } as const) : VISITS;
    return told(storyOf(tasksOf([task])).done(registrationOf()));
  };

  it('is the one that a task names', () => {
    expect(done('registration')).toEqual([progress(1, 1), ['EARN', 'campaign.C', 100, {}]]);
    expect(done('review')).toEqual([]);
    expect(done('registration', 'BUY')).toEqual([]);
  });
});

describe('a refund of a sale that counted', () => {
  it('says which progress goes back, and how many points go with it', () => {
    const story = storyOf(tasksOf([VISITS]));
    for (const name of ['first', 'second']) story.done(saleOf(1_000), name);
    const whole = story.refund('second');
    if (whole.kind === 'REFUSED') throw new Error(whole.code);
    expect(told(whole)).toEqual([
      ['TASK', 'refund.task', 1, { campaign: 'C', task: 'visits', collected: 1 }],
      ['TAKE_BACK', 'refund.campaign', 100, { campaign: 'C' }],
    ]);
  });

  it('says nothing when it refunds a part, which takes no visit back', () => {
    const story = storyOf(tasksOf([VISITS]));
    story.done(saleOf(1_000), 'first');
    const part = story.refund('first', { kind: 'AMOUNT', amount: minorUnits(400) });
    if (part.kind === 'REFUSED') throw new Error(part.code);
    expect(told(part)).toEqual([]);
    expect(story.guest.counters.campaigns?.progress[0]?.tasks).toEqual([{ id: 'visits', amount: 1 }]);
  });
});
