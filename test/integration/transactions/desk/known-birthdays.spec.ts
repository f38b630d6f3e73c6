import { partsPerMillion, points } from '../../../../src/decision';
import { Database } from '../../../../src/platform/database/database';
import { newId } from '../../../../src/platform/ids/ids';
import { BirthdayJob } from '../../../../src/transactions/desk/activities/birthday.job';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { activitiesOf, programOf, tierOf } from '../../../support/decision/programs';
import { TillNetwork } from '../../../support/till-network';

const BIRTHDAY_DISCOUNT = { kind: 'BIRTHDAY_DISCOUNT', ratePpm: partsPerMillion(200_000) } as const;
const DOCUMENT = programOf({
  tiers: [tierOf('BASE', { benefits: [BIRTHDAY_DISCOUNT] })],
  activities: { ...activitiesOf({ birthday: { points: points(100) } }), birthdayKnownDays: 7 },
});

describe('a birthday that has to be known for seven days', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;
  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test, { document: DOCUMENT });
    manager = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  const run = <Row extends object>(sql: string, ...values: unknown[]) =>
    test.app.get(Database).inNetwork(network.id, (tx) => tx.query<Row>(sql, [network.id, ...values]));
  const today = new Date(Date.now() + 3 * 3_600_000).toISOString().slice(5, 10);
  const quoted = async (guest: string) =>
    (await network.post(`/api/guests/${guest}/quote`, manager, network.sale(10_000)).expect(200)).body
      .discount as number;
  const waits = async (guest: string) => {
    const [row] = await run<{ waits: number | null }>(
      `SELECT (birthday_from AT TIME ZONE 'Europe/Moscow')::date - (now() AT TIME ZONE 'Europe/Moscow')::date AS waits
         FROM guest_states WHERE network_id = $1 AND guest_id = $2`,
      guest,
    );
    return row?.waits ?? null;
  };
  const balanceOf = async (guest: string) =>
    (await network.get(`/api/guests/${guest}/balance`, manager)).body.available as number;
  const inSegment = async () => {
    const rule = { combinator: 'and', rules: [{ field: 'daysToBirthday', operator: '=', value: 0 }] };
    return (await network.post('/api/segments/preview', manager, { rule }).expect(200)).body.guests as number;
  };

  it('brings nothing before, everything after, and waits again when it changes', async () => {
    const phone = `+7916${newId().replaceAll(/\D/g, '').padEnd(7, '1').slice(-7)}`;
    const made = await network.post('/api/guests', manager, { phone, birthDate: `1990-${today}` });
    expect(made.status).toBe(201);
    const guest = made.body.id as string;
    await run(
      `UPDATE guests SET created_at = created_at - interval '30 days' WHERE network_id = $1 AND id = $2`,
      guest,
    );
    expect(await waits(guest)).toBe(7);
    await test.app.get(BirthdayJob).doNext(network.id);
    expect([await quoted(guest), await balanceOf(guest), await inSegment()]).toEqual([0, 0, 0]);

    await run(
      `UPDATE guest_states SET birthday_from = now() - interval '1 day', version = version + 1 WHERE network_id = $1 AND guest_id = $2`,
      guest,
    );
    await test.app.get(BirthdayJob).doNext(network.id);
    expect([await quoted(guest), await balanceOf(guest), await inSegment()]).toEqual([2_000, 100, 1]);

    const changed = await test
      .api()
      .patch(`/api/guests/${guest}`)
      .set('Authorization', `Bearer ${manager}`)
      .set('Idempotency-Key', newId())
      .send({ birthDate: today === '01-01' ? '1990-01-02' : '1990-01-01' });
    expect(changed.status).toBe(200);
    expect(await waits(guest)).toBe(7);
  });

  it('counts at once where it was known before the programme asked', async () => {
    const guest = await network.guest();
    await run(
      'UPDATE guest_states SET birthday = $3, birthday_from = NULL, version = version + 1 WHERE network_id = $1 AND guest_id = $2',
      guest,
      Number(today.replace('-', '')),
    );
    expect(await quoted(guest)).toBe(2_000);
  });
});
