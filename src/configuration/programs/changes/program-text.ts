import type { ProgramArguments } from '../../../generated/words/program';
import type { Condition, RuleGroup, SpendableIn } from '../../../decision';
import { dayOfYearText } from '../../../platform/language/figures';
import type { ProgramChange } from './compare-programs.rules';
import { conditionText } from './condition-text';
import { type ProgramReading, ProgramWords } from './program-words';
import type { Statement, StatementArguments, StatementCode } from './statements';

/** The two parts of a statement's text, "subject: value". */
type StatementPart = 'subjects' | 'values';
type ProgramTextKey = keyof ProgramArguments;
type LimitPlaces = StatementArguments['redemption.limit']['where'];

/** Codes whose text has the code as its key and needs no argument beyond the statement's. */
type PlainCode<P extends StatementPart> = {
  [Code in StatementCode]: `${P}.${Code}` extends ProgramTextKey
    ? StatementArguments[Code] extends ProgramArguments[`${P}.${Code}`]
      ? Code
      : never
    : never;
}[StatementCode];

/** How all other codes are written. A text that is missing or lacks an argument does not compile without an entry here. */
type Writers<P extends StatementPart> = {
  readonly [Code in Exclude<StatementCode, PlainCode<P>>]: (
    figures: StatementArguments[Code],
    words: ProgramWords,
  ) => string;
};

const SUBJECTS: Writers<'subjects'> = {
  stampCard: ({ card }, w) => w.say('subjects.stampCard', { named: w.card(card) }),
  'stampCard.name': ({ card }, w) => w.say('subjects.stampCard.name', { named: w.card(card) }),
  'stampCard.size': ({ card }, w) => w.say('subjects.stampCard.size', { named: w.card(card) }),
  'stampCard.reward': ({ card }, w) => w.say('subjects.stampCard.reward', { named: w.card(card) }),
  'stampCard.validity': ({ card }, w) => w.say('subjects.stampCard.validity', { named: w.card(card) }),
  'restrictions.leastPrice': ({ goods }, w) => w.say('subjects.restrictions.leastPrice', { goods: w.goods(goods) }),
  'redemption.limit': ({ where }, w) =>
    w.say('subjects.redemption.limit', { where: conditionText(conditionsOf(where), w) }),
};

const VALUES: Writers<'values'> = {
  model: ({ model }, w) => w.say(`values.model.${model}`, {}),
  rounding: ({ rounding }, w) => w.say(`values.rounding.${rounding}`, {}),
  'tier.match': ({ match }, w) => w.say(`values.tier.match.${match}`, {}),
  'tier.benefit': ({ benefit }, w) => w.say(`values.tier.benefit.${benefit}`, {}),
  'tier.custom': ({ text }, w) => w.say('values.tier.custom', { text: w.spoken(text) }),
  tierWindow: ({ window }, w) =>
    w.say(`values.tierWindow.${window.kind === 'CALENDAR' ? window.unit : window.kind}`, { months: 0, ...window }),
  tierGrace: ({ grace }, w) => w.say(`values.tierGrace.${grace.kind}`, { count: 0, ...grace }),
  tierDown: ({ down }, w) => w.say(`values.tierDown.${down}`, {}),
  'earning.exclusions.types': (figures, w) => typesText(figures, w),
  'rule.gain': ({ gain }, w) =>
    w.say(`values.rule.gain.${gain.kind}`, { multiplierPpm: 0, points: 0, step: 0, quantityMilli: 0, ...gain }),
  'rule.when': ({ when }, w) => w.say('values.rule.when', { condition: when === null ? null : conditionText(when, w) }),
  stampCard: ({ collects }, w) =>
    w.say(`values.stampCard.${collects.by}`, { leastAmount: 0, skus: [], categories: [], ...collects }),
  'stampCard.name': ({ name }, w) => w.say('values.stampCard.name', { name: w.spoken(name) }),
  'stampCard.reward': ({ reward }, w) =>
    'points' in reward
      ? w.say('values.stampCard.reward.POINTS', reward)
      : w.say('values.stampCard.reward.REWARD', reward),
  'restrictions.discount.types': (figures, w) => typesText(figures, w),
  'restrictions.redemption.types': (figures, w) => typesText(figures, w),
  'restrictions.base': ({ base }, w) => w.say(`values.restrictions.base.${base}`, {}),
  'redemption.notWith': ({ names }, w) =>
    w.say(`values.redemption.notWith.${names.length === 0 ? 'ALL' : 'NAMED'}`, { names }),
  'redemption.earns': ({ earns }, w) => w.say(`values.redemption.earns.${earns}`, {}),
  expiry: ({ expiry }, w) => {
    switch (expiry.kind) {
      case 'INACTIVITY':
        return w.say(`values.expiry.INACTIVITY_${expiry.unit}`, expiry);
      case 'YEARLY': {
        const { month, day, afterMonths } = expiry;
        return w.say('values.expiry.YEARLY', { date: dayOfYearText(month, day, w.reading.language), afterMonths });
      }
      default:
        return w.say(`values.expiry.${expiry.kind}`, { count: 0, ...expiry });
    }
  },
  'activity.spendableIn': (places, w) => placesText(places, w),
  'activity.referral.spendableIn': (places, w) => placesText(places, w),
  pending: ({ pending }, w) => w.say(`values.pending.${pending.kind}`, { days: 0, ...pending }),
  refundPolicy: ({ policy }, w) => w.say(`values.refundPolicy.${policy}`, {}),
};

