/** The rule tree of a programme's document, and the fields and operators that it may ask with. */
import { localDayOf } from './dates';

/** The form of react-querybuilder's `RuleGroupType`, so that the console shows it as it is stored. Never empty. */
export type RuleGroup = {
  readonly combinator: 'and' | 'or';
  /** The group holds where what it says does not. */
  readonly not?: boolean | undefined;
  readonly rules: readonly (RuleGroup | Condition)[];
};

export type Condition = {
  readonly field: ConditionField;
  readonly operator: ConditionOperator;
  readonly value: ConditionValue;
};

/** One value, a list (`in`), a pair (`between`), or null for an operator that needs none (`null`). */
export type ConditionValue = string | number | boolean | null | readonly string[] | readonly number[];

/**
 * What the values of a field are. MONEY is in minor units, QUANTITY in thousandths, TIME a local "HH:MM" (up to "24:00"),
 * DATE a local "YYYY-MM-DD", WEEKDAY ISO's (1 is Monday).
 */
export type FieldType =
  'TEXT' | 'ID' | 'TIER' | 'COUNT' | 'MONEY' | 'QUANTITY' | 'WEEKDAY' | 'DAY_OF_MONTH' | 'TIME' | 'DATE' | 'FLAG';

type FieldKind = {
  readonly type: FieldType;
  /** LINE: asked of each line by itself, so that a rule may act on some of them. */
  readonly of: 'LINE' | 'SALE';
  /** It may be missing: `null` and `notNull` may be asked. */
  readonly mayBeMissing: boolean;
};

const of = (type: FieldType, place: FieldKind['of'] = 'SALE', mayBeMissing = false): FieldKind => ({
  type,
  of: place,
  mayBeMissing,
});

export const CONDITION_FIELDS = {
  category: of('TEXT', 'LINE', true),
  sku: of('TEXT', 'LINE', true),
  quantity: of('QUANTITY', 'LINE'),
  /** Of the line, before discount. */
  total: of('MONEY', 'LINE'),
  amount: of('MONEY'),
  payable: of('MONEY'),
  /** How many lines the receipt has. */
  items: of('COUNT'),
  restaurant: of('ID'),
  pointOfSale: of('ID'),
  channel: of('TEXT'),
  paymentMethod: of('TEXT', 'SALE', true),
  localTime: of('TIME'),
  weekday: of('WEEKDAY'),
  dayOfMonth: of('DAY_OF_MONTH'),
  date: of('DATE'),
  /** The tier that decides the sale. */
  tier: of('TIER'),
  birthdayToday: of('FLAG'),
  /** The guest's birthday is in this month. */
  birthdayMonth: of('FLAG'),
  /** The guest's first with something to pay. */
  firstSale: of('FLAG'),
} as const satisfies Record<string, FieldKind>;

export type ConditionField = keyof typeof CONDITION_FIELDS;

/**
 * `between` includes both ends, but of a TIME the end is the first minute that is not meant, and a beginning after the
 * end passes midnight. What is missing equals nothing, so `!=` and `notIn` hold for it.
 */
export type ConditionOperator =
  '=' | '!=' | 'in' | 'notIn' | '<' | '<=' | '>' | '>=' | 'between' | 'notBetween' | 'null' | 'notNull';

const EQUAL = ['=', '!='] as const;
const LISTED = [...EQUAL, 'in', 'notIn'] as const;
const ORDERED = ['<', '<=', '>', '>=', 'between', 'notBetween'] as const;
const MISSING = ['null', 'notNull'] as const;

const OPERATORS_OF_TYPE: Readonly<Record<FieldType, readonly ConditionOperator[]>> = {
  TEXT: LISTED,
  ID: LISTED,
  TIER: LISTED,
  COUNT: [...LISTED, ...ORDERED],
  MONEY: [...EQUAL, ...ORDERED],
  QUANTITY: [...EQUAL, ...ORDERED],
  WEEKDAY: [...LISTED, ...ORDERED],
  DAY_OF_MONTH: [...LISTED, ...ORDERED],
  TIME: ORDERED,
  DATE: [...EQUAL, ...ORDERED],
  FLAG: EQUAL,
};

export function operatorsOf(field: ConditionField): readonly ConditionOperator[] {
  const { type, mayBeMissing } = CONDITION_FIELDS[field];
  return mayBeMissing ? [...OPERATORS_OF_TYPE[type], ...MISSING] : OPERATORS_OF_TYPE[type];
}

/** The operator that holds exactly where this one does not. */
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

export function isGroup(rule: RuleGroup | Condition): rule is RuleGroup {
  return 'rules' in rule;
}

/** A tree without `not`: each condition asks with the operator that it has in effect. */
export type PlainTree =
  | { readonly kind: 'ALL' | 'ANY'; readonly parts: readonly PlainTree[] }
  | { readonly kind: 'ONE'; readonly condition: Condition };

/** The same tree with every `not` carried down to the conditions (De Morgan). */
export function plainTreeOf(rule: RuleGroup | Condition, isNegated = false): PlainTree {
  if (!isGroup(rule)) {
    const operator = isNegated ? OPPOSITE[rule.operator] : rule.operator;
    return { kind: 'ONE', condition: { field: rule.field, operator, value: rule.value } };
  }
  const negated = isNegated !== (rule.not === true);
  const isAll = (rule.combinator === 'and') !== negated;
  return { kind: isAll ? 'ALL' : 'ANY', parts: rule.rules.map((part) => plainTreeOf(part, negated)) };
}

/** A TIME, a DATE or another value as the number that is compared. Of a value that the schema has let pass. */
export function numberOf(value: string | number): number {
  if (typeof value === 'number') return value;
  const [first = 0, second = 0, third] = value.split(/[-:]/).map(Number);
  return third === undefined ? first * 60 + second : localDayOf({ year: first, month: second, day: third });
}
