import type { Tx } from '../../platform/database/database';
import type { PointOfSaleRow, RestaurantRow } from './restaurant.sql';

const RESTAURANT = { id: true, code: true, name: true, address: true, createdAt: true, closedAt: true } as const;
const POINT_OF_SALE = {
  id: true,
  restaurantId: true,
  code: true,
  name: true,
  createdAt: true,
  closedAt: true,
} as const;

/** Rows of a list after this id, one more than is shown. */
export interface Slice {
  readonly after: string | undefined;
  readonly limit: number;
}

/** In the order in which they were made; `only` restricts to where somebody works. */
export function listRestaurants(
  tx: Tx,
  networkId: string,
  only: readonly string[] | null,
  { after, limit }: Slice,
): Promise<RestaurantRow[]> {
  return tx.prisma.restaurant.findMany({
    select: RESTAURANT,
    where: { networkId, id: { gt: after, in: only === null ? undefined : [...only] } },
    orderBy: { id: 'asc' },
    take: limit,
  });
}

export function findRestaurant(tx: Tx, networkId: string, id: string): Promise<RestaurantRow | null> {
  return tx.prisma.restaurant.findUnique({ select: RESTAURANT, where: { networkId_id: { networkId, id } } });
}

/** In the order in which they were made, of these restaurants; `only` null: of all. */
export function listPointsOfSale(
  tx: Tx,
  networkId: string,
  only: readonly string[] | null,
  { after, limit }: Slice,
): Promise<PointOfSaleRow[]> {
  return tx.prisma.pointOfSale.findMany({
    select: POINT_OF_SALE,
    where: { networkId, restaurantId: only === null ? undefined : { in: [...only] }, id: { gt: after } },
    orderBy: { id: 'asc' },
    take: limit,
  });
}

export function findPointOfSale(
  tx: Tx,
  networkId: string,
  restaurantId: string,
  id: string,
): Promise<PointOfSaleRow | null> {
  return tx.prisma.pointOfSale.findUnique({
    select: POINT_OF_SALE,
    where: { networkId_id: { networkId, id }, restaurantId },
  });
}
