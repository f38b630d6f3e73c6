import { canonical } from './canonical.mjs';
import { decimalOf, minorOf } from './money.mjs';

/** How often a till is asked to deliver its waiting acts. */
const MOST_DELIVERIES = 5;
/** How much shorter than asked a measured wait may be, and how far times of acts may differ. */
const TOLERANCE_MS = 100;
const CLOCK_TOLERANCE_MS = 1_500;

/** Check numbers are digits, as at most tills. */
const FIRST_NUMBER = 1_000;

const MENU = [
  { code: 'D-1', name: 'Борщ', category: 'Супы', price: '390.00' },
  { code: 'D-2', name: 'Котлета по-киевски', category: 'Горячее', price: '742.50' },
  { code: 'D-3', name: 'Чай', category: 'Напитки', price: '180.10' },
];

/** Guests of each exchange; their numbers belong to nobody. */
const GUESTS = {
  anna: {
    name: 'Anna',
    card: '1002170377692820',
    phone: '+79210000001',
    qr: '771000000000000000000001',
    available: 500,
  },
  boris: {
    name: 'Boris',
    card: '1002170377692838',
    phone: '+79210000002',
    qr: '771000000000000000000002',
    available: 40,
  },
  blocked: {
    name: 'Blocked',
    card: '1002170377692846',
    phone: '+79210000003',
    qr: '771000000000000000000003',
    blocked: true,
  },
};

/** A running exchange: lets the till act, applies mishaps to calls, and notes which checks hold. */
export class Scene {
  /** The checks of this exchange in their order, each with whether it holds. */
  checks = [];
  /** The acts that the till was asked for, each with its answer. */
  acts = [];
  guests = {};
  #receipts = 0;

  constructor({ door, driver, can, tillSeconds }) {
    this.door = door;
    this.driver = driver;
    this.can = can;
    this.tillMs = tillSeconds * 1_000;
  }

  /** A new network with its guests, at which the till is signed in. */
  async begin(clockOffMs = 0) {
    this.door.reset();
    this.door.loyalty.clockOffMs = clockOffMs;
    for (const [name, guest] of Object.entries(GUESTS)) this.guests[name] = this.door.loyalty.addGuest(guest);
    const { url, apiKey, loyalty } = this.door;
    const { pointOfSaleId, currency } = loyalty.place;
    return this.act('connect', { url, apiKey, pointOfSaleId, currency, deviceId: 'till-check' });
  }

  async act(act, request = {}) {
    const entry = { act, request, atMs: Math.round(this.elapsedMs()) };
    this.acts.push(entry);
    const begunAt = Date.now();
    const answer = await this.driver.act(act, request);
    Object.assign(entry, { response: answer, tookMs: Date.now() - begunAt });
    return { ...answer, begunAt, endedAt: Date.now() };
  }

  elapsedMs() {
    return this.door.elapsedMs();
  }

