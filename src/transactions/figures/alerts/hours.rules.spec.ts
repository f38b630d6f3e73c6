import fc from 'fast-check';
import { dayOfIsoDate, isoDateOf } from '../../../platform/clock/calendar';
import { TOGETHER } from './alert.rules';
import { crossingsByHour, judgeHours, type PlaceHour, placeHoursOf, type PastHours, stepsOf } from './hours.rules';

const DATE = '2026-03-16';
const weeksBefore = (weeks: number): string => isoDateOf(dayOfIsoDate(DATE) - weeks * 7);
type Hour = PlaceHour & Readonly<Record<'sales' | 'guestSales', number>>;
const rowOf = (businessDate: string, hour: number, more: Partial<Hour> = {}): Hour => ({
  businessDate,
  restaurantId: 'north',
  hour,
  sales: 10,
  guestSales: 5,
  refunds: 1,
  ...more,
});
const stepTo = (last: number): PastHours => ({
  end: last,
  until: `${String(last + 1).padStart(2, '0')}:00`,
  hours: new Set(Array.from({ length: last - 8 }, (_, n) => n + 9)),
});
const SHARE = { figure: 'GUEST_SHARE', threshold: 400_000 } as const;
const TWICE = { figure: 'REFUNDS', threshold: 2_000_000 } as const;

describe('a threshold that is judged by the hour', () => {
  it('looks at the hours that are over alone, beside the same hours of the same weekday', () => {
    const rows = [rowOf(DATE, 9, { guestSales: 3 }), rowOf(DATE, 10, { guestSales: 10 })];
    // The evening of the dates before is high, and says nothing of a morning.
    for (const weeks of [1, 2, 3, 4])
      rows.push(rowOf(weeksBefore(weeks), 9), rowOf(weeksBefore(weeks), 20, { guestSales: 10, refunds: 50 }));
    rows.push(rowOf(isoDateOf(dayOfIsoDate(DATE) - 1), 9, { guestSales: 0 }));
    const places = placeHoursOf(rows, false);
    expect(judgeHours(SHARE, places, DATE, stepTo(9), []).crossings).toEqual([
      { businessDate: DATE, until: '10:00', restaurantId: 'north', value: 300_000, usual: 500_000 },
    ]);
    expect(judgeHours(SHARE, places, DATE, stepTo(10), ['north'])).toEqual({ crossings: [], beyond: [] });
  });

  it('compares refunds so far with the mean of three dates at least, and not with hours that did not count them', () => {
    const past = [1, 2, 3].map((weeks) => rowOf(weeksBefore(weeks), 9));
    const judge = (rows: PlaceHour[]) =>
      judgeHours(TWICE, placeHoursOf(rows, true), DATE, stepTo(9), []).crossings.map(({ value, usual }) => [
        value,
        usual,
      ]);
    const now = rowOf(DATE, 9, { refunds: 3 });
    expect(judge([...past, now])).toEqual([[3, 1_000]]);
    expect(judge([...past, rowOf(DATE, 9, { refunds: 2 })])).toEqual([]);
    expect(judge([...past.slice(1), now])).toEqual([]);
    expect(judge([...past.slice(1), rowOf(weeksBefore(1), 9, { refunds: null }), now])).toEqual([]);
    expect(judge([...past, rowOf(DATE, 9, { refunds: null })])).toEqual([]);
    // Two restaurants as one place.
    const south = [now, ...past].map((row) => ({ ...row, restaurantId: 'south' }));
    expect(judge([...past, now, ...south])).toEqual([[6, 2_000]]);
  });

  it('tells of a place once a date, however often its share comes back', () => {
    const rows = [0, 10, 0, 10, 0].map((guestSales, n) => rowOf(DATE, 9 + n, { guestSales, sales: 10 }));
    const steps = [9, 10, 11, 12, 13].map(stepTo);
    const found = crossingsByHour(SHARE, placeHoursOf(rows, true), { from: DATE, to: DATE }, () => steps);
    expect(found).toEqual([{ businessDate: DATE, until: '10:00', restaurantId: TOGETHER, value: 0, usual: null }]);
  });

  it('goes by hours of local time: one that comes twice is over with its second end', () => {
    const at = (hour: number, end: string) => ({ hour, end: Date.parse(end) });
    // Clocks go back in Berlin at 3 o'clock, so that the hour of 2 lasts two hours.
    const steps = stepsOf(
      [at(1, '2026-10-25T00:00Z'), at(2, '2026-10-25T02:00Z'), at(0, '2026-10-24T23:00Z'), at(4, '2026-10-25T03:30Z')],
      { timeZone: 'Europe/Berlin', dayStart: '04:30' },
    );
    expect(steps.map(({ until, hours }) => [until, [...hours].join(' ')])).toEqual([
      ['01:00', '0'],
      ['02:00', '0 1'],
      ['03:00', '0 1 2'],
      ['04:30', '0 1 2 4'],
    ]);
  });

  it('equals a judgement from the single rows, whatever they are', () => {
    const drawn = fc.array(
      fc.record({
        weeks: fc.integer({ min: 0, max: 5 }),
        hour: fc.integer({ min: 9, max: 12 }),
        sales: fc.integer({ min: 0, max: 12 }),
        share: fc.integer({ min: 0, max: 4 }),
        refunds: fc.option(fc.integer({ min: 0, max: 6 })),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(drawn, fc.integer({ min: 9, max: 12 }), (several, last) => {
        const rows = several.map(({ weeks, hour, sales, share, refunds }) =>
          rowOf(weeksBefore(weeks), hour, { sales, guestSales: Math.floor((sales * share) / 4), refunds }),
        );
        const of = (weeks: number) =>
          rows.filter(({ businessDate, hour }) => businessDate === weeksBefore(weeks) && hour <= last);
        const total = (of: readonly Hour[], member: 'sales' | 'guestSales') =>
          of.reduce((sum, row) => sum + row[member], 0);
        const isLow = total(of(0), 'sales') >= 10 && total(of(0), 'guestSales') * 10 < total(of(0), 'sales') * 4;
        const isKnown = (of: readonly PlaceHour[]) => of.every(({ refunds }) => refunds !== null);
        const refunded = (of: readonly PlaceHour[]) => of.reduce((sum, { refunds }) => sum + (refunds ?? 0), 0);
        const past = [1, 2, 3, 4].map(of).filter((part) => total(part, 'sales') > 0 && isKnown(part));
        const mean = past.reduce((sum, part) => sum + refunded(part), 0) / past.length;
        const isMany = past.length >= 3 && isKnown(of(0)) && refunded(of(0)) >= 3 && refunded(of(0)) > 2 * mean + 1e-9;
        const places = placeHoursOf(rows, false);
        expect(judgeHours(SHARE, places, DATE, stepTo(last), []).beyond).toEqual(isLow ? ['north'] : []);
        expect(judgeHours(TWICE, places, DATE, stepTo(last), []).beyond).toEqual(isMany ? ['north'] : []);
      }),
    );
  });
});
