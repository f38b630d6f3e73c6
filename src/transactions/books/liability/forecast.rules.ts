import { type Chance, chanceOf, normal, quantileOf } from './chance.rules';
import {
  type TriangleCell,
  type CohortHistory,
  cellsOf,
  type MonthNumber,
  type OpenPoints,
} from './cohort-history.rules';
import { RedemptionFit, MONTHS_FOR_SEASONS, redeemedShare, type RedemptionModel } from './redemption-model.rules';
import { residualsOf, type Residuals, shocksFrom } from './residuals.rules';

/** Read once, because each access to a global costs a test more than the arithmetic itself. */
const { max, min, sqrt } = Math;

/** The fewest whole months of history for a forecast. */
export const LEAST_HISTORY_MONTHS = 12;
/** The fewest months with redemptions among them, since the forecast learns from redemptions. */
export const LEAST_REDEMPTION_MONTHS = 6;
/** Older months are ignored, because they say little about today's guests. */
const LEARNT_MONTHS = 36;
/** All higher ages count as one. */
const OLDEST_AGE = 36;
const DRAWS = 500;
/** An 80 % band: a tenth of the simulated outcomes lies below, a tenth above. */
const BAND = { low: 0.1, high: 0.9 };
export const BAND_PPM = 800_000;
const SEED = 20_261_120;

/** In whole points: the expected figure, and the two figures between which four of five outcomes lie. */
export interface Band {
  readonly expected: number;
  readonly low: number;
  readonly high: number;
}

export interface MonthForecast {
  readonly month: MonthNumber;
  readonly redeemed: Band;
  readonly expired: Band;
  /** Points that are still open at the end of the month. */
  readonly open: Band;
}

interface CohortForecast {
  readonly cohort: MonthNumber;
  /** Open points at the end of the history. */
  readonly open: number;
  /** Sum up to the end of the horizon. */
  readonly redeemed: Band;
  readonly expired: Band;
  readonly months: readonly { readonly month: MonthNumber; readonly redeemed: number; readonly expired: number }[];
}

export interface Forecast {
  readonly months: readonly MonthForecast[];
  readonly cohorts: readonly CohortForecast[];
  readonly total: { readonly redeemed: Band; readonly expired: Band; readonly openAtEnd: Band };
  readonly model: RedemptionModel;
  /** How far whole months and single cells are from the model. */
  readonly residuals: Residuals;
  readonly historyMonths: number;
  readonly knowsSeasons: boolean;
}

export interface MissingHistory {
  readonly months: number;
  readonly redemptionMonths: number;
}

/** How much history is missing for a forecast. Undefined: there is enough. */
export function missingHistory(history: CohortHistory): MissingHistory | undefined {
  const months = monthsOf(history);
  const redeeming = new Set(history.movements.filter(({ redeemed }) => redeemed > 0).map(({ month }) => month)).size;
  const isEnough = months >= LEAST_HISTORY_MONTHS && redeeming >= LEAST_REDEMPTION_MONTHS;
  return isEnough ? undefined : { months, redemptionMonths: redeeming };
}

/**
 * Forecasts what happens, month by month, to the points open at the end of the history: redeemed, expired (the
 * breakage) and still open. Points earned later are not included.
 *
 * The expected figures apply the model to the open points and their known ends. The band is a bootstrap. First it
 * simulates the past from the model, with residuals of whole months (drawn in runs, since a good month often follows a
 * good one) and over-dispersed noise on each cell. Then it fits the model to that past, and simulates the future with
 * months and noise drawn the same way. So the band covers uncertainty about the factors as well as chance. The draws
 * are seeded: the same history gives the same forecast.
 */
