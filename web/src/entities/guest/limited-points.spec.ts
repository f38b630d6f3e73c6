import { mostSpendableAt } from './limited-points.rules';

describe('the most points that a check can take', () => {
  const limitOf = (points: number, restaurantIds: string[], categories: string[]) => ({
    points,
    restaurantIds,
    categories,
    restaurantNames: [],
    endsAt: null,
  });

  it('leaves out those for other restaurants, and counts those for goods that the check may have', () => {
    const limited = [limitOf(100, ['north'], []), limitOf(20, [], ['Desserts']), limitOf(3, ['south'], ['Desserts'])];
    expect(mostSpendableAt({ available: 1_000, limited }, 'south')).toBe(900);
    expect(mostSpendableAt({ available: 1_000, limited }, 'north')).toBe(997);
    expect(mostSpendableAt({ available: 1_000 }, 'north')).toBe(1_000);
  });
});
