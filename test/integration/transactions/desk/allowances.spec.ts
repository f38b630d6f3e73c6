import { presetForNetwork } from '../../../../src/configuration/programs/drafts/scaled-preset.rules';
import { points } from '../../../../src/decision';
import { newId } from '../../../../src/platform/ids/ids';
import { qrKeys } from '../../../../src/security';
import {
  makeToken,
  parseToken,
  type SignedAllowance,
} from '../../../../src/transactions/desk/offline/allowance-token.rules';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { applicationsOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';

interface Item {
  readonly counter: number;
  readonly status: number;
  readonly body: {
    readonly id: string;
    readonly code: string;
    readonly available: number;
    readonly left: number;
    readonly pointsRedeemed: number;
    readonly payable: number;
    readonly balance: { readonly available: number };
    readonly trace: readonly { readonly rule: string; readonly amount: number }[];
  };
}

const DEVICE = 'till-1';
const MINUTE = 60_000;
const MOST = 5_000;

describe('the signed allowance of an offline till', () => {
  let first: TestApp;
  let second: TestApp;
  let network: TillNetwork;
  let manager: string;
  let cashier: string;

  const open = async () => {
    const pool = { perDay: points(9_999), perMonth: points(9_999), pointsCoolFor: 0, membersCoolFor: 0 };
    network = await TillNetwork.create(first, {
      document: { ...presetForNetwork('hybrid-5', 2), families: { mostMembers: 2, pool } },
      settings: { limits: { tillAllowance: MOST } },
    });
    manager = await network.tokenOf('manager');
    cashier = await network.tokenOf('cashier');
  };

  beforeAll(async () => {
    [first, second] = await applicationsOfWorker();
  });
  beforeEach(open);
  afterEach(async () => {
    const { findings } = await first.app.get(LedgerVerification).verify(network.id);
    expect(findings.list()).toEqual([]);
  });
  afterAll(async () => {
    await first.close();
    await second.close();
  });

  const path = (more = '', of = network) =>
    `/api/restaurants/${of.restaurantId}/points-of-sale/${of.pointOfSaleId}/allowance${more}`;
  const until = (ms: number) => new Date(Date.now() + ms).toISOString();
  const put = (body: object, token = manager) =>
    first.api().put(path()).set('Authorization', `Bearer ${token}`).set('Idempotency-Key', newId()).send(body);
  const give = async (amount: number) => {
    await put({ points: amount, until: until(60 * MINUTE) }).expect(200);
    return askToken();
  };
  const askToken = async (deviceId = DEVICE) => {
    const answer = await network.post(path('/token'), cashier, { deviceId }).expect(200);
    return String(answer.body.token);
  };
  const used = async () => (await network.get(path(), cashier).expect(200)).body.used as number;

  let counter = 0;
  const actOf = (guestId: string, body: object, key = newId()) => {
    counter += 1;
    return { counter, key, guestId, body: { occurredAt: until(0), ...body } };
  };
  const send = async (
    allowance: string | undefined,
    acts: readonly object[],
    { door = first, deviceId = DEVICE } = {},
  ) => {
    const answer = await door
      .api()
      .post('/api/transactions/batch')
      .set('Authorization', `Bearer ${cashier}`)
      .set('Idempotency-Key', newId())
      .send({ deviceId, sentAt: until(0), allowance, acts });
    expect(answer.status).toBe(200);
    return answer.body.items as Item[];
  };
  const guestWith = async (amount: number) => {
    const guest = await network.guest();
    if (amount > 0) {
      await network
        .post(`/api/guests/${guest}/transaction`, manager, {
          type: 'MANUAL',
          direction: 'CREDIT',
          points: amount,
          reasonCode: 'GOODWILL',
        })
        .expect(201);
    }
    return guest;
  };
  const balance = async (guest: string) =>
    (await network.get(`/api/guests/${guest}/balance`, cashier)).body.available as number;
  /** Points that the restaurant lost, as its account says. */
  const lost = async () => {
    const { sum } = await network.database.inNetwork(network.id, (tx) =>
      tx.one<{ sum: number }>(
        `SELECT coalesce(sum(CASE WHEN debit_kind = 'RESTAURANT_OFFLINE_LOSS' THEN amount ELSE -amount END), 0)::bigint AS sum
           FROM transfers WHERE network_id = $1 AND 'RESTAURANT_OFFLINE_LOSS' IN (debit_kind, credit_kind)
            AND $2::uuid IN (debit_owner, credit_owner)`,
        [network.id, network.restaurantId],
      ),
    );
    return sum;
  };
  const tracedOf = (item: Item | undefined) =>
    item?.body.trace.filter(({ rule }) => rule.startsWith('redemption')).map(({ rule, amount }) => [rule, amount]);

  it('is given by a manager within the limit of the network, and asked for by people who work at the till', async () => {
    expect((await network.get(path(), cashier)).body).toEqual({
      pointOfSaleId: network.pointOfSaleId,
      points: 0,
      used: 0,
      left: 0,
      grantedAt: null,
      until: null,
    });
    expect((await network.post(path('/token'), cashier, { deviceId: DEVICE })).body).toEqual({
      token: null,
      points: 0,
      until: null,
    });
    const refused = await put({ points: MOST + 1, until: until(MINUTE) });
    expect([refused.status, refused.body.code, refused.body.max]).toEqual([422, 'allowance_limit_exceeded', MOST]);
    expect((await put({ points: 1, until: until(-MINUTE) })).status).toBe(400);
    expect((await put({ points: 1, until: until(32 * 24 * 60 * MINUTE) })).status).toBe(400);
    expect((await put({ points: 1, until: until(MINUTE) }, cashier)).status).toBe(403);

    const end = until(60 * MINUTE);
    expect((await put({ points: 700, until: end })).body).toMatchObject({
      points: 700,
      used: 0,
      left: 700,
      until: end,
    });
    const asked = await network.post(path('/token'), cashier, { deviceId: DEVICE });
    expect(asked.body).toMatchObject({ points: 700, until: end });
    expect(parseToken(qrKeys(), String(asked.body.token))).toMatchObject({
      networkId: network.id,
      pointOfSaleId: network.pointOfSaleId,
      deviceId: DEVICE,
      points: 700,
      until: Date.parse(end),
    });
    const stranger = await network.tokenOf('cashier', [network.otherRestaurantId]);
    expect((await network.post(path('/token'), stranger, { deviceId: DEVICE })).body.code).toBe(
      'restaurant_not_allowed',
    );

    const ended = await first.api().delete(path()).set('Authorization', `Bearer ${manager}`);
    expect([ended.status, ended.body.points]).toEqual([200, 0]);
    expect((await network.post(path('/token'), cashier, { deviceId: DEVICE })).body.token).toBeNull();
  });

  it('pays what the guest is short of, once, and says so', async () => {
    const token = await give(300);
    const guest = await guestWith(150);
    const sale = actOf(guest, network.sale(100_000, { pointsToRedeem: 250 }));
    const [item] = await send(token, [sale]);
    expect([item?.status, item?.body.pointsRedeemed, item?.body.payable]).toEqual([201, 250, 95_000 - 25_000]);
    expect(tracedOf(item)).toEqual([
      ['redemption', 150],
      ['redemption.allowance', 100],
    ]);
    // The first sale's bonus and what the sale earned.
    expect(await balance(guest)).toBe(200 + 70);
    expect([await used(), await lost()]).toEqual([100, 100]);

    const accounts = await network.get('/api/ledger/accounts', await network.tokenOf('analyst')).expect(200);
    const balances = (accounts.body as { items: { kind: string; ownerId: string; balance: number }[] }).items;
    expect(balances).toContainEqual(
      expect.objectContaining({ kind: 'RESTAURANT_OFFLINE_LOSS', ownerId: network.restaurantId, balance: -100 }),
    );

    const again = await send(token, [sale], { door: second });
    expect(again).toEqual([item]);
    expect([await used(), await lost()]).toEqual([100, 100]);

    // The rewards system lists only acts that moved the guest's own points.
    const { body } = await network
      .get(`/api/loyalty/points/history/${guest}`, await network.keyOf('loyalty'))
      .expect(200);
    const entries = body.points_transactions as { points: number }[];
    expect(entries.reduce((sum, entry) => sum + entry.points, 0)).toBe(await balance(guest));

    const explained = await network.get(`/api/transactions/${String(item?.body.id)}/explain`, cashier).expect(200);
    expect(explained.body.agrees).toBe(true);
  });

  it('leaves alone what the guest pays himself, whatever the batch brought, and is needed for anything beyond', async () => {
    const guest = await guestWith(150);
    const within = network.sale(100_000, { pointsToRedeem: 150 });
    const beyond = network.sale(100_000, { pointsToRedeem: 1_000 });
    const items = await send('1.x.y.z', [
      actOf(guest, within),
      actOf(guest, network.sale(1_000)),
      actOf(guest, beyond),
    ]);
    expect(items.map(({ status, body }) => [status, body.code])).toEqual([
      [201, undefined],
      [201, undefined],
      [403, 'allowance_unknown'],
    ]);
    const [without] = await send(undefined, [actOf(guest, beyond)]);
    expect([without?.status, without?.body.code]).toEqual([422, 'insufficient_points']);
  });

  it('is never spent above its amount: what it has not room for is refused with what is left', async () => {
    const token = await give(120);
    const guest = await guestWith(0);
    const redemption = { type: 'REDEMPTION', pointOfSaleId: network.pointOfSaleId, points: 100, orderAmount: 100_000 };
    const items = await send(token, [actOf(guest, redemption), actOf(guest, redemption)]);
    expect(items[0]?.status).toBe(201);
    expect([items[1]?.status, items[1]?.body]).toMatchObject([
      422,
      { code: 'allowance_used_up', available: 0, left: 20 },
    ]);
    expect([await used(), await lost()]).toEqual([100, 100]);
  });

  it('holds under two batches at once on two processes', async () => {
    const token = await give(500);
    const guests = await Promise.all(Array.from({ length: 12 }, () => guestWith(100)));
    const acts = guests.map((guest) => actOf(guest, network.sale(100_000, { pointsToRedeem: 200 })));
    const batches = [0, 1, 2, 3].map((n) => acts.filter((_, i) => i % 4 === n));
    const items = (
      await Promise.all(batches.map((batch, n) => send(token, batch, { door: n % 2 === 0 ? first : second })))
    ).flat();
    const paid = items.filter(({ status }) => status === 201);
    expect(paid.length).toBe(5);
    expect(new Set(items.filter(({ status }) => status !== 201).map(({ body }) => body.code))).toEqual(
      new Set(['allowance_used_up']),
    );
    expect([await used(), await lost()]).toEqual([500, 500]);
    // The same acts sent again to the other servers change nothing.
    await Promise.all(batches.map((batch, n) => send(token, batch, { door: n % 2 === 0 ? second : first })));
    expect([await used(), await lost()]).toEqual([500, 500]);
  });

  it('gives a refund back where it came from, line by line as at once', async () => {
    const token = await give(1_000);
    const items = [33_333, 33_333, 33_334].map((total) => ({ name: 'Pizza', quantity: 1, unitPrice: total, total }));
    const sell = async () => {
      const guest = await guestWith(151);
      const [item] = await send(token, [actOf(guest, network.sale(100_000, { items, pointsToRedeem: 251 }))]);
      expect(item?.status).toBe(201);
      return { guest, id: item?.body.id ?? '', before: await balance(guest) };
    };
    const refund = async (id: string, body: object) =>
      (await network.post(`/api/transactions/${id}/refund`, manager, { reason: 'x', ...body }).expect(201)).body as {
        pointsReturned: number;
        payable: number;
      };
    const whole = await sell();
    const parts = await sell();
    expect(await lost()).toBe(200);
    const atOnce = await refund(whole.id, {});
    expect(atOnce.pointsReturned).toBe(151);
    expect(await lost()).toBe(100);
    const byLine = [];
    for (const line of [2, 1, 3]) byLine.push(await refund(parts.id, { items: [{ line }] }));
    expect(byLine.reduce((sum, { pointsReturned }) => sum + pointsReturned, 0)).toBe(151);
    expect(byLine.reduce((sum, { payable }) => sum + payable, 0)).toBe(atOnce.payable);
    expect(byLine.every(({ pointsReturned }) => pointsReturned >= 0)).toBe(true);
    expect(await lost()).toBe(0);
    expect(await balance(parts.guest)).toBe(await balance(whole.guest));
    expect(await balance(whole.guest)).toBe(151);
    // The allowance of an offline till is not given a second time.
    expect(await used()).toBe(200);
  });

  it('stays with a redemption that a sale of its receipt takes in', async () => {
    const token = await give(1_000);
    const guest = await guestWith(150);
    const receipt = { receiptNumber: 'A-1', businessDate: network.businessDate() };
    const [redeemed] = await send(token, [
      actOf(guest, {
        type: 'REDEMPTION',
        pointOfSaleId: network.pointOfSaleId,
        points: 250,
        orderAmount: 100_000,
        ...receipt,
      }),
    ]);
    expect(redeemed?.status).toBe(201);
    const sold = await network
      .post(`/api/guests/${guest}/transaction`, cashier, network.sale(100_000, receipt))
      .expect(201);
    expect(sold.body.pointsRedeemed).toBe(250);
    const { body } = await network.post(`/api/transactions/${String(sold.body.id)}/refund`, manager, { reason: 'x' });
    expect(body.pointsReturned).toBe(150);
    expect([await lost(), await balance(guest)]).toEqual([0, 150]);
  });

  it('pays only what the family does not lend', async () => {
    const token = await give(1_000);
    const [head, other] = [await guestWith(100), await guestWith(130)];
    const { body } = await network.post('/api/families', manager, { headId: head }).expect(201);
    await network
      .post(`/api/families/${String(body.id)}/members`, manager, { guestId: other, role: 'ADULT' })
      .expect(201);
    const [item] = await send(token, [actOf(head, network.sale(100_000, { pointsToRedeem: 300 }))]);
    expect(item?.status).toBe(201);
    expect(tracedOf(item)).toEqual([
      ['redemption', 230],
      ['redemption.allowance', 70],
    ]);
    expect([await balance(other), await used()]).toEqual([0, 70]);
  });

  it('is nothing when forged, another till’s, another network’s or over; the act comes again with the right one', async () => {
    const token = await give(1_000);
    const signed = parseToken(qrKeys(), token) as SignedAllowance;
    const of = (changes: Partial<SignedAllowance>) => makeToken(qrKeys().newest, { ...signed, ...changes });
    const [form, keyId, payload = '', signature] = token.split('.');
    const other = Buffer.from(Buffer.from(payload, 'base64url').toString().replace(',1000,', ',9000,')).toString(
      'base64url',
    );
    const mine = network;
    const strange = await TillNetwork.create(first, { settings: { limits: { tillAllowance: MOST } } });
    const theirs = makeToken(qrKeys().newest, { ...signed, networkId: strange.id });
    const guest = await guestWith(0);
    const sale = actOf(guest, mine.sale(100_000, { pointsToRedeem: 100 }));
    const codeOf = async (with_: string) => (await send(with_, [sale]))[0]?.body.code;
    for (const forged of [
      [form, keyId, other, signature].join('.'),
      [form, 'nobody', payload, signature].join('.'),
      `${token}.x`,
      '',
      theirs,
      of({ id: newId() }),
    ])
      expect(await codeOf(forged)).toBe('allowance_unknown');
    expect(await codeOf(of({ deviceId: 'till-2' }))).toBe('allowance_of_another_till');
    expect(await codeOf(of({ pointOfSaleId: mine.otherPointOfSaleId }))).toBe('allowance_of_another_till');
    expect(await codeOf(of({ until: Date.now() - 60 * MINUTE }))).toBe('allowance_expired');
    expect(await codeOf(of({ from: Date.now() + 60 * MINUTE }))).toBe('device_clock_back');
    expect([await used(), await balance(guest)]).toEqual([0, 0]);
    // A sale refused for its token has no response stored under its key.
    expect((await send(token, [sale]))[0]?.status).toBe(201);
    expect(await used()).toBe(100);
  });

  it('does not pay for an act that its device told before an earlier one, nor for one whose clock hid the end', async () => {
    const token = await give(1_000);
    const signed = parseToken(qrKeys(), token) as SignedAllowance;
    const [one, two] = [await guestWith(0), await guestWith(0)];
    const long = makeToken(qrKeys().newest, { ...signed, from: signed.from - 120 * MINUTE });
    const body = network.sale(100_000, { pointsToRedeem: 100 });
    const items = await send(long, [
      actOf(one, { ...body, occurredAt: until(-10 * MINUTE) }),
      actOf(two, { ...body, occurredAt: until(-30 * MINUTE) }),
    ]);
    expect(items.map(({ status, body: { code } }) => [status, code])).toEqual([
      [201, undefined],
      [403, 'device_clock_back'],
    ]);
    // The server knows the latest time of the device's clock from its last batch.
    const [later] = await send(long, [actOf(two, { ...body, occurredAt: until(-30 * MINUTE) })]);
    expect(later?.body.code).toBe('device_clock_back');
    // The till's clock is an hour late, so for the till the allowance has not ended yet.
    const over = makeToken(qrKeys().newest, {
      ...signed,
      until: Date.now() - 30 * MINUTE,
      from: signed.from - 120 * MINUTE,
    });
    const behind = await first
      .api()
      .post('/api/transactions/batch')
      .set('Authorization', `Bearer ${cashier}`)
      .set('Idempotency-Key', newId())
      .send({
        deviceId: DEVICE,
        sentAt: until(-60 * MINUTE),
        allowance: over,
        acts: [actOf(two, { ...body, occurredAt: until(-60 * MINUTE) })],
      });
    expect(behind.body.items[0].body.code).toBe('allowance_expired');
    expect(await used()).toBe(100);
  });
});
