import { randomBytes } from 'node:crypto';
import { hashSync } from 'bcryptjs';
import { Database } from '../../../src/platform/database/database';
import { newId } from '../../../src/platform/ids/ids';
import { settings } from '../../../src/platform/settings/settings';
import { DEMO_TILL_KEY, NO_ORIGIN, Pii, Staff } from '../../../src/security';
import { pinDigest } from '../../../src/security/till-sign-in/till-sign-in';
import { BcryptWorkers } from '../../../src/security/passwords/bcrypt-workers';
import { applicationsOfWorker, type TestApp } from '../../support/app';
import { superuserPool } from '../../support/database';
import { PASSWORD, People, type Person, tokenOfUser } from '../support/people-fixture';

const PIN = '4826';
const QUICK_COST = 4;

interface Own {
  readonly code: string | null;
  readonly till: { readonly id: string; readonly restaurantId: string; readonly restaurantName: string } | null;
  readonly people: {
    readonly id: string;
    readonly name: string;
    readonly hasPin: boolean;
    readonly isLocked: boolean;
  }[];
}

const makeTillKey = (): string => `lt_${randomBytes(32).toString('base64url')}`;

describe('sign-in at a bound till', () => {
  let test: TestApp;
  let other: TestApp;
  let people: People;
  let manager: string;
  let cashier: Person;

  beforeAll(async () => {
    [test, other] = await applicationsOfWorker();
  });
  afterAll(async () => {
    await test.close();
    await other.close();
  });
  beforeEach(async () => {
    people = await People.of(test.app);
    manager = await people.tokenOf('manager');
    cashier = await people.add('cashier');
    await givePin(people, cashier.id);
  });

  const send = (method: 'get' | 'post' | 'put' | 'patch' | 'delete', path: string, token: string, body?: object) =>
    test.api()[method](`/api${path}`).set('Authorization', `Bearer ${token}`).send(body);
  const own = async (key: string, at = test): Promise<Own> =>
    (await at.api().get('/api/tills/own').set('X-Till-Key', key).expect(200)).body as Own;
  const enter = (key: string, body: object, at = test) =>
    at.api().post('/api/tills/own/sign-in').set('X-Till-Key', key).send(body);
  const refused = async (call: ReturnType<typeof enter>) => {
    const { status, body } = await call;
    return [status, (body as { code?: string }).code];
  };
  const bind = (code: string | null, restaurantId = people.at.restaurantId, token = manager) =>
    send('post', '/bound-tills', token, { code, restaurantId, name: 'Bar' });
  const listed = async (token = manager, restaurantId = people.at.restaurantId) => {
    const { body } = await send('get', `/bound-tills?restaurantId=${restaurantId}`, token).expect(200);
    return (body as { items: { id: string; name: string; locked: { userId: string }[]; boundAt: string | null }[] })
      .items;
  };
  /** Binds a till: a manager enters its code, and the till makes its first call. */
  const boundTill = async (of = people, token = manager, key = makeTillKey()) => {
    const { code } = await own(key);
    const { body } = await bind(code, of.at.restaurantId, token).expect(201);
    await own(key);
    return { key, id: (body as { id: string }).id };
  };
  const entered = async (key: string, body: object) =>
    (await enter(key, body).expect(200)).body as { accessToken: string; refreshToken: string; sessionId: string };
  const me = async (token: string, at = test) =>
    (await at.api().get('/api/auth/me').set('Authorization', `Bearer ${token}`)) as {
      status: number;
      body: Record<string, unknown>;
    };

  /** Sets a person's PIN, with a hash that is fast to compare. */
  async function givePin(of: People, userId: string, pin = PIN): Promise<void> {
    const hash = hashSync(pinDigest(test.app.get(Pii), of.networkId, userId, pin), QUICK_COST);
    await test.app
      .get(Database)
      .inNetwork(of.networkId, (tx) =>
        tx.query('INSERT INTO staff_pins (network_id, user_id, pin_hash) VALUES ($1, $2, $3)', [
          of.networkId,
          userId,
          hash,
        ]),
      );
  }
  const actions = async () => {
    const { body } = await send('get', '/audit', manager).expect(200);
    return (body as { items: { action: string; after: object | null }[] }).items;
  };

  describe('the binding', () => {
    it('begins with a code at the till, and shows the people once a manager entered it', async () => {
      const key = makeTillKey();
      const first = await own(key);
      expect(first).toEqual({ code: expect.stringMatching(/^[2-9A-HJKMNP-Z]{8}$/), till: null, people: [] });
      expect(await own(key, other)).toEqual(first);
      const { code } = first;
      const typed = ` ${String(code).slice(0, 4).toLowerCase()}-${String(code).slice(4)} `;
      const made = await bind(typed).expect(201);
      expect(made.body).toMatchObject({ name: 'Bar', boundAt: null, waitsUntil: expect.any(String), locked: [] });
      const shown = await own(key, other);
      expect(shown).toEqual({
        code: null,
        till: {
          id: (made.body as { id: string }).id,
          name: 'Bar',
          restaurantId: people.at.restaurantId,
          restaurantName: expect.any(String),
          networkName: expect.any(String),
        },
        people: [{ id: cashier.id, name: '', hasPin: true, isLocked: false }],
      });
      expect(await listed()).toMatchObject([{ name: 'Bar', boundAt: expect.any(String), waitsUntil: null }]);
      expect((await actions()).map(({ action }) => action)).toContain('bound_till.bound');
    });

    it('is done once by a code', async () => {
      const key = makeTillKey();
      const { code } = await own(key);
      await bind(code).expect(201);
      expect(await refused(bind(code))).toEqual([409, 'till_code_used']);
      await own(key);
      expect(await refused(bind(code))).toEqual([409, 'till_code_used']);
      // Another network binds this code, but its till never comes: the till has a network already.
      const stranger = await People.of(test.app);
      await bind(code, stranger.at.restaurantId, await stranger.tokenOf('manager')).expect(201);
      expect((await own(key)).till?.restaurantId).toBe(people.at.restaurantId);
    });

    it('waits ten minutes for the till', async () => {
      const key = makeTillKey();
      const { code } = await own(key);
      const { body } = await bind(code).expect(201);
      const pool = superuserPool();
      await pool.query("UPDATE bound_tills SET code_until = now() - interval '1 second' WHERE id = $1", [body.id]);
      await pool.end();
      expect((await own(key)).till).toBeNull();
      expect(await listed()).toEqual([]);
      // The till shows the same code until its key changes.
      await bind(code).expect(201);
      expect((await own(key)).till).not.toBeNull();
    });

    it('refuses codes that no till shows, and guesses beyond a limit', async () => {
      for (const code of ['', 'ABCD-EFGH', '0000-0000', 'x'.repeat(41)]) {
        const answer = await bind(code);
        expect([answer.status, answer.body.code, answer.body.errors?.[0]?.path]).toEqual([400, 'invalid_body', 'code']);
      }
      const tries = await Promise.all(
        Array.from({ length: 61 }, async () => bind((await own(makeTillKey())).code, newId())),
      );
      const statuses = tries.map(({ status }) => status);
      expect(statuses.filter((status) => status === 404)).toHaveLength(60);
      expect(statuses.filter((status) => status === 429)).toHaveLength(1);
    });

    it('belongs to managers, a district manager in the own restaurants alone', async () => {
      const { id } = await boundTill();
      const seller = await people.tokenOf('cashier');
      expect(await refused(bind('ABCD2345', people.at.restaurantId, seller))).toEqual([403, 'forbidden']);
      const database = test.app.get(Database);
      const groupId = newId();
      await database.inNetwork(people.networkId, (tx) =>
        tx.prisma.restaurantGroup.create({ data: { networkId: people.networkId, id: groupId, name: 'North' } }),
      );
      const author = { actor: 'system', origin: NO_ORIGIN } as const;
      const input = { email: `${newId()}@example.test`, role: 'manager', restaurantGroupId: groupId } as const;
      const { user } = await database.inNetwork(people.networkId, (tx) =>
        test.app.get(Staff).create(tx, people.networkId, input, author),
      );
      const district = await tokenOfUser(test.app, user.id);
      for (const call of [
        send('get', `/bound-tills?restaurantId=${people.at.restaurantId}`, district),
        send('patch', `/bound-tills/${id}`, district, { name: 'Mine' }),
        send('delete', `/bound-tills/${id}`, district),
        send('delete', `/bound-tills/${id}/locks/${cashier.id}`, district),
        bind((await own(makeTillKey())).code, people.at.restaurantId, district),
      ])
        expect(await refused(call)).toEqual([403, 'restaurant_not_allowed']);
    });

    it('can be renamed, and taken away with the sessions at the till', async () => {
      const { key, id } = await boundTill();
      const { accessToken, refreshToken } = await entered(key, { userId: cashier.id, pin: PIN });
      expect((await send('patch', `/bound-tills/${id}`, manager, { name: 'Terrace' }).expect(200)).body.name).toBe(
        'Terrace',
      );
      await send('delete', `/bound-tills/${id}`, manager).expect(204);
      expect(await refused(send('delete', `/bound-tills/${id}`, manager))).toEqual([404, 'not_found']);
      for (const at of [test, other]) {
        expect((await me(accessToken, at)).body['code']).toBe('session_ended');
        expect(await refused(enter(key, { userId: cashier.id, pin: PIN }, at))).toEqual([401, 'till_not_bound']);
        expect(await refused(at.api().get('/api/tills/own').set('X-Till-Key', key))).toEqual([401, 'till_not_bound']);
      }
      expect(await refused(test.api().post('/api/auth/refresh').send({ refreshToken }))).toEqual([
        401,
        'session_ended',
      ]);
      expect(await listed()).toEqual([]);
      const said = (await actions()).map(({ action }) => action);
      for (const action of ['bound_till.renamed', 'bound_till.unbound']) expect(said).toContain(action);
    });

    it('opens nothing without a key of its form', async () => {
      for (const key of [undefined, '', 'lt_', `lk_${'a'.repeat(43)}`, `lt_${'a'.repeat(44)}`]) {
        const call = test.api().get('/api/tills/own');
        expect(await refused(key === undefined ? call : call.set('X-Till-Key', key))).toEqual([401, 'till_not_bound']);
      }
      expect(await refused(enter(makeTillKey(), { userId: cashier.id, pin: PIN }))).toEqual([401, 'till_not_bound']);
    });
  });

  it('is not bound in production by the key of the demonstration, which everybody knows', async () => {
    const { id, key } = await boundTill(people, manager, DEMO_TILL_KEY);
    expect((await own(key)).till).toMatchObject({ id });
    jest.replaceProperty(settings, 'production', true);
    try {
      expect(await refused(test.api().get('/api/tills/own').set('X-Till-Key', key))).toEqual([401, 'till_not_bound']);
      expect(await refused(enter(key, { userId: cashier.id, pin: PIN }))).toEqual([401, 'till_not_bound']);
    } finally {
      jest.restoreAllMocks();
      // Outside the demonstration the server refuses this key, so the next request is made without it.
      await send('delete', `/bound-tills/${id}`, manager).expect(204);
    }
  });

  describe('a PIN', () => {
    it('opens a session of its person, bound to the till and its restaurant', async () => {
      const { key, id } = await boundTill();
      const answer = await enter(key, { userId: cashier.id, pin: PIN }).expect(200);
      const { networkId, at } = people;
      expect(answer.body.user).toEqual({
        id: cashier.id,
        role: 'cashier',
        networkId,
        restaurantIds: [at.restaurantId],
      });
      const account = await me(answer.body.accessToken);
      expect(account.body).toMatchObject({
        id: cashier.id,
        role: 'cashier',
        boundTillId: id,
        restaurantIds: [at.restaurantId],
      });
      const renewed = await test.api().post('/api/auth/refresh').send({ refreshToken: answer.body.refreshToken });
      expect((await me(renewed.body.accessToken)).body).toMatchObject({ boundTillId: id });
      expect((await actions()).find(({ action }) => action === 'session.opened')).toMatchObject({
        after: { way: 'PIN', boundTillId: id },
      });
      const pool = superuserPool();
      const { rows } = await pool.query<{ hours: number }>(
        'SELECT extract(epoch FROM expires_at - created_at) / 3600 AS hours FROM sessions WHERE id = $1',
        [answer.body.sessionId],
      );
      await pool.end();
      expect(Number(rows[0]?.hours)).toBeCloseTo(16, 1);
    });

    it('gives a manager no more than a cashier has there, and only there', async () => {
      const boss = await people.add('manager');
      await givePin(people, boss.id);
      const { key } = await boundTill();
      const { accessToken } = await entered(key, { userId: boss.id, pin: PIN });
      const { body } = await me(accessToken);
      expect(body).toMatchObject({ role: 'cashier', restaurantIds: [people.at.restaurantId] });
      for (const permission of ['staff.manage', 'approvals.decide', 'program.manage', 'guests.block', 'reports.read'])
        expect(body['permissions']).not.toContain(permission);
      expect(body['permissions']).toContain('till.sale');
      for (const path of ['/users', '/audit', '/api-keys'])
        expect(await refused(send('get', path, accessToken))).toEqual([403, 'forbidden']);
    });

    it('gives an own role of the network no more than a cashier has', async () => {
      const { networkId } = people;
      const roleId = newId();
      const database = test.app.get(Database);
      await database.inNetwork(networkId, async (tx) => {
        await tx.query(
          `INSERT INTO own_roles (network_id, id, name, permissions, places) VALUES ($1, $2, 'Host', '{till.quote,guests.block}', 'ALL')`,
          [networkId, roleId],
        );
        await tx.query('UPDATE users SET own_role_id = $2 WHERE id = $1', [cashier.id, roleId]);
      });
      const { key } = await boundTill();
      const { body } = await me((await entered(key, { userId: cashier.id, pin: PIN })).accessToken);
      expect(body['permissions']).toContain('till.quote');
      expect(body['permissions']).not.toContain('guests.block');
      expect(body['restaurantIds']).toEqual([people.at.restaurantId]);
    });

    it('is refused alike, after the same work, whatever is wrong', async () => {
      const elsewhere = await makeRestaurant();
      const far = await people.add('cashier', [elsewhere]);
      await givePin(people, far.id);
      const gone = await people.add('cashier');
      await givePin(people, gone.id);
      await people.disable(gone.id);
      const analyst = await people.add('analyst');
      await givePin(people, analyst.id);
      const stranger = await People.of(test.app);
      const foreign = await stranger.add('cashier');
      await givePin(stranger, foreign.id);
      const without = await people.add('cashier');
      const { key } = await boundTill();
      const compare = jest.spyOn(BcryptWorkers.prototype, 'compare');
      for (const userId of [far.id, gone.id, analyst.id, foreign.id, without.id, newId()]) {
        compare.mockClear();
        const answer = await enter(key, { userId, pin: PIN });
        expect([answer.status, answer.body.code]).toEqual([401, 'invalid_pin']);
        expect(compare).toHaveBeenCalledTimes(1);
      }
      compare.mockRestore();
      expect(await refused(enter(key, { userId: cashier.id, pin: '4827' }))).toEqual([401, 'invalid_pin']);
      expect((await own(key)).people.map(({ id }) => id)).toEqual([cashier.id]);
      for (const body of [
        {},
        { userId: cashier.id },
        { pin: PIN },
        { userId: cashier.id, pin: 'abcd' },
        { userId: 'x', pin: PIN },
        { userId: cashier.id, pin: PIN, card: '0123456789' },
        { card: '12345' },
        { card: 5 },
      ])
        expect(await refused(enter(key, body))).toEqual([400, 'invalid_body']);
    });

    it('locks its person at that till after ten wrong ones, side by side on two servers, and nowhere else', async () => {
      const [first, second] = [await boundTill(), await boundTill()];
      const compare = jest.spyOn(BcryptWorkers.prototype, 'compare');
      const tries = await Promise.all(
        Array.from({ length: 16 }, (_, n) =>
          enter(first.key, { userId: cashier.id, pin: '1357' }, n % 2 ? other : test),
        ),
      );
      expect(compare).toHaveBeenCalledTimes(10);
      compare.mockRestore();
      const codes = tries.map(({ body }) => (body as { code: string }).code);
      expect(codes.filter((code) => code === 'invalid_pin')).toHaveLength(10);
      expect(codes.filter((code) => code === 'pin_locked')).toHaveLength(6);
      expect(await refused(enter(first.key, { userId: cashier.id, pin: PIN }))).toEqual([403, 'pin_locked']);
      expect((await own(first.key)).people[0]?.isLocked).toBe(true);
      expect((await listed()).find(({ id }) => id === first.id)?.locked).toMatchObject([{ userId: cashier.id }]);
      await entered(second.key, { userId: cashier.id, pin: PIN });
      const colleague = await people.add('cashier');
      await givePin(people, colleague.id);
      await entered(first.key, { userId: colleague.id, pin: PIN });

      await send('delete', `/bound-tills/${first.id}/locks/${cashier.id}`, manager).expect(204);
      await entered(first.key, { userId: cashier.id, pin: PIN });
      const said = (await actions()).map(({ action }) => action);
      expect(said.filter((action) => action === 'bound_till.person_locked')).toHaveLength(1);
      expect(said.filter((action) => action === 'bound_till.person_unlocked')).toHaveLength(1);
    });

    it('is unlocked by the person who signs in there by password, and not by a PIN elsewhere', async () => {
      const [first, second] = [await boundTill(), await boundTill()];
      for (let n = 0; n < 10; n += 1) await enter(first.key, { userId: cashier.id, pin: '1357' }).expect(401);
      const unlock = (token: string, key: string) =>
        test.api().delete('/api/tills/own/lock').set('Authorization', `Bearer ${token}`).set('X-Till-Key', key);
      const { accessToken } = await entered(second.key, { userId: cashier.id, pin: PIN });
      expect(await refused(unlock(accessToken, first.key))).toEqual([403, 'forbidden']);
      const stranger = await People.of(test.app);
      expect(await refused(unlock(await stranger.tokenOf('cashier'), first.key))).toEqual([404, 'not_found']);
      expect(await refused(unlock(await people.tokenOf('cashier'), makeTillKey()))).toEqual([404, 'not_found']);
      await unlock(await people.tokenOf('cashier'), first.key).expect(204);
      expect(await refused(enter(first.key, { userId: cashier.id, pin: PIN }))).toEqual([403, 'pin_locked']);
      await unlock(await tokenOfUser(test.app, cashier.id), first.key).expect(204);
      await entered(first.key, { userId: cashier.id, pin: PIN });
    });

    it('is counted anew after a right one', async () => {
      const { key } = await boundTill();
      for (let round = 0; round < 2; round += 1) {
        for (let n = 0; n < 9; n += 1) await enter(key, { userId: cashier.id, pin: '1357' }).expect(401);
        await entered(key, { userId: cashier.id, pin: PIN });
      }
    });

    it('is bounded for the till as a whole', async () => {
      const { key } = await boundTill();
      for (let n = 0; n < 40; n += 1) await enter(key, { userId: newId(), pin: PIN }).expect(401);
      const answer = await enter(key, { userId: cashier.id, pin: PIN });
      expect([answer.status, answer.body.code]).toEqual([429, 'locked_out']);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(3_000);
      const second = await boundTill();
      await entered(second.key, { userId: cashier.id, pin: PIN });
    });

    it('opens nothing where the provider of the network alone signs in', async () => {
      const { key } = await boundTill();
      const boss = await people.add('manager');
      await test.app.get(Database).inNetwork(people.networkId, (tx) =>
        tx.query(
          `INSERT INTO identity_providers (network_id, issuer, client_id, groups_claim, secret_encrypted, enabled, only_provider, way_back_user_id)
           VALUES ($1, 'https://id.example', 'client', 'groups', '\\x00', true, true, $2)`,
          [people.networkId, boss.id],
        ),
      );
      expect(await refused(enter(key, { userId: cashier.id, pin: PIN }))).toEqual([401, 'invalid_pin']);
      expect((await own(key)).people).toEqual([]);
    });

    it('comes with its refresh token in a cookie for pages of the same origin alone', async () => {
      const { key } = await boundTill();
      const body = { userId: cashier.id, pin: PIN, refreshCookie: 'SESSION' };
      expect(await refused(enter(key, body).set('Sec-Fetch-Site', 'cross-site'))).toEqual([403, 'forbidden']);
      const answer = await enter(key, body).set('Sec-Fetch-Site', 'same-origin').expect(200);
      expect(answer.body.refreshToken).toBeNull();
      expect(String(answer.headers['set-cookie'])).toContain(`loyalty-session-${answer.body.sessionId}`);
    });
  });

  describe('the own PIN and card', () => {
    const setPin = (token: string, pin: string, password: string | undefined = PASSWORD) =>
      send('put', '/auth/till-sign-in/pin', token, { pin, password });
    const setCard = (token: string, card: string, password = PASSWORD) =>
      send('put', '/auth/till-sign-in/card', token, { card, password });

    it('are set by the person with the password, and shown to nobody', async () => {
      const seller = await people.addWithPassword('cashier');
      const token = await tokenOfUser(test.app, seller.id);
      expect((await send('get', '/auth/till-sign-in', token).expect(200)).body).toEqual({
        pinSetAt: null,
        cardSetAt: null,
      });
      for (const pin of ['1111', '1234', '987654'])
        expect(await refused(setPin(token, pin))).toEqual([422, 'pin_guessable']);
      for (const pin of ['123', '1234567', 'abcd'])
        expect(await refused(setPin(token, pin))).toEqual([400, 'invalid_body']);
      expect(await refused(setPin(token, '8264', 'not the password'))).toEqual([401, 'invalid_credentials']);
      expect(await refused(send('put', '/auth/till-sign-in/pin', token, { pin: '8264' }))).toEqual([
        401,
        'invalid_credentials',
      ]);
      const set = await setPin(token, '8264').expect(200);
      expect(set.body).toEqual({ pinSetAt: expect.any(String), cardSetAt: null });
      const { key } = await boundTill();
      await entered(key, { userId: seller.id, pin: '8264' });
      const user = await send('get', `/users/${seller.id}`, manager).expect(200);
      expect(user.body).toMatchObject({ hasPin: true, hasCard: false });
      expect(JSON.stringify(user.body)).not.toContain('8264');
      expect((await actions()).map(({ action }) => action)).toContain('user.pin_set');
    });

    it('end the sessions at tills when they change, and no others', async () => {
      const seller = await people.addWithPassword('cashier');
      const token = await tokenOfUser(test.app, seller.id);
      await setPin(token, '8264').expect(200);
      const { key } = await boundTill();
      const { accessToken } = await entered(key, { userId: seller.id, pin: '8264' });
      await setPin(token, '5937').expect(200);
      expect((await me(accessToken)).status).toBe(401);
      expect((await me(accessToken, other)).status).toBe(401);
      expect((await me(token)).status).toBe(200);
      expect(await refused(enter(key, { userId: seller.id, pin: '8264' }))).toEqual([401, 'invalid_pin']);
      await entered(key, { userId: seller.id, pin: '5937' });
    });

    it('cannot be set in a session by PIN', async () => {
      const { key } = await boundTill();
      const { accessToken } = await entered(key, { userId: cashier.id, pin: PIN });
      expect(await refused(setPin(accessToken, '8264'))).toEqual([403, 'forbidden']);
      expect(await refused(setPin(await people.tokenOf('analyst'), '8264'))).toEqual([403, 'forbidden']);
      expect(await refused(setCard(accessToken, 'card-000001'))).toEqual([403, 'forbidden']);
      expect(await refused(send('delete', '/auth/till-sign-in/pin', accessToken))).toEqual([403, 'forbidden']);
      expect(await refused(send('get', '/auth/till-sign-in', accessToken))).toEqual([403, 'forbidden']);
    });

    it('are taken away by a manager, who sets none, and by dismissal', async () => {
      const { key } = await boundTill();
      const { accessToken } = await entered(key, { userId: cashier.id, pin: PIN });
      await send('delete', `/users/${cashier.id}/till-sign-in`, manager).expect(204);
      expect((await me(accessToken)).status).toBe(401);
      expect(await refused(enter(key, { userId: cashier.id, pin: PIN }))).toEqual([401, 'invalid_pin']);
      expect((await own(key)).people).toEqual([]);
      expect((await actions()).map(({ action }) => action)).toContain('user.pin_removed');
      expect(await refused(send('delete', `/users/${newId()}/till-sign-in`, manager))).toEqual([404, 'not_found']);

      const next = await people.add('cashier');
      await givePin(people, next.id);
      const opened = await entered(key, { userId: next.id, pin: PIN });
      await send('patch', `/users/${next.id}`, manager, { disabled: true }).expect(200);
      expect((await me(opened.accessToken)).status).toBe(401);
      expect(await refused(enter(key, { userId: next.id, pin: PIN }))).toEqual([401, 'invalid_pin']);
    });

    it('go with a password that is set by a link, since somebody may have set them by the one before', async () => {
      const { key } = await boundTill();
      const { body } = await send('post', `/users/${cashier.id}/password-link`, manager).expect(201);
      const chosen = { token: (body as { token: string }).token, password: 'another horse battery' };
      await test.api().post('/api/auth/password/set').send(chosen).expect(204);
      expect(await refused(enter(key, { userId: cashier.id, pin: PIN }))).toEqual([401, 'invalid_pin']);
      expect((await own(key)).people).toEqual([]);
    });

    it('open a session by a card alone, which one person of the network has', async () => {
      const seller = await people.addWithPassword('cashier');
      const rival = await people.addWithPassword('cashier');
      const token = await tokenOfUser(test.app, seller.id);
      await setCard(token, ' 7700-4c1f-93 ').expect(200);
      expect(await refused(setCard(await tokenOfUser(test.app, rival.id), '7700-4c1f-93'))).toEqual([
        409,
        'card_taken',
      ]);
      const { key, id } = await boundTill();
      const { accessToken } = await entered(key, { card: '7700-4c1f-93' });
      expect((await me(accessToken)).body).toMatchObject({ id: seller.id, boundTillId: id });
      expect((await own(key)).people.find((one) => one.id === seller.id)).toMatchObject({ hasPin: false });
      await send('delete', '/auth/till-sign-in/card', token).expect(204);
      expect((await me(accessToken)).status).toBe(401);
      expect(await refused(enter(key, { card: '7700-4c1f-93' }))).toEqual([401, 'invalid_pin']);
      const said = (await actions()).map(({ action }) => action);
      for (const action of ['user.card_set', 'user.card_removed']) expect(said).toContain(action);
    });

    it('bound the unknown cards of a till, and those that a person tries', async () => {
      const seller = await people.addWithPassword('cashier');
      const token = await tokenOfUser(test.app, seller.id);
      const { key } = await boundTill();
      for (let n = 0; n < 10; n += 1) await enter(key, { card: `unknown-${String(n)}` }).expect(401);
      expect(await refused(enter(key, { card: 'unknown-x' }))).toEqual([429, 'locked_out']);
      await entered(key, { userId: cashier.id, pin: PIN });
      for (let n = 0; n < 10; n += 1) await setCard(token, `mine-${String(n)}-card`).expect(200);
      expect(await refused(setCard(token, 'mine-more-card'))).toEqual([429, 'rate_limited']);
    });
  });

  it('tells a reader of the database no PIN: equal ones of two people have nothing in common', async () => {
    const colleague = await people.add('cashier');
    const pii = test.app.get(Pii);
    expect(pinDigest(pii, people.networkId, cashier.id, PIN)).not.toBe(
      pinDigest(pii, people.networkId, colleague.id, PIN),
    );
    const { networkId } = people;
    await expect(
      test.app.get(Database).inNetwork(networkId, (tx) => tx.query('SELECT pin_hash FROM staff_pins')),
    ).rejects.toThrow('permission denied');
  });

  async function makeRestaurant(): Promise<string> {
    const { networkId } = people;
    const { id } = await test.app
      .get(Database)
      .inNetwork(networkId, (tx) =>
        tx.prisma.restaurant.create({ data: { networkId, id: newId(), code: newId(), name: 'Far' } }),
      );
    return id;
  }
});
