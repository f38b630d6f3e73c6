import { register } from 'prom-client';
import type { Pool } from 'pg';
import { Clock } from '../../../../src/platform/clock/clock';
import { Database } from '../../../../src/platform/database/database';
import { Notifications } from '../../../../src/platform/database/notifications';
import { newId } from '../../../../src/platform/ids/ids';
import { JobQueue } from '../../../../src/platform/queue/job-queue';
import { processLogger } from '../../../../src/platform/telemetry/logger';
import { EventPartitionsJob } from '../../../../src/transactions/jobs/event-partitions.job';
import { FiguresRelay } from '../../../../src/transactions/jobs/figures-relay';
import { LogReader } from '../../../../src/transactions/jobs/log-reader';
import { RelayMetrics } from '../../../../src/transactions/jobs/relay-metrics';
import { isShortForm } from '../../../support/at-night';
import { platformPool, superuserPool } from '../../../support/database';
import { countEvents } from '../../../support/count-events';
import {
  insertEvent,
  insertSale,
  insertTransfer,
  type JournalFixture,
  makeGuest,
  makeNetwork,
  writeSale,
} from '../../support/journal-fixture';

const MANY = isShortForm ? 5_000 : 50_000;

/** This queue defines no job, so it opens no connection. */
const idleQueue = () => new JobQueue(processLogger(), new Notifications());

const NOWHERE = '00000000-0000-0000-0000-000000000000';

