import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { DEMO_PASSWORD } from 'loyalty-platform/security';

/** Calls the API of this process directly, without a network connection. */
export interface ApiDoor {
  inject(request: {
    readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly payload?: object;
  }): Promise<{ readonly statusCode: number; readonly body: string }>;
}

type Method = 'POST' | 'PUT' | 'PATCH';

const signedIn = z.object({
  accessToken: z.string(),
  user: z.object({ networkId: z.uuid().nullable() }),
});

const signedInGuest = z.object({ accessToken: z.string() });
const demonstration = z.object({
  guests: z.array(z.object({ network: z.string(), phone: z.string(), part: z.string() })),
});

export const named = z.object({ id: z.uuid() });

const keptAnswer = z.object({ status: z.literal('KEPT') });
/** The pause before a call is repeated, because a starting machine may be too busy for a sale in a till's time. */
const ASK_AGAIN_MS = 500;
const MOST_TRIES = 120;

/** A member of the demonstration's staff, who can do only what the API allows. */
export class DemoDesk {
  private constructor(
    private readonly door: ApiDoor,
    private readonly token: string,
    private readonly ownNetworkId: string | null,
  ) {}

  /** The network of a manager or cashier; the owner belongs to no network. */
  get networkId(): string {
    if (this.ownNetworkId === null) throw new Error('the owner has no network');
    return this.ownNetworkId;
  }

  static async signIn(door: ApiDoor, email: string): Promise<DemoDesk> {
    const { statusCode, body } = await door.inject({
      method: 'POST',
      url: '/api/auth/login',
      headers: {},
      payload: { email, password: DEMO_PASSWORD },
    });
    if (statusCode !== 200) throw new Error(`${email} cannot sign in: ${body}`);
    const { accessToken, user } = signedIn.parse(JSON.parse(body));
    return new DemoDesk(door, accessToken, user.networkId);
  }

  /** Signs in as a guest of the demonstration; null where the server asks for a code. */
  static async enterAsGuest(door: ApiDoor, part: string): Promise<DemoDesk | null> {
    const asked = await door.inject({ method: 'GET', url: '/api/demo', headers: {} });
    const guest = demonstration.parse(JSON.parse(asked.body)).guests.find((one) => one.part === part);
    if (guest === undefined) return null;
    const { network, phone } = guest;
    const { statusCode, body } = await door.inject({
      method: 'POST',
      url: '/api/demo/session',
      headers: {},
      payload: { network, phone },
    });
    if (statusCode >= 300) throw new Error(`a guest of the demonstration cannot enter: ${body}`);
    return new DemoDesk(door, signedInGuest.parse(JSON.parse(body)).accessToken, null);
  }

  async get<Answer>(path: string, answer: z.ZodType<Answer>): Promise<Answer> {
    return answer.parse(await this.call('GET', path, {}));
  }

  /** Reads a file as text. */
  async getText(path: string): Promise<string> {
    const { statusCode, body } = await this.request('GET', path, {});
    if (statusCode >= 300) this.accepted('GET', path, statusCode, body);
    return body;
  }

  /** Reads an answer in JSON; null where the thing does not exist. */
  async find<Answer>(path: string, answer: z.ZodType<Answer>): Promise<Answer | null> {
    const { statusCode, body } = await this.request('GET', path, {});
    return statusCode === 404 ? null : answer.parse(this.accepted('GET', path, statusCode, body));
  }

  /** Sends a change under a key, so that a repeated run continues where an earlier one stopped. */
  async send<Answer>(
    key: string,
    method: Method,
    path: string,
    payload: object,
    answer: z.ZodType<Answer>,
  ): Promise<Answer> {
    for (let tries = 1; ; tries += 1) {
      const { statusCode, body } = await this.request(method, path, { 'idempotency-key': `demo/${key}` }, payload);
      if (tries === MOST_TRIES || !isLate(statusCode, body))
        return answer.parse(this.accepted(method, path, statusCode, body));
      await setTimeout(ASK_AGAIN_MS);
    }
  }

  /** Like `send`, when only the id in the answer is needed. */
  async post(key: string, path: string, payload: object): Promise<string> {
    return (await this.send(key, 'POST', path, payload, named)).id;
  }

  async signOut(): Promise<void> {
    await this.call('POST', '/auth/logout', {}, {});
  }

  private async call(
    method: Method | 'GET',
    path: string,
    headers: Readonly<Record<string, string>>,
    payload?: object,
  ): Promise<unknown> {
    const { statusCode, body } = await this.request(method, path, headers, payload);
    return this.accepted(method, path, statusCode, body);
  }

  private request(
    method: Method | 'GET',
    path: string,
    headers: Readonly<Record<string, string>>,
    payload?: object,
  ): ReturnType<ApiDoor['inject']> {
    return this.door.inject({
      method,
      url: `/api${path}`,
      headers: { authorization: `Bearer ${this.token}`, 'accept-language': 'ru', ...headers },
      ...(payload === undefined ? {} : { payload }),
    });
  }

  private accepted(method: string, path: string, statusCode: number, body: string): unknown {
    if (statusCode >= 300) throw new Error(`the demonstration was refused: ${method} ${path}: ${body}`);
    return body === '' ? null : JSON.parse(body);
  }
}

function isLate(statusCode: number, body: string): boolean {
  return statusCode === 503 || (statusCode === 202 && keptAnswer.safeParse(JSON.parse(body)).success);
}
