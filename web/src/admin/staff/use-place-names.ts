import { useRestaurants } from '../../entities/restaurant/restaurant.api';
import type { Employee } from '../../entities/staff/staff.api';
import { useTranslation } from '../../shared/i18n/use-translation';

/** Where a person works, in words. */
export function usePlaceNames(): (person: Pick<Employee, 'role' | 'restaurantIds' | 'restaurantGroupId'>) => string {
  const { t } = useTranslation('admin');
  const { data = [] } = useRestaurants();
  return ({ role, restaurantIds, restaurantGroupId }) => {
    if (role !== 'cashier' && restaurantGroupId === null) return t('staff.everywhere');
    if (restaurantIds.length === 0) return t('staff.nowhere');
    return restaurantIds.map((id) => data.find((restaurant) => restaurant.id === id)?.name ?? '…').join(', ');
  };
}
