import { useQuery } from '@tanstack/react-query';
import { inForceQuery } from '../../entities/program/program.api';
import { usePointsOfSale, useRestaurants } from '../../entities/restaurant/restaurant.api';
import { useMayManage } from '../../entities/session/use-may-manage';
import { allStaffQuery } from '../../entities/staff/staff.api';
import { anySaleQuery } from '../../entities/transaction/first-sale.api';

export const STEPS = ['restaurant', 'till', 'program', 'staff', 'sale'] as const;
export type Step = (typeof STEPS)[number];

/** The steps of a network that has not sold yet, each done or not; null for every other network, and while it is unknown. */
export function useFirstRun(): Readonly<Record<Step, boolean>> | null {
  const mayManage = useMayManage('staff.manage');
  const sale = useQuery({ ...anySaleQuery, enabled: mayManage });
  const isFirst = sale.data === false;
  const restaurants = useRestaurants(isFirst);
  const tills = usePointsOfSale(isFirst);
  const program = useQuery({ ...inForceQuery, enabled: isFirst });
  const staff = useQuery({ ...allStaffQuery, enabled: isFirst });
  if (
    !isFirst ||
    restaurants.data === undefined ||
    tills.data === undefined ||
    program.data === undefined ||
    staff.data === undefined
  )
    return null;
  const open = restaurants.data.filter(({ closedAt }) => closedAt === null);
  return {
    restaurant: open.length > 0,
    till: tills.data.some((till) => till.closedAt === null && open.some(({ id }) => id === till.restaurantId)),
    program: program.data !== null,
    staff: staff.data.some(({ role, disabledAt }) => role === 'cashier' && disabledAt === null),
    sale: false,
  };
}
