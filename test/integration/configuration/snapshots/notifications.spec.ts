import { Snapshots } from '../../../../src/configuration';
import { Notifications } from '../../../../src/platform/database/notifications';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { superuserPool } from '../../../support/database';
import { eventually } from '../../../support/eventually';
import { TillNetwork } from '../../../support/till-network';

describe('what a process remembers of a network', () => {
  let test: TestApp;
  let network: TillNetwork;
  const superuser = superuserPool();

  beforeAll(async () => {
    test = await applicationOfWorker();
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
  /** Ends the connection of this process alone: others of the database belong to other tests. */
  const cutListener = async (notifications: Notifications): Promise<void> => {
    const { client } = notifications as unknown as { client: { processID: number } };
    await superuser.query('SELECT pg_terminate_backend($1)', [client.processID]);
  };

  /** Polls until the answer is cached: notifications about the new network may still be under way. */
  const untilRemembered = () =>
    eventually('the network is remembered', async () => {
      await test.app.get(Snapshots).current(network.id);
      return test.app.get(Snapshots).cached(network.id);
    });

  it('is forgotten when the connection that notifications come by is lost, and again remembered when it is back', async () => {
    const snapshots = test.app.get(Snapshots);
    const notifications = test.app.get(Notifications);
    await untilRemembered();
    const gaps: { connected: boolean; remembered: boolean }[] = [];
    await notifications.listen('a_channel_of_this_test', {
      onMessage: () => undefined,
      onGap: () =>
        gaps.push({ connected: notifications.connected, remembered: snapshots.cached(network.id) !== undefined }),
    });
    await cutListener(notifications);
    // A listener records the loss, since the connection may be back before the test looks.
    await eventually('the loss and the return', () => gaps.length >= 2);
    expect(gaps).toEqual([
      { connected: false, remembered: false },
      { connected: true, remembered: false },
    ]);
    await untilRemembered();
  });

  it('is asked of the database while notifications do not arrive', async () => {
    const snapshots = test.app.get(Snapshots);
    await untilRemembered();
    const connected = jest.spyOn(test.app.get(Notifications), 'connected', 'get').mockReturnValue(false);
    expect(snapshots.cached(network.id)).toBeUndefined();
    // These changes send no notification, yet readers see each of them at once.
    for (const name of ['First', 'Second', 'Third']) {
      await rename(name);
      expect((await snapshots.current(network.id)).profile.name).toBe(name);
    }
    connected.mockRestore();
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
