import { TillPlaces, Snapshots } from '../../../../src/configuration';
import { newId } from '../../../../src/platform/ids/ids';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { TillNetwork } from '../../../support/till-network';

describe('the places of a network', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;
  let cashier: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test);
    manager = await network.tokenOf('manager');
    cashier = await network.tokenOf('cashier');
  });
  afterAll(() => test.close());

  const patch = (path: string, token: string, body: object) =>
    test.api().patch(path).set('Authorization', `Bearer ${token}`).send(body);

  it('are opened, changed, closed and opened again by a manager', async () => {
    const made = await network.post('/api/restaurants', manager, { code: 'north', name: 'North', address: 'Nevsky 1' });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ code: 'north', name: 'North', address: 'Nevsky 1', closedAt: null });
    const path = `/api/restaurants/${made.body.id}`;
    const till = await network.post(`${path}/points-of-sale`, manager, { name: 'Bar' });
    expect(till.body).toMatchObject({ restaurantId: made.body.id, name: 'Bar', closedAt: null });
    const places = test.app.get(TillPlaces);
    expect(await places.getPlace(network.id, till.body.id as string)).toEqual({
      pointOfSaleId: till.body.id,
      restaurantId: made.body.id,
      closed: false,
      isInShadow: false,
      shadowUntil: null,
    });
    expect((await patch(path, manager, { name: 'Far North', address: null, closed: true })).body).toMatchObject({
      name: 'Far North',
      address: null,
      code: 'north',
      closedAt: expect.any(String) as string,
    });
    expect((await places.getPlace(network.id, till.body.id as string)).closed).toBe(true);
    expect((await patch(path, manager, { closed: false })).body.closedAt).toBeNull();
    expect(
      (await patch(`${path}/points-of-sale/${till.body.id}`, manager, { closed: true, code: 'bar' })).body,
    ).toMatchObject({ code: 'bar' });
    expect((await places.getPlace(network.id, till.body.id as string)).closed).toBe(true);
    expect((await network.get(`${path}/points-of-sale/${till.body.id}`, manager)).body.closedAt).not.toBeNull();
  });

  it('have names by language beside the main one, which each reader gets in theirs', async () => {
    const own = await TillNetwork.create(test);
    const token = await own.tokenOf('manager');
    const reportIn = async (language: string) => {
      const { body } = await own.get('/api/reports/restaurants', token).set('Accept-Language', language);
      const { items } = body as { readonly items: readonly { readonly name: string }[] };
      return items.map(({ name }) => name);
    };
    const names = { en: 'Arbat' };
    const path = `/api/restaurants/${own.restaurantId}`;
    expect((await patch(path, token, { name: 'На Арбате', names })).body).toMatchObject({ name: 'На Арбате', names });
    await own.post('/api/receipts', token, { pointOfSaleId: own.pointOfSaleId, amount: 100, receiptNumber: newId() });
    await eventually('the sale is counted', async () => (await reportIn('en')).length > 0);
    expect(await reportIn('en')).toEqual(['Arbat']);
    expect(await reportIn('ru')).toEqual(['На Арбате']);
    // A change of another field leaves the names; an empty object removes them.
    expect((await patch(path, token, { address: 'Arbat 1' })).body).toMatchObject({ names });
    expect((await patch(path, token, { names: {} })).body).toMatchObject({ name: 'На Арбате', names: {} });
    expect(await reportIn('en')).toEqual(['На Арбате']);
    for (const wrong of [{ en: 'x'.repeat(201) }, { en: '' }, { fr: 'Arbat' }, 'Arbat'])
      expect((await patch(path, token, { names: wrong })).body).toMatchObject({ status: 400, code: 'invalid_body' });
    const till = await own.post(`${path}/points-of-sale`, token, { name: 'Бар', names: { en: 'Bar' } });
    expect(till.body).toMatchObject({ name: 'Бар', names: { en: 'Bar' } });
    const group = await own.post('/api/restaurant-groups', token, { name: 'Центр', names: { en: 'Centre' } });
    expect(group.body).toMatchObject({ name: 'Центр', names: { en: 'Centre' } });
    // Groups are told apart by their main name.
    expect((await own.post('/api/restaurant-groups', token, { name: 'Центр' })).status).toBe(409);
  });

  it('take no act any more once they are closed', async () => {
    const own = await TillNetwork.create(test);
    const token = await own.tokenOf('manager');
    const sell = () =>
      own.post('/api/receipts', token, { pointOfSaleId: own.pointOfSaleId, amount: 100, receiptNumber: newId() });
    expect((await sell()).status).toBe(201);
    await patch(`/api/restaurants/${own.restaurantId}/points-of-sale/${own.pointOfSaleId}`, token, { closed: true });
    const refused = await sell();
    expect([refused.status, refused.body.code]).toEqual([422, 'point_of_sale_closed']);
    await patch(`/api/restaurants/${own.restaurantId}/points-of-sale/${own.pointOfSaleId}`, token, { closed: false });
    expect((await sell()).status).toBe(201);
  });

  it('have codes that are unique in the network alone', async () => {
    expect((await network.post('/api/restaurants', manager, { code: 'centre', name: 'Again' })).body.code).toBe(
      'code_taken',
    );
    const second = await network.post('/api/restaurants', manager, { name: 'Nameless' });
    expect((await patch(`/api/restaurants/${second.body.id}`, manager, { code: 'centre' })).body.code).toBe(
      'code_taken',
    );
    const tills = `/api/restaurants/${network.restaurantId}/points-of-sale`;
    expect((await network.post(tills, manager, { code: 'till-2', name: 'Twin' })).body.code).toBe('code_taken');
    expect((await patch(`${tills}/${network.pointOfSaleId}`, manager, { code: 'till-2' })).body.code).toBe(
      'code_taken',
    );
    const other = await TillNetwork.create(test);
    expect(
      (await other.post('/api/restaurants', await other.tokenOf('manager'), { code: 'north', name: 'North' })).status,
    ).toBe(201);
  });

  it('are no more than a process keeps in memory', async () => {
    const own = await TillNetwork.create(test);
    const token = await own.tokenOf('manager');
    const reward = { name: { en: 'Mug' }, kind: 'PRODUCT', cost: 10 };
    await own.database.inNetwork(own.id, async (tx) => {
      const rows = `SELECT $1, gen_random_uuid(), 'filler-' || n`;
      const upTo = (table: string) =>
        `FROM generate_series(1, 10000 - (SELECT count(*) FROM ${table} WHERE network_id = $1)::integer) n`;
      await tx.query(`INSERT INTO restaurants (network_id, id, code, name) ${rows}, 'Filler' ${upTo('restaurants')}`, [
        own.id,
      ]);
      await tx.query(
        `INSERT INTO rewards (network_id, id, code, version, document) ${rows}, 1, $2::json ${upTo('rewards')}`,
        [own.id, JSON.stringify(reward)],
      );
    });
    const { body: draft } = await own.post('/api/programs', token, { preset: 'points-4' }).expect(201);
    await own.database.inNetwork(own.id, (tx) =>
      tx.query(
        `INSERT INTO program_versions (network_id, version, status, document, document_hash)
         SELECT network_id, n, status, document, document_hash FROM program_versions, generate_series(version + 1, 10000) n
          WHERE network_id = $1 AND version = $2`,
        [own.id, draft.version],
      ),
    );
    const full = { status: 409, body: { code: 'network_full', max: 10_000 } };
    expect(await own.post('/api/restaurants', token, { name: 'One more' })).toMatchObject(full);
    expect(await own.post('/api/redemption-items', token, reward)).toMatchObject(full);
    expect(await own.post('/api/programs', token, { preset: 'points-4' })).toMatchObject(full);
  });

  it('are made once when a code is asked for eight times at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => network.post('/api/restaurants', manager, { code: 'race', name: 'Race' })),
    );
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    expect(answers.filter((answer) => answer.body.code === 'code_taken')).toHaveLength(7);
  });

  it('are those of a cashier where the cashier works, and all for others', async () => {
    const names = async (token: string): Promise<string[]> =>
      ((await network.get('/api/restaurants', token)).body.items as { name: string }[]).map((item) => item.name);
    expect(await names(cashier)).toEqual(['Centre']);
    for (const token of [manager, await network.tokenOf('analyst'), await network.keyOf('till')]) {
      expect(await names(token)).toEqual(expect.arrayContaining(['Centre', 'Harbour']));
    }
    expect((await network.get(`/api/restaurants/${network.otherRestaurantId}`, cashier)).body.code).toBe(
      'restaurant_not_allowed',
    );
    const elsewhere = `/api/restaurants/${network.otherRestaurantId}/points-of-sale`;
    expect((await network.get(elsewhere, cashier)).status).toBe(403);
    expect((await network.get(`${elsewhere}/${network.otherPointOfSaleId}`, cashier)).status).toBe(403);
    const mine = await network.get(`/api/restaurants/${network.restaurantId}/points-of-sale`, cashier);
    expect(mine.body.items).toMatchObject([{ id: network.pointOfSaleId, code: 'till-1' }]);
    const tills = async (token: string) => {
      const { items } = (await network.get('/api/points-of-sale', token)).body as { items: { id: string }[] };
      return items.map(({ id }) => id);
    };
    expect(await tills(cashier)).toEqual([network.pointOfSaleId]);
    expect(await tills(manager)).toEqual(
      expect.arrayContaining([network.pointOfSaleId, network.otherPointOfSaleId]) as string[],
    );
  });

  it('belong to their network: no other sees, changes or sells at them', async () => {
    const other = await TillNetwork.create(test);
    const stranger = await other.tokenOf('manager');
    const path = `/api/restaurants/${network.restaurantId}`;
    const statuses = [
      await network.get(path, stranger),
      await patch(path, stranger, { name: 'Mine' }),
      await network.get(`${path}/points-of-sale`, stranger),
      await network.post(`${path}/points-of-sale`, stranger, { name: 'Mine' }),
      await network.get(`${path}/points-of-sale/${network.pointOfSaleId}`, stranger),
      await patch(`${path}/points-of-sale/${network.pointOfSaleId}`, stranger, { name: 'Mine' }),
      // Its own till under the restaurant of another.
      await network.get(`/api/restaurants/${other.restaurantId}/points-of-sale/${other.otherPointOfSaleId}`, stranger),
    ].map((answer) => answer.status);
    expect(new Set(statuses)).toEqual(new Set([404]));
    expect(await test.app.get(TillPlaces).findPlace(other.id, network.pointOfSaleId)).toBeUndefined();
    await expect(test.app.get(TillPlaces).getPlace(other.id, network.pointOfSaleId)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('are changed by managers alone', async () => {
    for (const token of [cashier, await network.tokenOf('analyst'), await network.keyOf('till', 'manage')]) {
      expect((await network.post('/api/restaurants', token, { name: 'No' })).status).toBe(403);
      expect((await patch(`/api/restaurants/${network.restaurantId}`, token, { name: 'No' })).status).toBe(403);
    }
    expect((await test.api().get('/api/restaurants')).status).toBe(401);
  });

  it('are found without a word to the database once they are known', async () => {
    const places = test.app.get(TillPlaces);
    await eventually('the network is remembered', async () => {
      await places.getPlace(network.id, network.pointOfSaleId);
      return test.app.get(Snapshots).cached(network.id);
    });
    const asked = jest.spyOn(network.database, 'inNetwork');
    for (let count = 0; count < 100; count += 1) await places.getPlace(network.id, network.pointOfSaleId);
    expect(asked).not.toHaveBeenCalled();
    asked.mockRestore();
  });

  it.each([
    [{}, 400],
    [{ name: '' }, 400],
    [{ name: 5 }, 400],
    [{ name: 'x'.repeat(201) }, 400],
    [{ name: 'A', code: 'with space' }, 400],
    [{ name: 'A', id: newId() }, 400],
    [{ name: 'A', address: '' }, 400],
  ])('are not made of %j', async (body, status) => {
    expect((await network.post('/api/restaurants', manager, body)).status).toBe(status);
  });
});
