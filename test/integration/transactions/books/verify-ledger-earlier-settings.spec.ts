import { readFileSync } from 'node:fs';
import { points } from '../../../../src/decision';
import { presetForNetwork } from '../../../../src/configuration/programs/drafts/scaled-preset.rules';
import type { TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import type { TillNetwork } from '../../../support/till-network';
import { ClockOfTheDatabase, type OwnDatabase, startOnOwnDatabase } from '../../rules/own-database';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Noon of yesterday: the process has the real clock, and accepts receipts of that day. */
const YESTERDAY = Math.floor(Date.now() / DAY) * DAY - DAY / 2;
const BEGIN = YESTERDAY - 440 * DAY;

const hybrid = presetForNetwork('hybrid-5', 2);
/** Its points end unannounced, and it counts what a guest earns on a business day. */
const DOCUMENT = {
  ...hybrid,
  warning: null,
  earning: { ...hybrid.earning, caps: { ...hybrid.earning.caps, perDay: points(100_000) } },
};

/** A manager may change the settings; what was decided before was right, and stays so. */
describe('a ledger whose network changed its settings', () => {
  let own: OwnDatabase;
  let clock: ClockOfTheDatabase;
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;
  let now: number;

  beforeAll(async () => {
    own = await startOnOwnDatabase();
    test = own.apps[0] as TestApp;
    clock = await ClockOfTheDatabase.install(own.superuser);
  });
  afterAll(() => own.close());
  beforeEach(async () => {
    const { TillNetwork: Networks } = await import('../../../support/till-network.js');
    await set(BEGIN);
    network = await Networks.create(test, { document: DOCUMENT });
    manager = await network.tokenOf('manager');
  });

  const set = async (at: number) => {
    now = at;
    await clock.set(at);
  };
  const wait = (ms: number) => set(now + ms);
  /** Changes the network one hour after the last act, and continues an hour later. */
  const change = async (body: object) => {
    await wait(HOUR);
    await test
      .api()
      .patch(`/api/networks/${network.id}`)
      .set('Authorization', `Bearer ${manager}`)
      .send(body)
      .expect(200);
    await wait(HOUR);
  };
  const post = async (path: string, body: object) => {
    const answer = await network.post(path, manager, body);
    expect([path, answer.status, answer.body.code]).toEqual([path, 201, undefined]);
    return answer.body as { id: string; pointsEarned: number; pointsRedeemed: number; payable: number };
  };
  const act = (guest: string, body: object) => post(`/api/guests/${guest}/transaction`, body);
  const sell = (guest: string, amount: number, more = {}) => act(guest, network.sale(amount, more));
  const credit = (guest: string) =>
    act(guest, { type: 'MANUAL', direction: 'CREDIT', points: 500, reasonCode: 'GOODWILL' });
  const redeem = (guest: string, receiptNumber: string) =>
    act(guest, {
      ...network.sale(0),
      type: 'REDEMPTION',
      amount: undefined,
      points: 100,
      orderAmount: 80_000,
      ...onReceipt(receiptNumber),
    });
  const onReceipt = (receiptNumber: string) => ({
    receiptNumber,
    businessDate: new Date(YESTERDAY).toISOString().slice(0, 10),
  });
  const settleDue = async () => {
    const { ExpirationsJob } = await import('../../../../src/transactions/till/expirations/expirations.job.js');
    await test.app.get(ExpirationsJob).doNext(network.id);
  };
  const findings = async () => {
    const { LedgerVerification } =
      await import('../../../../src/transactions/books/verification/ledger-verification.js');
    return (await test.app.get(LedgerVerification).verify(network.id)).findings.list();
  };
  const rows = async () =>
    (
      await own.superuser.query<{ id: string; type: string }>(
        'SELECT id, type FROM transactions WHERE network_id = $1 ORDER BY recorded_at, id',
        [network.id],
      )
    ).rows;
  const history = async () =>
    (
      await own.superuser.query(
        `SELECT time_zone, day_start, receipt_scope, capture_grace_minutes, restore_grace_days FROM earlier_settings
          WHERE network_id = $1 ORDER BY until, id`,
        [network.id],
      )
    ).rows;
  const explain = async (id: string) =>
    (await network.get(`/api/transactions/${id}/explain`, manager).expect(200)).body as { agrees: boolean };
  const reproduction = async () => {
    const { BacktestRuns } = await import('../../../../src/transactions/whatif/backtest/backtest-runs.js');
    const asked = await network.post('/api/backtests', manager, { mode: 'REPRODUCE' }).expect(202);
    const read = async () => (await network.get(`/api/backtests/${String(asked.body.id)}`, manager).expect(200)).body;
    await eventually('a backtest', async () => {
      await test.app.get(BacktestRuns).runNext(network.id);
      return ((await read()) as { status: string }).status === 'DONE';
    });
    return ((await read()) as { report: unknown }).report;
  };
  const expiryOf = async (guest: string) => {
    const { items } = (await network.get(`/api/guests/${guest}/history`, manager)).body as {
      items: { id: string; type: string }[];
    };
    return items.find(({ type }) => type === 'EXPIRY')?.id ?? '';
  };

  /** Each setting is changed between acts that use it. */
  async function live(): Promise<void> {
    const [guest, other] = [await network.guest(), await network.guest()];
    const first = await sell(guest, 155_000);
    await credit(guest);
    const spent = await sell(guest, 90_000, { pointsToRedeem: 100 });
    await sell(other, 155_000);

    await change({ timeZone: 'America/New_York' });
    await sell(guest, 120_000);
    await credit(guest);
    const receipt = await post('/api/receipts', { pointOfSaleId: network.pointOfSaleId, amount: 70_000 });
    await post(`/api/transactions/${first.id}/refund`, { reason: 'cold', amount: 20_000 });

    // At 11:00 in New York a business day that begins at noon is still yesterday's.
    await set(BEGIN + 2 * DAY + 3 * HOUR);
    await sell(guest, 30_000);
    await change({ settings: { dayStart: '18:00' } });
    await sell(guest, 50_000);
    await post(`/api/transactions/${receipt.id}/refund`, { reason: 'burnt', amount: 15_000 });

    // All points of the first days have ended; the job and a sale settle them in the present zone.
    await change({ timeZone: 'Asia/Tokyo', settings: { restoreGraceDays: 3 } });
    await set(BEGIN + 400 * DAY);
    await settleDue();
    await sell(guest, 40_000);
    await post(`/api/transactions/${spent.id}/refund`, { reason: 'cold' });
    await post(`/api/transactions/${await expiryOf(guest)}/restore`, { reason: 'asked', points: 10 });
    await change({ timeZone: 'Pacific/Honolulu', settings: { restoreGraceDays: 10 } });
    await post(`/api/transactions/${await expiryOf(other)}/restore`, { reason: 'asked', points: 10 });
    await set(YESTERDAY);
    await settleDue();
    await credit(guest);
    await redeem(guest, 'X-1');
    await change({ settings: { receiptScope: 'YEAR' } });
    await redeem(guest, 'X-2');
    // The first is not the receipt of its redemption any more, the second is.
    expect((await sell(guest, 80_000, { ...onReceipt('X-1') })).pointsRedeemed).toBe(0);
    expect((await sell(guest, 80_000, { ...onReceipt('X-2'), pointsToRedeem: 100 })).pointsRedeemed).toBe(200);
    await change({ settings: { receiptScope: 'FOREVER' } });

    const hold = async () =>
      (
        (await network
          .post(`/api/guests/${guest}/quote`, manager, network.sale(100_000, { pointsToRedeem: 120, hold: true }))
          .expect(201)) as { body: { holdId: string } }
      ).body.holdId;
    const capture = async (afterMs: number) => {
      const holdId = await hold();
      await wait(afterMs);
      return network.post(
        `/api/guests/${guest}/transaction`,
        manager,
        network.sale(100_000, { holdId, pointsToRedeem: 120 }),
      );
    };
    await change({ settings: { captureGraceMinutes: 60 } });
    expect((await capture(40 * MINUTE)).status).toBe(201);
    await change({ settings: { captureGraceMinutes: 0 } });
    expect((await capture(9 * MINUTE)).status).toBe(201);
    await change({ timeZone: 'Europe/Moscow', settings: { dayStart: '04:00', receiptScope: 'BUSINESS_DAY' } });
  }

  it('is right, and so is each explanation and its reproduction; by a wrong history it is not', async () => {
    await live();
    const acts = await rows();
    const types = new Set(acts.map(({ type }) => type));
    for (const type of ['SALE', 'REFUND', 'MANUAL', 'REDEMPTION', 'HOLD', 'EXPIRY']) expect(types).toContain(type);
    expect(await findings()).toEqual([]);
    for (const { id, type } of acts) expect([type, id, (await explain(id)).agrees]).toEqual([type, id, true]);
    expect(await reproduction()).toMatchObject({ reproduces: true, acts: acts.length });

    const wrong: Record<string, string> = {
      time_zone: "time_zone = 'Asia/Kathmandu'",
      day_start: "day_start = '00:00'",
      receipt_scope: "receipt_scope = 'FOREVER'",
      until: "until = until - interval '1 day'",
    };
    for (const [name, column] of Object.entries(wrong)) {
      await own.superuser.query('CREATE TABLE right_settings AS SELECT * FROM earlier_settings');
      await own.superuser.query(`UPDATE earlier_settings SET ${column}`);
      const found = await findings();
      expect([name, found.length > 0]).toEqual([name, true]);
      const { id } = found.find(({ row }) => row === 'transactions') as { id: string };
      expect([name, (await explain(id)).agrees]).toEqual([name, false]);
      if (name === 'time_zone') expect(await reproduction()).toMatchObject({ reproduces: false });
      await own.superuser.query('TRUNCATE earlier_settings');
      await own.superuser.query('INSERT INTO earlier_settings SELECT * FROM right_settings; DROP TABLE right_settings');
    }
    expect(await findings()).toEqual([]);

    // The migration reads the changes of before it from the audit.
    const kept = await history();
    const file = 'prisma/migrations/20261125023500_version_0_3_0/migration.sql';
    const [statement = ''] = /^WITH changes[^;]*;/m.exec(readFileSync(file, 'utf8')) ?? [];
    await own.superuser.query(`TRUNCATE earlier_settings; ${statement}`);
    expect(await history()).toEqual(kept);
  }, 120_000);

  it('is right where acts were under way while a change was, and a longer way off it is not', async () => {
    const guest = await network.guest();
    const zone = async (timeZone: string) => {
      await test
        .api()
        .patch(`/api/networks/${network.id}`)
        .set('Authorization', `Bearer ${manager}`)
        .send({ timeZone })
        .expect(200);
    };
    // The change began at BEGIN and was committed after this act was.
    await set(BEGIN + 20_000);
    await sell(guest, 100_000);
    await credit(guest);
    await set(BEGIN);
    await zone('Asia/Tokyo');
    await set(BEGIN + 21_000);
    await credit(guest);
    await sell(guest, 100_000);
    expect(await findings()).toEqual([]);

    await set(BEGIN + 2 * HOUR + 2 * MINUTE);
    await credit(guest);
    await set(BEGIN + 2 * HOUR);
    await zone('America/New_York');
    const [wrong] = await findings();
    expect(wrong).toMatchObject({ check: 4, row: 'transactions', problem: expect.stringMatching(/expiresAt/) });
  });
});
