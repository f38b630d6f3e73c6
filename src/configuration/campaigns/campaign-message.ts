import { type CampaignDocument, type Condition, isGroup, type RuleGroup } from '../../decision';
import { messages, type MessagesArguments } from '../../generated/words/messages';
import { dayOfIsoDate } from '../../platform/clock/calendar';
import { weekdayText } from '../../platform/language/figures';
import { WHOLE_LANGUAGES, type WholeLanguage } from '../../platform/language/language';
import { spokenIn } from '../../platform/language/spoken';
import type { CampaignDraft } from '../campaign-document/campaign-document.schema';
import { payoutText, type PayoutWords } from '../campaign-document/payout-kinds';
import { conditionText } from '../programs/changes/condition-text';
import { ProgramWords } from '../programs/changes/program-words';

/** Names and money that sentences about a campaign need besides its document. */
export interface CampaignReading {
  readonly currency: string;
  readonly currencyDigits: number;
  /** Names of restaurants and tills by id, in a language. */
  readonly places: Readonly<Record<WholeLanguage, ReadonlyMap<string, string>>>;
  readonly rewardNames: PayoutWords['rewardNames'];
}

type DraftOrDocument = CampaignDraft | CampaignDocument;
type Offer = NonNullable<DraftOrDocument['offer']>;
type MoneyOff = NonNullable<DraftOrDocument['moneyOff']>;
type GoodsPart = Extract<MoneyOff, { kind: 'COMBO' }>['parts'][number];
type Challenge = NonNullable<DraftOrDocument['challenge']>;
type Message = { readonly title: string; readonly text: string };
type MessageKey = Extract<keyof MessagesArguments, `campaign.${string}`>;
type ShortKey = MessageKey extends `campaign.${infer Short}` ? Short : never;
type All<Each> = (Each extends unknown ? (each: Each) => void : never) extends (all: infer Together) => void
  ? Together
  : never;

/** Names of the members that any kind of a union has; the sentence of a kind names its own. */
type Members<Union> = Union extends unknown ? keyof Union : never;
type UnionMembers<Union> = { readonly [Name in Members<Union>]: Extract<Union, Readonly<Record<Name, unknown>>>[Name] };

const WHOLE_DAY = { from: '00:00', to: '24:00' };
const DAYS_OF_WEEK = 7;
const PPM_OF_ONE = 1_000_000;
const LOCAL_DAY = 'YYYY-MM-DD'.length;

/** The conditions of a campaign in the reader's words; undefined: it has none. */
export function conditionsOf(
  { when }: Pick<DraftOrDocument, 'when'>,
  language: WholeLanguage,
  reading: CampaignReading,
) {
  return when === null ? undefined : conditionText(when, wordsIn(language, reading));
}

/** The message that a campaign's settings make, in each language. Undefined: the campaign gives nothing of its own. */
export function messageOf(
  draft: DraftOrDocument,
  reading: CampaignReading,
): Record<WholeLanguage, Message> | undefined {
  if (draft.type === 'MESSAGE') return undefined;
  const of = (language: WholeLanguage): Message => ({
    title: spokenIn(draft.name, language, language) ?? '',
    text: textOf(draft, language, reading),
  });
  return Object.fromEntries(WHOLE_LANGUAGES.map((language) => [language, of(language)])) as Record<
    WholeLanguage,
    Message
  >;
}

function wordsIn(language: WholeLanguage, { currency, currencyDigits, places }: CampaignReading): ProgramWords {
  return new ProgramWords({ language, currency, currencyDigits, places: places[language], cards: new Map() });
}

