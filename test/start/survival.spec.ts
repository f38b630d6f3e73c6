import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { freePort } from '../support/free-port';
import { eventually } from '../support/eventually';
import { isAlive, isHealthy, isReady, Sandbox } from './start-process';

/** How the start lives through being killed, at any moment and whichever of its processes. */
describe('A start', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = new Sandbox();
    const first = sandbox.start();
    await first.ready();
    await first.stop();
  });

  afterEach(() => sandbox.quiet());
  afterAll(() => sandbox.remove());

  it('serves, and stops server and database when it is told to', async () => {
    const started = sandbox.start();
    const url = await started.ready();
    expect(await isHealthy(url)).toBe(true);
    const [server, postgres] = [sandbox.serverPid(), sandbox.postgresPid()];
    expect(await started.stop()).toBe(0);
    expect(isAlive(server)).toBe(false);
    expect(isAlive(postgres ?? 0)).toBe(false);
    expect(sandbox.postgresPid()).toBeUndefined();
    expect(existsSync(sandbox.file('start.lock'))).toBe(false);
  });

  it('says that another one runs on the same folder, and leaves that one alone', async () => {
    const first = sandbox.start();
    const url = await first.ready();
    const second = sandbox.start();
    expect(await second.ended()).toBe(1);
    expect(second.output).toContain(`already running on ${sandbox.folder} (process ${String(first.pid)}, ${url})`);
    expect(await isHealthy(url)).toBe(true);
    await first.stop();
  });

  it('goes on after it was killed with everything it had started', async () => {
    const killed = sandbox.start();
    await killed.ready();
    const postgres = sandbox.postgresPid() ?? 0;
    killed.signal('SIGKILL');
    // The database is still running, and no process stops it for some seconds.
    expect(isAlive(postgres)).toBe(true);
    await killed.ended();
    const next = sandbox.start();
    expect(await isHealthy(await next.ready())).toBe(true);
    expect(isAlive(postgres)).toBe(false);
    await next.stop();
  });

  it('leaves neither server nor database behind when it is killed', async () => {
    const killed = sandbox.start();
    await killed.ready();
    const [server, postgres] = [sandbox.serverPid(), sandbox.postgresPid() ?? 0];
    killed.signal('SIGKILL');
    await eventually('both have ended', () => !isAlive(server) && !isAlive(postgres));
  });

  it('ends a server that hangs, and names it to the next start when it is broken off meanwhile', async () => {
    const killed = sandbox.start();
    await killed.ready();
    const server = sandbox.serverPid();
    process.kill(server, 'SIGSTOP');
    killed.signal('SIGKILL');
    await killed.ended();
    const brokenOff = sandbox.start();
    await brokenOff.says(`Ending our server (process ${String(server)})`);
    await brokenOff.stop();
    expect([sandbox.serverPid(), isAlive(server)]).toEqual([server, true]);
    const next = sandbox.start();
    expect(await isHealthy(await next.ready())).toBe(true);
    expect(isAlive(server)).toBe(false);
    expect(await next.stop()).toBe(0);
    expect(existsSync(sandbox.file('start.lock'))).toBe(false);
  });

  it('brings the database back when it is killed, and the server finds it', async () => {
    const started = sandbox.start();
    const url = await started.ready();
    const postgres = sandbox.postgresPid() ?? 0;
    process.kill(postgres, 'SIGKILL');
    await started.says('PostgreSQL is back');
    expect(sandbox.postgresPid()).not.toBe(postgres);
    await eventually('the server is ready', () => isReady(url));
    await started.stop();
  });

  it('waits for a server that hangs as long as that lives, and says for what', async () => {
    const started = sandbox.start();
    const server = await eventually('its server begins', () => {
      try {
        return sandbox.serverPid();
      } catch {
        return false;
      }
    });
    process.kill(server, 'SIGSTOP');
    await started.says(/Waiting for the server: \w/);
    expect(isAlive(server)).toBe(true);
    process.kill(server, 'SIGCONT');
    expect(await isHealthy(await started.ready())).toBe(true);
    expect(sandbox.serverPid()).toBe(server);
    await started.stop();
  });

  it('waits for a database in recovery, and says what its log says', async () => {
    const recovery = holdRecovery(sandbox);
    const started = sandbox.start();
    await started.says(/Waiting for PostgreSQL: database system was shut down/);
    recovery.end();
    expect(await isHealthy(await started.ready())).toBe(true);
    await started.stop();
  });

  it('stops though its database, started again, is still in recovery', async () => {
    const started = sandbox.start();
    await started.ready();
    const killed = sandbox.postgresPid() ?? 0;
    const recovery = holdRecovery(sandbox);
    process.kill(killed, 'SIGKILL');
    const next = await eventually('another database begins', () => {
      const pid = sandbox.postgresPid();
      return pid !== killed && pid;
    });
    expect(await started.stop()).toBe(0);
    expect([isAlive(next), existsSync(sandbox.file('start.lock'))]).toEqual([false, false]);
    recovery.end();
  });

  it('starts the server again when it is killed, and again', async () => {
    const started = sandbox.start();
    const url = await started.ready();
    const killed = [];
    for (let time = 1; time <= 2; time += 1) {
      const server = sandbox.serverPid();
      killed.push(server);
      process.kill(server, 'SIGKILL');
      await eventually('another one serves', () => started.output.split('The server is back').length > time);
      expect(killed).not.toContain(sandbox.serverPid());
      expect(await isHealthy(url)).toBe(true);
    }
    expect(started.output).toMatch(/The server ended with SIGKILL; starting it again in 1 s/);
    expect(await started.stop()).toBe(0);
    expect(sandbox.postgresPid()).toBeUndefined();
  });

  it('waits for one that is stopping', async () => {
    // Long enough for a slow machine to begin the second start meanwhile.
    const first = sandbox.start({ DRAIN_SECONDS: '8' });
    await first.ready();
    first.signal('SIGTERM');
    await first.says('Stopping (SIGTERM)');
    const second = sandbox.start();
    await second.says(`Waiting for process ${String(first.pid)}, which is stopping`);
    expect(await isHealthy(await second.ready())).toBe(true);
    expect(await first.ended()).toBe(0);
    await second.stop();
  });

  it('serves once when two begin at once on an empty folder, and the other says so', async () => {
    const empty = new Sandbox();
    try {
      const both = [empty.start(), empty.start()];
      const [end] = await Promise.race(both.map((started) => started.ended().then((code) => [code, started] as const)));
      expect(end).toBe(1);
      const [server] = both.filter(({ output }) => !output.includes('already running on'));
      expect(await isHealthy((await server?.ready()) ?? '')).toBe(true);
    } finally {
      await empty.remove();
    }
  });

  it('serves once when two begin at once on one port, and the other names the port', async () => {
    const others = [new Sandbox(), new Sandbox()];
    try {
      const port = String(await freePort());
      const both = others.map((other) => other.start({ PORT: port }));
      const ends = both.map((started) => started.ended().then((code) => ({ code, started })));
      const { code, started: loser } = await Promise.race(ends);
      expect([code, loser.output]).toEqual([1, expect.stringContaining(`Port ${port} of 127.0.0.1 is taken`)]);
      expect(loser.output).not.toContain('is ready');
      expect(await isHealthy((await both.find((started) => started !== loser)?.ready()) ?? '')).toBe(true);
    } finally {
      for (const other of others) await other.remove();
    }
  });

  it('ends server and database when npm gets SIGTERM, and with Ctrl-C', async () => {
    for (const end of [
      (npm: number) => process.kill(npm, 'SIGTERM'),
      // A terminal signals the whole group, and npm forwards the signal as well.
      (npm: number) => process.kill(-npm, 'SIGINT'),
    ]) {
      const npm = sandbox.startByNpm();
      const url = await npm.ready();
      const [server, postgres] = [sandbox.serverPid(), sandbox.postgresPid() ?? 0];
      end(npm.pid);
      await npm.ended();
      expect([isAlive(server), isAlive(postgres), await isHealthy(url)]).toEqual([false, false, false]);
      expect(existsSync(sandbox.file('start.lock'))).toBe(false);
    }
  });

  it.each([60, 200, 400, 700, 1_000])(
    'starts after a start that was killed %i ms after its beginning',
    async (afterMs) => {
      const killed = sandbox.start();
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      killed.signal('SIGKILL');
      await killed.ended();
      const next = sandbox.start();
      expect(await isHealthy(await next.ready())).toBe(true);
      await next.stop();
    },
  );

  it.each([150, 350, 550, 800])(
    'starts after a first start that was killed %i ms after its beginning',
    async (afterMs) => {
      const empty = new Sandbox();
      try {
        const killed = empty.start();
        await new Promise((resolve) => setTimeout(resolve, afterMs));
        killed.signal('SIGKILL');
        await killed.ended();
        expect(await isHealthy(await empty.start().ready())).toBe(true);
      } finally {
        await empty.remove();
      }
    },
  );

  it('is not held up by marks whose numbers belong to other processes by now', async () => {
    // This very process runs, and neither wrote the lock nor is a PostgreSQL.
    writeFileSync(sandbox.file('start.lock'), JSON.stringify({ pid: process.pid, beginning: 'another boot:1' }));
    const mark = `${String(process.pid)}\n${sandbox.file('postgres')}\n1\n5432\n\n127.0.0.1\n0 0\nready   \n`;
    writeFileSync(sandbox.file('postgres', 'postmaster.pid'), mark);
    giveToOwner(sandbox, 'postmaster.pid');
    const started = sandbox.start();
    expect(await isHealthy(await started.ready())).toBe(true);
    await started.stop();
  });

  it('makes the cluster anew when making it was not finished', async () => {
    const half = new Sandbox();
    try {
      mkdirSync(half.file('postgres'));
      writeFileSync(half.file('postgres', 'PG_VERSION'), '18\n');
      mkdirSync(half.file('postgres.new-half'));
      expect(await isHealthy(await half.start().ready())).toBe(true);
      expect(existsSync(half.file('postgres.new-half'))).toBe(false);
    } finally {
      await half.remove();
    }
  });

  it('keeps what was committed before the database was killed', async () => {
    const started = sandbox.start();
    await started.ready();
    const client = new Client({ connectionString: sandbox.superuserUrl('postgres') });
    // The connection ends with the server that is killed.
    client.on('error', () => undefined);
    await client.connect();
    await client.query('CREATE TABLE IF NOT EXISTS kept (at timestamptz)');
    await client.query('INSERT INTO kept VALUES (now())');
    process.kill(sandbox.postgresPid() ?? 0, 'SIGKILL');
    await started.says('PostgreSQL is back');
    const again = new Client({ connectionString: sandbox.superuserUrl('postgres') });
    await again.connect();
    const { rows } = await again.query('SELECT count(*)::int AS kept FROM kept');
    await again.end();
    expect(rows).toEqual([{ kept: 1 }]);
    await started.stop();
  });
});

