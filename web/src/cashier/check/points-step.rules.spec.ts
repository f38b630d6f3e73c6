import { stepPoints } from './points-step.rules';

const RANGE = { min: 100, max: 1_000 };

test.each([
  ['ArrowRight', 300, 310],
  ['ArrowUp', 995, 1_000],
  ['ArrowLeft', 300, 290],
  ['PageUp', 300, 400],
  ['PageDown', 300, 200],
  ['Home', 300, 0],
  ['End', 300, 1_000],
])('%s leads from %i to %i', (key, from, to) => {
  expect(stepPoints(from, key, RANGE)).toBe(to);
});

test('a step never ends between nothing and the minimum', () => {
  expect(stepPoints(0, 'ArrowRight', RANGE)).toBe(100);
  expect(stepPoints(100, 'ArrowLeft', RANGE)).toBe(0);
  expect(stepPoints(0, 'ArrowLeft', RANGE)).toBe(0);
});

test('every arrow moves, however few points there are', () => {
  expect(stepPoints(3, 'ArrowRight', { min: 1, max: 7 })).toBe(4);
});

test('another key is none of the slider', () => {
  expect(stepPoints(3, 'Enter', RANGE)).toBeNull();
});
