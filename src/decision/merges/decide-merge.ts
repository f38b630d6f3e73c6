/** The merge of two guests who are one person: one guest gives up everything, the other takes it in. Also the undo of a merge. */
import { withoutRule } from '../tiers/given-tiers';
import { afterLook, withBooks } from '../program/after';
import { Books } from '../lots/books';
import { mergedCampaigns } from '../campaigns/campaign-progress';
import type { CompiledProgram } from '../program/compile';
import { addToDays, addToPairs, DAY_WIDTH } from '../basics/days';
import { decided, NO_AMOUNTS } from '../sale/decide-points';
import { endsWithInactivity, fromNamed, movedOf, type LotShare } from './decide-transfer';
import { joinedFirstSales, partedFirstSales } from '../act/first-sales';
import { freePoints } from '../lots/lots';
import { passStamps, takeInStamps } from '../stamps/merged-stamps';
import { invariant, minorUnits, points } from '../basics/numbers';
import { lookUpwards } from '../tiers/tier-review';
import { firstKeptDay, tallyOn, type QualifyingFigures } from '../tiers/tier-windows';
import { heldRank, progressOf, qualifyingOf, rankOf, tierPositionOf, tierAt, type TierPosition } from '../tiers/tiers';
import { traced } from '../act/trace';
import {
  NEVER,
  type AbsorbAct,
  type CampaignsOfGuest,
  type CapCount,
  type CardStamps,
  type CustomCounter,
  type Decision,
  type GuestState,
  type Instant,
  type LocalDay,
  type MergeDetails,
  type MovedFigures,
  type MovedLot,
  type Refusal,
  type SurrenderAct,
} from '../act/types';
import type { Context } from '../act/context.types';

/** Gives everything to the other guest. In the undo of a merge: gives back what the merge brought, as far as it is still there. */
export function decideSurrender(
  program: CompiledProgram,
  guest: GuestState,
  act: SurrenderAct,
  context: Context,
): Decision | Refusal {
  invariant(guest.lots !== null, 'the lots of the guest are read before an act that needs them');
  if (guest.overdraft || guest.balance.inReview > 0) return { kind: 'REFUSED', code: 'merge_not_possible', data: {} };
  invariant(act.undoes !== null || guest.counters.holds.length === 0, 'holds are let go before a merge');
  const inForce = context.inForce ?? program;
  const books = new Books(guest);
  const wanted = act.undoes === null ? all(guest) : fromNamed(books, act.undoes.lots).wanted;
  const lots: MovedLot[] = [];
  let moved = 0;
  for (const { lot, take } of wanted) {
    lots.push(movedOf(guest, lot, take));
    books.give(lot, take, act.toGuestId);
    moved += take;
  }
  const stamps = passStamps(guest, act);
  const figures: MovedFigures = {
    ...(act.undoes === null ? figuresOf(program, guest) : lesser(act.undoes.figures, guest)),
    ...stamps.given,
  };
  books.passDebt(figures.receivable, act.toGuestId);
  const details: MergeDetails = {
    kind: 'MERGE',
    otherGuestId: act.toGuestId,
    undoes: act.undoes,
    lots,
    inactivity: lots.some(endsWithInactivity) ? guest.counters.inactivity : null,
    figures,
  };
  const day = context.calendar.localDay(context.now);
  const rule = act.undoes === null ? 'merge.given' : 'merge.givenBack';
  const decision =
    act.undoes === null
      ? closed(inForce, guest, books, act.toGuestId, day)
      : parted(inForce, guest, books, { undoes: act.undoes, figures, stamps: stamps.books.list() }, context);
  return {
    ...decided(books, decision, [traced('GIVE', rule, moved)]),
    transfers: [...books.transfers, ...stamps.books.transfers],
    amounts: { ...NO_AMOUNTS, pointsEarned: points(moved) },
    details,
  };
}

