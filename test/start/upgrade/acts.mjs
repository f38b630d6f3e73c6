// Acts of every kind through HTTP, for the data folder from which an upgrade is tested.
import { randomUUID } from 'node:crypto';

const PASSWORD = 'loyalty-demo';
const DAY_MS = 86_400_000;
/** Guests of imported receipts whose points have expired; some get points back. */
const IMPORTED = 12;

/** Receipts more than a year old, whose points expired a fortnight ago. */
export function oldReceipts(now) {
  const lines = ['number,time,total,guest'];
  for (let guest = 0; guest < IMPORTED; guest += 1)
    for (let visit = 0; visit < 3; visit += 1) {
      const time = new Date(now - (380 - visit) * DAY_MS - guest * 60_000).toISOString();
      lines.push(`OLD-${guest}-${visit},${time},${150_000 + guest * 1_000},imported-${guest}`);
    }
  return `${lines.join('\n')}\n`;
}

export const OLD_RECEIPTS_MAPPING = {
  version: 1,
  name: 'upgrade',
  csv: { delimiter: ',', encoding: 'utf-8' },
  lines: 'ROW',
  money: { unit: 'MINOR' },
  timeFormat: 'ISO',
  columns: { number: 'number', occurredAt: 'time', total: 'total', guest: 'guest' },
};

/** @returns {Promise<{ acts: Record<string, number>, answered: object[] }>} how many of each kind, and one of each to be sent again */
export async function playActs(url) {
  const play = new Play(url);
  await play.begin();
  await play.changeProgramme();
  for (const act of [
    play.sales,
    play.quotesWithHolds,
    play.anonymousReceipts,
    play.offlineBatches,
    play.manualActs,
    play.redemptions,
    play.rewards,
    play.coupons,
    play.refunds,
    play.transfers,
    play.families,
    play.merges,
    play.tiersAndCounters,
    play.activities,
    play.restores,
    play.payments,
  ])
    await act.call(play);
  return { acts: play.acts, answered: [...play.answered.values()] };
}

/** The consent of the demonstration, which every version of the platform takes. */
const CONSENTS = [{ kind: 'personal_data', version: '2026-01' }];

class Play {
  acts = {};
  answered = new Map();
  guests = [];
  receipts = 0;

  constructor(url) {
    this.url = url;
  }

  async begin() {
    for (const who of ['manager', 'manager2', 'cashier']) this[who] = await this.signIn(`${who}@demo.test`);
    const restaurant = (await this.get('/api/restaurants')).items[0].id;
    this.restaurantId = restaurant;
    this.pointOfSaleId = (await this.get(`/api/restaurants/${restaurant}/points-of-sale`)).items[0].id;
    const [{ id: network }] = (await this.get('/api/networks')).items;
    // Higher limits wait for a second person.
    const { id } = await this.send('PATCH', `/api/networks/${network}`, {
      settings: {
        transfers: {
          allowed: true,
          minimum: 1,
          atOnce: 1_000,
          perDay: 1_000,
          perMonth: 5_000,
          pointsCoolFor: 0,
          guestsCoolFor: 0,
        },
        limits: { tillAllowance: 1_000 },
      },
    });
    await this.post(undefined, `/api/change-requests/${id}/approve`, {}, { as: this.manager2 });
    const today = new Date().toISOString().slice(5, 10);
    for (let i = 0; i < 60; i += 1) {
      const birthDate = `1990-${i < 3 ? today : '06-15'}`;
      const body = {
        phone: `+7916000${1_000 + i}`,
        name: `Guest ${i}`,
        birthDate,
        externalId: `upgrade-${i}`,
        consents: CONSENTS,
      };
      this.guests.push((await this.post('registration', '/api/guests', body)).id);
    }
  }

  /** The demo's programme with parts that its preset leaves out. */
  async changeProgramme() {
    const { document } = await this.get('/api/programs/in-force');
    this.programme = {
      ...document,
      tierCounters: [{ code: 'EVENTS' }],
      activities: {
        ...document.activities,
        reported: [{ code: 'review', points: 30, times: { perDay: null, perWeek: null, perGuest: null } }],
      },
      families: { mostMembers: 6, pool: { perDay: 5_000, perMonth: 20_000, pointsCoolFor: 0, membersCoolFor: 0 } },
    };
    await this.publish(this.programme);
  }

  /** A version is in force some seconds after it was published. */
  async publish(document) {
    const { version } = await this.post(undefined, '/api/programs', { document });
    const { status } = await this.post(undefined, `/api/programs/${version}/publish`, {});
    if (status !== 'PUBLISHED') await this.send('POST', `/api/programs/${version}/approve`, {}, { as: this.manager2 });
    await this.eventually(`version ${version} is in force`, async () => {
      const inForce = await this.get('/api/programs/in-force');
      return inForce.version === version ? inForce : undefined;
    });
  }

