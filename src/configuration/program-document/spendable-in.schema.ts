import { z } from 'zod';
import { categoryKey, type SpendableIn } from '../../decision';
import { line } from '../../platform/http/schemas';
import { type Contradiction, twice } from './contradiction';

type DocumentPath = readonly (string | number)[];
type Fault = Omit<Contradiction, 'details'>;

/** The most restaurants, and the most menu categories, in one limit. */
const MAX_PLACES = 100;

/** Where points of a campaign, activity or automation can be spent: restaurants and menu categories. */
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

/** Faults of limits that name no restaurant and no category, or name one twice. */
export function* placeFaults({ restaurantIds, categories = [] }: SpendableIn, path: DocumentPath): Generator<Fault> {
  if (restaurantIds.length + categories.length === 0) yield { path: [...path, 'restaurantIds'], code: 'required' };
  yield* twice(restaurantIds, [...path, 'restaurantIds']);
  yield* twice(categories.map(categoryKey), [...path, 'categories']);
}

/** Faults of limits with a restaurant that the network does not have. */
export function* placesMissing(
  places: SpendableIn | undefined,
  known: ReadonlySet<string>,
  path: DocumentPath,
): Generator<Fault & { readonly code: 'not_allowed' }> {
  for (const [index, id] of (places?.restaurantIds ?? []).entries())
    if (!known.has(id))
      yield { path: [...path, 'restaurantIds', index], code: 'not_allowed', reason: 'noSuchRestaurant' };
}
