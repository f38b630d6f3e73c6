/** @modules own */
import { eventually } from '../../support/eventually';
import { inParallel } from '../../trust/trials';
import type { Tx } from '../../../src/platform/database/database';
import type { AnyFollower, LogEvent } from '../../../src/transactions/jobs/log-follower';
import type { TestApp } from '../../support/app';
import type { TillNetwork } from '../../support/till-network';
import { ClockOfTheDatabase, type OwnDatabase, startOnOwnDatabase } from './own-database';
import { saleActOf } from './sale-act';

const SESSIONS = 2;
const SALES = 6_000;
const MEASURED = 2_000;
/** The row of its guest: read, locked, written, and looked at by the guard of its lot. */
const ROWS_OF_A_SALE = 4;
const BOUND = 3;
const PAGE = 200;
/** Each of a sale's rows is looked at by several checks. A join by the network alone reads thousands. */
const ROWS_OF_A_CHECK = 200;
/** Rows that belong to an event: its transaction with transfers, the guest's state, lots and summary, and the rows by which statements find these. */
const ROWS_OF_A_FOLLOWER = 40;
/** After this many plans of a prepared statement PostgreSQL keeps a general one. */
const PLANS_KEPT_AFTER = 6;
const STATES_OF_STATISTICS = ['empty', 'stale', 'wrong', 'right'] as const;

