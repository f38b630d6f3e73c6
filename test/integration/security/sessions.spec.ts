import { createHmac, createSecretKey } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { getRounds } from 'bcryptjs';
import { Database } from '../../../src/platform/database/database';
import { Notifications } from '../../../src/platform/database/notifications';
import { Owners, Passwords, Sessions } from '../../../src/security';
import { BcryptWorkers } from '../../../src/security/passwords/bcrypt-workers';
import { codeOfStep, STEP_SECONDS } from '../../../src/security/second-factor/totp.rules';
import { jwtKeys } from '../../../src/security/secrets/secrets';
import { RevokedSessions } from '../../../src/security/sessions/revoked-sessions';
import { applicationsOfWorker, startApp, type TestApp } from '../../support/app';
import { superuserPool } from '../../support/database';
import { eventually } from '../../support/eventually';
import { addOwner, fromBase32, PASSWORD, People, type Person, sessionOfUser } from '../support/people-fixture';

describe('sessions', () => {
  let server: TestApp;
  let other: TestApp;
  let people: People;
  let manager: Person;
  /** An address of this file alone, so that failures of other tests do not lock it. */
  const address = `2001:db8:1::${Math.floor(Math.random() * 0xffff).toString(16)}`;

  beforeAll(async () => {
    [server, other] = await applicationsOfWorker();
    people = await People.of(server.app);
    manager = await people.addWithPassword('manager');
  });
  afterAll(async () => {
    await server.close();
    await other.close();
  });

  const login = (body: object) => server.api().post('/api/auth/login').set('X-Forwarded-For', address).send(body);
  const me = (token: string, at: TestApp = server) =>
    at.api().get('/api/auth/me').set('Authorization', `Bearer ${token}`);
  const refresh = (refreshToken: string, at: TestApp = server) =>
    at.api().post('/api/auth/refresh').send({ refreshToken });

  describe('signing in', () => {
    it('answers with a pair of tokens and who signed in', async () => {
      const answer = await login({ email: ` ${manager.email.toUpperCase()}`, password: PASSWORD });

      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({
        accessToken: expect.any(String),
        refreshToken: expect.any(String),
        expiresIn: 900,
        sessionId: expect.any(String),
        user: { id: manager.id, role: 'manager', networkId: people.networkId, restaurantIds: [people.at.restaurantId] },
      });
      expect((await me(answer.body.accessToken)).body).toMatchObject({
        kind: 'user',
        id: manager.id,
        email: manager.email,
        secondFactor: false,
        network: { id: people.networkId, currency: 'EUR' },
      });
    });

    it('refuses a wrong password, an unknown address and a user without a password alike', async () => {
      const invited = await people.add('cashier');
      const wrong = [
        { email: manager.email, password: 'not the password' },
        { email: 'nobody@example.test', password: PASSWORD },
        { email: invited.email, password: PASSWORD },
        { email: manager.email, password: 'x'.repeat(73) },
      ];
      for (const credentials of wrong) {
        const answer = await login(credentials);
        expect(answer.status).toBe(401);
        expect(answer.body.code).toBe('invalid_credentials');
      }
    });

    it('works as long for an unknown address as for a wrong password', async () => {
      const someone = await people.add('cashier');
      await server.app.get(Owners).setPassword(someone.id, PASSWORD);
      // Counts comparisons, which take nearly all of the time, because a clock is reliable only on an idle machine.
      const compare = jest.spyOn(BcryptWorkers.prototype, 'compare');
      const costs = async (email: string) => {
        compare.mockClear();
        expect((await login({ email, password: 'not the password' })).status).toBe(401);
        return compare.mock.calls.map(([, hash]) => getRounds(hash));
      };
      expect(await costs(someone.email)).toEqual([10]);
      expect(await costs('nobody@example.test')).toEqual([10]);
      compare.mockRestore();
    });

    it('compares all of a password, whatever stands after the 72nd byte of a longer one', async () => {
      const long = 'ßü'.repeat(18);
      const someone = await people.addWithPassword('cashier', long);
      expect((await login({ email: someone.email, password: long })).status).toBe(200);
      expect((await login({ email: someone.email, password: `${long}x` })).status).toBe(401);
    });

    it('refuses a disabled user like an unknown one', async () => {
      const someone = await people.addWithPassword('cashier');
      await server.app
        .get(Database)
        .asPlatform((tx) => tx.query('UPDATE users SET disabled_at = now() WHERE id = $1', [someone.id]));
      expect((await login({ email: someone.email, password: PASSWORD })).body.code).toBe('invalid_credentials');
    });

    it('refuses bodies that do not fit', async () => {
      for (const body of [
        {},
        { email: manager.email },
        { email: 5, password: PASSWORD },
        { email: manager.email, password: PASSWORD, x: 1 },
      ]) {
        const answer = await login(body);
        expect(answer.status).toBe(400);
        expect(answer.body.code).toBe('invalid_body');
      }
    });
  });

  describe('access tokens', () => {
    it('are refused when cut, changed, expired, unsigned, of another key, another algorithm or another shape', async () => {
      const { accessToken } = await sessionOfUser(server.app, manager.id);
      const jwt = server.app.get(JwtService, { strict: false });
      const { id: keyid, key } = jwtKeys().newest;
      const claims = jwt.decode<Record<string, unknown>>(accessToken);
      const [header = '', payload = '', signature = ''] = accessToken.split('.');
      const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const signed = (head: object, body: object, secret: Parameters<typeof createHmac>[1] = key, hash = 'sha256') => {
        const text = `${encode(head)}.${encode(body)}`;
        return `${text}.${createHmac(hash, secret).update(text).digest('base64url')}`;
      };
      const head = { alg: 'HS256', typ: 'JWT', kid: keyid };
      expect((await me(signed(head, claims))).status).toBe(200);

      const wrong = {
        cut: accessToken.slice(0, -2),
        empty: '',
        garbage: 'a.b.c',
        headless: `.${payload}.${signature}`,
        changed: `${header}.${encode({ ...claims, role: 'owner', net: null })}.${signature}`,
        expired: signed(head, { ...claims, iat: 1, exp: Math.floor(Date.now() / 1_000) - 1 }),
        unsigned: `${encode({ ...head, alg: 'none' })}.${payload}.`,
        otherKey: signed(head, claims, createSecretKey(Buffer.alloc(32, 7))),
        unknownKey: signed({ ...head, kid: 'nobody' }, claims),
        noKey: signed({ alg: 'HS256', typ: 'JWT' }, claims),
        otherAlgorithm: signed({ ...head, alg: 'HS512' }, claims, key, 'sha512'),
        withoutEnd: signed(head, { ...claims, exp: undefined }),
        otherShape: signed(head, { sub: manager.id, exp: claims['exp'] }),
        arrayHeader: `${encode([])}.${payload}.${signature}`,
      };
      for (const [name, token] of Object.entries(wrong)) {
        const answer = await me(token);
        expect([name, answer.status, answer.body.code]).toEqual([name, 401, 'unauthenticated']);
      }
      for (const authorization of ['', 'Bearer', `Basic ${accessToken}`, `bearer${accessToken}`]) {
        const answer = await server.api().get('/api/auth/me').set('Authorization', authorization);
        expect(answer.status).toBe(401);
      }
    });

    it('are taken after the name of their scheme in any case', async () => {
      const { accessToken } = await sessionOfUser(server.app, manager.id);
      const { key } = await people.addKey('till');
      for (const scheme of ['bearer', 'BEARER', 'Bearer']) {
        const asUser = server.api().get('/api/auth/me').set('Authorization', `${scheme} ${accessToken}`);
        const asKey = server.api().get('/api/restaurants').set('Authorization', `${scheme} ${key}`);
        expect([scheme, (await asUser).status, (await asKey).status]).toEqual([scheme, 200, 200]);
      }
    });

    it('of a guest name the guest and open nothing of the staff', async () => {
      const guestId = await people.addGuest();
      const { accessToken } = await server.app.get(Sessions).openForGuest(people.networkId, guestId);
      expect((await me(accessToken)).body).toMatchObject({
        kind: 'guest',
        id: guestId,
        networkId: people.networkId,
        role: 'guest',
      });
      const answer = await server.api().get('/api/users').set('Authorization', `Bearer ${accessToken}`);
      expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    });
  });

  describe('refreshing', () => {
    it('gives a new pair and prolongs the session', async () => {
      const first = await sessionOfUser(server.app, manager.id);
      const second = await refresh(first.refreshToken);
      expect(second.status).toBe(200);
      expect(second.body).toEqual({
        accessToken: expect.any(String),
        refreshToken: expect.any(String),
        expiresIn: 900,
        sessionId: parseJwt(first.accessToken).sid,
      });
      expect(second.body.refreshToken).not.toBe(first.refreshToken);
      expect((await me(second.body.accessToken)).status).toBe(200);
      expect((await refresh(second.body.refreshToken)).status).toBe(200);
    });

    it('ends the whole session when a token is brought a second time, on every process', async () => {
      const first = await sessionOfUser(server.app, manager.id);
      const second = await refresh(first.refreshToken);
      expect((await me(second.body.accessToken, other)).status).toBe(200);

      const reused = await refresh(first.refreshToken, other);
      expect([reused.status, reused.body.code]).toEqual([401, 'refresh_token_reused']);
      for (const at of [server, other]) {
        expect((await eventuallyEnded(() => me(second.body.accessToken, at))).body.code).toBe('session_ended');
        expect((await refresh(second.body.refreshToken, at)).body.code).toBe('session_ended');
      }
    });

    it('lets one of two win who bring the same token at once, and then nobody', async () => {
      const first = await sessionOfUser(server.app, manager.id);
      const answers = await Promise.all([refresh(first.refreshToken), refresh(first.refreshToken, other)]);
      expect(answers.map((answer) => answer.status).sort()).toEqual([200, 401]);
      expect(answers.find((answer) => answer.status === 401)?.body.code).toBe('refresh_token_reused');
    });

    it('gives a lost answer again to who asks under the same key, on either process, until it was used', async () => {
      const first = await sessionOfUser(server.app, manager.id);
      const again = (key: string, at: TestApp = server) => refresh(first.refreshToken, at).set('Idempotency-Key', key);
      const [lost, told] = await Promise.all([again('a'), again('a', other)]);
      expect([lost.status, told.status]).toEqual([200, 200]);
      expect(told.body.refreshToken).toBe(lost.body.refreshToken);
      expect([lost, told].map(({ headers }) => headers['idempotent-replayed']).sort()).toEqual(['true', undefined]);
      expect((await me(told.body.accessToken, other)).status).toBe(200);

      const next = await refresh(told.body.refreshToken).set('Idempotency-Key', 'b');
      expect(next.status).toBe(200);
      expect((await again('a')).body.code).toBe('refresh_token_reused');
      expect((await refresh(next.body.refreshToken)).body.code).toBe('session_ended');
    });

    it('takes the same token under another key, or under none, for a copy', async () => {
      for (const key of ['another', undefined]) {
        const first = await sessionOfUser(server.app, manager.id);
        const { body } = await refresh(first.refreshToken).set('Idempotency-Key', 'a');
        const copy = refresh(first.refreshToken, other);
        const answer = await (key === undefined ? copy : copy.set('Idempotency-Key', key));
        expect(answer.body.code).toBe('refresh_token_reused');
        expect((await refresh(body.refreshToken).set('Idempotency-Key', 'b')).body.code).toBe('session_ended');
      }
    });

    it('ends thirty days after the sign-in, however often the session is used', async () => {
      const session = await sessionOfUser(server.app, manager.id);
      const { sid } = parseJwt(session.accessToken);
      const age = (interval: string) =>
        server.app
          .get(Database)
          .asPlatform((tx) =>
            tx.query('UPDATE sessions SET created_at = now() - $2::interval, expires_at = $3 WHERE id = $1', [
              sid,
              interval,
              new Date(Date.now() + 60_000),
            ]),
          );
      const endOf = async () => {
        const row = await server.app
          .get(Database)
          .asPlatform((tx) =>
            tx.one<{ hours: number }>(
              'SELECT round(extract(epoch FROM expires_at - now()) / 3600)::integer AS hours FROM sessions WHERE id = $1',
              [sid],
            ),
          );
        return row.hours;
      };
      await age('29 days');
      const late = await refresh(session.refreshToken);
      expect([late.status, await endOf()]).toEqual([200, 24]);
      await age('2 days');
      const usual = await refresh(late.body.refreshToken);
      expect([usual.status, await endOf()]).toEqual([200, 7 * 24]);
    });

    it('refuses what was never a token, and a session whose time is over', async () => {
      expect((await refresh('nothing')).body.code).toBe('unauthenticated');
      const old = await sessionOfUser(server.app, manager.id);
      await server.app
        .get(Database)
        .asPlatform((tx) =>
          tx.query("UPDATE sessions SET expires_at = now() - interval '1 s' WHERE user_id = $1", [manager.id]),
        );
      expect((await refresh(old.refreshToken)).body.code).toBe('session_ended');
    });
  });

  describe('ending', () => {
    it('by logout holds at once in the same process and in another', async () => {
      const session = await sessionOfUser(server.app, manager.id);
      expect((await me(session.accessToken, other)).status).toBe(200);
      const answer = await server
        .api()
        .post('/api/auth/logout')
        .set('Authorization', `Bearer ${session.accessToken}`)
        .send({ refreshToken: session.refreshToken });
      expect(answer.status).toBe(204);
      expect((await me(session.accessToken)).body.code).toBe('session_ended');
      expect((await eventuallyEnded(() => me(session.accessToken, other))).body.code).toBe('session_ended');
      expect((await refresh(session.refreshToken)).body.code).toBe('session_ended');
    });

    it('is known to a process that hears nothing, because it then asks the database', async () => {
      const session = await sessionOfUser(server.app, manager.id);
      expect((await me(session.accessToken, other)).status).toBe(200);
      const notifications = other.app.get(Notifications);
      jest.spyOn(notifications, 'connected', 'get').mockReturnValue(false);
      // This process misses the notification, as over a connection whose break is not noticed yet.
      jest.spyOn(other.app.get(RevokedSessions), 'remember').mockReturnValue();
      await server.app.get(Sessions).end(parseJwt(session.accessToken).sid, 'logout');
      expect((await me(session.accessToken, other)).body.code).toBe('session_ended');
      jest.restoreAllMocks();
    });

    it('is known again after the listening connection was lost and found', async () => {
      const session = await sessionOfUser(server.app, manager.id);
      expect((await me(session.accessToken, other)).status).toBe(200);
      const pool = superuserPool();
      const notifications: unknown = other.app.get(Notifications);
      const { client } = notifications as { client: { processID: number } };
      await pool.query('SELECT pg_terminate_backend($1)', [client.processID]);
      await pool.end();
      await server.app.get(Sessions).end(parseJwt(session.accessToken).sid, 'logout');
      expect((await eventuallyEnded(() => me(session.accessToken, other))).body.code).toBe('session_ended');
      const next = await sessionOfUser(server.app, manager.id);
      expect((await me(next.accessToken, other)).status).toBe(200);
      await server.app.get(Sessions).end(parseJwt(next.accessToken).sid, 'logout');
      expect((await eventuallyEnded(() => me(next.accessToken, other))).body.code).toBe('session_ended');
    });

    it('is known to a process that starts afterwards', async () => {
      const session = await sessionOfUser(server.app, manager.id);
      await server.api().post('/api/auth/logout').set('Authorization', `Bearer ${session.accessToken}`);
      const late = await startApp();
      try {
        expect((await me(session.accessToken, late)).body.code).toBe('session_ended');
      } finally {
        await late.close();
      }
    });

    it('of all but the own session follows a change of the password', async () => {
      const someone = await people.addWithPassword('analyst');
      const [kept, ended] = [await sessionOfUser(server.app, someone.id), await sessionOfUser(server.app, someone.id)];
      const change = (currentPassword: string, newPassword: string) =>
        server
          .api()
          .post('/api/auth/password/change')
          .set('Authorization', `Bearer ${kept.accessToken}`)
          .send({ currentPassword, newPassword });

      expect((await change('not the password', 'another good one')).body.code).toBe('invalid_credentials');
      expect((await change(PASSWORD, 'x'.repeat(73))).body).toMatchObject({ code: 'password_too_long', max: 72 });
      expect((await change(PASSWORD, 'short')).body).toMatchObject({ code: 'password_too_short', min: 10 });
      expect((await change(PASSWORD, 'another good one')).status).toBe(204);
      expect((await me(kept.accessToken)).status).toBe(200);
      expect((await me(ended.accessToken)).body.code).toBe('session_ended');
      expect((await login({ email: someone.email, password: PASSWORD })).status).toBe(401);
      expect((await login({ email: someone.email, password: 'another good one' })).status).toBe(200);
    });
  });

  describe('the own language', () => {
    it('is kept with the person, told to every device and noted once', async () => {
      const person = await people.addWithPassword('cashier');
      const { accessToken } = await sessionOfUser(server.app, person.id);
      const choose = (language: string) =>
        server.api().put('/api/auth/me/language').set('Authorization', `Bearer ${accessToken}`).send({ language });
      const elsewhere = await sessionOfUser(server.app, person.id);
      const languageThere = async () => (await me(elsewhere.accessToken, other)).body.locale as unknown;
      expect(await languageThere()).toBeNull();
      expect([(await choose('en')).status, (await choose('en')).status]).toEqual([204, 204]);
      expect([(await choose('de')).status, await languageThere()]).toEqual([400, 'en']);
      const notes = await server.app
        .get(Database)
        .inNetwork(people.networkId, (tx) =>
          tx.query(
            `SELECT actor_id AS by, before, after FROM audit_log WHERE subject_id = $1 AND action = 'user.changed'`,
            [person.id],
          ),
        );
      expect(notes).toEqual([{ by: person.id, before: { locale: null }, after: { locale: 'en' } }]);
    });
  });

  describe('a sign-in whose password was right as it was read', () => {
    /** Runs after the password was found right and before there is a session. */
    const meanwhile = (change: () => Promise<unknown>) => {
      const passwords = server.app.get(Passwords);
      const matches = passwords.matches.bind(passwords);
      jest.spyOn(passwords, 'matches').mockImplementationOnce(async (...asked) => {
        const found = await matches(...asked);
        await change();
        return found;
      });
    };

    it('is refused where the password was set anew meanwhile: that ended the sessions there were', async () => {
      const someone = await people.addWithPassword('analyst');
      meanwhile(() => server.app.get(Owners).reset(someone.email));
      expect((await login({ email: someone.email, password: PASSWORD })).body.code).toBe('invalid_credentials');
    });

    it('is refused to whom was disabled meanwhile', async () => {
      const someone = await people.addWithPassword('analyst');
      meanwhile(() => people.disable(someone.id));
      expect((await login({ email: someone.email, password: PASSWORD })).body.code).toBe('invalid_credentials');
    });
  });

  it('end together with the change of the password, or not at all', async () => {
    const someone = await people.addWithPassword('analyst');
    const kept = await sessionOfUser(server.app, someone.id);
    jest.spyOn(server.app.get(RevokedSessions), 'announce').mockRejectedValueOnce(new Error('cut off'));
    const body = { currentPassword: PASSWORD, newPassword: 'another good one' };
    const change = server.api().post('/api/auth/password/change').set('Authorization', `Bearer ${kept.accessToken}`);
    expect((await change.send(body)).status).toBe(500);
    expect((await login({ email: someone.email, password: PASSWORD })).status).toBe(200);
  });

  describe('a second factor', () => {
    it('is asked for from its confirmation on, each code once', async () => {
      const someone = await people.addWithPassword('manager');
      const { accessToken } = await sessionOfUser(server.app, someone.id);
      const post = (path: string, body: object) =>
        server.api().post(`/api/auth/${path}`).set('Authorization', `Bearer ${accessToken}`).send(body);
      expect((await post('second-factor', {})).body.code).toBe('invalid_credentials');
      const stolen = await post('second-factor', { password: 'not the password' });
      expect([stolen.status, stolen.body.code]).toEqual([401, 'invalid_credentials']);
      const enrolment = await post('second-factor', { password: PASSWORD });
      expect(enrolment.body.uri).toContain(`secret=${String(enrolment.body.secret)}`);
      const credentials = { email: someone.email, password: PASSWORD };
      expect((await login(credentials)).status).toBe(200);

      const secret = fromBase32(enrolment.body.secret as string);
      const step = Math.floor(Date.now() / 1_000 / STEP_SECONDS);
      expect((await post('second-factor/confirm', { totp: codeOfStep(secret, step - 9) })).body.code).toBe(
        'second_factor_required',
      );
      expect((await post('second-factor/confirm', { totp: codeOfStep(secret, step) })).status).toBe(204);

      expect((await login(credentials)).body.code).toBe('second_factor_required');
      expect((await login({ ...credentials, totp: codeOfStep(secret, step) })).body.code).toBe(
        'second_factor_required',
      );
      const totp = codeOfStep(secret, step + 1);
      expect((await login({ ...credentials, password: 'not the password', totp })).body.code).toBe(
        'invalid_credentials',
      );
      expect((await login({ ...credentials, totp })).status).toBe(200);
      expect((await login({ ...credentials, totp })).body.code).toBe('second_factor_required');
    });
  });

  it('of an owner belong to no network', async () => {
    const owner = await addOwner(server.app);
    const { accessToken } = await sessionOfUser(server.app, owner.id);
    expect((await me(accessToken)).body).toMatchObject({
      role: 'owner',
      networkId: null,
      network: null,
      restaurantIds: [],
    });
  });
});

/** Another process learns of the end some milliseconds later. */
function eventuallyEnded<Answer extends { status: number }>(ask: () => PromiseLike<Answer>): Promise<Answer> {
  return eventually('the end of the session', async () => {
    const answer = await ask();
    return answer.status === 401 && answer;
  });
}

function parseJwt(token: string): { sid: string } {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { sid: string };
}
