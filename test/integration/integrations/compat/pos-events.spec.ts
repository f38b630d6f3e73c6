import { PublishedEvents } from '../../../../src/integrations/stream-events/published-events';
import { RfmBoundaries } from '../../../../src/marketing/segments/rfm-boundaries';
import { RetentionJob } from '../../../../src/integrations/retention/retention.job';
import { posEventExample } from '../../../../src/integrations/stream-events/pos-event.dto';
import { newId } from '../../../../src/platform/ids/ids';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { isShortForm } from '../../../support/at-night';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { keepsToBackground } from '../../../support/background-watch';
import { eventually } from '../../../support/eventually';
import { TillNetwork } from '../../../support/till-network';

interface Outcome {
  readonly event_id: string | null;
  readonly status: string;
  readonly transaction_id: string | null;
  readonly dead_letter_id: string | null;
  readonly problem: { readonly code: string; readonly errors?: readonly { path: string; code: string }[] } | null;
}
interface Letter {
  readonly id: string;
  readonly eventId: string | null;
  readonly status: string;
  readonly reason: string;
  readonly attempts: number;
  readonly faults: readonly { path: string; code: string }[];
  readonly transactionId: string | null;
}

describe('sales that come as events', () => {
  let test: TestApp;
  let network: TillNetwork;
  let source: string;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  keepsToBackground(() => test, PublishedEvents, 'record');
  beforeEach(async () => {
    network = await TillNetwork.create(test, { preset: 'points-4', code: `brand-${newId()}`, currency: 'USD' });
    [source, manager] = [await network.keyOf('events'), await network.tokenOf('manager')];
  });
  afterAll(() => test.close());

  const codeOf = async () =>
    ((await network.get(`/api/networks/${network.id}`, manager)).body as { code: string }).code;
  /** The example for our network: now, at our till, of a customer that there is. */
  async function event(changes: object = {}, payload: object = {}): Promise<typeof posEventExample> {
    const id = newId();
    return {
      ...posEventExample,
      event_id: `evt_${id}`,
      org_id: await codeOf(),
      location_id: 'centre',
      timestamp: new Date().toISOString(),
      ...changes,
      payload: { ...posEventExample.payload, transaction_id: `txn_${id}`, receipt_number: id, ...payload },
    };
  }
  const customer = async (externalId: string): Promise<string> => {
    const membership = await network.keyOf('membership');
    const made = await network.post('/api/customers', membership, { org_id: await codeOf(), external_id: externalId });
    return (made.body as { id: string }).id;
  };
  const send = async (body: unknown, key = source): Promise<Outcome> => {
    const { status, body: outcome } = await test
      .api()
      .post('/api/events/pos-transaction')
      .set('Authorization', `Bearer ${key}`)
      .set('Content-Type', 'application/json')
      .send(JSON.stringify(body));
    expect(status).toBe(200);
    return outcome as Outcome;
  };
  const sendAll = async (events: readonly unknown[]): Promise<Outcome[]> => {
    const { status, body } = await test
      .api()
      .post('/api/events/pos-transactions')
      .set('Authorization', `Bearer ${source}`)
      .send({ events });
    expect(status).toBe(200);
    return (body as { items: Outcome[] }).items;
  };
  const letters = async (query = '') =>
    ((await network.get(`/api/events/dead-letters${query}`, manager)).body as { items: Letter[] }).items;
  const retry = (id: string, key = manager) =>
    test.api().post(`/api/events/dead-letters/${id}/retry`).set('Authorization', `Bearer ${key}`);
  const transaction = async (id: string | null) =>
    (await network.get(`/api/transactions/${String(id)}`, manager)).body as Record<string, unknown>;

  it('record the example of the document as it stands, once, with what its items leave out', async () => {
    const own = await TillNetwork.create(test, { preset: 'points-4', code: 'brand123', currency: 'USD' });
    await own.database.inNetwork(own.id, async (tx) => {
      await tx.query("UPDATE restaurants SET code = 'store001' WHERE network_id = $1 AND code = 'centre'", [own.id]);
    });
    const key = await own.keyOf('events', 'import', 'membership');
    const { body: alice } = await own.post('/api/customers', key, { org_id: 'brand123', external_id: 'cust_789' });
    const first = await send(posEventExample, key);
    expect(first).toEqual({
      event_id: 'evt_123456789',
      status: 'recorded',
      transaction_id: expect.any(String) as string,
      dead_letter_id: null,
      problem: null,
    });
    expect(await send(posEventExample, key)).toEqual({ ...first, status: 'duplicate' });
    // A second event about the same receipt changes nothing.
    expect(await send({ ...posEventExample, event_id: 'evt_2' }, key)).toMatchObject({
      status: 'duplicate',
      transaction_id: first.transaction_id,
    });
    const seen = await own.get(`/api/transactions/${String(first.transaction_id)}`, await own.tokenOf('manager'));
    expect(seen.body).toMatchObject({
      type: 'SALE',
      guestId: (alice as { id: string }).id,
      amount: 2_550,
      receiptNumber: 'RCP001234',
      externalOrderId: 'txn_abc123',
      paymentMethod: 'credit_card',
      // 25 for the money, 200 for the first purchase.
      pointsEarned: 225,
    });
    expect(JSON.stringify(seen.body)).toContain('unlisted');
  });

  it('count for tier and RFM like any other sale', async () => {
    const guest = await customer('alice');
    const spends = [93.02, 400, 100, 5, 25.81];
    const outcomes = await sendAll(
      await Promise.all(spends.map((amount) => event({ customer_id: 'alice' }, { amount, items: null }))),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(spends.map(() => 'recorded'));
    const service = await network.keyOf('loyalty');
    expect((await network.get('/api/loyalty/customer/alice', service)).body).toMatchObject({
      tier: 'silver',
      tier_progress: { current_spend: 623.83, next_tier: 'gold', orders_needed: 10 },
    });
    await eventually('RFM', async () => {
      await network.get('/api/guests?sort=-lastVisitAt', manager);
      await test.app.get(RfmBoundaries).renew(network.id);
      const { body } = await network.get(`/api/loyalty/customer/${guest}/segments`, service);
      return (body as { rfm: object | null }).rfm !== null;
    });
  });

  it('hold back no other when one of a batch is poisoned, and keep it with its reason', async () => {
    await customer('bob');
    const good = async () => event({ customer_id: 'bob' });
    const poisoned = await event({ customer_id: 'bob' }, { amount: '12' });
    const items = await sendAll([await good(), poisoned, { event_id: 7 }, await good()]);
    expect(items.map(({ status }) => status)).toEqual(['recorded', 'dead_letter', 'dead_letter', 'recorded']);
    expect(items[1]).toMatchObject({
      event_id: poisoned.event_id,
      transaction_id: null,
      problem: { code: 'invalid_body', errors: [{ path: 'payload.amount', code: 'wrong_type' }] },
    });
    expect(items[2]?.event_id).toBeNull();
    const kept = await letters('?status=WAITING');
    expect(kept.map(({ id }) => id).sort()).toEqual([items[1]?.dead_letter_id, items[2]?.dead_letter_id].sort());
    const { body } = await network.get(`/api/events/dead-letters/${String(items[1]?.dead_letter_id)}`, manager);
    expect(JSON.parse((body as { body: string }).body)).toEqual(poisoned);
    // The event comes again: still one dead letter, with two attempts.
    expect((await sendAll([poisoned]))[0]).toMatchObject({ dead_letter_id: items[1]?.dead_letter_id });
    expect((await letters()).find(({ id }) => id === items[1]?.dead_letter_id)).toMatchObject({ attempts: 2 });
  });

  it('refuse what is not the network’s, and decimals that the currency does not have', async () => {
    await customer('eve');
    const of = async (changes: object, payload: object = {}) => {
      const { status, problem } = await send(await event({ customer_id: 'eve', ...changes }, payload));
      return [status, problem?.code, problem?.errors?.[0]?.path];
    };
    expect(await of({ org_id: 'brand-of-others' })).toEqual(['dead_letter', 'not_found', undefined]);
    expect(await of({ location_id: 'nowhere' })).toEqual(['dead_letter', 'invalid_body', 'location_id']);
    expect(await of({ customer_id: 'stranger' })).toEqual(['dead_letter', 'guest_not_found', undefined]);
    expect(await of({}, { amount: 25.505, items: null })).toEqual(['dead_letter', 'invalid_body', 'payload.amount']);
    expect(await of({}, { amount: 1 })).toEqual(['dead_letter', 'items_total_mismatch', undefined]);
    expect(await of({ timestamp: '2025-01-20T15:30:00Z' })).toEqual([
      'dead_letter',
      'occurred_at_out_of_range',
      undefined,
    ]);
    expect(await of({ version: 9 })).toEqual(['dead_letter', 'invalid_body', 'version']);
    for (const nonsense of [[], 'text', 5, null, { payload: [[[]]] }])
      expect(await send(nonsense)).toMatchObject({ status: 'dead_letter', problem: { code: 'invalid_body' } });
  });

  it('may name the envelope in camelCase, and a till by its code or id', async () => {
    await customer('carol');
    const { event_id, event_type, org_id, location_id: _centre, customer_id: _of, ...rest } = await event();
    const camel = {
      ...rest,
      eventId: event_id,
      eventType: event_type,
      orgId: org_id,
      locationId: 'till-2',
      customerId: 'carol',
    };
    const recorded = await send(camel);
    expect(recorded).toMatchObject({ event_id, status: 'recorded' });
    expect(await transaction(recorded.transaction_id)).toMatchObject({ pointOfSaleId: network.otherPointOfSaleId });
    const byId = await send(await event({ customer_id: 'carol', location_id: network.pointOfSaleId }));
    expect(await transaction(byId.transaction_id)).toMatchObject({ pointOfSaleId: network.pointOfSaleId });
  });

  it('stay apart where two tills of a restaurant print the same number, and meet at a till that is named', async () => {
    for (const name of ['hana', 'ivan']) await customer(name);
    const of = (customer_id: string, location_id: string) =>
      event({ customer_id, location_id }, { receipt_number: '17' });
    const sales = [await of('hana', 'centre'), await of('hana', 'centre'), await of('ivan', 'centre')];
    const recorded = await sendAll(sales);
    expect(recorded.map(({ status }) => status)).toEqual(['recorded', 'recorded', 'recorded']);
    expect(new Set(recorded.map(({ transaction_id }) => transaction_id)).size).toBe(3);
    expect(await transaction(recorded[2]?.transaction_id ?? null)).toMatchObject({ receiptNumber: '17' });
    expect((await sendAll(sales)).map(({ status }) => status)).toEqual(['duplicate', 'duplicate', 'duplicate']);
    const atTill = [await send(await of('hana', 'till-1')), await send(await of('hana', 'till-1'))];
    expect(atTill).toMatchObject([
      { status: 'recorded' },
      { status: 'dead_letter', problem: { code: 'receipt_already_recorded' } },
    ]);
    const { findings } = await test.app.get(LedgerVerification).verify(network.id);
    expect(findings.list()).toEqual([]);
  });

  it('are sent again by a manager once the cause is gone, and count once', async () => {
    const early = await send(await event({ customer_id: 'dave' }));
    expect(early).toMatchObject({ status: 'dead_letter', problem: { code: 'guest_not_found' } });
    const id = String(early.dead_letter_id);
    expect((await retry(id)).body).toMatchObject({ status: 'WAITING', reason: 'guest_not_found', attempts: 2 });
    const guest = await customer('dave');
    const done = await retry(id);
    expect([done.status, done.body]).toMatchObject([200, { status: 'RECORDED' }]);
    const { transactionId } = done.body as Letter;
    expect(await transaction(transactionId)).toMatchObject({ guestId: guest, amount: 2_550 });
    expect((await retry(id)).body).toMatchObject({ status: 'RECORDED', transactionId });
    expect(await letters('?status=RECORDED')).toMatchObject([{ id, transactionId }]);
    expect((await retry(newId())).body.code).toBe('not_found');
    // A refusal of the till is kept under the key of the event, but a new attempt is a new decision.
    const late = await send(await event({ customer_id: 'dave', timestamp: '2025-01-20T15:30:00Z' }));
    expect(late.problem?.code).toBe('occurred_at_out_of_range');
    expect((await retry(String(late.dead_letter_id))).body).toMatchObject({ status: 'RECORDED' });
  });

  it('register an unknown customer once, where the network has chosen so', async () => {
    const asked = await test
      .api()
      .patch(`/api/networks/${network.id}`)
      .set('Authorization', `Bearer ${manager}`)
      .send({ settings: { eventsRegister: true } })
      .expect(202);
    const colleague = await network.tokenOf('manager');
    await network.post(`/api/change-requests/${(asked.body as { id: string }).id}/approve`, colleague).expect(200);
    const events = await Promise.all([1, 2, 3].map(() => event({ customer_id: 'newcomer' })));
    const outcomes = await sendAll(events);
    expect(outcomes.map(({ status }) => status)).toEqual(['recorded', 'recorded', 'recorded']);
    const guests = await network.get('/api/guests?externalId=newcomer', manager);
    expect((guests.body as { items: object[] }).items).toHaveLength(1);
  });

  it('are for keys with the scope; dead letters are deleted by age', async () => {
    const body = JSON.stringify(posEventExample);
    const ask = (key: string) =>
      test
        .api()
        .post('/api/events/pos-transaction')
        .set('Authorization', `Bearer ${key}`)
        .set('Content-Type', 'application/json')
        .send(body);
    expect((await ask(await network.keyOf('till'))).status).toBe(403);
    expect((await ask(manager)).status).toBe(403);
    const old = ['01000000-0000-7000-8000-000000000000', '01000000-0000-7000-8000-000000000001'];
    const { dead_letter_id: fresh } = await send({});
    await network.database.inNetwork(network.id, (tx) =>
      tx.query(
        `INSERT INTO dead_letters (network_id, id, topic, integration_id, key_id, digest, body_encrypted, body_bytes, reason)
         SELECT network_id, old, topic, integration_id, key_id, sha256(uuid_send(old)), body_encrypted, body_bytes, reason
           FROM dead_letters, unnest($2::uuid[]) old WHERE network_id = $1`,
        [network.id, old],
      ),
    );
    // One by one after larger pieces were cut off.
    expect(await test.app.get(RetentionJob).doNext(network.id, { halvings: 14 })).toBe('more');
    expect(await letters()).toHaveLength(2);
    expect(await test.app.get(RetentionJob).doNext(network.id)).toBe('idle');
    expect((await letters()).map(({ id }) => id)).toEqual([fresh]);
  });

  it('record the events of a batch, a thousand at most, in one call, and leave a ledger that is right', async () => {
    const names = Array.from({ length: 20 }, (_, n) => `guest-${String(n)}`);
    for (const name of names) await customer(name);
    const base = await event();
    const events = Array.from({ length: isShortForm ? 200 : 1_000 }, (_, n) => ({
      ...base,
      event_id: `e${String(n)}`,
      customer_id: names[n % names.length],
      payload: { ...base.payload, transaction_id: `t${String(n)}`, receipt_number: `r${String(n)}` },
    }));
    const outcomes = await sendAll(events);
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['recorded']));
    expect(new Set((await sendAll(events)).map(({ status }) => status))).toEqual(new Set(['duplicate']));
    const { findings } = await test.app.get(LedgerVerification).verify(network.id);
    expect(findings.list()).toEqual([]);
  });
});
