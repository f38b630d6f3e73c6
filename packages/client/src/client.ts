import createClient, { type Client } from 'openapi-fetch';
import type { paths } from './generated/api.js';
import { KEY_HEADER, newKey } from './idempotency.js';
import { ConnectionLost, parseProblem, problemCodeOf } from './problem.js';
import { newRequestId, REQUEST_ID_HEADER } from './request-id.js';
import { DEFAULT_RETRIES, type RetryPolicy, sendWithRetries } from './retry.js';

export interface ClientOptions {
  /** Where the platform is, without `/api`: `https://loyalty.example.com`. Empty for the page's own server. */
  readonly baseUrl: string;
  /** An API key or access token, or where access tokens come from. Left out, calls go without one. */
  readonly token?: string | TokenSource;
  /** Language of titles, details and reasons, `ru` or `en`; by default the network's. */
  readonly language?: string | (() => string);
  /** How long one try waits for its answer, 30 s by default. */
  readonly timeoutMs?: number | ((request: Request) => number);
  readonly retries?: Partial<RetryPolicy>;
  /** Sends one try; `fetch` by default. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/** Access tokens that end, and how to get the next one. */
export interface TokenSource {
  /** The token for this request; null to send it without one. */
  current(request: Request): Promise<string | null>;
  /** A new token in place of `refused`; null when there is none. */
  renew(refused: string): Promise<string | null>;
}

/** Calls by method and path, as openapi-fetch makes them: `client.POST('/api/guests', { body })`. */
export type LoyaltyClient = Client<paths>;

const DEFAULT_TIMEOUT_MS = 30_000;

/** Other codes of 401 mean a wrong password or code; a retry would count it twice. */
const TOKEN_REFUSED: readonly string[] = ['unauthenticated', 'session_ended'];

/**
 * The typed client of the API. It adds the token, the language, an `X-Request-Id` and, to each change, an `Idempotency-Key`,
 * and sends a call again, under the same key, when its answer was lost, the server was busy, or the first try still runs.
 *
 * A call throws `ConnectionLost` when no try was answered; `unwrap` throws `ApiProblem` for a refusal.
 */
export function createLoyaltyClient(options: ClientOptions): LoyaltyClient {
  const retries = { ...DEFAULT_RETRIES, ...options.retries };
  return createClient<paths>({
    baseUrl: options.baseUrl,
    fetch: (request) => {
      const named = withRequestId(withKey(request));
      return sendWithRetries(named, retries, (copy) => sendAuthorized(copy, options));
    },
  });
}

/** The data of a call. Throws `ApiProblem` when the server refused it. */
export async function unwrap<Data>(call: Promise<{ data?: Data; error?: unknown; response: Response }>): Promise<Data> {
  const { data, error, response } = await call;
  if (!response.ok) throw parseProblem(error, response);
  return data as Data;
}

/** A change without a key of its caller gets one, which all its tries share. */
function withKey(request: Request): Request {
  if (['GET', 'HEAD'].includes(request.method) || request.headers.has(KEY_HEADER)) return request;
  return withHeaders(request, { [KEY_HEADER]: newKey() });
}

/** All tries of a call have one request id, which joins them in the server's log. */
function withRequestId(request: Request): Request {
  return request.headers.has(REQUEST_ID_HEADER)
    ? request
    : withHeaders(request, { [REQUEST_ID_HEADER]: newRequestId() });
}

async function sendAuthorized(request: Request, options: ClientOptions): Promise<Response> {
  const { token } = options;
  if (token === undefined || typeof token === 'string') return sendOnce(request, token ?? null, options);
  const current = await token.current(request);
  if (current === null) return sendOnce(request, null, options);
  const response = await sendOnce(request.clone(), current, options);
  if (response.status !== 401 || !TOKEN_REFUSED.includes((await problemCodeOf(response)) ?? '')) return response;
  const renewed = await token.renew(current);
  return renewed === null ? response : sendOnce(request, renewed, options);
}

async function sendOnce(request: Request, token: string | null, options: ClientOptions): Promise<Response> {
  const { language, timeoutMs = DEFAULT_TIMEOUT_MS, fetch: send = fetch } = options;
  const headers = {
    ...(language !== undefined && { 'Accept-Language': typeof language === 'string' ? language : language() }),
    ...(token !== null && { Authorization: `Bearer ${token}` }),
  };
  const limitMs = typeof timeoutMs === 'number' ? timeoutMs : timeoutMs(request);
  const { sent, answered } = within(limitMs, withHeaders(request, headers));
  try {
    return await readWhole(await send(sent), answered);
  } catch (error) {
    answered();
    // The caller aborted the request, which says nothing about the connection.
    if (request.signal.aborted) throw error;
    throw new ConnectionLost(error);
  }
}

/** A timer of Node.js may let its process end; that of a browser is a number. */
interface Timer {
  readonly unref?: () => void;
}

/**
 * A copy of a request that ends when its time is over or its caller gives it up. `answered` stops the time.
 *
 * The timer refers to the controller and to the copy. Node.js collects a signal of `AbortSignal.any`, and a request that nothing refers to but
 * its call, while the call still waits, and then the call never ends (seen with 20.20).
 */
function within(limitMs: number, request: Request): { readonly sent: Request; readonly answered: () => void } {
  const controller = new AbortController();
  const sent = new Request(request, { signal: controller.signal });
  const giveUp = (): void => controller.abort(request.signal.reason);
  if (request.signal.aborted) giveUp();
  else request.signal.addEventListener('abort', giveUp, { once: true });
  const timer = setTimeout(
    (unanswered: Request) => {
      if (!unanswered.signal.aborted) controller.abort(new DOMException('No answer came in time', 'TimeoutError'));
    },
    limitMs,
    sent,
  );
  (timer as unknown as Timer).unref?.();
  return { sent, answered: () => clearTimeout(timer) };
}

/** Reads a JSON body while the request can still be retried. Files stay streams, and their time limit goes on. */
async function readWhole(response: Response, answered: () => void): Promise<Response> {
  if (!/\bjson\b/.test(response.headers.get('content-type') ?? '')) return response;
  const { status, statusText, headers } = response;
  const text = await response.text();
  answered();
  return new Response(text, { status, statusText, headers });
}

function withHeaders(request: Request, added: Record<string, string>): Request {
  const headers = new Headers(request.headers);
  for (const [name, value] of Object.entries(added)) headers.set(name, value);
  return new Request(request, { headers });
}
