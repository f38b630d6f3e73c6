import { keyHeader, newKey } from '../../shared/api/act-key';
import { call } from '../../shared/api/calls';
import { answerOf, api } from '../../shared/api/client';
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

/** The API client that delivers kept acts: the client of the page, or a client with the session of the person who made the acts. */
export type Bearer = typeof api;

/** Delivers acts of guests. */
export function bringBatch(body: Schemas['OfflineBatch'], as: Bearer = api): Promise<Schemas['OfflineBatchAnswer']> {
  return answerOf(as.POST('/api/transactions/batch', { params: { header: keyHeader(newKey()) }, body }));
}

/** Delivers an anonymous receipt under its key. */
export function bringReceipt(key: string, body: Schemas['AnonymousReceipt'], as: Bearer = api) {
  return answerOf(as.POST('/api/receipts', { params: { header: keyHeader(key) }, body }));
}
