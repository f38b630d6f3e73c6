import {
  CONDITION_FIELDS,
  type Condition,
  type ConditionField,
  type ConditionOperator,
  type PlainTree,
  plainTreeOf,
  type RuleGroup,
} from '../../../decision';
import type { ProgramWords } from './program-words';

/** The words of conditions in one language. */
export interface ConditionWords {
  readonly always: string;
  readonly fields: Readonly<Record<ConditionField, string>>;
  /** `{from}` and `{to}` stand for the ends of a range, `{value}` for what is compared with. */
  readonly operators: Readonly<Record<ConditionOperator, string>>;
  readonly yes: string;
  readonly no: string;
  /** From Monday on. */
  readonly weekdays: readonly string[];
  readonly and: string;
  readonly or: string;
}

/** A rule tree in words; a `not` is told by the opposite of each condition. */
export function conditionText(when: RuleGroup | null, words: ConditionWords, figures: ProgramWords): string {
  return when === null ? words.always : textOf(plainTreeOf(when), words, figures, false);
}

function textOf(tree: PlainTree, words: ConditionWords, figures: ProgramWords, isInner: boolean): string {
  if (tree.kind === 'ONE') return oneText(tree.condition, words, figures);
  const [only, ...others] = tree.parts;
  if (only !== undefined && others.length === 0) return textOf(only, words, figures, isInner);
  const text = tree.parts
    .map((part) => textOf(part, words, figures, true))
    .join(` ${tree.kind === 'ALL' ? words.and : words.or} `);
  return isInner ? `(${text})` : text;
}

function oneText({ field, operator, value }: Condition, words: ConditionWords, figures: ProgramWords): string {
  const say = (one: string | number | boolean) => valueText(field, one, words, figures);
  const values = typeof value === 'object' ? (value ?? []) : [value];
  const said = values.map(say);
  const sentence = words.operators[operator]
    .replace('{from}', () => said[0] ?? '')
    .replace('{to}', () => said[1] ?? '')
    .replace('{value}', () => figures.list(said));
  return `${words.fields[field]} ${sentence}`;
}

function valueText(
  field: ConditionField,
  value: string | number | boolean,
  words: ConditionWords,
  figures: ProgramWords,
): string {
  switch (CONDITION_FIELDS[field].type) {
    case 'MONEY':
      return figures.money(Number(value));
    case 'QUANTITY':
      return figures.quantity(Number(value));
    case 'WEEKDAY':
      return words.weekdays[Number(value) - 1] ?? String(value);
    case 'FLAG':
      return value === true ? words.yes : words.no;
    case 'ID':
      return figures.place(String(value));
    default:
      return String(value);
  }
}
