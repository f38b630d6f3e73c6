import { Injectable } from '@nestjs/common';
import { Networks, TillPlaces } from '../../../configuration';
import { FindGuests, type GuestAnswer } from '../../../identity';
import { Database } from '../../../platform/database/database';
import type { IdSlice } from '../../../platform/http/list-query';
import { ProblemError } from '../../../platform/problems/problem';
import { networkOf, type Origin, type Principal, requireRestaurant } from '../../../security';
import { type GuestActivityRow, listActivityOfGuests } from './guest-activity.sql';
import type { RestaurantGuest } from './restaurant-guests.dto';

/** The guests of the network with their activity in one restaurant. */
@Injectable()
export class RestaurantGuests {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly places: TillPlaces,
    private readonly findGuests: FindGuests,
  ) {}

  /** @throws ProblemError `not_found`, `restaurant_not_allowed` */
  async list(
    asker: { readonly principal: Principal; readonly origin: Origin },
    restaurantId: string,
    slice: IdSlice,
  ): Promise<RestaurantGuest[]> {
    const networkId = networkOf(asker.principal);
    if (!(await this.places.hasRestaurant(networkId, restaurantId))) throw new ProblemError('not_found');
    requireRestaurant(asker.principal, restaurantId);
    const guests = await this.findGuests.listGuests(await this.networks.getProfile(networkId), slice, asker);
    const ids = guests.map(({ id }) => id);
    const rows = await this.database.inNetwork(networkId, (tx) =>
      listActivityOfGuests(tx, networkId, restaurantId, ids),
    );
    const byGuest = new Map(rows.map((row) => [row.guestId, row]));
    return guests.map((guest) => ({ guest, activity: activityOf(guest, byGuest) }));
  }
}

function activityOf({ id }: GuestAnswer, rows: ReadonlyMap<string, GuestActivityRow>): RestaurantGuest['activity'] {
  const row = rows.get(id);
  if (row === undefined) return { visits: 0, net: 0, pointsEarned: 0, pointsRedeemed: 0, lastVisitAt: null };
  const { visits, net, pointsEarned, pointsRedeemed, lastVisitAt } = row;
  return { visits, net, pointsEarned, pointsRedeemed, lastVisitAt: lastVisitAt?.toISOString() ?? null };
}
