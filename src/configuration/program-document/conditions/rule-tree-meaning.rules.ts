import { CONDITION_FIELDS, type Condition, type FieldKind, isGroup, OPPOSITE, type RuleGroup } from '../../../decision';
import type { FieldTable, Mistake } from './rule-tree-shape.rules';
import { cut, isEmpty, type ValueSet, valuesOf } from './value-sets.rules';

type DocumentPath = readonly (string | number)[];
/** A condition with the effect of all `not` above it, and its path. */
type ConditionAtPath = { readonly condition: Condition<string>; readonly kind: FieldKind; readonly path: DocumentPath };

/** The tiers and fields that a tree may name. */
type AllowedNames = { readonly tiers: readonly string[]; readonly fields: FieldTable };

/** Mistakes in a well-formed tree: unknown tiers, and conditions that can never hold. */
export function mistakesOfMeaning<Field extends string>(
  group: RuleGroup<Field>,
  tiers: readonly string[],
  fields: FieldTable = CONDITION_FIELDS,
): Mistake[] {
  const mistakes: Mistake[] = [];
  lookAt(group, [], false, { tiers, fields }, mistakes);
  return mistakes;
}

/** Checks a group, and returns the conditions that hold whenever the group holds; an "or" has none. */
function lookAt(
  group: RuleGroup<string>,
  path: DocumentPath,
  isNegated: boolean,
  known: AllowedNames,
  mistakes: Mistake[],
): readonly ConditionAtPath[] {
  const negated = isNegated !== (group.not === true);
  const isAll = (group.combinator === 'and') !== negated;
  const placed: ConditionAtPath[] = [];
  for (const [index, rule] of group.rules.entries()) {
    const at = [...path, 'rules', index];
    const found = isGroup(rule)
      ? lookAt(rule, at, negated, known, mistakes)
      : [{ condition: inEffect(rule, negated), kind: known.fields[rule.field] as FieldKind, path: at }];
    if (!isGroup(rule)) lookAtOne(rule, at, known, mistakes);
    if (!isAll) findContradictions(found, known.tiers, mistakes);
    else placed.push(...found);
  }
  // At the outermost group, all conditions that must hold together are compared.
  if (path.length === 0) findContradictions(placed, known.tiers, mistakes);
  return placed;
}

function inEffect(condition: Condition<string>, isNegated: boolean): Condition<string> {
  return isNegated ? { ...condition, operator: OPPOSITE[condition.operator] } : condition;
}

function lookAtOne(
  { field, operator, value }: Condition<string>,
  path: DocumentPath,
  { tiers, fields }: AllowedNames,
  mistakes: Mistake[],
): void {
  const at = [...path, 'value'];
  const values = Array.isArray(value) ? (value as readonly (string | number)[]) : [value];
  if (fields[field]?.type === 'TIER') {
    for (const [index, code] of values.entries())
      if (!tiers.includes(String(code)))
        mistakes.push({
          path: Array.isArray(value) ? [...at, index] : at,
          code: 'not_allowed',
          reason: 'noSuchTier',
        });
  }
  const [from, to] = values;
  if (operator !== 'between' && operator !== 'notBetween') return;
  if (from === undefined || to === undefined || from === null || to === null) return;
  const isTime = fields[field]?.type === 'TIME';
  if (isTime ? from === to : from > to)
    mistakes.push({
      path: at,
      code: 'not_valid',
      reason: isTime ? 'emptyTime' : 'endsBeforeBegins',
    });
}

/**
 * Groups of alternatives none of which can hold together with the conditions around them. Only drafts are checked: a published version with such a
 * group keeps deciding, and the group gives nothing.
 */
export function deadAlternatives(group: RuleGroup, tiers: readonly string[]): Mistake[] {
  const { placed, choices } = gather(group, [], false, CONDITION_FIELDS);
  const given = placed.reduce((known, one) => cutBy(known, one, tiers), NOTHING_KNOWN);
  const isDead = (known: ReadonlyMap<string, ValueSet>) => [...known.values()].some(isEmpty);
  // A contradiction among the conditions around it is reported at its own path.
  if (isDead(given)) return [];
  return choices
    .filter(({ options }) =>
      options.every((option) => isDead(option.reduce((known, one) => cutBy(known, one, tiers), given))),
    )
    .map(({ path }) => ({
      path: [...path],
      code: 'never_holds',
      reason: 'neverTogether',
    }));
}

/** The parts of a group that must hold: conditions, and choices one option of which must hold. */
interface NecessaryParts {
  readonly placed: readonly ConditionAtPath[];
  readonly choices: readonly {
    readonly path: DocumentPath;
    readonly options: readonly (readonly ConditionAtPath[])[];
  }[];
}

function gather(group: RuleGroup<string>, path: DocumentPath, isNegated: boolean, fields: FieldTable): NecessaryParts {
  const negated = isNegated !== (group.not === true);
  const parts = group.rules.map((rule, index): NecessaryParts => {
    const at = [...path, 'rules', index];
    if (isGroup(rule)) return gather(rule, at, negated, fields);
    const kind = fields[rule.field] as FieldKind;
    return { placed: [{ condition: inEffect(rule, negated), kind, path: at }], choices: [] };
  });
  if ((group.combinator === 'and') !== negated)
    return { placed: parts.flatMap(({ placed }) => placed), choices: parts.flatMap(({ choices }) => choices) };
  // An option with choices of its own contributes only its certain conditions.
  return { placed: [], choices: [{ path, options: parts.map(({ placed }) => placed) }] };
}

function cutBy(known: ReadonlyMap<string, ValueSet>, { condition, kind }: ConditionAtPath, tiers: readonly string[]) {
  if (kind.isMany) return known;
  const before = known.get(condition.field);
  const values = valuesOf(condition, kind, tiers);
  return new Map(known).set(condition.field, before === undefined ? values : cut(before, values));
}

const NOTHING_KNOWN: ReadonlyMap<string, ValueSet> = new Map();

/** Conditions on a field that can't hold together; reported at the condition that leaves no value. */
function findContradictions(placed: readonly ConditionAtPath[], tiers: readonly string[], mistakes: Mistake[]): void {
  const known = new Map<string, ValueSet>();
  for (const { condition, kind, path } of placed) {
    // A field with several values may match both conditions.
    if (kind.isMany) continue;
    if (mistakes.some((mistake) => isWithin(mistake.path, path))) continue;
    const values = valuesOf(condition, kind, tiers);
    // Fields over different numbers of days are different figures.
    const figure = `${condition.field} ${String(condition.days ?? '')}`;
    const before = known.get(figure);
    const left = before === undefined ? values : cut(before, values);
    if (isEmpty(left) && (before === undefined || !isEmpty(before)))
      mistakes.push({
        path: [...path],
        code: 'never_holds',
      });
    known.set(figure, left);
  }
}

function isWithin(inner: DocumentPath, outer: DocumentPath): boolean {
  return outer.every((step, index) => inner[index] === step);
}
