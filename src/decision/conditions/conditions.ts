/** Conditions of a programme's rule trees on a sale and its lines. */
import {
  compileTree,
  flattened,
  flagTest,
  listOf,
  manyTest,
  numberTest,
  textTest,
  type TreeTests,
  type CompiledTree,
  type Test,
} from './condition-trees';
import {
  CONDITION_FIELDS,
  numberOf,
  plainTreeOf,
  type Condition,
  type ConditionField,
  type ConditionOperator,
  type PlainTree,
  type RuleGroup,
} from './conditions.types';
import { categoryKey, type CategoryKey } from '../basics/category-key';
import { assertNever } from '../basics/numbers';
import type { SaleFacts } from '../act/sale-facts';
import type { Line } from '../act/types';

type SaleTest = Test<SaleFacts, Line>;
type SaleTree = CompiledTree<SaleFacts, Line>;

/** Conditions on the sale, then conditions on each line that the rule acts on. Both keep the order of the document. */
export type CompiledCondition = {
  readonly ofSale: readonly SaleTree[];
  /** Empty: the rule acts on every line. */
  readonly ofLine: readonly SaleTree[];
  /** Keys of the categories whose lines the rule acts on, where it asks nothing else of a line. Null: test each line. */
  readonly categories: readonly string[] | null;
};

export function compileCondition(when: RuleGroup | null, keyOf: CategoryKey): CompiledCondition {
  if (when === null) return { ofSale: [], ofLine: [], categories: null };
  const parts = flattened(compileTree(plainTreeOf(when), ofSale(keyOf)));
  const ofLine = parts.filter((part) => part.asksPart);
  return {
    ofSale: parts.filter((part) => !part.asksPart),
    ofLine,
    categories: ofLine.length === 1 ? onlyCategoriesOf(when, keyOf) : null,
  };
}

/**
 * The categories of a rule whose only condition on a line asks for categories. Null: the rule asks more of a line, or compares categories in another
 * way than a sale groups its lines.
 */
function onlyCategoriesOf(when: RuleGroup, keyOf: CategoryKey): readonly string[] | null {
  const asking = conditionsIn(plainTreeOf(when)).filter(({ field }) => CONDITION_FIELDS[field].of === 'LINE');
  const [only] = asking;
  if (keyOf !== categoryKey || asking.length !== 1 || only?.field !== 'category') return null;
  if (only.operator !== '=' && only.operator !== 'in') return null;
  return [...new Set(listOf(only.value).map((category) => keyOf(String(category))))];
}

/** The conditions that all have to hold; conditions within an ANY group are not among them. */
function conditionsIn(tree: PlainTree): readonly Condition[] {
  if (tree.kind === 'ONE') return [tree.condition];
  return tree.kind === 'ALL' ? tree.parts.flatMap(conditionsIn) : [];
}

function ofSale(keyOf: CategoryKey): TreeTests<SaleFacts, Line, ConditionField> {
  return {
    testOf: (condition) => testOf(condition, keyOf),
    asksPart: (field) => CONDITION_FIELDS[field].of === 'LINE',
  };
}

function testOf({ field, operator, value }: Condition, keyOf: CategoryKey): SaleTest {
  switch (field) {
    case 'category':
      return categoryTest(operator, value, keyOf);
    case 'sku':
      return textTest((_, line) => line.sku, operator, value);
    case 'quantity':
      return numberTest((_, line) => line.quantityMilli, operator, value);
    case 'total':
      return numberTest((_, line) => line.total, operator, value);
    case 'amount':
      return numberTest((facts) => facts.act.amount, operator, value);
    case 'payable':
      return numberTest((facts) => facts.payable, operator, value);
    case 'items':
      return numberTest((facts) => facts.lines.length, operator, value);
    case 'restaurant':
      return textTest((facts) => facts.act.restaurantId, operator, value);
    case 'pointOfSale':
      return textTest((facts) => facts.act.pointOfSaleId, operator, value);
    case 'channel':
      return textTest((facts) => facts.act.channel, operator, value);
    case 'paymentMethod':
      return textTest((facts) => facts.act.paymentMethod, operator, value);
    case 'tier':
      return textTest((facts) => facts.tier, operator, value);
    case 'segment':
      return manyTest((facts) => facts.segments, operator, value);
    case 'localTime':
      return timeTest(operator, value);
    case 'weekday':
      return numberTest((facts) => facts.weekday, operator, value);
    case 'dayOfMonth':
      return numberTest((facts) => facts.dayOfMonth, operator, value);
    case 'date':
      return numberTest((facts) => facts.localDay, operator, value);
    case 'birthdayToday':
      return flagTest((facts) => facts.birthdayToday, operator, value);
    case 'birthdayMonth':
      return flagTest((facts) => facts.birthdayMonth, operator, value);
    case 'firstSale':
      return flagTest((facts) => facts.firstSale, operator, value);
    default:
      return assertNever(field);
  }
}

function categoryTest(operator: ConditionOperator, value: Condition['value'], keyOf: CategoryKey): SaleTest {
  const keys = listOf(value).map((category) => keyOf(String(category)));
  return textTest((_, { category }) => (category === null ? null : keyOf(category)), operator, keys);
}

/** Minutes of the local day. The end is the first minute outside; a beginning later than the end passes midnight. */
function timeTest(operator: ConditionOperator, value: Condition['value']): SaleTest {
  const [from = 0, to = 0] = listOf(value).map(numberOf);
  if (operator !== 'between' && operator !== 'notBetween') {
    return numberTest((facts) => facts.minuteOfDay, operator, value);
  }
  const within = (minute: number) => (from <= to ? minute >= from && minute < to : minute >= from || minute < to);
  return operator === 'between' ? (facts) => within(facts.minuteOfDay) : (facts) => !within(facts.minuteOfDay);
}
