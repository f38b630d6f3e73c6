/** @modules own */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Pool } from 'pg';
import type { Database as Databases } from '../../../../src/platform/database/database';
import type { TestApp } from '../../../support/app';
import { keyPair } from '../../../support/archive/archive-files';
import { eventually } from '../../../support/eventually';
import type { TillNetwork } from '../../../support/till-network';

interface Servers {
  readonly connections: Readonly<Record<string, string>>;
  readonly primaryUrl: string;
  readonly replicaUrl: string;
  readonly replicaPid: number;
}

/** Starts two servers, then loads the application, which reads its settings once. */
describe('a read replica', () => {
  let servers: ChildProcess;
  let found: Servers;
  let test: TestApp;
  let network: TillNetwork;
  let replica: Pool;

  beforeAll(async () => {
    const script = path.join(__dirname, '..', '..', '..', 'support', 'replica', 'servers.mjs');
    servers = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
    found = await new Promise<Servers>((resolve, reject) => {
      let output = '';
      servers.once('exit', (code) => reject(new Error(`the servers ended with ${String(code)}`)));
      servers.stdout?.on('data', (data: Buffer) => {
        output += data.toString();
        if (output.includes('\n')) resolve(JSON.parse(output) as Servers);
      });
    });
    const address = new URL(found.replicaUrl);
    Object.assign(process.env, found.connections, {
      WORKERS: 'off',
      DATABASE_REPLICA_URL: `postgres://${address.host}`,
    });
    test = await (await import('../../../support/app.js')).startApp();
    network = await (await import('../../../support/till-network.js')).TillNetwork.create(test);
    address.pathname = '/loyalty';
    replica = new Pool({ connectionString: address.href });
    // Idle connections of the pool fail when the server is killed.
    replica.on('error', () => undefined);
  });
  afterAll(async () => {
    await test.close();
    await replica.end();
    const ended = new Promise((resolve) => servers.once('exit', resolve));
    servers.stdin?.end();
    await ended;
  });

  const database = (): Databases => network.database;
  const isReplica = async (read: 'reportOf' | 'inNetwork'): Promise<boolean> =>
    database()[read](network.id, async (tx) => (await tx.one<{ is: boolean }>('SELECT pg_is_in_recovery() AS is')).is);
  const healthOf = async (): Promise<unknown> =>
    ((await test.api().get('/api/health/ready')).body as { checks: { replica: unknown } }).checks.replica;

  const replicaFor = (url: string): string =>
    Object.assign(new URL(url), { host: new URL(found.replicaUrl).host }).href;

  it('answers reports, and no act or decision', async () => {
    await eventually('reports from the replica', () => isReplica('reportOf'));
    expect(await isReplica('inNetwork')).toBe(false);
    const manager = await network.tokenOf('manager');
    const sold = await network.post(`/api/guests/${await network.guest()}/transaction`, manager, network.sale(5_000));
    expect(sold.status).toBe(201);
    // These pages read from the replica, because its snapshot includes locks and limits too.
    for (const page of ['/api/reports/daily?from=2026-11-01&to=2026-11-30', '/api/ledger/liability'])
      expect([page, (await network.get(page, manager)).status]).toEqual([page, 200]);
    await eventually('reports from the replica', () => isReplica('reportOf'));
  });

  it('is read by backtests and archives, which miss nothing of what was committed before', async () => {
    const manager = await network.tokenOf('manager');
    const sessionsOfReplica = async (): Promise<number> => {
      const { rows } = await replica.query<{ sessions: string }>(
        "SELECT sessions FROM pg_stat_database WHERE datname = 'loyalty'",
      );
      return Number(rows[0]?.sessions);
    };
    await network.post(`/api/guests/${await network.guest()}/transaction`, manager, network.sale(7_000)).expect(201);
    const before = await sessionsOfReplica();
    const { BacktestRuns } = await import('../../../../src/transactions/whatif/backtest/backtest-runs.js');
    const asked = await network.post('/api/backtests', manager, { mode: 'REPRODUCE' }).expect(202);
    await test.app.get(BacktestRuns).runNext(network.id);
    const made = await network.get(`/api/backtests/${String(asked.body.id)}`, manager).expect(200);
    expect(made.body).toMatchObject({ status: 'DONE', report: { reproduces: true, types: { SALE: 2 } } });
    await eventually('the replica had more sessions', async () => (await sessionsOfReplica()) > before);

    const { NetworkArchive } = await import('../../../../src/integrations/archive/network-archive.js');
    const folder = mkdtempSync(path.join(os.tmpdir(), 'loyalty-archive-'));
    const [out, receiver] = [path.join(folder, 'network.tar'), keyPair().publicKey];
    const addresses = {
      primary: 'postgres://none',
      replica: replicaFor(found.connections['DATABASE_BACKUP_URL'] ?? ''),
    };
    const archive = await database().readAside(addresses, (url) =>
      test.app.get(NetworkArchive).write({ networkId: network.id, out, receiver, url }),
    );
    rmSync(folder, { recursive: true });
    expect(archive.files.find(({ table }) => table === 'transactions')?.rows).toBe(2);
  });

  it('leaves a long read to the primary when it fails that, or when it is late', async () => {
    const addresses = { primary: 'of the primary', replica: 'of the replica' };
    const read = (fails: boolean) =>
      database().readAside(addresses, (url) =>
        fails && url === addresses.replica
          ? Promise.reject(Object.assign(new Error('conflict with recovery'), { code: '40001' }))
          : Promise.resolve(url),
      );
    expect(await read(false)).toBe(addresses.replica);
    expect(await read(true)).toBe(addresses.primary);
    await replica.query('SELECT pg_wal_replay_pause()');
    const manager = await network.tokenOf('manager');
    await network.post(`/api/guests/${await network.guest()}/transaction`, manager, network.sale(5_000)).expect(201);
    expect(await read(false)).toBe(addresses.primary);
    await replica.query('SELECT pg_wal_replay_resume()');
    await eventually('the replica has caught up', async () => (await read(false)) === addresses.replica);
  });

  it('is passed by while it is late, and read again when it has caught up', async () => {
    await replica.query('SELECT pg_wal_replay_pause()');
    const name = `Late ${network.id.slice(-6)}`;
    await database().inNetwork(network.id, (tx) =>
      tx.query('UPDATE networks SET name = $2 WHERE id = $1', [network.id, name]),
    );
    await eventually('reports from the primary', async () => !(await isReplica('reportOf')));
    const read = () =>
      database().reportOf(network.id, (tx) =>
        tx.one<{ name: string }>('SELECT name FROM networks WHERE id = $1', [network.id]),
      );
    expect((await read()).name).toBe(name);
    expect(await healthOf()).toMatchObject({ status: 'down' });
    await replica.query('SELECT pg_wal_replay_resume()');
    await eventually('reports from the replica', () => isReplica('reportOf'));
    expect((await read()).name).toBe(name);
  });

  it('throws what a report throws, and is passed by for good once it is gone', async () => {
    const wrong = database().reportOf(network.id, () => Promise.reject(new Error('a report of its own')));
    await expect(wrong).rejects.toThrow('a report of its own');
    await eventually('reports from the replica', () => isReplica('reportOf'));
    process.kill(found.replicaPid, 'SIGQUIT');
    // The very next report is answered, whether the loss was noticed before or by it.
    expect(await isReplica('reportOf')).toBe(false);
    await eventually('the loss is noticed', () => database().replicaState?.isFit === false);
    expect(await isReplica('reportOf')).toBe(false);
    expect(await healthOf()).toEqual({ status: 'down', lagMs: null });
  });
});
