import fc from 'fast-check';
import { manualOf, saleOf } from '../../../../test/support/decision/acts';
import { documents, steps } from '../../../../test/support/decision/arbitraries';
import { live } from '../../../../test/support/decision/live';
import { activitiesOf, earningOf, programOf, tierOf } from '../../../../test/support/decision/programs';
import { runs } from '../../../../test/support/decision/runs';
import { SETTINGS, VERSION, WrittenStory } from '../../../../test/support/decision/written-story';
import { compileProgram, minorUnits, partsPerMillion, points, type ProgramDocument } from '../../../decision';
import { REPEATED_TYPES, YEAR_MS, YearAhead } from './year-ahead.rules';

const DAY_MS = 86_400_000;

/** The change in a year's benefits after a story under the other program. */
function changeOf(story: WrittenStory, after: ProgramDocument, at = story.now) {
  const before = compileProgram(story.document);
  const past = { ofVersion: (version: number) => (version === VERSION ? before : undefined), inForce: () => before };
  const years = new YearAhead(before, compileProgram(after), { at, now: story.now, past, replay: SETTINGS });
  const lastYear = structuredClone(story.journal)
    .map(({ row }) => row)
    .filter(({ type, recordedAt }) => REPEATED_TYPES.includes(type) && recordedAt >= story.now - YEAR_MS);
  const change = years.changeOf(story.guest, lastYear);
  expect(years.unread).toBe(0);
  return change;
}

interface ExampleTerms {
  readonly discountPercent: number;
  readonly step: number;
  readonly days: number;
}

/** A discount, points for money, and their end; a point is worth 1.00, and none is ever spent. */
function programOfTerms({ discountPercent, step, days }: ExampleTerms): ProgramDocument {
  return programOf({
    tiers: [tierOf('ONE', { discountPpm: partsPerMillion(discountPercent * 10_000) })],
    earning: earningOf({ base: { step: minorUnits(step), points: points(1) } }),
    redemption: null,
    expiry: { kind: 'DAYS', count: days },
  });
}

const terms = fc.record({
  discountPercent: fc.nat(30),
  step: fc.constantFrom(50, 100, 1_000),
  days: fc.constantFrom(10, 90, 200, 400),
});
const purchases = fc.array(fc.record({ day: fc.integer({ min: 1, max: 360 }), amount: fc.nat(200_000) }), {
  maxLength: 12,
});

/** The same by sums over the purchases: no guest, no lots, no journal. */
function oracle(
  { discountPercent, step, days }: ExampleTerms,
  bought: readonly { day: number; amount: number }[],
  last: number,
) {
  const year = { discount: 0, earned: 0, expired: 0, paid: 0, value: 0 };
  for (const { day, amount } of bought) {
    const discount = Math.floor((amount * discountPercent) / 100);
    const earned = Math.floor((amount - discount) / step);
    const isOver = day + days + 1 <= last;
    year.discount += discount;
    year.paid += amount - discount;
    year.earned += earned;
    year.expired += isOver ? earned : 0;
    year.value += discount + (isOver ? 0 : earned * 100);
  }
  return year;
}

