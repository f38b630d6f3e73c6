import type { FaultReason } from '../../../platform/http/catalogue/catalogue';
import {
  CONDITION_FIELDS,
  type ConditionOperator,
  type FieldKind,
  type FieldType,
  operatorsOf,
} from '../../../decision';

/** The fields, by name, that conditions of a kind of tree may use. */
export type FieldTable = Readonly<Record<string, FieldKind>>;

/** The deepest nesting of groups, including the outermost. */
export const MAX_DEPTH = 6;
export const MAX_RULES_IN_GROUP = 50;
/** The most conditions in a rule's tree. */
export const MAX_CONDITIONS = 200;
const MAX_LISTED_VALUES = 1_000;
/** The longest period of a field that counts over days: ten years. */
const MAX_DAYS = 3_650;

/** A fault with its path and a code of docs/errors.md. */
export type Mistake = { readonly path: (string | number)[]; readonly code: string; readonly reason?: FaultReason };

/** The least and most that a figure can be; a condition beyond them could never hold or never fail. */
export const BOUNDS_OF_TYPE = {
  COUNT: [0, 500],
  TALLY: [0, 1_000_000],
  MONEY: [0, 100_000_000_000],
  QUANTITY: [0, 1_000_000_000],
  WEEKDAY: [1, 7],
  DAY_OF_MONTH: [1, 31],
  MONTH: [1, 12],
} as const;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** A segment code. It contains no comma, because commas separate codes in a list. */
export const SEGMENT_CODE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$/;
const TIME = /^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$/;
const DATE = /^(19[7-9][0-9]|2[0-9]{3})-[0-9]{2}-[0-9]{2}$/;
const DAY_MS = 86_400_000;
const MAX_TEXT = 200;

type DocumentPath = readonly (string | number)[];

/** The mistakes in a value's form as a rule tree. Never goes deeper than the limit, whatever the value is. */
export function mistakesOfShape(value: unknown, fields: FieldTable = CONDITION_FIELDS): Mistake[] {
  const walk = new Walk(fields);
  walk.group(value, [], 1);
  return walk.mistakes;
}

class Walk {
  readonly mistakes: Mistake[] = [];
  private conditions = 0;

  constructor(private readonly fields: FieldTable) {}

  group(value: unknown, path: DocumentPath, depth: number): void {
    if (depth > MAX_DEPTH) {
      this.add(path, 'too_deep', 'tooDeep');
      return;
    }
    if (!isObject(value)) {
      this.add(path, 'wrong_type', 'groupNotObject');
      return;
    }
    this.onlyFields(value, ['combinator', 'not', 'rules'], path);
    const { combinator, not, rules } = value;
    if (combinator !== 'and' && combinator !== 'or') this.add([...path, 'combinator'], 'not_allowed', 'combinator');
    if (not !== undefined && typeof not !== 'boolean') this.add([...path, 'not'], 'wrong_type', 'notIsFlag');
    if (!Array.isArray(rules)) {
      this.add([...path, 'rules'], 'wrong_type', 'rulesNotList');
      return;
    }
    if (rules.length === 0) this.add([...path, 'rules'], 'too_few', 'emptyGroup');
    if (rules.length > MAX_RULES_IN_GROUP) {
      this.add([...path, 'rules'], 'too_many', 'groupTooManyRules');
      return;
    }
    for (const [index, rule] of rules.entries()) this.rule(rule, [...path, 'rules', index], depth);
  }

  private rule(value: unknown, path: DocumentPath, depth: number): void {
    if (isObject(value) && 'rules' in value) {
      this.group(value, path, depth + 1);
      return;
    }
    this.conditions += 1;
    if (this.conditions === MAX_CONDITIONS + 1) this.add(path, 'too_many', 'ruleTooManyConditions');
    if (this.conditions <= MAX_CONDITIONS) this.condition(value, path);
  }

  private condition(value: unknown, path: DocumentPath): void {
    if (!isObject(value)) {
      this.add(path, 'wrong_type', 'conditionNotObject');
      return;
    }
    const { field, operator, days } = value;
    const kind = this.kindOf(field);
    this.onlyFields(value, ['field', 'operator', 'value', ...(kind?.inDays === true ? ['days'] : [])], path);
    if (kind?.inDays === true && !isNumberOfDays(days)) this.add([...path, 'days'], 'not_valid', 'numberOfDays');
    if (kind === undefined) {
      this.add([...path, 'field'], 'not_allowed', 'noSuchField');
    } else if (!isOperatorOf(kind, operator)) {
      this.add([...path, 'operator'], 'not_allowed', 'operatorNotOfField');
    } else {
      this.value(kind.type, operator, value['value'], [...path, 'value']);
    }
  }