/** Takes in everything that the other guest gave up. In the undo of a merge: restores the guest, as far as the points and figures came back. */
export function decideAbsorb(
  program: CompiledProgram,
  guest: GuestState,
  act: AbsorbAct,
  context: Context,
): Decision | Refusal {
  invariant(!guest.overdraft, 'what went below zero is made good before guests are merged');
  const inForce = context.inForce ?? program;
  const { figures, isUndo } = act;
  const books = new Books(guest);
  if (act.inactivity !== null) books.shareInactivity(act.inactivity, true);
  let received = 0;
  for (const lot of act.lots) {
    books.receive(lot, true);
    received += lot.points;
  }
  books.takeDebt(figures.receivable);
  const day = context.calendar.localDay(context.now);
  const tally = tallyOn(inForce, plus(inForce, guest, figures, 1, day), day);
  const theirs = tierIn(inForce, figures);
  const position = isUndo ? theirs : higher(inForce, tierPositionOf(inForce, guest), theirs);
  const stamps = takeInStamps(guest, figures.stamps);
  const { counters } = guest;
  const areTwoFirst =
    counters.firstSale !== null && figures.firstSale !== null && counters.firstSale !== figures.firstSale;
  const keepsFirstSale = areTwoFirst && act.forgetsFirstSale !== true;
  const look = afterLook(inForce, guest, books, context.calendar, {
    position: lookUpwards(inForce, position, tally),
    tally,
    sales: guest.lifetime.sales + figures.lifetime.sales,
    counters: {
      stamps: stamps.list(),
      ...joinedFirstSales(counters, figures, keepsFirstSale),
      caps: joinedCaps(counters.caps, figures.caps, 1),
      campaigns: mergedCampaigns(counters.campaigns, figures.campaigns, 1),
      openedAt: laterOf(counters.openedAt, figures.openedAt),
    },
  });
  const details: MergeDetails = {
    kind: 'MERGE',
    otherGuestId: act.fromGuestId,
    undoes: null,
    lots: act.lots,
    inactivity: act.inactivity,
    figures,
    ...(isUndo ? { isUndo } : { before: figuresOf(program, guest) }),
    ...(keepsFirstSale ? { keepsFirstSale } : {}),
  };
  return {
    ...decided(books, look, [traced('RECEIVE', isUndo ? 'merge.cameBack' : 'merge.received', received)]),
    transfers: [...books.transfers, ...stamps.transfers],
    amounts: { ...NO_AMOUNTS, pointsEarned: points(received) },
    details,
  };
}

function all(guest: GuestState): LotShare[] {
  return (guest.lots ?? []).map((lot) => ({ lot, take: freePoints(lot) }));
}

/** The figures of a guest that a merge moves, and that an undo restores. */
export function figuresOf(program: CompiledProgram, guest: GuestState): MovedFigures {
  const { lifetime, days, counters, balance, graceUntil } = guest;
  const { firstSale, otherFirstSales, caps, custom, byHand, stamps, campaigns, openedAt } = counters;
  return {
    receivable: balance.receivable,
    lifetime,
    days,
    custom,
    caps,
    firstSale,
    tier: tierAt(program, tierPositionOf(program, guest).rank).code,
    graceUntil,
    byHand: byHand === null ? null : withoutRule(byHand),
    ...(stamps === undefined ? {} : { stamps }),
    ...(campaigns === undefined ? {} : { campaigns }),
    ...(otherFirstSales === undefined ? {} : { otherFirstSales }),
    ...(openedAt === undefined ? {} : { openedAt }),
  };
}

function laterOf(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  return a === undefined || (b !== undefined && b > a) ? b : a;
}

const NO_CAMPAIGNS: CampaignsOfGuest = { joined: [], progress: [] };

/** The part of the merged figures that the guest still has. */
function lesser(figures: MovedFigures, guest: GuestState): MovedFigures {
  const { spend, visits, points: earned, sales } = figures.lifetime;
  const known = guest.lifetime;
  const most = (wanted: number, there: number) => Math.max(0, Math.min(wanted, there));
  return {
    ...figures,
    receivable: points(most(figures.receivable, guest.balance.receivable)),
    lifetime: {
      spend: minorUnits(most(spend, known.spend)),
      visits: most(visits, known.visits),
      points: points(most(earned, known.points)),
      sales: most(sales, known.sales),
    },
  };
}

/** The closed guest of a merge: in the lowest tier, with empty counters and no due date. The other guest has all of it. */
function closed(program: CompiledProgram, guest: GuestState, books: Books, mergedInto: string, day: LocalDay) {
  const none: QualifyingFigures = {
    lifetime: { spend: minorUnits(0), visits: 0, points: points(0), sales: 0 },
    days: [],
    joinedDay: guest.joinedDay,
    custom: [],
  };
  const position: TierPosition = { rank: 0, graceUntil: null, byHand: null };
  const after = withBooks(
    program,
    guest,
    books,
    { position, due: { at: NEVER, day: null }, figures: none, sales: 0 },
    {
      firstSale: null,
      otherFirstSales: [],
      caps: [],
      stamps: [],
      campaigns: guest.counters.campaigns === undefined ? undefined : NO_CAMPAIGNS,
      openedAt: null,
    },
  );
  const tierBefore = tierAt(program, rankOf(program, guest.tier)).code;
  return {
    guest: { ...after, counters: { ...after.counters, inactivity: null, mergedInto } },
    tierBefore,
    tier: tierAt(program, 0).code,
    progress: progressOf(program, 0, tallyOn(program, none, day).counts),
    trace: [],
  };
}

type SurrenderedSide = {
  readonly undoes: NonNullable<SurrenderAct['undoes']>;
  readonly figures: MovedFigures;
  readonly stamps: readonly CardStamps[];
};

