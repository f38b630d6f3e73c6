import fc from 'fast-check';
import { DAY, HOUR, NOON, registrationOf } from '../../test/support/decision/acts';
import { activitiesOf, programOf } from '../../test/support/decision/programs';
import { runs } from '../../test/support/decision/runs';
import { Story } from '../../test/support/decision/story';
import { points, type AwardAct } from '.';

const TIMES = { perDay: 1, perWeek: 2, perGuest: 3 };
const activities = activitiesOf({
  birthday: { points: points(100) },
  reported: [
    { code: 'review', points: points(25), times: { perDay: null, perWeek: null, perGuest: null } },
    { code: 'share', points: points(10), times: TIMES },
  ],
});
const awardOf = (activity: string, changes: Partial<AwardAct> = {}) => registrationOf({ activity, ...changes });

describe('an activity', () => {
  it('gives its points as a lot of its own, and says of which activity', () => {
    const story = new Story(programOf({ activities }));
    const award = story.done(awardOf('review', { restaurantId: 'restaurant-1' }), 'award');
    expect(award.amounts.pointsEarned).toBe(25);
    expect(award.lots).toMatchObject([{ lotId: 'award', amount: 25, restaurantId: 'restaurant-1' }]);
    expect(award.transfers).toMatchObject([{ debit: 'RESTAURANT_ISSUED', credit: 'GUEST_AVAILABLE' }]);
    expect(award.trace).toEqual([{ effect: 'EARN', rule: 'activity.review', amount: 25, arguments: {} }]);
    expect(story.done(awardOf('birthday')).amounts.pointsEarned).toBe(100);
    expect(story.guest.lifetime.points).toBe(125);
    expect(story.guest.counters.caps).toEqual([]);
  });

  it('that the programme does not name gives nothing and says so', () => {
    const award = new Story(programOf({ activities })).done(awardOf('registration'));
    expect(award.amounts.pointsEarned).toBe(0);
    expect(award.trace).toMatchObject([
      { rule: 'activity.registration', amount: 0, arguments: { failed: 'noActivity' } },
    ]);
  });

  it('is given as often as each period lets it, and says which did not', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 1, 9, 24, 60, 200), { minLength: 1, maxLength: 12 }), (waits) => {
        const story = new Story(programOf({ activities })).at(NOON);
        const given: number[] = [];
        for (const hours of waits) {
          story.at(story.now + hours * HOUR);
          const day = Math.floor((story.now - 4 * HOUR) / DAY);
          const week = Math.floor((day + 3) / 7);
          const failed =
            given.filter((other) => other === day).length >= TIMES.perDay
              ? 'perDay'
              : given.filter((other) => Math.floor((other + 3) / 7) === week).length >= TIMES.perWeek
                ? 'perWeek'
                : given.length >= TIMES.perGuest
                  ? 'perGuest'
                  : null;
          const award = story.done(awardOf('share', { occurredAt: story.now }));
          expect(award.trace).toMatchObject([
            failed === null ? { amount: 10, arguments: {} } : { amount: 0, arguments: { failed } },
          ]);
          if (failed === null) given.push(day);
        }
      }),
      runs(300),
    );
  });
});
