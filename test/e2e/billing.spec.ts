import type { Database } from '../../src/platform/database/database';
import { newId } from '../../src/platform/ids/ids';
import { type Author, MessageProviders, NO_ORIGIN } from '../../src/security';
import { Invoices } from '../../src/subscriptions/invoices/invoices';
import { BillingJob } from '../../src/subscriptions/subscription/billing.job';
import { ClosedNetworkPlans } from '../../src/subscriptions/subscription/closed-network-plans';
import { BillingDesk, PAYER } from '../support/billing/billing-desk';
import { startApp, type TestApp } from '../support/app';
import type { TillNetwork } from '../support/till-network';

const SYSTEM: Author = { actor: 'system', origin: NO_ORIGIN };

/** Plans of networks from the trial to the end, on a clock that the test moves. */
describe('a plan', () => {
  let test: TestApp;
  let desk: BillingDesk;

  beforeAll(async () => {
    test = await startApp();
    desk = await BillingDesk.of(test);
  });
  afterAll(() => test.close());
  beforeEach(() => desk.moveTo('2030-01-31T09:00:00Z'));

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
      ...{ state: 'ACTIVE', periodStart: '2030-02-14', periodEnd: '2030-03-14', mrr: 3_690_000, receivable: 3_690_000 },
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

    // The invoice of this period stays unpaid: late, then in grace, then paid.
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

  it('ends when its invoice stays unpaid for a month, and can begin again as a reactivation', async () => {
    // A year of its own: the figures are those of all networks.
    desk.moveTo('2032-01-31T09:00:00Z');
    const { network } = await desk.network();
    const { id } = network;
    const months = async () =>
      (await desk.get('/api/platform/metrics?from=2032-01&to=2032-12').expect(200)).body.months as Record<
        string,
        number
      >[];
    const before = await months();
    await desk.subscribe(id, { planCode: 'PRO' }).expect(201);
    desk.moveTo('2032-03-10T09:00:00Z');
    await desk.work(id);
    expect(await desk.subscription(id)).toMatchObject({ state: 'GRACE' });
    desk.moveTo('2032-03-11T09:00:00Z');
    await desk.work(id);
    expect(await desk.subscription(id)).toMatchObject({ state: 'CANCELLED', endsOn: '2032-03-11' });
    desk.moveTo('2032-05-05T09:00:00Z');
    await desk.subscribe(id, { planCode: 'STANDARD' }).expect(201);
    const after = await months();
    const gained = (name: string) => after.map((month, at) => (month[name] ?? 0) - (before[at]?.[name] ?? 0));
    expect(gained('new').slice(0, 6)).toEqual([6_700_000, 0, 0, 0, 0, 0]);
    expect(gained('churn').slice(0, 6)).toEqual([0, 0, 6_700_000, 0, 0, 0]);
    expect(gained('reactivation').slice(0, 6)).toEqual([0, 0, 0, 0, 3_690_000, 0]);
    const [ends, starts] = [gained('end'), gained('start')];
    expect(ends.map((end, at) => end - (starts[at] ?? 0)).slice(0, 6)).toEqual([
      6_700_000, 0, -6_700_000, 0, 3_690_000, 0,
    ]);
    for (const month of after)
      expect(month['end']).toBe(
        Number(month['start']) +
          Number(month['new']) +
          Number(month['expansion']) +
          Number(month['reactivation']) -
          Number(month['contraction']) -
          Number(month['churn']),
      );
  });

  it('ends with its network on that day, and a network that opens again is billed for none of the time between', async () => {
    // A year of its own: the figures are those of all networks.
    desk.moveTo('2034-01-10T09:00:00Z');
    const months = async () =>
      (await desk.get('/api/platform/metrics?from=2034-01&to=2034-12').expect(200)).body.months as Record<
        string,
        number
      >[];
    const { network } = await desk.network();
    const { id } = network;
    const before = await months();
    await desk.subscribe(id, { planCode: 'PRO' }).expect(201);
    const { body } = await desk.get(`/api/networks/${id}`).expect(200);
    const close = { state: 'CLOSED', reason: 'Moved away', confirmName: body.name };
    desk.moveTo('2034-01-20T09:00:00Z');
    await desk.post(`/api/networks/${id}/state`, close).expect(200);
    expect(await desk.subscription(id)).toMatchObject({ state: 'CANCELLED', endsOn: '2034-01-20', mrr: 0 });
    const [then, now] = [before[0], (await months())[0]];
    const gained = (name: string) => (now?.[name] ?? 0) - (then?.[name] ?? 0);
    expect(['new', 'churn', 'end'].map(gained)).toEqual([6_700_000, 6_700_000, 0]);

    desk.moveTo('2034-06-20T09:00:00Z');
    await desk.post(`/api/networks/${id}/state`, { state: 'ACTIVE', reason: 'Came back' }).expect(200);
    await desk.work(id);
    expect(await desk.invoices(id)).toHaveLength(1);
    await desk.subscribe(id, { planCode: 'STANDARD' }).expect(201);
    expect(await desk.invoices(id)).toHaveLength(2);
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
      ...{ kind: 'RESTART', effectiveOn: '2030-03-12', total: 6_700_000, lostFeatures: [] },
      ...{ lines: [{ kind: 'PERIOD', from: '2030-03-12', to: '2030-04-12' }], terms: { planCode: 'PRO' } },
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

  it('is billed once, however the job dies and however many run', async () => {
    const { network } = await desk.network({ timeZone: 'Asia/Kamchatka' });
    const { id } = network;
    await desk.subscribe(id, { planCode: 'STANDARD' }).expect(201);
    await desk.payAll(id, '2030-01-31');
    const job = test.app.get(BillingJob);
    // The last of February of Kamchatka begins twelve hours before that of UTC.
    desk.moveTo('2030-02-27T12:00:00Z');
    const issue = jest.spyOn(test.app.get(Invoices), 'issue').mockRejectedValueOnce(new Error('the process dies'));
    await expect(job.doNext(id)).rejects.toThrow('the process dies');
    issue.mockRestore();
    expect(await desk.subscription(id)).toMatchObject({ periodEnd: '2030-02-28' });
    await Promise.all([job.doNext(id), job.doNext(id), job.doNext(id)]);
    await desk.work(id);
    expect(await desk.subscription(id)).toMatchObject({ periodStart: '2030-02-28', periodEnd: '2030-03-31' });
    expect(await desk.invoices(id)).toHaveLength(2);
  });

  it('is billed once when the process dies at any statement of a renewal, and skips no number', async () => {
    const { network } = await desk.network();
    const { id } = network;
    await desk.subscribe(id, { planCode: 'STANDARD' }).expect(201);
    await desk.payAll(id, '2030-01-31');
    desk.moveTo('2030-02-28T09:00:00Z');
    const job = test.app.get(BillingJob);
    let deaths = 0;
    // One more write succeeds each time; after the last one it is the commit that does not come.
    while (await diesAfter(network.database, deaths, () => job.doNext(id))) {
      deaths += 1;
      expect(await desk.subscription(id)).toMatchObject({ periodEnd: '2030-02-28' });
      expect(await desk.invoices(id)).toHaveLength(1);
    }
    // The subscription, its change, the audit, the number, the invoice, its lines, their audit.
    expect(deaths).toBeGreaterThanOrEqual(7);
    await desk.work(id);
    expect(await desk.subscription(id)).toMatchObject({ periodStart: '2030-02-28', periodEnd: '2030-03-31' });
    expect(await desk.invoices(id)).toHaveLength(2);
    expect(await isWithoutGaps(network)).toBe(true);
  });

  it('has one letter to each manager for each step of an unpaid invoice, in the language of each', async () => {
    test.app.get(MessageProviders).register({
      name: 'mail of the billing test',
      channel: 'EMAIL',
      repeatable: true,
      send: () => Promise.resolve({ outcome: 'SENT', providerId: null }),
    });
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

  it('is counted in the revenue of a network, in the networks that are lost, in its cohort and in the debts', async () => {
    const read = async () => {
      desk.moveTo('2036-04-10T09:00:00Z');
      return (await desk.get('/api/platform/metrics?from=2036-01&to=2036-04').expect(200)).body as Metrics;
    };
    const before = await read();
    desk.moveTo('2036-01-05T09:00:00Z');
    const [stays, leaves] = [(await desk.network()).network.id, (await desk.network()).network.id];
    await desk.subscribe(stays, { planCode: 'PRO' }).expect(201);
    await desk.payAll(stays, '2036-01-05');
    await desk.subscribe(leaves, { planCode: 'STANDARD' }).expect(201);
    desk.moveTo('2036-02-03T09:00:00Z');
    await desk.post(`/api/networks/${leaves}/subscription/cancel`).expect(200);
    desk.moveTo('2036-02-06T09:00:00Z');
    await desk.work(leaves);
    const { months, cohorts, receivables } = await read();
    expect(months.map(({ customersEnd }, at) => customersEnd - (before.months[at]?.customersEnd ?? 0))).toEqual([
      2, 1, 1, 1,
    ]);
    expect(months.map(({ customersLost }) => customersLost)).toEqual([0, 1, 0, 0]);
    for (const { end, arpu, customersStart, customersLost, customersEnd, churnPpm } of months) {
      expect(Math.abs(arpu * customersEnd - end)).toBeLessThanOrEqual(customersEnd / 2);
      expect(churnPpm).toBe(customersStart === 0 ? null : Math.round((customersLost * 1_000_000) / customersStart));
    }
    expect(cohorts.find(({ month }) => month === '2036-01')).toEqual({
      month: '2036-01',
      customers: 2,
      retained: [2, 1, 1],
    });
    // Due on 15 January: 86 days late.
    const late = ({ ages }: Metrics['receivables']) => ages.find(({ fromDays }) => fromDays === 61)?.amount ?? 0;
    expect(late(receivables) - late(before.receivables)).toBe(3_690_000);
    expect(receivables.overdue - before.receivables.overdue).toBe(3_690_000);
  });

  it('has invoices in numbers without gaps, whose lines are split where the rate of VAT changes', async () => {
    const { network, manager } = await desk.network();
    desk.moveTo('2030-07-10T09:00:00Z');
    await desk.subscribe(network.id, { planCode: 'PRO' }).expect(201);
    const [listed] = await desk.invoices(network.id);
    const invoice = (await desk.get(`/api/invoices/${String(listed?.['id'])}`, manager).expect(200)).body;
    // 7 of 31 days at 20 %, 24 at 22 %.
    expect(invoice.lines).toMatchObject([
      { from: '2030-07-10', to: '2030-07-17', vatRatePpm: 200_000, total: 1_512_903, vat: 252_151 },
      { from: '2030-07-17', to: '2030-08-10', vatRatePpm: 220_000, total: 5_187_097, vat: 935_378 },
    ]);
    expect([invoice.total, Number(invoice.net) + Number(invoice.vat)]).toEqual([6_700_000, 6_700_000]);
    expect(await isWithoutGaps(network)).toBe(true);
    const pdf = await desk.get(`/api/invoices/${String(invoice.id)}/pdf?language=ru`, manager).expect(200);
    expect(pdf.headers['content-type']).toBe('application/pdf');
    expect((pdf.body as Buffer).subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('takes payments of its own invoices alone, in their currency and no more than is left', async () => {
    const { network } = await desk.network();
    const { manager: stranger } = await desk.network();
    await desk.subscribe(network.id, { planCode: 'STANDARD' }).expect(201);
    const [invoice] = await desk.invoices(network.id);
    const path = `/api/invoices/${String(invoice?.['id'])}`;
    for (const at of [path, `${path}/pdf`]) expect((await desk.get(at, stranger)).status).toBe(404);
    const pay = (body: object, key?: string) =>
      desk.post(
        `${path}/payments`,
        { amount: 1_000_000, currency: 'RUB', paidOn: '2030-01-31', ...body },
        desk.owner,
        key,
      );
    const codeOf = async (body: object) => (await pay(body)).body.code as string;
    expect(await codeOf({ currency: 'USD' })).toBe('currency_differs');
    expect(await codeOf({ amount: 3_690_001 })).toBe('payment_exceeds_invoice');
    expect(await codeOf({ paidOn: '2030-02-01' })).toBe('invalid_body');
    const key = newId();
    expect((await pay({}, key)).body).toMatchObject({ paid: 1_000_000, balance: 2_690_000, status: 'OPEN' });
    expect((await pay({}, key)).body).toMatchObject({ paid: 1_000_000 });
    // The rest is taken back, in the next number of the same year.
    const note = await desk.post(`${path}/credit-note`, { reason: 'Wrong company' }).expect(201);
    expect(note.body).toMatchObject({ kind: 'CREDIT_NOTE', total: 2_690_000, correctsId: invoice?.['id'] });
    expect(await codeOf({})).toBe('invoice_closed');
    expect(await desk.subscription(network.id)).toMatchObject({ receivable: 0 });
  });

  it('may be smaller than what the network has, or end in the middle of a hold: the till goes on', async () => {
    const { network, manager } = await desk.network();
    await desk.subscribe(network.id, { planCode: 'PRO' }).expect(201);
    await desk.payAll(network.id, '2030-01-31');
    const preview = await desk.post('/api/subscription/preview', { planCode: 'STANDARD' }, manager).expect(200);
    expect(preview.body).toMatchObject({
      ...{ kind: 'DOWNGRADE', effectiveOn: '2030-02-28', total: 0, over: ['restaurants'], lostFeatures: ['MARKETING'] },
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
      ...{ code: 'STANDARD', version: 2, effectiveFrom: '2039-12-20', existingFrom: '2040-02-01', currency: 'RUB' },
      ...{ price: 3_990_000, limits: { restaurants: 1, guests: 1_500 }, features: ['BASIC', 'POS_SYNC'] },
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
      ...{ price: 12_345_678, features: ['BASIC', 'API'], support: 'PRIORITY' },
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

  it('gives fifty invoices at once fifty numbers in a row, without those of calls that fail', async () => {
    desk.moveTo('2043-05-05T09:00:00Z');
    const { network } = await desk.network();
    await desk.subscribe(network.id, { planCode: 'STANDARD' }).expect(201);
    const invoices = test.app.get(Invoices);
    const { id: subscriptionId } = (await desk.subscription(network.id)) as { id: string };
    const billed = { networkId: network.id, subscriptionId, payer: PAYER, author: SYSTEM };
    const range = { from: '2043-05-05', to: '2043-06-05' };
    const line = {
      kind: 'PERIOD' as const,
      planCode: 'STANDARD' as const,
      price: 3_690_000,
      isCredit: false,
      ...range,
    };
    const issue = (n: number, dies: boolean) =>
      network.database.inNetwork(network.id, async (tx) => {
        await invoices.issue(tx, billed, { key: `TEST ${String(n)}`, currency: 'RUB', period: range, lines: [line] });
        if (dies) throw new Error('the process dies');
      });
    const calls = Array.from({ length: 50 }, (_, n) => issue(n, false));
    const deaths = Array.from({ length: 10 }, (_, n) => issue(50 + n, true));
    const begun = performance.now();
    const outcomes = await Promise.allSettled([...calls, ...deaths]);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(10);
    expect(performance.now() - begun).toBeLessThan(60_000);
    const listed = (await desk.get(`/api/invoices?networkId=${network.id}&limit=200`).expect(200)).body.items as {
      number: string;
    }[];
    const numbers = listed.map(({ number }) => Number(number.split('-')[1])).sort((a, b) => a - b);
    expect(listed.every(({ number }) => number.startsWith('2043-'))).toBe(true);
    expect(numbers).toEqual(Array.from({ length: 51 }, (_, n) => Number(numbers[0]) + n));
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
    // An hour before the end of the period in the old zone, then over it in both.
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

  it('gives money back by hand, whole, in part and what was paid over, and its debts stay what they were', async () => {
    const { network, manager } = await desk.network();
    desk.moveTo('2030-07-10T09:00:00Z');
    await desk.subscribe(network.id, { planCode: 'PRO' }).expect(201);
    const [invoice] = await desk.invoices(network.id);
    const path = `/api/invoices/${String(invoice?.['id'])}`;
    const money = { amount: 7_000_000, currency: 'RUB', paidOn: '2030-07-10' };
    expect((await desk.post(`${path}/payments`, money)).body.code).toBe('payment_exceeds_invoice');
    const over = await desk.post(`${path}/payments`, { ...money, acceptExcess: true }).expect(201);
    expect(over.body).toMatchObject({ status: 'PAID', paid: 6_700_000, overpaid: 300_000, balance: 0 });
    const [payment] = over.body.payments as { id: string; excess: number }[];
    expect(payment).toMatchObject({ excess: 300_000, refunded: 0 });
    const refund = (body: object, token = desk.owner) =>
      desk.post(`${path}/refunds`, { paymentId: payment?.id, method: 'MANUAL', reason: 'Moved away', ...body }, token);
    for (const [body, code] of [
      [{ amount: 7_000_001 }, 'refund_exceeds_payment'],
      [{ amount: 1, refundedOn: '2030-07-11' }, 'invalid_body'],
      [{ amount: 1, method: 'PROVIDER' }, 'invalid_body'],
      [{ amount: 0 }, 'invalid_body'],
      [{ amount: 1, paymentId: newId() }, 'not_found'],
    ] as const)
      expect((await refund(body)).body.code).toBe(code);
    expect((await refund({ amount: 1 }, manager)).status).toBe(403);

    // 3,000 were paid over, so 7,000 of the 10,000 are corrected.
    const part = await refund({ amount: 1_000_000, refundedOn: '2030-07-10', reference: '77' }).expect(201);
    expect(part.body).toMatchObject({ status: 'PAID', paid: 6_000_000, credited: 700_000, overpaid: 0, balance: 0 });
    expect(part.body.refunds).toMatchObject([{ status: 'DONE', method: 'MANUAL', reference: '77' }]);
    await refund({ amount: 6_000_000 }).expect(201);
    expect((await refund({ amount: 1 })).body).toMatchObject({ code: 'refund_exceeds_payment', max: 0 });
    const [second, first, original] = await desk.invoices(network.id);
    expect(original).toMatchObject({ status: 'CREDITED', paid: 0, balance: 0 });
    for (const sum of ['net', 'vat', 'total'] as const)
      expect(Number(second?.[sum]) + Number(first?.[sum])).toBe(original?.[sum]);
    const numberOf = (document: Record<string, unknown> | undefined) => String(document?.['number']);
    expect(new Set([second, first, original].map(numberOf)).size).toBe(3);
    const note = (await desk.get(`/api/invoices/${String(first?.['id'])}`, manager).expect(200)).body;
    expect(note).toMatchObject({ kind: 'CREDIT_NOTE', reason: 'Moved away', total: 700_000 });
    expect((note.lines as unknown[]).length).toBe(2);
    expect(await desk.subscription(network.id)).toMatchObject({ state: 'ACTIVE', receivable: 0 });
    expect(await isWithoutGaps(network)).toBe(true);
  });

  it('can not be paid online where the installation has no provider', async () => {
    const { network, manager } = await desk.network();
    await desk.subscribe(network.id, { planCode: 'STANDARD' }).expect(201);
    const [invoice] = await desk.invoices(network.id);
    const refused = await desk.post(`/api/invoices/${String(invoice?.['id'])}/online-payments`, {}, manager);
    expect([refused.status, refused.body.code]).toEqual([409, 'payment_provider_missing']);
    expect((await desk.get('/api/subscription', manager)).body.paysOnline).toBe(false);
    expect(
      (
        await test
          .api()
          .post('/api/hooks/yookassa')
          .send({ event: 'payment.succeeded', object: { id: 'x' } })
      ).status,
    ).toBe(404);
  });
});

interface Metrics {
  readonly months: readonly Readonly<
    Record<'end' | 'arpu' | 'customersStart' | 'customersLost' | 'customersEnd', number> & { churnPpm: number | null }
  >[];
  readonly cohorts: readonly { readonly month: string }[];
  readonly receivables: {
    readonly overdue: number;
    readonly ages: readonly { readonly fromDays: number; readonly amount: number }[];
  };
}

const WRITE = /^\s*(INSERT|UPDATE|DELETE)/i;

/** Runs work whose process dies after so many writes of a transaction, or before its commit. False: it lived. */
async function diesAfter(database: Database, writes: number, work: () => Promise<unknown>): Promise<boolean> {
  let done = 0;
  const fate = { died: false };
  const die = () => {
    fate.died = true;
    throw new Error('the process dies');
  };
  const inNetwork = database.inNetwork.bind(database);
  const spy = jest.spyOn(database, 'inNetwork').mockImplementation((id, inside) =>
    inNetwork(id, async (tx) => {
      const mortal = new Proxy(tx, {
        get: (target, name) => {
          const member: unknown = Reflect.get(target, name);
          if (typeof member !== 'function') return member;
          return (...args: unknown[]): unknown => {
            if (WRITE.test(String(args[0])) && done++ === writes) die();
            return Reflect.apply(member, target, args);
          };
        },
      });
      const answer = await inside(mortal);
      if (done > 0 && done === writes) die();
      return answer;
    }),
  );
  try {
    await work();
  } catch (error) {
    if (!fate.died) throw error;
  } finally {
    spy.mockRestore();
  }
  return fate.died;
}

/** Whether each year has as many documents as its last number says. */
async function isWithoutGaps({ database }: TillNetwork): Promise<boolean> {
  const years = await database.asPlatform((tx) =>
    tx.query<{ ok: boolean }>('SELECT count(*) = max(number) AS ok FROM invoices GROUP BY seller, year'),
  );
  return years.every(({ ok }) => ok);
}
