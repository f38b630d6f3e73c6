import { Injectable, Module, type OnModuleInit } from '@nestjs/common';
import { AppModule, createApp } from '../../../src/app.module';
import { Health } from '../../../src/platform/health/health';
import { JobQueue } from '../../../src/platform/queue/job-queue';
import { type ProbeApp, startProbeApp } from './probe-app';

describe('health', () => {
  let app: ProbeApp;
  beforeAll(async () => {
    app = await startProbeApp();
  });
  afterAll(() => app.close());

  it('says that the process is there, on both paths', async () => {
    for (const path of ['/api/health', '/api/v1/health']) {
      const answer = await app.api().get(path);
      expect([answer.status, answer.body]).toEqual([200, { status: 'ok' }]);
    }
  });

  it('says which parts are up, and which are off because nothing configures them', async () => {
    const answer = await app.api().get('/api/health/ready');
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      status: 'ok',
      checks: {
        database: { status: 'up' },
        queue: { kind: 'postgresql' },
        traces: { status: 'off' },
        kafka: { status: 'off' },
      },
    });
  });

  it('is 503 while a part that matters is down or does not answer, and 200 with one that does not matter', async () => {
    let part: 'up' | 'down' = 'down';
    const health = app.get(Health);
    health.register('lesser', false, () => Promise.resolve({ status: 'down' }));
    expect((await app.api().get('/api/health/ready')).status).toBe(200);
    health.register('greater', true, () =>
      part === 'up' ? Promise.resolve({ status: 'up' }) : Promise.reject(new Error('gone')),
    );
    const down = await app.api().get('/api/health/ready');
    expect([down.status, down.body.status, down.headers['retry-after']]).toEqual([503, 'down', '5']);
    part = 'up';
    expect((await app.api().get('/api/health/ready')).status).toBe(200);
    health.register('greater', true, () => new Promise(() => undefined));
    expect((await app.api().get('/api/health/ready')).body.checks.greater).toEqual({ status: 'down' });
    health.register('greater', true, () => Promise.resolve({ status: 'up' }));
  });

  it('warns when the database is set to lose acknowledged acts', async () => {
    // The server of the tests keeps nothing after a loss of power, so that they are quick.
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

describe('jobs', () => {
  it('are done by a process with workers, again after a failure, and at their interval', async () => {
    const done: unknown[] = [];
    let failures = 0;
    let ticks = 0;
    @Injectable()
    class Works implements OnModuleInit {
      constructor(private readonly jobs: JobQueue) {}
      onModuleInit(): void {
        this.jobs.define('keep', async (data) => void done.push(data));
        this.jobs.define('fail-once', async () => {
          failures += 1;
          if (failures === 1) throw new Error('not yet');
        });
        this.jobs.define('tick', async () => void (ticks += 1), 200);
      }
    }
    @Module({ imports: [AppModule], providers: [Works] })
    class Root {}
    const app = await createApp({ root: Root });
    await app.init();
    try {
      const jobs = app.get(JobQueue);
      await jobs.enqueue('keep', { of: 'guest' });
      await jobs.enqueue('fail-once', {});
      await until(() => done.length === 1 && failures === 2 && ticks >= 2);
      expect(done).toEqual([{ of: 'guest' }]);
      expect(await jobs.check()).toBe(true);
      await expect(jobs.enqueue('nobody', {})).rejects.toThrow('nobody does the job');
    } finally {
      await app.close();
    }
  });
});

async function until(condition: () => boolean, patienceMs = 15_000): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
