import { Programs, Snapshots } from '../../../../src/configuration';
import { Database } from '../../../../src/platform/database/database';
import { newId } from '../../../../src/platform/ids/ids';
import { applicationOfWorker, applicationsOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { TillNetwork } from '../../../support/till-network';
import { addOwner, tokenOfUser } from '../../support/people-fixture';

describe('the networks of an installation', () => {
  let test: TestApp;
  let owner: string;
  let network: TillNetwork;
  let manager: string;
  let cashier: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    owner = await tokenOfUser(test.app, (await addOwner(test.app)).id);
    network = await TillNetwork.create(test);
    manager = await network.tokenOf('manager');
    cashier = await network.tokenOf('cashier');
  });
  afterAll(() => test.close());

  const send = (method: 'post' | 'patch', path: string, token: string, body: object) =>
    test.api()[method](path).set('Authorization', `Bearer ${token}`).send(body);
  const newNetwork = (more: object = {}) => ({
    code: `n${newId().replaceAll('-', '')}`,
    name: 'Osteria',
    currency: 'EUR',
    timeZone: 'Europe/Rome',
    language: 'en',
    country: 'IT',
    preset: 'hybrid-5',
    manager: { email: `manager-${newId()}@example.test`, name: 'Anna Conti' },
    ...more,
  });

  it('are made by the owner, with defaults in their currency', async () => {
    const body = newNetwork();
    const { preset: _preset, manager: first, ...own } = body;
    const made = await send('post', '/api/networks', owner, body);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      ...own,
      manager: first,
      currencyDigits: 2,
      closedAt: null,
      settings: {
        offlineWindowHours: 72,
        receiptScope: 'BUSINESS_DAY',
        dayStart: '04:00',
        holdMinutes: 10,
        captureGraceMinutes: 15,
        claimWindowHours: 24,
        restoreGraceDays: 30,
        reasonCodes: [],
        linesAtTill: false,
        campaignHoldoutPpm: 0,
        limits: {
          cashierManualAtOnce: 500,
          cashierManualPerShift: 2_000,
          managerManualAtOnce: 10_000,
          cashierRefund: 5_000,
          campaignBudget: 30_000,
        },
        marketing: { quietFrom: '00:00', quietTo: '00:00', messagesPerGuest: null, messagesDays: 7 },
      },
    });
    const read = await network.get(`/api/organizations/${made.body.id}`, owner);
    const { manager: _manager, passwordLink: _link, restaurant: _restaurant, ...shown } = made.body;
    // The account of the manager and its link raise the number once the network is made.
    expect(read.body).toEqual({ ...shown, rulesVersion: Number(shown.rulesVersion) + 2 });
  });

  it.each([
    ['JPY', 0, 5_000],
    ['KWD', 3, 50_000],
    ['EUR', 2, 5_000],
    ['KZT', 2, 5_000_000],
  ])(
    'take the decimals of %s from the standard, and limits of about the same worth',
    async (currency, currencyDigits, cashierRefund) => {
      const { body } = await send('post', '/api/networks', owner, newNetwork({ currency }));
      expect(body).toMatchObject({ currencyDigits, settings: { limits: { cashierRefund } } });
    },
  );

  it('start from a preset scaled by one factor, in force at once and for what happened before', async () => {
    const scale = { numerator: 1, denominator: 50 };
    const { body } = await send(
      'post',
      '/api/networks',
      owner,
      newNetwork({ currency: 'RUB', preset: 'hybrid-5', scale }),
    );
    const programs = test.app.get(Programs);
    for (const at of [new Date(), new Date('2020-01-01')]) {
      const inForce = await programs.programInForce(body.id as string, at);
      expect(inForce?.version).toBe(1);
      expect(inForce?.program.document.tiers.map((tier) => tier.needs.spend)).toEqual([
        0, 10_000, 40_000, 120_000, 300_000,
      ]);
      expect(inForce?.program.document.earning.base).toEqual({ step: 20, points: 1 });
      expect(inForce?.program.document.pointValue).toBe(2_000_000);
    }
    const yen = await send('post', '/api/networks', owner, newNetwork({ currency: 'JPY', preset: 'discount-5' }));
    const inYen = await programs.programInForce(yen.body.id as string, new Date());
    expect(inYen?.program.document.tiers.map((tier) => tier.needs.spend)).toEqual([
      0, 15_000, 50_000, 150_000, 400_000,
    ]);
    const crooked = newNetwork({ preset: 'hybrid-5', scale: { numerator: 1, denominator: 7 } });
    expect((await send('post', '/api/networks', owner, crooked)).status).toBe(400);
    expect(
      (await send('post', '/api/networks', owner, { ...crooked, scale: { numerator: 1, denominator: 1 } })).status,
    ).toBe(201);
  });

  it('are all seen by the owner, page by page, and by others one: their own', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { body }: { body: { items: { id: string }[]; nextCursor: string | null } } = await network.get(
        `/api/networks?limit=100${query}`,
        owner,
      );
      seen.push(...body.items.map((item) => item.id));
      cursor = body.nextCursor;
    } while (cursor !== null);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toContain(network.id);
    expect((await network.get('/api/networks', manager)).body).toMatchObject({
      items: [{ id: network.id }],
      nextCursor: null,
    });
    expect((await network.get('/api/networks?cursor=nothing', manager)).body.code).toBe('invalid_query');
    expect((await network.get(`/api/networks/${network.id}`, cashier)).body.currency).toBe('RUB');
  });

  it('exist for nobody of another network', async () => {
    const other = await TillNetwork.create(test);
    expect((await network.get(`/api/networks/${other.id}`, manager)).status).toBe(404);
    expect((await send('patch', `/api/networks/${other.id}`, manager, { name: 'Mine' })).status).toBe(404);
    expect((await network.get(`/api/networks/${newId()}`, owner)).status).toBe(404);
    expect((await network.get('/api/networks/first', owner)).status).toBe(404);
    expect((await send('patch', `/api/networks/${newId()}`, owner, { name: 'Nobody' })).status).toBe(404);
    expect((await send('post', '/api/networks', manager, newNetwork())).status).toBe(403);
    expect((await send('patch', `/api/networks/${network.id}`, cashier, { name: 'Mine' })).status).toBe(403);
  });

  it('are changed part by part by their manager, each change in the audit and in the rules version', async () => {
    const own = await TillNetwork.create(test);
    const token = await own.tokenOf('manager');
    const path = `/api/networks/${own.id}`;
    const before = (await own.get(path, token)).body as { rulesVersion: number };
    const first = await send('patch', path, token, {
      name: 'Renamed',
      settings: { limits: { cashierRefund: 100 }, holdMinutes: 30 },
    });
    expect(first.status).toBe(200);
    const second = await send('patch', path, token, {
      settings: { limits: { cashierManualAtOnce: 50 }, reasonCodes: ['STAFF_MEAL'] },
    });
    expect(second.body).toMatchObject({
      name: 'Renamed',
      rulesVersion: before.rulesVersion + 2,
      settings: {
        holdMinutes: 30,
        reasonCodes: ['STAFF_MEAL'],
        limits: { cashierRefund: 100, cashierManualAtOnce: 50, cashierManualPerShift: 2_000 },
      },
    });
    expect((await own.get(path, token)).body).toEqual(second.body);
    const trail = await own.database.inNetwork(own.id, (tx) =>
      tx.query<{ after: object }>("SELECT after FROM audit_log WHERE action = 'network.changed' ORDER BY id"),
    );
    expect(trail[0]?.after).toMatchObject({ name: 'Renamed', settings: { holdMinutes: 30 } });
    expect(trail).toHaveLength(2);
  });

  it('are shown anew on every process as soon as one has changed them', async () => {
    const [, second] = await applicationsOfWorker();
    const there = second.app.get(Snapshots);
    await there.current(network.id);
    const changed = await send('patch', `/api/networks/${network.id}`, manager, { settings: { holdMinutes: 77 } });
    await eventually('the change on the other process', async () => {
      const { profile } = await there.current(network.id);
      return profile.settings.holdMinutes === 77;
    });
    const exact = await there.atLeast(network.id, changed.body.rulesVersion as number);
    expect(exact.rulesVersion).toBe(changed.body.rulesVersion);
  });

  it('keep their currency once something was rung up', async () => {
    const own = await TillNetwork.create(test);
    const token = await own.tokenOf('manager');
    const path = `/api/networks/${own.id}`;
    expect((await send('patch', path, token, { currency: 'KZT' })).body.currency).toBe('KZT');
    expect((await send('patch', path, token, { currency: 'KWD' })).body.currencyDigits).toBe(3);
    const sold = await own.post('/api/receipts', await own.tokenOf('cashier'), {
      pointOfSaleId: own.pointOfSaleId,
      amount: 1_000,
      receiptNumber: '1',
    });
    expect(sold.status).toBe(201);
    const refused = await send('patch', path, token, { currency: 'RUB' });
    expect([refused.status, refused.body.code]).toEqual([409, 'currency_fixed']);
    expect((await send('patch', path, token, { name: 'Still', currency: 'KWD' })).status).toBe(200);
  });

  it.each([
    { code: 'Has Spaces' },
    { code: '' },
    { code: '-x' },
    { currency: 'DEM' },
    { currency: 'eur' },
    { currency: 978 },
    { timeZone: 'Mars/Olympus' },
    { timeZone: '+03:00' },
    { language: 'fr' },
    { preset: undefined },
    { manager: undefined },
    { manager: { email: 'nobody', name: 'Anna' } },
    { manager: { email: 'anna@example.test' } },
    { country: 'XX' },
    { name: '' },
    { name: 'x'.repeat(201) },
    { preset: 'none' },
    { scale: { numerator: 0, denominator: 1 } },
    { settings: { holdMinutes: 1_441 } },
    { settings: { dayStart: '24:00' } },
    { settings: { receiptScope: 'NEVER' } },
    { settings: { limits: { cashierRefund: -1 } } },
    { settings: { limits: { cashierRefund: 0.5 } } },
    { settings: { unknown: 1 } },
    { unknown: 1 },
  ])('are not made of %j', async (more) => {
    const answer = await send('post', '/api/networks', owner, newNetwork(more));
    expect(answer.status).toBe(400);
    expect(answer.body.code).toBe('invalid_body');
  });

  it('never stale: a snapshot is not remembered when the change came while it was read', async () => {
    const own = await TillNetwork.create(test);
    const snapshots = test.app.get(Snapshots);
    const database = test.app.get(Database);
    for (let round = 1; round <= 20; round += 1) {
      snapshots.forget(own.id);
      const change = database.inNetwork(own.id, async (tx) => {
        await tx.query('UPDATE networks SET name = $2, rules_version = rules_version + 1 WHERE id = $1', [
          own.id,
          `Round ${String(round)}`,
        ]);
        await tx.query("SELECT pg_notify('rules_changed', $1)", [own.id]);
      });
      await Promise.all([snapshots.current(own.id), change, snapshots.current(own.id)]);
      const { version } = await database.inNetwork(own.id, (tx) =>
        tx.one<{ version: number }>('SELECT rules_version AS version FROM networks WHERE id = $1', [own.id]),
      );
      await eventually(`the change of round ${String(round)}`, async () => {
        const { rulesVersion } = await snapshots.current(own.id);
        return rulesVersion === version;
      });
    }
  });
});
