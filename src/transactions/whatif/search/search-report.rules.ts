import type { ProgramDocument } from '../../../decision';
import { segmentsNamed } from '../../../configuration';
import type { CannotKnow } from '../reports/backtest-report.rules';
import { cannotKnowOf } from '../reports/backtest-report.rules';
import { averageVisit, costPpm, type GoalSearch, type TriedVariant, type VariantFigures } from './goal-search.rules';
import type { SearchOutcome } from './search-share.rules';

/** The figures of one programme, money in minor units. */
interface SearchFigures extends VariantFigures {
  /** `given` in gross sales. */
  readonly costPpm: number;
  /** The average amount that guests paid for a receipt. */
  readonly visit: number;
}

export interface SearchReport {
  readonly acts: number;
  readonly guests: number;
  readonly unread: number;
  /** The real past. */
  readonly actual: SearchFigures;
  /** In the order in which they were tried; the first is the programme that was asked about. */
  readonly variants: readonly (SearchFigures & {
    /** One for each figure that moves. */
    readonly values: readonly number[];
    readonly meets: boolean;
    /** No other one gives less and makes fewer guests lose. */
    readonly isBest: boolean;
    /** Null: another one is better. */
    readonly document: ProgramDocument | null;
  })[];
  readonly cannotKnow: readonly CannotKnow[];
}

/** @param last of the last batch: all batches play the same past */
export function searchReport(search: GoalSearch, last: SearchOutcome, program: ProgramDocument): SearchReport {
  const best = new Set<TriedVariant>(search.front());
  return {
    acts: last.acts,
    guests: last.guests,
    unread: last.unread,
    actual: shownOf(last.actual),
    variants: search.results.map((tried) => {
      const isBest = best.has(tried);
      const { values, meets, document } = tried;
      return { ...shownOf(tried.figures), values, meets, isBest, document: isBest ? document : null };
    }),
    cannotKnow: cannotKnowOf(segmentsNamed(program).size > 0),
  };
}

function shownOf(figures: VariantFigures): SearchFigures {
  return { ...figures, costPpm: costPpm(figures), visit: averageVisit(figures) };
}
