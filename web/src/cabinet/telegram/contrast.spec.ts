import { contrastOf, isDark } from './contrast';

test('contrast is that of WCAG', () => {
  expect(contrastOf('#000000', '#ffffff')).toBeCloseTo(21);
  expect(contrastOf('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
  expect(contrastOf('#ffffff', '#767676')).toBeCloseTo(4.54, 2);
});

test('a ground is dark where white is read better on it', () => {
  expect(['#18222d', '#ffffff', '#efeff4', '#000000'].map(isDark)).toEqual([true, false, false, true]);
});
