import { Command } from 'commander';
import { registerPublishEventCommand } from '../../../../src/integrations/kafka/publish-event.cli';
import { newId } from '../../../../src/platform/ids/ids';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';
import { EventSource, type Outcome } from './event-source';

describe('events by their topic', () => {
  let test: TestApp;
  let source: EventSource;
  let key: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    const code = `brand-${newId()}`;
    const network = await TillNetwork.create(test, { preset: 'points-4', code, currency: 'USD' });
    source = new EventSource(network, code);
    key = await network.keyOf('events', 'loyalty', 'membership');
  });
  afterAll(() => test.close());

  const call = (topic: string, event: unknown, withKey = key) =>
    test
      .api()
      .post(`/api/events/topics/${topic}`)
      .set('Authorization', `Bearer ${withKey}`)
      .set('Content-Type', 'application/json')
      .send(JSON.stringify(event));
  const send = async (topic: string, event: unknown, withKey = key): Promise<Outcome> => {
    const { status, body } = await call(topic, event, withKey);
    expect({ status, body: body as unknown }).toMatchObject({ status: 200 });
    return body as Outcome;
  };
  const guest = async (id: string) =>
    (await source.network.get(`/api/guests/${id}`, await source.network.tokenOf('manager'))).body as Record<
      string,
      unknown
    > & { balance: { available: number } };

  it('give, take and adjust points once each, and keep the order of a customer', async () => {
    const id = await source.customer('alice');
    const before = (await guest(id)).balance.available;
    const events = [
      source.action('alice', { action: 'earn', points: 5_000, reason: 'Welcome back', reference: 'case-1' }),
      source.action('alice', { action: 'redeem', points: 1_000, reason: 'A cake', reference: 'case-2' }),
      source.action('alice', { action: 'adjust', points: -50, reason: 'A slip', reference: 'case-3' }),
      source.action('alice', { action: 'adjust', points: 7, reason: 'Another', reference: 'case-4' }),
    ];
    const outcomes: Outcome[] = [];
    for (const event of events) outcomes.push(await send(`${source.code}.loyalty.action`, event));
    expect(outcomes.map(({ status }) => status)).toEqual(['recorded', 'recorded', 'recorded', 'recorded']);
    expect((await guest(id)).balance.available).toBe(before + 3_957);
    for (const event of events) expect(await send('loyalty.action', event)).toMatchObject({ status: 'duplicate' });
    expect((await guest(id)).balance.available).toBe(before + 3_957);
  });

  it('do no more than the scopes of the key allow, also when the key sends them again', async () => {
    await source.customer('eve');
    const poor = await source.network.keyOf('events');
    const event = source.action('eve', { action: 'earn', points: 500, reason: 'A gift' });
    const refused = await send('loyalty.action', event, poor);
    expect(refused).toMatchObject({ status: 'dead_letter', problem: { code: 'forbidden' } });
    const retry = (token: string) =>
      test
        .api()
        .post(`/api/events/dead-letters/${String(refused.dead_letter_id)}/retry`)
        .set('Authorization', `Bearer ${token}`);
    expect((await retry(poor)).body).toMatchObject({ status: 'WAITING', reason: 'forbidden' });
    // A manager may do by hand what the event asks for.
    expect((await retry(await source.network.tokenOf('manager'))).body).toMatchObject({ status: 'RECORDED' });
  });

  it('register and change customers', async () => {
    const updated = (payload: object) => ({
      ...source.action('carol', payload),
      event_type: 'customer.updated',
    });
    const first = updated({ name: 'Carol', email: 'carol@example.test', phone: null });
    expect(await send(`${source.code}.customer.updated`, first)).toMatchObject({
      status: 'recorded',
      transaction_id: null,
    });
    const manager = await source.network.tokenOf('manager');
    const listed = (await source.network.get('/api/guests?externalId=carol', manager)).body as {
      items: { id: string }[];
    };
    const id = String(listed.items[0]?.id);
    const second = updated({ name: 'Carol C.' });
    expect(await send('customer.updated', second)).toMatchObject({ status: 'recorded' });
    expect(await guest(id)).toMatchObject({ name: 'Carol C.', email: 'carol@example.test' });
    expect(await send('customer.updated', second)).toMatchObject({ status: 'duplicate' });
    const wrong = await send('customer.updated', updated({ name: 5 }));
    expect(wrong).toMatchObject({ problem: { errors: [{ path: 'payload.name', code: 'wrong_type' }] } });
  });

  it('record an order once by its id, and its payment', async () => {
    await source.customer('dave');
    const order = { data: { orderId: 'o-1', orderNumber: '17', customerId: 'dave', totalAmount: 40.25 } };
    const recorded = await send('order.completed', order);
    expect(recorded).toMatchObject({ status: 'recorded' });
    expect(await send(`${source.code}.order.completed`, order)).toEqual({ ...recorded, status: 'duplicate' });
    const manager = await source.network.tokenOf('manager');
    const { body } = await source.network.get(`/api/transactions/${String(recorded.transaction_id)}`, manager);
    expect(body).toMatchObject({ amount: 4_025, externalOrderId: 'o-1', receiptNumber: '17' });
    const decimals = { data: { ...order.data, orderId: 'o-2', totalAmount: 1.005 } };
    expect((await send('order.completed', decimals)).problem?.errors?.[0]?.path).toBe('data.totalAmount');
    // Its points wait for no payment.
    const paid = { event_id: 'p-1', event_type: 'payment.confirmed', reference: 'o-1' };
    expect(await send('payment.confirmed', paid)).toMatchObject({ status: 'dead_letter' });
  });

  it('take a buy as it stands in its document', async () => {
    const own = await TillNetwork.create(test, { preset: 'points-4', code: 'meiwei-market', currency: 'USD' });
    const meiwei = new EventSource(own, 'meiwei-market');
    const userId = '0e41cc11-5e54-448b-a6ce-9c9a855ad202';
    await meiwei.customer(userId);
    const buy = { tenant: 'meiwei-market', product: 'bread', amount: 101, userId };
    const withKey = await own.keyOf('events');
    // Without an id of its own each message is another purchase.
    const both = [await send('buy', buy, withKey), await send('buy', buy, withKey)];
    expect(both.map(({ status }) => status)).toEqual(['recorded', 'recorded']);
    expect(new Set(both.map(({ event_id }) => event_id)).size).toBe(2);
    const named = { ...buy, event_id: 'b-1' };
    expect(await send('meiwei-market.buy', named, withKey)).toMatchObject({ status: 'recorded', event_id: 'b-1' });
    expect(await send('meiwei-market.buy', named, withKey)).toMatchObject({ status: 'duplicate' });
    const { body } = await own.get(
      `/api/transactions/${String(both[0]?.transaction_id)}`,
      await own.tokenOf('manager'),
    );
    expect(body).toMatchObject({ amount: 0 });
    expect(JSON.stringify(body)).toContain('bread');
  });

  it('are refused of another network and under other topics, and nonsense is set aside', async () => {
    await source.customer('fred');
    expect((await call('brand-of-others.pos.transaction', source.sale('fred'))).body.code).toBe('not_found');
    expect((await call('pos.refund', source.sale('fred'))).body.code).toBe('not_found');
    const foreign = source.action('fred', { action: 'earn', points: 1 });
    expect(await send('loyalty.action', { ...foreign, org_id: 'brand-of-others' })).toMatchObject({
      problem: { code: 'not_found' },
    });
    for (const topic of ['loyalty.action', 'customer.updated', 'buy', 'order.completed', 'payment.confirmed'])
      for (const nonsense of [[], 'text', 5, null, { payload: [[[]]], data: 1 }])
        expect(await send(topic, nonsense)).toMatchObject({ status: 'dead_letter', problem: { code: 'invalid_body' } });
    for (const payload of [
      { action: 'earn' },
      { action: 'earn', points: -1 },
      { action: 'adjust', points: 0 },
      { action: 'activity' },
      { action: 'activity', activity: 'review', points: 3 },
    ])
      expect(await send('loyalty.action', source.action('fred', payload))).toMatchObject({
        problem: { code: 'invalid_body' },
      });
  });

  it('answer a batch one by one, in its order', async () => {
    await source.customer('gina');
    const events = [source.sale('gina'), source.sale('gina', { version: 9 }), source.sale('gina')];
    const { body } = await test
      .api()
      .post(`/api/events/topics/${source.code}.pos.transaction/batch`)
      .set('Authorization', `Bearer ${key}`)
      .send({ events });
    expect((body as { items: Outcome[] }).items.map(({ status }) => status)).toEqual([
      'recorded',
      'dead_letter',
      'recorded',
    ]);
    expect(await source.letters()).toMatchObject([{ topic: `${source.code}.pos.transaction`, reason: 'invalid_body' }]);
  });

  it('are published by the command, which says what became of them', async () => {
    for (const name of ['load-0', 'load-1', 'load-2']) await source.customer(name);
    const told: string[] = [];
    const log = jest.spyOn(console, 'log').mockImplementation((line: string) => void told.push(line));
    process.env['LOYALTY_API_KEY'] = key;
    try {
      const program = new Command();
      registerPublishEventCommand(program);
      const options = ['--generate', '600', '--customers', '3', '--location', 'centre', '--url', test.url];
      await program.parseAsync(['node', 'cli', 'publish-event', `${source.code}.pos.transaction`, ...options]);
    } finally {
      delete process.env['LOYALTY_API_KEY'];
      log.mockRestore();
    }
    expect(told).toEqual(['recorded: 600']);
    expect(await source.acts()).toMatchObject({ SALE: 600 });
  });

  it('are refused beyond the size of a body', async () => {
    const large = source.sale('alice', { note: 'x'.repeat(10 * 1024 * 1024) });
    expect((await call('pos.transaction', large)).status).toBe(413);
  });
});
