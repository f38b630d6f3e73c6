import type { Cell, MonthNumber } from './cohort-history.rules';

/**
 * How points are redeemed, as a chain ladder tells it: of the points that a cohort still has at the start of a month,
 * the share redeemed in it is a factor of the cohort's age times a factor of the season. The factors are ratios of sums
 * over the cells of the triangle, so each can be computed by hand.
 */
export interface RedemptionModel {
  /** Share of what is open at the start of the month, by age in months from 1 on; index 0 is not used. */
  readonly byAge: readonly number[];
  /** By month of the year, January first; all 1 while the history is too short to know seasons. */
  readonly bySeason: readonly number[];
  /** Ages from this on were never seen; they redeem as the oldest ones seen do. */
  readonly firstUnseenAge: number;
}

/** Two whole years: with fewer a season can't be told from a good month. */
export const MONTHS_FOR_SEASONS = 24;
const ROUNDS = 4;
/** A month counts half as much as the month a year after it: habits change, and slowly. */
const HALF_LIFE_MONTHS = 12;
/** A season seen n times is believed n parts against this much of none at all: one good December is no rule yet. */
const SEASON_DOUBT = 0.5;
/** The oldest ages seen have few points each; what follows them is their average. */
const AGES_OF_TAIL = 3;

export function fitRedemption(cells: readonly Cell[], oldestAge: number): RedemptionModel {
  const months = new Set(cells.map(({ month }) => month)).size;
  const bySeason = Array.from({ length: 12 }, () => 1);
  let byAge = ageFactors(cells, bySeason, oldestAge);
  if (months >= MONTHS_FOR_SEASONS) {
    const years = months / 12;
    for (let round = 0; round < ROUNDS; round += 1) {
      const raw = seasonFactors(cells, byAge);
      for (let month = 0; month < 12; month += 1)
        bySeason[month] = (SEASON_DOUBT + years * (raw[month] as number)) / (SEASON_DOUBT + years);
      byAge = ageFactors(cells, bySeason, oldestAge);
    }
  }
  const seen = Math.max(0, ...cells.map(({ age }) => age));
  return { byAge, bySeason, firstUnseenAge: seen + 1 };
}

/** Share of the points open at the start of a month that are redeemed in it. */
export function redeemedShare(model: RedemptionModel, age: number, month: MonthNumber): number {
  const share = (model.byAge[Math.min(age, model.byAge.length - 1)] ?? 0) * (model.bySeason[month % 12] ?? 1);
  return Math.min(1, share);
}

function ageFactors(cells: readonly Cell[], bySeason: readonly number[], oldestAge: number): number[] {
  const redeemed = new Float64Array(oldestAge + 1);
  const exposure = new Float64Array(oldestAge + 1);
  const last = Math.max(...cells.map(({ month }) => month));
  for (const cell of cells) {
    const age = Math.min(cell.age, oldestAge);
    const weight = 0.5 ** ((last - cell.month) / HALF_LIFE_MONTHS);
    redeemed[age] = (redeemed[age] ?? 0) + weight * cell.redeemed;
    exposure[age] = (exposure[age] ?? 0) + weight * cell.exposure * (bySeason[cell.month % 12] ?? 1);
  }
  let seen = oldestAge;
  while (seen > 0 && exposure[seen] === 0) seen -= 1;
  const tail = ratio(sumOf(redeemed, seen - AGES_OF_TAIL + 1, seen), sumOf(exposure, seen - AGES_OF_TAIL + 1, seen));
  return Array.from(exposure, (sum, age) => (age > seen || sum === 0 ? tail : ratio(redeemed[age] ?? 0, sum)));
}

function seasonFactors(cells: readonly Cell[], byAge: readonly number[]): number[] {
  const redeemed = new Float64Array(12);
  const expected = new Float64Array(12);
  for (const cell of cells) {
    const season = cell.month % 12;
    redeemed[season] = (redeemed[season] ?? 0) + cell.redeemed;
    expected[season] = (expected[season] ?? 0) + cell.exposure * (byAge[Math.min(cell.age, byAge.length - 1)] ?? 0);
  }
  return Array.from(expected, (sum, season) => (sum === 0 ? 1 : (redeemed[season] ?? 0) / sum));
}

function sumOf(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let index = Math.max(1, from); index <= to; index += 1) sum += values[index] ?? 0;
  return sum;
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
