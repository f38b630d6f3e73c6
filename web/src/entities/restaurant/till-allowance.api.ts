import { actOf, ask } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';
import type { PointOfSale } from './restaurant.api';

/** The points that a till may let guests spend while it is offline. */
export type TillAllowance = Schemas['TillAllowance'];

type Till = Pick<PointOfSale, 'restaurantId' | 'id'>;

export const tillAllowanceQuery = (till: Till) =>
  ask('/api/restaurants/{id}/points-of-sale/{pointOfSaleId}/allowance', { ...pathOf(till) });

export const endTillAllowance = (till: Till) =>
  actOf('DELETE', '/api/restaurants/{id}/points-of-sale/{pointOfSaleId}/allowance', { ...pathOf(till) });

function pathOf({ restaurantId, id }: Till) {
  return { id: restaurantId, pointOfSaleId: id };
}
