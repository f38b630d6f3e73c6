import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** The machine's own package of Redis, or another by REDIS_SERVER. */
const program = process.env.REDIS_SERVER ?? 'redis-server';
const found = spawnSync(program, ['--version']).status === 0;
if (!found)
  process.stdout.write('jobs on Redis are not tried: there is no redis-server (Debian: apt install redis-server)\n');

(found ? describe : describe.skip)('jobs on Redis', () => {
  let redis: ChildProcess;
  afterAll(() => redis.kill());

  it('are done by a process with workers, again after a failure, and at their interval', async () => {
    const port = await freePort();
    redis = spawn(program, ['--port', String(port), '--save', '', '--bind', '127.0.0.1'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await ready(redis);
    process.env.REDIS_URL = `redis://127.0.0.1:${String(port)}`;
    // The settings are read once, when they are loaded.
    const { runJobs } = await import('./works.js');
    const { done, running } = await runJobs();
    expect(done).toEqual([{ of: 'guest' }]);
    expect(running).toBe(true);
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    server.stdout?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('Ready to accept connections')) resolve();
    });
    server.once('exit', (code) => reject(new Error(`redis-server ended with ${String(code)}`)));
  });
}
