/** The guest's state after an act: balance from the books, figures, tier, and the next instant at which something is due. */
import type { Books } from '../lots/books';
import type { CompiledProgram } from './compile';
import { addToDays, addToPairs, type TierFigures } from '../basics/days';
import { minorUnits, points } from '../basics/numbers';
import { stampsDueAt } from '../stamps/stamp-cards';
import { lookUpwards, lookWithoutRising, nextReviewDay } from '../tiers/tier-review';
import { firstKeptDay, tallyOn, type QualifyingFigures, type Tally } from '../tiers/tier-windows';
import { heldRank, progressOf, qualifyingOf, rankOf, tierPositionOf, tierAt, type TierPosition } from '../tiers/tiers';
import { NO_ARGUMENTS, traced } from '../act/trace';
import { NEVER } from '../basics/instants';
import type {
  Calendar,
  Counters,
  CustomCounter,
  GuestState,
  Instant,
  LocalDay,
  TierBeside,
  TierProgress,
  TraceEntry,
} from '../act/types';

export type AfterAct = {
  readonly guest: GuestState;
  readonly tierBefore: string;
  readonly tier: string;
  readonly progress: TierProgress;
  /** The change of the tier, if any. */
  readonly trace: readonly TraceEntry[];
};

/** An act's addition to the figures of a local day; negative for a refund. */
export type DayAddition = TierFigures & {
  readonly day: LocalDay;
  readonly sales: number;
  /** A custom counter that the act raises. */
  readonly counter?: { readonly code: string; readonly count: number };
};

/** Absent or undefined: unchanged. */
export type CounterChanges = {
  readonly [Name in 'firstSale' | 'otherFirstSales' | 'caps' | 'holds' | 'stamps' | 'campaigns']?:
    | Counters[Name]
    | undefined;
} & {
  /** Null: the opening from an earlier system was undone or given away. */
  readonly openedAt?: Instant | null | undefined;
  /** Null: the guest has no given tier any more. */
  readonly byHand?: TierBeside | null | undefined;
};

/** Changes of the guest by an act, besides the movements of points in its books. */
export type ActChanges = {
  /** Null: the act counts towards no tier, so the tier is not reviewed. */
  readonly added: DayAddition | null;
  readonly counters: CounterChanges | null;
  /** A refund raises no tier. */
  readonly isRefund?: boolean;
};

/** The state after an act. */
export function afterAct(
  program: CompiledProgram,
  guest: GuestState,
  books: Books,
  { now, calendar }: { readonly now: Instant; readonly calendar: Calendar },
  { added, counters, isRefund = false }: ActChanges,
): AfterAct {
  const today = calendar.localDay(now);
  if (added === null) {
    const rank = rankOf(program, guest.tier);
    const { code } = tierAt(program, rank);
    const position = tierPositionOf(program, guest);
    return {
      guest: withBooks(program, guest, books, { position, due: dueOf(guest) }, counters),
      tierBefore: code,
      tier: code,
      progress: progressOf(program, rank, tallyOn(program, qualifyingOf(guest), today).counts),
      trace: [],
    };
  }
  const tally = tallyOn(program, withAdded(program, guest, added, today), today);
  const look = isRefund ? lookWithoutRising : lookUpwards;
  return afterLook(program, guest, books, calendar, {
    position: look(program, positionBefore(program, guest, counters), tally),
    tally,
    sales: guest.lifetime.sales + added.sales,
    counters,
  });
}

function positionBefore(program: CompiledProgram, guest: GuestState, counters: CounterChanges | null): TierPosition {
  const position = tierPositionOf(program, guest);
  return counters?.byHand === undefined ? position : { ...position, byHand: counters.byHand };
}

/** The result of a tier review, with its figures. */
export type TierReview = {
  readonly position: TierPosition;
  readonly tally: Tally;
  readonly sales: number;
  readonly counters: CounterChanges | null;
};

export function afterLook(
  program: CompiledProgram,
  guest: GuestState,
  books: Books,
  calendar: Calendar,
  { position, tally, sales, counters }: TierReview,
): AfterAct {
  const rank = heldRank(program, position);
  const due = nextDue(program, guest, position, tally, calendar);
  return {
    guest: withBooks(program, guest, books, { position, due, figures: tally.guest, sales }, counters),
    tierBefore: tierAt(program, rankOf(program, guest.tier)).code,
    tier: tierAt(program, rank).code,
    progress: progressOf(program, rank, tally.counts),
    trace: tierTrace(program, guest, position),
  };
}

/** The guest's figures plus those of an act. With a window of the whole life, no figures are kept by day. */
function withAdded(
  program: CompiledProgram,
  guest: GuestState,
  added: DayAddition,
  today: LocalDay,
): QualifyingFigures {
  const { spend, visits, points: earned, sales } = guest.lifetime;
  const first = firstKeptDay(program, guest.joinedDay, today);
  return {
    lifetime: {
      spend: minorUnits(spend + added.spend),
      visits: visits + added.visits,
      points: points(earned + added.points),
      sales,
    },
    days: first === null ? guest.days : addToDays(guest.days, first, added.day, added),
    joinedDay: guest.joinedDay,
    custom: added.counter === undefined ? guest.counters.custom : withCounted(guest, added.counter, first, added.day),
  };
}

function withCounted(
  { counters: { custom } }: GuestState,
  { code, count }: { readonly code: string; readonly count: number },
  first: LocalDay | null,
  day: LocalDay,
): CustomCounter[] {
  const known = custom.find((counter) => counter.code === code) ?? { code, total: 0, days: [] };
  const days = first === null ? known.days : addToPairs(known.days, first, day, count);
  return [...custom.filter((counter) => counter.code !== code), { code, total: known.total + count, days }].sort(
    (a, b) => (a.code < b.code ? -1 : 1),
  );
}

