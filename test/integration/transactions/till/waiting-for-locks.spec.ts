import type { Pool, PoolClient } from 'pg';
import { claimDigest, keyDigest } from '../../../../src/platform/claims/claim-digest';
import { newId } from '../../../../src/platform/ids/ids';
import { settings } from '../../../../src/platform/settings/settings';
import { itAtNight } from '../../../support/at-night';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { applicationPool } from '../../../support/database';
import { eventually } from '../../../support/eventually';
import { TillNetwork } from '../../../support/till-network';

describe('an act that meets another process', () => {
  let test: TestApp;
  let network: TillNetwork;
  let cashier: string;
  let pool: Pool;
  let other: PoolClient;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test);
    cashier = await network.tokenOf('cashier');
    // So that opening the shift is no part of what follows.
    await network.post(`/api/guests/${await network.guest()}/transaction`, cashier, network.sale(100));
    pool = applicationPool();
  });
  afterAll(async () => {
    await pool.end();
    await test.close();
  });
  beforeEach(async () => {
    other = await pool.connect();
    await other.query('BEGIN');
    await other.query("SELECT set_config('app.network_id', $1, true)", [network.id]);
  });
  afterEach(async () => {
    await other.query('ROLLBACK');
    other.release();
  });

  const lock = (guest: string) => other.query('SELECT 1 FROM guest_states WHERE guest_id = $1 FOR UPDATE', [guest]);
  const sell = (guest: string, more = {}, key = newId()) =>
    network.post(`/api/guests/${guest}/transaction`, cashier, network.sale(10_000, more), key);
  /** Waits until a statement waits for the other process's locks. */
  const untilSomebodyWaits = async () => {
    const { rows } = await other.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const waiting = 'SELECT 1 FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid)) LIMIT 1';
    await eventually('somebody who waits for the lock', async () => {
      const { rowCount } = await pool.query(waiting, [rows[0]?.pid]);
      return rowCount !== 0;
    });
  };

  it('waits for the guest, and holds up nobody else of its batch', async () => {
    const [busy, free] = [await network.guest(), await network.guest()];
    await lock(busy);
    const [first, second] = [sell(busy).then((answer) => answer), sell(free).then((answer) => answer)];
    expect((await second).status).toBe(201);
    await untilSomebodyWaits();
    await other.query('ROLLBACK');
    expect((await first).status).toBe(201);
  });

  itAtNight(
    'is told to come again when the guest is held for longer than five seconds, and has done nothing',
    async () => {
      // Longer than the usual wait for the database, after which the server keeps a sale and answers 202
      // (till-systems/outage.spec).
      const patience = jest.replaceProperty(settings, 'tillWaitMs', 10_000);
      const guest = await network.guest();
      await lock(guest);
      const key = newId();
      const refused = await sell(guest, {}, key);
      patience.restore();
      expect([refused.status, refused.body.code]).toEqual([409, 'request_in_progress']);
      await other.query('ROLLBACK');
      expect((await network.get(`/api/guests/${guest}/history`, cashier)).body.items).toEqual([]);
      // The key has no stored response yet.
      expect((await sell(guest, {}, key)).status).toBe(201);
    },
  );

  it('acts itself when the first call with its key has given up', async () => {
    const [guest, key] = [await network.guest(), newId()];
    await other.query(`INSERT INTO claims (network_id, digest, kind, holder_id) VALUES ($1, $2, 'K', $3)`, [
      network.id,
      keyDigest(key, null),
      newId(),
    ]);
    const answer = sell(guest, {}, key).then((told) => told);
    await untilSomebodyWaits();
    await other.query('ROLLBACK');
    expect((await answer).status).toBe(201);
  });

  it('finds the receipt that another process has recorded in the meantime', async () => {
    const [guest, rival] = [await network.guest(), await network.guest()];
    const more = { externalOrderId: `order-${newId()}` };
    const recorded = await sell(rival, { externalOrderId: `order-${newId()}` });
    await other.query(`INSERT INTO claims (network_id, digest, kind, holder_id) VALUES ($1, $2, 'R', $3)`, [
      network.id,
      claimDigest('RECEIPT', 'order', more.externalOrderId),
      recorded.body.id,
    ]);
    const answer = sell(guest, more).then((told) => told);
    await untilSomebodyWaits();
    await other.query('COMMIT');
    expect([(await answer).status, (await answer).body.code]).toEqual([409, 'receipt_belongs_to_another_guest']);
  });
});
