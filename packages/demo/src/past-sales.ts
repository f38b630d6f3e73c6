import type { ConfigurationSnapshot } from 'loyalty-platform/configuration';
import { minorUnits } from 'loyalty-platform/decision';
import { newId } from 'loyalty-platform/platform/ids/ids';
import { saleAttributesOf, type SaleLine, type TillAct, type TillHistory } from 'loyalty-platform/transactions';
import type { Dish } from './demo-dishes';
import type { PastVisit } from './past-visits.rules';

const BATCH = 200;
const OF_STOPPED_RUNS: ReadonlySet<string> = new Set(['receipt_already_recorded', 'occurred_at_out_of_range']);

/** Records sales that a till reports late. Those of a stopped run are refused as the same receipt. */
export async function recordPastSales(till: TillHistory, networkId: string, acts: readonly TillAct[]): Promise<void> {
  for (let from = 0; from < acts.length; from += BATCH) {
    const outcomes = await till.record(networkId, acts.slice(from, from + BATCH));
    for (const outcome of outcomes.values())
      if (outcome.kind !== 'POSTED' && !(outcome.kind === 'REFUSED' && OF_STOPPED_RUNS.has(outcome.code)))
        throw new Error('a sale of the demonstration was refused');
  }
}

/** A sale as a till system reports it later: without a shift, and with the receipt as its only key. @param cashierId null: the sale names no cashier */
export function pastSaleOf(
  visit: PastVisit,
  pointOfSaleId: string,
  snapshot: ConfigurationSnapshot,
  cashierId: string | null = null,
): TillAct {
  const lines = visit.dishes.map(lineOf);
  return {
    id: newId(),
    networkId: snapshot.profile.id,
    actor: cashierId === null ? { kind: 'system', id: null } : { kind: 'user', id: cashierId },
    channel: 'API',
    requestId: null,
    shiftId: null,
    deviceTime: null,
    networkLimit: null,
    claims: [],
    guestId: visit.guestId,
    body: {
      kind: 'SALE',
      amount: lines.reduce((sum, { total }) => sum + total, 0),
      lines,
      pointsToRedeem: null,
      holdId: null,
      attributes: saleAttributesOf({ paymentMethod: visit.paymentMethod }),
      rewards: null,
    },
    key: null,
    restaurantId: snapshot.place(pointOfSaleId)?.restaurantId ?? null,
    pointOfSaleId,
    receipt: { number: visit.receiptNumber, externalOrderId: null, businessDate: null },
    occurredAt: visit.occurredAt,
  };
}

function lineOf({ sku, name, category, price }: Dish): SaleLine {
  return { sku, name, category, quantityMilli: 1_000, unitPrice: price, total: minorUnits(price) };
}
