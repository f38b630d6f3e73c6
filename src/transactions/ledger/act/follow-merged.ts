import type { Outcome, TillAct } from './till-act';

/**
 * An act for a guest that was merged into another concerns that other guest (ledger.md, rule 29): decides the act, and
 * again for the guest that the refusal names. Merges form no circle, so this ends.
 */
export async function followMerged(act: TillAct, decide: (act: TillAct) => Promise<Outcome>): Promise<Outcome> {
  const outcome = await decide(act);
  if (outcome.kind !== 'REFUSED' || outcome.code !== 'guest_merged') return outcome;
  return followMerged({ ...act, guestId: String(outcome.data['guestId']) }, decide);
}
