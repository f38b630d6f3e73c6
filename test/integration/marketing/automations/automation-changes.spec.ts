import { AutomationEffects } from '../../../../src/marketing/automations/runs/automation-effects';
import { SegmentsJob } from '../../../../src/marketing/segments/segments.job';
import { Clock } from '../../../../src/platform/clock/clock';
import { lockGuests } from '../../../../src/transactions';
import { itAtNight } from '../../../support/at-night';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { automationDraft, AutomationDesk, hello } from '../../../support/marketing/automation-desk';

const DAY = { name: 'day', kind: 'WAIT', amount: 1, unit: 'DAYS', next: 'gift' };
const gift = (points: number) => ({ name: 'gift', kind: 'POINTS', points, validDays: null, next: null });
const waits = (points = 10, changes: object = {}) => automationDraft({ steps: [{ ...DAY, ...changes }, gift(points)] });

describe('automations that change', () => {
  let test: TestApp;
  let desk: AutomationDesk;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    desk = await AutomationDesk.open(test);
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => test.close());

  const inside = async (id: string) =>
    ((await desk.call('get', `/automations/${id}`)).body as { inside: number }).inside;

  itAtNight('keep a hundred guests inside through ten pauses, and then give to each once', async () => {
    const id = await desk.start(waits());
    await desk.guests(100);
    await desk.work();
    for (let round = 0; round < 10; round += 1) {
      await desk.setState(id, { state: 'PAUSED' });
      if (round === 5) await desk.pass(25);
      await desk.work();
      expect([await inside(id), await desk.given()]).toEqual([100, []]);
      if (round < 9 && round !== 5) await desk.setState(id, { state: 'ACTIVE' });
      if (round === 5) {
        await desk.pass(-25);
        await desk.setState(id, { state: 'ACTIVE' });
      }
      await desk.work();
      expect([round, await inside(id)]).toEqual([round, 100]);
    }
    await desk.pass(25);
    await desk.work();
    expect(await desk.given()).toEqual([]);
    await desk.setState(id, { state: 'ACTIVE' });
    await Promise.all([desk.goOn(), desk.goOn()]);
    expect(await desk.given()).toHaveLength(100);
    expect(await inside(id)).toBe(0);
  });

  it('let guests finish the old version, or move them to the step of the same name', async () => {
    const stay = await desk.start(waits(1));
    const move = await desk.start(waits(2));
    const [guest = ''] = await desk.guests(1);
    await desk.work();
    for (const [id, moveInside] of [
      [stay, false],
      [move, true],
    ] as const) {
      const changed = await desk.call('patch', `/automations/${id}`, { document: waits(5, { amount: 2 }) });
      expect(changed.body).toMatchObject({ version: 2, runningVersion: 1 });
      await desk.setState(id, { state: 'ACTIVE', moveInside });
    }
    await desk.work();
    const versions = async (id: string) => {
      const { body } = await desk.call('get', `/automations/${id}`);
      const shown = body.versions as { version: number; runs: { waiting: number } }[];
      return shown.map(({ version, runs }) => [version, runs.waiting]);
    };
    expect(await versions(stay)).toEqual([
      [2, 0],
      [1, 1],
    ]);
    expect(await versions(move)).toEqual([[2, 1]]);
    await desk.pass(25);
    await desk.work();
    expect(await desk.given(guest)).toEqual([1]);
    await desk.pass(24);
    await desk.work();
    expect(await desk.given(guest)).toEqual([1, 5]);
  });

  it('let guests out when they end', async () => {
    const id = await desk.start(waits());
    const [guest = ''] = await desk.guests(2);
    await desk.work();
    await desk.setState(id, { state: 'ENDED' });
    await desk.pass(25);
    await desk.work();
    expect(await desk.given()).toEqual([]);
    expect(await desk.pathOf(id, guest)).toMatchObject({ state: 'LEFT', reason: 'AUTOMATION_ENDED', step: 'day' });
    expect((await desk.call('put', `/automations/${id}/state`, { state: 'ACTIVE' })).body.code).toBe('automation_over');
    expect((await desk.call('post', `/automations/${id}/archive`, {})).body).toMatchObject({ archived: true });
  });

  it('do nothing to guests of the control group', async () => {
    desk = await AutomationDesk.open(test, { campaignHoldoutPpm: 100_000 });
    const id = await desk.start(automationDraft({ steps: [hello('letter', 'gift'), gift(10)] }));
    const guests = await desk.guests(60);
    await desk.work();
    const held = await desk.sql<{ guest_id: string }>(
      "SELECT guest_id FROM automation_runs WHERE network_id = $1 AND automation_id = $2 AND state = 'HELD_OUT'",
      [id],
    );
    expect(held.length).toBeGreaterThan(0);
    expect(await desk.given()).toHaveLength(guests.length - held.length);
    for (const { guest_id } of held) expect([await desk.told(guest_id), await desk.given(guest_id)]).toEqual([[], []]);
  });

  it('wait for the end of quiet hours, their own and those of the network, and share the limit of messages', async () => {
    desk = await AutomationDesk.open(test, {
      marketing: { quietFrom: '21:00', quietTo: '09:00', messagesPerGuest: 1, messagesDays: 7 },
    });
    const night = { from: '13:00', to: '14:00' };
    await desk.start(automationDraft({ quietHours: night, steps: [hello('one', null)] }));
    await desk.start(automationDraft({ steps: [hello('two', null)] }));
    const [guest = ''] = await desk.guests(1);
    await desk.consent(guest);
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    const workAt = async (time: string) => {
      const clock = jest
        .spyOn(test.app.get(Clock), 'now')
        .mockImplementation(() => new Date(`${tomorrow}T${time}+03:00`));
      await desk.work();
      clock.mockRestore();
    };
    await workAt('13:30');
    expect(await desk.told(guest)).toEqual(['SENT']);
    await workAt('14:00');
    expect(await desk.told(guest)).toEqual(['SENT', 'SUPPRESSED']);
  });

  itAtNight('go on once for each step when a process dies there, with two that take over', async () => {
    const id = await desk.start(
      automationDraft({
        steps: [
          hello('letter', 'one'),
          { ...gift(1), name: 'one', next: 'two' },
          { ...gift(2), name: 'two', next: 'last' },
          hello('last', null),
        ],
      }),
    );
    const database = desk.network.database;
    const original = database.inNetwork.bind(database);
    const takeOver = () =>
      desk.sql(
        "UPDATE automation_runs SET due_at = now() WHERE network_id = $1 AND state = 'WAITING' AND due_at > now()",
      );
    for (const mode of ['before', 'inside', 'after'])
      for (let dies = 1; dies <= 9; dies += 1) {
        // Two, so that their gifts go in one transaction.
        const both = await desk.guests(2);
        for (const next of both) await desk.consent(next);
        let calls = 0;
        const spy = jest.spyOn(database, 'inNetwork').mockImplementation(async (networkId, work) => {
          calls += 1;
          if (calls !== dies) return original(networkId, work);
          if (mode === 'before') throw new Error('killed');
          const done = await original(networkId, async (tx) => {
            const result = await work(tx);
            if (mode === 'inside') throw new Error('killed');
            return result;
          });
          if (mode === 'after') throw new Error('killed');
          return done;
        });
        await desk.goOn().catch(() => undefined);
        spy.mockRestore();
        await desk.work();
        await takeOver();
        await Promise.all([desk.goOn(), desk.goOn()]);
        await takeOver();
        await desk.goOn();
        for (const next of both) {
          expect([mode, dies, await desk.given(next), await desk.told(next)]).toEqual([
            mode,
            dies,
            [1, 2],
            ['SENT', 'SENT'],
          ]);
          expect((await desk.pathOf(id, next)).state).toBe('DONE');
        }
      }
  });

  it('give a crowd its gifts together, and a guest whom somebody else holds the gift after that', async () => {
    await desk.start(waits());
    const crowd = await desk.guests(5);
    const [held = ''] = crowd;
    await desk.work();
    await desk.pass(25);
    const { database, id: networkId } = desk.network;
    let letGo: () => void = () => undefined;
    const isHeld = new Promise<void>((found) => {
      void database.inNetwork(networkId, async (tx) => {
        await lockGuests(tx, networkId, [held]);
        found();
        await new Promise<void>((resolve) => (letGo = resolve));
      });
    });
    await isHeld;
    const working = desk.goOn();
    await eventually('the gifts of the others', async () => (await desk.given()).length === crowd.length - 1);
    expect(await desk.given(held)).toEqual([]);
    letGo();
    await working;
    for (const guest of crowd) expect(await desk.given(guest)).toEqual([10]);
  });

  it('leave a gift to another process when the one that claimed it dies before it', async () => {
    await desk.start(automationDraft());
    const [guest = ''] = await desk.guests(1);
    jest.spyOn(test.app.get(AutomationEffects), 'make').mockRejectedValueOnce(new Error('killed'));
    await expect(desk.work()).rejects.toThrow('killed');
    await desk.goOn();
    expect(await desk.given(guest)).toEqual([]);
    await desk.sql('UPDATE automation_runs SET due_at = now() WHERE network_id = $1');
    await Promise.all([desk.goOn(), desk.goOn()]);
    expect(await desk.given(guest)).toEqual([10]);
  });

  it('let guests in by segments and days, those who fit already only when the start says so', async () => {
    await desk.call('post', '/segments', { code: 'FRIENDS', name: 'Friends', rule: null });
    const [friend = '', later = '', absent = '', born = ''] = await desk.guests(4);
    const list = (await desk.call('get', '/segments')).body.items[0].id as string;
    const put = (guest: string) => desk.call('post', `/segments/${list}/members`, { guestIds: [guest], isIn: true });
    await put(friend);
    const document = automationDraft({ trigger: { kind: 'SEGMENT', segment: 'FRIENDS', existing: true } });
    const id = await desk.create(document);
    const refused = await desk.call('put', `/automations/${id}/state`, { state: 'ACTIVE' });
    expect([refused.status, refused.body]).toMatchObject([409, { code: 'automation_takes_guests', guests: 1 }]);
    await desk.setState(id, { state: 'ACTIVE', confirmedGuests: 1 });
    await desk.work();
    expect(await desk.entered(id)).toEqual([friend]);
    await put(later);
    await desk.work();
    expect(await desk.entered(id)).toEqual([friend, later]);

    await desk.sell(absent);
    while ((await test.app.get(SegmentsJob).doNext(desk.network.id)) !== 'idle');
    await desk.sql(
      `UPDATE guest_summaries SET last_visit_at = now() - interval '30 days' WHERE network_id = $1 AND guest_id = $2`,
      [absent],
    );
    await desk.sql(
      `UPDATE guest_states SET birthday = (extract(month FROM d) * 100 + extract(day FROM d))::integer, version = version + 1
      FROM (SELECT now() AT TIME ZONE 'Europe/Moscow' + interval '3 days' AS d) d WHERE network_id = $1 AND guest_id = $2`,
      [born],
    );
    const daily = (trigger: object) => desk.start(automationDraft({ trigger: { ...trigger, at: '00:00' } }));
    const gone = await daily({ kind: 'ABSENT', days: 30, existing: false });
    const longer = await daily({ kind: 'ABSENT', days: 20, existing: false });
    const any = await daily({ kind: 'ABSENT', days: 20, existing: true });
    const birthday = await daily({ kind: 'BIRTHDAY', daysBefore: 3 });
    const points = await daily({ kind: 'POINTS_END', daysBefore: 7 });
    await desk.work();
    await desk.work();
    expect(await desk.entered(gone)).toEqual([absent]);
    expect(await desk.entered(longer)).toEqual([]);
    expect(await desk.entered(any)).toEqual([absent]);
    expect(await desk.entered(birthday)).toEqual([born]);
    expect(await desk.entered(points)).toEqual([]);
  });

  it('end or go on with the guest who remains when cards are merged, and end when a guest is erased', async () => {
    const id = await desk.start(waits());
    const [card = '', erased = ''] = await desk.guests(2);
    await desk.work();
    const owner = await desk.network.guest();
    await desk.sql('UPDATE guests SET merged_into = $3 WHERE network_id = $1 AND id = $2', [card, owner]);
    await desk.sql('UPDATE guests SET erased_at = now() WHERE network_id = $1 AND id = $2', [erased]);
    await desk.pass(25);
    await desk.goOn();
    expect(await desk.pathOf(id, erased)).toMatchObject({ state: 'LEFT', reason: 'GUEST_ERASED' });
    expect(await desk.pathOf(id, owner)).toMatchObject({ state: 'DONE' });
    expect(await desk.given(owner)).toEqual([10]);
  });
});
