/** Which lines goods name. The one place in which categories are compared. */
import { categoryKey, type CategoryKey } from '../basics/category-key';
import type { Goods, ItemType } from './goods.types';
import type { Line } from './types';

/** How the rules of a document are read. A published version keeps its form, so that its acts are decided again as before. */
export type ProgramForm =
  /** Until 0.2: categories are the same by each letter, exclusions do not say their lines, free delivery needs no line. */
  1 | 2;

const exactly: CategoryKey = (category) => category;

export function categoryKeyOf(form: ProgramForm): CategoryKey {
  return form === 1 ? exactly : categoryKey;
}

export type NamedBy = 'TYPE' | 'SKU' | 'CATEGORY';
/** By what the goods name a line; null: they do not. */
export type GoodsTest = (line: Line) => NamedBy | null;

/** Null: they name nothing. */
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
