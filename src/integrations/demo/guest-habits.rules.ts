import { drawBelow, drawOne, seededRandom, seedOf } from './seeded-random.rules';

/** The rules of a programme at their worst for the guest, so that no spend which comes out of them is refused. */
export interface SpendingTerms {
  /** Share of an amount that is left to pay after the highest discount. */
  readonly leastPaidShare: number;
  readonly minorUnitsOfPoint: number;
  readonly minorUnitsToEarnOne: number;
  readonly leastPoints: number;
  /** Share of the amount before the discount. */
  readonly mostPaidByPoints: number;
  /** Guests spend once they have so many points. */
  readonly enough: readonly [number, ...number[]];
}

/** `hybrid-5`: a quarter off, a point for each full 10.00 paid, half paid by points. */
export const HYBRID_SPENDING: SpendingTerms = {
  leastPaidShare: 0.75,
  minorUnitsOfPoint: 100,
  minorUnitsToEarnOne: 1_000,
  leastPoints: 100,
  // A little less than half of three quarters.
  mostPaidByPoints: 0.35,
  enough: [100, 150, 200, 300, 400, 600],
};

/** `points-4`: up to 30 % off on a birthday, a point for each full 1.00 paid, half paid by points. */
export const POINTS_SPENDING: SpendingTerms = {
  leastPaidShare: 0.7,
  minorUnitsOfPoint: 1,
  minorUnitsToEarnOne: 100,
  leastPoints: 500,
  mostPaidByPoints: 0.3,
  enough: [500, 500, 600, 800, 1_000],
};

/** So many of a hundred guests save for something large. */
const SAVERS = 15;
const MUCH = 1_500;
/** With enough points, how often of a hundred visits a guest thinks of them. */
const REMEMBERS = 85;
const ROUNDED_TO = 10;

interface Habit {
  readonly random: () => number;
  /** Spends once it has so many points. */
  readonly enough: number;
  /** Points that the guest has for certain, whatever the tier is. */
  has: number;
}

/** How the guests of the demonstration spend points, the same for the same visits always. */
export class GuestHabits {
  private readonly habits = new Map<string, Habit>();

  /** @param savers guests who never spend */
  constructor(
    private readonly seed: number,
    private readonly terms: SpendingTerms,
    private readonly savers: ReadonlySet<string> = new Set(),
  ) {}

  /** Keeps so many points unspent for what the guest brings back later; `amount` in minor units. */
  reserve(guest: string, amount: number): void {
    this.habitOf(guest).has -= Math.ceil(amount / this.terms.minorUnitsToEarnOne);
  }

  /**
   * Points that the guest spends on a sale of this amount (minor units, before the discount), 0: none. Sales come in their
   * order. The real balance is never below the one that is kept here, so no spend that comes out of it is refused.
   */
  spendAt(guest: string, amount: number): number {
    const { leastPaidShare, minorUnitsOfPoint, minorUnitsToEarnOne, leastPoints, mostPaidByPoints } = this.terms;
    const habit = this.habitOf(guest);
    const most = Math.min(habit.has, Math.floor((amount * mostPaidByPoints) / minorUnitsOfPoint));
    const wanted = Math.floor(most / ROUNDED_TO) * ROUNDED_TO;
    const remembers = drawBelow(habit.random, 100) < REMEMBERS;
    const spends = habit.has >= habit.enough && wanted >= leastPoints && remembers;
    const spent = spends ? wanted : 0;
    const paid = amount * leastPaidShare - spent * minorUnitsOfPoint;
    habit.has += Math.floor(paid / minorUnitsToEarnOne) - spent;
    return spent;
  }

  private habitOf(guest: string): Habit {
    const known = this.habits.get(guest);
    if (known !== undefined) return known;
    const random = seededRandom(seedOf(`${String(this.seed)}/${guest}`));
    const saves = drawBelow(random, 100) < SAVERS;
    const enough = this.savers.has(guest) ? Infinity : saves ? MUCH : drawOne(random, this.terms.enough);
    const habit = { random, enough, has: 0 };
    this.habits.set(guest, habit);
    return habit;
  }
}