const isRoot = process.getuid?.() === 0;

/** PostgreSQL never runs as root, so a start by root runs it as another user. */
describe('A start by root', () => {
  it('works as an ordinary user of the same tree', async () => {
    if (leavesOut()) return;
    const sandbox = new Sandbox();
    const nobody = 65_534;
    chownSync(sandbox.folder, nobody, nobody);
    try {
      const started = sandbox.start({ HOME: sandbox.folder }, { uid: nobody, gid: nobody });
      expect(await isHealthy(await started.ready())).toBe(true);
      await started.stop();
    } finally {
      await sandbox.remove();
    }
  });

  it('keeps the database elsewhere when its folder lies where nobody else may enter', async () => {
    if (leavesOut()) return;
    const sandbox = new Sandbox();
    chmodSync(sandbox.folder, 0o700);
    const hidden = sandbox.file('hidden');
    const started = sandbox.start({ DATA_DIR: hidden });
    try {
      expect(await isHealthy(await started.ready())).toBe(true);
      await started.stop();
      const again = sandbox.start({ DATA_DIR: hidden });
      expect(await isHealthy(await again.ready())).toBe(true);
      await again.stop();
    } finally {
      await started.stop();
      const place = readFileSync(path.join(hidden, 'postgres-place'), 'utf8').trim();
      rmSync(path.dirname(place), { recursive: true, force: true });
      await sandbox.remove();
    }
  });
});

/** Only root can become another user. A test that is left out for this reason prints a line, because otherwise it would look like a passed test. */
function leavesOut(): boolean {
  if (!isRoot) console.log('left out: only root starts as somebody else');
  return !isRoot;
}

/** Makes the cluster's next server recover until `end`, waiting for a segment of the log that never comes. */
function holdRecovery(sandbox: Sandbox): { end(): void } {
  const held = sandbox.file('postgres', 'held');
  for (const file of ['held', 'recovery.signal']) {
    writeFileSync(sandbox.file('postgres', file), '');
    giveToOwner(sandbox, file);
  }
  const settings = sandbox.file('postgres', 'postgresql.auto.conf');
  appendFileSync(settings, `restore_command = 'while [ -e "${held}" ]; do sleep 0.1; done; false'\n`);
  return { end: () => rmSync(held) };
}

function giveToOwner(sandbox: Sandbox, file: string): void {
  if (!isRoot) return;
  const owner =
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((line) => line.startsWith('postgres:')) ?? 'nobody:x:65534:65534';
  const [, , uid, gid] = owner.split(':');
  chownSync(sandbox.file('postgres', file), Number(uid), Number(gid));
}
