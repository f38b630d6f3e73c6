import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call that came in. */
export interface ReceivedCall {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The response to a call: a status with headers, or a way to misbehave. */
type ReceiverResponse =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | 'HANG'
  | 'RESET'
  | 'ENDLESS';

/** A receiver of webhooks on this machine: records each call and responds as the test says. */
export class WebhookReceiver {
  readonly calls: ReceivedCall[] = [];
  /** The response to a call; may be replaced at any time. */
  respond: (call: ReceivedCall) => ReceiverResponse = () => ({ status: 204 });

  private constructor(private readonly server: Server) {}

  static async start(): Promise<WebhookReceiver> {
    const server = createServer();
    const receiver = new WebhookReceiver(server);
    server.on('request', (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const body = Buffer.concat(parts).toString('utf8');
        const call = { path: request.url ?? '', headers: request.headers, body };
        receiver.calls.push(call);
        answer(response, receiver.respond(call));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.port)}/hook`;
  }

  /** The events that came in, in order. */
  get events(): readonly { readonly id: string; readonly type: string; readonly data: Record<string, unknown> }[] {
    return this.calls.map(
      ({ body }) => JSON.parse(body) as { id: string; type: string; data: Record<string, unknown> },
    );
  }

  /** Breaks the open connections. */
  disconnect(): void {
    this.server.closeAllConnections();
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

function answer(response: ServerResponse, how: ReceiverResponse): void {
  if (how === 'HANG') return;
  if (how === 'RESET') {
    response.socket?.destroy();
    return;
  }
  if (how === 'ENDLESS') {
    response.writeHead(200);
    const more = (): void => {
      while (!response.destroyed && response.write('x'.repeat(65_536)));
    };
    response.on('drain', more);
    more();
    return;
  }
  response.writeHead(how.status, how.headers).end('seen');
}
