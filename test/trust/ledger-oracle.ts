/**
 * The effects of `hybrid-5` on a guest within one day, written from the product's table in the plainest way and without
 * any code of the platform: totals only, no lots, no transfers. Every act is one line.
 */
const TIERS = [
  { code: 'BRONZE', spend: 0, visits: 0, percent: 5n },
  { code: 'SILVER', spend: 500_000, visits: 4, percent: 10n },
  { code: 'GOLD', spend: 2_000_000, visits: 12, percent: 15n },
  { code: 'PLATINUM', spend: 6_000_000, visits: 30, percent: 20n },
  { code: 'VIP', spend: 15_000_000, visits: 60, percent: 25n },
] as const;
const MINOR_PER_POINT = 100;
const MINIMUM = 100;
const FIRST_SALE = 200;
/** Points of a sale with something to pay, for guests on the list. */
const FOR_LISTED = 7;
/** Points that a campaign adds. */
export const FOR_CAMPAIGN = 3;
/** Points of a campaign for each sale, with a cap for each guest. */
export const FOR_CAPPED = 11;
export const MOST_CAPPED = 40;
/** Points of a campaign that pays once, for so many visits with something to pay. */
export const FOR_TASK = 60;
export const VISITS_ASKED = 3;
/** Points of the same campaign on the way, once half of the visits are reached: the second one. */
export const FOR_STEP = 8;
const VISITS_OF_STEP = 2;
/** The payouts of the challenge of visits. */
const GOALS = [
  { visits: VISITS_OF_STEP, points: FOR_STEP },
  { visits: VISITS_ASKED, points: FOR_TASK },
] as const;
/** Points of a campaign for each sale, as long as its budget lasts; all guests use it together. */
export const FOR_BUDGETED = 2;

export interface OracleSale {
  readonly amount: number;
  readonly discount: number;
  readonly redeemed: number;
  /** The part of the redeemed points that the till's allowance paid. */
  readonly offline: number;
  /** Points for the sale, those of campaigns included. */
  earned: number;
  /** The part of the earned points that the campaign with a cap gave, and the part from the one with a budget. */
  readonly capped: number;
  budgeted: number;
  readonly bonus: number;
  /** Whether the visits were paid, which happens once. */
  readonly paidOut: number;
  readonly payable: number;
  refunded: number;
  /** Points of this sale that wait in review, in the review that put them there; a sale waits once. */
  review: OracleReview | null;
  back: {
    discount: number;
    redeemed: number;
    offline: number;
    earned: number;
    capped: number;
    budgeted: number;
    value: number;
    payable: number;
  };
}

/** Points of some sales that fraud watch keeps in review together. */
export interface OracleReview {
  readonly parts: Map<OracleSale, number>;
}

export type Expected = { readonly refused: string } | { readonly sale: OracleSale };

export class OracleGuest {
  available = 0;
  /** Points given by hand that may be spent in the other restaurant alone; these end after all that can be spent here. */
  elsewhere = 0;
  /** Points given by hand whose first day has not come; these end after all other points of the guest. */
  pending = 0;
  held = 0;
  /** Reviews that have not ended. */
  readonly reviews = new Set<OracleReview>();
  owed = 0;
  spend = 0;
  visits = 0;
  tier = 0;
  /** First sales that stand: the guest's own, and those of guests merged into this one. */
  private readonly firstSales = new Set<OracleSale>();
  /** How many cards of this guest stand on the list. */
  listed = 0;
  private capped = 0;
  private taskVisits = 0;
  private readonly paidGoals = new Set<(typeof GOALS)[number]>();

  /** The most points that a sale of this amount may redeem; none below the minimum. */
  most(amount: number): number {
    const afterDiscount = amount - this.discountOf(amount);
    const most = Math.min(this.available, Math.floor(afterDiscount / 2 / MINOR_PER_POINT));
    return most < MINIMUM ? 0 : most;
  }

