import { campaignOf } from '../../../test/support/decision/campaigns';
import {
  type CampaignProgress,
  type CampaignsOfGuest,
  compileCampaign,
  newGuest,
  type PaidOut,
  partsPerMillion,
  points,
} from '..';
import {
  collectedOf,
  forgivenOf,
  GuestCampaigns,
  keptUntil,
  mergedCampaigns,
  partOf,
  taskOf,
} from './campaign-progress';

const TODAY = 20_513;
const progressOf = (changes: Partial<CampaignProgress> = {}): CampaignProgress => ({
  campaign: 'C',
  occurrence: 0,
  until: null,
  tasks: [],
  paid: null,
  ...changes,
});
const paidOf = (changes: Partial<PaidOut> = {}): PaidOut => ({
  transactionId: 'paid',
  restaurantId: null,
  points: points(100),
  rewards: [],
  uses: 1,
  targets: [{ id: 'visits', amount: 4 }],
  ...changes,
});
const guestWith = (campaigns: Partial<CampaignsOfGuest>) => {
  const guest = newGuest();
  return { ...guest, counters: { ...guest.counters, campaigns: { joined: [], progress: [], ...campaigns } } };
};
const campaignsWith = (progress: readonly CampaignProgress[], more: Partial<CampaignsOfGuest> = {}) =>
  new GuestCampaigns(guestWith({ progress, ...more }), TODAY);
const visits = (amount: number) => ({ id: 'visits', amount });
const week = (monday: number, freezes = 0) => ({ id: partOf('weeks', String(monday)), amount: 1, freezes });
const CAMPAIGN = compileCampaign(
  'C',
  1,
  campaignOf({
    offer: null,
    challenge: {
      tasks: [{ id: 'visits', kind: 'BUY', skus: [], categories: [], measure: 'VISITS', target: 4 }],
      payouts: [{ points: points(100) }],
    },
  }),
);

describe('what a task has collected', () => {
  it('is a sum, a number of different things, or the longest streak', () => {
    expect(collectedOf(undefined, 'visits')).toBe(0);
    expect(collectedOf(progressOf({ tasks: [visits(3), { id: 'visitsToo', amount: 9 }] }), 'visits')).toBe(3);
    const places = [partOf('places', 'north'), partOf('places', 'south'), partOf('places2', 'west')];
    expect(collectedOf(progressOf({ tasks: places.map((id) => ({ id, amount: 5 })) }), 'places')).toBe(2);
    // Sorted as texts, the names of weeks are not in the order of their numbers.
    const weeks = [9_995, 10_002, 10_009].map((monday) => week(monday));
    expect(collectedOf(progressOf({ tasks: [...weeks].reverse() }), 'weeks')).toBe(3);
  });

  it('lets a streak miss as many weeks as its most generous week allows, and the weeks that managers forgave', () => {
    const missed = [week(9_995), week(10_009, 1), week(10_016)];
    expect(collectedOf(progressOf({ tasks: missed }), 'weeks')).toBe(3);
    const twice = [week(9_995), week(10_016, 1)];
    expect(collectedOf(progressOf({ tasks: twice }), 'weeks')).toBe(1);
    const forgiven = progressOf({
      tasks: [...twice, { id: 'weeks', amount: 0, freezes: 1 }, { id: 'other', amount: 0, freezes: 7 }],
    });
    expect([collectedOf(forgiven, 'weeks'), forgivenOf(forgiven, 'weeks'), forgivenOf(undefined, 'weeks')]).toEqual([
      2, 1, 0,
    ]);
  });

  it('belongs to the task before the sign', () => {
    expect([taskOf(partOf('places', 'north/south')), taskOf('visits')]).toEqual(['places', 'visits']);
  });
});