export function forecastOf(history: CohortHistory, horizon: number): Forecast {
  const steps = forecastInSteps(history, horizon);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The forecast in steps of about a millisecond, for a process in which tills wait. */
export function* forecastInSteps(history: CohortHistory, horizon: number): Generator<undefined, Forecast> {
  const cells = cellsOf(history, history.lastMonth - LEARNT_MONTHS + 1);
  const fit = new RedemptionFit(cells, OLDEST_AGE);
  const model = fit.ofCells();
  const residuals = residualsOf(cells, model);
  const ways = { first: history.lastMonth + 1, horizon };
  const open = mergedByCohort(history.open);
  const expected = runOff(open, ways, model);
  const draws = yield* drawOutcomes(cells, fit, model, residuals, open, ways);
  return {
    ...bandsOf(expected, draws, open, ways),
    model,
    residuals,
    historyMonths: monthsOf(history),
    knowsSeasons: new Set(cells.map(({ month }) => month)).size >= MONTHS_FOR_SEASONS,
  };
}

function monthsOf({ movements, lastMonth }: CohortHistory): number {
  return movements.length === 0 ? 0 : lastMonth - Math.min(...movements.map(({ month }) => month)) + 1;
}

interface Ways {
  readonly first: MonthNumber;
  readonly horizon: number;
}

/** Points redeemed and expired, by piece of open points and month: index piece × horizon + step. */
interface ForecastPoints {
  readonly redeemed: Float64Array;
  readonly expired: Float64Array;
}

/** The random part of one simulated future. Without it, only the model is used. */
interface Draw {
  readonly shocks: Float64Array;
  readonly dispersion: number;
  readonly chance: Chance;
}

function runOff(
  open: readonly OpenPoints[],
  { first, horizon }: Ways,
  model: RedemptionModel,
  draw?: Draw,
): ForecastPoints {
  const redeemed = new Float64Array(open.length * horizon);
  const expired = new Float64Array(open.length * horizon);
  open.forEach(({ cohort, expires, points }, piece) => {
    let left = points;
    for (let step = 0; step < horizon && left > 0; step += 1) {
      const month = first + step;
      const share = redeemedShare(model, month - cohort, month);
      const taken = draw === undefined ? left * share : drawn(left * share * (draw.shocks[step] ?? 1), draw);
      const place = piece * horizon + step;
      redeemed[place] = min(left, taken);
      left -= redeemed[place] ?? 0;
      if (expires !== null && expires <= month) {
        expired[place] = left;
        left = 0;
      }
    }
  });
  return { redeemed, expired };
}

/** Over-dispersed: the variance is the mean times a constant, since points are redeemed in lumps the size of a balance. */
function drawn(mean: number, { dispersion, chance }: Draw): number {
  return max(0, mean + sqrt(dispersion * mean) * normal(chance));
}

function* drawOutcomes(
  cells: readonly TriangleCell[],
  fit: RedemptionFit,
  model: RedemptionModel,
  residuals: Residuals,
  open: readonly OpenPoints[],
  ways: Ways,
): Generator<undefined, ForecastPoints[]> {
  const chance = chanceOf(SEED);
  const firstCell = min(...cells.map(({ month }) => month));
  const pastMonths = ways.first - firstCell;
  const { dispersion } = residuals;
  const expected = cells.map(({ exposure, age, month }) => exposure * redeemedShare(model, age, month));
  const remade = new Float64Array(cells.length);
  const outcomes: ForecastPoints[] = [];
  while (outcomes.length < DRAWS) {
    yield;
    const past: Draw = { shocks: shocksFrom(residuals, pastMonths, chance, false), dispersion, chance };
    for (let at = 0; at < cells.length; at += 1) {
      const { month, exposure } = cells[at] as TriangleCell;
      const mean = (expected[at] ?? 0) * (past.shocks[month - firstCell] ?? 1);
      remade[at] = min(exposure, drawn(mean, past));
    }
    const future: Draw = { shocks: shocksFrom(residuals, ways.horizon, chance, true), dispersion, chance };
    outcomes.push(runOff(open, ways, fit.of(remade), future));
  }
  return outcomes;
}

function bandsOf(
  expected: ForecastPoints,
  draws: readonly ForecastPoints[],
  open: readonly OpenPoints[],
  { first, horizon }: Ways,
) {
  const bandOf = (figure: (outcome: ForecastPoints) => number): Band => bandAround(figure(expected), draws.map(figure));
  const pieces = open.map((_, piece) => piece);
  const steps = Array.from({ length: horizon }, (_, step) => step);
  const total = open.reduce((sum, { points }) => sum + points, 0);
  const sum = (values: Float64Array, of: readonly number[], at: readonly number[]): number => {
    let all = 0;
    for (const piece of of) for (const step of at) all += values[piece * horizon + step] ?? 0;
    return all;
  };
  const gone = (outcome: ForecastPoints, until: readonly number[]): number =>
    sum(outcome.redeemed, pieces, until) + sum(outcome.expired, pieces, until);
  const cohorts = [...new Set(open.map(({ cohort }) => cohort))];
  return {
    months: steps.map((step) => ({
      month: first + step,
      redeemed: bandOf((outcome) => sum(outcome.redeemed, pieces, [step])),
      expired: bandOf((outcome) => sum(outcome.expired, pieces, [step])),
      open: bandOf((outcome) => total - gone(outcome, steps.slice(0, step + 1))),
    })),
    cohorts: cohorts.map((cohort) => {
      const own = pieces.filter((piece) => open[piece]?.cohort === cohort);
      return {
        cohort,
        open: own.reduce((points, piece) => points + (open[piece]?.points ?? 0), 0),
        redeemed: bandOf((outcome) => sum(outcome.redeemed, own, steps)),
        expired: bandOf((outcome) => sum(outcome.expired, own, steps)),
        months: steps.map((step) => ({
          month: first + step,
          redeemed: Math.round(sum(expected.redeemed, own, [step])),
          expired: Math.round(sum(expected.expired, own, [step])),
        })),
      };
    }),
    total: {
      redeemed: bandOf((outcome) => sum(outcome.redeemed, pieces, steps)),
      expired: bandOf((outcome) => sum(outcome.expired, pieces, steps)),
      openAtEnd: bandOf((outcome) => total - gone(outcome, steps)),
    },
  };
}

function bandAround(expected: number, draws: readonly number[]): Band {
  const sorted = Float64Array.from(draws).sort();
  return {
    expected: Math.round(expected),
    // Rounding can leave a sum of fractions slightly below zero.
    low: Math.max(0, Math.floor(quantileOf(sorted, BAND.low) + 1e-6)),
    high: Math.max(0, Math.ceil(quantileOf(sorted, BAND.high) - 1e-6)),
  };
}

/** One piece for each cohort and month of expiry, oldest first, whatever the order of the rows. */
function mergedByCohort(open: readonly OpenPoints[]): OpenPoints[] {
  const merged = new Map<string, OpenPoints>();
  for (const piece of open) {
    const key = `${piece.cohort} ${piece.expires ?? ''}`;
    merged.set(key, { ...piece, points: piece.points + (merged.get(key)?.points ?? 0) });
  }
  return [...merged.values()]
    .filter(({ points }) => points > 0)
    .sort((a, b) => a.cohort - b.cohort || (a.expires ?? Infinity) - (b.expires ?? Infinity));
}
