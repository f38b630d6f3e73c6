import { useQuery } from '@tanstack/react-query';
import { networkQuery } from '../../entities/network/network.api';
import { inForceQuery } from '../../entities/program/program.api';
import { usePointsOfSale, useRestaurants } from '../../entities/restaurant/restaurant.api';
import { useMayManage } from '../../entities/session/use-may-manage';
import { allStaffQuery } from '../../entities/staff/staff.api';
import { anySaleQuery } from '../../entities/transaction/first-sale.api';
import { useNetwork } from '../../shared/network/network';

export const STEPS = ['restaurant', 'till', 'program', 'consent', 'staff', 'sale'] as const;
export type Step = (typeof STEPS)[number];

/** The steps of a network that has not sold yet, each done or not; null for every other network, and while it is unknown. */
export function useFirstRun(): Readonly<Record<Step, boolean>> | null {
  const mayManage = useMayManage('staff.manage');
  const sale = useQuery({ ...anySaleQuery, enabled: mayManage });
  const isFirst = sale.data === false;
  const restaurants = useRestaurants(isFirst);
  const tills = usePointsOfSale(isFirst);
  const program = useQuery({ ...inForceQuery, enabled: isFirst });
  const network = useQuery({ ...networkQuery(useNetwork().id), enabled: isFirst });
  const staff = useQuery({ ...allStaffQuery, enabled: isFirst });
  if (
    !isFirst ||
    restaurants.data === undefined ||
    tills.data === undefined ||
    program.data === undefined ||
    network.data === undefined ||
    staff.data === undefined
  )
    return null;
  const open = restaurants.data.filter(({ closedAt }) => closedAt === null);
  return {
    restaurant: open.length > 0,
    till: tills.data.some((till) => till.closedAt === null && open.some(({ id }) => id === till.restaurantId)),
    program: program.data !== null,
    consent:
      !network.data.asksPersonalDataConsent ||
      network.data.settings.consents.some(({ kind }) => kind === 'personal_data'),
    staff: staff.data.some(({ role, disabledAt }) => role === 'cashier' && disabledAt === null),
    sale: false,
  };
}