/** "SILVER, discount: 10 %". */
export function statementText(statement: Statement, reading: ProgramReading): string {
  const words = new ProgramWords(reading);
  return words.say('sentence', saidOf(statement, words));
}

/** "SILVER, discount: 10 % instead of 7 %". */
export function changeText({ before, after }: ProgramChange, reading: ProgramReading): string {
  const words = new ProgramWords(reading);
  const [old, now] = [before, after].map((side) => (side === undefined ? null : saidOf(side, words)));
  if (now && old) return words.say('changes.changed', { subject: now.subject, after: now.value, before: old.value });
  if (now) return words.say('changes.added', now);
  return old ? words.say('changes.removed', old) : '';
}

function saidOf(statement: Statement, words: ProgramWords): { subject: string; value: string } {
  return { subject: partOf('subjects', SUBJECTS, statement, words), value: partOf('values', VALUES, statement, words) };
}

// TypeScript can't express that a code belongs to its own arguments in the union of all codes.
function partOf<P extends StatementPart>(
  part: P,
  writers: Writers<P>,
  { code, arguments: figures }: Statement,
  words: ProgramWords,
): string {
  const write = (writers as Partial<Record<StatementCode, (a: typeof figures, w: ProgramWords) => string>>)[code];
  return write === undefined ? words.say(`${part}.${code}` as ProgramTextKey, figures as never) : write(figures, words);
}

/** Conditions that say where a limit holds; they are told in the words of an earning rule's conditions. */
function conditionsOf({ tiers, channels, restaurantIds, categories }: LimitPlaces): RuleGroup {
  const lists = { tier: tiers, channel: channels, restaurant: restaurantIds, category: categories } as const;
  const rules = Object.entries(lists).flatMap(([field, value]): Condition[] => {
    const [only] = value;
    if (only === undefined) return [];
    const of = field as keyof typeof lists;
    return [
      value.length === 1 ? { field: of, operator: '=', value: only } : { field: of, operator: 'in', value: [...value] },
    ];
  });
  return { combinator: 'and', rules };
}

function placesText({ restaurantIds, categories = [] }: SpendableIn, words: ProgramWords): string {
  const places = restaurantIds.map((id) => words.place(id));
  return [
    ...(places.length > 0 ? [words.say('spendable.at', { names: places })] : []),
    ...(categories.length > 0 ? [words.say('spendable.on', { names: categories })] : []),
  ].join('; ');
}

function typesText({ names }: StatementArguments['earning.exclusions.types'], words: ProgramWords): string {
  return words.itemTypes(names).join(', ');
}
