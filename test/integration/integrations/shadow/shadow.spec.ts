import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { GuestFilesJob } from '../../../../src/integrations/imports/guest-files/guest-files.job';
import { ImportGuests } from '../../../../src/integrations/imports';
import { SILENT } from '../../../../src/integrations/imports/rows/progress';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { newId } from '../../../../src/platform/ids/ids';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { scratchFolder } from '../../../support/scratch';
import { ShadowNetwork } from '../../../support/shadow/shadow-network';
import { TillNetwork } from '../../../support/till-network';
import { addOwner, tokenOfUser } from '../../support/people-fixture';

const PHONE = '+79161234567';

interface Told {
  readonly number: string;
  readonly amount?: number;
  readonly guest?: object | null;
  readonly old: { readonly earned: number; readonly spent: number; readonly balance: number | null } | null;
}

describe('the shadow run of a network', () => {
  let test: TestApp;
  let shadow: ShadowNetwork;
  let network: TillNetwork;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    shadow = await ShadowNetwork.create(test, 'points-4');
    ({ network, manager } = shadow);
  });

  const told = ({ number, amount = 100_000, guest = { phone: PHONE }, old }: Told) => ({
    number,
    amount,
    guest,
    old,
    occurredAt: new Date(Date.now() - 60_000).toISOString(),
    pointOfSaleId: network.pointOfSaleId,
    items: null,
  });
  const take = (...receipts: readonly Told[]) =>
    network.post('/api/shadow/receipts', manager, { receipts: receipts.map(told) });
  const taken = async (...receipts: readonly Told[]) =>
    ((await take(...receipts).expect(200)).body.receipts as { reason: string | null }[]).map(({ reason }) => reason);
  const sellAt = async (pointOfSaleId: string, more: object = {}) => {
    const cashier = await network.tokenOf('cashier', [network.restaurantId, network.otherRestaurantId]);
    const guest = await network.guest();
    return network.post(`/api/guests/${guest}/transaction`, cashier, network.sale(100_000, { pointOfSaleId, ...more }));
  };
  const act = (path: string, body: object = {}, token = manager) => network.post(`/api/shadow/${path}`, token, body);
  const put = (path: string, body: object) =>
    test.api().put(path).set('Authorization', `Bearer ${manager}`).set('Idempotency-Key', newId()).send(body);
  const inShadow = <Row extends object>(statement: string) =>
    network.database.inNetwork(shadow.shadowId, (tx) => tx.query<Row>(statement));

  it('has the tills of its restaurants refuse, and no others', async () => {
    const refused = await sellAt(network.pointOfSaleId);
    expect([refused.status, refused.body.code]).toEqual([422, 'restaurant_in_shadow']);
    expect((await sellAt(network.otherPointOfSaleId)).status).toBe(201);
    const second = await network.post('/api/shadow', manager, { restaurantIds: [network.otherRestaurantId] });
    expect([second.status, second.body.code]).toEqual([409, 'shadow_exists']);
  });

  it('is a matter of managers of its network alone', async () => {
    const cashier = await network.tokenOf('cashier');
    const stranger = await TillNetwork.create(test);
    const other = await stranger.tokenOf('manager');
    expect((await act('end', {}, cashier)).status).toBe(403);
    expect((await network.get('/api/shadow', cashier)).status).toBe(403);
    expect((await stranger.get('/api/shadow', other).expect(200)).body).toEqual({ shadow: null });
    for (const path of [
      `restaurants/${network.restaurantId}/switch`,
      `restaurants/${network.restaurantId}/enter`,
      'end',
    ])
      expect((await stranger.post(`/api/shadow/${path}`, other, { guestFileId: null })).status).toBe(404);
    const key = await network.keyOf('till');
    expect(
      (await network.post('/api/shadow/receipts', key, { receipts: [told({ number: '1', old: null })] })).status,
    ).toBe(403);
  });

  it('takes receipts by a key of imports, gives nothing, and knows guests by a digest', async () => {
    const key = await network.keyOf('import');
    const receipts = [told({ number: '1', old: { earned: 1_000, spent: 0, balance: 1_700 } })];
    const { body } = await network.post('/api/shadow/receipts', key, { receipts }).expect(200);
    expect(body.receipts).toEqual([{ number: '1', reason: null }]);
    expect(await inShadow("SELECT external_id ~ '^[0-9a-f]{32}$' AS hidden, phone_index, name FROM guests")).toEqual([
      { hidden: true, phone_index: null, name: null },
    ]);
    expect(await network.database.inNetwork(network.id, (tx) => tx.query('SELECT id FROM transactions'))).toEqual([]);
    expect(await inShadow('SELECT id FROM messages')).toEqual([]);
  });

  it('takes no file of guests, whose phones it would know', async () => {
    const file = path.join(scratchFolder('guests'), 'guests.csv');
    await writeFile(file, 'phone\n');
    const request = {
      networkId: shadow.shadowId,
      file,
      mapping: null,
      dryRun: true,
      rejectsFile: null,
      progress: SILENT,
    };
    await expect(test.app.get(ImportGuests).run(request)).rejects.toMatchObject({ code: 'guests_in_shadow' });
  });

  it('says why a receipt differs, and adds up the day, the money and the guests that parted', async () => {
    expect(
      await taken(
        { number: '1', old: { earned: 1_000, spent: 0, balance: 1_700 } },
        { number: '2', old: { earned: 900, spent: 0, balance: 2_600 } },
        { number: '3', old: { earned: 1_000, spent: 9_000, balance: -5_400 } },
        { number: '4', guest: null, old: { earned: 1_000, spent: 0, balance: null } },
        { number: '5', guest: { card: '77' }, old: null },
        { number: '6', guest: { card: '77' }, old: { earned: 1_001, spent: 0, balance: null } },
      ),
    ).toEqual([null, 'EARNING', 'SPENDING', 'GUEST_UNKNOWN', 'NO_FIGURES', 'ROUNDING']);
    expect((await test.app.get(LedgerVerification).verify(shadow.shadowId)).findings.list()).toEqual([]);
    const today = new Date().toISOString().slice(0, 10);
    const { body } = await network.get(`/api/shadow/days?from=2026-01-01&to=${today}`, manager);
    expect(body).toMatchObject({
      days: [{ equal: 1, accepted: 0, differing: 5 }],
      guests: { compared: 2, parted: 2 },
    });
    const guests = (await network.get('/api/shadow/guests', manager).expect(200)).body;
    expect(guests.items).toMatchObject([
      {
        gap: 9_100,
        first: { number: '2' },
        last: { number: '3', refusal: 'insufficient_points', spent: 0, oldSpent: 9_000 },
      },
      { gap: -1, first: { number: '6' } },
    ]);
    const explained = await network
      .get(`/api/shadow/receipts/${String(guests.items[0].first.id)}`, manager)
      .expect(200);
    expect(explained.body.sentences.length).toBeGreaterThan(0);
    const ofGuest = await network.get(`/api/shadow/receipts?guestId=${String(guests.items[0].guestId)}`, manager);
    expect(ofGuest.body.items).toMatchObject([{ number: '3' }, { number: '2' }, { number: '1' }]);
  });

  it('keeps the result of a receipt that comes again, and gives it figures that were missing', async () => {
    expect(await taken({ number: '1', old: null })).toEqual(['NO_FIGURES']);
    expect(await taken({ number: '1', old: { earned: 1_000, spent: 0, balance: null } })).toEqual([null]);
    expect(await taken({ number: '1', old: { earned: 5, spent: 0, balance: null } })).toEqual([null]);
    expect(await inShadow('SELECT earned, old_earned, group_id FROM shadow_receipts')).toEqual([
      { earned: 1_000, old_earned: 1_000, group_id: null },
    ]);
  });

  it('refuses receipts that cannot be of its restaurants, and a time to come', async () => {
    for (const wrong of [
      { pointOfSaleId: network.otherPointOfSaleId },
      { occurredAt: new Date(Date.now() + 3_600_000).toISOString() },
      { guest: { phone: 'x' } },
      { items: [{ sku: null, name: null, category: null, quantity: 1_000, total: 1 }] },
    ]) {
      const receipts = [{ ...told({ number: '1', old: null }), ...wrong }];
      expect((await network.post('/api/shadow/receipts', manager, { receipts })).body.code).toBe('invalid_body');
    }
    expect(await inShadow('SELECT id FROM shadow_receipts')).toEqual([]);
  });

  it('counts an accepted difference no more, until that is taken back', async () => {
    await take({ number: '1', old: { earned: 900, spent: 0, balance: null } }).expect(200);
    const [group] = await shadow.groups();
    expect(group).toMatchObject({ reason: 'EARNING', detail: 'MORE', receipts: 1, money: 100 });
    const path = `groups/${group?.id ?? ''}`;
    expect((await act(`${path}/accept`, { note: 'On purpose' }).expect(200)).body).toMatchObject({
      note: 'On purpose',
    });
    const days = async () => {
      const today = new Date().toISOString().slice(0, 10);
      return (await network.get(`/api/shadow/days?from=2026-01-01&to=${today}`, manager)).body.days as object[];
    };
    await take({ number: '2', old: { earned: 900, spent: 0, balance: null } }).expect(200);
    expect(await days()).toMatchObject([{ equal: 0, accepted: 2, differing: 0 }]);
    expect((await act(`${path}/reopen`).expect(200)).body).toMatchObject({ acceptedAt: null, note: null });
    expect(await days()).toMatchObject([{ equal: 0, accepted: 0, differing: 2 }]);
    expect((await act(`groups/${newId()}/accept`, { note: null })).status).toBe(404);
  });

  it('switches a restaurant over and back, once when asked twice at once', async () => {
    const path = `restaurants/${network.restaurantId}`;
    const both = await Promise.all([
      act(`${path}/switch`, { guestFileId: null }),
      act(`${path}/switch`, { guestFileId: null }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 404]);
    expect((await sellAt(network.pointOfSaleId)).status).toBe(201);
    // The earlier system gave the points of a sale that was made before, so it counts no second time.
    const late = await sellAt(network.pointOfSaleId, { occurredAt: new Date(Date.now() - 60_000).toISOString() });
    expect([late.status, late.body.code]).toEqual([422, 'restaurant_in_shadow']);
    expect((await take({ number: '1', old: null })).body.code).toBe('invalid_body');
    await act(`${path}/enter`).expect(200);
    await act(`${path}/enter`).expect(200);
    expect((await sellAt(network.pointOfSaleId)).body.code).toBe('restaurant_in_shadow');
    expect(await taken({ number: '1', old: null })).toEqual(['NO_FIGURES']);
    const { body } = await network.get('/api/audit?limit=5', manager).expect(200);
    expect((body.items as { action: string }[]).map(({ action }) => action)).toEqual(
      expect.arrayContaining(['restaurant.left_shadow', 'restaurant.entered_shadow']),
    );
  });

  it('takes balances only by a file that was imported', async () => {
    const path = `restaurants/${network.restaurantId}/switch`;
    const file = await network.post('/api/imports/guests', manager, { name: 'balances.csv' });
    const waiting = await act(path, { guestFileId: file.body.id });
    expect([waiting.status, waiting.body.code]).toEqual([409, 'import_state']);
    expect((await act(path, { guestFileId: newId() })).status).toBe(404);
    expect((await sellAt(network.pointOfSaleId)).body.code).toBe('restaurant_in_shadow');
  });

  it('is left with the balances of the earlier system, and entered again after their undo', async () => {
    const file = `/api/imports/guests/${String((await network.post('/api/imports/guests', manager, { name: 'old.csv' })).body.id)}`;
    const ended = (status: string) =>
      eventually(`a file that is ${status}`, async () => {
        await test.app.get(GuestFilesJob).doNext(network.id);
        const { body } = await network.get(file, manager).expect(200);
        return body.status === status && (body as { id: string; mapping: object; points: number });
      });
    const content = Buffer.from('externalId,points\nOLD-1,412\n').toString('base64');
    await network.post(`${file}/parts`, manager, { number: 0, content, isLast: true }).expect(200);
    const { mapping } = await ended('READY');
    await network.post(`${file}/check`, manager, { mapping }).expect(202);
    expect(await ended('CHECKED')).toMatchObject({ points: 412 });
    await network.post(`${file}/start`, manager).expect(202);
    const { id } = await ended('DONE');
    const place = `restaurants/${network.restaurantId}`;
    await act(`${place}/switch`, { guestFileId: id }).expect(200);
    const balances = () =>
      network.database.inNetwork(network.id, (tx) =>
        tx.query(
          "SELECT s.available FROM guests g JOIN guest_states s ON s.network_id = g.network_id AND s.guest_id = g.id WHERE g.external_id = 'OLD-1'",
        ),
      );
    expect(await balances()).toEqual([{ available: 412 }]);
    await act(`${place}/enter`).expect(200);
    await network.post(`${file}/undo`, manager).expect(202);
    await ended('UNDONE');
    expect(await balances()).toEqual([]);
  });

  it('takes a restaurant that is newer than the shadow, with its tills', async () => {
    const { body: restaurant } = await network.post('/api/restaurants', manager, { name: 'New' }).expect(201);
    const { body: till } = await network
      .post(`/api/restaurants/${String(restaurant.id)}/points-of-sale`, manager, { name: 'Till' })
      .expect(201);
    await act(`restaurants/${String(restaurant.id)}/enter`).expect(200);
    const receipts = [{ ...told({ number: '9', old: null }), pointOfSaleId: till.id }];
    expect((await network.post('/api/shadow/receipts', manager, { receipts }).expect(200)).body.receipts).toHaveLength(
      1,
    );
  });

  it('decides by a draft of the network from then on', async () => {
    const { body: draft } = await network.post('/api/programs', manager, { preset: 'hybrid-5' }).expect(201);
    await put('/api/shadow/program', { version: draft.version }).expect(200);
    expect((await put('/api/shadow/program', { version: 99 })).status).toBe(404);
    expect(
      await inShadow("SELECT count(*)::integer AS count FROM program_versions WHERE status = 'PUBLISHED'"),
    ).not.toEqual([{ count: 0 }]);
    expect((await network.get('/api/programs', manager).expect(200)).body.items[0]).toMatchObject({ status: 'DRAFT' });
  });

  it('ends with all its restaurants selling, and may begin again', async () => {
    await act('end').expect(200);
    expect((await sellAt(network.pointOfSaleId)).status).toBe(201);
    expect((await network.get('/api/shadow/groups', manager)).status).toBe(404);
    const restaurantIds = [network.restaurantId, network.otherRestaurantId];
    const { body } = await network.post('/api/shadow', manager, { restaurantIds }).expect(201);
    expect(body.restaurants).toHaveLength(2);
  });

  it('is suspended and closed with its network, which sells everywhere when it is opened again', async () => {
    const owner = await tokenOfUser(test.app, (await addOwner(test.app)).id);
    const setState = (state: string, confirmName = 'Trattoria') =>
      network.post(`/api/networks/${network.id}/state`, owner, { state, reason: 'test', confirmName }).expect(200);
    const shadowState = () =>
      inShadow('SELECT suspended_at IS NOT NULL AS suspended, closed_at IS NOT NULL AS closed FROM networks');
    await setState('SUSPENDED');
    expect(await shadowState()).toEqual([{ suspended: true, closed: false }]);
    await setState('CLOSED');
    expect(await shadowState()).toEqual([{ suspended: false, closed: true }]);
    await setState('ACTIVE', '');
    expect((await sellAt(network.pointOfSaleId)).status).toBe(201);
  });

  it('stands beside the sandbox, and in none', async () => {
    await network.post('/api/sandbox', manager).expect(201);
    const { body } = await network.post('/api/sandbox/session', manager).expect(200);
    const inside = await network.post('/api/shadow', String(body.accessToken), {
      restaurantIds: [network.restaurantId],
    });
    expect(inside.status).toBe(403);
    expect((await network.get('/api/shadow', manager)).body.shadow.id).toBe(shadow.shadowId);
  });
});