describe('the progress of a guest', () => {
  it('is kept to the end of its last day', () => {
    const kept = [null, TODAY, TODAY - 1].map((until, occurrence) => progressOf({ until, occurrence }));
    expect(
      campaignsWith(kept)
        .of()
        .progress.map(({ occurrence }) => occurrence),
    ).toEqual([0, 1]);
  });

  it('is kept for 90 days after its occurrence, or after the end of the campaign', () => {
    const schedule = (endsAt: string | null, recurrence: object | null) =>
      compileCampaign(
        'C',
        1,
        campaignOf({ schedule: { startsAt: '2026-01-01T00:00', endsAt, recurrence, exceptions: [] } as never }),
      ).schedule;
    const weekly = { by: 'WEEK', weekdays: [1], from: '22:00', to: '02:00', days: 2 };
    expect(keptUntil(schedule(null, null), 0)).toBeNull();
    expect(keptUntil(schedule('2026-03-01T12:00', null), 0)).toBe(TODAY + 90);
    expect(keptUntil(schedule(null, weekly), TODAY)).toBe(TODAY + 2 + 90);
  });

  it('stands in the order of campaigns and occurrences', () => {
    const campaigns = campaignsWith([progressOf({ campaign: 'A', occurrence: 2 }), progressOf({ occurrence: 9 })]);
    campaigns.forgive('B', 1, null, 'weeks');
    campaigns.forgive('A', 1, null, 'weeks');
    campaigns.forgive('C', 3, null, 'weeks');
    expect(campaigns.of().progress.map(({ campaign, occurrence }) => [campaign, occurrence])).toEqual([
      ['A', 1],
      ['A', 2],
      ['B', 1],
      ['C', 3],
      ['C', 9],
    ]);
  });

  it('keeps the amount of a task when a manager forgives a week of it', () => {
    const campaigns = campaignsWith([
      progressOf({
        tasks: [
          { id: 'other', amount: 9 },
          { id: 'weeks', amount: 2 },
        ],
      }),
    ]);
    expect(campaigns.forgive('C', 0, null, 'weeks')).toBe(1);
    expect(campaigns.of().progress[0]?.tasks).toEqual([
      { id: 'other', amount: 9 },
      { id: 'weeks', amount: 2, freezes: 1 },
    ]);
  });

  it('forgets a thing of which nothing is left, and keeps a task at nought', () => {
    const north = partOf('places', 'north');
    const campaigns = campaignsWith([progressOf({ tasks: [{ id: north, amount: 1 }, visits(1)] })]);
    expect(campaigns.takeBack('C', 0, north, 1)).toBe(0);
    expect(campaigns.takeBack('C', 0, 'visits', 5)).toBe(0);
    expect(campaigns.of().progress[0]?.tasks).toEqual([visits(0)]);
    expect(campaigns.takeBack('C', 7, 'visits', 1)).toBe(0);
  });

  it('is joined once, in order', () => {
    const campaigns = campaignsWith([], { joined: ['A', 'C'] });
    for (const code of ['B', 'A']) campaigns.join(code, true);
    campaigns.join('C', false);
    expect(campaigns.of().joined).toEqual(['A', 'B']);
  });
});

