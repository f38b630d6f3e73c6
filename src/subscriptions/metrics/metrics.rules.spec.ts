import { cohortsOf, monthsOf, type MovementSum } from './metrics.rules';

const sum = (month: string, movement: MovementSum['movement'], amount: number, count = 1): MovementSum => ({
  month,
  movement,
  amount,
  count,
});

describe('the months of the recurring revenue', () => {
  const months = monthsOf(
    [
      sum('2029-12', 'NEW', 900, 3),
      sum('2030-01', 'NEW', 101),
      sum('2030-01', 'EXPANSION', 50),
      sum('2030-02', 'CHURN', 300),
      sum('2030-02', 'CONTRACTION', 1),
      sum('2030-04', 'CHURN', 750, 3),
      sum('2030-05', 'REACTIVATION', 300),
    ],
    '2030-01',
    '2030-05',
  );
  const column = <Name extends keyof (typeof months)[number]>(name: Name) => months.map((month) => month[name]);

  it('begin where the one before ends, also over a month without a movement', () => {
    expect(column('start')).toEqual([900, 1_051, 750, 750, 0]);
    expect(column('end')).toEqual([1_051, 750, 750, 0, 300]);
    expect(column('customersEnd')).toEqual([4, 3, 3, 0, 1]);
  });

  it('have the revenue of a network to the nearest unit, and none without a network', () => {
    expect(column('arpu')).toEqual([263, 250, 250, 0, 300]);
  });

  it('have the lost networks and the lost revenue of those at the start, and no share of nothing', () => {
    expect(column('churnPpm')).toEqual([0, 250_000, 0, 1_000_000, null]);
    expect(column('revenueChurnPpm')).toEqual([0, 286_394, 0, 1_000_000, null]);
  });
});

it('counts a network that came back in the cohort of its first month', () => {
  const events = [
    { networkId: 'a', month: '2030-01', movement: 'NEW' },
    { networkId: 'b', month: '2030-01', movement: 'NEW' },
    { networkId: 'c', month: '2029-12', movement: 'NEW' },
    { networkId: 'a', month: '2030-02', movement: 'CHURN' },
    { networkId: 'd', month: '2030-03', movement: 'NEW' },
    { networkId: 'a', month: '2030-04', movement: 'REACTIVATION' },
  ] as const;
  expect(cohortsOf(events, '2030-01', '2030-04')).toEqual([
    { month: '2030-01', customers: 2, retained: [2, 1, 1, 2] },
    { month: '2030-03', customers: 1, retained: [1, 1] },
  ]);
  expect(cohortsOf(events, '2030-01', '2030-02')[1]).toEqual({ month: '2030-03', customers: 1, retained: [] });
});
