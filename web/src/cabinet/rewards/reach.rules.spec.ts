import { inOrderOfReach, missingPoints } from './reach.rules';

describe('Points that a reward still needs', () => {
  it('are the price less the points there are, of which a debt is none', () => {
    expect(missingPoints({ points: 500, whyNot: 'POINTS' }, 183)).toBe(317);
    expect(missingPoints({ points: 500, whyNot: 'TIER' }, -20)).toBe(500);
  });

  it('are not named where there are enough, or where points would not help', () => {
    expect(missingPoints({ points: 500, whyNot: null }, 500)).toBeNull();
    expect(missingPoints({ points: 500, whyNot: 'STOCK' }, 0)).toBeNull();
  });
});

it('Rewards stand in the order in which the guest can have them', () => {
  const reward = (points: number, whyNot: 'POINTS' | 'TIER' | null) => ({ points, whyNot });
  const far = reward(900, 'POINTS');
  const near = reward(200, 'POINTS');
  const [first, second] = [reward(100, null), reward(50, null)];
  const [gold, silver] = [reward(10, 'TIER'), reward(5, 'TIER')];
  expect(inOrderOfReach([gold, far, silver, first, near, second], 100)).toEqual([
    first,
    second,
    near,
    far,
    gold,
    silver,
  ]);
});
