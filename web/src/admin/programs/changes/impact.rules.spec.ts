import type { ProgramImpact } from '../../../entities/program/impact.api';
import { movesByTier, sizesByTier, tiersOfBoth } from './impact.rules';

const impact = {
  rises: [{ from: 'BASE', to: 'GOLD', guests: 3 }],
  falls: [{ from: 'GOLD', to: 'BASE', on: '2026-12-01', guests: 1 }],
  matrix: [
    { from: 'BASE', to: 'BASE', guests: 10 },
    { from: 'BASE', to: 'GOLD', guests: 3 },
    { from: 'GOLD', to: 'BASE', guests: 1 },
  ],
} as unknown as ProgramImpact;

test('guests are counted at the tier that they leave, and sizes without and with the change', () => {
  expect(movesByTier(impact, ['BASE', 'GOLD'])).toEqual([
    { tier: 'BASE', rise: 3, fall: 0 },
    { tier: 'GOLD', rise: 0, fall: 1 },
  ]);
  expect(sizesByTier(impact, ['BASE', 'GOLD'])).toEqual([
    { tier: 'BASE', without: 13, with: 11 },
    { tier: 'GOLD', without: 1, with: 3 },
  ]);
});

test.each([
  [
    ['A', 'B', 'C'],
    ['A', 'C'],
    ['A', 'B', 'C'],
  ],
  [
    ['A', 'B'],
    ['A', 'N', 'B'],
    ['A', 'N', 'B'],
  ],
  [['A', 'TOP'], ['A'], ['A', 'TOP']],
  [['X', 'Y'], ['A'], ['A', 'X', 'Y']],
])('tiers %j and %j stand together as %j', (before, after, both) => {
  expect(tiersOfBoth(before, after)).toEqual(both);
});
