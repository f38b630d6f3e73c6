/** Which tier a guest's figures deserve, and when that has to be looked at again. */
import type { CompiledProgram, CompiledTier } from './compile';
import { endOfNextMonth } from './dates';
import { DAY_WIDTH, firstDayWithout, sumFrom, windowStart, type Figures } from './days';
import { minorUnits, points } from './numbers';
import { NEVER, type Calendar, type GuestState, type Instant, type LocalDay, type TierProgress } from './types';

const NOTHING: Figures = { spend: 0, visits: 0, points: 0 };

/** A tier that the programme does not know (any more) counts as the lowest. */
export function rankOf(program: CompiledProgram, code: string | null): number {
  return code === null ? 0 : (program.rankOf.get(code) ?? 0);
}

export function tierAt(program: CompiledProgram, rank: number): CompiledTier {
  return program.tiers[rank] as CompiledTier;
}

/** What counts on local day `today`. */
export function figuresOn(
  program: CompiledProgram,
  lifetime: Figures,
  days: readonly number[],
  today: LocalDay,
): Figures {
  const { tierWindow } = program.document;
  return tierWindow.kind === 'LIFETIME' ? lifetime : sumFrom(days, windowStart(today, tierWindow.months));
}

export function isEnough(tier: CompiledTier, figures: Figures): boolean {
  const { needs } = tier.document;
  return figures.spend >= needs.spend && figures.visits >= needs.visits && figures.points >= needs.points;
}

/** The highest tier whose needs are met. */
export function deservedRank(program: CompiledProgram, figures: Figures): number {
  for (let rank = program.tiers.length - 1; rank > 0; rank -= 1) {
    if (isEnough(tierAt(program, rank), figures)) return rank;
  }
  return 0;
}

/** The start of the next local day after `today` on which the tier held has to be looked at; NEVER if none is to be seen. */
export function nextReview(
  program: CompiledProgram,
  rank: number,
  graceUntil: LocalDay | null,
  days: readonly number[],
  today: LocalDay,
  calendar: Calendar,
): Instant {
  if (graceUntil !== null) return calendar.startOfDay(graceUntil + 1);
  const window = program.document.tierWindow;
  if (window.kind === 'LIFETIME') return NEVER;
  const day = firstShortDay(tierAt(program, rank), window.months, days, today + 1);
  return day === null ? NEVER : calendar.startOfDay(day);
}

/** The first local day from `from` on, on which what a window of `months` counts is not enough, if nothing is added. */
function firstShortDay(tier: CompiledTier, months: number, days: readonly number[], from: LocalDay): LocalDay | null {
  if (isEnough(tier, NOTHING)) return null;
  const first = windowStart(from, months);
  const left = sumFrom(days, first);
  if (!isEnough(tier, left)) return from;
  for (let at = 0; at < days.length; at += DAY_WIDTH) {
    const day = days[at] as number;
    if (day < first) continue;
    left.spend -= days[at + 1] as number;
    left.visits -= days[at + 2] as number;
    left.points -= days[at + 3] as number;
    if (!isEnough(tier, left)) return firstDayWithout(day, months);
  }
  return null;
}

export type Standing = { readonly rank: number; readonly graceUntil: LocalDay | null };

/** Right after an act that adds: upwards only, to the highest reached; being enough again ends a grace. */
export function lookUpwards(program: CompiledProgram, guest: GuestState, figures: Figures): Standing {
  const held = rankOf(program, guest.tier);
  const deserved = deservedRank(program, figures);
  return deserved >= held ? { rank: deserved, graceUntil: null } : { rank: held, graceUntil: guest.graceUntil };
}

/** Right after a refund nothing falls; a lifetime tier that is no longer deserved is kept to the end of today. */
export function lookAfterRefund(
  program: CompiledProgram,
  guest: GuestState,
  figures: Figures,
  today: LocalDay,
): Standing {
  const rank = rankOf(program, guest.tier);
  if (isEnough(tierAt(program, rank), figures)) return { rank, graceUntil: null };
  const keepsToday = program.document.tierWindow.kind === 'LIFETIME' && guest.graceUntil === null;
  return { rank, graceUntil: keepsToday ? today : guest.graceUntil };
}

/** At the start of local day `day`: what the window's rule says of a tier that is no longer deserved. */
export function review(program: CompiledProgram, guest: GuestState, day: LocalDay): Standing {
  const rank = rankOf(program, guest.tier);
  const figures = figuresOn(program, guest.lifetime, guest.days, day);
  if (isEnough(tierAt(program, rank), figures)) return { rank, graceUntil: null };
  if (program.document.tierWindow.kind === 'LIFETIME')
    return { rank: deservedRank(program, figures), graceUntil: null };
  if (guest.graceUntil === null) return { rank, graceUntil: endOfNextMonth(day) };
  if (guest.graceUntil >= day) return { rank, graceUntil: guest.graceUntil };
  const lower = Math.max(0, rank - 1);
  const isKept = isEnough(tierAt(program, lower), figures);
  return { rank: lower, graceUntil: isKept ? null : endOfNextMonth(day) };
}

export function progressOf(program: CompiledProgram, rank: number, figures: Figures): TierProgress {
  const next = program.tiers[rank + 1];
  if (next === undefined) return { next: null, amountToNext: null, visitsToNext: null, pointsToNext: null };
  const { needs } = next.document;
  return {
    next: next.code,
    amountToNext: minorUnits(Math.max(0, needs.spend - figures.spend)),
    visitsToNext: Math.max(0, needs.visits - figures.visits),
    pointsToNext: points(Math.max(0, needs.points - figures.points)),
  };
}

/** The tier that the guest holds, and the way to the next as of `now`; for answers that are no act. */
export function tierStanding(
  program: CompiledProgram,
  guest: GuestState,
  { now, calendar }: { readonly now: Instant; readonly calendar: Calendar },
): TierProgress & { readonly tier: string } {
  const rank = rankOf(program, guest.tier);
  const figures = figuresOn(program, guest.lifetime, guest.days, calendar.localDay(now));
  return { tier: tierAt(program, rank).code, ...progressOf(program, rank, figures) };
}
