import { useRestaurants } from '../../entities/restaurant/restaurant.api';
import type { Employee } from '../../entities/staff/staff.api';
import { useTranslation } from '../../shared/i18n/use-translation';

/** Where a person works, in words. */
export function usePlaceNames(): (person: Pick<Employee, 'role' | 'restaurantIds'>) => string {
  const { t } = useTranslation('admin');
  const { data = [] } = useRestaurants();
  return ({ role, restaurantIds }) => {
    if (role !== 'cashier') return t('staff.everywhere');
    if (restaurantIds.length === 0) return t('staff.nowhere');
    return restaurantIds.map((id) => data.find((restaurant) => restaurant.id === id)?.name ?? '…').join(', ');
  };
}
