import { useQuery } from '@tanstack/react-query';
import { useRestaurants } from '../../entities/restaurant/restaurant.api';
import { tiersQuery } from '../../entities/tier/tier.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { ConditionField, FieldType } from '../ui/conditions/condition-fields';
import type { Choice, ConditionKinds } from '../ui/conditions/condition-value';

/** Fields that a segment's rule may use (docs/segments.md). */
export const GUEST_FIELDS = [
  { name: 'visits', type: 'COUNT', mayBeMissing: false },
  { name: 'spend', type: 'MONEY', mayBeMissing: false },
  { name: 'visitsOfYear', type: 'COUNT', mayBeMissing: false },
  { name: 'spendOfYear', type: 'MONEY', mayBeMissing: false },
  { name: 'daysSinceLastSale', type: 'COUNT', mayBeMissing: false },
  { name: 'daysSinceJoining', type: 'COUNT', mayBeMissing: false },
  { name: 'tier', type: 'TIER', mayBeMissing: false },
  { name: 'birthdayMonth', type: 'MONTH', mayBeMissing: true },
  { name: 'restaurants', type: 'PLACE', mayBeMissing: false },
  { name: 'registeredAt', type: 'PLACE', mayBeMissing: true },
  { name: 'registeredBy', type: 'SOURCE', mayBeMissing: false },
  { name: 'consents', type: 'TEXT', mayBeMissing: false },
] as const satisfies readonly ConditionField[];

const SOURCES = ['STAFF', 'SELF', 'IMPORT', 'API'] as const;
const MONTHS = 12;

/** The values that a segment's conditions compare with. */
export const GUEST_KINDS: ConditionKinds = { typeOf, useChoices };

function typeOf(name: string): FieldType {
  return GUEST_FIELDS.find((field) => field.name === name)?.type ?? 'TEXT';
}

function useChoices(name: string): readonly Choice[] | null {
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
    case 'MONTH': {
      const written = new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' });
      return Array.from({ length: MONTHS }, (_, month) => ({
        value: String(month + 1),
        label: written.format(Date.UTC(2026, month, 1)),
      }));
    }
    default:
      return null;
  }
}
