import type { ConfigurationSnapshot } from '../../../configuration';
import { type NamedCode, planCodes } from '../spending/rewards/coupon-eligibility';
import type { RewardPlan } from '../spending/rewards/reward-plan';
import type { PreparedAct } from '../kinds/built-act';
import type { ActGroup } from '../decide/decide-group';
import type { TillAct } from '../../ledger/act/till-act';
import type { CodeReading, FoundCode } from '../../ledger/write/till-rows';

/** The codes that the acts of a batch name, by digest. Null: the typed text cannot be a code. */
export type CodesOfActs = ReadonlyMap<TillAct, readonly (string | null)[]>;

/** The codes to read, in the order in which `planBatchCodes` takes the results. */
export function codeReadingsOf(codes: CodesOfActs): CodeReading[] {
  const readings: CodeReading[] = [];
  for (const [{ guestId }, digests] of codes)
    for (const digest of digests) if (digest !== null) readings.push({ guestId, digest });
  return readings;
}

/**
 * The groups with the plan for their codes. An act is left out and decided alone if the network does not have its code
 * (the miss is counted first), or if earlier acts of the batch change its codes: with another code of the same guest,
 * or by using up the code. Pure but for the ids of the redemptions.
 */
export function planBatchCodes(
  groups: readonly ActGroup[],
  codes: CodesOfActs,
  found: readonly (FoundCode | null)[],
  snapshot: ConfigurationSnapshot,
): ActGroup[] {
  const named = namedCodesOf(codes, found);
  const usesLeft = new Map<string, number>();
  return groups.map((group) => {
    const acts: PreparedAct[] = [];
    let isFirst = true;
    for (const prepared of group.acts) {
      const ofAct = named.get(prepared.act);
      if (ofAct === undefined) {
        acts.push(prepared);
        continue;
      }
      const plan = isFirst ? planInBatch(ofAct, usesLeft, snapshot) : null;
      isFirst = false;
      if (plan !== null) acts.push({ ...prepared, rewards: plan, refused: plan.refused });
    }
    return { guestId: group.guestId, acts };
  });
}

/** The plan for the codes of an act, which count as used from then on. Null: the act has to be decided alone. */
function planInBatch(
  named: readonly NamedCode[],
  usesLeft: Map<string, number>,
  snapshot: ConfigurationSnapshot,
): RewardPlan | null {
  if (named.some(({ found }) => found === null)) return null;
  const plan = planCodes(named, snapshot);
  if (plan.refused !== null) return plan;
  const left = named.map(({ digest, found }) => usesLeft.get(digest ?? '') ?? found?.usesLeft ?? 0);
  if (left.includes(0)) return null;
  named.forEach(({ digest }, i) => usesLeft.set(digest ?? '', (left[i] ?? 0) - 1));
  return plan;
}

function namedCodesOf(
  codes: CodesOfActs,
  found: readonly (FoundCode | null)[],
): ReadonlyMap<TillAct, readonly NamedCode[]> {
  const named = new Map<TillAct, readonly NamedCode[]>();
  let next = 0;
  for (const [act, digests] of codes)
    named.set(
      act,
      digests.map((digest) => ({ digest, found: digest === null ? null : (found[next++] ?? null) })),
    );
  return named;
}
