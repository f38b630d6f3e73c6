import { afterSignOfLife, endOf, MAX_EXTENSIONS, termOf, without, withTerm } from './expiry';
import {
  byEnd,
  compareLots,
  freePoints,
  inOrder,
  isUnpaid,
  nextInstantOf,
  nextInstantOfAll,
  partOf,
  type NewLot,
} from './lots';
import { invariant, points } from './numbers';
import type { ProgramDocument } from './program.types';
import { WITH_INACTIVITY } from './instants';
import type {
  AccountKind,
  Balance,
  Context,
  Counters,
  GuestState,
  Inactivity,
  Instant,
  Lot,
  LotChange,
  LotPart,
  LotTerm,
  MovedLot,
  OpenHold,
  Transfer,
  TransferCode,
  UnpaidLot,
} from './types';

type Term = Omit<LotTerm, 'lotId' | 'expiresAt'>;

export type AccrualSource = {
  readonly account: AccountKind;
  readonly code: TransferCode;
  readonly restaurantId: string | null;
};

/**
 * The guest's points while one act is decided: each movement writes its transfer and changes balance and lot together,
 * so that they can't come apart. Lives for one decision.
 */
export class Books {
  readonly transfers: Transfer[] = [];
  private readonly changes: Lot[] = [];
  private lots: Lot[] | null;
  private available: number;
  private pending: number;
  private held: number;
  private receivable: number;
  /** Ends that were warned of or put off, and the common end of what ends with the guest's inactivity. */
  private ends: Pick<Counters, 'terms' | 'inactivity'>;
  /** Lots that are void at an instant unless their payment is confirmed. */
  private unpaid: readonly UnpaidLot[];

  constructor(private readonly guest: GuestState) {
    this.lots = guest.lots === null ? null : inOrder(guest.lots);
    this.available = guest.balance.available;
    this.pending = guest.balance.pending;
    this.held = guest.balance.held;
    this.receivable = guest.balance.receivable;
    this.ends = guest.counters;
    this.unpaid = guest.counters.unpaid;
  }

  /**
   * Points come in from outside as a lot. What went below zero is made good first (it belongs to no lot), then debt is
   * settled out of the new lot; both not before their payment is confirmed. Returns how much debt was settled.
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
    this.transfer(
      source.code,
      source.account,
      lot.activatesAt === null ? 'GUEST_AVAILABLE' : 'GUEST_PENDING',
      rest,
      lot,
      source.restaurantId,
      lot.activatesAt,
    );
    if (lot.activatesAt === null) this.available += rest;
    else this.pending += rest;
    const before = this.lots?.find((known) => known.expiresAt === lot.expiresAt && known.lotId === lot.lotId);
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
   * The payment of what a lot waits for was confirmed: what went below zero is made good first, the rest may be spent,
   * and settles debt. Returns how many points came in, and how much debt they settled.
   */
  confirm(lot: Lot): { readonly confirmed: number; readonly settled: number } {
    const covered = Math.min(lot.remaining, Math.max(0, -this.available));
    if (covered > 0) {
      const issuer = lot.restaurantId === null ? 'NETWORK_ISSUED' : 'RESTAURANT_ISSUED';
      this.debitFree(lot, covered, 'TAKE_BACK', issuer, lot.restaurantId);
      this.available += covered;
      this.transfer('ACCRUAL', issuer, 'GUEST_AVAILABLE', covered, null, lot.restaurantId);
    }
    const rest = lot.remaining - covered;
    if (rest === 0) return { confirmed: lot.remaining, settled: 0 };
    const active: Lot = { ...lot, remaining: points(rest), activatesAt: null };
    this.pending -= rest;
    this.available += rest;
    this.transfer('ACTIVATION', 'GUEST_PENDING', 'GUEST_AVAILABLE', rest, lot, null);
    this.put(active);
    return { confirmed: lot.remaining, settled: this.settleDebt(active, rest) };
  }

  /**
   * Points that had expired are there again for the act that comes next at the same instant and spends them: before
   * any other lot, and before any debt.
   */
  restoreAtOnce(amount: number, { transactionId: lotId, now }: Pick<Context, 'transactionId' | 'now'>): void {
    const key = { lotId, expiresAt: now + 1 };
    this.available += amount;
    this.transfer('RESTORE', 'NETWORK_EXPIRY', 'GUEST_AVAILABLE', amount, key, null);
    const whole = points(amount);
    this.put({ ...key, amount: whole, remaining: whole, held: points(0), activatesAt: null, restaurantId: null });
  }

