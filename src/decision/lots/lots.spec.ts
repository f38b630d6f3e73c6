import { DAY, manualOf, NOON, saleOf } from '../../../test/support/decision/acts';
import { activitiesOf, programOf } from '../../../test/support/decision/programs';
import { Story } from '../../../test/support/decision/story';
import { newGuest, points, type ProgramDocument } from '..';

const WAITING = (voidAfterDays: number | null): ProgramDocument['pending'] => ({ kind: 'PAYMENT', voidAfterDays });
const pendingOf = (story: Story) => [story.guest.balance.available, story.guest.balance.pending];

describe('the points of a sale that wait for its payment', () => {
  it('wait for ever where the programme says no day, else to the end of that day', () => {
    for (const [voidAfterDays, days, pending] of [
      [null, 300, 10],
      [2, 2, 10],
      [2, 3, 0],
    ] as const) {
      const story = new Story(programOf({ pending: WAITING(voidAfterDays), warning: null }));
      story.done(saleOf(1_000));
      story.at(NOON + days * DAY).settle();
      expect(pendingOf(story)).toEqual([0, pending]);
    }
  });

  it('do not wait where the sale comes from another system, which was paid there', () => {
    const imported = { now: NOON, recordedAt: NOON + DAY };
    const story = new Story(programOf({ pending: WAITING(2) }), undefined, undefined, imported);
    story.done(saleOf(1_000));
    expect(pendingOf(story)).toEqual([10, 0]);
  });

  it('wait for it with a first day of their own, too', () => {
    const firstSale = { points: points(200), validity: { from: { days: 1 }, until: { days: 9 } } };
    const story = new Story(
      programOf({ pending: WAITING(null), activities: activitiesOf({ firstSale }), warning: null }),
    );
    story.done(saleOf(1_000), 'sale');
    story.at(NOON + 3 * DAY).settle();
    expect(pendingOf(story)).toEqual([0, 210]);
  });
});

describe('points with a first day', () => {
  it('may be spent at once where this day has begun', () => {
    const story = new Story(programOf({ warning: null }));
    const today = story.calendar.localDay(NOON);
    story.done(manualOf('CREDIT', 50, { period: { beginsOn: today, endsOn: today + 3 } }));
    expect(pendingOf(story)).toEqual([50, 0]);
    expect(story.guest.lots).toMatchObject([{ activatesAt: null }]);
  });

  it('settle debt together with the other points of their sale', () => {
    const firstSale = { points: points(200), validity: { from: null, until: { days: 9 } } };
    const guest = newGuest();
    const owing = { ...guest, balance: { ...guest.balance, receivable: points(500) } };
    const story = new Story(programOf({ activities: activitiesOf({ firstSale }) }), owing);
    expect(story.done(saleOf(1_000)).trace).toContainEqual({
      effect: 'SETTLE_DEBT',
      rule: 'debt.settled',
      amount: 210,
      arguments: {},
    });
  });
});
