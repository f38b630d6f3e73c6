import { randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

/** A call of the platform to iikoCloud. */
export interface IikoCall {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

const API_LOGIN = 'double-login';

/** Members of the calls' bodies, by path: those that a call must have, and those that it may have. */
const REQUESTS = {
  '/api/1/access_token': { required: ['apiLogin'], optional: [] },
  '/api/1/organizations': {
    required: [],
    optional: ['organizationIds', 'returnAdditionalInfo', 'includeDisabled', 'returnExternalData'],
  },
  '/api/1/terminal_groups': { required: ['organizationIds'], optional: ['includeDisabled', 'returnExternalData'] },
  '/api/1/webhooks/settings': { required: ['organizationId'], optional: [] },
  '/api/1/webhooks/update_settings': {
    required: ['organizationId', 'webHooksUri'],
    optional: ['authToken', 'webHooksFilter'],
  },
} as const satisfies Record<string, { required: readonly string[]; optional: readonly string[] }>;
type Path = keyof typeof REQUESTS;

/** Stands for iikoCloud on this machine: its dictionaries, the settings of its webhooks, and the webhooks themselves. */
export class IikoDouble {
  readonly apiLogin = API_LOGIN;
  readonly organizationId = '0d6b1f2e-7c1a-4c7e-9f35-3a8b0a4d1111';
  readonly terminalGroupId = '3a1c9a54-52a3-4f9f-8a0e-6f5d2c1b4444';
  readonly calls: IikoCall[] = [];
  private readonly tokens = new Set<string>();
  private webhook: { webHooksUri: string; authToken: string } = { webHooksUri: '', authToken: '' };

  private constructor(private readonly server: Server) {}

  static async start(port = 0): Promise<IikoDouble> {
    const server = createServer();
    const double = new IikoDouble(server);
    server.on('request', (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const { status, body } = double.answer(
          request.url ?? '',
          request.headers,
          Buffer.concat(parts).toString('utf8'),
        );
        response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return double;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  /** As a person enters it in iikoWeb. */
  setWebhook(webHooksUri: string, authToken: string): void {
    this.webhook = { webHooksUri, authToken };
  }

  /** All tokens end, as they do after an hour. */
  forgetTokens(): void {
    this.tokens.clear();
  }

  /** Sends events to the webhook; the status of the answer. */
  async send(...events: object[]): Promise<number> {
    const { webHooksUri, authToken } = this.webhook;
    const response = await fetch(webHooksUri, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json; charset=utf-8', Authorization: authToken },
      body: JSON.stringify(events),
    });
    await response.arrayBuffer();
    return response.status;
  }

  /** An event of a table order as iikoCloud writes it: a check of 1,540.50 roubles, paid by card, unless `order` says otherwise. */
  tableOrder(id: string, timestamp: number, order: object = {}): object {
    const product = (name: string, resultSum: number) => ({
      type: 'Product',
      status: 'Served',
      amount: 1,
      product: { id: randomUUID(), name },
      price: resultSum,
      cost: resultSum,
      resultSum,
      positionId: randomUUID(),
      modifiers: [],
    });
    return {
      eventType: 'TableOrderUpdate',
      eventTime: iikoTime(timestamp),
      organizationId: this.organizationId,
      correlationId: randomUUID(),
      eventInfo: {
        id,
        posId: randomUUID(),
        externalNumber: null,
        organizationId: this.organizationId,
        timestamp,
        creationStatus: 'Success',
        errorInfo: null,
        order: {
          tableIds: [randomUUID()],
          customer: null,
          phone: null,
          status: 'Closed',
          whenCreated: iikoTime(timestamp - 3_600_000),
          whenClosed: iikoTime(timestamp),
          sum: 1540.5,
          number: 318,
          guestsInfo: { count: 2, splitBetweenPersons: false },
          items: [product('Борщ', 798), product('Котлета по-киевски', 742.5)],
          payments: [
            {
              paymentType: { id: randomUUID(), name: 'Карта', kind: 'Card' },
              sum: 1540.5,
              isPreliminary: false,
              isExternal: false,
              isProcessedExternally: true,
              isPrepay: false,
            },
          ],
          discounts: [],
          orderType: { id: randomUUID(), name: 'Обычный', orderServiceType: 'Common' },
          terminalGroupId: this.terminalGroupId,
          processedPaymentsSum: 1540.5,
          ...order,
        },
      },
    };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(path: string, headers: IncomingHttpHeaders, text: string): { status: number; body: object } {
    if (!(path in REQUESTS)) return failure(404, `no such path: ${path}`);
    const body = jsonOf(text);
    this.calls.push({ path, headers, body });
    if (body === undefined) return failure(400, 'the body is no JSON object');
    const { required, optional } = REQUESTS[path as Path];
    const members = Object.keys(body);
    const missing = required.filter((name) => !members.includes(name));
    const unknown = members.filter((name) => ![...required, ...optional].some((one) => one === name));
    if (missing.length + unknown.length > 0)
      return failure(400, `missing: ${missing.join(', ')}; unknown: ${unknown.join(', ')}`);
    if (path !== '/api/1/access_token' && !this.tokens.has(headers.authorization ?? ''))
      return failure(401, 'Token is invalid');
    return this.answerTo(path as Path, body);
  }

  private answerTo(path: Path, body: object): { status: number; body: object } {
    const { organizationId } = this;
    switch (path) {
      case '/api/1/access_token': {
        if ('apiLogin' in body && body.apiLogin !== API_LOGIN) return failure(401, 'Login is not authorized');
        const token = randomUUID();
        this.tokens.add(`Bearer ${token}`);
        return success({ token });
      }
      case '/api/1/organizations':
        return success({
          organizations: [
            { responseType: 'Simple', id: organizationId, name: 'Ресторан', code: '1', externalData: [] },
          ],
        });
      case '/api/1/terminal_groups': {
        const group = { id: this.terminalGroupId, organizationId, name: 'Зал', address: '', timeZone: 'UTC' };
        return success({ terminalGroups: [{ organizationId, items: [group] }], terminalGroupsInSleep: [] });
      }
      case '/api/1/webhooks/settings':
        return success({ apiLoginName: API_LOGIN, webHooksFilter: null, ...this.webhook });
      case '/api/1/webhooks/update_settings':
        if ('webHooksUri' in body)
          this.setWebhook(String(body.webHooksUri), 'authToken' in body ? String(body.authToken) : '');
        return success({});
    }
  }
}

/** `yyyy-MM-dd HH:mm:ss.fff`. */
function iikoTime(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').replace('Z', '');
}

function success(body: object): { status: number; body: object } {
  return { status: 200, body: { correlationId: randomUUID(), ...body } };
}

function failure(status: number, errorDescription: string): { status: number; body: object } {
  return { status, body: { correlationId: randomUUID(), errorDescription, error: null } };
}

function jsonOf(text: string): object | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

/**
 * `node test/doubles/run.mjs iiko-double --webhook URL --token SECRET` closes a check for each phone that is typed.
 * @public
 */
export async function runByHand(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { port: { type: 'string', default: '4010' }, webhook: { type: 'string' }, token: { type: 'string' } },
  });
  const double = await IikoDouble.start(Number(values.port));
  const { url, apiLogin, organizationId } = double;
  process.stdout.write(`iikoCloud is at ${url}, API login ${apiLogin}, organisation ${organizationId}\n`);
  if (values.webhook === undefined) return;
  double.setWebhook(values.webhook, values.token ?? '');
  process.stdout.write('Write a phone and press Enter: a check of 1,540.50 of this guest is closed and sent.\n');
  for await (const line of createInterface({ input: process.stdin })) {
    const order = randomUUID();
    const phone = line.trim() === '' ? null : line.trim();
    process.stdout.write(`order ${order}: ${await double.send(double.tableOrder(order, Date.now(), { phone }))}\n`);
  }
}
