import { minorUnits } from '../../../src/decision';
import { keyDigest } from '../../../src/platform/claims/claim-digest';
import { newId } from '../../../src/platform/ids/ids';
import type { TillAct, SaleLine } from '../../../src/transactions/ledger/act/till-act';
import { NO_SALE_ATTRIBUTES } from '../../../src/transactions/ledger/journal/journal-columns';
import type { TillNetwork } from '../../support/till-network';

function lineOf(sku: string, amount: number): SaleLine {
  return { sku, name: sku, category: null, quantityMilli: 1_000, unitPrice: amount, total: minorUnits(amount) };
}

/** A sale with its own key and receipt, ready for the till's queue. */
export function saleActOf(network: TillNetwork, guestId: string, amount = 10_000, sku: string | null = null): TillAct {
  return {
    id: newId(),
    networkId: network.id,
    guestId,
    body: {
      kind: 'SALE',
      amount,
      lines: sku === null ? null : [lineOf(sku, amount)],
      pointsToRedeem: null,
      attributes: NO_SALE_ATTRIBUTES,
      holdId: null,
      rewards: null,
    },
    actor: { kind: 'key', id: network.id, soleDecider: null },
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
