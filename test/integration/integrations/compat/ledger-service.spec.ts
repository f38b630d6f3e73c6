import { newId } from '../../../../src/platform/ids/ids';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';

/** `POST /api/v1/accounts`, `GET /api/v1/accounts/{id}`, `POST /api/v1/transfers` and `GET /api/v1/balance`. */
describe('the calls of the ledger service', () => {
  let test: TestApp;
  let network: TillNetwork;
  let service: string;
  const code = `brand-${newId()}`;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test, {
      preset: 'points-4',
      code,
      settings: { transfers: { allowed: true, minimum: 1, pointsCoolFor: 0, guestsCoolFor: 0 } },
    });
    service = await network.keyOf('ledger');
  });
  afterAll(() => test.close());

  const post = (path: string, body: object, key = service) =>
    test.api().post(`/api/v1${path}`).set('Authorization', `Bearer ${key}`).send(body);
  const transfer = (debit: string, credit: string, amount: number, more: object = {}) =>
    post('/transfers', {
      id: newId(),
      debit_account_id: debit,
      credit_account_id: credit,
      amount,
      unit: 'points',
      ...more,
    });
  const balanceOf = async (customer: string, unit = 'points') =>
    (await network.get(`/api/v1/balance?customer_id=${customer}&unit=${unit}`, service)).body as object;

  /** A customer of the membership service, whom the ledger knows by its own id. */
  async function customer(): Promise<{ id: string; externalId: string }> {
    const externalId = `cust_${newId()}`;
    const membership = await network.keyOf('membership');
    const { body } = await post('/customers', { org_id: code, external_id: externalId }, membership).expect(201);
    return { id: (body as { id: string }).id, externalId };
  }

  it('find the account of a customer and of the network, and write nothing', async () => {
    const { id, externalId } = await customer();
    const asked = { org_id: code, customer_id: externalId, type: 'points' };
    const first = await post('/accounts', asked);
    expect([first.status, first.body]).toEqual([
      201,
      {
        id,
        org_id: code,
        customer_id: externalId,
        type: 'points',
        unit: 'points',
        balance: 100,
        pending: 0,
        held: 0,
        created_at: expect.any(String) as string,
      },
    ]);
    expect((await post('/accounts', asked)).body).toEqual(first.body);
    expect((await network.get(`/api/v1/accounts/${id}`, service)).body).toEqual(first.body);
    const adjustment = await post('/accounts', { org_id: code, type: 'adjustment' });
    expect(adjustment.body).toMatchObject({ id: network.id, customer_id: null, type: 'adjustment' });
    const reader = await network.keyOf('ledger:read');
    expect((await post('/accounts', asked, reader)).status).toBe(201);
    expect((await post('/accounts', { ...asked, org_id: 'another' })).body.code).toBe('not_found');
    expect((await post('/accounts', { ...asked, customer_id: 'nobody' })).body.code).toBe('guest_not_found');
    expect((await post('/accounts', { org_id: code, type: 'points' })).body.errors).toMatchObject([
      { path: 'customer_id', code: 'required' },
    ]);
  });

  it('transfer points between the network and a customer, once for an id, to the point', async () => {
    const guest = await network.guest();
    const before = await network.get(`/api/v1/accounts/${network.id}`, service);
    const given = {
      id: 'txn_abc123',
      debit_account_id: network.id,
      credit_account_id: guest,
      amount: 150,
      unit: 'points',
      reference: 'ORD-789012',
    };
    const [first, again] = [await post('/transfers', given), await post('/transfers', given)];
    expect([first.status, first.body]).toEqual([
      201,
      {
        ...given,
        pending: false,
        transaction_id: expect.any(String) as string,
        created_at: expect.any(String) as string,
      },
    ]);
    expect([again.body, again.headers['idempotent-replayed']]).toEqual([first.body, 'true']);
    expect((await post('/transfers', { ...given, amount: 151 })).body.code).toBe('idempotency_key_reused');
    await transfer(guest, network.id, 40).expect(201);
    expect(await balanceOf(guest)).toEqual({ customer_id: guest, unit: 'points', balance: 110, pending: 0, held: 0 });
    const after = await network.get(`/api/v1/accounts/${network.id}`, service);
    expect((before.body as { balance: number }).balance - (after.body as { balance: number }).balance).toBe(110);
    const few = await transfer(guest, network.id, 111);
    expect([few.status, few.body]).toMatchObject([422, { code: 'insufficient_points', available: 110 }]);
  });

  it('transfer points from one customer to another', async () => {
    const [from, to] = [await network.guest(), await network.guest()];
    await transfer(network.id, from, 100).expect(201);
    await transfer(from, to, 30).expect(201);
    expect([await balanceOf(from), await balanceOf(to)]).toMatchObject([{ balance: 70 }, { balance: 30 }]);
  });

  it('refuse other accounts, units and steps, and what a key may not do', async () => {
    const guest = await network.guest();
    const refusals = [
      await transfer(network.restaurantId, guest, 1),
      await transfer(network.id, network.id, 1),
      await transfer(network.id, guest, 1, { unit: 'stamps' }),
      await transfer(network.id, guest, 1, { pending: true }),
    ];
    expect(refusals.map(({ status, body }) => [status, body.code, body.reason])).toEqual([
      [422, 'transfer_not_possible', 'ACCOUNTS'],
      [422, 'transfer_not_possible', 'ACCOUNTS'],
      [422, 'transfer_not_possible', 'UNIT'],
      [422, 'transfer_not_possible', 'PENDING'],
    ]);
    expect((await transfer(network.id, newId(), 1)).body.code).toBe('not_found');
    expect((await transfer(network.id, guest, 10_001)).body).toMatchObject({ code: 'limit_exceeded', max: 10_000 });
    expect((await transfer(network.id, guest, 1.5)).status).toBe(400);
    const reader = await network.keyOf('ledger:read');
    const body = { id: newId(), debit_account_id: network.id, credit_account_id: guest, amount: 1, unit: 'points' };
    expect((await post('/transfers', body, reader)).status).toBe(403);
  });

  it('tell a balance of stamps by card and in all, and refuse a unit that there is not', async () => {
    const guest = await network.guest();
    expect(await balanceOf(guest, 'stamps')).toMatchObject({ unit: 'stamps', balance: 0 });
    expect(await balanceOf(guest, 'coins')).toMatchObject({ code: 'invalid_query', errors: [{ path: 'unit' }] });
    expect(await balanceOf('nobody')).toMatchObject({ code: 'guest_not_found' });
  });

  it('answer the health check', async () => {
    const { status, body } = await test.api().get('/api/v1/health');
    expect([status, body]).toMatchObject([200, { status: 'ok' }]);
  });

  it('leave a ledger that is right', async () => {
    const { findings } = await test.app.get(LedgerVerification).verify(network.id);
    expect(findings.list()).toEqual([]);
  });
});
