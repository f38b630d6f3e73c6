import type { Database } from '../../src/platform/database/database';
import { newId } from '../../src/platform/ids/ids';
import { type Author, NO_ORIGIN } from '../../src/security';
import { Invoices } from '../../src/subscriptions/invoices/invoices';
import { BillingJob } from '../../src/subscriptions/subscription/billing.job';
import { BillingDesk, longLived, PAYER, SELLER } from '../support/billing/billing-desk';
import { applicationOfWorker, type TestApp } from '../support/app';
import type { TillNetwork } from '../support/till-network';

const SYSTEM: Author = { actor: 'system', origin: NO_ORIGIN };

/** Invoices of plans, their payments and refunds, on a clock that the test moves. */
describe('a plan', () => {
  let test: TestApp;
  let desk: BillingDesk;

  beforeAll(async () => {
    test = await applicationOfWorker();
    desk = await BillingDesk.of(test);
  });
  afterAll(() => test.close());
  beforeEach(() => desk.moveTo('2030-01-31T09:00:00Z'));

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
    // Each round lets one more write succeed before the process dies; in the last round the commit fails.
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

  it('has a seller whose numbers fit the bank, and prints them for a bank in Russia', async () => {
    const { network } = await desk.network();
    await desk.subscribe(network.id, { planCode: 'PRO' }).expect(201);
    const [invoice] = await desk.invoices(network.id);
    expect(invoice).toMatchObject({
      payee: { taxId: '7701234560', kpp: '770101001', correspondentAccount: '30101810400000000225' },
    });
    const faultsOf = async (change: object) => {
      const refused = await desk.put('/api/billing/seller', { ...SELLER, ...change });
      expect(refused.status).toBe(400);
      return (refused.body.errors as { path: string }[]).map(({ path }) => path);
    };
    expect(await faultsOf({ taxId: '7701234567' })).toEqual(['taxId']);
    expect(await faultsOf({ account: '40702810900000000001' })).toEqual(['account']);
    expect(await faultsOf({ correspondentAccount: '30101810400000000226' })).toEqual(['correspondentAccount']);
    expect(await faultsOf({ kpp: '77010100' })).toEqual(['kpp']);
    // A foreign company has other numbers, and older clients send neither KPP nor correspondent account.
    const { kpp: _kpp, correspondentAccount: _account, ...known } = SELLER;
    const abroad = { ...known, taxId: 'DE123456789', account: 'DE89370400440532013000', bic: 'DEUTDEFF' };
    const { body } = await desk.put('/api/billing/seller', abroad).expect(200);
    expect(body).toMatchObject({ seller: { ...abroad, kpp: null, correspondentAccount: null } });
    await desk.put('/api/billing/seller', SELLER).expect(200);
  });

  it('is found by the number of its invoice, with its year or without', async () => {
    const { network, manager } = await desk.network();
    const { manager: stranger } = await desk.network();
    await desk.subscribe(network.id, { planCode: 'STANDARD' }).expect(201);
    const [invoice] = await desk.invoices(network.id);
    const [year, number] = String(invoice?.['number']).split('-');
    const found = async (asked: string, token = desk.owner) =>
      (await desk.get(`/api/invoices?number=${asked}`, token).expect(200)).body.items as Record<string, unknown>[];
    for (const token of [desk.owner, manager])
      for (const asked of [`${String(year)}-${String(number)}`, `${String(year)}-${String(Number(number))}`])
        expect((await found(asked, token)).map(({ id }) => id)).toEqual([invoice?.['id']]);
    expect((await found(String(number))).map(({ id }) => id)).toContain(invoice?.['id']);
    expect(await found(`2029-${String(number)}`)).toEqual([]);
    expect(await found(String(number), stranger)).toEqual([]);
    for (const asked of ['', 'x', '2030-', '30-12', '1234567890'])
      expect((await desk.get(`/api/invoices?number=${asked}`)).status).toBe(400);
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
    // The rest of the invoice is credited by a document with the next number of the year.
    const note = await desk.post(`${path}/credit-note`, { reason: 'Wrong company' }).expect(201);
    expect(note.body).toMatchObject({ kind: 'CREDIT_NOTE', total: 2_690_000, correctsId: invoice?.['id'] });
    expect(await codeOf({})).toBe('invoice_closed');
    expect(await desk.subscription(network.id)).toMatchObject({ receivable: 0 });
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

  it('has an act once its days have ended, the same ever after, and a further one for each correction', async () => {
    const { network, manager } = await desk.network();
    const { manager: stranger } = await desk.network();
    await desk.subscribe(network.id, { planCode: 'STANDARD' }).expect(201);
    const [invoice] = await desk.invoices(network.id);
    const actDayOf = async (document: Record<string, unknown> | undefined) => {
      const { body } = await desk.get(`/api/invoices/${String(document?.['id'])}`, manager);
      const { body: list } = await desk.get('/api/invoices', manager);
      const { items } = list as { items: { id: unknown; actFrom: unknown }[] };
      return [body.actFrom, items.find(({ id }) => id === document?.['id'])?.actFrom];
    };
    const actOf = (document: Record<string, unknown> | undefined, token = manager) =>
      desk.get(`/api/invoices/${String(document?.['id'])}/act?language=ru`, token);
    await desk.payAll(network.id, '2030-01-31');
    // The last hour of the period in Moscow, the zone of the seller.
    desk.moveTo('2030-02-27T20:00:00Z');
    const early = await actOf(invoice);
    expect([early.status, early.body.code]).toEqual([409, 'act_not_due']);
    expect(await actDayOf(invoice)).toEqual(['2030-02-28', '2030-02-28']);
    // The list of all networks reads no lines.
    expect(invoice).toMatchObject({ actFrom: null });
    desk.moveTo('2030-02-27T21:00:00Z');
    const act = await actOf(invoice).expect(200);
    expect(act.headers['content-type']).toBe('application/pdf');
    expect(act.headers['content-disposition']).toContain(`act-${String(invoice?.['number'])}.pdf`);
    expect((act.body as Buffer).subarray(0, 5).toString()).toBe('%PDF-');
    expect((await actOf(invoice, stranger)).status).toBe(404);
    const token = await network.tokenOf('cashier');
    expect((await actOf(invoice, longLived(test, token))).status).toBe(403);

    const { body } = await desk.get(`/api/invoices/${String(invoice?.['id'])}`);
    const [{ id: paymentId } = { id: '' }] = body.payments as { id: string }[];
    const refund = { paymentId, method: 'MANUAL', reason: 'Days without service', amount: 1_000_000 };
    await desk.post(`/api/invoices/${String(invoice?.['id'])}/refunds`, refund).expect(201);
    const [note] = await desk.invoices(network.id);
    expect(note).toMatchObject({ kind: 'CREDIT_NOTE', correctsId: invoice?.['id'] });
    expect(await actDayOf(note)).toEqual(['2030-02-28', '2030-02-28']);
    const correction = await actOf(note, desk.owner).expect(200);
    expect(correction.headers['content-disposition']).toContain(`act-${String(note?.['number'])}.pdf`);
    expect((await actOf(invoice).expect(200)).body).toEqual(act.body);
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

const WRITE = /^\s*(INSERT|UPDATE|DELETE)/i;

/** Runs work in a process that dies after `writes` writes of a transaction, or before its commit. False: the work finished first. */
async function diesAfter(database: Database, writes: number, work: () => Promise<unknown>): Promise<boolean> {
  let done = 0;
  const fate = { died: false };
  const die = () => {
    fate.died = true;
    throw new Error('the process dies');
  };
  // Its writes by Prisma Client are writes as well.
  const mortalClient = (client: object) =>
    new Proxy(client, {
      get: (models, model) => {
        const delegate: unknown = Reflect.get(models, model);
        if (typeof delegate !== 'object' || delegate === null) return delegate;
        return new Proxy(delegate, {
          get: (methods, method) => {
            const call: unknown = Reflect.get(methods, method);
            if (typeof call !== 'function' || !/^(create|update|upsert|delete)/.test(String(method))) return call;
            return (...args: unknown[]): unknown => {
              if (done++ === writes) die();
              return Reflect.apply(call, methods, args);
            };
          },
        });
      },
    });
  const inNetwork = database.inNetwork.bind(database);
  const spy = jest.spyOn(database, 'inNetwork').mockImplementation((id, inside) =>
    inNetwork(id, async (tx) => {
      const mortal = new Proxy(tx, {
        get: (target, name) => {
          const member: unknown = Reflect.get(target, name);
          if (name === 'prisma') return mortalClient(member as object);
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

/** Whether the number of documents in each year equals the year's last number, so that no number is missing. */
async function isWithoutGaps({ database }: TillNetwork): Promise<boolean> {
  const years = await database.asPlatform((tx) =>
    tx.query<{ ok: boolean }>('SELECT count(*) = max(number) AS ok FROM invoices GROUP BY seller, year'),
  );
  return years.every(({ ok }) => ok);
}
