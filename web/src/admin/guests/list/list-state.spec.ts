import { addressOf, selectionOf } from './list-state';

test.each([
  {},
  { tiers: ['GOLD', 'A B'], pointsFrom: 0 },
  { visitedFrom: '2026-01-01', visitedTo: '2026-01-31', notVisitedSince: '2026-02-01', pointsFrom: -5, pointsTo: 100 },
])('filters %j are the same after a reload', (selection) => {
  expect(selectionOf(new URLSearchParams(addressOf(selection).toString()))).toEqual(selection);
});
