import { MOST_DIFFERENT } from './campaign-progress';
import { MEASURES, taskUnits } from './measures';

describe('the greatest target that a guest can reach', () => {
  const task = (categories: readonly string[], skus: readonly string[] = []) =>
    ({ id: 't', kind: 'BUY', skus, categories, measure: 'CATEGORIES', target: 1 }) as const;
  const places = (count: number) => Array.from({ length: count }, (_, at) => `restaurant-${String(at)}`);

  it.each([
    ['RESTAURANTS', task([]), 0, MOST_DIFFERENT],
    ['RESTAURANTS', task([]), 3, 3],
    ['RESTAURANTS', task([]), MOST_DIFFERENT + 1, MOST_DIFFERENT],
    ['CATEGORIES', task([]), 0, MOST_DIFFERENT],
    ['CATEGORIES', task(['tea', 'cake']), 0, 2],
    ['CATEGORIES', task(['tea', 'Tea']), 0, 1],
    ['CATEGORIES', task(['tea', 'cake'], ['sku']), 0, MOST_DIFFERENT],
    ['CATEGORIES', task(places(MOST_DIFFERENT + 1)), 0, MOST_DIFFERENT],
    ['WEEKS', task([]), 0, MOST_DIFFERENT],
  ] as const)('in %s: %#', (measure, of, restaurants, most) => {
    expect(MEASURES[measure].most?.(of, places(restaurants))).toBe(most);
  });

  it('has no bound in pieces, money and visits', () => {
    expect(taskUnits().filter((unit) => unit !== 'TIMES' && MEASURES[unit].most === undefined)).toEqual([
      'QUANTITY',
      'AMOUNT',
      'VISITS',
    ]);
  });
});
