import type { Attempt } from '../../security';

/** Every attempt ends within this. */
export const ATTEMPT_TIMEOUT_MS = 10_000;

/** Failures before anything was sent: another attempt can't make a second message. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** An answer of a provider's HTTP API. */
export interface ProviderAnswer {
  readonly status: number;
  /** Undefined when the body is no JSON. */
  readonly body: unknown;
  readonly retryAfterSeconds: number | undefined;
}

/**
 * One POST to a provider; never rejects. A failure keeps only a code: the address of a call may hold a secret, so
 * its errors are not logged.
 */
export async function callProvider(
  url: string,
  init: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
): Promise<ProviderAnswer | Attempt> {
  try {
    const response = await fetch(url, { ...init, method: 'POST', signal: AbortSignal.timeout(ATTEMPT_TIMEOUT_MS) });
    const text = await response.text();
    const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
    return {
      status: response.status,
      body: parsed(text),
      retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : undefined,
    };
  } catch (error) {
    const code = codeOf(error);
    return NOT_SENT.has(code) ? { outcome: 'RETRY', failure: code } : { outcome: 'UNKNOWN', failure: code };
  }
}

/** The meaning of a response other than success: 429 and 5xx are tried again, others are final. */
export function failedAttempt({ status, retryAfterSeconds }: ProviderAnswer, failure: string): Attempt {
  if (status !== 429 && status < 500) return { outcome: 'REFUSED', failure };
  return { outcome: 'RETRY', failure, ...(retryAfterSeconds !== undefined && { afterSeconds: retryAfterSeconds }) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): string {
  const { name, cause } = error as { name?: string; cause?: { code?: string } };
  return cause?.code ?? name ?? 'failed';
}
