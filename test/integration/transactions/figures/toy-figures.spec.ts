/** @modules own */
// Imported first, because the files below read the catalogue while they load.
import './toy-figures';
import { calendarOf, dayOfIsoDate, isoDateOf } from '../../../../src/platform/clock/calendar';
import { Clock } from '../../../../src/platform/clock/clock';
import { OutboxMessages } from '../../../../src/security';
import type { FigureAlertList } from '../../../../src/transactions/figures/alerts/alert.dto';
import { FigureAlertsJob } from '../../../../src/transactions/figures/alerts/alerts.job';
import type { Letter } from '../../../../src/transactions/figures/letter/letter.dto';
import type { Catalogue } from '../../../../src/transactions/figures/questions/figures.dto';
import { answersOfProcess } from '../../../support/answers/answers-of-process';
import { type TestApp, startApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';

const TIME_ZONE = 'Asia/Vladivostok';
const calendar = calendarOf(TIME_ZONE, '04:00');
/** A Monday. */
const TODAY = '2026-03-16';
const dateOf = (daysAgo: number): string => isoDateOf(dayOfIsoDate(TODAY) - daysAgo);

describe('a new figure', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;

  beforeAll(async () => {
    test = await startApp();
    network = await TillNetwork.create(test, { timeZone: TIME_ZONE, settings: { dayStart: '04:00' } });
    manager = await network.tokenOf('manager');
    await network.database.inNetwork(network.id, (tx) =>
      tx.query(
        `INSERT INTO daily_figures (network_id, business_date, restaurant_id, sales, amount, payable, discount, points_value)
         SELECT $1, d, $2, 20, 1000, p, 100, 20 FROM unnest($3::date[], $4::int[]) x(d, p)`,
        [network.id, network.restaurantId, [dateOf(9), dateOf(2), dateOf(1)], [400, 320, 1_600]],
      ),
    );
  });
  beforeEach(() => setClock(`${TODAY}T09:00`));
  afterEach(() => {
    jest.restoreAllMocks();
    // The API document of the build lists the codes of figures, and no toy among them.
    const faults = answersOfProcess()?.takeFaults() ?? [];
    expect(faults.filter((fault) => !fault.includes('igure must be equal to one of the allowed values'))).toEqual([]);
  });
  afterAll(() => test.close());

  function setClock(localTime: string): void {
    jest.restoreAllMocks();
    jest.spyOn(test.app.get(Clock), 'now').mockReturnValue(new Date(calendar.instantOf(localTime)));
  }

  const span = `from=${dateOf(7)}&to=${dateOf(1)}`;

  it('answers by the API, in a list, and as a file', async () => {
    const { body } = await network.get(`/api/figures?figures=gifts&by=restaurant&${span}`, manager).expect(200);
    expect(body).toMatchObject({
      figures: [{ code: 'gifts', unit: 'share', name: 'Share of gifts' }],
      items: [{ name: 'Centre', values: { gifts: 83_333 }, compared: { gifts: 200_000 } }],
    });
    const { text } = await network
      .get(`/api/figures/table?figures=gifts&by=day&compare=none&${span}`, manager)
      .expect(200);
    expect(text).toContain(`day,name,gifts\r\n${dateOf(7)},,\r\n`);
    expect(text).toContain(`${dateOf(2)},,250000\r\n`);
    const list = (await network.get('/api/figures/catalogue', manager).expect(200)).body as Catalogue;
    expect(list.items.find(({ code }) => code === 'gifts')).toMatchObject({
      by: ['day', 'week', 'month', 'restaurant', 'weekday'],
      alert: 'GIFTS',
      isInLetter: true,
    });
  });

  it('stands in the weekly letter', async () => {
    const letter = (await network.get('/api/analytics/letter', manager).expect(200)).body as Letter;
    expect(letter.items.find(({ figure }) => figure === 'gifts')).toMatchObject({
      kind: 'share',
      now: 83_333,
      before: 200_000,
      isNotable: true,
      said: expect.stringMatching(/^Share of gifts: 8\.3 %; the week before 20 %/),
      meaning: 'Gifts went down.',
      path: `/admin/analytics/gifts?${span}`,
    });
  });

  it('has a threshold that is stored, judged and told of', async () => {
    setClock(`${dateOf(1)}T12:00`);
    const alert = { figure: 'GIFTS', threshold: 100_000, scope: 'ONE', restaurantId: network.restaurantId };
    await network.post('/api/analytics/alerts', manager, alert).expect(201);
    // The figure has no sums by hour.
    await network.post('/api/analytics/alerts', manager, { ...alert, rhythm: 'HOUR' }).expect(400);
    await network.post('/api/analytics/alerts', manager, { ...alert, figure: 'SECRET' }).expect(400);
    setClock(`${TODAY}T08:00`);
    await test.app.get(FigureAlertsJob).doNext(network.id);
    const { items } = (await network.get('/api/analytics/alerts', manager).expect(200)).body as FigureAlertList;
    expect(items).toMatchObject([
      {
        figure: 'GIFTS',
        isBeyond: true,
        crossings: [{ businessDate: dateOf(1), value: 50_000, restaurant: 'Centre' }],
      },
    ]);
    const [message] = await test.app.get(OutboxMessages).list(network.id, undefined, 10);
    expect(message).toMatchObject({
      subject: 'Trattoria: fewer gifts',
      body: expect.stringContaining('fell below 10 %'),
    });
    expect(message?.body).toContain(`/admin/analytics/gifts?from=${dateOf(1)}`);
  });

  it('is for those whose role has its permission, and the refusal names it', async () => {
    const analyst = await network.tokenOf('analyst');
    const { body } = await network
      .get(`/api/figures?figures=sales,secret&${span}`, analyst)
      .set('Accept-Language', 'en')
      .expect(403);
    expect(body).toMatchObject({
      code: 'figure_not_allowed',
      figure: 'secret',
      detail: expect.stringContaining('secret'),
    });
    await network.get(`/api/figures/table?figures=secret&${span}`, analyst).expect(403);
    const codes = async (token: string) =>
      ((await network.get('/api/figures/catalogue', token).expect(200)).body as Catalogue).items.map(
        ({ code }) => code,
      );
    expect(await codes(analyst)).not.toContain('secret');
    expect(await codes(manager)).toContain('secret');
    expect((await network.get(`/api/figures?figures=secret&${span}`, manager).expect(200)).body.total.values).toEqual({
      secret: 1_920,
    });
  });
});
