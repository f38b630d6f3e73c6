import type { Pool } from 'pg';
import { Clock } from '../../../../src/platform/clock/clock';
import { Database, type Tx } from '../../../../src/platform/database/database';
import { Notifications } from '../../../../src/platform/database/notifications';
import { newId } from '../../../../src/platform/ids/ids';
import { JobQueue } from '../../../../src/platform/queue/job-queue';
import { processLogger } from '../../../../src/platform/telemetry/logger';
import { FiguresRelay } from '../../../../src/transactions/jobs/figures-relay';
import { LogReader } from '../../../../src/transactions/jobs/log-reader';
import { PastFigures } from '../../../../src/transactions/jobs/past-figures';
import { RelayMetrics } from '../../../../src/transactions/jobs/relay-metrics';
import { superuserPool } from '../../../support/database';
import { countEvents } from '../../../support/count-events';
import { eventually } from '../../../support/eventually';
import { seeded } from '../../../support/seeded';
import { insertEvent, type JournalFixture, makeGuest, makeNetwork } from '../../support/journal-fixture';

const NOWHERE = '00000000-0000-0000-0000-000000000000';
/** A zone with a half hour, and two whose clocks change on days below. */
const ZONES = ['Asia/Kolkata', 'America/St_Johns', 'Europe/Berlin'];
/** Clocks change on 1 November in Newfoundland and on 25 October in Berlin. */
const FIRST_DAY = Date.UTC(2026, 9, 24);
const DAYS = 9;
const ACTS = 120;

/** A row of the journal as the oracle reads it. */
interface Row {
  readonly id: string;
  readonly type: string;
  readonly guest_id: string | null;
  readonly restaurant_id: string;
  readonly actor_kind: string;
  readonly actor_id: string | null;
  readonly related_id: string | null;
  readonly date: string;
  readonly occurred_at: Date;
  readonly amount: number;
  readonly guest_version: number | null;
  readonly points_value: number;
}
type Sums = Record<string, number[]>;

