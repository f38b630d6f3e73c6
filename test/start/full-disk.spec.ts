import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { eventually } from '../support/eventually';
import { isReady, Sandbox } from './start-process';

const CHUNK = Buffer.alloc(64 * 1024, 1);

/** With a full disk the health page reports it, and a write that is not stored is not acknowledged. */
describe('A database whose disk is full', () => {
  const sandbox = new Sandbox({ DEMO: 'small' });
  const mounted =
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1g,mode=0711', 'tmpfs', sandbox.folder], { stdio: 'ignore' })
      .status === 0;

  afterEach(() => sandbox.quiet());
  afterAll(async () => {
    if (mounted) spawnSync('umount', [sandbox.folder]);
    await sandbox.remove();
  });

  it('is not ready, loses nothing that was acknowledged, and heals when there is room again', async () => {
    if (!mounted) return console.log('left out: no file system of a limited size can be mounted here');
    const url = await sandbox.start().ready();
    const call = async (path: string, options: { body?: object; token?: string }) => {
      const answer = await fetch(`${url}/api/${path}`, {
        method: options.body === undefined ? 'GET' : 'POST',
        headers: {
          ...(options.token !== undefined && { Authorization: `Bearer ${options.token}` }),
          ...(options.body !== undefined && { 'Content-Type': 'application/json' }),
        },
        ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
      });
      return {
        status: answer.status,
        retryAfter: answer.headers.get('retry-after'),
        body: (await answer.json()) as Body,
      };
    };
    const signedIn = await call('auth/login', { body: { email: 'manager@demo.test', password: 'loyalty-demo' } });
    const token = signedIn.body.accessToken;
    const restaurants = await call('restaurants', { token });
    const restaurantId = restaurants.body.items?.[0]?.id;
    const guests: string[] = [];
    let serial = 0;
    const register = async () => {
      serial += 1;
      const phone = `+7916${String(serial).padStart(7, '0')}`;
      const answer = await call('guests', {
        token,
        body: { phone, name: 'Anna', restaurantId, consentBasis: 'PAPER_FORM' },
      });
      if (answer.status === 201) guests.push(answer.body.id ?? '');
      return answer;
    };
    expect((await register()).status).toBe(201);

    fill(sandbox.file('filler'));
    const refused = await eventually('a write finds no room', async () => {
      const answer = await register();
      return answer.status !== 201 && answer;
    });
    expect([refused.status, refused.retryAfter]).toEqual([503, '5']);
    const ready = await call('health/ready', {});
    expect(ready).toMatchObject({ status: 503, body: { status: 'down', checks: { disk: { status: 'down' } } } });

    rmSync(sandbox.file('filler'));
    await eventually('it is ready again', () => isReady(url));
    expect((await register()).status).toBe(201);
    for (const id of guests) expect((await call(`guests/${id}`, { token })).status).toBe(200);
  });

  it('ends in order when it is told to, and answers the call that is under way', async () => {
    if (!mounted) return console.log('left out: no file system of a limited size can be mounted here');
    const started = sandbox.start({ DRAIN_SECONDS: '3' });
    const url = await started.ready();
    const signIn = await fetch(`${url}/api/auth/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email: 'manager@demo.test', password: 'loyalty-demo' }),
    });
    const { accessToken = '' } = (await signIn.json()) as Body;
    fill(sandbox.file('filler'));
    const body = JSON.stringify({ query: 'Anna' });
    const search = request(`${url}/api/guests/search`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${accessToken}`,
        'Content-Type': 'application/json',
        'Content-Length': body.length,
      },
    });
    const answered = once(search, 'response') as Promise<[IncomingMessage]>;
    search.write(body.slice(0, 5));
    await eventually('the call is under way', async () =>
      /loyalty_http_requests_running [1-9]/.test(await (await fetch(`${url}/metrics`)).text()),
    );
    const stopped = started.stop();
    await started.says('Stopping (SIGTERM)');
    search.end(body.slice(5));
    const [answer] = await answered;
    answer.resume();
    expect([answer.statusCode, await stopped]).toEqual([200, 0]);
    expect(started.output).toContain('A note of this start could not be written: ENOSPC');
    expect(started.output).not.toMatch(/^\s+at |"stack"/m);

    rmSync(sandbox.file('filler'));
    expect(await isReady(await sandbox.start().ready())).toBe(true);
  });
});

/** A stopping server writes a note beside its lock. */
describe('A note of a start on a full disk', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'loyalty-full-'));
  const mounted =
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' }).status === 0;

  afterAll(() => {
    if (mounted) spawnSync('umount', [folder]);
    rmSync(folder, { recursive: true });
  });

  it('is left out, and holds up neither the stop nor the end of the lock', () => {
    if (!mounted) return console.log('left out: no file system of a limited size can be mounted here');
    const program = `
      import { appendFileSync } from 'node:fs';
      import { takeLock } from ${JSON.stringify(path.resolve(__dirname, '../../scripts/start/lock.mjs'))};
      const { lock } = takeLock('start.lock');
      for (const size of [4096, 1]) try { for (;;) appendFileSync('filler', Buffer.alloc(size)); } catch {}
      lock.note({ stopping: true });
      lock.release();
      console.log('stopped');`;
    const ended = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect([ended.status, ended.stdout, ended.stderr]).toEqual([
      0,
      'stopped\n',
      expect.stringMatching(/^A note of this start could not be written: ENOSPC.*\n$/),
    ]);
    expect(readdirSync(folder)).toEqual(['filler']);
  });
});

interface Body {
  readonly accessToken?: string;
  readonly id?: string;
  readonly items?: readonly { readonly id: string }[];
  readonly status?: string;
  readonly checks?: Readonly<Record<string, { readonly status: string }>>;
}

/** Fills the disk. */
function fill(file: string): void {
  const handle = openSync(file, 'w');
  try {
    for (let size = CHUNK.length; size >= 1; size = Math.floor(size / 2)) {
      try {
        for (;;) writeSync(handle, CHUNK, 0, size);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    }
  } finally {
    closeSync(handle);
  }
}
