import { randomBytes } from 'node:crypto';
import { Controller, Get, Module, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule, createApp } from '../../../src/app.module';
import { Clock } from '../../../src/platform/clock/clock';
import { Database } from '../../../src/platform/database/database';
import { newId } from '../../../src/platform/ids/ids';
import { settings } from '../../../src/platform/settings/settings';
import { type GuessRule, Owners, Pii, Public, RateLimiter, RequirePermission } from '../../../src/security';
import { SIGN_IN_PER_ACCOUNT } from '../../../src/security/rate-limits/rate-limits.rules';
import { Networks } from '../../../src/configuration';
import type { TestApp } from '../../support/app';
import { eventually } from '../../support/eventually';
import { TillNetwork } from '../../support/till-network';
import { SecondFactors } from '../../../src/security/second-factor/second-factors';
import { codeOfStep, STEP_SECONDS } from '../../../src/security/second-factor/totp.rules';
import { fromBase32, PASSWORD, People, type Person } from '../support/people-fixture';

@Controller('limit-probe')
class ProbeController {
  @Get('public')
  @Public()
  open(): string {
    return 'open';
  }

  @Post('act')
  @RequirePermission('till.sale')
  act(): string {
    return 'acted';
  }

  @Get('read')
  @RequirePermission('guest.read')
  read(): string {
    return 'read';
  }

  @Get('forgotten')
  forgotten(): string {
    return 'nobody said who may';
  }
}

@Module({ imports: [AppModule], controllers: [ProbeController] })
class ProbeModule {}

const SECOND: GuessRule = { limit: 5, windowSeconds: 60, lockSeconds: 60 };

/** A random documentation address, so that tests do not lock one another out. */
const someAddress = (): string =>
  `2001:db8::${Math.floor(Math.random() * 0xffff).toString(16)}:${Math.floor(Math.random() * 0xffff).toString(16)}`;

