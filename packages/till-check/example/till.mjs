import { readFileSync, writeFileSync } from 'node:fs';
import { ApiProblem, ConnectionLost, createLoyaltyClient, keyHeader, newKey, unwrap } from '@loyalty-platform/client';

/** How long one try of a call waits, and how often it is made, before the till lets the guest go. */
const TIMEOUT_MS = 2_000;
const RETRIES = { tries: 3, firstWaitMs: 100, longestWaitMs: 5_000 };
/** The most acts of one batch, as the API has it. */
const MOST_IN_BATCH = 1_000;

/**
 * A till or middleware over the typed client, as short as one that passes the kit can be. Each act is an entry that is written down with its key
 * before it is sent, so neither a lost answer nor a switched-off till makes two acts of one.
 */
export class Till {
  #client;
  #place;
  #file;
  #state = { counter: 0, entries: [], cards: {} };
  /** How far the platform's clock is ahead of this one, as its answers say: the time of an act is the platform's. */
  #clockOffMs = 0;

  /**
   * @param {{ url: string, apiKey: string, pointOfSaleId: string, deviceId: string }} place
   * @param {string} file where the till keeps what it has not sent
   */
  constructor(place, file) {
    this.#place = place;
    this.#file = file;
    this.#client = createLoyaltyClient({
      baseUrl: place.url,
      token: place.apiKey,
      timeoutMs: TIMEOUT_MS,
      retries: RETRIES,
      fetch: (request) => this.#fetch(request),
    });
  }

  /** Makes a call that changes nothing, to check the key and to learn the platform's time. */
  async signIn() {
    try {
      await unwrap(this.#client.GET('/api/restaurants', { params: { query: { limit: 1 } } }));
      return { outcome: 'DONE' };
    } catch (error) {
      return outcomeOf(error, false);
    }
  }

  /** Reads the stored entries, as a till does that is switched on again. */
  restart() {
    this.#state = JSON.parse(readFileSync(this.#file, 'utf8'));
    return { outcome: 'DONE' };
  }

  async find(guest) {
    try {
      const found = await this.#lookUp(guest);
      return { outcome: 'DONE', points: found.account.available };
    } catch (error) {
      return outcomeOf(error, false);
    }
  }

  async quote({ check, guest, points }) {
    try {
      const id = await this.#guestId(guest);
      const body = { ...this.#saleOf(check), pointsToRedeem: points ?? 0 };
      const quoted = await unwrap(this.#client.POST('/api/guests/{id}/quote', { params: { path: { id } }, body }));
      return { outcome: 'DONE', ...figuresOf(quoted), mostPoints: quoted.redeemable.max };
    } catch (error) {
      return outcomeOf(error, false);
    }
  }

  /** A sale of a guest, or an anonymous receipt. */
  sell({ check, guest, points, confirmation, part }) {
    const body = {
      ...this.#saleOf(check),
      ...(part === undefined ? {} : { part }),
      ...(points === undefined ? {} : { pointsToRedeem: points }),
      ...(confirmation === undefined ? {} : { confirmation }),
    };
    return this.record({ kind: guest === null ? 'RECEIPT' : 'SALE', receipt: check.number, guest, body });
  }

  /** Redeems points for a check that is paid later. */
  redeem({ check, guest, points }) {
    const { pointOfSaleId } = this.#place;
    const body = { type: 'REDEMPTION', pointOfSaleId, receiptNumber: check.number, points, orderAmount: check.total };
    return this.record({ kind: 'REDEMPTION', receipt: check.number, guest, body });
  }

  /** Refunds lines of a check, or an amount of it; with neither, everything that is left of it. */
  refund({ receipt, amount, items, reason }) {
    const body = { reason, ...(amount === undefined ? {} : { amount }), ...(items === undefined ? {} : { items }) };
    return this.record({ kind: 'REFUND', receipt, guest: null, body });
  }

  /** Sends waiting entries in their order. */
  async deliver() {
    const refused = [];
    while (this.#open().length > 0) {
      const sent = await this.#deliverSome();
      refused.push(...sent.refused);
      if (sent.done === 0) break;
    }
    return { outcome: this.#open().length > 0 ? 'WAITING' : 'DONE', refused };
  }

  #open() {
    return this.#state.entries.filter(({ result }) => result === null || result.outcome === 'KEPT');
  }

  /**
   * Stores an act and sends it. The same act again is the same entry, unless it was refused.
   * @param {{ kind: 'SALE' | 'RECEIPT' | 'REDEMPTION' | 'REFUND', receipt: string, guest: object | null, body: object }} asked
   */
  async record(asked) {
    const { kind, receipt } = asked;
    const same = this.#state.entries.find(
      (entry) =>
        kind !== 'REFUND' && entry.kind === kind && entry.receipt === receipt && isSame(entry.body, asked.body),
    );
    if (same?.result != null && same.result.outcome !== 'REFUSED') return same.result;
    if (same?.result?.outcome === 'REFUSED') this.#forget(same);
    const entry = same?.result === null ? same : this.#write(asked);
    return this.#send(entry);
  }

  #write(asked) {
    const at = new Date(Date.now() + this.#clockOffMs).toISOString();
    const body = asked.kind === 'REFUND' ? asked.body : { ...asked.body, occurredAt: at };
    const entry = {
      ...asked,
      body,
      counter: (this.#state.counter += 1),
      key: newKey(),
      result: null,
      transactionId: null,
    };
    this.#state.entries.push(entry);
    this.#save();
    return entry;
  }

  #forget(entry) {
    this.#state.entries = this.#state.entries.filter((one) => one !== entry);
    this.#save();
  }

  async #send(entry) {
    try {
      return this.#settle(entry, await this.#call(entry));
    } catch (error) {
      const result = outcomeOf(error, spends(entry.body));
      if (result.outcome === 'REFUSED') this.#settle(entry, null, result);
      return result;
    }
  }

  /** Stores the outcome of an entry. */
  #settle(entry, answer, result = doneOf(answer)) {
    entry.result = result;
    entry.transactionId = answer?.id ?? null;
    this.#save();
    return result;
  }

  async #call({ kind, receipt, guest, body, key }) {
    const header = keyHeader(key);
    if (kind === 'RECEIPT') return unwrap(this.#client.POST('/api/receipts', { params: { header }, body }));
    if (kind === 'REFUND') {
      const isSale = (one) => one.receipt === receipt && (one.kind === 'SALE' || one.kind === 'RECEIPT');
      const sale = this.#state.entries.findLast((one) => isSale(one) && one.transactionId !== null);
      if (sale === undefined) throw new ConnectionLost();
      const params = { path: { id: sale.transactionId }, header };
      return unwrap(this.#client.POST('/api/transactions/{id}/refund', { params, body }));
    }
    const params = { path: { id: await this.#guestId(guest) }, header };
    return unwrap(this.#client.POST('/api/guests/{id}/transaction', { params, body }));
  }

  /** Sends the first waiting entries: sales together, others one by one. */
  async #deliverSome() {
    const [first, ...rest] = this.#open();
    const isBatched = ({ kind, result }) => result === null && (kind === 'SALE' || kind === 'REDEMPTION');
    if (!isBatched(first)) {
      const result = await this.#send(first);
      return {
        done: result.outcome === 'WAITING' || result.outcome === 'KEPT' ? 0 : 1,
        refused: refusalsOf(first, result),
      };
    }
    const behind = rest.findIndex((entry) => !isBatched(entry));
    const acts = [first, ...rest.slice(0, behind < 0 ? rest.length : behind)].slice(0, MOST_IN_BATCH);
    return this.#deliverBatch(acts);
  }

  async #deliverBatch(entries) {
    const refused = [];
    const known = [];
    for (const entry of entries) {
      try {
        known.push({ entry, guestId: await this.#guestId(entry.guest) });
      } catch (error) {
        const result = outcomeOf(error, false);
        if (result.outcome === 'WAITING') return { done: 0, refused };
        this.#settle(entry, null, result);
        refused.push(...refusalsOf(entry, result));
      }
    }
    if (known.length === 0) return { done: refused.length, refused };
    const acts = known.map(({ entry: { counter, key, body }, guestId }) => ({ counter, key, guestId, body }));
    const sentAt = new Date(Date.now() + this.#clockOffMs).toISOString();
    const body = { deviceId: this.#place.deviceId, sentAt, acts };
    const answer = await unwrap(this.#client.POST('/api/transactions/batch', { body })).catch((error) =>
      outcomeOf(error, false),
    );
    if ('outcome' in answer) return { done: refused.length, refused };
    let done = refused.length;
    for (const { counter, status, body: one } of answer.items) {
      const { entry } = known.find((sent) => sent.entry.counter === counter);
      if (status === 429 || status >= 500 || one.code === 'request_in_progress') continue;
      done += 1;
      if (status < 400) this.#settle(entry, one);
      else this.#settle(entry, null, { outcome: 'REFUSED', code: one.code });
      refused.push(...refusalsOf(entry, entry.result));
    }
    return { done, refused };
  }

  async #guestId(guest) {
    return this.#state.cards[nameOf(guest)] ?? (await this.#lookUp(guest)).id;
  }

  async #lookUp(guest) {
    const { qr, card, phone } = guest;
    const body = qr === undefined ? (card === undefined ? { phone } : { card }) : { qr };
    const found = await unwrap(this.#client.POST('/api/guests/lookup', { body }));
    this.#state.cards[nameOf(guest)] = found.id;
    this.#save();
    return found;
  }

  #saleOf({ number, total, lines }) {
    const { pointOfSaleId } = this.#place;
    const items = lines.map(({ code: sku, name, category, quantity, unitPrice, total: sum }) => ({
      sku,
      name,
      category,
      quantity,
      unitPrice,
      total: sum,
    }));
    return { type: 'SALE', pointOfSaleId, receiptNumber: number, amount: total, items };
  }

  /** Reads the platform's time from each answer. */
  async #fetch(request) {
    const response = await fetch(request);
    const said = Date.parse(response.headers.get('date') ?? '');
    if (!Number.isNaN(said) && Math.abs(said - Date.now()) > 60_000) this.#clockOffMs = said - Date.now();
    return response;
  }

  #save() {
    writeFileSync(this.#file, JSON.stringify(this.#state));
  }
}

function nameOf({ qr, card, phone }) {
  return qr ?? card ?? phone;
}

function isSame({ occurredAt: _written, ...body }, asked) {
  return JSON.stringify(body) === JSON.stringify(asked);
}

function spends({ type, pointsToRedeem }) {
  return type === 'REDEMPTION' || (pointsToRedeem ?? 0) > 0;
}

function refusalsOf({ receipt }, result) {
  return result.outcome === 'REFUSED' ? [{ receipt, code: result.code }] : [];
}

function figuresOf({ payable, discount, pointsEarned, pointsRedeemed }) {
  return { payable, discount, pointsEarned: pointsEarned ?? 0, pointsRedeemed: pointsRedeemed ?? 0 };
}

function doneOf(answer) {
  if (answer.status === 'KEPT') return { outcome: 'KEPT', shown: answer.message };
  if (answer.status === 'AWAITING_APPROVAL') return { outcome: 'APPROVAL' };
  return { outcome: 'DONE', ...figuresOf(answer) };
}

/** The till's answer after a failed call. A change with unknown outcome waits; a spend that the platform refused is over, because the guest pays money now. */
function outcomeOf(error, isSpend) {
  if (error instanceof ConnectionLost) return { outcome: 'WAITING' };
  if (!(error instanceof ApiProblem)) throw error;
  const { code, status, document } = error;
  // Without a request id the answer is a proxy's, which says nothing about the act.
  const isAnswered = document.requestId !== undefined;
  const isPassing = status === 429 || status >= 500 || code === 'request_in_progress' || code === 'unreadable_answer';
  if (isPassing && !(isSpend && isAnswered && code === 'unavailable')) return { outcome: 'WAITING' };
  return { outcome: 'REFUSED', code };
}
