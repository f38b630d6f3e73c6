import { type DayRange, shareOf } from './amounts.rules';
import { lateness } from './dunning.rules';
import { addDays, type LocalDate, periodOf } from './periods.rules';
import { isSameTerms, type PlanTerms } from './terms';

export const STATES = ['TRIAL', 'ACTIVE', 'PAST_DUE', 'GRACE', 'CANCELLED'] as const;
export type State = (typeof STATES)[number];

type ChangeKind =
  | 'TRIAL_STARTED'
  | 'TRIAL_CHANGED'
  | 'STARTED'
  | 'UPGRADED'
  | 'DOWNGRADE_PLANNED'
  | 'CHANGE_WITHDRAWN'
  | 'CANCEL_PLANNED'
  | 'RENEWED'
  | 'PAST_DUE'
  | 'GRACE_BEGUN'
  | 'RECOVERED'
  | 'CANCELLED'
  | 'ENDED_UNPAID';

export type RevenueMovement = 'NEW' | 'EXPANSION' | 'CONTRACTION' | 'CHURN' | 'REACTIVATION';

/** A subscription at one moment. Days are local days of the payer. */
export interface SubscriptionLife {
  readonly state: State;
  readonly terms: PlanTerms;
  /** The terms from the end of the period on; null: the same. */
  readonly nextTerms: PlanTerms | null;
  readonly startedOn: LocalDate;
  readonly trialEndsOn: LocalDate | null;
  /** The first day of the first paid period. */
  readonly anchor: LocalDate;
  /** Counts paid periods from 0; null during the trial. */
  readonly period: number | null;
  readonly periodStart: LocalDate;
  readonly periodEnd: LocalDate;
  /** The day on which it ends; null: no end is planned. */
  readonly endsOn: LocalDate | null;
  /** Monthly recurring revenue in minor units. */
  readonly mrr: number;
  /** Whether the network has paid for a plan before, in this subscription or an earlier one. */
  readonly wasPaying: boolean;
  /** Counts the changes. */
  readonly sequence: number;
}

export interface LifeChange {
  readonly sequence: number;
  readonly kind: ChangeKind;
  readonly on: LocalDate;
  readonly terms: PlanTerms;
  readonly mrrBefore: number;
  readonly mrrAfter: number;
  readonly movement: RevenueMovement | null;
}

/** A line of a bill before VAT is split off: the price of a plan for some days of a period. */
export interface BillLine extends DayRange {
  readonly kind: 'PERIOD' | 'UNUSED' | 'UPGRADE';
  readonly planCode: PlanTerms['planCode'];
  readonly price: number;
  /** Whether the share is given back. */
  readonly isCredit: boolean;
}

export interface Bill {
  /** Names the bill within its subscription: the same is never billed twice. */
  readonly key: string;
  readonly period: DayRange;
  readonly currency: string;
  readonly lines: readonly BillLine[];
}

export interface LifeStep {
  readonly life: SubscriptionLife;
  readonly change: LifeChange;
  /** Null: nothing to pay. */
  readonly bill: Bill | null;
}

export type ChangeRefusal = 'plan_unchanged' | 'subscription_past_due' | 'subscription_ended' | 'currency_differs';

/** A new subscription. `trialDays` 0: the first paid period begins today. */
export function begin(terms: PlanTerms, today: LocalDate, trialDays: number, wasPaying: boolean): LifeStep {
  const anchor = addDays(today, trialDays);
  const common = { terms, nextTerms: null, startedOn: today, anchor, endsOn: null, wasPaying, mrr: 0, sequence: 0 };
  if (trialDays > 0) {
    const trial = { state: 'TRIAL', trialEndsOn: anchor, period: null, periodStart: today, periodEnd: anchor } as const;
    return stepTo({ ...common, ...trial }, {}, 'TRIAL_STARTED', today, null);
  }
  const { start, end } = periodOf(anchor, 0);
  const life: SubscriptionLife = {
    ...common,
    state: 'ACTIVE',
    trialEndsOn: null,
    period: 0,
    periodStart: start,
    periodEnd: end,
  };
  return stepTo(life, { mrr: terms.price }, 'STARTED', today, billOfPeriod(terms, start, end));
}

/** A higher price counts at once, in proportion to the days that are left; any other change from the end of the period. */
export function changeTerms(life: SubscriptionLife, terms: PlanTerms, today: LocalDate): LifeStep | ChangeRefusal {
  if (life.state === 'CANCELLED') return 'subscription_ended';
  if (terms.currency !== life.terms.currency) return 'currency_differs';
  if (isSameTerms(life.terms, terms)) {
    if (life.nextTerms === null && life.endsOn === null) return 'plan_unchanged';
    return stepTo(life, { nextTerms: null, endsOn: null }, 'CHANGE_WITHDRAWN', today, null);
  }
  if (life.state === 'TRIAL') return stepTo(life, { terms, endsOn: null }, 'TRIAL_CHANGED', today, null);
  if (terms.price <= life.terms.price) {
    if (life.nextTerms !== null && isSameTerms(life.nextTerms, terms) && life.endsOn === null) return 'plan_unchanged';
    return stepTo(life, { nextTerms: terms, endsOn: null }, 'DOWNGRADE_PLANNED', today, null);
  }
  if (life.state !== 'ACTIVE') return 'subscription_past_due';
  const after = { terms, nextTerms: null, endsOn: null, mrr: terms.price };
  return stepTo(life, after, 'UPGRADED', today, billOfUpgrade(life, terms, today));
}

