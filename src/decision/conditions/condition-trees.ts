/** Rule trees as closures, made once for each version. No text of a document is ever run as code. */
import {
  numberOf,
  type Condition,
  type ConditionField,
  type ConditionOperator,
  type PlainTree,
} from './conditions.types';
import { invariant } from '../basics/numbers';

/** Tests `facts` as a whole and one `part` of them (for example a sale and one of its lines). */
export type Test<Facts, Part> = (facts: Facts, part: Part) => boolean;
type FieldReader<Facts, Part, Value> = (facts: Facts, part: Part) => Value;

/** A condition that failed, with the operator in effect (opposite under `not`). For a condition on segments: which segments. */
export type FailedRule<Field extends string = ConditionField> = {
  readonly failed: Field;
  readonly operator: ConditionOperator;
  readonly segment?: string;
};

export type CompiledTree<Facts, Part, Field extends string = ConditionField> =
  | {
      readonly kind: 'ONE';
      readonly test: Test<Facts, Part>;
      readonly asksPart: boolean;
      /** Trace arguments for a sale that fails the condition, made once for each version. */
      readonly failed: FailedRule<Field>;
    }
  | {
      readonly kind: 'ALL' | 'ANY';
      readonly test: Test<Facts, Part>;
      readonly asksPart: boolean;
      readonly parts: readonly CompiledTree<Facts, Part, Field>[];
    };

/** How one kind of tree tests its conditions. */
export type TreeTests<Facts, Part, Field extends string> = {
  readonly testOf: (condition: Condition<Field>) => Test<Facts, Part>;
  readonly asksPart: (field: Field) => boolean;
};

export function compileTree<Facts, Part, Field extends string>(
  tree: PlainTree<Field>,
  asking: TreeTests<Facts, Part, Field>,
): CompiledTree<Facts, Part, Field> {
  if (tree.kind === 'ONE') {
    const { condition } = tree;
    return {
      kind: 'ONE',
      test: asking.testOf(condition),
      asksPart: asking.asksPart(condition.field),
      failed: failedRuleOf(condition),
    };
  }
  const parts = tree.parts.map((part) => compileTree(part, asking));
  const tests = parts.map((part) => part.test);
  const asksPart = parts.some((part) => part.asksPart);
  return { kind: tree.kind, test: tree.kind === 'ALL' ? allOf(tests) : anyOf(tests), asksPart, parts };
}

/** The first condition that fails among parts that all have to hold. Null: all hold. */
export function firstFailed<Facts, Part, Field extends string>(
  parts: readonly CompiledTree<Facts, Part, Field>[],
  facts: Facts,
  of: Part,
): FailedRule<Field> | null {
  for (const part of parts) if (!part.test(facts, of)) return failedIn(part, facts, of);
  return null;
}

export function allHold<Facts, Part, Field extends string>(
  parts: readonly CompiledTree<Facts, Part, Field>[],
  facts: Facts,
  of: Part,
): boolean {
  for (const part of parts) if (!part.test(facts, of)) return false;
  return true;
}

/** The parts of an "and", and those of an "and" within it. A tree of another kind has itself as its only part. */
export function flattened<Facts, Part, Field extends string>(
  tree: CompiledTree<Facts, Part, Field>,
): readonly CompiledTree<Facts, Part, Field>[] {
  return tree.kind === 'ALL' ? tree.parts.flatMap((part) => flattened(part)) : [tree];
}

function failedRuleOf<Field extends string>({ field, operator, value }: Condition<Field>): FailedRule<Field> {
  const failed = { failed: field, operator };
  return field === 'segment' ? { ...failed, segment: listOf(value).join(', ') } : failed;
}

/** The condition to report for a tree that fails: in ALL the first condition that fails, in ANY the first of all. */
function failedIn<Facts, Part, Field extends string>(
  tree: CompiledTree<Facts, Part, Field>,
  facts: Facts,
  of: Part,
): FailedRule<Field> {
  if (tree.kind === 'ONE') return tree.failed;
  const failed = tree.parts.find((part) => !part.test(facts, of));
  invariant(failed !== undefined, 'a group that fails has a part that fails');
  return failedIn(failed, facts, of);
}

