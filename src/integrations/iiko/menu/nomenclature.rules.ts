import { z } from 'zod';

const MOST_PRODUCTS = 50_000;
const MOST_GROUPS = 10_000;
const MAX_NAME = 200;

const id = z.string().min(1).max(100);
const named = z.looseObject({ id, name: z.string().nullish() });

/** The parts of an organisation's menu that loyalty needs: products with their categories and groups. */
export const nomenclatureSchema = z.looseObject({
  groups: z.array(named).max(MOST_GROUPS),
  productCategories: z.array(named).max(MOST_GROUPS),
  products: z
    .array(
      z.looseObject({
        id,
        groupId: z.string().nullish(),
        parentGroup: z.string().nullish(),
        productCategoryId: z.string().nullish(),
      }),
    )
    .max(MOST_PRODUCTS),
  revision: z.number().int().min(0),
});

/** The category of each product: its product category, else its menu group. Products with neither are left out. */
export function categoriesOf(menu: z.infer<typeof nomenclatureSchema>): Map<string, string> {
  const names = new Map([...menu.groups, ...menu.productCategories].map((entry) => [entry.id, nameOf(entry.name)]));
  const byProduct = new Map<string, string>();
  for (const product of menu.products) {
    const { productCategoryId, parentGroup, groupId } = product;
    const category = [productCategoryId, parentGroup, groupId].map((one) => names.get(one ?? '')).find(Boolean);
    if (category !== undefined) byProduct.set(product.id, category);
  }
  return byProduct;
}

/** A name on one line of at most 200 characters, as in a connection's mapping; empty: no name. */
function nameOf(name: string | null | undefined): string {
  return (name ?? '').replace(/\s+/g, ' ').trim().slice(0, MAX_NAME);
}
