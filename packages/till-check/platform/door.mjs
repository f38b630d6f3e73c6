import { createServer } from 'node:http';
import { randomUUID } from 'node:crypto';
import { canonical } from '../canonical.mjs';
import {
  accountAnswer,
  foundGuestAnswer,
  guestAnswer,
  quoteAnswer,
  refundAnswer,
  transactionAnswer,
} from './answers.mjs';
import { faultsOf } from './fields.mjs';
import { invalid, Loyalty } from './loyalty.mjs';
import { answered } from './mishaps.mjs';
import { Refusal } from './problem.mjs';

const MOST_BYTES = 8 * 1024 * 1024;
const MOST_KEY = 255;
const ID = '([0-9a-f-]{36})';

/** The calls that the double knows, as the platform has them. `isKeyed`: it refuses to run without a key. `repeats`: it is answered again under its key. */
const ROUTES = [
  { op: 'lookup', method: 'POST', path: '/guests/lookup' },
  { op: 'quote', method: 'POST', path: `/guests/${ID}/quote` },
  { op: 'act', method: 'POST', path: `/guests/${ID}/transaction`, isKeyed: true, repeats: true },
  { op: 'refundQuote', method: 'POST', path: `/transactions/${ID}/refund/quote` },
  { op: 'refund', method: 'POST', path: `/transactions/${ID}/refund`, isKeyed: true, repeats: true },
  { op: 'batch', method: 'POST', path: '/transactions/batch', isKeyed: true },
  { op: 'receipt', method: 'POST', path: '/receipts', isKeyed: true, repeats: true },
  { op: 'restaurants', method: 'GET', path: '/restaurants' },
  { op: 'tills', method: 'GET', path: `/restaurants/${ID}/points-of-sale` },
  { op: 'guest', method: 'GET', path: `/guests/${ID}` },
  { op: 'balance', method: 'GET', path: `/guests/${ID}/balance` },
  { op: 'transaction', method: 'GET', path: `/transactions/${ID}` },
].map(({ path, ...route }) => ({ ...route, pattern: new RegExp(`^/api(?:/v1)?${path}/?$`) }));

const EARLIER_WAITS = answered(503, 'earlier_act_waits');

/** Refusals that are not stored under the key. */
const NOT_KEPT = ['confirmation_required', 'idempotency_key_reused', 'request_in_progress'];

/** A double of the platform's API for tills. It applies the mishaps of an exchange to calls, and records them. */
export class Door {
  /** Each call, in the order of arrival. */
  calls = [];
  apiKey = '';
  loyalty = new Loyalty({});
  #server;
  #host = '';
  #port = 0;
  #mishaps = new Map();
  #answers = new Map();
  #kept = new Map();
  #beganMs = 0;

  /** @param {number} port 0: any @param {string} host the address of this machine by which the till reaches it */
  static async open(port = 0, host = '127.0.0.1') {
    const door = new Door();
    door.#host = host;
    await door.#listen(port);
    door.#port = door.#server.address().port;
    return door;
  }

  get isOpen() {
    return this.#server.listening;
  }

  get url() {
    return `http://${this.#host}:${this.#port}`;
  }

  /** Starts a new, empty network with another key. */
  reset() {
    const place = { pointOfSaleId: randomUUID(), restaurantId: randomUUID(), currency: 'RUB' };
    this.loyalty = new Loyalty(place);
    this.apiKey = `lk_${randomUUID().replaceAll('-', '')}`;
    this.calls = [];
    this.#mishaps.clear();
    this.#answers.clear();
    this.#kept.clear();
    this.#beganMs = performance.now();
  }

  /** Sets the mishaps of the next calls of an operation; null: none. `item` are the acts of a batch. */
  next(op, ...mishaps) {
    this.#mishaps.set(op, [...(this.#mishaps.get(op) ?? []), ...mishaps]);
  }

  /** Removes the mishaps of an operation. */
  mend(op) {
    this.#mishaps.delete(op);
  }

