import { heatOf, hoursFrom, valueOf } from './heat.rules';

const cell = (weekday: number, hour: number, sales: number, guestSales: number, amount: number) => ({
  weekday,
  hour,
  sales,
  guestSales,
  amount,
  guestAmount: 0,
});
const HOURS = {
  firstHour: 4,
  days: [2, 1, 0, 1, 1, 1, 1],
  items: [cell(1, 12, 4, 1, 1_001), cell(2, 1, 2, 2, 900), cell(3, 9, 1, 0, 50)],
};

describe('the heat map of hours', () => {
  it('shows the average day of a weekday, and nothing where there was no sale or no such day', () => {
    expect(valueOf(HOURS, 'amount', 1, 12)).toBe(501);
    expect(valueOf(HOURS, 'sales', 1, 12)).toBe(2_000);
    expect(valueOf(HOURS, 'guestShare', 1, 12)).toBe(250_000);
    expect([valueOf(HOURS, 'sales', 1, 13), valueOf(HOURS, 'amount', 3, 9)]).toEqual([null, null]);
    expect([heatOf(HOURS, 'amount'), heatOf({ ...HOURS, items: [] }, 'amount')]).toEqual([900, 1]);
  });

  it('begins with the business day, and ends after midnight', () => {
    expect(hoursFrom(HOURS)).toEqual([9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 0, 1]);
    expect(hoursFrom({ ...HOURS, items: [] })).toEqual([]);
  });
});
