import ownerWords from '../../../words/owner/en.json';
import { newId } from '../../../src/platform/ids/ids';
import { FiguresRelay } from '../../../src/transactions/jobs/figures-relay';
import { itAtNight } from '../../support/at-night';
import { applicationOfWorker, type TestApp } from '../../support/app';
import { eventually } from '../../support/eventually';
import { TillNetwork } from '../../support/till-network';
import { addOwner, tokenOfUser } from '../support/people-fixture';

describe('the installation as its owner sees it', () => {
  let test: TestApp;
  let owner: string;
  let network: TillNetwork;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    owner = await tokenOfUser(test.app, (await addOwner(test.app)).id);
    network = await TillNetwork.create(test);
    manager = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  const healthOf = async () => (await network.get(`/api/platform/networks/${network.id}`, owner)).body;

  it('shows the sales of a network, its guests, the last sale and its connections', async () => {
    expect((await healthOf()).health).toMatchObject({ salesToday: 0, guests: 0, lastSaleAt: null, lastSaleDate: null });
    const guest = await network.guest();
    const occurredAt = new Date(Date.now() - 1_000).toISOString();
    const sale = { ...network.sale(100_000), occurredAt };
    const sold = await network.post(`/api/guests/${guest}/transaction`, manager, sale);
    expect(sold.status).toBe(201);
    const made = await network.post('/api/integrations/connections', manager, { kind: 'IIKO', name: 'iiko' });
    expect([made.status, made.body.code]).toEqual([201, undefined]);
    const webhook = { name: 'warehouse', url: 'https://warehouse.example/hook', events: ['transaction.*'] };
    expect((await network.post('/api/webhooks', manager, webhook)).status).toBe(201);
    await network.get('/api/restaurants', await network.keyOf('till')).expect(200);
    await network.database.inNetwork(network.id, async (tx) => {
      await tx.query(
        "UPDATE till_connections SET last_failure_at = now(), last_failure = 'no_answer' WHERE network_id = $1",
        [network.id],
      );
    });
    // A transaction of another test holds the log back.
    const body = await eventually('the sale among the figures', async () => {
      await test.app.get(FiguresRelay).catchUp(network.id);
      const read = await healthOf();
      return read.health.salesToday > 0 && read;
    });
    expect(body).toMatchObject({ id: network.id, name: 'Trattoria', state: 'ACTIVE', signedUp: false });
    expect(body.health).toMatchObject({
      restaurants: 2,
      tills: 2,
      guests: 1,
      salesToday: 1,
      payableToday: sold.body.payable,
      salesWeek: 1,
      guestSalesWeek: 1,
      salesWholeWeek: 0,
      salesWeekBefore: 0,
      lastSaleAt: occurredAt,
      lastSaleDate: network.businessDate(),
      connectionsFailing: 1,
      connections: [
        { kind: 'IIKO', name: 'iiko', state: 'FAILING', lastFailure: 'no_answer' },
        { kind: 'WEBHOOK', name: 'warehouse', state: 'UNUSED' },
        { kind: 'API_KEY' },
      ],
    });
    const days = body.days as object[];
    expect(days).toHaveLength(30);
    expect(days.at(-1)).toMatchObject({ businessDate: network.businessDate(), sales: 1, newGuests: 1 });
  });

  it('lists every network once, page by page, to owners alone', async () => {
    const second = await TillNetwork.create(test);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { body }: { body: { items: { id: string }[]; nextCursor: string | null } } = await network.get(
        `/api/platform/networks?limit=100${query}`,
        owner,
      );
      seen.push(...body.items.map(({ id }) => id));
      cursor = body.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual([...new Set(seen)]);
    expect(seen).toEqual(expect.arrayContaining([network.id, second.id]));
    expect((await network.get('/api/platform/networks', manager)).body.code).toBe('forbidden');
    expect((await network.get('/api/platform/networks?cursor=x', owner)).status).toBe(400);
    expect((await network.get(`/api/platform/networks/${newId()}`, owner)).status).toBe(404);
  });

  it('shows one network alone while the owner acts for it', async () => {
    const second = await TillNetwork.create(test);
    await network.post(`/api/networks/${network.id}/act-for`, owner, { reason: 'help' }).expect(201);
    const acting = (path: string) => network.get(path, owner).set('X-Act-For-Network', network.id);
    const { body } = await acting('/api/platform/networks');
    expect(body.items).toEqual([expect.objectContaining({ id: network.id })]);
    expect((await acting(`/api/platform/networks/${second.id}`)).status).toBe(404);
    expect((await acting('/api/platform/summary')).body.networks).toMatchObject({ active: 1, suspended: 0, closed: 0 });
  });

  it('sums the networks, with the parts of the server', async () => {
    const { body } = await network.get('/api/platform/summary', owner);
    expect(body.networks.active).toBeGreaterThanOrEqual(2);
    expect(body.checks).toMatchObject({ database: 'up' });
    // The page names each part in words.
    expect(Object.keys(ownerWords.platform.parts).sort()).toEqual(Object.keys(body.checks).sort());
    expect(body.money).toContainEqual(expect.objectContaining({ currency: 'RUB' }));
  });

  itAtNight('examines the installation as the doctor does, in the language of the owner', async () => {
    const { body } = await network.get('/api/platform/health', owner).set('Accept-Language', 'ru');
    // Databases of tests give up durability for speed.
    const durability = { check: 'durability', severity: 'error', todo: 'Включите это в postgresql.conf.' };
    expect(body.complaints).toContainEqual(expect.objectContaining(durability));
    const again = await network.get('/api/platform/health', owner);
    expect(again.body.examinedAt).toBe(body.examinedAt);
  });

  it('opens a network that can sell at once, with its restaurant and till', async () => {
    const body = {
      code: `n${newId().replaceAll('-', '')}`,
      name: 'Osteria',
      currency: 'EUR',
      timeZone: 'Europe/Rome',
      language: 'en',
      country: 'IT',
      preset: 'hybrid-5',
      manager: { email: `manager-${newId()}@example.test`, name: 'Anna' },
      restaurant: { name: 'Harbour', pointOfSale: 'Till 1' },
    };
    const made = await network.post('/api/networks', owner, body);
    expect(made.status).toBe(201);
    const { id, restaurant } = made.body as { id: string; restaurant: { id: string; pointOfSaleId: string } };
    const token = await tokenOfUser(test.app, (made.body as { manager: { id: string } }).manager.id);
    const guest = await network.post('/api/guests', token, { phone: '+393331234567', name: 'Paolo' });
    const sale = { type: 'SALE', pointOfSaleId: restaurant.pointOfSaleId, amount: 10_000 };
    const sold = await network.post(`/api/guests/${String(guest.body.id)}/transaction`, token, sale);
    expect([sold.status, sold.body.currency]).toEqual([201, 'EUR']);
    expect((await network.get(`/api/platform/networks/${id}`, owner)).body.health).toMatchObject({
      restaurants: 1,
      tills: 1,
    });
  });
});
