import { Command } from 'commander';
import { Database, type Tx } from '../../../../src/platform/database/database';
import { newId } from '../../../../src/platform/ids/ids';
import { registerLiabilityCommands } from '../../../../src/transactions';
import { forecastOf } from '../../../../src/transactions/books/liability/forecast.rules';
import type { ForecastAnswer } from '../../../../src/transactions/books/liability/liability.dto';
import type { LedgerPeriod } from '../../../../src/transactions/books/liability/period.dto';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { superuserPool } from '../../../support/database';
import { monthsAgo } from '../../../support/liability/months-ago';
import { simulateNetwork } from '../../../support/liability/simulated-network';
import { TillNetwork } from '../../../support/till-network';
import { waitForWatermark } from '../../../support/watermark';
import { insertEvent } from '../../support/journal-fixture';

interface Move {
  readonly from: readonly [kind: string, owner: string];
  readonly to: readonly [kind: string, owner: string];
  readonly points: number;
  readonly lotId?: string | null;
  readonly expiresAt?: Date;
}

/** Writes rows that no till decided, as a till would have with another time. */
async function record(
  tx: Tx,
  network: TillNetwork,
  at: Date,
  moves: readonly Move[],
  { id = newId(), importedOf }: { id?: string; importedOf?: Date } = {},
): Promise<string> {
  await tx.query(
    `INSERT INTO transactions (network_id, id, type, actor_kind, channel, occurred_at, recorded_at)
     VALUES ($1, $2, 'MANUAL', 'system', $4, $5, $3)`,
    [network.id, id, at, importedOf === undefined ? 'API' : 'IMPORT', importedOf ?? at],
  );
  await insertEvent(tx, { networkId: network.id, restaurantId: '', pointOfSaleId: '' }, id, 'manual', null, null);
  for (const [n, { from, to, points, lotId, expiresAt }] of moves.entries()) {
    await tx.query(
      `INSERT INTO transfers (network_id, transaction_id, n, code, debit_kind, debit_owner, credit_kind, credit_owner, amount, lot_id, expires_at)
       VALUES ($1, $2, $3, 'ACCRUAL', $4, $5, $6, $7, $8, $9, $10)`,
      [network.id, id, n, ...from, ...to, points, lotId === undefined ? id : lotId, expiresAt ?? null],
    );
  }
  return id;
}

/** Records acts, and waits until closing their month would include them. */
async function recordBelowWatermark(
  database: Database,
  network: TillNetwork,
  at: string,
  moves: readonly Move[],
  importedOf?: string,
): Promise<void> {
  const imported = importedOf === undefined ? {} : { importedOf: new Date(importedOf) };
  await database.inNetwork(network.id, (tx) => record(tx, network, new Date(at), moves, imported));
  await waitForWatermark(network);
}

