import { useQuery } from '@tanstack/react-query';
import { networkQuery } from '../../entities/network/network.api';
import { inForceQuery } from '../../entities/program/program.api';
import { usePointsOfSale, useRestaurants } from '../../entities/restaurant/restaurant.api';
import { useMayManage } from '../../entities/session/use-may-manage';
import { allStaffQuery } from '../../entities/staff/staff.api';
import { anySaleQuery } from '../../entities/transaction/first-sale.api';
import { ask } from '../../shared/api/calls';
import { useNetwork } from '../../shared/network/network';

export const STEPS = ['restaurant', 'till', 'program', 'consent', 'staff', 'look', 'guest', 'sale'] as const;
export type FirstRunStep = (typeof STEPS)[number];

export interface FirstSteps {
  readonly done: Readonly<Record<FirstRunStep, boolean>>;
  /** A guest and a till for which a sale can be tried; null: one of them is not there yet. */
  readonly trial: { readonly guestId: string; readonly pointOfSaleId: string } | null;
}

/** The steps of a network that has not sold yet, each done or not; null for every other network, undefined while it is unknown. */
export function useFirstRun(): FirstSteps | null | undefined {
  const mayManage = useMayManage('staff.manage');
  const sale = useQuery({ ...anySaleQuery, enabled: mayManage });
  const isFirst = sale.data === false;
  const restaurants = useRestaurants(isFirst);
  const tills = usePointsOfSale(isFirst);
  const program = useQuery({ ...inForceQuery, enabled: isFirst });
  const network = useQuery({ ...networkQuery(useNetwork().id), enabled: isFirst });
  const staff = useQuery({ ...allStaffQuery, enabled: isFirst });
  const look = useQuery({ ...ask('/api/look'), enabled: isFirst });
  const guests = useQuery({ ...ask('/api/guests', { limit: 1 }), enabled: isFirst });
  const reads = [sale, restaurants, tills, program, network, staff, look, guests];
  if (!mayManage || sale.data === true || reads.some(({ isError }) => isError)) return null;
  if (
    !isFirst ||
    restaurants.data === undefined ||
    tills.data === undefined ||
    program.data === undefined ||
    network.data === undefined ||
    staff.data === undefined ||
    look.data === undefined ||
    guests.data === undefined
  )
    return undefined;
  const open = restaurants.data.filter(({ closedAt }) => closedAt === null);
  const till = tills.data.find(
    ({ closedAt, restaurantId }) => closedAt === null && open.some(({ id }) => id === restaurantId),
  );
  const [guest] = guests.data.items;
  const done = {
    restaurant: open.length > 0,
    till: till !== undefined,
    program: program.data !== null,
    consent:
      !network.data.asksPersonalDataConsent ||
      network.data.settings.consents.some(({ kind }) => kind === 'personal_data'),
    staff: staff.data.some(({ role, disabledAt }) => role === 'cashier' && disabledAt === null),
    look: !look.data.isDefault,
    guest: guest !== undefined,
    sale: false,
  };
  const trial =
    guest === undefined || till === undefined || !done.program ? null : { guestId: guest.id, pointOfSaleId: till.id };
  return { done, trial };
}
