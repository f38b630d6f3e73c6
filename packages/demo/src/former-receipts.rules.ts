import { DRINK, type Dish, PIZZAS } from './demo-dishes';
import { drawBelow, drawOne, seededRandom } from './seeded-random.rules';

/** A receipt of the restaurant in shadow, with the points that the earlier system gave for it. */
export interface FormerReceipt {
  readonly number: string;
  /** Days before today. */
  readonly daysAgo: number;
  /** Minute of the local day. */
  readonly minute: number;
  readonly dishes: readonly Dish[];
  readonly card: string | null;
  /** Null: the earlier system has not sent it yet. */
  readonly old: { readonly earned: number; readonly spent: number; readonly balance: number | null } | null;
}

/** Four weeks fill the page of the shadow run. */
const FORMER_DAYS = 28;

const SEED = 20_150_104;
const GUESTS = 84;
/** Too few visits for the second tier of our programme, so that the discount of both systems stays the same. */
const VISITS_OF_GUEST = 3;
const ANONYMOUS_A_DAY = 2;
const OPENS_AT = 11 * 60;
const MINUTES_OPEN = 11 * 60;
const FIRST_NUMBER = 40_000;
const MOST_BALANCE = 900;
/** Guests of the earlier system pay by points in steps of fifty, and from fifty on; ours take a hundred at least. */
const SPENT = [50, 100, 100, 150, 150, 200] as const;
const SPENDS_EACH = 8;
/** The earlier system rounds up on its older till. */
const ROUNDS_UP_EACH = 17;
/** Receipts that the till sent without the card, although the earlier system gave points to the card. */
const LOST_CARD_EACH = 19;
/** From this minute of the last day on, the earlier system has not sent its figures yet. */
const UNSENT_FROM = 20 * 60;
const DISCOUNT_PERCENT = 5;
const MINOR_OF_POINT = 1_000;

/**
 * Receipts of four weeks in the order of their time; always the same. The earlier system gives a point for each full 10 ₽ after five per cent off,
 * as our base does, and does not know our hours of double points.
 */
export function formerReceipts(): FormerReceipt[] {
  const random = seededRandom(SEED);
  const balances = Array.from({ length: GUESTS }, () => drawBelow(random, MOST_BALANCE));
  const guests = Array.from({ length: GUESTS * VISITS_OF_GUEST }, (_, index): number | null => index % GUESTS);
  const nobody = Array.from({ length: FORMER_DAYS * ANONYMOUS_A_DAY }, () => null);
  const visits = [...guests, ...nobody].map((guest) => ({
    guest,
    at: drawBelow(random, FORMER_DAYS) * MINUTES_OPEN + drawBelow(random, MINUTES_OPEN),
  }));
  return visits
    .sort((one, other) => one.at - other.at)
    .map(({ guest, at }, index) => {
      const dishes = orderOf(random);
      const isLost = index % LOST_CARD_EACH === LOST_CARD_EACH - 1;
      const daysAgo = FORMER_DAYS - Math.floor(at / MINUTES_OPEN);
      const minute = OPENS_AT + (at % MINUTES_OPEN);
      const old = guest === null ? NOTHING : given(guest, dishes, index);
      return {
        number: String(FIRST_NUMBER + index),
        daysAgo,
        minute,
        dishes,
        card: guest === null || isLost ? null : cardOf(guest),
        old: daysAgo === 1 && minute >= UNSENT_FROM ? null : old,
      };
    });

  function given(guest: number, dishes: readonly Dish[], index: number): NonNullable<FormerReceipt['old']> {
    const before = balances[guest] ?? 0;
    const payable = priceOf(dishes) - Math.floor((priceOf(dishes) * DISCOUNT_PERCENT) / 100);
    const wanted = index % SPENDS_EACH === 0 ? drawOne(random, SPENT) : 0;
    const spent = wanted > before ? 0 : wanted;
    const base = Math.floor((payable - spent * 100) / MINOR_OF_POINT);
    const earned = index % ROUNDS_UP_EACH === 0 ? base + 1 : base;
    const balance = before - spent + earned;
    balances[guest] = balance;
    return { earned, spent, balance };
  }
}

const NOTHING = { earned: 0, spent: 0, balance: null } as const;

export function priceOf(dishes: readonly Dish[]): number {
  return dishes.reduce((sum, { price }) => sum + price, 0);
}

function orderOf(random: () => number): Dish[] {
  const pizzas = Array.from({ length: 1 + drawBelow(random, 3) }, () => drawOne(random, PIZZAS));
  return drawBelow(random, 2) === 0 ? pizzas : [...pizzas, DRINK];
}

function cardOf(guest: number): string {
  return `7700${String(guest + 1).padStart(8, '0')}`;
}
