import { newId } from '../../../../src/platform/ids/ids';
import { Sessions } from '../../../../src/security';
import { applicationsOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';
import { addOwner, sessionOfUser, tokenOfUser } from '../../support/people-fixture';

describe('the state of a network', () => {
  let test: TestApp;
  let other: TestApp;
  let owner: string;
  let network: TillNetwork;
  let manager: string;
  let cashier: string;

  beforeAll(async () => {
    [test, other] = await applicationsOfWorker();
    owner = await tokenOfUser(test.app, (await addOwner(test.app)).id);
  });
  afterAll(async () => {
    await test.close();
    await other.close();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test);
    manager = await network.tokenOf('manager');
    cashier = await network.tokenOf('cashier');
  });

  const setState = (state: string, more: object = { confirmName: 'Trattoria' }, token = owner, key = newId()) =>
    network.post(`/api/networks/${network.id}/state`, token, { state, reason: 'an unpaid invoice', ...more }, key);
  const change = (token: string, at = test) =>
    at
      .api()
      .post('/api/restaurants')
      .set('Authorization', `Bearer ${token}`)
      .set('Idempotency-Key', newId())
      .send({ name: `R ${newId()}` });
  const sell = async (token: string) =>
    network.post(`/api/guests/${await network.guest()}/transaction`, token, network.sale(100_000));
  const actionsIn = async (token: string) => {
    const { body } = await network.get(`/api/audit?subjectId=${network.id}&limit=200`, token);
    return (body.items as { action: string; after: unknown }[]).filter(({ action }) =>
      /suspend|close|resume/.test(action),
    );
  };

  it('suspended: tills sell on, managers and keys that manage change nothing on any process, until it is resumed', async () => {
    const suspended = await setState('SUSPENDED');
    expect([suspended.status, typeof suspended.body.suspendedAt]).toEqual([200, 'string']);
    for (const at of [test, other]) {
      const refused = await change(manager, at);
      expect([refused.status, refused.body.code]).toEqual([403, 'network_suspended']);
    }
    const key = await network.keyOf('manage', 'till');
    const drafted = await network.post('/api/programs', key, { preset: 'discount-5' });
    expect([drafted.status, drafted.body.code]).toEqual([403, 'network_suspended']);
    const renamed = await test
      .api()
      .patch(`/api/networks/${network.id}`)
      .set('Authorization', `Bearer ${manager}`)
      .send({ name: 'Other' });
    expect(renamed.body.code).toBe('network_suspended');
    expect((await network.get('/api/restaurants', manager)).status).toBe(200);
    expect((await network.get('/api/auth/me', manager)).body.network).toMatchObject({ suspended: true });
    for (const token of [cashier, manager, key]) expect((await sell(token)).status).toBe(201);
    expect((await setState('ACTIVE', {})).body).toMatchObject({ suspendedAt: null, closedAt: null });
    expect((await change(manager)).status).toBe(201);
  });

  it('suspended: managers still see and end the acting of an owner', async () => {
    await network.post(`/api/networks/${network.id}/act-for`, owner, { reason: 'an unpaid invoice' }).expect(201);
    expect((await setState('SUSPENDED')).status).toBe(200);
    const seen = () => network.get(`/api/networks/${network.id}/act-for`, manager).expect(200);
    expect((await seen()).body.items).toMatchObject([{ reason: 'an unpaid invoice' }]);
    const end = (token: string) =>
      test.api().delete(`/api/networks/${network.id}/act-for`).set('Authorization', `Bearer ${token}`);
    await end(cashier).expect(403);
    await end(manager).expect(204);
    expect((await seen()).body).toEqual({ items: [] });
  });

  it('closed: sessions and keys end at once, nobody signs in, and all data is there when it opens again', async () => {
    const { id } = (await network.get('/api/auth/me', manager)).body as { id: string };
    const session = await sessionOfUser(test.app, id);
    const guest = await test.app.get(Sessions).openForGuest(network.id, await network.guest());
    const key = await network.keyOf('till');
    expect((await network.get('/api/restaurants', key)).status).toBe(200);
    expect((await setState('CLOSED')).status).toBe(200);
    expect((await network.get('/api/restaurants', session.accessToken)).body.code).toBe('session_ended');
    expect((await network.get('/api/restaurants', cashier)).body.code).toBe('session_ended');
    expect((await network.get('/api/restaurants', key)).status).toBe(401);
    const refreshed = await test.api().post('/api/auth/refresh').send({ refreshToken: guest.refreshToken });
    expect([refreshed.status, refreshed.body.code]).toEqual([401, 'session_ended']);
    expect((await setState('ACTIVE', {})).status).toBe(200);
    const again = await sessionOfUser(test.app, id);
    const { body } = await network.get('/api/restaurants', again.accessToken);
    expect(body.items).toContainEqual(expect.objectContaining({ id: network.restaurantId }));
    expect((await network.get('/api/restaurants', key)).status).toBe(200);
  });

  it('is changed once, by an owner who types the name, and both audits have it with the reason', async () => {
    for (const confirmName of [undefined, 'Trattoria 2']) {
      const refused = await setState('CLOSED', { confirmName });
      expect([refused.status, refused.body.errors]).toEqual([400, [expect.objectContaining({ path: 'confirmName' })]]);
    }
    expect((await setState('SUSPENDED', {}, manager)).status).toBe(403);
    const key = newId();
    const first = await setState('SUSPENDED', { confirmName: ' Trattoria ' }, owner, key);
    const again = await setState('SUSPENDED', { confirmName: ' Trattoria ' }, owner, key);
    expect(again.body).toEqual(first.body);
    expect((await setState('SUSPENDED')).body.suspendedAt).toBe(first.body.suspendedAt);
    const entry = { action: 'network.suspended', after: { state: 'SUSPENDED', reason: 'an unpaid invoice' } };
    for (const reader of [owner, manager]) expect(await actionsIn(reader)).toEqual([expect.objectContaining(entry)]);
    expect((await network.post(`/api/networks/${newId()}/state`, owner, { state: 'ACTIVE', reason: 'x' })).status).toBe(
      404,
    );
  });
});
