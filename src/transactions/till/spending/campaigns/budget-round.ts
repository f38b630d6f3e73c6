import {
  type BudgetAsked,
  type BudgetLeft,
  type BudgetUnit,
  type CompiledCampaign,
  costOf,
  invariant,
  type SoldCampaign,
} from '../../../../decision';
import type { BudgetUseWrite } from '../../../ledger/write/till-rows';
import type { BudgetTerms } from './budget-leases.sql';

/** A lease of this process. Uses in flight count as used until their write is known to have failed. */
export interface OpenLease {
  readonly leaseId: string;
  readonly budgetId: string;
  readonly granted: number;
  used: number;
  /** By the monotonic clock of the process, and earlier than the lease's end in the database. */
  readonly endsAt: number;
}

/** The leases of this process on the budgets of one network. */
export interface LeaseBook {
  /** The leases on a budget that have not ended, in the order in which they were granted. */
  open(key: string): readonly OpenLease[];
  /** Whether other processes hold the rest of the budget. */
  isHeldElsewhere(key: string): boolean;
}

export function budgetKey({ campaign, unit, restaurantId }: Omit<BudgetTerms, 'version' | 'limit'>): string {
  return `${campaign} ${unit} ${restaurantId ?? ''}`;
}

/** Budgets while the acts of one batch are decided. An amount that one act takes is gone for the next. */
export class BudgetRound {
  private readonly taken: { readonly lease: OpenLease; readonly amount: number; readonly transactionId: string }[] = [];
  /** Amounts for which no lease was large enough, by budget. */
  readonly wanted = new Map<string, { readonly terms: BudgetTerms; amount: number }>();

  /** The leases as first read, so that none ends between a decision and its write. */
  private readonly leases = new Map<string, readonly OpenLease[]>();
  /** Guests who get something by one person's decision and whose sums were not read. The decisions are made again with them. */
  readonly unsummed = new Set<string>();

  /** @param given points that decisions of one person gave guests, and those of this round */
  constructor(
    private readonly book: LeaseBook,
    private readonly given: Map<string, number> | null = null,
  ) {}

  /** How many of these points the guest's bound still leaves. They count from now on. */
  takeOfGuest(guestId: string, points: number, bound: number): number {
    if (this.given === null) {
      this.unsummed.add(guestId);
      return points;
    }
    const before = this.given.get(guestId) ?? 0;
    const taken = Math.max(0, Math.min(points, bound - before));
    this.given.set(guestId, before + taken);
    return taken;
  }

  /** The part of an amount that one lease on the budget still pays. */
  mostOf(terms: BudgetTerms, amount: number): number {
    const key = budgetKey(terms);
    const left = Math.max(0, ...this.open(key).map(({ granted, used }) => granted - used));
    if (left < amount) this.want(key, terms, amount);
    return Math.min(left, amount);
  }

  /** The rest of the leases for one act. One lease pays an amount as a whole, so that each use belongs to one lease. */
  left(
    code: string,
    { restaurantId, points, money, pointValue }: BudgetAsked,
    campaigns: readonly CompiledCampaign[],
  ): BudgetLeft {
    const left = { POINTS: Infinity, MONEY: Infinity, USES: Infinity };
    let isHeldElsewhere = false;
    for (const terms of termsOf(code, restaurantId, campaigns)) {
      const key = budgetKey(terms);
      const most = Math.max(0, ...this.open(key).map(({ granted, used }) => granted - used));
      const amount = amountIn(terms.unit, points, money, 1, pointValue);
      if (most < amount) this.want(key, terms, amount);
      left[terms.unit] = Math.min(left[terms.unit], most);
      isHeldElsewhere ||= this.book.isHeldElsewhere(key);
    }
    return { ...left, isHeldElsewhere };
  }

  /** Takes the amounts that campaigns gave by a decided act. */
  take(
    transactionId: string,
    sold: readonly SoldCampaign[],
    restaurantId: string | null,
    campaigns: readonly CompiledCampaign[],
    pointValue: number,
  ): BudgetUseWrite[] {
    const uses: BudgetUseWrite[] = [];
    for (const { campaign, arm, points, money, uses: times, receiptId } of sold) {
      // The anonymous receipt that became this sale has already used the budget.
      if (arm !== 'OFFERED' || receiptId !== undefined) continue;
      for (const terms of termsOf(campaign, restaurantId, campaigns)) {
        const amount = amountIn(terms.unit, points, money, times, pointValue);
        if (amount === 0) continue;
        uses.push(this.use(terms, amount, transactionId));
      }
    }
    return uses;
  }

  /** Takes an amount of a lease that pays it as a whole. */
  use(terms: BudgetTerms, amount: number, transactionId: string): BudgetUseWrite {
    const lease = this.open(budgetKey(terms)).find(({ granted, used }) => granted - used >= amount);
    invariant(lease !== undefined, 'a decision spends no more of a budget than it was told of');
    invariant(Number.isSafeInteger(amount) && amount > 0, 'a use of a budget takes something');
    lease.used += amount;
    this.taken.push({ lease, amount, transactionId });
    return { leaseId: lease.leaseId, budgetId: lease.budgetId, transactionId, amount };
  }

  private open(key: string): readonly OpenLease[] {
    const known = this.leases.get(key) ?? this.book.open(key);
    this.leases.set(key, known);
    return known;
  }

  private want(key: string, terms: BudgetTerms, amount: number): void {
    const known = this.wanted.get(key);
    if (known === undefined) this.wanted.set(key, { terms, amount });
    else known.amount += amount;
  }

  /** Gives back the amounts of transactions that were not written. */
  release(isLost: (transactionId: string) => boolean): void {
    for (const { lease, amount, transactionId } of this.taken) {
      if (!isLost(transactionId)) continue;
      lease.used -= amount;
      invariant(lease.used >= 0, 'a lease gets back no more than was taken');
    }
    this.taken.length = 0;
  }
}

function amountIn(
  unit: BudgetUnit,
  points: number,
  money: number | undefined,
  uses: number,
  pointValue: number,
): number {
  if (unit === 'POINTS') return points;
  return unit === 'USES' ? uses : (money ?? costOf(points, pointValue));
}

function termsOf(
  code: string,
  restaurantId: string | null,
  campaigns: readonly CompiledCampaign[],
): readonly BudgetTerms[] {
  const campaign = campaigns.find((candidate) => candidate.code === code);
  if (campaign === undefined) return [];
  return campaign.document.budgets.flatMap((budget) =>
    budget.restaurantId === null || budget.restaurantId === restaurantId
      ? [{ ...budget, campaign: code, version: campaign.version }]
      : [],
  );
}
