import type { ConfigurationSnapshot } from '../../configuration';
import { isoDateOf } from '../../platform/clock/calendar';
import { ProblemError } from '../../platform/problems/problem';
import type { Principal } from '../../security';
import { calendarOfNetwork } from '../ledger/act/network-calendar';
import { placeOf } from '../till/intake/act-intake';

/** Where an act happens: restaurant, till and business day, with the local day. */
export interface GiftPlace {
  readonly localDay: number;
  readonly restaurantId: string | null;
  readonly pointOfSaleId: string | null;
  readonly businessDate: string;
}

/**
 * The place of an act at a till; without a till, that of the network.
 * @throws ProblemError `point_of_sale_closed`, and those of `placeOf`
 */
export function giftPlaceOf(
  snapshot: ConfigurationSnapshot,
  principal: Principal,
  pointOfSaleId: string | null,
  now: number,
): GiftPlace {
  const ofNetwork = giftPlaceOfNetwork(snapshot, now);
  if (pointOfSaleId === null) return ofNetwork;
  const place = placeOf(snapshot, principal, pointOfSaleId);
  if (place.closed) throw new ProblemError('point_of_sale_closed');
  return { ...ofNetwork, restaurantId: place.restaurantId, pointOfSaleId: place.pointOfSaleId };
}

export function giftPlaceOfNetwork(snapshot: ConfigurationSnapshot, now: number): GiftPlace {
  const calendar = calendarOfNetwork(snapshot);
  const [localDay, businessDate] = [calendar.localDay(now), isoDateOf(calendar.businessDay(now))];
  return { localDay, restaurantId: null, pointOfSaleId: null, businessDate };
}
