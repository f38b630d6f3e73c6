/** Rules of segments: the trees of earning rules, over facts known between two acts. */
import {
  type Asking,
  compileTree,
  type CompiledTree,
  type Condition,
  type FailedRule,
  type FieldKind,
  type FieldType,
  firstFailed,
  flattened,
  manyTest,
  numberTest,
  plainTreeOf,
  type RuleGroup,
  textTest,
} from '../../decision';
import { mistakesOfMeaning, mistakesOfShape, type Mistake } from '../../configuration';

/** Facts of a guest on one local day of the network. */
export interface GuestFacts {
  readonly tier: string;
  /** Lifetime, less refunds. */
  readonly spend: number;
  readonly visits: number;
  /** Since the same day twelve months ago, that day included. */
  readonly spendOfYear: number;
  readonly visitsOfYear: number;
  /** Since the last sale that was not wholly refunded; of a guest without one more than any rule can ask for. */
  readonly daysSinceLastSale: number;
  readonly daysSinceJoining: number;
  /** 1 to 12. */
  readonly birthdayMonth: string | null;
  /** Where there is a sale that was not wholly refunded. */
  readonly restaurants: readonly string[];
  readonly registeredBy: string;
  readonly registeredAt: string | null;
  /** Kinds that the guest agreed to and did not take back. */
  readonly consents: readonly string[];
}

/** The value for a guest who never bought: above the greatest that a rule may name. */
export const NEVER_BOUGHT_DAYS = 1_000_001;

const one = (type: FieldType, mayBeMissing = false): FieldKind => ({ type, mayBeMissing, isMany: false });
const many = (type: FieldType): FieldKind => ({ type, mayBeMissing: false, isMany: true });

export const GUEST_FIELDS = {
  tier: one('TIER'),
  spend: one('MONEY'),
  visits: one('TALLY'),
  spendOfYear: one('MONEY'),
  visitsOfYear: one('TALLY'),
  daysSinceLastSale: one('TALLY'),
  daysSinceJoining: one('TALLY'),
  birthdayMonth: one('MONTH', true),
  restaurants: many('ID'),
  registeredBy: one('TEXT'),
  registeredAt: one('ID', true),
  consents: many('TEXT'),
} as const satisfies Record<keyof GuestFacts, FieldKind>;

export type GuestField = keyof typeof GUEST_FIELDS;
export type GuestRule = RuleGroup<GuestField>;
export type FailedGuestRule = FailedRule<GuestField>;

/** How a guest came to the network. */
export const REGISTRATION_SOURCES = ['STAFF', 'SELF', 'IMPORT', 'API'] as const;

/** Read from the journal, guest by guest: left out where no rule asks. */
const OF_JOURNAL: ReadonlySet<GuestField> = new Set([
  'spendOfYear',
  'visitsOfYear',
  'daysSinceLastSale',
  'restaurants',
] satisfies GuestField[]);

/** Names that a rule is checked against. */
export interface KnownNames {
  readonly tiers: readonly string[];
  readonly restaurantIds: ReadonlySet<string>;
}

/** Faults of an untrusted rule, each with its path; empty when it is valid. */
export function mistakesOfRule(value: unknown, { tiers, restaurantIds }: KnownNames): Mistake[] {
  const ofShape = mistakesOfShape(value, GUEST_FIELDS);
  if (ofShape.length > 0) return ofShape;
  const rule = value as GuestRule;
  return [
    ...mistakesOfMeaning(rule, tiers, GUEST_FIELDS),
    ...unknownNames(rule, 'restaurants', restaurantIds),
    ...unknownNames(rule, 'registeredAt', restaurantIds),
    ...unknownNames(rule, 'registeredBy', new Set(REGISTRATION_SOURCES)),
  ];
}

/** Membership by a segment's rule, and the condition that excludes a guest. */
export class CompiledGuestRule {
  private readonly parts: readonly CompiledTree<GuestFacts, null, GuestField>[];
  readonly asksJournal: boolean;

  constructor(rule: GuestRule) {
    this.parts = flattened(compileTree(plainTreeOf(rule), OF_GUEST));
    this.asksJournal = [...conditionsOf(rule, [])].some(({ condition }) => OF_JOURNAL.has(condition.field));
  }

  /** Null: the guest is in it. */
  firstFailed(facts: GuestFacts): FailedGuestRule | null {
    return firstFailed(this.parts, facts, null);
  }
}

const OF_GUEST: Asking<GuestFacts, null, GuestField> = { asksPart: () => false, testOf };

function testOf({ field, operator, value }: Condition<GuestField>) {
  switch (field) {
    case 'restaurants':
    case 'consents':
      return manyTest<GuestFacts, null>((facts) => facts[field], operator, value);
    case 'tier':
    case 'registeredBy':
    case 'registeredAt':
      return textTest<GuestFacts, null>((facts) => facts[field], operator, value);
    case 'birthdayMonth':
      return textTest<GuestFacts, null>((facts) => facts.birthdayMonth, operator, asTexts(value));
    case 'spend':
    case 'visits':
    case 'spendOfYear':
    case 'visitsOfYear':
    case 'daysSinceLastSale':
    case 'daysSinceJoining':
      return numberTest<GuestFacts, null>((facts) => facts[field], operator, value);
  }
}

/** A value that may be missing is compared as text, and a missing one equals none. */
function asTexts(value: Condition['value']): Condition['value'] {
  if (typeof value === 'number') return String(value);
  return typeof value === 'object' && value !== null ? value.map(String) : value;
}

interface PlacedCondition {
  readonly condition: Condition<GuestField>;
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
