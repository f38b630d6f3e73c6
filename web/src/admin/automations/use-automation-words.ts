import { useQuery } from '@tanstack/react-query';
import type {
  AutomationDocument,
  AutomationStep,
  EventCondition,
  EventMatch,
  Trigger,
} from '../../entities/automation/automation.api';
import { USUAL_GUEST_ENTRIES_PER_DAY } from '../../entities/automation/automation.api';
import { campaignName, campaignsQuery } from '../../entities/campaign/campaign.api';
import { couponBatchesQuery } from '../../entities/coupon/coupon.api';
import { useRestaurants } from '../../entities/restaurant/restaurant.api';
import { useRewards } from '../../entities/reward/use-rewards';
import { RFM_NAMES } from '../../entities/segment/rfm.api';
import { useSegments } from '../../entities/segment/use-segments';
import { useFormat } from '../../shared/format/use-format';
import { useSpoken } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';
import { GUEST_FIELDS, GUEST_KINDS } from '../../entities/condition/guest-fields';
import { EVENTS, type EventName, FACT_TYPES } from './automation-events.rules';
import { hasArms, waysOf } from './automation-tree.rules';

/** Condition of a guest rule, or a group of conditions, as the document of an automation stores it. */
type Rule =
  | { readonly combinator: 'and' | 'or'; readonly not?: boolean; readonly rules: readonly Rule[] }
  | { readonly field: string; readonly operator: string; readonly value?: unknown; readonly days?: number };

type GuestFieldName = (typeof GUEST_FIELDS)[keyof typeof GUEST_FIELDS][number]['name'];
type OperatorName =
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

/** Sentences for the parts of an automation in the reader's language. */
export interface AutomationWords {
  readonly trigger: (trigger: Trigger) => string;
  readonly who: (document: Pick<AutomationDocument, 'condition'>) => string;
  readonly often: (entry: AutomationDocument['entry']) => string;
  readonly quiet: (hours: AutomationDocument['quietHours']) => string;
  readonly goal: (goal: AutomationDocument['goal']) => string;
  readonly event: (match: EventMatch) => string;
  readonly step: (step: AutomationStep) => string;
  /** Heading of branch number `way` of a step, counted from 0, such as "If …" or "30 % of guests". */
  readonly way: (step: AutomationStep, way: number) => string;
  readonly time: (amount: number, unit: 'MINUTES' | 'HOURS' | 'DAYS') => string;
  readonly days: (weekdays: readonly number[]) => string;
  readonly name: (kind: 'segment' | 'reward' | 'campaign' | 'batch', code: string) => string;
  readonly title: (step: AutomationStep) => string;
}

