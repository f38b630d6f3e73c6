import { newId } from '../../../../src/platform/ids/ids';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
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
        pending_id: null,
        expires_at: null,
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

  describe('in two steps', () => {
    /** A customer with 250 points, of which 150 are pending for the network. */
    async function pending(more: object = {}) {
      const guest = await network.guest();
      await transfer(network.id, guest, 250).expect(201);
      const id = `txn_${newId()}`;
      const first = await transfer(guest, network.id, 150, { id, pending: true, reference: 'ORD-789012', ...more });
      return { guest, id, first };
    }
    const second = (guest: string, pendingId: string, amount: number, more: object = { post_pending_transfer: true }) =>
      transfer(guest, network.id, amount, { pending_id: pendingId, ...more });
    const VOID = { void_pending_transfer: true };
    const codeOf = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];

    it('hold points of a customer, which can then be neither spent nor held again', async () => {
      const { guest, id, first } = await pending({ timeout: 600 });
      expect([first.status, first.body]).toEqual([
        201,
        {
          id,
          debit_account_id: guest,
          credit_account_id: network.id,
          amount: 150,
          unit: 'points',
          pending: true,
          pending_id: null,
          expires_at: expect.any(String) as string,
          reference: 'ORD-789012',
          transaction_id: expect.any(String) as string,
          created_at: expect.any(String) as string,
        },
      ]);
      const { created_at: at, expires_at: until } = first.body as { created_at: string; expires_at: string };
      expect(Date.parse(until) - Date.parse(at)).toBe(600_000);
      const again = await transfer(guest, network.id, 150, {
        id,
        pending: true,
        reference: 'ORD-789012',
        timeout: 600,
      });
      expect([again.body, again.headers['idempotent-replayed']]).toEqual([first.body, 'true']);
      expect(await balanceOf(guest)).toMatchObject({ balance: 100, held: 150 });
      const tooMany = { code: 'insufficient_points', available: 100 };
      expect((await transfer(guest, network.id, 101)).body).toMatchObject(tooMany);
      expect((await transfer(guest, network.id, 101, { pending: true })).body).toMatchObject(tooMany);
    });

    it('post all of it or a part, whose rest goes back, and once', async () => {
      const whole = await pending();
      const posted = await second(whole.guest, whole.id, 150);
      expect([posted.status, posted.body]).toMatchObject([201, { pending: false, pending_id: whole.id, amount: 150 }]);
      expect(await balanceOf(whole.guest)).toMatchObject({ balance: 100, held: 0 });
      expect(codeOf(await second(whole.guest, whole.id, 150))).toEqual([409, 'hold_closed']);
      expect(codeOf(await second(whole.guest, whole.id, 150, VOID))).toEqual([409, 'hold_closed']);

      const { guest, first } = await pending();
      const { transaction_id: transactionId } = first.body as { transaction_id: string };
      const more = await second(guest, transactionId, 151);
      expect([more.status, more.body]).toMatchObject([422, { code: 'redemption_limit_exceeded', max: 150 }]);
      const part = { id: newId(), pending_id: transactionId, post_pending_transfer: true };
      const [one, same] = [await transfer(guest, network.id, 60, part), await transfer(guest, network.id, 60, part)];
      expect([one.status, same.body, same.headers['idempotent-replayed']]).toEqual([201, one.body, 'true']);
      expect(await balanceOf(guest)).toMatchObject({ balance: 190, held: 0 });
    });

    it('make it void, by themselves too after the time-out', async () => {
      const { guest, id } = await pending();
      expect((await second(guest, id, 100, VOID)).body).toMatchObject({ code: 'transfer_not_possible' });
      const voided = await second(guest, id, 150, VOID);
      expect([voided.status, voided.body]).toMatchObject([201, { pending: false, pending_id: id, amount: 150 }]);
      expect(await balanceOf(guest)).toMatchObject({ balance: 250, held: 0 });
      expect(codeOf(await second(guest, id, 150))).toEqual([409, 'hold_closed']);

      const late = await pending({ timeout: 1 });
      await eventually('the time-out of the transfer', async () => {
        const { held } = (await balanceOf(late.guest)) as { held: number };
        return held === 0;
      });
      expect(codeOf(await second(late.guest, late.id, 150))).toEqual([409, 'hold_expired']);
      expect(codeOf(await second(late.guest, late.id, 150, VOID))).toEqual([409, 'hold_expired']);
      expect(await balanceOf(late.guest)).toMatchObject({ balance: 250, held: 0 });
    });

    it('are ended by exactly one of several calls at once', async () => {
      const { guest, id } = await pending();
      const answers = await Promise.all([
        second(guest, id, 150),
        second(guest, id, 50),
        second(guest, id, 150, VOID),
        second(guest, id, 150, VOID),
      ]);
      const codes = answers.map(codeOf);
      expect(codes.filter(([status]) => status === 201)).toHaveLength(1);
      expect(codes.filter(([, code]) => code === 'hold_closed')).toHaveLength(3);
      expect(await balanceOf(guest)).toMatchObject({ held: 0 });
    });

    it('are of the ledger alone: no sale captures the points, and no till voids them', async () => {
      const { guest, first } = await pending();
      const { transaction_id: holdId } = first.body as { transaction_id: string };
      const token = await network.tokenOf('manager');
      const sold = await network.post(`/api/guests/${guest}/transaction`, token, network.sale(100_000, { holdId }));
      expect(codeOf(sold)).toEqual([404, 'not_found']);
      expect(codeOf(await network.post(`/api/holds/${holdId}/void`, token))).toEqual([404, 'not_found']);
      await transfer(network.id, guest, 900).expect(201);
      const quote = { ...network.sale(100_000, { pointsToRedeem: 500 }), hold: true };
      const held = await network.post(`/api/guests/${guest}/quote`, token, quote).expect(201);
      expect(codeOf(await second(guest, (held.body as { holdId: string }).holdId, 500))).toEqual([404, 'not_found']);
      expect(await balanceOf(guest)).toMatchObject({ balance: 500, held: 650 });
    });

    it('are one for their id, whatever key comes with the call', async () => {
      const guest = await network.guest();
      await transfer(network.id, guest, 250).expect(201);
      const id = `txn_${newId()}`;
      const body = { id, debit_account_id: guest, credit_account_id: network.id, amount: 100, unit: 'points' };
      const keyed = (more: object, key: string) => post('/transfers', { ...body, ...more }).set('Idempotency-Key', key);
      const first = await keyed({ pending: true }, 'one').expect(201);
      for (const key of ['one', 'another']) {
        const again = await keyed({ pending: true }, key);
        expect([again.body, again.headers['idempotent-replayed']]).toEqual([first.body, 'true']);
      }
      expect(await balanceOf(guest)).toMatchObject({ balance: 150, held: 100 });
      const step = { id: newId(), pending_id: id, post_pending_transfer: true };
      const posted = await keyed(step, 'three').expect(201);
      expect((await keyed(step, 'four')).body).toEqual(posted.body);
      expect(await balanceOf(guest)).toMatchObject({ balance: 150, held: 0 });
    });

    it('are of one person after a merge, by the accounts of either card', async () => {
      const token = await network.tokenOf('manager');
      const [old, guest] = [await network.guest(), await network.guest()];
      await transfer(network.id, guest, 250).expect(201);
      const merge = { sourceId: old, reason: 'two cards' };
      await network.post(`/api/guests/${guest}/merge`, token, merge).expect(201);
      const begin = async (account: string) => {
        const id = newId();
        const { body } = await transfer(account, network.id, 50, { id, pending: true }).expect(201);
        expect(body).toMatchObject({ debit_account_id: account });
        return id;
      };
      await second(old, await begin(old), 50).expect(201);
      await second(guest, await begin(old), 50, VOID).expect(201);
      await second(old, await begin(guest), 50, VOID).expect(201);
      expect(await balanceOf(guest)).toMatchObject({ balance: 200, held: 0 });
      const other = await network.guest();
      expect((await second(other, await begin(old), 50)).body).toMatchObject({ code: 'transfer_not_possible' });
    });

    it('are answered again by their id although the limit has fallen since', async () => {
      const own = await TillNetwork.create(test, { preset: 'points-4' });
      const [key, token, guest] = [await own.keyOf('ledger'), await own.tokenOf('manager'), await own.guest()];
      const move = (id: string, debit: string, credit: string, more: object = {}) =>
        post(
          '/transfers',
          { id, debit_account_id: debit, credit_account_id: credit, amount: 50, unit: 'points', ...more },
          key,
        );
      const calls = [
        () => move('credit', own.id, guest, { amount: 200 }),
        () => move('debit', guest, own.id),
        () => move('hold', guest, own.id, { pending: true }),
        () => move('post', guest, own.id, { pending_id: 'hold', post_pending_transfer: true }),
      ];
      const first: unknown[] = [];
      for (const call of calls) first.push((await call().expect(201)).body);
      const lower = { settings: { limits: { managerManualAtOnce: 40 } } };
      const path = `/api/networks/${own.id}`;
      await test.api().patch(path).set('Authorization', `Bearer ${token}`).send(lower).expect(200);
      for (const [n, call] of calls.entries()) expect((await call()).body).toEqual(first[n]);
      expect((await move('new', guest, own.id, { pending: true })).body).toMatchObject({
        code: 'limit_exceeded',
        max: 40,
      });
      expect((await move('newer', guest, own.id)).body).toMatchObject({ code: 'limit_exceeded', max: 40 });
    });

    it('are finished by the integration that began them', async () => {
      const { guest, id, first } = await pending();
      const { transaction_id: transactionId } = first.body as { transaction_id: string };
      const stranger = await network.keyOf('ledger');
      for (const pendingId of [id, transactionId]) {
        for (const more of [{ post_pending_transfer: true }, VOID]) {
          const body = { id: newId(), debit_account_id: guest, credit_account_id: network.id, amount: 150 };
          const answer = await post(
            '/transfers',
            { ...body, unit: 'points', pending_id: pendingId, ...more },
            stranger,
          );
          expect(codeOf(answer)).toEqual([404, 'not_found']);
        }
      }
      expect(await balanceOf(guest)).toMatchObject({ balance: 100, held: 150 });
      await second(guest, transactionId, 150).expect(201);
    });

    it('neither hold nor post points of a blocked customer, and let them go', async () => {
      const token = await network.tokenOf('manager');
      const { guest, id } = await pending();
      await network.post(`/api/guests/${guest}/block`, token, { reasonCode: 'OTHER', comment: 'lost' }).expect(200);
      expect(codeOf(await transfer(guest, network.id, 10, { pending: true }))).toEqual([422, 'guest_blocked']);
      expect(codeOf(await second(guest, id, 150))).toEqual([422, 'guest_blocked']);
      expect(await balanceOf(guest)).toMatchObject({ balance: 100, held: 150 });
      await second(guest, id, 150, VOID).expect(201);
      expect(await balanceOf(guest)).toMatchObject({ balance: 250, held: 0 });
    });

    it('are explained as they were decided', async () => {
      const { guest, id } = await pending();
      await second(guest, id, 40).expect(201);
      const again = await pending();
      await second(again.guest, again.id, 150, VOID).expect(201);
      const token = await network.tokenOf('manager');
      const rows = await network.database.inNetwork(network.id, (tx) =>
        tx.query<{ id: string; type: string }>(
          `SELECT id, type FROM transactions
            WHERE network_id = $1 AND guest_id = ANY ($2) AND (type IN ('HOLD', 'RELEASE') OR direction = 'DEBIT')
            ORDER BY recorded_at, guest_version`,
          [network.id, [guest, again.guest]],
        ),
      );
      expect(rows.map(({ type }) => type)).toEqual(['HOLD', 'MANUAL', 'HOLD', 'RELEASE']);
      for (const { id: transactionId, type } of rows) {
        const { body } = await network.get(`/api/transactions/${transactionId}/explain`, token);
        expect(body).toMatchObject({ type, agrees: true, differences: [] });
      }
    });

    it('are refused where they do not fit', async () => {
      const { guest, id } = await pending();
      const other = await network.guest();
      const refusals = [
        await transfer(network.id, guest, 1, { pending: true }),
        await transfer(guest, other, 1, { pending: true }),
        await second(other, id, 150),
        await transfer(network.id, guest, 150, { pending_id: id, post_pending_transfer: true }),
      ];
      expect(refusals.map(({ status, body }) => [status, body.code, body.reason])).toEqual(
        refusals.map(() => [422, 'transfer_not_possible', 'PENDING']),
      );
      expect(codeOf(await second(guest, 'txn_unknown', 150))).toEqual([404, 'not_found']);
      expect((await transfer(guest, network.id, 10_001, { pending: true })).body.code).toBe('limit_exceeded');
      const wrong = [
        { pending_id: id },
        { post_pending_transfer: true },
        { pending_id: id, post_pending_transfer: true, ...VOID },
        { pending_id: id, ...VOID, pending: true },
        { timeout: 60 },
        { pending: true, timeout: 0 },
        { pending: true, timeout: 86_401 },
      ];
      for (const more of wrong) expect((await transfer(guest, network.id, 1, more)).status).toBe(400);
      expect(await balanceOf(guest)).toMatchObject({ balance: 100, held: 150 });
    });
  });

  it('refuse other accounts and units, and what a key may not do', async () => {
    const guest = await network.guest();
    const refusals = [
      await transfer(network.restaurantId, guest, 1),
      await transfer(network.id, network.id, 1),
      await transfer(network.id, guest, 1, { unit: 'stamps' }),
    ];
    expect(refusals.map(({ status, body }) => [status, body.code, body.reason])).toEqual([
      [422, 'transfer_not_possible', 'ACCOUNTS'],
      [422, 'transfer_not_possible', 'ACCOUNTS'],
      [422, 'transfer_not_possible', 'UNIT'],
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