describe('the relay of daily figures', () => {
  let database: Database;
  let relay: FiguresRelay;
  let superuser: Pool;

  beforeAll(() => {
    database = new Database();
    const metrics = new RelayMetrics(new Clock());
    relay = new FiguresRelay(Object.assign(new LogReader(metrics), { database, jobs: idleQueue() }), metrics);
    superuser = superuserPool();
  });
  afterAll(async () => {
    await database.onApplicationShutdown();
    await superuser.end();
  });

  const count = ({ networkId }: JournalFixture) => countEvents(database, networkId, relay);
  const figures = async (at: JournalFixture): Promise<Record<string, unknown>[]> =>
    (
      await superuser.query<Record<string, unknown>>(
        `SELECT to_char(business_date, 'YYYY-MM-DD') AS date, restaurant_id, sales::int, guest_sales::int, amount::int, guest_amount::int,
           discount::int, payable::int, refunds::int, refunded::int, points_earned::int, points_redeemed::int, points_expired::int, new_guests::int
         FROM daily_figures WHERE network_id = $1 ORDER BY business_date, restaurant_id`,
        [at.networkId],
      )
    ).rows;

  it('reads what waits, and nothing of what was counted before', async () => {
    const at = await makeNetwork(database);
    await superuser.query(
      `INSERT INTO events (network_id, epoch, id, type, subject_id)
       SELECT $1, epoch_of($1), ($2 || lpad(n::text, 12, '0'))::uuid, 'trial', $1 FROM generate_series(1, 3000) n`,
      [at.networkId, newId().slice(0, 24)],
    );
    await count(at);
    const client = await superuser.connect();
    // Earlier reads of this session would be counted in.
    await client.query('SELECT pg_stat_force_next_flush()');
    await client.query('BEGIN');
    await client.query(
      `SELECT p.* FROM event_cursors c CROSS JOIN LATERAL
         log_page($1, c.epoch, c.xid, c.id, 2147483647, 9223372036854775807, 'ffffffff-ffff-ffff-ffff-ffffffffffff', 100) p
        WHERE c.network_id = $1 AND c.subscriber = 'figures'`,
      [at.networkId],
    );
    const { rows } = await client.query<{ read: number }>(
      `SELECT sum(coalesce(idx_tup_fetch, 0) + seq_tup_read)::int AS read FROM pg_stat_xact_user_tables WHERE relname LIKE 'events%'`,
    );
    await client.query('ROLLBACK');
    client.release();
    expect(rows[0]?.read).toBeLessThan(10);
  });

  it('counts sales, guests and points by business date and restaurant', async () => {
    const at = await makeNetwork(database);
    const guestId = await makeGuest(database, at);
    await writeSale(database, at, { guestId, amount: 10_000, discount: 500, points: 95, businessDate: '2026-03-01' });
    await writeSale(database, at, { amount: 4_000, businessDate: '2026-03-01' });
    await writeSale(database, at, { amount: 1_000, businessDate: '2026-03-02' });
    await count(at);
    const [first, second, registration] = await figures(at);
    expect(first).toMatchObject({
      date: '2026-03-01',
      restaurant_id: at.restaurantId,
      sales: 2,
      guest_sales: 1,
      amount: 14_000,
      guest_amount: 10_000,
      discount: 500,
      payable: 13_500,
      points_earned: 95,
    });
    expect(second).toMatchObject({ date: '2026-03-02', sales: 1, guest_sales: 0, amount: 1_000 });
    expect(registration).toMatchObject({ sales: 0, new_guests: 1 });
  });

  it('counts a claimed receipt once, and its guest', async () => {
    const at = await makeNetwork(database);
    const guestId = await makeGuest(database, at);
    const receipt = await writeSale(database, at, { amount: 5_000, businessDate: '2026-03-01' });
    await writeSale(database, at, {
      guestId,
      amount: 5_000,
      points: 50,
      relatedId: receipt,
      businessDate: '2026-03-01',
    });
    await count(at);
    expect((await figures(at))[0]).toMatchObject({
      sales: 1,
      guest_sales: 1,
      amount: 5_000,
      guest_amount: 5_000,
      payable: 5_000,
      points_earned: 50,
    });
  });

  it('takes redeemed points from the transfers, so that a sale after its redemption does not count them twice', async () => {
    const at = await makeNetwork(database);
    const guestId = await makeGuest(database, at);
    const redeem = (type: string, inAll: number, moved: number): Promise<void> =>
      database.inNetwork(at.networkId, async (tx) => {
        const id = newId();
        const { version } = await tx.one<{ version: number }>(
          'UPDATE guest_states SET version = version + 1 WHERE network_id = $1 AND guest_id = $2 RETURNING version',
          [at.networkId, guestId],
        );
        await tx.query(
          `INSERT INTO transactions (network_id, id, type, guest_id, guest_version, restaurant_id, actor_kind, channel, business_date,
             occurred_at, recorded_at, amount, payable, points_redeemed)
           VALUES ($1, $2, $3, $4, $5, $6, 'system', 'TILL', '2026-03-01', now(), now(), 9000, 8000, $7)`,
          [at.networkId, id, type, guestId, version, at.restaurantId, inAll],
        );
        await insertEvent(tx, at, id, type.toLowerCase(), guestId, version);
        await insertTransfer(tx, at, id, 1, {
          code: 'REDEMPTION',
          debit: ['GUEST_AVAILABLE', guestId],
          credit: ['RESTAURANT_REDEEMED', at.restaurantId],
          amount: moved,
        });
      });
    await redeem('REDEMPTION', 300, 300);
    await redeem('SALE', 500, 200);
    await count(at);
    expect((await figures(at))[0]).toMatchObject({ sales: 1, points_redeemed: 500, amount: 9_000, payable: 8_000 });
  });

  it('counts what has no place under none, on the local business date of its record', async () => {
    const at = await makeNetwork(database);
    const guestId = await makeGuest(database, at);
    await database.inNetwork(at.networkId, async (tx) => {
      const id = newId();
      await tx.query('UPDATE guest_states SET version = version + 1 WHERE network_id = $1 AND guest_id = $2', [
        at.networkId,
        guestId,
      ]);
      // 03:30 in Berlin is still the business day before.
      await tx.query(
        `INSERT INTO transactions (network_id, id, type, guest_id, guest_version, actor_kind, channel, occurred_at, recorded_at, points_earned)
         VALUES ($1, $2, 'EXPIRY', $3, 1, 'system', 'SYSTEM', '2026-03-05T02:30:00Z', '2026-03-05T02:30:00Z', 40)`,
        [at.networkId, id, guestId],
      );
      await insertEvent(tx, at, id, 'expiry', guestId, 1);
    });
    await count(at);
    expect((await figures(at))[0]).toMatchObject({
      date: '2026-03-04',
      restaurant_id: NOWHERE,
      points_expired: 40,
      sales: 0,
    });
  });

  it('takes what came back of an expiry off what expired, on the day on which it came back, and counts it as not earned', async () => {
    const at = await makeNetwork(database);
    const guestId = await makeGuest(database, at);
    const expiry = newId();
    const write = (id: string, version: number, type: string, on: string, points: number, relatedId: string | null) =>
      database.inNetwork(at.networkId, async (tx) => {
        await tx.query('UPDATE guest_states SET version = version + 1 WHERE network_id = $1 AND guest_id = $2', [
          at.networkId,
          guestId,
        ]);
        await tx.query(
          `INSERT INTO transactions (network_id, id, type, guest_id, guest_version, actor_kind, channel, direction, related_id,
             occurred_at, recorded_at, points_earned)
           VALUES ($1, $2, $3, $4, $5, 'system', 'SYSTEM', $6, $7, $8, $8, $9)`,
          [at.networkId, id, type, guestId, version, type === 'MANUAL' ? 'CREDIT' : null, relatedId, on, points],
        );
        await insertEvent(tx, at, id, type.toLowerCase(), guestId, version);
      });
    await write(expiry, 1, 'EXPIRY', '2026-03-05T12:00:00Z', 40, null);
    await write(newId(), 2, 'MANUAL', '2026-03-05T13:00:00Z', 15, expiry);
    await write(newId(), 3, 'MANUAL', '2026-03-06T12:00:00Z', 20, expiry);
    await write(newId(), 4, 'MANUAL', '2026-03-06T12:30:00Z', 7, null);
    await count(at);
    expect((await figures(at)).slice(0, 2)).toMatchObject([
      { date: '2026-03-05', points_expired: 25, points_earned: 0 },
      { date: '2026-03-06', points_expired: -20, points_earned: 7 },
    ]);
  });

  it('counts each event once, however many relays work at once', async () => {
    const at = await makeNetwork(database);
    for (let round = 0; round < 5; round += 1) {
      await database.inNetwork(at.networkId, async (tx) => {
        for (let i = 0; i < 20; i += 1) await insertSale(tx, at, { amount: 100 });
      });
      await Promise.all([1, 2, 3, 4].map(() => relay.catchUp(at.networkId)));
    }
    await count(at);
    expect((await figures(at))[0]).toMatchObject({ sales: 100, amount: 10_000 });
    await relay.catchUp(at.networkId);
    expect((await figures(at))[0]).toMatchObject({ sales: 100 });
  });

  it('loses nothing that commits late: it waits for the transaction that runs', async () => {
    const at = await makeNetwork(database);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let hasWritten = (): void => undefined;
    const written = new Promise<void>((resolve) => {
      hasWritten = resolve;
    });
    const slow = database.inNetwork(at.networkId, async (tx) => {
      await insertSale(tx, at, { amount: 1 });
      hasWritten();
      await held;
    });
    await written;
    try {
      await writeSale(database, at, { amount: 2 });
      await relay.catchUp(at.networkId);
      expect(await figures(at)).toEqual([]);
      const metric = await register.getSingleMetricAsString('loyalty_relay_watermark_age_seconds');
      expect(metric).toMatch(/^loyalty_relay_watermark_age_seconds [0-9.]+/m);
    } finally {
      release();
      await slow;
    }
    await count(at);
    expect((await figures(at))[0]).toMatchObject({ sales: 2, amount: 3 });
  });

  it('catches up with very many acts', async () => {
    const at = await makeNetwork(database);
    await database.inNetwork(at.networkId, (tx) =>
      tx.query(
        `WITH made AS (
           INSERT INTO transactions (network_id, id, type, restaurant_id, actor_kind, channel, business_date, occurred_at, recorded_at, amount, payable)
           SELECT $1, (lpad(to_hex(1795165800000 + n), 12, '0') || '70008000' || lpad(to_hex(n), 12, '0'))::uuid, 'SALE', $2, 'system', 'IMPORT',
             date '2025-01-01' + n % 365, now(), now(), 100, 100
           FROM generate_series(1, ${String(MANY)}) n RETURNING id)
         INSERT INTO events (network_id, epoch, id, type, subject_id) SELECT $1, 1, id, 'transaction.sale', id FROM made`,
        [at.networkId, at.restaurantId],
      ),
    );
    await count(at);
    const rows = await figures(at);
    expect(rows).toHaveLength(365);
    expect(rows.reduce((sum, row) => sum + Number(row.sales), 0)).toBe(MANY);
  });
});

