import type { Figures } from '../../../entities/analytics/analytics.api';
import { weekdayName } from '../../../shared/format/calendar-names';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import type { By } from './any-figures.rules';

const SOURCES = ['STAFF', 'SELF', 'REFERRAL', 'IMPORT', 'API'] as const;

/** Names the rows of a dimension: a date, an hour, a dish or a restaurant. */
export function useKeyWords(by: By) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  return ({ key, name }: Figures['items'][number]): string => {
    if (key === null) return t(`analytics.any.without.${by}`);
    switch (by) {
      case 'hour':
        return `${key.padStart(2, '0')}:00`;
      case 'weekday':
        return weekdayName(Number(key), format.locale);
      case 'day':
      case 'week':
        return format.day(key);
      case 'month':
        return format.month(key.slice(0, 'yyyy-mm'.length));
      case 'source':
        return t(`newGuests.sources.${SOURCES.find((one) => one === key) ?? 'API'}`);
      case 'item':
      case 'category':
        if (key === 'NO_LINES' || key === 'OTHERS') return t(`analytics.items.${key}`);
        return name ?? key;
      default:
        return name === null || name === '' ? t('analytics.any.nameless') : name;
    }
  };
}
