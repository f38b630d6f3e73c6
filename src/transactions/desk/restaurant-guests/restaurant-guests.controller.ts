import { Query } from '@nestjs/common';
import { Id } from '../../../platform/http/id.decorator';
import { newestFirstQuery, pageOfSlice, sliceOf, type SortedQuery } from '../../../platform/http/list-query';
import { CurrentOrigin, CurrentPrincipal, type Origin, type Principal, Route, Routes } from '../../../security';
import * as dto from './restaurant-guests.dto';
import { RestaurantGuests } from './restaurant-guests.query';

const LIST = 'restaurant-guests';

/** Guests with their activity in one restaurant. */
@Routes('restaurants', 'Guests')
export class RestaurantGuestsController {
  constructor(private readonly guests: RestaurantGuests) {}

  @Route('GET :id/guests', {
    id: 'listGuestsOfRestaurant',
    permission: 'guest.find',
    summary: 'List guests with their activity in a restaurant',
    description:
      'All guests of the network, the newest first, without guests that were merged into another; a guest who never was in the restaurant has ' +
      'zeros. 403 `restaurant_not_allowed` for staff of other restaurants. Each call is recorded in the audit.',
    ok: dto.restaurantGuestPageSchema,
    problems: ['restaurant_not_allowed'],
  })
  async list(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Id() id: string,
    @Query({ schema: newestFirstQuery }) query: SortedQuery,
  ): Promise<{ items: dto.RestaurantGuest[]; nextCursor: string | null }> {
    const items = await this.guests.list({ principal, origin }, id, sliceOf(LIST, query));
    return pageOfSlice(LIST, query, items, ({ guest }) => guest.id);
  }
}
