import { addToDays, addToPairs, firstDayWithout, sumBetween, sumOfPairs, windowStart } from './days';

const one = { spend: 10, visits: 1, points: 2 };

describe('the days of a guest', () => {
  it('take a new last day, and more on a day that is there', () => {
    const first = addToDays([], 0, 100, one);
    expect(first).toEqual([100, 10, 1, 2]);
    expect(addToDays(first, 0, 105, one)).toEqual([100, 10, 1, 2, 105, 10, 1, 2]);
    expect(addToDays(first, 0, 100, one)).toEqual([100, 20, 2, 4]);
    expect(first).toEqual([100, 10, 1, 2]);
  });

  it('take a late act into its own day, before and between others', () => {
    const days = [100, 10, 1, 2, 110, 10, 1, 2];
    expect(addToDays(days, 0, 105, one)).toEqual([100, 10, 1, 2, 105, 10, 1, 2, 110, 10, 1, 2]);
    expect(addToDays(days, 0, 90, one)).toEqual([90, 10, 1, 2, 100, 10, 1, 2, 110, 10, 1, 2]);
    expect(addToDays(days, 0, 100, one)).toEqual([100, 20, 2, 4, 110, 10, 1, 2]);
  });

  it('lose what the window does not reach any more, and take nothing before it', () => {
    const days = [100, 10, 1, 2, 110, 10, 1, 2];
    expect(addToDays(days, 101, 120, one)).toEqual([110, 10, 1, 2, 120, 10, 1, 2]);
    expect(addToDays(days, 100, 99, one)).toEqual(days);
    expect(addToDays(days, 120, 119, one)).toEqual([]);
    expect(addToDays([], 120, 119, one)).toEqual([]);
    expect(addToDays([100, 10, 1, 2], 100, 99, one)).toEqual([100, 10, 1, 2]);
    expect(addToDays(days, 100, 100, one)).toEqual([100, 20, 2, 4, 110, 10, 1, 2]);
  });

  it('give back to the day of the sale; an empty day leaves, and a day that is gone stays gone', () => {
    const days = [100, 10, 1, 2, 110, 30, 3, 6];
    const back = { spend: -10, visits: -1, points: -2 };
    expect(addToDays(days, 0, 110, back)).toEqual([100, 10, 1, 2, 110, 20, 2, 4]);
    expect(addToDays(days, 0, 100, back)).toEqual([110, 30, 3, 6]);
    expect(addToDays(days, 0, 105, back)).toEqual(days);
    expect(addToDays(days, 0, 120, back)).toEqual(days);
    expect(addToDays(days, 0, 120, { spend: 0, visits: 0, points: 0 })).toEqual(days);
    expect(addToDays([100, 10, 1, 2], 0, 100, { spend: -4, visits: 0, points: -5 })).toEqual([100, 6, 1, 0]);
    expect(addToDays([100, 10, 1, 2], 0, 100, { spend: -11, visits: 0, points: 0 })).toEqual([100, 0, 1, 2]);
    expect(addToDays([100, 10, 1, 2], 0, 100, { spend: 0, visits: -2, points: 0 })).toEqual([100, 10, 0, 2]);
    expect(addToDays([100, 0, 1, 0], 0, 100, { spend: 0, visits: -1, points: 0 })).toEqual([]);
    expect(addToDays([100, 5, 0, 3], 0, 100, { spend: -5, visits: 0, points: 0 })).toEqual([100, 0, 0, 3]);
    expect(addToDays([100, 5, 2, 0], 0, 100, { spend: -5, visits: 0, points: 0 })).toEqual([100, 0, 2, 0]);
    expect(addToDays([100, 5, 1, 0], 0, 100, { spend: 0, visits: -1, points: 0 })).toEqual([100, 5, 0, 0]);
  });

  it('keep a day that only counts a visit or a point', () => {
    expect(addToDays([], 0, 5, { spend: 0, visits: 1, points: 0 })).toEqual([5, 0, 1, 0]);
    expect(addToDays([], 0, 5, { spend: 0, visits: 0, points: 1 })).toEqual([5, 0, 0, 1]);
    expect(addToDays([], 0, 5, { spend: 1, visits: 0, points: 0 })).toEqual([5, 1, 0, 0]);
  });

  it('are summed from one day to before another', () => {
    const days = [100, 10, 1, 2, 110, 30, 3, 6];
    expect(sumBetween(days, 100, 111)).toEqual([40, 4, 8]);
    expect(sumBetween(days, 101, 111)).toEqual([30, 3, 6]);
    expect(sumBetween(days, 100, 110)).toEqual([10, 1, 2]);
    expect(sumBetween(days, 111, 200)).toEqual([0, 0, 0]);
  });

  it('of a counter are summed and added to in the same way', () => {
    const days = [100, 2, 110, 3];
    expect(sumOfPairs(days, 100, 111)).toBe(5);
    expect(sumOfPairs(days, 101, 110)).toBe(0);
    expect(addToPairs(days, 0, 120, 1)).toEqual([100, 2, 110, 3, 120, 1]);
    expect(addToPairs(days, 0, 105, 1)).toEqual([100, 2, 105, 1, 110, 3]);
    expect(addToPairs(days, 0, 100, 1)).toEqual([100, 3, 110, 3]);
    expect(addToPairs(days, 101, 100, 1)).toEqual([110, 3]);
    expect(addToPairs(days, 101, 101, 1)).toEqual([101, 1, 110, 3]);
  });

  it('leave a window on the first day that does not reach back to them', () => {
    for (let day = 20_000; day < 21_600; day += 1) {
      const gone = firstDayWithout(day, 12);
      expect(windowStart(gone, 12)).toBeGreaterThan(day);
      expect(windowStart(gone - 1, 12)).toBeLessThanOrEqual(day);
    }
  });
});
