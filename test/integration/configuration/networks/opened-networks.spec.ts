import { CommandBus } from '@nestjs/cqrs';
import { CreateNetwork } from '../../../../src/configuration';
import { Database } from '../../../../src/platform/database/database';
import { newId } from '../../../../src/platform/ids/ids';
import { NO_ORIGIN } from '../../../../src/security';
import { applicationsOfWorker, type TestApp } from '../../../support/app';
import { superuserPool } from '../../../support/database';
import { addOwner, PASSWORD, tokenOfUser } from '../../support/people-fixture';

describe('a network that an owner opens', () => {
  let first: TestApp;
  let second: TestApp;
  let ownerId: string;
  let owner: string;

  beforeAll(async () => {
    [first, second] = await applicationsOfWorker();
    ownerId = (await addOwner(first.app)).id;
    owner = await tokenOfUser(first.app, ownerId);
  });
  afterAll(async () => {
    await first.close();
    await second.close();
  });

  const bodyOf = (more: object = {}) => ({
    code: `o${newId().replaceAll('-', '')}`,
    name: 'Osteria',
    currency: 'EUR',
    timeZone: 'Europe/Rome',
    language: 'en',
    country: 'IT',
    preset: 'points-4',
    manager: { email: `manager-${newId()}@example.test`, name: 'Anna Conti' },
    ...more,
  });
  const open = (body: object, key = newId(), token = owner, at = first) =>
    at.api().post('/api/networks').set('Authorization', `Bearer ${token}`).set('Idempotency-Key', key).send(body);
  const get = (path: string, token: string) => first.api().get(path).set('Authorization', `Bearer ${token}`);

  it('has a programme in force with its rewards, campaigns that can be started, and a manager who signs in by the link', async () => {
    const body = bodyOf();
    const opened = await open(body);
    expect(opened.status).toBe(201);
    const { token, url } = opened.body.passwordLink as { token: string; url: string };
    expect(url).toMatch(/\/password\?role=\w+#\S+$/);
    await first.api().post('/api/auth/password/set').send({ token, password: PASSWORD }).expect(204);
    const { email } = body.manager;
    const signedIn = await second.api().post('/api/auth/login').send({ email, password: PASSWORD });
    expect(signedIn.body.user).toMatchObject({ role: 'manager', networkId: opened.body.id });
    const manager = signedIn.body.accessToken as string;
    const programs = await get('/api/programs', manager);
    expect(programs.body.items).toEqual([expect.objectContaining({ version: 1, status: 'PUBLISHED' })]);
    expect((await get('/api/redemption-items', manager)).body.items).toHaveLength(4);
    const { items: campaigns } = (await get('/api/campaigns', manager)).body as {
      items: { id: string; state: string }[];
    };
    expect(campaigns.map(({ state }) => state)).toEqual(Array.from({ length: 6 }, () => 'DRAFT'));
    // All campaigns but the one that gives nothing have unlimited budgets, so a second person approves them.
    const answers: number[] = [];
    for (const { id } of campaigns) {
      const path = `/api/campaigns/${id}/state`;
      const started = await first.api().put(path).set('Authorization', `Bearer ${manager}`).send({ state: 'RUNNING' });
      answers.push(started.status);
    }
    expect(answers).toEqual([202, 200, 202, 202, 202, 202]);
    const added = await first
      .api()
      .post('/api/users')
      .set('Authorization', `Bearer ${manager}`)
      .send({ email: `second-${newId()}@example.test`, role: 'manager' });
    expect(added.status).toBe(201);
    const trail = await get('/api/audit', manager);
    expect((trail.body.items as { action: string; actorId: string }[]).map(({ action }) => action).sort()).toEqual(
      expect.arrayContaining(['network.created', 'program.drafted', 'program.published', 'user.created']),
    );
    const platform = await get(`/api/audit?action=network.created&subjectId=${String(opened.body.id)}`, owner);
    expect(platform.body.items).toEqual([
      expect.objectContaining({ actorId: ownerId, after: { code: body.code, currency: 'EUR' } }),
    ]);
  });

  it('is one for a key: its owner sees the same answer again, on any process, with the link', async () => {
    const body = bodyOf();
    const key = newId();
    const [one, other] = await Promise.all([open(body, key), open(body, key, owner, second)]);
    const again = await open(body, key, owner, second);
    expect([one.status, other.status, again.status]).toEqual([201, 201, 201]);
    expect([other.body, again.body]).toEqual([one.body, one.body]);
    expect(again.headers['idempotent-replayed']).toBe('true');
    const changed = await open({ ...body, name: 'Another' }, key);
    expect([changed.status, changed.body.code]).toEqual([422, 'idempotency_key_reused']);
  });

  it('shows its link to the owner who opened it and to no other', async () => {
    const body = bodyOf();
    const key = newId();
    await open(body, key).expect(201);
    const stranger = await tokenOfUser(first.app, (await addOwner(first.app)).id);
    const refused = await open(body, key, stranger);
    expect([refused.status, refused.body.code]).toEqual([409, 'code_taken']);
  });

  it('is opened for a manager who has another network, as for any other', async () => {
    const known = bodyOf();
    await open(known).expect(201);
    const opened = await open(bodyOf({ manager: known.manager }));
    expect([opened.status, opened.body.manager.email]).toEqual([201, known.manager.email]);
  });

  it('is not opened with a taken code, and then leaves nothing', async () => {
    const known = bodyOf();
    await open(known).expect(201);
    const body = bodyOf({ code: known.code });
    const key = newId();
    const refused = await open(body, key);
    expect([refused.status, refused.body.code]).toEqual([409, 'code_taken']);
    // A refusal is kept under its key like any other.
    const again = await open(body, key);
    expect([again.body, again.headers['idempotent-replayed']]).toEqual([refused.body, 'true']);
    const pool = superuserPool();
    const { rows } = await pool.query<{ networks: number; entries: number }>(
      `SELECT (SELECT count(*) FROM networks WHERE code = $1) AS networks,
              (SELECT count(*) FROM platform_audit_log WHERE after ->> 'code' = $1) AS entries`,
      [body.code],
    );
    await pool.end();
    expect(rows).toEqual([{ networks: 1, entries: 1 }]);
  });

  it('is opened by one of two owners who ask for the same code at once', async () => {
    const stranger = await tokenOfUser(first.app, (await addOwner(first.app)).id);
    const { code } = bodyOf();
    const answers = await Promise.all([open(bodyOf({ code })), open(bodyOf({ code }), newId(), stranger, second)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('is the same when a command opens it, with the system in the audit', async () => {
    const { preset: _preset, ...network } = bodyOf();
    const author = { actor: 'system', origin: NO_ORIGIN } as const;
    const program = { name: 'points-4', scale: null } as const;
    const command = new CreateNetwork({ ...network, language: 'ru', program }, author);
    const opened = await first.app.get(CommandBus).execute(command);
    expect(opened).toMatchObject({ code: network.code, language: 'ru', manager: network.manager });
    const entries = await first.app
      .get(Database)
      .inNetwork(opened.id, (tx) => tx.query<{ actor: string }>('SELECT DISTINCT actor_kind AS actor FROM audit_log'));
    expect(entries).toEqual([{ actor: 'system' }]);
  });
});
