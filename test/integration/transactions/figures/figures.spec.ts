import { calendarOf, isoDateOf } from '../../../../src/platform/clock/calendar';
import { newId } from '../../../../src/platform/ids/ids';
import { NO_ORIGIN, Staff } from '../../../../src/security';
import type { Items } from '../../../../src/transactions/figures/breakdowns/breakdowns.dto';
import type { Overview, Staff as StaffFigures } from '../../../../src/transactions/figures/analytics/analytics.dto';
import { LiabilityRelay } from '../../../../src/transactions/books/liability/liability-relay';
import { LogReader } from '../../../../src/transactions/jobs/log-reader';
import { listDaySums } from '../../../../src/transactions/figures/catalogue/day-sums.sql';
import {
  DAY_TABLES,
  type DayTable,
  type SumName,
  TABLE_NAMES,
} from '../../../../src/transactions/figures/catalogue/day-tables';
import { DATE } from '../../../../src/transactions/figures/catalogue/dimensions';
import { FIGURES, FIGURES_OF_ANALYTICS } from '../../../../src/transactions/figures/catalogue/figures';
import { LEVELS } from '../../../../src/transactions/figures/catalogue/levels';
import type { Catalogue, FiguresAnswer } from '../../../../src/transactions/figures/questions/figures.dto';
import type { RestaurantsReport } from '../../../../src/transactions/figures/reports/reports.dto';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { RewardShop } from '../../../support/rewards/reward-shop';
import { TillNetwork } from '../../../support/till-network';
import { tokenOfUser } from '../../support/people-fixture';

const SPAN = 'from=2026-03-02&to=2026-03-15';
const NOWHERE = '00000000-0000-0000-0000-000000000000';

