import { calendarAt, DAY, manualOf, NOON, redemptionOf, registrationOf } from '../../../test/support/decision/acts';
import { campaignOf, runningOf } from '../../../test/support/decision/campaigns';
import { activitiesOf, needs, programOf, tierOf } from '../../../test/support/decision/programs';
import { Story } from '../../../test/support/decision/story';
import {
  type AwardAct,
  type CampaignDocument,
  type Decision,
  limitTo,
  minorUnits,
  newGuest,
  partsPerMillion,
  points,
  type ProgramDocument,
} from '..';

const told = (decision: Decision) =>
  decision.trace.map(({ effect, rule, amount, arguments: of }) => [effect, rule, amount, of]);
const moved = (decision: Decision) =>
  decision.transfers.map(({ code, debit, credit, amount }) => [code, debit, credit, amount]);

/** A guest who owes so many points. */
function owing(receivable: number): Story {
  const guest = newGuest();
  return new Story(programOf(), { ...guest, balance: { ...guest.balance, receivable: points(receivable) } });
}
const restoring = (amount: number, spentAtOnce: boolean) => ({
  ...manualOf('CREDIT', amount),
  reasonCode: 'RESTORED',
  restores: { expiryId: 'expiry', expired: points(10), before: points(4), ...(spentAtOnce ? { spentAtOnce } : {}) },
});

describe('points that somebody gives or takes', () => {
  it('are told with the reason, and settle what is owed first', () => {
    const story = owing(30);
    const credit = story.done(manualOf('CREDIT', 50));
    expect(told(credit)).toEqual([
      ['ADJUST', 'manual.credit', 50, { reasonCode: 'GOODWILL' }],
      ['SETTLE_DEBT', 'debt.settled', 30, {}],
    ]);
    expect(credit.amounts).toMatchObject({ pointsEarned: 50, pointsRedeemed: 0, amount: 0 });
    const debit = story.done(manualOf('DEBIT', 20));
    expect(told(debit)).toEqual([['ADJUST', 'manual.debit', 20, { reasonCode: 'GOODWILL' }]]);
    expect(moved(debit)).toEqual([['ADJUSTMENT', 'GUEST_AVAILABLE', 'NETWORK_ADJUSTMENT', 20]]);
    expect(story.guest.balance).toMatchObject({ available: 0, receivable: 0 });
    expect(story.play(manualOf('DEBIT', 1))).toMatchObject({ code: 'insufficient_points', data: { available: 0 } });
  });
});

describe('expired points that somebody gives back', () => {
  it('come back for the grace of the network, and settle what is owed first', () => {
    const story = owing(2);
    const restored = story.done(restoring(6, false));
    expect(told(restored)).toEqual([
      ['GIVE_BACK', 'manual.restored', 6, { days: 30 }],
      ['SETTLE_DEBT', 'debt.settled', 2, {}],
    ]);
    expect(moved(restored)[0]).toEqual(['RESTORE', 'NETWORK_EXPIRY', 'GUEST_AVAILABLE', 6]);
    expect(story.guest.balance).toMatchObject({ available: 4, receivable: 0 });
    expect(story.guest.lots).toMatchObject([{ remaining: 4, activatesAt: null }]);
    expect(told(owing(0).done(restoring(6, false)))).toEqual([['GIVE_BACK', 'manual.restored', 6, { days: 30 }]]);
  });

  it('are never more than expired and did not come back yet', () => {
    expect(owing(0).play(restoring(7, false))).toEqual({
      kind: 'REFUSED',
      code: 'restore_exceeds_expiry',
      data: { max: 6 },
    });
  });

  it('settle no debt where a late act spends them at once', () => {
    const story = owing(2).at(NOON);
    const restored = story.done(restoring(6, true));
    expect(told(restored)).toEqual([['GIVE_BACK', 'manual.restoredForLateAct', 6, {}]]);
    expect(moved(restored)).toEqual([['RESTORE', 'NETWORK_EXPIRY', 'GUEST_AVAILABLE', 6]]);
    expect(story.guest.balance).toMatchObject({ available: 6, receivable: 2 });
  });
});

