import type { CampaignDocument, PartsPerMillion } from '../../decision';
import type { CampaignResults } from './campaign-results.query';

/** The act that a rail asks for, with the figures that were beyond it. Money is in minor units. */
export type RailStep =
  | { readonly kind: 'STOP'; readonly guests: number; readonly atMost: number }
  | { readonly kind: 'SHRINK'; readonly guests: number; readonly atLeast: number; readonly sharePpm: PartsPerMillion }
  | { readonly kind: 'PAUSE'; readonly visits: number; readonly cost: number; readonly atMost: number };

/**
 * The first rail that the results are beyond. The interval of a campaign that is not over is right however often one looks (`looks.rules`), so each
 * day's look errs no more often than all looks together may. Null: none.
 */
export function railStep({ rails, control }: CampaignDocument, results: CampaignResults): RailStep | null {
  if (rails === undefined) return null;
  const { compared } = results;
  const [treated, usual] = ['TREATED', 'CONTROL'].map((arm) => results.arms.find((sums) => sums.arm === arm));
  const guests = Math.min(treated?.guests ?? 0, usual?.guests ?? 0);
  const { verdict = null, interval = null } = compared?.money ?? {};
  if (rails.stopBelow !== null && interval !== null && verdict?.kind === 'LESS' && guests >= rails.stopBelow.guests)
    return { kind: 'STOP', guests, atMost: interval.high };
  const visits = treated?.visits ?? 0;
  if (rails.visitCost !== null && visits >= rails.visitCost.visits) {
    const cost = Math.round((results.pointsWorth + (results.moneyOff?.amount ?? 0)) / visits);
    if (cost > rails.visitCost.atMost) return { kind: 'PAUSE', visits, cost, atMost: rails.visitCost.atMost };
  }
  const { shrinkAbove } = rails;
  const isLarger = shrinkAbove !== null && control !== null && control.sharePpm > shrinkAbove.sharePpm;
  if (isLarger && interval !== null && verdict?.kind === 'MORE' && guests >= shrinkAbove.guests)
    return { kind: 'SHRINK', guests, atLeast: interval.low, sharePpm: shrinkAbove.sharePpm };
  return null;
}