  private awaitPayment({ lotId, expiresAt }: Pick<Lot, 'lotId' | 'expiresAt'>, voidAt: Instant): void {
    const others = this.unpaid.filter((one) => one.lotId !== lotId || one.expiresAt !== expiresAt);
    this.unpaid = [...others, { lotId, expiresAt, voidAt }];
  }

  /** Lots of a sale whose payment is waited for. */
  unpaidOf(saleId: string): Lot[] {
    return this.loaded().filter((lot) => lot.lotId === saleId && isUnpaid(lot));
  }

  /** Points whose payment was not confirmed by `at` are gone. Returns how many. */
  voidUnpaid(at: Instant): number {
    const late = this.unpaid.filter((lot) => lot.voidAt <= at);
    const lots = late.map((key) => this.find(key)).filter((lot) => lot !== undefined);
    this.unpaid = this.unpaid.filter((lot) => lot.voidAt > at);
    return this.expire(lots);
  }

  unpaidLots(): readonly UnpaidLot[] {
    return this.unpaid;
  }

  private settleDebt(lot: Lot, atMost: number): number {
    const settled = Math.min(this.receivable, atMost);
    if (settled > 0) {
      this.receivable -= settled;
      this.debitFree(lot, settled, 'SETTLEMENT', 'GUEST_RECEIVABLE', null);
    }
    return settled;
  }

  /** Points that can be spent are spent, earliest expiry first. The caller has checked that there are as many. */
  spend(amount: number, code: TransferCode, credit: AccountKind, restaurantId: string | null, now: Instant): LotPart[] {
    const parts: LotPart[] = [];
    let left = amount;
    for (const lot of byEnd(this.loaded(), this.ends)) {
      if (left === 0) break;
      const take = Math.min(left, freePoints(lot));
      if (take <= 0 || lot.activatesAt !== null || endOf(lot, this.ends) <= now) continue;
      this.debitFree(lot, take, code, credit, restaurantId);
      parts.push(partOf(lot, take));
      left -= take;
    }
    invariant(left === 0, 'the lots hold what the balance says');
    return parts;
  }

