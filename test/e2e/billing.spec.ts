import { newId } from '../../src/platform/ids/ids';
import { ClosedNetworkPlans } from '../../src/subscriptions/subscription/closed-network-plans';
import { BillingDesk, PAYER } from '../support/billing/billing-desk';
import { applicationOfWorker, type TestApp } from '../support/app';
import { takeMessages } from '../support/message-provider';

/** Plans of networks from the trial to the end, on a clock that the test moves. */
describe('a plan', () => {
  let test: TestApp;
  let desk: BillingDesk;

  beforeAll(async () => {
    test = await applicationOfWorker();
    desk = await BillingDesk.of(test);
  });
  afterAll(() => test.close());
  beforeEach(() => desk.moveTo('2030-01-31T09:00:00Z'));
  afterEach(() => jest.restoreAllMocks());

  it('goes from the trial over an upgrade, a downgrade and a late payment to its end', async () => {
    const { network, manager } = await desk.network();
    const { id } = network;
    const begun = await desk.subscribe(id, { planCode: 'STANDARD', trialDays: 14 });
    expect([begun.status, begun.body.state, begun.body.mrr]).toEqual([201, 'TRIAL', 0]);
    expect(begun.body).toMatchObject({
      trialEndsOn: '2030-02-14',
      usage: { restaurants: 2 },
      networkName: 'Trattoria',
    });
    expect(await desk.invoices(id)).toEqual([]);

    // The trial is over at midnight of Moscow, three hours before that of UTC.
    desk.moveTo('2030-02-13T20:59:59Z');
    await desk.work(id);
    expect(await desk.subscription(id)).toMatchObject({ state: 'TRIAL' });
    desk.moveTo('2030-02-13T21:00:00Z');
    await desk.work(id);
    await desk.work(id);
    expect(await desk.subscription(id)).toMatchObject({
      state: 'ACTIVE',
      periodStart: '2030-02-14',
      periodEnd: '2030-03-14',
      mrr: 3_690_000,
      receivable: 3_690_000,
    });
    const [first, ...others] = await desk.invoices(id);
    expect(others).toEqual([]);
    expect(first).toMatchObject({
      total: 3_690_000,
      vat: 615_000,
      issuedOn: '2030-02-14',
      dueOn: '2030-02-24',
      payer: PAYER,
    });
    await desk.payAll(id, '2030-02-14');

    // Half of the period is left: 14 of 28 days of each plan.
    desk.moveTo('2030-02-28T09:00:00Z');
    const preview = await desk.post('/api/subscription/preview', { planCode: 'PRO' }, manager).expect(200);
    expect(preview.body).toMatchObject({ kind: 'UPGRADE', total: 1_505_000, effectiveOn: '2030-02-28', over: [] });
    expect(preview.body.lines).toMatchObject([
      { kind: 'UNUSED', planCode: 'STANDARD', total: -1_845_000, from: '2030-02-28', to: '2030-03-14' },
      { kind: 'UPGRADE', planCode: 'PRO', total: 3_350_000 },
    ]);
    const { sequence, total } = preview.body as { sequence: number; total: number };
    const another = await desk.post(
      '/api/subscription/changes',
      { planCode: 'PRO', sequence, total: total - 1 },
      manager,
    );
    expect([another.status, another.body.code]).toEqual([409, 'version_conflict']);
    const upgraded = await desk.post('/api/subscription/changes', { planCode: 'PRO', sequence, total }, manager);
    expect([upgraded.status, upgraded.body.terms.planCode, upgraded.body.receivable]).toEqual([201, 'PRO', total]);
    await desk.payAll(id, '2030-02-28');

    // A smaller plan waits for the end of the period.
    const planned = await desk.patch(`/api/networks/${id}/subscription`, { planCode: 'STANDARD' }).expect(200);
    expect(planned.body).toMatchObject({ terms: { planCode: 'PRO' }, nextTerms: { planCode: 'STANDARD' } });
    desk.moveTo('2030-03-14T09:00:00Z');
    await desk.work(id);
    expect(await desk.subscription(id)).toMatchObject({
      terms: { planCode: 'STANDARD' },
      nextTerms: null,
      mrr: 3_690_000,
    });

    // The invoice of this period stays unpaid through PAST_DUE and the grace period, then is paid.
    desk.moveTo('2030-03-25T09:00:00Z');
    await desk.work(id);
    expect(await desk.subscription(id)).toMatchObject({ state: 'PAST_DUE', dueOn: '2030-03-24' });
    const refused = await desk.patch(`/api/networks/${id}/subscription`, { planCode: 'ULTIMA' });
    expect([refused.status, refused.body.code]).toEqual([409, 'subscription_past_due']);
    desk.moveTo('2030-04-07T09:00:00Z');
    await desk.work(id);
    expect(await desk.subscription(id)).toMatchObject({ state: 'GRACE' });
    await desk.payAll(id, '2030-04-07');
    expect(await desk.subscription(id)).toMatchObject({ state: 'ACTIVE', receivable: 0 });

    const cancelled = await desk.post(`/api/networks/${id}/subscription/cancel`).expect(200);
    expect(cancelled.body).toMatchObject({ state: 'ACTIVE', endsOn: '2030-04-14' });
    desk.moveTo('2030-04-14T09:00:00Z');
    await desk.work(id);
    expect(await desk.subscription(id)).toMatchObject({ state: 'CANCELLED', endsOn: '2030-04-14', mrr: 0 });
    desk.moveTo('2030-06-01T09:00:00Z');
    await desk.work(id);
    expect(await desk.invoices(id)).toHaveLength(3);
  });

  it('of a network that was closed without it ends as of the day of the closing', async () => {
    desk.moveTo('2030-01-31T09:00:00Z');
    const { network } = await desk.network();
    await desk.subscribe(network.id, { planCode: 'PRO' }).expect(201);
    await network.database.inNetwork(network.id, (tx) =>
      tx.query("UPDATE networks SET closed_at = '2030-02-02T22:00:00Z' WHERE id = $1", [network.id]),
    );
    await test.app.get(ClosedNetworkPlans).endAll();
    // The third of February in Moscow.
    expect(await desk.subscription(network.id)).toMatchObject({ state: 'CANCELLED', endsOn: '2030-02-03', mrr: 0 });
  });

  it('says before it is given what it costs, and which limits and features the network would miss', async () => {
    const { network } = await desk.network();
    const { id } = network;
    await Promise.all([network.guest(), network.guest()]);
    const preview = async (body: object) =>
      (await desk.post(`/api/networks/${id}/subscription/preview`, body).expect(200)).body as object;
    expect(await preview({ planCode: 'PRO' })).toMatchObject({
      kind: 'RESTART',
      effectiveOn: '2030-01-31',
      total: 6_700_000,
      usage: { restaurants: 2, guests: 2 },
      over: [],
      lines: [{ kind: 'PERIOD', planCode: 'PRO' }],
      terms: { planCode: 'PRO' },
    });
    expect(await preview({ planCode: 'PRO', trialDays: 14 })).toMatchObject({ total: 0, lines: [] });
    const small = {
      price: 100_000,
      support: 'EMAIL',
      features: ['BASIC', 'API'],
      limits: { restaurants: null, guests: 1 },
    };
    expect(await preview({ planCode: 'CUSTOM', custom: small })).toMatchObject({
      usage: { guests: 2 },
      over: ['guests'],
      terms: { limits: { guests: 1 } },
      lostFeatures: ['POS_SYNC', 'MARKETING'],
    });
    expect((await desk.get(`/api/networks/${id}/subscription`)).status).toBe(404);
    expect(await desk.invoices(id)).toEqual([]);
  });

  it('names no payer in Russia by an INN whose check digits do not fit', async () => {
    const { network } = await desk.network();
    const path = `/api/networks/${network.id}/subscription`;
    const wrong = { ...PAYER, taxId: '7801234567' };
    const refused = await desk.subscribe(network.id, { planCode: 'STANDARD', trialDays: 14, payer: wrong });
    expect([refused.status, refused.body.errors]).toMatchObject([400, [{ path: 'payer.taxId', code: 'not_valid' }]]);
    await desk.subscribe(network.id, { planCode: 'STANDARD', trialDays: 14 }).expect(201);
    expect((await desk.patch(path, { payer: wrong })).body.errors).toMatchObject([{ path: 'payer.taxId' }]);
    const abroad = { ...PAYER, taxId: 'GB123456789' };
    expect((await desk.patch(path, { payer: abroad }).expect(200)).body.payer).toEqual(abroad);
    const italian = await desk.network({ country: 'IT' });
    await desk.subscribe(italian.network.id, { planCode: 'STANDARD', trialDays: 14, payer: wrong }).expect(201);
  });

  it('is begun again by a manager after its end, once, at the sum of the preview and without an overdue invoice', async () => {
    const { network, manager } = await desk.network();
    const { id } = network;
    const preview = (planCode: string) => desk.post('/api/subscription/preview', { planCode }, manager);
    expect((await preview('PRO')).body.code).toBe('subscription_missing');
    await desk.subscribe(id, { planCode: 'STANDARD' }).expect(201);
    desk.moveTo('2030-03-12T09:00:00Z');
    await desk.work(id);
    expect(await desk.subscription(id)).toMatchObject({ state: 'CANCELLED' });
    expect((await preview('PRO')).body.code).toBe('subscription_past_due');
    await desk.payAll(id, '2030-03-12');
    expect((await preview('FREE')).body.code).toBe('plan_unchanged');

    const shown = (await preview('PRO').expect(200)).body as { sequence: number; total: number };
    expect(shown).toMatchObject({
      kind: 'RESTART',
      effectiveOn: '2030-03-12',
      total: 6_700_000,
      lostFeatures: [],
      lines: [{ kind: 'PERIOD', from: '2030-03-12', to: '2030-04-12' }],
      terms: { planCode: 'PRO' },
    });
    const { sequence, total } = shown;
    const begin = () => desk.post('/api/subscription/changes', { planCode: 'PRO', sequence, total }, manager);
    const answers = await Promise.all([begin(), begin()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(await desk.subscription(id)).toMatchObject({ state: 'ACTIVE', startedOn: '2030-03-12', payer: PAYER });
    expect(await desk.invoices(id)).toMatchObject([{ total: 6_700_000 }, { total: 3_690_000 }]);
  });

  it('is in the audit of the installation where an owner changed it, and in that of the network always', async () => {
    const { network, manager } = await desk.network();
    const { id } = network;
    await desk.subscribe(id, { planCode: 'STANDARD' }).expect(201);
    await desk.payAll(id, '2030-01-31');
    const { body } = await desk.post('/api/subscription/preview', { planCode: 'PRO' }, manager).expect(200);
    const { sequence, total } = body as { sequence: number; total: number };
    await desk.post('/api/subscription/changes', { planCode: 'PRO', sequence, total }, manager).expect(201);
    const actionsOf = async (path: string, token: string) =>
      ((await desk.get(path, token).expect(200)).body.items as { action: string }[]).map(({ action }) => action);
    const ofAll = await actionsOf(`/api/audit?subjectId=${id}&limit=100`, desk.owner);
    expect(ofAll).toEqual(expect.arrayContaining(['subscription.started', 'invoice.issued', 'invoice.paid']));
    expect(ofAll).not.toContain('subscription.upgraded');
    const own = await actionsOf('/api/audit?limit=100', manager);
    expect(own).toEqual(expect.arrayContaining(['subscription.started', 'invoice.paid', 'subscription.upgraded']));
  });

  it('is upgraded once by two calls at once', async () => {
    const { network, manager } = await desk.network();
    await desk.subscribe(network.id, { planCode: 'STANDARD' }).expect(201);
    const { body } = await desk.post('/api/subscription/preview', { planCode: 'ULTIMA' }, manager).expect(200);
    const { sequence, total } = body as { sequence: number; total: number };
    const change = () => desk.post('/api/subscription/changes', { planCode: 'ULTIMA', sequence, total }, manager);
    const answers = await Promise.all([change(), change()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(await desk.invoices(network.id)).toHaveLength(2);
  });

  it('has one letter to each manager for each step of an unpaid invoice, in the language of each', async () => {
    takeMessages(test, 'EMAIL');
    const { network } = await desk.network();
    const { id } = network;
    await network.database.inNetwork(id, (tx) =>
      tx.query(
        `UPDATE users SET locale = 'ru' WHERE id = (SELECT min(id::text)::uuid FROM users WHERE role = 'manager')`,
      ),
    );
    const languages = await network.database.inNetwork(id, (tx) =>
      tx.query<{ russian: boolean }>(
        `SELECT coalesce(u.locale, n.locale)::text = 'ru' AS russian FROM users u JOIN networks n ON n.id = u.network_id
          WHERE u.role = 'manager'`,
      ),
    );
    const russian = languages.filter((one) => one.russian).length;
    const english = languages.length - russian;
    expect([russian, english].every((count) => count > 0)).toBe(true);
    await desk.subscribe(id, { planCode: 'STANDARD' }).expect(201);
    const letters = async () => {
      const subjects = await network.database.inNetwork(id, (tx) =>
        tx.query<{ subject: string }>(
          "SELECT subject FROM messages WHERE channel = 'EMAIL' AND subject LIKE '%2030-%'",
        ),
      );
      const inRussian = subjects.filter(({ subject }) => /[а-яё]/i.test(subject)).length;
      return [inRussian, subjects.length - inRussian];
    };
    // Due on 10 February: the day itself, then the steps with the day before each.
    const days: [string, number][] = [
      ['2030-02-10', 0],
      ['2030-02-11', 1],
      ['2030-02-16', 1],
      ['2030-02-17', 2],
      ['2030-02-23', 2],
      ['2030-02-24', 3],
      ['2030-03-06', 3],
      ['2030-03-07', 4],
    ];
    for (const [day, steps] of days) {
      desk.moveTo(`${day}T09:00:00Z`);
      for (let run = 0; run < 2; run += 1) await desk.work(id);
      expect([day, await letters()]).toEqual([day, [steps * russian, steps * english]]);
    }
  });

  it('may be smaller than what the network has, or end in the middle of a hold: the till goes on', async () => {
    const { network, manager } = await desk.network();
    await desk.subscribe(network.id, { planCode: 'PRO' }).expect(201);
    await desk.payAll(network.id, '2030-01-31');
    const preview = await desk.post('/api/subscription/preview', { planCode: 'STANDARD' }, manager).expect(200);
    expect(preview.body).toMatchObject({
      kind: 'DOWNGRADE',
      effectiveOn: '2030-02-28',
      total: 0,
      over: ['restaurants'],
      lostFeatures: ['MARKETING'],
    });
    await desk.post(`/api/networks/${network.id}/subscription/cancel`).expect(200);
    jest.restoreAllMocks();
    const cashier = await network.tokenOf('cashier');
    const guest = await network.guest();
    await network.post(`/api/guest/${guest}/transaction`, cashier, network.sale(1_000_000)).expect(201);
    const quote = await network
      .post(`/api/guest/${guest}/quote`, cashier, network.sale(100_000, { pointsToRedeem: 100, hold: true }))
      .expect(201);
    desk.moveTo('2030-02-28T09:00:00Z');
    await desk.work(network.id);
    expect(await desk.subscription(network.id)).toMatchObject({ state: 'CANCELLED' });
    jest.restoreAllMocks();
    const { holdId } = quote.body as { holdId: string };
    const sale = await network.post(`/api/guest/${guest}/transaction`, cashier, network.sale(100_000, { holdId }));
    expect([sale.status, sale.body.pointsRedeemed]).toEqual([201, 100]);
  });

  it('keeps its terms when its plan gets a new version, until the version is one that older plans follow', async () => {
    const { network } = await desk.network();
    desk.moveTo('2039-12-15T09:00:00Z');
    await desk.subscribe(network.id, { planCode: 'STANDARD' }).expect(201);
    await desk.payAll(network.id, '2039-12-15');
    // Far in the future, because the plans are those of all networks.
    const version = {
      code: 'STANDARD',
      version: 2,
      effectiveFrom: '2039-12-20',
      existingFrom: '2040-02-01',
      currency: 'RUB',
      price: 3_990_000,
      limits: { restaurants: 1, guests: 1_500 },
      features: ['BASIC', 'POS_SYNC'],
      support: 'STANDARD',
    };
    const add = (body: object) => desk.post('/api/plans', body);
    expect((await add(version)).body).toEqual(version);
    expect((await add(version)).status).toBe(201);
    expect((await add({ ...version, price: 1 })).body.code).toBe('version_conflict');
    expect((await add({ ...version, version: 4 })).body.code).toBe('version_conflict');
    expect((await desk.get('/api/plans').expect(200)).body.items).toContainEqual(version);

    desk.moveTo('2040-01-15T09:00:00Z');
    await desk.work(network.id);
    expect(await desk.subscription(network.id)).toMatchObject({ mrr: 3_690_000, terms: { planVersion: 1 } });
    await desk.payAll(network.id, '2040-01-15');
    desk.moveTo('2040-02-15T09:00:00Z');
    await desk.work(network.id);
    expect(await desk.subscription(network.id)).toMatchObject({ mrr: 3_990_000, terms: { planVersion: 2 } });
    const preview = await desk.post(`/api/networks/${network.id}/subscription/preview`, { planCode: 'FREE' });
    expect(preview.body).toMatchObject({ kind: 'DOWNGRADE', effectiveOn: '2040-03-15', lostFeatures: ['POS_SYNC'] });
    const listed = await desk.get('/api/subscriptions?state=ACTIVE&limit=200').expect(200);
    expect(listed.body.items).toContainEqual(expect.objectContaining({ networkId: network.id, mrr: 3_990_000 }));
  });

  it('is not given twice, nor without a company that sends invoices, nor as CUSTOM without its conditions', async () => {
    const { network } = await desk.network();
    const codeOf = async (body: object) => (await desk.subscribe(network.id, body)).body.code as string;
    expect(await codeOf({ planCode: 'CUSTOM' })).toBe('invalid_body');
    expect(await codeOf({ planCode: 'PRO', custom: { price: 1 } })).toBe('invalid_body');
    const custom = {
      price: 12_345_678,
      features: ['BASIC', 'API'],
      support: 'PRIORITY',
      limits: { restaurants: 50, guests: null },
    };
    const begun = await desk.subscribe(network.id, { planCode: 'CUSTOM', custom });
    expect(begun.body).toMatchObject({ mrr: 12_345_678, terms: { planCode: 'CUSTOM', limits: { restaurants: 50 } } });
    expect(await codeOf({ planCode: 'PRO' })).toBe('subscription_exists');
    const { network: none } = await desk.network();
    const missing = await desk.patch(`/api/networks/${none.id}/subscription`, { planCode: 'PRO' });
    expect([missing.status, missing.body.code]).toEqual([409, 'subscription_missing']);
    expect((await desk.get(`/api/networks/${newId()}/subscription`)).status).toBe(404);
  });

  it.each([
    ['Asia/Kamchatka', 'America/New_York'],
    ['America/New_York', 'Asia/Kamchatka'],
    ['Pacific/Apia', 'Pacific/Pago_Pago'],
  ])('has periods without hole or overlap when the network moves from %s to %s', async (from, to) => {
    const { network } = await desk.network({ timeZone: from });
    const { id } = network;
    await desk.subscribe(id, { planCode: 'STANDARD' }).expect(201);
    await desk.payAll(id, '2030-01-31');
    const hours = async (begin: string, count: number) => {
      for (let hour = 0; hour < count; hour += 1) {
        desk.moveTo(new Date(Date.parse(begin) + hour * 3_600_000).toISOString());
        await desk.work(id);
      }
    };
    // One hour before the period ends in the old zone, then after its end in both zones.
    await hours('2030-02-26T00:00:00Z', 12);
    await desk.patch(`/api/networks/${id}`, { timeZone: to }).expect(200);
    await hours('2030-02-26T12:00:00Z', 72);
    const lines: { from: string; to: string }[] = [];
    for (const { id: invoiceId } of (await desk.invoices(id)).reverse())
      lines.push(...((await desk.get(`/api/invoices/${String(invoiceId)}`).expect(200)).body.lines as typeof lines));
    expect(lines).toHaveLength(2);
    expect(lines[1]?.from).toBe(lines[0]?.to);
    expect(await desk.subscription(id)).toMatchObject({ periodStart: lines[1]?.from, periodEnd: lines[1]?.to });
  });

  it('goes from FREE to PRO and back within a day with one invoice, and back again without another', async () => {
    const { network, manager } = await desk.network();
    const { id } = network;
    await desk.subscribe(id, { planCode: 'FREE' }).expect(201);
    const change = async (planCode: string) => {
      const { body } = await desk.post('/api/subscription/preview', { planCode }, manager).expect(200);
      const { sequence, total, kind } = body as { sequence: number; total: number; kind: string };
      await desk.post('/api/subscription/changes', { planCode, sequence, total }, manager).expect(201);
      return [kind, total];
    };
    expect(await change('PRO')).toEqual(['UPGRADE', 6_700_000]);
    expect(await change('FREE')).toEqual(['DOWNGRADE', 0]);
    expect(await change('PRO')).toEqual(['WITHDRAWAL', 0]);
    expect(await change('FREE')).toEqual(['DOWNGRADE', 0]);
    await desk.work(id);
    expect(await desk.invoices(id)).toMatchObject([{ total: 6_700_000 }]);
    await desk.payAll(id, '2030-01-31');
    desk.moveTo('2030-02-28T09:00:00Z');
    await desk.work(id);
    expect(await desk.subscription(id)).toMatchObject({ terms: { planCode: 'FREE' }, mrr: 0, receivable: 0 });
    expect(await desk.invoices(id)).toHaveLength(1);
  });
});