describe('figures of the catalogue', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;
  let cashierId: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test, { timeZone: 'Europe/Moscow' });
    manager = await network.tokenOf('manager');
    cashierId = await person({ role: 'cashier', name: 'Anna', restaurantIds: [network.restaurantId] });
    await fill();
    await fillGuests();
  });
  afterAll(() => test.close());

  async function person(more: object): Promise<string> {
    const { user } = await network.database.inNetwork(network.id, (tx) =>
      test.app.get(Staff).create(tx, network.id, { email: `p-${newId()}@example.test`, ...more } as never, {
        actor: 'system',
        origin: NO_ORIGIN,
      }),
    );
    return user.id;
  }

  /** Two restaurants on four dates, of which two are in the period before. */
  async function fill(): Promise<void> {
    const { id, restaurantId: one, otherRestaurantId: other } = network;
    await network.database.inNetwork(id, async (tx) => {
      await tx.query(
        `INSERT INTO daily_figures (network_id, business_date, restaurant_id, sales, guest_sales, amount, guest_amount, discount, payable, refunds, refunded_payable)
         SELECT $1, d, r, s, g, 100 * s, 90 * g, 7 * s, 93 * s, 1, 50 FROM unnest($2::date[], $3::uuid[], $4::int[], $5::int[]) x(d, r, s, g)`,
        [
          id,
          ['2026-03-02', '2026-03-03', '2026-03-10', '2026-02-17', '2026-03-03'],
          [one, other, one, one, NOWHERE],
          [10, 4, 3, 5, 0],
          [4, 4, 0, 1, 0],
        ],
      );
      await tx.query(
        `INSERT INTO hourly_figures (network_id, business_date, restaurant_id, hour, sales, guest_sales, amount, guest_amount)
         SELECT $1, d, $2, h, s, 1, 100 * s, 90 FROM unnest($3::date[], $4::int[], $5::int[]) x(d, h, s)`,
        [id, one, ['2026-03-02', '2026-03-02', '2026-02-17'], [13, 9, 13], [7, 3, 5]],
      );
      await tx.query(
        `INSERT INTO cashier_figures (network_id, business_date, restaurant_id, user_id, sales, guest_sales, claimed_sales, amount, guest_amount)
         SELECT $1, d, $2, u, s, 2, 1, 100 * s, 180 FROM unnest($3::date[], $4::uuid[], $5::int[]) x(d, u, s)`,
        [id, one, ['2026-03-02', '2026-03-02', '2026-02-17'], [cashierId, NOWHERE, cashierId], [8, 2, 5]],
      );
      await tx.query(
        `INSERT INTO item_figures (network_id, business_date, restaurant_id, kind, category, item, name, quantity_milli, amount, points_amount)
         SELECT $1, '2026-03-02', $2, k, c, i, n, 1000, a, a / 4 FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::int[]) x(k, c, i, n, a)`,
        [
          id,
          one,
          ['ITEM', 'ITEM', 'NO_LINES'],
          ['tea', 'food', ''],
          ['A-1', 'A-2', ''],
          ['Tea', 'Soup', null],
          [400, 900, 50],
        ],
      );
      await tx.query(
        `INSERT INTO item_sums (network_id, span, business_date, kind, category, item, name, quantity_milli, amount, points_amount)
         SELECT network_id, 'DAY', business_date, kind, category, item, name, quantity_milli, amount, points_amount FROM item_figures WHERE network_id = $1`,
        [id],
      );
      await tx.query(
        `INSERT INTO tier_figures (network_id, business_date, from_tier, to_tier, cause, guests)
         VALUES ($1, '2026-03-02', 'BRONZE', 'SILVER', 'SALE', 3), ($1, '2026-03-04', 'GOLD', 'SILVER', 'REVIEW', 1), ($1, '2026-03-04', '', 'BRONZE', 'UNMERGED', 9)`,
        [id],
      );
      await tx.query(
        `INSERT INTO campaign_figures (network_id, business_date, restaurant_id, campaign, uses, sales, amount, points)
         VALUES ($1, '2026-03-02', $2, 'TWICE', 3, 3, 300, 12)`,
        [id, one],
      );
    });
  }

  /**
   * Gives two guests different sources, dates and restaurants. The first guest made two visits and redeemed two kinds of rewards, and used one of
   * these rewards in a sale.
   */
  async function fillGuests(): Promise<void> {
    const { id, restaurantId: one, otherRestaurantId: other } = network;
    const shop = await RewardShop.open(network);
    const coffee = await shop.item({ name: { en: 'Coffee', ru: 'Кофе' } });
    const cake = await shop.item({ name: { en: 'Cake' } });
    const [guest, friend] = [await network.guest(), await network.guest()];
    const { body: sale } = await shop.sell(guest, 1_000);
    await network.database.inNetwork(id, async (tx) => {
      await tx.query(
        `UPDATE guests g SET created_at = x.at, restaurant_id = x.place, source = x.source, created_by = x.person
         FROM unnest($2::uuid[], $3::timestamptz[], $4::uuid[], $5::text[], $6::uuid[]) x(id, at, place, source, person)
         WHERE g.network_id = $1 AND g.id = x.id`,
        [
          id,
          [guest, friend],
          // This moment is half past two at night in the network, so it belongs to the business date before.
          ['2026-03-03T23:30:00Z', '2026-03-09T12:00:00Z'],
          [one, other],
          ['STAFF', 'SELF'],
          [cashierId, null],
        ],
      );
      await tx.query(
        `INSERT INTO guest_cohorts (network_id, guest_id, person_id, first_day, second_day) VALUES ($1, $2, $2, '2026-03-03', '2026-04-20')
         ON CONFLICT (network_id, guest_id) DO UPDATE SET first_day = excluded.first_day, second_day = excluded.second_day`,
        [id, guest],
      );
      await tx.query(
        `WITH written AS (UPDATE guest_states SET version = version + 1 WHERE network_id = $1 AND guest_id = $2 RETURNING guest_id)
         INSERT INTO redemptions (network_id, id, guest_id, reward_id, reward_version, terms, quantity, points, status, transaction_id, restaurant_id,
           sale_id, created_at, ended_at)
         SELECT $1, gen_random_uuid(), guest_id, x.reward, 1, '{}', x.quantity, x.points, x.status, $3, $4, x.sale, '2026-03-03T12:00:00Z', x.ended
         FROM written, unnest($5::uuid[], $6::int[], $7::int[], $8::text[], $9::uuid[], $10::timestamptz[]) x(reward, quantity, points, status, sale, ended)`,
        [
          ...[
            id,
            guest,
            newId(),
            one,
            [coffee, cake, cake],
            [3, 1, 9],
            [300, 50, 900],
            ['PENDING', 'FULFILLED', 'CANCELLED'],
          ],
          [null, (sale as { id: string }).id, null],
          [null, '2026-03-03T13:00:00Z', '2026-03-03T13:00:00Z'],
        ],
      );
    });
  }

  const ask = async (query: string, token = manager): Promise<FiguresAnswer> =>
    (await network.get(`/api/figures?${query}`, token).set('Accept-Language', 'en').expect(200)).body as FiguresAnswer;
  const old = async (path: string): Promise<unknown> =>
    (await network.get(path, manager).set('Accept-Language', 'en').expect(200)).body;
  const refusalOf = async (query: string, token = manager) => {
    const { status, body } = await network.get(`/api/figures?${query}`, token).set('Accept-Language', 'en');
    return { status, code: body.code as string, figure: body.figure as unknown, error: body.errors?.[0] as unknown };
  };

  it('are those of the overview, in all and by day', async () => {
    const overview = (await old(`/api/analytics/overview?${SPAN}`)) as Overview;
    for (const codes of [
      FIGURES_OF_ANALYTICS.slice(0, 10),
      FIGURES_OF_ANALYTICS.slice(10, 20),
      FIGURES_OF_ANALYTICS.slice(20),
    ]) {
      const of = (figures: object) =>
        Object.fromEntries(
          codes.map((code) => [
            code,
            code === 'guestSharePpm' && !('sales' in figures) ? null : figures[code as never],
          ]),
        );
      const answer = await ask(`figures=${codes.join(',')}&by=day&${SPAN}`);
      expect(answer.total).toEqual({ values: of(overview.period.figures), compared: of(overview.previous.figures) });
      expect(answer.items.map(({ key, values, compared }) => [key, values, compared])).toEqual(
        overview.series.map(({ from, figures, compared }) => [from, of(figures), compared && of(compared.figures)]),
      );
      expect([answer.comparedFrom, answer.comparedTo]).toEqual([overview.previous.from, overview.previous.to]);
    }
  });

  it('are those of the reports by restaurant, with names and the place of what has none', async () => {
    const report = (await old(`/api/reports/restaurants?${SPAN}`)) as RestaurantsReport;
    const { items, isCut } = await ask(`figures=net,averageCheckWithGuest&by=restaurant&${SPAN}`);
    expect(items.map(({ key, name, values }) => [key, name, values])).toEqual(
      report.items.map(({ restaurantId, name, figures: { net, averageCheckWithGuest } }) => [
        restaurantId,
        name,
        { net, averageCheckWithGuest },
      ]),
    );
    expect(isCut).toBe(false);
    expect(items.map(({ compared }) => compared?.net)).toEqual([5 * 93 - 50, 0, 0]);
  });

  it('are those of staff, hours and items', async () => {
    const staff = (await old(`/api/analytics/staff?${SPAN}`)) as StaffFigures;
    const byCashier = await ask(`figures=sales,namedSales,namedSharePpm,claimedSales,namedAmount&by=cashier&${SPAN}`);
    expect(
      byCashier.items.map(({ key, name, values, compared }) => [key, name, values, compared?.namedSharePpm]),
    ).toEqual(
      staff.items.map((one) => [
        one.userId,
        one.name,
        {
          sales: one.sales,
          namedSales: one.guestSales,
          namedSharePpm: one.guestSharePpm,
          claimedSales: one.claimedSales,
          namedAmount: one.guestAmount,
        },
        one.comparedSharePpm,
      ]),
    );
    expect((await ask(`figures=sales,guestSharePpm&by=hour&${SPAN}`)).items).toEqual([
      { key: '9', name: null, values: { sales: 3, guestSharePpm: 333_333 }, compared: { sales: 0, guestSharePpm: 0 } },
      {
        key: '13',
        name: null,
        values: { sales: 7, guestSharePpm: 142_857 },
        compared: { sales: 5, guestSharePpm: 200_000 },
      },
    ]);
    const items = (await old(`/api/analytics/items?${SPAN}`)) as Items;
    const byItem = await ask(`figures=itemAmount,pointsItemSharePpm&by=item&compare=none&${SPAN}`);
    expect(byItem.items).toEqual(
      items.items.map(({ kind, key, name, amount, pointsSharePpm }) => ({
        key: kind === 'ITEM' ? key : kind,
        name,
        values: { itemAmount: amount, pointsItemSharePpm: pointsSharePpm },
        compared: null,
      })),
    );
    expect(byItem.total).toEqual({
      values: { itemAmount: items.total.amount, pointsItemSharePpm: items.total.pointsSharePpm },
      compared: null,
    });
    expect(
      (await ask(`figures=itemAmount&by=category&${SPAN}`)).items.map(({ key, values }) => [key, values.itemAmount]),
    ).toEqual([
      ['food', 900],
      ['tea', 400],
      ['NO_LINES', 50],
    ]);
  });

  it('come from several tables in one answer', async () => {
    const { items, total } = await ask(`figures=sales,itemAmount,tierMoves&by=week&compare=none&${SPAN}`);
    expect(items.map(({ key, values }) => [key, values])).toEqual([
      ['2026-03-02', { sales: 14, itemAmount: 1_350, tierMoves: 4 }],
      ['2026-03-09', { sales: 3, itemAmount: 0, tierMoves: 0 }],
    ]);
    expect(total.values).toEqual({ sales: 17, itemAmount: 1_350, tierMoves: 4 });
    const byPlace = await ask(`figures=sales,itemAmount&by=restaurant&${SPAN}`);
    expect(byPlace.items.map(({ name, values }) => [name, values])).toEqual([
      ['Centre', { sales: 13, itemAmount: 1_350 }],
      ['Harbour', { sales: 4, itemAmount: 0 }],
      [null, { sales: 0, itemAmount: 0 }],
    ]);
    expect((await ask(`figures=tierMoves&by=tier&${SPAN}`)).items).toEqual([
      { key: 'SILVER', name: 'SILVER', values: { tierMoves: 4 }, compared: { tierMoves: 0 } },
      { key: 'BRONZE', name: 'BRONZE', values: { tierMoves: 0 }, compared: { tierMoves: 0 } },
    ]);
    expect(
      (await ask(`figures=sales&by=weekday&compare=none&${SPAN}`)).items.map(({ key, values }) => [key, values.sales]),
    ).toEqual([
      ['1', 10],
      ['2', 7],
    ]);
  });

  it('answer every figure by every dimension that the list names, in both languages', async () => {
    const list = (await network.get('/api/figures/catalogue', manager).set('Accept-Language', 'ru').expect(200))
      .body as Catalogue;
    expect(list.items.map(({ code }) => code)).toEqual([...Object.keys(FIGURES), ...Object.keys(LEVELS)]);
    expect(list.items.find(({ code }) => code === 'net')).toMatchObject({
      unit: 'money',
      name: 'Чистые продажи',
      by: ['day', 'week', 'month', 'restaurant', 'weekday'],
      isInLetter: true,
      alert: 'NET_SALES',
    });
    for (const { code, by } of list.items)
      for (const one of by) {
        const answer = await ask(`figures=${code}&by=${one}&${SPAN}`);
        expect(answer.figures.map((figure) => figure.code)).toEqual([code]);
        expect(answer.items.every(({ values }) => code in values)).toBe(true);
      }
  });

  it('are new guests by source, cashier and restaurant, and their visits once their days are over', async () => {
    const bySource = await ask(`figures=registeredGuests,boughtGuests,cameAgain30,cameAgain60Ppm&by=source&${SPAN}`);
    expect(bySource.items.map(({ key, values }) => [key, values])).toEqual([
      ['SELF', { registeredGuests: 1, boughtGuests: 0, cameAgain30: 0, cameAgain60Ppm: 0 }],
      ['STAFF', { registeredGuests: 1, boughtGuests: 1, cameAgain30: 0, cameAgain60Ppm: 1_000_000 }],
    ]);
    expect(bySource.total.values).toEqual({
      registeredGuests: 2,
      boughtGuests: 1,
      cameAgain30: 0,
      cameAgain60Ppm: 500_000,
    });
    const byCashier = await ask(`figures=registeredGuests&by=cashier&compare=none&${SPAN}`);
    expect(byCashier.items.map(({ key, name, values }) => [key, name, values.registeredGuests])).toEqual(
      expect.arrayContaining([
        [cashierId, 'Anna', 1],
        [null, null, 1],
      ]),
    );
    const byDay = await ask(`figures=registeredGuests&by=day&compare=none&${SPAN}`);
    expect(byDay.items.filter(({ values }) => values.registeredGuests === 1).map(({ key }) => key)).toEqual([
      '2026-03-03',
      '2026-03-09',
    ]);
    // No guest of this span has been registered for 30 days, so the number of guests who came again is not known yet.
    const today = `from=${network.businessDate(-1)}&to=${network.businessDate()}`;
    const open = await ask(`figures=registeredGuests,cameAgain30,cameAgain90Ppm&by=source&${today}`);
    expect(open.total.values).toEqual({ registeredGuests: 0, cameAgain30: null, cameAgain90Ppm: null });
  });

  it('are rewards by their names, with the sales in which they were used', async () => {
    const codes = 'rewardsRedeemed,rewardPoints,rewardsByCoupon,rewardSales,rewardSalesAmount,rewardMoneyOff';
    const { items, total } = await ask(`figures=${codes}&by=reward&compare=none&${SPAN}`);
    const none = { rewardsByCoupon: 0, rewardMoneyOff: 0 };
    expect(items.map(({ name, values }) => [name, values])).toEqual([
      ['Coffee', { rewardsRedeemed: 3, rewardPoints: 300, rewardSales: 0, rewardSalesAmount: 0, ...none }],
      ['Cake', { rewardsRedeemed: 1, rewardPoints: 50, rewardSales: 1, rewardSalesAmount: 1_000, ...none }],
    ]);
    expect(total.values).toMatchObject({ rewardsRedeemed: 4, rewardPoints: 350, rewardSales: 1 });
    const { text } = await network
      .get(`/api/figures/table?figures=rewardsRedeemed&by=reward&compare=none&${SPAN}`, manager)
      .set('Accept-Language', 'ru')
      .expect(200);
    expect(text).toMatch(/^reward,name,rewardsRedeemed\r\n[^,]+,Кофе,3\r\n[^,]+,Cake,1\r\n$/);
    const elsewhere = `${SPAN}&restaurantIds=${network.otherRestaurantId}`;
    expect((await ask(`figures=rewardsRedeemed&by=reward&${elsewhere}`)).items).toEqual([]);
  });

  it('are points owed at a date, as in the overview, alone and beside sums', async () => {
    const months = 'from=2026-10-01&to=2027-01-31';
    const [reader, liability] = [test.app.get(LogReader), test.app.get(LiabilityRelay)];
    while ((await reader.advanceOne(network.id, liability)) === 'more');
    const overview = (await old(`/api/analytics/overview?${months}`)) as Overview;
    const { items, total } = await ask(`figures=owed,sales&by=month&${months}`);
    expect(total.values.owed).toBe(overview.period.owed);
    expect(total.compared?.owed).toBe(overview.previous.owed);
    expect(overview.period.owed).toBeGreaterThan(0);
    expect(items.map(({ key, values }) => [key, Object.keys(values).toSorted()])).toEqual(
      ['2026-10-01', '2026-11-01', '2026-12-01', '2027-01-01'].map((key) => [key, ['owed', 'sales']]),
    );
    expect(items.at(-1)?.values.owed).toBe(overview.period.owed);
    const alone = await ask(`figures=owed&compare=none&${months}`);
    expect([alone.items, alone.total]).toEqual([[], { values: { owed: overview.period.owed }, compared: null }]);
    const { text } = await network
      .get(`/api/figures/table?figures=owed&by=month&compare=none&${months}`, manager)
      .expect(200);
    expect(text).toContain(`2027-01-01,,${String(overview.period.owed)}\r\n`);
    expect(await refusalOf(`figures=sales,owed&by=restaurant&${SPAN}`)).toMatchObject({
      status: 400,
      error: { path: 'by' },
    });
    expect(await refusalOf(`figures=owed&${SPAN}&restaurantIds=${network.restaurantId}`)).toMatchObject({
      status: 400,
      error: { path: 'restaurantIds' },
    });
  });

  it('are a table, too', async () => {
    const { text, headers } = await network
      .get(
        `/api/figures/table?figures=net,guestSharePpm&by=restaurant&${SPAN}&restaurantIds=${network.restaurantId}`,
        manager,
      )
      .expect(200);
    expect(headers['content-disposition']).toContain('figures-2026-03-02-2026-03-15.csv');
    expect(text).toBe(
      'restaurant,name,net,guestSharePpm,netCompared,guestSharePpmCompared\r\n' +
        `${network.restaurantId},Centre,${String(13 * 93 - 100)},307692,${String(5 * 93 - 50)},200000\r\n`,
    );
    const whole = await network.get(`/api/figures/table?figures=sales&compare=none&${SPAN}`, manager).expect(200);
    expect(whole.text).toBe('period,name,sales\r\n2026-03-02/2026-03-15,,17\r\n');
  });

  it('are of the restaurants that the reader may see', async () => {
    const group = await network
      .post('/api/restaurant-groups', manager, { name: 'Harbour', restaurantIds: [network.otherRestaurantId] })
      .expect(201);
    const { id: restaurantGroupId } = group.body as { id: string };
    const district = await tokenOfUser(test.app, await person({ role: 'manager', restaurantGroupId }));
    expect((await ask(`figures=sales&${SPAN}`, district)).total.values).toEqual({ sales: 4 });
    expect((await ask(`figures=sales&by=restaurant&${SPAN}`, district)).items.map(({ name }) => name)).toEqual([
      'Harbour',
    ]);
    expect(await refusalOf(`figures=sales&${SPAN}&restaurantIds=${network.restaurantId}`, district)).toMatchObject({
      status: 403,
      code: 'restaurant_not_allowed',
    });
    expect(await refusalOf(`figures=sales,tierMoves&${SPAN}`, district)).toMatchObject({
      status: 403,
      code: 'figure_not_allowed',
      figure: 'tierMoves',
    });
    expect((await ask(`figures=registeredGuests&${SPAN}`, district)).total.values).toEqual({ registeredGuests: 1 });
    expect(await refusalOf(`figures=registeredGuests,cameAgain30&${SPAN}`, district)).toMatchObject({
      status: 403,
      code: 'figure_not_allowed',
      figure: 'cameAgain30',
    });
    expect(await refusalOf(`figures=sales,owed&${SPAN}`, district)).toMatchObject({ status: 403, figure: 'owed' });
    // All hours, cashiers and items are the other restaurant's.
    for (const query of ['figures=sales&by=hour', 'figures=sales&by=cashier', 'figures=itemAmount&by=item'])
      expect((await ask(`${query}&${SPAN}`, district)).items).toEqual([]);
    const file = (query: string) => network.get(`/api/figures/table?${query}&${SPAN}`, district);
    expect((await file('figures=sales&by=restaurant&compare=none').expect(200)).text).toBe(
      `restaurant,name,sales\r\n${network.otherRestaurantId},Harbour,4\r\n`,
    );
    await file(`figures=sales&restaurantIds=${network.restaurantId}`).expect(403);
    await file('figures=tierMoves').expect(403);
    expect(await refusalOf(`figures=tierMoves&${SPAN}&restaurantIds=${network.restaurantId}`)).toMatchObject({
      status: 400,
      error: { path: 'restaurantIds' },
    });
    const stranger = await TillNetwork.create(test);
    expect(await refusalOf(`figures=sales&${SPAN}&restaurantIds=${stranger.restaurantId}`)).toMatchObject({
      status: 404,
    });
    for (const path of ['', '/table', '/catalogue']) {
      const query = path === '/catalogue' ? '' : '?figures=sales';
      await network.get(`/api/figures${path}${query}`, await network.tokenOf('cashier')).expect(403);
      await network.get(`/api/figures${path}${query}`, await network.keyOf('till')).expect(403);
      await network.get(`/api/figures${path}${query}`, await network.keyOf('report')).expect(200);
      await test.api().get(`/api/figures${path}${query}`).expect(401);
    }
  });

  it('are none of another network, not even in a statement that names it', async () => {
    const stranger = await TillNetwork.create(test);
    const foreign = await stranger.tokenOf('manager');
    for (const query of [
      'figures=sales',
      'figures=sales&by=restaurant',
      'figures=sales&by=hour',
      'figures=sales&by=cashier',
      'figures=tierMoves&by=tier',
      'figures=itemAmount&by=item',
      'figures=itemAmount&by=category',
      'figures=campaignUses&by=campaign',
      'figures=registeredGuests&by=source',
      'figures=rewardsRedeemed&by=reward',
    ]) {
      const { items, total } = await ask(`${query}&${SPAN}`, foreign);
      expect([items, Object.values(total.values)]).toEqual([[], [0]]);
    }
    const { text } = await network
      .get(`/api/figures/table?figures=sales&by=cashier&compare=none&${SPAN}`, foreign)
      .expect(200);
    expect(text).toBe('cashier,name,sales\r\n');
    for (const table of TABLE_NAMES) {
      const { hasPlaces }: DayTable = DAY_TABLES[table];
      for (const restaurants of hasPlaces ? [null, [network.restaurantId]] : [null]) {
        const asked = {
          table,
          sums: Object.keys(DAY_TABLES[table].sums) as SumName[],
          by: [DATE],
          networkId: network.id,
          dates: { from: '2026-03-02', to: '2026-03-15' },
          restaurants,
        };
        const rowsAs = (networkId: string) => network.database.inNetwork(networkId, (tx) => listDaySums(tx, asked));
        expect(await rowsAs(network.id)).not.toEqual([]);
        expect(await rowsAs(stranger.id)).toEqual([]);
      }
    }
  });

  it('leave no entry in the audit, as a file as on the page', async () => {
    const entries = () =>
      network.database.inNetwork(network.id, (tx) =>
        tx.one<{ count: number }>('SELECT count(*)::int AS count FROM audit_log WHERE network_id = $1', [network.id]),
      );
    const before = await entries();
    await ask(`figures=sales&by=cashier&${SPAN}`);
    await network.get(`/api/figures/table?figures=sales&by=cashier&${SPAN}`, manager).expect(200);
    expect(await entries()).toEqual(before);
  });

  it('are refused with a list of the possible ones', async () => {
    expect(await refusalOf(`figures=sales,nett&${SPAN}`)).toMatchObject({
      status: 400,
      code: 'invalid_query',
      error: { path: 'figures', code: 'not_allowed', message: expect.stringContaining('sales, guestSales, amount') },
    });
    expect(await refusalOf(`figures=net&by=colour&${SPAN}`)).toMatchObject({
      status: 400,
      error: { path: 'by', message: expect.stringContaining('day, week, month, restaurant, hour') },
    });
    expect(await refusalOf(`figures=sales,net&by=hour&${SPAN}`)).toMatchObject({
      status: 400,
      error: { path: 'by', code: 'not_allowed', message: 'Must be one of: day, week, month, restaurant, weekday.' },
    });
    const most = { status: 400, error: { path: 'to', message: 'At most 366 days.' } };
    expect(await refusalOf('figures=sales&by=day&from=2024-01-01&to=2025-01-01')).toMatchObject(most);
    expect(await refusalOf('figures=sales&by=hour&from=2024-01-01&to=2025-01-01')).toMatchObject(most);
    expect(await refusalOf('figures=itemAmount&from=2024-01-01&to=2025-01-01')).toMatchObject(most);
    expect(await refusalOf('figures=sales&from=1990-01-01&to=2025-01-01')).toMatchObject({
      status: 400,
      error: { path: 'to', message: 'At most 5 years.' },
    });
    for (const wrong of [
      '',
      'figures=',
      'figures=__proto__',
      `figures=${Object.keys(FIGURES).slice(0, 11).join(',')}`,
      "figures=sales'--",
    ])
      expect(await refusalOf(`${wrong}&${SPAN}`)).toMatchObject({ status: 400, code: 'invalid_query' });
    expect((await ask('figures=sales&by=month&from=2021-11-27&to=2026-11-25&compare=year')).items.length).toBe(61);
    for (const wrong of [
      'figures=sales&by=hour&from=2024-01-01&to=2025-01-01',
      'figures=sales&from=1990-01-01&to=2025-01-01',
      `figures=${Object.keys(FIGURES).slice(0, 11).join(',')}&${SPAN}`,
    ])
      await network.get(`/api/figures/table?${wrong}`, manager).expect(400);
  });

  it('have at most 500 rows, and the sum of all', async () => {
    const many = await TillNetwork.create(test);
    const date = isoDateOf(calendarOf('Europe/Moscow', '04:00').businessDay(Date.now()) - 3);
    await many.database.inNetwork(many.id, (tx) =>
      tx.query(
        `INSERT INTO item_figures (network_id, business_date, restaurant_id, kind, category, item, amount)
         SELECT $1, $2, $3, 'ITEM', '', 'A-' || n, n FROM generate_series(1, 600) n`,
        [many.id, date, many.restaurantId],
      ),
    );
    const answer = await ask(
      `figures=itemAmount&by=item&compare=none&restaurantIds=${many.restaurantId}`,
      await many.tokenOf('manager'),
    );
    expect([answer.items.length, answer.isCut, answer.items[0]?.values]).toEqual([500, true, { itemAmount: 600 }]);
    expect(answer.total.values).toEqual({ itemAmount: 300 * 601 });
    const { text } = await many
      .get(
        `/api/figures/table?figures=itemAmount&by=item&restaurantIds=${many.restaurantId}`,
        await many.tokenOf('manager'),
      )
      .expect(200);
    expect(text.split('\r\n').length).toBe(1 + 500 + 1);
  });
});
