import { calendarOf, dayOfIsoDate, isoDateOf } from '../../../../src/platform/clock/calendar';
import { Clock } from '../../../../src/platform/clock/clock';
import { OutboxMessages } from '../../../../src/security';
import type { FigureAlertList } from '../../../../src/transactions/books/alerts/alert.dto';
import { FigureAlertsJob } from '../../../../src/transactions/books/alerts/alerts.job';
import { applicationOfWorker, type TestApp } from '../../../support/app';
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
      ...{ from: dateOf(30), to: dateOf(1), now: null },
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
      `/admin/analytics/staff?from=${dateOf(1)}&to=${dateOf(1)}&restaurantIds=${one}`,
    );
    const { items } = await list();
    expect(items.map(({ figure, isBeyond, crossings }) => [figure, isBeyond, crossings.length])).toEqual([
      ['GUEST_SHARE', true, 1],
      ['REFUNDS', true, 1],
      ['LIABILITY', false, 0],
    ]);
    expect(items[1]?.crossings[0]).toMatchObject({ value: 4, usual: 1_000, restaurant: 'Centre' });

    // The next day is as low: nobody is told again.
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
