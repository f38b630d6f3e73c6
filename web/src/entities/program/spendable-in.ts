import type { ProgramDocument } from './program.api';

/** The restaurants and menu categories that take the points of an activity, a campaign or an automation. */
export type SpendableIn = NonNullable<NonNullable<ProgramDocument['activities']['birthday']>['spendableIn']>;

/** Chosen restaurants and categories as documents hold them; undefined: the points can be spent everywhere. */
export function spendableIn(restaurantIds: readonly string[], categories: readonly string[]): SpendableIn | undefined {
  if (restaurantIds.length + categories.length === 0) return undefined;
  return { restaurantIds: [...restaurantIds], ...(categories.length > 0 && { categories: [...categories] }) };
}
