import { presetForNetwork } from '../../../../src/configuration/programs/drafts/scaled-preset.rules';
import type { ProgramDocument } from '../../../../src/decision';
import { calendarOf } from '../../../../src/platform/clock/calendar';
import type { Tx } from '../../../../src/platform/database/database';
import {
  listCohortSumsOfJournal,
  listKeptCohortSums,
} from '../../../../src/transactions/books/liability/cohort-history.sql';
import { countedMonthsOf } from '../../../../src/transactions/books/liability/counted-months';
import { beginCounting, findCounting } from '../../../../src/transactions/books/liability/liability-counting.sql';
import { listKeptSums, listSumsOfLots } from '../../../../src/transactions/books/liability/liability.sql';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { LogReader } from '../../../../src/transactions/jobs/log-reader';
import { isShortForm } from '../../../support/at-night';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { superuserPool } from '../../../support/database';
import { eventually } from '../../../support/eventually';
import { TillNetwork } from '../../../support/till-network';
import { seeded } from '../../../support/seeded';

const EXPIRIES: ProgramDocument['expiry'][] = [
  { kind: 'MONTHS', count: 12 },
  { kind: 'INACTIVITY', unit: 'MONTHS', count: 6 },
  { kind: 'NEVER' },
];

/** How many acts each of the three desks makes. */
const ACTS = isShortForm ? 12 : 25;
/** How often the sums are compared while acts go on, at least: the desks go on until then. */
const LOOKS = isShortForm ? 3 : 6;

