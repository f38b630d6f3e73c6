import { dayOfIsoDate, isoDateOf } from '../../../platform/clock/calendar';
import { monthsWithin, namedSpan, partsOf, previousOf, stepOf, weekdayOf, yearBefore } from './spans.rules';

const span = (from: string, to: string) => ({ from, to });

describe('the periods of the analytics', () => {
  it('end with the last whole day', () => {
    const today = dayOfIsoDate('2026-03-01');
    expect(namedSpan('LAST_7_DAYS', today)).toEqual(span('2026-02-22', '2026-02-28'));
    expect(namedSpan('LAST_MONTH', today)).toEqual(span('2026-02-01', '2026-02-28'));
    expect(namedSpan('LAST_3_MONTHS', today)).toEqual(span('2025-12-01', '2026-02-28'));
    expect(namedSpan('THIS_YEAR', today)).toEqual(span('2026-01-01', '2026-02-28'));
    // The first day of a month has no whole day before it in the month.
    expect(namedSpan('THIS_MONTH', today)).toEqual(span('2026-03-01', '2026-03-01'));
  });

  it('stand beside the same weekdays, or the same months where they are whole months', () => {
    expect(previousOf(span('2026-03-02', '2026-03-11'))).toEqual(span('2026-02-16', '2026-02-25'));
    expect(previousOf(span('2026-03-01', '2026-03-31'))).toEqual(span('2026-02-01', '2026-02-28'));
    expect(yearBefore(span('2024-02-01', '2024-02-29'))).toEqual(span('2023-02-01', '2023-02-28'));
    const year = yearBefore(span('2026-11-18', '2026-11-24'));
    expect(year).toEqual(span('2025-11-19', '2025-11-25'));
    expect(weekdayOf(dayOfIsoDate(year.from))).toBe(weekdayOf(dayOfIsoDate('2026-11-18')));
    expect(yearBefore(span('2024-01-01', '2025-06-30'))).toEqual(span('2022-01-01', '2023-06-30'));
  });

  it('have the months that lie in them whole', () => {
    expect(monthsWithin(span('2026-01-01', '2026-03-31'))).toEqual(span('2026-01-01', '2026-03-31'));
    expect(monthsWithin(span('2025-12-31', '2026-03-01'))).toEqual(span('2026-01-01', '2026-02-28'));
    expect(monthsWithin(span('2026-01-02', '2026-02-27'))).toBeNull();
    expect(monthsWithin(span('2026-01-05', '2026-01-20'))).toBeNull();
  });

  it.each([
    ['2026-11-01', '2026-11-30'],
    ['2026-03-01', '2026-03-31'],
    ['2025-01-15', '2025-12-20'],
    ['2021-11-27', '2026-11-25'],
    ['2026-11-25', '2026-11-25'],
  ])('are cut into parts without a gap: %s to %s', (from, to) => {
    const whole = span(from, to);
    for (const compared of [previousOf(whole), yearBefore(whole)]) {
      const parts = partsOf(whole, compared, stepOf(whole));
      expect(parts.length).toBeLessThan(100);
      expect([parts[0]?.from, parts.at(-1)?.to]).toEqual([from, to]);
      for (const [place, part] of parts.entries()) {
        const next = parts[place + 1];
        if (next !== undefined) expect(next.from).toBe(isoDateOf(dayOfIsoDate(part.to) + 1));
        if (part.compared !== null) {
          expect(part.compared.from >= compared.from && part.compared.to <= compared.to).toBe(true);
        }
      }
    }
  });
});
