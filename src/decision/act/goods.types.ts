/** Types of items, sent by tills, that rules can treat apart. */
export const ITEM_TYPES = ['ALCOHOL', 'TOBACCO', 'DELIVERY', 'TIP', 'SERVICE', 'GIFT_CARD', 'PROMO'] as const;
export type ItemType = (typeof ITEM_TYPES)[number];

/** Goods by category, by item or by type. A line that matches one of the three lists belongs to them. */
export type Goods = {
  readonly categories: readonly string[];
  readonly skus: readonly string[];
  readonly types?: readonly ItemType[] | undefined;
};
