import { newId } from '../../src/platform/ids/ids';
import { applicationOfWorker, type TestApp } from '../support/app';
import { TillNetwork } from '../support/till-network';
import { phoneOfThisRun } from './people';

/** Two networks in one installation: for each of them the other does not exist. */
describe('two networks', () => {
  let test: TestApp;
  let own: TillNetwork;
  let other: TillNetwork;
  let manager: string;
  let foreign: string;
  const theirs = {
    guest: '',
    phone: phoneOfThisRun(),
    card: '',
    sale: '',
    receipt: '',
    hold: '',
    shift: '',
    waiting: '',
    user: '',
    externalId: `e-${newId()}`,
  };

  beforeAll(async () => {
    test = await applicationOfWorker();
    [own, other] = [await TillNetwork.create(test), await TillNetwork.create(test)];
    [manager, foreign] = [await own.tokenOf('manager'), await other.tokenOf('manager')];
    const guest = await other.post('/api/guests', foreign, {
      phone: theirs.phone,
      name: 'Zinaida',
      externalId: theirs.externalId,
      restaurantId: other.restaurantId,
    });
    Object.assign(theirs, { guest: guest.body.id as string, card: guest.body.cardNumber as string });
    const path = `/api/guest/${theirs.guest}/transaction`;
    theirs.sale = (await other.post(path, foreign, other.sale(155_000, { receiptNumber: 'I-1' }))).body.id as string;
    theirs.receipt = (await other.post('/api/receipts', foreign, { pointOfSaleId: other.pointOfSaleId, amount: 1_000 }))
      .body.id as string;
    theirs.hold = (
      await other.post(`/api/guest/${theirs.guest}/quote`, foreign, {
        ...other.sale(155_000, { pointsToRedeem: 100 }),
        hold: true,
      })
    ).body.holdId as string;
    theirs.waiting = (
      await other.post(path, foreign, { type: 'MANUAL', direction: 'CREDIT', points: 20_000, reasonCode: 'GOODWILL' })
    ).body.id as string;
    theirs.shift = (await other.get(`/api/shifts/current?pointOfSaleId=${other.pointOfSaleId}`, foreign)).body
      .id as string;
    theirs.user = ((await other.get('/api/users', foreign)).body.items as { id: string }[])[0]?.id ?? '';
    for (const [name, value] of Object.entries(theirs)) if (!value) throw new Error(`the other network has no ${name}`);
  });
  afterAll(() => test.close());

  it('an id of the other is not there, whatever is asked of it', async () => {
    const reads = [
      `/api/guests/${theirs.guest}`,
      `/api/guests/${theirs.guest}/consents`,
      `/api/guest/${theirs.guest}/balance`,
      `/api/guest/${theirs.guest}/history`,
      `/api/transactions/${theirs.sale}`,
      `/api/transactions/${theirs.sale}/explain`,
      `/api/shifts/${theirs.shift}`,
      `/api/restaurants/${other.restaurantId}`,
      `/api/networks/${other.id}`,
      `/api/users/${theirs.user}`,
      `/api/shifts/current?pointOfSaleId=${other.pointOfSaleId}`,
    ];
    for (const path of reads) expect([path, (await own.get(path, manager)).status]).toEqual([path, 404]);
    const writes: [string, object][] = [
      [`/api/guest/${theirs.guest}/transaction`, own.sale(100)],
      [`/api/guest/${theirs.guest}/quote`, own.sale(100)],
      [`/api/transactions/${theirs.sale}/refund`, { reason: 'mine' }],
      [`/api/transactions/${theirs.sale}/undo`, {}],
      [`/api/transactions/${theirs.waiting}/approve`, {}],
      [`/api/transactions/${theirs.waiting}/reject`, {}],
      [`/api/receipts/${theirs.receipt}/claim`, { guestId: await own.guest() }],
      [`/api/holds/${theirs.hold}/void`, {}],
      [`/api/shifts/${theirs.shift}/close`, {}],
    ];
    for (const [path, body] of writes)
      expect([path, (await own.post(path, manager, body)).status]).toEqual([path, 404]);
  });

  it('an id of the other in a body is not there either', async () => {
    const guest = await own.guest();
    const receipt = await own.post('/api/receipts', manager, { pointOfSaleId: own.pointOfSaleId, amount: 1_000 });
    const bodies: [string, object][] = [
      [`/api/guest/${guest}/transaction`, { ...own.sale(100), pointOfSaleId: other.pointOfSaleId }],
      [`/api/guest/${guest}/quote`, { ...own.sale(100), pointOfSaleId: other.pointOfSaleId }],
      [`/api/guest/${guest}/transaction`, own.sale(100, { holdId: theirs.hold })],
      ['/api/receipts', { pointOfSaleId: other.pointOfSaleId, amount: 1_000 }],
      [`/api/receipts/${String(receipt.body.id)}/claim`, { guestId: theirs.guest }],
      ['/api/guests', { phone: phoneOfThisRun(), restaurantId: other.restaurantId }],
    ];
    for (const [path, body] of bodies) {
      const answer = await own.post(path, manager, body);
      expect([path, JSON.stringify(body), answer.status]).toEqual([path, JSON.stringify(body), 404]);
    }
    const batch = await own.post('/api/transactions/batch', manager, {
      deviceId: 'd',
      sentAt: new Date().toISOString(),
      acts: [{ counter: 1, key: newId(), guestId: theirs.guest, body: own.sale(100) }],
    });
    expect(batch.body.items[0]).toMatchObject({ status: 404, body: { code: 'guest_not_found' } });
  });

  it('no list, search or lookup shows a row of the other', async () => {
    await own.post(`/api/guest/${await own.guest()}/transaction`, manager, own.sale(100));
    const lists = [
      '/api/guests?limit=200',
      '/api/restaurants?limit=200',
      '/api/users?limit=200',
      '/api/networks',
      '/api/programs',
      '/api/audit?limit=200',
      '/api/api-keys',
      '/api/ledger/accounts',
    ];
    const ids = [...Object.values(theirs), other.id, other.restaurantId, other.pointOfSaleId];
    for (const path of lists) {
      const answer = await own.get(path, manager);
      expect([path, answer.status]).toEqual([path, 200]);
      for (const id of ids) expect([path, answer.text.includes(id)]).toEqual([path, false]);
    }
    for (const query of ['Zinaida', theirs.phone, theirs.phone.slice(-4)]) {
      expect((await own.post('/api/guests/search', manager, { query })).body.items).toEqual([]);
    }
    for (const lookup of [{ phone: theirs.phone }, { card: theirs.card }]) {
      const answer = await own.post('/api/guests/lookup', manager, lookup);
      expect([answer.status, answer.body.code]).toEqual([404, 'guest_not_found']);
    }
    expect((await own.get(`/api/guests?externalId=${theirs.externalId}`, manager)).body.items).toEqual([]);
    expect((await own.get(`/api/guests?card=${theirs.card}`, manager)).body.items).toEqual([]);
  });

  it('what is unique is unique in its own network: telephone, external id, receipt, key', async () => {
    const same = await own.post('/api/guests', manager, { phone: theirs.phone, externalId: theirs.externalId });
    expect(same.status).toBe(201);
    const key = newId();
    const [mine, yours] = [
      await own.post(
        `/api/guest/${String(same.body.id)}/transaction`,
        manager,
        own.sale(155_000, { receiptNumber: 'I-1' }),
        key,
      ),
      await other.post(
        `/api/guest/${theirs.guest}/transaction`,
        foreign,
        other.sale(1_000, { receiptNumber: 'I-2' }),
        key,
      ),
    ];
    expect([mine.status, yours.status, yours.headers['idempotent-replayed']]).toEqual([201, 201, undefined]);
  });

  it('a cursor of the other leads nowhere', async () => {
    await other.post('/api/guests', foreign, { phone: phoneOfThisRun() });
    const page = await other.get('/api/guests?limit=1', foreign);
    const answer = await own.get(`/api/guests?limit=200&cursor=${String(page.body.nextCursor)}`, manager);
    expect(answer.text).not.toContain(theirs.guest);
  });
});
