import { calendarAt, DAY, HOUR, saleOf } from '../../../test/support/decision/acts';
import {
  activitiesOf,
  LIFETIME_KEEP,
  needs,
  programOf,
  ROLLING_KEEP,
  tierOf,
} from '../../../test/support/decision/programs';
import { linesOf, Story } from '../../../test/support/decision/story';
import { calendarOf } from '../../../test/support/decision/zones';
import {
  compileProgram,
  decide,
  minorUnits,
  newGuest,
  points,
  settle,
  tierStatus,
  tierWithinReach,
  type Calendar,
  type ProgramDocument,
} from '..';

const day = (iso: string) => Date.parse(`${iso}T00:00:00Z`) / DAY;
const at = (iso: string) => Date.parse(`${iso}:00Z`);

/** BASE, then MIDDLE from 100.00 and 2 visits, then TOP from 300.00 and 4. */
const TIERS = [
  tierOf('BASE'),
  tierOf('MIDDLE', { needs: needs(10_000, 2) }),
  tierOf('TOP', { needs: needs(30_000, 4) }),
];

function storyOf(tierWindow: ProgramDocument['tierWindow'], calendar: Calendar = calendarAt()): Story {
  const tierKeep = tierWindow.kind === 'LIFETIME' ? LIFETIME_KEEP : ROLLING_KEEP;
  return new Story(programOf({ tiers: TIERS, tierWindow, tierKeep, expiry: { kind: 'NEVER' } }), newGuest(), calendar);
}

function sell(story: Story, when: string, amount: number, id?: string) {
  story.at(at(when));
  return story.done(saleOf(amount, { occurredAt: story.now }), id);
}

function tierRows(story: Story) {
  return story.rows
    .filter((row) => row.type === 'TIER')
    .map((row) => [
      new Date(row.at).toISOString().slice(0, 10),
      row.decision.tier,
      row.decision.after.graceUntil,
      row.decision.trace[0]?.rule,
    ]);
}

describe('a lifetime tier', () => {
  it('is reached right after the sale that makes it, from the exact value on, and decides the next sale', () => {
    const story = storyOf({ kind: 'LIFETIME' });
    expect(sell(story, '2026-03-01T10:00', 9_999)).toMatchObject({
      tier: 'BASE',
      progress: { next: 'MIDDLE', amountToNext: 1, visitsToNext: 1 },
    });
    const reached = sell(story, '2026-03-01T11:00', 1);
    expect(reached).toMatchObject({
      tierBefore: 'BASE',
      tier: 'MIDDLE',
      progress: { next: 'TOP', amountToNext: 20_000, visitsToNext: 2, pointsToNext: 0 },
    });
    expect(reached.trace.at(-1)).toEqual({
      effect: 'TIER',
      rule: 'tier.MIDDLE.reached',
      amount: 0,
      arguments: { from: 'BASE' },
    });
    expect(story.guest).toMatchObject({ tier: 'MIDDLE', graceUntil: null, days: [] });
  });

  it('needs spend and visits, and jumps to the highest reached', () => {
    const story = storyOf({ kind: 'LIFETIME' });
    expect(sell(story, '2026-03-01T10:00', 40_000).tier).toBe('BASE');
    expect(sell(story, '2026-03-01T11:00', 0).tier).toBe('MIDDLE');
    sell(story, '2026-03-01T12:00', 0);
    const top = sell(story, '2026-03-01T13:00', 0);
    expect(top.tier).toBe('TOP');
    expect(top.progress).toEqual({ next: null, amountToNext: null, visitsToNext: null, pointsToNext: null });
  });

  it('falls only through refunds, at the start of the next day, to what is deserved', () => {
    const story = storyOf({ kind: 'LIFETIME' });
    sell(story, '2026-03-01T10:00', 20_000, 'first');
    for (const hour of ['11', '12']) sell(story, `2026-03-01T${hour}:00`, 1_000);
    expect(sell(story, '2026-03-01T13:00', 10_000).tier).toBe('TOP');
    const refund = story.refund('first');
    expect(refund).toMatchObject({ kind: 'DECIDED', tier: 'TOP' });
    expect(story.guest).toMatchObject({ graceUntil: day('2026-03-01'), dueAt: at('2026-03-02T00:00') });
    story.at(at('2026-03-01T23:59')).settle();
    expect(story.guest.tier).toBe('TOP');
    story.at(at('2026-03-09T12:00')).settle();
    expect(tierRows(story)).toEqual([['2026-03-02', 'MIDDLE', null, 'tier.MIDDLE.fell']]);
    expect(story.guest.dueAt).toBe(8.64e15);
  });

  it('is kept when what was refunded is made up for on the same day', () => {
    const story = storyOf({ kind: 'LIFETIME' });
    sell(story, '2026-03-01T10:00', 9_000, 'first');
    sell(story, '2026-03-01T11:00', 1_000);
    story.refund('first');
    sell(story, '2026-03-01T12:00', 8_999);
    expect(story.guest.graceUntil).toBe(day('2026-03-01'));
    const regained = sell(story, '2026-03-01T13:00', 1);
    expect(regained.trace.at(-1)?.rule).toBe('tier.MIDDLE.regained');
    expect(story.guest).toMatchObject({ tier: 'MIDDLE', graceUntil: null, dueAt: 8.64e15 });
  });

  it('counts a visit back only when all of the sale is refunded, and does not fall while it is deserved', () => {
    const story = storyOf({ kind: 'LIFETIME' });
    sell(story, '2026-03-01T10:00', 12_000, 'first');
    sell(story, '2026-03-01T11:00', 5_000);
    story.refund('first', { kind: 'AMOUNT', amount: 6_000 as never });
    expect(story.guest).toMatchObject({ lifetime: { spend: 11_000, visits: 2, sales: 2 }, graceUntil: null });
    story.refund('first');
    expect(story.guest).toMatchObject({
      lifetime: { spend: 5_000, visits: 1, sales: 1 },
      graceUntil: day('2026-03-01'),
    });
  });
});

