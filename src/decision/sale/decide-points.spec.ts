import { calendarAt, manualOf, NOON } from '../../../test/support/decision/acts';
import { programOf } from '../../../test/support/decision/programs';
import { Story } from '../../../test/support/decision/story';
import { type Decision, newGuest, points } from '..';

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
});
