import fc from 'fast-check';
import { dayOfIsoDate, isoDateOf } from '../../../platform/clock/calendar';
import { crossingsOf, judgeDays, judgeOwed, type PlaceDay, together, TOGETHER } from './alert.rules';

const FIRST = dayOfIsoDate('2026-03-01');
const dateOf = (day: number): string => isoDateOf(FIRST + day);
type Day = PlaceDay & Readonly<Record<'sales' | 'guestSales' | 'refunds', number>>;
const dayOf = (day: number, more: Partial<Day> = {}): Day => ({
  businessDate: dateOf(day),
  restaurantId: 'north',
  sales: 20,
  guestSales: 10,
  refunds: 1,
  ...more,
});

describe('a threshold', () => {
  it('of the share with a guest is crossed once until the share is back, and not by a few receipts', () => {
    const shares = [12, 6, 5, 12, 7, 6];
    const days = shares.map((guestSales, day) => dayOf(day, { guestSales }));
    days.push(dayOf(6, { sales: 9, guestSales: 9 }), dayOf(7, { guestSales: 2 }));
    const found = crossingsOf({ figure: 'GUEST_SHARE', threshold: 400_000 }, days, { from: dateOf(0), to: dateOf(7) });
    // A day with nine receipts says nothing, so the one after it is no new crossing.
    expect(found.map(({ businessDate, value }) => [businessDate, value])).toEqual([
      [dateOf(1), 300_000],
      [dateOf(4), 350_000],
    ]);
  });

  it('of refunds is crossed above so many times the mean of the days before', () => {
    const days = Array.from({ length: 10 }, (_, day) => dayOf(day));
    const judge = (refunds: number) =>
      judgeDays({ figure: 'REFUNDS', threshold: 2_500_000 }, [...days, dayOf(10, { refunds })], dateOf(10), [])
        .crossings;
    expect(judge(2)).toEqual([]);
    expect(judge(3)).toEqual([
      { businessDate: dateOf(10), until: null, restaurantId: 'north', value: 3, usual: 1_000 },
    ]);
    const young = judgeDays(
      { figure: 'REFUNDS', threshold: 1_000_000 },
      [...days.slice(4), dayOf(10, { refunds: 50 })],
      dateOf(10),
      [],
    );
    expect(young.crossings).toEqual([]);
  });

  it('of what is owed is crossed above it', () => {
    expect(judgeOwed(100, 100, dateOf(0), [])).toEqual({ crossings: [], beyond: [] });
    expect(judgeOwed(101, 100, dateOf(0), [])).toMatchObject({ crossings: [{ value: 101 }], beyond: [TOGETHER] });
    expect(judgeOwed(101, 100, dateOf(0), [TOGETHER]).crossings).toEqual([]);
  });

  it('judges restaurants together as one place with their sums', () => {
    const days = [dayOf(0), dayOf(0, { restaurantId: 'south', guestSales: 0 })];
    expect(together(days)).toEqual([
      { businessDate: dateOf(0), restaurantId: TOGETHER, sales: 40, guestSales: 10, refunds: 2 },
    ]);
  });

  it('is beyond after each crossing and within after each return, whatever the days are', () => {
    const series = fc.array(
      fc.record({ sales: fc.integer({ min: 0, max: 30 }), share: fc.integer({ min: 0, max: 10 }) }),
      {
        maxLength: 40,
      },
    );
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 1_000_000 }), (drawn, threshold) => {
        const days = drawn.map(({ sales, share }, day) =>
          dayOf(day, { sales, guestSales: Math.floor((sales * share) / 10) }),
        );
        let isBeyond = false;
        const expected: string[] = [];
        for (const { businessDate, sales, guestSales } of days) {
          if (sales < 10) continue;
          const isLow = BigInt(guestSales) * 1_000_000n < BigInt(threshold) * BigInt(sales);
          if (isLow && !isBeyond) expected.push(businessDate);
          isBeyond = isLow;
        }
        const found = crossingsOf({ figure: 'GUEST_SHARE', threshold }, days, {
          from: dateOf(0),
          to: dateOf(drawn.length),
        });
        expect(found.map(({ businessDate }) => businessDate)).toEqual(expected);
      }),
    );
  });
});
