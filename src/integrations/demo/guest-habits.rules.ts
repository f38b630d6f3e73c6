import { drawBelow, drawOne, seededRandom, seedOf } from './seeded-random.rules';

/** The rules of `hybrid-5` at their worst for the guest: a quarter off, a point for each full 10.00 paid, half paid by points. */
const LEAST_PAID_SHARE = 0.75;
const MINOR_UNITS_OF_POINT = 100;
const MINOR_UNITS_TO_EARN_ONE = 1_000;
const LEAST_POINTS = 100;
/** Share of the amount before the discount: a little less than half of three quarters. */
const MOST_PAID_BY_POINTS = 0.35;

/** So many of a hundred guests never spend points. */
const SAVERS = 35;
/** Others spend once they have so many. */
const ENOUGH = [150, 300, 300, 500, 800, 1_200] as const;
/** With so many points, how often of a hundred visits a guest thinks of them. */
const REMEMBERS = 55;
const ROUNDED_TO = 10;

interface Habit {
  readonly random: () => number;
  /** Null: saves. */
  readonly enough: number | null;
  /** Points that the guest has for certain, whatever the tier is. */
  has: number;
}

/**
 * How the guests of the demonstration spend points, the same for the same visits always. Sales are told in their order.
 * The real balance is never below the one that is kept here, so no spend that comes out of it is refused.
 */
export class GuestHabits {
  private readonly habits = new Map<string, Habit>();

  constructor(private readonly seed: number) {}

  /** Points that the guest spends on a sale of this amount (minor units, before the discount); null: none. */
  spendAt(guest: string, amount: number): number | null {
    const habit = this.habitOf(guest);
    const most = Math.min(habit.has, Math.floor((amount * MOST_PAID_BY_POINTS) / MINOR_UNITS_OF_POINT));
    const wanted = Math.floor(most / ROUNDED_TO) * ROUNDED_TO;
    const remembers = drawBelow(habit.random, 100) < REMEMBERS;
    const spends = habit.enough !== null && habit.has >= habit.enough && wanted >= LEAST_POINTS && remembers;
    const spent = spends ? wanted : 0;
    const paid = amount * LEAST_PAID_SHARE - spent * MINOR_UNITS_OF_POINT;
    habit.has += Math.floor(paid / MINOR_UNITS_TO_EARN_ONE) - spent;
    return spends ? spent : null;
  }

  private habitOf(guest: string): Habit {
    const known = this.habits.get(guest);
    if (known !== undefined) return known;
    const random = seededRandom(seedOf(`${String(this.seed)}/${guest}`));
    const habit = { random, enough: drawBelow(random, 100) < SAVERS ? null : drawOne(random, ENOUGH), has: 0 };
    this.habits.set(guest, habit);
    return habit;
  }
}
