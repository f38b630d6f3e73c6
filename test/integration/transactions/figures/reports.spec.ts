import { ImportReceipts } from '../../../../src/integrations/imports';
import { calendarOf, isoDateOf } from '../../../../src/platform/clock/calendar';
import { newId } from '../../../../src/platform/ids/ids';
import { FiguresRelay } from '../../../../src/transactions/jobs/figures-relay';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';
import { eventually } from '../../../support/eventually';
import { zoneAtNoon } from '../../../support/noon';
import { importFile, RETAIL_HEADER, writeCsv } from '../../integrations/imports/import-fixture';

const timeZone = zoneAtNoon();
const calendar = calendarOf(timeZone, '04:00');
const HOUR_MS = 3_600_000;

describe('reports', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  afterAll(() => test.close());

  /** Two sales of a guest and an anonymous one today, one each yesterday and a week ago, written as the relay keeps them. */
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
        sales: 3,
        guestSales: 2,
        amount: 180_001,
        guestAmount: 150_000,
        discount: 7_500,
        payable: 172_501,
        refundedPayable: 9_500,
        net: 163_001,
        guestPayable: 142_500,
        guestNet: 133_000,
        refunds: 1,
        refunded: 10_000,
        newGuests: 1,
        guestSharePpm: 666_666,
        averageCheck: 60_000,
        averageCheckWithGuest: 75_000,
        averageCheckWithoutGuest: 30_001,
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

  it('set a period beside the same weekdays before, of the network or of one restaurant', async () => {
    const { network, manager, today, weekAgo } = await makeDays();
    const period = (query: string) => network.get(`/api/reports/period?${query}`, manager);
    expect((await period('').expect(200)).body).toMatchObject({
      businessDate: today,
      from: today,
      to: today,
      comparedFrom: weekAgo,
      comparedTo: weekAgo,
      figures: { net: 163_001, payable: 172_501, refundedPayable: 9_500 },
      compared: { sales: 4 },
    });
    const week = (await period('period=LAST_7_DAYS').expect(200)).body as { comparedTo: string; from: string };
    expect([week.from > weekAgo, week.comparedTo]).toEqual([true, weekAgo]);
    const place = network.otherRestaurantId;
    const other = await period(`from=${weekAgo}&to=${today}&restaurantId=${place}`).expect(200);
    expect(other.body).toMatchObject({ figures: { sales: 4, net: 0 } });
    await period(`restaurantId=${newId()}`).expect(404);
    for (const wrong of [`from=${today}`, `period=TODAY&from=${today}&to=${today}`, `from=${today}&to=${weekAgo}`])
      await period(wrong).expect(400);
  });

  it('set a period with today beside the earlier one up to the same time of the day', async () => {
    const network = await TillNetwork.create(test, { timeZone });
    const manager = await network.tokenOf('manager');
    const day = calendar.businessDay(Date.now());
    // It is noon in the network; an import recorded all sales today.
    const sales = [
      `${isoDateOf(day - 8)}T13:30:00,c1,1,1,40000`,
      `${isoDateOf(day - 7)}T10:30:00,c1,1,1,10000`,
      `${isoDateOf(day - 7)}T14:30:00,c1,1,1,20000`,
    ];
    const file = await writeCsv([RETAIL_HEADER, ...sales.map((sale, n) => `${String(n + 1)},${sale}`)]);
    await importFile(test.app.get(ImportReceipts), network.id, file);
    const read = async (period: string) => {
      const { body } = await network.get(`/api/reports/period?period=${period}`, manager).expect(200);
      return body as { comparedUntil: string | null; compared: { amount: number; sales: number; guestSales: number } };
    };
    const ofDay = await eventually('the sales are counted', async () => {
      const report = await read('TODAY');
      return report.compared.sales > 0 && report;
    });
    expect(ofDay.compared).toMatchObject({ sales: 1, guestSales: 1, amount: 10_000 });
    const untilMs = Date.parse(String(ofDay.comparedUntil));
    expect(Math.abs(Date.now() - 7 * 24 * HOUR_MS - untilMs)).toBeLessThan(2 * 60_000);
    expect((await read('LAST_7_DAYS')).compared).toMatchObject({ sales: 2, amount: 50_000 });
    expect(await read('YESTERDAY')).toMatchObject({ comparedUntil: null, compared: { sales: 1, amount: 40_000 } });
  });

  it('list the restaurants by net sales, and count guests who came again, their tiers and rewards', async () => {
    const { network, manager, today, weekAgo } = await makeDays();
    const span = `from=${weekAgo}&to=${today}`;
    const places = (await network.get(`/api/reports/restaurants?${span}`, manager).expect(200)).body as {
      items: { restaurantId: string | null; name: string; figures: { net: number } }[];
      total: object;
    };
    expect(places.items.map(({ name, figures }) => [name, figures.net])).toEqual([
      ['Centre', 163_001],
      ['Harbour', 0],
    ]);
    expect(places.total).toMatchObject({ net: 163_001, sales: 7 });
    const once = await network.guest();
    await network.post(`/api/guests/${once}/transaction`, manager, network.sale(20_000)).expect(201);
    const gone = await network.guest();
    const sale = await network.post(`/api/guests/${gone}/transaction`, manager, network.sale(20_000)).expect(201);
    await network.post(`/api/transactions/${String(sale.body.id)}/refund`, manager, { reason: 'cold' }).expect(201);
    const loyalty = await network.get(`/api/reports/loyalty?${span}`, manager).expect(200);
    expect(loyalty.body).toMatchObject({ guests: 2, repeatGuests: 1, repeatSharePpm: 500_000, rewards: [] });
    expect((loyalty.body as { tiers: { guests: number }[] }).tiers.map(({ guests }) => guests)).toEqual([2]);
  });

  it('tell of one restaurant all of it, with the guests of the network and what they did there', async () => {
    const { network, manager, today, weekAgo } = await makeDays();
    const of = (id: string, query = '') => network.get(`/api/restaurants/${id}/analytics?${query}`, manager);
    const analytics = await of(network.restaurantId, `from=${weekAgo}&to=${today}`).expect(200);
    expect(analytics.body).toMatchObject({
      restaurantId: network.restaurantId,
      from: weekAgo,
      to: today,
      guests: 1,
      repeatGuests: 1,
      figures: { net: 163_001, sales: 3 },
    });
    expect((analytics.body as { days: object[] }).days).toHaveLength(8);
    expect((await of(network.otherRestaurantId).expect(200)).body).toMatchObject({ guests: 0, repeatSharePpm: null });
    await of(newId()).expect(404);

    const guests = (id: string, token = manager) => network.get(`/api/restaurants/${id}/guests`, token);
    const here = (await guests(network.restaurantId).expect(200)).body as { items: { activity: object }[] };
    expect(here.items.map(({ activity }) => activity)).toEqual([
      {
        visits: 2,
        net: 133_000,
        pointsEarned: expect.any(Number) as number,
        pointsRedeemed: 0,
        lastVisitAt: expect.stringMatching(/Z$/) as string,
      },
    ]);
    const there = (await guests(network.otherRestaurantId).expect(200)).body as { items: { activity: object }[] };
    expect(there.items[0]?.activity).toMatchObject({ visits: 0, net: 0, lastVisitAt: null });
    await guests(newId()).expect(404);
    await guests(network.otherRestaurantId, await network.tokenOf('cashier')).expect(403);
    await guests(network.restaurantId, await network.tokenOf('analyst')).expect(403);
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
      '/api/reports/period',
      '/api/reports/restaurants',
      '/api/reports/loyalty',
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
