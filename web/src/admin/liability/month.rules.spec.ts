import { monthAfter, monthOf, monthsBefore } from './month.rules';

test('months go over the end of a year', () => {
  expect(monthAfter('2026-12')).toBe('2027-01');
  expect(monthsBefore('2026-02', 3)).toEqual(['2026-01', '2025-12', '2025-11']);
});

test("a month begins by the network's clock", () => {
  const at = new Date('2026-10-31T22:00:00Z');
  expect([monthOf(at, 'Europe/Moscow'), monthOf(at, 'Europe/London')]).toEqual(['2026-11', '2026-10']);
});