function textOf(draft: DraftOrDocument, language: WholeLanguage, reading: CampaignReading): string {
  const words = wordsIn(language, reading);
  const say = <K extends ShortKey>(key: K, given: All<MessagesArguments[`campaign.${K}`]>): string =>
    (messages[language][`campaign.${key}`] as (f: typeof words.formatters, a: typeof given) => string)(
      words.formatters,
      given,
    );
  const ofPayouts: PayoutWords = {
    say: (key, given) =>
      (messages[language][key] as (f: typeof words.formatters, a: typeof given) => string)(words.formatters, given),
    spoken: (texts) => words.spoken(texts),
    rewardNames: reading.rewardNames,
  };
  const { offer, moneyOff, challenge, when, schedule, where, caps, validity } = draft;
  return [
    ...(offer === null ? [] : [offerText(offer)]),
    ...(moneyOff === undefined ? [] : [offText(moneyOff)]),
    ...(challenge === null ? [] : [challengeText(challenge)]),
    ...(when === null ? [] : [whenText(when)]),
    ...(draft.leastToPay === undefined ? [] : [say('leastToPay', { amount: draft.leastToPay })]),
    ...(draft.promoCode === undefined ? [] : [say('promoCode', { code: draft.promoCode })]),
    ...(schedule.recurrence === null ? [] : [recurrenceText(schedule.recurrence)]),
    ...(schedule.exceptions.length === 0 ? [] : [say('except', { days: schedule.exceptions.map(dayText) })]),
    ...(schedule.endsAt === null ? [] : [untilText(schedule.endsAt)]),
    ...(where.restaurantIds.length === 0
      ? []
      : [say('where', { names: where.restaurantIds.map((id) => words.place(id)) })]),
    ...(draft.join === 'JOINED' ? [say('join', {})] : []),
    ...(caps?.uses == null ? [] : [say('uses', { count: caps.uses })]),
    ...(validity === undefined
      ? []
      : 'days' in validity.until
        ? [say('pointsDays', { n: validity.until.days })]
        : [say('pointsUntil', { day: dayOfIsoDate(validity.until.date) })]),
  ]
    .map(capitalised)
    .join(' ');

  function offerText(gain: Offer): string {
    const isWhole = gain.kind === 'MULTIPLIER' && gain.multiplierPpm % PPM_OF_ONE === 0;
    const times = isWhole ? gain.multiplierPpm / PPM_OF_ONE : 0;
    return say(`offer.${gain.kind}`, { ...(gain as UnionMembers<Offer>), times });
  }

  function offText(off: MoneyOff): string {
    const parts = 'parts' in off ? off.parts : 'buy' in off ? [off.buy, off.get] : [];
    const goods = parts.map(partText);
    const [buy = '', get = ''] = goods;
    return say(`off.${off.kind}`, { ...(off as UnionMembers<MoneyOff>), goods: goods.join(' + '), buy, get });
  }

  function partText({ pieces, categories, skus }: GoodsPart): string {
    return say('part', { pieces, goods: [...categories, ...skus] });
  }

  function challengeText({ tasks, payouts }: Challenge): string {
    return say('challenge', { tasks: tasks.map(taskText), payouts: payouts.map((one) => payoutText(one, ofPayouts)) });
  }

  function taskText(task: Challenge['tasks'][number]): string {
    if (task.kind === 'ACTIVITY') return say('task.ACTIVITY', { count: task.target });
    const { measure, target, categories, skus, freezes = 0 } = task;
    const text = say(`task.${measure}`, { target, count: target, freezes });
    const goods = [...categories, ...skus];
    return goods.length === 0 ? text : say('goods', { task: text, goods });
  }

  function whenText(rules: RuleGroup): string {
    const only = onlyCondition(rules);
    if (only?.value === true && only.operator === '=' && isOfGuest(only.field)) return say(`only.${only.field}`, {});
    if (only !== null && isOfGoods(only)) return say('only.goods', { goods: [only.value].flat().map(String) });
    return say('only.condition', { condition: conditionText(rules, words) });
  }

  function recurrenceText(recurrence: NonNullable<DraftOrDocument['schedule']['recurrence']>): string {
    const { from, to, days } = recurrence;
    const isWhole = from === WHOLE_DAY.from && to === WHOLE_DAY.to;
    const hours = (isAlone: boolean): string => {
      if (isAlone) return isWhole ? say('hours.none', {}) : say('hours.oneDay', { from, to });
      return isWhole ? say('hours.wholeDays', { n: days }) : say('hours.severalDays', { n: days, from, to });
    };
    switch (recurrence.by) {
      case 'MONTH_DAY':
        return say('monthDay', { day: recurrence.day, hours: hours(days === 1) });
      case 'MONTH_WEEKDAY':
        return say('monthWeekday', {
          nth: `n${String(recurrence.nth)}`,
          weekday: weekdayText(recurrence.weekday, language),
          hours: hours(days === 1),
        });
      case 'WEEK': {
        // An occurrence of several whole days covers the weekdays after its first day too.
        const covered = isWhole ? daysAfter(recurrence.weekdays, days) : recurrence.weekdays;
        const said = hours(isWhole || days === 1);
        const all = [...covered].sort((a, b) => a - b).join('');
        if (all === '1234567') return say('everyDay', { hours: said });
        if (all === '12345') return say('workdays', { hours: said });
        if (all === '67') return say('weekends', { hours: said });
        const names = all.split('').map((day) => say(`day.d${day as '1'}`, {}));
        return say('week', { days: names, hours: said });
      }
    }
  }

  function untilText(endsAt: string): string {
    const [day, time] = [endsAt.slice(0, LOCAL_DAY), endsAt.slice(LOCAL_DAY + 1)];
    return say('until', { day: dayOfIsoDate(day), time: time === WHOLE_DAY.from ? 'none' : time });
  }

  function dayText(day: string): string {
    return words.formatters.date(dayOfIsoDate(day), language);
  }
}

/** The sentence with a capital letter. After an abbreviation it ends with one full stop, not two. */
function capitalised(sentence: string): string {
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1).replace(/\.\.$/, '.');
}

function daysAfter(weekdays: readonly number[], days: number): readonly number[] {
  const covered = weekdays.flatMap((first) =>
    Array.from({ length: Math.min(days, DAYS_OF_WEEK) }, (_, later) => ((first - 1 + later) % DAYS_OF_WEEK) + 1),
  );
  return [...new Set(covered)];
}

/** The condition of a group that has one rule alone; null: the group has none or several. */
function onlyCondition({ rules, not = false }: RuleGroup): Condition | null {
  const [rule, ...others] = rules;
  return rule === undefined || others.length > 0 || not || isGroup(rule) ? null : rule;
}

const OF_GUEST = ['birthdayToday', 'birthdayMonth', 'firstSale'] as const;

function isOfGuest(field: Condition['field']): field is (typeof OF_GUEST)[number] {
  return OF_GUEST.some((one) => one === field);
}

function isOfGoods({ field, operator }: Condition): boolean {
  return (field === 'category' || field === 'sku') && (operator === '=' || operator === 'in');
}
