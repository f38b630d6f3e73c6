import type { NewGuests } from '../../../../src/transactions/figures/new-guests/new-guests.dto';
import { isoDateOf } from '../../../../src/platform/clock/calendar';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { newId } from '../../../../src/platform/ids/ids';
import { NO_ORIGIN, Staff } from '../../../../src/security';
import { TillNetwork } from '../../../support/till-network';
import { tokenOfUser } from '../../support/people-fixture';

const DAY_MS = 86_400_000;

interface Person {
  readonly id: string;
  readonly restaurantId: string | null;
  readonly source: string;
  readonly userId: string | null;
  /** Days before today of the registration. */
  readonly since: number;
  /** Days before today of the first two days with a visit. */
  readonly visits: readonly number[];
  readonly isMerged: boolean;
}

describe('new guests', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test);
    manager = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  const dateBack = (days: number): string => isoDateOf(Math.floor(Date.parse(network.businessDate()) / DAY_MS) - days);

  /** A manager of a group that has the first restaurant alone. */
  async function tokenOfDistrict(): Promise<string> {
    const { body } = await network
      .post('/api/restaurant-groups', manager, { name: 'Centre', restaurantIds: [network.restaurantId] })
      .expect(201);
    const { id: restaurantGroupId } = body as { id: string };
    const person = { email: `d-${newId()}@example.test`, role: 'manager', restaurantGroupId } as const;
    const { user } = await network.database.inNetwork(network.id, (tx) =>
      test.app.get(Staff).create(tx, network.id, person, { actor: 'system', origin: NO_ORIGIN }),
    );
    return tokenOfUser(test.app, user.id);
  }

  const ask = async (query: string, token = manager): Promise<NewGuests> =>
    (await network.get(`/api/analytics/new-guests?${query}`, token).expect(200)).body as NewGuests;

  it('are counted by restaurant, cashier and source, with those who came again once the days are over', async () => {
    const users = await network.database.inNetwork(network.id, (tx) =>
      tx.query<{ id: string }>('SELECT id FROM users WHERE network_id = $1', [network.id]),
    );
    const cashier = users[0]?.id ?? '';
    const people: Person[] = [];
    const [one, other] = [network.restaurantId, network.otherRestaurantId];
    for (let n = 0; n < 40; n += 1) {
      const source = (['STAFF', 'SELF', 'IMPORT', 'API', 'REFERRAL'] as const)[n % 5] ?? 'SELF';
      const since = 70 + (n % 20);
      people.push({
        id: await network.guest(),
        source,
        since,
        isMerged: n === 17,
        restaurantId: [one, other, null][n % 3] ?? null,
        userId: source === 'STAFF' && n % 2 === 0 ? cashier : null,
        visits:
          [[], [since], [since, since - 20], [since - 29, since - 31], [since - 1, since - 60]][((n * 7) % 11) % 5] ??
          [],
      });
    }
    await network.database.inNetwork(network.id, async (tx) => {
      for (const { id, restaurantId, source, userId, since, visits, isMerged } of people) {
        await tx.query(
          `UPDATE guests SET restaurant_id = $3, source = $4, created_by = $5, merged_into = $6,
             created_at = ($7::date + time '15:00') AT TIME ZONE (SELECT time_zone FROM networks WHERE id = $1)
           WHERE network_id = $1 AND id = $2`,
          [
            network.id,
            id,
            restaurantId,
            source === 'REFERRAL' ? 'SELF' : source,
            userId,
            isMerged ? people[0]?.id : null,
            dateBack(since),
          ],
        );
        await tx.query(
          `INSERT INTO guest_cohorts (network_id, guest_id, person_id, first_day, second_day) VALUES ($1, $2, $2, $3, $4)
           ON CONFLICT (network_id, guest_id) DO UPDATE SET first_day = excluded.first_day, second_day = excluded.second_day`,
          [network.id, id, ...[0, 1].map((at) => (visits[at] === undefined ? null : dateBack(visits[at])))],
        );
        if (source === 'REFERRAL')
          await tx.query(
            `INSERT INTO referrals (network_id, id, friend_id, referrer_id, code)
             SELECT $1, gen_random_uuid(), $2, $3, 'CODE'`,
            [network.id, id, people[0]?.id],
          );
      }
    });
    const answer = await ask(`from=${dateBack(89)}&to=${dateBack(61)}`);
    const counted = people.filter(({ isMerged }) => !isMerged);
    const expected = (chosen: readonly Person[]) => {
      const again = (days: number) =>
        chosen.filter(({ visits: [, second = -1000], since }) => second >= since - days).length;
      return {
        guests: chosen.length,
        bought: chosen.filter(({ visits }) => visits.length > 0).length,
        cameAgain: [
          { days: 30, guests: again(30), sharePpm: Math.floor((again(30) * 1_000_000) / chosen.length) },
          { days: 60, guests: again(60), sharePpm: Math.floor((again(60) * 1_000_000) / chosen.length) },
          { days: 90, guests: null, sharePpm: null },
        ],
      };
    };
    expect(answer.total.period).toEqual(expected(counted));
    expect(expected(counted).cameAgain[0]?.guests).toBeGreaterThan(0);
    expect(answer.total.compared).toMatchObject({ guests: 0, bought: 0 });
    for (const { restaurantId, period } of answer.restaurants)
      expect(period).toEqual(expected(counted.filter((person) => person.restaurantId === restaurantId)));
    for (const { userId, period } of answer.cashiers)
      expect(period).toEqual(expected(counted.filter((person) => person.userId === userId)));
    expect(answer.sources.map(({ source }) => source)).toEqual(['STAFF', 'SELF', 'REFERRAL', 'IMPORT', 'API']);
    for (const { source, period } of answer.sources)
      expect(period).toEqual(expected(counted.filter((person) => person.source === source)));
    expect(answer.restaurants).toHaveLength(3);
    expect(answer.cashiers.map(({ userId }) => userId)).toEqual([null, cashier]);

    // One day later: the last of these guests has not had 60 days yet.
    const open = await ask(`from=${dateBack(89)}&to=${dateBack(60)}`);
    expect(open.total.period.cameAgain.map(({ guests }) => guests === null)).toEqual([false, true, true]);
    // The next period has no guest; each of its groups is compared with the period before.
    const after = await ask(`from=${dateBack(60)}&to=${dateBack(33)}`);
    expect(after.total.period.guests).toBe(0);
    expect(after.restaurants.length).toBeGreaterThan(0);
    expect(after.restaurants.every(({ period, compared }) => period.guests === 0 && compared.guests > 0)).toBe(true);

    const ofOne = await ask(`from=${dateBack(89)}&to=${dateBack(61)}`, await tokenOfDistrict());
    const inOne = counted.filter(({ restaurantId }) => restaurantId === one);
    expect(ofOne.restaurants.map(({ restaurantId }) => restaurantId)).toEqual([one]);
    expect(ofOne.total.period).toMatchObject({ guests: inOne.length, bought: null });
    expect(ofOne.total.period.cameAgain.every(({ guests }) => guests === null)).toBe(true);
  });

  it('refuse bad periods and restaurants that the caller may not see', async () => {
    const refused = (query: string, status: number, token = manager) =>
      network.get(`/api/analytics/new-guests?${query}`, token).expect(status);
    await refused('from=2026-02-01&to=2026-01-01', 400);
    await refused('from=1926-01-01&to=2026-01-01', 400);
    await refused('restaurantIds=00000000-0000-4000-8000-000000000000', 404);
    await refused(`restaurantIds=${network.otherRestaurantId}`, 403, await tokenOfDistrict());
  });
});
