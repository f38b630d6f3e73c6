import { z } from 'zod';
import { categoryKey } from '../../decision';
import { line, objectNamed, listOf } from '../../platform/http/schemas';

export const MOST_CATEGORIES = 500;
const WHOLE_PRICE_PPM = 1_000_000;

const costPpm = z
  .int()
  .min(0)
  .max(WHOLE_PRICE_PPM)
  .describe('Cost of its goods as a part of their price, in parts per million');

export const setCategoryCostsSchema = objectNamed('SetMenuCategoryCosts', 'The food cost of each category.', {
  items: z
    .array(z.strictObject({ category: line(200).describe('Menu category, in capitals or not'), costPpm }))
    .max(MOST_CATEGORIES)
    .refine((items) => new Set(items.map(({ category }) => categoryKey(category))).size === items.length, {
      params: { code: 'not_valid' },
    })
    .describe('Each category once; those that are left out have no cost any more. At most 500'),
});

export const menuCategoriesSchema = objectNamed('MenuCategories', 'The categories of the menu.', {
  items: listOf('By name; categories of the menu, and those that have a cost', {
    category: z.string().describe('Menu category'),
    items: z.int().describe('Number of items on the menu that have it'),
    costPpm: costPpm.nullable().describe(`${costPpm.description ?? ''}; null: not known`),
  }),
});

export type SetCategoryCostsBody = z.infer<typeof setCategoryCostsSchema>;
export type MenuCategoriesAnswer = z.infer<typeof menuCategoriesSchema>;

/** The costs, the only part that a change can touch. */
export function changeableOfCategories({ items }: MenuCategoriesAnswer): object {
  return items.flatMap(({ category, costPpm: cost }) => (cost === null ? [] : [[categoryKey(category), cost]]));
}
