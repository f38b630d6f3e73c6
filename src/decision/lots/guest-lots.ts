import { afterSignOfLife, endOf, MAX_EXTENSIONS, termOf, without, withTerm } from './expiry';
import { WITH_INACTIVITY } from '../basics/instants';
import type { CategoryRooms } from './category-room';
import { afterChange, limitOf, OpenPoints, withLimit } from './limits';
import { byEnd, compareLots, freePoints, inOrder, isUnpaid, nextInstantOf, nextInstantOfAll } from './lots';
import { invariant } from '../basics/numbers';
import type { ProgramDocument } from '../act/program.types';
import type {
  Context,
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

/**
 * The guest's open lots while one act is decided, with their ends and the payments that they wait for. Reads of lots
 * only; points are moved by `GuestPoints` and `Books`.
 */
export abstract class GuestLots {
  protected readonly changes: Lot[] = [];
  protected lots: Lot[] | null;
  /** Ends that were warned of or put off, and the common end of what ends with the guest's inactivity. */
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

  /** Lots of a sale whose payment is waited for. */
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

  /** All that holds have not set aside of lots that are past their end by `at`. */
  ending(at: Instant): Lot[] {
    return this.loaded().filter((lot) => freePoints(lot) > 0 && endOf(lot, this.ends) <= at);
  }

  /** Its end has no delivered warning, and extensions are left. */
  isToBeExtended(lot: Pick<Lot, 'lotId' | 'expiresAt'>, program: ProgramDocument): boolean {
    return program.warning !== null && !this.isWarned(lot) && termOf(lot, this.ends).extensions < MAX_EXTENSIONS;
  }

  isWarned(lot: Pick<Lot, 'lotId' | 'expiresAt'>): boolean {
    return termOf(lot, this.ends).isWarned;
  }

  setTerm(lot: Pick<Lot, 'lotId' | 'expiresAt'>, term: Omit<LotTerm, 'lotId' | 'expiresAt'>): void {
    this.ends = withTerm(this.ends, lot, term);
  }

  /** Lots that end by inactivity live on. `opens`: points of that kind come in. */
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

  /** Lots that end with a guest's inactivity have one end in common; the later of the two. */
  shareInactivity(other: Inactivity, keepsWarning: boolean): void {
    const known = this.ends.inactivity;
    if (known?.isFree === true && known.endsAt >= other.endsAt) return;
    const inactivity = { ...other, isFree: known?.isFree ?? false, isWarned: keepsWarning && other.isWarned };
    this.ends = { terms: this.ends.terms, inactivity };
  }

  openLots(): readonly Lot[] | null {
    return this.lots;
  }

  /** In the order of lots. */
  lotChanges(): LotChange[] {
    return this.changes;
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

  /** Null: no points have a limit. */
  protected openAt(restaurantId: string | null, rooms: CategoryRooms | null): OpenPoints | null {
    return this.limits.length === 0 ? null : new OpenPoints(restaurantId, rooms);
  }

  /** Before the lot itself is put in its place. */
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
