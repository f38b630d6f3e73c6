import { newId } from '../../../../src/platform/ids/ids';
import { Sessions } from '../../../../src/security';
import { applicationOfWorker, applicationsOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { RewardShop } from '../../../support/rewards/reward-shop';
import { TillNetwork } from '../../../support/till-network';
import { PASSWORD, People } from '../../support/people-fixture';

interface Listed {
  readonly items: { readonly id: string; readonly type: string }[];
  readonly nextCursor: string | null;
}

describe('what was recorded, as people see it', () => {
  let test: TestApp;
  let network: TillNetwork;
  let cashier: string;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test);
    cashier = await network.tokenOf('cashier');
    manager = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  const post = async (path: string, body: object, token = cashier) => {
    const answer = await network.post(path, token, body);
    expect([200, 201]).toContain(answer.status);
    return answer.body as { id: string; holdId: string; payable: number };
  };
  const sell = (guest: string, amount: number, more = {}) =>
    post(`/api/guests/${guest}/transaction`, network.sale(amount, more));
  const detailOf = (id: string, token = cashier) => network.get(`/api/transactions/${id}`, token);
  const tokenOfGuest = async (guest: string) =>
    (await test.app.get(Sessions).openForGuest(network.id, guest)).accessToken;

  it('names who did it, the way of identification and the device; the address to managers alone', async () => {
    const people = People.in(test.app, {
      networkId: network.id,
      restaurantId: network.restaurantId,
      pointOfSaleId: network.pointOfSaleId,
    });
    const person = await people.addWithPassword('cashier');
    const signedIn = await test
      .api()
      .post('/api/auth/login')
      .set('User-Agent', 'Till tablet 7')
      .send({ email: person.email, password: PASSWORD });
    const token = signedIn.body.accessToken as string;
    const guest = await network.guest();
    const sale = await post(`/api/guests/${guest}/transaction`, network.sale(155_000), token);
    const refund = await post(`/api/transactions/${sale.id}/refund`, { reason: 'cold' }, token);
    const actor = { kind: 'user', id: person.id, channel: 'TILL', device: 'Till tablet 7' };
    for (const { id } of [sale, refund]) {
      expect((await detailOf(id, manager)).body.actor).toMatchObject({
        ...actor,
        address: expect.any(String) as string,
      });
      expect((await detailOf(id)).body.actor).toMatchObject({ ...actor, address: null });
      expect((await detailOf(id, await tokenOfGuest(guest))).body.actor).toBeNull();
    }
    const listed = await network.get(`/api/guests/${guest}/history`, manager);
    expect(listed.body.items).toHaveLength(2);
    for (const item of listed.body.items as object[]) expect(item).toMatchObject({ actor, identifiedBy: null });
    const key = await network.keyOf('till');
    const byKey = await post(`/api/guests/${guest}/transaction`, network.sale(10_000), key);
    expect((await detailOf(byKey.id, manager)).body.actor).toMatchObject({ kind: 'key', name: 'test', channel: 'API' });
  });

  it('is a history, newest first, a page at a time, in which nothing is internal', async () => {
    const guest = await network.guest();
    const ids: string[] = [];
    for (const amount of [155_000, 20_000, 30_000]) ids.unshift((await sell(guest, amount)).id);
    const quote = { ...network.sale(155_000, { pointsToRedeem: 100 }), hold: true };
    const { holdId } = await post(`/api/guests/${guest}/quote`, quote);
    await post(`/api/holds/${holdId}/void`, {});
    ids.unshift((await sell(guest, 40_000)).id);
    const page = async (cursor?: string): Promise<Listed> =>
      (
        await network.get(
          `/api/guests/${guest}/history?limit=3${cursor === undefined ? '' : `&cursor=${cursor}`}`,
          cashier,
        )
      ).body as Listed;
    const first = await page();
    expect(first.items.map((item) => item.id)).toEqual(ids.slice(0, 3));
    const second = await page(first.nextCursor ?? '');
    expect([second.items.map((item) => item.id), second.nextCursor]).toEqual([ids.slice(3), null]);
    expect((await network.get(`/api/guests/${newId()}/history`, cashier)).body.code).toBe('guest_not_found');
    expect((await network.get(`/api/guests/${guest}/history?cursor=x`, cashier)).status).toBe(400);
    // A hold is a row of the journal and no transaction.
    expect((await detailOf(holdId)).status).toBe(404);
  });

  it('has the lines of a sale with what each got, its movements and its refunds', async () => {
    const guest = await network.guest();
    const items = [
      { sku: 'p', name: 'Pizza', category: 'pizza', quantity: 1.5, unitPrice: 80_000, total: 120_000 },
      { total: 35_000 },
    ];
    const sale = await sell(guest, 155_000, { items });
    const refund = await post(`/api/transactions/${sale.id}/refund`, { reason: 'cold', items: [{ line: 2 }] });
    const { body } = await detailOf(sale.id);
    expect(body.items).toEqual([
      {
        line: 1,
        sku: 'p',
        name: 'Pizza',
        category: 'pizza',
        type: null,
        quantity: 1.5,
        unitPrice: 80_000,
        total: 120_000,
        tax: null,
        combo: null,
        discount: 6_000,
        pointsValue: 0,
        payable: 114_000,
        pointsEarned: 114,
      },
      {
        line: 2,
        sku: null,
        name: null,
        category: null,
        type: null,
        quantity: 1,
        unitPrice: 35_000,
        total: 35_000,
        tax: null,
        combo: null,
        discount: 1_750,
        pointsValue: 0,
        payable: 33_250,
        pointsEarned: 33,
      },
    ]);
    expect(body.refunds).toEqual([{ id: refund.id, amount: 35_000, payable: 33_250 }]);
    const moved = (body.transfers as { amount: number; lotId: string; credit: object; debit: object }[]).map(
      ({ amount, lotId, credit, debit }) => ({ amount, lotId, credit, debit }),
    );
    const credit = { account: 'GUEST_AVAILABLE', ownerId: guest };
    const debit = { account: 'RESTAURANT_ISSUED', ownerId: network.restaurantId };
    expect(moved.reduce((sum, { amount }) => sum + amount, 0)).toBe(347);
    for (const transfer of moved) expect(transfer).toMatchObject({ lotId: sale.id, credit, debit });
    expect((await detailOf(refund.id)).body).toMatchObject({
      type: 'REFUND',
      refundOf: sale.id,
      items: [],
      refunds: [],
    });
  });

  it('shows a guest the own transactions without what staff wrote for staff', async () => {
    const [guest, stranger] = [await network.guest(), await network.guest()];
    const manual = { type: 'MANUAL', direction: 'CREDIT', points: 5, reasonCode: 'OTHER', comment: 'regular' };
    const act = await post(`/api/guests/${guest}/transaction`, manual, manager);
    expect((await detailOf(act.id, manager)).body.comment).toBe('regular');
    const [own, others] = [await tokenOfGuest(guest), await tokenOfGuest(stranger)];
    expect((await detailOf(act.id, own)).body).toMatchObject({ id: act.id, comment: null });
    expect((await detailOf(act.id, others)).body.code).toBe('not_found');
    expect((await network.get(`/api/guests/${guest}/history`, own)).body.items).toHaveLength(1);
    expect((await network.get(`/api/guests/${guest}/history`, others)).body.code).toBe('guest_not_found');
    expect((await network.get(`/api/guests/${guest}/balance`, others)).body.code).toBe('guest_not_found');
    const waiting = await network.post(`/api/guests/${guest}/transaction`, manager, { ...manual, points: 10_001 });
    expect(waiting.status).toBe(202);
    expect((await detailOf(waiting.body.id as string, own)).body.code).toBe('not_found');
  });

  it('says the restaurant and what was paid, and to a guest the reasons without codes of the network', async () => {
    const guest = await network.guest();
    const sale = await sell(guest, 155_000);
    await post(`/api/transactions/${sale.id}/refund`, { reason: 'cold', amount: 55_000 });
    const manual = { type: 'MANUAL', direction: 'CREDIT', points: 5, reasonCode: 'GOODWILL' };
    await post(`/api/guests/${guest}/transaction`, manual, manager);
    const own = await network
      .get(`/api/guests/${guest}/history`, await tokenOfGuest(guest))
      .set('Accept-Language', 'en')
      .expect(200);
    expect(own.body.items).toMatchObject([
      { restaurantName: null, trace: [{ reason: 'Added by the restaurant as a gift: 5 points' }] },
      { restaurantName: 'Centre', payable: 52_250 },
      { restaurantName: 'Centre', payable: 147_250 },
    ]);
    const staff = await network.get(`/api/guests/${guest}/history`, manager).set('Accept-Language', 'en').expect(200);
    expect(staff.body.items[0].trace).toMatchObject([{ reason: 'Added by staff (goodwill): 5 points' }]);
    expect((await detailOf(sale.id, manager)).body.restaurantName).toBe('Centre');
  });

  it('says in every process what things and people are called now, and no reason that was erased', async () => {
    const servers = await applicationsOfWorker();
    const own = await TillNetwork.create(test);
    const shop = await RewardShop.open(own);
    const item = await shop.item({ code: 'MUG' });
    const guest = await shop.guestWith(250);
    await shop.redeem(guest, item).expect(201);
    const items = [{ name: 'Пицца "Ночь"', total: 155_000 }];
    const sale = await own.post(`/api/guests/${guest}/transaction`, shop.cashier, own.sale(155_000, { items }));
    const reason = 'a "холодная" \u{1f355}';
    await own.post(`/api/transactions/${String(sale.body.id)}/refund`, shop.cashier, { reason }).expect(201);
    const ask = (server: TestApp, path: string) =>
      server.api().get(path).set('Authorization', `Bearer ${shop.manager}`).set('Accept-Language', 'en').expect(200);
    const shown = async (server: TestApp) => {
      const [refund, bought, redeemed] = (await ask(server, `/api/guests/${guest}/history`)).body.items;
      return [refund.reason, bought.actor.name, bought.restaurantName, redeemed.trace[0].reason] as string[];
    };
    const before = [reason, '', 'Centre', 'Reward “Item” × 1: 100 points'];
    for (const server of servers) expect([await shown(server), await shown(server)]).toEqual([before, before]);
    // The list composes its texts anew, the history uses stored ones.
    const page = (path: string) => ask(test, path).then(({ text }) => text);
    const sameAsTheList = async () =>
      expect(await page(`/api/guests/${guest}/history`)).toBe(await page(`/api/transactions?guestId=${guest}`));
    await sameAsTheList();
    await own.database.inNetwork(own.id, async (tx) => {
      await tx.query(`UPDATE users SET name = 'Ada' WHERE network_id = $1`, [own.id]);
      await tx.query(`UPDATE restaurants SET name = 'Old town' WHERE network_id = $1 AND id = $2`, [
        own.id,
        own.restaurantId,
      ]);
      await tx.query('DELETE FROM transaction_comments WHERE network_id = $1', [own.id]);
    });
    await test
      .api()
      .patch(`/api/redemption-items/${item}`)
      .set('Authorization', `Bearer ${shop.manager}`)
      .set('Idempotency-Key', item)
      .send({ name: { en: 'Cup' } })
      .expect(200);
    const after = [null, 'Ada', 'Old town', 'Reward “Cup” × 1: 100 points'];
    for (const server of servers) {
      await eventually('the new name of the reward', async () => (await shown(server))[3] === after[3]);
      expect(await shown(server)).toEqual(after);
    }
    await sameAsTheList();
  });

  it('shows a cashier the own restaurants alone, and nobody another network', async () => {
    const elsewhere = await network.tokenOf('cashier', [network.otherRestaurantId]);
    const sale = await sell(await network.guest(), 1_000);
    expect((await detailOf(sale.id, elsewhere)).body.code).toBe('restaurant_not_allowed');
    const refund = await network.post(`/api/transactions/${sale.id}/refund`, elsewhere, { reason: 'x' });
    expect(refund.body.code).toBe('restaurant_not_allowed');
    const stranger = await (await TillNetwork.create(test)).tokenOf('manager');
    expect((await detailOf(sale.id, stranger)).status).toBe(404);
    expect((await detailOf(newId())).status).toBe(404);
  });
});
