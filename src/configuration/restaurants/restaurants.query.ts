import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { type PointOfSaleAnswer, pointOfSaleAnswer, type RestaurantAnswer, restaurantAnswer } from './restaurant.dto';

/** Rows of a list after this id, one more than is shown. */
export interface Slice {
  readonly after: string | undefined;
  readonly limit: number;
}

/** Restaurants and points of sale for the back office, closed ones too, in the order in which they were made. */
@Injectable()
export class RestaurantsQuery {
  constructor(private readonly database: Database) {}

  /** `only` restricts to where somebody works; null: all. */
  async listRestaurants(
    networkId: string,
    only: readonly string[] | null,
    { after, limit }: Slice,
  ): Promise<RestaurantAnswer[]> {
    const rows = await this.database.inNetwork(networkId, (tx) =>
      tx.prisma.restaurant.findMany({
        where: { networkId, id: { gt: after, in: only === null ? undefined : [...only] } },
        orderBy: { id: 'asc' },
        take: limit,
      }),
    );
    return rows.map(restaurantAnswer);
  }

  /** @throws ProblemError `not_found` */
  async getRestaurant(networkId: string, id: string): Promise<RestaurantAnswer> {
    const row = await this.database.inNetwork(networkId, (tx) =>
      tx.prisma.restaurant.findUnique({ where: { networkId_id: { networkId, id } } }),
    );
    if (row === null) throw new ProblemError('not_found');
    return restaurantAnswer(row);
  }

  /** The points of sale of these restaurants; `only` null: of all. */
  async listPointsOfSale(
    networkId: string,
    only: readonly string[] | null,
    { after, limit }: Slice,
  ): Promise<PointOfSaleAnswer[]> {
    const rows = await this.database.inNetwork(networkId, (tx) =>
      tx.prisma.pointOfSale.findMany({
        where: { networkId, restaurantId: only === null ? undefined : { in: [...only] }, id: { gt: after } },
        orderBy: { id: 'asc' },
        take: limit,
      }),
    );
    return rows.map(pointOfSaleAnswer);
  }

  /** @throws ProblemError `not_found` */
  async getPointOfSale(networkId: string, restaurantId: string, id: string): Promise<PointOfSaleAnswer> {
    const row = await this.database.inNetwork(networkId, (tx) =>
      tx.prisma.pointOfSale.findUnique({ where: { networkId_id: { networkId, id }, restaurantId } }),
    );
    if (row === null) throw new ProblemError('not_found');
    return pointOfSaleAnswer(row);
  }
}
