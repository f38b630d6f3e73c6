import type { RuleGroupType } from 'react-querybuilder';

/** The kinds of values that a field has (docs/program.md, "Conditions"). */
export type FieldType =
  | 'TEXT'
  | 'PLACE'
  | 'TILL'
  | 'TIER'
  | 'SEGMENT'
  | 'CHANNEL'
  | 'COUNT'
  | 'MONEY'
  | 'QUANTITY'
  | 'WEEKDAY'
  | 'DAY'
  | 'MONTH'
  | 'SOURCE'
  | 'LANGUAGE'
  | 'RFM'
  | 'TIME'
  | 'DATE'
  | 'FLAG';

export const CONDITION_FIELDS = [
  { name: 'category', type: 'TEXT', mayBeMissing: true },
  { name: 'sku', type: 'TEXT', mayBeMissing: true },
  { name: 'quantity', type: 'QUANTITY', mayBeMissing: false },
  { name: 'total', type: 'MONEY', mayBeMissing: false },
  { name: 'amount', type: 'MONEY', mayBeMissing: false },
  { name: 'payable', type: 'MONEY', mayBeMissing: false },
  { name: 'items', type: 'COUNT', mayBeMissing: false },
  { name: 'restaurant', type: 'PLACE', mayBeMissing: false },
  { name: 'pointOfSale', type: 'TILL', mayBeMissing: false },
  { name: 'channel', type: 'CHANNEL', mayBeMissing: false },
  { name: 'paymentMethod', type: 'TEXT', mayBeMissing: true },
  { name: 'localTime', type: 'TIME', mayBeMissing: false },
  { name: 'weekday', type: 'WEEKDAY', mayBeMissing: false },
  { name: 'dayOfMonth', type: 'DAY', mayBeMissing: false },
  { name: 'date', type: 'DATE', mayBeMissing: false },
  { name: 'tier', type: 'TIER', mayBeMissing: false },
  { name: 'segment', type: 'SEGMENT', mayBeMissing: false },
  { name: 'birthdayToday', type: 'FLAG', mayBeMissing: false },
  { name: 'birthdayMonth', type: 'FLAG', mayBeMissing: false },
  { name: 'firstSale', type: 'FLAG', mayBeMissing: false },
] as const satisfies readonly ConditionField[];

export interface ConditionField {
  readonly name: string;
  readonly type: FieldType;
  readonly mayBeMissing: boolean;
  /** The field counts within a number of days, an input beside the value. */
  readonly inDays?: true;
}

const EQUAL = ['=', '!='] as const;
const LISTED = ['=', '!=', 'in', 'notIn'] as const;
const ORDERED = ['>=', '<=', '>', '<', 'between', 'notBetween'] as const;

const OPERATORS = {
  TEXT: LISTED,
  PLACE: LISTED,
  TILL: LISTED,
  TIER: LISTED,
  SEGMENT: LISTED,
  SOURCE: LISTED,
  LANGUAGE: LISTED,
  RFM: LISTED,
  MONTH: LISTED,
  CHANNEL: LISTED,
  COUNT: [...ORDERED, ...EQUAL],
  MONEY: [...ORDERED, ...EQUAL],
  QUANTITY: [...ORDERED, ...EQUAL],
  WEEKDAY: [...LISTED, ...ORDERED],
  DAY: [...LISTED, ...ORDERED],
  TIME: ['between', 'notBetween', '>=', '<', '>', '<='],
  DATE: ['between', 'notBetween', '>=', '<=', '=', '!='],
  FLAG: ['='],
} as const satisfies Record<FieldType, readonly string[]>;

export type Operator = (typeof OPERATORS)[FieldType][number] | 'null' | 'notNull';

export function operatorsOf(field: ConditionField): readonly Operator[] {
  const operators: readonly Operator[] = OPERATORS[field.type];
  return field.mayBeMissing ? [...operators, 'null', 'notNull'] : operators;
}

export function typeOf(name: string): FieldType {
  return CONDITION_FIELDS.find((one) => one.name === name)?.type ?? 'TEXT';
}

/** The value that a new condition begins with, in the form that its operator takes. */
export function firstValueOf(type: FieldType, operator: string): unknown {
  if (operator === 'null' || operator === 'notNull') return null;
  if (operator === 'in' || operator === 'notIn') return [];
  const one = type === 'FLAG' ? true : '';
  return operator === 'between' || operator === 'notBetween' ? [one, one] : one;
}

/** The value of a field that counts within a number of days, as the builder holds it. */
export interface ValueInDays {
  readonly days: unknown;
  readonly value: unknown;
}

export const FIRST_DAYS = 30;

export function isInDays(value: unknown): value is ValueInDays {
  return typeof value === 'object' && value !== null && 'days' in value;
}

type QueryRule = RuleGroupType['rules'][number] & { readonly days?: unknown };
type Tree = { readonly combinator: string; readonly not?: true; readonly rules: readonly unknown[] };

/** The tree as the document keeps it: without the marks of the builder. */
export function withoutIds({ combinator, not, rules }: RuleGroupType): Tree {
  return {
    combinator,
    ...(not === true ? { not } : {}),
    rules: rules.map((rule) => {
      if ('rules' in rule) return withoutIds(rule);
      const value = rule.value as unknown;
      const { field, operator } = rule;
      return isInDays(value) ? { field, operator, value: value.value, days: value.days } : { field, operator, value };
    }),
  };
}

/** The tree of a document as the builder holds it: each number of days with its value. */
export function withDays(tree: RuleGroupType): RuleGroupType {
  return {
    ...tree,
    rules: tree.rules.map((rule: QueryRule) => {
      if ('rules' in rule) return withDays(rule);
      const { days, ...rest } = rule;
      return days === undefined ? rule : { ...rest, value: { days, value: rule.value as unknown } };
    }),
  };
}
