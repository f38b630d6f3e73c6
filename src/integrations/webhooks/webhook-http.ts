import { lookup as resolveName, type LookupAddress, type LookupOptions } from 'node:dns';
import { Agent as PlainAgent, type ClientRequest, type IncomingMessage, request as requestPlain } from 'node:http';
import { Agent as SecureAgent, request as requestSecure } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './public-addresses.rules';

const CALL_TIMEOUT_MS = 15_000;
const SOCKETS_PER_RECEIVER = 64;
/** So much of a response is read; then the connection is closed. */
const READ_BYTES = 16_384;
/** So much of it is kept for the log. */
const KEPT_CHARACTERS = 2_048;

/** The receiver's response; without a status there was none, for the reason in `failure`. */
export interface CallResult {
  readonly status: number | null;
  readonly body: string | null;
  /** A code that the page has words for; null: a response with a 2xx status. */
  readonly failure: CallFailure | null;
  readonly retryAfterSeconds: number | null;
  readonly durationMs: number;
}

/** Why a call did not succeed: a code that the page has words for. */
export type CallFailure =
  | 'timeout'
  | 'no_connection'
  | 'address_not_allowed'
  | 'certificate'
  | 'redirect'
  | 'gone'
  | 'refused'
  | 'busy'
  | 'receiver_error';

type Resolve = (
  name: string,
  options: LookupOptions & { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[] | undefined) => void,
) => void;

interface HttpOptions {
  /** Bound of a whole call; left out: 15 seconds. */
  readonly timeoutMs?: number;
  /** Left out: the resolver of the system. */
  readonly resolve?: Resolve;
}

const NOT_ALLOWED = 'ADDRESS_NOT_ALLOWED';

/**
 * POSTs to receivers on the internet. A name is resolved once for a connection, all its addresses are checked, and the
 * connection goes to one of them, so no later answer of the resolver matters. Redirects are not followed.
 */
export class WebhookHttp {
  private readonly timeoutMs: number;
  private readonly plain: PlainAgent;
  private readonly secure: SecureAgent;

  /** @param allowsPrivate whether receivers may be on this machine and in its networks, and without TLS */
  constructor(
    private readonly allowsPrivate: boolean,
    { timeoutMs = CALL_TIMEOUT_MS, resolve = resolveName }: HttpOptions = {},
  ) {
    this.timeoutMs = timeoutMs;
    const options = {
      keepAlive: true,
      maxSockets: SOCKETS_PER_RECEIVER,
      lookup: this.lookupBy(resolve),
    };
    this.plain = new PlainAgent(options);
    this.secure = new SecureAgent(options);
  }

  /** Never rejects but for an abort of `signal`. */
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
      const failure = deadline.aborted ? 'timeout' : failureOf(error);
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
    this.plain.destroy();
    this.secure.destroy();
  }

  private async send(
    url: URL,
    headers: Readonly<Record<string, string>>,
    body: Buffer,
    signal: AbortSignal,
  ): Promise<Omit<CallResult, 'durationMs'>> {
    this.requireAllowed(url);
    let request = this.open(url, headers, body, signal);
    let response: IncomingMessage;
    try {
      response = await responseOf(request);
    } catch (error) {
      // The receiver closed an idle connection just now: nothing was processed, and a new connection tells.
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
      retryAfterSeconds: secondsOf(response.headers['retry-after']),
    };
  }

  private open(url: URL, headers: Readonly<Record<string, string>>, body: Buffer, signal: AbortSignal): ClientRequest {
    const options = { method: 'POST', headers: { ...headers, 'Content-Length': body.length }, signal };
    const request =
      url.protocol === 'https:'
        ? requestSecure(url, { ...options, agent: this.secure })
        : requestPlain(url, { ...options, agent: this.plain });
    request.end(body);
    return request;
  }

  /** An address in the URL is seen by no resolver. @throws Error of code `ADDRESS_NOT_ALLOWED` */
  private requireAllowed(url: URL): void {
    if (this.allowsPrivate) return;
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (url.protocol !== 'https:' || (isIP(host) !== 0 && !isPublicAddress(host))) throw notAllowed();
  }

  private lookupBy(resolve: Resolve): LookupFunction {
    return (name, options, callback) => {
      resolve(name, { ...options, all: true }, (error, addresses = []) => {
        const [first] = addresses;
        if (error !== null || first === undefined) callback(error ?? new Error('no address'), '', 0);
        else if (!this.allowsPrivate && !addresses.every(({ address }) => isPublicAddress(address)))
          callback(notAllowed(), '', 0);
        else if (options.all === true) callback(null, addresses);
        else callback(null, first.address, first.family);
      });
    };
  }
}

function notAllowed(): NodeJS.ErrnoException {
  return Object.assign(new Error('the address of the receiver is not public'), { code: NOT_ALLOWED });
}

function responseOf(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.on('response', resolve);
    // Also after the response: the receiver may reset the connection while it is read.
    request.on('error', reject);
  });
}

/** The begin of the response; the rest is not read. */
async function readSome(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    parts.push(part);
    length += part.length;
    // Leaving the loop destroys the response and its connection.
    if (length >= READ_BYTES) break;
  }
  const text = Buffer.concat(parts).toString('utf8').slice(0, KEPT_CHARACTERS);
  // A text column takes no NUL.
  return text.replaceAll('\u0000', '\uFFFD');
}

function failureOfStatus(status: number): CallFailure | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return 'redirect';
  if (status === 410) return 'gone';
  if (status === 429) return 'busy';
  return status >= 500 ? 'receiver_error' : 'refused';
}

function failureOf(error: unknown): CallFailure {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (code === NOT_ALLOWED) return 'address_not_allowed';
  return code.startsWith('ERR_TLS') || code.includes('CERT') || code.includes('SIGNED')
    ? 'certificate'
    : 'no_connection';
}

/** Seconds of `Retry-After`; null where it names none. Dates are not supported. */
function secondsOf(header: string | undefined): number | null {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) : null;
}
