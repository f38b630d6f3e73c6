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
const goods = {
  categories: names.describe('Categories of lines, compared without case; at most 1,000'),
  skus: names.describe('Articles of lines; at most 1,000'),
  types: itemTypes.describe('Types of items, as the till sends them'),
};

export const restrictions = z
  .strictObject({
    discount: z
      .strictObject(goods)
      .describe(
        'Lines that get no discount, neither of a tier nor of a birthday nor of a reward, except free delivery that ' +
          'a reward gives; empty lists name no line',
      ),
    redemption: z.strictObject(goods).describe('Lines that points cannot pay for; empty lists name no line'),
    leastPrices: z
      .array(
        z.strictObject({
          ...goods,
          price: money(1).describe(
            'Least price of one piece, in minor units; a part of a piece keeps its part, rounded up',
          ),
        }),
      )
      .max(MAX_LEAST_PRICES)
      .describe(
        'Prices that discount and points leave to be paid, at most 200. The highest that names a line holds, but ' +
          'never more than the line costs; one with three empty lists is for every line. No two are for the same goods',
      ),
    base: z
      .enum(['WITH_TAX', 'WITHOUT_TAX'])
      .describe(
        'Basis of discounts, points and payment by points. WITH_TAX: the price of a line. WITHOUT_TAX: ' +
          'its price less its `tax`, which then gets no discount, earns nothing and is paid with money',
      ),
  })
  .optional()
  .describe(
    'Lines that the programme treats apart, each named by category, article or type; left out: all lines are alike. ' +
      'Lines that earn nothing stand in `earning.exclusions`',
  );

/** A key for goods, independent of their order and spelling. */
export function goodsKey({ categories, skus, types }: RestrictedGoods): string {
  const sorted = (values: readonly string[]) => [...new Set(values)].sort();
  return canonicalJson([sorted(categories.map(categoryKey)), sorted(skus), sorted(types)]);
}

/** Two prices for the same goods, one of which would have no effect. */
export function* restrictionContradictions({ restrictions: said }: ProgramDocument): Generator<Contradiction> {
  const known = new Set<string>();
  for (const [index, least] of (said?.leastPrices ?? []).entries()) {
    const key = goodsKey(least);
    if (known.has(key)) yield { path: ['restrictions', 'leastPrices', index], reason: 'minimumPriceTwice' };
    known.add(key);
  }
}
