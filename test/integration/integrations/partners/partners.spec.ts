import { newId } from '../../../../src/platform/ids/ids';
import type { Tx } from '../../../../src/platform/database/database';
import { Sessions } from '../../../../src/security';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { checkRows } from '../../../../src/transactions/books/verification/rows.check';
import { memberOf, type StatementSource, statementOf } from '../../../../src/platform/database/sql';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { superuserPool } from '../../../support/database';
import { TillNetwork } from '../../../support/till-network';

interface Guest {
  readonly id: string;
  readonly cardNumber: string;
  readonly cardCode: string;
}
interface Partner {
  readonly id: string;
  readonly key: string;
  readonly keyId: string;
}

const PER_DAY = 1_000_000;

describe('partners', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;
  let colleague: string;
  let cashier: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await newNetwork();
    manager = await network.tokenOf('manager');
    colleague = await network.tokenOf('manager');
    cashier = await network.tokenOf('cashier');
  });
  afterAll(() => test.close());

  const newNetwork = () =>
    TillNetwork.create(test, {
      preset: 'points-4',
      settings: { cards: { permanentCardSpend: 50 }, spending: { cardPerDay: 60 } },
    });

  const bodyOf = (more: object = {}) => ({
    code: `P${newId().replaceAll('-', '').slice(-20).toUpperCase()}`,
    name: 'Roasters',
    benefits: { en: 'A point for each cup' },
    earnPerDay: PER_DAY,
    burnPerDay: PER_DAY,
    ...more,
  });
  const create = async (more: object = {}): Promise<string> =>
    ((await network.post('/api/partners', manager, bodyOf(more)).expect(201)).body as { id: string }).id;

  /** A key of a partner, let through by a second manager. */
  async function keyOf(partnerId: string): Promise<{ key: string; id: string }> {
    const asked = await network.post('/api/api-keys', manager, { name: 'Tills', scopes: ['partner'], partnerId });
    expect(asked.status).toBe(202);
    const { body } = await network.post(`/api/change-requests/${String(asked.body.id)}/approve`, colleague).expect(200);
    const { id } = (body as { apiKey: { id: string } }).apiKey;
    const shown = await network.post(`/api/api-keys/${id}/secret`, manager).expect(200);
    return { id, key: (shown.body as { key: string }).key };
  }
  async function partner(more: object = {}): Promise<Partner> {
    const id = await create(more);
    const { key, id: keyId } = await keyOf(id);
    return { id, key, keyId };
  }

  let serial = 0;
  const guest = async (): Promise<Guest> =>
    (await network.post('/api/guests', cashier, { phone: `+7918${String(1_000_000 + (serial += 1))}` }).expect(201))
      .body as Guest;
  const tokenOfGuest = async (id: string): Promise<string> =>
    (await test.app.get(Sessions).openForGuest(network.id, id)).accessToken;
  const codeOf = async (id: string): Promise<string> =>
    ((await network.get('/api/auth/me/card', await tokenOfGuest(id))).body as Guest).cardCode;

  const call = (path: string, key: string, body: object) =>
    test.api().post(`/api/partner/${path}`).set('Authorization', `Bearer ${key}`).send(body);
  const earn = (key: string, { cardNumber }: Guest, points: number, reference = newId()) =>
    call('earn', key, { guest: { card: cardNumber }, points, reference });
  const burn = async (key: string, { id }: Guest, points: number, reference = newId()) =>
    call('burn', key, { guest: { code: await codeOf(id) }, points, reference });
  const refund = (key: string, operationId: string, more: object = {}) =>
    call('refunds', key, { operationId, reference: newId(), ...more });
  const settle = (id: string, body: object = {}) => network.post(`/api/partners/${id}/settlements`, manager, body);
  const accountOf = async (id: string) => (await network.get(`/api/partners/${id}/account`, manager).expect(200)).body;
  const availableOf = async (id: string) =>
    ((await network.get(`/api/guests/${id}/balance`, manager)).body as { available: number }).available;

  it('are made and changed by managers, and have keys of their own that two managers agree on', async () => {
    const made = await network.post('/api/partners', manager, bodyOf({ code: 'CINEMA' })).expect(201);
    const id = String(made.body.id);
    expect((await network.post('/api/partners', manager, bodyOf({ code: 'CINEMA' }))).body.code).toBe('code_taken');
    const changed = await test
      .api()
      .patch(`/api/partners/${id}`)
      .set('Authorization', `Bearer ${manager}`)
      .set('If-Match', String((await network.get(`/api/partners/${id}`, manager)).headers['etag']))
      .send({ name: 'Cinema', burnPerDay: 5 });
    expect([changed.status, changed.body]).toMatchObject([200, { name: 'Cinema', earnPerDay: PER_DAY, burnPerDay: 5 }]);
    const wrong = async (body: object) => (await network.post('/api/api-keys', manager, { name: 'x', ...body })).body;
    expect((await wrong({ scopes: ['partner'] })).errors).toMatchObject([{ path: 'partnerId', code: 'required' }]);
    expect((await wrong({ scopes: ['partner', 'till'], partnerId: id })).errors).toMatchObject([{ path: 'partnerId' }]);
    expect((await wrong({ scopes: ['till'], partnerId: id })).errors).toMatchObject([{ path: 'partnerId' }]);
    expect((await wrong({ scopes: ['partner'], partnerId: newId() })).code).toBe('not_found');
    const { key } = await keyOf(id);
    expect((await network.get('/api/partner/settlements', key)).body).toEqual({ items: [], nextCursor: null });
    expect((await network.get('/api/transactions', key)).status).toBe(403);
  });

  it('give and take points by their own account, with a reason, once for a reference', async () => {
    const { id, key } = await partner();
    const one = await guest();
    const before = await availableOf(one.id);
    const reference = newId();
    const [first, again] = [await earn(key, one, 300, reference), await earn(key, one, 300, reference)];
    expect([first.status, first.body]).toEqual([
      201,
      {
        id: expect.any(String) as string,
        kind: 'EARN',
        points: 300,
        reference,
        receiptNumber: null,
        available: before + 300,
        recordedAt: expect.any(String) as string,
        reason: 'Roasters gave 300 points',
      },
    ]);
    expect([again.body, again.headers['idempotent-replayed']]).toEqual([first.body, 'true']);
    expect((await earn(key, one, 301, reference)).body.code).toBe('idempotency_key_reused');
    const asked = { guest: { code: await codeOf(one.id) }, points: 120, reference: newId(), receiptNumber: '17' };
    const spent = await call('burn', key, asked);
    expect([spent.status, spent.body]).toMatchObject([
      201,
      {
        kind: 'BURN',
        points: 120,
        receiptNumber: '17',
        available: before + 180,
        reason: 'Paid at Roasters: 120 points',
      },
    ]);
    // The code ended with the operation, and its repetition is answered all the same.
    const repeated = await call('burn', key, asked);
    expect([repeated.status, repeated.body]).toEqual([201, spent.body]);
    expect((await call('burn', key, { ...asked, reference: newId() })).body.code).toBe('guest_not_found');
    expect(await accountOf(id)).toMatchObject({
      balance: -180,
      settledUntil: null,
      open: { operations: 2, earned: 300, burned: 120, earnReturned: 0, burnReturned: 0 },
    });
    const few = await burn(key, one, before + 181);
    expect([few.status, few.body]).toMatchObject([422, { code: 'insufficient_points', available: before + 180 }]);
    const explained = await network.get(`/api/transactions/${String(spent.body.id)}/explain`, manager);
    expect([explained.status, explained.body.agrees]).toEqual([200, true]);
  });

  it('give and take no more than their limit of a day, also at once', async () => {
    const { id, key } = await partner({ earnPerDay: 100, burnPerDay: 0 });
    const guests = await Promise.all(Array.from({ length: 6 }, guest));
    const answers = await Promise.all(guests.map((one) => earn(key, one, 30)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
    for (const { status, body } of answers.filter((answer) => answer.status !== 201))
      expect([status, body]).toMatchObject([403, { code: 'limit_exceeded', left: 10 }]);
    expect(await accountOf(id)).toMatchObject({ balance: -90 });
    const [one] = guests as [Guest];
    expect((await burn(key, one, 1)).body).toMatchObject({ code: 'limit_exceeded', left: 0 });
  });

  it('are let give more in a day by a second manager alone, while less and all else holds at once', async () => {
    const { id, key } = await partner({ earnPerDay: 100 });
    const change = (body: object) =>
      test.api().patch(`/api/partners/${id}`).set('Authorization', `Bearer ${manager}`).send(body);
    const asked = await change({ earnPerDay: 5_000, burnPerDay: 7 });
    expect([asked.status, asked.body]).toMatchObject([
      202,
      { kind: 'SETTINGS', subjectId: id, change: { earnPerDay: 5_000 } },
    ]);
    expect((await network.get(`/api/partners/${id}`, manager)).body).toMatchObject({ earnPerDay: 100, burnPerDay: 7 });
    const one = await guest();
    expect((await earn(key, one, 101)).body.code).toBe('limit_exceeded');

    const decide = (token: string) => network.post(`/api/change-requests/${String(asked.body.id)}/approve`, token);
    expect((await decide(manager)).body.code).toBe('own_act');
    const [listed] = (await network.get('/api/approvals', colleague)).body.items as object[];
    expect(listed).toMatchObject({
      id: asked.body.id,
      change: {
        subjectId: id,
        name: 'Roasters',
        settings: [{ name: 'partner.earnPerDay', before: 100, after: 5_000 }],
      },
    });
    expect((await decide(colleague)).status).toBe(200);
    expect((await earn(key, one, 101)).status).toBe(201);
    expect((await change({ earnPerDay: 50 })).body).toMatchObject({ earnPerDay: 50, burnPerDay: 7 });
  });

  it('take no more by a card number alone than the network allows', async () => {
    const { key } = await partner();
    const one = await guest();
    await earn(key, one, 500).expect(201);
    const byCard = (points: number) =>
      call('burn', key, { guest: { card: one.cardNumber }, points, reference: newId() });
    // A spend that a live code confirmed counts towards no limit of the card.
    expect((await burn(key, one, 200)).status).toBe(201);
    expect((await byCard(51)).body).toMatchObject({ code: 'confirmation_required', max: 50 });
    await byCard(40).expect(201);
    expect((await byCard(21)).body).toMatchObject({ code: 'confirmation_required', max: 20 });
  });

  it('take back what they gave, and give back what they took, up to the whole', async () => {
    const { id, key } = await partner();
    const other = await partner();
    const one = await guest();
    const before = await availableOf(one.id);
    const given = String((await earn(key, one, 100)).body.id);
    const taken = String((await burn(key, one, 60)).body.id);
    const part = await refund(key, taken, { points: 20 });
    expect([part.status, part.body]).toMatchObject([201, { kind: 'BURN_RETURN', points: 20 }]);
    expect((await refund(key, taken, { points: 41 })).body).toMatchObject({ code: 'refund_exceeds_sale', max: 40 });
    expect((await refund(key, taken)).body).toMatchObject({ kind: 'BURN_RETURN', points: 40, available: before + 100 });
    expect((await refund(key, taken)).body).toMatchObject({ code: 'refund_exceeds_sale', max: 0 });
    for (const foreign of [
      await refund(other.key, given),
      await refund(key, newId()),
      await refund(key, part.body.id as string),
    ])
      expect(foreign.body.code).toBe('not_found');
    expect((await burn(key, one, before + 50)).status).toBe(201);
    expect((await refund(key, given)).body).toMatchObject({ code: 'insufficient_points', available: 50 });
    expect((await refund(key, given, { points: 50 })).body).toMatchObject({ kind: 'EARN_RETURN', available: 0 });
    expect(await accountOf(id)).toMatchObject({ balance: before, open: { burnReturned: 60, earnReturned: 50 } });
  });

  it('are settled to the point by period, which never changes', async () => {
    const { id, key } = await partner();
    const one = await guest();
    expect((await settle(id)).body.code).toBe('nothing_to_settle');
    const given = String((await earn(key, one, 500)).body.id);
    expect((await burn(key, one, 120)).status).toBe(201);
    const closed = await settle(id);
    expect([closed.status, closed.body]).toMatchObject([
      201,
      { number: 1, from: null, operations: 2, opening: 0, earned: 500, burned: 120, closing: -380 },
    ]);
    const path = `/api/partners/${id}/settlements/${String(closed.body.id)}`;
    expect((await settle(id)).body.code).toBe('nothing_to_settle');
    await refund(key, given, { points: 80 }).expect(201);
    const next = (await settle(id).expect(201)).body as object;
    expect(next).toMatchObject({
      number: 2,
      from: closed.body.until,
      operations: 1,
      opening: -380,
      earnReturned: 80,
      closing: -300,
    });
    expect(await accountOf(id)).toMatchObject({ balance: -300, open: { operations: 0 } });
    expect((await network.get(path, manager)).body).toEqual(closed.body);
    const { items } = (await network.get(`${path}/receipts?limit=1`, manager)).body as { items: object[] };
    expect(items).toMatchObject([{ id: given, kind: 'EARN', points: 500 }]);
    const file = await network.get(`${path}/file`, manager).expect(200);
    expect(file.text.split('\r\n')).toHaveLength(4);
    expect(file.text).toMatch(/^id,recordedAt,kind,points,reference,receiptNumber\r\n/);
    expect((await settle(id, { until: closed.body.until as string })).body.code).toBe('settlement_out_of_order');
    expect((await settle(id, { until: '2099-01-01T00:00:00Z' })).body.errors).toMatchObject([{ path: 'until' }]);
    const own = (await network.get('/api/partner/settlements', key)).body as { items: object[] };
    expect(own.items).toEqual([next, closed.body]);
    for (const statement of ['UPDATE partner_settlements SET closing = 0', 'DELETE FROM partner_settlement_lines'])
      await expect(network.database.inNetwork(network.id, (tx) => tx.query(statement))).rejects.toThrow(
        'permission denied',
      );
  });

  it('are closed to others, to a revoked key, and once they are closed', async () => {
    const { id, key, keyId } = await partner();
    const one = await guest();
    const stranger = await newNetwork();
    expect((await stranger.get(`/api/partners/${id}`, await stranger.tokenOf('manager'))).status).toBe(404);
    const foreign = await stranger.keyOf('partner');
    expect((await earn(foreign, one, 1)).body.code).toBe('not_found');
    expect((await earn(await network.keyOf('till'), one, 1)).status).toBe(403);
    expect((await network.get('/api/partners', key)).status).toBe(403);
    const set = (closed: boolean) =>
      test.api().patch(`/api/partners/${id}`).set('Authorization', `Bearer ${manager}`).send({ closed }).expect(200);
    await set(true);
    expect((await earn(key, one, 1)).body.code).toBe('not_found');
    await set(false);
    await earn(key, one, 1).expect(201);
    await test.api().delete(`/api/api-keys/${keyId}`).set('Authorization', `Bearer ${manager}`).expect(204);
    expect((await earn(key, one, 1)).status).toBe(401);
  });

  describe('by the calls of the ledger service', () => {
    const post = (path: string, key: string, body: object) =>
      test.api().post(`/api/v1${path}`).set('Authorization', `Bearer ${key}`).send(body);
    const transfer = (key: string, debit: string, credit: string, amount: number, more: object = {}) =>
      post('/transfers', key, {
        id: newId(),
        debit_account_id: debit,
        credit_account_id: credit,
        amount,
        unit: 'points',
        ...more,
      });
    const orgOf = ({ id }: TillNetwork) => `t${id.replaceAll('-', '')}`;
    const refusalOf = ({ status, body }: { status: number; body: { code?: string; reason?: string } }) => [
      status,
      body.code,
      body.reason,
    ];

    it('give and take points as their operations: once for an id, within their limits, settled to the point', async () => {
      const { id, key } = await partner({ earnPerDay: 5_000, burnPerDay: 80 });
      const one = await guest();
      const before = await availableOf(one.id);
      const given = { id: `txn_${newId()}`, reference: 'CUP-1' };
      const [first, again] = [
        await transfer(key, id, one.id, 300, given),
        await transfer(key, id, one.id, 300, given).set('Idempotency-Key', 'another'),
      ];
      expect([first.status, first.body]).toMatchObject([
        201,
        { ...given, debit_account_id: id, credit_account_id: one.id, amount: 300, pending: false },
      ]);
      expect([again.body, again.headers['idempotent-replayed']]).toEqual([first.body, 'true']);
      expect((await transfer(key, id, one.id, 301, given)).body.code).toBe('idempotency_key_reused');
      const taken = await transfer(key, one.id, id, 70).expect(201);
      expect(await availableOf(one.id)).toBe(before + 230);
      expect((await transfer(key, one.id, id, 11)).body).toMatchObject({ code: 'limit_exceeded', left: 10 });
      expect((await transfer(key, id, one.id, 4_701)).body).toMatchObject({ code: 'limit_exceeded', left: 4_700 });

      const account = await network.get(`/api/v1/accounts/${id}`, key);
      expect([account.status, account.body]).toMatchObject([
        200,
        { id, org_id: orgOf(network), customer_id: null, type: 'partner', balance: -230, pending: 0, held: 0 },
      ]);
      expect((await post('/accounts', key, { org_id: orgOf(network), type: 'partner' })).body).toEqual(account.body);
      expect((await network.get(`/api/v1/accounts/${id}`, await network.keyOf('ledger'))).body).toEqual(account.body);

      const closed = await settle(id);
      expect([closed.status, closed.body]).toMatchObject([
        201,
        { operations: 2, opening: 0, earned: 300, burned: 70, closing: -230 },
      ]);
      const path = `/api/partners/${id}/settlements/${String(closed.body.id)}/receipts`;
      const { transaction_id: takenId } = taken.body as { transaction_id: string };
      expect(((await network.get(path, manager)).body as { items: object[] }).items).toMatchObject([
        { kind: 'EARN', points: 300, reference: given.id, receiptNumber: 'CUP-1' },
        { id: takenId, kind: 'BURN', points: 70 },
      ]);
      expect((await refund(key, takenId)).body).toMatchObject({ kind: 'BURN_RETURN', points: 70 });
      expect(await accountOf(id)).toMatchObject({ balance: -300, open: { operations: 1, burnReturned: 70 } });
    });

    it('take no more by the account of a guest alone than a till system may', async () => {
      const { id, key } = await partner();
      const one = await guest();
      await transfer(key, id, one.id, 3_000).expect(201);
      const asked = await transfer(key, one.id, id, 1_001);
      expect([asked.status, asked.body]).toMatchObject([422, { code: 'confirmation_required', max: 1_000 }]);
      expect(await accountOf(id)).toMatchObject({ balance: -3_000 });
    });

    it('move by no other key, and let a partner see nothing but its own account', async () => {
      const [{ id, key }, other, one, two] = [await partner(), await partner(), await guest(), await guest()];
      const service = await network.keyOf('ledger');
      for (const refused of [
        await transfer(service, id, one.id, 1),
        await transfer(service, one.id, id, 1),
        await transfer(service, one.id, id, 1, { pending: true }),
      ])
        expect(refusalOf(refused)).toEqual([403, 'partner_key_needed', undefined]);
      for (const refused of [await transfer(service, id, network.id, 1), await transfer(service, id, other.id, 1)])
        expect(refusalOf(refused)).toEqual([422, 'transfer_not_possible', 'ACCOUNTS']);
      expect((await post('/accounts', service, { org_id: orgOf(network), type: 'partner' })).status).toBe(404);

      expect(refusalOf(await transfer(key, one.id, two.id, 1))).toEqual([422, 'transfer_not_possible', 'ACCOUNTS']);
      for (const more of [{ pending: true }, { pending_id: 'txn_1', post_pending_transfer: true }])
        expect(refusalOf(await transfer(key, one.id, id, 1, more))).toEqual([422, 'transfer_not_possible', 'PENDING']);
      for (const foreign of [other.id, network.id, network.restaurantId]) {
        expect((await network.get(`/api/v1/accounts/${foreign}`, key)).status).toBe(404);
        expect(refusalOf(await transfer(key, foreign, one.id, 1))).toEqual([404, 'not_found', undefined]);
        expect(refusalOf(await transfer(key, one.id, foreign, 1))).toEqual([404, 'not_found', undefined]);
      }
      expect((await network.get(`/api/v1/accounts/${one.id}`, key)).status).toBe(404);
      expect((await network.get(`/api/v1/balance?customer_id=${one.id}`, key)).status).toBe(403);
      const points = { org_id: orgOf(network), customer_id: one.id, type: 'points' };
      expect((await post('/accounts', key, points)).status).toBe(403);

      const stranger = await newNetwork();
      const foreignKey = await stranger.keyOf('ledger');
      expect((await stranger.get(`/api/v1/accounts/${id}`, foreignKey)).status).toBe(404);
      expect(refusalOf(await transfer(foreignKey, id, await stranger.guest(), 1))).toEqual([
        404,
        'not_found',
        undefined,
      ]);
      expect(await accountOf(id)).toMatchObject({ balance: 0, open: { operations: 0 } });
    });
  });

  it('show guests what they get there', async () => {
    await create({
      name: 'A bakery',
      benefits: { ru: 'Пирожок за 50 баллов', en: 'A pie for 50 points' },
      earnPerDay: 0,
    });
    const { id } = await guest();
    const read = await network.get('/api/auth/me/partners', await tokenOfGuest(id)).set('Accept-Language', 'ru');
    const { items } = read.body as { items: { name: string }[] };
    expect(items.find(({ name }) => name === 'A bakery')).toMatchObject({
      benefits: 'Пирожок за 50 баллов',
      earns: false,
      burns: true,
    });
  });

  it('leave a ledger that is right, and one in which a settlement was touched is not', async () => {
    const { findings } = await test.app.get(LedgerVerification).verify(network.id);
    expect(findings.list()).toEqual([]);
    const pool = superuserPool();
    const client = await pool.connect();
    const statements = {
      query: async (...source: StatementSource) => {
        const { text, values } = statementOf(source);
        const { rows } = await client.query<Record<string, unknown>>(text, [...values]);
        return rows.map((row) =>
          Object.fromEntries(Object.entries(row).map(([name, value]) => [memberOf(name), value])),
        );
      },
    } as unknown as Tx;
    await client.query('BEGIN');
    await client.query(
      "UPDATE partner_settlement_lines SET points = points + 1 WHERE network_id = $1 AND kind = 'BURN' AND points = 120",
      [network.id],
    );
    const touched = await checkRows(statements, network.id);
    await client.query('ROLLBACK');
    client.release();
    await pool.end();
    expect(touched.map(({ row, problem }) => [row, problem])).toEqual([
      ['partner_settlement_lines', 'it states 121 points, and 120 were moved'],
    ]);
  });
});
