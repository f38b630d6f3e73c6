import type { CategoryRooms } from './category-room';
import { endOf, termOf } from './expiry';
import { GuestPoints } from './guest-points';
import { WITH_INACTIVITY } from '../basics/instants';
import { byEnd, freePoints, partOf } from './lots';
import { invariant, points } from '../basics/numbers';
import type { ProgramDocument } from '../act/program.types';
import type { Instant, Lot, LotPart, LotTerm, MovedLot, OpenHold } from '../act/types';

type Term = Omit<LotTerm, 'lotId' | 'expiresAt'>;

/**
 * Everything that an act can do to a guest's points: accrue and spend (`GuestPoints`), hold, and pass on to another guest. An object lives for one
 * decision.
 */
export class Books extends GuestPoints {
  /** Without a restaurant, holds only points that may be spent everywhere. For `rooms` see `spend`. */
  hold(amount: number, restaurantId: string | null, now: Instant, rooms: CategoryRooms | null = null): LotPart[] {
    const parts: LotPart[] = [];
    const open = this.openAt(restaurantId, rooms);
    let left = amount;
    for (const lot of byEnd(this.loaded(), this.ends)) {
      if (left === 0) break;
      const most = Math.min(left, freePoints(lot));
      if (most <= 0 || lot.activatesAt !== null || endOf(lot, this.ends) <= now) continue;
      const take = open === null ? most : open.take(this.limitOf(lot), most);
      if (take === 0) continue;
      this.available -= take;
      this.held += take;
      this.transfer('HOLD', 'GUEST_AVAILABLE', 'GUEST_HELD', take, lot, null);
      this.put({ ...lot, held: points(lot.held + take) });
      parts.push(partOf(lot, take, this.limitOf(lot)));
      left -= take;
    }
    invariant(left === 0, 'the lots hold what the balance says');
    return parts;
  }

  /** Moves free points of the lots that these acts opened into review. With `most`, points that are not active yet as well. */
  putInReview(lotIds: readonly string[], now: Instant, most?: number): LotPart[] {
    const parts: LotPart[] = [];
    let left = most ?? Infinity;
    for (const lot of byEnd(this.loaded(), this.ends)) {
      if (!lotIds.includes(lot.lotId) || endOf(lot, this.ends) <= now) continue;
      const isPending = lot.activatesAt !== null;
      if (isPending && most === undefined) continue;
      const take = Math.min(left, freePoints(lot), isPending ? Infinity : Math.max(0, this.available));
      if (take <= 0) continue;
      if (isPending) this.pending -= take;
      else this.available -= take;
      this.inReview += take;
      this.transfer('HOLD', isPending ? 'GUEST_PENDING' : 'GUEST_AVAILABLE', 'GUEST_IN_REVIEW', take, lot, null);
      this.put({ ...lot, held: points(lot.held + take) });
      parts.push(partOf(lot, take, this.limitOf(lot)));
      left -= take;
    }
    return parts;
  }

  /** Moves free points of a lot to another guest, whose own decision takes them in. */
  give(lot: Lot, amount: number, toGuestId: string): void {
    const account = lot.activatesAt === null ? 'GUEST_AVAILABLE' : 'GUEST_PENDING';
    if (lot.activatesAt === null) this.available -= amount;
    else this.pending -= amount;
    const { lotId, expiresAt, activatesAt } = lot;
    this.transfers.push({
      code: 'TRANSFER',
      debit: account,
      credit: account,
      restaurantId: null,
      amount: points(amount),
      lotId,
      expiresAt,
      activatesAt,
      toGuestId,
    });
    this.put({ ...lot, remaining: points(lot.remaining - amount) });
  }

  /** Takes in points of another guest, whose own decision wrote the transfer. */
  receive(moved: MovedLot, keepsWarning: boolean): void {
    const { lotId, expiresAt, activatesAt, restaurantId } = moved;
    if (moved.limit !== undefined) this.setLimit(moved, moved.limit);
    const before = this.find(moved);
    if (activatesAt === null) this.available += moved.points;
    else this.pending += moved.points;
    const remaining = (before?.remaining ?? 0) + moved.points;
    this.put({
      lotId,
      expiresAt,
      amount: points(Math.max(before?.amount ?? 0, remaining)),
      remaining: points(remaining),
      held: before?.held ?? points(0),
      activatesAt,
      restaurantId,
    });
    if (moved.voidAt !== undefined) this.awaitPayment(moved, moved.voidAt);
    if (moved.term === null && before === undefined) return;
    const known = before === undefined ? null : termOf(before, this.ends);
    if (expiresAt !== WITH_INACTIVITY) this.setTerm(moved, joinedTerms(known, moved.term, moved, keepsWarning));
  }

