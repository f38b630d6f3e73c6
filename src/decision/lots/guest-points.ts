import type { CategoryRooms } from './category-room';
import { endOf, termOf } from './expiry';
import { GuestLots } from './guest-lots';
import { begunFirst, byEnd, freePoints, isUnpaid, partOf, type NewLot } from './lots';
import { invariant, points } from '../basics/numbers';
import type {
  AccountKind,
  Balance,
  GuestState,
  Instant,
  Lot,
  LotPart,
  OpenHold,
  PointLimit,
  Transfer,
  TransferCode,
} from '../act/types';
import type { Context } from '../act/context.types';

export type AccrualSource = {
  readonly account: AccountKind;
  readonly code: TransferCode;
  readonly restaurantId: string | null;
};

type SpendingLimits = {
  /** Ignores where points may be spent. */
  readonly fromAll?: boolean;
  /** Points that the lines of each category take. Null: the lines are not known. */
  readonly rooms?: CategoryRooms | null;
};

/**
 * Moves a guest's points in and out while one act is decided. Each movement writes its transfer and changes balance and lot together, so that they
 * cannot differ.
 */
export abstract class GuestPoints extends GuestLots {
  readonly transfers: Transfer[] = [];
  protected available: number;
  protected pending: number;
  protected held: number;
  protected inReview: number;
  protected receivable: number;
  /** Open holds by id, without the points that a refund took out of review. */
  protected holds: readonly OpenHold[];

  constructor(guest: GuestState) {
    super(guest);
    this.available = guest.balance.available;
    this.pending = guest.balance.pending;
    this.held = guest.balance.held;
    this.inReview = guest.balance.inReview;
    this.holds = guest.counters.holds;
    this.receivable = guest.balance.receivable;
  }

  /**
   * Adds points from outside as a lot. They fill a negative balance first (that part belongs to no lot); the new lot then settles debt. Both happen
   * only once the payment is confirmed. Returns how much debt was settled.
   */
  accrue(amount: number, source: AccrualSource, lot: NewLot): number {
    const awaitsPayment = isUnpaid(lot);
    const covered = awaitsPayment ? 0 : Math.min(amount, Math.max(0, -this.available));
    if (covered > 0) {
      this.available += covered;
      this.transfer(source.code, source.account, 'GUEST_AVAILABLE', covered, null, source.restaurantId);
    }
    const rest = amount - covered;
    if (rest === 0) return 0;
    const { code, account: debit, restaurantId } = source;
    const { lotId, expiresAt, activatesAt } = lot;
    const credit = activatesAt === null ? 'GUEST_AVAILABLE' : 'GUEST_PENDING';
    this.transfers.push({ code, debit, credit, restaurantId, amount: points(rest), lotId, expiresAt, activatesAt });
    if (lot.activatesAt === null) this.available += rest;
    else this.pending += rest;
    if (lot.limit !== undefined) this.setLimit(lot, lot.limit);
    // If the lots were not read, only lots of this act are known; nearly every act opens one.
    const known = this.lots ?? this.changes;
    const before = known.length === 0 ? undefined : knownLot(known, lot);
    const remaining = rest + (before?.remaining ?? 0);
    const opened: Lot = {
      lotId: lot.lotId,
      expiresAt: lot.expiresAt,
      amount: points(Math.max(before?.amount ?? 0, remaining)),
      remaining: points(remaining),
      held: before?.held ?? points(0),
      activatesAt: lot.activatesAt,
      restaurantId: lot.restaurantId,
    };
    this.put(opened);
    if (lot.voidAt !== null) this.awaitPayment(lot, lot.voidAt);
    if (lot.isElsewhere && before === undefined) this.setTerm(lot, { ...termOf(lot, this.ends), isWarned: true });
    return awaitsPayment ? 0 : this.settleDebt(opened, rest);
  }