describe('limits', () => {
  let app: NestFastifyApplication;
  let other: NestFastifyApplication;
  let people: People;

  beforeAll(async () => {
    [app, other] = [await createApp({ root: ProbeModule }), await createApp({ root: ProbeModule })];
    for (const one of [app, other]) {
      await one.init();
      await one.getHttpAdapter().getInstance().ready();
    }
    people = await People.of(app);
  });
  afterAll(async () => {
    await app.close();
    await other.close();
  });
  afterEach(() => jest.restoreAllMocks());

  const login = (email: string, password: string, address = someAddress(), at = app) =>
    at.inject({
      method: 'POST',
      url: '/api/auth/login',
      headers: { 'x-forwarded-for': address },
      payload: { email, password },
    });
  const codeOf = (answer: { json: () => unknown }) => (answer.json() as { code?: string }).code;
  const holdTime = (...apps: NestFastifyApplication[]) => {
    const now = new Date();
    for (const one of apps) jest.spyOn(one.get(Clock), 'now').mockReturnValue(now);
  };
  /** Moves all counted times back by these seconds and a random fraction, so that a moved row never gets the time of a row that is not moved yet. */
  const letPass = (seconds: number) =>
    app
      .get(Database)
      .asPlatform((tx) =>
        tx.query('UPDATE rate_counters SET window_start = window_start - make_interval(secs => $1)', [
          seconds + Math.random() / 10,
        ]),
      );

  describe('of sign-in', () => {
    it('lock an account after ten failures on any process, for a quarter of an hour, whatever the password', async () => {
      const someone = await people.addWithPassword('cashier');
      for (let failure = 0; failure < 10; failure += 1) {
        const answer = await login(someone.email, 'not the password', someAddress(), failure % 2 === 0 ? app : other);
        expect(codeOf(answer)).toBe('invalid_credentials');
      }
      for (const at of [app, other]) {
        const locked = await login(someone.email, PASSWORD, someAddress(), at);
        expect([locked.statusCode, codeOf(locked)]).toEqual([429, 'locked_out']);
        expect(Number(locked.headers['retry-after'])).toBeGreaterThan(14 * 60);
        expect(Number(locked.headers['retry-after'])).toBeLessThanOrEqual(15 * 60);
      }
      await letPass(15 * 60 + 1);
      expect((await login(someone.email, PASSWORD)).statusCode).toBe(200);
    });

    describe('at a device where the person signed in before', () => {
      let someone: Person;
      let cookie: string;
      const guess = (password: string, device = '') =>
        app.inject({
          method: 'POST',
          url: '/api/auth/login',
          headers: { 'x-forwarded-for': someAddress(), 'sec-fetch-site': 'same-origin', cookie: device },
          payload: { email: someone.email, password, refreshCookie: 'SESSION' },
        });
      const deviceOf = ({ headers }: Awaited<ReturnType<typeof guess>>) =>
        [headers['set-cookie'] ?? []].flat().find((one) => one.startsWith('loyalty-device=')) ?? '';
      const shareAddress = (id: string, withId: string) =>
        app
          .get(Database)
          .asPlatform((tx) =>
            tx.query('UPDATE users SET email_index = (SELECT email_index FROM users WHERE id = $2) WHERE id = $1', [
              id,
              withId,
            ]),
          );
      /** The account that a manager of another network makes with the person's address. */
      const accountElsewhere = async (password: string, whose = someone) => {
        const made = await (await People.of(app)).addWithPassword('manager', password);
        await shareAddress(made.id, whose.id);
        return made;
      };
      const prove = (id: string) =>
        app.get(Database).asPlatform((tx) => tx.query('UPDATE users SET email_proven_at = now() WHERE id = $1', [id]));
      const limitsOfAddress = () => {
        const index = app.get(Pii).blindIndex(null, 'email', someone.email).toString('base64url');
        return [{ subject: `sign-in:account:${index}`, rule: SIGN_IN_PER_ACCOUNT }];
      };
      beforeEach(async () => {
        someone = await people.addWithPassword('cashier');
        cookie = deviceOf(await guess(PASSWORD)).split(';')[0] ?? '';
      });

      it('are counted apart: guesses of a stranger lock other devices, and not that one', async () => {
        for (let failure = 0; failure < 10; failure += 1) await guess('not the password');
        expect(codeOf(await guess(PASSWORD))).toBe('locked_out');
        expect((await guess(PASSWORD, cookie)).statusCode).toBe(200);
        expect(codeOf(await guess(PASSWORD))).toBe('locked_out');
      });

      it('lock it after ten failures of its own', async () => {
        for (let failure = 0; failure < 10; failure += 1)
          expect(codeOf(await guess('not the password', cookie))).toBe('invalid_credentials');
        expect(codeOf(await guess(PASSWORD, cookie))).toBe('locked_out');
        expect((await guess(PASSWORD)).statusCode).toBe(200);
      });

      it('count as those of a stranger for another person, for a changed cookie, and once the password is another', async () => {
        for (let failure = 0; failure < 10; failure += 1) await guess('not the password');
        const otherDevice = cookie.replace(/=./, (id) => (id === '=x' ? '=y' : '=x'));
        expect(codeOf(await guess(PASSWORD, otherDevice))).toBe('locked_out');
        const first = someone;
        someone = await people.addWithPassword('cashier');
        for (let failure = 0; failure < 10; failure += 1) await guess('not the password');
        expect(codeOf(await guess(PASSWORD, cookie))).toBe('locked_out');
        someone = first;
        await app.get(Owners).setPassword(someone.id, 'another password of theirs');
        expect(codeOf(await guess('another password of theirs', cookie))).toBe('locked_out');
      });

      it('count there at the accounts that it knows, and as those of a stranger at the others of the address', async () => {
        const elsewhere = await accountElsewhere('a password elsewhere');
        const [theirs = ''] = deviceOf(await guess('a password elsewhere')).split(';');
        const [both = ''] = deviceOf(await guess('a password elsewhere', cookie)).split(';');
        for (let failure = 0; failure < 10; failure += 1) await guess('not the password');
        // An account that a stranger made with this address neither allows more guesses at the others nor forgets a known device.
        expect(codeOf(await guess(PASSWORD, theirs))).toBe('invalid_credentials');
        expect(codeOf(await guess('a password elsewhere', cookie))).toBe('invalid_credentials');
        expect((await guess(PASSWORD, cookie)).statusCode).toBe(200);
        for (const one of [PASSWORD, 'a password elsewhere']) expect((await guess(one, both)).statusCode).toBe(200);
        // The address of this account is proven, so the page may say that it is locked.
        await prove(elsewhere.id);
        expect(codeOf(await guess('a password elsewhere', cookie))).toBe('locked_out');
        for (let failure = 0; failure < 10; failure += 1) await guess('not the password', theirs);
        expect(codeOf(await guess(PASSWORD, theirs))).toBe('locked_out');
      });

      it('are cleared by a proven account, whatever accounts others made with its address', async () => {
        await accountElsewhere('a password elsewhere');
        const failNineTimes = async (): Promise<void> => {
          for (let failure = 0; failure < 9; failure += 1) await guess('not the password');
        };
        await failNineTimes();
        expect((await guess('a password elsewhere')).statusCode).toBe(200);
        await guess('not the password');
        expect(codeOf(await guess(PASSWORD))).toBe('locked_out');
        await app.get(RateLimiter).succeeded(limitsOfAddress());
        await prove(someone.id);
        for (const _ of [1, 2]) {
          await failNineTimes();
          expect((await guess(PASSWORD)).statusCode).toBe(200);
        }
      });

      it('open a proven account, though others made twenty older ones with its address', async () => {
        const older = await (await People.of(app)).addWithPassword('manager', 'another password');
        for (let count = 1; count < 20; count += 1) await accountElsewhere('a password elsewhere', older);
        someone = await people.addWithPassword('cashier');
        await shareAddress(someone.id, older.id);
        await prove(someone.id);
        someone = { ...someone, email: older.email };
        expect((await guess(PASSWORD)).statusCode).toBe(200);
      });

      it('are counted apart for each of those who share it, by a cookie that no script reads and that goes to the sign-in alone', async () => {
        const first = someone;
        someone = await people.addWithPassword('cashier');
        const shared = deviceOf(await guess(PASSWORD, cookie));
        expect(shared).toMatch(/; Path=\/api\/auth\/login; HttpOnly; SameSite=Strict; Max-Age=15552000$/);
        for (const one of [someone, first]) {
          someone = one;
          for (let failure = 0; failure < 10; failure += 1) await guess('not the password');
          expect((await guess(PASSWORD, shared.split(';')[0])).statusCode).toBe(200);
        }
      });
    });

    it('lock an unknown address alike', async () => {
      const email = `nobody-${newId()}@example.test`;
      const codes: (string | undefined)[] = [];
      for (let failure = 0; failure < 12; failure += 1) codes.push(codeOf(await login(email, 'not the password')));
      expect(codes).toEqual([...Array.from({ length: 10 }, () => 'invalid_credentials'), 'locked_out', 'locked_out']);
    });

    it('are cleared by a success', async () => {
      const someone = await people.addWithPassword('cashier');
      for (let round = 0; round < 2; round += 1) {
        for (let failure = 0; failure < 9; failure += 1) await login(someone.email, 'not the password');
        expect((await login(someone.email, PASSWORD)).statusCode).toBe(200);
      }
    });

    it('count wrong codes of the second factor, and no sign-in that has yet to bring its code', async () => {
      const someone = await people.addWithPassword('manager');
      const factors = app.get(SecondFactors);
      const { secret } = await factors.enrol(someone.id, 'label');
      const step = Math.floor(Date.now() / 1_000 / STEP_SECONDS);
      await factors.confirm(someone.id, codeOfStep(fromBase32(secret), step - 1));
      const signIn = (totp?: string) =>
        app.inject({
          method: 'POST',
          url: '/api/auth/login',
          headers: { 'x-forwarded-for': someAddress() },
          payload: { email: someone.email, password: PASSWORD, totp },
        });
      for (let asked = 0; asked < 12; asked += 1) expect(codeOf(await signIn())).toBe('second_factor_required');
      const wrong = codeOfStep(fromBase32(secret), step - 9);
      for (let guess = 0; guess < 10; guess += 1) expect(codeOf(await signIn(wrong))).toBe('second_factor_required');
      expect(codeOf(await signIn(codeOfStep(fromBase32(secret), step + 1)))).toBe('locked_out');
      expect(codeOf(await signIn())).toBe('locked_out');
    });

    it('let no more guesses through when they come all at once', async () => {
      const someone = await people.addWithPassword('cashier');
      const answers = await Promise.all(
        Array.from({ length: 30 }, (_guess, at) =>
          login(someone.email, 'not the password', someAddress(), at % 2 === 0 ? app : other),
        ),
      );
      expect(answers.filter((answer) => answer.statusCode === 401)).toHaveLength(10);
      expect(answers.filter((answer) => answer.statusCode === 429)).toHaveLength(20);
    });

    it('lock an address after fifty failures on whatever accounts, and a success does not clear it', async () => {
      const limiter = app.get(RateLimiter);
      const address = { subject: `test:address:${newId()}`, rule: { limit: 50, windowSeconds: 900, lockSeconds: 900 } };
      const account = () => ({
        subject: `test:account:${newId()}`,
        rule: { limit: 10, windowSeconds: 900, lockSeconds: 900 },
      });
      const attempt = async (succeeds: boolean) => {
        const mine = account();
        await limiter.beginGuess([mine, address]);
        if (succeeds) await limiter.succeeded([mine], [address]);
        else await limiter.failed([mine, address]);
      };
      for (let failure = 0; failure < 49; failure += 1) await attempt(false);
      for (let success = 0; success < 5; success += 1) await attempt(true);
      await attempt(false);
      await expect(attempt(true)).rejects.toMatchObject({ code: 'locked_out' });
    });

    it('forget failures that are longer ago than the window', async () => {
      const email = `nobody-${newId()}@example.test`;
      for (let failure = 0; failure < 9; failure += 1) await login(email, 'not the password');
      await letPass(15 * 60);
      for (let failure = 0; failure < 10; failure += 1)
        expect(codeOf(await login(email, 'not the password'))).toBe('invalid_credentials');
      expect(codeOf(await login(email, 'not the password'))).toBe('locked_out');
    });
  });

  describe('of uses', () => {
    it('count on all processes together and say when to come again', async () => {
      const subject = `test:${newId()}`;
      const limiters = [app.get(RateLimiter), other.get(RateLimiter)] as const;
      const hits = Array.from({ length: 20 }, (_hit, at) => limiters[at % 2 === 0 ? 0 : 1].hit(subject, 5, 3_600));
      const outcomes = await Promise.allSettled(hits);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
      const refused = outcomes.find((outcome) => outcome.status === 'rejected')?.reason as {
        code: string;
        retryAfterSeconds: number;
      };
      expect(refused.code).toBe('rate_limited');
      expect(refused.retryAfterSeconds).toBeGreaterThan(3_000);
      await letPass(3_600);
      await expect(limiters[0].hit(subject, 5, 3_600)).resolves.toBeUndefined();
    });
  });

  describe('of look-ups that miss', () => {
    const miss = (): Promise<string | undefined> => Promise.resolve(undefined);

    it('refuse after the last miss, and cost nothing while they find', async () => {
      const limit = { subject: `test:${newId()}`, rule: SECOND };
      const limiter = app.get(RateLimiter);
      const asked = jest.spyOn(app.get(Database), 'asPlatform');
      for (let look = 0; look < 50; look += 1)
        expect(await limiter.countingMisses(limit, () => Promise.resolve('found'))).toBe('found');
      expect(asked).not.toHaveBeenCalled();

      for (let look = 0; look < 5; look += 1) expect(await limiter.countingMisses(limit, miss)).toBeUndefined();
      const find = jest.fn(miss);
      await expect(limiter.countingMisses(limit, find)).rejects.toMatchObject({ code: 'rate_limited' });
      expect(find).not.toHaveBeenCalled();
    });

    it('let at most one more through on another process', async () => {
      const limit = { subject: `test:${newId()}`, rule: SECOND };
      for (let look = 0; look < 5; look += 1) await app.get(RateLimiter).countingMisses(limit, miss);
      const find = jest.fn(miss);
      for (let look = 0; look < 3; look += 1) {
        await expect(other.get(RateLimiter).countingMisses(limit, find)).rejects.toMatchObject({
          code: 'rate_limited',
        });
      }
      expect(find).toHaveBeenCalledTimes(1);
    });

    it('let no more through when they come all at once, and slow those that find without refusing them', async () => {
      const limiter = app.get(RateLimiter);
      const missing = { subject: `test:${newId()}`, rule: SECOND };
      const find = jest.fn(miss);
      await Promise.allSettled(Array.from({ length: 60 }, () => limiter.countingMisses(missing, find)));
      expect(find.mock.calls.length).toBeLessThanOrEqual(SECOND.limit);

      const finding = { subject: `test:${newId()}`, rule: SECOND };
      const found = await Promise.all(
        Array.from({ length: 60 }, () => limiter.countingMisses(finding, () => Promise.resolve(1))),
      );
      expect(found).toHaveLength(60);
    });

    it('start anew when the window has passed', async () => {
      const limit = { subject: `test:${newId()}`, rule: SECOND };
      const limiter = app.get(RateLimiter);
      for (let look = 0; look < 5; look += 1) await limiter.countingMisses(limit, miss);
      await letPass(61);
      jest.spyOn(app.get(Clock), 'now').mockReturnValue(new Date(Date.now() + 61_000));
      for (let look = 0; look < 5; look += 1) expect(await limiter.countingMisses(limit, miss)).toBeUndefined();
    });
  });

  describe('of floods', () => {
    it('let an address ask a hundred times a second without signing in', async () => {
      holdTime(app);
      const address = someAddress();
      const ask = (url: string, headers = {}) =>
        app.inject({ url, headers: { 'x-forwarded-for': address, ...headers } });
      const first = await ask('/api/limit-probe/public');
      expect(first.headers).toMatchObject({
        'ratelimit-limit': '100',
        'ratelimit-remaining': '99',
        'ratelimit-reset': '1',
      });
      // A caller with a malformed token counts as not signed in.
      for (let n = 0; n < 99; n += 1)
        await ask('/api/limit-probe/read', n % 2 === 0 ? {} : { authorization: 'Bearer a.b.c' });
      const refused = await ask('/api/limit-probe/public');
      expect([refused.statusCode, codeOf(refused), refused.headers['retry-after']]).toEqual([429, 'rate_limited', '1']);
      expect(
        (await app.inject({ url: '/api/limit-probe/public', headers: { 'x-forwarded-for': someAddress() } }))
          .statusCode,
      ).toBe(200);
    });

    it('let an address have no more unknown keys looked up than that, and a known one as often as it asks', async () => {
      const { key } = await people.addKey('report');
      holdTime(app);
      const address = someAddress();
      const ask = async (bearer: string) => {
        const headers = { 'x-forwarded-for': address, authorization: `Bearer ${bearer}` };
        return (await app.inject({ url: '/api/limit-probe/read', headers })).statusCode;
      };
      const unknown = () => `lk_${randomBytes(32).toString('base64url')}`;
      const statusesOf = async (keys: readonly string[]) => Promise.all(keys.map(ask));
      const lookUps = jest.spyOn(app.get(Database), 'asPlatform');
      const known = await statusesOf(Array<string>(150).fill(key));
      expect([new Set(known), lookUps.mock.calls.length]).toEqual([new Set([403]), 1]);
      const statuses = await statusesOf(Array.from({ length: 150 }, unknown));
      expect(statuses.filter((status) => status === 401)).toHaveLength(100);
      expect(statuses.filter((status) => status === 429)).toHaveLength(50);
      expect(lookUps).toHaveBeenCalledTimes(101);
      expect(await ask(key)).toBe(403);
    });

    it('let a network act a thousand times a second, its readers and other networks go on', async () => {
      const [token, elsewhere] = [await people.tokenOf('cashier'), await (await People.of(app)).tokenOf('cashier')];
      holdTime(app);
      const act = (bearer: string) =>
        app.inject({ method: 'POST', url: '/api/limit-probe/act', headers: { authorization: `Bearer ${bearer}` } });
      const first = await act(token);
      expect(first.statusCode).toBe(201);
      expect(first.headers).toMatchObject({ 'ratelimit-limit': '1000', 'ratelimit-remaining': '999' });
      app.get(RateLimiter).takeTillActs(people.networkId, 998);
      expect((await act(token)).statusCode).toBe(201);
      const refused = await act(token);
      expect([refused.statusCode, codeOf(refused), refused.headers['retry-after']]).toEqual([429, 'rate_limited', '1']);
      expect((await act(elsewhere)).statusCode).toBe(201);
      const read = await app.inject({ url: '/api/limit-probe/read', headers: { authorization: `Bearer ${token}` } });
      expect(read.statusCode).toBe(200);
    });
  });

  it("of a network's acts are its own setting", async () => {
    const network = await TillNetwork.create({ app } as TestApp, { settings: { rates: { tillActsPerSecond: 7 } } });
    const token = await network.tokenOf('cashier');
    const act = () =>
      app.inject({ method: 'POST', url: '/api/limit-probe/act', headers: { authorization: `Bearer ${token}` } });
    await app.get(Networks).getProfile(network.id);
    expect((await act()).headers).toMatchObject({ 'ratelimit-limit': '7', 'ratelimit-remaining': '6' });
  });

  it('are off with RATE_LIMITS=off', async () => {
    jest.replaceProperty(settings, 'rateLimits', false);
    const limiter = app.get(RateLimiter);
    const subject = `test:${newId()}`;
    for (let n = 0; n < 20; n += 1) await limiter.hit(subject, 1, 60);
    limiter.takeTillActs(people.networkId, 100_000);
    for (let n = 0; n < 20; n += 1)
      await limiter.countingMisses({ subject, rule: SECOND }, (): Promise<string | undefined> =>
        Promise.resolve(undefined),
      );
    await limiter.beginGuess([{ subject, rule: SECOND }]);
  });

  describe('the guards', () => {
    it('cost a request with a known token no round trip to the database', async () => {
      const token = await people.tokenOf('cashier');
      const read = () => app.inject({ url: '/api/limit-probe/read', headers: { authorization: `Bearer ${token}` } });
      const asked = jest.spyOn(app.get(Database), 'asPlatform');
      // The first requests fill the cache of ended sessions; later ones send no statement.
      await eventually('a request that asks nothing', async () => {
        asked.mockClear();
        expect((await read()).statusCode).toBe(200);
        return asked.mock.calls.length === 0;
      });
      const inNetwork = jest.spyOn(app.get(Database), 'inNetwork');
      for (let n = 0; n < 100; n += 1) await read();
      expect(asked).not.toHaveBeenCalled();
      expect(inNetwork).not.toHaveBeenCalled();
    });

    it('close a route that names no permission to everybody', async () => {
      for (const role of ['cashier', 'manager', 'analyst'] as const) {
        const answer = await app.inject({
          url: '/api/limit-probe/forgotten',
          headers: { authorization: `Bearer ${await people.tokenOf(role)}` },
        });
        expect([answer.statusCode, codeOf(answer)]).toEqual([403, 'forbidden']);
      }
    });
  });
});