describe('the partitions of the event log', () => {
  it('are made ahead by the platform role, once, with row-level security forced on each', async () => {
    const database = new Database();
    const superuser = superuserPool();
    const job = new EventPartitionsJob(database, idleQueue());
    await job.makePartitions();
    expect(await job.makePartitions()).toEqual([]);
    const { rows } = await superuser.query<{ name: string; forced: boolean; policies: number }>(
      `SELECT c.relname AS name, c.relrowsecurity AND c.relforcerowsecurity AS forced,
         (SELECT count(*)::int FROM pg_policy p WHERE p.polrelid = c.oid) AS policies
       FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'events'::regclass`,
    );
    expect(rows.length).toBeGreaterThanOrEqual(5);
    // One for the network, one to read for a backup.
    expect(rows.every((row) => row.forced && row.policies === 2)).toBe(true);
    await database.onApplicationShutdown();
    await superuser.end();
  });

  it('are out of reach by their own names, and of any other number of months', async () => {
    const platform = platformPool();
    const database = new Database();
    const at = await makeNetwork(database);
    const month = new Date().toISOString().slice(0, 7).replace('-', '_');
    await expect(
      database.inNetwork(at.networkId, (tx) => tx.query(`SELECT 1 FROM events_${month}`)),
    ).rejects.toMatchObject({ code: '42501' });
    await expect(platform.query('SELECT make_event_partitions(500)')).rejects.toMatchObject({ code: '22023' });
    await expect(
      database.inNetwork(at.networkId, (tx) => tx.query('SELECT make_event_partitions(1)')),
    ).rejects.toMatchObject({ code: '42501' });
    await database.onApplicationShutdown();
    await platform.end();
  });
});