  async sales() {
    const items = [
      { sku: 'cola', name: 'Cola', category: 'Drinks', total: 20_000 },
      { sku: 'pizza', name: 'Pizza', category: 'Classic', total: 130_000 },
    ];
    this.sold = [];
    for (let i = 0; i < 130; i += 1) {
      const extra = i % 3 === 0 ? { items, amount: 150_000 } : { paymentMethod: 'card', guestCount: 1 + (i % 4) };
      this.sold.push(await this.sale('sale', this.guest(i), 155_000 + i, extra));
    }
    for (let i = 0; i < 15; i += 1)
      await this.sale('sale with points', this.guest(i), 200_000, { pointsToRedeem: 100 });
  }

  async quotesWithHolds() {
    for (let i = 0; i < 20; i += 1) {
      const body = { ...this.bill(100_000), pointsToRedeem: 100, hold: true, holdMinutes: 1_440 };
      const { holdId } = await this.post('quote with hold', `/api/guest/${this.guest(i)}/quote`, body);
      if (i < 8) await this.post('hold voided', `/api/holds/${holdId}/void`);
      else if (i < 16)
        await this.post('hold captured', this.till(this.guest(i)), {
          ...body,
          hold: undefined,
          holdMinutes: undefined,
          type: 'SALE',
          holdId,
        });
    }
  }

  async anonymousReceipts() {
    for (let i = 0; i < 16; i += 1) {
      const receipt = await this.post('anonymous receipt', '/api/receipts', this.bill(120_000));
      if (i < 10)
        await this.post('receipt claimed', `/api/receipts/${receipt.id}/claim`, { guestId: this.guest(20 + i) });
      else if (i < 13)
        await this.post('refund of an anonymous receipt', `/api/transactions/${receipt.id}/refund`, { reason: 'cold' });
    }
  }

  async offlineBatches() {
    const till = `/api/restaurants/${this.restaurantId}/points-of-sale/${this.pointOfSaleId}/allowance`;
    await this.send('PUT', till, { points: 500, until: new Date(Date.now() + 7 * DAY_MS).toISOString() });
    const { token } = await this.post(undefined, `${till}/token`, { deviceId: 'tablet' }, { as: this.cashier });
    const poor = await this.post('registration', '/api/guests', {
      phone: '+79160009999',
      name: 'Poor',
      consents: CONSENTS,
    });
    for (let batch = 0; batch < 3; batch += 1) {
      const acts = Array.from({ length: 10 }, (_, i) => ({
        counter: batch * 100 + i + 1,
        key: randomUUID(),
        guestId: this.guest(30 + i),
        body: { type: 'SALE', ...this.bill(90_000) },
      }));
      const spent = { type: 'SALE', ...this.bill(100_000), pointsToRedeem: 150 };
      if (batch === 2) acts.push({ counter: 999, key: randomUUID(), guestId: poor.id, body: spent });
      const { items } = await this.post('offline batch', '/api/transactions/batch', {
        deviceId: 'tablet',
        sentAt: new Date().toISOString(),
        allowance: token,
        acts,
      });
      for (const item of items) this.require(item.status === 201, 'offline sale', item);
      this.count('offline sale', items.length);
    }
  }

  async manualActs() {
    for (let i = 0; i < 40; i += 1) await this.credit(this.guest(i), 600);
    for (let i = 0; i < 6; i += 1) {
      const body = {
        type: 'MANUAL',
        direction: 'DEBIT',
        points: 10,
        reasonCode: 'CORRECTION',
        comment: 'counted twice',
      };
      await this.post('manual debit', this.till(this.guest(i)), body);
    }
    for (let i = 0; i < 6; i += 1) {
      const body = { type: 'MANUAL', direction: 'CREDIT', points: 700, reasonCode: 'GOODWILL', comment: 'waited long' };
      const { id } = await this.post('manual above the limit', this.till(this.guest(i)), body, { as: this.cashier });
      const way = i % 2 === 0 ? 'approve' : 'reject';
      await this.post(way === 'approve' ? 'approval' : 'rejection', `/api/transactions/${id}/${way}`);
    }
  }

  async redemptions() {
    for (let i = 0; i < 15; i += 1) {
      const body = {
        type: 'REDEMPTION',
        pointOfSaleId: this.pointOfSaleId,
        points: 100 + i,
        orderAmount: 100_000,
        receiptNumber: this.number(),
      };
      await this.post('redemption', this.till(this.guest(i)), body, { as: this.cashier });
    }
  }

