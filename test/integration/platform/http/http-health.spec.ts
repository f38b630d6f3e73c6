/** @modules own */
import { version } from '../../../../package.json';
import { Health } from '../../../../src/platform/health/health';
import { settings } from '../../../../src/platform/settings/settings';
import { type ProbeApp, startProbeApp } from './probe-app';

describe('health', () => {
  let app: ProbeApp;
  beforeAll(async () => {
    jest.replaceProperty(settings, 'workers', true);
    app = await startProbeApp();
  });
  afterAll(() => app.close());

  it('says that the process is there and its version, on both paths', async () => {
    for (const path of ['/api/health', '/api/v1/health']) {
      const answer = await app.api().get(path);
      expect([answer.status, answer.body]).toEqual([200, { status: 'ok', version }]);
    }
  });

  it('says which parts are up, and which are off because nothing configures them', async () => {
    const answer = await app.api().get('/api/health/ready');
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      status: 'ok',
      checks: {
        relay: { status: 'up' },
        database: { status: 'up' },
        queue: { status: 'up', kind: 'postgresql' },
        traces: { status: 'off' },
        kafka: { status: 'off' },
      },
    });
  });

  it('is 503 while a part that matters is down or does not answer, and degraded with one without which sales go on', async () => {
    let part: 'up' | 'down' = 'down';
    const health = app.get(Health);
    health.register('lesser', false, () => Promise.resolve({ status: 'down' }));
    const lesser = await app.api().get('/api/health/ready');
    expect([lesser.status, lesser.body.status]).toEqual([200, 'degraded']);
    health.register('greater', true, () =>
      part === 'up' ? Promise.resolve({ status: 'up' }) : Promise.reject(new Error('gone')),
    );
    const down = await app.api().get('/api/health/ready');
    expect([down.status, down.body.status, down.headers['retry-after']]).toEqual([503, 'down', '5']);
    part = 'up';
    expect((await app.api().get('/api/health/ready')).status).toBe(200);
    health.register('greater', true, () => new Promise(() => undefined));
    expect((await app.api().get('/api/health/ready')).body.checks.greater).toEqual({ status: 'down' });
    for (const name of ['lesser', 'greater']) health.register(name, true, () => Promise.resolve({ status: 'up' }));
  });

  it('warns when the database is set to lose acknowledged acts', async () => {
    // For speed, the PostgreSQL of the tests does not survive a power cut.
    const { body } = await app.api().get('/api/health/ready');
    expect(body.checks.database.warnings).toContainEqual(expect.stringMatching(/^fsync is off/));
  });

  it('shows metrics to this machine, and to others only with the token', async () => {
    await app.api().get('/api/probe/list');
    const answer = await app.api().get('/metrics');
    expect(answer.status).toBe(200);
    expect(answer.text).toContain(
      'loyalty_http_request_seconds_count{method="GET",route="/api/probe/list",status="200"}',
    );
    const ofDatabase = [
      'connections',
      'connections_limit',
      'longest_transaction_seconds',
      'dead_rows\\{table="[a-z_]+"\\}',
    ];
    expect(answer.text).toMatch(/^loyalty_database_up 1$/m);
    for (const name of ofDatabase) expect(answer.text).toMatch(new RegExp(`^loyalty_database_${name} [0-9.e-]+$`, 'm'));
    const fromElsewhere = await app.api().get('/metrics').set('X-Forwarded-For', '203.0.113.7');
    expect(fromElsewhere.status).toBe(401);
    const wrongToken = await app
      .api()
      .get('/metrics')
      .set('X-Forwarded-For', '203.0.113.7')
      .set('Authorization', 'Bearer x');
    expect(wrongToken.status).toBe(401);
  });

  it('counts a path that is no route without making a series of its own for it', async () => {
    await app.api().get('/api/secret-path-of-a-scanner');
    expect((await app.api().get('/metrics')).text).not.toContain('scanner');
  });
});