  /** Passes a debt to another guest: the transfer debits that guest and credits this one. */
  passDebt(amount: number, toGuestId: string): void {
    if (amount === 0) return;
    this.receivable -= amount;
    const account = 'GUEST_RECEIVABLE';
    this.transfers.push({
      code: 'TRANSFER',
      debit: account,
      credit: account,
      restaurantId: null,
      amount: points(amount),
      lotId: null,
      expiresAt: null,
      activatesAt: null,
      toGuestId,
    });
  }

  takeDebt(amount: number): void {
    this.receivable += amount;
  }

  capture(parts: readonly LotPart[], restaurantId: string): void {
    for (const part of parts) this.leaveAside(part, false, 'REDEMPTION', 'RESTAURANT_REDEEMED', restaurantId);
  }

  /** Moves held points, or points in review, to the network's account, which receives every debit by hand. */
  post(parts: readonly LotPart[], isReview: boolean): void {
    for (const part of parts) this.leaveAside(part, isReview, 'ADJUSTMENT', 'NETWORK_ADJUSTMENT', null);
  }

  /**
   * Moves points back to their lots. Points of a lot past its end at `at` expire at once, unless a missing warning extends the lot next. Returns how
   * many points expired.
   */
  release(parts: readonly LotPart[], at: Instant, program: ProgramDocument, isReview = false): number {
    let expired = 0;
    for (const part of parts) {
      if (endOf(part, this.ends) <= at && !this.isToBeExtended(part, program)) {
        this.leaveAside(part, isReview, 'EXPIRY', 'NETWORK_EXPIRY', null);
        expired += part.points;
        continue;
      }
      const lot = this.lotOf(part);
      if (isReview) this.inReview -= part.points;
      else this.held -= part.points;
      // A review may hold points that are not active yet.
      const isPending = lot.activatesAt !== null;
      if (isPending) this.pending += part.points;
      else this.available += part.points;
      const account = isReview ? 'GUEST_IN_REVIEW' : 'GUEST_HELD';
      this.transfer('RELEASE', account, isPending ? 'GUEST_PENDING' : 'GUEST_AVAILABLE', part.points, lot, null);
      const free: Lot = { ...lot, held: points(lot.held - part.points) };
      this.put(free);
      if (isReview && !isPending) this.makeGood(free, part.points);
    }
    return expired;
  }

  /** Fills a balance that fell below zero during a review with points that the review frees. */
  private makeGood(lot: Lot, freed: number): void {
    const covered = Math.min(freed, Math.max(0, freed - this.available));
    if (covered === 0) return;
    const issuer = lot.restaurantId === null ? 'NETWORK_ISSUED' : 'RESTAURANT_ISSUED';
    this.debitFree(lot, covered, 'TAKE_BACK', issuer, lot.restaurantId);
    this.available += covered;
    this.transfer('ACCRUAL', issuer, 'GUEST_AVAILABLE', covered, null, lot.restaurantId);
  }
}

/** The later end of one lot whose parts came by two ways. It counts as warned only if both parts were. */
function joinedTerms(
  known: Term | null,
  moved: Term | null,
  { expiresAt }: Pick<Lot, 'expiresAt'>,
  keepsWarning: boolean,
): Term {
  const other = moved ?? { endsAt: expiresAt, isWarned: false, extensions: 0 };
  return {
    endsAt: Math.max(known?.endsAt ?? expiresAt, other.endsAt),
    isWarned: (known?.isWarned ?? true) && keepsWarning && other.isWarned,
    extensions: Math.max(known?.extensions ?? 0, other.extensions),
  };
}

/** Open holds by id, except the given one. */
export function withoutHold(holds: readonly OpenHold[], id: string): readonly OpenHold[] {
  return holds.filter((hold) => hold.id !== id);
}
