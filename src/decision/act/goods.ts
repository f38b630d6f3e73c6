/** Tells which lines a list of goods names. All comparing of categories happens here. */
import { categoryKey, type CategoryKey } from '../basics/category-key';
import type { Goods, ItemType } from './goods.types';
import type { Line } from './types';

/** How a version of a programme reads its document. A published version keeps its form, so that its acts replay with the same result. */
export type ProgramForm =
  /** Up to version 0.2: categories compare letter by letter, exclusions do not say which lines, free delivery needs no line. */
  1 | 2;

const exactly: CategoryKey = (category) => category;

export function categoryKeyOf(form: ProgramForm): CategoryKey {
  return form === 1 ? exactly : categoryKey;
}

export type NamedBy = 'TYPE' | 'SKU' | 'CATEGORY';
/** How the list of goods names a line: by item, category or type. Null: it does not name the line. */
export type GoodsTest = (line: Line) => NamedBy | null;

/** Null: the list is empty and names no line. */
export function compileGoods(goods: Goods, keyOf: CategoryKey): GoodsTest | null {
  const categories = new Set(goods.categories.map(keyOf));
  const skus = new Set(goods.skus);
  const types = new Set<ItemType | undefined>(goods.types);
  if (categories.size === 0 && skus.size === 0 && types.size === 0) return null;
  return ({ sku, category, type }) => {
    if (type !== undefined && types.has(type)) return 'TYPE';
    if (sku !== null && skus.has(sku)) return 'SKU';
    return category !== null && categories.size > 0 && categories.has(keyOf(category)) ? 'CATEGORY' : null;
  };
}
