import { afterSignOfLife, endOf, MAX_EXTENSIONS, termOf, without, withTerm } from './expiry';
import { WITH_INACTIVITY } from '../basics/instants';
import type { CategoryRooms } from './category-room';
import { afterChange, limitOf, OpenPoints, withLimit } from './limits';
import { byEnd, compareLots, freePoints, inOrder, isUnpaid, nextInstantOf, nextInstantOfAll } from './lots';
import { invariant } from '../basics/numbers';
import type { ProgramDocument } from '../act/program.types';
import type {
  Counters,
  GuestState,
  Inactivity,
  Instant,
  Lot,
  LotChange,
  LotLimit,
  LotPart,
  LotTerm,
  PointLimit,
  UnpaidLot,
} from '../act/types';
import type { Context } from '../act/context.types';

/**
 * The guest's open lots while one act is decided, with their ends and outstanding payments. This class moves no points; `GuestPoints` and `Books` do.
 */
export abstract class GuestLots {
  protected readonly changes: Lot[] = [];
  protected lots: Lot[] | null;
  /** Warnings and extensions of lots, and the common end of lots that end with the guest's inactivity. */
  protected ends: Pick<Counters, 'terms' | 'inactivity'>;
  /** Lots that are void at an instant unless their payment is confirmed. */
  protected unpaid: readonly UnpaidLot[];
  /** Lots that may not be spent everywhere. */
  protected limits: readonly LotLimit[];

  constructor(protected readonly guest: GuestState) {
    this.lots = guest.lots === null ? null : inOrder(guest.lots);
    this.ends = guest.counters;
    this.unpaid = guest.counters.unpaid;
    this.limits = guest.counters.limits ?? NO_LIMITS;
  }

  find(key: Pick<Lot, 'lotId' | 'expiresAt'>): Lot | undefined {
    return this.loaded().find((lot) => lot.lotId === key.lotId && lot.expiresAt === key.expiresAt);
  }

  /** Lots of a sale that wait for its payment. */
  unpaidOf(saleId: string): Lot[] {
    return this.loaded().filter((lot) => lot.lotId === saleId && isUnpaid(lot));
  }

  unpaidLots(): readonly UnpaidLot[] {
    return this.unpaid;
  }

  /** Lots with points that can be spent everywhere now, in the order of spending. */
  spendable(now: Instant): Lot[] {
    return byEnd(this.loaded(), this.ends).filter(
      (lot) =>
        freePoints(lot) > 0 &&
        lot.activatesAt === null &&
        endOf(lot, this.ends) > now &&
        this.limitOf(lot) === undefined,
    );
  }

  lotLimits(): readonly LotLimit[] {
    return this.limits;
  }

  /** Where points of the lot may be spent; undefined: everywhere. */
  limitOf(lot: Pick<Lot, 'lotId' | 'expiresAt'>): PointLimit | undefined {
    return this.limits.length === 0 ? undefined : limitOf(this.limits, lot);
  }

  endOf(lot: Pick<Lot, 'lotId' | 'expiresAt'>): Instant {
    return endOf(lot, this.ends);
  }

  /** Lots that are past their end by `at` and have points that no hold has set aside. */
  ending(at: Instant): Lot[] {
    return this.loaded().filter((lot) => freePoints(lot) > 0 && endOf(lot, this.ends) <= at);
  }

  /** The lot's end has no delivered warning, and the lot may be extended once more. */
  isToBeExtended(lot: Pick<Lot, 'lotId' | 'expiresAt'>, program: ProgramDocument): boolean {
    return program.warning !== null && !this.isWarned(lot) && termOf(lot, this.ends).extensions < MAX_EXTENSIONS;
  }

  isWarned(lot: Pick<Lot, 'lotId' | 'expiresAt'>): boolean {
    return termOf(lot, this.ends).isWarned;
  }

