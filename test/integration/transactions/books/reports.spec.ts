import { calendarOf, isoDateOf } from '../../../../src/platform/clock/calendar';
import { newId } from '../../../../src/platform/ids/ids';
import { FiguresRelay } from '../../../../src/transactions/jobs/figures-relay';
import { type TestApp, startApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';
import { eventually } from '../../../support/eventually';
import { zoneAtNoon } from '../../../support/noon';

const timeZone = zoneAtNoon();
const calendar = calendarOf(timeZone, '04:00');

describe('reports', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await startApp();
  });
  afterAll(() => test.close());

  /** Two sales of a guest and one of nobody today; yesterday and a week ago one each, written as the relay keeps them. */
  async function makeDays(): Promise<{ network: TillNetwork; manager: string; today: string; weekAgo: string }> {
    const network = await TillNetwork.create(test, { timeZone });
    const manager = await network.tokenOf('manager');
    const guest = await network.guest();
    const day = calendar.businessDay(Date.now());
    await network.post(`/api/guests/${guest}/transaction`, manager, network.sale(100_000)).expect(201);
    const sale = await network.post(`/api/guests/${guest}/transaction`, manager, network.sale(50_000)).expect(201);
    await network
      .post('/api/receipts', manager, { pointOfSaleId: network.pointOfSaleId, amount: 30_001, receiptNumber: 'R-1' })
      .expect(201);
    const { id } = sale.body as { id: string };
    await network.post(`/api/transactions/${id}/refund`, manager, { reason: 'cold', amount: 10_000 }).expect(201);
    const weekAgo = isoDateOf(day - 7);
    await network.database.inNetwork(network.id, (tx) =>
      tx.query(
        'INSERT INTO daily_figures (network_id, business_date, restaurant_id, sales, amount) VALUES ($1, $2, $3, 4, 2001)',
        [network.id, weekAgo, network.otherRestaurantId],
      ),
    );
    await eventually('today is counted', async () => {
      await test.app.get(FiguresRelay).catchUp(network.id);
      const rows = await network.database.inNetwork(network.id, (tx) =>
        tx.query<{ refunds: number }>('SELECT refunds FROM daily_figures WHERE network_id = $1 AND refunds > 0', [
          network.id,
        ]),
      );
      return rows.length > 0;
    });
    return { network, manager, today: isoDateOf(day), weekAgo };
  }

  it('tell of today beside the same weekday a week ago', async () => {
    const { network, manager, today, weekAgo } = await makeDays();
    const answer = await network.get('/api/reports/today', manager).expect(200);
    expect(answer.body).toMatchObject({
      currency: 'RUB',
      currencyDigits: 2,
      businessDate: today,
      today: {
        ...{ sales: 3, guestSales: 2, amount: 180_001, guestAmount: 150_000, discount: 7_500, payable: 172_501 },
        ...{ refunds: 1, refunded: 10_000, newGuests: 1, guestSharePpm: 666_666 },
        ...{ averageCheck: 60_000, averageCheckWithGuest: 75_000, averageCheckWithoutGuest: 30_001 },
      },
      comparedDate: weekAgo,
      compared: {
        sales: 4,
        amount: 2_001,
        averageCheck: 500,
        averageCheckWithGuest: null,
        averageCheckWithoutGuest: 500,
      },
    });
  });

  it('tell of every date of a span, of the network or of one restaurant', async () => {
    const { network, manager, today, weekAgo } = await makeDays();
    const daily = (query: string) => network.get(`/api/reports/daily?from=${weekAgo}&to=${today}${query}`, manager);
    const all = (await daily('').expect(200)).body as {
      items: { businessDate: string; sales: number }[];
      total: { sales: number };
    };
    expect(all.items).toHaveLength(8);
    expect(all.items[0]).toMatchObject({ businessDate: weekAgo, sales: 4 });
    expect(all.items[1]).toMatchObject({ sales: 0, averageCheck: null });
    expect(all.items[7]).toMatchObject({ businessDate: today, sales: 3 });
    expect(all.total).toMatchObject({ sales: 7, amount: 182_002 });
    const one = (await daily(`&restaurantId=${network.otherRestaurantId}`).expect(200)).body as {
      total: { sales: number };
    };
    expect(one.total.sales).toBe(4);
    await daily(`&restaurantId=${newId()}`).expect(404);
  });

  it('refuse spans that are none', async () => {
    const network = await TillNetwork.create(test);
    const manager = await network.tokenOf('manager');
    const daily = (query: string) => network.get(`/api/reports/daily?${query}`, manager).set('Accept-Language', 'en');
    for (const [query, path, message] of [
      ['from=2026-02-01&to=2026-01-01', 'to', 'It ends before it begins.'],
      ['from=2024-01-01&to=2025-01-01', 'to', 'At most 366 days.'],
      ['from=today&to=2026-01-01', 'from', expect.any(String)],
      ['from=0000-01-01&to=0000-01-02', 'from', expect.any(String)],
      ['to=2026-01-01', 'from', expect.any(String)],
    ] as const) {
      const { status, body } = await daily(query);
      expect([query, status, body.errors[0]]).toEqual([query, 400, expect.objectContaining({ path, message })]);
    }
    expect((await daily('from=2024-01-01&to=2024-12-31').expect(200)).body.items).toHaveLength(366);
  });

  it('are for managers, analysts and keys that may report; a cashier has the own shift', async () => {
    const network = await TillNetwork.create(test);
    for (const route of [
      '/api/reports/today',
      '/api/reports/daily?from=2026-01-01&to=2026-01-02',
      '/api/ledger/accounts',
    ]) {
      await network.get(route, await network.tokenOf('analyst')).expect(200);
      await network.get(route, await network.keyOf('report')).expect(200);
      await network.get(route, await network.tokenOf('cashier')).expect(403);
      await network.get(route, await network.keyOf('till')).expect(403);
      await network.test.api().get(route).expect(401);
    }
  });
});
