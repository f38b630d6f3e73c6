import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { IikoDouble } from '../../../doubles/iiko-double';
import { isShortForm, itAtNight } from '../../../support/at-night';
import { startApp, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { limitOf, timesOf } from '../../../support/patience';
import { SwitchProxy } from '../../../support/switch-proxy';
import { TillNetwork } from '../../../support/till-network';
import { createDatabase } from '../../../support/database';
import { scratchFolder } from '../../../support/scratch';
import { giveSettings } from '../../../support/settings';

/** A till gets its answer within this time. The first call finds that the database is away; later calls do not wait for it. */
const PATIENCE_MS = 300;
const USUAL_CALLS = 5;

interface Sale {
  readonly id: string;
  readonly type: string;
  readonly externalOrderId: string | null;
  readonly amount: number;
  readonly occurredAt: string;
}

describe('iiko', () => {
  let double: IikoDouble;
  let proxy: SwitchProxy;
  let drop: () => Promise<void>;
  let putBack: () => void;
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;
  let token: string;
  let spool: string;

  const startAgain = async (): Promise<void> => {
    test = await startApp();
  };

  beforeAll(async () => {
    double = await IikoDouble.start();
    const made = await createDatabase();
    drop = made.drop;
    proxy = await SwitchProxy.start(made.connections.DATABASE_URL);
    const proxied = Object.fromEntries(
      Object.entries<string>({ ...made.connections }).map(([name, url]) => [name, proxy.urlFor(url)]),
    );
    spool = scratchFolder('spool');
    putBack = giveSettings({ ...proxied, WORKERS: 'on', RATE_LIMITS: 'off', SPOOL_DIR: spool, TILL_WAIT_MS: '2000' });
    await startAgain();
    network = await TillNetwork.create(test);
    manager = await network.tokenOf('manager');
    const connection = await connect({});
    token = connection.token;
  });
  afterAll(async () => {
    proxy.turn('OPEN');
    await test.close();
    putBack();
    await proxy.stop();
    await double.stop();
    await drop();
  });

  const post = (path: string, body: object = {}) =>
    test.api().post(path).set('Authorization', `Bearer ${manager}`).set('Idempotency-Key', randomUUID()).send(body);
  beforeEach(() => double.setWebhook(`${test.url}/api/hooks/iiko`, token));
  const connect = async (options: object): Promise<{ id: string; token: string }> => {
    const made = await post('/api/integrations/connections', {
      kind: 'IIKO',
      name: 'iiko',
      baseUrl: double.url,
      credentials: { apiLogin: double.apiLogin },
      options,
      places: [{ organization: double.organizationId, terminal: null, pointOfSaleId: network.pointOfSaleId }],
    });
    expect(made.status).toBe(201);
    return made.body as { id: string; token: string };
  };
  let serial = 1_000_000;
  const newGuest = async (): Promise<{ id: string; phone: string }> => {
    const phone = `+7918${String((serial += 10_000))}`;
    const made = await post('/api/guests', { phone });
    expect(made.status).toBe(201);
    return { id: made.body.id as string, phone };
  };
  const salesOf = async (guestId: string): Promise<Sale[]> => {
    const answer = await test
      .api()
      .get(`/api/guests/${guestId}/history`)
      .query({ limit: 100 })
      .set('Authorization', `Bearer ${manager}`);
    expect(answer.status).toBe(200);
    return (answer.body.items as Sale[]).filter(({ type }) => type === 'SALE' || type === 'REFUND');
  };
  const outcomeOf = (orderId: string, count = 1) =>
    eventually(`the events of ${orderId} are worked off`, async () => {
      const answer = await test
        .api()
        .get('/api/integrations/events')
        .query({ subject: orderId })
        .set('Authorization', `Bearer ${manager}`);
      const items = answer.body.items as { status: string; reason: string | null }[];
      return items.length >= count && items.every(({ status }) => status !== 'WAITING') && items;
    });
  const call = (name: string, body: object) =>
    test.api().post(`/api/hooks/iiko/v1/${name}`).set('Authorization', `Bearer ${token}`).send(body);
  const check = (guestId: string, amount: number, more: object = {}) => ({
    organizationId: double.organizationId,
    orderId: randomUUID(),
    guestId,
    amount,
    ...more,
  });

  it('records a closed order for the guest of its phone once, however often it comes', async () => {
    const { id: guest, phone } = await newGuest();
    const order = randomUUID();
    const closed = double.tableOrder(order, Date.now(), { phone });
    expect(await double.send(closed)).toBe(200);
    expect(await double.send(closed, closed)).toBe(200);
    expect(await outcomeOf(order)).toMatchObject([{ status: 'DONE' }]);
    expect(await salesOf(guest)).toMatchObject([
      { type: 'SALE', amount: 154_050, externalOrderId: order, printedNumber: '318', fiscalDocument: null },
    ]);
  });

  it('records an order whose ids are UUIDs of no version', async () => {
    const { id: guest, phone } = await newGuest();
    const order = randomUUID().replace(/-.{4}-.{4}-/, '-0000-0000-');
    expect(await double.send(double.tableOrder(order, Date.now(), { phone }))).toBe(200);
    expect(await outcomeOf(order)).toMatchObject([{ status: 'DONE' }]);
    const plugin = { ...check(guest, 10_000), orderId: order.replace('0000', 'ffff') };
    expect((await call('commit', plugin)).body).toMatchObject({ status: 'ok', deferred: false });
    expect(await salesOf(guest)).toHaveLength(2);
  });

  it('gives a cancelled order back, and believes no older event after it', async () => {
    const { id: guest, phone } = await newGuest();
    const order = randomUUID();
    const now = Date.now();
    await double.send(double.tableOrder(order, now, { phone }));
    await outcomeOf(order);
    await double.send(double.tableOrder(order, now + 20, { phone, status: 'Deleted' }));
    await outcomeOf(order, 2);
    await double.send(double.tableOrder(order, now + 10, { phone }));
    const events = await outcomeOf(order, 3);
    expect(events.map(({ reason }) => reason)).toContain('order_changed_since');
    expect((await salesOf(guest)).map(({ type }) => type).sort()).toEqual(['REFUND', 'SALE']);
  });

  it('keeps what it does not understand, and takes no call without the right secret', async () => {
    expect(
      await double.send({ eventType: 'StopListUpdate', organizationId: double.organizationId, eventInfo: {} }),
    ).toBe(200);
    const unmapped = double.tableOrder(randomUUID(), Date.now()) as {
      eventInfo: { id: string; organizationId: string };
    };
    unmapped.eventInfo.organizationId = randomUUID();
    await double.send(unmapped);
    expect(await outcomeOf(unmapped.eventInfo.id)).toMatchObject([{ status: 'REFUSED', reason: 'place_not_mapped' }]);
    const send = (authorization: string, body: string) =>
      test
        .api()
        .post('/api/hooks/iiko')
        .set('Authorization', authorization)
        .set('Content-Type', 'application/json')
        .send(body);
    expect((await send(`${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`, '[]')).status).toBe(401);
    expect((await send('', '[]')).status).toBe(401);
    for (const body of ['[]', '{}', '[', 'null']) expect((await send(token, body)).body.code).toBe('invalid_body');
  });

  it('answers a plugin from the look-up to the refund, each step once', async () => {
    const { id: guest, phone } = await newGuest();
    const found = await call('identify', { organizationId: double.organizationId, by: { phone } });
    expect(found.body).toMatchObject({ status: 'ok', guestId: guest });
    expect((await call('commit', check(guest, 1_000_000))).body).toMatchObject({ status: 'ok', deferred: false });
    const next = check(guest, 50_000);
    const quote = await call('quote', next);
    expect(quote.body).toMatchObject({ status: 'ok' });
    expect(quote.body.maxRedeem).toBeGreaterThan(0);
    const transactionId = randomUUID();
    const reserve = { ...next, transactionId, points: 100 };
    const reserved = await call('reserve', reserve);
    expect(reserved.body).toMatchObject({ status: 'ok', pointsRedeemed: 100 });
    expect((await call('reserve', reserve)).body).toEqual(reserved.body);
    const fiscalDocument = '9960440300049147-28547-3522207165';
    const closed = await call('commit', { ...next, transactionId, fiscalDocument });
    expect(closed.body).toMatchObject({ status: 'ok', pointsRedeemed: 100 });
    expect((await call('commit', { ...next, transactionId, fiscalDocument })).body).toEqual(closed.body);
    expect(await salesOf(guest)).toContainEqual(expect.objectContaining({ fiscalDocument, amount: 50_000 }));
    await double.send(double.tableOrder(next.orderId, Date.now(), { phone }));
    expect(await outcomeOf(next.orderId)).toMatchObject([{ status: 'DONE', reason: 'changed_after_closing' }]);
    expect(await salesOf(guest)).toHaveLength(2);
    const refund = { orderId: next.orderId, refundId: randomUUID() };
    expect((await call('refund', refund)).body).toMatchObject({ status: 'ok' });
    expect((await call('refund', refund)).body).toMatchObject({ status: 'ok' });
    expect(await salesOf(guest)).toHaveLength(3);
  });

  it('lets points go that were set aside, also those that never were', async () => {
    const { id: guest } = await newGuest();
    await call('commit', check(guest, 1_000_000));
    const transactionId = randomUUID();
    await call('reserve', { ...check(guest, 50_000), transactionId, points: 100 });
    const free = (await call('cancel', { transactionId })).body;
    expect((await call('cancel', { transactionId })).body).toEqual(free);
    expect((await call('cancel', { transactionId: randomUUID() })).body).toMatchObject({ status: 'ok' });
    expect(free.balance).toBeGreaterThan(100);
  });

  it('refuses in words that fit the cashier', async () => {
    const elsewhere = { ...check(randomUUID(), 1_000), organizationId: 'elsewhere' };
    expect((await call('commit', elsewhere)).body).toMatchObject({ status: 'declined', code: 'place_not_mapped' });
    const nobody = (await call('commit', check(randomUUID(), 1_000))).body;
    expect(nobody).toMatchObject({ status: 'declined', code: 'guest_not_found' });
    expect(nobody.cashierMessage.length).toBeLessThanOrEqual(100);
    expect((await call('commit', { ...check(randomUUID(), 1_000), tip: 1 })).status).toBe(400);
    const known = check(randomUUID(), 1_000);
    expect((await test.api().post('/api/hooks/iiko/v1/commit').send(known)).status).toBe(401);
  });

  it('records a check without the promo code for which it was refused, once', async () => {
    const { id: guest } = await newGuest();
    const plain = check(guest, 10_000);
    const refused = (await call('commit', { ...plain, promoCode: 'NOSUCHCODE' })).body;
    expect(refused).toMatchObject({ status: 'declined', code: 'promo_code_refused' });
    const taken = (await call('commit', plain)).body;
    expect(taken).toMatchObject({ status: 'ok', deferred: false });
    expect((await call('commit', plain)).body).toEqual(taken);
    expect((await call('commit', { ...plain, promoCode: 'NOSUCHCODE' })).body).toEqual(refused);
    expect(await salesOf(guest)).toHaveLength(1);
  });

  it('tests the login, what it sees, and where the webhooks go', async () => {
    const { id, token: secret } = await connect({});
    const checks = async () =>
      (await post(`/api/integrations/connections/${id}/test`)).body as {
        checks: { code: string; ok: boolean }[];
        places: object[];
      };
    const before = await checks();
    expect(before.places).toContainEqual(
      expect.objectContaining({ terminal: double.terminalGroupId, name: 'Ресторан: Зал' }),
    );
    expect(before.checks.map(({ code, ok }) => [code, ok])).toEqual([
      ['api_login', true],
      ['organizations', true],
      ['webhook', false],
    ]);
    const ours = `${test.url}/api/hooks/iiko`;
    double.setWebhook(ours, secret);
    double.forgetTokens();
    expect((await checks()).checks.at(-1)).toMatchObject({ code: 'webhook', ok: true });
  });

  describe.each(isShortForm ? (['GONE'] as const) : (['HUNG', 'GONE'] as const))(
    'while the database is %s',
    (state) => {
      it('takes checks within the patience of a till, and records each once at its own time', async () => {
        const { id: guest, phone } = await newGuest();
        const usual = await timesOf(USUAL_CALLS, () => call('commit', check(guest, 1_000)));
        proxy.turn(state);
        const awayAt = Date.now();
        const checks = Array.from({ length: 40 }, (_, n) => check(guest, 10_000 + n));
        const waits: number[] = [];
        try {
          for (const one of checks) {
            const startedAt = performance.now();
            const answer = await call('commit', one);
            waits.push(performance.now() - startedAt);
            expect(answer.body).toMatchObject({ status: 'ok', deferred: true });
          }
          const spend = await call('reserve', { ...check(guest, 10_000), transactionId: randomUUID(), points: 100 });
          expect(spend.body).toMatchObject({ status: 'retry', code: 'unavailable' });
          expect(spend.body.cashierMessage).toContain('нельзя');
          const order = randomUUID();
          expect(await double.send(double.tableOrder(order, Date.now(), { phone }))).toBe(200);
          waits.sort((a, b) => a - b);
          expect(waits[Math.floor(waits.length * 0.9)]).toBeLessThan(limitOf(PATIENCE_MS, usual));
        } finally {
          proxy.turn('OPEN');
        }
        const amounts = await eventually('all were delivered', async () => {
          const sales = await salesOf(guest).catch(() => []);
          return sales.length >= checks.length + USUAL_CALLS + 1 && sales;
        });
        expect(amounts).toHaveLength(checks.length + USUAL_CALLS + 1);
        for (const { occurredAt } of amounts.filter(({ amount }) => amount >= 10_000 && amount < 11_000))
          expect(Date.parse(occurredAt)).toBeLessThan(awayAt + 60_000);
        await eventually('nothing is left on the disk', () => filesOf(spool).every((name) => !name.endsWith('.log')));
      });
    },
  );

  itAtNight('delivers after a restart what a process left on the disk', async () => {
    const { id: guest } = await newGuest();
    await call('commit', check(guest, 1_000));
    // An event that a worker has claimed waits two minutes for the end of the claim.
    await eventually('the first is recorded', async () => (await salesOf(guest)).length === 1);
    proxy.turn('HUNG');
    expect((await call('commit', check(guest, 20_000))).body).toMatchObject({ deferred: true });
    // Connections that hang would hold up the end of the process.
    proxy.turn('GONE');
    await test.close();
    expect(filesOf(spool).some((name) => name.endsWith('.log'))).toBe(true);
    proxy.turn('OPEN');
    await startAgain();
    await eventually('it was delivered', async () => (await salesOf(guest)).length === 2);
  });
});

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => path.basename(name));
}
