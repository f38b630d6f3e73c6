import { Snapshots } from '../../../../src/configuration';
import { minorUnits, points, type ProgramDocument } from '../../../../src/decision';
import { calendarOf, dayOfIsoDate, isoDateOf } from '../../../../src/platform/clock/calendar';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { BacktestRuns } from '../../../../src/transactions/whatif/backtest/backtest-runs';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { superuserPool } from '../../../support/database';
import { eventually } from '../../../support/eventually';
import { earningOf, programOf } from '../../../support/decision/programs';
import { budgetOf } from '../../../support/run-campaign';
import { TillNetwork } from '../../../support/till-network';

const DAY_MS = 86_400_000;

/** One point for each full `step`. */
const every = (step: number, changes: Partial<ProgramDocument> = {}) =>
  programOf({ earning: earningOf({ base: { step: minorUnits(step), points: points(1) } }), ...changes });
const PROMISE = { days: 10, budget: minorUnits(1_000_000) };

describe('a no-regret change of the programme', () => {
  const superuser = superuserPool();
  let test: TestApp;
  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  afterAll(async () => {
    await test.close();
    await superuser.end();
  });

  it('counts the better version of each receipt: quote, sale, refund, explanation, replay and budget agree', async () => {
    const { network, manager, guest } = await changedTo(every(200, { noRegret: PROMISE }));
    const body = network.sale(10_000);
    const quote = await network.post(`/api/guests/${guest}/quote`, manager, body).expect(200);
    expect(quote.body).toMatchObject({ pointsEarned: 100 });
    const sale = await network.post(`/api/guests/${guest}/transaction`, manager, body).expect(201);
    expect(sale.body).toMatchObject({ pointsEarned: 100, programVersion: 1 });
    expect(sale.body.trace).toContainEqual({
      effect: 'CHOOSE',
      rule: 'noRegret.before',
      amount: 5_000,
      arguments: { earnedNow: 50, earnedBefore: 100 },
      reason: 'With the old rules 100 points, with the new 50 points. The old rules count',
    });
    expect(await budgetOf(network, 'program 2')).toMatchObject({ most: 1_000_000, written: 5_000, uses: 1 });
    const part = { reason: 'cold', amount: 5_000 };
    const refund = await network.post(`/api/transactions/${sale.body.id}/refund`, manager, part).expect(201);
    expect(refund.body).toMatchObject({ pointsTakenBack: 50, programVersion: 1 });
    expect(await budgetOf(network, 'program 2')).toMatchObject({ returned: 2_500 });
    const lastDay = isoDateOf(dayOfIsoDate(await localDayOf(network, 3_600_000)) + PROMISE.days - 1);
    const spent = { budget: 1_000_000, spent: 2_500, left: 997_500, receipts: 1 };
    expect(await costOf(network, manager, 2)).toEqual({ state: 'RUNNING', ...spent, lastDay });
    await expectReplayed(network, manager, [sale.body.id, refund.body.id]);
  });

  it('counts the newer version once its budget is used up, and again when a refund gives it back', async () => {
    const noRegret = { days: 10, budget: minorUnits(7_000) };
    const { network, manager, guest } = await changedTo(every(200, { noRegret }));
    const sell = async () =>
      (await network.post(`/api/guests/${guest}/transaction`, manager, network.sale(10_000)).expect(201)).body;
    const first = await sell();
    const second = await sell();
    expect([first.pointsEarned, second.pointsEarned, second.programVersion]).toEqual([100, 50, 2]);
    expect((second.trace as { reason: string }[]).at(-1)?.reason).toBe(
      'With the old rules 100 points, with the new 50 points. The new rules count, since the sum set aside for the change is used up',
    );
    expect(await budgetOf(network, 'program 2')).toMatchObject({ written: 5_000, uses: 1 });
    expect(await costOf(network, manager, 2)).toMatchObject({
      state: 'RUNNING',
      spent: 5_000,
      left: 2_000,
      receipts: 1,
    });
    await network.post(`/api/transactions/${first.id}/refund`, manager, { reason: 'cold' }).expect(201);
    expect(await budgetOf(network, 'program 2')).toMatchObject({ returned: 5_000 });
    await expectReplayed(network, manager, [first.id, second.id]);
  });

  it('says that its budget is used up, and that a newer version ended it', async () => {
    const { network, manager, guest } = await changedTo(
      every(200, { noRegret: { days: 10, budget: minorUnits(5_000) } }),
    );
    expect(await costOf(network, manager, 2)).toMatchObject({ state: 'RUNNING', spent: 0, left: 5_000, receipts: 0 });
    await network.post(`/api/guests/${guest}/transaction`, manager, network.sale(10_000)).expect(201);
    expect(await costOf(network, manager, 2)).toMatchObject({ state: 'USED_UP', spent: 5_000, left: 0, receipts: 1 });
    const { version } = (await network.post('/api/programs', manager, { document: every(300) }).expect(201)).body as {
      version: number;
    };
    await inForceSince(network, version, 1_000);
    const lastDay = await localDayOf(network, 1_000);
    expect(await costOf(network, manager, 2)).toMatchObject({
      state: 'OVER',
      spent: 5_000,
      left: 0,
      receipts: 1,
      lastDay,
    });
  });

  it('tells the cost of a version that replaced another one by it alone, to those who may read programmes', async () => {
    const document = every(200, { noRegret: PROMISE });
    const { network, manager } = await changedTo(document);
    const { version } = (await network.post('/api/programs', manager, { document }).expect(201)).body as {
      version: number;
    };
    for (const without of [1, version, version + 1])
      await network.get(`/api/programs/${String(without)}/no-regret`, manager).expect(404);
    await network.get('/api/programs/2/no-regret', await network.tokenOf('cashier')).expect(403);
    await inForceSince(network, version, -DAY_MS);
    expect(await costOf(network, manager, version)).toMatchObject({ state: 'AHEAD', spent: 0, receipts: 0 });
    expect(await costOf(network, manager, 2)).toMatchObject({ lastDay: await localDayOf(network, -DAY_MS + 1) });
  });

  it('brings nothing back that an earlier version took away, so one manager alone may promise it', async () => {
    const { network, manager, guest } = await changedTo(every(200));
    const document = every(200, { noRegret: { days: 366, budget: minorUnits(100_000_000_000) } });
    const { version } = (await network.post('/api/programs', manager, { document }).expect(201)).body as {
      version: number;
    };
    await network.post(`/api/programs/${String(version)}/publish`, manager, {}).expect(200);
    await inForceSince(network, version, 60_000);
    const sale = await network.post(`/api/guests/${guest}/transaction`, manager, network.sale(10_000)).expect(201);
    // The version before the replaced one would have given 100.
    expect(sale.body).toMatchObject({ pointsEarned: 50, programVersion: 3 });
    const { rows } = await superuser.query('SELECT 1 FROM budgets WHERE network_id = $1 AND campaign = $2', [
      network.id,
      'program 3',
    ]);
    expect(rows).toEqual([]);
  });

  it('is over with its last day, and decides no receipt of before', async () => {
    const document = every(200, { noRegret: { ...PROMISE, days: 1 } });
    const { network, manager, guest } = await changedTo(document, 2 * DAY_MS);
    const sale = await network.post(`/api/guests/${guest}/transaction`, manager, network.sale(10_000)).expect(201);
    expect(sale.body).toMatchObject({ pointsEarned: 50, programVersion: 2 });
    expect(await costOf(network, manager, 2)).toMatchObject({
      state: 'OVER',
      spent: 0,
      receipts: 0,
      lastDay: await localDayOf(network, 2 * DAY_MS),
    });
    const early = { ...network.sale(10_000), occurredAt: new Date(Date.now() - 2.5 * DAY_MS).toISOString() };
    const late = await network.post(`/api/guests/${guest}/transaction`, manager, early).expect(201);
    expect(late.body).toMatchObject({ pointsEarned: 100, programVersion: 1 });
    await expectReplayed(network, manager, [sale.body.id, late.body.id]);
  });

  it('is found by the verification where a row names the version that did not count', async () => {
    const { network, manager, guest } = await changedTo(every(200, { noRegret: PROMISE }));
    const sale = await network.post(`/api/guests/${guest}/transaction`, manager, network.sale(10_000)).expect(201);
    const countedBy = (version: number) =>
      unguarded('UPDATE transactions SET program_version = $3 WHERE network_id = $1 AND id = $2', [
        network.id,
        sale.body.id,
        version,
      ]);
    await countedBy(2);
    const { findings } = await test.app.get(LedgerVerification).verify(network.id);
    // The ledger of all tests is verified after them.
    await countedBy(1);
    expect(JSON.stringify(findings.list())).toContain('the version 2 is not the one that counted');
  });

  it('is told by a backtest with what it costs', async () => {
    const { network, manager, guest } = await changedTo(every(200, { noRegret: PROMISE }));
    await network.post(`/api/guests/${guest}/transaction`, manager, network.sale(10_000)).expect(201);
    const draft = every(400, { noRegret: PROMISE });
    const asked = await network.post('/api/backtests', manager, { document: draft }).expect(202);
    const report = await eventually('the end of the backtest', async () => {
      await test.app.get(BacktestRuns).runNext(network.id);
      return (
        ((await network.get(`/api/backtests/${asked.body.id}`, manager)).body.report as {
          readonly noRegret: object;
        } | null) ?? undefined
      );
    });
    // Compared with version 2, which it replaces: 50 points instead of 25.
    expect(report.noRegret).toEqual({ receipts: 1, cost: 2_500 });
  });

  /** A network in which this programme replaced the first one, one hour ago by default. */
  async function changedTo(document: ProgramDocument, ago = 3_600_000) {
    const network = await TillNetwork.create(test, { document: every(100) });
    const manager = await network.tokenOf('manager');
    const { version } = (await network.post('/api/programs', manager, { document }).expect(201)).body as {
      version: number;
    };
    await inForceSince(network, version, ago);
    return { network, manager, guest: await network.guest() };
  }

  async function costOf(network: TillNetwork, manager: string, version: number): Promise<object> {
    return (await network.get(`/api/programs/${String(version)}/no-regret`, manager).expect(200)).body as object;
  }

  /** The local day of the network so many milliseconds ago. */
  async function localDayOf(network: TillNetwork, ago: number): Promise<string> {
    const { profile } = await test.app.get(Snapshots).fresh(network.id);
    const calendar = calendarOf(profile.timeZone, profile.settings.dayStart);
    return isoDateOf(calendar.localDay(Date.now() - ago));
  }

  /** Makes a version effective this number of milliseconds ago, and the first one a month ago. */
  async function inForceSince(network: TillNetwork, version: number, ago: number): Promise<void> {
    await unguarded(
      `UPDATE program_versions SET status = 'PUBLISHED', published_at = now(),
              effective_from = now() - (CASE version WHEN 1 THEN 30 * 86400000.0 ELSE $3 END) * interval '1 ms'
        WHERE network_id = $1 AND version IN (1, $2)`,
      [network.id, version, ago],
    );
    const rules = await network.database.inNetwork(network.id, (tx) =>
      tx.one<{ version: number }>(
        'UPDATE networks SET rules_version = rules_version + 1 WHERE id = $1 RETURNING rules_version AS version',
        [network.id],
      ),
    );
    await test.app.get(Snapshots).atLeast(network.id, rules.version);
  }

  /** Changes rows that no application may change. */
  async function unguarded(statement: string, values: readonly unknown[]): Promise<void> {
    const client = await superuser.connect();
    try {
      await client.query(`SET session_replication_role = 'replica'`);
      await client.query(statement, [...values]);
    } finally {
      client.release(true);
    }
  }

  /** Requires that explain and the verification of the ledger decide the rows the same. */
  async function expectReplayed(network: TillNetwork, manager: string, ids: readonly string[]) {
    for (const id of ids) {
      const explained = await network.get(`/api/transactions/${id}/explain`, manager).expect(200);
      expect(explained.body).toMatchObject({ agrees: true, differences: [] });
    }
    const { findings } = await test.app.get(LedgerVerification).verify(network.id);
    expect(findings.list()).toEqual([]);
  }
});
