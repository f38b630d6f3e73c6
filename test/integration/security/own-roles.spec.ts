import { randomInt } from 'node:crypto';
import { Database } from '../../../src/platform/database/database';
import { newId } from '../../../src/platform/ids/ids';
import { applicationOfWorker, type TestApp } from '../../support/app';
import { TillNetwork } from '../../support/till-network';
import { PASSWORD, People, tokenOfUser } from '../support/people-fixture';

const MARKETER = {
  name: 'Marketer',
  permissions: ['campaigns.read', 'campaigns.manage', 'segments.read'],
  places: 'ALL',
};

describe('roles that a network makes of the permissions', () => {
  let server: TestApp;
  let network: TillNetwork;
  let people: People;
  let manager: string;
  beforeAll(async () => {
    server = await applicationOfWorker();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(server);
    const { id: networkId, restaurantId, pointOfSaleId } = network;
    people = People.in(server.app, { networkId, restaurantId, pointOfSaleId });
    manager = await network.tokenOf('manager');
  });

  const as = (token: string) => {
    const set = (call: ReturnType<ReturnType<TestApp['api']>['get']>) => call.set('Authorization', `Bearer ${token}`);
    return {
      get: (path: string) => set(server.api().get(path)),
      patch: (path: string, body: object) => set(server.api().patch(path)).send(body),
      delete: (path: string) => set(server.api().delete(path)),
    };
  };
  const make = async (over: object = {}) => {
    const role = { ...MARKETER, ...over };
    const made = await network.post('/api/roles', manager, role);
    expect([made.status, made.body.code]).toEqual([202, undefined]);
    const colleague = await network.tokenOf('manager');
    expect((await network.post(`/api/change-requests/${String(made.body.id)}/approve`, colleague)).status).toBe(200);
    const { items } = (await as(manager).get('/api/roles')).body as { items: { id: string; name: string }[] };
    return items.find(({ name }) => name === role.name)?.id ?? '';
  };
  /** Gives a person a role, with a second manager where the role gives points. */
  const give = async (userId: string, ownRoleId: string) => {
    const asked = await as(manager).patch(`/api/users/${userId}`, { ownRoleId });
    if (asked.status === 202) {
      const colleague = await network.tokenOf('manager');
      await network.post(`/api/change-requests/${String(asked.body.id)}/approve`, colleague).expect(200);
    }
    expect((await as(manager).get(`/api/users/${userId}`)).body.ownRoleId).toBe(ownRoleId);
  };
  /** A cashier who has the role, signed in by the password. */
  const personWith = async (ownRoleId: string) => {
    const person = await people.addWithPassword('cashier');
    await give(person.id, ownRoleId);
    return { ...person, token: await signIn(person.email) };
  };
  const signIn = async (email: string) =>
    ((await server.api().post('/api/auth/login').send({ email, password: PASSWORD })).body as { accessToken: string })
      .accessToken;
  const statusOf = async (token: string, path: string) => (await as(token).get(path)).status;

  it('give what they name and nothing else, whatever cashiers have', async () => {
    const { token } = await personWith(await make());
    expect(await statusOf(token, '/api/campaigns')).toBe(200);
    for (const path of [
      '/api/users',
      '/api/roles',
      '/api/api-keys',
      '/api/guests',
      '/api/reports/today',
      '/api/approvals',
    ])
      expect([path, await statusOf(token, path)]).toEqual([path, 403]);
    const me = await as(token).get('/api/auth/me');
    const ofAll = ['password.own', 'session.own', 'views.own'];
    expect([...me.body.permissions].sort()).toEqual([...MARKETER.permissions, ...ofAll].sort());
    expect(me.body).toMatchObject({ role: 'cashier', restaurantIds: expect.arrayContaining([network.restaurantId]) });
  });

  it('change at once for who is signed in, and a new name alone signs nobody out', async () => {
    const id = await make();
    const { token, email } = await personWith(id);
    await as(manager).patch(`/api/roles/${id}`, { name: 'Advertiser' }).expect(200);
    expect(await statusOf(token, '/api/campaigns')).toBe(200);
    await as(manager)
      .patch(`/api/roles/${id}`, { permissions: ['segments.read'] })
      .expect(200);
    expect((await as(token).get('/api/campaigns')).body.code).toBe('session_ended');
    const again = await signIn(email);
    expect([await statusOf(again, '/api/campaigns'), await statusOf(again, '/api/segments')]).toEqual([403, 200]);
  });

  it('are deleted only with another role for who has them, who is signed out', async () => {
    const id = await make();
    const { token, email, id: userId } = await personWith(id);
    const refused = await as(manager).delete(`/api/roles/${id}`);
    expect([refused.status, refused.body]).toEqual([409, expect.objectContaining({ code: 'role_in_use', people: 1 })]);
    expect((await as(manager).delete(`/api/roles/${id}?replacement=${id}`)).status).toBe(409);
    expect((await as(manager).delete(`/api/roles/${id}?replacement=${newId()}`)).status).toBe(404);
    expect((await as(manager).delete(`/api/roles/${id}?replacement=manager`)).status).toBe(400);
    expect((await as(manager).delete(`/api/roles/${id}?replacement=analyst`)).status).toBe(204);
    expect((await as(token).get('/api/campaigns')).body.code).toBe('session_ended');
    expect((await as(manager).get(`/api/users/${userId}`)).body).toMatchObject({ role: 'analyst', ownRoleId: null });
    expect(await statusOf(await signIn(email), '/api/reports/today')).toBe(200);
    expect((await as(manager).get(`/api/roles/${id}`)).status).toBe(404);
    const { items } = (await as(manager).get('/api/audit?limit=200')).body as { items: { action: string }[] };
    expect(items.map(({ action }) => action)).toEqual(expect.arrayContaining(['role.created', 'role.deleted']));
  });

  it('never have what stays with managers, nor a permission that there is not', async () => {
    for (const permission of [
      'staff.manage',
      'keys.manage',
      'settings.manage',
      'approvals.decide',
      'networks.manage',
      'x',
    ])
      expect([
        permission,
        (await network.post('/api/roles', manager, { ...MARKETER, permissions: [permission] })).status,
      ]).toEqual([permission, 400]);
    // Permissions written past the API give no rights.
    const id = await make();
    await server.app
      .get(Database)
      .inNetwork(network.id, (tx) =>
        tx.query(`UPDATE own_roles SET permissions = '{staff.manage,networks.manage}' WHERE id = $1`, [id]),
      );
    const { token } = await personWith(id);
    expect(await statusOf(token, '/api/users')).toBe(403);
    expect(await statusOf(token, '/api/platform/networks')).toBe(403);
  });

  it('are of one network, have one name each, and managers give them', async () => {
    const id = await make();
    const same = await network.post('/api/roles', manager, { ...MARKETER, name: 'MARKETER' });
    expect([same.status, same.body.code]).toEqual([409, 'role_name_taken']);
    const other = await TillNetwork.create(server);
    const stranger = await other.tokenOf('manager');
    const theirs = await other.post('/api/users', stranger, {
      email: `x-${newId()}@example.test`,
      role: 'cashier',
      ownRoleId: id,
    });
    expect(theirs.status).toBe(404);
    expect((await as(stranger).get('/api/roles')).body.items).toEqual([]);
    for (const role of ['cashier', 'analyst'] as const)
      expect((await network.post('/api/roles', await network.tokenOf(role), MARKETER)).status).toBe(403);
  });

  it('work in the restaurants of each person where they say so, with the limits of a cashier or their own', async () => {
    const permissions = ['guest.find', 'guest.read', 'manual.post', 'places.read'];
    const id = await make({ name: 'Host', permissions, places: 'CHOSEN', manualAtOnce: 900, manualPerDay: 1_000 });
    const person = await people.addWithPassword('cashier');
    await give(person.id, id);
    const token = await tokenOfUser(server.app, person.id);
    const phone = `+7916${String(randomInt(10_000_000)).padStart(7, '0')}`;
    const guest = String((await network.post('/api/guests', manager, { phone, name: 'Olga' })).body.id);
    const credit = (points: number, pointOfSaleId = network.pointOfSaleId) =>
      network.post(`/api/guests/${guest}/transaction`, token, {
        type: 'MANUAL',
        pointOfSaleId,
        direction: 'CREDIT',
        points,
        reasonCode: 'GOODWILL',
        comment: 'long wait',
      });
    // 500 is a cashier's own limit.
    expect((await credit(900)).status).toBe(201);
    expect((await credit(901)).status).toBe(202);
    expect((await credit(200)).status).toBe(202);
    expect((await credit(1, network.otherPointOfSaleId)).body.code).toBe('restaurant_not_allowed');
    expect((await as(token).get(`/api/guests/${guest}`)).body.phone).toContain('•');
  });
});
