import { KEY_HEADER } from './idempotency.js';
import { ConnectionLost, problemCodeOf, retryAfterSecondsOf } from './problem.js';

export interface RetryPolicy {
  /** How often a call is sent at most, the first time included; 1 for no retries. */
  readonly tries: number;
  /** The first wait; each next one is twice as long, and up to half of it is left to chance. */
  readonly firstWaitMs: number;
  /** The longest wait. When `Retry-After` asks for more, the caller gets the answer at once. */
  readonly longestWaitMs: number;
}

export const DEFAULT_RETRIES: RetryPolicy = { tries: 5, firstWaitMs: 300, longestWaitMs: 10_000 };

/** Methods that do the same when repeated, with or without a key. */
const REPEATABLE = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'];

/** Calls without a key that are not retried: a second one would count as a wrong code or send another message. */
export const ONLY_ONCE =
  /^\/api(?:\/v1)?\/(?:auth\/|sign-up$|demo\/session$|tills\/own\/sign-in$|guests\/[^/]+\/phone|guests?\/[^/]+\/confirmations)/;

/** Sends a request until it has a final answer or the policy has no retry left. */
export async function sendWithRetries(
  request: Request,
  policy: RetryPolicy,
  send: (request: Request) => Promise<Response>,
): Promise<Response> {
  for (let sent = 1; ; sent += 1) {
    const isLast = sent >= policy.tries;
    const outcome = await send(isLast ? request : request.clone()).catch((error: unknown) => {
      if (isLast || !(error instanceof ConnectionLost) || !mayRepeat(request)) throw error;
      return error;
    });
    if (outcome instanceof ConnectionLost) {
      await pause(backOffMs(policy, sent), request.signal);
      continue;
    }
    if (isLast || !(await isPassing(outcome, request))) return outcome;
    const askedMs = (retryAfterSecondsOf(outcome) ?? 0) * 1_000;
    if (askedMs > policy.longestWaitMs) return outcome;
    await outcome.body?.cancel();
    await pause(Math.max(askedMs, backOffMs(policy, sent)), request.signal);
  }
}

/** Whether a retry may get another answer. */
async function isPassing(response: Response, request: Request): Promise<boolean> {
  if (response.status === 429) return true;
  if (response.status === 409) return (await problemCodeOf(response)) === 'request_in_progress';
  return response.status >= 500 && response.status !== 501 && mayRepeat(request);
}

/** Whether a request with unknown outcome can be retried without doing it twice. */
function mayRepeat(request: Request): boolean {
  if (REPEATABLE.includes(request.method)) return true;
  return request.headers.has(KEY_HEADER) && !ONLY_ONCE.test(new URL(request.url).pathname);
}

function backOffMs({ firstWaitMs, longestWaitMs }: RetryPolicy, sent: number): number {
  const waitMs = Math.min(longestWaitMs, firstWaitMs * 2 ** (sent - 1));
  return waitMs * (1 - Math.random() / 2);
}

/** Waits; ends early when the caller aborts the request. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      clearTimeout(timer);
      // The reason is what the caller gave to `abort()`, and an AbortError by default.
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', giveUp);
      resolve();
    }, ms);
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
}
