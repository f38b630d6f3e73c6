import { type Bearer, bringBatch, bringReceipt } from '../../entities/offline/offline.api';
import { ApiProblem } from '../../shared/api/problem';
import { deliveredAs, isFailure } from './delivered.rules';
import type { Courier, DeliveryResult, SentAct } from './outbox';

/** The calls that send this device's acts to the server. @param as the client with the session of the person who made them */
export function courierOf(deviceId: string, serverNow: () => number, as?: Bearer): Courier {
  return {
    async sendBatch(acts, allowance) {
      const body = {
        deviceId,
        // By the server's clock, like the acts, so that the server does not correct the times again.
        sentAt: new Date(serverNow()).toISOString(),
        acts: acts.map(batchedAct),
        ...(allowance !== null && { allowance }),
      };
      try {
        const { items } = await bringBatch(body, as);
        const byCounter = new Map(items.map((item) => [item.counter, item]));
        return acts.map(({ counter }): DeliveryResult => {
          const item = counter === null ? undefined : byCounter.get(counter);
          return item === undefined ? { kind: 'open' } : deliveredAs(item.status, item.body);
        });
      } catch (error) {
        // A failure of the whole batch counts as a failure of each act.
        if (error instanceof ApiProblem && isFailure(error.status)) return acts.map(() => ({ kind: 'failed' }));
        throw error;
      }
    },
    async sendReceipt({ act, occurredAt }) {
      if (act.sale.guestId !== null) throw new Error('an act of a guest goes with the batch');
      const body = act.wasSent === true ? act.sale.body : at(act.sale.body, occurredAt);
      try {
        const { id, payable } = await bringReceipt(act.key, body, as);
        return { kind: 'recorded', transactionId: id, payable };
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error;
        return deliveredAs(error.status, error.document);
      }
    },
  };
}

/** If a sale's first call got no answer, it is sent again with the same body, because its key belongs to that body. */
function batchedAct({ counter, act, occurredAt }: SentAct) {
  const { guestId, body } = act.sale;
  if (guestId === null || counter === null) throw new Error('an anonymous receipt goes by itself');
  const told = act.wasSent === true ? body : at(body, occurredAt);
  return { counter, key: act.key, guestId, body: { ...told } };
}

function at<Body extends object>(body: Body, occurredAt: number): Body & { readonly occurredAt: string } {
  return { ...body, occurredAt: new Date(occurredAt).toISOString() };
}
