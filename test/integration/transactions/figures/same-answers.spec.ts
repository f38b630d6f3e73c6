import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { dayOfIsoDate, isoDateOf } from '../../../../src/platform/clock/calendar';
import { newId } from '../../../../src/platform/ids/ids';
import { NO_ORIGIN, Staff } from '../../../../src/security';
import { CohortsRelay } from '../../../../src/transactions/figures/cohorts/cohorts-relay';
import { FiguresRelay } from '../../../../src/transactions/jobs/figures-relay';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { countEvents } from '../../../support/count-events';
import { RewardShop } from '../../../support/rewards/reward-shop';
import { seeded } from '../../../support/seeded';
import { TillNetwork } from '../../../support/till-network';

const FILE = path.resolve(__dirname, '../../../golden/figures.json');
const NOWHERE = '00000000-0000-0000-0000-000000000000';
const FIRST = dayOfIsoDate('2024-12-20');
const DAYS = 480;
const CODES = ['GUEST_SHARE', 'REFUNDS'] as const;

const SPANS = [
  'from=2026-03-02&to=2026-03-08',
  'from=2026-02-01&to=2026-03-31&compare=year',
  'from=2025-04-03&to=2026-03-29&compare=previous',
];
const LONG = 'from=2024-12-20&to=2026-04-10&compare=year';

/** The addresses whose answers may not change by a byte. */
function addressesOf(places: string): string[] {
  const chosen = places === '' ? '' : `&restaurantIds=${places}`;
  return [
    ...SPANS.flatMap((span) => [
      ...['overview', 'hours', 'staff', 'items', 'guests', 'new-guests', 'rewards'].map(
        (tab) => `/api/analytics/${tab}?${span}${chosen}`,
      ),
      `/api/analytics/items?by=CATEGORY&${span}${chosen}`,
    ]),
    `/api/analytics/overview?${LONG}${chosen}`,
  ];
}

const OF_NETWORK = [
  ...SPANS.map((span) => `/api/analytics/tiers?${span}`),
  `/api/analytics/tiers?${LONG}`,
  '/api/reports/today',
  '/api/reports/daily?from=2026-02-27&to=2026-03-09',
  ...['period', 'restaurants', 'loyalty'].flatMap((report) => [
    `/api/reports/${report}?from=2026-03-02&to=2026-03-08`,
    `/api/reports/${report}?from=2025-06-01&to=2026-03-31`,
  ]),
  '/api/analytics/letter?week=2026-03-04',
  '/api/analytics/letter?week=2026-01-01',
  '/api/analytics/letter?week=2024-10-01',
];

/**
 * Compares the answers of paths that are older than the catalogue of figures with a golden file. The figures are made up, over five hundred days.
 * `WRITE_GOLDEN=1` writes the golden file again; set it only when these answers are meant to change.
 */
