import type { Tx } from '../../platform/database/database';

/** An open till in an open restaurant. */
export interface PosPlace {
  readonly id: string;
  readonly code: string;
  readonly restaurantId: string;
  readonly restaurantCode: string;
}

/** All open tills, ordered by code; a network has at most a few thousand. */
export function listPosPlaces(tx: Tx, networkId: string): Promise<PosPlace[]> {
  return tx.query<PosPlace>(
    `SELECT p.id, p.code, r.id AS "restaurantId", r.code AS "restaurantCode" FROM points_of_sale p
     JOIN restaurants r ON r.network_id = p.network_id AND r.id = p.restaurant_id
     WHERE p.network_id = $1 AND p.closed_at IS NULL AND r.closed_at IS NULL ORDER BY p.code LIMIT 10000`,
    [networkId],
  );
}

/** The till that a source names: by itself, or as the first till of a restaurant. */
export function findPlaceOf(
  places: readonly PosPlace[],
  location: string,
): { readonly place: PosPlace; readonly isTill: boolean } | undefined {
  const isNamed = (id: string, code: string): boolean => id === location.toLowerCase() || code === location;
  const till = places.find(({ id, code }) => isNamed(id, code));
  if (till !== undefined) return { place: till, isTill: true };
  const place = places.find(({ restaurantId, restaurantCode }) => isNamed(restaurantId, restaurantCode));
  return place === undefined ? undefined : { place, isTill: false };
}
