import type { EventCondition, EventMatch } from '../../entities/automation/automation.api';
import { useRestaurantNames } from '../../entities/restaurant/use-restaurant-names';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { EVENTS, type EventName, FACT_TYPES } from './automation-events.rules';

/** Writes an event that an automation waits for, and the conditions on the facts of the event, as a part of a sentence. */
export function useEventWords(): (match: EventMatch) => string {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const restaurantName = useRestaurantNames();
  return event;

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
      if (field === 'restaurantId') return restaurantName(String(one));
      return typeof one === 'number' ? format.number(one) : one;
    });
    return t('automations.rule.one', {
      field: t(`automations.fact.${field}`),
      operator: t(`program.conditions.operators.${operator}`),
      value: format.list(values, 'disjunction'),
    });
  }
}
