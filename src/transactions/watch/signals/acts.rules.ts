import type { ActFact } from './facts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
/** Checks closer together than this count as one visit: a family or colleagues who pay one after another. */
export const TOGETHER_MS = 20 * MINUTE_MS;

/** Sorted by time, then by id, so that the order of arrival does not matter. */
export function inOrder(acts: readonly ActFact[]): readonly ActFact[] {
  return [...acts].sort(compare);
}

/** Groups in the order of their first acts, which keep their order. Acts without a key are left out. */
export function groupsOf(
  acts: readonly ActFact[],
  keyOf: (act: ActFact) => string | null,
): ReadonlyMap<string, readonly ActFact[]> {
  const groups = new Map<string, ActFact[]>();
  for (const act of acts) {
    const key = keyOf(act);
    if (key === null) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [act]);
    else group.push(act);
  }
  return groups;
}

/** The first act of each visit. `ordered`: acts sorted by time. */
export function visitsOf(ordered: readonly ActFact[]): ActFact[] {
  return ordered.filter((act, index) => {
    const before = ordered[index - 1];
    return before === undefined || act.occurredAt - before.occurredAt > TOGETHER_MS;
  });
}

/** A cashier's shift. Without an open shift: the cashier's business date. */
export function shiftOf({ cashierId, shiftId, day }: ActFact): string | null {
  return cashierId === null ? null : `${cashierId} ${shiftId ?? String(day)}`;
}

export const guestOf = ({ guestId }: ActFact): string | null => guestId;
export const cashierOf = ({ cashierId }: ActFact): string | null => cashierId;

export const isTyped = ({ identifiedBy }: ActFact): boolean => identifiedBy === 'PHONE' || identifiedBy === 'NAME';

function compare(a: ActFact, b: ActFact): number {
  return a.occurredAt - b.occurredAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
