import { withoutVariants } from './arms.rules';
import type { ArmSums } from './campaign-results.sql';

const sums = (arm: ArmSums['arm'], variant: string | null, guests: number): ArmSums => ({
  arm,
  variant,
  guests,
  told: guests,
  waiting: 0,
  capped: 0,
  came: 1,
  money: guests * 100,
  moneySquares: guests * 10_000,
  moneyCubes: guests * 1_000_000,
  wholeMoney: guests * 100,
  before: 2,
  beforeSquares: 4,
  moneyProducts: 200,
  margin: 50,
  marginSquares: 2_500,
  marginCubes: 125_000,
  marginProducts: 100,
  costedMoney: 7,
  soldMoney: 9,
  visits: 3,
  visitsSquares: 9,
  visitsCubes: 27,
  points: 5,
  moneyOff: 11,
  checks: 2,
});

describe('arms of a campaign with variants', () => {
  it('are the sums of their variants, which a control group has as well', () => {
    const merged = withoutVariants([
      sums('CONTROL', 'A', 2),
      sums('CONTROL', 'B', 3),
      sums('TREATED', 'A', 10),
      sums('TREATED', 'B', 20),
    ]);
    expect(merged).toMatchObject([
      { arm: 'CONTROL', variant: null, guests: 5, money: 500, visits: 6 },
      { arm: 'TREATED', variant: null, guests: 30, moneyCubes: 30_000_000, points: 10 },
    ]);
  });

  it('of a campaign without variants stay as they are', () => {
    const arms = [sums('CONTROL', null, 2), sums('TREATED', null, 3)];
    expect(withoutVariants(arms)).toEqual(arms);
  });
});
