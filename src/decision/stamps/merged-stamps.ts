/** Stamp cards of two guests who are one person: the cards that a merge moves, and those that its undo moves back. */
import { joinedStamps, StampBooks } from './stamp-cards';
import type { CardStamps, FullCards, GuestState, SurrenderAct } from '../act/types';

/** The cards that the guest gives up (absent: it never had one), and the books with the cards that it keeps. */
export function passStamps(
  { counters }: GuestState,
  { toGuestId, undoes }: SurrenderAct,
): { readonly books: StampBooks; readonly given: { readonly stamps?: readonly CardStamps[] } } {
  const books = new StampBooks(counters.stamps);
  const wanted = undoes === null ? counters.stamps : undoes.figures.stamps;
  if (wanted === undefined) return { books, given: {} };
  const given: CardStamps[] = [];
  for (const card of wanted) {
    const known = counters.stamps?.find((one) => one.card === card.card);
    if (known === undefined) continue;
    const before = undoes?.before.stamps?.find((one) => one.card === card.card);
    const isUntouched = isSame(known, joinedStamps(before, card));
    const part = isUntouched ? card : lesser(card, known);
    books.pass(part, isUntouched ? (before ?? null) : without(known, part), toGuestId);
    given.push(part);
  }
  return { books, given: { stamps: given } };
}

export function takeInStamps({ counters }: GuestState, stamps: readonly CardStamps[] | undefined): StampBooks {
  const books = new StampBooks(counters.stamps);
  for (const card of stamps ?? []) books.takeIn(card);
  return books;
}

function isSame(a: CardStamps, b: CardStamps): boolean {
  const inOrder = ({ card, collected, completed, full, expired, endsAt }: CardStamps) =>
    JSON.stringify([card, collected, completed, full.map(kindOf), full.map(({ count }) => count), expired, endsAt]);
  return inOrder(a) === inOrder(b);
}

/** The part of a merged card that the guest still has: at most its present stamps and its present debt. */
function lesser(came: CardStamps, known: CardStamps): CardStamps {
  const least = (a: number, b: number) => Math.max(0, Math.min(a, b));
  const collected =
    came.collected > 0
      ? least(came.collected, known.collected)
      : Math.min(0, Math.max(came.collected, known.collected));
  const full: FullCards[] = [];
  let left = known.full;
  for (const cards of came.full) {
    const there = { ...cards, count: least(cards.count, countOf(left, cards)) };
    if (there.count > 0) full.push(there);
    left = withoutLatest(left, there);
  }
  return {
    card: came.card,
    collected,
    completed: least(came.completed, known.completed),
    full,
    expired: least(came.expired, known.expired),
    endsAt: collected > 0 ? came.endsAt : null,
  };
}

function without(known: CardStamps, part: CardStamps): CardStamps {
  const collected = known.collected - part.collected;
  return {
    card: known.card,
    collected,
    completed: known.completed - part.completed,
    full: part.full.reduce(withoutLatest, known.full),
    expired: known.expired - part.expired,
    endsAt: collected > 0 ? known.endsAt : null,
  };
}

/** The cards without this many of a kind, beginning with the latest. */
function withoutLatest(full: readonly FullCards[], taken: FullCards): readonly FullCards[] {
  const kept: FullCards[] = [];
  let left = taken.count;
  for (const cards of [...full].reverse()) {
    const off = kindOf(cards) === kindOf(taken) ? Math.min(left, cards.count) : 0;
    left -= off;
    if (cards.count > off) kept.unshift({ ...cards, count: cards.count - off });
  }
  return kept;
}

function countOf(full: readonly FullCards[], like: FullCards): number {
  return full.reduce((sum, cards) => (kindOf(cards) === kindOf(like) ? sum + cards.count : sum), 0);
}

function kindOf({ size, points, rewardCode }: FullCards): string {
  return JSON.stringify([size, points, rewardCode]);
}
