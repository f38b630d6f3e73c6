import { programOf, tierOf } from '../../../test/support/decision/programs';
import { compileProgram, minorUnits, partsPerMillion, tierDiscountOf } from '..';

it('takes the discount of the tier off an amount, rounded as the programme says', () => {
  const tiers = [tierOf('BASE'), tierOf('GOLD', { discountPpm: partsPerMillion(50_000) })];
  const off = (rounding: 'FLOOR' | 'HALF_UP', tier: string, amount: number) =>
    tierDiscountOf(compileProgram(programOf({ tiers, rounding })), tier, minorUnits(amount));
  expect(off('FLOOR', 'GOLD', 1_010)).toBe(50);
  expect(off('HALF_UP', 'GOLD', 1_010)).toBe(51);
  expect(off('HALF_UP', 'BASE', 1_010)).toBe(0);
});