describe('a tier of a rolling window', () => {
  const window = { kind: 'ROLLING', months: 12 } as const;

  it('counts the local days from twelve months before today on', () => {
    const story = storyOf(window);
    sell(story, '2025-03-01T10:00', 5_000);
    expect(sell(story, '2026-03-01T10:00', 5_000).tier).toBe('MIDDLE');
    const late = storyOf(window);
    sell(late, '2025-03-01T10:00', 5_000);
    expect(sell(late, '2026-03-02T10:00', 5_000)).toMatchObject({
      tier: 'BASE',
      progress: { amountToNext: 5_000, visitsToNext: 1 },
    });
    expect(late.guest.days).toEqual([day('2026-03-02'), 5_000, 1, 50]);
    expect(late.guest.lifetime).toMatchObject({ spend: 10_000, visits: 2 });
  });

  it('is kept to the end of the month after the first day that is short, then falls by one, from which it begins again', () => {
    const story = storyOf(window);
    for (const hour of ['10', '11', '12', '13']) sell(story, `2025-03-10T${hour}:00`, 10_000);
    expect(story.guest.tier).toBe('TOP');
    expect(story.guest.dueAt).toBe(at('2026-03-11T00:00'));
    // A week late in one go: the same as on time.
    story.at(at('2026-09-15T12:00')).settle();
    expect(tierRows(story)).toEqual([
      ['2026-03-11', 'TOP', day('2026-04-30'), 'tier.TOP.kept'],
      ['2026-05-01', 'MIDDLE', day('2026-06-30'), 'tier.MIDDLE.fell'],
      ['2026-07-01', 'BASE', null, 'tier.BASE.fell'],
    ]);
    expect(story.guest.dueAt).toBe(8.64e15);
  });

  it('falls by one only and stays where the lower tier is deserved', () => {
    const story = storyOf(window);
    for (const hour of ['10', '11']) sell(story, `2025-03-10T${hour}:00`, 10_000);
    for (const hour of ['10', '11']) sell(story, `2025-12-10T${hour}:00`, 10_000);
    story.at(at('2026-06-01T12:00')).settle();
    expect(tierRows(story)).toEqual([
      ['2026-03-11', 'TOP', day('2026-04-30'), 'tier.TOP.kept'],
      ['2026-05-01', 'MIDDLE', null, 'tier.MIDDLE.fell'],
    ]);
    expect(story.guest.dueAt).toBe(at('2026-12-11T00:00'));
  });

  it('is regained by being enough in between', () => {
    const story = storyOf(window);
    for (const hour of ['10', '11', '12', '13']) sell(story, `2025-03-10T${hour}:00`, 10_000);
    for (const hour of ['10', '11', '12']) sell(story, `2026-03-20T${hour}:00`, 10_000);
    expect(story.guest).toMatchObject({ tier: 'TOP', graceUntil: day('2026-04-30') });
    const regained = sell(story, '2026-04-30T23:00', 1);
    expect(regained.trace.at(-1)?.rule).toBe('tier.TOP.regained');
    expect(story.guest).toMatchObject({ tier: 'TOP', graceUntil: null, dueAt: at('2027-03-21T00:00') });
  });

  it('begins its grace on the day after a refund that leaves it short', () => {
    const story = storyOf(window);
    sell(story, '2026-01-31T10:00', 9_000, 'first');
    sell(story, '2026-01-31T11:00', 1_000);
    expect(story.refund('first', linesOf(1))).toMatchObject({ tier: 'MIDDLE' });
    expect(story.guest).toMatchObject({
      graceUntil: null,
      dueAt: at('2026-02-01T00:00'),
      days: [day('2026-01-31'), 1_000, 1, 10],
    });
    story.at(at('2026-04-01T00:00')).settle();
    expect(tierRows(story)).toEqual([
      ['2026-02-01', 'MIDDLE', day('2026-03-31'), 'tier.MIDDLE.kept'],
      ['2026-04-01', 'BASE', null, 'tier.BASE.fell'],
    ]);
  });

  it('gives spend and visit back to the day of the sale, also where it has left the window', () => {
    const story = storyOf({ kind: 'ROLLING', months: 1 });
    sell(story, '2026-01-10T10:00', 9_000, 'first');
    sell(story, '2026-02-20T10:00', 1_000);
    story.refund('first');
    expect(story.guest).toMatchObject({
      days: [day('2026-02-20'), 1_000, 1, 10],
      lifetime: { spend: 1_000, visits: 1, sales: 1 },
    });
  });

  it.each([
    ['Europe/Moscow', '2026-04-01T21:00:00Z'],
    ['Asia/Beirut', '2026-04-01T21:00:00Z'],
  ])('is looked at at local midnight in %s', (zone, expected) => {
    const calendar = calendarOf(zone, '04:00');
    const story = storyOf({ kind: 'ROLLING', months: 1 }, calendar);
    for (const hour of ['10', '11']) sell(story, `2026-03-01T${hour}:00`, 10_000);
    expect(new Date(story.guest.dueAt).toISOString()).toBe(new Date(expected).toISOString());
  });
});

