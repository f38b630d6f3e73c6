import {
  type AutomationDocument,
  type Trigger,
  USUAL_GUEST_ENTRIES_PER_DAY,
} from '../../entities/automation/automation.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useEventWords } from './use-event-words';
import { useNames } from './use-names';
import { type GuestRule, useRuleWords } from './use-rule-words';
import { useStepWords } from './use-step-words';

export type AutomationWords = ReturnType<typeof useAutomationWords>;

/** Sentences for the parts of an automation in the reader's language. */
export function useAutomationWords() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const event = useEventWords();
  const name = useNames();
  const rule = useRuleWords();
  const list = (values: readonly string[]) => format.list(values, 'disjunction');
  return {
    ...useStepWords(),
    trigger,
    who: ({ condition }: Pick<AutomationDocument, 'condition'>) =>
      condition === null ? t('automations.who.all') : t('automations.who.rule', { rule: rule(condition as GuestRule) }),
    often: ({
      mode,
      afterDays,
      perGuestPerDay = USUAL_GUEST_ENTRIES_PER_DAY,
      perDay,
      inAll,
    }: AutomationDocument['entry']) =>
      [
        t(`automations.often.${mode}`, { count: mode === 'AGAIN' ? (afterDays ?? 0) : perGuestPerDay }),
        ...(perDay === null ? [] : [t('automations.often.perDay', { count: perDay })]),
        ...(inAll === null ? [] : [t('automations.often.inAll', { count: inAll })]),
      ].join(', '),
    quiet: (hours: AutomationDocument['quietHours']) =>
      hours === null ? t('automations.quiet.none') : t('automations.quiet.own', hours),
    goal: (goal: AutomationDocument['goal']) =>
      goal === null ? t('automations.goal.none') : t('automations.goal.of', { event: event(goal) }),
    event,
    name,
  };

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
}
