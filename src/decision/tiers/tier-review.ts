/** When a tier is reviewed, and the result of the review. */
import type { CompiledProgram, CompiledTier } from '../program/compile';
import { endOfNextMonth } from '../basics/dates';
import { DAY_WIDTH, firstDayWithout, windowStart } from '../basics/days';
import { withoutEnded } from './given-tiers';
import { countsBetween, hasWindowEnds, tallyOn, windowOf, type QualifyingFigures, type Tally } from './tier-windows';
import { deservedRank, isDeserved, isEnough, qualifyingOf, tierPositionOf, tierAt, type TierPosition } from './tiers';
import type { GuestState, LocalDay } from '../act/types';

/** Later than any local day. */
const NO_END: LocalDay = Number.MAX_SAFE_INTEGER;

/** The review right after an act that adds figures. It raises the tier to the highest one reached, or ends a grace; it never lowers. */
export function lookUpwards(program: CompiledProgram, position: TierPosition, tally: Tally): TierPosition {
  const deserved = deservedRank(program, tally);
  return deserved >= position.rank ? { rank: deserved, graceUntil: null, byHand: position.byHand } : position;
}

/**
 * The review right after a refund, or when another programme comes into force. It never lowers the tier at once. A
 * LIFETIME tier has no regular reviews, so its grace begins tomorrow; any other tier waits for its next review.
 */
export function lookWithoutRising(program: CompiledProgram, position: TierPosition, tally: Tally): TierPosition {
  const { rank, graceUntil, byHand } = position;
  if (isDeserved(program, rank, tally)) return { rank, graceUntil: null, byHand };
  if (program.document.tierWindow.kind !== 'LIFETIME' || graceUntil !== null) return position;
  const { guest, day } = tally;
  return { rank, graceUntil: graceFrom(program, guest.joinedDay, day + 1) ?? day, byHand };
}

/** The review when another programme comes into force. A tier that this programme does not have becomes the tier that the guest deserves. */
export function revise(program: CompiledProgram, guest: GuestState, tally: Tally): TierPosition {
  const position = tierPositionOf(program, guest);
  const rule = guest.counters.byHand === null ? guest.tier : guest.counters.byHand.rule;
  return rule === null || program.rankOf.has(rule)
    ? lookWithoutRising(program, position, tally)
    : { rank: deservedRank(program, tally), graceUntil: null, byHand: position.byHand };
}

/** The review at the start of local day `day`: ends given tiers that are over, and applies the rule to the tier by rule. */
export function review(program: CompiledProgram, guest: GuestState, day: LocalDay): TierPosition {
  const position = tierPositionOf(program, guest);
  const byHand = withoutEnded(program, position.byHand, day);
  const tally = tallyOn(program, qualifyingOf(guest), day);
  const { rank, graceUntil } = position;
  if (isDeserved(program, rank, tally)) return { rank, graceUntil: null, byHand };
  if (graceUntil !== null) {
    return graceUntil >= day ? { rank, graceUntil, byHand } : { ...fall(program, rank, tally), byHand };
  }
  if (!looksOn(program, guest.joinedDay, day)) return { rank, graceUntil: null, byHand };
  const grace = graceFrom(program, guest.joinedDay, day);
  return grace === null ? { ...fall(program, rank, tally), byHand } : { rank, graceUntil: grace, byHand };
}

/** One tier down, where a new grace begins, or down to the tier that the guest deserves, as the programme says. */
function fall(program: CompiledProgram, rank: number, tally: Tally): Pick<TierPosition, 'rank' | 'graceUntil'> {
  if (program.document.tierKeep.down === 'DESERVED') return { rank: deservedRank(program, tally), graceUntil: null };
  const lower = Math.max(0, rank - 1);
  if (isDeserved(program, lower, tally)) return { rank: lower, graceUntil: null };
  const { guest, day } = tally;
  // A LIFETIME tier has no regular reviews, so it is reviewed again on the next day.
  const isLifetime = program.document.tierWindow.kind === 'LIFETIME';
  return { rank: lower, graceUntil: graceFrom(program, guest.joinedDay, day) ?? (isLifetime ? day : null) };
}

/** Whether tiers are reviewed on this day. A LIFETIME tier is only reviewed where its grace ends. */
function looksOn(program: CompiledProgram, joinedDay: LocalDay, day: LocalDay): boolean {
  if (hasWindowEnds(program)) return windowOf(program, joinedDay, day).first === day;
  return program.document.tierWindow.kind === 'ROLLING';
}

/** The last local day of the grace of a tier that falls short on `day`. Null: the programme gives no grace. */
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

/** The next local day on which the tier has to be reviewed if no figures are added. Null: there is no such day. */
export function nextReviewDay(
  program: CompiledProgram,
  { rank, graceUntil, byHand }: TierPosition,
  tally: Tally,
): LocalDay | null {
  const byRule = graceUntil === null ? nextShortDay(program, tierAt(program, rank), tally) : graceUntil + 1;
  const untilDay = byHand?.untilDay ?? null;
  if (untilDay === null) return byRule;
  return byRule === null ? untilDay + 1 : Math.min(byRule, untilDay + 1);
}

function nextShortDay(program: CompiledProgram, tier: CompiledTier, { guest, day, counts }: Tally): LocalDay | null {
  const { tierWindow } = program.document;
  if (tier.asked.length === 0 || tierWindow.kind === 'LIFETIME') return null;
  if (tierWindow.kind === 'ROLLING') return firstShortDay(program, tier, tierWindow.months, guest, day + 1);
  const next = windowOf(program, guest.joinedDay, day).last + 1;
  // The guest keeps a tier earned in this window to the end of the next one.
  return isEnough(tier, counts) ? windowOf(program, guest.joinedDay, next).last + 1 : next;
}

/** The first local day, not before `from`, on which the figures in a window of `months` fall short, if none are added. */
function firstShortDay(
  program: CompiledProgram,
  tier: CompiledTier,
  months: number,
  guest: QualifyingFigures,
  from: LocalDay,
): LocalDay | null {
  const first = windowStart(from, months);
  const left = countsBetween(program, guest, first, NO_END);
  if (!isEnough(tier, left)) return from;
  if (guest.custom.length > 0) {
    const days = countedDays(guest, first);
    const last = days.find((day) => !isEnough(tier, countsBetween(program, guest, day + 1, NO_END)));
    return last === undefined ? null : firstDayWithout(last, months);
  }
  // Every sale runs this, so each day is subtracted from the sum instead of summing up each window.
  const { days } = guest;
  let [spend = 0, visits = 0, points = 0] = left;
  for (let at = 0; at < days.length; at += DAY_WIDTH) {
    const day = days[at] as number;
    if (day < first) continue;
    spend -= days[at + 1] as number;
    visits -= days[at + 2] as number;
    points -= days[at + 3] as number;
    left[0] = spend;
    left[1] = visits;
    left[2] = points;
    if (!isEnough(tier, left)) return firstDayWithout(day, months);
  }
  return null;
}

/** The days with figures that still count, in their order. */
function countedDays(guest: QualifyingFigures, first: LocalDay): LocalDay[] {
  const days = guest.days.filter((_, at) => at % DAY_WIDTH === 0);
  for (const counter of guest.custom) days.push(...counter.days.filter((_, at) => at % 2 === 0));
  return [...new Set(days)].filter((day) => day >= first).sort((a, b) => a - b);
}
