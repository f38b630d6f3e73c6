import type { AutomationStep } from '../../entities/automation/automation.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { hasArms, waysOf } from './automation-tree.rules';
import { useEventWords } from './use-event-words';
import { useNames } from './use-names';
import { type GuestRule, useRuleWords } from './use-rule-words';

/** Sentences for the steps of an automation. */
export function useStepWords() {
  const { t, language } = useTranslation('admin');
  const format = useFormat();
  const event = useEventWords();
  const name = useNames();
  const rule = useRuleWords();
  const orNone = (text: string) => (text === '' ? t('automations.say.notChosen') : text);
  const list = (values: readonly string[]) => format.list(values, 'disjunction');
  const time = (amount: number, unit: 'MINUTES' | 'HOURS' | 'DAYS') =>
    t(`automations.say.time.${unit}`, { count: amount });
  const days = (weekdays: readonly number[]) =>
    weekdays.length === 0
      ? t('automations.say.anyDay')
      : list(weekdays.map((day) => t(`program.conditions.weekdays.d${String(day) as '1'}`)));
  return { step, way, time, days, title };

  function title(one: AutomationStep): string {
    if (one.kind !== 'MESSAGE') return '';
    const { ru, en } = one.message ?? {};
    return orNone((language === 'en' ? (en ?? ru) : (ru ?? en))?.title ?? '');
  }

  function step(one: AutomationStep): string {
    switch (one.kind) {
      case 'WAIT':
        return t('automations.say.WAIT', { time: time(one.amount, one.unit) });
      case 'WAIT_UNTIL':
        return t('automations.say.WAIT_UNTIL', { days: days(one.weekdays), at: one.at });
      case 'WAIT_EVENT':
        return t('automations.say.WAIT_EVENT', { time: time(one.amount, one.unit), event: event(one.until) });
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
          : t('automations.say.MESSAGE', { title: title(one) });
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

  /** Heading of branch number `index` of a step, counted from 0, such as "If …" or "30 % of guests". */
  function way(one: AutomationStep, index: number): string {
    if (!hasArms(one)) return '';
    if (one.kind === 'SPLIT')
      return t('automations.way.share', { percent: format.share(one.shares[index]?.sharePpm ?? 0) });
    if (one.kind === 'WAIT_EVENT') return t(index === 0 ? 'automations.way.happened' : 'automations.way.inTime');
    if (one.kind !== 'BRANCH' || index === waysOf(one).length - 1) return t('automations.way.otherwise');
    const said = { rule: rule((one.branches[index]?.condition ?? null) as GuestRule | null) };
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
}
