import type { RuleGroupType, RuleType } from 'react-querybuilder';

/** Goods by category or by item, as the plain fields of the editor choose them. */
export interface PlainGoods {
  readonly categories: readonly string[];
  readonly skus: readonly string[];
}

const FIELDS = ['category', 'sku'] as const;
type GoodsField = (typeof FIELDS)[number];
type Condition = RuleGroupType['rules'][number];

const EMPTY: PlainGoods = { categories: [], skus: [] };

/**
 * Divides the conditions of a campaign into the goods that plain fields can show, and the rest for the rule builder. Goods are the first condition
 * that names categories, items, or any of both.
 */
export function divideGoods(when: RuleGroupType | null): {
  readonly goods: PlainGoods;
  readonly rest: RuleGroupType | null;
} {
  if (when === null) return { goods: EMPTY, rest: null };
  const at = isAnd(when) ? when.rules.findIndex((rule) => goodsOf(rule) !== null) : -1;
  const found = when.rules[at];
  if (found === undefined) return { goods: EMPTY, rest: when };
  const others = when.rules.filter((_, index) => index !== at);
  const [only] = others;
  const rest =
    only === undefined ? null : others.length === 1 && 'rules' in only ? only : { ...when, rules: [...others] };
  return { goods: goodsOf(found) ?? EMPTY, rest };
}

/** The conditions of both together; null: every sale counts. */
export function joinGoods({ categories, skus }: PlainGoods, rest: RuleGroupType | null): RuleGroupType | null {
  const named = [...ruleOf('category', categories), ...ruleOf('sku', skus)];
  const goods: Condition[] = named.length > 1 ? [{ combinator: 'or', rules: named }] : named;
  if (goods.length === 0) return rest;
  if (rest === null) return { combinator: 'and', rules: goods };
  return isAnd(rest) ? { ...rest, rules: [...goods, ...rest.rules] } : { combinator: 'and', rules: [...goods, rest] };
}

const isAnd = ({ combinator, not }: RuleGroupType): boolean => combinator === 'and' && not !== true;

function ruleOf(field: GoodsField, values: readonly string[]): RuleType[] {
  const [first] = values;
  if (first === undefined) return [];
  return [values.length === 1 ? { field, operator: '=', value: first } : { field, operator: 'in', value: [...values] }];
}

/** Null: the condition says something else. */
function goodsOf(rule: Condition): PlainGoods | null {
  if (!('rules' in rule)) {
    const values = valuesOf(rule);
    if (values === null) return null;
    return rule.field === 'category' ? { ...EMPTY, categories: values } : { ...EMPTY, skus: values };
  }
  const [category, sku] = rule.rules;
  const isPair = rule.combinator === 'or' && rule.not !== true && rule.rules.length === 2;
  if (!isPair || category === undefined || sku === undefined || 'rules' in category || 'rules' in sku) return null;
  const [categories, skus] = [valuesOf(category), valuesOf(sku)];
  if (category.field !== 'category' || sku.field !== 'sku' || categories === null || skus === null) return null;
  return { categories, skus };
}

function valuesOf({ field, operator, value }: RuleType): readonly string[] | null {
  const isOfGoods = FIELDS.some((one) => one === field);
  if (!isOfGoods) return null;
  if (operator === '=') return value === '' ? [] : [String(value)];
  return operator === 'in' && Array.isArray(value) ? value.map(String) : null;
}