describe('different things that a task counts', () => {
  const ofMeasure = (measure: 'RESTAURANTS' | 'WEEKS', freezes?: number) =>
    compileCampaign(
      'C',
      1,
      campaignOf({
        offer: null,
        challenge: {
          tasks: [
            { id: 'a visit', kind: 'BUY', skus: [], categories: [], measure: 'VISITS', target: 1 },
            { id: 'many', kind: 'BUY', skus: [], categories: [], measure, target: 100, ...(freezes && { freezes }) },
          ],
          payouts: [{ points: points(1) }],
        },
      }),
    );
  const many = (count: number, first = 20_000) =>
    Array.from({ length: count }, (_, n) => ({ id: partOf('many', String(first + 7 * n)), amount: 1 }));
  const add = (
    campaign: typeof CAMPAIGN,
    tasks: CampaignProgress['tasks'],
    part: string,
    paid: PaidOut | null = null,
  ) => {
    const campaigns = campaignsWith([progressOf({ tasks, paid })]);
    const isCounted = campaigns.advance(campaign, 0, part, 1);
    return { isCounted, tasks: campaigns.of().progress[0]?.tasks ?? [] };
  };
  const LATER = partOf('many', '30000');

  it('are a hundred at most, and a thing that the task already has still counts again', () => {
    const places = ofMeasure('RESTAURANTS');
    expect(add(places, many(99), LATER)).toMatchObject({ isCounted: true });
    expect(add(places, many(100), LATER)).toEqual({ isCounted: false, tasks: many(100) });
    const again = add(places, many(100), many(1)[0]?.id ?? '');
    expect([again.isCounted, again.tasks[0]?.amount]).toEqual([true, 2]);
    // Other tasks of the campaign do not count towards this limit, and have no limit themselves.
    expect(add(places, [visits(5), ...many(99)], LATER).isCounted).toBe(true);
    expect(add(places, many(100), 'many').isCounted).toBe(true);
  });

  it('drop the earliest week of a streak that was never paid', () => {
    const weeks = ofMeasure('WEEKS');
    const full = add(weeks, many(100), LATER);
    expect([full.isCounted, full.tasks.length, full.tasks[0]?.id, full.tasks.at(-1)?.id]).toEqual([
      true,
      100,
      many(2)[1]?.id,
      LATER,
    ]);
    expect(add(weeks, many(100), partOf('many', '19000')).isCounted).toBe(false);
    expect(add(weeks, many(100), LATER, paidOf()).isCounted).toBe(false);
  });

  it('keep how many weeks their streak may miss', () => {
    expect(add(ofMeasure('WEEKS', 2), [], LATER).tasks).toEqual([{ id: LATER, amount: 1, freezes: 2 }]);
    expect(add(ofMeasure('WEEKS'), [], LATER).tasks).toEqual([{ id: LATER, amount: 1, freezes: 0 }]);
    expect(add(ofMeasure('RESTAURANTS'), [], LATER).tasks).toEqual([{ id: LATER, amount: 1 }]);
    expect(add(ofMeasure('WEEKS', 2), [], 'a visit').tasks).toEqual([{ id: 'a visit', amount: 1 }]);
    const campaigns = campaignsWith([progressOf({ tasks: [visits(3), { id: LATER, amount: 3, freezes: 2 }] })]);
    campaigns.takeBack('C', 0, LATER, 1);
    expect(campaigns.of().progress[0]?.tasks).toEqual([{ id: LATER, amount: 2, freezes: 2 }, visits(3)]);
  });
});

describe('payouts that a refund takes the ground from', () => {
  const step = (sharePpm: number, given: number, transactionId: string) => ({
    sharePpm,
    transactionId,
    points: points(given),
    targets: [{ id: 'visits', amount: (4 * sharePpm) / 1_000_000 }],
  });
  const STEPS = [step(500_000, 20, 'first'), step(750_000, 30, 'paid')];

  it('go back once their tasks are not met any more, with the points that their act still had', () => {
    const campaigns = campaignsWith([progressOf({ tasks: [visits(2)], paid: paidOf(), steps: STEPS })]);
    expect(campaigns.undo('C', 0)).toEqual([
      { campaign: 'C', transactionId: 'paid', points: 100, uses: 1, before: 130 },
      { campaign: 'C', transactionId: 'paid', points: 30, uses: 0, before: 30 },
    ]);
    expect(campaigns.of().progress).toEqual([progressOf({ tasks: [visits(2)], steps: STEPS.slice(0, 1) })]);
  });

  it('of several acts go back with the points of each', () => {
    const campaigns = campaignsWith([progressOf({ tasks: [visits(1)], paid: paidOf(), steps: STEPS })]);
    expect(
      campaigns.undo('C', 0).map(({ transactionId, points: back, before }) => [transactionId, back, before]),
    ).toEqual([
      ['paid', 100, 130],
      ['first', 20, 20],
      ['paid', 30, 30],
    ]);
  });

  it('are none while the tasks are met, and none of another occurrence', () => {
    const campaigns = campaignsWith([progressOf({ tasks: [visits(4)], paid: paidOf(), steps: STEPS })]);
    expect([campaigns.undo('C', 0), campaigns.undo('C', 1), campaigns.undo('D', 0)]).toEqual([[], [], []]);
  });

  it('stay where the guest has taken a reward, until it comes back', () => {
    const campaigns = campaignsWith([progressOf({ tasks: [visits(4)], paid: paidOf({ rewards: ['CAKE', 'MUG'] }) })]);
    const taken = campaigns.takeReward('C', 'CAKE');
    expect(taken).toEqual({ campaign: 'C', occurrence: 0, reward: 'CAKE' });
    expect(campaigns.takeReward('C', 'CAKE')).toBeNull();
    expect(campaigns.takeReward('D', 'MUG')).toBeNull();
    campaigns.takeBack('C', 0, 'visits', 1);
    expect(campaigns.undo('C', 0)).toEqual([]);
    expect(campaigns.of().progress[0]?.paid).toMatchObject({ rewards: ['MUG'], taken: 1 });
    if (taken !== null) expect(campaigns.returnReward(taken)).toMatchObject([{ transactionId: 'paid', before: 100 }]);
    expect(campaigns.of().progress[0]?.paid).toBeNull();
  });

  it('have each reward as often as it was paid, in order', () => {
    const paid = paidOf({ rewards: ['CAKE', 'CAKE', 'MUG'] });
    const campaigns = campaignsWith([progressOf({ tasks: [visits(4)], paid })]);
    const cake = { campaign: 'C', occurrence: 0, reward: 'CAKE' };
    expect([campaigns.takeReward('C', 'CAKE'), campaigns.takeReward('C', 'CAKE')]).toEqual([cake, cake]);
    expect(campaigns.of().progress[0]?.paid).toMatchObject({ rewards: ['MUG'], taken: 2 });
    expect(campaigns.returnReward(cake)).toEqual([]);
    expect(campaigns.of().progress[0]?.paid).toMatchObject({ rewards: ['CAKE', 'MUG'], taken: 1 });
    campaigns.returnReward(cake);
    expect(campaigns.of().progress[0]?.paid).toEqual(paid);
    expect(campaigns.returnReward(cake)).toEqual([]);
  });
});