  /**
   * Confirms the payment that a lot waited for. The points fill a negative balance first; the rest becomes spendable and settles debt. Returns how
   * many points were confirmed, and how much debt they settled.
   */
  confirm(lot: Lot): { readonly confirmed: number; readonly settled: number } {
    const free = freePoints(lot);
    const covered = Math.min(free, Math.max(0, -this.available));
    if (covered > 0) {
      const issuer = lot.restaurantId === null ? 'NETWORK_ISSUED' : 'RESTAURANT_ISSUED';
      this.debitFree(lot, covered, 'TAKE_BACK', issuer, lot.restaurantId);
      this.available += covered;
      this.transfer('ACCRUAL', issuer, 'GUEST_AVAILABLE', covered, null, lot.restaurantId);
    }
    const rest = free - covered;
    const active: Lot = { ...lot, remaining: points(lot.remaining - covered), activatesAt: null };
    if (active.remaining === 0) return { confirmed: free, settled: 0 };
    this.pending -= rest;
    this.available += rest;
    if (rest > 0) this.transfer('ACTIVATION', 'GUEST_PENDING', 'GUEST_AVAILABLE', rest, lot, null);
    this.put(active);
    return { confirmed: free, settled: this.settleDebt(active, rest) };
  }

  /** Restores expired points for the act that follows at the same instant. It spends them before any other lot, and before they settle debt. */
  restoreAtOnce(
    amount: number,
    { transactionId: lotId, now }: Pick<Context, 'transactionId' | 'now'>,
    limit?: PointLimit,
    order = 0,
  ): void {
    const key = { lotId, expiresAt: now + 1 + order };
    if (limit !== undefined) this.setLimit(key, limit);
    this.available += amount;
    this.transfer('RESTORE', 'NETWORK_EXPIRY', 'GUEST_AVAILABLE', amount, key, null);
    const whole = points(amount);
    this.put({ ...key, amount: whole, remaining: whole, held: points(0), activatesAt: null, restaurantId: null });
  }

  /** Voids points whose payment was not confirmed by `at`. Returns how many. */
  voidUnpaid(at: Instant): number {
    const late = this.unpaid.filter((lot) => lot.voidAt <= at);
    const lots = late.map((key) => this.find(key)).filter((lot) => lot !== undefined);
    this.unpaid = this.unpaid.filter((lot) => lot.voidAt > at);
    return this.expire(lots);
  }

  /**
   * Spends points that are good at the restaurant, earliest expiry first; without a restaurant, points that are good everywhere. The caller has
   * checked that there are enough points.
   */
  spend(
    amount: number,
    code: TransferCode,
    credit: AccountKind,
    restaurantId: string | null,
    now: Instant,
    { fromAll = false, rooms = null }: SpendingLimits = {},
  ): LotPart[] {
    const parts: LotPart[] = [];
    const open = fromAll ? null : this.openAt(restaurantId, rooms);
    let left = amount;
    for (const lot of byEnd(this.loaded(), this.ends)) {
      if (left === 0) break;
      const most = Math.min(left, freePoints(lot));
      if (most <= 0 || lot.activatesAt !== null || endOf(lot, this.ends) <= now) continue;
      const limit = this.limitOf(lot);
      const take = open === null ? most : open.take(limit, most);
      if (take === 0) continue;
      this.debitFree(lot, take, code, credit, restaurantId);
      parts.push(partOf(lot, take, limit));
      left -= take;
    }
    invariant(left === 0, 'the lots hold what the balance says');
    return parts;
  }

  /** The restaurant whose till was offline pays the points that the guest lacks. */
  payOffline(amount: number, restaurantId: string): void {
    if (amount === 0) return;
    this.transfer('OFFLINE_LOSS', 'RESTAURANT_OFFLINE_LOSS', 'RESTAURANT_REDEEMED', amount, null, restaurantId);
  }

  /** Gives the restaurant back the points that it had paid for its offline till. */
  returnOffline(amount: number, restaurantId: string | null): void {
    if (amount === 0) return;
    this.transfer('OFFLINE_LOSS', 'RESTAURANT_REDEEMED', 'RESTAURANT_OFFLINE_LOSS', amount, null, restaurantId);
  }

