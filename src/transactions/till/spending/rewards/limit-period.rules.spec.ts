import { calendarOf } from '../../../../platform/clock/calendar';
import { startOfPeriod } from './limit-period.rules';

describe('the period that a limit of a guest counts in', () => {
  const moscow = calendarOf('Europe/Moscow', '04:00');
  // A Friday, half past one in the night in Moscow; the 19th in UTC.
  const at = Date.parse('2026-11-19T22:30:00Z');

  it.each([
    ['DAY', '2026-11-19T21:00:00Z'],
    ['WEEK', '2026-11-15T21:00:00Z'],
    ['MONTH', '2026-10-31T21:00:00Z'],
    ['YEAR', '2025-12-31T21:00:00Z'],
  ] as const)('of a %s begins in the zone of the network', (period, start) => {
    expect(new Date(startOfPeriod(period, at, moscow)).toISOString()).toBe(new Date(start).toISOString());
  });

  it('begins with its first instant', () => {
    const monday = Date.parse('2026-11-15T21:00:00Z');
    expect(startOfPeriod('WEEK', monday, moscow)).toBe(monday);
    expect(startOfPeriod('WEEK', monday - 1, moscow)).toBe(monday - 7 * 86_400_000);
  });
});