describe('paths that answer from the catalogue of figures', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;
  const names = new Map<string, string>();

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test, { timeZone: 'Europe/Moscow', settings: { dayStart: '04:00' } });
    manager = await network.tokenOf('manager');
    await fill();
    await fillGuests();
    await countAll();
  });
  afterAll(() => test.close());

  async function personOf(name: string): Promise<string> {
    const person = { email: `${name.toLowerCase()}-${network.id}@example.test`, role: 'cashier', name } as const;
    const { user } = await network.database.inNetwork(network.id, (tx) =>
      test.app
        .get(Staff)
        .create(
          tx,
          network.id,
          { ...person, restaurantIds: [network.restaurantId] },
          { actor: 'system', origin: NO_ORIGIN },
        ),
    );
    names.set(user.id, name);
    return user.id;
  }

  /** Rows of all tables of days, by a seed; no two sums of a restaurant, cashier or item are equal. */
  async function fill(): Promise<void> {
    const random = seeded(11);
    const upTo = (most: number): number => Math.floor(random() * most);
    names.set(network.restaurantId, 'CENTRE').set(network.otherRestaurantId, 'HARBOUR');
    const people = [await personOf('Anna'), await personOf('Boris')];
    const places = [network.restaurantId, network.otherRestaurantId];
    const dates = Array.from({ length: DAYS }, (_, n) => isoDateOf(FIRST + n)).filter(() => random() < 0.93);
    const today = dayOfIsoDate(network.businessDate());
    names.set(isoDateOf(today), 'TODAY').set(isoDateOf(today - 7), 'WEEK_AGO');
    const rows: Record<string, unknown[][]> = { daily: [], hourly: [], cashier: [], item: [], tier: [] };
    for (const date of [...dates, isoDateOf(today - 7), isoDateOf(today)]) {
      for (const [n, place] of places.entries()) {
        const sales = 5 + upTo(40) + n * 20;
        const guestSales = upTo(sales);
        const amount = sales * (500 + upTo(3_000));
        const guestAmount = Math.floor(amount * random());
        const [discount, pointsValue] = [upTo(amount / 10), upTo(amount / 20)];
        rows.daily?.push([
          ...[date, place, sales, guestSales, amount, guestAmount, discount, amount - discount, upTo(4), upTo(9_000)],
          ...[
            upTo(8_000),
            guestAmount,
            upTo(4_000),
            upTo(500),
            upTo(400),
            upTo(60) - 10,
            upTo(5),
            pointsValue,
            upTo(300),
          ],
        ]);
        for (const hour of [9, 13, 20, 1])
          rows.hourly?.push([
            date,
            place,
            hour,
            1 + upTo(9),
            upTo(3),
            1_000 + upTo(9_000),
            upTo(900),
            random() < 0.1 ? null : upTo(3),
          ]);
        for (const person of [...people, NOWHERE])
          rows.cashier?.push([date, place, person, 1 + upTo(9), upTo(5), upTo(2), 1_000 + upTo(9_000), upTo(900)]);
        for (const [kind, category, item, name] of [
          ['ITEM', 'tea', 'A-1', date > '2026-01-01' ? 'Green tea' : 'Tea'],
          ['ITEM', 'food', 'A-2', 'Soup'],
          ['ITEM', '', 'A-3', null],
          ['NO_LINES', '', '', null],
          ['OTHERS', 'food', '', null],
        ] as const)
          if (random() < 0.4)
            rows.item?.push([
              date,
              place,
              kind,
              category,
              item,
              name,
              upTo(9_000) - 500,
              upTo(90_000) - 3_000,
              upTo(3_000),
              upTo(30_000),
            ]);
      }
      if (random() < 0.3)
        rows.daily?.push([date, NOWHERE, ...Array.from({ length: 13 }, () => 0), upTo(900), upTo(2), 0, 0]);
      for (const [from, to, cause] of [
        ['BRONZE', 'SILVER', 'SALE'],
        ['SILVER', 'BRONZE', 'REVIEW'],
        ['', 'BRONZE', 'UNMERGED'],
        ['SILVER', '', 'MERGED'],
        ['OLD', 'GOLD', 'BY_HAND'],
      ] as const)
        if (random() < 0.2) rows.tier?.push([date, from, to, cause, 1 + upTo(6)]);
    }
    const columns: Readonly<Record<string, string>> = {
      daily: `sales, guest_sales, amount, guest_amount, discount, payable, refunds, refunded, refunded_payable, guest_payable,
        guest_refunded_payable, points_earned, points_redeemed, points_expired, new_guests, points_value, points_given`,
      hourly: 'hour, sales, guest_sales, amount, guest_amount, refunds',
      cashier: 'user_id, sales, guest_sales, claimed_sales, amount, guest_amount',
      item: 'kind, category, item, name, quantity_milli, amount, points_quantity_milli, points_amount',
      tier: 'from_tier, to_tier, cause, guests',
    };
    await network.database.inNetwork(network.id, async (tx) => {
      for (const [table, values] of Object.entries(rows)) {
        const into = `${table}_figures (network_id, business_date, ${table === 'tier' ? '' : 'restaurant_id, '}${columns[table] ?? ''})`;
        for (let from = 0; from < values.length; from += 500) {
          const page = values.slice(from, from + 500);
          const bound: unknown[] = [network.id];
          const places = page.map((row) => `($1, ${row.map((value) => `$${String(bound.push(value))}`).join(', ')})`);
          await tx.query(`INSERT INTO ${into} VALUES ${places.join(', ')}`, bound);
        }
      }
      await tx.query(
        `INSERT INTO item_sums (network_id, span, business_date, kind, category, item, name, quantity_milli, amount, points_quantity_milli, points_amount)
         SELECT f.network_id, s.span, s.date, f.kind, f.category, f.item, (array_agg(f.name ORDER BY f.business_date DESC))[1], sum(f.quantity_milli),
           sum(f.amount), sum(f.points_quantity_milli), sum(f.points_amount)
         FROM item_figures f
         CROSS JOIN LATERAL (VALUES ('DAY', f.business_date), ('MONTH', date_trunc('month', f.business_date)::date)) s(span, date)
         WHERE f.network_id = $1 GROUP BY f.network_id, s.span, s.date, f.kind, f.category, f.item`,
        [network.id],
      );
    });
  }

  /** Adds 120 guests with random sources, cashiers and restaurants. Some guests have a second visit, and some guests have redeemed a reward. */
  async function fillGuests(): Promise<void> {
    const random = seeded(23);
    const oneOf = <Of>(all: readonly Of[]): Of => all[Math.floor(random() * all.length)] as Of;
    const people = [...names].filter(([, name]) => name === 'Anna' || name === 'Boris').map(([id]) => id);
    const shop = await RewardShop.open(network);
    const rewards = [await shop.item({}), await shop.item({}), await shop.item({})];
    for (const [n, id] of rewards.entries()) names.set(id, `REWARD_${String(n)}`);
    const guests = Array.from({ length: 120 }, () => newId());
    await network.database.inNetwork(network.id, async (tx) => {
      for (const [n, id] of guests.entries()) {
        const day =
          dayOfIsoDate(oneOf(['2025-02-10', '2025-05-05', '2025-11-20', '2026-02-20', '2026-03-02'])) +
          Math.floor(random() * 9);
        const source = oneOf(['STAFF', 'STAFF', 'SELF', 'IMPORT', 'API']);
        await tx.query(
          `INSERT INTO guests (network_id, id, card_number, restaurant_id, source, created_by, created_at, merged_into)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
          [
            network.id,
            id,
            `77${String(n).padStart(10, '0')}`,
            oneOf([network.restaurantId, network.otherRestaurantId, null]),
            source,
            source === 'STAFF' ? oneOf(people) : null,
            `${isoDateOf(day)}T${oneOf(['00:30', '09:00', '23:59'])}:00Z`,
            n === 7 ? guests[0] : null,
          ],
        );
        const first = random() < 0.7 ? day + Math.floor(random() * 20) : null;
        const second = first === null || random() < 0.4 ? null : first + 1 + Math.floor(random() * 80);
        await tx.query(
          'INSERT INTO guest_cohorts (network_id, guest_id, person_id, first_day, second_day) VALUES ($1, $2, $2, $3, $4)',
          [network.id, id, first === null ? null : isoDateOf(first), second === null ? null : isoDateOf(second)],
        );
        if (source === 'SELF' && random() < 0.5)
          await tx.query(
            `INSERT INTO referrals (network_id, id, friend_id, referrer_id, code) VALUES ($1, $2, $3, $4, 'CODE')`,
            [network.id, newId(), id, guests[0]],
          );
        if (random() < 0.5)
          await tx.query(
            `WITH written AS (INSERT INTO guest_states (network_id, guest_id) VALUES ($1, $2) RETURNING guest_id)
             INSERT INTO redemptions (network_id, id, guest_id, reward_id, reward_version, terms, quantity, points, status, transaction_id, restaurant_id,
               created_at, ended_at)
             SELECT $1, $3, guest_id, $4, 1, '{}', $5, $6, $7, $3, $8, $9, CASE WHEN $7 = 'CANCELLED' THEN $9::timestamptz END FROM written`,
            [
              network.id,
              id,
              newId(),
              oneOf(rewards),
              1 + Math.floor(random() * 3),
              10 * Math.floor(random() * 30),
              random() < 0.15 ? 'CANCELLED' : 'PENDING',
              oneOf([network.restaurantId, network.otherRestaurantId, null]),
              `${isoDateOf(day)}T${oneOf(['00:30', '15:00'])}:00Z`,
            ],
          );
      }
    });
  }

  const countAll = () =>
    countEvents(network.database, network.id, test.app.get(FiguresRelay), test.app.get(CohortsRelay));

  /** An answer without the values that differ from run to run: ids, and dates of the present. */
  const plain = (text: string): string =>
    [...names].reduce(
      (all, [id, name]) => all.replaceAll(id, name),
      // Replaces `lastWeek` before the names: on a Monday its date is also the date that /api/reports/today compares with, which has a name.
      text.replaceAll(/"lastWeek":"[^"]+"/g, '"lastWeek":"LAST_WEEK"'),
    );

  async function answersOf(addresses: readonly string[]): Promise<Record<string, unknown>> {
    const answers: Record<string, unknown> = {};
    for (const address of addresses) {
      const { text } = await network.get(address, manager).set('Accept-Language', 'en').expect(200);
      answers[plain(address)] = JSON.parse(plain(text));
    }
    return answers;
  }

  /**
   * Reads the previews of alerts. First adds figures of the last seventy days that cross the thresholds, so this function runs after all other
   * answers were read.
   */
  async function previews(): Promise<Record<string, unknown>> {
    const answers: Record<string, unknown> = {};
    const last = dayOfIsoDate(network.businessDate()) - 1;
    const random = seeded(5);
    for (let n = 0; n < 70; n += 1)
      await network.database.inNetwork(network.id, (tx) =>
        tx.query(
          `INSERT INTO daily_figures (network_id, business_date, restaurant_id, sales, guest_sales, refunds)
           VALUES ($1, $2, $3, 20, $4, $5) ON CONFLICT (network_id, business_date, restaurant_id) DO UPDATE
           SET sales = 20, guest_sales = excluded.guest_sales, refunds = excluded.refunds`,
          [network.id, isoDateOf(last - n), network.restaurantId, Math.floor(random() * 20), Math.floor(random() * 6)],
        ),
      );
    for (let n = 0; n < 70; n += 1) names.set(isoDateOf(last - n), `${String(n)}_DAYS_BEFORE`);
    for (const figure of CODES)
      for (const scope of ['TOGETHER', 'EACH'])
        answers[`${figure} ${scope}`] = JSON.parse(
          plain(
            (
              await network
                .get(
                  `/api/analytics/alerts/preview?figure=${figure}&scope=${scope}&threshold=${figure === 'REFUNDS' ? '1500000' : '300000'}`,
                  manager,
                )
                .expect(200)
            ).text,
          ),
        );
    return answers;
  }

  it('gives the same answers as ever', async () => {
    const found = {
      ...(await answersOf([...OF_NETWORK, ...addressesOf(''), ...addressesOf(network.restaurantId)])),
      ...(await answersOf([
        `/api/restaurants/${network.otherRestaurantId}/analytics?from=2026-03-02&to=2026-03-08`,
        `/api/reports/daily?from=2026-02-27&to=2026-03-09&restaurantId=${network.restaurantId}`,
      ])),
      ...(await previews()),
    };
    if (process.env.WRITE_GOLDEN === '1')
      writeFileSync(
        FILE,
        `{\n${Object.entries(found)
          .map(([at, body]) => `${JSON.stringify(at)}: ${JSON.stringify(body)}`)
          .join(',\n')}\n}\n`,
      );
    const golden = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, unknown>;
    expect(Object.keys(found)).toEqual(Object.keys(golden));
    // The order of members counts too.
    for (const [address, body] of Object.entries(found))
      expect([address, JSON.stringify(body)]).toEqual([address, JSON.stringify(golden[address])]);
  });
});
