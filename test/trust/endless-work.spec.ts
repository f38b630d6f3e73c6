import type { Database, Tx } from '../../src/platform/database/database';
import { statementOf } from '../../src/platform/database/sql';
import { type OwnDatabase, startOnOwnDatabase } from '../integration/rules/own-database';
import { saleActOf } from '../integration/rules/sale-act';
import type { TestApp } from '../support/app';
import { eventually } from '../support/eventually';
import type { RewardShop } from '../support/rewards/reward-shop';
import type { TillNetwork } from '../support/till-network';

/** The time limit of background work, so that a trial is short. */
const LIMIT_MS = 250;
const AN_HOUR_MS = 3_600_000;
/** A statement that runs for this multiple of its limit has no limit. */
const BEYOND = 3;
const CODES = 24;
/** All codes in one statement would take three limits, a small piece a part of one. */
const CODE_SECONDS = (BEYOND * LIMIT_MS) / CODES / 1_000;
/** More than enough to halve a piece down to one row and then to do the rest. */
const PIECES = 80;
const SALES = 1_500;
const GUESTS = 400;
/** Several checks look at each row of a sale. A table that is read again for each row of another has thousands of looks. */
const ROWS_OF_A_CHECK = 1_000;

/**
 * Work in the background has an end, whatever it is and whatever the statistics say. Each trial has its control: without
 * the guard, which is taken away in this process, it has to fail.
 */