function allOf<Facts, Part>(tests: readonly Test<Facts, Part>[]): Test<Facts, Part> {
  return (facts, part) => {
    for (const test of tests) if (!test(facts, part)) return false;
    return true;
  };
}

function anyOf<Facts, Part>(tests: readonly Test<Facts, Part>[]): Test<Facts, Part> {
  return (facts, part) => {
    for (const test of tests) if (test(facts, part)) return true;
    return false;
  };
}

type ConditionValue = Condition['value'];

export function textTest<Facts, Part>(
  read: FieldReader<Facts, Part, string | null>,
  operator: ConditionOperator,
  value: ConditionValue,
): Test<Facts, Part> {
  return sameTest(read, operator, listOf(value));
}

/** Operators for a value that is compared for equality and may be missing. */
function sameTest<Facts, Part>(
  read: FieldReader<Facts, Part, string | number | null>,
  operator: ConditionOperator,
  values: readonly (string | number)[],
): Test<Facts, Part> {
  const [first] = values;
  const all = new Set<string | number | null>(values);
  switch (operator) {
    case '=':
      return (facts, part) => read(facts, part) === first;
    case '!=':
      return (facts, part) => read(facts, part) !== first;
    case 'in':
      return (facts, part) => all.has(read(facts, part));
    case 'notIn':
      return (facts, part) => !all.has(read(facts, part));
    case 'null':
      return (facts, part) => read(facts, part) === null;
    case 'notNull':
      return (facts, part) => read(facts, part) !== null;
    default:
      return unfit(operator);
  }
}

/** Operators for a fact that has several values at once. */
export function manyTest<Facts, Part>(
  read: FieldReader<Facts, Part, readonly string[]>,
  operator: ConditionOperator,
  value: ConditionValue,
): Test<Facts, Part> {
  const values = new Set<string>(listOf(value).map(String));
  const hasOne: Test<Facts, Part> = (facts, part) => {
    for (const one of read(facts, part)) if (values.has(one)) return true;
    return false;
  };
  switch (operator) {
    case '=':
    case 'in':
      return hasOne;
    case '!=':
    case 'notIn':
      return (facts, part) => !hasOne(facts, part);
    default:
      return unfit(operator);
  }
}

/** Operators for a number. For a field that may be missing, the read value may be null; such a field allows no operator of order. */
export function numberTest<Facts, Part>(
  read: FieldReader<Facts, Part, number | null>,
  operator: ConditionOperator,
  value: ConditionValue,
): Test<Facts, Part> {
  const values = listOf(value).map(numberOf);
  const [first = 0, last = 0] = values;
  const ordered = read as FieldReader<Facts, Part, number>;
  switch (operator) {
    case '<':
      return (facts, part) => ordered(facts, part) < first;
    case '<=':
      return (facts, part) => ordered(facts, part) <= first;
    case '>':
      return (facts, part) => ordered(facts, part) > first;
    case '>=':
      return (facts, part) => ordered(facts, part) >= first;
    case 'between':
      return (facts, part) => isWithin(ordered(facts, part), first, last);
    case 'notBetween':
      return (facts, part) => !isWithin(ordered(facts, part), first, last);
    default:
      return sameTest(read, operator, values);
  }
}

export function flagTest<Facts, Part>(
  read: (facts: Facts) => boolean,
  operator: ConditionOperator,
  value: ConditionValue,
): Test<Facts, Part> {
  const wanted = (operator === '=') === (value === true);
  return (facts) => read(facts) === wanted;
}

function isWithin(value: number, from: number, to: number): boolean {
  return value >= from && value <= to;
}

export function listOf(value: ConditionValue): readonly (string | number)[] {
  if (typeof value === 'string' || typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? value : [];
}

function unfit(operator: ConditionOperator): never {
  invariant(false, `${operator} does not fit its field`);
}
