import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import type { Schemas } from '../../shared/api/schemas';
import type { Sale } from '../transaction/transaction.api';

export type TillCopy = Schemas['TillCopy'];
type OfflineBatch = Schemas['OfflineBatch'];
export type AllowanceToken = Schemas['TillAllowanceToken'];

/** A till as the paths of the API name it. */
interface TillPath {
  readonly restaurantId: string;
  readonly pointOfSaleId: string;
}

/** The programme in force and the states of these guests. */
export function askCopy({ restaurantId: id, pointOfSaleId }: TillPath, guestIds: string[]): Promise<TillCopy> {
  const params = { path: { id, pointOfSaleId } };
  return answerOf(
    api.POST('/api/restaurants/{id}/points-of-sale/{pointOfSaleId}/offline-copy', { params, body: { guestIds } }),
  );
}

export function askAllowanceToken(
  { restaurantId: id, pointOfSaleId }: TillPath,
  deviceId: string,
): Promise<AllowanceToken> {
  const params = { path: { id, pointOfSaleId } };
  return answerOf(
    api.POST('/api/restaurants/{id}/points-of-sale/{pointOfSaleId}/allowance/token', { params, body: { deviceId } }),
  );
}

/** Acts have keys of their own; that of the call names the call alone. */
export const sendOfflineBatch: Send<OfflineBatch, Schemas['OfflineBatchAnswer']> = ({ key, body }) =>
  answerOf(api.POST('/api/transactions/batch', { params: { header: keyHeader(key) }, body }));

export const sendOfflineReceipt: Send<Extract<Sale, { readonly guestId: null }>['body'], Schemas['Transaction']> = ({
  key,
  body,
}) => answerOf(api.POST('/api/receipts', { params: { header: keyHeader(key) }, body }));