/** Ends with the trial or the period that is paid; the same step again changes nothing. */
export function cancel(life: SubscriptionLife, today: LocalDate): LifeStep | ChangeRefusal {
  if (life.state === 'CANCELLED') return 'subscription_ended';
  if (life.endsOn !== null) return 'plan_unchanged';
  return stepTo(life, { endsOn: life.periodEnd, nextTerms: null }, 'CANCEL_PLANNED', today, null);
}

/** Ends at once, with its network. A life that is over stays as it is. */
export function endWithNetwork(life: SubscriptionLife, on: LocalDate): LifeStep | null {
  return life.state === 'CANCELLED' ? null : end(life, on, 'CANCELLED');
}

/** Facts outside the subscription that decide what time does to it. */
export interface Surroundings {
  readonly today: LocalDate;
  /** The due day of the oldest unpaid invoice; null: all are paid. */
  readonly oldestDueOn: LocalDate | null;
  /** The terms that a renewal on this day takes: those held, or a newer version that existing subscriptions follow. */
  readonly renewalOf: (terms: PlanTerms, on: LocalDate) => PlanTerms;
}

/** The next step that time asks for, one at a time; null: nothing is due. */
export function advance(life: SubscriptionLife, { today, oldestDueOn, renewalOf }: Surroundings): LifeStep | null {
  if (life.state === 'CANCELLED') return null;
  const late = lateness(oldestDueOn, today);
  if (late === 'END') return end(life, today, 'ENDED_UNPAID');
  if (today >= life.periodEnd) {
    if (life.endsOn !== null) return end(life, life.endsOn, 'CANCELLED');
    return renew(life, renewalOf);
  }
  if (life.state === 'TRIAL') return null;
  const state = late ?? 'ACTIVE';
  if (state === life.state) return null;
  const kind = { ACTIVE: 'RECOVERED', PAST_DUE: 'PAST_DUE', GRACE: 'GRACE_BEGUN' } as const;
  return stepTo(life, { state }, kind[state], today, null);
}

function end(life: SubscriptionLife, on: LocalDate, kind: ChangeKind): LifeStep {
  return stepTo(life, { state: 'CANCELLED', nextTerms: null, endsOn: on, mrr: 0 }, kind, on, null);
}

function renew(life: SubscriptionLife, renewalOf: Surroundings['renewalOf']): LifeStep {
  const period = life.period === null ? 0 : life.period + 1;
  const bounds = periodOf(life.anchor, period);
  const terms = renewalOf(life.nextTerms ?? life.terms, bounds.start);
  const after = {
    terms,
    nextTerms: null,
    period,
    periodStart: bounds.start,
    periodEnd: bounds.end,
    state: life.state === 'TRIAL' ? ('ACTIVE' as const) : life.state,
    mrr: terms.price,
  };
  const kind = life.state === 'TRIAL' ? 'STARTED' : 'RENEWED';
  return stepTo(life, after, kind, bounds.start, billOfPeriod(terms, bounds.start, bounds.end));
}

function billOfPeriod(terms: PlanTerms, from: LocalDate, to: LocalDate): Bill | null {
  if (terms.price === 0) return null;
  const { planCode, price, currency } = terms;
  const lines = [{ kind: 'PERIOD', planCode, price, from, to, isCredit: false } as const];
  return { key: `PERIOD ${from}`, period: { from, to }, currency, lines };
}

/** The unused days of the old plan back, the same days of the new one to pay. */
function billOfUpgrade(
  { terms: old, periodStart, periodEnd, sequence }: SubscriptionLife,
  terms: PlanTerms,
  today: LocalDate,
): Bill {
  // A network that has moved to a time zone further west may still be on the day before its period.
  const range = { from: today < periodStart ? periodStart : today, to: periodEnd };
  const unused = { kind: 'UNUSED', planCode: old.planCode, price: old.price, ...range, isCredit: true } as const;
  const charge = { kind: 'UPGRADE', planCode: terms.planCode, price: terms.price, ...range, isCredit: false } as const;
  return {
    key: `UPGRADE ${String(sequence + 1)}`,
    period: { from: periodStart, to: periodEnd },
    currency: terms.currency,
    lines: old.price === 0 ? [charge] : [unused, charge],
  };
}

/** The sum of a line in minor units, VAT included; negative for one that is given back. */
export function totalOfLine(bill: Bill, { price, isCredit, ...range }: BillLine): number {
  const share = shareOf(price, bill.period, range);
  return isCredit ? 0 - share : share;
}

function stepTo(
  life: SubscriptionLife,
  after: Partial<SubscriptionLife>,
  kind: ChangeKind,
  on: LocalDate,
  bill: Bill | null,
): LifeStep {
  const sequence = life.sequence + 1;
  const mrr = after.mrr ?? life.mrr;
  const next = { ...life, ...after, sequence, wasPaying: life.wasPaying || mrr > 0 };
  const movement = movementOf(life.mrr, mrr, life.wasPaying);
  const change = { sequence, kind, on, terms: next.terms, mrrBefore: life.mrr, mrrAfter: mrr, movement };
  return { life: next, change, bill };
}

function movementOf(before: number, after: number, wasPaying: boolean): RevenueMovement | null {
  if (before === after) return null;
  if (before === 0) return wasPaying ? 'REACTIVATION' : 'NEW';
  if (after === 0) return 'CHURN';
  return after > before ? 'EXPANSION' : 'CONTRACTION';
}