describe('figures by hour and by cashier', () => {
  let database: Database;
  let log: LogReader;
  let relay: FiguresRelay;
  let past: PastFigures;
  let superuser: Pool;

  beforeAll(() => {
    database = new Database();
    const metrics = new RelayMetrics(new Clock());
    const jobs = new JobQueue(processLogger(), new Notifications());
    log = Object.assign(new LogReader(metrics), { database, jobs });
    relay = new FiguresRelay(log, metrics);
    past = new PastFigures(database, log);
    superuser = superuserPool();
  });
  afterAll(async () => {
    await database.onApplicationShutdown();
    await superuser.end();
  });

  const rowsOf = async <T extends object>(text: string, at: JournalFixture): Promise<T[]> =>
    (await superuser.query<T>(text, [at.networkId])).rows;

  const count = async (at: JournalFixture): Promise<void> => {
    await countEvents(database, at.networkId, relay);
    await eventually('the past counted', async () => {
      while ((await log.advanceOne(at.networkId, past)) === 'more');
      return (await rowsOf(`SELECT FROM figure_countings WHERE network_id = $1 AND NOT is_counted`, at)).length === 0;
    });
  };

  const keptOf = async (at: JournalFixture): Promise<{ hours: Sums; cashiers: Sums; values: Sums }> => {
    const sums = async (text: string): Promise<Sums> =>
      Object.fromEntries(
        (await rowsOf<{ key: string; sums: string[] }>(text, at)).map(({ key, sums: all }) => [key, all.map(Number)]),
      );
    return {
      hours: await sums(
        `SELECT to_char(business_date, 'YYYY-MM-DD') || ' ' || hour || ' ' || restaurant_id AS key, ARRAY[sales, guest_sales, amount, guest_amount, refunds] AS sums
         FROM hourly_figures WHERE network_id = $1`,
      ),
      cashiers: await sums(
        `SELECT to_char(business_date, 'YYYY-MM-DD') || ' ' || user_id || ' ' || restaurant_id AS key,
           ARRAY[sales, guest_sales, claimed_sales, amount, guest_amount] AS sums FROM cashier_figures WHERE network_id = $1`,
      ),
      values: await sums(
        `SELECT to_char(business_date, 'YYYY-MM-DD') || ' ' || restaurant_id AS key, ARRAY[points_value] AS sums
         FROM daily_figures WHERE network_id = $1 AND points_value <> 0`,
      ),
    };
  };

  /** The same sums from the journal, row by row. */
  const journalOf = async (at: JournalFixture, zone: string) => {
    const rows = await rowsOf<Row>(
      `SELECT id, type::text, guest_id, restaurant_id, actor_kind, actor_id, related_id, to_char(business_date, 'YYYY-MM-DD') AS date,
         occurred_at, amount::int, points_value::int FROM transactions WHERE network_id = $1 AND type IN ('SALE', 'REFUND')`,
      at,
    );
    const hourIn = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' });
    const kept: { hours: Sums; cashiers: Sums; values: Sums } = { hours: {}, cashiers: {}, values: {} };
    const add = (sums: Sums, key: string, values: number[]): void => {
      const before = sums[key] ?? values.map(() => 0);
      sums[key] = before.map((value, place) => value + (values[place] ?? 0));
    };
    for (const sale of rows) {
      const hour = Number(hourIn.format(sale.occurred_at));
      const ofHour = `${sale.date} ${String(hour)} ${sale.restaurant_id}`;
      if (sale.type === 'REFUND') {
        add(kept.hours, ofHour, [0, 0, 0, 0, 1]);
        continue;
      }
      const receipt = rows.find(({ id }) => id === sale.related_id);
      const { actor_kind: kind, actor_id: actor } = receipt ?? sale;
      const isFirst = receipt === undefined;
      const isOfGuest = sale.guest_id !== null;
      const whole = isFirst ? [1, sale.amount] : [0, 0];
      add(kept.hours, ofHour, [whole[0] ?? 0, isOfGuest ? 1 : 0, whole[1] ?? 0, isOfGuest ? sale.amount : 0, 0]);
      const isNamed = isOfGuest && isFirst;
      add(kept.cashiers, `${sale.date} ${kind === 'user' && actor !== null ? actor : NOWHERE} ${sale.restaurant_id}`, [
        whole[0] ?? 0,
        isNamed ? 1 : 0,
        isFirst ? 0 : 1,
        whole[1] ?? 0,
        isNamed ? sale.amount : 0,
      ]);
      const value = sale.points_value - (receipt?.points_value ?? 0);
      if (value !== 0) add(kept.values, `${sale.date} ${sale.restaurant_id}`, [value]);
    }
    return kept;
  };

  const insert = async (tx: Tx, at: JournalFixture, row: Partial<Row> & { type: string }): Promise<string> => {
    const id = newId();
    const guestId = row.guest_id ?? null;
    const version =
      guestId === null
        ? null
        : (
            await tx.one<{ version: number }>(
              'UPDATE guest_states SET version = version + 1 WHERE network_id = $1 AND guest_id = $2 RETURNING version',
              [at.networkId, guestId],
            )
          ).version;
    await tx.query(
      `INSERT INTO transactions (network_id, id, type, guest_id, guest_version, restaurant_id, actor_kind, actor_id, channel, related_id,
         business_date, occurred_at, recorded_at, amount, payable, points_value)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'TILL', $9, $10, $11, now(), $12, $12, $13)`,
      [
        at.networkId,
        id,
        row.type,
        guestId,
        version,
        row.restaurant_id,
        row.actor_kind,
        row.actor_id ?? null,
        row.related_id ?? null,
        row.date,
        row.occurred_at,
        row.amount ?? 0,
        row.points_value ?? 0,
      ],
    );
    await insertEvent(tx, at, id, row.type.toLowerCase(), guestId, version);
    return id;
  };

  /** Sales of guests and without, claims, refunds and late acts in three restaurants, by staff, keys and imports. */
  const writeActs = async (at: JournalFixture, random: () => number): Promise<void> => {
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
    const guests = [await makeGuest(database, at), await makeGuest(database, at)];
    const restaurants = [at.restaurantId, newId(), newId()];
    const staff = [newId(), newId()];
    const receipts: (Row & { id: string })[] = [];
    const sales: Row[] = [];
    await database.inNetwork(at.networkId, async (tx) => {
      for (let n = 0; n < ACTS; n += 1) {
        const dice = random();
        const occurred = new Date(FIRST_DAY + Math.floor(random() * DAYS * 24 * 60) * 60_000);
        const actor =
          random() < 0.6
            ? { actor_kind: 'user', actor_id: pick(staff) }
            : { actor_kind: pick(['key', 'system']), actor_id: null };
        const row = {
          ...actor,
          type: 'SALE',
          restaurant_id: pick(restaurants),
          occurred_at: occurred,
          amount: 100 + Math.floor(random() * 9_000),
          date: new Date(occurred.getTime() - Math.floor(random() * 2) * 86_400_000).toISOString().slice(0, 10),
        };
        if (dice < 0.4) {
          const sale = { ...row, guest_id: pick(guests), points_value: Math.floor(random() * 3) * 50 };
          sales.push({ ...sale, related_id: null, guest_version: null, id: await insert(tx, at, sale) });
        } else if (dice < 0.75) {
          receipts.push({
            ...row,
            guest_id: null,
            related_id: null,
            guest_version: null,
            points_value: 0,
            id: await insert(tx, at, row),
          });
        } else if (dice < 0.9) {
          const [receipt] = receipts.splice(Math.floor(random() * receipts.length), 1);
          if (receipt === undefined) continue;
          const { amount, restaurant_id, date, occurred_at } = receipt;
          const claim = {
            type: 'SALE',
            amount,
            restaurant_id,
            date,
            occurred_at,
            actor_kind: 'guest',
            actor_id: pick(guests),
          };
          await insert(tx, at, { ...claim, guest_id: pick(guests), related_id: receipt.id });
        } else if (sales.length > 0) {
          const sale = pick(sales);
          await insert(tx, at, {
            ...row,
            type: 'REFUND',
            guest_id: sale.guest_id,
            related_id: sale.id,
            amount: sale.amount,
          });
        }
      }
    });
  };

  const networkIn = async (zone: string): Promise<JournalFixture> => {
    const at = await makeNetwork(database);
    await superuser.query('UPDATE networks SET time_zone = $2 WHERE id = $1', [at.networkId, zone]);
    return at;
  };

  it.each(ZONES)('equal the journal in %s, counted as they come, from the past, or anew', async (zone) => {
    const at = await networkIn(zone);
    const random = seeded(ZONES.indexOf(zone) + 1);
    await writeActs(at, random);
    await count(at);
    const journal = await journalOf(at, zone);
    expect(Object.keys(journal.hours).length).toBeGreaterThan(30);
    expect(await keptOf(at)).toEqual(journal);

    // The database as an older version left it, without these tables.
    for (const table of ['hourly_figures', 'cashier_figures', 'figure_countings'])
      await superuser.query(`DELETE FROM ${table} WHERE network_id = $1`, [at.networkId]);
    await superuser.query('UPDATE daily_figures SET points_value = 0 WHERE network_id = $1', [at.networkId]);
    await superuser.query(`DELETE FROM event_cursors WHERE network_id = $1 AND subscriber = 'figures-past'`, [
      at.networkId,
    ]);
    await writeActs(at, random);
    await count(at);
    const later = await journalOf(at, zone);
    expect(later).not.toEqual(journal);
    expect(await keptOf(at)).toEqual(later);

    await superuser.query('UPDATE hourly_figures SET sales = sales + 1 WHERE network_id = $1', [at.networkId]);
    await past.recount(at.networkId);
    expect((await keptOf(at)).hours).toEqual({});
    await count(at);
    expect(await keptOf(at)).toEqual(later);
  });

  it('add up to the figures by date', async () => {
    const at = await networkIn('Europe/Berlin');
    await writeActs(at, seeded(9));
    await count(at);
    const totals = (table: string, more = ''): Promise<object[]> =>
      rowsOf(
        `SELECT business_date, restaurant_id, sum(sales)::int AS sales, sum(amount)::int AS amount${more} FROM ${table}
         WHERE network_id = $1 GROUP BY 1, 2 HAVING sum(sales) > 0 ORDER BY 1, 2`,
        at,
      );
    const refunds = ', sum(refunds)::int AS refunds';
    expect(await totals('hourly_figures', refunds)).toEqual(await totals('daily_figures', refunds));
    expect(await totals('cashier_figures')).toEqual(await totals('daily_figures'));
  });
});
