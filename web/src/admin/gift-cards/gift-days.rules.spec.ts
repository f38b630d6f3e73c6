import { daysOf, isFitPeriod } from './gift-days.rules';

const TODAY = '2026-11-20';

test('the last thirty days stand where an address names none', () => {
  expect(daysOf(null, null, TODAY)).toEqual({ from: '2026-10-22', to: TODAY });
  expect(daysOf('soon', '2026-13-40', TODAY)).toEqual({ from: '2026-10-22', to: TODAY });
  expect(daysOf('2026-11-01', '2026-11-05', TODAY)).toEqual({ from: '2026-11-01', to: '2026-11-05' });
});

test('a period begins before it ends and has at most 366 days', () => {
  expect(isFitPeriod({ from: TODAY, to: TODAY })).toBe(true);
  expect(isFitPeriod({ from: '2026-11-21', to: TODAY })).toBe(false);
  expect(isFitPeriod({ from: '2025-11-20', to: TODAY })).toBe(true);
  expect(isFitPeriod({ from: '2025-11-19', to: TODAY })).toBe(false);
});
