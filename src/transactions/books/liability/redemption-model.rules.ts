import type { TriangleCell, MonthNumber } from './cohort-history.rules';

/**
 * How points are redeemed, as a chain ladder. The share of a cohort's points open at the start of a month that is
 * redeemed in it is a factor of the cohort's age times a factor of the season. Each factor is a ratio of sums over
 * cells of the triangle, so it can be computed by hand.
 */
export interface RedemptionModel {
  /** The share of points open at the start of a month that is redeemed, by age in months from 1 on. Index 0 is not used. */
  readonly byAge: readonly number[];
  /** The factor by month of the year, January first. All are 1 while the history is too short for seasons. */
  readonly bySeason: readonly number[];
  /** Ages from this one on are not in the history. They redeem like the oldest known ages. */
  readonly firstUnseenAge: number;
}

/** Two whole years. With fewer, a season cannot be told from a single good month. */
export const MONTHS_FOR_SEASONS = 24;
const ROUNDS = 4;
/** A month has half the weight of the same month a year later, since habits change slowly. */
const HALF_LIFE_MONTHS = 12;
/** A season seen n times has the weight n against this weight of no season, since one good December is no rule. */
const SEASON_DOUBT = 0.5;
/** The oldest known ages have few points each, so their average stands for all later ages. */
const AGES_OF_TAIL = 3;

/**
 * The cells of a triangle, prepared so that they can be fitted often with other redemptions. Ages, seasons and weights
 * do not change with these and are computed once.
 */
export class RedemptionFit {
  private readonly count: number;
  private readonly ages: Int32Array;
  private readonly seasons: Int32Array;
  private readonly exposures: Float64Array;
  private readonly weights: Float64Array;
  private readonly weightedExposures: Float64Array;
  private readonly months: number;
  private readonly seen: number;

  /** @param oldestAge cells of higher ages count as cells of this age */
  constructor(
    private readonly cells: readonly TriangleCell[],
    private readonly oldestAge: number,
  ) {
    this.count = cells.length;
    const last = Math.max(...cells.map(({ month }) => month));
    this.ages = Int32Array.from(cells, ({ age }) => Math.min(age, oldestAge));
    this.seasons = Int32Array.from(cells, ({ month }) => month % 12);
    this.exposures = Float64Array.from(cells, ({ exposure }) => exposure);
    this.weights = Float64Array.from(cells, ({ month }) => 0.5 ** ((last - month) / HALF_LIFE_MONTHS));
    this.weightedExposures = this.weights.map((weight, at) => weight * (this.exposures[at] ?? 0));
    this.months = new Set(cells.map(({ month }) => month)).size;
    this.seen = Math.max(0, ...cells.map(({ age }) => age));
  }

  /** The model fitted to the cells' own redemptions. */
  ofCells(): RedemptionModel {
    return this.of(Float64Array.from(this.cells, ({ redeemed }) => redeemed));
  }

  /** @param redeemed redemptions of each cell, in the order of the cells */
  of(redeemed: Float64Array): RedemptionModel {
    const weighted = this.weights.map((weight, at) => weight * (redeemed[at] ?? 0));
    const bySeason = Array.from({ length: 12 }, () => 1);
    let byAge = this.ageFactors(weighted, bySeason);
    if (this.months >= MONTHS_FOR_SEASONS) {
      const years = this.months / 12;
      for (let round = 0; round < ROUNDS; round += 1) {
        const raw = this.seasonFactors(redeemed, byAge);
        for (let month = 0; month < 12; month += 1)
          bySeason[month] = (SEASON_DOUBT + years * (raw[month] as number)) / (SEASON_DOUBT + years);
        byAge = this.ageFactors(weighted, bySeason);
      }
    }
    return { byAge, bySeason, firstUnseenAge: this.seen + 1 };
  }

  private ageFactors(weighted: Float64Array, bySeason: readonly number[]): number[] {
    const redeemed = new Float64Array(this.oldestAge + 1);
    const exposure = new Float64Array(this.oldestAge + 1);
    for (let cell = 0; cell < this.count; cell += 1) {
      const age = this.ages[cell] as number;
      redeemed[age] = (redeemed[age] as number) + (weighted[cell] as number);
      exposure[age] =
        (exposure[age] as number) +
        (this.weightedExposures[cell] as number) * (bySeason[this.seasons[cell] as number] as number);
    }
    let seen = this.oldestAge;
    while (seen > 0 && exposure[seen] === 0) seen -= 1;
    const tail = ratio(sumOf(redeemed, seen - AGES_OF_TAIL + 1, seen), sumOf(exposure, seen - AGES_OF_TAIL + 1, seen));
    return Array.from(exposure, (sum, age) => (age > seen || sum === 0 ? tail : ratio(redeemed[age] ?? 0, sum)));
  }

  private seasonFactors(redeemed: Float64Array, byAge: readonly number[]): number[] {
    const sums = new Float64Array(12);
    const expected = new Float64Array(12);
    for (let cell = 0; cell < this.count; cell += 1) {
      const season = this.seasons[cell] as number;
      sums[season] = (sums[season] as number) + (redeemed[cell] as number);
      expected[season] =
        (expected[season] as number) + (this.exposures[cell] as number) * (byAge[this.ages[cell] as number] as number);
    }
    return Array.from(expected, (sum, season) => (sum === 0 ? 1 : (sums[season] ?? 0) / sum));
  }
}

/** Share of the points open at the start of a month that are redeemed in it. */
export function redeemedShare(model: RedemptionModel, age: number, month: MonthNumber): number {
  const share =
    (model.byAge[age < model.byAge.length ? age : model.byAge.length - 1] ?? 0) * (model.bySeason[month % 12] ?? 1);
  return share < 1 ? share : 1;
}

function sumOf(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let index = Math.max(1, from); index <= to; index += 1) sum += values[index] ?? 0;
  return sum;
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
