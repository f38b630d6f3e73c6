import { calendarOf, dayOfIsoDate } from '../../../platform/clock/calendar';
import { spanBefore } from '../catalogue/spans.rules';
import { sameTimeOn, spanOf } from './periods.rules';

describe('the period of a report', () => {
  const today = dayOfIsoDate('2026-03-01');

  it.each([
    ['TODAY', '2026-03-01', '2026-03-01'],
    ['YESTERDAY', '2026-02-28', '2026-02-28'],
    ['LAST_7_DAYS', '2026-02-23', '2026-03-01'],
    ['LAST_30_DAYS', '2026-01-31', '2026-03-01'],
    ['THIS_MONTH', '2026-03-01', '2026-03-01'],
    ['LAST_MONTH', '2026-02-01', '2026-02-28'],
  ] as const)('%s is from %s to %s', (period, from, to) => {
    expect(spanOf({ period }, today)).toEqual({ from, to });
  });

  it('is the one that was named by its dates, and today without any', () => {
    expect(spanOf({ from: '2025-01-01', to: '2025-02-01' }, today)).toEqual({ from: '2025-01-01', to: '2025-02-01' });
    expect(spanOf({}, today)).toEqual({ from: '2026-03-01', to: '2026-03-01' });
  });

  it('is compared with the same weekdays before it, without a day of its own', () => {
    expect(spanBefore({ from: '2026-03-01', to: '2026-03-01' })).toEqual({ from: '2026-02-22', to: '2026-02-22' });
    expect(spanBefore({ from: '2026-02-23', to: '2026-03-01' })).toEqual({ from: '2026-02-16', to: '2026-02-22' });
    expect(spanBefore({ from: '2026-01-31', to: '2026-03-01' })).toEqual({ from: '2025-12-27', to: '2026-01-25' });
  });

  it.each([
    ['2026-03-01T12:30:59Z', '2026-02-22', '2026-02-22T12:30:00Z'],
    // After midnight it is still the business date before, and the clocks were put forward on 29 March.
    ['2026-03-31T00:15:00Z', '2026-03-23', '2026-03-24T01:15:00Z'],
  ])('at %s ends on %s at %s by the local clock', (now, date, until) => {
    const calendar = calendarOf(date === '2026-02-22' ? 'UTC' : 'Europe/Rome', '04:00');
    expect(new Date(sameTimeOn(calendar, date, Date.parse(now))).toISOString()).toBe(until.replace('Z', '.000Z'));
  });
});