describe('tiers by points, and tiers that the programme does not know', () => {
  it('count the points of sales and activities, not of manual credits', () => {
    const tiers = [tierOf('BASE'), tierOf('TOP', { needs: needs(0, 0, 150) })];
    const story = new Story(
      programOf({ tiers, activities: activitiesOf({ registration: { points: points(100) }, firstSale: null }) }),
    );
    story.done({
      kind: 'MANUAL',
      direction: 'CREDIT',
      points: points(500),
      reasonCode: 'OTHER',
      occurredAt: story.now,
      restaurantId: null,
      restores: null,
    });
    const award = story.done({ kind: 'AWARD', activity: 'registration', occurredAt: story.now, restaurantId: null });
    expect(award).toMatchObject({ tier: 'BASE', progress: { next: 'TOP', pointsToNext: 50 } });
    expect(sell(story, '2026-03-01T13:00', 5_000)).toMatchObject({ tier: 'TOP' });
    expect(story.guest.lifetime.points).toBe(150);
  });

  it('treat a tier of another programme as the lowest', () => {
    const story = new Story(programOf({ tiers: TIERS }), { ...newGuest(), tier: 'DIAMOND' });
    expect(sell(story, '2026-03-01T10:00', 100)).toMatchObject({ tierBefore: 'BASE', tier: 'BASE' });
  });

  it('decide a late act by the tier of its time, while the tier held now stays', () => {
    const tiers = [tierOf('BASE'), tierOf('MIDDLE', { needs: needs(10_000), discountPpm: 100_000 as never })];
    const story = new Story(programOf({ tiers }));
    sell(story, '2026-03-01T13:00', 10_000);
    const late = story.done(saleOf(1_000, { occurredAt: story.now - HOUR, tierAsOf: 'BASE' }));
    expect(late).toMatchObject({ tierBefore: 'MIDDLE', tier: 'MIDDLE', amounts: { discount: 0 } });
    expect(story.done(saleOf(1_000, { occurredAt: story.now })).amounts.discount).toBe(100);
  });

  it('are looked at by the programme in force where another decides the act', () => {
    const old = compileProgram(programOf({ tiers: [tierOf('BASE')] }));
    const inForce = compileProgram(programOf({ tiers: [tierOf('BASE'), tierOf('TOP', { needs: needs(500) })] }));
    const story = new Story(programOf());
    const decided = decide(old, newGuest(), saleOf(500), { ...story.context('t1'), inForce });
    expect(decided).toMatchObject({ tier: 'TOP' });
  });

  it('stand without an act', () => {
    const story = storyOf({ kind: 'ROLLING', months: 12 });
    sell(story, '2026-03-01T10:00', 9_000);
    const position = tierStatus(story.program, story.guest, {
      now: at('2026-03-05T00:00'),
      calendar: story.calendar,
    });
    expect(position).toEqual({
      tier: 'BASE',
      next: 'MIDDLE',
      amountToNext: 1_000,
      visitsToNext: 1,
      pointsToNext: 0,
      counts: { spend: 9_000, visits: 1, points: 90 },
      counters: {},
      countersToNext: {},
    });
    expect(
      tierStatus(story.program, story.guest, { now: at('2027-03-05T00:00'), calendar: story.calendar }),
    ).toMatchObject({ amountToNext: 10_000 });
  });

  it('are reviewed by the programme in force, which may have found the tier deserved by then', () => {
    const story = storyOf({ kind: 'ROLLING', months: 1 });
    for (const hour of ['10', '11']) sell(story, `2026-03-01T${hour}:00`, 10_000);
    const lenient = compileProgram(programOf({ tiers: [tierOf('BASE'), tierOf('MIDDLE', { needs: needs(1) })] }));
    const [settled] = settle(lenient, story.guest, { now: story.guest.dueAt, calendar: story.calendar });
    expect(settled).toMatchObject({ type: 'TIER', decision: { tier: 'MIDDLE', trace: [] } });
    expect(settled?.decision.after.dueAt).toBe(
      8.64e15 === settled?.decision.after.counters.tierDueAt ? settled.decision.after.counters.lotsDueAt : 0,
    );
  });
});

