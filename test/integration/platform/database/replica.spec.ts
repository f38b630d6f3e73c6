import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { Pool } from 'pg';
import type { Database as Databases } from '../../../../src/platform/database/database';
import type { TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import type { TillNetwork } from '../../../support/till-network';

interface Servers {
  readonly connections: Readonly<Record<string, string>>;
  readonly primaryUrl: string;
  readonly replicaUrl: string;
  readonly replicaPid: number;
}

/** On a busy machine the replica is compared with the primary less often than once a second. */
const MAX_LAG_SECONDS = 4;

/** Starts two servers. The application is loaded after the settings name them, because it reads the settings once. */
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
      DATABASE_REPLICA_MAX_LAG_SECONDS: String(MAX_LAG_SECONDS),
    });
    test = await (await import('../../../support/app.js')).startApp();
    network = await (await import('../../../support/till-network.js')).TillNetwork.create(test);
    address.pathname = '/loyalty';
    replica = new Pool({ connectionString: address.href });
    // The pool still has connections when the server is killed.
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

  it('answers reports, and no act or decision', async () => {
    await eventually('reports from the replica', () => isReplica('reportOf'));
    expect(await isReplica('inNetwork')).toBe(false);
    const manager = await network.tokenOf('manager');
    const sold = await network.post(`/api/guests/${await network.guest()}/transaction`, manager, network.sale(5_000));
    expect(sold.status).toBe(201);
    // The snapshot of a replica has its locks and limits, so pages answer from it.
    for (const page of ['/api/reports/daily?from=2026-11-01&to=2026-11-30', '/api/ledger/liability'])
      expect([page, (await network.get(page, manager)).status]).toEqual([page, 200]);
    await eventually('reports from the replica', () => isReplica('reportOf'));
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
