import { z } from 'zod';
import { line, pageOf } from '../../platform/http/schemas';

const code = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/);
const name = line(200);
const address = line(500).nullable();

/** `POST /api/restaurants`. `code` is how events and files name the place; made when left out. */
export const createRestaurantSchema = z
  .strictObject({ code: code.optional(), name, address: address.optional() })
  .meta({ id: 'CreateRestaurant' });
/** `PATCH /api/restaurants/{id}`. Places are closed and opened again, never deleted. */
export const changeRestaurantSchema = z
  .strictObject({ code, name, address, closed: z.boolean() })
  .partial()
  .meta({ id: 'ChangeRestaurant' });

export const createPointOfSaleSchema = z
  .strictObject({ code: code.optional(), name })
  .meta({ id: 'CreatePointOfSale' });
export const changePointOfSaleSchema = z
  .strictObject({ code, name, closed: z.boolean() })
  .partial()
  .meta({ id: 'ChangePointOfSale' });

export const restaurantSchema = z
  .strictObject({
    id: z.uuid(),
    code: z.string(),
    name: z.string(),
    address: z.string().nullable(),
    createdAt: z.string(),
    closedAt: z.string().nullable(),
  })
  .meta({ id: 'Restaurant' });
export const pointOfSaleSchema = z
  .strictObject({
    id: z.uuid(),
    restaurantId: z.uuid(),
    code: z.string(),
    name: z.string(),
    createdAt: z.string(),
    closedAt: z.string().nullable(),
  })
  .meta({ id: 'PointOfSale' });
export const restaurantPageSchema = pageOf(restaurantSchema).meta({ id: 'RestaurantPage' });
export const pointOfSalePageSchema = pageOf(pointOfSaleSchema).meta({ id: 'PointOfSalePage' });

export type CreateRestaurantBody = z.infer<typeof createRestaurantSchema>;
export type ChangeRestaurantBody = z.infer<typeof changeRestaurantSchema>;
export type CreatePointOfSaleBody = z.infer<typeof createPointOfSaleSchema>;
export type ChangePointOfSaleBody = z.infer<typeof changePointOfSaleSchema>;
export type RestaurantAnswer = z.infer<typeof restaurantSchema>;
export type PointOfSaleAnswer = z.infer<typeof pointOfSaleSchema>;

/** The same with its times as the database has them. */
type Row<Answer> = Omit<Answer, 'createdAt' | 'closedAt'> & {
  readonly createdAt: Date;
  readonly closedAt: Date | null;
};

export function restaurantAnswer(row: Row<RestaurantAnswer>): RestaurantAnswer {
  return {
    id: row.id,
    code: row.code,
    name: row.name,
    address: row.address,
    createdAt: row.createdAt.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
  };
}

export function pointOfSaleAnswer(row: Row<PointOfSaleAnswer>): PointOfSaleAnswer {
  return {
    id: row.id,
    restaurantId: row.restaurantId,
    code: row.code,
    name: row.name,
    createdAt: row.createdAt.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
  };
}
