import { closeSync, existsSync, openSync } from 'node:fs';
import { Client } from 'pg';
import { eventually } from '../support/eventually';
import { isAlive, isReady, Sandbox, type Started } from './start-process';

/** A start serves tills also without a reader of its output, and ends with its terminal. */
describe('A start', () => {
  let sandbox: Sandbox;

  beforeEach(() => {
    sandbox = new Sandbox();
  });
  afterEach(() => sandbox.remove());

  it('whose output nobody reads, as with `| head`, fills the demo, serves and ends in order', async () => {
    const started = sandbox.start({ DEMO: 'small', LOG_LEVEL: 'info' });
    started.closeOutput();
    await servesAndEnds(started);
  });

  it('whose output has no room on the disk fills the demo, serves and ends in order', async () => {
    if (!existsSync('/dev/full')) {
      console.log('left out: there is no /dev/full here');
      return;
    }
    const full = openSync('/dev/full', 'w');
    try {
      const environment = { DEMO: 'small', LOG_LEVEL: 'info' };
      await servesAndEnds(sandbox.start(environment, { stdio: ['ignore', full, full] }));
    } finally {
      closeSync(full);
    }
  });

  it.each<NodeJS.Signals>(['SIGHUP', 'SIGINT'])(
    'that gets %s ends in order, with server and database',
    async (signal) => {
      const started = sandbox.start();
      await started.ready();
      const [server, postgres] = [sandbox.serverPid(), sandbox.postgresPid() ?? 0];
      started.signal(signal);
      expect(await started.ended()).toBe(0);
      expect(started.output).toMatch(new RegExp(`Stopping \\(${signal}\\)\\n$`));
      expect([isAlive(server), isAlive(postgres)]).toEqual([false, false]);
      expect(existsSync(sandbox.file('start.lock'))).toBe(false);
    },
  );

  it('serves while the receipts of the demo are on their way, and ends in order, without a word of what that broke off', async () => {
    const started = sandbox.start({ DEMO: 'full' });
    const url = await started.ready();
    await receiptsAreFilledIn();
    expect(await demoOf(url)).toMatchObject({
      filling: expect.any(Number),
      isIncomplete: false,
      people: { length: 7 },
    });
    started.signal('SIGHUP');
    expect(await started.ended()).toBe(0);
    expect(started.output).toMatch(/Stopping \(SIGHUP\)\n$/);
    expect(sandbox.postgresPid()).toBeUndefined();
  });

  it('whose database is killed while receipts are on their way says so and serves on, and the next one goes on', async () => {
    const started = sandbox.start({ DEMO: 'full' });
    const url = await started.ready();
    await receiptsAreFilledIn();
    process.kill(sandbox.postgresPid() ?? 0, 'SIGKILL');
    await started.says(/The demo could not be filled \(its command ended with 1\): start again, /);
    expect(started.output).toMatch(/The database does not answer \(.+\): /);
    expect(started.output).not.toMatch(/^\s+at /m);
    await eventually('it serves on', () => isReady(url));
    expect(await demoOf(url)).toMatchObject({ filling: null, isIncomplete: true });
    expect(await started.stop()).toBe(0);
    const next = sandbox.start({ DEMO: 'full' });
    const again = await next.ready();
    await eventually('receipts arrive again', async () => (await demoOf(again)).filling !== null);
  });

  async function demoOf(
    url: string,
  ): Promise<{ readonly filling: number | null; readonly isIncomplete: boolean; readonly people: readonly unknown[] }> {
    return (await (await fetch(`${url}/api/demo`)).json()) as Awaited<ReturnType<typeof demoOf>>;
  }

  async function receiptsAreFilledIn(): Promise<void> {
    await eventually('receipts are recorded', async () => {
      if (!existsSync(sandbox.file('postgres.port'))) return false;
      const client = new Client({ connectionString: sandbox.superuserUrl() });
      client.on('error', () => undefined);
      try {
        await client.connect();
        return (await client.query('SELECT 1 FROM transactions LIMIT 1')).rowCount === 1;
      } catch {
        // The database does not answer yet, or has no tables.
        return false;
      } finally {
        await client.end();
      }
    });
  }

  /** The test can't read the output of this process, so it finds the process by its lock file. */
  async function servesAndEnds(started: Started): Promise<void> {
    const { url, application } = await eventually('it serves', () => noted());
    await eventually('it is ready', () => isReady(url));
    // Each request writes a line to a log without a reader.
    for (let n = 0; n < 50; n += 1) expect(await isReady(url)).toBe(true);
    expect(await started.stop()).toBe(0);
    expect(isAlive(application.pid)).toBe(false);
    expect(sandbox.postgresPid()).toBeUndefined();
  }

  function noted(): { url: string; application: { pid: number } } | undefined {
    if (!existsSync(sandbox.file('start.lock'))) return undefined;
    const lock = JSON.parse(sandbox.read('start.lock')) as { url: string; application?: { pid: number } };
    return lock.application === undefined ? undefined : { ...lock, application: lock.application };
  }
});
