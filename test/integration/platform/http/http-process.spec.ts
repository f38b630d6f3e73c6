import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { newId } from '../../../../src/platform/ids/ids';
import { applicationOfWorker } from '../../../support/app';
import { type Connections, createDatabase, sharedConnections } from '../../../support/database';
import { eventually } from '../../../support/eventually';
import { SwitchProxy } from '../../../support/switch-proxy';
import { TillNetwork } from '../../../support/till-network';
import { killServers, startReadyServer, startServer } from './server-process';

afterEach(killServers);

describe('the server as a process', () => {
  it('says that it is ready, and which setting of before it does not read, and ends with 0 when it is told to', async () => {
    const server = await startReadyServer({ SMTP_PER_SECOND: '7' });
    expect((await fetch(`${server.url}/api/health`)).status).toBe(200);
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    expect(server.output()).toMatch(/"level":"warn".*SMTP_PER_SECOND is read no more: MAIL_PER_SECOND/);
    await expect(fetch(`${server.url}/api/health`)).rejects.toThrow();
  });

  it('serves on for a while after SIGTERM, without being ready, and ends its connections', async () => {
    const server = await startReadyServer({ DRAIN_SECONDS: '3' });
    expect((await fetch(`${server.url}/api/health/ready`)).status).toBe(200);
    server.child.kill('SIGTERM');
    const left = await eventually('it is not ready', async () => {
      const answer = await fetch(`${server.url}/api/health/ready`);
      return answer.status === 503 && answer;
    });
    expect(await left.json()).toMatchObject({ status: 'down', checks: { server: { status: 'down', stopping: true } } });
    const served = await fetch(`${server.url}/api/health`);
    expect([served.status, served.headers.get('connection')]).toEqual([200, 'close']);
    expect(await server.ended).toBe(0);
  });

  it('ends at once with Ctrl-C', async () => {
    const server = await startReadyServer({ DRAIN_SECONDS: '300' });
    server.child.kill('SIGINT');
    expect(await server.ended).toBe(0);
  });

  it('ends when its parent process is gone', async () => {
    const server = await startReadyServer();
    server.child.disconnect();
    expect(await server.ended).toBe(0);
  });

  it('logs each request in one line of JSON, with its id and without its address', async () => {
    const server = await startReadyServer();
    await fetch(`${server.url}/api/guests/search?query=%2B79001234567`, {
      method: 'POST',
      headers: { 'X-Request-Id': 'seen-1' },
    });
    server.child.kill('SIGTERM');
    await server.ended;
    const lines = server
      .output()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.filter(({ requestId }) => String(requestId).endsWith(':seen-1'))).toEqual([
      expect.objectContaining({ msg: 'request', status: 401, method: 'POST', route: '/api/guests/search' }),
    ]);
    expect(server.output()).not.toContain('79001234567');
  });

  it('writes at most one line a second without a stack while the database starts, with jobs and requests at work', async () => {
    const made = await createDatabase();
    const proxy = await SwitchProxy.start(made.connections.DATABASE_URL);
    const proxied = Object.entries(made.connections as Connections & Record<string, string>).map(([name, url]) => [
      name,
      proxy.urlFor(url),
    ]);
    try {
      const server = await startReadyServer({
        ...(Object.fromEntries(proxied) as Record<string, string>),
        LOG_LEVEL: 'warn',
        WORKERS: 'on',
        RATE_LIMITS: 'off',
      });
      const signIn = async (): Promise<number> => {
        const answer = await fetch(`${server.url}/api/auth/login`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ email: 'anna@osteria.test', password: 'a long password' }),
        });
        return answer.status;
      };
      expect(await signIn()).toBe(401);
      await eventually('it looks for jobs', async () =>
        (await (await fetch(`${server.url}/metrics`)).text()).includes('loyalty_job_runs_total'),
      );
      const before = server.output().length;
      const since = performance.now();
      proxy.turn('REFUSING');
      const answers = new Set<number>();
      while (performance.now() - since < 5_000)
        for (const status of await Promise.all([1, 2, 3, 4].map(signIn))) answers.add(status);
      proxy.turn('OPEN');
      await eventually('it is ready again', async () => (await fetch(`${server.url}/api/health/ready`)).status === 200);
      const seconds = (performance.now() - since) / 1_000;
      server.child.kill('SIGINT');
      expect(await server.ended).toBe(0);
      expect([...answers]).toEqual([503]);
      const said = server.output().slice(before);
      const lines = said
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { leftOut?: number; err?: object });
      const failures = lines.filter(({ err }) => err !== undefined);
      // The log has at most one line at once, one a second, and one at the end.
      expect(failures.length).toBeLessThanOrEqual(seconds + 2);
      expect(failures.reduce((sum, { leftOut = 0 }) => sum + leftOut, 0)).toBeGreaterThan(20);
      expect(said).not.toContain('"stack"');
    } finally {
      killServers();
      await proxy.stop();
      await made.drop();
    }
  });

  it('keeps one response for a client that reads none, and sells meanwhile', async () => {
    if (process.platform !== 'linux') return console.log('left out: only Linux tells the peak of a memory');
    const network = await TillNetwork.create(await applicationOfWorker());
    const [guest, cashier] = [await network.guest(), await network.tokenOf('cashier')];
    // Without rate limits, because the limit of one address would refuse most requests.
    const server = await startReadyServer({ LOG_LEVEL: 'error', RATE_LIMITS: 'off' });
    const metrics = async (): Promise<string> => (await fetch(`${server.url}/metrics`)).text();
    const sell = async (): Promise<number> => {
      const answer = await fetch(`${server.url}/api/guests/${guest}/transaction`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${cashier}`, 'Content-Type': 'application/json', 'Idempotency-Key': newId() },
        body: JSON.stringify(network.sale(155_000)),
      });
      return answer.status;
    };
    const document = await fetch(`${server.url}/api/openapi.json`);
    expect((await document.arrayBuffer()).byteLength).toBeGreaterThan(500_000);
    expect(await sell()).toBe(201);
    const before = peakOf(server.child.pid);

    const request = 'GET /api/openapi.json HTTP/1.1\r\nHost: a\r\n\r\n';
    const clients = [
      flood(server.url, request.repeat(3_000)),
      ...Array.from({ length: 20 }, () => flood(server.url, request.repeat(30))),
    ];
    await eventually('the largest is closed', async () =>
      (await metrics()).includes('loyalty_http_connections_closed_total{reason="pipelined"} 1'),
    );
    await eventually('each of the others has its first response under way', async () => {
      const count = /loyalty_http_requests_running (\d+)/.exec(await metrics())?.[1];
      return Number(count) === 21;
    });
    expect(await sell()).toBe(201);
    // All that was asked for is 5 GB.
    expect(peakOf(server.child.pid) - before).toBeLessThan(200 * 1024 * 1024);
    for (const client of clients) client.destroy();
  });

  const refusals: [string, Record<string, string>, RegExp][] = [
    [
      'a role that is a superuser',
      { DATABASE_URL: process.env.TEST_SUPERUSER_URL ?? '' },
      /Refusing to start: the role "\w+" of DATABASE_URL is a superuser/,
    ],
    [
      'a role that owns the tables',
      { DATABASE_URL: sharedConnections().DATABASE_OWNER_URL },
      /Refusing to start: .*owns tables/,
    ],
    [
      'the same for the platform',
      { DATABASE_PLATFORM_URL: sharedConnections().DATABASE_OWNER_URL },
      /of DATABASE_PLATFORM_URL .*owns tables/,
    ],
    ['no database', { DATABASE_URL: '', DATABASE_PLATFORM_URL: '' }, /DATABASE_URL is not set/],
    ['a setting that does not fit', { PORT: 'many' }, /settings do not fit .*PORT/],
    ['a certificate without its key', { TLS_CERT: '/nowhere.crt' }, /TLS_CERT and TLS_KEY are given together/],
    ['a certificate that is not there', { TLS_CERT: '/nowhere.crt', TLS_KEY: '/nowhere.key' }, /nowhere\.crt/],
  ];

  it.each(refusals)('refuses to start with %s, in a sentence', async (_, environment, sentence) => {
    const server = startServer({ PORT: '0', ...environment });
    expect(await server.ended).toBe(1);
    expect(server.output()).toMatch(sentence);
    expect(server.output()).not.toMatch(/^\s+at /m);
  });
});

/** The peak memory of a process in bytes. */
function peakOf(pid: number | undefined): number {
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

/** A client that sends and never reads. */
function flood(url: string, requests: string): Socket {
  const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(requests));
  socket.on('error', () => undefined);
  socket.pause();
  return socket;
}
