import { dishNames, PRINTED_CATEGORIES } from './menu.rules';

/** A dish of the demonstration's pizzerias; its price is in minor units. */
export interface Dish {
  readonly sku: string;
  /** The name that the till prints. */
  readonly name: string;
  readonly category: string;
  readonly price: number;
}

const MENU_PIZZAS = [
  { code: 'hawaiian_m', name: dishNames('Hawaiian Pizza'), category: PRINTED_CATEGORIES.Classic, price: 66_250 },
  { code: 'pepperoni_l', name: dishNames('Pepperoni Pizza'), category: PRINTED_CATEGORIES.Classic, price: 76_250 },
  { code: 'thai_ckn_l', name: dishNames('Thai Chicken Pizza'), category: PRINTED_CATEGORIES.Chicken, price: 103_750 },
  { code: 'bbq_ckn_m', name: dishNames('Barbecue Chicken Pizza'), category: PRINTED_CATEGORIES.Chicken, price: 83_750 },
  { code: 'four_cheese_l', name: dishNames('Four Cheese Pizza'), category: PRINTED_CATEGORIES.Veggie, price: 89_750 },
  { code: 'sicilian_m', name: dishNames('Sicilian Pizza'), category: PRINTED_CATEGORIES.Supreme, price: 81_250 },
  {
    code: 'spicy_ital_l',
    name: dishNames('Spicy Italian Pizza'),
    category: PRINTED_CATEGORIES.Supreme,
    price: 103_750,
  },
] as const;
const MENU_DRINK = {
  code: 'cola_033',
  name: { ru: 'Кола', en: 'Cola' },
  category: PRINTED_CATEGORIES.Drinks,
  price: 19_000,
} as const;

/** The menu for the console, and for tills that enter single lines. */
export const DEMO_MENU = [...MENU_PIZZAS, MENU_DRINK];

const [FIRST, ...OTHERS] = MENU_PIZZAS;
export const PIZZAS: readonly [Dish, ...Dish[]] = [printed(FIRST), ...OTHERS.map(printed)];
export const DRINK: Dish = printed(MENU_DRINK);

const { Drinks: _, ...ofPizzas } = PRINTED_CATEGORIES;
export const PIZZA_CATEGORIES: readonly string[] = Object.values(ofPizzas);

function printed({ code, name, category, price }: (typeof DEMO_MENU)[number]): Dish {
  return { sku: code, name: name.ru, category, price };
}
