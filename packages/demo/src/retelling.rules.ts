import type { FileReceipt, GlancedReceipt, ReceiptChange } from 'loyalty-platform/integrations';
import { externalIdOf, SAVERS_OF_DAY } from './demo-parts';
import { drawGuests, type DrawTerms } from './guest-draw.rules';
import { GuestHabits, type SpendingTerms } from './guest-habits.rules';
import { printedCategory, printedDish } from './menu.rules';

export interface RetellingTerms {
  readonly seed: number;
  /** How receipts without a guest get one; null: receipts stay as they are. */
  readonly draw: DrawTerms | null;
  /** A factor for all amounts. */
  readonly amountTimes: number;
  /** Whether each receipt keeps the weekday that it has in its file. */
  readonly isByWeekday: boolean;
  readonly spending: SpendingTerms;
}

const DAY_MS = 86_400_000;
const DAYS_A_WEEK = 7;

/**
 * Turns the receipts of a published sample into those of a demonstration restaurant: with guests who redeem points, local prices, dishes and
 * categories in Russian, and receipts on each day. The same file and day always give the same result.
 *
 * @param yesterday the day to which the file's last day is moved, in days since 1970-01-01
 */
export function retellingOf(
  receipts: readonly GlancedReceipt[],
  terms: RetellingTerms,
  yesterday: number,
): ReceiptChange {
  const { seed, draw, amountTimes } = terms;
  const numbers = receipts.map(({ number }) => number);
  const ranks = draw === null ? null : drawGuests(numbers, draw, seed);
  const guestOf = ({ number, guest }: GlancedReceipt): string | null => {
    if (ranks === null) return guest;
    const rank = ranks.get(number);
    return rank === undefined ? null : externalIdOf(rank);
  };
  const movedBy = terms.isByWeekday ? movedOnWeekdays(receipts, yesterday) : () => 0;
  const retold = receipts.map((receipt) => ({
    ...receipt,
    guest: guestOf(receipt),
    clock: receipt.clock + movedBy(receipt),
  }));
  const spends = spendsOf(retold, terms);
  return (receipt) => ({
    ...receipt,
    clock: receipt.clock + movedBy(receipt),
    instant: receipt.instant + movedBy(receipt),
    amount: receipt.amount * amountTimes,
    guest: guestOf(receipt),
    items: receipt.items?.map((item) => pricedItem(item, amountTimes)) ?? null,
    pointsToRedeem: spends.get(receipt.number) ?? null,
  });
}

/** Points redeemed on each sale, by the sale's index. */
function spendsOf(
  receipts: readonly GlancedReceipt[],
  { seed, spending, amountTimes }: RetellingTerms,
): ReadonlyMap<string, number> {
  const habits = new GuestHabits(seed, spending, new Set(SAVERS_OF_DAY));
  const ofGuests = receipts.flatMap((receipt) =>
    receipt.guest === null ? [] : [{ ...receipt, guest: receipt.guest, amount: receipt.amount * amountTimes }],
  );
  for (const { kind, guest, amount } of ofGuests) if (kind === 'CREDIT_NOTE') habits.reserve(guest, amount);
  const spends = new Map<string, number>();
  for (const { kind, number, guest, amount } of ofGuests.toSorted((a, b) => a.clock - b.clock)) {
    const spent = kind === 'SALE' ? habits.spendAt(guest, amount) : 0;
    if (spent > 0) spends.set(number, spent);
  }
  return spends;
}

/** Milliseconds by which each receipt moves beside the shift of the whole file: first to the days without receipts, then so that weekdays stay. */
function movedOnWeekdays(receipts: readonly GlancedReceipt[], yesterday: number): (receipt: GlancedReceipt) => number {
  const toEmpty = daysToEmptyOnes(receipts);
  const filled = (receipt: GlancedReceipt) => receipt.clock + (toEmpty.get(receipt.number) ?? 0) * DAY_MS;
  const kept = weekdaysKept(receipts, yesterday);
  return (receipt) => {
    const clock = filled(receipt);
    return clock - receipt.clock + kept({ ...receipt, clock });
  };
}

/**
 * The number of days by which some receipts move to the days on which the file has none, by receipt number: of all receipts of a weekday evenly
 * as many as make an average day.
 */
function daysToEmptyOnes(receipts: readonly GlancedReceipt[]): ReadonlyMap<string, number> {
  const dayOf = ({ clock }: GlancedReceipt) => Math.floor(clock / DAY_MS);
  const weekdayOf = (receipt: GlancedReceipt) => (dayOf(receipt) - first) % DAYS_A_WEEK;
  const [first, last] = spanOf(receipts);
  const there = new Set(receipts.map(dayOf));
  const moved = new Map<string, number>();
  for (let weekday = 0; weekday < DAYS_A_WEEK; weekday += 1) {
    const days: number[] = [];
    for (let day = first + weekday; day <= last; day += DAYS_A_WEEK) days.push(day);
    const empty = days.filter((day) => !there.has(day));
    for (const [index, receipt] of receipts.filter((one) => weekdayOf(one) === weekday).entries()) {
      const to = empty[index % days.length];
      if (to !== undefined) moved.set(receipt.number, to - dayOf(receipt));
    }
  }
  return moved;
}

function spanOf(receipts: readonly GlancedReceipt[]): [first: number, last: number] {
  return receipts.reduce<[number, number]>(
    ([from, to], { clock }) => {
      const day = Math.floor(clock / DAY_MS);
      return [Math.min(from, day), Math.max(to, day)];
    },
    [Infinity, -Infinity],
  );
}

/**
 * Milliseconds by which each receipt moves beside the shift of the whole file, so that weekdays stay: a few days back. The first days of the file
 * move 52 weeks forward instead, and fill the end.
 */
function weekdaysKept(receipts: readonly GlancedReceipt[], yesterday: number): (receipt: GlancedReceipt) => number {
  const [first, last] = spanOf(receipts);
  const back = (((yesterday - last) % DAYS_A_WEEK) + DAYS_A_WEEK) % DAYS_A_WEEK;
  const round = Math.floor((last - first) / DAYS_A_WEEK) * DAYS_A_WEEK;
  const turn = last - round;
  return ({ clock }) => {
    const day = Math.floor(clock / DAY_MS);
    return (day > turn && day <= turn + back ? round - back : -back) * DAY_MS;
  };
}

function pricedItem(item: NonNullable<FileReceipt['items']>[number], times: number) {
  return {
    ...item,
    name: item.name === null ? null : printedDish(item.name),
    category: item.category === null ? null : printedCategory(item.category),
    unitPrice: item.unitPrice === null ? null : item.unitPrice * times,
    total: item.total * times,
  };
}
