import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';

interface Money {
  readonly value: string;
  readonly currency: string;
}

export interface DoublePayment {
  readonly id: string;
  status: 'pending' | 'succeeded' | 'canceled';
  amount: Money;
  readonly description: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly confirmation: { readonly type: string; readonly confirmation_url: string; readonly return_url: string };
  readonly created_at: string;
  captured_at?: string;
  cancellation_details?: { readonly party: string; readonly reason: string };
}

export interface DoubleRefund {
  readonly id: string;
  readonly payment_id: string;
  status: 'pending' | 'succeeded' | 'canceled';
  readonly amount: Money;
  readonly description: string;
  cancellation_details?: { readonly party: string; readonly reason: string };
}

/** The fate of the next call: `LOSE_ANSWER` does the work and ends the connection. */
type Trouble = 'HANG_UP' | 'LOSE_ANSWER' | { readonly status: number; readonly code: string };

interface Call {
  readonly method: string;
  readonly path: string;
  readonly key: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * Stands for YooKassa's REST API, version 3, on this machine: payments, refunds, idempotence keys, and the page on which
 * somebody pays.
 */
export class YooKassaDouble {
  readonly shopId = '100500';
  readonly secretKey = 'test_secret_of_the_double';
  readonly payments = new Map<string, DoublePayment>();
  readonly refunds = new Map<string, DoubleRefund>();
  readonly calls: Call[] = [];
  /** The state in which a new refund begins. */
  refundStatus: DoubleRefund['status'] = 'succeeded';
  private readonly answers = new Map<string, object>();
  private readonly troubles: Trouble[] = [];

  private constructor(private readonly server: Server) {}

  static async start(port = 0): Promise<YooKassaDouble> {
    const server = createServer();
    const double = new YooKassaDouble(server);
    server.on('request', (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => double.respond(request, Buffer.concat(parts).toString('utf8'), response));
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return double;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  /** The settings with which the platform finds this double. */
  get settings() {
    const address = Object.assign(new URL(this.url), { username: this.shopId, password: this.secretKey });
    return { YOOKASSA_URL: address.href };
  }

  /** The next calls of the API end so, one after the other. */
  fail(...troubles: Trouble[]): void {
    this.troubles.push(...troubles);
  }

  paymentAt(pageUrl: string): DoublePayment {
    const payment = this.payments.get(pageUrl.split('/').at(-1) ?? '');
    if (payment === undefined) throw new Error(`there is no payment at ${pageUrl}`);
    return payment;
  }

  /** Pays on the provider's page. */
  pay(payment: DoublePayment, at = new Date().toISOString()): void {
    payment.status = 'succeeded';
    payment.captured_at = at;
  }

  cancel(payment: DoublePayment): void {
    payment.status = 'canceled';
    payment.cancellation_details = { party: 'yoo_money', reason: 'expired_on_confirmation' };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private respond(request: IncomingMessage, text: string, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', this.url);
    if (url.pathname.startsWith('/pay/')) {
      this.page(request.method ?? 'GET', this.payments.get(url.pathname.slice('/pay/'.length)), response);
      return;
    }
    const expected = `Basic ${Buffer.from(`${this.shopId}:${this.secretKey}`).toString('base64')}`;
    if (request.headers.authorization !== expected) {
      send(response, 401, { type: 'error', code: 'invalid_credentials' });
      return;
    }
    const key = request.headers['idempotence-key'];
    const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    const method = request.method ?? 'GET';
    this.calls.push({ method, path: url.pathname, key: typeof key === 'string' ? key : undefined, body });
    const trouble = this.troubles.shift();
    if (trouble === 'HANG_UP') {
      response.destroy();
      return;
    }
    if (trouble !== undefined && trouble !== 'LOSE_ANSWER') {
      send(response, trouble.status, { type: 'error', code: trouble.code });
      return;
    }
    const [status, answer] = this.answerOf(method, url, typeof key === 'string' ? key : undefined, body);
    if (trouble === 'LOSE_ANSWER') response.destroy();
    else send(response, status, answer);
  }

  private answerOf(method: string, url: URL, key: string | undefined, body: Record<string, unknown>): [number, object] {
    const [, , kind = '', id = ''] = url.pathname.split('/');
    if (method === 'GET') {
      if (kind === 'refunds' && id === '') {
        const items = [...this.refunds.values()].filter((one) => one.payment_id === url.searchParams.get('payment_id'));
        return [200, { type: 'list', items }];
      }
      const found = kind === 'payments' ? this.payments.get(id) : this.refunds.get(id);
      return found === undefined ? [404, { type: 'error', code: 'not_found' }] : [200, found];
    }
    if (key === undefined) return [400, { type: 'error', code: 'invalid_request' }];
    const known = this.answers.get(key);
    if (known !== undefined) return [200, known];
    const made = kind === 'payments' ? this.createPayment(body) : this.createRefund(body);
    if ('code' in made) return [400, made];
    this.answers.set(key, made);
    return [200, made];
  }

  private createPayment(body: Record<string, unknown>): DoublePayment {
    const id = randomUUID();
    const { return_url } = body['confirmation'] as { return_url: string };
    const payment: DoublePayment = {
      id,
      status: 'pending',
      amount: body['amount'] as Money,
      description: String(body['description']),
      metadata: body['metadata'] as Record<string, string>,
      confirmation: { type: 'redirect', return_url, confirmation_url: `${this.url}/pay/${id}` },
      created_at: new Date().toISOString(),
    };
    this.payments.set(id, payment);
    return payment;
  }

  private createRefund(body: Record<string, unknown>): DoubleRefund | { readonly type: string; readonly code: string } {
    const payment = this.payments.get(String(body['payment_id']));
    const amount = body['amount'] as Money;
    const given = [...this.refunds.values()].filter(
      (refund) => refund.payment_id === payment?.id && refund.status !== 'canceled',
    );
    const left = Number(payment?.amount.value) - given.reduce((sum, refund) => sum + Number(refund.amount.value), 0);
    if (payment?.status !== 'succeeded' || Number(amount.value) > left + 0.001)
      return { type: 'error', code: 'invalid_request' };
    const refund: DoubleRefund = {
      id: randomUUID(),
      payment_id: payment.id,
      status: this.refundStatus,
      amount,
      description: String(body['description']),
    };
    this.refunds.set(refund.id, refund);
    return refund;
  }

  /** The page of a payment: a button that pays, then the link back. */
  private page(method: string, payment: DoublePayment | undefined, response: ServerResponse): void {
    if (payment === undefined) {
      response.writeHead(404).end();
      return;
    }
    if (method === 'POST') this.pay(payment);
    const act =
      payment.status === 'pending'
        ? '<form method="post"><button>Pay</button></form>'
        : `<a href="${payment.confirmation.return_url}">Back to the shop</a>`;
    const { value, currency } = payment.amount;
    response
      .writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' })
      .end(`<!doctype html><html lang="en"><title>Payment</title><h1>${value} ${currency}</h1>${act}</html>`);
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

/**
 * Called by `run.mjs`.
 * @public
 */
export async function runByHand(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { port: { type: 'string', default: '4020' } } });
  const double = await YooKassaDouble.start(Number(values.port));
  const settings = Object.entries(double.settings).map(([name, value]) => `${name}=${value}`);
  process.stdout.write(`${settings.join('\n')}\n`);
}
