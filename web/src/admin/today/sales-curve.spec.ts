import type { AnalyticsHours, AnalyticsToday } from '../../entities/analytics/analytics.api';
import { curveOf } from './sales-curve.rules';

const sums = (amount: number) => ({ sales: amount === 0 ? 0 : 1, guestSales: 0, amount, guestAmount: 0 });
const hourOf = (hour: number, isOver: boolean, today: number, compared: number) => ({
  hour,
  isOver,
  today: sums(today),
  compared: sums(compared),
});
const today = {
  hours: [
    hourOf(9, true, 0, 0),
    hourOf(10, true, 500, 300),
    hourOf(11, true, 0, 100),
    hourOf(12, false, 200, 400),
    hourOf(13, false, 0, 50),
    hourOf(14, false, 0, 0),
  ],
} satisfies Pick<AnalyticsToday, 'hours'>;

describe('The curve of the sales of a day', () => {
  it('sums up hour by hour, from the first sale to the last, and ends today with the hour that runs', () => {
    const yesterday = { items: [{ weekday: 1, hour: 11, ...sums(70) }] } satisfies Pick<AnalyticsHours, 'items'>;
    expect(curveOf(today, yesterday)).toEqual([
      { hour: 10, isOver: true, today: 500, yesterday: 0, weekAgo: 300 },
      { hour: 11, isOver: true, today: 500, yesterday: 70, weekAgo: 400 },
      { hour: 12, isOver: false, today: 700, yesterday: 70, weekAgo: 800 },
      { hour: 13, isOver: false, today: null, yesterday: 70, weekAgo: 850 },
    ]);
  });

  it('has no yesterday before it is read, and no hours without sales', () => {
    expect(curveOf(today, undefined)[0]?.yesterday).toBeNull();
    expect(curveOf({ hours: [hourOf(9, true, 0, 0)] }, undefined)).toEqual([]);
  });
});
