import fc from 'fast-check';
import { runs } from '../../../test/support/decision/runs';
import { addMonths, dateOf, daysInMonth, endOfNextMonth, isBirthday, isLeapYear, localDayOf } from './dates';

const DAY = 86_400_000;
const day = (iso: string) => Date.parse(`${iso}T00:00:00Z`) / DAY;
const iso = (localDay: number) => new Date(localDay * DAY).toISOString().slice(0, 10);
const anyDay = fc.integer({ min: day('1900-01-01'), max: day('2199-12-31') });

describe('local days', () => {
  it('are the dates of the Gregorian calendar, there and back', () => {
    fc.assert(
      fc.property(anyDay, (localDay) => {
        const date = dateOf(localDay);
        const utc = new Date(localDay * DAY);
        expect(date).toEqual({ year: utc.getUTCFullYear(), month: utc.getUTCMonth() + 1, day: utc.getUTCDate() });
        expect(localDayOf(date)).toBe(localDay);
      }),
      runs(3_000),
    );
  });

  it.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2028-01-31', 1, '2028-02-29'],
    ['2028-02-29', 12, '2029-02-28'],
    ['2028-02-29', -12, '2027-02-28'],
    ['2026-03-31', -1, '2026-02-28'],
    ['2026-11-20', 24, '2028-11-20'],
    ['2026-01-15', -1, '2025-12-15'],
    ['2026-12-31', 0, '2026-12-31'],
  ])('%s and %i months is %s', (from, months, to) => {
    expect(iso(addMonths(day(from), months))).toBe(to);
    // The second result comes from the cache.
    expect(iso(addMonths(day(from), months))).toBe(to);
  });

  it('never goes back when the day goes on', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -60, max: 60 }), (localDay, months) => {
        expect(addMonths(localDay + 1, months)).toBeGreaterThanOrEqual(addMonths(localDay, months));
      }),
      runs(3_000),
    );
  });

  it('remembers no more answers than it may and stays right', () => {
    const from = day('2020-01-01');
    for (let i = 0; i < 12_000; i += 1) addMonths(from + i, 3);
    expect(iso(addMonths(from, 3))).toBe('2020-04-01');
  });

  it.each([
    ['2026-01-31', '2026-02-28'],
    ['2026-11-01', '2026-12-31'],
    ['2026-12-05', '2027-01-31'],
    ['2028-01-10', '2028-02-29'],
  ])('the month after that of %s ends on %s', (from, to) => {
    expect(iso(endOfNextMonth(day(from)))).toBe(to);
  });

  it('knows leap years', () => {
    expect([1900, 2000, 2026, 2028, 2100].map(isLeapYear)).toEqual([false, true, false, true, false]);
    expect([1, 2, 4, 12].map((month) => daysInMonth(2026, month))).toEqual([31, 28, 30, 31]);
    expect(daysInMonth(2028, 2)).toBe(29);
  });

  it('keeps a birthday of 29 February on the 28th in other years', () => {
    expect(isBirthday(229, day('2028-02-29'))).toBe(true);
    expect(isBirthday(229, day('2028-02-28'))).toBe(false);
    expect(isBirthday(229, day('2027-02-28'))).toBe(true);
    expect(isBirthday(229, day('2027-03-01'))).toBe(false);
    expect(isBirthday(1231, day('2026-12-31'))).toBe(true);
    expect(isBirthday(1231, day('2026-12-30'))).toBe(false);
  });
});
