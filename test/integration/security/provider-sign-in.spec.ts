import { Database } from '../../../src/platform/database/database';
import { newId } from '../../../src/platform/ids/ids';
import { RECHECK_MINUTES, SILENT_MINUTES } from '../../../src/security/providers/provider-sessions';
import { returnAddress } from '../../../src/security/providers/provider-client';
import { codeOfStep, STEP_SECONDS } from '../../../src/security/second-factor/totp.rules';
import { applicationOfWorker, type TestApp } from '../../support/app';
import { Company } from '../../support/oidc/company';
import { ProviderDesk } from '../../support/oidc/provider-desk';
import { fromBase32, PASSWORD } from '../support/people-fixture';

const WAITER = {
  sub: 'waiter-1',
  email: 'Olga@Company.test',
  email_verified: true,
  name: 'Olga',
  groups: ['everybody', 'waiters'],
};

describe('sign-in through the provider of a company', () => {
  let server: TestApp;
  let company: Company;
  let desk: ProviderDesk;
  beforeAll(async () => {
    server = await applicationOfWorker();
    company = await Company.start(returnAddress());
  });
  afterAll(() => company.stop());
  beforeEach(async () => {
    desk = await ProviderDesk.of(server);
  });

  const usersOf = async () =>
    (await desk.as().get('/api/users?limit=200')).body.items as { email: string; role: string; disabledAt: unknown }[];
  const signInByPassword = (email: string) => server.api().post('/api/auth/login').send({ email, password: PASSWORD });

  it('makes an account at the first sign-in, with the rights of the group, and uses it from then on', async () => {
    await desk.turnOn(company.issuer);
    await company.next(WAITER);
    const first = await desk.signIn(company);
    expect([first.status, first.body.user]).toEqual([
      200,
      expect.objectContaining({ role: 'cashier', restaurantIds: [desk.people.at.restaurantId] }),
    ]);
    const me = await desk.me(first.body.accessToken as string);
    expect(me.body).toMatchObject({ email: 'olga@company.test', name: 'Olga', role: 'cashier', byProvider: true });
    const second = await desk.signIn(company);
    expect(second.body.user.id).toBe(first.body.user.id);
    expect((await usersOf()).filter(({ email }) => email === 'olga@company.test')).toHaveLength(1);
  });

  it('is found by the domain of an address or the code of the network, and by nothing of another network', async () => {
    const offers = (body: object) => server.api().post('/api/auth/provider/offers').send(body);
    expect((await offers({ network: desk.code })).body.items).toEqual([]);
    expect((await desk.begin()).answer.status).toBe(404);
    const domain = `${newId()}.test`;
    await desk.turnOn(company.issuer, { domains: [domain] });
    await desk.prove(domain);
    for (const body of [{ network: desk.code }, { email: `anybody@${domain}` }])
      expect((await offers(body)).body.items).toEqual([expect.objectContaining({ network: desk.code })]);
    expect((await offers({ email: 'anybody@elsewhere.test' })).body.items).toEqual([]);
    expect((await offers({})).status).toBe(400);
  });

  it('leads nobody to a network by a mail domain that DNS has not proven: of another network, of a public service', async () => {
    const offers = async (domain: string) =>
      (
        await server
          .api()
          .post('/api/auth/provider/offers')
          .send({ email: `a@${domain}` })
      ).body.items as object[];
    const [own, foreign] = [`${newId()}.test`, `${newId()}.test`];
    await desk.turnOn(company.issuer, { domains: [own, foreign] });
    expect(await offers(own)).toEqual([]);
    // An e-mail address from the provider does not count as proven.
    await company.next({ sub: 'unproven', email: `waiter@${own}`, groups: ['waiters'] });
    expect((await desk.signIn(company)).body.code).toBe('provider_no_email');

    const other = await ProviderDesk.of(server);
    await other.turnOn(company.issuer, { domains: [foreign] });
    await other.prove(foreign);
    expect(await desk.prove(own)).toEqual([
      expect.objectContaining({ domain: own, isProven: true }),
      expect.objectContaining({ domain: foreign, isProven: false }),
    ]);
    expect(await offers(own)).toEqual([expect.objectContaining({ network: desk.code })]);
    expect(await offers(foreign)).toEqual([expect.objectContaining({ network: other.code })]);
    expect((await desk.signIn(company)).status).toBe(200);

    // Another network owns the domain now, and the domain shows that network's record.
    await desk.prove(foreign);
    expect(await offers(foreign)).toEqual([expect.objectContaining({ network: desk.code })]);

    for (const open of ['gmail.com', 'mail.ru', 'yandex.ru', 'outlook.com', 'yahoo.co.uk']) {
      const put = await desk
        .as()
        .put('/api/identity-provider', desk.settings(company.issuer, { domains: [own, open] }));
      expect([put.status, put.body.errors]).toEqual([
        400,
        [expect.objectContaining({ path: 'domains.1', code: 'not_allowed' })],
      ]);
    }
    // A domain that is removed and added again shows its record again.
    await desk.as().put('/api/identity-provider', desk.settings(company.issuer, { domains: [] }));
    await desk.as().put('/api/identity-provider', desk.settings(company.issuer, { domains: [own] }));
    expect((await desk.as().get('/api/identity-provider')).body.domainProofs).toMatchObject([{ isProven: false }]);
  });

  it('takes rights anew from the groups: at the next sign-in, and while the person is signed in', async () => {
    await desk.turnOn(company.issuer);
    await company.next({ ...WAITER, sub: 'mover', email: 'mover@company.test' });
    const waiter = await desk.signIn(company);
    await company.next({ ...WAITER, sub: 'mover', email: 'mover@company.test', groups: ['numbers'] });
    // Before the next check of the provider is due, the session is renewed without it.
    const renewed = await desk.renew(waiter);
    expect(renewed.status).toBe(200);
    await desk.letPass(RECHECK_MINUTES + 1);
    expect((await desk.renew(renewed)).body.code).toBe('session_ended');
    expect((await desk.me(waiter.body.accessToken as string)).body.code).toBe('session_ended');
    expect((await desk.signIn(company)).body.user).toMatchObject({ id: waiter.body.user.id, role: 'analyst' });
  });

  it('closes the account of a person without a group at once, and opens it with one again', async () => {
    await desk.turnOn(company.issuer);
    const person = { ...WAITER, sub: 'leaver', email: 'leaver@company.test' };
    await company.next(person);
    const inside = await desk.signIn(company);
    await company.next({ ...person, groups: ['everybody'] });
    await desk.letPass(RECHECK_MINUTES + 1);
    expect((await desk.renew(inside)).body.code).toBe('session_ended');
    expect((await desk.signIn(company)).body.code).toBe('provider_no_role');
    expect((await usersOf()).find(({ email }) => email === person.email)?.disabledAt).not.toBeNull();
    await company.next(person);
    expect((await desk.signIn(company)).status).toBe(200);
    // A blocked person stays blocked, even where the provider's groups would admit them.
    await desk
      .as()
      .patch(`/api/users/${String(inside.body.user.id)}`, { disabled: true })
      .expect(200);
    expect((await desk.signIn(company)).body.code).toBe('provider_account_disabled');
  });

  it('lets nobody in whose address is not confirmed, or to an account with such an address', async () => {
    await desk.turnOn(company.issuer, { domains: [] });
    const { email } = await desk.people.addWithPassword('manager');
    await company.next({ sub: 'thief', email, email_verified: false, groups: ['admins'] });
    expect((await desk.signIn(company)).body.code).toBe('provider_no_email');
    await company.next({ sub: 'nameless', groups: ['admins'] });
    expect((await desk.signIn(company)).body.code).toBe('provider_no_email');
    await company.next({ sub: 'stranger', email: 'stranger@company.test', email_verified: true, groups: ['other'] });
    expect((await desk.signIn(company)).body.code).toBe('provider_no_role');
    expect((await usersOf()).some((user) => user.email === 'stranger@company.test')).toBe(false);
    // The owner of the address is the owner of the account.
    await company.next({ sub: 'owner', email, email_verified: true, groups: ['numbers'] });
    expect((await desk.signIn(company)).body.user.role).toBe('analyst');
  });

  it('goes on for a while when the provider is silent, and not for ever; passwords work', async () => {
    const other = await Company.start(returnAddress());
    await desk.turnOn(other.issuer);
    await other.next({ ...WAITER, sub: 'patient', email: 'patient@company.test' });
    const inside = await desk.signIn(other);
    await other.stop();
    await desk.letPass(RECHECK_MINUTES + 1);
    const renewed = await desk.renew(inside);
    expect(renewed.status).toBe(200);
    await desk.letPass(SILENT_MINUTES);
    expect((await desk.renew(renewed)).body.code).toBe('session_ended');
    expect((await signInByPassword(desk.manager.email)).status).toBe(200);
    const test = await desk.as().post('/api/identity-provider/test');
    expect(test.body).toEqual({ works: false, steps: [{ step: 'connection', failure: 'no_connection' }] });
  });

  it('alone opens the network when it says so, but for one manager with a password', async () => {
    await company.next(WAITER);
    const { email, id } = await desk.people.addWithPassword('cashier');
    const before = await server.api().post('/api/auth/login').send({ email, password: PASSWORD });
    const asked = await desk.as().put('/api/identity-provider', desk.settings(company.issuer, { onlyProvider: true }));
    expect([asked.status, asked.body.missing]).toEqual([409, 'way_back']);
    const cashierBack = desk.settings(company.issuer, { onlyProvider: true, wayBackUserId: id });
    expect((await desk.as().put('/api/identity-provider', cashierBack)).body.missing).toBe('way_back');
    await desk.turnOn(company.issuer, { onlyProvider: true, wayBackUserId: desk.manager.id });
    expect((await signInByPassword(email)).body.code).toBe('provider_only');
    expect((await signInByPassword(desk.manager.email)).status).toBe(200);
    const { refreshToken } = before.body as { refreshToken: string };
    expect((await server.api().post('/api/auth/refresh').send({ refreshToken })).body.code).toBe('session_ended');
    expect((await desk.signIn(company)).status).toBe(200);
    const second = await desk.people.tokenOf('manager');
    const block = await desk.as(second).patch(`/api/users/${desk.manager.id}`, { disabled: true });
    expect([block.status, block.body.code]).toEqual([409, 'way_back_needed']);
    // Turned off by one manager, passwords work again.
    await desk.as().put('/api/identity-provider', desk.settings(company.issuer)).expect(200);
    expect((await signInByPassword(email)).status).toBe(200);
  });

  it('takes the second factor of the provider, or asks for ours', async () => {
    await server.app
      .get(Database)
      .inNetwork(desk.people.networkId, (tx) =>
        tx.query(`UPDATE networks SET settings = settings || '{"secondFactor": "MANAGERS"}' WHERE id = $1`, [
          desk.people.networkId,
        ]),
      );
    await desk.turnOn(company.issuer);
    const boss = { sub: 'boss', email: 'boss@company.test', email_verified: true, groups: ['admins'] };
    await company.next({ ...boss, amr: ['pwd', 'otp'] });
    const proven = await desk.signIn(company);
    expect((await desk.as(proven.body.accessToken as string).get('/api/users')).status).toBe(200);

    await company.next(boss);
    const bare = (await desk.signIn(company)).body as { accessToken: string };
    expect((await desk.as(bare.accessToken).get('/api/users')).body.code).toBe('second_factor_demanded');
    // The account has no password, so its recent sign-in is the proof.
    const enrolment = await desk.as(bare.accessToken).post('/api/auth/second-factor');
    const secret = fromBase32((enrolment.body as { secret: string }).secret);
    const step = Math.floor(Date.now() / 1_000 / STEP_SECONDS);
    await desk
      .as(bare.accessToken)
      .post('/api/auth/second-factor/confirm', { totp: codeOfStep(secret, step) })
      .expect(204);

    const { url, cookie } = await desk.begin();
    const parameters = await company.visit(url);
    expect((await desk.finish(parameters, cookie)).body.code).toBe('second_factor_required');
    expect((await desk.finish(parameters, cookie, '000000')).body.code).toBe('second_factor_required');
    const code = codeOfStep(secret, step + 1);
    expect((await desk.finish(parameters, '', code)).body.code).toBe('provider_sign_in_over');
    const inside = await desk.finish(parameters, cookie, code);
    expect(inside.status).toBe(200);
    expect((await desk.as(inside.body.accessToken as string).get('/api/users')).status).toBe(200);
    expect((await desk.finish(parameters, cookie, code)).body.code).toBe('provider_sign_in_over');
  });

  it('is tested step by step, and says what is wrong', async () => {
    await desk.turnOn(company.issuer);
    const test = async () => (await desk.as().post('/api/identity-provider/test')).body as { works: boolean };
    expect(await test()).toEqual({
      works: true,
      steps: ['connection', 'keys', 'client'].map((step) => ({ step, failure: null })),
    });
    await desk.as().put('/api/identity-provider/secret', { secret: 'wrong' }).expect(204);
    expect(await test()).toMatchObject({ works: false, steps: [{}, {}, { step: 'client', failure: 'client' }] });
    await desk
      .as()
      .put('/api/identity-provider', desk.settings(`${company.issuer}/realm`))
      .expect(200);
    expect((await desk.as().post('/api/identity-provider/test')).body).toMatchObject({ missing: 'secret' });
  });
});
