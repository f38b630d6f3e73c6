import { applicationOfWorker, type TestApp } from '../../support/app';
import { Liar } from '../../support/oidc/liar';
import { ProviderDesk } from '../../support/oidc/provider-desk';

const PERSON = { sub: 'one', email: 'one@company.test', email_verified: true, groups: ['waiters'] };

describe('answers of a provider that are not to be believed', () => {
  let server: TestApp;
  let liar: Liar;
  let desk: ProviderDesk;
  beforeAll(async () => {
    server = await applicationOfWorker();
  });
  beforeEach(async () => {
    liar = await Liar.start();
    desk = await ProviderDesk.of(server);
    await desk.turnOn(liar.issuer);
  });
  afterEach(() => liar.stop());

  /** Signs in with an ID token that has these claims in place of the right ones. */
  const signInWith = async (claims: object, query: (right: URLSearchParams) => void = () => undefined) => {
    const { url, cookie } = await desk.begin();
    const asked = new URL(url).searchParams;
    liar.say({ ...PERSON, nonce: asked.get('nonce'), ...claims });
    const right = new URLSearchParams({ code: 'c', state: asked.get('state') ?? '' });
    query(right);
    const answer = await desk.finish(right.toString(), cookie);
    return { answer, right: right.toString(), cookie };
  };
  const codeOf = async (claims: object, query?: (right: URLSearchParams) => void) => {
    const { answer } = await signInWith(claims, query);
    const { code, reason } = answer.body as { code?: string; reason?: string };
    return [answer.status, code, reason];
  };

  it('believes the right answer, so that the wrong ones differ in one thing', async () => {
    expect((await signInWith({})).answer.status).toBe(200);
  });

  it.each([
    ['a wrong nonce', { nonce: 'another' }, 'token'],
    ['no nonce', { nonce: undefined }, 'token'],
    ['the issuer of somebody else', { iss: 'https://elsewhere.test' }, 'token'],
    ['the audience of somebody else', { aud: 'elsewhere' }, 'token'],
    ['a token that is over', { exp: -120, iat: -600 }, 'expired'],
  ])('refuses %s', async (_, claims, reason) => {
    expect(await codeOf(claims)).toEqual([401, 'provider_refused', reason]);
  });

  it('bears clocks that differ by less than a minute', async () => {
    expect((await signInWith({ exp: -30, iat: -300 })).answer.status).toBe(200);
    expect((await signInWith({ iat: 40, nbf: Math.floor(Date.now() / 1_000) + 40 })).answer.status).toBe(200);
  });

  it('refuses a token that another key has signed', async () => {
    liar.takeAnotherKey();
    expect((await codeOf({})).slice(0, 2)).toEqual([401, 'provider_refused']);
  });

  it('refuses a wrong state, another browser, and the same answer a second time', async () => {
    expect((await codeOf({}, (right) => right.set('state', 'x'))).slice(0, 2)).toEqual([401, 'provider_sign_in_over']);
    const { right, cookie, answer } = await signInWith({});
    expect(answer.status).toBe(200);
    expect((await desk.finish(right, cookie)).body.code).toBe('provider_sign_in_over');
    const { url } = await desk.begin();
    const state = new URL(url).searchParams.get('state') ?? '';
    const stolen = new URLSearchParams({ code: 'c', state }).toString();
    expect((await desk.finish(stolen, cookie)).body.code).toBe('provider_sign_in_over');
  });

  it('says in words that the person was refused there', async () => {
    const refused = await codeOf({}, (right) => {
      right.delete('code');
      right.set('error', 'access_denied');
    });
    expect(refused).toEqual([401, 'provider_refused', 'denied']);
  });

  it("does not take the answer of another network's sign-in", async () => {
    const other = await ProviderDesk.of(server);
    await other.turnOn(liar.issuer);
    const ours = await desk.begin();
    const theirs = await other.begin();
    const asked = new URL(theirs.url).searchParams;
    liar.say({ ...PERSON, nonce: asked.get('nonce') });
    const parameters = new URLSearchParams({ code: 'c', state: asked.get('state') ?? '' }).toString();
    expect((await desk.finish(parameters, ours.cookie)).body.code).toBe('provider_sign_in_over');
    const inside = await other.finish(parameters, theirs.cookie);
    expect(inside.body.user.networkId).toBe(other.people.networkId);
  });

  it('sends people back to our page alone, whatever a request asks for', async () => {
    const address = (await desk.begin()).url;
    expect(new URL(address).searchParams.get('redirect_uri')).toMatch(/^http:\/\/localhost:\d+\/provider$/);
    expect(new URL(address).searchParams.get('code_challenge_method')).toBe('S256');
    const begin = (body: object, headers: Record<string, string>) =>
      server.api().post('/api/auth/provider/begin').set(headers).send(body);
    const wanted = { network: desk.code, returnTo: 'https://elsewhere.test' };
    expect((await begin(wanted, { 'Sec-Fetch-Site': 'same-origin' })).status).toBe(400);
    expect((await begin({ network: desk.code }, { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
    const hosted = await begin(
      { network: desk.code },
      { 'Sec-Fetch-Site': 'same-origin', 'X-Forwarded-Host': 'elsewhere.test' },
    );
    expect(new URL(String(hosted.body.url)).searchParams.get('redirect_uri')).toMatch(/^http:\/\/localhost:/);
  });

  it('refuses a description of another issuer', async () => {
    const liar2 = await Liar.start();
    liar2.description = { issuer: 'https://elsewhere.test' };
    const other = await ProviderDesk.of(server);
    await other.turnOn(liar2.issuer);
    const { answer } = await other.begin();
    expect([answer.status, answer.body.code, answer.body.reason]).toEqual([401, 'provider_refused', 'issuer']);
    await liar2.stop();
  });

  it.each([
    ['a name and password in it', 'https://user:secret@login.test'],
    ['a query', 'https://login.test/?a=b'],
    ['another protocol', 'ftp://login.test'],
  ])('takes no issuer with %s', async (_, issuer) => {
    expect((await desk.as().put('/api/identity-provider', desk.settings(issuer))).status).toBe(400);
  });
});
