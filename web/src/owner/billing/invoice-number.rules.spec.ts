import { numberIn } from './invoice-number.rules';

test('a number is found as it is printed, pasted or cut short', () => {
  for (const typed of ['2026-000012', ' № 2026–000012', '2026 — 000012']) expect(numberIn(typed)).toBe('2026-000012');
  expect(numberIn('12')).toBe('12');
  for (const typed of ['', 'Trattoria', '2026-', '26-12', '1234567890']) expect(numberIn(typed)).toBeUndefined();
});
