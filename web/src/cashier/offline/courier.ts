import { sendOfflineBatch, sendOfflineReceipt } from '../../entities/offline/offline.api';
import { newKey } from '../../shared/api/act-key';
import { ApiProblem } from '../../shared/api/problem';
import type { Courier, Delivered, SentAct } from './outbox';

/** Answers that decide nothing, those of a server that is about to come back among them: the act is sent again. */
const NOT_NOW: ReadonlySet<number> = new Set([401, 408, 409, 425, 429, 502, 503, 504]);

interface Problem {
  readonly code?: string;
  readonly title?: string;
  readonly detail?: string;
}
interface Recorded {
  readonly id?: string;
  readonly payable?: number;
}

/** The calls by which acts leave this device. */
export function courierOf(deviceId: string, serverNow: () => number): Courier {
  return {
    async sendBatch(acts, allowance) {
      const body = {
        deviceId,
        // By the server's clock as the acts are, so that it corrects nothing twice.
        sentAt: new Date(serverNow()).toISOString(),
        acts: acts.map(batchedAct),
        ...(allowance !== null && { allowance }),
      };
      try {
        const { items } = await sendOfflineBatch({ key: newKey(), body });
        const byCounter = new Map(items.map((item) => [item.counter, item]));
        return acts.map(({ counter }): Delivered => {
          const item = counter === null ? undefined : byCounter.get(counter);
          return item === undefined ? { kind: 'open' } : deliveredAs(item.status, item.body);
        });
      } catch (error) {
        // A failure at the whole of it is one at each act.
        if (error instanceof ApiProblem && isFailure(error.status)) return acts.map(() => ({ kind: 'failed' }));
        throw error;
      }
    },
    async sendReceipt({ act, occurredAt }) {
      if (act.sale.guestId !== null) throw new Error('an act of a guest goes with the batch');
      const body = act.wasSent === true ? act.sale.body : at(act.sale.body, occurredAt);
      try {
        const { id, payable } = await sendOfflineReceipt({ key: act.key, body });
        return { kind: 'recorded', transactionId: id, payable };
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error;
        return deliveredAs(error.status, error.document);
      }
    },
  };
}

/** A server that fails at what it was sent, as against one that is not there now. */
function isFailure(status: number): boolean {
  return status >= 500 && !NOT_NOW.has(status);
}

/** A sale whose first call got no answer is told again as it was, or its key would name two bodies. */
function batchedAct({ counter, act, occurredAt }: SentAct) {
  const { guestId, body } = act.sale;
  if (guestId === null || counter === null) throw new Error('an anonymous receipt goes by itself');
  const told = act.wasSent === true ? body : at(body, occurredAt);
  return { counter, key: act.key, guestId, body: { ...told } };
}

function at<Body extends object>(body: Body, occurredAt: number): Body & { readonly occurredAt: string } {
  return { ...body, occurredAt: new Date(occurredAt).toISOString() };
}

function deliveredAs(status: number, body: unknown): Delivered {
  if (status < 300) {
    const { id = '', payable = null } = body as Recorded;
    return { kind: 'recorded', transactionId: id, payable };
  }
  if (NOT_NOW.has(status)) {
    const { code } = body as Problem;
    // A receipt that another sale holds stays held.
    if (status !== 409 || code === 'request_in_progress' || code === undefined) return { kind: 'open' };
  }
  if (isFailure(status)) return { kind: 'failed' };
  const { code = 'unknown', title = '', detail = null } = body as Problem;
  return { kind: 'refused', code, title, detail };
}