describe('the year ahead of a guest', () => {
  it('changes by what the purchases of the last year come to under either terms', () => {
    fc.assert(
      fc.property(terms, terms, purchases, (before, after, bought) => {
        const story = new WrittenStory(programOfTerms(before));
        const [start, noon] = [story.calendar.localDay(story.now), story.now];
        const inOrder = bought.toSorted((a, b) => a.day - b.day);
        for (const { day, amount } of inOrder) story.at(noon + day * DAY_MS).done(saleOf(amount));
        story.at(noon + 364 * DAY_MS).settle();
        const shifted = inOrder.map(({ day, amount }) => ({ day: start + day + 364, amount }));
        const last = start + 364 + 364;
        const [without, withIt] = [oracle(before, shifted, last), oracle(after, shifted, last)];
        expect(changeOf(story, programOfTerms(after))).toEqual({
          discount: withIt.discount - without.discount,
          earned: withIt.earned - without.earned,
          expired: withIt.expired - without.expired,
          paid: withIt.paid - without.paid,
          value: withIt.value - without.value,
        });
      }),
      runs(200),
    );
  });

  it('loses the points of an activity that end within it, and keeps those that outlast it', () => {
    const ending = (days: number | null) =>
      programOf({
        expiry: { kind: 'NEVER' },
        activities: activitiesOf({
          birthday: { points: points(100), ...(days !== null && { validity: { from: null, until: { days } } }) },
        }),
      });
    const story = new WrittenStory(ending(null));
    story.done({ kind: 'AWARD', activity: 'birthday', occurredAt: story.now, restaurantId: null });
    story.at(story.now + 300 * DAY_MS).settle();
    const none = { discount: 0, earned: 0, expired: 0, paid: 0, value: 0 };
    expect(changeOf(story, ending(30))).toEqual({ ...none, expired: 100, value: -100 * 100 });
    expect(changeOf(story, ending(900))).toEqual(none);
  });

  describe('that lowers what points may pay', () => {
    const paying = (changes: Partial<NonNullable<ProgramDocument['redemption']>>, days = 700) =>
      programOf({
        earning: earningOf({ base: { step: minorUnits(1_000), points: points(1) } }),
        redemption: {
          minPoints: points(1),
          maxSharePpm: partsPerMillion(500_000),
          leaveAtLeast: minorUnits(0),
          ...changes,
        },
        expiry: { kind: 'DAYS', count: days },
      });
    /** 2,000 points, and a receipt of 1,000.00 of which 500 points pay half. */
    function paidByHalf(document: ProgramDocument): WrittenStory {
      const story = new WrittenStory(document);
      story.done(manualOf('CREDIT', 2_000));
      story.at(story.now + 10 * DAY_MS).done(saleOf(100_000, { pointsToRedeem: points(500) }));
      return story;
    }

    it('is a loss of the money that the same receipts then cost, though the points stay', () => {
      const change = changeOf(paidByHalf(paying({})), paying({ maxSharePpm: partsPerMillion(400_000) }));
      // 600.00 in place of 500.00, and 10 points more for the 100.00.
      expect(change).toEqual({ discount: 0, earned: 10, expired: 0, paid: 10_000, value: -9_000 });
    });

    it('is a loss of all that points paid where they may pay nothing, or too few of them', () => {
      const all = { discount: 0, earned: 50, expired: 0, paid: 50_000, value: -45_000 };
      const least = paying({ minPoints: points(501) });
      expect(changeOf(paidByHalf(paying({})), { ...paying({}), redemption: null })).toEqual(all);
      expect(changeOf(paidByHalf(paying({})), least)).toEqual(all);
    });

    it('takes back the loss where the goods are handed back', () => {
      const story = paidByHalf(paying({}));
      const sale = story.rows.at(-1);
      story.at(story.now + DAY_MS).refund(sale?.id ?? '');
      const change = changeOf(story, paying({ maxSharePpm: partsPerMillion(400_000) }));
      expect(change).toEqual({ discount: 0, earned: 0, expired: 0, paid: 0, value: 0 });
    });

    it('is a gain where a higher discount leaves less to be paid by points', () => {
      const tier = tierOf('BASE', { discountPpm: partsPerMillion(100_000) });
      const change = changeOf(paidByHalf(paying({ maxSharePpm: null })), {
        ...paying({ maxSharePpm: null }),
        tiers: [tier],
      });
      expect(change).toMatchObject({ discount: 10_000, paid: -10_000, earned: -10, value: 9_000 });
    });
  });

  it('is the same under a program that differs by its name alone, whatever the life', () => {
    fc.assert(
      fc.property(documents, steps, (document, life) => {
        const story = new WrittenStory(document);
        for (const step of life) live(story, step);
        story.settle();
        expect(changeOf(story, { ...document, name: `${document.name}!` })).toEqual({
          discount: 0,
          earned: 0,
          expired: 0,
          paid: 0,
          value: 0,
        });
      }),
      runs(150),
    );
  });
});
