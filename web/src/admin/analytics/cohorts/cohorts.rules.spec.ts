import { type Cohort, figureOf, monthsBack, mostOf, shadeOf } from './cohorts.rules';

const cohort: Cohort = {
  month: '2026-01',
  guests: 3,
  visits: 9,
  money: 900,
  lifetimeValue: 300,
  cameAgain: [],
  cells: [
    { since: 0, guests: 3, visits: 5, money: 500 },
    { since: 1, guests: 2, visits: 4, money: 400 },
    { since: 2, guests: null, visits: null, money: null },
  ],
};

describe('a cell of a cohort', () => {
  it('is a share of those who joined, or a sum, and nothing while its month is not over', () => {
    expect(cohort.cells.map((cell) => figureOf(cohort, cell, 'guests'))).toEqual([1_000_000, 666_666, null]);
    expect(cohort.cells.map((cell) => figureOf(cohort, cell, 'money'))).toEqual([500, 400, null]);
    expect(cohort.cells.map((cell) => figureOf(cohort, cell, 'perGuest'))).toEqual([166, 300, null]);
    expect(figureOf({ ...cohort, guests: 0 }, cohort.cells[0], 'guests')).toBeNull();
    expect(figureOf(cohort, undefined, 'visits')).toBeNull();
  });

  it('is the money so far by guest as loops over the months add it up, after refunds too', () => {
    const months = [1_001, -300, 0, 2_499, 7];
    const cells = months.map((money, since) => ({ since, guests: 1, visits: 1, money }));
    for (const guests of [1, 2, 7]) {
      let soFar = 0;
      for (const cell of cells) {
        soFar += cell.money;
        expect(figureOf({ ...cohort, guests, cells }, cell, 'perGuest')).toBe((soFar - (soFar % guests)) / guests);
      }
    }
  });

  it('is shaded beside the largest cell, and never so dark that its figure is lost', () => {
    expect(mostOf([cohort], 'guests')).toBe(666_666);
    expect(mostOf([cohort], 'visits')).toBe(5);
    expect([shadeOf(1_000_000, 666_666), shadeOf(0, 5), shadeOf(null, 5), shadeOf(3, 0)]).toEqual([45, 0, 0, 0]);
  });
});

describe('the months of the choice', () => {
  it('go back over the years, sixty of them', () => {
    const months = monthsBack('2026-02');
    expect(months.slice(0, 3)).toEqual(['2026-02', '2026-01', '2025-12']);
    expect(months).toHaveLength(60);
    expect(months.at(-1)).toBe('2021-03');
  });
});
