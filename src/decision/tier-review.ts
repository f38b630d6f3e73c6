/** When a tier is looked at, and what becomes of it then. */
import type { CompiledProgram, CompiledTier } from './compile';
import { endOfNextMonth } from './dates';
import { DAY_WIDTH, firstDayWithout, windowStart } from './days';
import { countsBefore, countsBetween, countsNow, hasWindowEnds, windowOf, type Qualifying } from './tier-windows';
import { deservedRank, isEnough, qualifyingOf, standingOf, tierAt, type Standing } from './tiers';
import type { GuestState, LocalDay } from './types';

/** After any day. */
const NO_END: LocalDay = Number.MAX_SAFE_INTEGER;

/** Right after an act that adds: upwards only, to the highest reached; being enough again ends a grace. */
export function lookUpwards(
  program: CompiledProgram,
  standing: Standing,
  guest: Qualifying,
  today: LocalDay,
): Standing {
  const deserved = deservedRank(program, guest, today);
  return deserved >= standing.rank ? { rank: deserved, graceUntil: null, byHand: standing.byHand } : standing;
}

/**
 * Right after a refund, or where another programme came into force, nothing falls. A lifetime tier, which no day looks
 * at of itself, is short from tomorrow on; any other is found short by its next review.
 */
export function lookWithoutRising(
  program: CompiledProgram,
  standing: Standing,
  guest: Qualifying,
  today: LocalDay,
): Standing {
  const { rank, graceUntil, byHand } = standing;
  if (isDeserved(program, rank, guest, today)) return { rank, graceUntil: null, byHand };
  if (program.document.tierWindow.kind !== 'LIFETIME' || graceUntil !== null) return standing;
  return { rank, graceUntil: graceFrom(program, guest.joinedDay, today + 1) ?? today, byHand };
}

/** Where another programme came into force: a tier that it does not have becomes the one that is deserved. */
export function revise(program: CompiledProgram, guest: GuestState, today: LocalDay): Standing {
  const standing = standingOf(program, guest);
  const rule = guest.counters.byHand === null ? guest.tier : guest.counters.byHand.rule;
  const qualifying = qualifyingOf(guest);
  if (rule !== null && !program.rankOf.has(rule)) {
    return { rank: deservedRank(program, qualifying, today), graceUntil: null, byHand: standing.byHand };
  }
  return lookWithoutRising(program, standing, qualifying, today);
}

/** At the start of local day `day`: what somebody set may have ended, and the rule says what becomes of its own tier. */
export function review(program: CompiledProgram, guest: GuestState, day: LocalDay): Standing {
  const standing = standingOf(program, guest);
  const untilDay = standing.byHand?.untilDay ?? NO_END;
  const byHand = untilDay < day ? null : standing.byHand;
  const qualifying = qualifyingOf(guest);
  const { rank, graceUntil } = standing;
  if (isDeserved(program, rank, qualifying, day)) return { rank, graceUntil: null, byHand };
  if (graceUntil !== null) {
    return graceUntil >= day ? { rank, graceUntil, byHand } : { ...fall(program, rank, qualifying, day), byHand };
  }
  if (!looksOn(program, qualifying, day)) return { rank, graceUntil: null, byHand };
  const grace = graceFrom(program, qualifying.joinedDay, day);
  return grace === null ? { ...fall(program, rank, qualifying, day), byHand } : { rank, graceUntil: grace, byHand };
}

/** One tier down, from which the same begins again, or down to the tier that is deserved. */
function fall(
  program: CompiledProgram,
  rank: number,
  guest: Qualifying,
  day: LocalDay,
): { rank: number; graceUntil: LocalDay | null } {
  if (program.document.tierKeep.down === 'DESERVED') {
    return { rank: deservedRank(program, guest, day), graceUntil: null };
  }
  const lower = Math.max(0, rank - 1);
  if (isDeserved(program, lower, guest, day)) return { rank: lower, graceUntil: null };
  // A lifetime tier has no day of its own that would find it short again, so the next one does.
  const isLifetime = program.document.tierWindow.kind === 'LIFETIME';
  return { rank: lower, graceUntil: graceFrom(program, guest.joinedDay, day) ?? (isLifetime ? day : null) };
}

