import { isCutOff, listCutOff } from '../../../../src/platform/database/cut-off-statements';
import { Database, type Statements, type Tx } from '../../../../src/platform/database/database';
import { TIME_LIMITS } from '../../../../src/platform/database/time-limits';
import { judge } from '../../../../src/platform/http/failure';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { superuserPool } from '../../../support/database';
import { TillNetwork } from '../../../support/till-network';

/** Statement, transaction, and the wait for its client. */
const LIMITS = `SELECT current_setting('application_name') AS name, current_setting('statement_timeout') AS statement,
  current_setting('transaction_timeout') AS transaction, current_setting('idle_in_transaction_session_timeout') AS idle,
  current_setting('transaction_read_only') AS reads`;
/** No row of the tests' own is locked by it. */
const LOCK = 'SELECT FROM networks WHERE id = $1 FOR UPDATE';

interface Limits {
  readonly name: string;
  readonly statement: string;
  readonly transaction: string;
  readonly idle: string;
  readonly reads: string;
}

describe('the end of every statement', () => {
  let test: TestApp;
  let database: Database;
  let network: TillNetwork;
  beforeAll(async () => {
    test = await applicationOfWorker();
    database = test.app.get(Database);
    network = await TillNetwork.create(test);
  });
  afterAll(() => test.close());

  const limitsOf = (tx: Pick<Statements, 'one'>) => tx.one<Limits>(LIMITS);
  const writes = (name: string, of: string) => ({ name, statement: of, transaction: of, idle: of, reads: 'off' });

  it('fits its work, and background work has connections of its own', async () => {
    const statement = { name: 'limits', text: LIMITS };
    expect(await database.callReserved(statement, [])).toEqual([writes('loyalty reserved', '5s')]);
    expect(await limitsOf(database.readsOf(network.id))).toEqual({ ...writes('loyalty', '5s'), reads: 'on' });
    expect(await database.inNetwork(network.id, limitsOf)).toEqual(writes('loyalty', '6s'));
    expect(await database.asPlatform(limitsOf)).toEqual(writes('loyalty', '6s'));
    expect(await database.inBackground.inNetwork(network.id, limitsOf)).toEqual(writes('loyalty background', '6s'));
    expect(await database.inBackground.asPlatform(limitsOf)).toEqual(writes('loyalty', '6s'));
    expect(await database.inBackground.callInNetwork(statement, [])).toEqual([writes('loyalty background', '6s')]);
  });

  it('writes nothing of what takes longer, so that no reader of the log waits for it', async () => {
    const longer = async (run: (work: (tx: Tx) => Promise<void>) => Promise<unknown>): Promise<Partial<Limits>> => {
      let found: Limits | undefined;
      await run(async (tx) => void (found = await limitsOf(tx)));
      return { ...found };
    };
    expect(await longer((work) => database.snapshotOfNetwork(network.id, work))).toEqual({
      ...writes('loyalty', '30s'),
      reads: 'on',
    });
    expect(await longer((work) => database.snapshotOfNetwork(network.id, work, TIME_LIMITS.check))).toMatchObject({
      statement: '1h',
      transaction: '1d',
      reads: 'on',
    });
    // A lock is held for as long as an import runs, which waits between two of its own statements.
    const ofImport = (work: (tx: Tx) => Promise<void>) =>
      database.underLocks(network.id, work, () => Promise.resolve());
    expect(await longer(ofImport)).toMatchObject({ statement: '30s', transaction: '0', idle: '0', reads: 'on' });
    await expect(database.underLocks(network.id, (tx) => tx.query(LOCK, [network.id]), jest.fn())).rejects.toThrow(
      'read-only',
    );
  });

  it('is set for every role that signs in, for sessions that set no limit of their own', async () => {
    const pool = superuserPool();
    const { rows } = await pool.query<{ role: string; limits: string[] }>(
      "SELECT rolname AS role, rolconfig AS limits FROM pg_roles WHERE rolname LIKE 'loyalty\\_%\\_login' ORDER BY rolname",
    );
    await pool.end();
    const limits = (statement: string, idle: string, transaction: string) => [
      `statement_timeout=${statement}`,
      `idle_in_transaction_session_timeout=${idle}`,
      `transaction_timeout=${transaction}`,
    ];
    const short = limits('30s', '30s', '30s');
    expect(rows).toEqual([
      { role: 'loyalty_app_login', limits: expect.arrayContaining(short) as string[] },
      { role: 'loyalty_backup_login', limits: expect.arrayContaining(limits('6h', '1h', '24h')) as string[] },
      { role: 'loyalty_platform_login', limits: expect.arrayContaining(short) as string[] },
      { role: 'loyalty_queue_login', limits: expect.arrayContaining(short) as string[] },
    ]);
  });

  it('answers a caller with 503; one of background work stands on the health page', async () => {
    const sleepy = 'SELECT pg_sleep(10) AS sleepy';
    const sleep = (as: Database = database) =>
      as.inNetwork(network.id, async (tx) => {
        await tx.query("SET LOCAL statement_timeout = '20ms'");
        await tx.query(sleepy);
      });
    const error: unknown = await sleep().catch((failure: unknown) => failure);
    expect(isCutOff(error)).toBe(true);
    expect(judge(error).problem).toMatchObject({ code: 'unavailable' });
    expect(listCutOff()).toEqual([]);
    await expect(sleep(database.inBackground)).rejects.toThrow('statement timeout');
    expect(listCutOff()).toEqual([sleepy]);
    const { body } = await test.api().get('/api/health/ready');
    expect((body as { checks: object }).checks).toMatchObject({ statements: { status: 'down', cutOff: [sleepy] } });
  });

  it('holds for a whole transaction, between two statements, and through Prisma', async () => {
    const cutOff = async (limit: string, work: (tx: Tx) => Promise<unknown>): Promise<unknown> => {
      const failure: unknown = await database.inBackground
        .inNetwork(network.id, async (tx) => {
          await tx.query(limit);
          await work(tx);
        })
        .catch((error: unknown) => error);
      return [isCutOff(failure), judge(failure).problem.code];
    };
    const pause = () => new Promise((resolve) => setTimeout(resolve, 200));
    // Three short statements in a transaction that is too long.
    const three = async (tx: Tx) => {
      for (let n = 0; n < 3; n += 1) await tx.query('SELECT pg_sleep(0.1) AS short');
    };
    expect(await cutOff("SET LOCAL transaction_timeout = 0; SET LOCAL transaction_timeout = '150ms'", three)).toEqual([
      true,
      'unavailable',
    ]);
    expect(listCutOff()).toContain('SELECT pg_sleep(0.1) AS short');
    const idle = async (tx: Tx) => {
      await pause();
      await tx.query('SELECT 1');
    };
    expect(await cutOff("SET LOCAL idle_in_transaction_session_timeout = '20ms'", idle)).toEqual([true, 'unavailable']);
    expect(listCutOff()).toContain('between two statements');
    await database.asPlatform(async (locker) => {
      await locker.query(LOCK, [network.id]);
      const waits = () =>
        database.inBackground.asPlatform(async (tx) => {
          await tx.query("SET LOCAL statement_timeout = '20ms'");
          await tx.prisma.network.update({ where: { id: network.id }, data: { name: 'late' } });
        });
      const failure: unknown = await waits().catch((error: unknown) => error);
      expect([isCutOff(failure), judge(failure).problem.code]).toEqual([true, 'unavailable']);
      expect(listCutOff().some((statement) => statement.startsWith('UPDATE'))).toBe(true);
    });
    // The limits of other connections are unchanged.
    expect(await database.inBackground.inNetwork(network.id, limitsOf)).toMatchObject({ statement: '6s' });
  });
});
