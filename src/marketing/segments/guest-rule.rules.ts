/** Rules of segments: the trees of earning rules, over what is known of a guest between two acts. */
import {
  type TreeTests,
  compileTree,
  type CompiledTree,
  type Condition,
  type FailedRule,
  firstFailed,
  flattened,
  plainTreeOf,
  type RuleGroup,
} from '../../decision';
import { mistakesOfMeaning, mistakesOfShape, type Mistake } from '../../configuration';
import { GUEST_FIELDS, type GuestField, NAMES_OF_FIELD } from './guest-fields.rules';

export type GuestRule = RuleGroup<GuestField>;
export type GuestCondition = Condition<GuestField>;
export type FailedGuestRule = FailedRule<GuestField>;

/** Names that a rule is checked against. */
export interface KnownNames {
  readonly tiers: readonly string[];
  readonly restaurantIds: ReadonlySet<string>;
}

const OF_RESTAURANTS = ['restaurants', 'registeredAt', 'favouriteRestaurant'] as const satisfies GuestField[];

/** Faults of an untrusted rule, each with its path; empty when it is valid. */
export function mistakesOfRule(value: unknown, { tiers, restaurantIds }: KnownNames): Mistake[] {
  const ofShape = mistakesOfShape(value, GUEST_FIELDS);
  if (ofShape.length > 0) return ofShape;
  const rule = value as GuestRule;
  return [
    ...mistakesOfMeaning(rule, tiers, GUEST_FIELDS),
    ...OF_RESTAURANTS.flatMap((field) => [...unknownNames(rule, field, restaurantIds)]),
    ...Object.entries(NAMES_OF_FIELD).flatMap(([field, names]) => [
      ...unknownNames(rule, field as GuestField, new Set(names)),
    ]),
  ];
}

/** The conditions of a rule without `not`, in the order of the tree: each with the operator that it has in effect. */
export function conditionsInEffect(rule: GuestRule): readonly GuestCondition[] {
  const conditions: GuestCondition[] = [];
  compileTree(plainTreeOf(rule), {
    asksPart: () => false,
    testOf: (condition) => {
      conditions.push(condition);
      return () => true;
    },
  });
  return conditions;
}

/** The condition that keeps a guest out, from whether each of `conditionsInEffect` holds; null: the guest is in. */
export function firstFailedOf(rule: GuestRule, held: readonly boolean[]): FailedGuestRule | null {
  let next = 0;
  const asking: TreeTests<readonly boolean[], null, GuestField> = {
    asksPart: () => false,
    testOf: () => {
      const at = (next += 1) - 1;
      return (facts) => facts[at] === true;
    },
  };
  const parts: readonly CompiledTree<readonly boolean[], null, GuestField>[] = flattened(
    compileTree(plainTreeOf(rule), asking),
  );
  return firstFailed(parts, held, null);
}

interface PlacedCondition {
  readonly condition: GuestCondition;
  readonly path: readonly (string | number)[];
}

function* conditionsOf(group: GuestRule, path: PlacedCondition['path']): Generator<PlacedCondition> {
  for (const [index, rule] of group.rules.entries()) {
    const at = [...path, 'rules', index];
    if ('rules' in rule) yield* conditionsOf(rule, at);
    else yield { condition: rule, path: at };
  }
}

function* unknownNames(rule: GuestRule, field: GuestField, known: ReadonlySet<string>): Generator<Mistake> {
  for (const { condition, path } of conditionsOf(rule, [])) {
    const { value } = condition;
    if (condition.field !== field || value === null) continue;
    const at = [...path, 'value'];
    const values = typeof value === 'object' ? value : [value];
    for (const [index, name] of values.entries()) {
      if (known.has(String(name))) continue;
      yield {
        path: typeof value === 'object' ? [...at, index] : at,
        code: 'not_allowed',
        reason: 'noSuchName',
      };
    }
  }
}
