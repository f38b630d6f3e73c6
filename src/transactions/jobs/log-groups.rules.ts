import type { LogPlace } from './log-follower';

/** Followers that stand at one place and so read the same page, and the place where the next ones stand. */
export interface LogGroup<Follower> {
  readonly at: LogPlace;
  readonly followers: readonly Follower[];
  /** The position of the next group; undefined: no group is further. */
  readonly upTo: LogPlace | undefined;
}

/** Those behind first; each reads up to the next, where they become one. */
export function groupsOf<Follower>(
  places: readonly { readonly follower: Follower; readonly at: LogPlace }[],
): LogGroup<Follower>[] {
  const sorted = [...places].sort((a, b) => compare(a.at, b.at));
  const groups: { at: LogPlace; followers: Follower[] }[] = [];
  for (const { follower, at } of sorted) {
    const last = groups.at(-1);
    if (last !== undefined && compare(last.at, at) === 0) last.followers.push(follower);
    else groups.push({ at, followers: [follower] });
  }
  return groups.map((group, index) => ({ ...group, upTo: groups[index + 1]?.at }));
}

function compare(a: LogPlace, b: LogPlace): number {
  return a.epoch - b.epoch || a.xid - b.xid || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

const PIECE_MS = 50;
/** The smallest number of events in a piece. A piece with fewer events would spend most of its time on work that every piece costs. */
const LEAST_EVENTS = 500;
const MOST_EVENTS = 5_000;

/** Computes the size of the next piece from the time of this one, so that each piece stays within its time. */
export function nextSize(size: number, events: number, tookMs: number): number {
  const fits = (events * PIECE_MS) / Math.max(tookMs, 1);
  // A short page says little about a long one.
  const wanted = tookMs > PIECE_MS || events === size ? fits : size;
  return Math.round(Math.min(MOST_EVENTS, Math.max(LEAST_EVENTS, Math.min(2 * size, Math.max(size / 2, wanted)))));
}
