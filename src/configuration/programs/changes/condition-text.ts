import { CONDITION_FIELDS, type Condition, type PlainTree, plainTreeOf, type RuleGroup } from '../../../decision';
import { weekdayText } from '../../../platform/language/figures';
import type { ProgramWords } from './program-words';

/** A rule tree in words; a `not` is expressed by the opposite of each condition. */
export function conditionText(when: RuleGroup, words: ProgramWords): string {
  return textOf(plainTreeOf(when), words, false);
}

function textOf(tree: PlainTree, words: ProgramWords, isInner: boolean): string {
  if (tree.kind === 'ONE') return oneText(tree.condition, words);
  const [only, ...others] = tree.parts;
  if (only !== undefined && others.length === 0) return textOf(only, words, isInner);
  const joint = words.say(tree.kind === 'ALL' ? 'conditions.and' : 'conditions.or', {});
  const text = tree.parts.map((part) => textOf(part, words, true)).join(` ${joint} `);
  return isInner ? `(${text})` : text;
}

function oneText({ field: code, operator, value }: Condition, words: ProgramWords): string {
  const field = words.say(`fields.${code}`, {});
  if (typeof value === 'boolean')
    return words.say(value === (operator === '=') ? 'conditions.yes' : 'conditions.no', { field });
  const values = typeof value === 'object' ? (value ?? []) : [value];
  const said = values.map((one) => valueText(code, one, words));
  const [from = '', to = ''] = said;
  return words.say(`conditions.${operator}`, { field, value: said.join(', '), from, to });
}

function valueText(field: Condition['field'], value: string | number, words: ProgramWords): string {
  const {
    formatters,
    reading: { language },
  } = words;
  switch (CONDITION_FIELDS[field].type) {
    case 'MONEY':
      return formatters.money(Number(value), language);
    case 'QUANTITY':
      return formatters.quantity(Number(value), language);
    case 'WEEKDAY':
      return weekdayText(Number(value), language);
    case 'ID':
      return words.place(String(value));
    default:
      return String(value);
  }
}
