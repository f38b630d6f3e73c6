import { z } from 'zod';
import { categoryKey, ITEM_TYPES, type ProgramDocument, type RestrictedGoods } from '../../decision';
import { canonicalJson } from '../../platform/http/canonical-json';
import { line } from '../../platform/http/schemas';
import type { Contradiction } from './contradiction';
import { money } from './document-numbers.schema';

const MAX_NAMES = 1_000;
const MAX_LEAST_PRICES = 200;

const names = z.array(line(200)).max(MAX_NAMES);
export const itemTypes = z.array(z.enum(ITEM_TYPES)).max(ITEM_TYPES.length);

/** Lines by category, item and type; empty lists name none. */
const goods = { categories: names, skus: names, types: itemTypes };

export const restrictions = z
  .strictObject({
    discount: z.strictObject(goods),
    redemption: z.strictObject(goods),
    leastPrices: z.array(z.strictObject({ ...goods, price: money(1) })).max(MAX_LEAST_PRICES),
    base: z.enum(['WITH_TAX', 'WITHOUT_TAX']),
  })
  .optional();

/** What goods name, in one form however it was written. */
export function goodsKey({ categories, skus, types }: RestrictedGoods): string {
  const sorted = (values: readonly string[]) => [...new Set(values)].sort();
  return canonicalJson([sorted(categories.map(categoryKey)), sorted(skus), sorted(types)]);
}

/** Two prices for the same goods: one of them would say nothing. */
export function* restrictionContradictions({ restrictions: said }: ProgramDocument): Generator<Contradiction> {
  const known = new Set<string>();
  for (const [index, least] of (said?.leastPrices ?? []).entries()) {
    const key = goodsKey(least);
    if (known.has(key))
      yield { path: ['restrictions', 'leastPrices', index], reason: 'These goods have a least price already.' };
    known.add(key);
  }
}
