import { dishName, inBoth, NAME_PARTED_BY } from './menu.rules';

/** A dish of the demonstration's pizzerias; its price is in minor units. */
export interface Dish {
  readonly sku: string;
  readonly name: string;
  readonly category: string;
  readonly price: number;
}

export const PIZZAS: readonly [Dish, ...Dish[]] = [
  { sku: 'hawaiian_m', name: dishName('Hawaiian Pizza'), category: 'Classic', price: 66_250 },
  { sku: 'pepperoni_l', name: dishName('Pepperoni Pizza'), category: 'Classic', price: 76_250 },
  { sku: 'thai_ckn_l', name: dishName('Thai Chicken Pizza'), category: 'Chicken', price: 103_750 },
  { sku: 'bbq_ckn_m', name: dishName('Barbecue Chicken Pizza'), category: 'Chicken', price: 83_750 },
  { sku: 'four_cheese_l', name: dishName('Four Cheese Pizza'), category: 'Veggie', price: 89_750 },
  { sku: 'sicilian_m', name: dishName('Sicilian Pizza'), category: 'Supreme', price: 81_250 },
  { sku: 'spicy_ital_l', name: dishName('Spicy Italian Pizza'), category: 'Supreme', price: 103_750 },
];
export const DRINK: Dish = { sku: 'cola_033', name: inBoth('Кола', 'Cola'), category: 'Drinks', price: 19_000 };

/** The menu as the console and tills that ring up lines have it. */
export const DEMO_MENU = [...PIZZAS, DRINK].map(({ sku, name, category, price }) => {
  const [ru = name, en = name] = name.split(NAME_PARTED_BY);
  return { code: sku, name: { ru, en }, category, price };
});

export const PIZZA_CATEGORIES = ['Classic', 'Supreme', 'Chicken', 'Veggie'] as const;
