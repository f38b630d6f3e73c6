import { Snapshots } from '../../src/configuration';
import { Notifications } from '../../src/platform/database/notifications';
import { startApp, type TestApp } from '../support/app';
import { superuserPool } from '../support/database';
import { TillNetwork } from '../support/till-network';

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not in time: ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('what a process remembers of a network', () => {
  let test: TestApp;
  let network: TillNetwork;
  const superuser = superuserPool();

  beforeAll(async () => {
    test = await startApp();
    network = await TillNetwork.create(test);
  });
  afterAll(async () => {
    await superuser.end();
    await test.close();
  });

  const rename = (name: string) =>
    network.database.inNetwork(network.id, (tx) =>
      tx.query('UPDATE networks SET name = $2, rules_version = rules_version + 1 WHERE id = $1', [network.id, name]),
    );
  const cutListeners = () =>
    superuser.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND query ~ '^(LISTEN|SELECT 1$)'`,
    );

  it('is asked of the database while notifications do not arrive, and again remembered when they do', async () => {
    const snapshots = test.app.get(Snapshots);
    const notifications = test.app.get(Notifications);
    await until('notifications arrive', () => notifications.connected);
    // The messages of the network's own making may still be on their way.
    await until('the network is remembered', async () => {
      await snapshots.current(network.id);
      return snapshots.cached(network.id) !== undefined;
    });
    await cutListeners();
    await until('the loss is noticed', () => !notifications.connected);
    expect(snapshots.cached(network.id)).toBeUndefined();
    // No message tells of these changes, and each is seen at once.
    for (const name of ['First', 'Second', 'Third']) {
      await rename(name);
      expect((await snapshots.current(network.id)).profile.name).toBe(name);
      if (notifications.connected) break;
    }
    await until('notifications arrive again', () => notifications.connected);
    await until('the network is remembered again', async () => {
      await snapshots.current(network.id);
      return snapshots.cached(network.id) !== undefined;
    });
  });

  it('is read anew by a writer who met a later version', async () => {
    const snapshots = test.app.get(Snapshots);
    const { rulesVersion } = await snapshots.current(network.id);
    await rename('Unannounced');
    expect((await snapshots.atLeast(network.id, rulesVersion)).profile.name).not.toBe('Unannounced');
    expect((await snapshots.atLeast(network.id, rulesVersion + 1)).profile.name).toBe('Unannounced');
  });

  it('is read by the transaction that asks, without waiting for another connection', async () => {
    const snapshots = test.app.get(Snapshots);
    snapshots.forget(network.id);
    await network.database
      .inNetwork(network.id, async (tx) => {
        await tx.query('UPDATE networks SET name = $2 WHERE id = $1', [network.id, 'Mine alone']);
        expect((await snapshots.currentWithin(tx, network.id)).profile.name).toBe('Mine alone');
        throw new Error('taken back');
      })
      .catch((error: unknown) => {
        if (!(error instanceof Error) || error.message !== 'taken back') throw error;
      });
    expect((await snapshots.current(network.id)).profile.name).toBe('Unannounced');
  });
});
