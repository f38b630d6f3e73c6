/** Dishes of the published sample, with their names in Russian. */
const RUSSIAN: ReadonlyMap<string, string> = new Map([
  ['Barbecue Chicken Pizza', 'Цыплёнок барбекю'],
  ['Big Meat Pizza', 'Мясная'],
  ['Brie Carre Pizza', 'Бри и груша'],
  ['Calabrese Pizza', 'Калабрезе'],
  ['California Chicken Pizza', 'Калифорнийская с цыплёнком'],
  ['Chicken Alfredo Pizza', 'Цыплёнок альфредо'],
  ['Chicken Pesto Pizza', 'Цыплёнок песто'],
  ['Classic Deluxe Pizza', 'Классическая'],
  ['Five Cheese Pizza', 'Пять сыров'],
  ['Four Cheese Pizza', 'Четыре сыра'],
  ['Greek Pizza', 'Греческая'],
  ['Green Garden Pizza', 'Зелёный сад'],
  ['Hawaiian Pizza', 'Гавайская'],
  ['Italian Capocollo Pizza', 'С капоколло'],
  ['Italian Supreme Pizza', 'Итальянская'],
  ['Italian Vegetables Pizza', 'Итальянские овощи'],
  ['Mediterranean Pizza', 'Средиземноморская'],
  ['Mexicana Pizza', 'Мексиканская'],
  ['Napolitana Pizza', 'Неаполитанская'],
  ['Pepper Salami Pizza', 'Салями с перцем'],
  ['Pepperoni Pizza', 'Пепперони'],
  ['Pepperoni, Mushroom, and Peppers Pizza', 'Пепперони с грибами и перцем'],
  ['Prosciutto and Arugula Pizza', 'Прошутто и руккола'],
  ['Sicilian Pizza', 'Сицилийская'],
  ['Soppressata Pizza', 'Сопрессата'],
  ['Southwest Chicken Pizza', 'Цыплёнок по-техасски'],
  ['Spicy Italian Pizza', 'Острая итальянская'],
  ['Spinach Pesto Pizza', 'Шпинат и песто'],
  ['Spinach Supreme Pizza', 'Шпинатная'],
  ['Spinach and Feta Pizza', 'Шпинат и фета'],
  ['Thai Chicken Pizza', 'Цыплёнок по-тайски'],
  ['Vegetables + Vegetables Pizza', 'Овощи и ещё раз овощи'],
]);

/** Categories of the published sample, and the one of the drinks beside it, as the Russian network's till prints them. */
export const PRINTED_CATEGORIES = {
  Classic: 'Классика',
  Supreme: 'Фирменные',
  Chicken: 'С курицей',
  Veggie: 'Овощные',
  Drinks: 'Напитки',
} as const;

const CATEGORY_OF_SAMPLE: ReadonlyMap<string, string> = new Map(Object.entries(PRINTED_CATEGORIES));

/** A category of the sample as the Russian network's till prints it; any other stays as it is. A category has one name for all languages. */
export function printedCategory(category: string): string {
  return CATEGORY_OF_SAMPLE.get(category) ?? category;
}

/** A dish's name in both languages; a dish that is not in the sample has one name for both. */
export function dishNames(name: string): { readonly ru: string; readonly en: string } {
  const ru = RUSSIAN.get(name);
  return ru === undefined ? { ru: name, en: name } : { ru, en: name.replace(/ Pizza$/, '') };
}

/** A dish's name as the Russian network's till prints it. */
export function printedDish(name: string): string {
  return dishNames(name).ru;
}
