import { newId } from '../../../src/platform/ids/ids';
import { TxtRecords } from '../../../src/platform/http/outgoing/txt-records';
import { Database } from '../../../src/platform/database/database';
import { tokenOfUser, People, type Person } from '../../integration/support/people-fixture';
import type { TestApp } from '../app';
import { CLIENT_ID, CLIENT_SECRET, type Company } from './company';

interface Proof {
  readonly domain: string;
  readonly record: { readonly name: string; readonly value: string };
}

const OWN_PAGE = { 'Sec-Fetch-Site': 'same-origin' };

/** A network whose managers enter a provider, and the browsers of its people. */
export class ProviderDesk {
  private constructor(
    private readonly server: TestApp,
    readonly people: People,
    readonly code: string,
    readonly manager: Person,
    readonly managerToken: string,
    private readonly secondToken: string,
  ) {}

  static async of(server: TestApp): Promise<ProviderDesk> {
    const people = await People.of(server.app);
    const manager = await people.addWithPassword('manager');
    const { code } = await server.app
      .get(Database)
      .inNetwork(people.networkId, (tx) =>
        tx.one<{ code: string }>('SELECT code FROM networks WHERE id = $1', [people.networkId]),
      );
    const token = await tokenOfUser(server.app, manager.id);
    return new ProviderDesk(server, people, code, manager, token, await people.tokenOf('manager'));
  }

  as(token: string = this.managerToken) {
    const set = (call: ReturnType<ReturnType<TestApp['api']>['get']>) => call.set('Authorization', `Bearer ${token}`);
    return {
      get: (path: string) => set(this.server.api().get(path)),
      post: (path: string, body: object = {}) => set(this.server.api().post(path)).send(body),
      put: (path: string, body: object) => set(this.server.api().put(path)).send(body),
      patch: (path: string, body: object) => set(this.server.api().patch(path)).send(body),
      delete: (path: string) => set(this.server.api().delete(path)),
    };
  }

  /** Enters the provider, stores its secret, and lets the second manager turn it on. */
  async turnOn(issuer: string, over: object = {}, secret = CLIENT_SECRET): Promise<void> {
    const body = this.settings(issuer, over);
    expect(
      (await this.as().put('/api/identity-provider', { ...body, enabled: false, onlyProvider: false })).status,
    ).toBe(200);
    expect((await this.as().put('/api/identity-provider/secret', { secret })).status).toBe(204);
    const asked = await this.as().put('/api/identity-provider', { ...body, enabled: true });
    expect([asked.status, asked.body.kind]).toEqual([202, 'SIGN_IN_PROVIDER']);
    await this.approve(asked.body.id as string);
  }

  /** Sets the DNS records of these domains, and of no others, for this network. */
  async prove(...domains: readonly string[]): Promise<object> {
    const { domainProofs } = (await this.as().get('/api/identity-provider')).body as { domainProofs: readonly Proof[] };
    const shown = domainProofs.filter(({ domain }) => domains.includes(domain)).map(({ record }) => record);
    const records = jest
      .spyOn(this.server.app.get(TxtRecords), 'has')
      .mockImplementation(({ name, value }) =>
        Promise.resolve(shown.some((record) => record.name === name && record.value === value)),
      );
    const { body } = await this.as().post('/api/identity-provider/domains/verify').expect(200);
    records.mockRestore();
    return (body as { domainProofs: object }).domainProofs;
  }

  async approve(id: string): Promise<void> {
    const approved = await this.as(this.secondToken).post(`/api/change-requests/${id}/approve`);
    expect(approved.status).toBe(200);
  }

  settings(issuer: string, over: object = {}) {
    return {
      enabled: false,
      issuer,
      clientId: CLIENT_ID,
      groups: [
        { group: 'admins', role: 'manager' },
        { group: 'waiters', role: 'cashier', restaurantIds: [this.people.at.restaurantId] },
        { group: 'numbers', role: 'analyst' },
      ],
      domains: ['company.test'],
      ...over,
    };
  }

  /** Begins a sign-in in a browser; returns the provider's address and the cookie. */
  async begin(code = this.code) {
    const answer = await this.server.api().post('/api/auth/provider/begin').set(OWN_PAGE).send({ network: code });
    const cookies = answer.get('Set-Cookie');
    return { answer, url: String(answer.body.url), cookie: (cookies?.[0] ?? '').split(';')[0] ?? '' };
  }

  finish(parameters: string, cookie: string, totp?: string) {
    return this.server
      .api()
      .post('/api/auth/provider/finish')
      .set(OWN_PAGE)
      .set('Cookie', cookie)
      .send({ parameters, refreshCookie: 'PERSISTENT', ...(totp !== undefined && { totp }) });
  }

  /** The whole way of the company's next person. */
  async signIn(company: Company) {
    const { url, cookie } = await this.begin();
    return this.finish(await company.visit(url), cookie);
  }

  me(token: string) {
    return this.as(token).get('/api/auth/me');
  }

  /** Renews a session by its cookie, as a page does. */
  renew(answer: { readonly headers: unknown; readonly body: { readonly sessionId?: string } }) {
    const { 'set-cookie': cookies } = answer.headers as Record<string, string[] | undefined>;
    return this.server
      .api()
      .post('/api/auth/refresh')
      .set(OWN_PAGE)
      .set('Cookie', (cookies?.[0] ?? '').split(';')[0] ?? '')
      .set('Idempotency-Key', newId())
      .send({ sessionId: answer.body.sessionId });
  }

  /** Dates the last requests to the provider this number of minutes back. */
  async letPass(minutes: number): Promise<void> {
    await this.server.app.get(Database).asPlatform((tx) =>
      tx.query(
        `UPDATE provider_sessions SET checked_at = checked_at - make_interval(mins => $2), asking_until = NULL
           FROM sessions s WHERE s.id = session_id AND s.network_id = $1`,
        [this.people.networkId, minutes],
      ),
    );
  }
}
