import { randomUUID } from 'node:crypto';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { IikoDesk, YESTERDAY } from './iiko-desk';

describe('the reconciliation of iiko', () => {
  let test: TestApp;
  let desk: IikoDesk;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    desk = await IikoDesk.open(test);
  });
  afterEach(() => desk.close());
  afterAll(() => test.close());

  it('makes up for a day without webhooks, and records each order once and at its own time', async () => {
    const { double } = desk;
    const { id: guest, phone } = await desk.guest();
    const dayAgo = YESTERDAY();
    // The first check arrives, so its table is known; then no webhook arrives for a day.
    const [heard, opened, missed, cancelled, other] = Array.from({ length: 5 }, () => randomUUID()) as [
      ...[string, string, string, string, string],
    ];
    await double.send(double.tableOrder(heard, dayAgo, { phone }));
    await double.send(double.tableOrder(opened, dayAgo + 1_000, { phone, status: 'New', whenClosed: null }));
    await desk.workOff();
    double.change(double.tableOrder(heard, dayAgo + 3_600_000, { phone, status: 'Deleted' }));
    double.change(double.tableOrder(opened, dayAgo + 7_200_000, { phone }));
    double.change(double.tableOrder(missed, dayAgo + 7_300_000, { phone }));
    double.change(double.delivery(cancelled, dayAgo + 7_400_000, { phone, status: 'Cancelled' }));
    const deliveries = Array.from({ length: 25 }, () => randomUUID());
    deliveries.forEach((id, n) => double.change(double.delivery(id, dayAgo + 8_000_000 + n * 60_000, { phone })));
    double.change(double.delivery(other, dayAgo + 8_100_000, { phone, status: 'Delivered' }));

    expect(await desk.reconcile()).toMatchObject({ state: 'WAITING', failure: null, ordersRead: 29, ordersFound: 29 });
    await desk.workOff();
    const recorded = await desk.sales(guest);
    const saleOf = (id: string) => recorded.filter((sale) => sale.type === 'SALE' && sale.externalOrderId === id);
    for (const id of [heard, opened, missed, ...deliveries]) expect(saleOf(id)).toHaveLength(1);
    expect(recorded.filter(({ type }) => type === 'REFUND')).toHaveLength(1);
    expect([...saleOf(cancelled), ...saleOf(other)]).toEqual([]);
    expect(Date.parse(saleOf(missed)[0]?.occurredAt ?? '')).toBeLessThan(dayAgo + 8_000_000);

    // The webhooks arrive late, and a second reconciliation finds nothing.
    for (const id of deliveries.slice(0, 3)) await double.send(double.delivery(id, dayAgo + 20_000_000, { phone }));
    expect(await desk.reconcile()).toMatchObject({ state: 'WAITING', ordersFound: 0 });
    await desk.workOff();
    expect(await desk.sales(guest)).toHaveLength(recorded.length);
    const verified = await test.app.get(LedgerVerification).verify(desk.network.id);
    expect(verified.findings.list()).toEqual([]);
  });

  it('begins by itself after an outage and at night, and leaves out what is older than the connection', async () => {
    const { double } = desk;
    const { id: guest, phone } = await desk.guest();
    await desk.query('UPDATE till_connections SET created_at = now() WHERE network_id = $1');
    double.change(double.delivery(randomUUID(), YESTERDAY(), { phone }));
    expect((await desk.finishReconciliation()).finishedAt).toBeNull();
    const early = await desk.work();
    expect(Date.parse(early.reconciliation.dueAt)).toBeGreaterThan(Date.now());

    await desk.query(`UPDATE till_reconciliations SET looked_at = now() - interval '1 hour' WHERE network_id = $1`);
    const after = await desk.finishReconciliation();
    expect(after).toMatchObject({ state: 'WAITING', ordersRead: 0 });
    expect(after.finishedAt).not.toBeNull();
    await desk.query('UPDATE till_reconciliations SET due_at = now() WHERE network_id = $1');
    const again = await desk.finishReconciliation();
    expect(again.finishedAt).not.toBe(after.finishedAt);
    await desk.workOff();
    expect(await desk.sales(guest)).toEqual([]);
  });

  it.each([
    ['organizations of another login', 'access_token', 401, 'unauthorized'],
    ['a server that fails', 'deliveries/by_revision', 503, 'busy'],
    ['too many calls', 'deliveries/by_revision', 429, 'busy'],
    ['a lost answer', 'deliveries/by_revision', 'LOST', 'unreachable'],
    ['a refusal', 'nomenclature', 400, 'refused'],
  ] as const)('after %s waits, says why, and goes on from where it was', async (_, call, mishap, failure) => {
    const { double } = desk;
    const { id: guest, phone } = await desk.guest();
    double.change(double.delivery(randomUUID(), YESTERDAY(), { phone }));
    double.failNext(call, mishap);
    const failed = await desk.reconcile();
    expect(failed).toMatchObject({ state: 'FAILED', failure });
    expect(Date.parse(failed.dueAt)).toBeGreaterThan(Date.now() + 30_000);
    const connection = await desk.network.get(desk.path, desk.manager).expect(200);
    expect(connection.body).toMatchObject({ state: 'FAILING', lastFailure: failure });
    await desk.query('UPDATE till_reconciliations SET due_at = now() WHERE network_id = $1');
    expect(await desk.finishReconciliation()).toMatchObject({ state: 'WAITING', failure: null });
    await desk.workOff();
    expect(await desk.sales(guest)).toHaveLength(1);
  });

  it('gets a new token when iiko forgets the old one, once for all calls', async () => {
    await desk.reconcile();
    desk.double.forgetTokens();
    expect(await desk.reconcile()).toMatchObject({ failure: null });
    expect(desk.double.callsTo('access_token')).toHaveLength(2);
  });

  it('is asked for by managers alone, and only of a connection to iiko with a login', async () => {
    const cashier = await desk.network.tokenOf('cashier');
    expect((await desk.network.post(`${desk.path}/reconcile`, cashier)).status).toBe(403);
    const without = await desk.network
      .post('/api/integrations/connections', desk.manager, { kind: 'IIKO', name: 'x' })
      .expect(201);
    const other = await desk.network
      .post('/api/integrations/connections', desk.manager, { kind: 'RKEEPER', name: 'x' })
      .expect(201);
    for (const { id } of [without.body, other.body] as { id: string }[])
      expect((await desk.network.post(`/api/integrations/connections/${id}/reconcile`, desk.manager)).status).toBe(404);
  });

  it('learns the menu, so that lines have the category and the kind that a manager gave it', async () => {
    const { double } = desk;
    const { id: guest, phone } = await desk.guest();
    double.products.set('wine', 'Алкоголь').set('soup', 'Супы');
    const directory = await desk.network.post(`${desk.path}/directory`, desk.manager).expect(200);
    expect(directory.body).toMatchObject({
      categories: [
        { category: 'Алкоголь', products: 1 },
        { category: 'Супы', products: 1 },
      ],
      paymentTypes: expect.arrayContaining([expect.objectContaining({ name: 'Баллы' })]),
      orderTypes: expect.arrayContaining([expect.objectContaining({ name: 'Доставка', isOutside: true })]),
      places: expect.arrayContaining([expect.objectContaining({ terminal: double.terminalGroupId })]),
      programs: [{ id: double.programId, name: 'Баллы' }],
      guestCategories: [{ id: double.categoryId, name: 'Золото' }],
      failures: [],
    });
    const itemTypes = [{ category: 'Алкоголь', type: 'ALCOHOL' }];
    const options = { outsideOrderTypes: ['aggregator'], timeZone: 'UTC' };
    await test
      .api()
      .patch(desk.path)
      .set('Authorization', `Bearer ${desk.manager}`)
      .send({ itemTypes, options })
      .expect(200);
    const line = (id: string, resultSum: number) => ({
      type: 'Product',
      amount: 1,
      product: { id, name: id },
      resultSum,
    });
    const order = randomUUID();
    await double.send(
      double.tableOrder(order, Date.now(), {
        phone,
        items: [line('wine', 700), line('soup', 300)],
        orderType: { id: 'aggregator', name: 'Агрегатор', orderServiceType: 'Common' },
      }),
    );
    await desk.workOff();
    const [sale] = await desk.sales(guest);
    expect(sale?.actor.channel).toBe('API');
    expect(sale?.items).toMatchObject([
      { category: 'Алкоголь', type: 'ALCOHOL' },
      { category: 'Супы', type: null },
    ]);
    const atTable = randomUUID();
    await double.send(double.tableOrder(atTable, Date.now(), { phone }));
    await desk.workOff();
    const recorded = (await desk.sales(guest)).find(({ externalOrderId }) => externalOrderId === atTable);
    expect(recorded?.actor.channel).toBe('TILL');
  });

  it('gives what it can of the lists, and says which iiko refused', async () => {
    desk.double.failNext('payment_types', 400);
    desk.double.failNext('loyalty/iiko/program', 500);
    const { body } = await desk.network.post(`${desk.path}/directory`, desk.manager).expect(200);
    expect(body).toMatchObject({
      paymentTypes: [],
      failures: [
        { list: 'payment_types', code: 'refused' },
        { list: 'programs', code: 'busy' },
      ],
    });
    expect((body as { places: object[] }).places).not.toEqual([]);
  });

  it('enters the webhook at iiko with the secret of the connection, and with no other', async () => {
    const { double } = desk;
    double.setWebhook('https://elsewhere.example', 'x');
    const register = (token: string, address: string) =>
      test.api().post(`${desk.path}/webhook`).set('Authorization', `Bearer ${desk.manager}`).send({ token, address });
    expect((await register(`${desk.token.slice(0, -1)}!`, test.url)).body).toMatchObject({ code: 'invalid_body' });
    expect((await register(desk.token, 'ftp://x')).status).toBe(400);
    expect(double.webhookSettings.authToken).toBe('x');
    expect((await register(desk.token, test.url).expect(200)).body).toEqual({
      organizations: [{ id: double.organizationId, name: 'Ресторан', failure: null }],
    });
    expect(double.webhookSettings).toMatchObject({
      webHooksUri: `${test.url}/api/hooks/iiko`,
      authToken: desk.token,
    });
    const tested = await desk.network.post(`${desk.path}/test`, desk.manager).expect(200);
    expect((tested.body as { checks: { ok: boolean }[] }).checks.every(({ ok }) => ok)).toBe(true);
    double.failNext('organizations', 'LOST');
    expect((await register(desk.token, test.url)).status).toBe(503);
    double.failNext('webhooks/update_settings', 400);
    expect((await register(desk.token, test.url).expect(200)).body).toMatchObject({
      organizations: [{ failure: 'refused' }],
    });
  });
});
