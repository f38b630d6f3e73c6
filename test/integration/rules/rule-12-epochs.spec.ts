import type { TestApp } from '../../support/app';
import { eventually } from '../../support/eventually';
import type { TillNetwork } from '../../support/till-network';
import { type OwnDatabase, startOnOwnDatabase } from './own-database';

/** Ahead of every transaction id of this cluster. */
const AHEAD = 10 ** 12;
/** Longer than the health page remembers a check. */
const REMEMBERED_MS = 6_000;

describe('rule 12: the epoch of a network', () => {
  let own: OwnDatabase;
  let apps: readonly TestApp[];
  let network: TillNetwork;
  let cashier: string;
  let aheadMs = 0;

  beforeAll(async () => {
    own = await startOnOwnDatabase(2);
    apps = own.apps;
    const now = performance.now.bind(performance);
    jest.spyOn(performance, 'now').mockImplementation(() => now() + aheadMs);
  });
  beforeEach(async () => {
    const { TillNetwork: Networks } = await import('../../support/till-network.js');
    network = await Networks.create(apps[0] as TestApp);
    cashier = await network.tokenOf('cashier');
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    await own.close();
  });

  const epochOf = async (networkId = network.id) =>
    (await own.superuser.query<{ epoch: number }>('SELECT epoch FROM networks WHERE id = $1', [networkId])).rows[0]
      ?.epoch;
  /** As if the database had been restored while the processes run. */
  const moveToAnotherCluster = () =>
    own.superuser.query("UPDATE networks SET system_identifier = 'the old cluster' WHERE id = $1", [network.id]);
  /** As after `pg_resetwal`, or where the host withholds the identifier. */
  const moveAhead = () =>
    own.superuser.query(
      "INSERT INTO event_cursors (network_id, subscriber, epoch, xid) VALUES ($1, 'figures', 1, $2)",
      [network.id, AHEAD],
    );
  const sell = (app: TestApp, guest: string) =>
    app
      .api()
      .post(`/api/guests/${guest}/transaction`)
      .set('Authorization', `Bearer ${cashier}`)
      .set('Idempotency-Key', crypto.randomUUID())
      .send(network.sale(10_000));
  /** Waits until the health page reports this status of the epochs; it caches for some seconds. */
  const healthSays = async (status: 'up' | 'down') => {
    let said: unknown;
    aheadMs += REMEMBERED_MS;
    await eventually(
      () => `epochs are ${status}: ${JSON.stringify(said)}`,
      async () => {
        const { body } = await (apps[0] as TestApp).api().get('/api/health/ready');
        said = body;
        return body.checks.epochs.status === status && (status === 'up' || body.status === 'down');
      },
    );
  };
  const startOnce = async () => {
    const { startApp } = await import('../../support/app.js');
    await (await startApp()).close();
  };

  it('stays as it is while the database goes on', async () => {
    await sell(apps[0] as TestApp, await network.guest());
    await startOnce();
    expect(await epochOf()).toBe(1);
  });

  it('is raised once by sales of two processes that serve already, and each of them stands behind nothing', async () => {
    const guests = await Promise.all(Array.from({ length: 12 }, () => network.guest()));
    await moveToAnotherCluster();
    await healthSays('down');
    const sold = await Promise.all(guests.map((guest, n) => sell(apps[n % 2] as TestApp, guest)));
    expect(sold.map(({ status }) => status)).toEqual(guests.map(() => 201));
    expect(await epochOf()).toBe(2);
    const { rows } = await own.superuser.query(
      "SELECT epoch, count(*)::int AS events FROM events WHERE network_id = $1 AND type = 'transaction.sale' GROUP BY epoch",
      [network.id],
    );
    expect(rows).toEqual([{ epoch: 2, events: guests.length }]);
    await healthSays('up');
  });

  it('is raised before a guest is registered and before figures are counted', async () => {
    await moveToAnotherCluster();
    const guest = await network.guest();
    const { rows } = await own.superuser.query('SELECT epoch FROM events WHERE network_id = $1 AND id = $2', [
      network.id,
      guest,
    ]);
    expect(rows).toEqual([{ epoch: 2 }]);
    await moveToAnotherCluster();
    const { FiguresRelay } = await import('../../../src/transactions/jobs/figures-relay.js');
    await (apps[0] as TestApp).app.get(FiguresRelay).catchUp(network.id);
    expect(await epochOf()).toBe(3);
  });

  it('is raised once by two starts, where transaction ids are behind, and until then nothing is well', async () => {
    await moveAhead();
    await healthSays('down');
    await Promise.all([startOnce(), startOnce()]);
    expect(await epochOf()).toBe(2);
    await healthSays('up');
  });

  it('is named by verify-ledger, which leaves it alone', async () => {
    const { LedgerVerification } = await import('../../../src/transactions/books/verification/ledger-verification.js');
    await moveAhead();
    const { createContext } = await import('../../../src/app.module.js');
    const context = await createContext({ onlyReads: true });
    const found = await context.get(LedgerVerification).verify(network.id);
    await context.close();
    expect(found.findings.list()).toEqual([
      expect.objectContaining({ check: 9, problem: expect.stringContaining('ahead of this cluster') }),
    ]);
    expect(await epochOf()).toBe(1);
    await startOnce();
    expect(await epochOf()).toBe(2);
  });
});
