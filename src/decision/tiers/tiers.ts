/** Which tier a guest's figures deserve. */
import type { CompiledProgram, CompiledTier } from '../program/compile';
import { minorUnits, points } from '../basics/numbers';
import { tallyOn, type Counts, type QualifyingFigures, type Tally } from './tier-windows';
import type { Calendar, GuestState, Instant, LocalDay, TierBeside, TierProgress } from '../act/types';

/** The rank of a tier. A tier that the programme does not have (any more) counts as the lowest. */
export function rankOf(program: CompiledProgram, code: string | null): number {
  return code === null ? 0 : (program.rankOf.get(code) ?? 0);
}

export function tierAt(program: CompiledProgram, rank: number): CompiledTier {
  return program.tiers[rank] as CompiledTier;
}

/** Whether a tier's needs are met: all of them, or one where one is enough. */
export function isEnough({ asked, atLeast, isAny }: CompiledTier, counts: Counts): boolean {
  for (let at = 0; at < asked.length; at += 1) {
    if ((counts[asked[at] as number] as number) >= (atLeast[at] as number) === isAny) return isAny;
  }
  return !isAny;
}

/** The highest tier whose needs are met. */
function rankByCounts(program: CompiledProgram, counts: Counts): number {
  for (let rank = program.tiers.length - 1; rank > 0; rank -= 1) {
    if (isEnough(tierAt(program, rank), counts)) return rank;
  }
  return 0;
}

/** The highest tier that the guest deserves, by this window or the one before. */
export function deservedRank(program: CompiledProgram, { counts, before }: Tally): number {
  const rank = rankByCounts(program, counts);
  return before === null ? rank : Math.max(rank, rankByCounts(program, before));
}

export function isDeserved(program: CompiledProgram, rank: number, { counts, before }: Tally): boolean {
  const tier = tierAt(program, rank);
  return isEnough(tier, counts) || (before !== null && isEnough(tier, before));
}

/** A guest's tier by the programme's rule, and the given tiers beside it. */
export type TierPosition = {
  readonly rank: number;
  readonly graceUntil: LocalDay | null;
  readonly byHand: TierBeside | null;
};

export function tierPositionOf(program: CompiledProgram, guest: GuestState): TierPosition {
  const { byHand } = guest.counters;
  return {
    rank: rankOf(program, byHand === null ? guest.tier : byHand.rule),
    graceUntil: guest.graceUntil,
    byHand,
  };
}

/** The tier that the guest holds: the higher of the tier by rule and the given one. */
export function heldRank(program: CompiledProgram, { rank, byHand }: TierPosition): number {
  return byHand === null ? rank : Math.max(rank, rankOf(program, byHand.tier));
}

export function progressOf(program: CompiledProgram, rank: number, counts: Counts): TierProgress {
  const next = program.tiers[rank + 1];
  if (next === undefined) return { next: null, amountToNext: null, visitsToNext: null, pointsToNext: null };
  const { needs, match } = next.document;
  const left = (of: number, atLeast: number) =>
    match === 'ANY' && atLeast === 0 ? null : Math.max(0, atLeast - (counts[of] as number));
  const [spend, visits, ofPoints] = [left(0, needs.spend), left(1, needs.visits), left(2, needs.points)];
  return {
    next: next.code,
    amountToNext: spend === null ? null : minorUnits(spend),
    visitsToNext: visits,
    pointsToNext: ofPoints === null ? null : points(ofPoints),
  };
}

export type TierStatus = TierProgress & {
  readonly tier: string;
  /** Current qualifying figures. */
  readonly counts: { readonly spend: number; readonly visits: number; readonly points: number };
  readonly counters: Readonly<Record<string, number>>;
  /** How much of each custom counter is missing to the next tier. Empty on the highest tier. */
  readonly countersToNext: Readonly<Record<string, number>>;
};

/** The tier that the guest's next act would reach at least: the higher of the one held and the one deserved now. */
export function tierWithinReach(
  program: CompiledProgram,
  guest: GuestState,
  { now, calendar }: { readonly now: Instant; readonly calendar: Calendar },
): string {
  const tally = tallyOn(program, qualifyingOf(guest), calendar.localDay(now));
  return tierAt(program, Math.max(rankOf(program, guest.tier), deservedRank(program, tally))).code;
}

/** The tier that the guest holds and the way to the next, as of `now`. For answers outside of an act. */
export function tierStatus(
  program: CompiledProgram,
  guest: GuestState,
  { now, calendar }: { readonly now: Instant; readonly calendar: Calendar },
): TierStatus {
  const rank = rankOf(program, guest.tier);
  const { counts } = tallyOn(program, qualifyingOf(guest), calendar.localDay(now));
  const [spend = 0, visits = 0, ofPoints = 0, ...custom] = counts;
  const needed = program.tiers[rank + 1]?.document.needs.counters ?? {};
  const counters = Object.fromEntries(program.counterCodes.map((code, at) => [code, custom[at] ?? 0]));
  return {
    tier: tierAt(program, rank).code,
    ...progressOf(program, rank, counts),
    counts: { spend, visits, points: ofPoints },
    counters,
    countersToNext: Object.fromEntries(
      Object.entries(needed).map(([code, atLeast]) => [code, Math.max(0, atLeast - (counters[code] ?? 0))]),
    ),
  };
}

export function qualifyingOf(guest: GuestState): QualifyingFigures {
  return { lifetime: guest.lifetime, days: guest.days, joinedDay: guest.joinedDay, custom: guest.counters.custom };
}
