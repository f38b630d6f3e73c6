import { settings } from '../../../../src/platform/settings/settings';
import { Database } from '../../../../src/platform/database/database';
import { newGuest } from '../../../../src/decision';
import { ANONYMOUS_GROUP } from '../../../../src/transactions/ledger/journal/guest-state';
import { NOTHING_WRITTEN } from '../../../../src/transactions/till/decide/decide-group';
import { sharedTill, type TillConnection } from '../../../../src/transactions/ledger/write/till-statements';
import type { GroupRows } from '../../../../src/transactions/ledger/write/till-rows';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { superuserPool } from '../../../support/database';
import { eventually } from '../../../support/eventually';
import { TillNetwork } from '../../../support/till-network';

const PATIENCE = '250ms';
const AT_ONCE = 40;

describe('networks whose batches share a statement', () => {
  let test: TestApp;
  let networks: readonly TillNetwork[];

  beforeAll(async () => {
    test = await applicationOfWorker();
    networks = await Promise.all([TillNetwork.create(test), TillNetwork.create(test), TillNetwork.create(test)]);
  });
  afterAll(async () => {
    await test.close();
  });

  const till = (): TillConnection => sharedTill(test.app.get(Database));

  /** A new guest's first change: points without a journal row. */
  const pointsFor = (guestId: string, available: number): GroupRows => ({
    ...NOTHING_WRITTEN,
    group: { ...ANONYMOUS_GROUP, guestId, expected: 0, version: 1, available, dueMs: null },
  });

  async function rulesVersionOf(network: TillNetwork): Promise<number> {
    const { version } = await network.database.inNetwork(network.id, (tx) =>
      tx.one<{ version: number }>('SELECT rules_version AS version FROM networks'),
    );
    return version;
  }

  async function availableOf(network: TillNetwork, guestId: string): Promise<number | undefined> {
    const row = await network.database.inNetwork(network.id, (tx) =>
      tx.maybe<{ available: number }>('SELECT available FROM guest_states WHERE guest_id = $1', [guestId]),
    );
    return row?.available;
  }

  it('rule 17: are parted by the database: none reads a guest of another, or writes one', async () => {
    const guests = await Promise.all(networks.map((network) => network.guest()));
    const versions = await Promise.all(networks.map(rulesVersionOf));
    const connection = till();
    // Each asks for its own guest and for the next network's.
    const read = await Promise.all(
      networks.map(({ id }, n) =>
        connection.read(id, [
          { guestId: guests[n] ?? '', needLots: true },
          { guestId: guests[(n + 1) % 3] ?? '', needLots: true },
        ]),
      ),
    );
    expect(read.map((rows) => rows.map(({ version }) => version))).toEqual(networks.map(() => [0, null]));
    const lost = await Promise.all(
      networks.map(({ id }, n) =>
        connection.write(id, versions[n] ?? 0, PATIENCE, [pointsFor(guests[(n + 1) % 3] ?? '', 7)]),
      ),
    );
    expect(lost.flat().map(({ reason }) => reason)).toEqual(['version', 'version', 'version']);
    expect(await Promise.all(networks.map((network, n) => availableOf(network, guests[n] ?? '')))).toEqual([0, 0, 0]);
  });

  it('each have their own losses, and what one breaks is not broken for the others', async () => {
    const guests = await Promise.all(networks.map((network) => network.guest()));
    const versions = await Promise.all(networks.map(rulesVersionOf));
    const connection = till();
    const [stale, broken, whole] = await Promise.allSettled([
      // Decided by rules that are no longer in force.
      connection.write(networks[0]?.id ?? '', (versions[0] ?? 0) - 1, PATIENCE, [pointsFor(guests[0] ?? '', 10)]),
      // Below zero without an overdraft: the table's check ends the transaction of all three.
      connection.write(networks[1]?.id ?? '', versions[1] ?? 0, PATIENCE, [pointsFor(guests[1] ?? '', -10)]),
      connection.write(networks[2]?.id ?? '', versions[2] ?? 0, PATIENCE, [pointsFor(guests[2] ?? '', 10)]),
    ]);
    expect(stale).toMatchObject({ status: 'fulfilled', value: [{ lost_group: 1, reason: 'rules' }] });
    expect(broken).toMatchObject({ status: 'rejected', reason: { code: '23514' } });
    expect(whole).toEqual({ status: 'fulfilled', value: [] });
    expect(await Promise.all(networks.map((network, n) => availableOf(network, guests[n] ?? '')))).toEqual([0, 0, 10]);
    // Removes the points without a decision, since the ledgers are verified after all tests.
    await networks[2]?.database.inNetwork(networks[2].id, (tx) =>
      tx.query('UPDATE guest_states SET available = 0, version = version + 1 WHERE guest_id = $1', [guests[2]]),
    );
  });

  it('write no balance that the transfers beside it do not make', async () => {
    const [network] = networks;
    const guest = (await network?.guest()) ?? '';
    const read = newGuest().balance;
    expect(() => till().write(network?.id ?? '', 1, PATIENCE, [{ ...pointsFor(guest, 5), read }])).toThrow(
      'the transfers make the balance',
    );
  });

  it('leave a statement whose guest is locked, and are written without it', async () => {
    const [locked, ...free] = await Promise.all(networks.map((network) => network.guest()));
    const versions = await Promise.all(networks.map(rulesVersionOf));
    const superuser = superuserPool();
    const holder = await superuser.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT 1 FROM guest_states WHERE guest_id = $1 FOR UPDATE', [locked]);
    const connection = till();
    // Writes at once, without waiting for its own batch.
    const write = (n: number, guest: string | undefined) =>
      connection.write(networks[n]?.id ?? '', versions[n] ?? 0, n === 0 ? '1h' : PATIENCE, [pointsFor(guest ?? '', 0)]);
    const written: number[] = [];
    const writes = [locked, ...free].map(async (guest, n) => {
      expect(await write(n, guest)).toEqual([]);
      written.push(n);
    });
    try {
      await eventually('the others written', () => written.length === 2);
      expect(written).not.toContain(0);
    } finally {
      await holder.query('ROLLBACK');
      holder.release();
      await Promise.all(writes);
      await superuser.end();
    }
    expect(written).toHaveLength(3);
  });

  it('do not wait for the guest of another: while one is locked, the others sell', async () => {
    const [first, ...others] = networks as [TillNetwork, ...TillNetwork[]];
    const [locked, ...free] = await Promise.all(networks.map((network) => network.guest()));
    const [token, ...tokens] = await Promise.all(networks.map((network) => network.tokenOf('cashier')));
    const superuser = superuserPool();
    const holder = await superuser.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT 1 FROM guest_states WHERE guest_id = $1 FOR UPDATE', [locked]);
    const sell = (network: TillNetwork, guest: string | undefined, by: string | undefined) =>
      network
        .post(`/api/guests/${String(guest)}/transaction`, String(by), network.sale(50_000))
        .then(({ status }) => status);
    // Longer than the usual wait for the database, after which the server keeps a sale and answers 202
    // (till-systems/outage.spec).
    const patience = jest.replaceProperty(settings, 'tillWaitMs', 10_000);
    let isSold = false;
    const waits = sell(first, locked, token).then((status) => {
      isSold = true;
      return status;
    });
    try {
      const sold = await Promise.all(
        Array.from({ length: AT_ONCE }, (_, n) => sell(others[n % 2] as TillNetwork, free[n % 2], tokens[n % 2])),
      );
      expect([sold.filter((status) => status === 201).length, isSold]).toEqual([AT_ONCE, false]);
    } finally {
      // An open transaction would hold up the readers of the event log in all other tests.
      await holder.query('ROLLBACK');
      holder.release();
      await superuser.end();
      patience.restore();
    }
    expect(await waits).toBe(201);
  });
});
