/** The rule tree of a programme's document, with the fields and operators of its conditions. */
import { localDayOf } from '../basics/dates';

/** The form of react-querybuilder's `RuleGroupType`, so that the console shows the stored tree unchanged. A group is never empty. */
export type RuleGroup<Field extends string = ConditionField> = {
  readonly combinator: 'and' | 'or';
  /** True: the group holds where its rules do not. */
  readonly not?: boolean | undefined;
  readonly rules: readonly (RuleGroup<Field> | Condition<Field>)[];
};

export type Condition<Field extends string = ConditionField> = {
  readonly field: Field;
  readonly operator: ConditionOperator;
  readonly value: ConditionValue;
  /** For a field that counts over the last or the next days: how many days. Absent for other fields. */
  readonly days?: number | undefined;
};

/** One value, a list (`in`), a pair (`between`), or null for an operator that needs none (`null`). */
export type ConditionValue = string | number | boolean | null | readonly string[] | readonly number[];

export type FieldKind = {
  readonly type: FieldType;
  /** The value may be missing, so the operators `null` and `notNull` are allowed. */
  readonly mayBeMissing: boolean;
  /** The fact has several values at once: `=` asks whether one of them equals the value, `in` whether one of them is in the list. */
  readonly isMany: boolean;
  /** The field counts over a number of days that the condition names. */
  readonly inDays?: true;
};

/** LINE: the condition is tested on each line, so that a rule may act on some lines only. */
type SaleFieldKind = FieldKind & { readonly of: 'LINE' | 'SALE' };

const of = (type: FieldType, place: SaleFieldKind['of'] = 'SALE', mayBeMissing = false): SaleFieldKind => ({
  type,
  of: place,
  mayBeMissing,
  isMany: type === 'SEGMENT',
});

export const CONDITION_FIELDS = {
  category: of('TEXT', 'LINE', true),
  sku: of('TEXT', 'LINE', true),
  quantity: of('QUANTITY', 'LINE'),
  /** The line's total before discount. */
  total: of('MONEY', 'LINE'),
  amount: of('MONEY'),
  payable: of('MONEY'),
  /** How many lines the check has. */
  items: of('COUNT'),
  restaurant: of('ID'),
  pointOfSale: of('ID'),
  channel: of('TEXT'),
  paymentMethod: of('TEXT', 'SALE', true),
  localTime: of('TIME'),
  weekday: of('WEEKDAY'),
  dayOfMonth: of('DAY_OF_MONTH'),
  date: of('DATE'),
  /** The guest's tier at this sale. */
  tier: of('TIER'),
  /** The segments that the guest is in. */
  segment: of('SEGMENT'),
  birthdayToday: of('FLAG'),
  /** The guest's birthday is in this month. */
  birthdayMonth: of('FLAG'),
  /** The sale is the guest's first with something to pay. */
  firstSale: of('FLAG'),
} as const satisfies Record<string, SaleFieldKind>;

export type ConditionField = keyof typeof CONDITION_FIELDS;

/**
 * `between` includes both ends. For a TIME, the end is the first minute outside, and a beginning later than the end passes midnight. A missing value
 * equals nothing, so `!=` and `notIn` hold for it.
 */
export type ConditionOperator =
  | '='
  | '!='
  | 'in'
  | 'notIn'
  | '<'
  | '<='
  | '>'
  | '>='
  | 'between'
  | 'notBetween'
  | 'null'
  | 'notNull';

const EQUAL = ['=', '!='] as const;
const LISTED = [...EQUAL, 'in', 'notIn'] as const;
const ORDERED = ['<', '<=', '>', '>=', 'between', 'notBetween'] as const;
const MISSING = ['null', 'notNull'] as const;

const OPERATORS_OF_TYPE = {
  TEXT: LISTED,
  ID: LISTED,
  TIER: LISTED,
  SEGMENT: LISTED,
  COUNT: [...LISTED, ...ORDERED],
  TALLY: [...EQUAL, ...ORDERED],
  MONEY: [...EQUAL, ...ORDERED],
  QUANTITY: [...EQUAL, ...ORDERED],
  WEEKDAY: [...LISTED, ...ORDERED],
  DAY_OF_MONTH: [...LISTED, ...ORDERED],
  MONTH: LISTED,
  TIME: ORDERED,
  DATE: [...EQUAL, ...ORDERED],
  FLAG: EQUAL,
} as const satisfies Record<string, readonly ConditionOperator[]>;

/**
 * The kinds of a field's values. MONEY is in minor units, QUANTITY in thousandths, TIME a local "HH:MM" (up to "24:00"),
 * DATE a local "YYYY-MM-DD", WEEKDAY a number by ISO (1 is Monday), MONTH 1 to 12, TALLY a count without an upper bound.
 */
export type FieldType = keyof typeof OPERATORS_OF_TYPE;

export function operatorsOf({ type, mayBeMissing }: FieldKind): readonly ConditionOperator[] {
  return mayBeMissing ? [...OPERATORS_OF_TYPE[type], ...MISSING] : OPERATORS_OF_TYPE[type];
}

/** The operator that holds exactly where this one fails. */
export const OPPOSITE: Readonly<Record<ConditionOperator, ConditionOperator>> = {
  '=': '!=',
  '!=': '=',
  in: 'notIn',
  notIn: 'in',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
  between: 'notBetween',
  notBetween: 'between',
  null: 'notNull',
  notNull: 'null',
};

export function isGroup<Field extends string>(rule: RuleGroup<Field> | Condition<Field>): rule is RuleGroup<Field> {
  return 'rules' in rule;
}

/** A tree without `not`: each condition has the operator that is in effect. */
export type PlainTree<Field extends string = ConditionField> =
  | { readonly kind: 'ALL' | 'ANY'; readonly parts: readonly PlainTree<Field>[] }
  | { readonly kind: 'ONE'; readonly condition: Condition<Field> };

/** An equal tree with every `not` carried down to the conditions (De Morgan). */
export function plainTreeOf<Field extends string>(
  rule: RuleGroup<Field> | Condition<Field>,
  isNegated = false,
): PlainTree<Field> {
  if (!isGroup(rule)) {
    const operator = isNegated ? OPPOSITE[rule.operator] : rule.operator;
    return { kind: 'ONE', condition: { ...rule, operator } };
  }
  const negated = isNegated !== (rule.not === true);
  const isAll = (rule.combinator === 'and') !== negated;
  return { kind: isAll ? 'ALL' : 'ANY', parts: rule.rules.map((part) => plainTreeOf(part, negated)) };
}

/** A TIME, a DATE or another value as a number to compare. The value has passed the schema. */
export function numberOf(value: string | number): number {
  if (typeof value === 'number') return value;
  const [first = 0, second = 0, third] = value.split(/[-:]/).map(Number);
  return third === undefined ? first * 60 + second : localDayOf({ year: first, month: second, day: third });
}
