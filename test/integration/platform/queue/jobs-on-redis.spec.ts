/** @modules own */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Pool } from 'pg';
import type { TestApp } from '../../../support/app';
import { createDatabase, superuserPool } from '../../../support/database';
import { eventually } from '../../../support/eventually';
import { ClockOfTheDatabase } from '../../rules/own-database';
import { describeJobs } from './describe-jobs';

/** The machine's own package of Redis, or another by REDIS_SERVER. */
const program = process.env.REDIS_SERVER ?? 'redis-server';
const found = spawnSync(program, ['--version']).status === 0;
if (!found)
  process.stdout.write('jobs on Redis are not tried: there is no redis-server (Debian: apt install redis-server)\n');

(found ? describe : describe.skip)('jobs on Redis', () => {
  let redis: ChildProcess;
  let port: number;
  let superuser: Pool;
  let drop: () => Promise<void>;

  beforeAll(async () => {
    const database = await createDatabase();
    drop = database.drop;
    port = await freePort();
    redis = await startRedis(port);
    Object.assign(process.env, database.connections, {
      REDIS_URL: `redis://127.0.0.1:${String(port)}`,
      WORKERS: 'on',
      RATE_LIMITS: 'off',
    });
    superuser = superuserPool(database.connections);
  });
  afterAll(async () => {
    redis.kill();
    await superuser.end();
    await drop();
  });

  const startProcess = describeJobs();

  it('that were requested while Redis was away are done once it is back, though no look finds them', async () => {
    const { Database } = await import('../../../../src/platform/database/database.js');
    const { requestJob } = await import('../../../../src/platform/queue/request-job.sql.js');
    const { processLogger } = await import('../../../../src/platform/telemetry/logger.js');
    const ran: string[] = [];
    await startProcess({ name: 'unsigned', run: ({ key = '' }) => Promise.resolve(void ran.push(key)) });
    const database = new Database();
    const failures = jest.spyOn(processLogger(), 'event').mockImplementation(() => undefined);
    try {
      const ask = (key: string) => database.asPlatform((tx) => requestJob(tx, 'unsigned', key));
      await ask('before');
      await eventually('the queue at work', () => ran.length === 1);
      await killRedis(redis);
      for (const key of ['one', 'two', 'two']) await ask(key);
      const told = failures.mock.calls.length;
      await eventually('the requests were refused', () => failures.mock.calls.length > told + 3);
      redis = await startRedis(port);
      await eventually('the requested jobs', () => ran.length >= 3);
      expect(ran.sort()).toEqual(['before', 'one', 'two']);
    } finally {
      failures.mockRestore();
      await database.onApplicationShutdown();
    }
  });

  it('catch up within a minute after Redis was killed and forgot everything, and sales went on meanwhile', async () => {
    const { startApp } = await import('../../../support/app.js');
    const { TillNetwork } = await import('../../../support/till-network.js');
    const test: TestApp = await startApp();
    try {
      const network = await TillNetwork.create(test);
      const [manager, guest] = [await network.tokenOf('manager'), await network.guest()];
      const sell = () => network.post(`/api/guests/${guest}/transaction`, manager, network.sale(155_000));
      await killRedis(redis);
      await eventually(
        'the health page says that Redis is away',
        async () => (await readiness(test)) === '200 degraded',
      );

      const clock = await ClockOfTheDatabase.install(superuser);
      await clock.set(Date.UTC(2024, 2, 10, 12));
      expect((await sell()).status).toBe(201);
      await clock.set(null);

      redis = await startRedis(port);
      const since = performance.now();
      await eventually('what waited is done', async () => {
        const { rows } = await superuser.query<{ expiries: number; seals: number; counted: number }>(
          `SELECT (SELECT count(*)::int FROM transactions WHERE network_id = $1 AND type = 'EXPIRY') AS expiries,
                  (SELECT count(*)::int FROM seals WHERE network_id = $1) AS seals,
                  (SELECT coalesce(sum(sales), 0)::int FROM daily_figures WHERE network_id = $1) AS counted`,
          [network.id],
        );
        return rows[0]?.expiries === 1 && rows[0].seals > 0 && rows[0].counted === 1;
      });
      expect(performance.now() - since).toBeLessThan(60_000);
      await eventually('the health page says that Redis is back', async () => (await readiness(test)) === '200 ok');
    } finally {
      await test.close();
    }
  });

  it('keep a process neither from its start nor from its end while Redis is away', async () => {
    const { startApp } = await import('../../../support/app.js');
    const test: TestApp = await startApp();
    await killRedis(redis);
    const since = performance.now();
    await test.close();
    expect(performance.now() - since).toBeLessThan(15_000);

    const later = await startApp();
    try {
      expect((await later.api().get('/api/health')).status).toBe(200);
      expect((await later.api().get('/metrics')).text).toContain('loyalty_job_alarm_age_seconds');
    } finally {
      await later.close();
      redis = await startRedis(port);
    }
  });
});

/** The server stays ready without the queue, because it goes on selling. */
async function readiness({ api }: TestApp): Promise<string> {
  const { status, body } = await api().get('/api/health/ready');
  return `${String(status)} ${(body as { status: string }).status}`;
}

async function startRedis(port: number): Promise<ChildProcess> {
  const server = spawn(program, ['--port', String(port), '--save', '', '--bind', '127.0.0.1'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    server.stdout.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('Ready to accept connections')) resolve();
    });
    server.once('exit', (code) => reject(new Error(`redis-server ended with ${String(code)}`)));
  });
  return server;
}

async function killRedis(server: ChildProcess): Promise<void> {
  const ended = once(server, 'exit');
  server.kill('SIGKILL');
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
