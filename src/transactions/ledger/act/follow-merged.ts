import type { Outcome, TillAct } from './till-act';

/**
 * Decides an act. If its guest was merged into another, decides it again for the guest that the refusal names
 * (ledger.md, rule 29). Merges form no circle, so this ends.
 */
export async function followMerged(act: TillAct, decide: (act: TillAct) => Promise<Outcome>): Promise<Outcome> {
  const outcome = await decide(act);
  if (outcome.kind !== 'REFUSED' || outcome.code !== 'guest_merged') return outcome;
  return followMerged({ ...act, guestId: String(outcome.data['guestId']) }, decide);
}
