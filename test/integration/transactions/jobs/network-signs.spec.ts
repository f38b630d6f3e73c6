import type { Pool } from 'pg';
import { Database } from '../../../../src/platform/database/database';
import type { NetworkSign } from '../../../../src/transactions/jobs/network-signs';
import { newId } from '../../../../src/platform/ids/ids';
import { superuserPool } from '../../../support/database';
import { eventually } from '../../../support/eventually';
import { insertSale, type JournalFixture, makeGuest, makeNetwork, writeSale } from '../../support/journal-fixture';

describe('the signs of work in a network', () => {
  let database: Database;
  let superuser: Pool;

  beforeAll(() => {
    database = new Database();
    superuser = superuserPool();
  });
  afterAll(async () => {
    await database.onApplicationShutdown();
    await superuser.end();
  });

  const signOf = async ({ networkId }: JournalFixture): Promise<Omit<NetworkSign, 'next'>> => {
    const statement = { name: 'signs', text: 'SELECT id, reached, rules, due FROM network_signs($1)' };
    const [sign] = await database.callInNetwork<NetworkSign>(statement, [[networkId]]);
    if (sign === undefined) throw new Error('the network has no signs');
    return sign;
  };

  /** Rows of a table, or of its partitions, that the signs read under the application's own role, whose policies forbid some plans. */
  const rowsRead = ({ networkId }: JournalFixture, table: string): Promise<number> =>
    database.inNetwork(networkId, async (tx) => {
      const count = async () => {
        const { rows } = await tx.one<{ rows: number }>(
          `SELECT sum(coalesce(idx_tup_fetch, 0) + seq_tup_read)::int AS rows FROM pg_stat_xact_user_tables WHERE relname LIKE $1`,
          [`${table}%`],
        );
        return rows;
      };
      // A connection that has run the statement often has a general plan.
      await tx.query('SET LOCAL plan_cache_mode = force_generic_plan');
      const before = await count();
      await tx.query('SELECT due FROM network_signs($1)', [[networkId]]);
      return (await count()) - before;
    });

  const momentsOf = async ({ networkId }: JournalFixture): Promise<NetworkSign['next']> => {
    const statement = { name: 'moments', text: 'SELECT id, next FROM network_moments($1)' };
    const [row] = await database.callInNetwork<Pick<NetworkSign, 'next'>>(statement, [[networkId]]);
    return row?.next ?? {};
  };

  it('are none in a network where nothing happened', async () => {
    const at = await makeNetwork(database);
    expect(await signOf(at)).toEqual({ id: at.networkId, reached: null, rules: 1, due: [] });
    expect(await momentsOf(at)).toEqual({ hour: expect.any(Number) });
  });

  it('name no event before which a running transaction can still write, and name it after that', async () => {
    const at = await makeNetwork(database);
    const running = await superuser.connect();
    try {
      await running.query('BEGIN');
      await running.query('SELECT pg_current_xact_id()');
      await writeSale(database, at);
      // Fraud watch reads the journal itself, from its first act on.
      expect(await signOf(at)).toMatchObject({ reached: null, due: ['fraud'] });
    } finally {
      await running.query('ROLLBACK');
      running.release();
    }
    // Waits, since open transactions of other tests hide the event.
    await eventually('the event', async () => (await signOf(at)).reached !== null);
    const { reached } = await signOf(at);
    await writeSale(database, at);
    await eventually('the next event', async () => (await signOf(at)).reached !== reached);
  });

  it('tell of acts that fraud watch has not judged, and read no other acts for it', async () => {
    const at = await makeNetwork(database);
    await database.inNetwork(at.networkId, async (tx) => {
      for (let n = 0; n < 300; n += 1) await insertSale(tx, at, {});
    });
    const judgedTo = (time: string) =>
      superuser.query(
        `INSERT INTO fraud_positions (network_id, judged_to, due_at) VALUES ($1, $2, '2020-01-01')
           ON CONFLICT (network_id) DO UPDATE SET judged_to = $2`,
        [at.networkId, time],
      );
    await judgedTo('2020-01-01');
    expect((await signOf(at)).due).toContain('fraud');
    await judgedTo('2100-01-01');
    expect((await signOf(at)).due).not.toContain('fraud');

    expect(await rowsRead(at, 'transactions')).toBeLessThan(10);
  });

  it('read no events that are sealed', async () => {
    const at = await makeNetwork(database);
    await database.inNetwork(at.networkId, async (tx) => {
      for (let n = 0; n < 300; n += 1) await insertSale(tx, at, {});
    });
    await eventually('the events', async () => (await signOf(at)).due.includes('seals'));
    await superuser.query(
      `INSERT INTO seals (network_id, number, previous, from_epoch, from_xid, from_id, to_epoch, to_xid, to_id, transactions, transfers,
                          merkle_root, totals, hash, signature, key_id)
       SELECT $1, 1, '', 0, 0, $1, e.epoch, e.xid, e.id, 300, 0, '', '[]', '', '', '' FROM events e
        WHERE e.network_id = $1 ORDER BY e.epoch DESC, e.xid DESC, e.id DESC LIMIT 1`,
      [at.networkId],
    );
    expect((await signOf(at)).due).not.toContain('seals');
    expect(await rowsRead(at, 'events_20')).toBeLessThan(10);
  });

  it('tell of transactions that are not sealed, and of no other events', async () => {
    const at = await makeNetwork(database);
    await superuser.query(
      `INSERT INTO events (network_id, epoch, id, type, subject_id) VALUES ($1, epoch_of($1), $2, 'segment.entered', $1)`,
      [at.networkId, newId()],
    );
    await eventually('the event', async () => (await signOf(at)).reached !== null);
    expect((await signOf(at)).due).toEqual([]);
    await writeSale(database, at);
    await eventually('the sale', async () => (await signOf(at)).due.includes('seals'));
  });

  it('tell of a guest for whom something is due, until it is not', async () => {
    const at = await makeNetwork(database);
    const guestId = await makeGuest(database, at);
    const dueAt = (time: string) =>
      superuser.query(
        'UPDATE guest_states SET due_at = $3, version = version + 1 WHERE network_id = $1 AND guest_id = $2',
        [at.networkId, guestId, time],
      );
    await dueAt('2020-01-01');
    expect((await signOf(at)).due).toContain('expirations');
    await dueAt('infinity');
    expect((await signOf(at)).due).not.toContain('expirations');
  });

  it('tell in how many milliseconds points end next, and when the next hour of the network begins', async () => {
    const at = await makeNetwork(database);
    for (const minutes of [10, 5]) {
      await superuser.query(
        `UPDATE guest_states SET due_at = ledger_now() + $3 * interval '1 minute', version = version + 1
          WHERE network_id = $1 AND guest_id = $2`,
        [at.networkId, await makeGuest(database, at), minutes],
      );
    }
    const next = await momentsOf(at);
    expect((await signOf(at)).due).not.toContain('expirations');
    expect(next['expirations']).toBeGreaterThan(290_000);
    expect(next['expirations']).toBeLessThanOrEqual(300_000);
    expect(next['hour']).toBeGreaterThan(0);
    expect(next['hour']).toBeLessThanOrEqual(3_600_000);
  });

  it('tell of segments whose guests are to be looked at', async () => {
    const at = await makeNetwork(database);
    await superuser.query('INSERT INTO segment_passes (network_id, is_done) VALUES ($1, false)', [at.networkId]);
    expect((await signOf(at)).due).toEqual(['segments']);
  });
});