describe('a payout', () => {
  it('is stored with the targets that it rested on, and only where there is progress', () => {
    const campaigns = campaignsWith([progressOf({ tasks: [visits(4)] })]);
    campaigns.payStep(CAMPAIGN, 0, { sharePpm: partsPerMillion(750_000), points: points(30) }, 'b', points(30));
    campaigns.payStep(CAMPAIGN, 0, { sharePpm: partsPerMillion(300_000), points: points(10) }, 'a', points(10));
    campaigns.payAll(CAMPAIGN, 0, paidOf({ targets: [] }));
    expect(campaigns.of().progress[0]).toMatchObject({
      paid: { targets: [visits(4)] },
      // A share of a target is rounded up.
      steps: [
        { sharePpm: 300_000, transactionId: 'a', targets: [visits(2)] },
        { sharePpm: 750_000, transactionId: 'b', targets: [visits(3)] },
      ],
    });
    campaigns.payAll(CAMPAIGN, 5, paidOf());
    campaigns.payStep(CAMPAIGN, 5, { sharePpm: partsPerMillion(1), points: points(1) }, 'c', points(1));
    expect(campaigns.of().progress).toHaveLength(1);
  });

  it('is due once all targets are reached, and never twice', () => {
    const due = (amount: number, changes: Partial<CampaignProgress> = {}) =>
      campaignsWith([progressOf({ tasks: [visits(amount)], ...changes })]).due(CAMPAIGN, 0);
    expect([due(3), due(4), due(5)]).toEqual([null, { isWhole: true, steps: [] }, { isWhole: true, steps: [] }]);
    expect(due(4, { paid: paidOf() })).toBeNull();
    expect(campaignsWith([]).due(CAMPAIGN, 0)).toBeNull();
  });
});

describe('badges', () => {
  const badge = (campaign: string, transactionId: string, day = TODAY) => ({
    campaign,
    version: 1,
    transactionId,
    day,
  });

  it('are two hundred at most', () => {
    const badges = Array.from({ length: 199 }, (_, n) => badge('C', String(n)));
    const campaigns = campaignsWith([], { badges });
    expect([campaigns.award(badge('C', 'x')), campaigns.award(badge('C', 'y'))]).toEqual([true, false]);
    expect(campaigns.of().badges).toHaveLength(200);
  });

  it('go with the act that brought them, and with no other', () => {
    const campaigns = campaignsWith([], { badges: [badge('C', 'a'), badge('C', 'b'), badge('D', 'a')] });
    campaigns.takeBadge('C', 'a');
    expect(campaigns.of().badges).toEqual([badge('C', 'b'), badge('D', 'a')]);
    expect(campaignsWith([]).of()).not.toHaveProperty('badges');
  });

  it('of two merged guests stand by day, then by act, each once', () => {
    const of = (...badges: ReturnType<typeof badge>[]) => ({ joined: [], progress: [], badges });
    const [early, one, two, late] = [badge('C', 'z', 1), badge('C', 'a'), badge('D', 'b'), badge('C', 'c', 99_999)];
    const merged = mergedCampaigns(of(late, one), of(two, early, one), 1);
    expect(merged?.badges).toEqual([early, one, two, late]);
    expect(mergedCampaigns(merged, of(two, early), -1)?.badges).toEqual([one, late]);
    // One act may bring badges of two campaigns, of which each guest has one.
    const [first, second, third] = [badge('C', 'a'), badge('C', 'b'), badge('C', 'c')];
    expect(mergedCampaigns(of(third, badge('D', 'b')), of(first, second), 1)?.badges).toHaveLength(4);
    expect(mergedCampaigns(of(second), of(third, first), 1)?.badges).toEqual([first, second, third]);
  });
});

