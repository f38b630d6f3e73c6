import { calendarOf, isoDateOf } from '../../../../src/platform/clock/calendar';
import { newId } from '../../../../src/platform/ids/ids';
import { NO_ORIGIN, Staff } from '../../../../src/security';
import { LogReader } from '../../../../src/transactions/jobs/log-reader';
import { PastFigures } from '../../../../src/transactions/jobs/past-figures';
import type {
  AnalyticsFigures,
  Guests,
  Hours,
  Overview,
  Staff as StaffFigures,
  Today,
} from '../../../../src/transactions/figures/analytics/analytics.dto';
import { LiabilityRelay } from '../../../../src/transactions/books/liability/liability-relay';
import { seeded } from '../../../support/seeded';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';
import { eventually } from '../../../support/eventually';
import { tokenOfUser } from '../../support/people-fixture';
import { zoneAtNoon } from '../../../support/noon';

const timeZone = zoneAtNoon();
const calendar = calendarOf(timeZone, '04:00');
const ACTS = 40;

interface Row {
  readonly id: string;
  readonly type: string;
  readonly guestId: string | null;
  readonly restaurantId: string;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly relatedId: string | null;
  readonly date: string;
  readonly at: Date;
  readonly amount: number;
  readonly payable: number;
  readonly discount: number;
  readonly pointsValue: number;
}

