import type { DeliveryResult } from './outbox';

/** Statuses after which the act is sent again, such as those of a restarting server. */
const NOT_NOW: ReadonlySet<number> = new Set([401, 408, 409, 425, 429, 502, 503, 504]);

interface Problem {
  readonly code?: string;
  readonly title?: string;
  readonly detail?: string;
}
interface RecordedAnswer {
  readonly id?: string;
  readonly payable?: number;
}

/** Whether the server failed at this act, as opposed to being unavailable. */
export function isFailure(status: number): boolean {
  return status >= 500 && !NOT_NOW.has(status);
}

export function deliveredAs(status: number, body: unknown): DeliveryResult {
  if (status < 300) {
    const { id = '', payable = null } = body as RecordedAnswer;
    return { kind: 'recorded', transactionId: id, payable };
  }
  if (NOT_NOW.has(status)) {
    const { code } = body as Problem;
    // A receipt that another sale holds stays with that sale.
    if (status !== 409 || code === 'request_in_progress' || code === undefined) return { kind: 'open' };
  }
  if (isFailure(status)) return { kind: 'failed' };
  const { code = 'unknown', title = '', detail = null } = body as Problem;
  return { kind: 'refused', code, title, detail };
}