  setTerm(lot: Pick<Lot, 'lotId' | 'expiresAt'>, term: Omit<LotTerm, 'lotId' | 'expiresAt'>): void {
    this.ends = withTerm(this.ends, lot, term);
  }

  /** A purchase, redemption or gift of points moves the end of lots that end with inactivity. `opens`: the act opens such a lot. */
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
    const moved = afterSignOfLife(inactivity, program, { day, opens, hasHolds }, recordedAt, calendar);
    this.ends = { terms: this.ends.terms, inactivity: moved };
  }

  /** Takes over another guest's inactivity: all lots that end with inactivity have one common end, the later of both. */
  shareInactivity(other: Inactivity, keepsWarning: boolean): void {
    const known = this.ends.inactivity;
    if (known?.isFree === true && known.endsAt >= other.endsAt) return;
    const inactivity = { ...other, isFree: known?.isFree ?? false, isWarned: keepsWarning && other.isWarned };
    this.ends = { terms: this.ends.terms, inactivity };
  }

  openLots(): readonly Lot[] | null {
    return this.lots;
  }

  /** The changed lots, sorted like all lots. */
  lotChanges(): LotChange[] {
    return this.changes;
  }

  /** The next instant at which a lot is due. If the lots were not read, only a lot opened by this act can be due earlier than the known instant. */
  nextLotInstant(): Instant {
    if (this.lots !== null) return nextInstantOfAll(this.lots, this.ends);
    const known = this.guest.counters.lotsDueAt;
    const opened = this.changes[0];
    return opened === undefined || opened.remaining === 0 ? known : Math.min(known, nextInstantOf(opened, this.ends));
  }

  terms(): readonly LotTerm[] {
    return this.ends.terms;
  }

  /** The guest's inactivity. If the lots were not read, only lots of this act can add free points that end with inactivity. */
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

  /** Null: none of the guest's points has a limit. */
  protected openAt(restaurantId: string | null, rooms: CategoryRooms | null): OpenPoints | null {
    return this.limits.length === 0 ? null : new OpenPoints(restaurantId, rooms);
  }

  /** Must run before `put` of the lot, which stores the lot's free points with the limit. */
  protected setLimit(lot: Pick<Lot, 'lotId' | 'expiresAt'>, limit: PointLimit): void {
    this.limits = withLimit(this.limits, lot, limit);
  }

  protected awaitPayment({ lotId, expiresAt }: Pick<Lot, 'lotId' | 'expiresAt'>, voidAt: Instant): void {
    const others = this.unpaid.filter((one) => one.lotId !== lotId || one.expiresAt !== expiresAt);
    this.unpaid = [...others, { lotId, expiresAt, voidAt }];
  }

  protected lotOf(part: LotPart): Lot {
    const lot = this.loaded().find((known) => known.lotId === part.lotId && known.expiresAt === part.expiresAt);
    invariant(lot !== undefined, 'a hold keeps its lots');
    return lot;
  }

  protected loaded(): readonly Lot[] {
    invariant(this.lots !== null, 'the lots of the guest are read before an act that needs them');
    return this.lots;
  }

  protected put(lot: Lot): void {
    if (lot.remaining === 0 && this.ends.terms.length > 0) {
      this.ends = { ...this.ends, terms: without(lot, this.ends.terms) };
    }
    if (this.unpaid.length > 0 && (lot.remaining === 0 || !isUnpaid(lot))) {
      this.unpaid = this.unpaid.filter(({ lotId, expiresAt }) => lotId !== lot.lotId || expiresAt !== lot.expiresAt);
    }
    if (this.limits.length > 0) this.limits = afterChange(this.limits, lot);
    replace(this.changes, lot, true);
    if (this.lots !== null) replace(this.lots, lot, false);
  }
}

const NO_LIMITS: readonly LotLimit[] = [];

/** Inserts or replaces a lot in its order. A lot with nothing remaining leaves the list unless `keepsEmpty`. */
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
