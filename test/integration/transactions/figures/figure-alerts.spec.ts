import { calendarOf, dayOfIsoDate, isoDateOf } from '../../../../src/platform/clock/calendar';
import { Clock } from '../../../../src/platform/clock/clock';
import { OutboxMessages } from '../../../../src/security';
import type { FigureAlertList } from '../../../../src/transactions/figures/alerts/alert.dto';
import { FigureAlertsJob } from '../../../../src/transactions/figures/alerts/alerts.job';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { pastTriggers } from '../../../support/database';
import { TillNetwork } from '../../../support/till-network';

const TIME_ZONE = 'Asia/Vladivostok';
const calendar = calendarOf(TIME_ZONE, '04:00');
const TODAY = '2026-03-16';
const dateOf = (daysAgo: number): string => isoDateOf(dayOfIsoDate(TODAY) - daysAgo);

describe('alerts of figures', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test, { timeZone: TIME_ZONE, settings: { dayStart: '04:00' } });
    manager = await network.tokenOf('manager');
  });
  beforeEach(() => setClock(`${TODAY}T09:00`));
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => test.close());

  function setClock(localTime: string): void {
    jest.restoreAllMocks();
    jest.spyOn(test.app.get(Clock), 'now').mockReturnValue(new Date(calendar.instantOf(localTime)));
  }

  const keep = (date: string, restaurantId: string, guestSales: number, refunds = 0) =>
    network.database.inNetwork(network.id, (tx) =>
      tx.query(
        `INSERT INTO daily_figures (network_id, business_date, restaurant_id, sales, guest_sales, refunds) VALUES ($1, $2, $3, 20, $4, $5)`,
        [network.id, date, restaurantId, guestSales, refunds],
      ),
    );
  const path = '/api/analytics/alerts';
  const set = (body: object, token = manager) =>
    network.post(path, token, {
      figure: 'GUEST_SHARE',
      threshold: 400_000,
      scope: 'EACH',
      restaurantId: null,
      ...body,
    });
  const list = async (token = manager) => (await network.get(path, token).expect(200)).body as FigureAlertList;
  /** Runs the job in two processes at once. */
  const work = async (): Promise<void> => {
    const job = test.app.get(FigureAlertsJob);
    await Promise.all([job.doNext(network.id), job.doNext(network.id)]);
  };
  const sent = () => test.app.get(OutboxMessages).list(network.id, undefined, 10);

  it('send their owner one e-mail for each crossing, from eight in the morning on, and show the restaurant', async () => {
    const [one, other] = [network.restaurantId, network.otherRestaurantId];
    for (const restaurantId of [one, other])
      for (const ago of [9, 8, 7, 6, 5, 4, 3, 2]) await keep(dateOf(ago), restaurantId, 15, 1);
    await keep(dateOf(1), one, 5, 4);
    await keep(dateOf(1), other, 15, 1);
    const asked = `figure=GUEST_SHARE&threshold=400000&scope=EACH`;
    const preview = await network.get(`${path}/preview?${asked}`, manager).expect(200);
    expect(preview.body).toMatchObject({
      from: dateOf(30),
      to: dateOf(1),
      now: null,
      crossings: [{ businessDate: dateOf(1), restaurantId: one, restaurant: 'Centre', value: 250_000 }],
    });
    expect(
      (await network.get(`${path}/preview?figure=LIABILITY&threshold=1&scope=TOGETHER`, manager)).body,
    ).toMatchObject({
      now: 0,
      crossings: [],
    });
    // Set on the day before, so that yesterday is judged.
    setClock(`${dateOf(1)}T12:00`);
    const { body } = await set({}).expect(201);
    await set({ figure: 'REFUNDS', threshold: 2_000_000, scope: 'ONE', restaurantId: one }).expect(201);
    await set({ figure: 'LIABILITY', threshold: 100, scope: 'TOGETHER' }).expect(201);
    setClock(`${TODAY}T07:59`);
    await work();
    expect(await sent()).toEqual([]);
    setClock(`${TODAY}T08:00`);
    await work();
    await work();
    const messages = await sent();
    expect(messages).toHaveLength(2);
    expect(messages.map(({ body: text }) => text).join('\n')).toContain(
      `/admin/analytics/staff?from=${dateOf(1)}&to=${dateOf(1)}&restaurants=${one}`,
    );
    const { items } = await list();
    expect(items.map(({ figure, isBeyond, crossings }) => [figure, isBeyond, crossings.length])).toEqual([
      ['GUEST_SHARE', true, 1],
      ['REFUNDS', true, 1],
      ['LIABILITY', false, 0],
    ]);
    expect(items[1]?.crossings[0]).toMatchObject({ value: 4, usual: 1_000, restaurant: 'Centre' });

    // The next day is as low, and is not reported again.
    await keep(TODAY, one, 5);
    setClock(`${dateOf(-1)}T08:00`);
    await work();
    expect(await sent()).toHaveLength(2);
    const cashier = await network.tokenOf('cashier');
    await network.get(path, cashier).expect(403);
    const colleague = await network.tokenOf('manager');
    expect((await list(colleague)).items).toEqual([]);
    const { id } = body as { id: string };
    await test.api().delete(`${path}/${id}`).auth(colleague, { type: 'bearer' }).expect(404);
    await test.api().delete(`${path}/${id}`).auth(manager, { type: 'bearer' }).expect(204);
    expect((await list()).items).toHaveLength(2);
  });

  it('compare a date with its weekdays, and count in the sum of the network what has no restaurant', async () => {
    const nowhere = '00000000-0000-0000-0000-000000000000';
    const other = await TillNetwork.create(test, { timeZone: TIME_ZONE, settings: { dayStart: '04:00' } });
    const reader = await other.tokenOf('manager');
    const keepSums = (date: string, restaurantId: string, sales: number, points: number) =>
      other.database.inNetwork(other.id, (tx) =>
        tx.query(
          `INSERT INTO daily_figures (network_id, business_date, restaurant_id, sales, amount, payable, points_redeemed)
           VALUES ($1, $2, $3, $4::int, $4::int * 1000, $4::int * 900, $5)`,
          [other.id, date, restaurantId, sales, points],
        ),
      );
    // Between the weekdays are quieter dates, which say nothing of them.
    for (const ago of [29, 22, 15, 8]) await keepSums(dateOf(ago), other.restaurantId, 600, 6_000);
    for (const ago of [2, 3, 4, 5, 6]) await keepSums(dateOf(ago), other.restaurantId, 100, 1_000);
    await keepSums(dateOf(1), other.restaurantId, 300, 6_000);
    await keepSums(dateOf(1), nowhere, 0, 20_000);
    const crossingOf = async (figure: string, threshold: number, scope: string) => {
      const asked = `figure=${figure}&threshold=${String(threshold)}&scope=${scope}`;
      const { body } = await other.get(`${path}/preview?${asked}`, reader).expect(200);
      return (body as { crossings: { businessDate: string; value: number; usual: number }[] }).crossings
        .filter(({ businessDate }) => businessDate === dateOf(1))
        .map(({ value, usual }) => [value, usual]);
    };
    expect(await crossingOf('RECEIPTS', 700_000, 'EACH')).toEqual([[300, 600]]);
    expect(await crossingOf('RECEIPTS', 400_000, 'EACH')).toEqual([]);
    expect(await crossingOf('NET_SALES', 700_000, 'TOGETHER')).toEqual([[270_000, 540_000]]);
    expect(await crossingOf('AVERAGE_CHECK', 900_000, 'EACH')).toEqual([]);
    expect(await crossingOf('POINTS_REDEEMED', 2_000_000, 'TOGETHER')).toEqual([[26_000, 6_000]]);
    expect(await crossingOf('POINTS_REDEEMED', 2_000_000, 'EACH')).toEqual([]);

    setClock(`${dateOf(1)}T12:00`);
    const alert = { threshold: 700_000, scope: 'EACH', restaurantId: null };
    await other.post(path, reader, { ...alert, figure: 'RECEIPTS' }).expect(201);
    await other.post(path, reader, { ...alert, figure: 'RECEIPTS', rhythm: 'HOUR' }).expect(400);
    await other.post(path, reader, { ...alert, figure: 'NET_SALES', threshold: 1_000_001 }).expect(400);
    setClock(`${TODAY}T08:00`);
    await test.app.get(FigureAlertsJob).doNext(other.id);
    const [message] = await test.app.get(OutboxMessages).list(other.id, undefined, 10);
    expect(message?.body).toContain('fewer receipts than 70 % of the usual number');
    expect(message?.body).toContain('Centre: 300 (usually 600)');
    expect(message?.body).toContain(`/admin/analytics/hours?from=${dateOf(1)}`);
  });

  it('judge the hours that are over beside the same hours of the weekday, and tell those who may see the sum', async () => {
    const chief = await network.tokenOf('manager');
    const [one, other] = [network.restaurantId, network.otherRestaurantId];
    const wish = { name: 'Both', restaurantIds: [one, other] };
    const both = ((await network.post('/api/restaurant-groups', chief, wish).expect(201)).body as { id: string }).id;
    const east = { name: 'East', restaurantIds: [other] };
    const part = ((await network.post('/api/restaurant-groups', chief, east).expect(201)).body as { id: string }).id;
    const partner = await network.tokenOf('analyst');
    const idOf = async (token: string) =>
      ((await network.get('/api/auth/me', token).expect(200)).body as { id: string }).id;
    const [chiefId, partnerId] = [await idOf(chief), await idOf(partner)];
    await network.database.inNetwork(network.id, (tx) =>
      tx.query("UPDATE users SET name = 'Ivan' WHERE network_id = $1 AND id = $2", [network.id, partnerId]),
    );
    const hourOf = (date: string, hour: number, restaurantId: string, guestSales: number, refunds: number | null) =>
      network.database.inNetwork(network.id, (tx) =>
        tx.query(
          `INSERT INTO hourly_figures (network_id, business_date, restaurant_id, hour, sales, guest_sales, refunds) VALUES ($1, $2, $3, $4, 10, $5, $6)`,
          [network.id, date, restaurantId, hour, guestSales, refunds],
        ),
      );
    for (const weeks of [1, 2, 3, 4])
      for (const hour of [9, 10, 20]) await hourOf(dateOf(weeks * 7), hour, one, hour === 20 ? 0 : 8, 0);
    await hourOf(TODAY, 9, one, 8, 1);
    await hourOf(TODAY, 9, other, 8, 1);
    const rhythm = 'HOUR';
    setClock(`${TODAY}T09:30`);
    const share = { scope: 'GROUP', groupId: both, threshold: 500_000, rhythm };
    await set({ ...share, recipientIds: [chiefId, partnerId] }, chief).expect(201);
    await set({ figure: 'REFUNDS', threshold: 2_000_000, rhythm }, chief).expect(201);
    const before = (await sent()).length;
    setClock(`${TODAY}T10:10`);
    await work();
    expect(await sent()).toHaveLength(before);

    await hourOf(TODAY, 10, one, 0, 2);
    await hourOf(TODAY, 10, other, 0, 0);
    setClock(`${TODAY}T11:05`);
    await work();
    await work();
    const written = (await sent()).slice(0, (await sent()).length - before);
    expect(written).toHaveLength(3);
    const about = written.map(({ body }) => body).filter((body) => body.includes('share of receipts'));
    expect(about.map((body) => body.includes('You set'))).toEqual(expect.arrayContaining([true, false]));
    expect(about[0]).toContain('by 11:00');
    expect(about[0]).toMatch(/Both: 40\s%/);
    const crossed = { businessDate: TODAY, until: '11:00', restaurant: 'Both', value: 400_000, usual: 800_000 };
    const lists = await list(partner);
    expect(lists.recent).toMatchObject([{ figure: 'GUEST_SHARE', setBy: expect.any(String), ...crossed }]);
    expect(lists.items).toEqual([]);
    const { items, recent, groups, people } = await list(chief);
    expect(items[0]).toMatchObject({ isBeyond: true, crossings: [crossed], groupId: both });
    expect(items[1]?.crossings).toMatchObject([{ restaurant: 'Centre', value: 3, usual: 0, until: '11:00' }]);
    expect(recent.map(({ setBy }) => setBy)).toEqual([null, null]);
    expect(groups.map(({ name }) => name)).toEqual(['Both', 'East']);
    expect(people).toContainEqual({ id: partnerId, name: 'Ivan' });

    // A figure that crosses its bound twice on one date is reported once.
    for (const [hour, guests] of [
      [11, 10],
      [12, 0],
    ] as const) {
      for (const place of [one, other]) await hourOf(TODAY, hour, place, guests, 0);
      setClock(`${TODAY}T${String(hour + 1)}:01`);
      await work();
    }
    expect(await sent()).toHaveLength(before + 3);
    // From now on this person works in the East alone, so the sum of both is hidden and not mailed.
    const district = { role: 'manager', restaurantGroupId: part };
    await pastTriggers('UPDATE users SET role = $3, restaurant_group_id = $4 WHERE network_id = $1 AND id = $2', [
      network.id,
      partnerId,
      district.role,
      district.restaurantGroupId,
    ]);
    await set({ ...share, recipientIds: [partnerId] }, chief).expect(400);
    for (const place of [one, other]) await hourOf(dateOf(-1), 9, place, 0, 0);
    const places = [one, other];
    for (const place of places) await hourOf(TODAY, 13, place, 10, 0);
    setClock(`${TODAY}T14:01`);
    await work();
    setClock(`${dateOf(-1)}T10:01`);
    await work();
    expect(await sent()).toHaveLength(before + 4);
    const asked = `figure=GUEST_SHARE&threshold=500000&scope=GROUP&groupId=${both}&rhythm=HOUR`;
    setClock(`${dateOf(-1)}T10:01`);
    expect((await network.get(`${path}/preview?${asked}`, chief).expect(200)).body).toMatchObject({
      from: dateOf(6),
      to: TODAY,
      crossings: [crossed],
    });
    const unknown = `figure=GUEST_SHARE&threshold=5&scope=GROUP&groupId=${network.id}`;
    await network.get(`${path}/preview?${unknown}`, chief).expect(404);
    await network.get(`${path}/preview?figure=REFUNDS&threshold=5&scope=GROUP`, chief).expect(400);
    await set({ figure: 'LIABILITY', scope: 'TOGETHER', rhythm }, chief).expect(400);
  });

  it('are refused without a place, for what the figure has not, and beyond twenty', async () => {
    await set({ scope: 'ONE' }).expect(400);
    await set({ threshold: 1_000_001 }).expect(400);
    await set({ figure: 'LIABILITY' }).expect(400);
    await set({ scope: 'ONE', restaurantId: network.id }).expect(404);
    await network.get(`${path}/preview?figure=REFUNDS&threshold=x&scope=EACH`, manager).expect(400);
    const { items } = await list();
    const made = await Promise.all(Array.from({ length: 21 - items.length }, () => set({})));
    expect(
      made
        .map(({ status }) => status)
        .sort()
        .at(-1),
    ).toBe(409);
    expect((await list()).items).toHaveLength(20);
  });
});
