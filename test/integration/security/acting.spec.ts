import { newId } from '../../../src/platform/ids/ids';
import { applicationsOfWorker, type TestApp } from '../../support/app';
import { superuserPool } from '../../support/database';
import { TillNetwork } from '../../support/till-network';
import { addOwner, tokenOfUser } from '../support/people-fixture';

describe('an owner who acts for a network', () => {
  let server: TestApp;
  let other: TestApp;
  let network: TillNetwork;
  let manager: string;
  let ownerId: string;
  let owner: string;

  beforeAll(async () => {
    [server, other] = await applicationsOfWorker();
    network = await TillNetwork.create(server);
    manager = await network.tokenOf('manager');
  });
  afterAll(async () => {
    await server.close();
    await other.close();
  });
  beforeEach(async () => {
    ownerId = (await addOwner(server.app)).id;
    owner = await tokenOfUser(server.app, ownerId);
  });

  const begin = (token = owner, networkId = network.id, key = newId()) =>
    network.post(`/api/networks/${networkId}/act-for`, token, { reason: 'help with the tills' }, key);
  const end = (token = owner, at = server) =>
    at.api().delete(`/api/networks/${network.id}/act-for`).set('Authorization', `Bearer ${token}`);
  const acting = (path: string, token = owner, at = server, networkId = network.id) =>
    at.api().get(path).set('Authorization', `Bearer ${token}`).set('X-Act-For-Network', networkId);
  const audit = async (token: string) =>
    (await network.get('/api/audit?limit=200', token)).body.items as Record<string, unknown>[];
  /** Moves the end of the owner's periods into the past, since the application may end but never shorten them. */
  const runOut = () => asSuperuser('UPDATE acting_periods SET expires_at = now() WHERE owner_id = $1');

  it('begins with a reason, works within the network for an hour, and ends', async () => {
    const refused = await acting('/api/restaurants');
    expect([refused.status, refused.body.code]).toEqual([403, 'act_for_not_begun']);

    const begun = await begin();
    expect(begun.status).toBe(201);
    expect(begun.body).toMatchObject({ networkId: network.id, reason: 'help with the tills' });
    const { begunAt, expiresAt } = begun.body as { begunAt: string; expiresAt: string };
    expect(Date.parse(expiresAt) - Date.parse(begunAt)).toBe(3_600_000);
    expect((await acting('/api/auth/me')).body).toMatchObject({ networkId: network.id, network: { id: network.id } });
    const restaurants = await acting('/api/restaurants', owner, other);
    expect(restaurants.body.items).toContainEqual(expect.objectContaining({ id: network.restaurantId }));

    expect((await end()).status).toBe(204);
    for (const at of [server, other])
      expect((await acting('/api/restaurants', owner, at)).body.code).toBe('act_for_not_begun');
    expect((await end()).status).toBe(204);
  });

  it('leaves begin, reason and end in the audit of the network and of the platform, each request in the network’s', async () => {
    await begin();
    await acting('/api/users').expect(403);
    await end(owner, other);
    const both = [
      expect.objectContaining({ action: 'network.acting_ended', actorId: ownerId, subjectId: network.id }),
      expect.objectContaining({
        action: 'network.acting_begun',
        actorId: ownerId,
        subjectId: network.id,
        after: expect.objectContaining({ reason: 'help with the tills' }) as object,
      }),
    ];
    const [ended, begun] = both;
    expect((await audit(owner)).filter((entry) => entry['actorId'] === ownerId)).toEqual(both);
    expect((await audit(manager)).filter((entry) => entry['actorId'] === ownerId)).toEqual([
      ended,
      expect.objectContaining({
        action: 'network.acted_for',
        onBehalf: true,
        after: { method: 'GET', route: '/api/users' },
      }),
      begun,
    ]);
  });

  it('may do what a cashier does, and is the actor of it; refunds, staff and the programme stay the network’s', async () => {
    await begin();
    const asOwner = (path: string, body: object) =>
      network.post(path, owner, body).set('X-Act-For-Network', network.id);
    const guest = await asOwner('/api/guests', { externalId: newId() });
    expect(guest.status).toBe(201);
    const sale = await asOwner(`/api/guests/${String(guest.body.id)}/transaction`, network.sale(155_000));
    expect(sale.status).toBe(201);
    const journal = await network.database.inNetwork(network.id, (tx) =>
      tx.query('SELECT actor_kind AS kind, actor_id AS id FROM transactions WHERE id = $1', [sale.body.id]),
    );
    expect(journal).toEqual([{ kind: 'user', id: ownerId }]);
    for (const [path, body] of [
      [`/api/transactions/${String(sale.body.id)}/refund`, { reason: 'cold pizza' }],
      ['/api/users', { email: `${newId()}@example.test`, role: 'manager' }],
      ['/api/programs', { preset: 'discount-5' }],
    ] as const)
      expect([path, (await asOwner(path, body)).body.code]).toEqual([path, 'forbidden']);
  });

  it('has to begin anew when the hour is over, and beginning again ends the period before', async () => {
    await begin();
    const again = await begin();
    expect(again.status).toBe(201);
    const open = await network.database.inNetwork(network.id, (tx) =>
      tx.query<{ ended: boolean }>(
        'SELECT ended_at IS NOT NULL AS ended FROM acting_periods WHERE owner_id = $1 ORDER BY id',
        [ownerId],
      ),
    );
    expect(open).toEqual([{ ended: true }, { ended: false }]);
    await runOut();
    expect((await acting('/api/restaurants')).body.code).toBe('act_for_not_begun');
    await begin();
    await acting('/api/restaurants').expect(200);
  });

  it('is seen and ended by a manager of the network, for all owners and at once in every process', async () => {
    const openTo = (token: string) => network.get(`/api/networks/${network.id}/act-for`, token);
    const stranger = await tokenOfUser(server.app, (await addOwner(server.app)).id);
    await asSuperuser("UPDATE users SET name = 'Vera' WHERE id = $1");
    for (const token of [owner, stranger]) await begin(token);
    const { items } = (await openTo(manager).expect(200)).body as { items: Record<string, unknown>[] };
    expect(items.length).toBeGreaterThanOrEqual(2);
    expect(items.slice(-2)).toMatchObject([
      { ownerName: 'Vera', reason: 'help with the tills' },
      { ownerName: null, reason: 'help with the tills' },
    ]);
    expect(Object.keys(items[0] ?? {}).sort()).toEqual(['begunAt', 'expiresAt', 'ownerName', 'reason']);

    // A cashier, the acting owner and a manager of another network can neither see nor end the acting.
    const cashier = await network.tokenOf('cashier');
    await openTo(cashier).expect(403);
    expect((await end(cashier)).body.code).toBe('forbidden');
    await acting(`/api/networks/${network.id}/act-for`).expect(403);
    const second = await TillNetwork.create(server);
    expect((await end(await second.tokenOf('manager'))).body.code).toBe('not_found');
    await end(stranger).set('X-Act-For-Network', network.id).expect(204);
    await acting('/api/restaurants').expect(200);

    expect((await end(manager)).status).toBe(204);
    for (const at of [server, other])
      for (const token of [owner, stranger])
        expect((await acting('/api/restaurants', token, at)).body.code).toBe('act_for_not_begun');
    expect((await openTo(manager)).body).toEqual({ items: [] });
    const [ended] = await audit(manager);
    expect(ended).toMatchObject({
      action: 'network.acting_ended',
      onBehalf: false,
      subjectName: expect.any(String) as string,
    });
    const [ofPlatform] = (await audit(owner)).filter(({ subjectId }) => subjectId === network.id);
    expect(ofPlatform).toMatchObject({
      action: 'network.acting_ended',
      actorId: ended?.['actorId'],
      subjectId: network.id,
    });
    expect((await end(manager)).status).toBe(204);
    expect((await audit(manager))[0]).toEqual(ended);
  });

  it('begins once a key', async () => {
    const key = newId();
    const first = await begin(owner, network.id, key);
    const again = await begin(owner, network.id, key);
    expect([again.body, again.headers['idempotent-replayed']]).toEqual([first.body, 'true']);
    const stranger = await tokenOfUser(server.app, (await addOwner(server.app)).id);
    const theirs = await begin(stranger, network.id, key);
    expect([theirs.status, theirs.headers['idempotent-replayed']]).toEqual([201, undefined]);
    await acting('/api/restaurants', stranger).expect(200);
  });

  it('acts in the session in which they began, which no other owner and no other session of theirs shares', async () => {
    await begin();
    const elsewhere = await tokenOfUser(server.app, ownerId);
    const stranger = await tokenOfUser(server.app, (await addOwner(server.app)).id);
    for (const token of [elsewhere, stranger])
      expect((await acting('/api/restaurants', token)).body.code).toBe('act_for_not_begun');
    // Another owner ends none of these sessions; the owner can end a lost device's session from any device.
    expect((await end(stranger)).status).toBe(204);
    await acting('/api/restaurants').expect(200);
    expect((await end(elsewhere)).status).toBe(204);
    expect((await acting('/api/restaurants')).body.code).toBe('act_for_not_begun');
  });

  it('finds no network that is not there, and none but the one that they act for', async () => {
    expect((await begin(owner, newId())).body.code).toBe('not_found');
    for (const unknown of [newId(), 'not an id'])
      expect((await acting('/api/audit', owner, server, unknown)).body.code).toBe('not_found');
    const second = await TillNetwork.create(server);
    await begin();
    expect((await begin(owner, second.id).set('X-Act-For-Network', network.id)).body.code).toBe('not_found');
    expect((await acting('/api/restaurants', owner, server, second.id)).body.code).toBe('act_for_not_begun');
  });

  it('is an owner: nobody else begins it or names another network', async () => {
    const strangers = await TillNetwork.create(server);
    const key = await network.keyOf('report');
    for (const token of [manager, await network.tokenOf('analyst'), await network.tokenOf('cashier'), key]) {
      expect((await begin(token)).body.code).toBe('forbidden');
      const named = await acting('/api/audit', token, server, strangers.id);
      expect([named.status, named.body.code]).toEqual([403, 'forbidden']);
    }
    await acting('/api/audit', manager).expect(200);
  });

  it.each([{}, { reason: '' }, { reason: 'x'.repeat(501) }])('says why: %j is no reason', async (body) => {
    const refused = await network.post(`/api/networks/${network.id}/act-for`, owner, body);
    expect([refused.status, refused.body.code]).toEqual([400, 'invalid_body']);
  });

  /** @param text a statement with the owner's id as `$1` */
  async function asSuperuser(text: string): Promise<void> {
    const pool = superuserPool();
    await pool.query(text, [ownerId]);
    await pool.end();
  }
});