export function useAutomationWords(): AutomationWords {
  const { t, language } = useTranslation('admin');
  const format = useFormat();
  const spoken = useSpoken();
  const segments = useSegments();
  const rewards = useRewards(false);
  const restaurants = useRestaurants();
  const campaigns = useQuery(campaignsQuery(null, false, undefined));
  const batches = useQuery(couponBatchesQuery(undefined));
  const list = (values: readonly string[]) =>
    new Intl.ListFormat(format.locale, { type: 'disjunction' }).format(values);
  const orNone = (text: string) => (text === '' ? t('automations.say.notChosen') : text);

  const words: AutomationWords = {
    trigger,
    who: ({ condition }) =>
      condition === null ? t('automations.who.all') : t('automations.who.rule', { rule: rule(condition as Rule) }),
    often: ({ mode, afterDays, perGuestPerDay = USUAL_GUEST_ENTRIES_PER_DAY, perDay, inAll }) =>
      [
        t(`automations.often.${mode}`, { count: mode === 'AGAIN' ? (afterDays ?? 0) : perGuestPerDay }),
        ...(perDay === null ? [] : [t('automations.often.perDay', { count: perDay })]),
        ...(inAll === null ? [] : [t('automations.often.inAll', { count: inAll })]),
      ].join(', '),
    quiet: (hours) => (hours === null ? t('automations.quiet.none') : t('automations.quiet.own', hours)),
    goal: (goal) => (goal === null ? t('automations.goal.none') : t('automations.goal.of', { event: event(goal) })),
    event,
    step,
    way,
    time: (amount, unit) => t(`automations.say.time.${unit}`, { count: amount }),
    days: (weekdays) =>
      weekdays.length === 0
        ? t('automations.say.anyDay')
        : list(weekdays.map((day) => t(`program.conditions.weekdays.d${String(day) as '1'}`))),
    name,
    title: (one) => {
      if (one.kind !== 'MESSAGE') return '';
      const { ru, en } = one.message ?? {};
      return orNone((language === 'en' ? (en ?? ru) : (ru ?? en))?.title ?? '');
    },
  };
  return words;

  function trigger(one: Trigger): string {
    switch (one.kind) {
      case 'FIRST_SALE':
      case 'JOINED':
        return t(`automations.when.${one.kind}`);
      case 'NTH_VISIT':
        return t('automations.when.NTH_VISIT', { visit: one.visit });
      case 'REWARD_TAKEN':
        return one.rewards.length === 0
          ? t('automations.when.REWARD_TAKEN')
          : t('automations.when.REWARD_OF', { names: list(one.rewards.map((code) => name('reward', code))) });
      case 'TIER_CHANGED':
        return one.tiers.length === 0
          ? t('automations.when.TIER_CHANGED')
          : t('automations.when.TIER_TO', { names: list(one.tiers) });
      case 'BAD_ANSWER':
        return t('automations.when.BAD_ANSWER', { score: one.maxScore });
      case 'EVENT':
        return t('automations.when.EVENT', { event: event(one) });
      case 'BIRTHDAY':
      case 'POINTS_END':
        return t(`automations.when.${one.kind}`, { count: one.daysBefore, at: one.at });
      case 'ABSENT':
        return t('automations.when.ABSENT', { count: one.days, at: one.at });
      case 'SEGMENT':
        return t('automations.when.SEGMENT', { name: name('segment', one.segment) });
    }
  }

  function step(one: AutomationStep): string {
    switch (one.kind) {
      case 'WAIT':
        return t('automations.say.WAIT', { time: words.time(one.amount, one.unit) });
      case 'WAIT_UNTIL':
        return t('automations.say.WAIT_UNTIL', { days: words.days(one.weekdays), at: one.at });
      case 'WAIT_EVENT':
        return t('automations.say.WAIT_EVENT', { time: words.time(one.amount, one.unit), event: event(one.until) });
      case 'POINTS':
        return points(one);
      case 'COUPON':
        return t('automations.say.COUPON', { name: name('batch', one.batchId) });
      case 'REWARD':
        return t('automations.say.REWARD', { name: name('reward', one.reward) });
      case 'CAMPAIGN':
        return t('automations.say.CAMPAIGN', { name: name('campaign', one.campaign) });
      case 'MESSAGE':
        return one.message === null
          ? t('automations.say.TEMPLATE')
          : t('automations.say.MESSAGE', { title: words.title(one) });
      case 'LIST':
        return t(one.isIn ? 'automations.say.LIST_IN' : 'automations.say.LIST_OUT', {
          name: name('segment', one.segment),
        });
      case 'WEBHOOK':
        return t('automations.say.WEBHOOK', { topic: orNone(one.topic) });
      case 'BRANCH':
      case 'SPLIT':
      case 'END':
        return t(`automations.say.${one.kind}`);
    }
  }

  function way(one: AutomationStep, index: number): string {
    if (!hasArms(one)) return '';
    if (one.kind === 'SPLIT')
      return t('automations.way.share', { percent: format.share(one.shares[index]?.sharePpm ?? 0) });
    if (one.kind === 'WAIT_EVENT') return t(index === 0 ? 'automations.way.happened' : 'automations.way.inTime');
    if (one.kind !== 'BRANCH' || index === waysOf(one).length - 1) return t('automations.way.otherwise');
    const said = { rule: rule((one.branches[index]?.condition ?? null) as Rule | null) };
    return index === 0 ? t('automations.way.if', said) : t('automations.way.elseIf', said);
  }

  function points(step: Extract<AutomationStep, { kind: 'POINTS' }>): string {
    const { points: count, validDays, endsOn, beginsAfterDays, spendableIn } = step;
    const given =
      validDays !== null
        ? t('automations.say.POINTS_FOR', { count, days: validDays })
        : endsOn !== undefined
          ? t('automations.say.POINTS_UNTIL', { count, date: format.day(endsOn) })
          : t('automations.say.POINTS', { count });
    const gift =
      beginsAfterDays === undefined ? given : t('automations.say.POINTS_LATER', { gift: given, days: beginsAfterDays });
    if (spendableIn === undefined) return gift;
    const { restaurantIds, categories = [] } = spendableIn;
    const places = [
      ...categories.map((category) => t('automations.say.POINTS_ON', { category })),
      ...(restaurantIds.length > 0 ? [t('automations.say.POINTS_IN', { count: restaurantIds.length })] : []),
    ];
    return t('automations.say.POINTS_LIMITED', { gift, places: list(places) });
  }

  function name(kind: 'segment' | 'reward' | 'campaign' | 'batch', code: string): string {
    switch (kind) {
      case 'segment':
        return orNone(segments.data?.find((one) => one.code === code)?.name ?? code);
      case 'reward': {
        const found = rewards.data?.find((one) => one.code === code);
        return orNone(found === undefined ? code : spoken(found.name));
      }
      case 'campaign': {
        const found = campaigns.data?.items.find((one) => one.code === code);
        return orNone(found === undefined ? code : campaignName(found.document, language));
      }
      case 'batch':
        return orNone(batches.data?.items.find((one) => one.id === code)?.name ?? code.slice(0, 'xxxxxxxx'.length));
    }
  }

  function event({ event: type, conditions }: EventMatch): string {
    const known = EVENTS.find((one) => one === type);
    const said =
      known === undefined ? type : t(`automations.event.${known.replace('.', '_') as EventName<typeof known>}`);
    if (conditions.length === 0) return said;
    const facts = conditions.map(fact).reduce((left, right) => t('automations.rule.and', { left, right }));
    return t('automations.eventWith', { event: said, conditions: facts });
  }

  function fact({ field, operator, value }: EventCondition): string {
    const values = (Array.isArray(value) ? value : [value]).map((one) => {
      if (FACT_TYPES[field] === 'MONEY') return format.money(Number(one));
      if (field === 'restaurantId') return restaurants.data?.find(({ id }) => id === one)?.name ?? '…';
      return typeof one === 'number' ? format.number(one) : one;
    });
    return t('automations.rule.one', {
      field: t(`automations.fact.${field}`),
      operator: t(`program.conditions.operators.${operator}`),
      value: list(values),
    });
  }

  function rule(one: Rule | null): string {
    if (one === null) return t('automations.rule.empty');
    if (!('rules' in one)) return condition(one);
    if (one.rules.length === 0) return t('automations.rule.empty');
    const said = one.rules
      .map((each) => ('rules' in each && each.rules.length > 1 && each.not !== true ? `(${rule(each)})` : rule(each)))
      .reduce((left, right) => t(`automations.rule.${one.combinator}`, { left, right }));
    return one.not === true ? t('automations.rule.not', { rule: said }) : said;
  }

  function condition({ field, operator, value, days }: Exclude<Rule, { readonly rules: unknown }>): string {
    const said = {
      field: t(`segments.fields.${field as GuestFieldName}`).toLocaleLowerCase(format.locale),
      operator: t(`program.conditions.operators.${operator as OperatorName}`),
    };
    if (operator === 'null' || operator === 'notNull') return t('automations.rule.none', said);
    const values = (Array.isArray(value) ? value : [value]).map((each) => written(field, each));
    const [from = '', to = ''] = values;
    const text =
      operator === 'between' || operator === 'notBetween' ? t('automations.rule.between', { from, to }) : list(values);
    return days === undefined
      ? t('automations.rule.one', { ...said, value: text })
      : t('automations.rule.days', { ...said, value: text, count: days });
  }

  function written(field: string, value: unknown): string {
    if (typeof value === 'boolean') return t(value ? 'program.conditions.yes' : 'program.conditions.no');
    if (value === '' || value === undefined || value === null) return '…';
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    switch (GUEST_KINDS.typeOf(field)) {
      case 'MONEY':
        return format.money(Number(value));
      case 'COUNT':
        return format.number(Number(value));
      case 'PLACE':
        return restaurants.data?.find(({ id }) => id === text)?.name ?? '…';
      case 'RFM': {
        const known = RFM_NAMES.find((one) => one === text);
        return known === undefined ? text : t(`segments.rfm.names.${known}`);
      }
      case 'MONTH':
        return new Intl.DateTimeFormat(format.locale, { month: 'long', timeZone: 'UTC' }).format(
          Date.UTC(2026, Number(text) - 1, 1),
        );
      default:
        return text;
    }
  }
}
