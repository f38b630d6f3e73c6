import { isSame, wholeParams, wrongParams } from './params.rules';

const PARAMETERS = [
  { name: 'checks', unit: 'COUNT', value: 5, min: 3, max: 50 },
  { name: 'minutes', unit: 'MINUTES', value: 60, min: 1, max: 240 },
];

test('a parameter that is empty or out of its bounds is named', () => {
  expect(wrongParams({ checks: 3, minutes: 240 }, PARAMETERS)).toEqual([]);
  expect(wrongParams({ checks: 2, minutes: '' }, PARAMETERS)).toEqual(['checks', 'minutes']);
  expect(wrongParams({}, PARAMETERS)).toEqual(['checks', 'minutes']);
});

test('only numbers are sent, and a cleared field differs from what is in force', () => {
  expect(wholeParams({ checks: 3, minutes: '' })).toEqual({ checks: 3 });
  expect(isSame({ checks: 3, minutes: '' }, { checks: 3, minutes: 60 })).toBe(false);
  expect(isSame({ checks: 3 }, { checks: 3 })).toBe(true);
});
