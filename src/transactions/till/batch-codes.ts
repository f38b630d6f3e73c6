import type { ConfigurationSnapshot } from '../../configuration';
import { type NamedCode, planCodes } from '../rewards/coupon-shelf';
import { NO_REWARDS } from '../rewards/reward-plan';
import type { Group } from './decide-group';
import type { TillAct } from './till-act';
import type { CodeReading, FoundCode } from './till-statements';

/** The codes that the acts of a batch name, by digest; null: no code looks like what was typed. */
export type CodesOfActs = ReadonlyMap<TillAct, readonly (string | null)[]>;

/** What to read of them, in the order in which `planBatchCodes` is given what was found. */
export function codeReadingsOf(codes: CodesOfActs): CodeReading[] {
  return [...codes].flatMap(([{ guestId }, digests]) =>
    digests.flatMap((digest) => (digest === null ? [] : [{ guestId, digest }])),
  );
}

/**
 * The groups with what their codes come to. An act is left out, to be decided alone, when it names a code that the network
 * does not have, which is counted first, and when acts before it in the batch change what its codes are: another of the
 * guest's, or as many as a code has uses. Pure but for the ids of the redemptions.
 */
export function planBatchCodes(
  groups: readonly Group[],
  codes: CodesOfActs,
  found: readonly (FoundCode | null)[],
  snapshot: ConfigurationSnapshot,
): Group[] {
  const named = namedCodesOf(codes, found);
  const usesLeft = new Map<string, number>();
  return groups.map((group) => {
    let isFirst = true;
    const acts = group.acts.flatMap((prepared) => {
      const ofAct = named.get(prepared.act);
      if (ofAct === undefined) return [prepared];
      const isOnlyOfGuest = isFirst;
      isFirst = false;
      if (!isOnlyOfGuest || ofAct.some((code) => code.found === null)) return [];
      const plan = planCodes(ofAct, snapshot);
      const left = ofAct.map(({ digest, found: code }) => usesLeft.get(digest ?? '') ?? code?.usesLeft ?? 0);
      if (plan.refused === null) {
        if (left.includes(0)) return [];
        ofAct.forEach(({ digest }, i) => usesLeft.set(digest ?? '', (left[i] ?? 0) - 1));
      }
      return [{ ...prepared, rewards: { ...NO_REWARDS, ...plan }, refused: plan.refused }];
    });
    return { guestId: group.guestId, acts };
  });
}

function namedCodesOf(
  codes: CodesOfActs,
  found: readonly (FoundCode | null)[],
): ReadonlyMap<TillAct, readonly NamedCode[]> {
  let next = 0;
  const named = [...codes].map(([act, digests]): [TillAct, readonly NamedCode[]] => [
    act,
    digests.map((digest) => ({ digest, found: digest === null ? null : (found[next++] ?? null) })),
  ]);
  return new Map(named);
}
