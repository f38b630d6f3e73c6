import fc from 'fast-check';
import { calendarAt, DAY, HOUR, NOON, registrationOf, saleOf } from '../../../test/support/decision/acts';
import { activitiesOf, needs, programOf, ROLLING_KEEP, tierOf } from '../../../test/support/decision/programs';
import { runs } from '../../../test/support/decision/runs';
import { Story } from '../../../test/support/decision/story';
import {
  compileProgram,
  newGuest,
  points,
  REFERRAL_ACTIVITIES,
  REFERRAL_SIDES,
  type AwardAct,
  type ProgramDocument,
} from '..';

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
    expect(award.trace).toEqual([
      { effect: 'EARN', rule: 'activity.registration', amount: 0, arguments: { failed: 'noActivity' } },
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

  describe('whose points have days of their own', () => {
    const DAYS_3_TO_9 = { from: { days: 3 }, until: { days: 9 } };
    const review = (more: object) => ({ code: 'review', points: points(25), times: TIMES, ...more });
    const lotsOf = (story: Story) =>
      (story.guest.lots ?? []).map(({ amount, expiresAt, activatesAt }) => ({
        amount,
        lastDay: story.calendar.localDay(expiresAt) - 1 - story.calendar.localDay(NOON),
        firstDay: activatesAt === null ? 0 : story.calendar.localDay(activatesAt) - story.calendar.localDay(NOON),
      }));

    it('gives a lot that begins and ends on them, whatever the programme says of others', () => {
      const program = programOf({
        activities: activitiesOf({ reported: [review({ validity: DAYS_3_TO_9 })] }),
        expiry: { kind: 'INACTIVITY', unit: 'MONTHS', count: 12 },
        pending: { kind: 'DELAY', days: 1 },
      });
      const story = new Story(program).at(NOON);
      story.done(awardOf('review', { occurredAt: NOON }));
      expect(lotsOf(story)).toEqual([{ amount: 25, firstDay: 3, lastDay: 9 }]);
      story.at(NOON + 3 * DAY).settle();
      expect(story.guest.balance).toMatchObject({ available: 25, pending: 0 });
      story.at(NOON + 10 * DAY).settle();
      expect(story.guest.balance).toMatchObject({ available: 0, pending: 0 });
    });

    it('gives the bonus of a first sale another lot of the sale, which a refund of the sale takes back too', () => {
      const program = programOf({
        activities: activitiesOf({ firstSale: { points: points(200), validity: DAYS_3_TO_9 } }),
        expiry: { kind: 'DAYS', count: 30 },
      });
      const story = new Story(program).at(NOON);
      story.done(saleOf(1_000, { occurredAt: NOON }), 'sale');
      expect(lotsOf(story)).toEqual([
        { amount: 200, firstDay: 3, lastDay: 9 },
        { amount: 10, firstDay: 0, lastDay: 30 },
      ]);
      story.refund('sale');
      expect(story.guest.balance).toMatchObject({ available: 0, pending: 0, receivable: 0 });
    });

    it('gives points for some goods and places alone, by themselves and beside those of a first sale', () => {
      const spendableIn = { restaurantIds: [], categories: ['Desserts'] };
      const terms = { validity: DAYS_3_TO_9, spendableIn };
      const reviewed = new Story(programOf({ activities: activitiesOf({ reported: [review(terms)] }) })).at(NOON);
      reviewed.done(awardOf('review', { occurredAt: NOON }));
      expect(reviewed.guest.counters.limits).toMatchObject([{ limit: { categories: ['Desserts'] } }]);
      const first = { points: points(200), ...terms, spendableIn: { restaurantIds: ['harbour'] } };
      const story = new Story(programOf({ activities: activitiesOf({ firstSale: first }) })).at(NOON);
      story.done(saleOf(1_000, { occurredAt: NOON }), 'sale');
      expect(story.guest.counters.limits).toMatchObject([{ limit: { restaurantIds: ['harbour'] } }]);
      story.refund('sale');
      expect(story.guest.counters.limits ?? []).toEqual([]);
    });

    it('gives both sides of a referral the days of the referral', () => {
      const referral = {
        referrerPoints: points(500),
        friendPoints: points(200),
        times: { perMonth: null, perGuest: null },
        validity: DAYS_3_TO_9,
      };
      for (const side of REFERRAL_SIDES) {
        const story = new Story(programOf({ activities: activitiesOf({ referral }) })).at(NOON);
        story.done(awardOf(REFERRAL_ACTIVITIES[side], { occurredAt: NOON }));
        expect(lotsOf(story)).toMatchObject([{ firstDay: 3, lastDay: 9 }]);
      }
    });
  });

  describe('that raises a counter of the tiers', () => {
    const counting = (more: Partial<ProgramDocument> = {}, give = 0) =>
      programOf({
        activities: activitiesOf({
          reported: [{ code: 'review', points: points(give), times: TIMES, counts: { counter: 'REVIEWS', count: 2 } }],
        }),
        tierCounters: [{ code: 'REVIEWS' }],
        tiers: [tierOf('BASE'), tierOf('CRITIC', { needs: { ...needs(0), counters: { REVIEWS: 4 } } })],
        ...more,
      });
    const totalOf = (story: Story) => story.guest.counters.custom.find(({ code }) => code === 'REVIEWS')?.total ?? 0;

    it('counts what it names, says so, and leads to the tier that needs it', () => {
      const story = new Story(counting());
      const first = story.done(awardOf('review', { occurredAt: NOON }));
      expect(first.trace).toEqual([{ effect: 'COUNT', rule: 'counter.REVIEWS', amount: 2, arguments: {} }]);
      expect([first.amounts.pointsEarned, first.tier, story.guest.lots]).toEqual([0, 'BASE', []]);
      story.at(NOON + DAY);
      const second = story.done(awardOf('review', { occurredAt: NOON + DAY }));
      expect([second.tierBefore, second.tier, totalOf(story)]).toEqual(['BASE', 'CRITIC', 4]);
    });

    it('counts as often as it is given, in the window of its day, as a count by hand does', () => {
      const waits = fc.array(fc.tuple(fc.constantFrom(0, 1, 9, 24, 200, 900), fc.boolean()), {
        minLength: 1,
        maxLength: 12,
      });
      fc.assert(
        fc.property(waits, fc.constantFrom(0, 5), (steps, give) => {
          const window = { tierWindow: { kind: 'ROLLING', months: 1 }, tierKeep: ROLLING_KEEP } as const;
          const played = new Story(counting(window, give)).at(NOON);
          const byHand = new Story(counting(window, give)).at(NOON);
          for (const [hours, isLate] of steps) {
            played.at(played.now + hours * HOUR);
            byHand.at(played.now);
            byHand.settle();
            const occurredAt = played.now - (isLate ? 2 * DAY : 0);
            const award = played.done(awardOf('review', { occurredAt }));
            const isGiven = award.trace.some(({ effect, amount }) => effect === 'COUNT' && amount === 2);
            expect(award.amounts.pointsEarned).toBe(isGiven ? give : 0);
            if (isGiven) byHand.done({ kind: 'COUNT', counter: 'REVIEWS', count: 2, occurredAt });
            expect([played.guest.counters.custom, played.guest.tier ?? 'BASE']).toEqual([
              byHand.guest.counters.custom,
              byHand.guest.tier ?? 'BASE',
            ]);
          }
        }),
        runs(200),
      );
    });

    it('says that it counts in vain where the programme in force has no such counter', () => {
      const inForce = compileProgram(counting({ tierCounters: [], tiers: [tierOf('BASE')] }));
      const story = new Story(counting({}, 5), newGuest(), calendarAt(), { inForce });
      const award = story.done(awardOf('review'));
      expect(award.amounts.pointsEarned).toBe(5);
      expect(award.trace).toMatchObject([
        { rule: 'activity.review', amount: 5 },
        { rule: 'counter.REVIEWS', amount: 0, arguments: { failed: 'noCounter' } },
      ]);
      expect(totalOf(story)).toBe(0);
    });
  });
});
