/** A guest's stamp cards during one decision: each movement writes its transfer and changes its card. */
import { compileGoods, type GoodsTest } from '../act/goods';
import type { CategoryKey } from '../basics/category-key';
import { ceilDivide, floorDivide } from '../basics/integers';
import { points } from '../basics/numbers';
import type { StampCardDocument } from '../act/program.types';
import {
  NEVER,
  type AccountKind,
  type CardStamps,
  type FullCards,
  type Instant,
  type Transfer,
  type TransferCode,
} from '../act/types';

const NOWHERE = { restaurantId: null };

export type CompiledStampCard = {
  readonly document: StampCardDocument;
  /** Which lines collect stamps. Null: the sale as a whole collects one. */
  readonly counts: GoodsTest | null;
};

export function compileStampCard(document: StampCardDocument, keyOf: CategoryKey): CompiledStampCard {
  return { document, counts: countsOf(document.collects, keyOf) };
}

function countsOf(collects: StampCardDocument['collects'], keyOf: CategoryKey): GoodsTest | null {
  if (collects.by === 'VISIT') return null;
  return compileGoods({ skus: [], categories: [], ...collects }, keyOf);
}

/** The next instant at which a card with stamps on it ends. */
export function stampsDueAt(stamps: readonly CardStamps[] | undefined): Instant {
  let dueAt = NEVER;
  for (const { collected, endsAt } of stamps ?? [])
    if (collected > 0 && endsAt !== null) dueAt = Math.min(dueAt, endsAt);
  return dueAt;
}

/** Full cards of a guest that can still pay for this many of the reward. Null: the guest has too few. */
export function waitingFor(
  stamps: readonly CardStamps[] | undefined,
  card: string,
  code: string,
  quantity: number,
): FullCards | null {
  const known = stamps?.find((one) => one.card === card);
  return known?.full.find(({ rewardCode, count }) => rewardCode === code && count >= quantity) ?? null;
}

/** Full cards that were undone: their stamps go back to the card that is not full. */
type Undone = {
  readonly full: readonly FullCards[];
  readonly cards: number;
  readonly stamps: number;
  readonly points: number;
};

/** The effect of a refund on a card. */
export type TakenBack = {
  /** Stamps taken off the card, with those that the guest now owes. */
  readonly stamps: number;
  readonly cards: number;
  /** Points that were given for the undone cards. */
  readonly points: number;
};

const STAMPLESS = { collected: 0, completed: 0, full: [], expired: 0, endsAt: null };

/** A guest's cards while one act is decided. */
export class StampBooks {
  readonly transfers: Transfer[] = [];
  private readonly cards: Map<string, CardStamps>;

  constructor(stamps: readonly CardStamps[] | undefined) {
    this.cards = new Map((stamps ?? []).map((known) => [known.card, known]));
  }

  /** Sorted by card, as the guest's state keeps them. */
  list(): readonly CardStamps[] {
    return [...this.cards.values()].sort((a, b) => (a.card < b.card ? -1 : 1));
  }

  of(card: string): CardStamps {
    return this.cards.get(card) ?? { card, ...STAMPLESS };
  }

  /** Adds stamps. Cards that they fill are exchanged for their rewards at once. Returns how many cards were filled. */
  collect(
    { id, size, reward }: StampCardDocument,
    stamps: number,
    endsAt: Instant | null,
    restaurantId: string,
  ): number {
    const before = this.of(id);
    this.add(before, stamps, 'ACCRUAL', 'RESTAURANT_ISSUED', restaurantId);
    const total = before.collected + stamps;
    const cards = total < size ? 0 : floorDivide(total, size);
    if (cards > 0)
      this.move(id, 'REDEMPTION', 'GUEST_AVAILABLE', 'RESTAURANT_REDEEMED', cards * size, { restaurantId });
    const collected = total - cards * size;
    const isBegun = before.collected <= 0 || cards > 0;
    const given = 'points' in reward ? { points: reward.points, rewardCode: null } : { points: null, ...reward };
    this.cards.set(id, {
      ...before,
      collected,
      completed: before.completed + cards,
      full: withFull(before.full, { size, points: given.points, rewardCode: given.rewardCode, count: cards }),
      endsAt: collected <= 0 ? null : isBegun ? endsAt : before.endsAt,
    });
    return cards;
  }

