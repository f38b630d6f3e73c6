import { ConnectionTests } from '../../../../src/integrations/connections/connection-tests';
import { Connections } from '../../../../src/integrations/connections/connections';
import { EventHandlers } from '../../../../src/integrations/inbox/event-handlers';
import { type EventResult, Inbox } from '../../../../src/integrations/inbox/inbox';
import { RetentionJob } from '../../../../src/integrations/retention/retention.job';
import { InboxWork } from '../../../../src/integrations/inbox/inbox.job';
import { ProblemError } from '../../../../src/platform/problems/problem';
import { settings } from '../../../../src/platform/settings/settings';
import { endsWithinMs } from '../../../../src/platform/spool/answer-time';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';

const CONNECTIONS = '/api/integrations/connections';
const EVENTS = '/api/integrations/events';

describe('connections to till systems', () => {
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

  const patch = (path: string, body: object) =>
    test.api().patch(path).set('Authorization', `Bearer ${manager}`).send(body);
  const create = async (body: object = {}) => {
    const made = await network.post(CONNECTIONS, manager, { kind: 'IIKO', name: 'Kitchen', ...body }).expect(201);
    return made.body as { id: string; token: string };
  };
  const byToken = (token: string) =>
    test.app.get(Connections).getByToken('IIKO', token, endsWithinMs(settings.tillWaitMs));

  it('show their secrets to nobody and their token once', async () => {
    const { id, token } = await create({ credentials: { apiLogin: 'top-secret-login' } });
    const path = `${CONNECTIONS}/${id}`;
    expect(await byToken(token)).toMatchObject({ id, credentials: { apiLogin: 'top-secret-login' } });
    const read = await network.get(path, manager);
    expect(read.body).toMatchObject({ credentials: ['apiLogin'], state: 'UNUSED' });
    const rows = await network.database.inNetwork(network.id, (tx) =>
      tx.query(`SELECT t::text, (SELECT string_agg(a::text, ' ') FROM audit_log a) AS audit FROM till_connections t`),
    );
    for (const text of [JSON.stringify(read.body), JSON.stringify(rows)]) {
      expect(text).not.toContain('top-secret-login');
      expect(text).not.toContain(token);
    }
    const renewed = await network.post(`${path}/token`, manager).expect(200);
    expect((renewed.body as { token: string }).token).not.toBe(token);
    expect(await byToken((renewed.body as { token: string }).token)).toMatchObject({ id });
    expect((await network.get(path, manager)).body).not.toHaveProperty('token');
  });

  it('are changed member by member, and refuse what their kind or their network does not have', async () => {
    const { id, token } = await create({ credentials: { apiLogin: 'a' } });
    const path = `${CONNECTIONS}/${id}`;
    const places = [{ organization: 'org', terminal: null, pointOfSaleId: network.pointOfSaleId }];
    const itemTypes = [{ category: 'Wine', type: 'ALCOHOL' }];
    expect((await patch(path, { places, itemTypes })).body).toMatchObject({
      places,
      itemTypes,
      name: 'Kitchen',
      credentials: ['apiLogin'],
    });
    const other = await TillNetwork.create(test);
    const refused = [
      { credentials: { password: 'x' } },
      { options: { restaurantCode: 1, unknown: true } },
      { places: [{ ...places[0], pointOfSaleId: other.pointOfSaleId }] },
      { places: [...places, ...places] },
      { baseUrl: 'ftp://example.test' },
      { baseUrl: 'x' },
      { itemTypes: [{ category: 'Wine', type: 'SOUP' }] },
    ];
    for (const body of refused) expect((await patch(path, body)).status).toBe(400);
    expect(
      (await network.post(CONNECTIONS, await network.tokenOf('cashier'), { kind: 'IIKO', name: 'x' })).status,
    ).toBe(403);
    expect((await network.get(path, await other.tokenOf('manager'))).status).toBe(404);
    expect((await patch(path, { enabled: false })).body).toMatchObject({ state: 'OFF' });
    await expect(byToken(token)).rejects.toMatchObject({ code: 'not_found' });
    await test.api().delete(path).set('Authorization', `Bearer ${manager}`).expect(200);
    expect((await network.get(path, manager)).status).toBe(404);
    expect((await network.get(CONNECTIONS, manager)).body).toMatchObject({ items: [] });
  });

  it('are found by no token but their own', async () => {
    const { token } = await create();
    const other = await TillNetwork.create(test);
    const theirs = await other.post(CONNECTIONS, await other.tokenOf('manager'), { kind: 'RKEEPER', name: 'x' });
    const mixed = `${(theirs.body as { token: string }).token.slice(0, 22)}${token.slice(22)}`;
    const wrong = [
      mixed,
      (theirs.body as { token: string }).token,
      token.slice(1),
      '',
      '../x',
      `${token.slice(0, -1)}!`,
    ];
    for (const text of wrong) await expect(byToken(text)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('tell what a test found, and are failing after a failed one until a call succeeds', async () => {
    const { id, token } = await create();
    const checks = [
      { code: 'reached', ok: true, detail: null },
      { code: 'credentials', ok: false, detail: '401' },
    ];
    jest.spyOn(test.app.get(ConnectionTests), 'run').mockResolvedValue({ checks, places: [] });
    expect((await network.post(`${CONNECTIONS}/${id}/test`, manager).expect(200)).body).toEqual({ checks, places: [] });
    expect((await network.get(`${CONNECTIONS}/${id}`, manager)).body).toMatchObject({
      state: 'FAILING',
      lastFailure: 'credentials',
    });
    await test.app.get(Connections).noteSuccess(await byToken(token));
    expect((await network.get(`${CONNECTIONS}/${id}`, manager)).body).toMatchObject({ state: 'WORKING', calls: [] });
  });

  it('tell how many calls of today were answered too late for points', async () => {
    const { id, token } = await create();
    const [connections, connection] = [test.app.get(Connections), await byToken(token)];
    connections.noteAnswered(connection);
    connections.noteLate(connection);
    connections.noteAnswered(connection);
    await connections.writeAllCounts();
    const [today] = ((await network.get(`${CONNECTIONS}/${id}`, manager)).body as { calls: unknown[] }).calls;
    expect(today).toMatchObject({ all: 3, late: 1 });
  });

  it('count events that waited on the disk, or found no place there, among the late calls', async () => {
    const { id, token } = await create();
    const [connections, connection] = [test.app.get(Connections), await byToken(token)];
    await connections.noteTaken(connection, Promise.resolve('stored'));
    await connections.noteTaken(connection, Promise.resolve('kept'));
    for (const code of ['unavailable', 'invalid_body'] as const)
      await expect(connections.noteTaken(connection, Promise.reject(new ProblemError(code)))).rejects.toMatchObject({
        code,
      });
    await connections.writeAllCounts();
    const { calls } = (await network.get(`${CONNECTIONS}/${id}`, manager)).body as { calls: unknown[] };
    expect(calls[0]).toMatchObject({ all: 3, late: 2 });
  });

  describe('their events', () => {
    let id: string;
    let token: string;
    const outcomes: (EventResult | Error)[] = [];
    const seen: string[] = [];

    beforeEach(async () => {
      ({ id, token } = await create());
      outcomes.length = 0;
      seen.length = 0;
      jest.spyOn(test.app.get(EventHandlers), 'handle').mockImplementation((event) => {
        seen.push(event.body.toString('utf8'));
        const next = outcomes.shift() ?? { status: 'DONE' as const, transactionId: null };
        return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
      });
    });

    const arrived = (key: string | null, text: string) => ({
      kind: 'Order',
      key,
      subject: 'order-1',
      body: Buffer.from(text),
    });
    const take = async (...events: ReturnType<typeof arrived>[]) =>
      test.app.get(Inbox).take(await byToken(token), events);
    const work = () => test.app.get(InboxWork).doNext(network.id);
    const list = async (query = '') => {
      const { body } = await network.get(`${EVENTS}?connectionId=${id}${query}`, manager);
      return (body as { items: { id: string; status: string; reason: string | null }[] }).items;
    };
    const makeDue = () =>
      network.database.inNetwork(network.id, (tx) =>
        tx.query('UPDATE inbox_events SET due_at = now() WHERE network_id = $1', [network.id]),
      );

    it('are stored once, worked on in the order of their arrival, and not again once they are done', async () => {
      const taken = await take(arrived('1', 'first'), arrived('2', 'second'), arrived('1', 'first again'));
      expect(taken.map(({ isNew }) => isNew)).toEqual([true, true, false]);
      expect((await take(arrived(null, 'same')))[0]?.isNew).toBe(true);
      expect((await take(arrived(null, 'same')))[0]?.isNew).toBe(false);
      expect(await work()).toBe('done');
      expect(await work()).toBe('idle');
      expect(seen).toEqual(['first', 'second', 'same']);
      expect((await list()).map(({ status }) => status)).toEqual(['DONE', 'DONE', 'DONE']);
    });

    it('wait with a reason while they fail, and are refused for good in the end', async () => {
      await take(arrived('1', '{}'));
      outcomes.push(new Error('boom'), { status: 'LATER', reason: 'sale_not_here', afterSeconds: 60 });
      await work();
      expect(await list('&status=WAITING')).toMatchObject([{ reason: 'failed', attempts: 1 }]);
      expect(await work()).toBe('idle');
      await makeDue();
      await work();
      expect(await list('&status=WAITING')).toMatchObject([{ reason: 'sale_not_here', attempts: 2 }]);
      await network.database.inNetwork(network.id, (tx) =>
        tx.query('UPDATE inbox_events SET attempts = 19, due_at = now() WHERE network_id = $1', [network.id]),
      );
      outcomes.push(new Error('boom'));
      await work();
      expect(await list()).toMatchObject([{ status: 'REFUSED', reason: 'failed', dueAt: null }]);
    });

    it('of a process that died are taken up by another one after their lease', async () => {
      await take(arrived('1', 'left behind'));
      await network.database.inNetwork(network.id, (tx) =>
        tx.query(`UPDATE inbox_events SET attempts = 1, due_at = now() + interval '2 minutes' WHERE network_id = $1`, [
          network.id,
        ]),
      );
      expect(await work()).toBe('idle');
      await makeDue();
      await work();
      expect(seen).toEqual(['left behind']);
    });

    it('show their body, which stands in the audit, and are tried again by a manager', async () => {
      outcomes.push({ status: 'REFUSED', reason: 'guest_unknown' });
      const cyrillic = Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2]);
      await test.app
        .get(Inbox)
        .take(await byToken(token), [{ kind: 'Order', key: '1', subject: null, body: cyrillic }]);
      await work();
      const [event] = await list();
      expect(event).toMatchObject({ status: 'REFUSED', reason: 'guest_unknown', bytes: 6 });
      const path = `${EVENTS}/${event?.id ?? ''}`;
      expect((await network.get(path, manager)).body).toMatchObject({ body: 'Привет', answer: null });
      const audit = await network.get(`/api/audit?subjectId=${event?.id ?? ''}`, manager);
      expect((audit.body as { items: { action: string }[] }).items.map(({ action }) => action)).toEqual([
        'inbox_event.read',
      ]);
      expect((await network.post(`${path}/retry`, manager).expect(200)).body).toMatchObject({
        status: 'WAITING',
        reason: null,
      });
      await work();
      expect((await list())[0]).toMatchObject({ status: 'DONE' });
    });

    it('are deleted by age, but not while they wait', async () => {
      await take(arrived('1', 'old'), arrived('2', 'new'), arrived('3', 'waits'));
      outcomes.push({ status: 'DONE', transactionId: null }, { status: 'DONE', transactionId: null });
      outcomes.push({ status: 'LATER', reason: 'sale_not_here', afterSeconds: 600 });
      await work();
      await network.database.inNetwork(network.id, (tx) =>
        tx.query(
          `UPDATE inbox_events SET id = ('01900000-0000-7' || substr(id::text, 16))::uuid
            WHERE network_id = $1 AND id IN (SELECT id FROM inbox_events ORDER BY id LIMIT 3) AND (status = 'WAITING' OR digest = sha256(convert_to('Order', 'UTF8') || '\\x00'::bytea || convert_to('1', 'UTF8')))`,
          [network.id],
        ),
      );
      await test.app.get(RetentionJob).doNext(network.id);
      expect((await list()).map(({ status }) => status).sort()).toEqual(['DONE', 'WAITING']);
    });
  });
});