  /**
   * `family`: who lends just what is missing, whatever the guest owes. `isAllowed`: what is missing even then is paid by
   * the allowance of the till.
   */
  sell(amount: number, redeem: number, family: OracleGuest | null, isAllowed: boolean): Expected {
    const missing = Math.max(0, redeem - this.available);
    const lent = Math.min(missing, family?.available ?? 0);
    const offline = missing - lent;
    if (offline > 0 && !isAllowed) return { refused: 'insufficient_points' };
    if (redeem > 0 && redeem < MINIMUM) return { refused: 'redemption_below_minimum' };
    const discount = this.discountOf(amount);
    if (redeem > Math.floor((amount - discount) / 2 / MINOR_PER_POINT)) return { refused: 'redemption_limit_exceeded' };
    const payable = amount - discount - redeem * MINOR_PER_POINT;
    const capped = payable > 0 ? Math.min(FOR_CAPPED, Math.max(0, MOST_CAPPED - this.capped)) : 0;
    const byRules = payable > 0 ? FOR_CAMPAIGN + (this.listed > 0 ? FOR_LISTED : 0) : 0;
    const earned = Math.floor(payable / 1_000) + byRules + capped;
    const bonus = payable > 0 && this.firstSales.size === 0 ? FIRST_SALE : 0;
    if (family !== null) family.available -= lent;
    this.available += missing - redeem;
    this.capped += capped;
    if (payable > 0) this.taskVisits += 1;
    const due = GOALS.filter((goal) => this.taskVisits >= goal.visits && !this.paidGoals.has(goal));
    const paidOut = due.reduce((sum, goal) => sum + goal.points, 0);
    for (const goal of due) this.paidGoals.add(goal);
    this.receive(earned + bonus + paidOut);
    this.spend += payable;
    this.visits += 1;
    this.climb();
    const back = { discount: 0, redeemed: 0, offline: 0, earned: 0, capped: 0, budgeted: 0, value: 0, payable: 0 };
    const given = { earned, capped, budgeted: 0, bonus, paidOut };
    const sale = { amount, discount, redeemed: redeem, offline, ...given, payable, refunded: 0, review: null, back };
    if (bonus > 0) this.firstSales.add(sale);
    return { sale };
  }

  /** Gives the sale points of the shared budget, which the sales of other guests may have used up. */
  giveOfBudget(sale: OracleSale): void {
    sale.earned += FOR_BUDGETED;
    sale.budgeted = FOR_BUDGETED;
    this.receive(FOR_BUDGETED);
  }

  /**
   * Cumulative shares of the whole, rounded down; what is left goes back with the last part. A point returns whole and money by the
   * minor unit, so no part brings back more money than is left of the payment, or less than none. `free`: points of the sale that are
   * not in review. They are taken first, then those in review, then others of the guest.
   */
  refund(sale: OracleSale, amount: number, free: number): { money: number; returned: number; taken: number } {
    const before = { ...sale.back };
    sale.refunded += amount;
    const whole = sale.refunded === sale.amount;
    const share = (effect: number): number =>
      whole ? effect : Number((BigInt(effect) * BigInt(sale.refunded)) / BigInt(sale.amount));
    const back = sale.back;
    back.discount = share(sale.discount);
    back.redeemed = share(sale.redeemed);
    back.offline = sale.offline === 0 ? 0 : Math.floor((sale.offline * back.redeemed) / sale.redeemed);
    back.value = back.redeemed * MINOR_PER_POINT;
    back.earned = share(sale.earned) + (whole ? sale.bonus : 0);
    back.capped = share(sale.capped);
    back.budgeted = share(sale.budgeted);
    const [paidLeft, worth] = [sale.payable - before.payable, back.value - before.value];
    const money = whole ? paidLeft : Math.max(0, amount - (back.discount - before.discount) - worth);
    back.payable = before.payable + Math.min(money, paidLeft);
    const returned = back.redeemed - before.redeemed - (back.offline - before.offline);
    this.capped = Math.max(0, this.capped - (back.capped - before.capped));
    const taken = back.earned - before.earned + this.loseVisit(whole && sale.payable > 0);
    this.receive(returned);
    this.takeBack(taken - this.takeReviewed(sale, Math.max(0, taken - free)));
    this.spend -= back.payable - before.payable;
    if (whole) this.visits -= 1;
    if (whole) this.firstSales.delete(sale);
    return { money: back.payable - before.payable, returned, taken };
  }

  /** Free points of sales wait in review; without any, the sales wait no more. */
  putInReview(free: ReadonlyMap<OracleSale, number>): OracleReview | null {
    const review = { parts: new Map<OracleSale, number>() };
    for (const [sale, points] of free) {
      sale.review = review;
      if (points === 0) continue;
      review.parts.set(sale, points);
      this.available -= points;
    }
    if (review.parts.size === 0) return null;
    this.reviews.add(review);
    return review;
  }

  /** Ends a review: its remaining points are free again or taken back, and settle no debt. */
  endReview(review: OracleReview, isTakenBack: boolean): void {
    if (!isTakenBack) this.available += sumOf(review);
    this.reviews.delete(review);
  }

  get inReview(): number {
    return [...this.reviews].reduce((sum, review) => sum + sumOf(review), 0);
  }

  private takeReviewed(sale: OracleSale, most: number): number {
    const { review } = sale;
    if (review === null || !this.reviews.has(review)) return 0;
    const kept = review.parts.get(sale) ?? 0;
    const taken = Math.min(kept, most);
    review.parts.set(sale, kept - taken);
    if (sumOf(review) === 0) this.reviews.delete(review);
    return taken;
  }

  /** Takes the task's points back when the visits no longer suffice; they may be earned again. */
  private loseVisit(isLost: boolean): number {
    if (isLost) this.taskVisits = Math.max(0, this.taskVisits - 1);
    const lost = [...this.paidGoals].filter(({ visits }) => this.taskVisits < visits);
    for (const goal of lost) this.paidGoals.delete(goal);
    return lost.reduce((sum, { points }) => sum + points, 0);
  }