describe('background work that would not end', () => {
  let own: OwnDatabase;
  let test: TestApp;
  let network: TillNetwork;
  let other: TillNetwork;

  beforeAll(async () => {
    const { TIME_LIMITS } = await import('../../src/platform/database/time-limits.js');
    const limits = { statementMs: LIMIT_MS, idleMs: AN_HOUR_MS, transactionMs: AN_HOUR_MS } as never;
    jest.replaceProperty(TIME_LIMITS, 'background', limits);
    own = await startOnOwnDatabase();
    test = own.apps[0] as TestApp;
    const { TillNetwork: Networks } = await import('../support/till-network.js');
    network = await Networks.create(test);
    other = await Networks.create(test);
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => own.close());

  describe('because a statement of it has no end', () => {
    it('is cut off, and what others sold meanwhile is sealed', async () => {
      const { ended } = await beginEndless(network.database);
      await sell(other, 1);
      await eventually('the sale is sealed', isSealed);
      const { isCutOff } = await import('../../src/platform/database/cut-off-statements.js');
      expect(isCutOff(await ended)).toBe(true);
    });

    it('holds back what others sold where its session has no limit', async () => {
      const { TIME_LIMITS } = await import('../../src/platform/database/time-limits.js');
      const none = { statementMs: AN_HOUR_MS, idleMs: AN_HOUR_MS, transactionMs: AN_HOUR_MS } as never;
      jest.replaceProperty(TIME_LIMITS, 'background', none);
      const { Database: Databases } = await import('../../src/platform/database/database.js');
      const unlimited = new Databases();
      try {
        const { ended, pid } = await beginEndless(unlimited);
        await sell(other, 1);
        await eventually('it runs beyond its limit', async () => {
          const { rows } = await own.superuser.query<{ ms: number }>(
            `SELECT (extract(epoch FROM clock_timestamp() - query_start) * 1000)::float8 AS ms FROM pg_stat_activity
              WHERE pid = $1 AND query LIKE '%pg_sleep%'`,
            [pid],
          );
          return (rows[0]?.ms ?? 0) > BEYOND * LIMIT_MS;
        });
        expect(await isSealed()).toBe(false);
        await own.superuser.query('SELECT pg_cancel_backend($1)', [pid]);
        await ended;
        await eventually('the sale is sealed', isSealed);
      } finally {
        await unlimited.onApplicationShutdown();
      }
    });
  });

  describe('because a piece of it is too large for its time', () => {
    let shop: RewardShop;

    beforeAll(async () => {
      const { RewardShop: Shops } = await import('../support/rewards/reward-shop.js');
      shop = await Shops.open(network);
      await own.superuser.query(`
        CREATE FUNCTION slow_of_test() RETURNS trigger LANGUAGE plpgsql AS
          'BEGIN PERFORM pg_sleep(${String(CODE_SECONDS)}); RETURN NEW; END';
        CREATE TRIGGER slow_of_test BEFORE INSERT ON coupons FOR EACH ROW EXECUTE FUNCTION slow_of_test()`);
    });

    it('is made smaller until it goes through', async () => {
      expect(await makeCodes(PIECES)).toBe(CODES);
    });

    it('never goes through where each try is as large as the one before', async () => {
      const { NetworkJob } = await import('../../src/transactions/jobs/network-job.js');
      jest.spyOn(NetworkJob.prototype as unknown as OpenJob, 'doSized').mockImplementation(function (
        this: OpenJob,
        networkId,
      ) {
        return this.doNext(networkId);
      });
      expect(await makeCodes(BEYOND)).toBe(0);
    });

    /** How many codes of a batch exist after this number of pieces, some of which are cut off. */
    async function makeCodes(pieces: number): Promise<number> {
      const { CouponBatches } = await import('../../src/transactions/rewards/coupons/coupon-batches.js');
      const { isCutOff } = await import('../../src/platform/database/cut-off-statements.js');
      const body = { kind: 'SINGLE', redemptionItemId: await shop.discount({ cost: 0 }), count: CODES };
      const batch = (await network.post('/api/coupons/batches', shop.manager, body).expect(201)).body as { id: string };
      const made = async () =>
        ((await network.get(`/api/coupons/batches/${batch.id}`, shop.manager)).body as { made: number }).made;
      const { inBackground } = await import('../../src/platform/database/in-background.js');
      const job = inBackground(test.app.get(CouponBatches)) as unknown as OpenJob;
      for (let piece = 0; piece < pieces && (await made()) < CODES; piece += 1)
        await job.doSized(network.id, {}).catch((error: unknown) => {
          if (!isCutOff(error)) throw error;
        });
      return made();
    }
  });

  describe('because the statistics say that a ledger is empty', () => {
    let large: TillNetwork;

    beforeAll(async () => {
      const { TillNetwork: Networks } = await import('../support/till-network.js');
      large = await Networks.create(test);
      const { rows } = await own.superuser.query<{ name: string }>(
        `SELECT c.relname AS name FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
            AND c.relname ~ '^(events|transactions|transfers|claims|lots|guest)'`,
      );
      for (const { name } of rows) await own.superuser.query(`ALTER TABLE ${name} SET (autovacuum_enabled = false)`);
      await sell(large, SALES);
      for (const { name } of rows)
        await own.superuser.query(
          `SELECT pg_restore_relation_stats('schemaname', 'public', 'relname', $1::text, 'relpages', 1, 'reltuples', 0::real)`,
          [name],
        );
    });

    it('verify-ledger reads each of its rows a few times', async () => {
      const rows = await rowsOfAVerifiedSale((tx) => tx);
      process.stdout.write(`verify-ledger read ${rows.toFixed(0)} rows a sale; at most ${String(ROWS_OF_A_CHECK)}\n`);
      expect(rows).toBeLessThan(ROWS_OF_A_CHECK);
    });

    it('verify-ledger reads one table for each row of another where the planner believes it', async () => {
      const asPlanned = (tx: Tx): Tx => ({
        ...tx,
        query: (...source) =>
          statementOf(source).text.includes("set_config('enable_") ? Promise.resolve([]) : tx.query(...source),
      });
      const rows = await rowsOfAVerifiedSale(asPlanned);
      process.stdout.write(`verify-ledger read ${rows.toFixed(0)} rows a sale as the planner likes\n`);
      expect(rows).toBeGreaterThan(ROWS_OF_A_CHECK);
    });

    /** Rows that the check of the ledger was given by tables and indexes, for each sale. */
    async function rowsOfAVerifiedSale(through: (tx: Tx) => Tx): Promise<number> {
      const { Database: Databases } = await import('../../src/platform/database/database.js');
      const { LedgerVerification } = await import('../../src/transactions/books/verification/ledger-verification.js');
      const snapshot = Reflect.get(Databases.prototype, 'snapshotOfNetwork');
      let read = 0;
      jest.spyOn(Databases.prototype, 'snapshotOfNetwork').mockImplementation(function (
        this: Database,
        id,
        work,
        limits,
      ) {
        return snapshot.call(
          this,
          id,
          async (tx: Tx) => {
            const result = await work(through(tx));
            const { n } = await tx.one<{ n: number }>(
              'SELECT sum(pg_stat_get_xact_tuples_returned(oid))::float8 AS n FROM pg_class',
            );
            read += n;
            return result;
          },
          limits,
        );
      });
      const verification = await test.app.get(LedgerVerification).verify(large.id, { sinceSeal: false });
      expect(verification).toMatchObject({ isRight: true, transactions: SALES });
      return read / SALES;
    }
  });

  /** A background transaction that has written and runs a statement without end. */
  async function beginEndless(database: Database): Promise<{ readonly ended: Promise<unknown>; readonly pid: number }> {
    let ended: Promise<unknown> = Promise.resolve();
    const pid = await new Promise<number>((begun, failed) => {
      ended = database.inBackground
        .inNetwork(network.id, async (tx) => {
          const found = await tx.one<{ pid: number }>('SELECT pg_backend_pid() AS pid, pg_current_xact_id()');
          begun(found.pid);
          await tx.query('SELECT pg_sleep(3600)');
        })
        .catch((error: unknown) => {
          failed(error instanceof Error ? error : new Error(String(error)));
          return error;
        });
    });
    return { ended, pid };
  }

  async function isSealed(): Promise<boolean> {
    const { Sealer } = await import('../../src/transactions/books/seals/sealer.js');
    return (await test.app.get(Sealer).sealAll(other.id)) > 0;
  }

  async function sell(at: TillNetwork, many: number): Promise<void> {
    const { Till } = await import('../../src/transactions/till/queue/till.js');
    const till = test.app.get(Till);
    const guests: string[] = [];
    while (guests.length < Math.min(many, GUESTS)) guests.push(await at.guest());
    const outcomes = await Promise.all(
      Array.from({ length: many }, (_, n) => till.submit(saleActOf(at, guests[n % guests.length] as string))),
    );
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['POSTED']));
  }
});

interface OpenJob {
  doNext(networkId: string): Promise<unknown>;
  doSized(networkId: string, options: object): Promise<unknown>;
}
