import type { Tx } from '../../../../src/platform/database/database';
import { type StatementSource, statementOf } from '../../../../src/platform/database/sql';
import type { TestApp } from '../../../support/app';
import type { TillNetwork } from '../../../support/till-network';
import { type OwnDatabase, startOnOwnDatabase } from '../../rules/own-database';

const GUESTS = 5_000;
const SALES = 4 * GUESTS;
const DAYS_OF_REGISTRATION = 500;
const TODAY = Math.floor(Date.now() / 86_400_000);

interface Node {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Node[];
}

/** Rows of a table that a statement looked at, and how. */
interface Scan {
  readonly table: string;
  readonly way: string;
  readonly rows: number;
}

/** Reports read about as many rows as they show, in a network of 107,000 guests and more. */
describe('reports on all guests of a network', () => {
  let own: OwnDatabase;
  let network: TillNetwork;

  beforeAll(async () => {
    own = await startOnOwnDatabase();
    const { TillNetwork: Networks } = await import('../../../support/till-network.js');
    const test = own.apps[0] as TestApp;
    network = await Networks.create(test);
    const other = await Networks.create(test);
    for (const one of [network, other]) await fill(one);
    for (const table of ['guests', 'guest_states', 'guest_summaries', 'guest_days', 'transactions'])
      await own.superuser.query(`VACUUM ANALYZE ${table}`);
  });
  afterAll(() => own.close());

  /** Guests with four sales each in the last year, written straight into the tables. */
  async function fill({ id, restaurantId }: TillNetwork): Promise<void> {
    const client = await own.superuser.connect();
    try {
      await client.query('SET session_replication_role = replica');
      await client.query(
        `INSERT INTO guests (network_id, id, card_number, source, created_at)
         SELECT $1, gen_random_uuid(), 'card-' || n, 'IMPORT', now() - n % $3 * interval '1 day' FROM generate_series(1, $2::int) n`,
        [id, GUESTS, DAYS_OF_REGISTRATION],
      );
      await client.query(
        `INSERT INTO transactions (network_id, id, type, guest_id, guest_version, restaurant_id, actor_kind, channel,
           occurred_at, recorded_at, business_date, amount, discount, payable, points_earned, available)
         SELECT $1, gen_random_uuid(), 'SALE', g.id, n, $2, 'system', 'TILL', at, at, at::date, 1000, 0, 1000, 0, 0
           FROM guests g CROSS JOIN generate_series(1, 4) n
           CROSS JOIN LATERAL (SELECT now() - random() * interval '300 days' + n * interval '0' AS at) a WHERE g.network_id = $1`,
        [id, restaurantId],
      );
      await client.query(
        `INSERT INTO guest_states (network_id, guest_id, tier, spend, visits)
         SELECT $1, guest_id, 'BRONZE', sum(payable), count(*) FROM transactions WHERE network_id = $1 GROUP BY guest_id`,
        [id],
      );
      await client.query(
        `INSERT INTO guest_summaries (network_id, guest_id, name_key, tier, last_visit_at)
         SELECT $1, guest_id, '', 'BRONZE', max(occurred_at) FROM transactions WHERE network_id = $1 GROUP BY guest_id`,
        [id],
      );
      await client.query(
        `INSERT INTO guest_days (network_id, guest_id, business_date, visits, money)
         SELECT $1, guest_id, business_date, count(*), sum(payable) FROM transactions WHERE network_id = $1 GROUP BY 2, 3`,
        [id],
      );
    } finally {
      client.release(true);
    }
  }

  /** Runs `work` and looks at each of its statements on the tables. */
  async function scansOf(work: (tx: Tx) => Promise<unknown>): Promise<readonly Scan[]> {
    return network.database.inNetwork(network.id, async (tx) => {
      const scans: Scan[] = [];
      const query = async (...source: StatementSource) => {
        const { text, values } = statementOf(source);
        if (/FROM (transactions|guests|guest_summaries|guest_days)/.test(text)) {
          const [plan] = await tx.query<{ 'QUERY PLAN': readonly { Plan: Node }[] }>(
            `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`,
            values,
          );
          scans.push(...scansIn(plan?.['QUERY PLAN'][0]?.Plan));
        }
        return tx.query(...source);
      };
      await work(Object.assign(Object.create(tx) as Tx, { query }));
      return scans;
    });
  }

  function scansIn(node: Node | undefined): Scan[] {
    if (node === undefined) return [];
    const rows = (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];
    const table = node['Relation Name'];
    const way = node['Index Name'] ?? node['Node Type'];
    const own = table === undefined ? [] : [{ table, way, rows }];
    return [...own, ...(node.Plans ?? []).flatMap(scansIn)];
  }

  it('count the buyers of a year from an index of the sales, each once', async () => {
    const { countBuyersByTier } = await import('../../../../src/transactions/figures/reports/loyalty.sql.js');
    const [from, to] = [TODAY - 365, TODAY + 1].map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10));
    let found: unknown;
    const scans = await scansOf(async (tx) => {
      found = await countBuyersByTier(tx, network.id, from ?? '', to ?? '', null);
    });
    expect(found).toEqual([{ code: 'BRONZE', guests: GUESTS, repeatGuests: GUESTS }]);
    const sales = scans.filter(({ table }) => table === 'transactions');
    expect(sales.reduce((sum, { rows }) => sum + rows, 0)).toBe(SALES);
    expect(sales).toContainEqual({ table: 'transactions', way: 'transactions_buyers', rows: SALES });
    expect(rowsOf(scans, 'guest_states')).toBeLessThanOrEqual(2 * GUESTS);
  });

  it('count the buyers of a year from two kept days of each, however often they came', async () => {
    const { countBuyersByTier, countKeptBuyersByTier } =
      await import('../../../../src/transactions/figures/reports/loyalty.sql.js');
    for (const days of [1, 30, 365]) {
      const [from, to] = [TODAY - days, TODAY + 1].map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10));
      const span = [network.id, from ?? '', to ?? ''] as const;
      let found: unknown;
      const scans = await scansOf(async (tx) => {
        found = await countKeptBuyersByTier(tx, ...span);
      });
      expect(found).toEqual(await network.database.inNetwork(network.id, (tx) => countBuyersByTier(tx, ...span, null)));
      expect(rowsOf(scans, 'transactions')).toBe(0);
      expect(rowsOf(scans, 'guest_days')).toBeLessThanOrEqual(2 * GUESTS);
    }
  });

  it('find the new guests of a month by the day of their registration', async () => {
    const { listDaySums } = await import('../../../../src/transactions/figures/catalogue/day-sums.sql.js');
    const [from, to] = [TODAY - 29, TODAY].map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10));
    const dates = { from: from ?? '', to: to ?? '' };
    let found: readonly unknown[] = [];
    const scans = await scansOf(async (tx) => {
      const asked = {
        table: 'registered_guests',
        sums: ['registeredGuests'],
        networkId: network.id,
        restaurants: null,
      } as const;
      found = await listDaySums(tx, { ...asked, dates });
    });
    expect(found).toEqual([{ registeredGuests: expect.any(Number) as number }]);
    expect(scans.find(({ table }) => table === 'guests')?.way).toBe('guests_created');
    expect(rowsOf(scans, 'guests')).toBeLessThanOrEqual((40 * GUESTS) / DAYS_OF_REGISTRATION);
  });

  it('score the guests for RFM from what stands with each of them, without the journal', async () => {
    const { listScores } = await import('../../../../src/marketing/segments/rfm.query.js');
    const rfm = { recency: [30, 60, 120, 240], frequency: [1, 2, 3, 4], money: [1_000, 2_000, 3_000, 4_000] };
    const frame = { today: TODAY, timeZone: 'Europe/Moscow', lowestTier: 'BRONZE', rfm };
    let found: readonly { readonly guests: number }[] = [];
    const scans = await scansOf(async (tx) => {
      found = await listScores(tx, network.id, frame);
    });
    expect(found.reduce((sum, { guests }) => sum + guests, 0)).toBe(GUESTS);
    expect(new Set(scans.map(({ table }) => table))).toEqual(new Set(['guest_summaries', 'guest_states']));
    // A full scan may read both networks' rows; half of them are this network's.
    for (const table of ['guest_summaries', 'guest_states'])
      expect(rowsOf(scans, table)).toBeLessThanOrEqual(2 * GUESTS);
  });

  function rowsOf(scans: readonly Scan[], table: string): number {
    return scans.filter((scan) => scan.table === table).reduce((sum, { rows }) => sum + rows, 0);
  }
});
