import type { Outcome, TillAct } from './till-act';

/**
 * Decides an act. If its guest was merged into another, decides it again for the guest that the refusal names
 * (ledger.md, rule 29). Merges form no circle, so this ends.
 */
export async function followMerged(act: TillAct, decide: (act: TillAct) => Promise<Outcome>): Promise<Outcome> {
  const outcome = await decide(act);
  const merged = mergedOf(act, outcome);
  return merged === undefined ? outcome : followMerged(merged, decide);
}

/** The act for the guest into whom its guest was merged. Undefined: the outcome is none of a merged guest. */
export function mergedOf(act: TillAct, outcome: Outcome): TillAct | undefined {
  if (outcome.kind !== 'REFUSED' || outcome.code !== 'guest_merged') return undefined;
  return { ...act, guestId: String(outcome.data['guestId']) };
}