  /** Takes free points of the act's own lot. Returns how many were taken. */
  takeBackOwn(amount: number, ownLotId: string, restaurantId: string | null, now: Instant): number {
    const own = byEnd(this.loaded(), this.ends).filter(({ lotId }) => lotId === ownLotId);
    return this.takeBackFrom(own, amount, restaurantId, now);
  }

  /**
   * Takes free points of other lots, begun or not, by earliest end; of two lots with the same end, points that have begun first, unless `olderFirst`.
   * Points that wait for the payment of another sale are not taken. `isAnother`: the older lot first would have been another order.
   */
  takeBackOthers(
    amount: number,
    ownLotId: string,
    restaurantId: string | null,
    now: Instant,
    olderFirst = false,
  ): { readonly taken: number; readonly isAnother: boolean } {
    const others = this.loaded().filter((lot) => lot.lotId !== ownLotId && !isUnpaid(lot));
    const { lots, isAnother } = begunFirst(others, this.ends);
    const sorted = olderFirst ? byEnd(others, this.ends) : lots;
    return { taken: this.takeBackFrom(sorted, amount, restaurantId, now), isAnother: isAnother && !olderFirst };
  }

  private takeBackFrom(lots: readonly Lot[], amount: number, restaurantId: string | null, now: Instant): number {
    let left = amount;
    for (const lot of lots) {
      const take = Math.min(left, freePoints(lot));
      if (take <= 0 || endOf(lot, this.ends) <= now) continue;
      this.debitFree(lot, take, 'TAKE_BACK', 'RESTAURANT_ISSUED', restaurantId);
      left -= take;
    }
    return amount - left;
  }

  /** Takes a refund first out of points in review of the act's own lot, before any other lot. Returns how many were taken. */
  takeBackReviewed(amount: number, ownLotId: string, restaurantId: string | null): number {
    let left = amount;
    for (const hold of this.holds) {
      if (hold.isReview !== true) continue;
      const lots: LotPart[] = [];
      for (const part of hold.lots) {
        const take = part.lotId === ownLotId ? Math.min(left, part.points) : 0;
        if (take > 0) {
          this.leaveAside({ ...part, points: points(take) }, true, 'TAKE_BACK', 'RESTAURANT_ISSUED', restaurantId);
          left -= take;
        }
        if (take < part.points) lots.push({ ...part, points: points(part.points - take) });
      }
      this.shrinkHold(hold, lots);
    }
    return amount - left;
  }

  openHolds(): readonly OpenHold[] {
    return this.holds;
  }

  /** Moves all free points of a lot that came from an earlier system back there. */
  takeOpening(lot: Lot): void {
    this.debitFree(lot, freePoints(lot), 'OPENING', 'NETWORK_OPENING', null);
  }

  owe(amount: number, restaurantId: string | null): void {
    if (amount === 0) return;
    this.receivable += amount;
    this.transfer('DEBT', 'GUEST_RECEIVABLE', 'RESTAURANT_ISSUED', amount, null, restaurantId);
  }

  goBelowZero(amount: number, restaurantId: string | null): void {
    if (amount === 0) return;
    this.available -= amount;
    this.transfer('TAKE_BACK', 'GUEST_AVAILABLE', 'RESTAURANT_ISSUED', amount, null, restaurantId);
  }

  /** Free points of these lots that may not be spent everywhere. */
  limitedOf(lots: readonly Lot[]): LotPart[] {
    if (this.limits.length === 0) return [];
    return lots.flatMap((lot) => {
      const limit = this.limitOf(lot);
      return limit === undefined ? [] : [partOf(lot, freePoints(lot), limit)];
    });
  }

  /** Expires these lots. Returns how many points expired. */
  expire(lots: readonly Lot[]): number {
    let expired = 0;
    for (const lot of lots) {
      const free = freePoints(lot);
      this.debitFree(lot, free, 'EXPIRY', 'NETWORK_EXPIRY', null);
      expired += free;
    }
    return expired;
  }