  async rewards() {
    const { items } = await this.get('/api/redemption-items');
    const { id } = items.find(({ code }) => code === 'COLA');
    for (let i = 0; i < 9; i += 1) {
      const body = { type: 'REDEMPTION', pointOfSaleId: this.pointOfSaleId, redemptionItemId: id };
      const taken = await this.post('reward', this.till(this.guest(i)), body, { as: this.cashier });
      const redemption = taken.id;
      if (i < 3) await this.post('reward cancelled', `/api/redemptions/${redemption}/cancel`);
      else if (i < 6)
        await this.sale('sale with a reward', this.guest(i), 150_000, {
          items: [
            { sku: 'cola', name: 'Cola', category: 'Drinks', total: 20_000 },
            { sku: 'pizza', name: 'Pizza', category: 'Classic', total: 130_000 },
          ],
          redemptionIds: [redemption],
        });
    }
  }

  async coupons() {
    const item = await this.post(undefined, '/api/redemption-items', {
      name: { en: '50 off' },
      kind: 'DISCOUNT',
      cost: 0,
      gift: { kind: 'AMOUNT_OFF', amount: 5_000 },
      code: 'FIFTY',
    });
    await this.post(undefined, '/api/coupons/batches', {
      kind: 'SHARED',
      redemptionItemId: item.id,
      code: 'WELCOME',
      uses: 100,
    });
    for (let i = 0; i < 10; i += 1)
      await this.sale('sale with a coupon', this.guest(i), 90_000, { coupons: ['WELCOME'] });
  }

  async refunds() {
    for (let i = 0; i < 30; i += 1) {
      const part = i % 2 === 0 ? { amount: 30_000 } : {};
      await this.post('refund', `/api/transactions/${this.sold[i].id}/refund`, { reason: 'cold pizza', ...part });
    }
    const big = await this.sale('sale', this.guest(50), 900_000);
    const waits = await this.post(
      'refund above the limit',
      `/api/transactions/${big.id}/refund`,
      { reason: 'wrong order' },
      { as: this.cashier },
    );
    await this.post('approval', `/api/transactions/${waits.id}/approve`);
    for (let i = 0; i < 5; i += 1) {
      const { id } = await this.sale('sale', this.guest(51 + i), 70_000);
      await this.post('undo', `/api/transactions/${id}/undo`, undefined, { as: this.cashier });
    }
  }

  async transfers() {
    for (let i = 0; i < 10; i += 1) {
      const body = { toGuestId: this.guest(i + 20), points: 20, comment: 'for you' };
      const { id } = await this.post('transfer', `/api/guest/${this.guest(i)}/transfers`, body);
      if (i < 3) await this.post('transfer undone', `/api/transfers/${id}/undo`, { reason: 'wrong guest' });
    }
  }

  async families() {
    const [head, adult, child] = [this.guest(10), this.guest(11), this.guest(12)];
    const family = await this.post('family', '/api/families', { headId: head });
    await this.post('family member', `/api/families/${family.id}/members`, { guestId: adult, role: 'ADULT' });
    await this.post('family member', `/api/families/${family.id}/members`, { guestId: child, role: 'CHILD' });
    const allowance = { points: 3_000, period: 'MONTH', giverId: head };
    await this.send('PUT', `/api/families/${family.id}/members/${child}/allowance`, allowance);
    await this.credit(head, 600);
    await this.sale('sale from the family pool', child, 300_000, { pointsToRedeem: 120 });
    await this.sale('sale from the family pool', adult, 900_000, { pointsToRedeem: 900 });
  }

  async merges() {
    for (let i = 0; i < 4; i += 1) {
      const target = this.guest(40 + i);
      const source = this.guest(44 + i);
      const merge = await this.post('merge', `/api/guests/${target}/merge`, { sourceId: source, reason: 'two cards' });
      await this.sale('sale of a merged guest', source, 80_000);
      if (i < 2) await this.post('unmerge', `/api/merges/${merge.id}/undo`, { reason: 'two people' });
    }
  }

  async tiersAndCounters() {
    for (let i = 0; i < 5; i += 1) {
      await this.send(
        'PUT',
        `/api/guest/${this.guest(i)}/tier`,
        { tier: 'GOLD', reasonCode: 'GOODWILL', until: '2099-12-31' },
        { count: 'tier by hand' },
      );
      await this.post('counter', `/api/guest/${this.guest(i)}/counters/EVENTS`, { count: 2 });
    }
    await this.send('DELETE', `/api/guest/${this.guest(0)}/tier`, undefined, { count: 'tier by hand ended' });
  }

