import type { CampaignRecurrence, CampaignSchedule } from '../act/campaign.types';
import { localDayOf } from '../basics/dates';
import {
  compileSchedule,
  dayOf,
  endOfOccurrence,
  isOver,
  listOccurrences,
  localMinute,
  occurrenceAt,
  steadySpan,
} from './campaign-schedule';

const day = (text: string) => {
  const [year = 0, month = 0, date = 0] = text.split('-').map(Number);
  return localDayOf({ year, month, day: date });
};
const at = (text: string, minute: number) => localMinute(day(text), minute);
const scheduleOf = (changes: Partial<CampaignSchedule> = {}) =>
  compileSchedule({
    startsAt: '2026-03-02T10:00',
    endsAt: '2026-03-20T18:30',
    recurrence: null,
    exceptions: [],
    ...changes,
  });
const everyWeek = (weekdays: readonly number[], from = '10:00', to = '12:00', days = 1): CampaignRecurrence => ({
  by: 'WEEK',
  weekdays,
  from,
  to,
  days,
});

describe('a campaign that runs once', () => {
  it.each([
    ['2026-03-02', 599, null],
    ['2026-03-02', 600, 0],
    ['2026-03-20', 1_109, 0],
    ['2026-03-20', 1_110, null],
  ])('runs from its start to the minute before its end: %s, minute %d', (date, minute, occurrence) => {
    expect(occurrenceAt(scheduleOf(), day(date), minute)).toBe(occurrence);
    expect(isOver(scheduleOf(), day(date), minute)).toBe(date === '2026-03-20' && minute === 1_110);
  });

  it('runs on whole days, but not on its exceptions', () => {
    const schedule = scheduleOf({ exceptions: ['2026-03-08'] });
    expect(['2026-03-07', '2026-03-08', '2026-03-09'].map((date) => occurrenceAt(schedule, day(date), 720))).toEqual([
      0,
      null,
      0,
    ]);
    expect(steadySpan(schedule, day('2026-03-08'), 720)).toEqual({
      from: at('2026-03-08', 0),
      until: at('2026-03-09', 0),
    });
    expect(steadySpan(schedule, day('2026-03-02'), 720)).toEqual({
      from: at('2026-03-02', 600),
      until: at('2026-03-03', 0),
    });
  });

  it('is one occurrence as long as the campaign, with or without an end', () => {
    const [from, to] = [at('2026-03-02', 600), at('2026-03-20', 1_110)];
    expect(listOccurrences(scheduleOf(), 0, 99_999, 5)).toEqual([{ day: 0, from, to }]);
    expect(endOfOccurrence(scheduleOf(), 0)).toBe(to);
    expect(endOfOccurrence(scheduleOf({ endsAt: null }), 0)).toBe(Infinity);
    expect(steadySpan(scheduleOf(), day('2026-03-10'), 0)).toEqual({ from, until: to });
    expect(steadySpan(scheduleOf(), day('2026-03-01'), 0)).toEqual({ from: -Infinity, until: from });
    expect(steadySpan(scheduleOf(), day('2026-03-20'), 1_110)).toEqual({ from: to, until: Infinity });
  });
});

