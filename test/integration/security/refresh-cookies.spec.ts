import { Database } from '../../../src/platform/database/database';
import { newId } from '../../../src/platform/ids/ids';
import { applicationOfWorker, type TestApp } from '../../support/app';
import { PASSWORD, People, type Person } from '../support/people-fixture';

const OWN_PAGE = { 'Sec-Fetch-Site': 'same-origin' };

describe('the refresh token of a page', () => {
  let server: TestApp;
  let person: Person;
  beforeEach(async () => {
    server = await applicationOfWorker();
    person = await (await People.of(server.app)).addWithPassword('cashier');
  });

  const signIn = (refreshCookie = 'PERSISTENT', headers: Record<string, string> = OWN_PAGE) =>
    server.api().post('/api/auth/login').set(headers).send({ email: person.email, password: PASSWORD, refreshCookie });
  const cookieOf = (answer: { headers: unknown }): string =>
    ((answer.headers as Record<string, string[] | undefined>)['set-cookie'] ?? [])[0] ?? '';
  /** The part of a cookie that a browser sends. */
  const sent = (cookie: string): string => cookie.split(';')[0] ?? '';
  const refresh = (sessionId: string, cookie: string, headers: Record<string, string> = OWN_PAGE) =>
    server.api().post('/api/auth/refresh').set(headers).set('Cookie', sent(cookie)).send({ sessionId });
  const me = async (token: string) =>
    (await server.api().get('/api/auth/me').set('Authorization', `Bearer ${token}`)).status;

  it('is a cookie that no script reads and that goes to one path, and stands in no answer', async () => {
    const answer = await signIn();
    const { sessionId } = answer.body as { sessionId: string };
    expect([answer.status, answer.body.refreshToken]).toEqual([200, null]);
    expect(cookieOf(answer).replace(/=[\w-]+;/, '=…;')).toBe(
      `loyalty-session-${sessionId}=…; Path=/api/auth/refresh; HttpOnly; SameSite=Strict; Max-Age=604800`,
    );
    expect(cookieOf(await signIn('SESSION'))).not.toContain('Max-Age');
    const overTls = await signIn('SESSION', { ...OWN_PAGE, 'X-Forwarded-Proto': 'https' });
    expect(cookieOf(overTls)).toMatch(/; Secure$/);
  });

  it('renews the session, is another each time, and keeps the life that it had', async () => {
    for (const life of ['PERSISTENT', 'SESSION']) {
      const first = await signIn(life);
      const { sessionId } = first.body as { sessionId: string };
      const second = await refresh(sessionId, cookieOf(first));
      expect([second.status, second.body.refreshToken, second.body.sessionId]).toEqual([200, null, sessionId]);
      expect(sent(cookieOf(second))).not.toBe(sent(cookieOf(first)));
      expect(cookieOf(second).includes('Max-Age=604800')).toBe(life === 'PERSISTENT');
      expect(await me(second.body.accessToken as string)).toBe(200);
      expect((await refresh(sessionId, cookieOf(second))).status).toBe(200);
    }
  });

  it('may be brought by several tabs at once: all go on, and one of them has the next', async () => {
    const first = await signIn();
    const { sessionId } = first.body as { sessionId: string };
    const tabs = await Promise.all(
      Array.from({ length: 5 }, () => refresh(sessionId, cookieOf(first)).set('Idempotency-Key', newId())),
    );
    expect(tabs.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    for (const tab of tabs) expect(await me(tab.body.accessToken as string)).toBe(200);
    const next = tabs.map(cookieOf).filter((cookie) => cookie !== '');
    expect(next).toHaveLength(1);
    expect((await refresh(sessionId, next[0] ?? '')).status).toBe(200);
  });

  it('is taken for a copy when it comes again after the tabs had their time, and ends the session', async () => {
    const first = await signIn();
    const { sessionId } = first.body as { sessionId: string };
    const second = await refresh(sessionId, cookieOf(first));
    await server.app
      .get(Database)
      .asPlatform((tx) =>
        tx.query("UPDATE used_refresh_tokens SET used_at = used_at - interval '11 s' WHERE session_id = $1", [
          sessionId,
        ]),
      );
    const copy = await refresh(sessionId, cookieOf(first));
    expect([copy.status, copy.body.code]).toEqual([401, 'refresh_token_reused']);
    expect(cookieOf(copy)).toContain('Max-Age=0');
    expect((await refresh(sessionId, cookieOf(second))).body.code).toBe('session_ended');
  });

  it('is no cookie to whom brings it in a body: a copy ends the session at once', async () => {
    const first = await signIn();
    const { sessionId } = first.body as { sessionId: string };
    const second = await refresh(sessionId, cookieOf(first));
    const refreshToken = sent(cookieOf(first)).split('=')[1]?.slice(1);
    const stolen = await server.api().post('/api/auth/refresh').send({ refreshToken });
    expect([stolen.status, stolen.body.code]).toEqual([401, 'refresh_token_reused']);
    expect((await refresh(sessionId, cookieOf(second))).body.code).toBe('session_ended');
  });

  it('is taken from own pages alone', async () => {
    const first = await signIn();
    const { sessionId } = first.body as { sessionId: string };
    const { host } = new URL(server.url);
    const foreign: Record<string, string>[] = [
      { 'Sec-Fetch-Site': 'cross-site', Origin: `http://${host}` },
      { 'Sec-Fetch-Site': 'same-site' },
      { Origin: 'http://evil.example' },
      { Origin: 'null' },
      {},
    ];
    for (const headers of foreign) {
      expect([headers, (await refresh(sessionId, cookieOf(first), headers)).status]).toEqual([headers, 403]);
      expect([headers, (await signIn('SESSION', headers)).status]).toEqual([headers, 403]);
    }
    const withoutTls = refresh(sessionId, cookieOf(first), { Origin: 'http://till.example', Host: 'till.example' });
    expect((await withoutTls).status).toBe(200);
  });

  it('is refused for another session, for none, and beside a token in the body', async () => {
    const [first, second] = [await signIn(), await signIn()];
    const { sessionId } = second.body as { sessionId: string };
    expect((await refresh(sessionId, cookieOf(first))).body.code).toBe('unauthenticated');
    expect((await refresh(newId(), '')).body.code).toBe('unauthenticated');
    for (const body of [{}, { sessionId, refreshToken: 'x' }])
      expect((await server.api().post('/api/auth/refresh').set(OWN_PAGE).send(body)).status).toBe(400);
  });

  it('ends with its session when the page signs out, without an access token', async () => {
    const first = await signIn();
    const { sessionId, accessToken } = first.body as { sessionId: string; accessToken: string };
    const end = () =>
      server
        .api()
        .delete('/api/auth/refresh')
        .set(OWN_PAGE)
        .set('Cookie', sent(cookieOf(first)))
        .send({ sessionId });
    const ended = await end();
    expect([ended.status, cookieOf(ended).includes('Max-Age=0')]).toEqual([204, true]);
    expect(await me(accessToken)).toBe(401);
    expect((await end()).status).toBe(204);
    expect((await refresh(sessionId, cookieOf(first))).body.code).toBe('session_ended');
  });
});
