import { z } from 'zod';
import {
  categoryKey,
  ITEM_TYPES,
  type PointLimitDocument,
  type ProgramDocument,
  type RestrictedGoods,
  SALE_CHANNELS,
} from '../../decision';
import { canonicalJson } from '../../platform/http/canonical-json';
import { line } from '../../platform/http/schemas';
import { type Contradiction, twice } from './contradiction';
import { MILLION, money, rate } from './document-numbers.schema';
import { counterCode } from './program-tiers.schema';

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

const MAX_LIMITS = 50;
const MOST_OF_LIMIT = 100;

/** Lower limits on the share that points may pay, by tier, channel, restaurant and category. */
export const pointLimits = z
  .array(
    z.strictObject({
      tiers: z.array(counterCode).max(MOST_OF_LIMIT).describe("Codes of the guests' tiers; empty: all"),
      channels: z.array(z.enum(SALE_CHANNELS)).max(SALE_CHANNELS.length).describe('Channels of the sale; empty: all'),
      restaurantIds: z.array(z.uuid().lowercase()).max(MOST_OF_LIMIT).describe('Restaurants; empty: all'),
      categories: z
        .array(line(200))
        .max(MOST_OF_LIMIT)
        .describe(
          'Menu categories, compared without case. Points may pay this share of their lines, counted together; empty: of the whole receipt',
        ),
      maxSharePpm: rate(0, MILLION - 1).describe(
        'The most that points may pay, in parts per million of what they may pay for after the discount: 300,000 is 30 %, 0 is nothing',
      ),
    }),
  )
  .max(MAX_LIMITS)
  .optional()
  .describe(
    'Lower shares than `maxSharePpm` by tier, channel, restaurant and category, at most 50. Where several hold, the lowest counts. Each names ' +
      'something, and no two name the same. A redemption before its sale knows no lines, so limits by category hold for the sale alone. Left out: none',
  );

/** A key for what a limit names, independent of order and spelling. */
export function limitKey({
  tiers,
  channels,
  restaurantIds,
  categories,
}: Omit<PointLimitDocument, 'maxSharePpm'>): string {
  const sorted = (values: readonly string[]) => [...new Set(values)].sort();
  return canonicalJson([sorted(tiers), sorted(channels), sorted(restaurantIds), sorted(categories.map(categoryKey))]);
}

/** Limits that name nothing, a name twice, an unknown tier, or what another limit names. */
export function* limitContradictions({ redemption, tiers }: ProgramDocument): Generator<Contradiction> {
  const known = new Set<string>();
  for (const [index, limit] of (redemption?.limits ?? []).entries()) {
    const path = ['redemption', 'limits', index];
    const { categories, ...lists } = limit;
    if (limit.tiers.length + limit.channels.length + limit.restaurantIds.length + categories.length === 0)
      yield { path, reason: 'pointLimitEmpty' };
    for (const list of ['tiers', 'channels', 'restaurantIds'] as const) yield* twice(lists[list], [...path, list]);
    yield* twice(categories.map(categoryKey), [...path, 'categories']);
    for (const [at, code] of limit.tiers.entries())
      if (tiers.every((tier) => tier.code !== code))
        yield { path: [...path, 'tiers', at], code: 'not_allowed', reason: 'noSuchTier' };
    const key = limitKey(limit);
    if (known.has(key)) yield { path, reason: 'pointLimitTwice' };
    known.add(key);
  }
}