  /** Activates pending points whose time has come by `at`. Returns how many. */
  activate(at: Instant): number {
    let activated = 0;
    for (const lot of [...this.loaded()]) {
      if (lot.activatesAt === null || lot.activatesAt > at) continue;
      // Points in review become active with their lot, and stay in review.
      const free = freePoints(lot);
      this.pending -= free;
      this.available += free;
      if (free > 0) this.transfer('ACTIVATION', 'GUEST_PENDING', 'GUEST_AVAILABLE', free, lot, null);
      this.put({ ...lot, activatesAt: null });
      activated += free;
    }
    return activated;
  }

  /** Settles debt out of these incoming lots. Returns how much. */
  settleFrom(keys: readonly Pick<Lot, 'lotId' | 'expiresAt'>[]): number {
    let settled = 0;
    for (const key of keys) {
      const lot = this.find(key);
      if (lot !== undefined && this.receivable > 0) settled += this.settleDebt(lot, freePoints(lot));
    }
    return settled;
  }

  /** The guest's balance after the movements so far. `holds`: the open holds after the act. */
  balance(): Balance {
    return {
      available: points(this.available),
      pending: points(this.pending),
      held: points(this.held),
      inReview: points(this.inReview),
      receivable: points(this.receivable),
    };
  }

  protected settleDebt(lot: Lot, atMost: number): number {
    const settled = Math.min(this.receivable, atMost);
    if (settled > 0) {
      this.receivable -= settled;
      this.debitFree(lot, settled, 'SETTLEMENT', 'GUEST_RECEIVABLE', null);
    }
    return settled;
  }

  private shrinkHold(hold: OpenHold, lots: readonly LotPart[]): void {
    const kept = lots.reduce((sum, part) => sum + part.points, 0);
    if (kept === hold.points) return;
    const others = this.holds.filter(({ id }) => id !== hold.id);
    const smaller: OpenHold = { ...hold, points: points(kept), lots };
    this.holds = kept === 0 ? others : this.holds.map((one) => (one.id === hold.id ? smaller : one));
  }

  /** Debits points that a hold or a review had set aside. */
  protected leaveAside(
    part: LotPart,
    isReview: boolean,
    code: TransferCode,
    credit: AccountKind,
    restaurantId: string | null,
  ): void {
    const lot = this.lotOf(part);
    if (isReview) this.inReview -= part.points;
    else this.held -= part.points;
    this.transfer(code, isReview ? 'GUEST_IN_REVIEW' : 'GUEST_HELD', credit, part.points, lot, restaurantId);
    this.put({ ...lot, held: points(lot.held - part.points), remaining: points(lot.remaining - part.points) });
  }

  protected debitFree(
    lot: Lot,
    amount: number,
    code: TransferCode,
    credit: AccountKind,
    restaurantId: string | null,
  ): void {
    const isPending = lot.activatesAt !== null;
    if (isPending) this.pending -= amount;
    else this.available -= amount;
    this.transfer(code, isPending ? 'GUEST_PENDING' : 'GUEST_AVAILABLE', credit, amount, lot, restaurantId);
    this.put({ ...lot, remaining: points(lot.remaining - amount) });
  }

  protected transfer(
    code: TransferCode,
    debit: AccountKind,
    credit: AccountKind,
    amount: number,
    lot: Pick<Lot, 'lotId' | 'expiresAt'> | null,
    restaurantId: string | null,
  ): void {
    this.transfers.push({
      code,
      debit,
      credit,
      restaurantId,
      amount: points(amount),
      lotId: lot?.lotId ?? null,
      expiresAt: lot?.expiresAt ?? null,
      activatesAt: null,
    });
  }
}

function knownLot(lots: readonly Lot[], { lotId, expiresAt }: Pick<Lot, 'lotId' | 'expiresAt'>): Lot | undefined {
  return lots.find((known) => known.expiresAt === expiresAt && known.lotId === lotId);
}
