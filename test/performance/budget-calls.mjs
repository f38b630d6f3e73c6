import { randomUUID } from 'node:crypto';
import { bytesOf, Connection } from './load-client.mjs';
import { saleOf } from './bench-load.mjs';

const HISTORY_ROWS = 20;

/** Guests of each network. */
export const GUESTS = 30;
const SALES_OF_PLAIN = HISTORY_ROWS + 1;
const SALES_OF_MIXED = 10;

/**
 * The kinds of call that have a budget, as a till makes them; `n` counts the calls of a kind. Guests of the plain
 * network only buy; those of the mixed one, whose sales `sold` has, do everything else.
 */
export const CALLS = {
  sale: ({ plain }, n) => saleOf(plain, n),
  quote: ({ plain }, n) =>
    post(plain, `/api/guests/${guestOf(plain, n)}/quote`, {
      pointOfSaleId: plain.pointOfSaleId,
      amount: 100_000 + n * 10,
    }),
  balance: ({ plain }, n) => read(plain, `/api/guests/${guestOf(plain, n)}/balance`),
  history: ({ plain }, n) => read(plain, `/api/guests/${guestOf(plain, n)}/history?limit=${HISTORY_ROWS}`),
  redemption: ({ mixed }, n) =>
    act(mixed, n, { type: 'REDEMPTION', points: 100, orderAmount: 100_000, receiptNumber: `B-${randomUUID()}` }),
  refund: ({ mixed, sold }, n) =>
    post(mixed, `/api/transactions/${sold[n]}/refund`, { reason: 'Budget' }, randomUUID()),
  manual: ({ mixed }, n) => act(mixed, n, { type: 'MANUAL', direction: 'CREDIT', points: 1, reasonCode: 'GOODWILL' }),
  // Last, because its look-ups are written together with the next calls.
  lookup: ({ plain }, n) => lookUp(plain, n),
};

const guestOf = (network, n) => network.guests[n % network.guests.length];
const read = (network, path) => bytesOf({ method: 'GET', path, token: network.token, body: '' });
const post = (network, path, body, key) =>
  bytesOf({ method: 'POST', path, token: network.token, key, body: JSON.stringify(body) });
const lookUp = (network, n) => post(network, '/api/guests/lookup', { card: guestOf(network, n).replaceAll('-', '') });
const act = (network, n, body) =>
  post(
    network,
    `/api/guests/${guestOf(network, n)}/transaction`,
    { pointOfSaleId: network.pointOfSaleId, ...body },
    randomUUID(),
  );

/** One connection that makes calls one after another. */
export class Caller {
  counts = new Map();
  sold = [];

  constructor(port, { plain, mixed }) {
    this.connection = new Connection(port);
    this.networks = { plain, mixed };
  }

  /** Sets up a full page of history, identified guests, and points to redeem. */
  async prepare(salesOfMixed = SALES_OF_MIXED) {
    const { plain, mixed } = this.networks;
    for (let n = 0; n < GUESTS * SALES_OF_PLAIN; n += 1) await this.send(saleOf(plain, n));
    for (let n = 0; n < GUESTS; n += 1) await this.send(lookUp(mixed, n));
    for (let n = 0; n < GUESTS * salesOfMixed; n += 1) this.sold.push((await this.send(saleOf(mixed, n))).id);
  }

  async make(kind, times) {
    for (let i = 0; i < times; i += 1) {
      const n = this.counts.get(kind) ?? 0;
      this.counts.set(kind, n + 1);
      await this.send(CALLS[kind]({ ...this.networks, sold: this.sold }, n));
    }
  }

  /** @throws Error when a call fails */
  async send(request) {
    const status = await this.connection.send(request);
    const text = this.connection.lastBody.toString();
    if (status !== 200 && status !== 201) throw new Error(`${request.split(' HTTP')[0]}: ${status} ${text}`);
    return JSON.parse(text);
  }

  close() {
    this.connection.close();
  }
}