  /** All that the balance calls available, wherever it may be spent. */
  get balance(): number {
    return this.available + this.elsewhere;
  }

  /** Takes points back, first from those that end first, also from pending ones. Points that are spent already are owed. */
  takeBack(points: number): void {
    const fromAvailable = Math.min(points, Math.max(0, this.available));
    this.available -= fromAvailable;
    const fromElsewhere = Math.min(points - fromAvailable, this.elsewhere);
    this.elsewhere -= fromElsewhere;
    const fromPending = Math.min(points - fromAvailable - fromElsewhere, this.pending);
    this.pending -= fromPending;
    this.owed += points - fromAvailable - fromElsewhere - fromPending;
  }

  credit(points: number): void {
    this.receive(points);
  }

  /** Points by hand with a first day in the future: they settle a debt at once, and the rest is pending. */
  creditForLater(points: number): void {
    const settled = Math.min(points, this.owed);
    this.owed -= settled;
    this.pending += points - settled;
  }

  /** Manual points for the other restaurant, or for goods that no check has; they settle a debt too. */
  creditElsewhere(points: number): void {
    const settled = Math.min(points, this.owed);
    this.owed -= settled;
    this.elsewhere += points - settled;
  }

  /** A manual debit, from points that may be spent anywhere. False: too few. */
  debit(points: number): boolean {
    if (points > this.balance) return false;
    const fromAvailable = Math.min(points, this.available);
    this.available -= fromAvailable;
    this.elsewhere -= points - fromAvailable;
    return true;
  }

  give(points: number, to: OracleGuest): boolean {
    if (points > this.available) return false;
    this.available -= points;
    to.receive(points);
    return true;
  }

  /** Another guest turns out to be this one. The next points that come in settle the debts of both. */
  absorb(other: OracleGuest): void {
    this.available += other.available;
    this.elsewhere += other.elsewhere;
    this.pending += other.pending;
    this.owed += other.owed;
    this.spend += other.spend;
    this.visits += other.visits;
    this.listed += other.listed;
    this.capped += other.capped;
    this.taskVisits += other.taskVisits;
    for (const goal of other.paidGoals) this.paidGoals.add(goal);
    for (const sale of other.firstSales) this.firstSales.add(sale);
    this.tier = Math.max(this.tier, other.tier);
    this.climb();
  }

  get tierCode(): string {
    return TIERS[this.tier]!.code;
  }

  private climb(): void {
    for (let rank = this.tier + 1; rank < TIERS.length; rank += 1) {
      if (this.spend >= TIERS[rank]!.spend && this.visits >= TIERS[rank]!.visits) this.tier = rank;
    }
  }

  private discountOf(amount: number): number {
    return Number((BigInt(amount) * TIERS[this.tier]!.percent) / 100n);
  }

  /** A debt is settled first. */
  private receive(points: number): void {
    const settled = Math.min(points, this.owed);
    this.owed -= settled;
    this.available += points - settled;
  }
}

function sumOf({ parts }: OracleReview): number {
  return [...parts.values()].reduce((sum, points) => sum + points, 0);
}

/** Points that a referral brings the guest who invited and the friend. */
export const FOR_REFERRER = 50;
export const FOR_FRIEND = 20;
/** A member of staff sells their first purchase to so many friends of a guest; with more a manager has to decide. */
const SOLD_BY_ONE = 5;

/** The friend's first sale brings both points, and its refund takes them back; a family and too many sales by one wait. */
export class OracleReferral {
  state: 'REGISTERED' | 'PAID' | 'IN_REVIEW' | 'REFUSED' | 'TAKEN_BACK' = 'REGISTERED';
  private sale: OracleSale | null = null;
  rounds = 0;

  constructor(
    private readonly referrer: OracleGuest,
    private readonly friend: OracleGuest,
  ) {}

  /** Whether the friend had a first sale, so that another one changes nothing. */
  get hasSale(): boolean {
    return this.sale !== null;
  }

  /** A sale of the friend, who is still a guest of their own. Whether it changes anything. */
  sold(sale: OracleSale, isFamily: boolean): boolean {
    if (this.sale !== null || sale.payable === 0) return false;
    this.sale = sale;
    this.rounds += 1;
    this.state = isFamily || this.rounds > SOLD_BY_ONE ? 'IN_REVIEW' : 'PAID';
    if (this.state === 'PAID') {
      this.referrer.credit(FOR_REFERRER);
      this.friend.credit(FOR_FRIEND);
    }
    return true;
  }

  /** `holder` has the friend's points now. Whether it changes anything. */
  refunded(sale: OracleSale, holder: OracleGuest): boolean {
    if (this.sale !== sale || sale.refunded < sale.amount) return false;
    this.sale = null;
    if (this.state === 'PAID') {
      holder.takeBack(FOR_FRIEND);
      this.referrer.takeBack(FOR_REFERRER);
    }
    this.state = this.state === 'PAID' ? 'TAKEN_BACK' : 'REFUSED';
    return true;
  }
}
