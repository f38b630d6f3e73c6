/** Stamps that a sale gives, and those that its refunds take back. */
import type { CompiledProgram } from '../program/compile';
import { endAfter } from '../lots/expiry';
import { divideByWeights, floorDivide } from '../basics/integers';
import { points } from '../basics/numbers';
import { shareOf, type RefundShares } from '../spending/refund-shares';
import { StampBooks, type CompiledStampCard } from './stamp-cards';
import { traced } from '../act/trace';
import type {
  CardStamps,
  CollectedStamps,
  GuestState,
  Instant,
  Line,
  LineDivision,
  RefundAct,
  SaleAct,
  SaleStamps,
  TraceEntry,
  Transfer,
} from '../act/types';
import type { Context } from '../act/context.types';
import { countedQuantities } from '../spending/combos';

const THOUSANDTHS = 1_000;

type MovedStamps = {
  readonly stamps: readonly CardStamps[];
  readonly transfers: readonly Transfer[];
};

export type StampsOfSale = MovedStamps & { readonly sold: SaleStamps };

/** Null: no card of the programme collects stamps by this sale. */
export function collectStamps(
  program: CompiledProgram,
  guest: GuestState,
  act: SaleAct,
  sale: { readonly lines: readonly Line[]; readonly divided: readonly LineDivision[]; readonly payable: number },
  context: Context,
  trace: TraceEntry[],
): StampsOfSale | null {
  const books = new StampBooks(guest.counters.stamps);
  const cards: CollectedStamps[] = [];
  let given = 0;
  for (const card of program.stampCards) {
    const { document } = card;
    const collected = collectedBy(card, sale);
    if ('failed' in collected) {
      trace.push(traced('STAMP', 'stamps.collected', 0, { card: document.id, failed: collected.failed }));
      continue;
    }
    cards.push(collected);
    const stamps = stampsOf(collected);
    const full = books.collect(document, stamps, endOfCard(card, act.occurredAt, context), act.restaurantId);
    const { size, reward } = document;
    const now = { card: document.id, collected: books.of(document.id).collected, size };
    trace.push(traced('STAMP', 'stamps.collected', stamps, now));
    if (full === 0) continue;
    if ('points' in reward) {
      given += full * reward.points;
      trace.push(traced('EARN', 'stamps.reward', full * reward.points, { card: document.id, cards: full }));
    } else {
      trace.push(traced('STAMP', 'stamps.completed', full, { card: document.id, reward: reward.rewardCode }));
    }
  }
  if (cards.length === 0) return null;
  return {
    stamps: books.list(),
    transfers: books.transfers,
    sold: { cards, points: points(given), paidBy: null },
  };
}

type FailedTerm = { readonly failed: 'payable' | 'lines' | 'fullQuantity' };

function collectedBy(
  { document: { id, collects }, counts }: CompiledStampCard,
  { lines, divided, payable }: { lines: readonly Line[]; divided: readonly LineDivision[]; payable: number },
): CollectedStamps | FailedTerm {
  if (counts === null) {
    const least = collects.by === 'VISIT' ? collects.leastAmount : 0;
    return payable < least ? { failed: 'payable' } : { card: id, byLine: lines.map(() => 0), whole: 1 };
  }
  const named = lines.flatMap((line, index) =>
    (divided[index] as LineDivision).payable > 0 && counts(line) !== null ? [index] : [],
  );
  const quantities = lines.map(() => 0);
  countedQuantities(lines, named).forEach((one, at) => (quantities[named[at] as number] = one));
  const quantity = quantities.reduce((sum, one) => sum + one, 0);
  if (quantity === 0) return { failed: 'lines' };
  const stamps = floorDivide(quantity, THOUSANDTHS);
  return stamps === 0
    ? { failed: 'fullQuantity' }
    : { card: id, byLine: divideByWeights(stamps, quantities), whole: 0 };
}

function stampsOf({ byLine, whole }: CollectedStamps): number {
  return byLine.reduce((sum, stamps) => sum + stamps, whole);
}

/** The end of a card whose first stamp came at `at`: 00:00 of the day after its last day. */
export function endOfCard(
  card: CompiledStampCard | undefined,
  at: Instant,
  { calendar }: Pick<Context, 'calendar'>,
): Instant | null {
  const months = card?.document.validityMonths ?? null;
  return months === null ? null : endAfter({ unit: 'MONTHS', count: months }, calendar.localDay(at), calendar);
}

/** `points`: those that were given for cards which are no longer full. */
export type RefundedStamps = MovedStamps & { readonly points: number };

/** Takes stamps back. Null: the act moved no stamps. */
export function refundStamps(
  program: CompiledProgram,
  guest: GuestState,
  act: RefundAct,
  shares: RefundShares,
  context: Context,
  trace: TraceEntry[],
): RefundedStamps | null {
  const { stamps: sold, restaurantId } = act.details;
  if (sold === undefined) return null;
  const books = new StampBooks(guest.counters.stamps);
  const endOf = (id: string) =>
    endOfCard(
      program.stampCards.find(({ document }) => document.id === id),
      context.now,
      context,
    );
  let due = 0;
  for (const { card, byLine, whole } of sold.cards) {
    const stamps = shareOf(byLine, act.lines, shares) + (shares.isWhole ? whole : 0);
    if (stamps === 0) continue;
    const taken = books.takeBack(card, stamps, endOf(card), context.now, restaurantId);
    const { collected } = books.of(card);
    trace.push(traced('STAMP', 'refund.stamps', taken.stamps, { card, collected, ended: stamps - taken.stamps }));
    if (taken.cards > 0)
      trace.push(traced('TAKE_BACK', 'refund.stampReward', taken.points, { card, cards: taken.cards }));
    due += taken.points;
  }
  if (sold.paidBy !== null && shares.isWhole) {
    const { card, ...full } = sold.paidBy;
    books.unredeem(card, full, endOf(card), context.now, restaurantId);
  }
  return { stamps: books.list(), transfers: books.transfers, points: due };
}