  /** Adds stamps that a guest brings from an earlier system, fewer than the card's size. */
  open(card: string, stamps: number, endsAt: Instant | null): void {
    const before = this.of(card);
    this.add(before, stamps, 'OPENING', 'NETWORK_OPENING', null);
    const collected = before.collected + stamps;
    const isBegun = before.collected <= 0;
    this.cards.set(card, { ...before, collected, endsAt: collected <= 0 ? null : isBegun ? endsAt : before.endsAt });
  }

  /** Removes the stamps of an opening and restores the card as it was `before`. Null: the guest had no such card. */
  close(card: string, stamps: number, before: CardStamps | null): void {
    this.move(card, 'OPENING', 'GUEST_AVAILABLE', 'NETWORK_OPENING', stamps, NOWHERE);
    if (before === null) this.cards.delete(card);
    else this.cards.set(card, before);
  }

  /**
   * Takes stamps of a refunded sale back, in this order: off the card that is not full; stamps that ended with their
   * card are not asked for; then the latest full cards are undone, if their rewards were points or are not taken yet.
   * The guest owes the rest.
   */
  takeBack(card: string, stamps: number, endsAt: Instant | null, now: Instant, restaurantId: string | null): TakenBack {
    const before = this.of(card);
    const ofBegun = Math.min(stamps, Math.max(0, before.collected));
    const ended = Math.min(stamps - ofBegun, before.expired);
    const undone = undo(before.full, stamps - ofBegun - ended);
    const taken = stamps - ended;
    const filled = this.giveBack(before, undone, endsAt, now, restaurantId);
    const issued = restaurantId === null ? 'NETWORK_ISSUED' : 'RESTAURANT_ISSUED';
    const there = Math.min(taken, Math.max(0, filled.collected));
    if (there > 0) this.move(card, 'TAKE_BACK', 'GUEST_AVAILABLE', issued, there, { restaurantId });
    if (taken > there) this.move(card, 'DEBT', 'GUEST_RECEIVABLE', issued, taken - there, { restaurantId });
    this.cards.set(card, { ...filled, collected: filled.collected - taken, expired: before.expired - ended });
    return { stamps: taken, cards: undone.cards, points: undone.points };
  }

  /** Exchanges full cards, which the caller found, for their rewards. */
  redeem(card: string, taken: FullCards, count: number): void {
    const before = this.of(card);
    const full = before.full.flatMap((known) =>
      known !== taken ? [known] : known.count === count ? [] : [{ ...known, count: known.count - count }],
    );
    this.cards.set(card, { ...before, full });
  }

  /** The guest may exchange these full cards again. If the guest owes stamps, such a card settles them first. */
  unredeem(card: string, full: FullCards, endsAt: Instant | null, now: Instant, restaurantId: string | null): void {
    const before = this.of(card);
    const waiting = { ...before, full: withFull(before.full, full) };
    const undone = undo(waiting.full, Math.max(0, -before.collected));
    this.cards.set(card, this.giveBack(waiting, undone, endsAt, now, restaurantId));
  }

  /** Passes stamps and full cards to another guest, whose own decision takes them in. `left`: the card that stays. Null: none. */
  pass({ card, collected }: CardStamps, left: CardStamps | null, toGuestId: string): void {
    const before = this.of(card).collected;
    const account = collected < 0 ? 'GUEST_RECEIVABLE' : 'GUEST_AVAILABLE';
    if (collected !== 0)
      this.move(card, 'TRANSFER', account, account, Math.abs(collected), { restaurantId: null, toGuestId });
    this.even(card, Math.max(0, before) - Math.max(0, collected), before - collected);
    if (left === null) this.cards.delete(card);
    else this.cards.set(card, left);
  }

  /** Adds another guest's stamps to the card. If they fill the card, it is exchanged together with the next stamp. */
  takeIn(came: CardStamps): void {
    const before = this.cards.get(came.card);
    const collected = before?.collected ?? 0;
    this.even(came.card, Math.max(0, collected) + Math.max(0, came.collected), collected + came.collected);
    this.cards.set(came.card, joinedStamps(before, came));
  }

