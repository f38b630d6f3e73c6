/** The form in which a category is compared with another. */
export type CategoryKey = (category: string) => string;

/** Keys that were made, so that each rule does not make them again for each line; a network has some dozens of categories. */
const keys = new Map<string, string>();
const MOST_KEYS = 1_000;

/** Ignores case, because tills and people write categories in different case. */
export function categoryKey(category: string): string {
  const known = keys.get(category);
  if (known !== undefined) return known;
  if (keys.size >= MOST_KEYS) keys.clear();
  const key = category.toLowerCase();
  keys.set(category, key);
  return key;
}
