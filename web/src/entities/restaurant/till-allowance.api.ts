import { queryOptions } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import type { Schemas } from '../../shared/api/schemas';
import type { PointOfSale } from './restaurant.api';

/** The points that a till may let guests spend while it is offline. */
export type TillAllowance = Schemas['TillAllowance'];

type Till = Pick<PointOfSale, 'restaurantId' | 'id'>;

export function tillAllowanceQuery(till: Till) {
  return queryOptions({
    queryKey: ['till-allowance', till.id],
    queryFn: ({ signal }) => {
      const params = { path: pathOf(till) };
      return answerOf(api.GET('/api/restaurants/{id}/points-of-sale/{pointOfSaleId}/allowance', { params, signal }));
    },
  });
}

export const giveTillAllowance =
  (till: Till): Send<Schemas['GiveTillAllowance'], TillAllowance> =>
  ({ key, body }) => {
    const params = { path: pathOf(till), header: keyHeader(key) };
    return answerOf(api.PUT('/api/restaurants/{id}/points-of-sale/{pointOfSaleId}/allowance', { params, body }));
  };

export const endTillAllowance =
  (till: Till): Send<null, TillAllowance> =>
  ({ key }) => {
    const params = { path: pathOf(till), header: keyHeader(key) };
    return answerOf(api.DELETE('/api/restaurants/{id}/points-of-sale/{pointOfSaleId}/allowance', { params }));
  };

function pathOf({ restaurantId, id }: Till) {
  return { id: restaurantId, pointOfSaleId: id };
}
