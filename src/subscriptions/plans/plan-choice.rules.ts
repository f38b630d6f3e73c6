import type { LocalDate } from '../life/periods.rules';
import type { PlanCode, PlanTerms } from '../life/terms';
import { type PlanVersion, termsOf } from './plan.dto';

/** The newest version that can be chosen on this day; undefined: the plan is not offered yet. */
export function planOn(versions: readonly PlanVersion[], code: PlanCode, on: LocalDate): PlanVersion | undefined {
  return newest(versions.filter((plan) => plan.code === code && plan.effectiveFrom <= on));
}

/** Terms of a renewal on this day: a newer version that existing subscriptions follow, else those held. */
export function renewalOf(versions: readonly PlanVersion[], terms: PlanTerms, on: LocalDate): PlanTerms {
  // The conditions of CUSTOM are agreed with the network, so no version replaces them.
  if (terms.planCode === 'CUSTOM') return terms;
  const following = newest(
    versions.filter(
      ({ code, version, existingFrom, currency }) =>
        code === terms.planCode &&
        version > terms.planVersion &&
        existingFrom !== null &&
        existingFrom <= on &&
        currency === terms.currency,
    ),
  );
  return following === undefined ? terms : termsOf(following);
}

function newest(versions: readonly PlanVersion[]): PlanVersion | undefined {
  return versions.reduce<PlanVersion | undefined>(
    (best, plan) => (best === undefined || plan.version > best.version ? plan : best),
    undefined,
  );
}
