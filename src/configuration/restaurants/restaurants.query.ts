import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { getRow, listRows } from '../../platform/http/plain-rows';
import { findPicture, picturesOf } from '../pictures/picture.sql';
import * as dto from './restaurant.dto';

/** Restaurants and points of sale for the back office, closed ones too. */
@Injectable()
export class RestaurantsQuery {
  constructor(private readonly database: Database) {}

  /** @param only where somebody works; null: all restaurants */
  listRestaurants(networkId: string, only: readonly string[] | null, query: dto.PlaceListQuery) {
    const where = { networkId, ...(only && { id: { in: [...only] } }), closedAt: closedAs(query) };
    return this.database.inNetwork(networkId, async (tx) => {
      const page = await listRows(tx, { name: 'restaurants', model: 'restaurant', query, where, answer: (row) => row });
      const ids = page.items.map((row) => row.id);
      const pictures = await picturesOf(tx, networkId, 'RESTAURANT', ids);
      return { ...page, items: page.items.map((row) => dto.restaurantAnswer(row, pictures.get(row.id))) };
    });
  }

  /** @throws ProblemError `not_found` */
  getRestaurant(networkId: string, id: string): Promise<dto.RestaurantAnswer> {
    return this.database.inNetwork(networkId, async (tx) => {
      const row = await getRow(tx, 'restaurant', { networkId, id });
      return dto.restaurantAnswer(row, await findPicture(tx, networkId, 'RESTAURANT', id));
    });
  }

  /** @param only where somebody works; null: all restaurants */
  listPointsOfSale(name: string, networkId: string, only: readonly string[] | null, query: dto.PlaceListQuery) {
    const where = { networkId, ...(only && { restaurantId: { in: [...only] } }), closedAt: closedAs(query) };
    return this.database.inNetwork(networkId, (tx) =>
      listRows(tx, { name, model: 'pointOfSale', query, where, answer: dto.pointOfSaleAnswer }),
    );
  }

  /** @throws ProblemError `not_found` */
  async getPointOfSale(networkId: string, restaurantId: string, id: string): Promise<dto.PointOfSaleAnswer> {
    const row = await this.database.inNetwork(networkId, (tx) =>
      getRow(tx, 'pointOfSale', { networkId, id, restaurantId }),
    );
    return dto.pointOfSaleAnswer(row);
  }
}

function closedAs({ status }: dto.PlaceListQuery) {
  return status && (status === 'OPEN' ? null : { not: null });
}
