import { BirthdayJob } from '../../../../src/transactions/desk/activities/birthday.job';
import { birthdaysOn } from '../../../../src/transactions/desk/activities/birthdays.rules';
import { newId } from '../../../../src/platform/ids/ids';
import { Database } from '../../../../src/platform/database/database';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';

describe('what guests do outside the till', () => {
  let test: TestApp;
  let network: TillNetwork;
  let service: string;
  let cashier: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test, { preset: 'points-4' });
    service = await network.keyOf('loyalty');
    cashier = await network.tokenOf('cashier');
  });
  afterAll(() => test.close());

  const report = (guest: string, reference: string, more: object = {}, token = service) =>
    network.post(`/api/guests/${guest}/activities`, token, { activity: 'review', reference, ...more });
  const balanceOf = async (guest: string) =>
    (await network.get(`/api/guests/${guest}/balance`, cashier)).body.available;

  it('is an AWARD by the programme, with its reference and its reason', async () => {
    const guest = await network.guest();
    const answer = await report(guest, 'REV-1', { restaurantId: network.restaurantId });
    expect([answer.status, answer.body.type, answer.body.pointsEarned]).toEqual([201, 'AWARD', 25]);
    expect(answer.body.trace).toMatchObject([{ rule: 'activity.review', reason: 'Activity “review”: 25 points' }]);
    const explained = await network.get(`/api/transactions/${answer.body.id as string}/explain`, cashier);
    expect(explained.body.agrees).toBe(true);
  });

  it('counts once by its reference, however often and with whatever key it comes', async () => {
    const guest = await network.guest();
    const answers = await Promise.all([report(guest, 'REV-2'), report(guest, 'REV-2'), report(guest, 'REV-2')]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map(({ body }) => body.id as string)).size).toBe(1);
    expect(await balanceOf(guest)).toBe(25);
    const other = await report(await network.guest(), 'REV-2');
    expect([other.status, other.body.code]).toEqual([409, 'reference_belongs_to_another_guest']);
    // References are unique within an activity.
    expect((await report(guest, 'REV-2', { activity: 'socialShare' })).body.pointsEarned).toBe(10);
  });

  it('is refused where nothing is known of it, and from callers that are no service', async () => {
    const guest = await network.guest();
    for (const activity of ['dance', 'birthday', 'registration', 'firstSale']) {
      const answer = await report(guest, newId(), { activity });
      expect([answer.status, answer.body.code]).toEqual([422, 'activity_unknown']);
    }
    expect((await report(guest, newId(), { restaurantId: newId() })).status).toBe(404);
    expect((await report(newId(), newId())).status).toBe(404);
    expect((await report(guest, newId(), {}, cashier)).status).toBe(403);
    expect(await balanceOf(guest)).toBe(0);
  });

  it('gives a birthday once a year, however late and however often it is looked for', async () => {
    const job = test.app.get(BirthdayJob);
    const database = test.app.get(Database);
    const today = Math.floor((Date.now() + 3 * 3_600_000) / 86_400_000);
    const [guest, early, other] = [await network.guest(), await network.guest(), await network.guest()];
    const setBirthday = (id: string, day: number) =>
      database.inNetwork(network.id, async (tx) => {
        await tx.query(
          'UPDATE guest_states SET birthday = $3, version = version + 1 WHERE network_id = $1 AND guest_id = $2',
          [network.id, id, birthdaysOn(day).birthdays[0]],
        );
        await tx.query(
          `UPDATE guests SET created_at = created_at - interval '30 days' WHERE network_id = $1 AND id = $2`,
          [network.id, id],
        );
      });
    await setBirthday(guest, today);
    await setBirthday(early, today - 3);
    // A day may begin in between.
    await setBirthday(other, today + 2);
    await Promise.all([job.doNext(network.id), job.doNext(network.id)]);
    expect(await job.doNext(network.id)).toBe('idle');
    expect([await balanceOf(guest), await balanceOf(early), await balanceOf(other)]).toEqual([100, 100, 0]);
  });
});
