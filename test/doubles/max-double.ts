import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call that the platform made of MAX. */
export interface MaxCall {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly token: string;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Bot {
  readonly userId: number;
  readonly username: string;
}

interface Subscription {
  readonly url: string;
  readonly secret: string | undefined;
  readonly time: number;
  readonly updateTypes: readonly string[];
}

interface SubscriptionBody {
  readonly url: string;
  readonly secret?: string;
  readonly update_types: readonly string[];
}

interface Answer {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers of MAX in place of success, to the next calls of a method and path. */
export const MAX_TROUBLES = {
  TOKEN: { status: 401, body: { code: 'verify.token', message: 'Invalid access_token' } },
  DENIED: { status: 403, body: { code: 'chat.denied', message: 'Key: error.dialog.suspended, args: [42,].' } },
  BUSY: { status: 429, body: { code: 'too.many.requests', message: 'Too many requests' } },
  BUSY_FOR_7_S: {
    status: 429,
    body: { code: 'too.many.requests', message: 'Too many requests' },
    headers: { 'Retry-After': '7' },
  },
  FAILED: { status: 200, body: { success: false, message: 'not now' } },
  DOWN: { status: 503, body: { code: 'service.unavailable', message: 'unavailable' } },
} as const satisfies Record<string, Answer>;

const LONGEST_TEXT = 4_000;

/**
 * Stands for the bot API of MAX: `/me`, `/messages`, `/answers` and `/subscriptions`, whose list adds up. It sends updates to what is subscribed, with
 * the secret of the subscription.
 */
export class MaxDouble {
  readonly calls: MaxCall[] = [];
  /** By token. */
  private readonly bots = new Map<string, Bot>();
  private readonly subscriptions = new Map<string, Subscription[]>();
  private readonly script = new Map<string, Answer[]>();
  private serial = 0;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<MaxDouble> {
    const server = createServer();
    const double = new MaxDouble(server);
    server.on('request', (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const { pathname, searchParams } = new URL(request.url ?? '', double.url);
        const text = Buffer.concat(parts).toString('utf8');
        const call: MaxCall = {
          method: request.method ?? '',
          path: pathname,
          query: Object.fromEntries(searchParams),
          token: request.headers.authorization ?? '',
          body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
        };
        double.calls.push(call);
        const {
          status,
          body,
          headers = {},
        } = double.script.get(`${call.method} ${pathname}`)?.shift() ?? double.answerTo(call);
        response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return double;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** A bot that MAX knows. */
  addBot(token: string, bot: Bot): void {
    this.bots.set(token, bot);
  }

  /**
   * Sends an update to all that the bot is subscribed to, so often as `times` says, and returns the statuses of the answers.
   *
   * @param server address at which the server of the test stands for the host of the subscription
   */
  async send(token: string, update: object, server: string, times = 1): Promise<number[]> {
    const statuses: number[] = [];
    for (const { url, secret = '' } of this.subscriptionsOf(token))
      for (let n = 0; n < times; n += 1) {
        const headers = { 'Content-Type': 'application/json', 'X-Max-Bot-Api-Secret': secret };
        const body = JSON.stringify(update);
        statuses.push((await fetch(new URL(new URL(url).pathname, server), { method: 'POST', headers, body })).status);
      }
    return statuses;
  }

  /** MAX no longer accepts the token. */
  removeBot(token: string): void {
    this.bots.delete(token);
  }

  /** The next calls of this method and path meet these troubles in turn. */
  meet(path: 'GET /me' | 'POST /messages' | 'POST /subscriptions', ...troubles: (keyof typeof MAX_TROUBLES)[]): void {
    this.script.set(path, [...(this.script.get(path) ?? []), ...troubles.map((name) => MAX_TROUBLES[name])]);
  }

  /** MAX ends all subscriptions of a bot, as after eight hours without an answer. */
  unsubscribe(token: string): void {
    this.subscriptions.delete(token);
  }

  subscriptionsOf(token: string): readonly Subscription[] {
    return this.subscriptions.get(token) ?? [];
  }

  messagesTo(userId: number): readonly MaxCall[] {
    return this.calls.filter(({ path, query }) => path === '/messages' && query['user_id'] === String(userId));
  }

  /** The texts that a person got, by messages. */
  textsTo(userId: number): readonly string[] {
    return this.messagesTo(userId).map(({ body }) => String(body['text']));
  }

  private answerTo({ method, path, query, token, body }: MaxCall): Answer {
    const bot = this.bots.get(token);
    if (bot === undefined) return MAX_TROUBLES.TOKEN;
    const known = this.subscriptions.get(token) ?? [];
    switch (`${method} ${path}`) {
      case 'GET /me':
        return { status: 200, body: { user_id: bot.userId, username: bot.username, first_name: 'Bot', is_bot: true } };
      case 'POST /messages':
        return this.takeMessage(query, body);
      case 'POST /answers':
        return { status: 200, body: { success: query['callback_id'] !== undefined } };
      case 'GET /subscriptions': {
        const subscriptions = known.map(({ url, time, updateTypes }) => ({ url, time, update_types: updateTypes }));
        return { status: 200, body: { subscriptions } };
      }
      case 'POST /subscriptions': {
        const { url, secret, update_types: updateTypes } = body as unknown as SubscriptionBody;
        if (secret !== undefined && !/^[\w-]{5,256}$/.test(secret))
          return { status: 400, body: { code: 'proto.payload' } };
        this.subscriptions.set(token, [...known, { url, secret, time: Date.now(), updateTypes }]);
        return { status: 200, body: { success: true } };
      }
      case 'DELETE /subscriptions':
        this.subscriptions.set(
          token,
          known.filter(({ url }) => url !== query['url']),
        );
        return { status: 200, body: { success: known.length > 0 } };
      default:
        return { status: 404, body: { code: 'not.found', message: path } };
    }
  }

  private takeMessage(query: MaxCall['query'], { text, format }: MaxCall['body']): Answer {
    const isAddressed = (query['user_id'] === undefined) !== (query['chat_id'] === undefined);
    if (!isAddressed || typeof text !== 'string' || text.length > LONGEST_TEXT || format !== 'html')
      return { status: 400, body: { code: 'proto.payload', message: 'bad message' } };
    this.serial += 1;
    return { status: 200, body: { message: { body: { mid: `mid.${String(this.serial)}`, seq: this.serial, text } } } };
  }
}

/** Data with which MAX opens the mini app of a bot. */
export function maxInitData(token: string, fields: Readonly<Record<string, string>>): string {
  const checked = Object.entries(fields).map(([name, value]) => `${name}=${value}`);
  const secret = createHmac('sha256', 'WebAppData').update(token).digest();
  const hash = createHmac('sha256', secret).update(checked.sort().join('\n')).digest('hex');
  return Object.entries({ ...fields, hash })
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
}

/** The attachment of a contact that a person shares by the button of a bot. */
export function maxContact(token: string, userId: number, phone: string): object {
  const card = `BEGIN:VCARD\r\nVERSION:3.0\r\nTEL;TYPE=cell:${phone.replace('+', '')}\r\nFN:Anna\r\nEND:VCARD\r\n`;
  const hash = createHmac('sha256', token).update(card).digest('hex');
  return {
    type: 'contact',
    payload: { vcf_info: card, max_info: { user_id: userId, first_name: 'Anna', is_bot: false }, hash },
  };
}