describe('expired points of several limits that a late act spends at once', () => {
  it('come back as lots of their own, those that are good everywhere first', () => {
    const limit = limitTo(['harbour']);
    const limited = [{ lotId: 'gone', expiresAt: 0, restaurantId: null, points: points(4), limit }];
    const restored = owing(0).done({
      ...restoring(7, true),
      restores: { expiryId: 'expiry', expired: points(10), before: points(0), limited, spentAtOnce: true },
    });
    expect(restored.lots.map(({ expiresAt, remaining }) => [expiresAt - NOON, remaining])).toEqual([
      [1, 6],
      [2, 1],
    ]);
    expect(restored.after.counters.limits).toMatchObject([{ expiresAt: NOON + 2, limit, free: 1 }]);
    expect(restored.after.balance.available).toBe(7);
  });
});

describe('points with days of their own', () => {
  const calendar = calendarAt();
  const day = calendar.localDay(NOON);
  const given = (beginsOn: number | null, endsOn: number | null) =>
    manualOf('CREDIT', 50, { period: { beginsOn, endsOn } });

  it('are spent before points that end later, and expire after their last day', () => {
    const story = new Story(programOf({ expiry: { kind: 'DAYS', count: 365 }, warning: null }));
    story.done(manualOf('CREDIT', 50));
    const gift = story.done(given(null, day + 3)).lots[0];
    expect(gift?.expiresAt).toBe(calendar.startOfDay(day + 4));
    story.done(manualOf('DEBIT', 20));
    expect(story.guest.lots?.map(({ remaining }) => remaining)).toEqual([30, 50]);
    story.at(calendar.startOfDay(day + 4)).settle();
    expect(story.guest.balance.available).toBe(50);
  });

  it('are pending until their first day', () => {
    const story = new Story(programOf({ warning: null }));
    story.done(given(day + 2, day + 5));
    expect(story.guest.balance).toMatchObject({ available: 0, pending: 50 });
    story.at(calendar.startOfDay(day + 2)).settle();
    expect(story.guest.balance).toMatchObject({ available: 50, pending: 0 });
    story.at(calendar.startOfDay(day + 6)).settle();
    expect(story.guest.balance).toMatchObject({ available: 0, pending: 0 });
  });

  it('do not live on with the signs of life of their guest', () => {
    const expiry = { kind: 'INACTIVITY', unit: 'DAYS', count: 90 } as const;
    const story = new Story(programOf({ expiry, warning: null }));
    story.done(given(null, day + 3));
    expect(story.guest.counters.inactivity).toBeNull();
    story.done(manualOf('CREDIT', 7));
    story.at(calendar.startOfDay(day + 4)).settle();
    expect(story.guest.balance.available).toBe(7);
  });

  it.each([
    ['their last day is over', given(null, day - 1)],
    ['they would end before they begin', given(day + 3, day + 2)],
    ['the programme lets them end before they begin', given(day + 30, null)],
  ])('are refused where %s', (_, act) => {
    const story = new Story(programOf({ expiry: { kind: 'DAYS', count: 20 }, warning: null }));
    expect(story.play(act)).toEqual({ kind: 'REFUSED', code: 'points_end_unused', data: {} });
  });

  it('are not asked of points that end by the rule of the programme, which may be over for a late act', () => {
    const story = new Story(programOf({ expiry: { kind: 'DAYS', count: 20 }, warning: null }));
    const late = manualOf('CREDIT', 50, { occurredAt: NOON - 30 * DAY });
    expect(story.play(late).kind).toBe('DECIDED');
  });
});

