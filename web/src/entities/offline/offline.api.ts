import { call } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type TillCopy = Schemas['TillCopy'];
export type AllowanceToken = Schemas['TillAllowanceToken'];

/** A till as the paths of the API name it. */
interface TillPath {
  readonly restaurantId: string;
  readonly pointOfSaleId: string;
}

/** The programme in force and the states of these guests. */
export const askCopy = ({ restaurantId: id, pointOfSaleId }: TillPath, guestIds: string[]) =>
  call(
    'POST',
    '/api/restaurants/{id}/points-of-sale/{pointOfSaleId}/offline-copy',
    { id, pointOfSaleId },
    { guestIds },
  );

export const askAllowanceToken = ({ restaurantId: id, pointOfSaleId }: TillPath, deviceId: string) =>
  call(
    'POST',
    '/api/restaurants/{id}/points-of-sale/{pointOfSaleId}/allowance/token',
    { id, pointOfSaleId },
    { deviceId },
  );
