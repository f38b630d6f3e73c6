import { newId } from '../../../platform/ids/ids';
import { type ActBody, NO_RECEIPT, type TillAct } from './till-act';

/**
 * An act of the platform itself: no till, no receipt, and the time is now. `besides` overrides members: by which id and channel, on whose
 * behalf, under which key or claims, as of when.
 */
export function systemActOf<Body extends ActBody>(
  networkId: string,
  guestId: string | null,
  body: Body,
  besides: Partial<
    Pick<
      TillAct,
      | 'id'
      | 'actor'
      | 'requestId'
      | 'key'
      | 'channel'
      | 'restaurantId'
      | 'pointOfSaleId'
      | 'occurredAt'
      | 'claims'
      | 'source'
    >
  > = {},
): TillAct & { readonly body: Body } {
  return {
    id: newId(),
    networkId,
    guestId,
    body,
    actor: { kind: 'system', id: null },
    channel: 'SYSTEM',
    requestId: null,
    key: null,
    restaurantId: null,
    pointOfSaleId: null,
    shiftId: null,
    receipt: NO_RECEIPT,
    occurredAt: null,
    deviceTime: null,
    networkLimit: null,
    claims: [],
    ...besides,
  };
}