describe('points redeemed before their sale', () => {
  const HALF_OFF = tierOf('GOLD', { needs: needs(1_000_000), discountPpm: partsPerMillion(500_000) });
  const INACTIVITY = { kind: 'INACTIVITY', unit: 'DAYS', count: 90 } as const;

  function redeem(document: ProgramDocument, wanted: number, changes: Parameters<typeof redemptionOf>[2] = {}) {
    const story = new Story(document);
    story.done(manualOf('CREDIT', 80));
    return story.done(redemptionOf(10_000, wanted, changes));
  }

  it('are limited by the discount of the tier that the guest held then', () => {
    const document = programOf({ tiers: [tierOf('BASE'), HALF_OFF] });
    expect(redeem(document, 1).redeemable).toMatchObject({ max: 80 });
    expect(redeem(document, 1, { tierAsOf: 'GOLD' }).redeemable).toMatchObject({ max: 50 });
  });

  it('are worth no more than earlier redemptions leave of the order', () => {
    // The 10 points redeemed before were worth 6.00 each, and a point is worth 1.00 now.
    const prior = { points: points(10), value: minorUnits(6_000), lots: [] };
    expect(redeem(programOf(), 60, { prior }).amounts).toMatchObject({ pointsRedeemed: 60, pointsValue: 4_000 });
    expect(redeem(programOf(), 40, { prior }).amounts).toMatchObject({ pointsValue: 4_000 });
    expect(redeem(programOf(), 39, { prior }).amounts).toMatchObject({ pointsValue: 3_900 });
  });

  it('are told with what they pay, and those of an allowance by themselves', () => {
    const of = { pointValue: 100_000_000 };
    expect(told(redeem(programOf(), 30))).toEqual([['REDEEM', 'redemption', 30, { value: 3_000, ...of }]]);
    const prior = { points: points(0), value: minorUnits(8_000), lots: [] };
    expect(told(redeem(programOf(), 30, { prior }))).toEqual([['REDEEM', 'redemption', 30, { value: 2_000, ...of }]]);
    expect(told(redeem(programOf(), 100, { offlineAllowance: points(50) }))).toEqual([
      ['REDEEM', 'redemption', 80, { value: 8_000, ...of }],
      ['REDEEM', 'redemption.allowance', 20, { value: 2_000 }],
    ]);
  });

  it('go from the guest to the restaurant', () => {
    expect(moved(redeem(programOf(), 30))).toEqual([['REDEMPTION', 'GUEST_AVAILABLE', 'RESTAURANT_REDEEMED', 30]]);
  });

  it('begin no end with inactivity where the guest has no points with such an end', () => {
    const story = new Story(programOf({ expiry: INACTIVITY, warning: null }));
    const endsOn = calendarAt().localDay(NOON) + 5;
    story.done(manualOf('CREDIT', 50, { period: { beginsOn: null, endsOn } }));
    story.done(redemptionOf(10_000, 20));
    expect(story.guest.counters.inactivity).toBeNull();
  });
});