describe('a campaign that comes again', () => {
  const days = (recurrence: CampaignRecurrence, first: string, last: string, changes: Partial<CampaignSchedule> = {}) =>
    listOccurrences(
      scheduleOf({ startsAt: '2026-01-01T00:00', endsAt: null, recurrence, ...changes }),
      day(first),
      day(last),
      100,
    ).map((occurrence) => occurrence.day - day('2026-01-01') + 1);
  const hours = { from: '10:00', to: '12:00', days: 1 };

  it.each([
    // Day 1 is 1 January 2026, a Thursday.
    ['weekdays', everyWeek([1, 7]), '2026-01-01', '2026-01-12', [4, 5, 11, 12]],
    ['a day of the month', { by: 'MONTH_DAY', day: 5, ...hours }, '2026-01-01', '2026-02-28', [5, 36]],
    [
      'the last day of a short month',
      { by: 'MONTH_DAY', day: 31, ...hours },
      '2026-01-01',
      '2026-04-30',
      [31, 59, 90, 120],
    ],
    ['the first Thursday', { by: 'MONTH_WEEKDAY', nth: 1, weekday: 4, ...hours }, '2026-01-01', '2026-02-28', [1, 36]],
    ['the second Thursday', { by: 'MONTH_WEEKDAY', nth: 2, weekday: 4, ...hours }, '2026-01-01', '2026-02-28', [8, 43]],
    [
      'the fourth Wednesday',
      { by: 'MONTH_WEEKDAY', nth: 4, weekday: 3, ...hours },
      '2026-01-01',
      '2026-02-28',
      [28, 56],
    ],
    ['the last Saturday', { by: 'MONTH_WEEKDAY', nth: -1, weekday: 6, ...hours }, '2026-01-01', '2026-02-28', [31, 59]],
    ['the last Sunday', { by: 'MONTH_WEEKDAY', nth: -1, weekday: 7, ...hours }, '2026-01-01', '2026-02-28', [25, 53]],
  ] as const)('begins on %s', (_name, recurrence, first, last, expected) => {
    expect(days(recurrence, first, last)).toEqual(expected);
  });

  it('leaves out exceptions, and lists no more than are wanted, from the first to the last day', () => {
    expect(days(everyWeek([4]), '2026-01-01', '2026-01-22', { exceptions: ['2026-01-08'] })).toEqual([1, 15, 22]);
    expect(days(everyWeek([4]), '2026-01-01', '2026-01-21')).toEqual([1, 8, 15]);
    const schedule = scheduleOf({ endsAt: null, recurrence: everyWeek([1, 2, 3, 4, 5, 6, 7]) });
    expect(listOccurrences(schedule, day('2026-03-03'), day('2026-03-30'), 2).map((one) => one.day)).toEqual([
      day('2026-03-03'),
      day('2026-03-04'),
    ]);
  });

  it('cuts occurrences off at the start and the end of the campaign, and drops empty occurrences', () => {
    const recurrence = everyWeek([1, 2, 3, 4, 5, 6, 7], '09:00', '19:00');
    const listed = (startsAt: string, endsAt: string) =>
      listOccurrences(scheduleOf({ startsAt, endsAt, recurrence }), day('2026-03-02'), day('2026-03-03'), 9);
    expect(listed('2026-03-02T10:00', '2026-03-03T18:30')).toEqual([
      { day: day('2026-03-02'), from: at('2026-03-02', 600), to: at('2026-03-02', 1_140) },
      { day: day('2026-03-03'), from: at('2026-03-03', 540), to: at('2026-03-03', 1_110) },
    ]);
    expect(listed('2026-03-02T19:00', '2026-03-03T09:00')).toEqual([]);
  });

  it.each([
    ['over midnight', everyWeek([6], '22:00', '02:00'), '2026-03-07', 1_320, '2026-03-08', 119],
    ['for three days', everyWeek([5], '18:00', '06:00', 3), '2026-03-06', 1_080, '2026-03-08', 359],
    ['within one day', everyWeek([6], '10:00', '12:00'), '2026-03-07', 600, '2026-03-07', 719],
  ] as const)('belongs to the day on which it began: %s', (_name, recurrence, begins, first, ends, last) => {
    const schedule = scheduleOf({ recurrence });
    const found = (minute: number) => occurrenceAt(schedule, dayOf(minute), minute - localMinute(dayOf(minute), 0));
    expect(found(at(begins, first - 1))).toBeNull();
    expect(found(at(begins, first))).toBe(day(begins));
    expect(found(at(ends, last))).toBe(day(begins));
    expect(found(at(ends, last + 1))).toBeNull();
    expect(endOfOccurrence(schedule, day(begins))).toBe(at(ends, last + 1));
  });

  it('gives one answer for a whole span of minutes, and the next span begins where it ends', () => {
    const schedule = scheduleOf({ recurrence: everyWeek([6, 7], '22:00', '02:00'), exceptions: ['2026-03-14'] });
    let minute = at('2026-03-01', 0);
    while (minute < at('2026-03-22', 0)) {
      const [today, ofDay] = [dayOf(minute), minute - localMinute(dayOf(minute), 0)];
      const { from, until } = steadySpan(schedule, today, ofDay);
      expect(from).toBeLessThanOrEqual(minute);
      expect(until).toBeGreaterThan(minute);
      const last = Math.min(until, at('2026-03-22', 0)) - 1;
      const answers = [minute, Math.floor((minute + last) / 2), last].map((one) =>
        occurrenceAt(schedule, dayOf(one), one - localMinute(dayOf(one), 0)),
      );
      expect(new Set(answers).size).toBe(1);
      minute = last + 1;
    }
  });

  it('ends with the campaign where that comes first', () => {
    const schedule = scheduleOf({ recurrence: everyWeek([5], '10:00', '23:00') });
    expect(endOfOccurrence(schedule, day('2026-03-20'))).toBe(at('2026-03-20', 1_110));
  });
});
