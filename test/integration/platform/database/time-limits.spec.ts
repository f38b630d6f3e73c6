import { isCutOff, listCutOff } from '../../../../src/platform/database/cut-off-statements';
import { Database, type Statements } from '../../../../src/platform/database/database';
import { inBackground } from '../../../../src/platform/database/work-kind';
import { judge } from '../../../../src/platform/http/failure';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';

const LIMITS = "SELECT current_setting('statement_timeout') AS limit, current_setting('application_name') AS name";

describe('every statement has an end', () => {
  let test: TestApp;
  let database: Database;
  let network: TillNetwork;
  beforeAll(async () => {
    test = await applicationOfWorker();
    database = test.app.get(Database);
    network = await TillNetwork.create(test);
  });
  afterAll(() => test.close());

  const limitOf = async (tx: Pick<Statements, 'one'>) => {
    const { limit, name } = await tx.one<{ limit: string; name: string }>(LIMITS);
    return [limit, name];
  };

  it('that fits its work, and background work has connections of its own', async () => {
    const statement = { name: 'limits', text: LIMITS };
    expect(await database.callReserved(statement, [])).toEqual([{ limit: '5s', name: 'loyalty reserved' }]);
    expect(await limitOf(database.readsOf(network.id))).toEqual(['5s', 'loyalty']);
    expect(await database.inNetwork(network.id, limitOf)).toEqual(['30s', 'loyalty']);
    expect(await database.asPlatform(limitOf)).toEqual(['30s', 'loyalty']);
    expect(await inBackground(() => database.inNetwork(network.id, limitOf))).toEqual(['6s', 'loyalty background']);
    expect(await inBackground(() => database.callInNetwork(statement, []))).toMatchObject([{ limit: '6s' }]);
    expect(await database.snapshotOfNetwork(network.id, limitOf)).toEqual(['1h', 'loyalty']);
    const idle = "SELECT current_setting('idle_in_transaction_session_timeout') AS limit";
    expect(await database.inNetwork(network.id, (tx) => tx.one(idle))).toEqual({ limit: '30s' });
  });

  it('but for locks that are held while an import works, longer than a transaction may wait', async () => {
    const idle = `SELECT current_setting('idle_in_transaction_session_timeout') AS idle,
      current_setting('transaction_read_only') AS "readOnly"`;
    const found: object[] = [];
    const take = async (tx: Statements) => void found.push(await tx.one(idle));
    expect(await database.underLocks(network.id, take, () => Promise.resolve('done'))).toBe('done');
    expect(found).toEqual([{ idle: '0', readOnly: 'on' }]);
  });

  it('by which a caller is answered 503; one of background work stands on the health page', async () => {
    const sleepy = 'SELECT pg_sleep(10) AS sleepy';
    const sleep = () =>
      database.inNetwork(network.id, async (tx) => {
        await tx.query("SET LOCAL statement_timeout = '20ms'");
        await tx.query(sleepy);
      });
    const error: unknown = await sleep().catch((failure: unknown) => failure);
    expect(isCutOff(error)).toBe(true);
    expect(judge(error).problem).toMatchObject({ code: 'unavailable' });
    expect(listCutOff()).toEqual([]);
    await expect(inBackground(sleep)).rejects.toThrow('statement timeout');
    expect(listCutOff()).toEqual([sleepy]);
    const { body } = await test.api().get('/api/health/ready');
    expect((body as { checks: object }).checks).toMatchObject({ statements: { status: 'down', cutOff: [sleepy] } });
  });

  it('also one of Prisma, which is a failure of the database and no bug', async () => {
    const failure: unknown = await database.asPlatform(async (locker) => {
      await locker.query('SELECT FROM networks WHERE id = $1 FOR UPDATE', [network.id]);
      const late = database.asPlatform(async (tx) => {
        await tx.query("SET LOCAL statement_timeout = '20ms'");
        await tx.prisma.network.update({ where: { id: network.id }, data: { name: 'late' } });
      });
      return late.catch((error: unknown) => error);
    });
    expect([isCutOff(failure), judge(failure).problem.code]).toEqual([true, 'unavailable']);
  });
});
