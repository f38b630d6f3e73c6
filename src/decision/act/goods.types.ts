/** Types of items, sent by tills, that rules can treat apart. */
export const ITEM_TYPES = ['ALCOHOL', 'TOBACCO', 'DELIVERY', 'TIP', 'SERVICE', 'GIFT_CARD', 'PROMO'] as const;
export type ItemType = (typeof ITEM_TYPES)[number];

/** Lines by what they sell: whatever is of one of these categories, is one of these items, or has one of these types. */
export type Goods = {
  readonly categories: readonly string[];
  readonly skus: readonly string[];
  readonly types?: readonly ItemType[] | undefined;
};
