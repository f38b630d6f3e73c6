/** Divides each effect of a sale over its lines, so that refunds can take back a line's part. */
import { divideByWeights } from '../basics/integers';
import { minorUnits, points } from '../basics/numbers';
import type { CategoryShares } from './category-shares';
import { totalsOf } from './lines-left';
import { sumOf } from './restrictions';
import type { RewardDiscount } from './rewards';
import type { Line, LineDivision } from '../act/types';

export type SaleEffects = {
  /** The whole discount. `discountByLine`: the same by line, or null where the lines are not known. */
  readonly discount: number;
  readonly discountByLine: readonly number[] | null;
  /** The part of `discount` that rewards give; it is known by line. */
  readonly byRewards: RewardDiscount;
  readonly points: number;
  readonly pointsValue: number;
  /** The amount of each line that points may pay. Null: the whole price after discount. */
  readonly redeemable: readonly number[] | null;
  readonly earnedByLine: readonly number[];
  /** The part of `points` and `pointsValue` that is known by line. Null: none. */
  readonly byCategory: Pick<CategoryShares, 'points' | 'values'> | null;
};

/**
 * Divides the tier's discount by the lines' prices, discounts of campaigns and rewards as they gave them, and redeemed
 * points and their value by the prices after discount. So no line has less than nothing left to pay.
 */
export function divideSale(lines: readonly Line[], effects: SaleEffects): LineDivision[] {
  if (lines.length === 1) return [wholeOf(lines[0] as Line, effects)];
  const discounts = effects.discountByLine ?? discountsByTotal(lines, effects);
  const nets = restOf(lines, discounts);
  const weights = effects.redeemable ?? nets;
  const { redeemed, values } =
    effects.byCategory === null
      ? {
          redeemed: divideByWeights(effects.points, weights),
          values: divideByWeights(effects.pointsValue, weights),
        }
      : divideBesides(effects, effects.byCategory, weights);
  return lines.map((line, index) => ({
    gross: line.total,
    quantityMilli: line.quantityMilli,
    discount: minorUnits(discounts[index] as number),
    points: points(redeemed[index] as number),
    pointsValue: minorUnits(values[index] as number),
    payable: minorUnits((nets[index] as number) - (values[index] as number)),
    earned: points(effects.earnedByLine[index] as number),
  }));
}

/** The price of each line after the discount. */
export function netsOf(
  lines: readonly Line[],
  effects: Pick<SaleEffects, 'discount' | 'discountByLine' | 'byRewards'>,
): number[] {
  return restOf(lines, effects.discountByLine ?? discountsByTotal(lines, effects));
}

function restOf(lines: readonly Line[], discounts: readonly number[]): number[] {
  const nets = new Array<number>(lines.length);
  for (let index = 0; index < lines.length; index += 1)
    nets[index] = (lines[index] as Line).total - (discounts[index] as number);
  return nets;
}

/** Divides the points that are not known by line over what the others leave. */
function divideBesides(
  { points: all, pointsValue }: SaleEffects,
  known: Pick<CategoryShares, 'points' | 'values'>,
  weights: readonly number[],
): { redeemed: readonly number[]; values: readonly number[] } {
  const left = weights.map((weight, index) => weight - (known.values[index] as number));
  const others = divideByWeights(all - sumOf(known.points), left);
  const otherValues = divideByWeights(pointsValue - sumOf(known.values), left);
  return {
    redeemed: known.points.map((one, index) => one + (others[index] as number)),
    values: known.values.map((one, index) => one + (otherValues[index] as number)),
  };
}

function discountsByTotal(
  lines: readonly Line[],
  { discount, byRewards }: Pick<SaleEffects, 'discount' | 'byRewards'>,
): number[] {
  const discounts = divideByWeights(discount - byRewards.amount, totalsOf(lines));
  for (let index = 0; index < lines.length; index += 1)
    discounts[index] = (discounts[index] as number) + (byRewards.byLine?.[index] ?? 0);
  return discounts;
}

/** The division of a sale with one line, as most sales without items are. */
function wholeOf(line: Line, effects: SaleEffects): LineDivision {
  return {
    gross: line.total,
    quantityMilli: line.quantityMilli,
    discount: minorUnits(effects.discount),
    points: points(effects.points),
    pointsValue: minorUnits(effects.pointsValue),
    payable: minorUnits(line.total - effects.discount - effects.pointsValue),
    earned: points(effects.earnedByLine[0] as number),
  };
}