describe('how a guest stands', () => {
  const now = at('2026-03-01T10:00');
  const calendar = calendarAt();
  const counting = compileProgram(
    programOf({
      tierCounters: [{ code: 'reviews' }, { code: 'friends' }],
      tiers: [
        tierOf('BASE'),
        tierOf('MIDDLE', { needs: { ...needs(10_000, 2), counters: { reviews: 3, friends: 5 } } }),
        tierOf('TOP', { match: 'ANY', needs: { ...needs(0, 9), counters: { friends: 8 } } }),
      ],
    }),
  );
  const guest = newGuest();
  const position = (tier: string | null, reviews: number) =>
    tierStatus(
      counting,
      {
        ...guest,
        tier,
        lifetime: { ...guest.lifetime, spend: minorUnits(2_500), visits: 1, points: points(25) },
        counters: { ...guest.counters, custom: [{ code: 'reviews', total: reviews, days: [] }] },
      },
      { now, calendar },
    );

  it('is told in what counts, and in what is missing to the next tier, never less than nothing', () => {
    expect(position('BASE', 1)).toEqual({
      tier: 'BASE',
      next: 'MIDDLE',
      amountToNext: 7_500,
      visitsToNext: 1,
      pointsToNext: 0,
      counts: { spend: 2_500, visits: 1, points: 25 },
      counters: { reviews: 1, friends: 0 },
      countersToNext: { reviews: 2, friends: 5 },
    });
    expect(position(null, 4)).toMatchObject({ tier: 'BASE', countersToNext: { reviews: 0, friends: 5 } });
  });

  it('leaves out what the next tier does not ask for where one thing is enough, and everything at the top', () => {
    expect(position('MIDDLE', 1)).toMatchObject({
      tier: 'MIDDLE',
      next: 'TOP',
      amountToNext: null,
      visitsToNext: 8,
      pointsToNext: null,
      countersToNext: { friends: 8 },
    });
    expect(position('TOP', 1)).toMatchObject({
      tier: 'TOP',
      next: null,
      amountToNext: null,
      visitsToNext: null,
      pointsToNext: null,
      countersToNext: {},
    });
    // A tier that the programme does not have is the lowest.
    expect(position('GONE', 1).tier).toBe('BASE');
  });

  it('has within reach the higher of the tier held and the one deserved', () => {
    const program = compileProgram(programOf({ tiers: TIERS }));
    const reach = (tier: string | null, spend: number, visits: number) => {
      const lifetime = { ...guest.lifetime, spend: minorUnits(spend), visits };
      return tierWithinReach(program, { ...guest, tier, lifetime }, { now, calendar });
    };
    expect([reach(null, 9_999, 2), reach(null, 10_000, 2), reach('TOP', 10_000, 2), reach('BASE', 30_000, 4)]).toEqual([
      'BASE',
      'MIDDLE',
      'TOP',
      'TOP',
    ]);
  });
});
