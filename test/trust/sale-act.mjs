import { built } from '../performance/bench-server.mjs';

/** A sale of 1,550.00 that the till takes by itself, at the ledger's time. @param {number | null} pointsToRedeem */
export function saleActOf(network, guestId, pointsToRedeem = null) {
  const { newId } = built('platform/ids/ids.js');
  const { NO_SALE_ATTRIBUTES } = built('transactions/ledger/journal/journal-columns.js');
  const { keyDigest } = built('platform/claims/claim-digest.js');
  return {
    id: newId(),
    networkId: network.id,
    guestId,
    body: {
      kind: 'SALE',
      amount: 155_000,
      lines: null,
      pointsToRedeem,
      attributes: NO_SALE_ATTRIBUTES,
      holdId: null,
      rewards: null,
    },
    actor: { kind: 'system', id: null },
    channel: 'API',
    requestId: null,
    key: { digest: keyDigest(newId(), null), requestHash: '00' },
    restaurantId: network.restaurantId,
    pointOfSaleId: network.pointOfSaleId,
    shiftId: null,
    receipt: { number: newId(), externalOrderId: null, businessDate: null },
    occurredAt: null,
    deviceTime: null,
    networkLimit: null,
    claims: [],
  };
}
