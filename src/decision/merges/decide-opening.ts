/** Balances, tier and totals that a guest brings from an earlier system, and the undo of this opening. */
import { afterLook } from '../program/after';
import { Books } from '../lots/books';
import type { CompiledProgram } from '../program/compile';
import { figuresOf, tierIn } from './decide-merge';
import { decided, NO_AMOUNTS } from '../sale/decide-points';
import { earnedLot, partOf, sumOfParts } from '../lots/lots';
import { minorUnits, points } from '../basics/numbers';
import { StampBooks } from '../stamps/stamp-cards';
import { endOfCard } from '../stamps/stamps';
import { lookUpwards } from '../tiers/tier-review';
import { tallyOn, type QualifyingFigures } from '../tiers/tier-windows';
import { qualifyingOf, rankOf, tierPositionOf, type TierPosition } from '../tiers/tiers';
import { traced } from '../act/trace';
import type {
  Decision,
  GuestState,
  Instant,
  LotPart,
  OpeningBalances,
  OpeningAct,
  OpeningDetails,
  Refusal,
  RefusalCode,
  TraceEntry,
} from '../act/types';
import type { Context } from '../act/context.types';

/** Undoes an opening as a whole; no part of it can be undone. */
export type UndoOpeningAct = { readonly kind: 'UNDO_OPENING'; readonly opened: OpeningDetails };

/** Opens a guest with the balances of an earlier system. A guest has at most one opening, so importing a file twice doubles nothing. */
export function decideOpening(
  program: CompiledProgram,
  guest: GuestState,
  { opening, occurredAt }: OpeningAct,
  context: Context,
): Decision | Refusal {
  if (guest.counters.openedAt !== undefined) return refused('opening_known');
  const inForce = context.inForce ?? program;
  const fault = faultOf(inForce, guest, opening);
  if (fault !== null) return refused(fault);
  const books = new Books(guest);
  const { parts, trace } = openLots(program, books, opening, occurredAt, context);
  const stamps = openStamps(inForce, guest, opening, occurredAt, context, trace);

  const { spend, visits, tier } = opening;
  if (spend > 0 || visits > 0) trace.push(traced('COUNT', 'opening.figures', visits, { spend }));
  const tally = tallyOn(inForce, withTotals(guest, opening, 1), context.calendar.localDay(context.now));
  const position = tierPositionOf(inForce, guest);
  const known = tier?.byRule === true ? position.rank : byHandRank(inForce, position);
  const isHigher = tier !== null && rankOf(inForce, tier.tier) > known;
  const look = afterLook(inForce, guest, books, context.calendar, {
    position: lookUpwards(inForce, isHigher ? broughtPosition(inForce, position, tier) : position, tally),
    tally,
    sales: guest.lifetime.sales,
    counters: {
      stamps: stamps.list(),
      // The guest bought in the earlier system, so the next sale is not a first one and gets no bonus.
      firstSale: guest.counters.firstSale ?? 'IMPORT',
      openedAt: countsHistory(opening) ? occurredAt : undefined,
    },
  });
  const told = isHigher ? [broughtOver(tier, look.tierBefore)] : look.trace;
  const details: OpeningDetails = {
    kind: 'OPENING',
    opening,
    lots: parts,
    before: figuresOf(program, guest),
    tierAfter: look.tier,
  };
  return {
    ...decided(books, { ...look, trace: told }, trace),
    transfers: [...books.transfers, ...stamps.transfers],
    amounts: { ...NO_AMOUNTS, pointsEarned: sumOfParts(parts) },
    details,
  };
}

/** Whether the opening counts the guest's earlier purchases; a tier alone does not. */
export function countsHistory({ lots, stamps, spend, visits }: OpeningBalances): boolean {
  return lots.length > 0 || stamps.length > 0 || spend > 0 || visits > 0;
}

/** Refuses the undo once the guest has used any part of the opening, since it can only be undone as a whole. */
export function decideUndoOpening(
  program: CompiledProgram,
  guest: GuestState,
  { opened }: UndoOpeningAct,
  context: Context,
): Decision | Refusal {
  if (!isAsOpened(guest, opened, context.now)) return refused('opening_not_whole');
  const inForce = context.inForce ?? program;
  const { opening, before, tierAfter } = opened;
  const books = new Books(guest);
  let taken = 0;
  for (const part of opened.lots) {
    const lot = findLot(guest, part);
    if (lot === undefined) continue;
    books.takeOpening(lot);
    taken += part.points;
  }
  const stamps = new StampBooks(guest.counters.stamps);
  for (const { card, stamps: brought } of opening.stamps)
    stamps.close(card, brought, before.stamps?.find((one) => one.card === card) ?? null);
  const tally = tallyOn(inForce, withTotals(guest, opening, -1), context.calendar.localDay(context.now));
  const known = tierPositionOf(inForce, guest);
  const position = guest.tier === tierAfter ? tierIn(inForce, before) : { ...known, byHand: before.byHand };
  const look = afterLook(inForce, guest, books, context.calendar, {
    position: lookUpwards(inForce, position, tally),
    tally,
    sales: guest.lifetime.sales,
    counters: { stamps: stamps.list(), firstSale: before.firstSale, openedAt: null },
  });
  return {
    ...decided(books, look, [traced('TAKE_BACK', 'opening.undone', taken)]),
    transfers: [...books.transfers, ...stamps.transfers],
    amounts: { ...NO_AMOUNTS, pointsEarned: points(taken) },
    details: { kind: 'UNDO_OPENING', opened },
  };
}

