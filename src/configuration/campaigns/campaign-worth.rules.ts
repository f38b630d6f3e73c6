import type { CampaignDocument } from '../../decision';

/** `pointValue` is in millionths of a minor unit. */
const MILLION = 1_000_000;

type BudgetTerms = Pick<CampaignDocument, 'offer' | 'challenge' | 'moneyOff' | 'budgets' | 'where'>;

/**
 * The most that a campaign's points and discounts may be worth by its budgets, in minor units; Infinity where a part of it has no budget. Catalogue
 * rewards count as nothing, because their stock limits them.
 *
 * @param pointValue of the programme in force
 */
export function mostWorthOf({ offer, challenge, moneyOff, budgets, where }: BudgetTerms, pointValue: number): number {
  if (offer === null && challenge === null && moneyOff === undefined) return 0;
  const worthAt = (restaurantId: string | null) =>
    Math.min(
      ...budgets.map((budget) => {
        if (budget.restaurantId !== restaurantId || budget.unit === 'USES') return Infinity;
        return budget.unit === 'MONEY' ? budget.limit : Math.ceil((budget.limit * pointValue) / MILLION);
      }),
      Infinity,
    );
  const ofPlaces = where.restaurantIds.reduce((sum, id) => sum + worthAt(id), 0);
  return Math.min(worthAt(null), where.restaurantIds.length === 0 ? Infinity : ofPlaces);
}