  /** Stops the platform: connections are refused. */
  async close() {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async reopen() {
    await this.#listen(this.#port);
  }

  /** The database is back: records the kept sales under their keys. */
  recordKept() {
    for (const key of [...this.#kept.keys()]) this.#recordOneKept(key);
  }

  async #listen(port) {
    const server = createServer((request, response) => {
      this.#answer(request, response).catch((error) => {
        console.error(error);
        response.destroy();
      });
    });
    this.#server = server;
    await new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, this.#host, resolve);
    });
  }

  async #answer(request, response) {
    const text = await textOf(request);
    const path = (request.url ?? '').split('?')[0];
    const route = ROUTES.find(({ method, pattern }) => method === request.method && pattern.test(path));
    const body = jsonOf(text);
    const op = route?.op === 'act' ? (body?.type === 'REDEMPTION' ? 'redemption' : 'sale') : (route?.op ?? 'unknown');
    const key = request.headers['idempotency-key'] ?? null;
    const entry = { atMs: this.elapsedMs(), op, method: request.method, path, key, body: body ?? text, mishap: null };
    this.calls.push(entry);
    const mishap = this.#takeMishap(op);
    entry.mishap = mishap?.name ?? null;
    const asked = {
      route,
      op,
      path,
      key,
      body,
      id: route?.pattern.exec(path)?.[1] ?? '',
      authorization: request.headers.authorization,
    };
    const reply = mishap?.isDone === false && mishap.isKept !== true ? mishapReply(mishap) : this.#reply(asked, mishap);
    Object.assign(entry, { status: reply.status, answer: reply.body });
    if (mishap?.ends === 'LOST') return void request.socket.destroy();
    if (mishap?.ends === 'HUNG') return;
    const shown = mishap?.isDone === true && mishap.status !== undefined ? mishapReply(mishap) : reply;
    if (shown !== reply) Object.assign(entry, { status: shown.status, answer: shown.body });
    send(response, shown, { cut: mishap?.ends === 'CUT', date: new Date(this.loyalty.now()).toUTCString() });
    entry.endedMs = this.elapsedMs();
  }

  elapsedMs() {
    return Math.round(performance.now() - this.#beganMs);
  }

  #takeMishap(op) {
    return this.#mishaps.get(op)?.shift() ?? undefined;
  }

  /** The stored answer of a key, or a new one. */
  #reply(asked, mishap) {
    const { route, key, op, path, body } = asked;
    try {
      if (asked.authorization !== `Bearer ${this.apiKey}`) throw new Refusal(401, 'unauthenticated');
      if (route === undefined) throw new Refusal(404, 'not_found');
      if (route.method === 'POST' && body === undefined) throw new Refusal(400, 'invalid_json', { fault: 'syntax' });
      if (route.isKeyed === true && key === null) throw new Refusal(400, 'idempotency_key_required');
      if (key !== null && (key.length === 0 || key.length > MOST_KEY))
        throw new Refusal(400, 'idempotency_key_invalid');
      if (route.repeats !== true) return this.#do(asked);
      return this.#once(key, { op, path, body }, () => this.#do(asked), mishap);
    } catch (error) {
      return problemReply(error);
    }
  }

  /** Performs an act once for each key; a repeated key gets the stored response. */
  #once(key, { op, path, body }, act, mishap) {
    const form = canonical({ path: path.replace('/api/v1/', '/api/'), body });
    const known = this.#answers.get(key) ?? this.#kept.get(key);
    if (known !== undefined && known.form !== form) throw new Refusal(422, 'idempotency_key_reused');
    if (this.#kept.has(key)) this.#recordOneKept(key);
    const earlier = this.#answers.get(key);
    if (earlier !== undefined) return { ...earlier.reply, isReplayed: true };
    if (mishap?.isKept === true) {
      if (op !== 'sale' || spends(body)) throw new Refusal(503, 'unavailable', { retryAfter: 1 });
      this.#kept.set(key, { form, act });
      return {
        status: 202,
        body: { type: 'SALE', status: 'KEPT', message: 'The sale is kept; the points come later.' },
      };
    }
    let reply;
    try {
      reply = act();
    } catch (error) {
      reply = problemReply(error);
    }
    const isKept = reply.status < 300 || [409, 422].includes(reply.status);
    if (isKept && !NOT_KEPT.includes(reply.body.code)) this.#answers.set(key, { form, reply });
    return reply;
  }

  #recordOneKept(key) {
    const { form, act } = this.#kept.get(key);
    this.#kept.delete(key);
    try {
      this.#answers.set(key, { form, reply: act() });
    } catch (error) {
      this.#answers.set(key, { form, reply: problemReply(error) });
    }
  }

  #do({ op, id, body }) {
    const { loyalty } = this;
    const { place } = loyalty;
    switch (op) {
      case 'lookup':
        return { status: 200, body: foundGuestAnswer(loyalty.lookUp(body), loyalty.now()) };
      case 'quote':
        return { status: 200, body: quoteAnswer(loyalty.quote(id, body), place) };
      case 'sale':
        return { status: 201, body: transactionAnswer(loyalty.sell(id, body), place) };
      case 'redemption':
        return { status: 201, body: transactionAnswer(loyalty.redeem(id, body), place) };
      case 'receipt':
        return { status: 201, body: transactionAnswer(loyalty.recordAnonymous(body), place) };
      case 'refundQuote':
        return { status: 200, body: refundQuoteOf(loyalty, id, body) };
      case 'refund': {
        const row = loyalty.refund(id, body);
        return row === null
          ? { status: 202, body: { id: randomUUID(), type: 'REFUND', status: 'AWAITING_APPROVAL' } }
          : { status: 201, body: refundAnswer(row, place) };
      }
      case 'batch':
        return { status: 200, body: { items: this.#batch(body) } };
      case 'restaurants':
        return { status: 200, body: { items: [{ id: place.restaurantId, name: 'Hall' }], nextCursor: null } };
      case 'tills': {
        const till = { id: place.pointOfSaleId, restaurantId: place.restaurantId, name: 'Till' };
        return { status: 200, body: { items: [till], nextCursor: null } };
      }
      case 'guest':
        return { status: 200, body: guestAnswer(loyalty.getGuest(id), loyalty.now()) };
      case 'balance':
        return { status: 200, body: accountAnswer(loyalty.getGuest(id)) };
      case 'transaction':
        return { status: 200, body: transactionAnswer(loyalty.saleOf(id), place) };
      default:
        throw new Refusal(404, 'not_found');
    }
  }

  #batch(body) {
    const faults = faultsOf('OfflineBatch', body);
    if (faults.length > 0) throw invalid(faults);
    const counters = body.acts.map(({ counter }) => counter);
    if (new Set(counters).size < counters.length) throw invalid([{ path: 'acts', code: 'counter_twice' }]);
    const skewMs = this.loyalty.skewOf(body.sentAt);
    const waiting = new Set();
    return body.acts
      .toSorted((one, other) => one.counter - other.counter)
      .map(({ counter, key, guestId, body: act }) => {
        const mishap = waiting.has(guestId) ? EARLIER_WAITS : this.#takeMishap('item');
        const reply = mishap === undefined ? this.#batched({ key, guestId, act, skewMs }) : mishapReply(mishap);
        if (reply.status === 429 || reply.status >= 500) waiting.add(guestId);
        return { counter, status: reply.status, body: reply.body };
      });
  }

  #batched({ key, guestId, act, skewMs }) {
    const op = act.type === 'REDEMPTION' ? 'redemption' : 'sale';
    const record = () =>
      op === 'sale' ? this.loyalty.sell(guestId, act, skewMs) : this.loyalty.redeem(guestId, act, skewMs);
    const path = `/api/guests/${guestId}/transaction`;
    try {
      return this.#once(key, { op, path, body: act }, () => {
        return { status: 201, body: transactionAnswer(record(), this.loyalty.place) };
      });
    } catch (error) {
      return problemReply(error);
    }
  }
}

