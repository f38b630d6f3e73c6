import { points } from '../../../../src/decision';
import { newId } from '../../../../src/platform/ids/ids';
import { NO_ORIGIN, Staff } from '../../../../src/security';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { programOf, tierOf } from '../../../support/decision/programs';
import { TillNetwork, type TillNetworkOptions } from '../../../support/till-network';
import { tokenOfUser } from '../../support/people-fixture';

interface Group {
  readonly id: string;
  readonly name: string;
  readonly restaurantIds: readonly string[];
}

interface Listed {
  readonly items: readonly { readonly id: string }[];
}

describe('a district manager', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  afterAll(() => test.close());

  const send = (method: 'patch' | 'delete', path: string, token: string, body: object = {}) =>
    test.api()[method](path).set('Authorization', `Bearer ${token}`).send(body);

  /** A network of two restaurants, of which the manager of the group has the first. */
  async function makeDistrict(options: TillNetworkOptions = {}) {
    const network = await TillNetwork.create(test, options);
    const manager = await network.tokenOf('manager');
    const body = { name: 'North', restaurantIds: [network.restaurantId] };
    const group = (await network.post('/api/restaurant-groups', manager, body).expect(201)).body as Group;
    const person = { email: `district-${newId()}@example.test`, role: 'manager', restaurantGroupId: group.id } as const;
    const { user } = await network.database.inNetwork(network.id, (tx) =>
      test.app.get(Staff).create(tx, network.id, person, { actor: 'system', origin: NO_ORIGIN }),
    );
    return { network, manager, group, userId: user.id, district: await tokenOfUser(test.app, user.id) };
  }

  /** As if the guest had registered in the restaurant that is not of the group. */
  const moveAway = (network: TillNetwork, guest: string) =>
    network.database.inNetwork(network.id, (tx) =>
      tx.query('UPDATE guests SET restaurant_id = $3 WHERE network_id = $1 AND id = $2', [
        network.id,
        guest,
        network.otherRestaurantId,
      ]),
    );

  const idsOf = (body: unknown): string[] => (body as Listed).items.map(({ id }) => id);

  it('sees the restaurants, reports, guests and histories of the group alone, and a restaurant that joins at once', async () => {
    const { network, manager, group, district } = await makeDistrict();
    const [here, there] = [await network.guest(), await network.guest()];
    await moveAway(network, there);
    const elsewhere = { pointOfSaleId: network.otherPointOfSaleId };
    const sale = (guest: string, more = {}) =>
      network.post(`/api/guests/${guest}/transaction`, manager, network.sale(10_000, more)).expect(201);
    const first = (await sale(here)).body as { id: string };
    const second = (await sale(here, elsewhere)).body as { id: string };
    const third = (await sale(there, elsewhere)).body as { id: string };

    const seen = async () => {
      const get = async (path: string) => (await network.get(path, district).expect(200)).body as unknown;
      const report = (await get('/api/reports/period?period=TODAY')) as { figures: { sales: number } };
      return {
        restaurants: idsOf(await get('/api/restaurants')),
        transactions: idsOf(await get('/api/transactions')).sort(),
        history: idsOf(await get(`/api/guests/${here}/history`)).sort(),
        guests: idsOf(await get('/api/guests')).sort(),
        sales: report.figures.sales,
        byRestaurant: ((await get('/api/reports/restaurants')) as { items: unknown[] }).items.length,
      };
    };
    expect(await seen()).toEqual({
      restaurants: [network.restaurantId],
      transactions: [first.id],
      history: [first.id],
      guests: [here],
      sales: 1,
      byRestaurant: 1,
    });
    await network.get(`/api/transactions/${second.id}`, district).expect(403);
    await network.get(`/api/restaurants/${network.otherRestaurantId}/analytics`, district).expect(403);
    await network.get(`/api/reports/period?restaurantId=${network.otherRestaurantId}`, district).expect(403);
    await network.post(`/api/guests/${here}/transaction`, district, network.sale(5_000, elsewhere)).expect(403);

    const restaurantIds = [network.restaurantId, network.otherRestaurantId];
    await send('patch', `/api/restaurant-groups/${group.id}`, manager, { restaurantIds }).expect(200);
    expect(await seen()).toMatchObject({
      restaurants: restaurantIds,
      transactions: [first.id, second.id, third.id].sort(),
      history: [first.id, second.id].sort(),
      guests: [here, there].sort(),
      sales: 3,
      byRestaurant: 2,
    });
    await send('patch', `/api/restaurant-groups/${group.id}`, manager, { restaurantIds: [] }).expect(200);
    expect(await seen()).toMatchObject({ restaurants: [], transactions: [], history: [], guests: [], sales: 0 });
  });

  it('is refused everything that is of the whole network', async () => {
    const { network, district, group } = await makeDistrict();
    for (const path of [
      '/api/ledger/liability',
      '/api/ledger/accounts',
      '/api/ledger/periods',
      '/api/ledger/extended',
      '/api/ledger/warnings/unread',
      '/api/settlements',
      '/api/restaurant-groups',
      '/api/campaigns',
      '/api/programs',
      '/api/segments',
      '/api/audit',
      '/api/api-keys',
      '/api/change-requests',
      '/api/events',
    ])
      expect([path, (await network.get(path, district)).status]).toEqual([path, 403]);
    await send('patch', `/api/networks/${network.id}`, district, { name: 'Mine' }).expect(403);
    await network.post('/api/restaurants', district, { name: 'Third' }).expect(403);
    await send('patch', `/api/restaurants/${network.restaurantId}`, district, { monthlyBudget: 5 }).expect(403);
    await send('patch', `/api/restaurants/${network.otherRestaurantId}`, district, { name: 'x' }).expect(403);
    await send('patch', `/api/restaurants/${network.restaurantId}`, district, { name: 'Centre 2' }).expect(200);
    await send('patch', `/api/restaurant-groups/${group.id}`, district, { restaurantIds: [] }).expect(403);
    await network
      .post(`/api/restaurants/${network.otherRestaurantId}/points-of-sale`, district, { name: 'x' })
      .expect(403);
    await network.post(`/api/restaurants/${network.restaurantId}/points-of-sale`, district, { name: 'x' }).expect(201);
  });

  it('works the cases about restaurants of the group alone', async () => {
    const document = programOf({ tiers: [tierOf('LOW', { benefits: [{ kind: 'CONCIERGE' }] })] });
    const { network, manager, district, userId } = await makeDistrict({ document });
    const guest = await network.guest();
    const open = (token: string, restaurantId: string | null) =>
      network.post(`/api/guests/${guest}/cases`, token, { kind: 'CONCIERGE', text: 'A table', restaurantId });
    const [ours, theirs, anywhere] = [
      (await open(manager, network.restaurantId).expect(201)).body as { id: string },
      (await open(manager, network.otherRestaurantId).expect(201)).body as { id: string },
      (await open(manager, null).expect(201)).body as { id: string },
    ];
    const page = (await network.get('/api/cases?limit=1', district).expect(200)).body as { nextCursor: string | null };
    expect([idsOf(page), page.nextCursor]).toEqual([[ours.id], null]);
    const elsewhere = await network.get(`/api/cases?restaurantId=${network.otherRestaurantId}`, district).expect(200);
    expect(idsOf(elsewhere.body)).toEqual([]);
    expect(idsOf((await network.get(`/api/guests/${guest}/cases`, district).expect(200)).body)).toEqual([ours.id]);
    for (const { id } of [theirs, anywhere]) {
      await network.get(`/api/cases/${id}`, district).expect(404);
      await send('patch', `/api/cases/${id}`, district, { status: 'DONE' }).expect(404);
      await network.post(`/api/cases/${id}/notes`, district, { text: 'x' }).expect(404);
    }
    const taken = await send('patch', `/api/cases/${ours.id}`, district, { status: 'IN_WORK', assigneeId: userId });
    expect([taken.status, taken.body]).toMatchObject([200, { status: 'IN_WORK', assigneeId: userId }]);
    await network.post(`/api/cases/${ours.id}/notes`, district, { text: 'Table 4' }).expect(201);
    for (const restaurantId of [network.otherRestaurantId, null])
      expect((await open(district, restaurantId)).body.code).toBe('restaurant_not_allowed');
    await open(district, network.restaurantId).expect(201);
    const all = (await network.get('/api/cases', manager).expect(200)).body;
    expect(idsOf(all)).toHaveLength(4);
  });

  it('lists the families of guests who registered or bought in the group', async () => {
    const pool = { perDay: points(300), perMonth: points(1_000), pointsCoolFor: 0, membersCoolFor: 0 };
    const document = programOf({ families: { mostMembers: 3, pool } });
    const { network, manager, district } = await makeDistrict({ document });
    const [here, there] = [await network.guest(), await network.guest()];
    await moveAway(network, there);
    const found = async (headId: string) =>
      ((await network.post('/api/families', manager, { headId }).expect(201)).body as { id: string }).id;
    const [ours, theirs] = [await found(here), await found(there)];
    const seen = async (query = '') =>
      (await network.get(`/api/families${query}`, district).expect(200)).body as Listed;
    expect(idsOf(await seen('?limit=1'))).toEqual([ours]);
    await network.post(`/api/guests/${there}/transaction`, manager, network.sale(10_000)).expect(201);
    expect(idsOf(await seen())).toEqual([theirs, ours]);
  });

  it('has cashiers of the group alone, and nobody with more rights', async () => {
    const { network, manager, district, userId } = await makeDistrict();
    const invite = (role: string, restaurantIds: readonly string[], more = {}) =>
      network.post('/api/users', district, { email: `x-${newId()}@example.test`, role, restaurantIds, ...more });
    const ours = (await invite('cashier', [network.restaurantId]).expect(201)).body as { id: string };
    await invite('cashier', [network.otherRestaurantId]).expect(403);
    await invite('cashier', [network.restaurantId, network.otherRestaurantId]).expect(403);
    await invite('cashier', []).expect(403);
    await invite('manager', []).expect(403);
    await invite('analyst', []).expect(403);
    const body = { email: `x-${newId()}@example.test`, role: 'cashier', restaurantIds: [network.otherRestaurantId] };
    const theirs = (await network.post('/api/users', manager, body).expect(201)).body as { id: string };
    expect(idsOf((await network.get('/api/users', district).expect(200)).body)).toEqual([ours.id]);
    await network.get(`/api/users/${theirs.id}`, district).expect(404);
    await send('patch', `/api/users/${theirs.id}`, district, { name: 'x' }).expect(403);
    await send('patch', `/api/users/${ours.id}`, district, { role: 'manager' }).expect(403);
    await network.post(`/api/users/${theirs.id}/password-link`, district).expect(403);
    await send('delete', `/api/users/${theirs.id}/sessions`, district).expect(403);
    await send('delete', `/api/users/${userId}/second-factor`, district).expect(403);
    await send('patch', `/api/users/${ours.id}`, district, { name: 'Ann' }).expect(200);
  });

  it('decides what waits in the group alone; the group itself and wider rights are not theirs', async () => {
    const { network, manager, group, userId, district } = await makeDistrict();
    const guest = await network.guest();
    const credit = { type: 'MANUAL', direction: 'CREDIT', points: 5_000_000, reasonCode: 'GOODWILL', comment: 'x' };
    const ask = async (restaurantId: string, pointOfSaleId: string) => {
      const cashier = await network.tokenOf('cashier', [restaurantId]);
      const body = { ...credit, pointOfSaleId };
      const { body: answer } = await network.post(`/api/guests/${guest}/transaction`, cashier, body).expect(202);
      return (answer as { id: string }).id;
    };
    const ours = await ask(network.restaurantId, network.pointOfSaleId);
    const theirs = await ask(network.otherRestaurantId, network.otherPointOfSaleId);
    expect(idsOf((await network.get('/api/approvals', district).expect(200)).body)).toEqual([ours]);
    expect(idsOf((await network.get('/api/transactions/awaiting-approval', district).expect(200)).body)).toEqual([
      ours,
    ]);
    expect((await network.get('/api/approvals/count', district).expect(200)).body).toMatchObject({ forMe: 1 });
    await network.post(`/api/transactions/${theirs}/approve`, district).expect(403);
    await network.post(`/api/transactions/${ours}/approve`, district).expect(200);

    const used = await send('delete', `/api/restaurant-groups/${group.id}`, manager);
    expect([used.status, used.body]).toMatchObject([409, { code: 'restaurant_group_in_use', managers: 1 }]);
    const taken = await network.post('/api/restaurant-groups', manager, { name: 'North' });
    expect([taken.status, taken.body]).toMatchObject([409, { code: 'restaurant_group_taken' }]);
    // The whole network waits for a second person.
    await send('patch', `/api/users/${userId}`, manager, { restaurantGroupId: null }).expect(202);
    expect((await network.get('/auth/me', district)).status).not.toBe(500);
  });
});
