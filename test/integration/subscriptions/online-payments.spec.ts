import { randomUUID } from 'node:crypto';
import type { OnlinePaymentsJob } from '../../../src/subscriptions/online/online-payments.job';
import { type DoublePayment, YooKassaDouble } from '../../doubles/yookassa-double';
import type { BillingDesk } from '../../support/billing/billing-desk';
import type { TestApp } from '../../support/app';
import { type OwnDatabase, startOnOwnDatabase } from '../rules/own-database';

const PRICE = 3_690_000;

interface OnlinePayment {
  readonly id: string;
  readonly status: string;
  readonly url: string;
  readonly reason: string | null;
}

describe('a payment by the provider', () => {
  let provider: YooKassaDouble;
  let own: OwnDatabase;
  let test: TestApp;
  let desk: BillingDesk;
  let job: OnlinePaymentsJob;
  let networkId: string;
  let manager: string;
  let invoiceId: string;

  beforeAll(async () => {
    provider = await YooKassaDouble.start();
    own = await startOnOwnDatabase(1, { ...provider.settings, PUBLIC_URL: 'https://loyalty.example.test' });
    [test] = own.apps as [TestApp];
    const { BillingDesk: Desk } = await import('../../support/billing/billing-desk.js');
    const { OnlinePaymentsJob: Job } = await import('../../../src/subscriptions/online/online-payments.job.js');
    desk = await Desk.of(test);
    job = test.app.get(Job);
  });
  afterAll(async () => {
    await own.close();
    await provider.stop();
  });

  beforeEach(async () => {
    desk.moveTo('2030-01-31T09:00:00Z');
    provider.refundStatus = 'succeeded';
    const { network, manager: token } = await desk.network();
    [networkId, manager] = [network.id, token];
    await desk.subscribe(networkId, { planCode: 'STANDARD' }).expect(201);
    invoiceId = String((await desk.invoices(networkId))[0]?.['id']);
  });

  const payPath = () => `/api/invoices/${invoiceId}/online-payments`;
  const begin = async (): Promise<OnlinePayment> =>
    (await desk.post(payPath(), {}, manager).expect(201)).body as OnlinePayment;
  const check = async (id: string, token = manager): Promise<OnlinePayment> =>
    (await desk.post(`/api/online-payments/${id}/check`, {}, token).expect(200)).body as OnlinePayment;
  const invoice = async () =>
    (await desk.get(`/api/invoices/${invoiceId}`).expect(200)).body as Record<string, unknown> & {
      payments: { id: string; amount: number; excess: number; refunded: number }[];
      refunds: Record<string, unknown>[];
    };
  const notify = (event: string, id: string, more: object = {}) =>
    test
      .api()
      .post('/api/hooks/yookassa')
      .send({ type: 'notification', event, object: { id, ...more } });
  const refund = (body: object, key = randomUUID()) =>
    desk.post(
      `/api/invoices/${invoiceId}/refunds`,
      { method: 'PROVIDER', reason: 'Paid twice', ...body },
      desk.owner,
      key,
    );
  /** Makes an invoice and pays it online. */
  const paid = async () => {
    const { url } = await begin();
    const payment = provider.paymentAt(url);
    provider.pay(payment);
    await notify('payment.succeeded', payment.id).expect(200);
    const [recorded] = (await invoice()).payments;
    return { payment, paymentId: String(recorded?.id) };
  };
  const givenBack = (payment: DoublePayment) =>
    [...provider.refunds.values()].filter(({ payment_id: id }) => id === payment.id).map(({ amount }) => amount.value);

  it('is made once on its page, and recorded once, however often its notification comes', async () => {
    const first = await begin();
    expect(first).toMatchObject({ status: 'PENDING', amount: PRICE, currency: 'RUB' });
    const payment = provider.paymentAt(first.url);
    expect(payment).toMatchObject({
      amount: { value: '36900.00', currency: 'RUB' },
      confirmation: { return_url: `https://loyalty.example.test/admin/plan?payment=${first.id}` },
    });
    expect(await begin()).toMatchObject({ id: first.id, url: first.url });
    provider.pay(payment, '2030-01-31T08:59:00.000Z');
    const answers = await Promise.all([1, 2, 3].map(() => notify('payment.succeeded', payment.id)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    await notify('payment.succeeded', payment.id).expect(200);
    expect(await invoice()).toMatchObject({
      status: 'PAID',
      paid: PRICE,
      overpaid: 0,
      payments: [{ method: 'ONLINE', amount: PRICE, reference: payment.id, paidOn: '2030-01-31' }],
      onlinePayments: [{ id: first.id, status: 'SUCCEEDED', url: null }],
    });
    expect(await check(first.id)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await check(first.id, desk.owner)).toMatchObject({ status: 'SUCCEEDED' });
    expect((await desk.post(payPath(), {}, manager)).body.code).toBe('invoice_closed');
    expect(await desk.subscription(networkId)).toMatchObject({ receivable: 0 });
  });

  it('is not believed of a notification: forged ones change nothing', async () => {
    const { id, url } = await begin();
    const payment = provider.paymentAt(url);
    const forged = { status: 'succeeded', paid: true, amount: { value: '36900.00', currency: 'RUB' } };
    await notify('payment.succeeded', payment.id, forged).expect(200);
    await notify('payment.succeeded', randomUUID(), forged).expect(200);
    await notify('refund.succeeded', randomUUID()).expect(200);
    await notify('deal.closed', payment.id).expect(200);
    expect(await check(id)).toMatchObject({ status: 'PENDING' });
    expect(await invoice()).toMatchObject({ paid: 0, payments: [] });
    const calls = provider.calls.length;
    expect((await notify('payment.succeeded', '../../refunds')).status).toBe(400);
    expect((await test.api().post('/api/hooks/yookassa').send([])).status).toBe(400);
    expect(provider.calls).toHaveLength(calls);
  });

  it('is doubtful when another amount or currency came', async () => {
    for (const amount of [
      { value: '36899.99', currency: 'RUB' },
      { value: '36900.00', currency: 'USD' },
    ]) {
      const { id, url } = await begin();
      const payment = provider.paymentAt(url);
      payment.amount = amount;
      provider.pay(payment);
      await notify('payment.succeeded', payment.id).expect(200);
      const reason = `${amount.value.replace('.', '')} ${amount.currency}`;
      expect(await check(id)).toMatchObject({ status: 'DOUBTFUL', reason });
      expect(await invoice()).toMatchObject({ paid: 0, payments: [] });
    }
  });

  it('begins anew after its page was closed, and waits while a page over another amount is open', async () => {
    const first = await begin();
    provider.cancel(provider.paymentAt(first.url));
    const second = await begin();
    expect(second.id).not.toBe(first.id);
    expect(await check(first.id)).toMatchObject({ status: 'CANCELED', reason: 'expired_on_confirmation' });
    const part = { amount: 1_000_000, currency: 'RUB', paidOn: '2030-01-31' };
    await desk.post(`/api/invoices/${invoiceId}/payments`, part).expect(201);
    const refused = await desk.post(payPath(), {}, manager);
    expect([refused.status, refused.body.code]).toEqual([409, 'online_payment_open']);
    provider.cancel(provider.paymentAt(second.url));
    expect(provider.paymentAt((await begin()).url).amount.value).toBe('26900.00');
  });

  it('is one payment though the answer of the provider was lost', async () => {
    const before = provider.payments.size;
    provider.fail('LOSE_ANSWER');
    const lost = await desk.post(payPath(), {}, manager);
    expect([lost.status, lost.body.code]).toEqual([503, 'payment_provider_unavailable']);
    await begin();
    expect(provider.payments.size).toBe(before + 1);
    const refused = { status: 400, code: 'invalid_request' };
    provider.cancel([...provider.payments.values()].at(-1) as DoublePayment);
    provider.fail({ status: 500, code: 'internal' });
    expect((await desk.post(payPath(), {}, manager)).body.code).toBe('payment_provider_unavailable');
    // The first call checks the payment on the open page, the second makes a new one.
    const [asked] = [provider.calls.length];
    await check((await begin()).id);
    expect(provider.calls.length).toBeGreaterThan(asked);
    provider.cancel([...provider.payments.values()].at(-1) as DoublePayment);
    await job.doNext(networkId);
    desk.moveTo('2030-01-31T10:00:00Z');
    await job.doNext(networkId);
    provider.fail(refused);
    expect((await desk.post(payPath(), {}, manager)).body).toMatchObject({
      code: 'payment_provider_refused',
      reason: 'invalid_request',
    });
  });

  it('is found by the job when no notification comes, and not asked for more often than it should be', async () => {
    const { id, url } = await begin();
    const calls = provider.calls.length;
    expect(await job.doNext(networkId)).toBe('idle');
    expect(provider.calls).toHaveLength(calls);
    provider.pay(provider.paymentAt(url));
    desk.moveTo('2030-01-31T09:01:00Z');
    expect(await job.doNext(networkId)).toBe('more');
    expect(await job.doNext(networkId)).toBe('idle');
    expect(await invoice()).toMatchObject({ status: 'PAID' });
    expect(await check(id)).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('that comes after the invoice was paid another way is overpaid, and goes back without a credit note', async () => {
    const { url } = await begin();
    await desk.payAll(networkId, '2030-01-31');
    const payment = provider.paymentAt(url);
    provider.pay(payment);
    await notify('payment.succeeded', payment.id).expect(200);
    const over = await invoice();
    expect(over).toMatchObject({ status: 'PAID', paid: PRICE, overpaid: PRICE });
    const online = over.payments.find(({ excess }) => excess > 0);
    const part = await refund({ paymentId: online?.id, amount: 1 });
    expect(part.body).toMatchObject({ overpaid: PRICE - 1, refunds: [{ status: 'DONE', creditNoteId: null }] });
    const rest = await refund({ paymentId: online?.id, amount: PRICE - 1 });
    expect(rest.body).toMatchObject({ status: 'PAID', paid: PRICE, credited: 0, overpaid: 0 });
    expect(givenBack(payment)).toEqual(['0.01', '36899.99']);
    expect(await desk.invoices(networkId)).toHaveLength(1);
  });

  it('goes back whole or in part, once a key, with credit notes that add up to the invoice', async () => {
    const { payment, paymentId } = await paid();
    const key = randomUUID();
    const answer = await refund({ paymentId, amount: 1_000_001 }, key);
    expect([answer.status, answer.body]).toMatchObject([
      201,
      { status: 'PAID', paid: PRICE - 1_000_001, credited: 1_000_001, balance: 0 },
    ]);
    await refund({ paymentId, amount: 1_000_001 }, key).expect(201);
    expect(givenBack(payment)).toEqual(['10000.01']);
    const trail = await desk.get(`/api/audit?action=invoice.refund_requested&subjectId=${networkId}`).expect(200);
    expect(trail.body.items).toMatchObject([{ after: { amount: 1_000_001, currency: 'RUB' } }]);
    const over = await refund({ paymentId, amount: PRICE });
    expect([over.status, over.body]).toMatchObject([422, { code: 'refund_exceeds_payment', max: PRICE - 1_000_001 }]);
    const rest = { paymentId, amount: PRICE - 1_000_001 };
    const both = await Promise.all([refund(rest), refund(rest)]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 422]);
    expect(givenBack(payment)).toEqual(['10000.01', '26899.99']);
    expect(await invoice()).toMatchObject({ status: 'CREDITED', paid: 0, credited: PRICE, balance: 0 });
    const [last, first, original] = await desk.invoices(networkId);
    expect([last?.['kind'], first?.['kind'], original?.['kind']]).toEqual(['CREDIT_NOTE', 'CREDIT_NOTE', 'INVOICE']);
    for (const sum of ['net', 'vat', 'total'] as const)
      expect(Number(last?.[sum]) + Number(first?.[sum])).toBe(original?.[sum]);
    const pdf = await desk.get(`/api/invoices/${String(last?.['id'])}/pdf?language=en`, manager).expect(200);
    expect((pdf.body as Buffer).subarray(0, 5).toString()).toBe('%PDF-');
    expect(await desk.subscription(networkId)).toMatchObject({ state: 'ACTIVE', receivable: 0 });
  });

  it('goes back once though the answer was lost, is pending while the provider works, and fails when it refuses', async () => {
    const { payment, paymentId } = await paid();
    provider.fail('LOSE_ANSWER');
    const lost = await refund({ paymentId, amount: 100 });
    expect([lost.status, lost.body.refunds]).toMatchObject([201, [{ status: 'PENDING', refundedOn: null }]]);
    expect(lost.body).toMatchObject({ paid: PRICE, credited: 0 });
    desk.moveTo('2030-01-31T09:01:00Z');
    expect(await job.doNext(networkId)).toBe('more');
    expect(await invoice()).toMatchObject({ credited: 100, refunds: [{ status: 'DONE' }] });
    expect(givenBack(payment)).toEqual(['1.00']);

    provider.refundStatus = 'pending';
    const waiting = await refund({ paymentId, amount: 200 });
    expect(waiting.body.refunds).toMatchObject([{}, { status: 'PENDING' }]);
    const made = [...provider.refunds.values()].at(-1);
    if (made !== undefined) made.status = 'succeeded';
    await notify('refund.succeeded', String(made?.id)).expect(200);
    await notify('refund.succeeded', String(made?.id)).expect(200);
    expect(await invoice()).toMatchObject({ credited: 300, refunds: [{}, { status: 'DONE' }] });

    provider.fail({ status: 403, code: 'forbidden' });
    const failed = await refund({ paymentId, amount: 300 });
    expect(failed.body.refunds).toMatchObject([{}, {}, { status: 'FAILED', failure: 'forbidden' }]);
    expect(failed.body).toMatchObject({ credited: 300, payments: [{ refunded: 300 }] });
  });

  it('whose refund was never made is found out when the key of the call has lapsed', async () => {
    const { payment, paymentId } = await paid();
    provider.fail('HANG_UP');
    await refund({ paymentId, amount: 100 }).expect(201);
    provider.fail('LOSE_ANSWER');
    await refund({ paymentId, amount: 200 }).expect(201);
    desk.moveTo('2030-02-01T09:00:00Z');
    while ((await job.doNext(networkId)) === 'more');
    expect((await invoice()).refunds).toMatchObject([{ status: 'FAILED', failure: 'not_made' }, { status: 'DONE' }]);
    expect(givenBack(payment)).toEqual(['2.00']);
  });

  it('is refused of a stranger, and of the owner for the manager', async () => {
    const { manager: stranger } = await desk.network();
    const { id } = await begin();
    expect((await desk.post(payPath(), {}, stranger)).status).toBe(404);
    expect((await desk.post(`/api/online-payments/${id}/check`, {}, stranger)).status).toBe(404);
    expect((await desk.post(payPath(), {}, desk.owner)).status).toBe(403);
    const mine = await desk.get('/api/subscription', manager).expect(200);
    expect(mine.body).toMatchObject({ paysOnline: true });
  });
});
