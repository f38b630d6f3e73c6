import type { IncomingMessage } from 'node:http';
import { bytesOf } from './bounded-body';
import { GuardedAgents, type PrivateAddresses, type Resolve } from './guarded-agents';

/** Larger than any answer of a sign-in service; a response beyond it is not read. */
const RESPONSE_MAX_BYTES = 1_048_576;
const SOCKETS_PER_HOST = 8;

interface FetchOptions {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/** `fetch` through `GuardedAgents`, for libraries that call addresses which people enter. A redirect is returned, not followed. */
export class GuardedFetch {
  private readonly agents: GuardedAgents;

  constructor(privateAddresses: PrivateAddresses, resolve?: Resolve) {
    this.agents = new GuardedAgents(privateAddresses, SOCKETS_PER_HOST, resolve);
  }

  /** A property, so that it can be passed on as a function. @throws errors of the connection, see `connectionFailureOf` */
  readonly fetch = async (url: string, { method, headers, body, signal }: FetchOptions): Promise<Response> => {
    const content = contentOf(body);
    const request = this.agents.open(new URL(url), {
      method,
      headers: { ...headers, ...(content !== undefined && { 'content-length': String(content.length) }) },
      ...(signal !== undefined && { signal }),
    });
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request.on('response', resolve);
      request.on('error', reject);
      request.end(content);
    });
    const read = await readWhole(response);
    const status = response.statusCode ?? 0;
    return new Response(status === 204 || status === 304 ? null : read, { status, headers: headersOf(response) });
  };

  close(): void {
    this.agents.close();
  }
}

function contentOf(body: unknown): Buffer | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === 'string' || body instanceof URLSearchParams) return Buffer.from(body.toString());
  if (body instanceof Uint8Array) return Buffer.from(body);
  throw new TypeError('a body of this kind is not sent');
}

async function readWhole(response: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const whole = await bytesOf(response as AsyncIterable<Buffer>, RESPONSE_MAX_BYTES);
  if (whole === undefined) throw new Error('the response is too large');
  return new Uint8Array(whole);
}

function headersOf({ headers }: IncomingMessage): Headers {
  const read = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) read.append(name, one);
  }
  return read;
}