describe('work beside the till', () => {
  let own: OwnDatabase;
  let test: TestApp;
  let network: TillNetwork;

  beforeAll(async () => {
    // One session reads and writes, and plans while everything is empty.
    process.env['DATABASE_POOL_SIZE'] = String(SESSIONS);
    own = await startOnOwnDatabase();
    test = own.apps[0] as TestApp;
    const { TillNetwork: Networks } = await import('../../support/till-network.js');
    network = await Networks.create(test, { settings: { feedback: { asks: true } } });
  });
  afterAll(() => own.close());

  it('rule 19: a session that planned on empty tables reads no more rows when they are full, without ANALYZE', async () => {
    for (const table of ['guest_states', 'lots', 'transactions', 'transfers', 'claims', 'events_default']) {
      await own.superuser.query(`ALTER TABLE ${table} SET (autovacuum_enabled = false)`);
    }
    const { Till } = await import('../../../src/transactions/till/queue/till.js');
    const till = test.app.get(Till);
    const guests: string[] = [];
    let sold = 0;
    const sell = async (many: number): Promise<void> => {
      for (let of = 0; of < many; of += 100) {
        while (guests.length < sold / 4 + 100) guests.push(await network.guest());
        const outcomes = await Promise.all(
          Array.from({ length: 100 }, (_, n) =>
            till.submit(
              saleActOf(network, String(guests[(sold + n * 31) % guests.length]), 10_000, `item ${String(sold + n)}`),
            ),
          ),
        );
        for (const outcome of outcomes) expect(outcome.kind).toBe('POSTED');
        sold += 100;
      }
    };
    await sell(SALES - MEASURED);
    const before = await rowsRead();
    await sell(MEASURED);
    const after = await rowsRead();
    const perSale = (after - before) / MEASURED;
    process.stdout.write(
      `rule 19: ${perSale.toFixed(1)} rows read a sale after ${String(SALES)} sales without ANALYZE; at most ${String(BOUND * ROWS_OF_A_SALE)}\n`,
    );
    expect(perSale).toBeGreaterThan(1);
    expect(perSale).toBeLessThan(BOUND * ROWS_OF_A_SALE);
  });

  /** Rows that index and sequential scans of the till's tables returned, after the sessions have published their counts. */
  async function rowsRead(): Promise<number> {
    let last = -1;
    const deadline = Date.now() + 20_000;
    for (;;) {
      const { rows } = await own.superuser.query<{ n: number }>(
        `SELECT sum(coalesce(idx_tup_fetch, 0) + coalesce(seq_tup_read, 0))::int AS n FROM pg_stat_user_tables
         WHERE relname IN ('guest_states', 'lots', 'transactions', 'transfers', 'claims', 'stored_answers')`,
      );
      const now = rows[0]?.n ?? 0;
      if (now === last || Date.now() > deadline) return now;
      last = now;
      // Sessions publish their counts at most once a second, with their next statement.
      await Promise.all(
        Array.from({ length: SESSIONS }, () =>
          network.database.inNetwork(network.id, (tx) => tx.query('SELECT pg_sleep(1.1)')),
        ),
      );
      await network.database.inNetwork(network.id, (tx) => tx.query('SELECT pg_stat_force_next_flush()'));
    }
  }

  it('rule 19: a page of the log is taken in by keys, by tables that grew unanalysed and whatever the statistics say', async () => {
    const { GuestSummaryRelay } = await import('../../../src/transactions/jobs/guest-summary-relay.js');
    const { FiguresRelay } = await import('../../../src/transactions/jobs/figures-relay.js');
    const { LiabilityRelay } = await import('../../../src/transactions/books/liability/liability-relay.js');
    const { BreakdownsRelay } = await import('../../../src/transactions/figures/breakdowns/breakdowns-relay.js');
    const { CampaignFiguresRelay } =
      await import('../../../src/transactions/figures/breakdowns/campaign-figures-relay.js');
    const { CohortsRelay } = await import('../../../src/transactions/figures/cohorts/cohorts-relay.js');
    const { ReferralsJob } = await import('../../../src/transactions/accounts/referrals/referrals.job.js');
    const { FeedbackRelay } = await import('../../../src/marketing/feedback/feedback-relay.js');
    const { takeIn } = await import('../../../src/transactions/jobs/log-taking.js');
    const { LogPage } = await import('../../../src/transactions/jobs/log-follower.js');
    const { LOG_BEGIN, LOG_END, LOG_PAGE, LogReader } = await import('../../../src/transactions/jobs/log-reader.js');
    const { readByKeys } = await import('../../../src/platform/database/plans.js');
    const types = [
      GuestSummaryRelay,
      FiguresRelay,
      LiabilityRelay,
      BreakdownsRelay,
      CampaignFiguresRelay,
      CohortsRelay,
      ReferralsJob,
      FeedbackRelay,
    ];
    const followers = types.map((type) => test.app.get<AnyFollower>(type));
    for (const follower of followers) await follower.prepare?.(network.id);
    const page = new LogPage(
      await network.database.inNetwork(network.id, (tx) =>
        tx.call<LogEvent>(LOG_PAGE, [network.id, ...Object.values(LOG_BEGIN), ...Object.values(LOG_END), PAGE]),
      ),
    );
    const take = (follower: AnyFollower): Promise<number> =>
      network.database.inNetwork(network.id, async (tx) => {
        await readByKeys(tx);
        await tx.query('SAVEPOINT untaken');
        const before = await rowsReadIn(tx, '.');
        const taken = await takeIn(tx, network.id, page, {
          followers: [follower],
          nameOf: () => `of ${follower.subscriber}`,
        });
        expect(taken).toEqual([follower]);
        const after = await rowsReadIn(tx, '.');
        await tx.query('ROLLBACK TO untaken');
        return after - before;
      });
    const { rows: tables } = await own.superuser.query<{ name: string }>(
      `SELECT oid::regclass::text AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
         AND relname ~ '^(guest_|liability_|item_|tier_|daily_|hourly_|cashier_|cohort_|visit_|referral|feedback_)'`,
    );
    for (const { name } of tables) await own.superuser.query(`ALTER TABLE ${name} SET (autovacuum_enabled = false)`);
    // Every session prepares its plans while the followers' tables are empty.
    for (const follower of followers) for (let n = 0; n < SESSIONS * PLANS_KEPT_AFTER; n += 1) await take(follower);
    const log = test.app.get(LogReader);
    await eventually('the log is read to its end', async () => (await log.doNext(network.id)) === 'idle');
    // The page's items are new, beside about as many as a restaurant may have on one date.
    await own.superuser.query('DELETE FROM item_figures WHERE network_id = $1 AND item = ANY ($2)', [
      network.id,
      Array.from({ length: PAGE }, (_, n) => `item ${String(n)}`),
    ]);
    for (const state of STATES_OF_STATISTICS) {
      await setStatistics(state);
      for (const follower of followers) {
        const found = await take(follower);
        process.stdout.write(
          `rule 19: ${follower.subscriber} read ${String(found)} rows for ${String(PAGE)} events by ${state} statistics\n`,
        );
        expect(found).toBeLessThan(ROWS_OF_A_FOLLOWER * PAGE);
        if (follower.subscriber !== 'referrals') expect(found).toBeGreaterThanOrEqual(PAGE);
      }
    }
  });

  it('rule 19: the next of a long backlog is read without what waits behind it, before and after ANALYZE', async () => {
    const { findSealable } = await import('../../../src/transactions/books/seals/journal.sql.js');
    const { JOURNAL_START } = await import('../../../src/transactions/books/seals/seal-head.rules.js');
    const { listNextEvents } = await import('../../../src/marketing/segments/segments.job.js');
    const { LOG_BEGIN, LOG_END, LOG_PAGE } = await import('../../../src/transactions/jobs/log-reader.js');
    const { findCut } = await import('../../../src/transactions/books/liability/periods.sql.js');
    const readers: Record<string, (tx: Tx) => Promise<unknown>> = {
      cut: (tx) => findCut(tx, network.id),
      seals: (tx) => findSealable(tx, network.id, JOURNAL_START, PAGE),
      segments: (tx) => listNextEvents(tx, network.id, PAGE),
      log: (tx) => tx.call(LOG_PAGE, [network.id, ...Object.values(LOG_BEGIN), ...Object.values(LOG_END), PAGE]),
    };
    await own.superuser.query(
      `INSERT INTO event_cursors (network_id, subscriber) VALUES ($1, 'segments') ON CONFLICT DO NOTHING`,
      [network.id],
    );
    // Segments read as far as the summaries, which here have read to the end.
    await own.superuser.query(
      `INSERT INTO event_cursors (network_id, subscriber, epoch) VALUES ($1, 'guest-summaries', 1000)
       ON CONFLICT (network_id, subscriber) DO UPDATE SET epoch = excluded.epoch`,
      [network.id],
    );
    for (const state of STATES_OF_STATISTICS) {
      await setStatistics(state);
      for (const [reader, read] of Object.entries(readers)) {
        // This statement runs once a month. With stale statistics it sorts the network's events and reads each once.
        if (reader === 'cut' && (state === 'stale' || state === 'wrong')) continue;
        const found = await network.database.inNetwork(network.id, async (tx) => {
          const before = await rowsReadIn(tx, '^events');
          await read(tx);
          return (await rowsReadIn(tx, '^events')) - before;
        });
        process.stdout.write(
          `rule 19: ${reader} read ${String(found)} events for a page of ${String(PAGE)} by ${state} statistics\n`,
        );
        expect(found).toBeGreaterThan(0);
        expect(found).toBeLessThan(BOUND * PAGE);
      }
    }
  });

  async function setStatistics(state: (typeof STATES_OF_STATISTICS)[number]): Promise<void> {
    if (state === 'right') await own.superuser.query('ANALYZE');
    // Statistics of a table that was empty when analysed, and a hundred times too high.
    for (const [of, pages, rows] of [
      ['stale', 1, 0],
      ['wrong', 100_000, 5_000_000],
    ] as const) {
      if (of !== state) continue;
      await own.superuser.query(
        `SELECT pg_restore_relation_stats('schemaname', 'public', 'relname', c.relname::text, 'relpages', $1::integer, 'reltuples', $2::real)
         FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
           AND c.relname ~ '^(events|transactions|transfers|claims|lots|guest|liability_|item_|tier_|daily_|cohort_|visit_)'`,
        [pages, rows],
      );
    }
  }

  it('a network that grew since the last ANALYZE is verified by reading each row a few times', async () => {
    await setStatistics('stale');
    const { LedgerVerification } = await import('../../../src/transactions/books/verification/ledger-verification.js');
    const { Sealer } = await import('../../../src/transactions/books/seals/sealer.js');
    const before = await rowsRead();
    const verification = await test.app.get(LedgerVerification).verify(network.id, { sinceSeal: false });
    const perSale = ((await rowsRead()) - before) / SALES;
    process.stdout.write(`verify-ledger read ${perSale.toFixed(0)} rows a sale; at most ${String(ROWS_OF_A_CHECK)}\n`);
    expect(verification).toMatchObject({ isRight: true, transactions: SALES, seals: 0, unsealed: SALES });
    expect(perSale).toBeLessThan(ROWS_OF_A_CHECK);
    await test.app.get(Sealer).sealAll(network.id);
    expect(await test.app.get(LedgerVerification).verify(network.id, { sinceSeal: false })).toMatchObject({
      isRight: true,
      unsealed: 0,
    });
  });

  /** Rows that the session has read and not yet published, by index and sequential scans. */
  async function rowsReadIn(tx: Tx, tables: string): Promise<number> {
    const { n } = await tx.one<{ n: number }>(
      `SELECT sum(pg_stat_get_xact_tuples_returned(oid))::int AS n FROM pg_class WHERE relname ~ $1`,
      [tables],
    );
    return n;
  }

  it('rule 11: the job takes at most 200 guests, in a chunk that never waits for the till', async () => {
    const clock = await ClockOfTheDatabase.install(own.superuser);
    const { Snapshots } = await import('../../../src/configuration/index.js');
    const { TillBatch } = await import('../../../src/transactions/till/batch/till-batch.js');
    const { ExpirationsJob } = await import('../../../src/transactions/till/expirations/expirations.job.js');
    const { keepJobsAway } = await import('../../../src/transactions/ledger/read/history-lock.sql.js');
    const { Database } = await import('../../../src/platform/database/database.js');
    const { TillNetwork: Networks } = await import('../../support/till-network.js');
    const place = await Networks.create(test);
    const token = await place.tokenOf('manager');
    await clock.set(Date.UTC(2024, 2, 10, 12));
    const guests: string[] = [];
    await inParallel(230, 8, async () => {
      const guest = await place.guest();
      guests.push(guest);
      await place.post(`/api/guests/${guest}/transaction`, token, place.sale(155_000));
    });
    await clock.set(null);
    const job = test.app.get(ExpirationsJob);
    const jobOfOther = Object.assign(new ExpirationsJob(test.app.get(Snapshots), test.app.get(TillBatch)), {
      database: test.app.get(Database),
    });
    const due = async (): Promise<number> =>
      (
        await own.superuser.query<{ n: number }>(
          'SELECT count(*)::int AS n FROM guest_states WHERE network_id = $1 AND due_at <= ledger_now()',
          [place.id],
        )
      ).rows[0]?.n ?? -1;
    expect(await due()).toBe(230);
    // Guests whose history is being recorded are not settled by today's clock.
    await test.app.get(Database).inNetwork(place.id, async (history) => {
      await keepJobsAway(history, place.id);
      expect(await job.doNext(place.id)).toBe('done');
    });
    expect(await due()).toBe(230);
    // A transaction keeps these five locked for the whole test.
    const busy = [...guests].sort().slice(0, 5);
    const till = await own.superuser.connect();
    try {
      await till.query('BEGIN');
      await till.query('SELECT 1 FROM guest_states WHERE guest_id = ANY ($1) ORDER BY guest_id FOR UPDATE', [busy]);
      // Another worker finds the same guests at the same time: each is settled once.
      expect(await Promise.all([job.doNext(place.id), jobOfOther.doNext(place.id)])).toEqual(['more', 'more']);
      // Locked guests are left out of the 200, for a later piece.
      const left = await due();
      expect(left).toBeGreaterThanOrEqual(30);
      expect(left).toBeLessThanOrEqual(35);
      // Guests found before the history began are left alone too.
      await test.app.get(Database).inNetwork(place.id, async (history) => {
        await keepJobsAway(history, place.id);
        expect(await job.doNext(place.id)).toBe('done');
      });
      expect(await due()).toBe(left);
      expect(await job.doNext(place.id)).toBe('done');
      expect(await due()).toBe(5);
      expect(await job.doNext(place.id)).toBe('idle');
    } finally {
      await till.query('ROLLBACK');
      till.release();
    }
    // A sale comes at the same time: the first of the two settles the guest, once.
    await Promise.all([
      job.doNext(place.id),
      ...busy.map((guest) => place.post(`/api/guests/${guest}/transaction`, token, place.sale(100))),
    ]);
    expect(await due()).toBe(0);
    const { rows } = await own.superuser.query<{ n: number; guests: number }>(
      `SELECT count(*)::int AS n, count(DISTINCT guest_id)::int AS guests FROM transactions WHERE network_id = $1 AND type = 'EXPIRY'`,
      [place.id],
    );
    expect(rows[0]).toEqual({ n: 230, guests: 230 });
  });

  it('rule 11: a job hears that a till is at work, and that it is no more', async () => {
    const { Database } = await import('../../../src/platform/database/database.js');
    const database = test.app.get(Database);
    expect(await database.wasReservedBusy(0)).toBe(false);
    // Jobs give way to tills, but not to statements of jobs.
    const slow = { name: 'slow_of_test', text: 'SELECT pg_sleep(1)' };
    const ofJob = database.callInNetwork(slow, []);
    expect(await database.wasReservedBusy(0)).toBe(false);
    await ofJob;
    const ofTill = database.callReserved(slow, []);
    await eventually('a busy till', () => database.wasReservedBusy(0));
    await ofTill;
    await eventually('a resting till', async () => !(await database.wasReservedBusy(0)));
  });

  it('rules 8, 15 and 20: the schema keeps what was paid for', async () => {
    const list = async (text: string): Promise<string[]> =>
      (await own.superuser.query<{ name: string }>(text)).rows.map(({ name }) => name);
    // Rule 8: what the till appends refers to no row that many sales share.
    expect(
      await list(`SELECT conrelid::regclass || ' -> ' || confrelid::regclass AS name FROM pg_constraint WHERE contype = 'f'
      AND conrelid IN ('transactions'::regclass, 'transfers'::regclass, 'claims'::regclass, 'lots'::regclass, 'events'::regclass, 'stored_answers'::regclass)`),
    ).toEqual([]);
    // Rule 15: claims stay unique when the large tables are parted by month.
    expect(await list(`SELECT relkind::text AS name FROM pg_class WHERE oid = 'claims'::regclass`)).toEqual(['r']);
    // Rule 20: the condition of a partial index may use a flag that flips once or a row of the journal, never a figure that changes.
    const partial =
      await list(`SELECT pg_get_indexdef(indexrelid) AS name FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
      WHERE indpred IS NOT NULL AND relname IN ('guest_states', 'lots', 'claims')`);
    for (const definition of partial)
      expect(definition).not.toMatch(/WHERE .*(remaining|available|held|pending|amount|receivable)/);
    expect(
      await list(
        `SELECT pg_get_constraintdef(oid) AS name FROM pg_constraint WHERE conname = 'guest_balance_not_negative'`,
      ),
    ).toEqual(['CHECK (((available >= 0) OR overdraft))']);
  });
});
