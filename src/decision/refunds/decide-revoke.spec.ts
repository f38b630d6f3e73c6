import { DAY, manualOf, NOON } from '../../../test/support/decision/acts';
import { activitiesOf, programOf, ROLLING_KEEP } from '../../../test/support/decision/programs';
import { Story } from '../../../test/support/decision/story';
import { points, type RefundDetails, type RevokeAct } from '..';

const TODAY = Math.floor(NOON / DAY);
const REFERRER = 'referral.referrer';
const referral = {
  referrerPoints: points(100),
  friendPoints: points(0),
  times: { perMonth: 2, perGuest: null },
} as const;
const PROGRAM = programOf({
  activities: activitiesOf({ referral }),
  tierWindow: { kind: 'ROLLING', months: 12 },
  tierKeep: ROLLING_KEEP,
});

/** A guest who got an award of 100 points for a friend and has spent `spent` of them. */
function awarded(spent = 0): Story {
  const story = new Story(PROGRAM);
  story.done({ kind: 'AWARD', activity: REFERRER, occurredAt: NOON, restaurantId: 'restaurant-1' }, 'award');
  if (spent > 0) story.done(manualOf('DEBIT', spent));
  return story;
}
const revokeOf = (changes: Partial<RevokeAct> = {}): RevokeAct => ({
  kind: 'REVOKE',
  awardId: 'award',
  activity: REFERRER,
  points: points(100),
  restaurantId: 'restaurant-1',
  occurredAt: NOON,
  awardedAt: NOON,
  expired: points(0),
  refundPolicy: 'DEBT',
  ...changes,
});

describe('an award whose condition no longer holds', () => {
  it('goes back as a whole, with the figures of its day and its place in the limits', () => {
    const story = awarded();
    expect(story.guest.counters.caps).toHaveLength(1);
    const decision = story.done(revokeOf());
    expect(decision.transfers).toMatchObject([
      { code: 'TAKE_BACK', debit: 'GUEST_AVAILABLE', credit: 'RESTAURANT_ISSUED', amount: 100, lotId: 'award' },
    ]);
    expect(decision.amounts).toEqual({
      amount: 0,
      discount: 0,
      pointsRedeemed: 0,
      pointsValue: 0,
      payable: 0,
      pointsEarned: 100,
      pointsNotTaken: 0,
    });
    expect(decision.details).toEqual({ kind: 'REFUND', lines: [], whole: true, expired: 0, forgiven: 0 });
    expect(decision.trace).toEqual([{ effect: 'TAKE_BACK', rule: 'refund.referral', amount: 100, arguments: {} }]);
    expect(story.guest).toMatchObject({
      balance: { available: 0, receivable: 0 },
      lifetime: { points: 0, sales: 0, spend: 0, visits: 0 },
      days: [],
      counters: { caps: [{ cap: 'activity.referral.referrer.perMonth', used: 0 }] },
    });
  });

  it.each([
    ['DEBT', { available: 0, receivable: 30 }, 30, 0],
    ['NEGATIVE', { available: -30, receivable: 0 }, 30, 0],
    ['FORGIVE', { available: 0, receivable: 0 }, 30, 30],
  ] as const)(
    'takes what the guest has, and the rest by the policy of its time: %s',
    (refundPolicy, balance, not, forgiven) => {
      const story = awarded(30);
      const decision = story.done(revokeOf({ refundPolicy }));
      expect(decision.amounts).toMatchObject({ pointsEarned: 70, pointsNotTaken: not });
      expect(decision.details).toMatchObject({ forgiven });
      expect(story.guest.balance).toMatchObject(balance);
    },
  );

  it('does not ask for points that have expired', () => {
    const story = awarded(30);
    const decision = story.done(revokeOf({ expired: points(20) }));
    expect(decision.amounts).toMatchObject({ pointsEarned: 70, pointsNotTaken: 10 });
    expect(decision.details).toMatchObject({ expired: 20 });
  });

  it('frees the limits of the period in which it counted, and no other', () => {
    const story = awarded();
    const [before] = story.guest.counters.caps;
    story.done(revokeOf({ awardedAt: NOON - 40 * DAY }));
    expect(story.guest.counters.caps).toEqual([before]);
    expect(story.guest.days).toEqual([]);
  });

  it('takes the points from the day on which they counted, not from that of the revocation', () => {
    const story = awarded();
    story
      .at(NOON + 2 * DAY)
      .done({ kind: 'AWARD', activity: REFERRER, occurredAt: NOON + 2 * DAY, restaurantId: null });
    story.done(revokeOf());
    expect(story.guest.days).toEqual([TODAY + 2, 0, 0, 100]);
  });

  it('raises no tier and says nothing where it gave nothing', () => {
    const story = awarded();
    const { caps } = story.guest.counters;
    const decision = story.done(revokeOf({ points: points(0) }));
    expect(decision).toMatchObject({ trace: [], transfers: [], amounts: { pointsEarned: 0, pointsNotTaken: 0 } });
    expect(story.guest.counters.caps).toEqual(caps);
  });

  it('takes points that have begun before older ones that have not, and says so, unless it replays an older rule', () => {
    const story = () => {
      const told = awarded(100);
      const endsOn = TODAY + 30;
      told.done(manualOf('CREDIT', 60, { period: { beginsOn: TODAY + 5, endsOn } }), 'a later');
      told.done(manualOf('CREDIT', 60, { period: { beginsOn: null, endsOn } }), 'b begun');
      return told;
    };
    const taken = (changes: Partial<RevokeAct>) => {
      const { details, transfers } = story().done(revokeOf(changes));
      return [transfers.map(({ lotId, amount }) => [lotId, amount]), (details as RefundDetails).begunFirst];
    };
    const [begun, later] = [
      ['b begun', 60],
      ['a later', 40],
    ] as const;
    expect(taken({})).toEqual([[begun, later], true]);
    expect(taken({ olderFirst: true })).toEqual([
      [
        ['a later', 60],
        ['b begun', 40],
      ],
      undefined,
    ]);
    expect(awarded().done(revokeOf()).details).not.toHaveProperty('begunFirst');
  });
});
