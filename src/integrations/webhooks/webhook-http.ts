import type { ClientRequest, IncomingMessage } from 'node:http';
import {
  type ConnectionFailure,
  connectionFailureOf,
  GuardedAgents,
  type PrivateAddresses,
  type Resolve,
} from '../../platform/http/outgoing/guarded-agents';
import { readRetryAfter } from './retry-after.rules';

const CALL_TIMEOUT_MS = 15_000;
const SOCKETS_PER_RECEIVER = 64;
/** The most bytes read of a response; then the connection is closed. */
const READ_BYTES = 16_384;
/** The most characters of a response that are logged. */
const KEPT_CHARACTERS = 2_048;

/** The receiver's response; without a status there was none, and `failure` has the reason. */
export interface CallResult {
  readonly status: number | null;
  readonly body: string | null;
  /** A code for which the page has words; null: the status was 2xx. */
  readonly failure: CallFailure | null;
  readonly retryAfterSeconds: number | null;
  readonly durationMs: number;
}

/** Why a call failed: a code for which the page has words. */
export type CallFailure = ConnectionFailure | 'timeout' | 'redirect' | 'gone' | 'refused' | 'busy' | 'receiver_error';

interface HttpOptions {
  /** The time limit of a call; left out: 15 seconds. */
  readonly timeoutMs?: number;
  /** Resolves names; left out: the system's resolver. */
  readonly resolve?: Resolve;
}

/** Sends POST requests to receivers on the internet, through `GuardedAgents`. */
export class WebhookHttp {
  private readonly timeoutMs: number;
  private readonly agents: GuardedAgents;

  constructor(privateAddresses: PrivateAddresses, { timeoutMs = CALL_TIMEOUT_MS, resolve }: HttpOptions = {}) {
    this.timeoutMs = timeoutMs;
    this.agents = new GuardedAgents(privateAddresses, SOCKETS_PER_RECEIVER, resolve);
  }

  /** Rejects only when `signal` aborts the call. */
  async post(
    url: string,
    headers: Readonly<Record<string, string>>,
    body: string,
    signal: AbortSignal,
  ): Promise<CallResult> {
    const began = performance.now();
    const deadline = AbortSignal.timeout(this.timeoutMs);
    try {
      const response = await this.send(new URL(url), headers, Buffer.from(body), AbortSignal.any([signal, deadline]));
      return { ...response, durationMs: Math.round(performance.now() - began) };
    } catch (error) {
      signal.throwIfAborted();
      const failure = deadline.aborted ? 'timeout' : connectionFailureOf(error);
      return {
        status: null,
        body: null,
        failure,
        retryAfterSeconds: null,
        durationMs: Math.round(performance.now() - began),
      };
    }
  }

  /** Closes the connections that are kept open. */
  close(): void {
    this.agents.close();
  }

  private async send(
    url: URL,
    headers: Readonly<Record<string, string>>,
    body: Buffer,
    signal: AbortSignal,
  ): Promise<Omit<CallResult, 'durationMs'>> {
    let request = this.open(url, headers, body, signal);
    let response: IncomingMessage;
    try {
      response = await responseOf(request);
    } catch (error) {
      // The receiver closed an idle connection just now and processed nothing, so the call is repeated on a new one.
      if (!request.reusedSocket || (error as NodeJS.ErrnoException).code !== 'ECONNRESET') throw error;
      request = this.open(url, headers, body, signal);
      response = await responseOf(request);
    }
    const status = response.statusCode ?? 0;
    const text = await readSome(response);
    return {
      status,
      body: text,
      failure: failureOfStatus(status),
      retryAfterSeconds: readRetryAfter(response.headers['retry-after'], dateOf(response)),
    };
  }

  private open(url: URL, headers: Readonly<Record<string, string>>, body: Buffer, signal: AbortSignal): ClientRequest {
    const options = { method: 'POST', headers: { ...headers, 'Content-Length': body.length }, signal };
    const request = this.agents.open(url, options);
    request.end(body);
    return request;
  }
}

function responseOf(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.on('response', resolve);
    // Needed after the response too: the receiver may reset the connection while it is read.
    request.on('error', reject);
  });
}

/** Reads the start of the response; the rest is not read. */
async function readSome(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    parts.push(part);
    length += part.length;
    // Leaving the loop closes the response and its connection.
    if (length >= READ_BYTES) break;
  }
  const text = Buffer.concat(parts).toString('utf8').slice(0, KEPT_CHARACTERS);
  // A text column can't hold NUL.
  return text.replaceAll('\u0000', '\uFFFD');
}

function failureOfStatus(status: number): CallFailure | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return 'redirect';
  if (status === 410) return 'gone';
  if (status === 429) return 'busy';
  return status >= 500 ? 'receiver_error' : 'refused';
}

/** The receiver's clock at the response, against which a date in `Retry-After` counts; without a `Date` header, this process's clock. */
function dateOf(response: IncomingMessage): number {
  const told = Date.parse(response.headers.date ?? '');
  return Number.isNaN(told) ? performance.timeOrigin + performance.now() : told;
}