type Due = { readonly at: Instant; readonly day: LocalDay | null };

function dueOf({ counters }: GuestState): Due {
  return { at: counters.tierDueAt, day: counters.tierDueDay };
}

/** When the tier is reviewed next. */
export function nextDue(
  program: CompiledProgram,
  guest: GuestState,
  position: TierPosition,
  tally: Tally,
  calendar: Calendar,
): Due {
  const known = dueOf(guest);
  // After a change of zone, a due day may have begun whose review has not run; it stays due.
  if (known.day !== null && known.day <= tally.day) return known;
  return dueFrom(program, position, tally, calendar);
}

export function dueFrom(program: CompiledProgram, position: TierPosition, tally: Tally, calendar: Calendar): Due {
  const day = nextReviewDay(program, position, tally);
  return { at: day === null ? NEVER : calendar.startOfDay(day), day };
}

/** The guest's next tier and figures. Absent figures and sales stay as they were before the act. */
type NextFigures = {
  readonly position: TierPosition;
  readonly due: Due;
  readonly figures?: QualifyingFigures;
  readonly sales?: number;
};

export function withBooks(
  program: CompiledProgram,
  guest: GuestState,
  books: Books,
  next: NextFigures,
  changes: CounterChanges | null,
): GuestState {
  const { position, due, figures = qualifyingOf(guest), sales = guest.lifetime.sales } = next;
  const { byHand } = position;
  const stamps = changes?.stamps ?? guest.counters.stamps;
  const others: Counters = {
    firstSale: changes?.firstSale === undefined ? guest.counters.firstSale : changes.firstSale,
    caps: changes?.caps ?? guest.counters.caps,
    holds: changes?.holds ?? books.openHolds(),
    lotsDueAt: books.nextLotInstant(),
    terms: books.terms(),
    unpaid: books.unpaidLots(),
    inactivity: books.inactivity(),
    tierDueAt: due.at,
    tierDueDay: due.day,
    byHand: byHand === null ? null : { ...byHand, rule: tierAt(program, position.rank).code },
    custom: figures.custom,
  };
  const campaigns = changes?.campaigns ?? guest.counters.campaigns;
  const withStamps = stamps === undefined || stamps.length === 0 ? others : { ...others, stamps };
  const withCampaigns = campaigns === undefined ? withStamps : { ...withStamps, campaigns };
  const openedAt = changes?.openedAt === undefined ? guest.counters.openedAt : (changes.openedAt ?? undefined);
  const withOpening = openedAt === undefined ? withCampaigns : { ...withCampaigns, openedAt };
  const otherFirstSales = changes?.otherFirstSales ?? guest.counters.otherFirstSales ?? [];
  const withFirstSales = otherFirstSales.length === 0 ? withOpening : { ...withOpening, otherFirstSales };
  const limits = books.lotLimits();
  const counters = limits.length === 0 ? withFirstSales : { ...withFirstSales, limits };
  const balance = books.balance();
  const { spend, visits, points: earned } = figures.lifetime;
  return {
    version: guest.version + 1,
    tier: tierAt(program, heldRank(program, position)).code,
    graceUntil: position.graceUntil,
    blocked: guest.blocked,
    birthday: guest.birthday,
    joinedDay: guest.joinedDay,
    segments: guest.segments,
    balance,
    overdraft: balance.available < 0,
    lifetime: { spend, visits, points: earned, sales },
    days: figures.days,
    counters,
    lots: books.openLots(),
    dueAt: dueAtOf(counters),
  };
}

/** The next instant at which a settlement of the guest is due. */
function dueAtOf(counters: Counters): Instant {
  let dueAt = Math.min(counters.lotsDueAt, counters.tierDueAt);
  if (counters.inactivity?.isFree === true) dueAt = Math.min(dueAt, counters.inactivity.endsAt);
  for (const hold of counters.holds) dueAt = Math.min(dueAt, hold.expiresAt);
  if (counters.stamps !== undefined) dueAt = Math.min(dueAt, stampsDueAt(counters.stamps));
  for (const lot of counters.unpaid) dueAt = Math.min(dueAt, lot.voidAt);
  return dueAt;
}

export function tierTrace(program: CompiledProgram, guest: GuestState, position: TierPosition): TraceEntry[] {
  const before = tierAt(program, rankOf(program, guest.tier));
  const { rank, code } = tierAt(program, heldRank(program, position));
  const { byHand } = guest.counters;
  if (byHand !== null && position.byHand === null)
    return [
      traced('TIER', `tier.${code}.${byHand.campaign === undefined ? 'byHandEnded' : 'byCampaignEnded'}`, 0, {
        from: before.code,
      }),
    ];
  if (rank > before.rank) return [traced('TIER', `tier.${code}.reached`, 0, { from: before.code })];
  if (rank < before.rank)
    return [traced('TIER', `tier.${code}.fell`, 0, { from: before.code, keptUntilDay: position.graceUntil })];
  // The guest holds a higher tier set by hand, so the trace does not tell of the grace of the rule's tier.
  if (position.graceUntil === guest.graceUntil || position.rank < rank) return [];
  return position.graceUntil === null
    ? [traced('TIER', `tier.${code}.regained`, 0, NO_ARGUMENTS)]
    : [traced('TIER', `tier.${code}.kept`, 0, { keptUntilDay: position.graceUntil })];
}
