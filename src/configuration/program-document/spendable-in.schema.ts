import { z } from 'zod';
import { categoryKey, type SpendableIn } from '../../decision';
import { line } from '../../platform/http/schemas';
import type { Contradiction } from './contradiction';

type Path = readonly (string | number)[];
type Fault = Omit<Contradiction, 'details'>;

/** Restaurants, or menu categories, where alone points may be spent. */
const MAX_PLACES = 100;

/** Where alone points may be spent that a campaign, an activity or an automation gives. */
export const spendableIn = z.strictObject({
  restaurantIds: z
    .array(z.uuid().lowercase())
    .max(MAX_PLACES)
    .describe('Restaurants, in any of which the points may be spent; empty: in all, where `categories` are named'),
  categories: z
    .array(line(200))
    .min(1)
    .max(MAX_PLACES)
    .optional()
    .describe('Menu categories, on goods of any of which the points may be spent; left out: on all goods'),
});

/** Lists that name nothing, or a thing twice. */
export function* placeFaults({ restaurantIds, categories = [] }: SpendableIn, path: Path): Generator<Fault> {
  if (restaurantIds.length + categories.length === 0) yield { path: [...path, 'restaurantIds'], code: 'required' };
  yield* twice(restaurantIds, [...path, 'restaurantIds']);
  yield* twice(categories.map(categoryKey), [...path, 'categories']);
}

/** Restaurants that the network does not have. */
export function* placesMissing(
  places: SpendableIn | undefined,
  known: ReadonlySet<string>,
  path: Path,
): Generator<Fault & { readonly code: 'not_allowed' }> {
  for (const [index, id] of (places?.restaurantIds ?? []).entries())
    if (!known.has(id))
      yield { path: [...path, 'restaurantIds', index], code: 'not_allowed', reason: 'noSuchRestaurant' };
}

/** Each value that stood in the list before, with its place. */
export function* twice(
  values: readonly (string | number)[],
  path: Path,
  reason: 'valueTwice' | 'taskIdTwice' | 'budgetTwice' | 'variantIdTwice' = 'valueTwice',
): Generator<Fault> {
  for (const [index, value] of values.entries())
    if (values.indexOf(value) < index) yield { path: [...path, index], reason };
}
