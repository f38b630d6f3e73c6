import { CampaignsJob } from '../../../../src/marketing/campaigns/campaigns.job';
import { Clock } from '../../../../src/platform/clock/clock';
import { Inbox, Sessions } from '../../../../src/security';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { alwaysOn } from '../../../support/marketing/campaign-drafts';
import { TillNetwork, type TillNetworkOptions } from '../../../support/till-network';

const NEWS = { en: { title: 'News', text: 'A new menu.' } };
const OFFERS = { purpose: 'CAMPAIGNS', channel: 'INBOX', wanted: false };
const NIGHT = { quietFrom: '21:00', quietTo: '09:00' };

type Marketing = NonNullable<NonNullable<TillNetworkOptions['settings']>['marketing']>;

/** Campaigns start in the future and the job's clock is moved there; calls use the real time. */
describe('messages of campaigns', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;
  let job: CampaignsJob;

  beforeAll(async () => {
    test = await applicationOfWorker();
    job = test.app.get(CampaignsJob);
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => test.close());

  const open = async (marketing: Marketing) => {
    network = await TillNetwork.create(test, {
      preset: 'points-4',
      timeZone: 'Europe/Berlin',
      settings: { marketing },
    });
    manager = await network.tokenOf('manager');
  };
  const put = (id: string, state: string) =>
    test.api().put(`/api/campaigns/${id}/state`).set('Authorization', `Bearer ${manager}`).send({ state }).expect(200);
  /** @param startsAt local time of the network */
  const start = async (startsAt: string, code: string) => {
    const schedule = { startsAt, endsAt: null, recurrence: null, exceptions: [] };
    const document = alwaysOn({ schedule, announcement: NEWS });
    const { id } = (await network.post('/api/campaigns', manager, { code, document }).expect(201)).body as {
      id: string;
    };
    await put(id, 'RUNNING');
    return id;
  };
  const consent = async (guest: string, given: boolean) => {
    const body = { consents: [{ kind: 'marketing', version: '1', given }] };
    expect((await network.post(`/api/guests/${guest}/consents`, manager, body)).status).toBeLessThan(300);
  };
  const guests = async (count: number) => {
    const made: string[] = [];
    for (let n = 0; n < count; n += 1) made.push(await network.guest());
    for (const guest of made) await consent(guest, true);
    return made;
  };
  /** Runs the job at this time in the given number of processes, until the job is done. */
  const workAt = async (instant: string, processes = 1) => {
    const clock = jest.spyOn(test.app.get(Clock), 'now').mockImplementation(() => new Date(instant));
    const work = async () => {
      while ((await job.doNext(network.id, { maxGuests: 2 })) !== 'idle');
    };
    await Promise.all(Array.from({ length: processes }, work));
    await work();
    clock.mockRestore();
  };
  const told = (guest: string) =>
    network.database.inNetwork(
      network.id,
      async (tx) => (await test.app.get(Inbox).list(tx, network.id, guest, null, 10)).length,
    );
  const toldAll = (all: readonly string[]) => Promise.all(all.map(told));
  const counted = async (id: string) => {
    const { arms } = (await network.get(`/api/campaigns/${id}/stats`, manager).expect(200)).body as {
      arms: { told: number; waiting: number; capped: number }[];
    };
    return arms.map(({ told: sent, waiting, capped }) => ({ sent, waiting, capped }));
  };

  it('wait in quiet hours until they end by the clock on the wall, and reach those who still agree', async () => {
    await open(NIGHT);
    const all = await guests(5);
    // The clocks of Berlin skip an hour in this night.
    const id = await start('2030-03-30T22:00', 'NIGHT');
    await workAt('2030-03-30T21:30:00Z');
    expect(await toldAll(all)).toEqual([0, 0, 0, 0, 0]);
    expect(await counted(id)).toEqual([{ sent: 0, waiting: 5, capped: 0 }]);
    await consent(all[4] ?? '', false);
    await workAt('2030-03-31T06:59:00Z');
    expect(await toldAll(all)).toEqual([0, 0, 0, 0, 0]);
    await workAt('2030-03-31T07:00:00Z', 2);
    expect(await toldAll(all)).toEqual([1, 1, 1, 1, 0]);
    expect(await counted(id)).toEqual([{ sent: 4, waiting: 0, capped: 0 }]);
    await workAt('2030-03-31T12:00:00Z');
    expect(await toldAll(all)).toEqual([1, 1, 1, 1, 0]);
  });

  it('do not reach a guest who refuses them, whatever the consent', async () => {
    await open(NIGHT);
    const [willing = '', unwilling = ''] = await guests(2);
    const { accessToken: own } = await test.app.get(Sessions).openForGuest(network.id, unwilling);
    const set = (body: object) =>
      test.api().put('/api/auth/me/notifications').set('Authorization', `Bearer ${own}`).send(body);
    for (const wrong of [{}, { purpose: 'CODES', channel: 'SMS', wanted: false }, { ...OFFERS, purpose: 'ORDERS' }])
      expect((await set(wrong)).status).toBe(400);
    expect((await set(OFFERS).expect(200)).body.items).toContainEqual(OFFERS);
    await start('2030-06-01T12:00', 'REFUSED');
    await workAt('2030-06-01T10:30:00Z');
    expect(await toldAll([willing, unwilling])).toEqual([1, 0]);
    await set({ ...OFFERS, wanted: true }).expect(200);
    await start('2030-06-02T12:00', 'WANTED');
    await workAt('2030-06-02T10:30:00Z');
    expect(await told(unwilling)).toBe(1);

    // After the merge the person refuses what either guest refused.
    await set(OFFERS).expect(200);
    const merge = { sourceId: unwilling, reason: 'one person' };
    await network.post(`/api/guests/${willing}/merge`, manager, merge).expect(201);
    const { accessToken } = await test.app.get(Sessions).openForGuest(network.id, willing);
    expect((await network.get('/api/auth/me/notifications', accessToken)).body.items).toContainEqual(OFFERS);
  });

  it('of a campaign that is paused meanwhile are not sent', async () => {
    await open(NIGHT);
    const [guest = ''] = await guests(1);
    const id = await start('2030-05-01T22:00', 'PAUSED');
    await workAt('2030-05-01T20:30:00Z');
    await put(id, 'PAUSED');
    await workAt('2030-05-02T10:00:00Z');
    expect(await told(guest)).toBe(0);
    await put(id, 'RUNNING');
    await workAt('2030-05-02T11:00:00Z');
    expect(await told(guest)).toBe(1);
  });

  it('are as many for a guest as the network allows within its days, and the results say how many were held back', async () => {
    await open({ messagesPerGuest: 1, messagesDays: 2 });
    const all = await guests(3);
    const first = await start('2030-06-10T10:00', 'FIRST');
    const second = await start('2030-06-11T10:00', 'SECOND');
    const third = await start('2030-06-12T10:00', 'THIRD');
    await workAt('2030-06-10T08:00:00Z');
    await workAt('2030-06-11T08:00:00Z');
    expect(await toldAll(all)).toEqual([1, 1, 1]);
    expect([await counted(first), await counted(second)]).toEqual([
      [{ sent: 3, waiting: 0, capped: 0 }],
      [{ sent: 0, waiting: 0, capped: 3 }],
    ]);
    await workAt('2030-06-12T08:00:00Z');
    expect(await toldAll(all)).toEqual([2, 2, 2]);
    expect(await counted(third)).toEqual([{ sent: 3, waiting: 0, capped: 0 }]);
  });

  it('of ten campaigns that start at once are not more than that on two processes', async () => {
    await open({ messagesPerGuest: 2, messagesDays: 7 });
    const all = await guests(6);
    const ids: string[] = [];
    for (let n = 0; n < 10; n += 1) ids.push(await start('2030-06-10T10:00', `TOGETHER${String(n)}`));
    await workAt('2030-06-10T08:00:00Z', 2);
    expect(await toldAll(all)).toEqual([2, 2, 2, 2, 2, 2]);
    const sums = (await Promise.all(ids.map(counted))).flat();
    expect(sums.reduce((sum, { capped }) => sum + capped, 0)).toBe(48);
  });
});
