import { randomInt } from 'node:crypto';
import { Database } from '../../../../src/platform/database/database';
import { newId } from '../../../../src/platform/ids/ids';
import { settings } from '../../../../src/platform/settings/settings';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { outboxOf } from '../../../support/outbox';
import { TillNetwork } from '../../../support/till-network';

/** A random address, so that tests do not use up one another's limits. */
const someAddress = (): string => {
  const group = (): string => randomInt(1, 0xffff).toString(16);
  return `2001:db8:${group()}:${group()}::${group()}`;
};

interface Begun {
  readonly verificationId: string;
  readonly expiresAt: string;
  readonly channel: string;
}

describe('the registration of a guest', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test);
    manager = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  // A phone of this run alone, each in another block of numbers: the limits of codes count over all networks.
  let serial = Math.floor(Math.random() * 9_000_000) + 1_000_000;
  const phone = (): string => `+7918${String((serial += 10_007) % 10_000_000).padStart(7, '0')}`;
  const begin = (body: object, address = someAddress()) =>
    test
      .api()
      .post('/api/auth/register')
      .set('X-Forwarded-For', address)
      .send({ networkId: network.id, consents: [], ...body });
  const verify = (verificationId: string, code: string, address = someAddress()) =>
    test.api().post('/api/auth/verify').set('X-Forwarded-For', address).send({ verificationId, code });
  const codesSentTo = async (to: string, networkId = network.id): Promise<string[]> =>
    (await outboxOf(test, networkId, to)).map((message) => {
      expect(message.to).toBe(to);
      return /\d{6}/.exec(message.body)?.[0] ?? '';
    });
  const registered = async (
    to: string,
    more: { readonly networkId?: string; readonly [field: string]: unknown } = {},
  ) => {
    const begun = (await begin({ phone: to, ...more })).body as Begun;
    const [code = ''] = await codesSentTo(to, more.networkId);
    return verify(begun.verificationId, code);
  };

  it('asks for name and consents only where the phone is new, and says so only after the right code', async () => {
    const to = phone();
    const sentCode = async () => {
      const { verificationId } = (await begin({ phone: to })).body as Begun;
      return { verificationId, code: (await codesSentTo(to))[0] ?? '' };
    };
    const given = await sentCode();
    const bring = (body: object) =>
      test
        .api()
        .post('/api/auth/verify')
        .set('X-Forwarded-For', someAddress())
        .send({ onlyKnown: true, ...body });
    const wrong = given.code === '000000' ? '111111' : '000000';
    expect((await bring({ ...given, code: wrong })).body.code).toBe('verification_failed');
    const unknown = await bring(given);
    expect([unknown.status, unknown.body.code]).toEqual([422, 'registration_needed']);
    const consents = [{ kind: 'PERSONAL_DATA', version: '2026-11' }];
    const made = await test
      .api()
      .post('/api/auth/verify')
      .send({ ...given, name: 'Жанна', consents });
    expect(made.body).toMatchObject({ isNew: true, guest: { name: 'Жанна', phone: to } });
    expect((await bring(await sentCode())).body).toMatchObject({ isNew: false, guest: { id: made.body.guest.id } });
  });

  it('sends a code and makes a guest with a session of the person who brings it', async () => {
    const to = phone();
    const consents = [{ kind: 'PERSONAL_DATA', version: '2026-11' }];
    const begun = await begin({ phone: to, name: 'Жанна', birthDate: '1995-03-08', consents });
    expect(begun.status).toBe(202);
    expect(begun.body).toEqual({
      verificationId: expect.any(String) as string,
      expiresAt: expect.any(String) as string,
      channel: 'SMS',
      staysInOutbox: true,
      botLink: null,
      membersOnly: false,
    });
    const [code = ''] = await codesSentTo(to);
    const { body, status } = await verify((begun.body as Begun).verificationId, code);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      expiresIn: 900,
      guest: {
        phone: to,
        name: 'Жанна',
        birthDate: '1995-03-08',
        source: 'SELF',
        note: null,
        balance: { available: 100 },
      },
    });
    const mine = await network.get(`/api/guests/${body.guest.id}`, body.accessToken as string);
    expect(mine.body).toMatchObject({ phone: to });
    expect((await network.get(`/api/guests/${body.guest.id}/consents`, manager)).body.items).toMatchObject([
      { kind: 'PERSONAL_DATA', version: '2026-11', given: true, source: 'SELF' },
    ]);
    const session = await test
      .api()
      .post('/api/auth/refresh')
      .send({ refreshToken: body.refreshToken as string });
    expect(session.status).toBe(200);
  });

  it('answers the same for a known phone, and does not change its data', async () => {
    const to = phone();
    const { body: known } = await network.post('/api/guests', manager, {
      phone: to,
      name: 'Zoya',
      birthDate: '1980-01-01',
    });
    const begun = await begin({
      phone: to,
      name: 'Mallory',
      birthDate: '1999-09-09',
      consents: [{ kind: 'A', version: '1' }],
    });
    const unknown = await begin({ phone: phone(), name: 'Mallory', birthDate: '1999-09-09' });
    expect(begun.status).toBe(unknown.status);
    expect(Object.keys(begun.body as object)).toEqual(Object.keys(unknown.body as object));
    const [code = ''] = await codesSentTo(to);
    const { body } = await verify((begun.body as Begun).verificationId, code);
    expect(body.guest).toMatchObject({
      id: known.id,
      name: 'Zoya',
      birthDate: '1980-01-01',
      balance: { available: 100 },
    });
    expect((await network.get(`/api/guests/${known.id}/consents`, manager)).body.items).toEqual([]);
  });

  it('makes one guest of a phone that is verified eight times at once', async () => {
    const to = phone();
    const wide = await TillNetwork.create(test, { settings: { rates: { codesPerPhonePerHour: 100 } } });
    const begun: Begun[] = [];
    for (let count = 0; count < 8; count += 1)
      begun.push((await begin({ networkId: wide.id, phone: to })).body as Begun);
    const codes = (await codesSentTo(to, wide.id)).reverse();
    const answers = await Promise.all(begun.map((one, at) => verify(one.verificationId, codes[at] ?? '')));
    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 8 }, () => 200));
    expect(new Set(answers.map((answer) => answer.body.guest.id as string)).size).toBe(1);
  });

  it('is one person in two networks', async () => {
    const to = phone();
    const other = await TillNetwork.create(test);
    const here = (await registered(to)).body.guest.id as string;
    const there = (await registered(to, { networkId: other.id })).body.guest.id as string;
    const accounts = await test.app
      .get(Database)
      .asPlatform((tx) =>
        tx.query<{ account_id: string }>('SELECT account_id FROM guests WHERE id = ANY ($1)', [[here, there]]),
      );
    expect(here).not.toBe(there);
    expect(accounts).toHaveLength(2);
    expect(new Set(accounts.map((row) => row.account_id)).size).toBe(1);
  });

  it('links a guest whom staff registered to the person who verified the phone', async () => {
    const to = phone();
    const { body: guest } = await network.post('/api/guests', manager, { phone: to });
    const account = () =>
      network.database.inNetwork(network.id, (tx) =>
        tx.one<{ account_id: string | null }>('SELECT account_id FROM guests WHERE id = $1', [guest.id]),
      );
    expect((await account()).account_id).toBeNull();
    await registered(to);
    expect((await account()).account_id).not.toBeNull();
  });

  it('ends with the fifth wrong code, also for the right one', async () => {
    const to = phone();
    const { verificationId } = (await begin({ phone: to })).body as Begun;
    const [code = ''] = await codesSentTo(to);
    const wrong = code === '000000' ? '000001' : '000000';
    const tries = await Promise.all(Array.from({ length: 7 }, () => verify(verificationId, wrong)));
    expect(tries.filter((answer) => answer.body.code === 'verification_failed')).toHaveLength(5);
    expect(tries.filter((answer) => answer.body.code === 'verification_expired')).toHaveLength(2);
    expect((await verify(verificationId, code)).body.code).toBe('verification_expired');
  });

  it('takes a code once, though it comes eight times at once', async () => {
    const to = phone();
    const { verificationId } = (await begin({ phone: to })).body as Begun;
    const [code = ''] = await codesSentTo(to);
    const answers = await Promise.all(Array.from({ length: 8 }, () => verify(verificationId, code)));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect(answers.filter((answer) => answer.body.code === 'verification_expired')).toHaveLength(7);
  });

  it('does not take the code of another verification, nor one that is over', async () => {
    const [one, two] = [phone(), phone()];
    const first = (await begin({ phone: one })).body as Begun;
    await begin({ phone: two });
    const [code = ''] = await codesSentTo(two);
    const [own = ''] = await codesSentTo(one);
    if (code !== own) expect((await verify(first.verificationId, code)).body.code).toBe('verification_failed');
    await network.database.inNetwork(network.id, (tx) =>
      tx.query("UPDATE verifications SET expires_at = now() - interval '1 second' WHERE id = $1", [
        first.verificationId,
      ]),
    );
    expect((await verify(first.verificationId, own)).body.code).toBe('verification_expired');
    expect((await verify(newId(), '123456')).body.code).toBe('verification_failed');
  });

  it('is refused in production while no channel takes codes, and the health page says so', async () => {
    const production = jest.replaceProperty(settings, 'production', true);
    try {
      const refused = await begin({ phone: phone() });
      expect([refused.status, refused.body.code]).toEqual([503, 'no_message_channel']);
      const { checks } = (await test.api().get('/api/health/ready')).body as { checks: object };
      expect(checks).toMatchObject({
        messages: {
          status: 'off',
          sms: 'off',
          warnings: [expect.stringContaining('one-time codes'), expect.any(String)] as unknown,
        },
      });
    } finally {
      production.restore();
    }
  });

  it('sends five codes to a phone an hour, and says when to come again', async () => {
    const to = phone();
    for (let count = 0; count < 5; count += 1) expect((await begin({ phone: to })).status).toBe(202);
    const refused = await begin({ phone: to });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(await codesSentTo(to)).toHaveLength(5);
  });

  it('sends twenty codes an hour for an address, whichever phones they go to', async () => {
    const address = someAddress();
    const neighbour = address.replace(/::.*/, '::1:2');
    for (let count = 0; count < 20; count += 1)
      expect((await begin({ phone: phone() }, count % 2 === 0 ? address : neighbour)).status).toBe(202);
    const to = phone();
    const refused = await begin({ phone: to }, address);
    expect([refused.status, refused.body.code]).toEqual([429, 'rate_limited']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(await codesSentTo(to)).toEqual([]);
    expect((await begin({ phone: to })).status).toBe(202);
  });

  it.each([
    ['a block of numbers', { codesPerPrefixPerHour: 3 }],
    ['the network in all', { codesPerHour: 3 }],
  ])('sends no more codes an hour to %s than the network lets, and makes that seen', async (_whom, rates) => {
    const limited = await TillNetwork.create(test, { settings: { rates } });
    const block = String(randomInt(1_000_000)).padStart(6, '0');
    const codes = [];
    for (let count = 0; count < 4; count += 1)
      codes.push(
        (await begin({ networkId: limited.id, phone: `+79${block.slice(0, 5)}${String(1_000 + count)}` })).status,
      );
    expect(codes).toEqual([202, 202, 202, 429]);
    const { checks } = (await test.api().get('/api/health/ready')).body as {
      checks: { limits: { warnings: string[] } };
    };
    expect(checks.limits.warnings.join()).toMatch(/code:(prefix|network) was used up/);
    const { text } = await test.api().get('/metrics');
    expect(text).toMatch(/loyalty_limit_refusals_total\{limit="code:(prefix|network)"\} [1-9]/);
  });

  it('looks at thirty wrong codes an hour of an address, over all verifications', async () => {
    const address = someAddress();
    const wrongOf = (code: string): string => (code === '000000' ? '000001' : '000000');
    const answers: string[] = [];
    for (let count = 0; count < 7; count += 1) {
      const to = phone();
      const { verificationId } = (await begin({ phone: to })).body as Begun;
      const [code = ''] = await codesSentTo(to);
      // The right one gives its guess back, or a busy guest could use up the café's address.
      if (count === 0) expect((await verify(verificationId, code, address)).status).toBe(200);
      else
        for (let guess = 0; guess < 5; guess += 1)
          answers.push((await verify(verificationId, wrongOf(code), address)).body.code as string);
      if (count === 6) {
        expect((await verify(verificationId, code, address)).body.code).toBe('locked_out');
      }
    }
    expect(answers).toEqual(Array.from({ length: 30 }, () => 'verification_failed'));
  });

  it('keeps codes and phones out of reach of a reader of the database', async () => {
    const to = phone();
    await begin({ phone: to, name: 'Hidden Name' });
    const [code = ''] = await codesSentTo(to);
    const rows = await network.database.inNetwork(network.id, (tx) =>
      tx.query<{ row: string }>('SELECT v::text AS row FROM verifications v UNION ALL SELECT m::text FROM messages m'),
    );
    const text = rows.map((row) => row.row).join('\n');
    for (const needle of [
      to.slice(1),
      'Hidden Name',
      Buffer.from(to).toString('hex'),
      Buffer.from(`your code is ${code}`).toString('hex'),
    ]) {
      expect(text).not.toContain(needle);
    }
  });

  it('is seen across networks by its id alone', async () => {
    const { verificationId } = (await begin({ phone: phone() })).body as Begun;
    const database = test.app.get(Database);
    const look = (column: string) =>
      database.asPlatform((tx) => tx.query(`SELECT ${column} FROM verifications WHERE id = $1`, [verificationId]));
    expect(await look('network_id')).toEqual([{ network_id: network.id }]);
    for (const column of ['payload', 'code_hash', 'phone_index', '*']) {
      await expect(look(column)).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('speaks the language that was asked for, else the network’s', async () => {
    const [russian, english] = [phone(), phone()];
    await begin({ phone: russian }).set('Accept-Language', 'ru');
    await begin({ phone: english });
    const bodyTo = async (to: string): Promise<string> => (await outboxOf(test, network.id, to))[0]?.body ?? '';
    expect(await bodyTo(russian)).toContain('ваш код');
    expect(await bodyTo(english)).toContain('your code is');
  });

  it('shows messages on this machine alone, to a phone without its plus as well', async () => {
    const to = phone();
    await begin({ phone: to });
    const found = await test
      .api()
      .get('/api/dev/outbox')
      .query({ to: to.slice(1) });
    expect(found.body).toMatchObject({ items: [{ to }] });
    const proxied = await test.api().get('/api/dev/outbox').set('X-Forwarded-For', '203.0.113.9');
    expect(proxied.status).toBe(404);
  });

  it('lets guests change their own profile, but neither their phone nor a birthday that is set, nor anybody else', async () => {
    const { body } = await registered(phone(), { birthDate: '1990-01-01' });
    const token = body.accessToken as string;
    const patch = (id: string, change: object) =>
      test.api().patch(`/api/guests/${id}`).set('Authorization', `Bearer ${token}`).send(change);
    const own = body.guest.id as string;
    expect((await patch(own, { name: 'Mine', email: 'me@example.test', locale: 'ru' })).body).toMatchObject({
      name: 'Mine',
      email: 'me@example.test',
    });
    expect((await patch(own, { birthDate: '1990-11-20' })).status).toBe(403);
    expect((await patch(own, { phone: phone() })).status).toBe(403);
    expect((await patch(own, { note: 'VIP' })).status).toBe(403);
    expect((await patch(own, { externalId: 'mine' })).status).toBe(403);
    const other = (await network.post('/api/guests', manager, { phone: phone() })).body.id as string;
    expect((await patch(other, { name: 'Theirs' })).status).toBe(404);
    expect((await network.get(`/api/guests/${other}`, token)).status).toBe(404);
    for (const path of ['/api/guests', '/api/restaurants', '/api/networks'])
      expect((await network.get(path, token)).status).toBe(403);
  });

  it.each([
    [{ phone: 'nonsense' }, 422],
    [{ phone: 5 }, 400],
    [{}, 400],
    [{ phone: '+79180000000', networkId: 'here' }, 400],
    [{ phone: '+79180000000', networkId: newId() }, 404],
    [{ phone: '+79180000000', admin: true }, 400],
    [{ phone: '+79180000000', birthDate: 'yesterday' }, 400],
  ])('refuses %j with %i', async (body, status) => {
    expect((await begin(body)).status).toBe(status);
  });

  it.each([
    [{}],
    [{ verificationId: 'x', code: '123456' }],
    [{ verificationId: newId(), code: 123456 }],
    [{ verificationId: newId() }],
  ])('does not take %j for a code', async (body) => {
    expect((await test.api().post('/api/auth/verify').send(body)).status).toBe(400);
  });
});
