import { monthsOf, retentionOf } from './cohorts.rules';

const OLD = { month: '2030-01', customers: 4, retained: [4, 3, 0] };
const NEW = { month: '2030-03', customers: 2, retained: [2] };

test('each cohort has a cell for a month that is over, and none for a later one', () => {
  expect(monthsOf([OLD, NEW])).toEqual([1, 2, 3]);
  expect(monthsOf([])).toEqual([]);
  expect(retentionOf(OLD, 2)).toEqual({ networks: 3, sharePpm: 750_000 });
  expect(retentionOf(OLD, 3)).toEqual({ networks: 0, sharePpm: 0 });
  expect(retentionOf(NEW, 2)).toBeUndefined();
});
