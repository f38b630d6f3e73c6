import type { ProgramDocument } from '../../../src/decision';

/** An event of a day that counts towards a tier or sets it. A refund removes an earlier sale from that sale's day. */
export type Happening =
  | { readonly kind: 'SALE'; readonly day: number; readonly spend: number }
  | { readonly kind: 'COUNT'; readonly day: number; readonly count: number }
  /** `sale`: its place among the happenings. */
  | { readonly kind: 'REFUND'; readonly day: number; readonly sale: number }
  | { readonly kind: 'SET'; readonly day: number; readonly rank: number; readonly untilDay: number | null }
  | { readonly kind: 'END'; readonly day: number };

const DAY_MS = 86_400_000;
const dateOf = (day: number) => new Date(day * DAY_MS);
const dayAt = (year: number, month: number, date: number) => Date.UTC(year, month, date) / DAY_MS;
const lastOf = (year: number, month: number) => new Date(Date.UTC(year, month + 1, 0)).getUTCDate();

/** The tier at the end of each day, found the slow way: each question sums up all events again. Shares no code with the decision. */
export function tiersByDay(
  document: ProgramDocument,
  joinedDay: number,
  happenings: readonly Happening[],
  [first, last]: readonly [number, number],
): { rank: number; graceUntil: number | null }[] {
  const { tierWindow: window, tierKeep: keep, tiers } = document;
  let rank = 0;
  let grace: number | null = null;
  let hand: { rank: number; untilDay: number | null } | null = null;
  const past: Happening[] = [];
  const held: { rank: number; graceUntil: number | null }[] = [];

  const windows = new Map<number, string>();
  const windowOf = (day: number): string => {
    const known = windows.get(day) ?? findWindow(day);
    windows.set(day, known);
    return known;
  };
  const findWindow = (day: number): string => {
    const date = dateOf(day);
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
    if (window.kind === 'CALENDAR') {
      const months = { YEAR: 12, HALF: 6, QUARTER: 3, MONTH: 1 }[window.unit];
      return `${String(year)}/${String(Math.floor(month / months))}`;
    }
    const joined = dateOf(joinedDay);
    const begins = dayAt(year, joined.getUTCMonth(), Math.min(joined.getUTCDate(), lastOf(year, joined.getUTCMonth())));
    return String(day >= begins ? year : year - 1);
  };
  const counted = (holds: (day: number) => boolean) => {
    const sum = { spend: 0, visits: 0, count: 0 };
    past.forEach((one, at) => {
      if (!holds(one.day)) return;
      if (one.kind === 'COUNT') sum.count += one.count;
      const isBack = past.some((other) => other.kind === 'REFUND' && other.sale === at);
      if (one.kind !== 'SALE' || isBack) return;
      sum.spend += one.spend;
      sum.visits += 1;
    });
    return sum;
  };
  const bestOf = (sum: ReturnType<typeof counted>) => {
    let best = 0;
    tiers.forEach(({ needs, match }, at) => {
      const asked: [number, number][] = [
        [sum.spend, needs.spend],
        [sum.visits, needs.visits],
        [sum.count, needs.counters['C'] ?? 0],
      ];
      const met = asked.filter(([, need]) => need > 0).map(([has, need]) => has >= need);
      if (match === 'ALL' || met.length === 0 ? !met.includes(false) : met.includes(true)) best = Math.max(best, at);
    });
    return best;
  };
  const deserved = (today: number): number => {
    if (window.kind === 'LIFETIME') return bestOf(counted(() => true));
    if (window.kind === 'ROLLING') {
      const date = dateOf(today);
      const month = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - window.months, 1));
      const [year, at] = [month.getUTCFullYear(), month.getUTCMonth()];
      const begins = dayAt(year, at, Math.min(date.getUTCDate(), lastOf(year, at)));
      return bestOf(counted((day) => day >= begins));
    }
    let before = today;
    while (windowOf(before) === windowOf(today)) before -= 1;
    return Math.max(
      bestOf(counted((day) => windowOf(day) === windowOf(today))),
      bestOf(counted((day) => windowOf(day) === windowOf(before))),
    );
  };
  const graceFrom = (day: number): number | null => {
    if (keep.grace.kind === 'NONE') return null;
    if (keep.grace.kind === 'DAYS') return day + keep.grace.count - 1;
    const date = dateOf(day);
    if (keep.grace.kind === 'END_OF_NEXT_MONTH') return dayAt(date.getUTCFullYear(), date.getUTCMonth() + 2, 0);
    let end = day;
    while (windowOf(end + 1) === windowOf(day)) end += 1;
    return end;
  };
  const begin = (day: number): void => {
    if (hand?.untilDay != null && hand.untilDay < day) hand = null;
    const best = deserved(day);
    if (rank <= best) {
      grace = null;
      return;
    }
    if (grace !== null && grace >= day) return;
    const looks = window.kind === 'ROLLING' || (window.kind !== 'LIFETIME' && windowOf(day) !== windowOf(day - 1));
    if (grace === null && !looks) return;
    if (grace === null && graceFrom(day) !== null) {
      grace = graceFrom(day);
      return;
    }
    rank = keep.down === 'DESERVED' ? best : rank - 1;
    grace = rank <= best ? null : (graceFrom(day) ?? (window.kind === 'LIFETIME' ? day : null));
  };
  const happen = (one: Happening): void => {
    past.push(one);
    if (one.kind === 'SET') hand = { rank: one.rank, untilDay: one.untilDay };
    if (one.kind === 'END') hand = null;
    if (one.kind === 'SET' || one.kind === 'END') return;
    const best = deserved(one.day);
    if (one.kind === 'REFUND') {
      if (rank <= best) grace = null;
      else if (window.kind === 'LIFETIME' && grace === null) grace = graceFrom(one.day + 1) ?? one.day;
    } else if (best >= rank) {
      rank = best;
      grace = null;
    }
  };

  for (let day = first; day <= last; day += 1) {
    begin(day);
    for (const one of happenings) if (one.day === day) happen(one);
    held.push({ rank: Math.max(rank, (hand as { rank: number } | null)?.rank ?? 0), graceUntil: grace });
  }
  return held;
}