/** Whether the window's rule looks at tiers on this day; a lifetime tier is looked at where its grace ends alone. */
function looksOn(program: CompiledProgram, guest: Qualifying, day: LocalDay): boolean {
  if (hasWindowEnds(program)) return windowOf(program, guest.joinedDay, day).first === day;
  return program.document.tierWindow.kind === 'ROLLING';
}

/** The last local day of the grace of a tier that `day` finds short; null: there is none. */
function graceFrom(program: CompiledProgram, joinedDay: LocalDay, day: LocalDay): LocalDay | null {
  const { grace } = program.document.tierKeep;
  switch (grace.kind) {
    case 'NONE':
      return null;
    case 'END_OF_NEXT_MONTH':
      return endOfNextMonth(day);
    case 'END_OF_NEXT_WINDOW':
      return windowOf(program, joinedDay, day).last;
    case 'DAYS':
      return day + grace.count - 1;
  }
}

function isDeserved(program: CompiledProgram, rank: number, guest: Qualifying, day: LocalDay): boolean {
  const tier = tierAt(program, rank);
  if (isEnough(tier, countsNow(program, guest, day))) return true;
  const before = countsBefore(program, guest, day);
  return before !== null && isEnough(tier, before);
}

/** The next local day after `today` on which the tier has to be looked at if nothing is added; null: none is to be seen. */
export function nextReviewDay(
  program: CompiledProgram,
  { rank, graceUntil, byHand }: Standing,
  guest: Qualifying,
  today: LocalDay,
): LocalDay | null {
  const byRule = graceUntil === null ? nextShortDay(program, tierAt(program, rank), guest, today) : graceUntil + 1;
  const untilDay = byHand?.untilDay ?? null;
  if (untilDay === null) return byRule;
  return byRule === null ? untilDay + 1 : Math.min(byRule, untilDay + 1);
}

function nextShortDay(
  program: CompiledProgram,
  tier: CompiledTier,
  guest: Qualifying,
  today: LocalDay,
): LocalDay | null {
  const { tierWindow } = program.document;
  if (tier.asks.length === 0 || tierWindow.kind === 'LIFETIME') return null;
  if (tierWindow.kind === 'ROLLING') return firstShortDay(program, tier, tierWindow.months, guest, today + 1);
  const next = windowOf(program, guest.joinedDay, today).last + 1;
  // What counts in this window is deserved through the next one.
  const isSafe = isEnough(tier, countsNow(program, guest, today));
  return isSafe ? windowOf(program, guest.joinedDay, next).last + 1 : next;
}

/** The first local day from `from` on, on which what a window of `months` counts is not enough, if nothing is added. */
function firstShortDay(
  program: CompiledProgram,
  tier: CompiledTier,
  months: number,
  guest: Qualifying,
  from: LocalDay,
): LocalDay | null {
  const first = windowStart(from, months);
  if (!isEnough(tier, countsBetween(program, guest, first, NO_END))) return from;
  const days = leavingDays(guest, first);
  // The less is left, the less is enough: the first day whose leaving is too much is found by halves.
  let low = 0;
  let high = days.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isEnough(tier, countsBetween(program, guest, (days[middle] as number) + 1, NO_END))) low = middle + 1;
    else high = middle;
  }
  return firstDayWithout(days[low] as number, months);
}

/** The days that still count, in their order: each leaves a rolling window one day. */
function leavingDays(guest: Qualifying, first: LocalDay): LocalDay[] {
  const days: LocalDay[] = [];
  for (let at = 0; at < guest.days.length; at += DAY_WIDTH) {
    if ((guest.days[at] as number) >= first) days.push(guest.days[at] as number);
  }
  if (guest.custom.length === 0) return days;
  for (const counter of guest.custom) {
    for (let at = 0; at < counter.days.length; at += 2) {
      if ((counter.days[at] as number) >= first) days.push(counter.days[at] as number);
    }
  }
  return [...new Set(days)].sort((a, b) => a - b);
}
