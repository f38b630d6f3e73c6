import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { registerPublishEventCommand } from '../../../../src/integrations/kafka/publish-event.cli';
import { newId } from '../../../../src/platform/ids/ids';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { programOf } from '../../../support/decision/programs';
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
    // A manager may do what the event asks for, so a manager's retry succeeds.
    expect((await retry(await source.network.tokenOf('manager'))).body).toMatchObject({ status: 'RECORDED' });
  });

  it('count once, in whatever order the source and a manager send them again', async () => {
    const manager = await source.network.tokenOf('manager');
    const orders: readonly (readonly ('source' | 'manager')[][])[] = [
      [['manager'], ['source'], ['source']],
      [['source'], ['manager'], ['source']],
      [['source', 'manager', 'manager', 'source']],
    ];
    const sendAgain = async (event: object, letter: string | null, steps: (typeof orders)[number]) => {
      for (const step of steps)
        await Promise.all(
          step.map((by) =>
            by === 'source'
              ? send('loyalty.action', event)
              : source.network.post(`/api/events/dead-letters/${String(letter)}/retry`, manager, {}),
          ),
        );
    };
    for (const [n, steps] of orders.entries()) {
      const name = `late-${String(n)}`;
      const gift = source.action(name, { action: 'earn', points: 500, reason: 'A gift' });
      const early = await send('loyalty.action', gift);
      expect(early).toMatchObject({ status: 'dead_letter', problem: { code: 'guest_not_found' } });
      const id = await source.customer(name);
      const before = (await guest(id)).balance.available;
      await sendAgain(gift, early.dead_letter_id, steps);
      expect((await guest(id)).balance.available).toBe(before + 500);
      // This refusal is kept under the key of the event.
      const debit = source.action(name, { action: 'redeem', points: before + 700, reason: 'A cake' });
      const poor = await send('loyalty.action', debit);
      expect(poor).toMatchObject({ status: 'dead_letter', problem: { code: 'insufficient_points' } });
      await send('loyalty.action', source.action(name, { action: 'earn', points: 2_000, reason: 'A gift' }));
      await sendAgain(debit, poor.dead_letter_id, steps);
      expect((await guest(id)).balance.available).toBe(1_800);
      expect(await send('loyalty.action', debit)).toMatchObject({ status: 'duplicate', dead_letter_id: null });
    }
    expect(new Set((await source.letters()).map(({ status }) => status))).toEqual(new Set(['RECORDED']));
  });

  it('keep the newest profile, whatever the order in which its events come', async () => {
    const begin = Date.now() - 3_600_000;
    const told = (name: string, minute: number) => ({
      ...source.action('nora', { name }),
      event_type: 'customer.updated',
      timestamp: new Date(begin + minute * 60_000).toISOString(),
    });
    const [first, second, third] = [told('Anna', 1), told('Anna B.', 2), told('Anna C.', 3)];
    const outcomes: Outcome[] = [];
    for (const event of [first, third, second, first, second]) outcomes.push(await send('customer.updated', event));
    expect(outcomes.map(({ status }) => status)).toEqual([
      'recorded',
      'recorded',
      'outdated',
      'duplicate',
      'duplicate',
    ]);
    const manager = await source.network.tokenOf('manager');
    const listed = (await source.network.get('/api/guests?externalId=nora', manager)).body as {
      items: { id: string; name: string }[];
    };
    expect(listed.items.map(({ name }) => name)).toEqual(['Anna C.']);
    const id = String(listed.items[0]?.id);
    const byHand = { name: 'Anna by hand' };
    await test.api().patch(`/api/guests/${id}`).set('Authorization', `Bearer ${manager}`).send(byHand).expect(200);
    for (const event of [first, third]) await send('customer.updated', event);
    expect(await guest(id)).toMatchObject(byHand);
    // A clock that is years ahead does not keep later events out.
    const ahead = { ...told('Anna D.', 4), timestamp: '2099-01-01T00:00:00Z' };
    expect(await send('customer.updated', ahead)).toMatchObject({ status: 'recorded' });
    const now = { ...told('Anna E.', 5), timestamp: new Date(Date.now() + 60_000).toISOString() };
    expect(await send('customer.updated', now)).toMatchObject({ status: 'recorded' });
    expect(await guest(id)).toMatchObject({ name: 'Anna E.' });
  });

  it('come to one profile in any order, each with some of its fields', async () => {
    const begin = Date.now() - 3_600_000;
    const parts = [
      { name: 'Nora', email: 'nora@example.test', birth_date: '1990-01-01' },
      { email: 'n@example.test', language: 'ru' },
      { name: 'Nora B.', birth_date: '1990-02-02' },
      { birth_date: null, language: 'en' },
    ];
    const told = (customer: string, payload: object, minute: number) => ({
      ...source.action(customer, payload),
      event_type: 'customer.updated',
      timestamp: new Date(begin + minute * 60_000).toISOString(),
    });
    const orders = ordersOf(parts.map((_, minute) => minute));
    expect(orders).toHaveLength(24);
    const inOrder = async (order: readonly number[]): Promise<string> => {
      const customer = `in-order-${order.join('')}`;
      for (const minute of order) await send('customer.updated', told(customer, parts[minute] ?? {}, minute));
      return customer;
    };
    const customers = await Promise.all(orders.map(inOrder));
    const manager = await source.network.tokenOf('manager');
    const found = async (customer: string) =>
      (await source.network.get(`/api/guests?externalId=${customer}`, manager)).body as { items: { id: string }[] };
    const expected = { name: 'Nora B.', email: 'n@example.test', birthDate: null, locale: 'en' };
    for (const customer of customers) {
      const { items } = await found(customer);
      expect([customer, await guest(String(items[0]?.id))]).toMatchObject([customer, expected]);
    }

    // A person sets one field, which no event of before changes; the others follow the events.
    const [customer = ''] = customers;
    const id = String((await found(customer)).items[0]?.id);
    const byHand = { name: 'Nora by hand' };
    await test.api().patch(`/api/guests/${id}`).set('Authorization', `Bearer ${manager}`).send(byHand).expect(200);
    const late = told(customer, { name: 'Nora C.', email: 'late@example.test' }, 10);
    expect(await send('customer.updated', late)).toMatchObject({ status: 'recorded' });
    expect(await guest(id)).toMatchObject({ ...byHand, email: 'late@example.test' });
    expect(await send('customer.updated', told(customer, { name: 'Nora D.' }, 11))).toMatchObject({
      status: 'outdated',
    });
  });

  it('leave a field that a merge filled with what is newer', async () => {
    const begin = Date.now() - 3_600_000;
    const told = (name: string, minute: number) => ({
      ...source.action('olga', { name }),
      event_type: 'customer.updated',
      timestamp: new Date(begin + minute * 60_000).toISOString(),
    });
    const [id, manager] = [await source.network.guest(), await source.network.tokenOf('manager')];
    expect(await send('customer.updated', told('Olga B.', 5))).toMatchObject({ status: 'recorded' });
    const { body } = await source.network.get('/api/guests?externalId=olga', manager);
    const merge = { sourceId: (body as { items: { id: string }[] }).items[0]?.id, reason: 'two cards' };
    await source.network.post(`/api/guests/${id}/merge`, manager, merge).expect(201);
    expect(await send('customer.updated', told('Olga A.', 4))).toMatchObject({ status: 'outdated' });
    expect(await guest(id)).toMatchObject({ name: 'Olga B.' });
    expect(await send('customer.updated', told('Olga C.', 6))).toMatchObject({ status: 'recorded' });
    expect(await guest(id)).toMatchObject({ name: 'Olga C.' });
    // Also by the id of the guest that was merged.
    const byId = { ...told('Olga D.', 7), customer_id: merge.sourceId };
    expect(await send('customer.updated', byId)).toMatchObject({ status: 'recorded' });
    expect(await guest(id)).toMatchObject({ name: 'Olga D.' });
  });

  it('register a customer once, when a sale and a profile come at once', async () => {
    const [manager, colleague] = [await source.network.tokenOf('manager'), await source.network.tokenOf('manager')];
    const asked = await test
      .api()
      .patch(`/api/networks/${source.network.id}`)
      .set('Authorization', `Bearer ${manager}`)
      .send({ settings: { eventsRegister: true } })
      .expect(202);
    await source.network
      .post(`/api/change-requests/${(asked.body as { id: string }).id}/approve`, colleague)
      .expect(200);
    const sendBoth = async (name: string) => {
      const profile = { ...source.action(name, { name: 'Olga' }), event_type: 'customer.updated' };
      return Promise.all([
        send('pos.transaction', source.sale(name)),
        send('customer.updated', profile),
        send('loyalty.action', source.action(name, { action: 'earn', points: 5, reason: 'A gift' })),
      ]);
    };
    const names = Array.from({ length: 8 }, (_, n) => `together-${String(n)}`);
    const outcomes = (await Promise.all(names.map(sendBoth))).flat();
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['recorded']));
    for (const name of names) {
      const { body } = await source.network.get(`/api/guests?externalId=${name}`, manager);
      expect(body).toMatchObject({ items: [{ name: 'Olga' }] });
    }
  });

  it('register nobody without a consent that the law asks for, until the network has said where its customers agreed', async () => {
    const { network } = source;
    const [manager, colleague] = [await network.tokenOf('manager'), await network.tokenOf('manager')];
    const ask = (settings: object) =>
      test.api().patch(`/api/networks/${network.id}`).set('Authorization', `Bearer ${manager}`).send({ settings });
    const text = { kind: 'personal_data', version: '1', text: { en: 'I agree' } };
    await ask({ consents: [text] }).expect(200);
    const updated = (name: string) => ({ ...source.action(name, { name: 'Olga' }), event_type: 'customer.updated' });
    expect(await send('customer.updated', updated('asks-1'))).toMatchObject({
      status: 'dead_letter',
      problem: { code: 'consent_required', detail: expect.stringContaining('“consentBasis”') as string },
    });
    const asked = await ask({ consentBasisOfServices: 'OWN_SERVICE' }).expect(202);
    await network.post(`/api/change-requests/${(asked.body as { id: string }).id}/approve`, colleague).expect(200);
    expect(await send('customer.updated', updated('asks-2'))).toMatchObject({ status: 'recorded' });
  });

  it('stay apart by ids that differ only at their end', async () => {
    await source.customer('lena');
    const ids = ['a', 'b'].map((end) => `${'x'.repeat(190)}${end}`);
    const buys = ids.map((event_id) => ({
      event_id,
      tenant: source.code,
      product: 'bread',
      amount: 1,
      userId: 'lena',
    }));
    for (const buy of buys) expect(await send('buy', buy)).toMatchObject({ status: 'recorded' });
    for (const buy of buys) expect(await send('buy', buy)).toMatchObject({ status: 'duplicate' });
    const gift = { ...source.action('lena', { action: 'earn', points: 5, reason: 'A gift' }), event_id: ids[0] };
    expect(await send('loyalty.action', gift)).toMatchObject({ status: 'recorded' });
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
    // Shops number their orders each for itself, and this one names none.
    await source.customer('dora');
    for (const customerId of ['dave', 'dora'])
      expect(
        await send('order.completed', { data: { ...order.data, orderId: `o-of-${customerId}`, customerId } }),
      ).toMatchObject({ status: 'recorded' });
    const decimals = { data: { ...order.data, orderId: 'o-2', totalAmount: 1.005 } };
    expect((await send('order.completed', decimals)).problem?.errors?.[0]?.path).toBe('data.totalAmount');
    // Its points wait for no payment.
    const paid = { event_id: 'p-1', event_type: 'payment.confirmed', reference: 'o-1' };
    expect(await send('payment.confirmed', paid)).toMatchObject({ status: 'dead_letter' });
  });

  it('confirm the payment of an order, whose points wait for it, once', async () => {
    const document = programOf({ pending: { kind: 'PAYMENT', voidAfterDays: 5 } });
    const own = await TillNetwork.create(test, { document, code: `paid-${newId()}` });
    const shop = new EventSource(own, own.id);
    const id = await own.guest();
    const withKey = await own.keyOf('events');
    const order = { data: { orderId: 'ORD-789012', orderNumber: '17', customerId: id, totalAmount: 1000 } };
    expect(await send('order.completed', order, withKey)).toMatchObject({ status: 'recorded' });
    const balance = async () =>
      ((await own.get(`/api/guests/${id}`, await own.tokenOf('manager'))).body as { balance: object }).balance;
    expect(await balance()).toMatchObject({ available: 0, pending: 1_000 });
    const paid = { event_id: 'p-1', event_type: 'payment.confirmed', reference: 'ORD-789012' };
    const confirmed = await send('payment.confirmed', paid, withKey);
    expect(confirmed).toMatchObject({ status: 'recorded', problem: null });
    expect(await send('payment.confirmed', paid, withKey)).toEqual({ ...confirmed, status: 'duplicate' });
    expect(await balance()).toMatchObject({ available: 1_000, pending: 0 });
    expect(await shop.acts()).toMatchObject({ SALE: 1, ACTIVATION: 1 });
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
    const folder = await mkdtemp(path.join(tmpdir(), 'events-'));
    process.env['LOYALTY_API_KEY'] = key;
    const publish = async (...options: string[]): Promise<string[]> => {
      told.length = 0;
      const program = new Command();
      registerPublishEventCommand(program);
      const topic = `${source.code}.pos.transaction`;
      await program.parseAsync(['node', 'cli', 'publish-event', topic, ...options, '--url', test.url]);
      return [...told];
    };
    try {
      const generated = ['--generate', '600', '--customers', '3', '--location', 'centre'];
      expect(await publish(...generated)).toEqual(['recorded: 600']);
      const [one, two, three] = [source.sale('load-0'), source.sale('load-1'), source.sale('load-2')];
      expect(await publish('--event', JSON.stringify(one))).toEqual(['recorded: 1']);
      const lines = path.join(folder, 'sales.ndjson');
      await writeFile(lines, [one, two].map((event) => `${JSON.stringify(event)}\n`).join(''));
      expect((await publish('--file', lines)).sort()).toEqual(['duplicate: 1', 'recorded: 1']);
      expect(process.exitCode).toBeUndefined();
      const list = path.join(folder, 'sales.json');
      await writeFile(list, JSON.stringify([three, { event_id: 7 }]));
      expect((await publish('--file', list)).sort()).toEqual(['dead_letter: 1', 'recorded: 1']);
      expect(process.exitCode).toBe(1);
    } finally {
      process.exitCode = undefined;
      delete process.env['LOYALTY_API_KEY'];
      log.mockRestore();
      await rm(folder, { recursive: true });
    }
    expect(await source.acts()).toMatchObject({ SALE: 603 });
  });

  it('are refused beyond the size of a body', async () => {
    const large = source.sale('alice', { note: 'x'.repeat(10 * 1024 * 1024) });
    expect((await call('pos.transaction', large)).status).toBe(413);
  });
});

/** All permutations. */
function ordersOf<Thing>(things: readonly Thing[]): Thing[][] {
  if (things.length === 0) return [[]];
  return things.flatMap((first, at) => ordersOf(things.filter((_, n) => n !== at)).map((rest) => [first, ...rest]));
}
