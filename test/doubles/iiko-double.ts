import { randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { type Answer, type Body, failure, listOf, success, textOf } from './iiko-answers';
import { IikoCard } from './iiko-card';
import { type Path, REQUESTS } from './iiko-requests';

/** A call of the platform to iikoCloud. */
export interface IikoCall {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

const API_LOGIN = 'double-login';

/**
 * Mishaps of the next call of a path. `LOST`: the double does the call and ends the connection without an answer. `HUNG`: the double does the call and
 * never answers. A number: the double does nothing and answers with this status.
 */
export type Mishap = 'LOST' | 'HUNG' | number;

/** An order as it stands in `eventInfo`, with the revision of its last change. */
interface KnownOrder {
  readonly eventType: string;
  readonly info: { readonly id: string; readonly organizationId: string; readonly order: KnownContents };
  readonly revision: number;
}

interface KnownContents {
  readonly status: string;
  readonly tableIds?: readonly string[];
  readonly whenClosed?: string | null;
}

/** Stands for iikoCloud on this machine: its dictionaries, orders and webhooks, with iikoCard beside them. */
export class IikoDouble extends IikoCard {
  readonly apiLogin = API_LOGIN;
  readonly organizationId = '0d6b1f2e-7c1a-4c7e-9f35-3a8b0a4d1111';
  readonly terminalGroupId = '3a1c9a54-52a3-4f9f-8a0e-6f5d2c1b4444';
  readonly calls: IikoCall[] = [];
  readonly tableId = 'c3d1a7b2-6a51-4b0c-9d37-2f8e5a6b5555';
  /** The menu: products by id with the name of their category. */
  readonly products = new Map<string, string>();
  private readonly tokens = new Set<string>();
  private readonly orders = new Map<string, KnownOrder>();
  private readonly mishaps: { readonly path: string; readonly mishap: Mishap }[] = [];
  private webhook = { webHooksUri: '', authToken: '', webHooksFilter: null as unknown };

  private constructor(private readonly server: Server) {
    super();
  }

  static async start(port = 0): Promise<IikoDouble> {
    const server = createServer();
    const double = new IikoDouble(server);
    server.on('request', (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const path = request.url ?? '';
        const mishap = double.takeMishap(path);
        const { status, body } =
          typeof mishap === 'number'
            ? failure(mishap, 'out of order')
            : double.answer(path, request.headers, Buffer.concat(parts).toString('utf8'));
        if (mishap === 'LOST') request.socket.destroy();
        if (mishap === 'LOST' || mishap === 'HUNG') return;
        response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return double;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  /** Sets the webhook as a person does in iikoWeb. */
  setWebhook(webHooksUri: string, authToken: string): void {
    this.webhook = { webHooksUri, authToken, webHooksFilter: null };
  }

  get webhookSettings(): { readonly webHooksUri: string; readonly authToken: string } {
    return this.webhook;
  }

  /** The next calls of this path meet these mishaps in turn. The path is given without `/api/1/`. */
  failNext(path: string, ...mishaps: readonly Mishap[]): void {
    this.mishaps.push(...mishaps.map((mishap) => ({ path: `/api/1/${path}`, mishap })));
  }

  callsTo(path: string): readonly IikoCall[] {
    return this.calls.filter((call) => call.path === `/api/1/${path}`);
  }

  /** An order changes without a webhook, as while it cannot be sent. */
  change(...events: readonly object[]): void {
    for (const event of events) {
      const { eventType, eventInfo } = event as { eventType: string; eventInfo: KnownOrder['info'] };
      this.revision += 1;
      this.orders.set(eventInfo.id, { eventType, info: eventInfo, revision: this.revision });
    }
  }

  /** Ends all tokens, as iiko does after an hour. */
  forgetTokens(): void {
    this.tokens.clear();
  }

  /** Orders change, and the webhook is told so; the status of the answer. */
  async send(...events: object[]): Promise<number> {
    this.change(...events.filter((event) => 'eventInfo' in event && idOf(event.eventInfo) !== undefined));
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
          tableIds: [this.tableId],
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

  /** Like `tableOrder`, for a delivery. */
  delivery(id: string, timestamp: number, order: object = {}): object {
    const event = this.tableOrder(id, timestamp, {
      orderType: { id: randomUUID(), name: 'Доставка', orderServiceType: 'DeliveryByCourier' },
      ...order,
    }) as { eventInfo: { order: { tableIds?: unknown } } };
    delete event.eventInfo.order.tableIds;
    return { ...event, eventType: 'DeliveryOrderUpdate' };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private takeMishap(path: string): Mishap | undefined {
    const at = this.mishaps.findIndex((one) => one.path === path);
    return at === -1 ? undefined : this.mishaps.splice(at, 1)[0]?.mishap;
  }

  private answer(path: string, headers: IncomingHttpHeaders, text: string): Answer {
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

  private answerTo(path: Path, body: Body): Answer {
    const { organizationId } = this;
    if (path.startsWith('/api/1/loyalty/'))
      return body['organizationId'] === organizationId
        ? this.answerCard(path, body)
        : failure(400, 'no such organization');
    switch (path) {
      case '/api/1/access_token': {
        if (body['apiLogin'] !== API_LOGIN) return failure(401, 'Login is not authorized');
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
        return success({ apiLoginName: API_LOGIN, ...this.webhook });
      case '/api/1/webhooks/update_settings':
        this.webhook = {
          webHooksUri: String(body['webHooksUri']),
          authToken: textOf(body['authToken']),
          webHooksFilter: body['webHooksFilter'] ?? null,
        };
        return success({});
      case '/api/1/deliveries/by_revision':
        return this.answerDeliveries(Number(body['startRevision']));
      case '/api/1/order/by_id': {
        const ids = listOf(body['orderIds']);
        return success({ orders: this.tableOrders().filter(({ id }) => ids.includes(id)) });
      }
      case '/api/1/order/by_table':
        return this.answerTables(body);
      case '/api/1/nomenclature':
        return this.answerMenu();
      case '/api/1/payment_types':
        return success({
          paymentTypes: [
            { id: '07c5e1f6-0e95-4f40-8b71-6d2c9e0f9999', name: 'Карта', kind: 'Card' },
            { id: '18d6f207-1fa6-4051-9c82-7e3daf10aaaa', name: 'Баллы', kind: 'External' },
          ],
        });
      case '/api/1/deliveries/order_types': {
        const items = [
          { id: '29e70318-20b7-4162-8d93-8f4eb021bbbb', name: 'Обычный', orderServiceType: 'Common' },
          { id: '3af81429-31c8-4273-9ea4-905fc132cccc', name: 'Доставка', orderServiceType: 'DeliveryByCourier' },
        ];
        return success({ orderTypes: [{ organizationId, items }] });
      }
      default:
        return failure(404, `no such path: ${path}`);
    }
  }

  /** At most 10 a page, the oldest change first. */
  private answerDeliveries(startRevision: number): Answer {
    const changed = [...this.orders.values()]
      .filter(({ eventType, revision }) => eventType === 'DeliveryOrderUpdate' && revision > startRevision)
      .sort((a, b) => a.revision - b.revision)
      .slice(0, 10);
    return success({
      maxRevision: changed.at(-1)?.revision ?? startRevision,
      ordersByOrganizations: [{ organizationId: this.organizationId, orders: changed.map(({ info }) => info) }],
    });
  }

  private tableOrders(): KnownOrder['info'][] {
    const orders = [...this.orders.values()].filter(({ eventType }) => eventType === 'TableOrderUpdate');
    return orders.map(({ info }) => info);
  }

  private answerTables(body: Body): Answer {
    const [tables, statuses] = [listOf(body['tableIds']), listOf(body['statuses'])];
    const [from, to] = [textOf(body['dateFrom']), textOf(body['dateTo'], '9')];
    const orders = this.tableOrders().filter(({ order: { tableIds = [], status, whenClosed } }) => {
      const isInTime = whenClosed == null || (whenClosed >= from && whenClosed <= to);
      return isInTime && tableIds.some((id) => tables.includes(id)) && statuses.includes(status);
    });
    return success({ orders });
  }

  private answerMenu(): Answer {
    const categories = [...new Set(this.products.values())];
    return success({
      groups: [],
      productCategories: categories.map((name) => ({ id: `category ${name}`, name, isDeleted: false })),
      products: [...this.products].map(([id, category]) => ({
        id,
        code: '1',
        name: 'Блюдо',
        groupId: null,
        parentGroup: null,
        productCategoryId: `category ${category}`,
        type: 'dish',
        orderItemType: 'Product',
        sizePrices: [],
        isDeleted: false,
      })),
      sizes: [],
      revision: this.revision,
    });
  }
}

function idOf(eventInfo: unknown): string | undefined {
  const isNamed = typeof eventInfo === 'object' && eventInfo !== null && 'id' in eventInfo;
  return isNamed && typeof eventInfo.id === 'string' ? eventInfo.id : undefined;
}

/** `yyyy-MM-dd HH:mm:ss.fff`. */
function iikoTime(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').replace('Z', '');
}

function jsonOf(text: string): Body | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Body) : undefined;
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
