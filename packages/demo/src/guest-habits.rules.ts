import { drawBelow, drawOne, seededRandom, seedOf } from './seeded-random.rules';

/** The worst case of a programme's rules for a guest, so that a planned redemption is never refused. */
export interface SpendingTerms {
  /** The share of an amount that remains to pay after the highest discount. */
  readonly leastPaidShare: number;
  readonly minorUnitsOfPoint: number;
  readonly minorUnitsToEarnOne: number;
  readonly leastPoints: number;
  /** The most that points may pay, as a share of the amount before the discount. */
  readonly mostPaidByPoints: number;
  /** Balances at which guests redeem; each guest has one of them. */
  readonly enough: readonly [number, ...number[]];
}

/** `hybrid-5`: a quarter off, one point for each full 10.00 paid, and half of the bill payable by points. */
export const HYBRID_SPENDING: SpendingTerms = {
  leastPaidShare: 0.75,
  minorUnitsOfPoint: 100,
  minorUnitsToEarnOne: 1_000,
  leastPoints: 100,
  // A little less than half of the three quarters that remain.
  mostPaidByPoints: 0.35,
  enough: [100, 150, 200, 300, 400, 600],
};

/** `points-4`: up to 30 % off on a birthday, one point for each full 1.00 paid, and half of the bill payable by points. */
export const POINTS_SPENDING: SpendingTerms = {
  leastPaidShare: 0.7,
  minorUnitsOfPoint: 1,
  minorUnitsToEarnOne: 100,
  leastPoints: 500,
  mostPaidByPoints: 0.3,
  enough: [500, 500, 600, 800, 1_000],
};

/** Percentage of guests who save for something large. */
const SAVERS = 15;
const MUCH = 1_500;
/** With enough points, a guest redeems on this percentage of visits. */
const REMEMBERS = 85;
const ROUNDED_TO = 10;

interface Habit {
  readonly random: () => number;
  /** The balance at which the guest redeems. */
  readonly enough: number;
  /** Points that the guest has in any case, whatever the tier is. */
  has: number;
}

/** Plans how the demonstration's guests redeem points; the same visits always give the same plan. */
export class GuestHabits {
  private readonly habits = new Map<string, Habit>();

  /** @param savers guests who never redeem */
  constructor(
    private readonly seed: number,
    private readonly terms: SpendingTerms,
    private readonly savers: ReadonlySet<string> = new Set(),
  ) {}

  /** Keeps points unspent for a later refund of the guest; `amount` in minor units. */
  reserve(guest: string, amount: number): void {
    this.habitOf(guest).has -= Math.ceil(amount / this.terms.minorUnitsToEarnOne);
  }

  /**
   * Points that the guest redeems on a sale of this amount (minor units, before the discount); 0: none. Call it in the order of sales. The balance
   * kept here never exceeds the real one, so no planned redemption is refused.
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
