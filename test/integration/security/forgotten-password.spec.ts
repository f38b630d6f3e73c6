import { OutboxMessages } from '../../../src/security';
import { Database } from '../../../src/platform/database/database';
import { PasswordLinks } from '../../../src/security/passwords/password-links';
import { Messages } from '../../../src/security/messages/messages';
import { ProblemError } from '../../../src/platform/problems/problem';
import { newId } from '../../../src/platform/ids/ids';
import { applicationOfWorker, type TestApp } from '../../support/app';
import { takeMessages } from '../../support/message-provider';
import { People, type Person } from '../support/people-fixture';

const NEXT_PASSWORD = 'the words after those';

/** An address of the documentation's network, so that tests do not use up each other's limits. */
const someAddress = (): string => `2001:db8::${newId().slice(-4)}:${newId().slice(-4)}`;

describe('a forgotten password', () => {
  let server: TestApp;
  let people: People;
  let strangers: People;

  beforeAll(async () => {
    server = await applicationOfWorker();
    people = await People.of(server.app);
    strangers = await People.of(server.app);
  });
  afterAll(() => server.close());
  afterEach(() => jest.restoreAllMocks());

  async function ask(email: string, address = someAddress()) {
    const url = '/api/auth/password/forgot';
    const from = { 'x-forwarded-for': address };
    const { statusCode, body, headers } = await server.app.inject({
      method: 'POST',
      url,
      payload: { email },
      headers: from,
    });
    const { code } = body === '' ? { code: null } : (JSON.parse(body) as { code: string });
    return { status: statusCode, code, retryAfter: headers['retry-after'] };
  }
  const lettersTo = (email: string, of = people) => server.app.get(OutboxMessages).list(of.networkId, email, 10);
  const tokenIn = (body = '') => /\/password\?role=\w+#(\S+)/.exec(body)?.[1] ?? '';
  const signIn = ({ email }: Person, password: string) =>
    server.api().post('/api/auth/login').send({ email, password });

  it('is set anew by the link of a letter, and stays good until then', async () => {
    const person = await people.addWithPassword('cashier', 'the first of the words');
    expect(await ask(person.email.toUpperCase())).toMatchObject({ status: 204 });
    const letters = await lettersTo(person.email);
    expect(letters).toMatchObject([{ channel: 'EMAIL', to: person.email }]);
    expect((await signIn(person, 'the first of the words')).status).toBe(200);
    const set = { token: tokenIn(letters[0]?.body), password: NEXT_PASSWORD };
    expect((await server.api().post('/api/auth/password/set').send(set)).status).toBe(204);
    expect((await signIn(person, NEXT_PASSWORD)).status).toBe(200);
    expect((await signIn(person, 'the first of the words')).status).toBe(401);
  });

  it('proves the address by a link that was mailed, until somebody sets the password by a link that was passed on', async () => {
    const person = await people.addWithPassword('cashier', 'the first of the words');
    const isProven = async () => {
      const { emailProvenAt } = await server.app
        .get(Database)
        .asPlatform((tx) => tx.prisma.user.findUniqueOrThrow({ where: { id: person.id } }));
      return emailProvenAt !== null;
    };
    let links = jest.spyOn(server.app.get(PasswordLinks), 'create');
    const useLastLink = async () => {
      const token = (await (links.mock.results.at(-1)?.value as ReturnType<PasswordLinks['create']> | undefined))
        ?.token;
      await server.api().post('/api/auth/password/set').send({ token, password: NEXT_PASSWORD }).expect(204);
      return isProven();
    };
    expect(await isProven()).toBe(false);
    // Without a provider the letter stays where the operator reads it.
    await ask(person.email);
    expect(await useLastLink()).toBe(false);
    takeMessages(server, 'EMAIL');
    await ask(person.email);
    expect(await useLastLink()).toBe(true);
    // Where no letters go, a manager gets the link.
    jest.restoreAllMocks();
    links = jest.spyOn(server.app.get(PasswordLinks), 'create');
    const manager = await people.tokenOf('manager');
    await server
      .api()
      .post(`/api/users/${person.id}/password-link`)
      .set('Authorization', `Bearer ${manager}`)
      .expect(201);
    expect(await useLastLink()).toBe(false);
  });

  it('brings a letter from each network where the person works, and none to a disabled user', async () => {
    const there = await strangers.addWithPassword('analyst');
    const disabled = await people.add('cashier');
    await people.disable(disabled.id);
    expect((await ask(disabled.email)).status).toBe(204);
    expect(await lettersTo(disabled.email)).toEqual([]);
    expect((await ask(there.email)).status).toBe(204);
    expect(await lettersTo(there.email, strangers)).toHaveLength(1);
    expect(await lettersTo(there.email)).toEqual([]);
  });

  it('is answered alike, and no sooner, for an address that has no account', async () => {
    const person = await people.add('manager');
    const began = performance.now();
    const unknown = await ask(`nobody-${newId()}@example.test`);
    const took = performance.now() - began;
    expect(unknown).toEqual(await ask(person.email));
    expect(took).toBeGreaterThan(350);
  });

  it('may be asked about three times an hour for an address of e-mail, whether or not it has an account', async () => {
    const person = await people.add('cashier');
    for (const email of [person.email, `nobody-${newId()}@example.test`]) {
      for (let time = 0; time < 3; time += 1) expect((await ask(email)).status).toBe(204);
      expect(await ask(email)).toMatchObject({ status: 429, code: 'rate_limited', retryAfter: expect.any(String) });
    }
    expect(await lettersTo(person.email)).toHaveLength(3);
  });

  it('is not asked about without limit from one address', async () => {
    const address = someAddress();
    const answers = await Promise.all(Array.from({ length: 21 }, () => ask(`nobody-${newId()}@example.test`, address)));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(20);
    expect(answers.filter(({ code }) => code === 'rate_limited')).toHaveLength(1);
  });

  it('cannot be asked about where the server sends no e-mail', async () => {
    jest.spyOn(server.app.get(Messages), 'requireChannel').mockImplementation(() => {
      throw new ProblemError('no_message_channel');
    });
    expect(await ask((await people.add('cashier')).email)).toMatchObject({ status: 503, code: 'no_message_channel' });
  });
});
