import { binomialAsUnlikely, chiSquareAbove } from './distributions.rules';

interface Arm {
  readonly guests: number;
  /** The planned part of all guests, above 0; parts need not add up to 1. */
  readonly weight: number;
}

/** Below it chance alone does not explain the sizes of the arms, and their comparison says nothing. */
const LEAST_PROBABILITY = 0.001;
/** Fewer guests in an arm than this are not checked. */
const CHECKED_FROM = 8;
/** Below this many expected guests chi-square is too coarse. */
const EXACT_BELOW = 5;

/**
 * Whether guests fell to the arms as planned (sample ratio mismatch). The probability is null where too few guests are
 * there to be checked.
 */
export function armCheck(arms: readonly Arm[]): { readonly probability: number | null; readonly asPlanned: boolean } {
  const all = arms.reduce((sum, { guests }) => sum + guests, 0);
  const weights = arms.reduce((sum, { weight }) => sum + weight, 0);
  if (arms.length < 2 || all < CHECKED_FROM * arms.length) return { probability: null, asPlanned: true };
  const expected = arms.map(({ weight }) => (all * weight) / weights);
  const [first, second] = arms;
  const probability =
    arms.length === 2 && first !== undefined && second !== undefined && Math.min(...expected) < EXACT_BELOW
      ? binomialAsUnlikely(first.guests, all, first.weight / weights)
      : chiSquareAbove(
          arms.reduce((sum, { guests }, index) => {
            const wanted = expected[index] ?? 0;
            return sum + (guests - wanted) ** 2 / wanted;
          }, 0),
          arms.length - 1,
        );
  return { probability, asPlanned: probability >= LEAST_PROBABILITY };
}
