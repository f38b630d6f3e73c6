import { Database } from '../../../src/platform/database/database';
import { newId } from '../../../src/platform/ids/ids';
import { Messages, Owners } from '../../../src/security';
import { applicationsOfWorker, type TestApp } from '../../support/app';
import { outboxOf } from '../../support/outbox';
import { superuserPool } from '../../support/database';
import { eventually } from '../../support/eventually';
import { codeOfStep, STEP_SECONDS } from '../../../src/security/second-factor/totp.rules';
import { addOwner, PASSWORD, People, fromBase32, sessionOfUser, tokenOfUser } from '../support/people-fixture';

describe('people, keys and their trace', () => {
  let server: TestApp;
  let other: TestApp;
  let people: People;
  let strangers: People;
  let manager: string;

  beforeAll(async () => {
    [server, other] = await applicationsOfWorker();
    people = await People.of(server.app);
    strangers = await People.of(server.app);
    manager = await people.tokenOf('manager');
  });
  afterAll(async () => {
    await server.close();
    await other.close();
  });

  const as = (token: string, at: TestApp = server) => ({
    get: (path: string) => at.api().get(path).set('Authorization', `Bearer ${token}`),
    post: (path: string, body: object = {}) => at.api().post(path).set('Authorization', `Bearer ${token}`).send(body),
    patch: (path: string, body: object) => at.api().patch(path).set('Authorization', `Bearer ${token}`).send(body),
    delete: (path: string) => at.api().delete(path).set('Authorization', `Bearer ${token}`),
  });
  const auditOf = async (query = '') =>
    (await as(manager).get(`/api/audit?limit=200${query}`)).body.items as Record<string, unknown>[];
  const setPassword = (token: string, password = PASSWORD) =>
    server.api().post('/api/auth/password/set').send({ token, password });

  describe('staff', () => {
    it('are added by a manager, set their password by the link, once, and sign in', async () => {
      const email = `new-${newId()}@example.test`;
      const added = await as(manager).post('/api/users', {
        email,
        name: 'Анна',
        role: 'cashier',
        restaurantIds: [people.at.restaurantId],
      });
      expect(added.status).toBe(201);
      expect(added.body).toMatchObject({
        email,
        name: 'Анна',
        role: 'cashier',
        restaurantIds: [people.at.restaurantId],
        disabledAt: null,
      });
      const { token, url } = added.body.passwordLink as { token: string; url: string };
      expect(url.split('#')).toEqual([expect.stringMatching(/\/password\?role=cashier$/), token]);

      expect((await setPassword(token, 'short')).body.code).toBe('password_too_short');
      expect((await setPassword(token, '0'.repeat(73))).body.code).toBe('password_too_long');
      expect((await setPassword(token)).status).toBe(204);
      expect((await setPassword(token)).body.code).toBe('link_expired');
      expect((await setPassword('nobody')).body.code).toBe('link_expired');
      const signedIn = await server.api().post('/api/auth/login').send({ email, password: PASSWORD });
      expect(signedIn.body.user).toMatchObject({ role: 'cashier', restaurantIds: [people.at.restaurantId] });
    });

    it('have one address each in the network, whatever its case', async () => {
      const { email } = await people.add('cashier');
      const answer = await as(manager).post('/api/users', { email: email.toUpperCase(), role: 'cashier' });
      expect([answer.status, answer.body.code]).toEqual([409, 'email_taken']);
    });

    it('may have an account in another network: nobody is told, and the password says which one is meant', async () => {
      const theirs = await strangers.addWithPassword('cashier');
      const free = await as(manager).post('/api/users', { email: `free-${newId()}@example.test`, role: 'analyst' });
      const taken = await as(manager).post('/api/users', { email: theirs.email.toUpperCase(), role: 'analyst' });
      expect([taken.status, Object.keys(taken.body)]).toEqual([free.status, Object.keys(free.body)]);
      const { token } = taken.body.passwordLink as { token: string };
      expect((await setPassword(token, 'words of this network')).status).toBe(204);

      const signIn = (password: string) => server.api().post('/api/auth/login').send({ email: theirs.email, password });
      expect((await signIn(PASSWORD)).body.user).toMatchObject({ id: theirs.id, networkId: strangers.networkId });
      expect((await signIn('words of this network')).body.user).toMatchObject({
        id: taken.body.id,
        networkId: people.networkId,
      });
      await expect(server.app.get(Owners).reset(theirs.email)).rejects.toThrow('--network');
    });

    it('do not clear the wrong guesses at an account of the same address elsewhere', async () => {
      const theirs = await strangers.addWithPassword('cashier');
      const added = await as(manager).post('/api/users', { email: theirs.email, role: 'analyst' });
      const { token } = added.body.passwordLink as { token: string };
      await setPassword(token, 'words of this network');
      const signIn = (password: string) => server.api().post('/api/auth/login').send({ email: theirs.email, password });
      const codes: (string | undefined)[] = [];
      for (let guess = 0; guess < 11; guess += 1) {
        await signIn('words of this network');
        codes.push((await signIn('not the password')).body.code as string | undefined);
      }
      expect(codes).toEqual([...Array.from({ length: 10 }, () => 'invalid_credentials'), 'locked_out']);
    });

    it('are made once a key', async () => {
      const body = { email: `once-${newId()}@example.test`, role: 'analyst' };
      const key = newId();
      const first = await as(manager).post('/api/users', body).set('Idempotency-Key', key);
      const again = await as(manager).post('/api/users', body).set('Idempotency-Key', key);
      expect(again.body).toEqual(first.body);
      expect(again.headers['idempotent-replayed']).toBe('true');
    });

    it('cannot be given places or a guest of another network, nor the role of owner', async () => {
      const make = (body: object) =>
        as(manager).post('/api/users', { email: `${newId()}@example.test`, role: 'cashier', ...body });
      expect((await make({ restaurantIds: [strangers.at.restaurantId] })).body.code).toBe('not_found');
      expect((await make({ guestId: await strangers.addGuest() })).body.code).toBe('guest_not_found');
      expect((await make({ guestId: await people.addGuest() })).status).toBe(201);
      expect((await make({ role: 'owner' })).body.code).toBe('invalid_body');
      expect((await make({ restaurantIds: ['not an id'] })).status).toBe(400);
    });

    it('are listed page by page, and never those of another network', async () => {
      const crowd = await People.of(server.app);
      const token = await crowd.tokenOf('manager');
      for (let n = 0; n < 4; n += 1) await crowd.add('cashier');
      const first = await as(token).get('/api/users?limit=3');
      const second = await as(token).get(`/api/users?limit=3&cursor=${String(first.body.nextCursor)}`);
      expect([first.body.items.length, second.body.items.length, second.body.nextCursor]).toEqual([3, 2, null]);
      const ids = new Set([...first.body.items, ...second.body.items].map((item: { id: string }) => item.id));
      expect(ids.size).toBe(5);
    });

    it('of another network are not there', async () => {
      const stranger = await strangers.add('cashier');
      const answers = [
        await as(manager).get(`/api/users/${stranger.id}`),
        await as(manager).patch(`/api/users/${stranger.id}`, { disabled: true }),
        await as(manager).post(`/api/users/${stranger.id}/password-link`),
        await as(manager).delete(`/api/users/${stranger.id}/second-factor`),
        await as(manager).get('/api/users/not-an-id'),
      ];
      for (const answer of answers) expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
      expect((await as(await tokenOfUser(server.app, stranger.id)).get('/api/auth/me')).status).toBe(200);
    });

    it('who are disabled are signed out at once, on every process, and cannot come back', async () => {
      const cashier = await people.addWithPassword('cashier');
      const session = await sessionOfUser(server.app, cashier.id);
      expect((await as(session.accessToken, other).get('/api/auth/me')).status).toBe(200);

      const answer = await as(manager).patch(`/api/users/${cashier.id}`, { disabled: true });
      expect(answer.body.disabledAt).not.toBeNull();
      expect((await as(session.accessToken).get('/api/auth/me')).body.code).toBe('session_ended');
      await eventually('the end of the session on the other process', async () => {
        const { body } = await as(session.accessToken, other).get('/api/auth/me');
        return body.code === 'session_ended';
      });
      const refreshed = await server.api().post('/api/auth/refresh').send({ refreshToken: session.refreshToken });
      expect(refreshed.body.code).toBe('session_ended');
      expect(
        (await server.api().post('/api/auth/login').send({ email: cashier.email, password: PASSWORD })).status,
      ).toBe(401);

      await as(manager).patch(`/api/users/${cashier.id}`, { disabled: false });
      expect(
        (await server.api().post('/api/auth/login').send({ email: cashier.email, password: PASSWORD })).status,
      ).toBe(200);
    });

    it('whose rights change sign in anew, with the new ones', async () => {
      const cashier = await people.add('cashier');
      const token = await tokenOfUser(server.app, cashier.id);
      await as(manager).patch(`/api/users/${cashier.id}`, { name: 'Another name' });
      expect((await as(token).get('/api/auth/me')).body.name).toBe('Another name');
      const promoted = await as(manager).patch(`/api/users/${cashier.id}`, { role: 'analyst' });
      expect(promoted.body).toMatchObject({ role: 'analyst', restaurantIds: [people.at.restaurantId] });
      expect((await as(token).get('/api/auth/me')).body.code).toBe('session_ended');
      expect((await as(await tokenOfUser(server.app, cashier.id)).get('/api/programs')).status).toBe(200);
      const demoted = await as(manager).patch(`/api/users/${cashier.id}`, { role: 'cashier' });
      expect(demoted.body.restaurantIds).toEqual([]);
    });

    it('do not change their own rights', async () => {
      const me = await people.add('manager');
      const token = await tokenOfUser(server.app, me.id);
      for (const change of [{ role: 'cashier' }, { disabled: true }, { guestId: await people.addGuest() }]) {
        const answer = await as(token).patch(`/api/users/${me.id}`, change);
        expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
      }
      expect((await as(token).patch(`/api/users/${me.id}`, { locale: 'ru' })).status).toBe(200);
    });
  });

  describe('a second factor', () => {
    const enrol = async (token: string) => {
      const { body } = await as(token).post('/api/auth/second-factor', { password: PASSWORD });
      const secret = fromBase32((body as { secret: string }).secret);
      const step = Math.floor(Date.now() / 1_000 / STEP_SECONDS);
      expect((await as(token).post('/api/auth/second-factor/confirm', { totp: codeOfStep(secret, step) })).status).toBe(
        204,
      );
      return codeOfStep(secret, step + 1);
    };
    const isInForce = async (token: string) => (await as(token).get('/api/auth/me')).body.secondFactor as boolean;

    it('is taken away by its bearer with one of its codes, and set only once', async () => {
      const token = await tokenOfUser(server.app, (await people.addWithPassword('manager')).id);
      const code = await enrol(token);
      expect((await as(token).post('/api/auth/second-factor', { password: PASSWORD })).body.code).toBe('forbidden');
      const wrong = await as(token).delete('/api/auth/second-factor').send({ totp: '000000' });
      expect(wrong.body.code).toBe('second_factor_required');
      expect(await isInForce(token)).toBe(true);
      expect((await as(token).delete('/api/auth/second-factor').send({ totp: code })).status).toBe(204);
      expect(await isInForce(token)).toBe(false);
    });

    it('is taken away by a manager when it is lost, but by nobody for themselves', async () => {
      const member = await people.addWithPassword('analyst');
      const token = await tokenOfUser(server.app, member.id);
      await enrol(token);
      expect((await as(token).delete(`/api/users/${member.id}/second-factor`)).body.code).toBe('forbidden');
      expect((await as(manager).delete(`/api/users/${member.id}/second-factor`)).status).toBe(204);
      expect(await isInForce(token)).toBe(false);
    });
  });

  describe('an invitation by e-mail', () => {
    const lettersTo = async (to: string) => (await outboxOf(server, people.networkId, to)).map(({ body }) => body);
    const tokenIn = (letter: string | undefined) => /#([\w-]+)/.exec(letter ?? '')?.[1] ?? '';

    it('brings a cashier the first link, and later another one, which no response shows', async () => {
      const email = `by-mail-${newId()}@example.test`;
      const added = await as(manager).post('/api/users', { email, role: 'cashier', invitation: 'EMAIL' });
      expect([added.status, added.body.passwordLink]).toEqual([201, null]);
      const [letter] = await lettersTo(email);
      expect((await setPassword(tokenIn(letter))).status).toBe(204);

      const another = await as(manager).post(`/api/users/${String(added.body.id)}/password-link?invitation=EMAIL`);
      expect([another.status, another.body]).toEqual([202, { status: 'SENT' }]);
      expect(await lettersTo(email)).toHaveLength(2);
    });
  });

  describe('a link for an employee who has a password', () => {
    afterEach(() => jest.restoreAllMocks());
    const lettersTo = async (to: string) => (await outboxOf(server, people.networkId, to)).map(({ body }) => body);

    it('goes to their own address with the name of the one who made it, and not to the manager', async () => {
      jest.spyOn(server.app.get(Messages), 'reachesPeopleOf').mockResolvedValue(true);
      const [cashier, boss] = [await people.addWithPassword('cashier'), await people.add('manager')];
      const token = await tokenOfUser(server.app, boss.id);
      await as(token).patch(`/api/users/${boss.id}`, { name: 'Мария Петрова' }).expect(200);
      const link = await as(token).post(`/api/users/${cashier.id}/password-link`);
      expect([link.status, link.body]).toEqual([202, { status: 'SENT' }]);
      const [letter] = await lettersTo(cashier.email);
      expect(letter).toMatch(/^Мария Петрова made this link for you\. Open this link[^]*#/);
      expect((await as(await tokenOfUser(server.app, cashier.id)).get('/api/auth/me')).body.accountOpened).toEqual([]);
      // A new account has no user yet, so its first link takes over no account.
      const fresh = await people.add('cashier');
      expect((await as(token).post(`/api/users/${fresh.id}/password-link`)).status).toBe(201);
      expect((await as(await tokenOfUser(server.app, fresh.id)).get('/api/auth/me')).body.accountOpened).toEqual([]);
    });

    it('is shown to the manager where the server sends no e-mail, and the employee reads who took it', async () => {
      const [cashier, boss] = [await people.addWithPassword('cashier'), await people.add('manager')];
      const link = await as(await tokenOfUser(server.app, boss.id)).post(`/api/users/${cashier.id}/password-link`);
      expect([link.status, typeof link.body.url]).toEqual([201, 'string']);
      const me = await as(await tokenOfUser(server.app, cashier.id)).get('/api/auth/me');
      expect(me.body.accountOpened).toEqual([{ way: 'LINK', by: null, at: expect.any(String) }]);
    });
  });

  it('a manager sees how an employee stands with the sign-in, and signs them out everywhere', async () => {
    const email = `lost-phone-${newId()}@example.test`;
    const added = await as(manager).post('/api/users', { email, role: 'analyst' });
    const { id, passwordLink } = added.body as { id: string; passwordLink: { token: string } };
    const fresh = { hasPassword: false, secondFactor: false, openSessions: 0, lastSeenAt: null };
    expect(added.body).toMatchObject(fresh);
    await setPassword(passwordLink.token);
    const devices = [await sessionOfUser(server.app, id), await sessionOfUser(server.app, id)];
    const path = `/api/users/${id}`;
    const seen = { hasPassword: true, secondFactor: false, openSessions: 2, lastSeenAt: expect.any(String) };
    expect((await as(manager).get(path)).body).toMatchObject(seen);
    expect((await as(manager).get('/api/users')).body.items).toContainEqual(expect.objectContaining({ id, ...seen }));

    expect((await as(manager).delete(`${path}/sessions`)).status).toBe(204);
    for (const { accessToken } of devices)
      expect((await as(accessToken).get('/api/auth/me')).body.code).toBe('session_ended');
    expect((await as(manager).get(path)).body).toMatchObject({ hasPassword: true, openSessions: 0 });
    const [entry] = await auditOf(`&subjectId=${id}&action=user.signed_out`);
    expect(entry).toMatchObject({ after: { sessions: 2 } });
    const stranger = await strangers.add('cashier');
    expect((await as(manager).delete(`/api/users/${stranger.id}/sessions`)).body.code).toBe('not_found');
  });

  it('a manager who signs out their own devices stays signed in on the one at hand', async () => {
    const me = await people.add('manager');
    const [here, there] = [await sessionOfUser(server.app, me.id), await sessionOfUser(server.app, me.id)];
    expect((await as(here.accessToken).delete(`/api/users/${me.id}/sessions`)).status).toBe(204);
    expect((await as(here.accessToken).get('/api/auth/me')).status).toBe(200);
    expect((await as(there.accessToken).get('/api/auth/me')).body.code).toBe('session_ended');
  });

  it('a manager gives a member another link, which uses up the first', async () => {
    const added = await as(manager).post('/api/users', { email: `late-${newId()}@example.test`, role: 'analyst' });
    const { id, passwordLink } = added.body as { id: string; passwordLink: { token: string } };
    const second = await as(manager).post(`/api/users/${id}/password-link`);
    expect((await setPassword(second.body.token as string)).status).toBe(204);
    expect((await setPassword(passwordLink.token)).body.code).toBe('link_expired');
  });

  describe('keys', () => {
    it('are shown once, open what their scopes say, and are refused everywhere once revoked', async () => {
      const made = await as(manager).post('/api/api-keys', { name: 'Till', scopes: ['report'] });
      expect(made.status).toBe(201);
      const { id, key } = made.body as { id: string; key: string };
      expect(key).toMatch(/^lk_[\w-]{43}$/);
      const listed = await as(manager).get('/api/api-keys');
      expect(JSON.stringify(listed.body)).not.toContain(key);
      expect(listed.body.items).toContainEqual(
        expect.objectContaining({ id, name: 'Till', scopes: ['report'], revokedAt: null }),
      );

      for (const at of [server, other]) expect((await as(key, at).get('/api/audit')).status).toBe(200);
      expect((await as(key).get('/api/users').set('Accept-Language', 'en')).body).toMatchObject({
        code: 'forbidden',
        permissions: ['staff.manage'],
        scopes: [],
        detail: 'You lack the permission staff.manage. Any one that is named is enough. Ask a manager of the network.',
      });
      const sale = await as(key).post(`/api/guests/${newId()}/quote`, {}).set('Accept-Language', 'en');
      expect(sale.body).toMatchObject({
        code: 'forbidden',
        scopes: ['till:read'],
        detail: 'This key lacks the scope till:read. Any one that is named is enough.',
      });
      expect((await as(key).get('/api/auth/me')).body.code).toBe('forbidden');

      expect((await as(manager).delete(`/api/api-keys/${id}`)).status).toBe(204);
      expect((await as(manager).delete(`/api/api-keys/${id}`)).status).toBe(204);
      expect((await as(key).get('/api/audit')).body.code).toBe('unauthenticated');
      await eventually('the end of the key on the other process', async () => {
        const { status } = await as(key, other).get('/api/audit');
        return status === 401;
      });
    });

    it('of another network cannot be revoked, and what is no key opens nothing', async () => {
      const { id } = await strangers.addKey('till');
      expect((await as(manager).delete(`/api/api-keys/${id}`)).body.code).toBe('not_found');
      for (const key of ['lk_', 'lk_short', `lk_${'A'.repeat(43)}`]) {
        expect((await as(key).get('/api/audit')).body.code).toBe('unauthenticated');
      }
      expect((await as(manager).post('/api/api-keys', { name: 'x', scopes: [] })).body.code).toBe('invalid_body');
      expect((await as(manager).post('/api/api-keys', { name: 'x', scopes: ['everything'] })).body.code).toBe(
        'invalid_body',
      );
    });
  });

  describe('the audit', () => {
    it('has who did what to whom, before and after, from where, and no personal data', async () => {
      const email = `audited-${newId()}@example.test`;
      const added = await as(manager).post('/api/users', { email, name: 'Иван', role: 'cashier' });
      const { id } = added.body as { id: string };
      const changed = await as(manager)
        .patch(`/api/users/${id}`, { name: 'Пётр', role: 'analyst' })
        .set('X-Request-Id', 'of-the-caller');
      const requestId = String(changed.headers['x-request-id']);
      expect(requestId).toMatch(/^[0-9a-f-]{36}:of-the-caller$/);

      const entries = await auditOf(`&subjectId=${id}`);
      expect(entries.map((entry) => entry['action'])).toEqual(['user.changed', 'user.created']);
      expect(entries[0]).toMatchObject({
        actorKind: 'user',
        subjectKind: 'user',
        subjectId: id,
        onBehalf: false,
        before: { role: 'cashier', name: '[personal data]' },
        after: { role: 'analyst', name: '[personal data]' },
        address: expect.stringContaining('127.0.0.1'),
        requestId,
      });
      const pool = superuserPool();
      const { rows } = await pool.query('SELECT * FROM audit_log WHERE network_id = $1', [people.networkId]);
      await pool.end();
      for (const secret of [email, 'Иван', 'Пётр', String(added.body.passwordLink.token)]) {
        expect(JSON.stringify(rows)).not.toContain(secret);
      }
    });

    it('records who read the addresses of staff, who signed in and who signed out', async () => {
      const someone = await people.addWithPassword('manager');
      const { body } = await server.api().post('/api/auth/login').send({ email: someone.email, password: PASSWORD });
      await as(body.accessToken as string).get('/api/users');
      await as(body.accessToken as string).get(`/api/users/${someone.id}`);
      await as(body.accessToken as string).post('/api/auth/logout');
      const actions = (await auditOf(`&actorId=${someone.id}`)).map((entry) => entry['action']);
      expect(actions).toEqual(['session.closed', 'user.read', 'user.listed', 'session.opened']);
    });

    it('names the actor and the device, for those who read personal data', async () => {
      const someone = await people.addWithPassword('manager');
      await as(manager).patch(`/api/users/${someone.id}`, { name: 'Ольга' });
      const { body } = await server
        .api()
        .post('/api/auth/login')
        .set('User-Agent', 'Back office 3')
        .send({ email: someone.email, password: PASSWORD });
      await as(body.accessToken as string).get('/api/users');
      const path = `/api/audit?actorId=${someone.id}&action=user.listed`;
      const read = async (token: string) => (await as(token).get(path)).body.items as object[];
      const named = { actorKind: 'user', actorId: someone.id, actorName: 'Ольга', device: 'Back office 3' };
      expect(await read(manager)).toEqual([expect.objectContaining(named)]);
      const hidden = expect.objectContaining({ actorId: someone.id, actorName: null, device: null, address: null });
      expect(await read(await people.tokenOf('analyst'))).toEqual([hidden]);
      expect(await read((await people.addKey('report')).key)).toEqual([hidden]);
    });

    it('is shown to analysts without addresses, to cashiers not at all, and to strangers as theirs alone', async () => {
      await as(manager).get('/api/users');
      const analyst = (await as(await people.tokenOf('analyst')).get('/api/audit')).body.items as {
        address: string | null;
      }[];
      expect(analyst.length).toBeGreaterThan(0);
      expect(analyst.every((entry) => entry.address === null)).toBe(true);
      expect((await as(await people.tokenOf('cashier')).get('/api/audit')).body.code).toBe('forbidden');
      const theirs = (await as(await strangers.tokenOf('manager')).get('/api/audit')).body.items as {
        actorId: string | null;
      }[];
      const ours = new Set((await auditOf()).map((entry) => entry['id']));
      expect(theirs.some((entry) => ours.has((entry as Record<string, unknown>)['id']))).toBe(false);
    });

    it('cannot be changed or taken away, not even by the owner of the schema', async () => {
      await as(manager).get('/api/users');
      const database = server.app.get(Database);
      const inNetwork = (statement: string) => database.inNetwork(people.networkId, (tx) => tx.query(statement));
      await expect(inNetwork('UPDATE audit_log SET actor_id = NULL')).rejects.toThrow('permission denied');
      await expect(inNetwork('DELETE FROM audit_log')).rejects.toThrow('permission denied');
      await addOwner(server.app);
      const pool = superuserPool();
      await expect(pool.query('UPDATE audit_log SET actor_id = NULL')).rejects.toThrow('append-only');
      await expect(pool.query('DELETE FROM platform_audit_log')).rejects.toThrow('append-only');
      await expect(pool.query('TRUNCATE audit_log')).rejects.toThrow('append-only');
      await pool.end();
    });

    it('has an index for whatever it is asked by', async () => {
      const pool = superuserPool();
      const client = await pool.connect();
      const { networkId } = await People.of(server.app);
      try {
        await client.query('BEGIN');
        await client.query(
          `INSERT INTO audit_log (network_id, id, actor_kind, actor_id, action, subject_kind, subject_id)
           SELECT $1, gen_random_uuid(), 'user', md5((n % 200)::text)::uuid, CASE n % 10 WHEN 0 THEN 'user.read' ELSE 'guest.looked_up' END,
                  'guest', md5((n % 5000)::text)
             FROM generate_series(1, 20000) n`,
          [networkId],
        );
        await client.query('ANALYZE audit_log');
        const planOf = async (filter: string) => {
          const { rows } = await client.query<{ 'QUERY PLAN': string }>(
            `EXPLAIN SELECT id FROM audit_log WHERE network_id = '${networkId}' AND ${filter} ORDER BY id DESC LIMIT 51`,
          );
          return rows.map((row) => row['QUERY PLAN']).join('\n');
        };
        const nobody = newId();
        expect(await planOf(`actor_id = '${nobody}'`)).toContain('using audit_log_actor');
        expect(await planOf(`subject_id = '${nobody}'`)).toContain('using audit_log_subject');
        expect(await planOf(`subject_kind = 'guest' AND subject_id = '${nobody}'`)).toContain(
          'using audit_log_subject',
        );
        expect(await planOf(`action = 'user.disabled'`)).toContain('using audit_log_action');
        expect(await planOf('true')).toContain('using audit_log_pkey');
      } finally {
        await client.query('ROLLBACK');
        client.release();
        await pool.end();
      }
    });

    it('is read page by page', async () => {
      for (let n = 0; n < 3; n += 1) await as(manager).get('/api/users');
      const first = await as(manager).get('/api/audit?limit=2&action=user.listed');
      const second = await as(manager).get(
        `/api/audit?limit=2&action=user.listed&cursor=${String(first.body.nextCursor)}`,
      );
      const ids = [...first.body.items, ...second.body.items].map((entry: { id: string }) => entry.id);
      expect(ids).toEqual([...new Set(ids)].sort().reverse());
      expect((await as(manager).get('/api/audit?cursor=nonsense')).body.code).toBe('invalid_query');
    });
  });

  describe('an owner of the installation', () => {
    it('sets a password by the link of the command line and signs in', async () => {
      const email = `first-${newId()}@example.test`;
      const { link } = await server.app.get(Owners).create(email);
      expect((await setPassword(link.token)).status).toBe(204);
      const signedIn = await server.api().post('/api/auth/login').send({ email, password: PASSWORD });
      expect(signedIn.body.user).toMatchObject({ role: 'owner', networkId: null, restaurantIds: [] });
      await expect(server.app.get(Owners).create(email)).rejects.toMatchObject({ code: 'email_taken' });
    });

    it('resets a user: no password, no sessions, a new link', async () => {
      const someone = await people.addWithPassword('manager');
      const token = await tokenOfUser(server.app, someone.id);
      const link = await server.app.get(Owners).reset(someone.email);
      expect((await as(token).get('/api/auth/me')).body.code).toBe('session_ended');
      expect(
        (await server.api().post('/api/auth/login').send({ email: someone.email, password: PASSWORD })).status,
      ).toBe(401);
      expect((await setPassword(link.token, 'the next password')).status).toBe(204);
      expect(
        (await server.api().post('/api/auth/login').send({ email: someone.email, password: 'the next password' }))
          .status,
      ).toBe(200);
      await expect(server.app.get(Owners).reset('nobody@example.test')).rejects.toMatchObject({ code: 'not_found' });
    });
  });
});
