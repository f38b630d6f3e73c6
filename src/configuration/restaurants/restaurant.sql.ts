import type { Tx } from '../../platform/database/database';

export interface RestaurantRow {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly address: string | null;
  readonly createdAt: Date;
  readonly closedAt: Date | null;
}

export interface PointOfSaleRow {
  readonly id: string;
  readonly restaurantId: string;
  readonly code: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly closedAt: Date | null;
}

const RESTAURANT_COLUMNS = 'id, code, name, address, created_at AS "createdAt", closed_at AS "closedAt"';
const POINT_OF_SALE_COLUMNS =
  'id, restaurant_id AS "restaurantId", code, name, created_at AS "createdAt", closed_at AS "closedAt"';

/** Whether the network has this restaurant, as the transaction of a change sees it. */
export async function hasRestaurant(tx: Tx, networkId: string, id: string): Promise<boolean> {
  return (
    (await tx.maybe('SELECT id FROM restaurants WHERE network_id = $1 AND id = $2', [networkId, id])) !== undefined
  );
}

export function lockRestaurantRow(tx: Tx, networkId: string, id: string): Promise<RestaurantRow | undefined> {
  return tx.maybe<RestaurantRow>(
    `SELECT ${RESTAURANT_COLUMNS} FROM restaurants WHERE network_id = $1 AND id = $2 FOR NO KEY UPDATE`,
    [networkId, id],
  );
}

export interface RestaurantColumns {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly address: string | null;
}

/** Undefined: the code is taken. */
export function insertRestaurant(
  tx: Tx,
  networkId: string,
  row: RestaurantColumns,
): Promise<RestaurantRow | undefined> {
  return tx.maybe<RestaurantRow>(
    `INSERT INTO restaurants (network_id, id, code, name, address) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (network_id, code) DO NOTHING RETURNING ${RESTAURANT_COLUMNS}`,
    [networkId, row.id, row.code, row.name, row.address],
  );
}

/** Closing keeps the time of the first closing. */
export function updateRestaurant(
  tx: Tx,
  networkId: string,
  row: RestaurantColumns & { closed: boolean },
): Promise<RestaurantRow> {
  return tx.one<RestaurantRow>(
    `UPDATE restaurants SET code = $3, name = $4, address = $5,
            closed_at = CASE WHEN $6::boolean THEN coalesce(closed_at, now()) END
      WHERE network_id = $1 AND id = $2 RETURNING ${RESTAURANT_COLUMNS}`,
    [networkId, row.id, row.code, row.name, row.address, row.closed],
  );
}

export function lockPointOfSaleRow(
  tx: Tx,
  networkId: string,
  restaurantId: string,
  id: string,
): Promise<PointOfSaleRow | undefined> {
  return tx.maybe<PointOfSaleRow>(
    `SELECT ${POINT_OF_SALE_COLUMNS} FROM points_of_sale
      WHERE network_id = $1 AND restaurant_id = $2 AND id = $3 FOR NO KEY UPDATE`,
    [networkId, restaurantId, id],
  );
}

export interface PointOfSaleColumns {
  readonly id: string;
  readonly code: string;
  readonly name: string;
}

/** Undefined: the code is taken. */
export function insertPointOfSale(
  tx: Tx,
  networkId: string,
  restaurantId: string,
  row: PointOfSaleColumns,
): Promise<PointOfSaleRow | undefined> {
  return tx.maybe<PointOfSaleRow>(
    `INSERT INTO points_of_sale (network_id, id, restaurant_id, code, name) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (network_id, code) DO NOTHING RETURNING ${POINT_OF_SALE_COLUMNS}`,
    [networkId, row.id, restaurantId, row.code, row.name],
  );
}

export function updatePointOfSale(
  tx: Tx,
  networkId: string,
  row: PointOfSaleColumns & { closed: boolean },
): Promise<PointOfSaleRow> {
  return tx.one<PointOfSaleRow>(
    `UPDATE points_of_sale SET code = $3, name = $4, closed_at = CASE WHEN $5::boolean THEN coalesce(closed_at, now()) END
      WHERE network_id = $1 AND id = $2 RETURNING ${POINT_OF_SALE_COLUMNS}`,
    [networkId, row.id, row.code, row.name, row.closed],
  );
}
