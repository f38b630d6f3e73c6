import { useRestaurants } from '../../../entities/restaurant/restaurant.api';
import { useTranslation } from '../../../shared/i18n/use-translation';

/** The name of a restaurant; of none, the word for that. */
export function useRestaurantNames(): (id: string | null) => string {
  const { t } = useTranslation('admin');
  const restaurants = useRestaurants();
  return (id) => {
    if (id === null) return t('program.report.noPlace');
    return restaurants.data?.find((restaurant) => restaurant.id === id)?.name ?? id.slice(-8);
  };
}