  /** Ends the cards that are past their end by `at`. Returns how many stamps ended with each card. */
  end(at: Instant): { readonly card: string; readonly stamps: number }[] {
    const ending = this.list().filter(({ collected, endsAt }) => collected > 0 && endsAt !== null && endsAt <= at);
    for (const before of ending) {
      this.move(before.card, 'EXPIRY', 'GUEST_AVAILABLE', 'NETWORK_EXPIRY', before.collected, NOWHERE);
      const expired = before.expired + before.collected;
      this.cards.set(before.card, { ...before, collected: 0, expired, endsAt: null });
    }
    return ending.map(({ card, collected }) => ({ card, stamps: collected }));
  }

  /** The card with the stamps of undone full cards on it. If the card has no end, or is past it, it gets the end `endsAt`. */
  private giveBack(
    before: CardStamps,
    undone: Undone,
    endsAt: Instant | null,
    now: Instant,
    restaurantId: string | null,
  ): CardStamps {
    if (undone.cards === 0) return before;
    this.add(
      before,
      undone.stamps,
      'GIVE_BACK',
      restaurantId === null ? 'NETWORK_REDEEMED' : 'RESTAURANT_REDEEMED',
      restaurantId,
    );
    return {
      ...before,
      collected: before.collected + undone.stamps,
      completed: before.completed - undone.cards,
      full: undone.full,
      endsAt: before.endsAt === null || before.endsAt <= now ? endsAt : before.endsAt,
    };
  }

  private add(
    { card, collected }: CardStamps,
    stamps: number,
    code: TransferCode,
    debit: AccountKind,
    restaurantId: string | null,
  ): void {
    this.move(card, code, debit, 'GUEST_AVAILABLE', stamps, { restaurantId });
    const owed = Math.min(stamps, Math.max(0, -collected));
    if (owed > 0) this.move(card, 'SETTLEMENT', 'GUEST_AVAILABLE', 'GUEST_RECEIVABLE', owed, NOWHERE);
  }

  /** Settles stamps against owed ones, since a guest never has both for one card. `there`: the stamps that the account holds now. */
  private even(card: string, there: number, collected: number): void {
    const over = there - Math.max(0, collected);
    if (over > 0) this.move(card, 'SETTLEMENT', 'GUEST_AVAILABLE', 'GUEST_RECEIVABLE', over, NOWHERE);
    if (over < 0) this.move(card, 'DEBT', 'GUEST_RECEIVABLE', 'GUEST_AVAILABLE', -over, NOWHERE);
  }

  private move(
    unit: string,
    code: TransferCode,
    debit: AccountKind,
    credit: AccountKind,
    stamps: number,
    where: { readonly restaurantId: string | null; readonly toGuestId?: string },
  ): void {
    const none = { lotId: null, expiresAt: null, activatesAt: null };
    this.transfers.push({ code, debit, credit, amount: points(stamps), ...none, unit, ...where });
  }
}

/** Joins a card with another guest's. The joined card ends with the later of the two. */
export function joinedStamps(known: CardStamps | undefined, came: CardStamps): CardStamps {
  if (known === undefined) return came;
  const collected = known.collected + came.collected;
  const ends = [known, came].flatMap((one) => (one.collected > 0 ? [one.endsAt ?? NEVER] : []));
  const end = Math.max(...ends);
  return {
    card: known.card,
    collected,
    completed: known.completed + came.completed,
    full: came.full.reduce(withFull, known.full),
    expired: known.expired + came.expired,
    endsAt: collected <= 0 || end === NEVER ? null : end,
  };
}

/** The full cards with more cards added, in the order in which they were filled. */
function withFull(full: readonly FullCards[], more: FullCards): readonly FullCards[] {
  if (more.count === 0) return full;
  const last = full.at(-1);
  const isAlike = last?.size === more.size && last.points === more.points && last.rewardCode === more.rewardCode;
  return isAlike ? [...full.slice(0, -1), { ...last, count: last.count + more.count }] : [...full, more];
}

/** Undoes the latest full cards: as few as have this many stamps, or all of them. */
function undo(full: readonly FullCards[], stamps: number): Undone {
  const left = [...full];
  let undone = { cards: 0, stamps: 0, points: 0 };
  while (undone.stamps < stamps && left.length > 0) {
    const latest = left.pop() as FullCards;
    const cards = Math.min(latest.count, ceilDivide(stamps - undone.stamps, latest.size));
    if (latest.count > cards) left.push({ ...latest, count: latest.count - cards });
    undone = {
      cards: undone.cards + cards,
      stamps: undone.stamps + cards * latest.size,
      points: undone.points + cards * (latest.points ?? 0),
    };
  }
  return { full: left, ...undone };
}
