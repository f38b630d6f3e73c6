import type { Plan } from '../../entities/billing/billing.api';

type PlanPrice = Pick<Plan, 'price' | 'currency' | 'effectiveFrom'>;

/** Currencies of the plans; first that of the price which began last, because its figures are shown at first. */
export function currenciesOf(plans: readonly PlanPrice[], today: string): string[] {
  const newest = plans
    .filter(({ price, effectiveFrom }) => price > 0 && effectiveFrom <= today)
    .reduce<PlanPrice | undefined>(
      (best, plan) => (best === undefined || plan.effectiveFrom > best.effectiveFrom ? plan : best),
      undefined,
    );
  const others = plans.map(({ currency }) => currency).sort();
  return [...new Set(newest === undefined ? others : [newest.currency, ...others])];
}