describe('analytics', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  afterAll(() => test.close());

  /** Waits until the readers of figures and of the liability have every event. */
  async function settle(network: TillNetwork): Promise<void> {
    await eventually('every event is counted', async () => {
      const reader = test.app.get(LogReader);
      for (const follower of [test.app.get(PastFigures), test.app.get(LiabilityRelay)])
        while ((await reader.advanceOne(network.id, follower)) === 'more');
      const manager = await anyManager(network);
      await network.get('/api/analytics/overview', manager).expect(200);
      const behind = await network.database.inNetwork(network.id, (tx) =>
        tx.query(
          `SELECT FROM events e WHERE e.network_id = $1 AND 3 > (SELECT count(*) FROM event_cursors c WHERE c.network_id = $1
             AND c.subscriber IN ('figures', 'figures-past', 'liability') AND (c.epoch, c.xid, c.id) >= (e.epoch, e.xid, e.id)) LIMIT 1`,
          [network.id],
        ),
      );
      return behind.length === 0;
    });
  }
  const managers = new Map<string, string>();
  async function anyManager(network: TillNetwork): Promise<string> {
    const token = managers.get(network.id) ?? (await network.tokenOf('manager'));
    managers.set(network.id, token);
    return token;
  }

  /** Sales of guests and without, claims, refunds and a merge, in two restaurants, by two cashiers and a key. */
  async function sellAlot(seed: number): Promise<{ network: TillNetwork; merged: Map<string, string> }> {
    const random = seeded(seed);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
    const network = await TillNetwork.create(test, { timeZone, settings: { dayStart: '04:00' } });
    const manager = await anyManager(network);
    const both = [network.restaurantId, network.otherRestaurantId];
    const tills = [network.pointOfSaleId, network.otherPointOfSaleId];
    const sellers = [
      await network.tokenOf('cashier', both),
      await network.tokenOf('cashier', both),
      await network.keyOf('till'),
    ];
    const guests = [await network.guest(), await network.guest(), await network.guest()];
    const yesterday = network.businessDate(-1);
    const sold: string[] = [];
    const receipts: string[] = [];
    for (let n = 0; n < ACTS; n += 1) {
      const dice = random();
      const body = network.sale(1_000 + Math.floor(random() * 90_000), {
        pointOfSaleId: pick(tills),
        ...(random() < 0.3
          ? { businessDate: yesterday, occurredAt: new Date(Date.now() - 86_400_000).toISOString() }
          : {}),
      });
      if (dice < 0.5) {
        const spent = random() < 0.4 ? { pointsToRedeem: 10 } : {};
        const path = `/api/guests/${pick(guests)}/transaction`;
        const { body: sale, status } = await network.post(path, pick(sellers), { ...body, ...spent });
        if (status === 201) sold.push((sale as { id: string }).id);
      } else if (dice < 0.75) {
        const { type: _, ...receipt } = body;
        const { body: written } = await network
          .post('/api/receipts', pick(sellers), { ...receipt, receiptNumber: `R-${String(n)}` })
          .expect(201);
        receipts.push((written as { id: string }).id);
      } else if (dice < 0.88 && receipts.length > 0) {
        await network
          .post(`/api/receipts/${receipts.pop() ?? ''}/claim`, manager, { guestId: pick(guests) })
          .expect(201);
      } else if (sold.length > 0) {
        const part = random() < 0.5 ? {} : { amount: 500 };
        await network
          .post(`/api/transactions/${sold.pop() ?? ''}/refund`, manager, { reason: 'cold', ...part })
          .expect(201);
      }
    }
    const [target = '', source = ''] = guests;
    await network.post(`/api/guests/${target}/merge`, manager, { sourceId: source, reason: 'two cards' }).expect(201);
    await settle(network);
    return { network, merged: new Map([[source, target]]) };
  }

  const journalOf = (network: TillNetwork): Promise<Row[]> =>
    network.database.inNetwork(network.id, (tx) =>
      tx.query<Row>(
        `SELECT id, type::text AS type, guest_id AS "guestId", restaurant_id AS "restaurantId", actor_kind AS "actorKind", actor_id AS "actorId",
           related_id AS "relatedId", business_date AS date, occurred_at AS at, amount, payable, discount, points_value AS "pointsValue"
         FROM transactions WHERE network_id = $1 AND type IN ('SALE', 'REFUND')`,
        [network.id],
      ),
    );

  const sum = (rows: readonly Row[], of: (row: Row) => number): number => rows.reduce((all, row) => all + of(row), 0);

  it('equal the journal after claims, refunds, late acts and a merge', async () => {
    const { network, merged } = await sellAlot(7);
    const manager = await anyManager(network);
    const rows = await journalOf(network);
    const isClaim = (row: Row) => row.type === 'SALE' && rows.some(({ id }) => id === row.relatedId);
    const [today, yesterday] = [network.businessDate(), network.businessDate(-1)];
    const span = `from=${yesterday}&to=${today}`;
    const overview = (await network.get(`/api/analytics/overview?${span}`, manager).expect(200)).body as Overview;
    const figuresOf = (chosen: readonly Row[]): Partial<AnalyticsFigures> => {
      const sales = chosen.filter((row) => row.type === 'SALE' && !isClaim(row));
      const ofGuests = chosen.filter((row) => row.type === 'SALE' && row.guestId !== null);
      const refunds = chosen.filter(({ type }) => type === 'REFUND');
      const amount = sum(sales, (row) => row.amount);
      // A claim repeats the receipt's discount and money, which count once.
      const claimed = chosen.filter(isClaim).map((row) => rows.find(({ id }) => id === row.relatedId)!);
      const all = chosen.filter(({ type }) => type === 'SALE');
      const net = (of: (row: Row) => number) => sum(all, of) - sum(claimed, of);
      const cost = net((row) => row.discount) + net((row) => row.pointsValue);
      return {
        sales: sales.length,
        guestSales: ofGuests.length,
        amount,
        guestAmount: sum(ofGuests, (row) => row.amount),
        refunds: refunds.length,
        refundedPayable: sum(refunds, (row) => row.payable),
        programCost: cost,
        programCostPpm: amount === 0 ? null : Math.floor((cost * 1_000_000) / amount),
        net: net((row) => row.payable) - sum(refunds, (row) => row.payable),
      };
    };
    expect(overview.period.figures).toMatchObject(figuresOf(rows));
    expect(overview.isCounted).toBe(true);
    expect(overview.series.map(({ figures }) => figures)).toMatchObject([
      figuresOf(rows.filter(({ date }) => date === yesterday)),
      figuresOf(rows.filter(({ date }) => date === today)),
    ]);
    const lots = await network.database.inNetwork(network.id, (tx) =>
      tx.one<{ owed: number }>('SELECT coalesce(sum(remaining), 0)::bigint AS owed FROM lots WHERE network_id = $1', [
        network.id,
      ]),
    );
    expect([overview.period.owed, overview.yearAgo.owed]).toEqual([lots.owed, 0]);

    const hours = (await network.get(`/api/analytics/hours?${span}`, manager).expect(200)).body as Hours;
    const expected = new Map<string, number[]>();
    for (const row of rows.filter(({ type }) => type === 'SALE')) {
      const key = `${String(new Date(`${row.date}T12:00:00Z`).getUTCDay() || 7)} ${String(Math.floor(calendar.minuteOfDay(row.at.getTime()) / 60))}`;
      const [sales = 0, ofGuests = 0] = expected.get(key) ?? [];
      expected.set(key, [sales + (isClaim(row) ? 0 : 1), ofGuests + (row.guestId === null ? 0 : 1)]);
    }
    expect(
      new Map(
        hours.items.map((cell) => [`${String(cell.weekday)} ${String(cell.hour)}`, [cell.sales, cell.guestSales]]),
      ),
    ).toEqual(expected);
    expect(hours.days.reduce((all, days) => all + days, 0)).toBe(2);

    const staff = (await network.get(`/api/analytics/staff?${span}`, manager).expect(200)).body as StaffFigures;
    for (const { userId, sales, guestSales, claimedSales, guestSharePpm } of staff.items) {
      const own = rows.filter(
        (row) => row.type === 'SALE' && !isClaim(row) && (row.actorKind === 'user' ? row.actorId : null) === userId,
      );
      const named = own.filter(({ guestId }) => guestId !== null).length;
      const claimed = own.filter(({ id }) => rows.some((row) => row.relatedId === id && isClaim(row))).length;
      expect([sales, guestSales, claimedSales]).toEqual([own.length, named, claimed]);
      expect(guestSharePpm).toBe(Math.floor((named * 1_000_000) / own.length));
    }
    expect(staff.total.sales).toBe(overview.period.figures.sales);
    expect(staff.items.filter(({ userId }) => userId === null)).toHaveLength(1);

    const guests = (await network.get(`/api/analytics/guests?${span}`, manager).expect(200)).body as Guests;
    const visits = new Map<string, number>();
    for (const sale of rows) {
      const returned = rows.filter((row) => row.type === 'REFUND' && row.relatedId === sale.id);
      const isReturned = returned.length > 0 && sum(returned, (row) => row.amount) >= sale.amount;
      if (sale.type !== 'SALE' || sale.guestId === null || isReturned) continue;
      const heir = merged.get(sale.guestId) ?? sale.guestId;
      visits.set(heir, (visits.get(heir) ?? 0) + 1);
    }
    const counts = [...visits.values()];
    const allVisits = counts.reduce((all, count) => all + count, 0);
    expect(guests.period).toMatchObject({
      guests: counts.length,
      visits: allVisits,
      repeatGuests: counts.filter((count) => count > 1).length,
      visitsPerGuestMilli: Math.floor((allVisits * 1_000) / counts.length),
    });
    // A choice of restaurants uses another statement; here it names all of them.
    const all = `restaurantIds=${network.restaurantId},${network.otherRestaurantId}`;
    expect((await network.get(`/api/analytics/guests?${span}&${all}`, manager).expect(200)).body).toEqual(guests);
    expect(guests.previous).toMatchObject({ guests: 0, visitsPerGuestMilli: null, repeatSharePpm: null });
  });

  it('set today beside the same hours a week ago, and leave the running hour out', async () => {
    const network = await TillNetwork.create(test, { timeZone });
    const manager = await anyManager(network);
    await network
      .post('/api/receipts', manager, { pointOfSaleId: network.pointOfSaleId, amount: 500, receiptNumber: 'R-1' })
      .expect(201);
    const day = calendar.businessDay(Date.now());
    const [weekAgo, now] = [isoDateOf(day - 7), Math.floor(calendar.minuteOfDay(Date.now()) / 60)];
    await network.database.inNetwork(network.id, (tx) =>
      tx.query(
        `INSERT INTO hourly_figures (network_id, business_date, restaurant_id, hour, sales, amount)
         SELECT $1, d, $2, h, 1, 100 FROM unnest($3::date[]) d, unnest($4::smallint[]) h`,
        [network.id, network.restaurantId, [weekAgo, isoDateOf(day)], [(now + 23) % 24, (now + 1) % 24]],
      ),
    );
    await settle(network);
    const today = (await network.get('/api/analytics/today', manager).expect(200)).body as Today;
    expect(today).toMatchObject({
      comparedDate: weekAgo,
      today: { sales: 1, amount: 100 },
      compared: { sales: 1, amount: 100 },
    });
    expect(today.hours.map(({ hour }) => hour)).toEqual([...Array.from({ length: 20 }, (_, n) => n + 4), 0, 1, 2, 3]);
    expect(today.hours.find(({ hour }) => hour === now)).toMatchObject({
      isOver: false,
      today: { sales: 1, amount: 500 },
    });
  });

  it('are of the restaurants that the reader chose and may see', async () => {
    const network = await TillNetwork.create(test, { timeZone });
    const stranger = await TillNetwork.create(test, { timeZone });
    const manager = await anyManager(network);
    await network.database.inNetwork(network.id, (tx) =>
      tx.query(
        `INSERT INTO daily_figures (network_id, business_date, restaurant_id, sales, amount) SELECT $1, '2026-02-03', r, 1, a
         FROM unnest($2::uuid[], $3::bigint[]) x(r, a)`,
        [network.id, [network.restaurantId, network.otherRestaurantId], [100, 2_000]],
      ),
    );
    await network.database.inNetwork(network.id, (tx) =>
      tx.query(
        `INSERT INTO cashier_figures (network_id, business_date, restaurant_id, user_id, sales)
         SELECT $1, '2026-02-03', r, gen_random_uuid(), 1 FROM unnest($2::uuid[]) r`,
        [network.id, [network.restaurantId, network.otherRestaurantId]],
      ),
    );
    const amountOf = async (token: string, query = ''): Promise<number> =>
      (
        (await network.get(`/api/analytics/overview?from=2026-02-01&to=2026-02-28${query}`, token).expect(200))
          .body as Overview
      ).period.figures.amount;
    expect(await amountOf(manager)).toBe(2_100);
    expect(await amountOf(manager, `&restaurantIds=${network.otherRestaurantId}`)).toBe(2_000);
    expect(await amountOf(manager, `&restaurantIds=${network.otherRestaurantId},${network.restaurantId}`)).toBe(2_100);

    const group = await network
      .post('/api/restaurant-groups', manager, { name: 'Centre', restaurantIds: [network.restaurantId] })
      .expect(201);
    const { id: restaurantGroupId } = group.body as { id: string };
    const person = { email: `d-${newId()}@example.test`, role: 'manager', restaurantGroupId } as const;
    const { user } = await network.database.inNetwork(network.id, (tx) =>
      test.app.get(Staff).create(tx, network.id, person, { actor: 'system', origin: NO_ORIGIN }),
    );
    const district = await tokenOfUser(test.app, user.id);
    expect(await amountOf(district)).toBe(100);
    const staff = (await network.get('/api/analytics/staff?from=2026-02-01&to=2026-02-28', district).expect(200))
      .body as StaffFigures;
    expect(staff.total.sales).toBe(1);
    const overview = (await network.get('/api/analytics/overview', district).expect(200)).body as Overview;
    expect(overview.period.owed).toBeNull();
    for (const tab of ['overview', 'hours', 'staff', 'guests', 'today']) {
      const of = (id: string, token: string) => network.get(`/api/analytics/${tab}?restaurantIds=${id}`, token);
      expect((await of(network.otherRestaurantId, district).expect(403)).body.code).toBe('restaurant_not_allowed');
      await of(network.restaurantId, district).expect(200);
      await of(stranger.restaurantId, manager).expect(404);
      await of('nonsense', manager).expect(400);
      await network.get(`/api/analytics/${tab}`, await network.tokenOf('cashier')).expect(403);
      await network.get(`/api/analytics/${tab}`, await network.tokenOf('analyst')).expect(200);
    }
  });

  it('refuse periods that are none or too long', async () => {
    const network = await TillNetwork.create(test);
    const manager = await anyManager(network);
    for (const [query, message] of [
      ['overview?from=2026-02-01&to=2026-01-01', 'It ends before it begins.'],
      ['overview?from=1990-01-01&to=2089-12-31', 'At most 5 years.'],
      ['hours?from=2024-01-01&to=2025-01-01', 'At most 366 days.'],
      ['staff?from=2024-01-01&to=2025-01-01', 'At most 366 days.'],
      ['guests?from=2024-01-01&to=2025-01-01', 'At most 366 days.'],
      ['overview?from=2026-02-01', 'It ends before it begins.'],
      ['overview?period=LAST_7_DAYS&from=2026-01-01&to=2026-01-02', 'It ends before it begins.'],
    ] as const) {
      const { status, body } = await network.get(`/api/analytics/${query}`, manager).set('Accept-Language', 'en');
      expect([query, status, body.errors?.[0]]).toEqual([query, 400, expect.objectContaining({ path: 'to', message })]);
    }
    for (const wrong of [
      'overview?from=now&to=2026-01-01',
      'overview?compare=best',
      'hours?period=EVER',
      'overview?from=0000-01-01&to=0000-01-02',
    ])
      await network.get(`/api/analytics/${wrong}`, manager).expect(400);
    const five = await network
      .get('/api/analytics/overview?from=2021-11-27&to=2026-11-25&compare=year', manager)
      .expect(200);
    expect(five.body).toMatchObject({ step: 'MONTH', period: { figures: { sales: 0, programCostPpm: null } } });
  });
});
