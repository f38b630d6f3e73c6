import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { sharedConnections } from '../../../support/database';

/** The built server as a process of its own; `npm run build` comes before these tests. */
const SERVER = path.resolve('dist/main.js');

interface Started {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
}

const started: Started[] = [];
afterEach(() => {
  for (const { child } of started.splice(0)) child.kill('SIGKILL');
});

function start(environment: Record<string, string>): Started {
  const child = fork(SERVER, {
    env: { ...process.env, LOG_LEVEL: 'info', ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const process_ = { child, output: () => output, ended };
  started.push(process_);
  return process_;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function startReady(environment: Record<string, string> = {}): Promise<Started & { url: string }> {
  const port = await freePort();
  const server = start({ PORT: String(port), ...environment });
  const [message] = (await Promise.race([
    once(server.child, 'message'),
    server.ended.then(() => [server.output()]),
  ])) as [unknown];
  expect(message).toBe('ready');
  return { ...server, url: `http://127.0.0.1:${String(port)}` };
}

describe('the server as a process', () => {
  it('says that it is ready, and ends with 0 when it is told to', async () => {
    const server = await startReady();
    expect((await fetch(`${server.url}/api/health`)).status).toBe(200);
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    await expect(fetch(`${server.url}/api/health`)).rejects.toThrow();
  });

  it('ends when whoever started it is gone', async () => {
    const server = await startReady();
    server.child.disconnect();
    expect(await server.ended).toBe(0);
  });

  it('logs each request in one line of JSON, with its id and without its address', async () => {
    const server = await startReady();
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
    expect(lines.filter(({ requestId }) => requestId === 'seen-1')).toEqual([
      expect.objectContaining({ msg: 'request', status: 401, method: 'POST', route: '/api/guests/search' }),
    ]);
    expect(server.output()).not.toContain('79001234567');
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
    const server = start({ PORT: '0', ...environment });
    expect(await server.ended).toBe(1);
    expect(server.output()).toMatch(sentence);
    expect(server.output()).not.toMatch(/^\s+at /m);
  });
});
