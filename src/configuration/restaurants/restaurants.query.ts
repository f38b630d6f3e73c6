import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { type IdSlice, pickSlice } from '../../platform/http/list-query';
import { ProblemError } from '../../platform/problems/problem';
import { findPicture, picturesOf } from '../pictures/picture.sql';
import { type PointOfSaleAnswer, pointOfSaleAnswer, type RestaurantAnswer, restaurantAnswer } from './restaurant.dto';

export interface PlaceFilter {
  /** Where somebody works; null: all restaurants. */
  readonly only: readonly string[] | null;
  /** Left out: closed ones too. */
  readonly status?: 'OPEN' | 'CLOSED' | undefined;
}

/** Restaurants and points of sale for the back office, closed ones too. */
@Injectable()
export class RestaurantsQuery {
  constructor(private readonly database: Database) {}

  async listRestaurants(networkId: string, { only, status }: PlaceFilter, slice: IdSlice): Promise<RestaurantAnswer[]> {
    const { id, order, take } = pickSlice(slice);
    return this.database.inNetwork(networkId, async (tx) => {
      const rows = await tx.prisma.restaurant.findMany({
        where: { networkId, id: { ...id, in: only === null ? undefined : [...only] }, closedAt: closedAs(status) },
        orderBy: order,
        take,
      });
      const ids = rows.map((row) => row.id);
      const pictures = await picturesOf(tx, networkId, 'RESTAURANT', ids);
      return rows.map((row) => restaurantAnswer(row, pictures.get(row.id)));
    });
  }

  /** @throws ProblemError `not_found` */
  async getRestaurant(networkId: string, id: string): Promise<RestaurantAnswer> {
    return this.database.inNetwork(networkId, async (tx) => {
      const row = await tx.prisma.restaurant.findUnique({ where: { networkId_id: { networkId, id } } });
      if (row === null) throw new ProblemError('not_found');
      return restaurantAnswer(row, await findPicture(tx, networkId, 'RESTAURANT', id));
    });
  }

  async listPointsOfSale(
    networkId: string,
    { only, status }: PlaceFilter,
    slice: IdSlice,
  ): Promise<PointOfSaleAnswer[]> {
    const { id, order, take } = pickSlice(slice);
    const rows = await this.database.inNetwork(networkId, (tx) =>
      tx.prisma.pointOfSale.findMany({
        where: {
          networkId,
          restaurantId: only === null ? undefined : { in: [...only] },
          id,
          closedAt: closedAs(status),
        },
        orderBy: order,
        take,
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

function closedAs(status: PlaceFilter['status']) {
  if (status === undefined) return undefined;
  return status === 'OPEN' ? null : { not: null };
}
