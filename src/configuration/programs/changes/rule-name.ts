import { CONDITION_FIELDS, isGroup, type ProgramDocument, type RuleGroup } from '../../../decision';
import { conditionText } from './condition-text';
import { type ProgramReading, ProgramWords } from './program-words';

/**
 * The name of a rule of the programme for people: its conditions. A rule whose conditions name tills or restaurants is named by its number, because a
 * snapshot knows these by their ids alone. Null: the document has no such rule.
 */
export function ruleName(
  { earning }: ProgramDocument,
  id: string,
  reading: Pick<ProgramReading, 'language' | 'currency' | 'currencyDigits'>,
): string | null {
  const index = earning.rules.findIndex((rule) => rule.id === id);
  const rule = earning.rules[index];
  if (rule === undefined) return null;
  const words = new ProgramWords({ ...reading, places: new Map(), cards: new Map() });
  if (rule.when !== null && namesPlaces(rule.when)) return `№ ${String(index + 1)}`;
  return rule.when === null ? words.say('values.rule.when', { condition: null }) : conditionText(rule.when, words);
}

function namesPlaces({ rules }: RuleGroup): boolean {
  return rules.some((rule) => (isGroup(rule) ? namesPlaces(rule) : CONDITION_FIELDS[rule.field].type === 'ID'));
}