  /** A check with lines of the menu, or with the given ones. */
  check({ lines = MENU.map((dish) => ({ ...dish, quantity: '1', total: dish.price })), number } = {}) {
    const total = lines.reduce((sum, line) => sum + minorOf(line.total), 0);
    this.#receipts += 1;
    return { number: number ?? String(FIRST_NUMBER + this.#receipts), lines, total: decimalOf(total) };
  }

  /** How the till learns of the guest: all ways, or those named. */
  faceOf(name, ...ways) {
    const { card, phone, qr } = this.guests[name];
    const all = { card, phone, qr };
    return Object.fromEntries(Object.entries(all).filter(([way]) => ways.length === 0 || ways.includes(way)));
  }

  sell(check, guest = 'anna', more = {}) {
    const face = guest === null ? null : typeof guest === 'string' ? this.faceOf(guest, 'card', 'phone') : guest;
    return this.act('sell', { check, guest: face, ...more });
  }

  refund(check, more = {}) {
    return this.act('refund', { receipt: check.number, reason: 'till-check', ...more });
  }

  /** Lets the till deliver until nothing waits. Returns the last answer and all refusals. */
  async settle() {
    const refused = [];
    let answer = { outcome: 'DONE' };
    for (let n = 0; n < MOST_DELIVERIES; n += 1) {
      answer = await this.act('deliver');
      refused.push(...(answer.refused ?? []));
      if (answer.outcome !== 'WAITING') break;
    }
    this.ok('nothing-waits', answer.outcome === 'DONE', { outcome: answer.outcome });
    return { ...answer, refused };
  }

  /** Notes whether a check holds. `code` names its sentence, `values` fill it. */
  ok(code, isRight, values = {}) {
    this.checks.push({ code, passed: Boolean(isRight), values });
  }

  /** Checks that the till's answer has one of these outcomes. */
  outcome({ outcome, code }, ...wanted) {
    this.ok('outcome', wanted.includes(outcome), { wanted: wanted.join(' / '), outcome, code: code ?? '–' });
  }

  calls(...ops) {
    return this.door.calls.filter(({ op }) => ops.includes(op));
  }

  /** All calls with an act of this receipt, batches too. */
  tries(check) {
    return this.door.calls.flatMap(({ op, key, path, body, ...call }) => {
      if (op === 'batch')
        return (Array.isArray(body?.acts) ? body.acts : [])
          .filter((act) => isNamed(act?.body, check))
          .map((act) => ({ ...call, key: act.key, guestId: act.guestId, body: act.body }));
      const isOne = ['sale', 'redemption', 'receipt'].includes(op) && isNamed(body, check);
      return isOne ? [{ ...call, key, guestId: path.split('/').at(-2), body }] : [];
    });
  }

  /** The platform's rows of a receipt. */
  rows(check, type = 'SALE') {
    return this.door.loyalty.recorded.filter((row) => row.type === type && isNamed(row, check));
  }

  /** Checks that the platform has the check once, with its amount, for its guest. Returns the row. */
  once(check, { guest = 'anna', points = 0 } = {}) {
    const rows = this.rows(check);
    this.ok('recorded-once', rows.length === 1, { receipt: check.number, times: rows.length });
    const [row] = rows;
    if (row === undefined) return undefined;
    this.ok('amount', row.amount === minorOf(check.total), { wanted: check.total, amount: decimalOf(row.amount) });
    const wanted = guest === null ? null : this.guests[guest];
    this.ok('guest', row.guest === wanted, { receipt: check.number });
    this.ok('points-spent', row.pointsRedeemed === points, { wanted: points, points: row.pointsRedeemed });
    return row;
  }

  never(check) {
    this.ok('recorded-never', this.rows(check).length === 0, { receipt: check.number, times: this.rows(check).length });
  }

  /** Checks that the platform has the check for no guest: refused, or recorded as anonymous. */
  forNoGuest(check, answer) {
    const rows = this.rows(check);
    this.ok(
      'for-no-guest',
      rows.every(({ guest }) => guest === null),
      { receipt: check.number },
    );
    this.outcome(answer, rows.length > 0 ? 'DONE' : 'REFUSED');
  }

  /** All tries of a check have one key and one body. */
  sameKey(check) {
    const tries = this.tries(check);
    this.#same(tries);
  }

  /** All calls of an operation have one key and one body. */
  sameKeyOf(op) {
    this.#same(this.calls(op));
  }

  #same(tries) {
    this.ok('repeated', tries.length > 1, { times: tries.length });
    this.ok('same-key', new Set(tries.map(({ key }) => key)).size === 1, {});
    this.ok('same-body', new Set(tries.map(({ body }) => canonical(body))).size <= 1, {});
  }

  /** Checks that two acts have different keys. */
  otherKey(one, other) {
    this.ok('other-key', one !== undefined && other !== undefined && one !== other, {});
  }

  /** Checks that the till makes at most so many calls of an operation. */
  atMost(op, most) {
    const times = this.calls(op).length;
    this.ok('calls-at-most', times <= most, { op, most, times });
  }

  /** Checks that the call after this one of an operation came no sooner than so many milliseconds later. */
  waited(op, ms, after = 0) {
    const [one, next] = this.calls(op).slice(after);
    const gapMs = next === undefined ? null : next.atMs - (one.endedMs ?? one.atMs);
    this.ok('waited', gapMs !== null && gapMs >= ms - TOLERANCE_MS, { ms, gapMs: gapMs ?? '–' });
  }

  /** Checks the figures that the till shows against the platform's. */
  figures(answer, row) {
    if (row === undefined) return;
    for (const name of ['payable', 'discount'])
      if (answer[name] !== undefined || this.can.includes('figures'))
        this.ok('figure', answer[name] === decimalOf(row[name]), {
          name,
          wanted: decimalOf(row[name]),
          answer: answer[name] ?? '–',
        });
    for (const name of ['pointsEarned', 'pointsRedeemed'])
      if (answer[name] !== undefined || this.can.includes('figures'))
        this.ok('figure', answer[name] === row[name], { name, wanted: row[name], answer: answer[name] ?? '–' });
  }

  /** Checks that the act has the time at which the till was asked for it, by the platform's clock. */
  realTime(row, { begunAt, endedAt }) {
    if (row === undefined) return;
    const at = row.occurredAtMs - this.door.loyalty.clockOffMs;
    const offMs = at < begunAt ? at - begunAt : at > endedAt ? at - endedAt : 0;
    this.ok('real-time', Math.abs(offMs) <= CLOCK_TOLERANCE_MS, {
      receipt: row.receiptNumber ?? row.printedNumber,
      offMs,
    });
  }

  /** The till lets its guest go within the time of a till. */
  quick({ begunAt, endedAt }) {
    this.ok('quick', endedAt - begunAt <= this.tillMs, { ms: endedAt - begunAt, most: this.tillMs });
  }

  pause(ms) {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

  /** Checks of every exchange. `wrongKey`: some calls should have another API key. */
  always({ wrongKey = false } = {}) {
    const refused = (code) => this.door.calls.filter(({ answer }) => answer?.code === code);
    const inBatches = this.calls('batch').flatMap(({ answer }) => answer?.items ?? []);
    const reused = [
      ...refused('idempotency_key_reused'),
      ...inBatches.filter(({ body }) => body?.code === 'idempotency_key_reused'),
    ];
    this.ok('keys-not-reused', reused.length === 0, { times: reused.length });
    this.ok('keys-there', refused('idempotency_key_required').length === 0, {});
    const faults = [
      ...refused('invalid_body'),
      ...inBatches.map(({ body }) => body).filter((body) => body?.code === 'invalid_body'),
    ].flatMap((one) => (one.answer ?? one).errors);
    this.ok('bodies-fit', faults.length + refused('invalid_json').length === 0, {
      faults: faults.map(({ path, code }) => `${path || 'body'}: ${code}`).join(', ') || '–',
    });
    const strange = this.door.calls.filter(({ path }) => path.includes(this.door.apiKey));
    this.ok('key-not-in-address', strange.length === 0, {});
    if (!wrongKey) this.ok('signed-in', refused('unauthenticated').length === 0, {});
  }
}

/** A till names its check by the number of the receipt, by an order id of its own, or prints the number beside that id. */
export function isNamed(act, { number }) {
  return [act?.receiptNumber, act?.externalOrderId, act?.printedNumber].includes(number);
}