describe('points of an activity', () => {
  const REVIEW = { code: 'review', points: points(5), times: { perDay: null, perWeek: null, perGuest: null } };
  const COUNTED = { ...REVIEW, code: 'friend', points: points(0), counts: { counter: 'FRIENDS', count: 1 } };
  const PROGRAM = programOf({
    activities: activitiesOf({ reported: [REVIEW, COUNTED] }),
    tierCounters: [{ code: 'FRIENDS' }],
    tiers: [tierOf('BASE'), tierOf('GOLD', { needs: needs(1_000_000) })],
    warning: null,
  });
  const award = (activity: string, changes: Partial<AwardAct> = {}) => registrationOf({ activity, ...changes });
  const reviewing = (changes: Partial<CampaignDocument> = {}, payouts: object[] = [{ points: points(50) }]) =>
    campaignOf({
      offer: null,
      challenge: {
        tasks: [{ id: 'tell', kind: 'ACTIVITY', code: 'review', target: 1 }],
        payouts: payouts as NonNullable<CampaignDocument['challenge']>['payouts'],
      },
      ...changes,
    });
  const storyOf = (documents: Record<string, CampaignDocument>, left: () => number = () => Infinity) =>
    new Story(PROGRAM, undefined, undefined, {
      campaigns: runningOf(documents, {
        left: () => ({ POINTS: left(), MONEY: Infinity, USES: Infinity, isHeldElsewhere: false }),
      }),
    });
  const earned = (story: Story, act: AwardAct) => story.done(act).amounts.pointsEarned;

  it('end with the inactivity of the guest, and an activity without points begins no such end', () => {
    const expiry = { kind: 'INACTIVITY', unit: 'DAYS', count: 90 } as const;
    const story = new Story({ ...PROGRAM, expiry });
    const endsAt = () => story.guest.counters.inactivity?.endsAt;
    story.done(award('friend'));
    expect(endsAt()).toBeUndefined();
    story.done(award('review'));
    const first = endsAt();
    expect(first).toBe(story.calendar.startOfDay(story.calendar.localDay(NOON) + 91));
    // A later activity is a sign of life, with points or without.
    story.at(NOON + DAY).done(award('friend', { occurredAt: NOON + DAY }));
    expect(endsAt()).toBe((first ?? 0) + DAY);
  });

  it('have days of their own where the campaign whose task it is gives such points', () => {
    const story = storyOf({ R: reviewing({ schema: 2, validity: { from: null, until: { days: 3 } } }) });
    story.done(award('review'));
    const today = story.calendar.localDay(NOON);
    expect(
      story.guest.lots?.map(({ amount, expiresAt }) => [amount, story.calendar.localDay(expiresAt) - today]),
    ).toEqual([
      [50, 4],
      [5, 366],
    ]);
  });

  it('come with a tier that its tasks give', () => {
    const story = storyOf({ R: reviewing({}, [{ tier: null, until: { days: 10 } }]) });
    const decision = story.done(award('review'));
    expect([decision.tierBefore, decision.tier]).toEqual(['BASE', 'GOLD']);
  });

  it.each<[string, Partial<CampaignDocument>, Partial<AwardAct>, number]>([
    ['of a segment that the guest is in', { audience: { segments: ['VIP'], tiers: [] } }, { segments: ['VIP'] }, 55],
    ['of a segment that the guest was in', { audience: { segments: ['OLD'], tiers: [] } }, {}, 55],
    ['of another segment', { audience: { segments: ['OLD'], tiers: [] } }, { segments: ['VIP'] }, 5],
    ['of the tier of the guest', { audience: { segments: [], tiers: ['BASE'] } }, {}, 55],
    ['of another tier', { audience: { segments: [], tiers: ['GOLD'] } }, {}, 5],
  ])('are more where it is a task for guests %s', (_name, changes, act, expected) => {
    const story = storyOf({ R: reviewing(changes) });
    story.guest = { ...story.guest, segments: ['OLD'] };
    expect(earned(story, award('review', act))).toBe(expected);
  });

  it('stand with the segments that tasks were decided by, from which a replay decides them again', () => {
    const facts = (documents: Record<string, CampaignDocument>) =>
      storyOf(documents).done(award('review', { segments: ['VIP'] })).facts.segments;
    expect(facts({ R: reviewing() })).toEqual(['VIP']);
    expect(facts({})).toBeNull();
  });

  it('are not more by tasks that wait for a budget, if the activity is no part of any task', () => {
    let left = 0;
    const budgets = [{ unit: 'POINTS', restaurantId: null, limit: 1_000 }] as const;
    const story = storyOf({ R: reviewing({ budgets }) }, () => left);
    expect(earned(story, award('review'))).toBe(5);
    left = 1_000;
    expect(earned(story, award('friend'))).toBe(0);
    expect(earned(story, award('review'))).toBe(55);
    expect(earned(story, award('review'))).toBe(5);
  });
});
