import { newId } from '../../../../src/platform/ids/ids';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';

describe('the menu of a network', () => {
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

  const PIZZA = { code: 'hawaiian_m', name: { ru: 'Гавайская', en: 'Hawaiian' }, category: 'Pizza', price: 69_000 };
  const patch = (path: string, token: string, body: object) =>
    test.api().patch(path).set('Authorization', `Bearer ${token}`).send(body);

  it('is written by managers and read at the till', async () => {
    const made = await network.post('/api/menu-items', manager, PIZZA);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ ...PIZZA, type: null, archivedAt: null });
    const path = `/api/menu-items/${made.body.id}`;
    expect((await patch(path, manager, { price: 72_000, name: { en: 'Hawaiian M' } })).body).toMatchObject({
      code: 'hawaiian_m',
      name: { en: 'Hawaiian M' },
      category: 'Pizza',
      price: 72_000,
    });
    const wine = { code: 'wine', name: { en: 'Wine' }, type: 'ALCOHOL', price: 45_000 };
    expect((await network.post('/api/menu-items', manager, wine)).body).toMatchObject({ ...wine, category: null });
    expect((await patch(path, manager, { archived: true })).body.archivedAt).not.toBeNull();
    const open = await network.get('/api/menu-items?status=OPEN', cashier);
    expect((open.body.items as { code: string }[]).map(({ code }) => code)).toEqual(['wine']);
    expect((await network.get('/api/menu-items?status=ARCHIVED', cashier)).body.items).toHaveLength(1);
    expect((await patch(path, manager, { archived: false })).body.archivedAt).toBeNull();
    expect((await network.get('/api/menu-items?limit=1', cashier)).body).toMatchObject({
      items: [{ code: 'hawaiian_m' }],
      nextCursor: expect.any(String) as string,
    });
    expect((await network.post('/api/menu-items', cashier, PIZZA)).status).toBe(403);
    expect((await patch(path, cashier, { price: 1 })).status).toBe(403);
  });

  it('names each article once, and only what a receipt can name', async () => {
    await network.post('/api/menu-items', manager, PIZZA).expect(201);
    expect(await network.post('/api/menu-items', manager, PIZZA)).toMatchObject({
      status: 409,
      body: { code: 'code_taken' },
    });
    const refused = [
      { ...PIZZA, code: 'x', name: {} },
      { ...PIZZA, code: 'x', price: -1 },
      { ...PIZZA, code: 'x', type: 'SOUP' },
    ];
    for (const body of refused) expect((await network.post('/api/menu-items', manager, body)).status).toBe(400);
    const other = await TillNetwork.create(test);
    expect((await other.post('/api/menu-items', await other.tokenOf('manager'), PIZZA)).status).toBe(201);
    expect((await other.get(`/api/menu-items/${newId()}`, await other.tokenOf('cashier'))).status).toBe(404);
  });

  it('takes the items of a file: new ones, changed ones, and archived ones back', async () => {
    const made = await network.post('/api/menu-items', manager, PIZZA);
    const tea = { code: 'tea', name: { en: 'Tea' }, category: 'Drinks', price: 15_000 };
    await network.post('/api/menu-items', manager, tea).expect(201);
    await patch(`/api/menu-items/${made.body.id}`, manager, { archived: true });
    const soup = { code: 'soup', name: { ru: 'Суп' }, price: 30_000 };
    const sent = await network.post('/api/menu-items/import', manager, { items: [PIZZA, tea, soup] });
    expect(sent).toMatchObject({ status: 200, body: { created: 1, changed: 1, unchanged: 1 } });
    const again = await network.post('/api/menu-items/import', manager, { items: [PIZZA, tea, soup] });
    expect(again.body).toEqual({ created: 0, changed: 0, unchanged: 3 });
    expect((await network.get('/api/menu-items?status=OPEN', cashier)).body.items).toHaveLength(3);
    expect((await network.post('/api/menu-items/import', manager, { items: [tea, tea] })).status).toBe(400);
  });

  it('keeps what goods cost, which tills do not see and a file without it does not take away', async () => {
    const made = await network.post('/api/menu-items', manager, { ...PIZZA, cost: 21_000 });
    expect(made.body).toMatchObject({ cost: 21_000 });
    const path = `/api/menu-items/${made.body.id}`;
    const soup = { code: 'soup', name: { ru: 'Суп' }, price: 30_000 };
    const sent = await network.post('/api/menu-items/import', manager, { items: [{ ...PIZZA, price: 70_000 }, soup] });
    expect(sent.body).toMatchObject({ created: 1, changed: 1 });
    expect((await network.get(path, manager)).body).toMatchObject({ price: 70_000, cost: 21_000 });
    expect((await network.get(path, cashier)).body).toMatchObject({ price: 70_000, cost: null });
    const seen = (await network.get('/api/menu-items', cashier)).body.items as { cost: number | null }[];
    expect(seen.map(({ cost }) => cost)).toEqual([null, null]);
    expect((await patch(path, manager, { cost: null })).body.cost).toBeNull();
    expect((await patch(path, manager, { cost: -1 })).status).toBe(400);
  });

  it('says what the goods of a category cost, in capitals or not, to those who manage it', async () => {
    await network.post('/api/menu-items', manager, PIZZA).expect(201);
    await network.post('/api/menu-items', manager, { ...PIZZA, code: 'second', category: 'pizza' }).expect(201);
    const read = await network.get('/api/menu-categories', manager).expect(200);
    expect(read.body.items).toEqual([{ category: expect.stringMatching(/^pizza$/i), items: 2, costPpm: null }]);
    const put = (items: object[], tag?: string, token = manager) =>
      test
        .api()
        .put('/api/menu-categories/costs')
        .set('Authorization', `Bearer ${token}`)
        .set(tag === undefined ? {} : { 'If-Match': tag })
        .send({ items });
    const costs = [
      { category: 'PIZZA', costPpm: 280_000 },
      { category: 'Soups', costPpm: 0 },
    ];
    const sent = await put(costs, String(read.headers['etag'])).expect(200);
    expect(sent.body.items).toEqual([
      { category: 'PIZZA', items: 2, costPpm: 280_000 },
      { category: 'Soups', items: 0, costPpm: 0 },
    ]);
    expect((await put([], String(read.headers['etag']))).status).toBe(412);
    expect((await put([{ category: 'Soups', costPpm: 1_000_001 }])).status).toBe(400);
    expect((await put([...costs, { category: 'soups', costPpm: 1 }])).status).toBe(400);
    expect((await put(costs, undefined, cashier)).status).toBe(403);
    expect((await network.get('/api/menu-categories', cashier)).status).toBe(403);
    const other = await TillNetwork.create(test);
    expect((await other.get('/api/menu-categories', await other.tokenOf('manager'))).body.items).toEqual([]);
    expect((await put([])).body.items).toEqual([
      { category: expect.stringMatching(/^pizza$/i), items: 2, costPpm: null },
    ]);
  });

  it('is rung up at the till page once the network wants it', async () => {
    const settings = async () => (await network.get(`/api/organizations/${network.id}`, cashier)).body.settings;
    expect((await settings()).linesAtTill).toBe(false);
    const wanting = await TillNetwork.create(test, { settings: { linesAtTill: true } });
    const read = await wanting.get(`/api/organizations/${wanting.id}`, await wanting.tokenOf('cashier'));
    expect(read.body.settings.linesAtTill).toBe(true);
  });
});
