import fc from 'fast-check';
import { DAY, HOUR, saleOf } from '../../../test/support/decision/acts';
import { campaignOf, runningOf } from '../../../test/support/decision/campaigns';
import { programOf } from '../../../test/support/decision/programs';
import { Story } from '../../../test/support/decision/story';
import { calendarOf } from '../../../test/support/decision/zones';
import { type CampaignDocument, collectedOf, collectedOn, points } from '..';

const WEEK = 7 * DAY;
/** A Monday. The year from it has both changes of the clocks in each zone that has any. */
const START = Date.UTC(2026, 0, 5);
const ZONES = [
  'Europe/London',
  'America/New_York',
  // A zone whose clocks skip midnight.
  'America/Santiago',
  // A zone whose clocks change by half an hour.
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Kiritimati',
];

function streakOf(target: number, freezes: number): CampaignDocument {
  const task = { id: 'weeks', kind: 'BUY', skus: [], categories: [], measure: 'WEEKS', target, freezes } as const;
  return campaignOf({ offer: null, challenge: { tasks: [task], payouts: [{ points: points(500) }] } });
}

/**
 * Sales and the hours after which they happen, most of them close to the end of a local week; or a refund of one of them; or a week that a
 * manager forgives.
 */
const steps = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        week: fc.integer({ min: 0, max: 14 }),
        hours: fc.oneof(fc.integer({ min: -14, max: 14 }), fc.integer({ min: 0, max: 167 })),
        minutes: fc.constantFrom(-1, 0, 29, 30, 59),
      }),
    },
    { weight: 1, arbitrary: fc.record({ refund: fc.nat({ max: 40 }) }) },
    { weight: 1, arbitrary: fc.record({ forgives: fc.constant(true) }) },
  ),
  { maxLength: 40 },
);

/** The Monday of an instant's local week by the formats of the platform, one day back after another. */
function mondayOf(at: number, timeZone: string): string {
  const local = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(at);
  let noon = Date.parse(`${local}T12:00:00Z`);
  while (new Date(noon).getUTCDay() !== 1) noon -= DAY;
  return new Date(noon).toISOString().slice(0, 10);
}

function afterWeek(monday: string): string {
  return new Date(Date.parse(`${monday}T12:00:00Z`) + WEEK).toISOString().slice(0, 10);
}

/** The most visited weeks between any first and last week that miss no more than the freezes, found by walking each week. */
function longestOf(visited: ReadonlySet<string>, freezes: number): number {
  let longest = 0;
  for (const first of visited) {
    let [weeks, missed] = [0, 0];
    for (let week = first; missed <= freezes; week = afterWeek(week))
      if (visited.has(week)) longest = Math.max(longest, (weeks += 1));
      else missed += 1;
  }
  return longest;
}

/** The length of the streak with a visit on `today`, less that visit where its week had none. */
function currentOf(visited: ReadonlySet<string>, freezes: number, today: string): number {
  const before = [...visited].filter((week) => week <= today).sort();
  let best = 0;
  for (const first of before) {
    let missed = 0;
    for (let week = first; week < today; week = afterWeek(week)) if (!visited.has(week)) missed += 1;
    if (missed <= freezes) best = Math.max(best, before.filter((week) => week >= first).length);
  }
  return best;
}

const FORGIVES = { kind: 'FREEZE', campaign: 'S', occurrence: 0, until: null, task: 'weeks' } as const;

describe('A streak of weeks', () => {
  it('counts local weeks in every zone and over changes of the clocks, whatever comes late or goes back', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 0, max: 2 }),
        fc.integer({ min: 0, max: 52 }),
        steps,
        (zone, target, freezes, firstWeek, life) => {
          const campaigns = runningOf({ S: streakOf(target, freezes) });
          const calendar = calendarOf(zone, '04:00');
          const story = new Story(programOf(), undefined, calendar, { campaigns });
          const sales = new Map<string, number>();
          let [isPaid, forgiven] = [false, 0];
          for (const [index, step] of life.entries()) {
            if ('refund' in step) {
              const id = [...sales.keys()][step.refund];
              if (id === undefined) continue;
              story.refund(id);
              sales.delete(id);
            } else if ('forgives' in step) {
              const decision = story.play(FORGIVES);
              expect(decision.kind).toBe(forgiven < 10 ? 'DECIDED' : 'REFUSED');
              forgiven = Math.min(10, forgiven + 1);
            } else {
              const occurredAt = START + (firstWeek + step.week) * WEEK + step.hours * HOUR + step.minutes * 60_000;
              const id = `sale${String(index)}`;
              story.at(Math.max(story.now, occurredAt)).done(saleOf(1_000, { occurredAt }), id);
              sales.set(id, occurredAt);
            }
            const visited = new Set([...sales.values()].map((at) => mondayOf(at, zone)));
            const longest = longestOf(visited, freezes + forgiven);
            // A week that is forgiven pays nothing by itself: the next sale does.
            isPaid = longest >= target && (isPaid || 'week' in step);
            const progress = story.guest.counters.campaigns?.progress[0];
            expect(collectedOf(progress, 'weeks')).toBe(longest);
            expect(progress?.paid != null).toBe(isPaid);
            const today = collectedOn(progress, 'weeks', calendar.localDay(story.now));
            expect(today).toBe(currentOf(visited, freezes + forgiven, mondayOf(story.now, zone)));
          }
        },
      ),
    );
  });

  it('that was never paid goes on after a hundred weeks, without its earliest', () => {
    const campaigns = runningOf({ S: streakOf(3, 0) });
    const story = new Story(programOf(), undefined, undefined, { campaigns });
    const sell = (week: number) => {
      const occurredAt = START + week * WEEK;
      return story.at(Math.max(story.now, occurredAt)).done(saleOf(1_000, { occurredAt }), `week${String(week)}`);
    };
    for (let pair = 0; pair < 60; pair += 1) for (const week of [3 * pair, 3 * pair + 1]) sell(week);
    const kept = () => story.guest.counters.campaigns?.progress[0]?.tasks.length;
    expect(kept()).toBe(100);
    // A late sale before all of them is not counted, and its refund takes nothing back.
    expect(sell(-5).details).toEqual(expect.not.objectContaining({ campaigns: expect.anything() }));
    story.refund('week0');
    expect(kept()).toBe(100);
    for (const week of [180, 181, 182]) sell(week);
    expect(kept()).toBe(100);
    expect(story.guest.counters.campaigns?.progress[0]?.paid).toMatchObject({ transactionId: 'week182', points: 500 });
  });
});
