import type { Chance } from './chance.rules';
import type { TriangleCell } from './cohort-history.rules';
import { MONTHS_FOR_SEASONS, redeemedShare, type RedemptionModel } from './redemption-model.rules';

/** How far the past was from the model. */
export interface Residuals {
  /**
   * For each past month, in order: points redeemed divided by the model's estimate, around 1. The series at index k
   * only covers cells older than k months. Points open today are that old in k + 1 months, and fewer points of fewer
   * guests deviate more from any rule.
   */
  readonly months: readonly (readonly number[])[];
  /** The variance of a cell within its month, divided by the cell's mean. */
  readonly dispersion: number;
}

/** How many months in a row are drawn together, since the cause of a good month often lasts. */
const RUN = 3;
/** With fewer months of an age, its residuals say nothing, and those of younger points are used. */
const LEAST_RESIDUALS = 12;

interface FittedCell extends TriangleCell {
  readonly expected: number;
}

export function residualsOf(cells: readonly TriangleCell[], model: RedemptionModel): Residuals {
  const fitted = cells.map((cell) => ({
    ...cell,
    expected: cell.exposure * redeemedShare(model, cell.age, cell.month),
  }));
  const dispersion = dispersionOf(fitted);
  const oldest = Math.max(...cells.map(({ age }) => age));
  const months: number[][] = [];
  for (let age = 1; age <= oldest; age += 1) {
    const sums = monthsOf(fitted.filter((cell) => cell.age >= age));
    if (age > 1 && sums.length < LEAST_RESIDUALS) break;
    months.push(ratiosOf(sums, dispersion));
  }
  return { months, dispersion };
}

/**
 * Draws this many months in runs. With `ages`, each month takes the series one month older than the one before; else
 * all take the series over all ages.
 */
export function shocksFrom({ months }: Residuals, count: number, chance: Chance, ages: boolean): Float64Array {
  const shocks = new Float64Array(count).fill(1);
  for (let start = 0; start < count; start += RUN) {
    const from = chance();
    for (let step = start; step < start + RUN && step < count; step += 1) {
      const series = months[ages ? Math.min(step, months.length - 1) : 0] ?? [];
      const place = Math.floor(from * series.length) + step - start;
      shocks[step] = series[place % series.length] ?? 1;
    }
  }
  return shocks;
}

interface MonthSum {
  readonly month: number;
  redeemed: number;
  expected: number;
}

/** Sums by month, for months in which the model expects redemptions. */
function monthsOf(cells: readonly FittedCell[]): MonthSum[] {
  const sums = new Map<number, MonthSum>();
  for (const { month, redeemed, expected } of cells) {
    const sum = sums.get(month) ?? { month, redeemed: 0, expected: 0 };
    sum.redeemed += redeemed;
    sum.expected += expected;
    sums.set(month, sum);
  }
  return [...sums.values()].filter(({ expected }) => expected > 0).sort((a, b) => a.month - b.month);
}

function dispersionOf(cells: readonly FittedCell[]): number {
  const ratios = new Map(monthsOf(cells).map(({ month, redeemed, expected }) => [month, redeemed / expected]));
  let squares = 0;
  let counted = 0;
  for (const { month, expected, redeemed } of cells) {
    const mean = expected * (ratios.get(month) ?? 0);
    if (mean <= 0) continue;
    squares += (redeemed - mean) ** 2 / mean;
    counted += 1;
  }
  const ages = new Set(cells.map(({ age }) => age)).size;
  return squares / Math.max(1, counted - ages - ratios.size);
}

/**
 * Ratios of redeemed to expected points, centred on 1 and scaled to the spread of a future month. They are widened,
 * since the model's factors were fitted to these very months and used up some of their freedom. They are narrowed by
 * what the noise of the cells explains, since that noise is drawn for each cell.
 */
function ratiosOf(sums: readonly MonthSum[], dispersion: number): number[] {
  const count = sums.length;
  const ratios = sums.map(({ redeemed, expected }) => redeemed / expected);
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / Math.max(1, count);
  const used = count >= MONTHS_FOR_SEASONS ? (12 * count) / (count + 12) : 1;
  const widening = count / Math.max(1, count - used);
  const variance = (widening * ratios.reduce((sum, ratio) => sum + (ratio - mean) ** 2, 0)) / Math.max(1, count);
  const noise = (dispersion * sums.reduce((sum, { expected }) => sum + 1 / expected, 0)) / Math.max(1, count);
  const factor = variance === 0 ? 0 : Math.sqrt(widening * Math.max(0, 1 - noise / variance));
  return ratios.map((ratio) => Math.max(0, 1 + (ratio - mean) * factor));
}