  /**
   * Free points of any lot, active or not: the lot named first, then by earliest expiry. What waits for the payment of
   * another sale is nobody's yet. Returns what was found.
   */
  takeBack(amount: number, ownLotId: string, onlyOwn: boolean, restaurantId: string | null, now: Instant): number {
    let left = amount;
    for (const lot of byEnd(this.loaded(), this.ends)) {
      if ((lot.lotId === ownLotId) !== onlyOwn || (!onlyOwn && isUnpaid(lot))) continue;
      const take = Math.min(left, freePoints(lot));
      if (take <= 0 || endOf(lot, this.ends) <= now) continue;
      this.debitFree(lot, take, 'TAKE_BACK', 'RESTAURANT_ISSUED', restaurantId);
      left -= take;
    }
    return amount - left;
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

  hold(amount: number, now: Instant): LotPart[] {
    const parts: LotPart[] = [];
    let left = amount;
    for (const lot of byEnd(this.loaded(), this.ends)) {
      if (left === 0) break;
      const take = Math.min(left, freePoints(lot));
      if (take <= 0 || lot.activatesAt !== null || endOf(lot, this.ends) <= now) continue;
      this.available -= take;
      this.held += take;
      this.transfer('HOLD', 'GUEST_AVAILABLE', 'GUEST_HELD', take, lot, null);
      this.put({ ...lot, held: points(lot.held + take) });
      parts.push(partOf(lot, take));
      left -= take;
    }
    invariant(left === 0, 'the lots hold what the balance says');
    return parts;
  }

  /** Lots with points that can be spent now, in the order of spending. */
  spendable(now: Instant): Lot[] {
    return byEnd(this.loaded(), this.ends).filter(
      (lot) => freePoints(lot) > 0 && lot.activatesAt === null && endOf(lot, this.ends) > now,
    );
  }

  find(key: Pick<Lot, 'lotId' | 'expiresAt'>): Lot | undefined {
    return this.loaded().find((lot) => lot.lotId === key.lotId && lot.expiresAt === key.expiresAt);
  }

  /** Free points of a lot go to another guest, whose own decision takes them in. */
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

  /** Points that another guest gave, whose own decision wrote the movement. */
  receive(moved: MovedLot, keepsWarning: boolean): void {
    const { lotId, expiresAt, activatesAt, restaurantId } = moved;
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

  /** A debt goes over to another guest: debited there, credited here. */
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

  /** Lots that end with a guest's inactivity have one end in common; the later of the two. */
  shareInactivity(other: Inactivity, keepsWarning: boolean): void {
    const known = this.ends.inactivity;
    if (known?.isFree === true && known.endsAt >= other.endsAt) return;
    const inactivity = { ...other, isFree: known?.isFree ?? false, isWarned: keepsWarning && other.isWarned };
    this.ends = { terms: this.ends.terms, inactivity };
  }

  /** What is owed is settled out of lots that came in. Returns how much. */
  settleFrom(keys: readonly Pick<Lot, 'lotId' | 'expiresAt'>[]): number {
    let settled = 0;
    for (const key of keys) {
      const lot = this.find(key);
      if (lot !== undefined && this.receivable > 0) settled += this.settleDebt(lot, freePoints(lot));
    }
    return settled;
  }

  capture(parts: readonly LotPart[], restaurantId: string): void {
    for (const part of parts) this.leaveHold(part, 'REDEMPTION', 'RESTAURANT_REDEEMED', restaurantId);
  }

  /**
   * Back to their lots. What is past its end by `at` expires at once, unless that end is still to be put off for want
   * of a warning, which comes next. Returns how much expired.
   */
  release(parts: readonly LotPart[], at: Instant, program: ProgramDocument): number {
    let expired = 0;
    for (const part of parts) {
      if (endOf(part, this.ends) <= at && !this.isToBeExtended(part, program)) {
        this.leaveHold(part, 'EXPIRY', 'NETWORK_EXPIRY', null);
        expired += part.points;
        continue;
      }
      const lot = this.lotOf(part);
      this.held -= part.points;
      this.available += part.points;
      this.transfer('RELEASE', 'GUEST_HELD', 'GUEST_AVAILABLE', part.points, lot, null);
      this.put({ ...lot, held: points(lot.held - part.points) });
    }
    return expired;
  }

  endOf(lot: Pick<Lot, 'lotId' | 'expiresAt'>): Instant {
    return endOf(lot, this.ends);
  }

  /** All that holds have not set aside of lots that are past their end by `at`. */
  ending(at: Instant): Lot[] {
    return this.loaded().filter((lot) => freePoints(lot) > 0 && endOf(lot, this.ends) <= at);
  }

  /** Nobody was warned of its end, and it was not put off as often as may be. */
  isToBeExtended(lot: Pick<Lot, 'lotId' | 'expiresAt'>, program: ProgramDocument): boolean {
    return program.warning !== null && !this.isWarned(lot) && termOf(lot, this.ends).extensions < MAX_EXTENSIONS;
  }

  isWarned(lot: Pick<Lot, 'lotId' | 'expiresAt'>): boolean {
    return termOf(lot, this.ends).isWarned;
  }

  setTerm(lot: Pick<Lot, 'lotId' | 'expiresAt'>, term: Omit<LotTerm, 'lotId' | 'expiresAt'>): void {
    this.ends = withTerm(this.ends, lot, term);
  }

  /** What ends with the guest's inactivity lives on. `opens`: points of that kind come in. */
  signOfLife(
    program: ProgramDocument,
    occurredAt: Instant,
    opens: boolean,
    { calendar, recordedAt }: Pick<Context, 'calendar' | 'recordedAt'>,
  ): void {
    const { inactivity } = this.ends;
    if (inactivity === null && program.expiry.kind !== 'INACTIVITY') return;
    const hasHolds = this.guest.counters.holds.length > 0;
    const day = calendar.localDay(occurredAt);
    const moved = afterSignOfLife(inactivity, program, opens, hasHolds, day, recordedAt, calendar);
    this.ends = { terms: this.ends.terms, inactivity: moved };
  }

  /** Returns how much expired of these lots. */
  expire(lots: readonly Lot[]): number {
    let expired = 0;
    for (const lot of lots) {
      const free = freePoints(lot);
      this.debitFree(lot, free, 'EXPIRY', 'NETWORK_EXPIRY', null);
      expired += free;
    }
    return expired;
  }

  /** Pending points whose time has come by `at`. Returns how much. */
  activate(at: Instant): number {
    let activated = 0;
    for (const lot of [...this.loaded()]) {
      if (lot.activatesAt === null || lot.activatesAt > at) continue;
      this.pending -= lot.remaining;
      this.available += lot.remaining;
      this.transfer('ACTIVATION', 'GUEST_PENDING', 'GUEST_AVAILABLE', lot.remaining, lot, null);
      this.put({ ...lot, activatesAt: null });
      activated += lot.remaining;
    }
    return activated;
  }

  /** The guest with the points as they are now. `holds` as they are after the act. */
  balance(): Balance {
    return {
      available: points(this.available),
      pending: points(this.pending),
      held: points(this.held),
      inReview: this.guest.balance.inReview,
      receivable: points(this.receivable),
    };
  }

  openLots(): readonly Lot[] | null {
    return this.lots;
  }

  lotChanges(): LotChange[] {
    return this.changes.length > 1 ? this.changes.sort(compareLots) : this.changes;
  }

  /** Without lots read, only what was opened can come due earlier than what was known. */
  nextLotInstant(): Instant {
    if (this.lots !== null) return nextInstantOfAll(this.lots, this.ends);
    const known = this.guest.counters.lotsDueAt;
    const opened = this.changes[0];
    return opened === undefined || opened.remaining === 0 ? known : Math.min(known, nextInstantOf(opened, this.ends));
  }

  terms(): readonly LotTerm[] {
    return this.ends.terms;
  }

  /** Without lots read, only points that came in can be free where none were. */
  inactivity(): Counters['inactivity'] {
    const { inactivity } = this.ends;
    if (inactivity === null) return null;
    const isFree = (lots: readonly Lot[]) =>
      lots.some((lot) => lot.expiresAt === WITH_INACTIVITY && freePoints(lot) > 0);
    return {
      ...inactivity,
      isFree: this.lots === null ? inactivity.isFree || isFree(this.changes) : isFree(this.lots),
    };
  }

  private leaveHold(part: LotPart, code: TransferCode, credit: AccountKind, restaurantId: string | null): void {
    const lot = this.lotOf(part);
    this.held -= part.points;
    this.transfer(code, 'GUEST_HELD', credit, part.points, lot, restaurantId);
    this.put({ ...lot, held: points(lot.held - part.points), remaining: points(lot.remaining - part.points) });
  }

  private debitFree(
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

  private lotOf(part: LotPart): Lot {
    const lot = this.loaded().find((known) => known.lotId === part.lotId && known.expiresAt === part.expiresAt);
    invariant(lot !== undefined, 'a hold keeps its lots');
    return lot;
  }

  private loaded(): readonly Lot[] {
    invariant(this.lots !== null, 'the lots of the guest are read before an act that needs them');
    return this.lots;
  }

  private put(lot: Lot): void {
    if (lot.remaining === 0 && this.ends.terms.length > 0) {
      this.ends = { ...this.ends, terms: without(lot, this.ends.terms) };
    }
    if (this.unpaid.length > 0 && (lot.remaining === 0 || !isUnpaid(lot))) {
      this.unpaid = this.unpaid.filter(({ lotId, expiresAt }) => lotId !== lot.lotId || expiresAt !== lot.expiresAt);
    }
    replace(this.changes, lot, true);
    if (this.lots !== null) replace(this.lots, lot, false);
  }

  private transfer(
    code: TransferCode,
    debit: AccountKind,
    credit: AccountKind,
    amount: number,
    lot: Pick<Lot, 'lotId' | 'expiresAt'> | null,
    restaurantId: string | null,
    activatesAt: Instant | null = null,
  ): void {
    this.transfers.push({
      code,
      debit,
      credit,
      restaurantId,
      amount: points(amount),
      lotId: lot?.lotId ?? null,
      expiresAt: lot?.expiresAt ?? null,
      activatesAt,
    });
  }
}

/** The later end of one lot whose parts came two ways; known to the guest only where both were. */
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

/** Puts a lot in its place; one with nothing remaining leaves the list unless `keepsEmpty`. */
function replace(lots: Lot[], lot: Lot, keepsEmpty: boolean): void {
  let index = 0;
  while (index < lots.length && compareLots(lots[index] as Lot, lot) < 0) index += 1;
  const known = lots[index];
  const isThere = known !== undefined && compareLots(known, lot) === 0;
  if (lot.remaining === 0 && !keepsEmpty) {
    if (isThere) lots.splice(index, 1);
    return;
  }
  if (isThere) lots[index] = lot;
  else if (index === lots.length) lots.push(lot);
  else lots.splice(index, 0, lot);
}

/** Open holds by id, without the one given. */
export function withoutHold(holds: readonly OpenHold[], id: string): readonly OpenHold[] {
  return holds.filter((hold) => hold.id !== id);
}
