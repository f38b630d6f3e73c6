import type { ConfigurationSnapshot } from '../../../configuration';
import type { BudgetUnit } from '../../../decision';
import type { BudgetTerms } from '../spending/campaigns/budget-leases.sql';

const DAY_MS = 86_400_000;
/**
 * The most tiers and counters of tiers that one person sets by hand in a day, together with pieces of goods that the person's own rewards give. A tier
 * changes what later sales earn, and goods have no price here, so no sum tells their worth and their number is bounded.
 */
export const MOST_UNPRICED_A_DAY = 50;

/** A day's bound of one person, and how much of it an act uses. */
export interface PersonBudget {
  readonly terms: BudgetTerms;
  readonly amount: number;
}

/**
 * The budgets of a day that gifts of these people's decisions use, leased to processes like those of campaigns: each person's, and one of everybody who
 * could lately sign in as the person. The day is that of UTC, which no setting moves.
 */
export function budgetsOfPeople(
  amounts: readonly { readonly person: string; readonly points: number }[],
  unit: BudgetUnit,
  snapshot: ConfigurationSnapshot,
  now: number,
): ReadonlyMap<string, PersonBudget> {
  const budgets = new Map<string, PersonBudget>();
  for (const { person, points } of amounts) {
    for (const id of snapshot.deciders.chargedWith(person)) {
      const before = budgets.get(id)?.amount ?? 0;
      budgets.set(id, { terms: termsOfPerson(id, unit, snapshot, now), amount: before + points });
    }
  }
  return budgets;
}

export function termsOfPerson(
  id: string,
  unit: BudgetUnit,
  { profile, rulesVersion }: ConfigurationSnapshot,
  now: number,
): BudgetTerms {
  const { managerManualPerDay, managerMoneyPerDay } = profile.settings.limits;
  const limit = { POINTS: managerManualPerDay, MONEY: managerMoneyPerDay, USES: MOST_UNPRICED_A_DAY }[unit];
  const day = Math.floor(now / DAY_MS);
  // A campaign's code has no blank, so no campaign has this name.
  return { campaign: `person ${id} ${String(day)}`, unit, restaurantId: null, version: rulesVersion, limit };
}
