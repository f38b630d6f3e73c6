/** Where alone points may be spent, as documents hold it. */
export interface SpendableIn {
  /** Empty: all restaurants. */
  restaurantIds: string[];
  /** Menu categories; left out: all goods. */
  categories?: string[];
}

/** Chosen restaurants and categories as documents hold them; undefined: everywhere. */
export function spendableIn(restaurantIds: readonly string[], categories: readonly string[]): SpendableIn | undefined {
  if (restaurantIds.length + categories.length === 0) return undefined;
  return { restaurantIds: [...restaurantIds], ...(categories.length > 0 && { categories: [...categories] }) };
}
