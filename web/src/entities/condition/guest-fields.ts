import { useQuery } from '@tanstack/react-query';
import { useRestaurants } from '../restaurant/restaurant.api';
import { RFM_NAMES } from '../segment/rfm.api';
import { tiersQuery } from '../tier/tier.api';
import { monthName } from '../../shared/format/calendar-names';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { ConditionField, FieldType } from './condition-fields';
import type { ValueChoice, ConditionKinds } from './condition-value';

const one = <Name extends string>(name: Name, type: FieldType) => ({ name, type, mayBeMissing: false }) as const;
const optional = <Name extends string>(name: Name, type: FieldType) => ({ name, type, mayBeMissing: true }) as const;
const inDays = <Name extends string>(name: Name, type: FieldType) =>
  ({ name, type, mayBeMissing: false, inDays: true }) as const;

/** Fields that a segment's rule may use (docs/segments.md), by what they are about. */
export const GUEST_FIELDS = {
  purchases: [
    one('visits', 'COUNT'),
    one('spend', 'MONEY'),
    one('averageCheck', 'MONEY'),
    one('largestSale', 'MONEY'),
    inDays('visitsInDays', 'COUNT'),
    inDays('spendInDays', 'MONEY'),
    one('visitsOfYear', 'COUNT'),
    one('spendOfYear', 'MONEY'),
    one('daysSinceLastSale', 'COUNT'),
    one('daysSinceFirstSale', 'COUNT'),
    inDays('refundsInDays', 'COUNT'),
    one('restaurants', 'PLACE'),
    optional('favouriteRestaurant', 'PLACE'),
    one('restaurantsVisited', 'COUNT'),
    one('categories', 'TEXT'),
    one('channels', 'CHANNEL'),
  ],
  rfm: [
    optional('rfm', 'RFM'),
    one('rfmRecency', 'COUNT'),
    one('rfmFrequency', 'COUNT'),
    one('rfmMoney', 'COUNT'),
    one('rfmValue', 'COUNT'),
  ],
  points: [
    one('tier', 'TIER'),
    one('points', 'COUNT'),
    one('pointsEarned', 'COUNT'),
    inDays('pointsExpiringInDays', 'COUNT'),
    inDays('rewardsTakenInDays', 'COUNT'),
    inDays('couponsUsedInDays', 'COUNT'),
  ],
  profile: [
    one('daysSinceJoining', 'COUNT'),
    one('registeredBy', 'SOURCE'),
    optional('registeredAt', 'PLACE'),
    optional('birthdayMonth', 'MONTH'),
    one('daysToBirthday', 'COUNT'),
    one('children', 'COUNT'),
    one('daysToChildBirthday', 'COUNT'),
    one('inFamily', 'FLAG'),
    one('wasReferred', 'FLAG'),
    one('friendsReferred', 'COUNT'),
    optional('language', 'LANGUAGE'),
    one('consents', 'TEXT'),
    one('hasPhone', 'FLAG'),
    one('hasEmail', 'FLAG'),
    one('blocked', 'FLAG'),
  ],
} as const satisfies Record<string, readonly ConditionField[]>;

const ALL: readonly ConditionField[] = Object.values(GUEST_FIELDS).flat();

const SOURCES = ['STAFF', 'SELF', 'IMPORT', 'API'] as const;
const CHANNELS = ['TILL', 'API', 'OFFLINE', 'IMPORT'] as const;
const LANGUAGES = ['ru', 'en'] as const;
const MONTHS = 12;

/** The values that a segment's conditions compare with. */
export const GUEST_KINDS: ConditionKinds = { typeOf, useChoices };

function typeOf(name: string): FieldType {
  return ALL.find((field) => field.name === name)?.type ?? 'TEXT';
}

function useChoices(name: string): readonly ValueChoice[] | null {
  const { t } = useTranslation('admin');
  const { locale } = useFormat();
  const type = typeOf(name);
  const restaurants = useRestaurants(type === 'PLACE');
  const tiers = useQuery({ ...tiersQuery, enabled: type === 'TIER' });
  switch (type) {
    case 'TIER':
      return (tiers.data?.items ?? []).map(({ code }) => ({ value: code, label: code }));
    case 'PLACE':
      return (restaurants.data ?? []).map((place) => ({ value: place.id, label: place.name }));
    case 'SOURCE':
      return SOURCES.map((value) => ({ value, label: t(`segments.sources.${value}`) }));
    case 'CHANNEL':
      return CHANNELS.map((value) => ({ value, label: t(`program.conditions.channels.${value}`) }));
    case 'LANGUAGE':
      return LANGUAGES.map((value) => ({ value, label: t(`segments.languages.${value}`) }));
    case 'RFM':
      return RFM_NAMES.map((value) => ({ value, label: t(`segments.rfm.names.${value}`) }));
    case 'MONTH':
      return Array.from({ length: MONTHS }, (_, at) => ({ value: String(at + 1), label: monthName(at + 1, locale) }));
    default:
      return null;
  }
}