function refundQuoteOf(loyalty, id, body) {
  const share = loyalty.refundQuote(id, body);
  const sale = loyalty.saleOf(id);
  const row = { ...share, id: null, guest: sale.guest, refundOf: sale, reason: null };
  const times = { occurredAtMs: loyalty.now(), recordedAtMs: 0 };
  return {
    ...refundAnswer({ ...row, ...times }, loyalty.place),
    status: 'QUOTED',
    recordedAt: null,
    needsApproval: false,
  };
}

function spends({ pointsToRedeem, holdId, redemptionIds, coupons }) {
  return (pointsToRedeem ?? 0) > 0 || holdId != null || (redemptionIds ?? []).length > 0 || (coupons ?? []).length > 0;
}

function mishapReply({ status, code, retryAfter, isPage }) {
  if (status === undefined) return { status: null, body: null };
  if (isPage === true) return { status, body: '<html><body>Bad Gateway</body></html>' };
  return { status, body: new Refusal(status, code).document, retryAfter };
}

function problemReply(error) {
  if (!(error instanceof Refusal)) throw error;
  const { retryAfter, ...beside } = error.beside;
  return { status: error.status, body: new Refusal(error.status, error.code, beside).document, retryAfter };
}

function send(response, { status, body, retryAfter, isReplayed }, { cut, date }) {
  const isText = typeof body === 'string';
  const bytes = Buffer.from(isText ? body : JSON.stringify(body));
  const type = isText ? 'text/html' : `application/${status >= 400 ? 'problem+json' : 'json'}; charset=utf-8`;
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': bytes.length,
    Date: date,
    'X-Request-Id': randomUUID(),
    ...(retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }),
    ...(isReplayed === true ? { 'Idempotent-Replayed': 'true' } : {}),
  });
  if (!cut) return void response.end(bytes);
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
}

async function textOf(request) {
  const parts = [];
  let length = 0;
  for await (const part of request) {
    length += part.length;
    if (length > MOST_BYTES) throw new Error('a body above 8 MiB');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function jsonOf(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
