import type { TierDocument } from '../../decision';

/** Whether every guest who meets one tier's needs also meets the other's; true if the least that meets the one meets the other. */
export function implies(one: TierDocument, other: TierDocument, counterCodes: readonly string[]): boolean {
  const needs = needsOf(one, counterCodes);
  const asked = needs.flatMap((atLeast, of) => (atLeast > 0 ? [of] : []));
  const least =
    one.match === 'ALL' || asked.length === 0
      ? [needs]
      : asked.map((of) => needs.map((atLeast, index) => (index === of ? atLeast : 0)));
  return least.every((counts) => isMet(other, counts, counterCodes));
}

function isMet(tierDocument: TierDocument, counts: readonly number[], counterCodes: readonly string[]): boolean {
  const met = needsOf(tierDocument, counterCodes).flatMap((atLeast, of) =>
    atLeast > 0 ? [(counts[of] as number) >= atLeast] : [],
  );
  return tierDocument.match === 'ALL' || met.length === 0 ? met.every(Boolean) : met.some(Boolean);
}

/** Spend, visits and points, then the named counters. */
export function needsOf({ needs }: TierDocument, counterCodes: readonly string[]): number[] {
  return [needs.spend, needs.visits, needs.points, ...counterCodes.map((counter) => needs.counters[counter] ?? 0)];
}
