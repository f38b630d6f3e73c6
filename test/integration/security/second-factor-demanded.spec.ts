import { Database } from '../../../src/platform/database/database';
import { codeOfStep, STEP_SECONDS } from '../../../src/security/second-factor/totp.rules';
import { applicationOfWorker, type TestApp } from '../../support/app';
import { TillNetwork } from '../../support/till-network';
import { fromBase32, PASSWORD, People } from '../support/people-fixture';

describe('a network that demands a second factor', () => {
  let server: TestApp;
  let network: TillNetwork;
  let people: People;
  beforeAll(async () => {
    server = await applicationOfWorker();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(server, { settings: { secondFactor: 'MANAGERS' } });
    const { id: networkId, restaurantId, pointOfSaleId } = network;
    people = People.in(server.app, { networkId, restaurantId, pointOfSaleId });
  });

  const signIn = async (email: string, totp?: string) => {
    const answer = await server.api().post('/api/auth/login').send({ email, password: PASSWORD, totp });
    expect(answer.status).toBe(200);
    return answer.body as { accessToken: string; refreshToken: string };
  };
  const statusOf = async (token: string, path: string) => {
    const { status, body } = await network.get(path, token);
    return [status, (body as { code?: string }).code];
  };

  it('opens nothing but the own account to a manager without one, and everything once it is set', async () => {
    const { email } = await people.addWithPassword('manager');
    const { accessToken, refreshToken } = await signIn(email);
    expect((await network.get('/api/auth/me', accessToken)).body).toMatchObject({ mustEnrol: true });
    for (const path of ['/api/users', '/api/restaurants', `/api/networks/${network.id}`])
      expect(await statusOf(accessToken, path)).toEqual([403, 'second_factor_demanded']);

    const enrolment = await network.post('/api/auth/second-factor', accessToken, { password: PASSWORD }).expect(201);
    const secret = fromBase32((enrolment.body as { secret: string }).secret);
    const step = Math.floor(Date.now() / 1_000 / STEP_SECONDS);
    await network.post('/api/auth/second-factor/confirm', accessToken, { totp: codeOfStep(secret, step) }).expect(204);
    const renewed = await server.api().post('/api/auth/refresh').send({ refreshToken }).expect(200);
    const token = (renewed.body as { accessToken: string }).accessToken;
    expect(await statusOf(token, '/api/users')).toEqual([200, undefined]);
    expect((await network.get('/api/auth/me', token)).body).toMatchObject({ mustEnrol: false, secondFactor: true });
  });

  it('asks cashiers only when it wants it of all staff, at their next sign-in and not in a shift that runs', async () => {
    const cashier = await people.addWithPassword('cashier');
    const before = await signIn(cashier.email);
    expect(await statusOf(before.accessToken, '/api/restaurants')).toEqual([200, undefined]);

    await server.app
      .get(Database)
      .inNetwork(network.id, (tx) =>
        tx.query(`UPDATE networks SET settings = settings || '{"secondFactor": "STAFF"}' WHERE id = $1`, [network.id]),
      );
    const { refreshToken } = before;
    const renewed = await server.api().post('/api/auth/refresh').send({ refreshToken }).expect(200);
    const token = (renewed.body as { accessToken: string }).accessToken;
    expect(await statusOf(token, '/api/restaurants')).toEqual([200, undefined]);

    const next = await signIn(cashier.email);
    expect(await statusOf(next.accessToken, '/api/restaurants')).toEqual([403, 'second_factor_demanded']);
    const again = await server.api().post('/api/auth/refresh').send({ refreshToken: next.refreshToken }).expect(200);
    const later = (again.body as { accessToken: string }).accessToken;
    expect(await statusOf(later, '/api/restaurants')).toEqual([403, 'second_factor_demanded']);
  });

  it('is demanded by one manager alone, and relaxed by two', async () => {
    const relaxed = await TillNetwork.create(server);
    const token = await relaxed.tokenOf('manager');
    const changed = await server
      .api()
      .patch(`/api/networks/${relaxed.id}`)
      .set('Authorization', `Bearer ${token}`)
      .send({ settings: { secondFactor: 'STAFF' } });
    expect([changed.status, changed.body.settings?.secondFactor]).toEqual([200, 'STAFF']);
    const weaker = await server
      .api()
      .patch(`/api/networks/${relaxed.id}`)
      .set('Authorization', `Bearer ${token}`)
      .send({ settings: { secondFactor: 'MANAGERS' } });
    expect([weaker.status, weaker.body.kind]).toEqual([202, 'SETTINGS']);
  });
});