describe('the kept figures of the liability', () => {
  let test: TestApp;
  let log: LogReader;

  beforeAll(async () => {
    test = await applicationOfWorker();
    log = test.app.get(LogReader);
  });
  afterAll(() => test.close());

  const monthsOf = (timeZone: string) => countedMonthsOf(calendarOf(timeZone, '04:00'));
  const sorted = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).sort();
  const whereMoved = (rows: readonly { issued: number; redeemed: number; expired: number }[]) =>
    rows.filter(({ issued, redeemed, expired }) => issued !== 0 || redeemed !== 0 || expired !== 0);

  /** Compares the stored figures, plus the events above the cursor, with lots and journal of the same snapshot. */
  async function expectEqual(tx: Tx, network: TillNetwork, timeZone = 'Europe/Moscow'): Promise<number> {
    const months = monthsOf(timeZone);
    const kept = await listKeptSums(tx, network.id, months);
    expect(sorted(kept)).toEqual(sorted(await listSumsOfLots(tx, network.id, months)));
    expect(sorted(whereMoved(await listKeptCohortSums(tx, network.id, months)))).toEqual(
      sorted(whereMoved(await listCohortSumsOfJournal(tx, network.id, months))),
    );
    return kept.length;
  }
  const expectEqualNow = (network: TillNetwork, timeZone?: string) =>
    network.database.snapshotOfNetwork(network.id, (tx) => expectEqual(tx, network, timeZone));

  /** The watermark waits for write transactions of other tests on the same server. */
  const countAll = (network: TillNetwork, timeZone = 'Europe/Moscow') =>
    eventually('everything counted', async () => {
      await log.doNext(network.id);
      const counting = await findCounting(network.database.readsOf(network.id), network.id, monthsOf(timeZone));
      return counting?.uncounted === 0;
    });

  async function verify(network: TillNetwork): Promise<void> {
    expect((await test.app.get(LedgerVerification).verify(network.id)).findings.list()).toEqual([]);
  }

  it.each(EXPIRIES)('are the open lots and the journal at every moment of random acts: $kind', async (expiry) => {
    const document = { ...presetForNetwork('hybrid-5', 2), expiry, warning: null } as ProgramDocument;
    const network = await TillNetwork.create(test, { document });
    const manager = await network.tokenOf('manager');
    const guests = await Promise.all(Array.from({ length: 6 }, () => network.guest()));
    const acts = { going: true };
    let looks = 0;
    const sales: string[] = [];
    const act = async (random: () => number): Promise<void> => {
      const guest = guests[Math.floor(random() * guests.length)]!;
      const path = `/api/guests/${guest}/transaction`;
      const till = random() < 0.5 ? network.pointOfSaleId : network.otherPointOfSaleId;
      const sale = network.sale(50_000 + Math.floor(random() * 900_000), { pointOfSaleId: till });
      const dice = random();
      const points = Math.floor(random() * 300) + 1;
      const manual = { type: 'MANUAL', direction: dice < 0.7 ? 'CREDIT' : 'DEBIT', points, reasonCode: 'GOODWILL' };
      const answer =
        dice < 0.4
          ? await network.post(path, manager, random() < 0.4 ? { ...sale, pointsToRedeem: points } : sale)
          : dice < 0.55
            ? await network.post(`/api/guests/${guest}/quote`, manager, { ...sale, pointsToRedeem: points, hold: true })
            : dice < 0.8
              ? await network.post(path, manager, manual)
              : await network.post(`/api/transactions/${sales.pop() ?? guest}/refund`, manager, { reason: 'cold' });
      if (answer.status === 201 && dice < 0.4) sales.push((answer.body as { id: string }).id);
    };
    const desk = async (seed: number): Promise<void> => {
      const random = seeded(seed);
      for (let n = 0; n < ACTS || looks < LOOKS; n += 1) await act(random);
    };
    const sold = Promise.all([desk(1), desk(2), desk(3)]).finally(() => {
      acts.going = false;
    });
    await log.doNext(network.id);
    for (; acts.going; looks += 1) {
      // From time to time two processes count at once; only one of them does the work.
      if (looks % 2 === 0) await Promise.all([log.doNext(network.id), log.doNext(network.id)]);
      await expectEqualNow(network);
    }
    await sold;
    // Merges one guest, with everything that the guest had, into another.
    const [target, sourceId] = guests;
    await network.post(`/api/guests/${target!}/merge`, manager, { sourceId, reason: 'same' }).expect(201);
    await expectEqualNow(network);
    await countAll(network);
    expect(await expectEqualNow(network)).toBeGreaterThan(4);
    await verify(network);
  });

  it('are not changed by a counting that was broken off, which holds back no other reader of the log', async () => {
    const network = await TillNetwork.create(test);
    const manager = await network.tokenOf('manager');
    const guest = await network.guest();
    await network.post(`/api/guests/${guest}/transaction`, manager, network.sale(400_000)).expect(201);
    await countAll(network);
    await network.post(`/api/guests/${guest}/transaction`, manager, network.sale(700_000)).expect(201);
    const superuser = superuserPool();
    // The last statement of the counting fails, as if the process had been killed before its commit.
    await superuser.query(
      `CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'killed'; END $$;
       CREATE TRIGGER break_off BEFORE UPDATE ON event_cursors FOR EACH ROW
         WHEN (NEW.subscriber = 'liability' AND NEW.network_id = '${network.id}') EXECUTE FUNCTION break_off()`,
    );
    try {
      await eventually('the others have gone on without it', async () => {
        await log.doNext(network.id);
        const [row] = await network.database.readsOf(network.id).query<{ isBehind: boolean }>(
          `SELECT (l.epoch, l.xid, l.id) < (f.epoch, f.xid, f.id) AS "isBehind" FROM event_cursors f, event_cursors l
            WHERE f.network_id = $1 AND f.subscriber = 'figures' AND l.network_id = $1 AND l.subscriber = 'liability'`,
          [network.id],
        );
        return row?.isBehind === true;
      });
      await expectEqualNow(network);
    } finally {
      await superuser.query('DROP TRIGGER break_off ON event_cursors; DROP FUNCTION break_off()');
      await superuser.end();
    }
    await countAll(network);
    await expectEqualNow(network);
    await verify(network);
  });

  it('count a sale by what it moved, with no look at the other lots of its guest', async () => {
    const network = await TillNetwork.create(test);
    const manager = await network.tokenOf('manager');
    const guest = await network.guest();
    const sell = () => network.post(`/api/guests/${guest}/transaction`, manager, network.sale(400_000)).expect(201);
    await sell();
    await countAll(network);
    const superuser = superuserPool();
    // Counting this lot again would take its points from the restaurant.
    const setRestaurant = (restaurantId: string | null) =>
      superuser.query(
        `BEGIN; SET LOCAL session_replication_role = replica;
         UPDATE lots SET restaurant_id = ${restaurantId === null ? 'NULL' : `'${restaurantId}'`} WHERE network_id = '${network.id}'; COMMIT`,
      );
    try {
      await setRestaurant(null);
      await sell();
      await countAll(network);
      await setRestaurant(network.restaurantId);
    } finally {
      await superuser.end();
    }
    const sums = await network.database
      .readsOf(network.id)
      .query<{ part: string }>(
        `SELECT part, points FROM liability_sums WHERE network_id = $1 AND part IN ('restaurant', 'tier') AND points <> 0`,
        [network.id],
      );
    expect(sums.map(({ part }) => part).sort()).toEqual(['restaurant', 'tier']);
    await expectEqualNow(network);
    await verify(network);
  });

  it('are counted anew by the months of another time zone', async () => {
    const network = await TillNetwork.create(test);
    const manager = await network.tokenOf('manager');
    const guest = await network.guest();
    await network.post(`/api/guests/${guest}/transaction`, manager, network.sale(400_000)).expect(201);
    await countAll(network);
    const zone = 'Pacific/Kiritimati';
    await network.database.inNetwork(network.id, (tx) => beginCounting(tx, network.id, monthsOf(zone)));
    await expectEqualNow(network, zone);
    // The network's own calendar is unchanged, so the job returns to it.
    await countAll(network);
    await expectEqualNow(network);
    await verify(network);
  });

  it('are named by verify-ledger where they are not the lots', async () => {
    const network = await TillNetwork.create(test);
    const manager = await network.tokenOf('manager');
    const guest = await network.guest();
    await network.post(`/api/guests/${guest}/transaction`, manager, network.sale(400_000)).expect(201);
    await countAll(network);
    await network.database.inNetwork(network.id, (tx) =>
      tx.query(`UPDATE liability_sums SET points = points + 1 WHERE network_id = $1 AND part = 'tier'`, [network.id]),
    );
    const { findings } = await test.app.get(LedgerVerification).verify(network.id);
    expect(findings.list().map(({ check, row }) => [check, row])).toEqual([
      [10, 'liability_sums'],
      [10, 'liability_guests'],
    ]);
  });

  it('of another network are out of sight', async () => {
    const network = await TillNetwork.create(test);
    const other = await TillNetwork.create(test);
    const manager = await network.tokenOf('manager');
    const guest = await network.guest();
    await network.post(`/api/guests/${guest}/transaction`, manager, network.sale(400_000)).expect(201);
    await countAll(network);
    const months = monthsOf('Europe/Moscow');
    const read = other.database.readsOf(other.id);
    expect(await listKeptSums(read, network.id, months)).toEqual([]);
    expect(await listKeptCohortSums(read, network.id, months)).toEqual([]);
  });
});
