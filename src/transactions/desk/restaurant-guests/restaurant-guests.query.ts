import { Injectable } from '@nestjs/common';
import { Networks, TillPlaces } from '../../../configuration';
import { FindGuests, type GuestAnswer } from '../../../identity';
import { Database } from '../../../platform/database/database';
import type { IdSlice } from '../../../platform/http/list-query';
import { ProblemError } from '../../../platform/problems/problem';
import { networkOf, type Origin, type Principal, requireRestaurant } from '../../../security';
import type { RestaurantGuest } from './restaurant-guests.dto';

interface GuestActivityRow {
  readonly guestId: string;
  readonly visits: number;
  readonly net: number;
  readonly pointsEarned: number;
  readonly pointsRedeemed: number;
  readonly lastVisitAt: Date | null;
}

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
    const rows = await this.database.inNetwork(
      networkId,
      (tx) =>
        tx.query<GuestActivityRow>`SELECT t.guest_id,
              count(*) FILTER (WHERE t.type = 'SALE')::integer AS visits,
              coalesce(sum(CASE t.type WHEN 'SALE' THEN t.payable ELSE -t.payable END) FILTER (WHERE t.type IN ('SALE', 'REFUND')), 0)::bigint AS net,
              coalesce(sum(t.points_earned) FILTER (WHERE t.type = 'SALE'), 0)::bigint AS points_earned,
              coalesce(sum(t.points_redeemed) FILTER (WHERE t.type = 'SALE'), 0)::bigint AS points_redeemed,
              max(t.occurred_at) FILTER (WHERE t.type = 'SALE') AS last_visit_at
            FROM transactions t
            WHERE t.network_id = ${networkId} AND t.guest_id = ANY (${ids}::uuid[]) AND t.restaurant_id = ${restaurantId}
            GROUP BY t.guest_id`,
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
