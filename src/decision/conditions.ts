/** Rule trees as closures, made once a version. Nothing of a document is ever run as code. */
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
import { assertNever, invariant } from './numbers';
import type { SaleFacts } from './sale-facts';
import type { Line } from './types';

export type Test = (facts: SaleFacts, line: Line) => boolean;

type CompiledTree =
  | {
      readonly kind: 'ONE';
      readonly test: Test;
      readonly asksLine: boolean;
      /** Arguments of the trace where it does not hold, made once. */
      readonly failed: FailedRule;
    }
  | {
      readonly kind: 'ALL' | 'ANY';
      readonly test: Test;
      readonly asksLine: boolean;
      readonly parts: readonly CompiledTree[];
    };

/** What has to hold of the sale, and then of each line that the rule acts on. Both in the order of the document. */
export type CompiledCondition = {
  readonly ofSale: readonly CompiledTree[];
  /** Empty: every line. */
  readonly ofLine: readonly CompiledTree[];
};

/** A condition that failed, with the operator that it had in effect. */
export type FailedRule = { readonly failed: ConditionField; readonly operator: ConditionOperator };

export function compileCondition(when: RuleGroup | null): CompiledCondition {
  if (when === null) return { ofSale: [], ofLine: [] };
  const tree = compileTree(plainTreeOf(when));
  const parts = tree.kind === 'ALL' ? flattened(tree.parts) : [tree];
  return { ofSale: parts.filter((part) => !part.asksLine), ofLine: parts.filter((part) => part.asksLine) };
}

/** The first condition on the sale as a whole that does not hold; null: all hold. */
export function firstFailed(parts: readonly CompiledTree[], facts: SaleFacts, line: Line): FailedRule | null {
  for (const part of parts) if (!part.test(facts, line)) return failedIn(part, facts, line);
  return null;
}

export function holdsForLine(parts: readonly CompiledTree[], facts: SaleFacts, line: Line): boolean {
  for (const part of parts) if (!part.test(facts, line)) return false;
  return true;
}

/** Of a tree that does not hold: of ALL the first part that fails, of ANY, where all do, the first. */
function failedIn(tree: CompiledTree, facts: SaleFacts, line: Line): FailedRule {
  if (tree.kind === 'ONE') return tree.failed;
  const failed = tree.parts.find((part) => !part.test(facts, line));
  invariant(failed !== undefined, 'a group that fails has a part that fails');
  return failedIn(failed, facts, line);
}

function flattened(parts: readonly CompiledTree[]): readonly CompiledTree[] {
  return parts.flatMap((part) => (part.kind === 'ALL' ? flattened(part.parts) : [part]));
}

function compileTree(tree: PlainTree): CompiledTree {
  if (tree.kind === 'ONE') {
    const { field, operator } = tree.condition;
    return {
      kind: 'ONE',
      test: testOf(tree.condition),
      asksLine: CONDITION_FIELDS[field].of === 'LINE',
      failed: { failed: field, operator },
    };
  }
  const parts = tree.parts.map(compileTree);
  const tests = parts.map((part) => part.test);
  const asksLine = parts.some((part) => part.asksLine);
  return { kind: tree.kind, test: tree.kind === 'ALL' ? allOf(tests) : anyOf(tests), asksLine, parts };
}

function allOf(tests: readonly Test[]): Test {
  return (facts, line) => {
    for (const test of tests) if (!test(facts, line)) return false;
    return true;
  };
}

function anyOf(tests: readonly Test[]): Test {
  return (facts, line) => {
    for (const test of tests) if (test(facts, line)) return true;
    return false;
  };
}

function testOf({ field, operator, value }: Condition): Test {
  switch (field) {
    case 'category':
      return textTest((_, line) => line.category, operator, value);
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

type Read<Value> = (facts: SaleFacts, line: Line) => Value;

function textTest(read: Read<string | null>, operator: ConditionOperator, value: Condition['value']): Test {
  switch (operator) {
    case '=':
      return (facts, line) => read(facts, line) === value;
    case '!=':
      return (facts, line) => read(facts, line) !== value;
    case 'in': {
      const values = new Set<string | number | null>(listOf(value));
      return (facts, line) => values.has(read(facts, line));
    }
    case 'notIn': {
      const values = new Set<string | number | null>(listOf(value));
      return (facts, line) => !values.has(read(facts, line));
    }
    case 'null':
      return (facts, line) => read(facts, line) === null;
    case 'notNull':
      return (facts, line) => read(facts, line) !== null;
    default:
      return unfit(operator);
  }
}

function numberTest(read: Read<number>, operator: ConditionOperator, value: Condition['value']): Test {
  const values = listOf(value).map(numberOf);
  const [first = 0, last = 0] = values;
  switch (operator) {
    case '=':
      return (facts, line) => read(facts, line) === first;
    case '!=':
      return (facts, line) => read(facts, line) !== first;
    case '<':
      return (facts, line) => read(facts, line) < first;
    case '<=':
      return (facts, line) => read(facts, line) <= first;
    case '>':
      return (facts, line) => read(facts, line) > first;
    case '>=':
      return (facts, line) => read(facts, line) >= first;
    case 'between':
      return (facts, line) => isWithin(read(facts, line), first, last);
    case 'notBetween':
      return (facts, line) => !isWithin(read(facts, line), first, last);
    case 'in': {
      const set = new Set(values);
      return (facts, line) => set.has(read(facts, line));
    }
    case 'notIn': {
      const set = new Set(values);
      return (facts, line) => !set.has(read(facts, line));
    }
    default:
      return unfit(operator);
  }
}

/** Minutes of the local day: the end is not meant, and what begins after its end passes midnight. */
function timeTest(operator: ConditionOperator, value: Condition['value']): Test {
  const [from = 0, to = 0] = listOf(value).map(numberOf);
  if (operator !== 'between' && operator !== 'notBetween') {
    return numberTest((facts) => facts.minuteOfDay, operator, value);
  }
  const within = (minute: number) => (from <= to ? minute >= from && minute < to : minute >= from || minute < to);
  return operator === 'between' ? (facts) => within(facts.minuteOfDay) : (facts) => !within(facts.minuteOfDay);
}

function flagTest(read: (facts: SaleFacts) => boolean, operator: ConditionOperator, value: Condition['value']): Test {
  const wanted = (operator === '=') === (value === true);
  return (facts) => read(facts) === wanted;
}

function isWithin(value: number, from: number, to: number): boolean {
  return value >= from && value <= to;
}

function listOf(value: Condition['value']): readonly (string | number)[] {
  if (typeof value === 'string' || typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? value : [];
}

function unfit(operator: ConditionOperator): never {
  invariant(false, `${operator} does not fit its field`);
}