function refused(code: RefusalCode): Refusal {
  return { kind: 'REFUSED', code, data: {} };
}

/** Why the opening does not fit the programme in force. Null: it fits. */
function faultOf(program: CompiledProgram, guest: GuestState, { tier, stamps }: OpeningBalances): RefusalCode | null {
  if (tier !== null && !program.rankOf.has(tier.tier)) return 'tier_unknown';
  const hasRoom = stamps.every(({ card, stamps: brought }) => {
    const known = program.stampCards.find(({ document }) => document.id === card);
    const collected = guest.counters.stamps?.find((one) => one.card === card)?.collected ?? 0;
    return known !== undefined && brought + Math.max(0, collected) < known.document.size;
  });
  return hasRoom ? null : 'stamp_card_unknown';
}

function openLots(
  program: CompiledProgram,
  books: Books,
  { lots }: OpeningBalances,
  occurredAt: Instant,
  context: Context,
): { parts: LotPart[]; trace: TraceEntry[] } {
  const { document } = program;
  const trace: TraceEntry[] = [];
  if (lots.length === 0) return { parts: [], trace };
  if (document.expiry.kind === 'INACTIVITY') books.signOfLife(document, occurredAt, true, context);
  const byRule = earnedLot(document, occurredAt, null, context);
  // A lot is known by its transaction and its end, so points of one end are one lot.
  const sums = new Map<Instant, number>();
  for (const { points: brought, expiresAt } of lots) {
    const end = expiresAt ?? byRule.expiresAt;
    sums.set(end, (sums.get(end) ?? 0) + brought);
  }
  const parts: LotPart[] = [];
  let settled = 0;
  for (const [expiresAt, sum] of [...sums].sort(([a], [b]) => a - b)) {
    const lot = { ...byRule, expiresAt, activatesAt: null, isElsewhere: expiresAt <= context.recordedAt };
    settled += books.accrue(sum, { account: 'NETWORK_OPENING', code: 'OPENING', restaurantId: null }, lot);
    parts.push(partOf(lot, sum));
  }
  trace.push(traced('ADJUST', 'opening.points', sumOfParts(parts)));
  if (settled > 0) trace.push(traced('SETTLE_DEBT', 'debt.settled', settled));
  return { parts, trace };
}

function openStamps(
  program: CompiledProgram,
  guest: GuestState,
  { stamps }: OpeningBalances,
  occurredAt: Instant,
  context: Context,
  trace: TraceEntry[],
): StampBooks {
  const books = new StampBooks(guest.counters.stamps);
  for (const { card, stamps: brought } of stamps) {
    const known = program.stampCards.find(({ document }) => document.id === card);
    books.open(card, brought, endOfCard(known, occurredAt, context));
    trace.push(traced('STAMP', 'opening.stamps', brought, { card }));
  }
  return books;
}

/** The rank of the tier beside the rule. −1: the guest has none, so that even the lowest may be given. */
function byHandRank(program: CompiledProgram, { byHand }: TierPosition): number {
  return byHand === null ? -1 : rankOf(program, byHand.tier);
}

function broughtPosition(
  program: CompiledProgram,
  position: TierPosition,
  tier: NonNullable<OpeningBalances['tier']>,
): TierPosition {
  return tier.byRule === true
    ? { ...position, rank: rankOf(program, tier.tier), graceUntil: null }
    : { ...position, byHand: tier };
}

function broughtOver({ tier, untilDay }: NonNullable<OpeningBalances['tier']>, from: string): TraceEntry {
  return traced('TIER', `tier.${tier}.broughtOver`, 0, { from, untilDay });
}

/** The guest's figures plus the totals of the opening, or minus them. */
function withTotals(guest: GuestState, { spend, visits }: OpeningBalances, sign: 1 | -1): QualifyingFigures {
  const known = qualifyingOf(guest);
  const { lifetime } = known;
  return {
    ...known,
    lifetime: {
      ...lifetime,
      spend: minorUnits(lifetime.spend + sign * spend),
      visits: lifetime.visits + sign * visits,
    },
  };
}

/** Whether the guest has neither bought nor spent anything since the opening. Lots that have expired are ignored. */
function isAsOpened(guest: GuestState, { opening, lots, before }: OpeningDetails, now: Instant): boolean {
  const { lifetime, counters } = guest;
  const isIdle =
    counters.holds.length === 0 &&
    lifetime.sales === before.lifetime.sales &&
    lifetime.points === before.lifetime.points &&
    lifetime.spend === before.lifetime.spend + opening.spend &&
    lifetime.visits === before.lifetime.visits + opening.visits;
  const areLotsWhole = lots.every((part) => {
    const lot = findLot(guest, part);
    return lot === undefined ? part.expiresAt <= now : lot.remaining === part.points && lot.held === 0;
  });
  const areStampsWhole = opening.stamps.every(({ card, stamps }) => {
    const known = counters.stamps?.find((one) => one.card === card)?.collected ?? 0;
    const earlier = before.stamps?.find((one) => one.card === card)?.collected ?? 0;
    return earlier >= 0 && known === earlier + stamps;
  });
  return isIdle && areLotsWhole && areStampsWhole;
}

function findLot(guest: GuestState, { lotId, expiresAt }: LotPart) {
  return guest.lots?.find((lot) => lot.lotId === lotId && lot.expiresAt === expiresAt);
}
