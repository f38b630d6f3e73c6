/** Two groups of guests beside each other: their figures, the interval of the difference, and what it lets one say. Pure. */
import { adjustedDifference, type PairedSample } from './adjustment.rules';
import { armCheck } from './arm-check.rules';
import type { ArmSums } from './campaign-results.sql';
import { CONFIDENCE, type MeanDifference, differenceOf, differenceOfShares, type Interval } from './intervals.rules';
import { intervalAt, type ResultsLook } from './looks.rules';
import { meanOf, type Sample } from './samples.rules';
import { type Verdict, verdictOf } from './verdict.rules';

const MILLION = 1_000_000;
/** Changes below a twentieth of the control group's figure count as unimportant. */
const MATTERS_PART = 0.05;

export interface ComparedFigure {
  readonly treated: number;
  readonly control: number;
  readonly interval: Interval | null;
  /** The part of the variance that the guests' spend before the start took out; 0: it was not looked at. */
  readonly removed: number;
  readonly matters: number;
  readonly verdict: Verdict;
}

/** Differences between two groups of guests in money, margin and visits, each with its bounds and verdict. */
export interface GroupComparison {
  readonly look: ResultsLook['kind'];
  readonly probability: number | null;
  readonly armsAsPlanned: boolean;
  readonly money: ComparedFigure;
  /** Null: the menu says of no item or category what its goods cost. */
  readonly margin: (ComparedFigure & { readonly costedPpm: number }) | null;
  readonly visits: ComparedFigure;
  readonly came: Interval | null;
}

export interface ComparisonTerms {
  /** How far the campaign is. */
  readonly look: ResultsLook;
  /** Whether the menu says what its goods cost. */
  readonly knowsCosts: boolean;
  /** Pairs of groups that are compared together. */
  readonly comparisons: number;
}

/** Guests with their planned part of all. */
export interface WeightedGroup {
  readonly sums: ArmSums;
  readonly weight: number;
}

export function compare(first: WeightedGroup, second: WeightedGroup, reading: ComparisonTerms): GroupComparison {
  const { look, knowsCosts, comparisons } = reading;
  const { sums: treated } = first;
  const { sums: control } = second;
  const { probability, asPlanned } = armCheck([
    { guests: treated.guests, weight: first.weight },
    { guests: control.guests, weight: second.weight },
  ]);
  const [visits, usual] = [visitsOf(treated), visitsOf(control)];
  const sold = treated.soldMoney + control.soldMoney;
  return {
    look: look.kind,
    probability,
    armsAsPlanned: asPlanned,
    money: comparedSpend(moneyOf, first, second, reading, asPlanned),
    margin: knowsCosts
      ? {
          ...comparedSpend(marginOf, first, second, reading, asPlanned),
          costedPpm: sold === 0 ? 0 : Math.round(((treated.costedMoney + control.costedMoney) / sold) * MILLION),
        }
      : null,
    visits: comparedFigure(
      visits,
      usual,
      { difference: differenceOf(visits, usual), removed: 0 },
      reading,
      asPlanned,
      0.01,
    ),
    came: differenceOfShares(
      { guests: treated.guests, count: treated.came },
      { guests: control.guests, count: control.came },
      1 - (1 - CONFIDENCE) / comparisons,
    ),
  };
}

/** A figure of money, with the guests' spend before the start taken out. */
export function comparedSpend(
  of: (arm: ArmSums) => PairedSample,
  { sums: treated }: WeightedGroup,
  { sums: control }: WeightedGroup,
  reading: ComparisonTerms,
  asPlanned: boolean,
): ComparedFigure {
  const [ofTreated, ofControl] = [of(treated), of(control)];
  const difference = adjustedDifference(ofTreated, ofControl);
  const measured = { difference, removed: difference?.removed ?? 0 };
  return comparedFigure(ofTreated, ofControl, measured, reading, asPlanned, 1);
}

function comparedFigure(
  treated: Sample,
  control: Sample,
  { difference, removed }: { readonly difference: MeanDifference | null; readonly removed: number },
  { look, comparisons }: ComparisonTerms,
  armsAsPlanned: boolean,
  least: number,
): ComparedFigure {
  const interval = intervalAt(difference, look, comparisons);
  const matters = Math.max(least, Math.abs(meanOf(control)) * MATTERS_PART);
  const verdict = verdictOf({ interval, treated, control, armsAsPlanned, matters });
  return { treated: meanOf(treated), control: meanOf(control), interval, removed, matters, verdict };
}

export const moneyOf = (arm: ArmSums): PairedSample => ({
  guests: arm.guests,
  sum: arm.money,
  squares: arm.moneySquares,
  cubes: arm.moneyCubes,
  beforeSum: arm.before,
  beforeSquares: arm.beforeSquares,
  products: arm.moneyProducts,
});
const marginOf = (arm: ArmSums): PairedSample => ({
  ...moneyOf(arm),
  sum: arm.margin,
  squares: arm.marginSquares,
  cubes: arm.marginCubes,
  products: arm.marginProducts,
});
const visitsOf = ({ guests, visits, visitsSquares, visitsCubes }: ArmSums): Sample => ({
  guests,
  sum: visits,
  squares: visitsSquares,
  cubes: visitsCubes,
});
