import { PAYMENT_DAYS } from '../life/dunning.rules';
import { advance, begin, cancel, changeTerms, type SubscriptionLife, type LifeStep } from '../life/life.rules';
import { addDays, type LocalDate } from '../life/periods.rules';
import type { PlanTerms } from '../life/terms';

/** A plan of the past: what its network chose when, and how it paid. */
export interface PastChoices {
  /** In the order of their days; the first begins the plan. */
  readonly choices: readonly { readonly on: LocalDate; readonly terms: PlanTerms }[];
  readonly trialDays: number;
  /** Days from the issue of an invoice to its payment; one that is not over yet is unpaid. */
  readonly paysAfterDays: number;
  /** The day on which it was cancelled; null: it goes on. */
  readonly cancelledOn: LocalDate | null;
}

export interface PastStep {
  readonly on: LocalDate;
  readonly step: LifeStep;
  /** The day on which the bill of the step was paid; null: it has none, or is unpaid. */
  readonly paidOn: LocalDate | null;
}

/** Everything that has happened to a plan up to today, in the order of time, by the rules that a plan of now follows. */
export function pastSteps(plan: PastChoices, today: LocalDate): PastStep[] {
  const steps: PastStep[] = [];
  let life: SubscriptionLife | null = null;
  for (let day = plan.choices[0]?.on ?? today; day <= today; day = addDays(day, 1)) {
    for (let step = stepOn(plan, life, day, steps); step !== null; step = stepOn(plan, life, day, steps)) {
      const paidOn = step.bill === null ? null : addDays(day, plan.paysAfterDays);
      steps.push({ on: day, step, paidOn: paidOn !== null && paidOn <= today ? paidOn : null });
      life = step.life;
    }
  }
  return steps;
}

function stepOn(
  plan: PastChoices,
  life: SubscriptionLife | null,
  day: LocalDate,
  steps: readonly PastStep[],
): LifeStep | null {
  const choice = plan.choices.find(({ on }) => on === day);
  if (life === null) return choice === undefined ? null : begin(choice.terms, day, plan.trialDays, false);
  if (choice !== undefined && life.terms !== choice.terms && life.nextTerms !== choice.terms)
    return accepted(changeTerms(life, choice.terms, day));
  if (day === plan.cancelledOn && life.endsOn === null) return accepted(cancel(life, day));
  const oldest = steps.find(({ on, step }) => step.bill !== null && addDays(on, plan.paysAfterDays) > day);
  return advance(life, {
    today: day,
    oldestDueOn: oldest === undefined ? null : addDays(oldest.on, PAYMENT_DAYS),
    renewalOf: (terms) => terms,
  });
}

function accepted(step: LifeStep | string): LifeStep {
  if (typeof step === 'string') throw new Error(`a plan of the past cannot change so: ${step}`);
  return step;
}
