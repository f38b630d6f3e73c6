import type { Language } from '../../generated/words/words';
import type { RuleGroupType } from 'react-querybuilder';
import { type MenuItem, menuItemName } from '../../entities/menu/menu.api';
import type { ExampleItem } from '../../entities/program/program.api';
import { parseAmount, typedAmount } from '../../shared/format/money';
import type { CampaignDraft } from '../../entities/campaign/campaign.api';
import { isOfDelivery, type MoneyOff, partsOf } from '../../entities/campaign/money-off';

/** A line of the example as it is typed; one that is named as an item of the menu has its article and type. */
export interface ExampleLine {
  readonly name: string;
  readonly category: string;
  readonly price: string;
  readonly quantity: number | '';
}

/** The number of items in the example to which the campaign does not apply. */
const OTHERS = 1;
const TYPED_PRICE = 500;
export const MOST_LINES = 10;

interface MatchingGoods {
  readonly skus: readonly string[];
  readonly categories: readonly string[];
  readonly pieces: number;
}

/** A check that the campaign takes something off, as far as the menu has its goods. */
export function firstLines(
  { moneyOff, when }: Pick<CampaignDraft, 'when'> & { readonly moneyOff: MoneyOff },
  menu: readonly MenuItem[],
  language: Language,
  currency: string,
): readonly ExampleLine[] {
  const wanted = wantedBy(moneyOff, when);
  const found: ExampleLine[] = [];
  const used = new Set<string>();
  const lineOf = (item: MenuItem, pieces: number): ExampleLine => {
    used.add(item.code);
    return exampleLineOf(item, pieces, language, currency);
  };
  for (const named of wanted) {
    const item = menu.find((one) => !used.has(one.code) && isNamed(one, named, moneyOff));
    const category = named.categories[0] ?? '';
    found.push(
      item === undefined
        ? { name: named.skus[0] ?? category, category, price: String(TYPED_PRICE), quantity: named.pieces }
        : lineOf(item, named.pieces),
    );
  }
  const others = menu.filter(({ code, type }) => !used.has(code) && type === null).slice(0, OTHERS);
  return [...found, ...others.map((item) => lineOf(item, 1))];
}

export function exampleLineOf(item: MenuItem, quantity: number, language: Language, currency: string): ExampleLine {
  return {
    name: menuItemName(item, language),
    category: item.category ?? '',
    price: typedAmount(item.price, currency),
    quantity,
  };
}

/** The lines as a sale has them; null: one of them is not whole. */
export function itemsOf(
  lines: readonly ExampleLine[],
  menu: readonly MenuItem[],
  language: Language,
  currency: string,
): ExampleItem[] | null {
  const items: ExampleItem[] = [];
  for (const { name, category, price, quantity } of lines) {
    const each = parseAmount(price, currency);
    if (each === null || quantity === '' || quantity < 1) return null;
    const known = menu.find((item) => menuItemName(item, language) === name.trim());
    items.push({
      ...(known !== undefined && { sku: known.code }),
      ...(category.trim() !== '' && { category: category.trim() }),
      ...(known?.type != null && { type: known.type }),
      quantity,
      total: each * quantity,
    });
  }
  return items;
}

/** The goods that the money off names, else those of the campaign's conditions, in the number of pieces that it needs. */
function wantedBy(moneyOff: MoneyOff, when: CampaignDraft['when']): readonly MatchingGoods[] {
  const parts = partsOf(moneyOff);
  if (parts.length > 0) return parts;
  const tree = when as RuleGroupType | null;
  const pieces = 'every' in moneyOff ? moneyOff.every : 'of' in moneyOff ? Math.max(1, moneyOff.of) : 1;
  return [{ skus: valuesOf(tree, 'sku'), categories: valuesOf(tree, 'category'), pieces }];
}

/** The values that the conditions ask for in a field of the goods. */
function valuesOf(tree: RuleGroupType | null, field: 'sku' | 'category'): readonly string[] {
  return (tree?.rules ?? []).flatMap((rule) => {
    if (typeof rule === 'string') return [];
    if ('rules' in rule) return valuesOf(rule, field);
    if (rule.field !== field || !['=', 'in'].includes(rule.operator)) return [];
    return [rule.value as unknown].flat().map(String);
  });
}

function isNamed({ code, category, type }: MenuItem, { skus, categories }: MatchingGoods, moneyOff: MoneyOff): boolean {
  if (isOfDelivery(moneyOff)) return type === 'DELIVERY';
  const key = category?.toLocaleLowerCase();
  return (
    type === null &&
    (skus.length + categories.length === 0 ||
      skus.includes(code) ||
      categories.some((one) => one.toLocaleLowerCase() === key))
  );
}
