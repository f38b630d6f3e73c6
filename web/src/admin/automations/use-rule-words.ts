import type { Operator } from '../../entities/condition/condition-fields';
import { GUEST_FIELDS, GUEST_KINDS } from '../../entities/condition/guest-fields';
import { useRestaurantNames } from '../../entities/restaurant/use-restaurant-names';
import { RFM_NAMES } from '../../entities/segment/rfm.api';
import { monthName } from '../../shared/format/calendar-names';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';

/** Condition of a guest rule, or a group of conditions, as the document of an automation stores it. */
export type GuestRule =
  | { readonly combinator: 'and' | 'or'; readonly not?: boolean; readonly rules: readonly GuestRule[] }
  | { readonly field: string; readonly operator: string; readonly value?: unknown; readonly days?: number };

type GuestFieldName = (typeof GUEST_FIELDS)[keyof typeof GUEST_FIELDS][number]['name'];

/** Writes a guest rule as the part of a sentence that follows "if". */
export function useRuleWords(): (rule: GuestRule | null) => string {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const restaurantName = useRestaurantNames();
  return rule;

  function rule(one: GuestRule | null): string {
    if (one === null) return t('automations.rule.empty');
    if (!('rules' in one)) return condition(one);
    if (one.rules.length === 0) return t('automations.rule.empty');
    const said = one.rules
      .map((each) => ('rules' in each && each.rules.length > 1 && each.not !== true ? `(${rule(each)})` : rule(each)))
      .reduce((left, right) => t(`automations.rule.${one.combinator}`, { left, right }));
    return one.not === true ? t('automations.rule.not', { rule: said }) : said;
  }

  function condition({ field, operator, value, days }: Exclude<GuestRule, { readonly rules: unknown }>): string {
    const said = {
      field: t(`segments.fields.${field as GuestFieldName}`).toLocaleLowerCase(format.locale),
      operator: t(`program.conditions.operators.${operator as Operator}`),
    };
    if (operator === 'null' || operator === 'notNull') return t('automations.rule.none', said);
    const values = (Array.isArray(value) ? value : [value]).map((each) => written(field, each));
    const [from = '', to = ''] = values;
    const text =
      operator === 'between' || operator === 'notBetween'
        ? t('automations.rule.between', { from, to })
        : format.list(values, 'disjunction');
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
        return restaurantName(text);
      case 'RFM': {
        const known = RFM_NAMES.find((one) => one === text);
        return known === undefined ? text : t(`segments.rfm.names.${known}`);
      }
      case 'MONTH':
        return monthName(Number(text), format.locale);
      default:
        return text;
    }
  }
}
