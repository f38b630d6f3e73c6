import { calendarOf, dayOfIsoDate, isoDateOf } from '../../../../src/platform/clock/calendar';
import { Clock } from '../../../../src/platform/clock/clock';
import { newId } from '../../../../src/platform/ids/ids';
import { NO_ORIGIN, OutboxMessages, Staff } from '../../../../src/security';
import type { Letter } from '../../../../src/transactions/figures/letter/letter.dto';
import { LetterJob } from '../../../../src/transactions/figures/letter/letter.job';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';
import { tokenOfUser } from '../../support/people-fixture';

const TIME_ZONE = 'Asia/Vladivostok';
const calendar = calendarOf(TIME_ZONE, '04:00');
/** A Monday. */
const MONDAY = '2026-03-16';
const WEEK = '2026-03-09';
const dateOf = (days: number): string => isoDateOf(dayOfIsoDate(WEEK) + days);

interface Day {
  readonly date: string;
  readonly restaurantId: string;
  readonly sales: number;
  readonly guestSales?: number;
  readonly amount: number;
}

describe('the weekly letter', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test, { timeZone: TIME_ZONE, settings: { dayStart: '04:00' } });
    manager = await network.tokenOf('manager');
    setClock(`${MONDAY}T09:00`);
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => test.close());

  function setClock(localTime: string): void {
    jest.restoreAllMocks();
    jest.spyOn(test.app.get(Clock), 'now').mockReturnValue(new Date(calendar.instantOf(localTime)));
  }

  const keep = (days: readonly Day[]) =>
    network.database.inNetwork(network.id, async (tx) => {
      for (const { date, restaurantId, sales, guestSales = 0, amount } of days)
        await tx.query(
          `INSERT INTO daily_figures (network_id, business_date, restaurant_id, sales, guest_sales, amount, guest_amount, payable)
           VALUES ($1, $2, $3, $4, $5, $6, $6, $6)`,
          [network.id, date, restaurantId, sales, guestSales, amount],
        );
    });

  const letter = async (token = manager, week = ''): Promise<Letter> =>
    (await network.get(`/api/analytics/letter${week === '' ? '' : `?week=${week}`}`, token).expect(200)).body as Letter;
  const wish = (isWanted: boolean, token = manager) =>
    test.api().put('/api/analytics/letter').auth(token, { type: 'bearer' }).send({ isWanted });

  const end = (link: string) => test.api().post(link).type('form').send({ 'List-Unsubscribe': 'One-Click' });

  /** Runs the job in two processes at once. */
  const work = async (): Promise<void> => {
    const job = test.app.get(LetterJob);
    await Promise.all([job.doNext(network.id), job.doNext(network.id)]);
  };
  const sent = () => test.app.get(OutboxMessages).list(network.id, undefined, 10);

  /** Twice as many receipts as before and as a year ago in the first restaurant; the second one stays as it was. */
  async function doubled(): Promise<void> {
    const [one, other] = [network.restaurantId, network.otherRestaurantId];
    await keep([
      { date: dateOf(0), restaurantId: one, sales: 20, guestSales: 8, amount: 200_000 },
      { date: dateOf(6), restaurantId: one, sales: 20, guestSales: 8, amount: 200_000 },
      { date: dateOf(7), restaurantId: one, sales: 99, amount: 990_000 },
      { date: dateOf(-1), restaurantId: one, sales: 20, guestSales: 8, amount: 200_000 },
      { date: dateOf(-8), restaurantId: one, sales: 77, amount: 990_000 },
      { date: dateOf(-364), restaurantId: one, sales: 10, guestSales: 4, amount: 100_000 },
      ...[0, -7].map((day) => ({ date: dateOf(day), restaurantId: other, sales: 10, guestSales: 4, amount: 100_000 })),
    ]);
  }

  /** A manager of a group that has the second restaurant alone. */
  async function tokenOfDistrict(): Promise<string> {
    const { body } = await network
      .post('/api/restaurant-groups', manager, { name: 'East', restaurantIds: [network.otherRestaurantId] })
      .expect(201);
    const { id: restaurantGroupId } = body as { id: string };
    const person = { email: `d-${newId()}@example.test`, role: 'manager', restaurantGroupId } as const;
    const { user } = await network.database.inNetwork(network.id, (tx) =>
      test.app.get(Staff).create(tx, network.id, person, { actor: 'system', origin: NO_ORIGIN }),
    );
    return tokenOfUser(test.app, user.id);
  }

  it('says what changed against the week before and a year ago, of the restaurants of its reader', async () => {
    await doubled();
    const answer = await letter();
    expect(answer).toMatchObject({
      from: WEEK,
      to: '2026-03-15',
      comparedFrom: '2026-03-02',
      yearAgoFrom: '2025-03-10',
      lastWeek: WEEK,
      isWanted: false,
    });
    const net = answer.items.find(({ figure }) => figure === 'net');
    expect(net).toMatchObject({ now: 500_000, before: 300_000, yearAgo: 100_000, change: 666_667, isNotable: true });
    expect(net?.path).toBe('/admin/analytics?from=2026-03-09&to=2026-03-15');
    expect(answer.items.find(({ figure }) => figure === 'guestShare')).toMatchObject({ change: 0, isNotable: false });
    expect(answer.items.every(({ said }) => said !== '')).toBe(true);
    const quiet = await letter(await tokenOfDistrict());
    expect(quiet.items.find(({ figure }) => figure === 'net')).toMatchObject({ now: 100_000, before: 100_000 });
    expect(quiet.items.some(({ isNotable }) => isNotable)).toBe(false);

    expect((await letter(manager, '2026-03-05')).from).toBe('2026-03-02');
    await network.get(`/api/analytics/letter?week=${MONDAY}`, manager).expect(400);
    expect((await letter(manager, '2020-01-01')).items).toEqual([]);
  });

  it('comes once, on Monday morning, to each reader who switched it on and whose restaurants had a change', async () => {
    await doubled();
    const district = await tokenOfDistrict();
    // Asked for in the week itself, so that the next letter is the first.
    setClock('2026-03-12T12:00');
    for (const token of [manager, district]) {
      await wish(true, token).expect(200);
      await wish(true, token).expect(200);
    }
    expect((await letter()).isWanted).toBe(true);
    for (const early of ['2026-03-12T12:00', `${MONDAY}T07:59`]) {
      setClock(early);
      await work();
      expect(await sent()).toEqual([]);
    }
    setClock(`${MONDAY}T08:00`);
    await work();
    await work();
    setClock(`${MONDAY}T15:00`);
    await work();
    const messages = await sent();
    expect(messages).toHaveLength(1);
    const [{ body, subject } = { body: '', subject: '' }] = messages;
    expect(subject).toContain('2');
    expect(body).toContain('/admin/analytics?from=2026-03-09&to=2026-03-15');
    expect(body).toContain('/admin/analytics/letter?week=2026-03-09');
    expect(body).toMatch(/█{20} .*\n█{12} .*\n█{4} /);

    // POST on the link ends the letters; a second POST changes nothing.
    const link = /\/api\/hooks\/letter\/[\w-]+/.exec(body)?.[0] ?? '';
    await test.api().get(link).expect(200);
    expect((await letter()).isWanted).toBe(true);
    for (let n = 0; n < 2; n += 1) await end(link).expect(200);
    expect((await letter()).isWanted).toBe(false);
    await end(`${link.slice(0, -2)}AA`).expect(404);
    setClock('2026-03-23T09:00');
    await work();
    // The next letter goes only to the reader whose restaurants have something to report.
    const after = await sent();
    expect(after).toHaveLength(2);
    expect(after[0]?.to).not.toBe(messages[0]?.to);
  });

  it('does not come later than two days after, nor to staff who left or may not read figures', async () => {
    await doubled();
    setClock('2026-03-12T12:00');
    await wish(true).expect(200);
    await wish(true, await network.tokenOf('cashier')).expect(403);
    await wish(true, await network.keyOf('report')).expect(403);
    setClock('2026-03-18T08:00');
    await work();
    await network.database.inNetwork(network.id, (tx) =>
      tx.query(
        `UPDATE users SET disabled_at = now() WHERE network_id = $1 AND id IN (SELECT user_id FROM letter_readers WHERE network_id = $1)`,
        [network.id],
      ),
    );
    setClock(`${MONDAY}T09:00`);
    await work();
    expect(await sent()).toEqual([]);
  });
});