describe('the books of a network', () => {
  let test: TestApp;
  let database: Database;

  beforeAll(async () => {
    test = await applicationOfWorker();
    database = test.app.get(Database);
  });
  afterAll(() => test.close());

  it('take each row of the ledger into one month, late ones into the next, and sum to the ledger', async () => {
    const network = await TillNetwork.create(test, { timeZone: 'UTC' });
    const manager = await network.tokenOf('manager');
    const guest = newId();
    const issued = ['RESTAURANT_ISSUED', network.restaurantId] as const;
    const redeemed = ['RESTAURANT_REDEEMED', network.restaurantId] as const;
    const expiry = ['NETWORK_EXPIRY', network.id] as const;
    const lots = ['GUEST_AVAILABLE', guest] as const;
    const debt = ['GUEST_RECEIVABLE', guest] as const;
    const write = (at: string, ...moves: Move[]) => recordBelowWatermark(database, network, at, moves);
    const close = async (month: string): Promise<LedgerPeriod> =>
      (await network.post(`/api/ledger/periods/${month}/close`, manager).expect(200)).body as LedgerPeriod;

    await write('2026-06-10T12:00:00Z', { from: issued, to: lots, points: 1_000 });
    await write('2026-06-30T23:59:59.999Z', { from: lots, to: redeemed, points: 100 });
    // Its time is in July, its place before the cut of June: it waits for July.
    await write('2026-07-01T00:00:00Z', { from: lots, to: redeemed, points: 40 });
    const june = await close('2026-06');
    expect(june).toMatchObject({
      opening: { points: 0 },
      closing: { points: 900 },
      movements: [
        { kind: 'ISSUE', points: 1_000 },
        { kind: 'REDEMPTION', points: -100 },
      ],
    });
    // Late: recorded in June by its clock, written after the cut.
    await write('2026-06-20T12:00:00Z', { from: issued, to: lots, points: 7 });
    await write('2026-07-15T12:00:00Z', { from: debt, to: issued, points: 30, lotId: null });
    await write('2026-07-16T12:00:00Z', { from: lots, to: debt, points: 10 });
    const july = await close('2026-07');
    expect(july.closing).toMatchObject({ points: 900 - 40 + 7 - 10, guestDebt: 20 * 100 });
    await write('2026-07-20T12:00:00Z', { from: lots, to: expiry, points: 50 });
    await write('2026-09-01T12:00:00Z', { from: issued, to: lots, points: 5 });
    const august = await close('2026-08');
    const september = await close('2026-09');
    const periods = [june, july, august, september];
    for (const [index, { opening, closing, totals }] of periods.entries()) {
      expect(totals.debit).toBe(totals.credit);
      if (index > 0) expect(opening).toEqual(periods[index - 1]?.closing);
      expect(closing.liability).toBe(closing.points * 100);
    }
    const { lots: open } = await database.inNetwork(network.id, (tx) =>
      tx.one<{ lots: number }>(
        `SELECT sum(CASE WHEN credit_kind = 'GUEST_AVAILABLE' THEN amount WHEN debit_kind = 'GUEST_AVAILABLE' THEN -amount ELSE 0 END)::bigint AS lots
         FROM transfers WHERE network_id = $1`,
        [network.id],
      ),
    );
    expect(september.closing.points).toBe(open);
    expect(open).toBe(812);
  });

  it('name the balances that guests brought from an earlier system, and their way back', async () => {
    const network = await TillNetwork.create(test, { timeZone: 'UTC' });
    const manager = await network.tokenOf('manager');
    const [opening, lots] = [['NETWORK_OPENING', network.id] as const, ['GUEST_AVAILABLE', newId()] as const];
    const write = (at: string, ...moves: Move[]) => recordBelowWatermark(database, network, at, moves);
    const close = async (month: string): Promise<LedgerPeriod> =>
      (await network.post(`/api/ledger/periods/${month}/close`, manager).expect(200)).body as LedgerPeriod;
    await write('2026-06-10T12:00:00Z', { from: opening, to: lots, points: 500 });
    expect(await close('2026-06')).toMatchObject({
      closing: { points: 500 },
      movements: [{ kind: 'OPENING', points: 500 }],
      entries: [
        {
          kind: 'OPENING',
          points: 500,
          lines: [
            { role: 'OPENING_BALANCES', debit: 50_000 },
            { role: 'POINTS_LIABILITY', credit: 50_000 },
          ],
        },
      ],
    });
    await write('2026-07-10T12:00:00Z', { from: lots, to: opening, points: 500 });
    expect(await close('2026-07')).toMatchObject({
      closing: { points: 0 },
      entries: [
        {
          kind: 'OPENING',
          points: 500,
          lines: [
            { role: 'POINTS_LIABILITY', debit: 50_000 },
            { role: 'OPENING_BALANCES', credit: 50_000 },
          ],
        },
      ],
    });
  });

  it('book what is imported in the month in which it happened, and what is of a closed month in the first open one, marked', async () => {
    const network = await TillNetwork.create(test, { timeZone: 'Europe/Moscow' });
    const manager = await network.tokenOf('manager');
    const issue = (points: number): Move => ({
      from: ['RESTAURANT_ISSUED', network.restaurantId],
      to: ['GUEST_AVAILABLE', newId()],
      points,
    });
    const close = async (month: string): Promise<LedgerPeriod> =>
      (await network.post(`/api/ledger/periods/${month}/close`, manager).expect(200)).body as LedgerPeriod;
    const imported = (points: number, importedOf: string) =>
      recordBelowWatermark(database, network, '2026-09-10T12:00:00Z', [issue(points)], importedOf);

    // All acts were recorded in September. May is the first month of the books and includes everything before it.
    await imported(10, '2026-04-15T12:00:00Z');
    await imported(20, '2026-05-15T12:00:00Z');
    await imported(30, '2026-06-15T12:00:00Z');
    // Midnight of the network: the first instant of June.
    await imported(40, '2026-05-31T21:00:00Z');
    const may = await close('2026-05');
    expect(may.entries).toMatchObject([{ kind: 'ISSUE', points: 30 }]);
    expect(may.entries[0]).not.toHaveProperty('closedMonth');
    await imported(5, '2026-05-16T12:00:00Z');
    await imported(7, '2026-04-16T12:00:00Z');
    const june = await close('2026-06');
    expect(june.entries).toMatchObject([
      { kind: 'ISSUE', points: 70 },
      { kind: 'ISSUE', points: 7, closedMonth: '2026-04' },
      { kind: 'ISSUE', points: 5, closedMonth: '2026-05' },
    ]);
    expect(june.closing.points).toBe(112);
    expect((await close('2026-07')).entries).toEqual([]);
    for (const month of [may, june]) expect(await close(month.month)).toEqual(month);
    const table = (await network.get('/api/ledger/periods/2026-06/journal?format=csv', manager).expect(200)).text;
    expect(table.split('\r\n')[0]).toMatch(/,points,closed_month$/);
    expect(table).toContain(',7,2026-04\r\n');
  });

  it('leave months that an earlier version closed as they were', async () => {
    const network = await TillNetwork.create(test, { timeZone: 'UTC' });
    const manager = await network.tokenOf('manager');
    const close = async (month: string): Promise<LedgerPeriod> =>
      (await network.post(`/api/ledger/periods/${month}/close`, manager).expect(200)).body as LedgerPeriod;
    const write = (at: string, points: number, importedOf?: string) =>
      recordBelowWatermark(
        database,
        network,
        at,
        [{ from: ['NETWORK_ISSUED', network.id], to: ['GUEST_AVAILABLE', newId()], points }],
        importedOf,
      );
    await write('2026-06-10T12:00:00Z', 100);
    const june = await close('2026-06');
    // Closes a month as earlier versions did, by the recording alone, which leaves the imported act to July.
    const client = await superuserPool().connect();
    await client.query(`SET session_replication_role = 'replica'`);
    await client.query(`UPDATE ledger_periods SET booking = 'RECORDED' WHERE network_id = $1`, [network.id]);
    client.release(true);
    await write('2026-07-02T12:00:00Z', 11, '2026-06-11T12:00:00Z');
    const july = await close('2026-07');
    expect(july.entries).toMatchObject([{ points: 11, closedMonth: '2026-06' }]);
    expect(await close('2026-06')).toEqual(june);
    expect(await close('2026-07')).toEqual(july);
  });

  it('come out the same to the byte, as JSON and as a table, whatever changes afterwards', async () => {
    const network = await TillNetwork.create(test, { timeZone: 'UTC' });
    const manager = await network.tokenOf('manager');
    const write = (at: string) =>
      recordBelowWatermark(database, network, at, [
        { from: ['NETWORK_ISSUED', network.id], to: ['GUEST_AVAILABLE', newId()], points: 333 },
      ]);
    const accounting = { expectedRedemptionPpm: 750_001, accounts: { ROUNDING: { code: '91.02', name: 'Копейки' } } };
    await network.test
      .api()
      .patch(`/api/networks/${network.id}`)
      .set('Authorization', `Bearer ${manager}`)
      .send({ settings: { accounting } })
      .expect(200);
    await write('2026-08-10T12:00:00Z');
    const journal = (format: string) =>
      network.get(`/api/ledger/periods/2026-08/journal?format=${format}`, manager).expect(200);
    const closed = await network.post('/api/ledger/periods/2026-08/close', manager).expect(200);
    const [json, csv] = [(await journal('json')).text, (await journal('csv')).text];
    expect(JSON.parse(json)).toEqual(closed.body);
    expect(closed.body).toMatchObject({
      policy: { expectedRedemptionPpm: 750_001, accounts: { ROUNDING: { code: '91.02' } } },
      closing: { points: 333, liability: 33_300, expectedBreakage: 8_325, net: 24_975 },
    });
    expect(csv.split('\r\n')[1]).toBe('2026-08,1,ISSUE,4000,Revenue deferred for points,333.00,,RUB,333');

    await write('2026-08-11T12:00:00Z');
    await network.test
      .api()
      .patch(`/api/networks/${network.id}`)
      .set('Authorization', `Bearer ${manager}`)
      .send({ settings: { accounting: { expectedRedemptionPpm: 1_000_000 } } })
      .expect(200);
    const again = await network.post('/api/ledger/periods/2026-08/close', manager).expect(200);
    expect(again.body).toEqual(closed.body);
    expect((await journal('json')).text).toBe(json);
    expect((await journal('csv')).text).toBe(csv);
    const { body } = await network.get('/api/ledger/periods', manager).expect(200);
    expect(body).toMatchObject({ items: [{ month: '2026-08', net: 24_975 }], nextCursor: null });
    const audit = await database.inNetwork(network.id, (tx) =>
      tx.query("SELECT subject_id FROM audit_log WHERE network_id = $1 AND action = 'ledger_period.closed'", [
        network.id,
      ]),
    );
    expect(audit).toEqual([{ subject_id: '2026-08' }]);
    await expect(
      database.inNetwork(network.id, (tx) =>
        tx.query("UPDATE ledger_periods SET document = '{}' WHERE network_id = $1", [network.id]),
      ),
    ).rejects.toThrow();
  });

  it('are closed and foretold by command too', async () => {
    const network = await TillNetwork.create(test, { timeZone: 'UTC' });
    const code = `t${network.id.replaceAll('-', '')}`;
    const month = monthsAgo(1);
    const written: string[] = [];
    const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    const run = (...words: string[]) => {
      const program = new Command().exitOverride();
      registerLiabilityCommands(program, () => Promise.resolve(test.app));
      return program.parseAsync(['node', 'loyalty', 'liability', ...words]);
    };
    try {
      await run('close', '--network', code, '--month', month);
      await run('close', '--network', code, '--month', month, '--format', 'json');
      await expect(run('close', '--network', code, '--month', '2026-8')).rejects.toThrow('2026-10');
      await expect(run('close', '--network', 'nobody', '--month', month)).rejects.toThrow(
        'no network with the code nobody',
      );
      await expect(run('forecast', '--network', code)).rejects.toThrow('forecast_history_too_short');
      await expect(run('forecast', '--network', code, '--months', '99')).rejects.toThrow('1 to 36');
    } finally {
      write.mockRestore();
    }
    expect(written[0]).toBe('month,entry,kind,account,name,debit,credit,currency,points\r\n');
    expect(JSON.parse(written[1] ?? '')).toMatchObject({ month, entries: [] });
  });

  it('begin at most a year before the history of the network, so that a year typed wrongly closes nothing', async () => {
    const network = await TillNetwork.create(test, { timeZone: 'UTC' });
    const manager = await network.tokenOf('manager');
    const now = new Date();
    const monthBack = (months: number) =>
      new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 1)).toISOString().slice(0, 7);
    for (const month of ['0000-01', '0206-08', monthBack(13)]) {
      const refused = await network.post(`/api/ledger/periods/${month}/close`, manager);
      expect([month, refused.status, refused.body]).toMatchObject([
        month,
        409,
        { code: 'period_out_of_order', nextMonth: monthBack(12) },
      ]);
    }
    await network.post(`/api/ledger/periods/${monthBack(12)}/close`, manager).expect(200);
  });

  it('are closed once by calls at the same time', async () => {
    const network = await TillNetwork.create(test, { timeZone: 'UTC' });
    const manager = await network.tokenOf('manager');
    const month = monthsAgo(1);
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => network.post(`/api/ledger/periods/${month}/close`, manager)),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const { body } = await network.get('/api/ledger/periods', manager).expect(200);
    expect((body as { items: unknown[] }).items).toHaveLength(1);
  });

  it('foretell what the triangle of the ledger foretells', async () => {
    const network = await TillNetwork.create(test, { timeZone: 'UTC' });
    const months = 26;
    const simulated = simulateNetwork(11);
    const now = new Date();
    const monthAt = (month: number, day: number) =>
      new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months + month, day));
    const guest = newId();
    const lotsOf = new Map<number, string>();
    await database.inNetwork(network.id, async (tx) => {
      for (const { cohort, month, issued, redeemed, expired } of simulated.movements) {
        if (month >= months) continue;
        if (issued > 0) lotsOf.set(cohort, newId());
        const lotId = lotsOf.get(cohort) ?? '';
        const lot = { lotId, expiresAt: monthAt(cohort + 12, 1) };
        const available = ['GUEST_AVAILABLE', guest] as const;
        const moves: Move[] = [
          { ...lot, from: ['RESTAURANT_ISSUED', network.restaurantId], to: available, points: issued },
          { ...lot, from: available, to: ['RESTAURANT_REDEEMED', network.restaurantId], points: redeemed },
          { ...lot, from: available, to: ['NETWORK_EXPIRY', network.id], points: expired },
        ];
        const moved = moves.filter(({ points }) => points > 0);
        await record(tx, network, monthAt(month, 15), moved, { id: issued > 0 ? lotId : newId() });
      }
    });
    const answer = await network
      .get('/api/ledger/liability/forecast?months=6', await network.tokenOf('analyst'))
      .expect(200);
    const forecast = answer.body as ForecastAnswer;
    const shift = now.getUTCFullYear() * 12 + now.getUTCMonth() - months;
    const expected = forecastOf(
      {
        lastMonth: shift + months - 1,
        movements: simulated.movements
          .filter(({ month }) => month < months)
          .map((movement) => ({ ...movement, cohort: movement.cohort + shift, month: movement.month + shift }))
          .sort((a, b) => a.cohort - b.cohort || a.month - b.month),
        open: simulated
          .openAt(months - 1)
          .map(({ cohort, points }) => ({ cohort: cohort + shift, expires: cohort + 12 + shift, points })),
      },
      6,
    );
    expect(forecast.redeemed.map(({ expected: points, low, high }) => ({ expected: points, low, high }))).toEqual(
      expected.months.map(({ redeemed }) => redeemed),
    );
    expect(forecast.total.expired).toEqual(expected.total.expired);
    expect(forecast.historyMonths).toBe(months);
    expect(forecast.limits).toEqual(['LATER_EARNING_LEFT_OUT']);
    expect(forecast.cohorts.reduce((sum, { open }) => sum + open, 0)).toBe(forecast.open.points);
  });
});
