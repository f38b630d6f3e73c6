import { usePointsOfSale, useRestaurants } from '../restaurant/restaurant.api';
import { useFormat } from '../../shared/format/use-format';
import { useSegments } from '../segment/use-segments';
import { useTranslation } from '../../shared/i18n/use-translation';
import { typeOf as saleTypeOf } from './condition-fields';
import type { ValueChoice, ConditionKinds } from './condition-value';

const WEEKDAYS = ['1', '2', '3', '4', '5', '6', '7'] as const;
const CHANNELS = ['TILL', 'API', 'OFFLINE', 'IMPORT'] as const;

/** The choices for conditions on a sale, with the tiers of the edited programme. */
export function saleKindsOf(useTierCodes: () => readonly string[]): ConditionKinds {
  return { typeOf: saleTypeOf, useChoices: (field) => useSaleChoices(field, useTierCodes()) };
}

/** The values among which a field chooses; null where anything may be typed. */
function useSaleChoices(field: string, tiers: readonly string[]): readonly ValueChoice[] | null {
  const { t } = useTranslation('admin');
  const { locale } = useFormat();
  const type = saleTypeOf(field);
  const segments = useSegments(type === 'SEGMENT');
  const restaurants = useRestaurants(type === 'PLACE' || type === 'TILL');
  const pointsOfSale = usePointsOfSale(type === 'TILL');
  switch (type) {
    case 'WEEKDAY':
      return WEEKDAYS.map((value) => ({ value, label: t(`program.conditions.weekdays.d${value}`) }));
    case 'CHANNEL':
      return CHANNELS.map((value) => ({ value, label: t(`program.conditions.channels.${value}`) }));
    case 'TIER':
      return tiers.map((code) => ({ value: code, label: code }));
    case 'SEGMENT':
      return (segments.data ?? []).map(({ code, name }) => ({ value: code, label: name }));
    case 'PLACE':
      return (restaurants.data ?? []).map(({ id, name }) => ({ value: id, label: name }));
    case 'TILL': {
      const names = new Map(restaurants.data?.map(({ id, name }) => [id, name]));
      const label = (restaurantId: string, till: string) =>
        t('program.conditions.tillOf', { restaurant: names.get(restaurantId) ?? '', till });
      return (pointsOfSale.data ?? [])
        .map(({ id, restaurantId, name }) => ({ value: id, label: label(restaurantId, name) }))
        .sort((one, other) => one.label.localeCompare(other.label, locale));
    }
    default:
      return null;
  }
}
