import type { GuardedFetch } from '../../platform/http/outgoing/guarded-fetch';
import type { Attempt } from '../../security';
import { parsedJson } from '../../platform/http/parsed-json';
import { bytesOf } from '../../platform/http/outgoing/bounded-body';

/** The time limit of each attempt. */
export const ATTEMPT_TIMEOUT_MS = 10_000;

/** Errors before anything was sent, so another attempt can't send the message twice. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** The most bytes read of an answer; a longer answer counts as having no text. */
const LONGEST_ANSWER_BYTES = 65_536;

/** An answer of a provider's HTTP API. */
export interface ProviderAnswer {
  readonly status: number;
  /** The body; empty where it is longer than `LONGEST_ANSWER_BYTES`. */
  readonly text: string;
  /** Undefined when the body is no JSON. */
  readonly body: unknown;
  readonly retryAfterSeconds: number | undefined;
  readonly headers: Headers;
}

/**
 * Makes one call to a provider, by POST unless `method` says otherwise. Never rejects, and follows no redirect. Failures are kept as codes only:
 * the address of a call may hold a secret, so errors are not logged.
 */
export async function callProvider(
  url: string,
  init: {
    readonly method?: 'POST' | 'GET' | 'PATCH' | 'DELETE';
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | Buffer<ArrayBuffer> | undefined;
    /** Left out: the platform's `fetch`. Push services need the guarded one, because guests enter their addresses. */
    readonly fetch?: GuardedFetch['fetch'];
  },
): Promise<ProviderAnswer | Attempt> {
  try {
    const { method = 'POST', headers, body = null, fetch: guarded } = init;
    const signal = AbortSignal.timeout(ATTEMPT_TIMEOUT_MS);
    const response =
      guarded === undefined
        ? await fetch(url, { method, headers, body, redirect: 'manual', signal })
        : await guarded(url, { method, headers, body, signal });
    const text = (await bytesOf(response.body, LONGEST_ANSWER_BYTES))?.toString('utf8') ?? '';
    const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
    return {
      status: response.status,
      text,
      body: parsedJson(text),
      retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : undefined,
      headers: response.headers,
    };
  } catch (error) {
    const code = codeOf(error);
    return NOT_SENT.has(code) ? { outcome: 'RETRY', failure: code } : { outcome: 'UNKNOWN', failure: code };
  }
}

/**
 * The outcome of an answer that is not a readable success. After 429 and 5xx the message is tried again. Below 400 the provider may have taken the
 * message, so the outcome is unknown. Any other status is a refusal.
 */
export function failedAttempt({ status, retryAfterSeconds }: ProviderAnswer, failure: string): Attempt {
  if (status < 400) return { outcome: 'UNKNOWN', failure };
  if (status !== 429 && status < 500) return { outcome: 'REFUSED', failure };
  return { outcome: 'RETRY', failure, ...(retryAfterSeconds !== undefined && { afterSeconds: retryAfterSeconds }) };
}

function codeOf(error: unknown): string {
  const { name, code, cause } = error as { name?: string; code?: unknown; cause?: { code?: unknown } };
  const texts = [cause?.code, code, name].filter((text) => typeof text === 'string');
  return texts[0] ?? 'failed';
}
