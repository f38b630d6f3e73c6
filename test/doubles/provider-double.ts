import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call that the platform made of a provider's HTTP API. */
export interface ProviderCall {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The fields of a form or of a JSON body. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Answer of the provider; `HANG_UP`: the connection ends without an answer. */
export type ScriptedAnswer =
  | {
      readonly status: number;
      /** Undefined: an empty body. */
      readonly body: object | undefined;
      readonly headers?: Readonly<Record<string, string>>;
      /** The answer waits for this. */
      readonly after?: Promise<void>;
    }
  | 'HANG_UP';

/** The answer of a simulated service to a call for which the test has scripted none. */
export type ServiceAnswer = (call: ProviderCall) => Omit<Exclude<ScriptedAnswer, 'HANG_UP'>, 'after'>;

/**
 * An HTTP server of the test that stands for Twilio and Telegram's Bot API, or for `service`: records calls and answers
 * by script.
 */
export class ProviderDouble {
  readonly calls: ProviderCall[] = [];
  /** Calls that the platform gave up before they were answered. */
  abandoned = 0;
  /** Answers a call for which no answer is scripted; undefined: the service's usual answer. */
  answerOf: ((call: ProviderCall) => ScriptedAnswer | undefined) | undefined;
  private readonly script: ScriptedAnswer[] = [];
  private serial = 0;

  private constructor(
    private readonly server: Server,
    private readonly service: ServiceAnswer | undefined,
  ) {}

  static async start(service?: ServiceAnswer): Promise<ProviderDouble> {
    const server = createServer();
    const double = new ProviderDouble(server, service);
    server.on('request', (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const body = Buffer.concat(parts).toString('utf8');
        const call = { path: request.url ?? '', headers: request.headers, fields: fieldsOf(body) };
        double.calls.push(call);
        double.answer(call, response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return double;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  /** The next calls are answered so, one after the other; the rest with success. */
  answerNext(...answers: ScriptedAnswer[]): void {
    this.script.push(...answers);
  }

  callsTo(recipient: string): readonly ProviderCall[] {
    return this.calls.filter(({ fields }) => fields['To'] === recipient || fields['chat_id'] === recipient);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(call: ProviderCall, response: ServerResponse): void {
    const scripted = this.script.shift() ?? this.answerOf?.(call);
    if (scripted === 'HANG_UP') {
      response.socket?.destroy();
      return;
    }
    this.serial += 1;
    const {
      status,
      body,
      headers = {},
      after,
    }: Exclude<ScriptedAnswer, 'HANG_UP'> = scripted ?? this.service?.(call) ?? this.successOf(call.path);
    const answer = () =>
      response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(body && JSON.stringify(body));
    response.once('close', () => {
      if (!response.writableEnded) this.abandoned += 1;
    });
    if (after === undefined) answer();
    else void after.then(answer);
  }

  private successOf(path: string): { status: number; body: object } {
    return path.startsWith('/bot')
      ? { status: 200, body: { ok: true, result: this.resultOf(path) } }
      : { status: 201, body: { sid: `SM${String(this.serial).padStart(32, '0')}`, status: 'queued' } };
  }

  /** A bot has the id with which its token begins. */
  private resultOf(path: string): unknown {
    const [, id = '0', method] = /^\/bot(\d+):[^/]*\/(\w+)$/.exec(path) ?? [];
    if (method === 'getMe') return { id: Number(id), is_bot: true, username: `bot_${id}` };
    return method === 'sendMessage' ? { message_id: this.serial } : true;
  }
}

function fieldsOf(body: string): Record<string, string> {
  if (!body.startsWith('{')) return Object.fromEntries(new URLSearchParams(body));
  const fields = Object.entries(JSON.parse(body) as Record<string, unknown>);
  return Object.fromEntries(
    fields.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}