  async activities() {
    // A second person approves the key, and the one who requested it reads its secret.
    const { id } = await this.post(undefined, '/api/api-keys', { name: 'upgrade', scopes: ['loyalty'] });
    const { apiKey } = await this.post(undefined, `/api/change-requests/${id}/approve`, {}, { as: this.manager2 });
    const { key } = await this.post(undefined, `/api/api-keys/${apiKey.id}/secret`, {});
    for (let i = 0; i < 10; i += 1) {
      const body = { activity: 'review', reference: `review-${i}` };
      await this.post('activity', `/api/guest/${this.guest(i)}/activities`, body, { as: { email: null, token: key } });
    }
  }

  /** Points of the imported receipts end by a job. */
  async restores() {
    for (let i = 0; i < IMPORTED; i += 1) {
      const guest = (await this.get(`/api/guests?externalId=imported-${i}`)).items[0].id;
      const expiry = await this.eventually(`the points of imported-${i} end`, async () =>
        (await this.get(`/api/guest/${guest}/history?limit=200`)).items.find(({ type }) => type === 'EXPIRY'),
      );
      this.count('expiry', 1);
      if (i < 5) await this.post('restore', `/api/transactions/${expiry.id}/restore`, { reason: 'was ill' });
    }
  }

  /** Points that wait for the payment of their sale, by a version of the programme of its own. */
  async payments() {
    await this.publish({ ...this.programme, pending: { kind: 'PAYMENT', voidAfterDays: 3_650 } });
    for (let i = 0; i < 12; i += 1) {
      const { id } = await this.sale('sale before payment', this.guest(i), 110_000);
      if (i < 8) await this.post('payment confirmed', `/api/transactions/${id}/confirm-payment`);
    }
    await this.publish(this.programme);
  }

  guest(i) {
    return this.guests[i % this.guests.length];
  }

  till(guest) {
    return `/api/guest/${guest}/transaction`;
  }

  number() {
    this.receipts += 1;
    return `U-${this.receipts}`;
  }

  bill(amount) {
    return { pointOfSaleId: this.pointOfSaleId, amount, receiptNumber: this.number() };
  }

  sale(kind, guest, amount, extra = {}) {
    return this.post(kind, this.till(guest), { type: 'SALE', ...this.bill(amount), ...extra }, { as: this.cashier });
  }

  credit(guest, points) {
    const body = { type: 'MANUAL', direction: 'CREDIT', points, reasonCode: 'GOODWILL', comment: 'opening gift' };
    return this.post('manual credit', this.till(guest), body);
  }

  /** Gets the guest's confirmation of a spend: a message brings the guest a code, which the till enters. */
  async confirmation(guest, points, as) {
    const { id } = await this.send('POST', `/api/guests/${guest}/confirmations`, { points }, { as });
    const { phone } = await this.get(`/api/guests/${guest}`);
    const { items } = await this.get(`/api/dev/outbox?to=${encodeURIComponent(phone)}`);
    return { id, oneTimeCode: /\d{6}/.exec(items[0].body)[0] };
  }

  async signIn(email) {
    const body = { email, password: PASSWORD };
    const { accessToken } = await this.send('POST', '/api/auth/login', body, { as: null });
    return { email, token: accessToken };
  }

  get(path) {
    return this.send('GET', path);
  }

  post(kind, path, body, { as } = {}) {
    return this.send('POST', path, body, { as, count: kind });
  }

  async send(method, path, body, { as = this.manager, count } = {}) {
    const key = randomUUID();
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        'Accept-Language': 'en',
        'Idempotency-Key': key,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(as === null ? {} : { Authorization: `Bearer ${as.token}` }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const answer = await response.text();
    if (response.status === 422 && JSON.parse(answer).code === 'confirmation_required') {
      const confirmation = await this.confirmation(/guests?\/([^/]+)/.exec(path)[1], JSON.parse(answer).wanted, as);
      return this.send(method, path, { ...body, confirmation }, { as, count });
    }
    this.require(
      response.ok,
      `${method} ${path} (${count ?? 'not counted'}) ${JSON.stringify(body)}`,
      `${response.status} ${answer}`,
    );
    if (count !== undefined) {
      this.count(count, 1);
      if (method === 'POST' && as.email !== null && !this.answered.has(count))
        this.answered.set(count, {
          kind: count,
          email: as.email,
          path,
          key,
          body: body ?? null,
          status: response.status,
          answer,
        });
    }
    return answer === '' ? null : JSON.parse(answer);
  }

  count(kind, times) {
    this.acts[kind] = (this.acts[kind] ?? 0) + times;
  }

  require(isRight, what, answer) {
    if (!isRight) throw new Error(`${what}: ${typeof answer === 'string' ? answer : JSON.stringify(answer)}`);
  }

  async eventually(what, ask) {
    for (const deadline = Date.now() + 120_000; Date.now() < deadline;) {
      const answer = await ask();
      if (answer !== undefined) return answer;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    throw new Error(`not in time: ${what}`);
  }
}
