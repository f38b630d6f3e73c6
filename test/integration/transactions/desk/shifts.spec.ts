import type { Tx } from '../../../../src/platform/database/database';
import type { StatementSource } from '../../../../src/platform/database/sql';
import { Notifications } from '../../../../src/platform/database/notifications';
import { newId } from '../../../../src/platform/ids/ids';
import { placeOf, type ShiftOwner, Shifts, SHIFTS_CHANNEL } from '../../../../src/transactions/till/intake/shifts';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { GiftDesk } from '../gifts/gift-desk';
import { TillNetwork } from '../../../support/till-network';

describe('a shift', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test);
    manager = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  const current = (token: string) => network.get(`/api/shifts/current?pointOfSaleId=${network.pointOfSaleId}`, token);
  const post = async (path: string, token: string, body: object) => {
    const answer = await network.post(path, token, body);
    expect(answer.status).toBe(201);
    return answer.body as { id: string; payable: number; pointsEarned: number; pointsTakenBack: number };
  };
  const shiftWithASale = async () => {
    const token = await network.tokenOf('cashier');
    await post(`/api/guests/${await network.guest()}/transaction`, token, network.sale(100));
    return { token, id: (await current(token)).body.id as string };
  };

  it('adds up each kind of act, and lists them newest first, a page at a time', async () => {
    const token = await network.tokenOf('cashier');
    const guest = await network.guest();
    const act = (body: object) => post(`/api/guests/${guest}/transaction`, token, body);
    const manual = (direction: string, points: number) =>
      act({ type: 'MANUAL', pointOfSaleId: network.pointOfSaleId, direction, points, reasonCode: 'OTHER' });
    const first = await act(network.sale(155_000));
    const second = await act(network.sale(155_000, { pointsToRedeem: 100 }));
    const redeemed = await act({
      type: 'REDEMPTION',
      pointOfSaleId: network.pointOfSaleId,
      points: 150,
      orderAmount: 100_000,
    });
    const [credit, debit] = [await manual('CREDIT', 30), await manual('DEBIT', 20)];
    const refund = await post(`/api/transactions/${second.id}/refund`, token, { reason: 'cold' });
    const gifts = await GiftDesk.open(network, token);
    const [face = { code: '', pin: '' }] = await gifts.batch(1);
    await gifts.sell(face, 50_000).expect(201);
    const spent = await gifts.spend(face, 20_000).expect(201);
    await gifts.spend(face, 10_000).expect(201);
    await gifts.refundAsCashier((spent.body as { transaction: { id: string } }).transaction.id, 5_000).expect(201);
    // A quote with a hold is an act of the till, but none of the shift.
    await post(`/api/guests/${guest}/quote`, token, { ...network.sale(155_000, { pointsToRedeem: 100 }), hold: true });
    const { body } = await current(token);
    const gross = first.payable + second.payable;
    expect(body.totals).toEqual({
      received: { net: first.payable, gross, refunded: second.payable, undone: 0 },
      sales: {
        count: 2,
        receipts: 2,
        late: 0,
        amount: 310_000,
        discount: 15_500,
        payable: first.payable + second.payable,
        points: first.pointsEarned + second.pointsEarned,
        pointsRedeemed: 100,
        pointsValue: 10_000,
      },
      redemptions: { count: 1, amount: 100_000, points: 150 },
      refunds: { count: 1, amount: 155_000, points: refund.pointsTakenBack, payable: second.payable, undone: 0 },
      credits: { count: 1, amount: 0, points: 30 },
      debits: { count: 1, amount: 0, points: 20 },
      giftCards: {
        sold: { count: 1, amount: 50_000 },
        toppedUp: { count: 0, amount: 0 },
        spent: { count: 2, amount: 30_000 },
        refunded: { count: 1, amount: 5_000 },
      },
    });
    const newestFirst = [refund, debit, credit, redeemed, second, first].map(({ id }) => id);
    const idsOf = (page: { items: { id: string }[] }) => page.items.map(({ id }) => id);
    expect(idsOf(body as { items: { id: string }[] })).toEqual(newestFirst);
    const page = await network.get(`/api/shifts/${body.id as string}?limit=4`, token);
    const rest = await network.get(
      `/api/shifts/${body.id as string}?limit=4&cursor=${page.body.nextCursor as string}`,
      token,
    );
    expect([...idsOf(page.body), ...idsOf(rest.body)]).toEqual(newestFirst);
    expect([page.body.items.length, rest.body.nextCursor, rest.body.totals]).toEqual([4, null, body.totals]);
  });

  it('says what was received net: less refunds and undone sales, and no redemption as money', async () => {
    const token = await network.tokenOf('cashier');
    const guest = await network.guest();
    const act = (body: object) => post(`/api/guests/${guest}/transaction`, token, body);
    const [kept, part, undone] = [
      await act(network.sale(100_000)),
      await act(network.sale(50_000)),
      await act(network.sale(30_000)),
    ];
    await post(`/api/transactions/${undone.id}/undo`, token, {});
    const refund = await post(`/api/transactions/${part.id}/refund`, token, { reason: 'cold', amount: 20_000 });
    const redeemed = await act({
      type: 'REDEMPTION',
      pointOfSaleId: network.pointOfSaleId,
      points: 150,
      orderAmount: 90_000,
    });
    await post(`/api/transactions/${redeemed.id}/refund`, token, { reason: 'cold' });
    const { received, refunds } = (await current(token)).body.totals as {
      received: { net: number; gross: number; refunded: number; undone: number };
      refunds: { count: number; undone: number };
    };
    expect(received).toEqual({
      net: kept.payable + part.payable - refund.payable,
      gross: kept.payable + part.payable + undone.payable,
      refunded: refund.payable,
      undone: undone.payable,
    });
    expect(received.net).toBe(received.gross - received.refunded - received.undone);
    expect(refunds).toMatchObject({ count: 3, undone: 1 });
  });

  it('stands in the report of its till with the others of the day, for a manager; a cashier finds the own', async () => {
    const own = await TillNetwork.create(test);
    const report = (token: string, more = '') =>
      own.get(`/api/shifts?pointOfSaleId=${own.pointOfSaleId}${more}`, token);
    const [anna, boris, boss] = [
      await own.tokenOf('cashier'),
      await own.tokenOf('cashier'),
      await own.tokenOf('manager'),
    ];
    expect((await report(boss)).body).toMatchObject({
      items: [],
      totals: { received: { net: 0 }, sales: { count: 0 } },
    });
    const sell = async (token: string, amount: number) =>
      own.post('/api/receipts', token, { pointOfSaleId: own.pointOfSaleId, amount, receiptNumber: null }).expect(201);
    await sell(anna, 10_000);
    await sell(boris, 5_000);
    await sell(boris, 700);
    const all = (await report(boss)).body as {
      businessDate: string;
      totals: { received: object; sales: { count: number } };
      items: { totals: { received: { net: number } } }[];
    };
    expect(all.items.map(({ totals }) => totals.received.net)).toEqual([10_000, 5_700]);
    expect(all.totals).toMatchObject({ received: { net: 15_700, gross: 15_700 }, sales: { count: 3 } });
    expect((await report(boss, `&businessDate=${all.businessDate}`)).body).toEqual(all);
    expect((await report(boss, '&businessDate=2020-01-01')).body.items).toEqual([]);
    expect((await report(boris)).body).toMatchObject({ totals: { received: { net: 5_700 } }, items: [{}] });
    const elsewhere = await own.tokenOf('cashier', [own.otherRestaurantId]);
    expect((await report(elsewhere)).body.code).toBe('restaurant_not_allowed');
    expect((await report(manager)).body.code).toBe('not_found');
  });

  it('of another cashier is no cashier’s business, but a manager’s', async () => {
    const { id } = await shiftWithASale();
    const other = await network.tokenOf('cashier');
    expect((await network.get(`/api/shifts/${id}`, other)).body.code).toBe('forbidden');
    expect((await network.post(`/api/shifts/${id}/close`, other)).body.code).toBe('forbidden');
    const elsewhere = await network.tokenOf('cashier', [network.otherRestaurantId]);
    expect((await network.get(`/api/shifts/${id}`, elsewhere)).body.code).toBe('restaurant_not_allowed');
    expect((await network.get(`/api/shifts/${id}`, manager)).body.totals.sales.count).toBe(1);
    const stranger = await (await TillNetwork.create(test)).tokenOf('manager');
    expect((await network.get(`/api/shifts/${id}`, stranger)).body.code).toBe('shift_not_found');
  });

  it('is closed once, by the cashier or a manager, and the next one starts with nothing', async () => {
    const { id, token } = await shiftWithASale();
    const closed = await network.post(`/api/shifts/${id}/close`, manager);
    const again = await network.post(`/api/shifts/${id}/close`, token);
    expect([closed.status, again.status]).toEqual([200, 200]);
    expect(again.body.closedAt).toBe(closed.body.closedAt);
    expect((await current(token)).body.code).toBe('shift_not_found');
    await post(`/api/guests/${await network.guest()}/transaction`, token, network.sale(100));
    const next = (await current(token)).body;
    expect([next.id === id, next.totals.sales.count]).toEqual([false, 1]);
  });

  it('has what was rung up before its closing and came after it, and says how many; later sales are of the next', async () => {
    const { id, token } = await shiftWithASale();
    const guest = await network.guest();
    const within = new Date().toISOString();
    const { closedAt } = (await network.post(`/api/shifts/${id}/close`, token).expect(200)).body as {
      closedAt: string;
    };
    const after = new Date(Date.parse(closedAt) + 1).toISOString();
    const act = (counter: number, occurredAt: string) => {
      const body = network.sale(1_000, { occurredAt });
      return { counter, key: newId(), guestId: guest, body };
    };
    const batch = {
      deviceId: newId(),
      sentAt: new Date().toISOString(),
      acts: [act(1, within), act(2, after), act(3, within)],
    };
    const { items } = (await network.post('/api/transactions/batch', token, batch).expect(200)).body as {
      items: { status: number }[];
    };
    expect(items.map(({ status }) => status)).toEqual([201, 201, 201]);
    await post('/api/receipts', token, {
      pointOfSaleId: network.pointOfSaleId,
      amount: 500,
      receiptNumber: null,
      occurredAt: within,
    });
    const closed = (await network.get(`/api/shifts/${id}`, token)).body;
    expect(closed.totals.sales).toMatchObject({ count: 4, late: 3, amount: 2_600 });
    expect(closed.closedAt).toBe(closedAt);
    const next = (await current(token)).body;
    expect(next.totals.sales).toMatchObject({ count: 1, late: 0, amount: 1_000 });
    const { items: ofDay } = (await network.get(`/api/shifts?pointOfSaleId=${network.pointOfSaleId}`, token)).body as {
      items: { id: string; totals: { sales: { late: number } } }[];
    };
    expect(ofDay.map((shift) => [shift.id, shift.totals.sales.late])).toEqual([
      [id, 3],
      [next.id, 0],
    ]);
  });

  it('that is closed eight times at once is closed once', async () => {
    const { token, id } = await shiftWithASale();
    const closings = await Promise.all(Array.from({ length: 8 }, () => network.post(`/api/shifts/${id}/close`, token)));
    expect(new Set(closings.map(({ status, body }) => [status, body.closedAt].join()))).toHaveProperty('size', 1);
    const { items } = (await network.get(`/api/audit?action=shift.closed&subjectId=${id}`, manager)).body;
    expect(items).toHaveLength(1);
  });

  it('is not remembered where it was closed while it was looked up', async () => {
    const { token, id } = await shiftWithASale();
    const owner = (await current(token)).body as ShiftOwner;
    // Stands for another process that has not received the notification about the shift.
    const notifications = test.app.get(Notifications);
    const shifts = new Shifts(network.database, notifications);
    await shifts.onModuleInit();
    const heard = new Promise<void>((resolve) => {
      const onMessage = (place: string): void => {
        if (place === placeOf(network.id, owner)) resolve();
      };
      void notifications.listen(SHIFTS_CHANNEL, { onMessage, onGap: () => undefined });
    });
    const inNetwork = network.database.inNetwork.bind(network.database);
    const closedMeanwhile = async <T>(found: T): Promise<T> => {
      await network.post(`/api/shifts/${id}/close`, token).expect(200);
      await heard;
      return found;
    };
    const slowly = (tx: Tx): Tx => ({
      ...tx,
      maybe: async <Row extends object>(...source: StatementSource) => closedMeanwhile(await tx.maybe<Row>(...source)),
    });
    const lookedUp = jest
      .spyOn(network.database, 'inNetwork')
      .mockImplementationOnce((networkId, work) => inNetwork(networkId, (tx) => work(slowly(tx))));
    expect(await shifts.open(network.id, owner)).toBe(id);
    lookedUp.mockRestore();
    expect(await shifts.open(network.id, owner)).not.toBe(id);
  });

  it('is one, though its first acts come at once', async () => {
    const token = await network.tokenOf('cashier');
    const guest = await network.guest();
    await Promise.all(
      Array.from({ length: 8 }, () => post(`/api/guests/${guest}/transaction`, token, network.sale(100))),
    );
    expect((await current(token)).body.totals.sales.count).toBe(8);
  });

  it('is not found where there is none', async () => {
    const token = await network.tokenOf('cashier');
    expect((await current(token)).body.code).toBe('shift_not_found');
    expect((await network.get(`/api/shifts/${newId()}`, token)).body.code).toBe('shift_not_found');
    expect((await network.get(`/api/shifts/current?pointOfSaleId=${newId()}`, token)).body.code).toBe('not_found');
    const elsewhere = await network.get(`/api/shifts/current?pointOfSaleId=${network.otherPointOfSaleId}`, token);
    expect(elsewhere.body.code).toBe('restaurant_not_allowed');
  });
});