/** The guest without the points and figures that the merge brought. The tier from before the merge holds again, unless the tier has changed since. */
function parted(
  program: CompiledProgram,
  guest: GuestState,
  books: Books,
  { undoes, figures, stamps }: SurrenderedSide,
  { calendar, now }: Context,
) {
  const { before, tierAfter } = undoes;
  const day = calendar.localDay(now);
  const tally = tallyOn(program, plus(program, guest, figures, -1, day), day);
  const isAsMerged = guest.tier === tierAfter;
  const position = isAsMerged ? tierIn(program, before) : tierPositionOf(program, guest);
  return afterLook(program, guest, books, calendar, {
    position: lookUpwards(program, position, tally),
    tally,
    sales: guest.lifetime.sales - figures.lifetime.sales,
    counters: {
      stamps,
      ...partedFirstSales(guest.counters, figures, before),
      caps: joinedCaps(guest.counters.caps, figures.caps, -1),
      campaigns: mergedCampaigns(guest.counters.campaigns, figures.campaigns, -1, before.campaigns),
      openedAt: before.openedAt ?? null,
    },
  });
}

/** The tier in figures that a merge moved. */
export function tierIn(program: CompiledProgram, { tier, graceUntil, byHand }: MovedFigures): TierPosition {
  return { rank: rankOf(program, tier), graceUntil, byHand };
}

/** The higher of two tiers by rule with its grace (for equal tiers, the longer grace), and the higher of two tiers set by hand. */
function higher(program: CompiledProgram, a: TierPosition, b: TierPosition): TierPosition {
  const last = (day: LocalDay | null) => day ?? Number.MAX_SAFE_INTEGER;
  const rule = a.rank !== b.rank ? (a.rank > b.rank ? a : b) : last(a.graceUntil) >= last(b.graceUntil) ? a : b;
  const rankByHand = (position: TierPosition) =>
    position.byHand === null ? -1 : heldRank(program, { ...position, rank: 0 });
  const [ofA, ofB] = [rankByHand(a), rankByHand(b)];
  const isA = ofA !== ofB ? ofA > ofB : last(a.byHand?.untilDay ?? null) >= last(b.byHand?.untilDay ?? null);
  return { rank: rule.rank, graceUntil: rule.graceUntil, byHand: isA ? a.byHand : b.byHand };
}

/** The guest's figures plus the other guest's, or minus them. */
function plus(
  program: CompiledProgram,
  guest: GuestState,
  other: MovedFigures,
  sign: 1 | -1,
  today: LocalDay,
): QualifyingFigures {
  const known = qualifyingOf(guest);
  const { spend, visits, points: earned, sales } = guest.lifetime;
  const first = firstKeptDay(program, guest.joinedDay, today);
  return {
    ...known,
    lifetime: {
      spend: minorUnits(spend + sign * other.lifetime.spend),
      visits: visits + sign * other.lifetime.visits,
      points: points(earned + sign * other.lifetime.points),
      sales,
    },
    days: first === null ? known.days : daysWith(known.days, other.days, sign, first),
    custom: customWith(known.custom, other.custom, sign, first),
  };
}

function daysWith(
  days: readonly number[],
  others: readonly number[],
  sign: 1 | -1,
  first: LocalDay,
): readonly number[] {
  let joined = days;
  for (let at = 0; at < others.length; at += DAY_WIDTH) {
    const [day = 0, spend = 0, visits = 0, earned = 0] = others.slice(at, at + DAY_WIDTH);
    joined = addToDays(joined, first, day, { spend: sign * spend, visits: sign * visits, points: sign * earned });
  }
  return joined;
}

function customWith(
  known: readonly CustomCounter[],
  others: readonly CustomCounter[],
  sign: 1 | -1,
  first: LocalDay | null,
): readonly CustomCounter[] {
  let joined = known;
  for (const { code, total, days } of others) {
    const before = joined.find((counter) => counter.code === code) ?? { code, total: 0, days: [] };
    let pairs = before.days;
    for (let at = 0; first !== null && at < days.length; at += 2)
      pairs = addToPairs(pairs, first, days[at] as number, sign * (days[at + 1] as number));
    const after = { code, total: Math.max(0, before.total + sign * total), days: withoutZeros(pairs) };
    joined = [...joined.filter((counter) => counter.code !== code), ...(after.total === 0 ? [] : [after])];
  }
  return [...joined].sort((a, b) => (a.code < b.code ? -1 : 1));
}

function withoutZeros(pairs: readonly number[]): number[] {
  const kept: number[] = [];
  for (let at = 0; at < pairs.length; at += 2)
    if ((pairs[at + 1] as number) > 0) kept.push(pairs[at] as number, pairs[at + 1] as number);
  return kept;
}

function joinedCaps(known: readonly CapCount[], others: readonly CapCount[], sign: 1 | -1): readonly CapCount[] {
  const isSame = (a: CapCount, b: CapCount) => a.cap === b.cap && a.period === b.period;
  const changed = known.map((count) => {
    const other = others.find((candidate) => isSame(candidate, count));
    return other === undefined ? count : { ...count, used: count.used + sign * other.used };
  });
  const added = sign < 0 ? [] : others.filter((other) => !known.some((count) => isSame(count, other)));
  return [...changed.filter(({ used }) => used > 0), ...added].sort((a, b) =>
    a.cap === b.cap ? a.period - b.period : a.cap < b.cap ? -1 : 1,
  );
}
