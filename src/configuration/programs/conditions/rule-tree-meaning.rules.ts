import {
  CONDITION_FIELDS,
  type Condition,
  type ConditionField,
  isGroup,
  OPPOSITE,
  type RuleGroup,
} from '../../../decision';
import type { Mistake } from './rule-tree-shape.rules';
import { cut, isEmpty, type ValueSet, valuesOf } from './value-sets.rules';

type Path = readonly (string | number)[];
/** A condition as it has effect, under every `not` above it, with its place. */
type Placed = { readonly condition: Condition; readonly path: Path };

/** What a well-formed tree says that cannot be meant: tiers that are not there, and what can never hold. */
export function mistakesOfMeaning(group: RuleGroup, tiers: readonly string[]): Mistake[] {
  const mistakes: Mistake[] = [];
  lookAt(group, [], false, tiers, mistakes);
  return mistakes;
}

/** Looks at a group and returns the conditions that all hold wherever it holds; of "or" there are none. */
function lookAt(
  group: RuleGroup,
  path: Path,
  isNegated: boolean,
  tiers: readonly string[],
  mistakes: Mistake[],
): readonly Placed[] {
  const negated = isNegated !== (group.not === true);
  const isAll = (group.combinator === 'and') !== negated;
  const placed: Placed[] = [];
  for (const [index, rule] of group.rules.entries()) {
    const at = [...path, 'rules', index];
    const found = isGroup(rule)
      ? lookAt(rule, at, negated, tiers, mistakes)
      : [{ condition: inEffect(rule, negated), path: at }];
    if (!isGroup(rule)) lookAtOne(rule, at, tiers, mistakes);
    if (!isAll) findContradictions(found, tiers, mistakes);
    else placed.push(...found);
  }
  // The outermost that all have to hold together are looked at together.
  if (path.length === 0) findContradictions(placed, tiers, mistakes);
  return placed;
}

function inEffect({ field, operator, value }: Condition, isNegated: boolean): Condition {
  return { field, operator: isNegated ? OPPOSITE[operator] : operator, value };
}

function lookAtOne(
  { field, operator, value }: Condition,
  path: Path,
  tiers: readonly string[],
  mistakes: Mistake[],
): void {
  const at = [...path, 'value'];
  const values = Array.isArray(value) ? (value as readonly (string | number)[]) : [value];
  if (CONDITION_FIELDS[field].type === 'TIER') {
    for (const [index, code] of values.entries())
      if (!tiers.includes(String(code)))
        mistakes.push({
          path: Array.isArray(value) ? [...at, index] : at,
          code: 'not_allowed',
          message: 'There is no such tier.',
        });
  }
  const [from, to] = values;
  if (operator !== 'between' && operator !== 'notBetween') return;
  if (from === undefined || to === undefined || from === null || to === null) return;
  const isTime = CONDITION_FIELDS[field].type === 'TIME';
  if (isTime ? from === to : from > to)
    mistakes.push({
      path: at,
      code: 'not_valid',
      message: isTime ? 'The time is empty.' : 'It ends before it begins.',
    });
}

/** Conditions on one field that cannot hold together; said at the one that leaves nothing. */
function findContradictions(placed: readonly Placed[], tiers: readonly string[], mistakes: Mistake[]): void {
  const known = new Map<ConditionField, ValueSet>();
  for (const { condition, path } of placed) {
    if (mistakes.some((mistake) => isWithin(mistake.path, path))) continue;
    const values = valuesOf(condition, tiers);
    const before = known.get(condition.field);
    const left = before === undefined ? values : cut(before, values);
    if (isEmpty(left) && (before === undefined || !isEmpty(before)))
      mistakes.push({
        path: [...path],
        code: 'never_holds',
        message: 'Together with what stands before it, this can never hold.',
      });
    known.set(condition.field, left);
  }
}

function isWithin(inner: Path, outer: Path): boolean {
  return outer.every((step, index) => inner[index] === step);
}