  private kindOf(field: unknown): FieldKind | undefined {
    return typeof field === 'string' && Object.hasOwn(this.fields, field) ? this.fields[field] : undefined;
  }

  private value(type: FieldType, operator: ConditionOperator, value: unknown, path: DocumentPath): void {
    switch (operator) {
      case 'null':
      case 'notNull':
        if (value !== null) this.add(path, 'wrong_type', 'operatorTakesNoValue');
        return;
      case 'in':
      case 'notIn':
        this.list(type, value, path);
        return;
      case 'between':
      case 'notBetween':
        if (Array.isArray(value) && value.length === 2) this.each(type, value, path);
        else this.add(path, 'wrong_type', 'operatorTakesTwoValues');
        return;
      default:
        if (!fits(type, value)) this.add(path, 'not_valid', FORM_OF_TYPE[type]);
    }
  }

  private list(type: FieldType, value: unknown, path: DocumentPath): void {
    if (!Array.isArray(value)) this.add(path, 'wrong_type', 'operatorTakesList');
    else if (value.length === 0) this.add(path, 'too_few', 'emptyList');
    else if (value.length > MAX_LISTED_VALUES) this.add(path, 'too_many', 'listTooManyValues');
    else {
      this.each(type, value, path);
      if (new Set(value).size < value.length) this.add(path, 'not_valid', 'valueTwice');
    }
  }

  private each(type: FieldType, values: readonly unknown[], path: DocumentPath): void {
    for (const [index, one] of values.entries())
      if (!fits(type, one)) this.add([...path, index], 'not_valid', FORM_OF_TYPE[type]);
  }

  private onlyFields(value: object, known: readonly string[], path: DocumentPath): void {
    for (const name of Object.keys(value))
      if (!known.includes(name)) this.add([...path, name.slice(0, MAX_TEXT)], 'unknown_field', 'unknownMember');
  }

  private add(path: DocumentPath, code: string, reason: FaultReason): void {
    this.mistakes.push({ path: [...path], code, reason });
  }
}

const FORM_OF_TYPE: Readonly<Record<FieldType, FaultReason>> = {
  TEXT: 'shortText',
  ID: 'lowerCaseId',
  TIER: 'tierCode',
  SEGMENT: 'segmentCode',
  COUNT: 'numberTo500',
  TALLY: 'numberToMillion',
  MONEY: 'minorUnits',
  QUANTITY: 'thousandths',
  WEEKDAY: 'weekday',
  DAY_OF_MONTH: 'dayOfMonth',
  MONTH: 'month',
  TIME: 'localTime',
  DATE: 'date',
  FLAG: 'flag',
};

function fits(type: FieldType, value: unknown): boolean {
  switch (type) {
    case 'TEXT':
    case 'TIER':
      return typeof value === 'string' && value.length > 0 && value.length <= MAX_TEXT;
    case 'SEGMENT':
      return typeof value === 'string' && SEGMENT_CODE.test(value);
    case 'ID':
      return typeof value === 'string' && UUID.test(value);
    case 'TIME':
      return typeof value === 'string' && TIME.test(value);
    case 'DATE':
      return typeof value === 'string' && DATE.test(value) && isDate(value);
    case 'FLAG':
      return typeof value === 'boolean';
    case 'COUNT':
    case 'TALLY':
    case 'MONEY':
    case 'QUANTITY':
    case 'WEEKDAY':
    case 'DAY_OF_MONTH':
    case 'MONTH': {
      const [least, most] = BOUNDS_OF_TYPE[type];
      return typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most;
    }
  }
}

function isNumberOfDays(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= MAX_DAYS;
}

/** Whether a text is a date that exists, unlike 30 February. */
function isDate(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(Math.floor(at / DAY_MS) * DAY_MS).toISOString().startsWith(text);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOperatorOf(field: FieldKind, value: unknown): value is ConditionOperator {
  return operatorsOf(field).some((operator) => operator === value);
}