describe('the parts in campaigns of two merged guests', () => {
  const of = (progress: readonly CampaignProgress[], joined: readonly string[] = []) => ({ joined, progress });

  it('keep the progress that only one guest has, in order, and part again when the merge is undone', () => {
    const own = of(
      [
        progressOf({ campaign: 'B', tasks: [visits(1)] }),
        progressOf({ campaign: 'B', occurrence: 5, tasks: [visits(2)] }),
      ],
      ['B'],
    );
    const other = of(
      [
        progressOf({ campaign: 'A', tasks: [visits(3)] }),
        progressOf({ campaign: 'B', occurrence: 5, tasks: [visits(4)] }),
      ],
      ['A', 'B'],
    );
    const merged = mergedCampaigns(own, other, 1);
    expect(merged).toEqual(
      of(
        [
          progressOf({ campaign: 'A', tasks: [visits(3)] }),
          progressOf({ campaign: 'B', tasks: [visits(1)] }),
          progressOf({ campaign: 'B', occurrence: 5, tasks: [visits(6)] }),
        ],
        ['A', 'B'],
      ),
    );
    expect(mergedCampaigns(merged, other, -1, own)).toEqual(own);
    expect(mergedCampaigns(own, undefined, 1)).toBe(own);
    // The undo of a merge can't take away progress that the guest no longer has.
    expect(mergedCampaigns(of([]), other, -1)).toEqual(of([]));
  });

  it('add up the weeks that managers forgave, and not those that the campaign forgives each of them', () => {
    const forgiving = (forgiven: number) =>
      of([progressOf({ tasks: [{ id: 'weeks', amount: 0, freezes: forgiven }, week(20_507, 2)] })]);
    expect(mergedCampaigns(forgiving(1), forgiving(3), 1)?.progress[0]?.tasks).toEqual([
      { id: 'weeks', amount: 0, freezes: 4 },
      { ...week(20_507, 2), amount: 2 },
    ]);
  });

  it('have the steps of both by their share, each once', () => {
    const step = (sharePpm: number, transactionId: string) => ({
      sharePpm,
      transactionId,
      points: points(1),
      targets: [],
    });
    const own = [step(200_000, 'own'), step(700_000, 'own')];
    const theirs = [step(200_000, 'theirs'), step(500_000, 'theirs'), step(900_000, 'theirs')];
    const merged = mergedCampaigns(of([progressOf({ steps: own })]), of([progressOf({ steps: theirs })]), 1);
    expect(merged?.progress[0]?.steps).toEqual([own[0], theirs[1], own[1], theirs[2]]);
    expect(mergedCampaigns(merged, of([progressOf({ steps: theirs })]), -1)?.progress[0]?.steps).toEqual(own);
  });

  it('keep the payout of the target, and lose a payout of the source when the merge is undone', () => {
    const own = progressOf({ tasks: [visits(4)], paid: paidOf({ transactionId: 'own' }) });
    const theirs = progressOf({ tasks: [visits(4)], paid: paidOf({ transactionId: 'theirs' }) });
    expect(mergedCampaigns(of([own]), of([theirs]), 1)?.progress[0]?.paid).toBe(own.paid);
    const none = progressOf({ tasks: [visits(1)] });
    const merged = mergedCampaigns(of([none]), of([theirs]), 1);
    expect(merged?.progress[0]?.paid).toBe(theirs.paid);
    expect(mergedCampaigns(merged, of([theirs]), -1)?.progress).toEqual([none]);
    expect(mergedCampaigns(of([own]), of([theirs]), -1)?.progress).toEqual([{ ...own, tasks: [] }]);
  });
});
