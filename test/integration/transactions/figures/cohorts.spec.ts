import { isoDateOf } from '../../../../src/platform/clock/calendar';
import { Database, type Tx } from '../../../../src/platform/database/database';
import { newId } from '../../../../src/platform/ids/ids';
import { NO_ORIGIN, Staff } from '../../../../src/security';
import type { Cohorts } from '../../../../src/transactions/figures/cohorts/cohorts.dto';
import { CohortsRecount } from '../../../../src/transactions/figures/cohorts/cohorts-recount';
import { CohortsRelay } from '../../../../src/transactions/figures/cohorts/cohorts-relay';
import { isShortForm } from '../../../support/at-night';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { countEvents } from '../../../support/count-events';
import { TillNetwork } from '../../../support/till-network';
import { seeded } from '../../../support/seeded';
import { buyersOfJournal, cohortsOfJournal, personsOf } from '../../support/cohorts-of-journal';
import { tokenOfUser } from '../../support/people-fixture';
import { insertEvent } from '../../support/journal-fixture';
import { countBuyers } from '../../../../src/transactions/figures/analytics/analytics.query';

const DAY_MS = 86_400_000;
const STEPS = isShortForm ? 60 : 160;
/** Days of the longest period: a leap day makes the same a year ago longer by one. */
const MOST_DAYS = 367;
const SPANS = isShortForm ? 15 : 40;
const ZONES = ['Asia/Vladivostok', 'Europe/Berlin', 'America/New_York'] as const;

/** Periods of all lengths that end up to 14 months before a date: the longest of them, single days and months. */
function spansUpTo(date: string): { from: string; to: string }[] {
  const last = Date.parse(date) / DAY_MS;
  const random = seeded(last);
  const lengths = [MOST_DAYS, MOST_DAYS - 1, 1, 2, 31];
  return Array.from({ length: SPANS }, (_, n) => {
    const to = last - (n === 0 ? 0 : Math.floor(random() * 420));
    const days = lengths[n] ?? 1 + Math.floor(random() * MOST_DAYS);
    return { from: isoDateOf(to - days + 1), to: isoDateOf(to) };
  });
}

describe('the cohorts of guests', () => {
  let test: TestApp;
  let relay: CohortsRelay;
  let asked: TillNetwork;
  let managerOfAsked: Promise<string>;

  beforeAll(async () => {
    test = await applicationOfWorker();
    relay = test.app.get(CohortsRelay);
    asked = await TillNetwork.create(test);
    managerOfAsked = asked.tokenOf('manager');
  });
  afterAll(() => test.close());

  const kept = (network: TillNetwork) =>
    network.database.inNetwork(network.id, (tx) =>
      tx.query<Record<string, unknown>>(
        `SELECT to_char(joined, 'YYYY-MM') AS joined, since, guests, visits, money, again_30 AS "again30", again_60 AS "again60",
           again_90 AS "again90"
         FROM cohort_cells WHERE network_id = $1 AND (guests, visits, money) <> (0, 0, 0) ORDER BY joined, since`,
        [network.id],
      ),
    );

  const countAll = ({ database, id }: TillNetwork) => countEvents(database, id, relay);

  const expectEqual = async (network: TillNetwork) => {
    await countAll(network);
    expect(await kept(network)).toEqual(await cohortsOfJournal(network));
    const spans = spansUpTo(network.businessDate());
    const buyers = await network.database.inNetwork(network.id, async (tx) => {
      const found = [];
      for (const { from, to } of spans) found.push(await countBuyers(tx, network.id, from, to));
      return found;
    });
    expect(buyers).toEqual(await buyersOfJournal(network, spans));
  };

  it.each(isShortForm ? ZONES.slice(0, 2) : ZONES)(
    'are those of the journal whatever happened and in whichever order, in %s',
    async (timeZone) => {
      const network = await TillNetwork.create(test, { timeZone });
      const world = await World.create(network, ZONES.indexOf(timeZone) + 1);
      for (let step = 0; step < STEPS; step += 1) {
        await world.step();
        if (step % 23 === 0) await relay.catchUp(network.id);
      }
      await expectEqual(network);
      expect((await kept(network)).length).toBeGreaterThan(10);
      expect(await test.app.get(CohortsRecount).recount(network.id, null)).toEqual({ days: 0, cells: 0, gaps: 0 });
    },
  );

  it('are counted from the first event on where no cursor is yet, and put right by a recount', async () => {
    const network = await TillNetwork.create(test);
    const world = await World.create(network, 7);
    for (let step = 0; step < STEPS / 2; step += 1) await world.step();
    await expectEqual(network);
    const right = await kept(network);
    const joined = String(right[0]?.joined);
    await network.database.inNetwork(network.id, async (tx) => {
      await tx.query('UPDATE guest_days SET visits = visits + 1, money = money - 7 WHERE network_id = $1', [
        network.id,
      ]);
      await tx.query(
        'DELETE FROM guest_cohorts WHERE network_id = $1 AND guest_id = person_id AND second_day IS NULL',
        [network.id],
      );
      await tx.query('UPDATE cohort_cells SET guests = guests + 1, again_30 = 0 WHERE network_id = $1', [network.id]);
      await tx.query('UPDATE visit_gaps SET firsts = firsts + 1 WHERE network_id = $1', [network.id]);
      await tx.query('DELETE FROM visit_gaps WHERE network_id = $1 AND gap = 0', [network.id]);
    });
    const wrong = await kept(network);
    expect((await test.app.get(CohortsRecount).recount(network.id, joined)).days).toBeGreaterThan(0);
    const ofCohort = (rows: readonly Record<string, unknown>[]) => rows.filter((row) => row.joined === joined);
    expect(ofCohort(await kept(network))).not.toEqual(ofCohort(wrong));
    // The recount leaves a new act to the follower, so it is counted once.
    await world.sell();
    expect((await test.app.get(CohortsRecount).recount(network.id, null)).days).toBeGreaterThan(0);
    await expectEqual(network);
    expect(await test.app.get(CohortsRecount).recount(network.id, null)).toEqual({ days: 0, cells: 0, gaps: 0 });

    const { cohorts } = (await network.get('/api/analytics/cohorts', await network.tokenOf('manager')).expect(200))
      .body as Cohorts;
    const rows = await kept(network);
    for (const { month, guests, cells, cameAgain } of cohorts.slice(0, 6)) {
      const ofMonth = rows.filter((row) => row.joined === month);
      expect(guests).toBe(ofMonth.find(({ since }) => since === 0)?.guests ?? 0);
      expect(cells.at(-1)).toMatchObject({ guests: null, visits: null, money: null });
      expect(cells.slice(0, -1).map(({ visits }) => visits)).toEqual(
        cells.slice(0, -1).map(({ since }) => ofMonth.find((row) => row.since === since)?.visits ?? 0),
      );
      expect(cameAgain.map((again) => again.guests)).toEqual(
        (['again30', 'again60', 'again90'] as const).map(
          (name) => ofMonth.find(({ since }) => since === 0)?.[name] ?? 0,
        ),
      );
    }
  });

  it('follow refunds, claims, merges, their undoing and an erasure at the till, and keep the running month open', async () => {
    const network = await TillNetwork.create(test);
    const manager = await network.tokenOf('manager');
    const [anna, boris, vera] = [await network.guest(), await network.guest(), await network.guest()];
    const sell = async (guest: string, amount: number) =>
      (
        (await network.post(`/api/guests/${guest}/transaction`, manager, network.sale(amount)).expect(201)).body as {
          id: string;
        }
      ).id;
    const cohorts = async (query = '') => {
      await countAll(network);
      return (await network.get(`/api/analytics/cohorts${query}`, manager).expect(200)).body as Cohorts;
    };
    const thisMonth = async () => (await cohorts()).cohorts.at(-1);

    expect((await cohorts()).cohorts).toHaveLength(12);
    expect(await thisMonth()).toMatchObject({ guests: 0, visits: 0, money: 0, lifetimeValue: null });

    await sell(anna, 100_000);
    const second = await sell(boris, 50_000);
    const receipt = { pointOfSaleId: network.pointOfSaleId, amount: 30_000, receiptNumber: 'R-1' };
    const { id: anonymous } = (await network.post('/api/receipts', manager, receipt).expect(201)).body as {
      id: string;
    };
    expect(await thisMonth()).toMatchObject({ guests: 2, visits: 2 });
    await network.post(`/api/receipts/${anonymous}/claim`, manager, { guestId: vera }).expect(201);
    expect(await thisMonth()).toMatchObject({ guests: 3, visits: 3 });
    await expectEqual(network);

    await network.post(`/api/transactions/${second}/refund`, manager, { reason: 'cold', amount: 10_000 }).expect(201);
    expect(await thisMonth()).toMatchObject({ guests: 3, visits: 3 });
    const merge = { sourceId: vera, reason: 'one person' };
    const merged = (await network.post(`/api/guests/${anna}/merge`, manager, merge).expect(201)).body as { id: string };
    expect(await thisMonth()).toMatchObject({ guests: 2, visits: 3 });
    await expectEqual(network);
    await network.post(`/api/merges/${merged.id}/undo`, manager, { reason: 'two after all' }).expect(201);
    expect(await thisMonth()).toMatchObject({ guests: 3, visits: 3 });

    await network.post(`/api/transactions/${second}/refund`, manager, { reason: 'cold' }).expect(201);
    const left = await thisMonth();
    expect(left).toMatchObject({ guests: 2, visits: 2 });
    expect(left?.lifetimeValue).toBe(Math.floor((left?.money ?? 0) / 2));
    expect(left?.cells).toEqual([{ since: 0, guests: null, visits: null, money: null }]);
    expect(left?.cameAgain.map(({ sharePpm }) => sharePpm)).toEqual([null, null, null]);
    await network.database.inNetwork(network.id, (tx) =>
      tx.query('UPDATE guests SET erased_at = now(), name = NULL WHERE network_id = $1 AND id = $2', [
        network.id,
        anna,
      ]),
    );
    expect(await thisMonth()).toEqual(left);
    await expectEqual(network);
  });

  it.each([
    ['?from=2026-01', 'to', 'Is missing.'],
    ['?to=2026-01', 'from', 'Is missing.'],
    ['?from=2026-03&to=2026-01', 'to', 'It ends before it begins.'],
    ['?from=2020-01&to=2025-01', 'to', 'At most 60 months.'],
    ['?from=1926-01&to=2026-01', 'to', 'At most 60 months.'],
    ['?from=2026-13&to=2027-01', 'from', expect.any(String)],
    ['?from=2026-01-01&to=2026-02-01', 'from', expect.any(String)],
    ['?restaurantId=4a2f1d1e-0000-4000-8000-000000000000', 'restaurantId', expect.any(String)],
  ])('refuse a bad period in words: %s', async (query, path, message: unknown) => {
    const { body } = await asked.get(`/api/analytics/cohorts${query}`, await managerOfAsked).expect(400);
    const [first] = (body as { errors: object[] }).errors;
    expect(first).toMatchObject({ path, message });
  });

  it('are shown to those who may read reports of the whole network', async () => {
    await asked.get('/api/analytics/cohorts', await asked.tokenOf('cashier')).expect(403);
    const manager = await managerOfAsked;
    const wish = { name: 'North', restaurantIds: [asked.restaurantId] };
    const group = (await asked.post('/api/restaurant-groups', manager, wish).expect(201)).body as { id: string };
    const person = { email: `district-${newId()}@example.test`, role: 'manager', restaurantGroupId: group.id } as const;
    const { user } = await asked.database.inNetwork(asked.id, (tx) =>
      test.app.get(Staff).create(tx, asked.id, person, { actor: 'system', origin: NO_ORIGIN }),
    );
    await asked.get('/api/analytics/cohorts', await tokenOfUser(test.app, user.id)).expect(403);
  });
});

/** Guests whose journal is written row by row: sales of any time, refunds, claims, merges and their undoing. */
class World {
  private readonly random: (below: number) => number;
  private readonly versions = new Map<string, number>();
  private readonly left = new Map<string, { guestId: string; payable: number }>();

  private constructor(
    private readonly network: TillNetwork,
    private readonly guests: readonly string[],
    seed: number,
  ) {
    const next = seeded(seed);
    this.random = (below) => Math.floor(next() * below);
  }

  static async create(network: TillNetwork, seed: number): Promise<World> {
    const guests: string[] = [];
    for (let n = 0; n < 9; n += 1) guests.push(await network.guest());
    return new World(network, guests, seed);
  }

  step(): Promise<unknown> {
    const kind = this.random(100);
    if (kind < 60) return this.sell();
    if (kind < 85) return this.refund(kind < 72);
    if (kind < 93) return this.merge();
    return this.unmerge();
  }

  /** Sometimes without a business date, near the hour at which one begins, or as the claim of an anonymous receipt. */
  sell(): Promise<unknown> {
    const payable = 1 + this.random(5_000);
    const hours = this.random(3) === 0 ? this.random(24) : 0;
    const at = new Date(Date.now() - this.random(420) * DAY_MS - hours * 3_600_000);
    const businessDate = this.random(2) === 0 ? null : isoDateOf(Math.floor(at.getTime() / DAY_MS) - this.random(3));
    return this.write(async (tx) => {
      const guestId = await this.openGuest(tx);
      const receipt = this.random(6) === 0 ? newId() : null;
      if (receipt !== null) await this.insert(tx, receipt, { type: 'SALE', guestId: null, at, businessDate, payable });
      const id = newId();
      await this.insert(tx, id, { type: 'SALE', guestId, at, businessDate, payable, relatedId: receipt });
      this.left.set(id, { guestId, payable });
    });
  }

  private async refund(isWhole: boolean): Promise<unknown> {
    const sales = [...this.left];
    const [id, sale] = sales[this.random(sales.length)] ?? [];
    if (id === undefined || sale === undefined) return;
    const payable = isWhole ? sale.payable : this.random(sale.payable);
    if (isWhole) this.left.delete(id);
    else this.left.set(id, { ...sale, payable: sale.payable - payable });
    return this.write(async (tx) => {
      const guestId = (await personsOf(this.network)).get(sale.guestId) ?? sale.guestId;
      const refund = { type: 'REFUND', guestId, at: new Date(), businessDate: null, payable, relatedId: id } as const;
      await this.insert(tx, newId(), { ...refund, details: JSON.stringify({ whole: isWhole, lines: [] }) });
    });
  }

  private merge(): Promise<unknown> {
    return this.write(async (tx) => {
      const [from, into] = [await this.openGuest(tx), await this.openGuest(tx)];
      if (from === into) return;
      await tx.query('UPDATE guests SET merged_into = $3 WHERE network_id = $1 AND id = $2', [
        this.network.id,
        from,
        into,
      ]);
      await this.transfer(tx, from, into);
    });
  }

  private unmerge(): Promise<unknown> {
    return this.write(async (tx) => {
      const rows = await tx.query<{ id: string; into: string }>(
        `SELECT g.id, g.merged_into AS into FROM guests g JOIN guests i ON i.network_id = g.network_id AND i.id = g.merged_into
          WHERE g.network_id = $1 AND i.merged_into IS NULL ORDER BY g.id`,
        [this.network.id],
      );
      const row = rows[this.random(rows.length)];
      if (row === undefined) return;
      await tx.query('UPDATE guests SET merged_into = NULL WHERE network_id = $1 AND id = $2', [
        this.network.id,
        row.id,
      ]);
      await this.transfer(tx, row.into, row.id);
    });
  }

  private async transfer(tx: Tx, from: string, into: string): Promise<void> {
    for (const [guestId, direction] of [
      [from, 'DEBIT'],
      [into, 'CREDIT'],
    ] as const)
      await this.insert(tx, newId(), {
        type: 'TRANSFER',
        guestId,
        at: new Date(),
        businessDate: null,
        payable: 0,
        direction,
      });
  }

  private async openGuest(tx: Tx): Promise<string> {
    const rows = await tx.query<{ id: string }>(
      'SELECT id FROM guests WHERE network_id = $1 AND merged_into IS NULL AND id = ANY ($2::uuid[]) ORDER BY id',
      [this.network.id, this.guests],
    );
    return rows[this.random(rows.length)]?.id ?? '';
  }

  private write(work: (tx: Tx) => Promise<void>): Promise<void> {
    return this.network.test.app.get(Database).inNetwork(this.network.id, work);
  }

  private async insert(tx: Tx, id: string, row: RowToWrite): Promise<void> {
    const { type, guestId, at, businessDate, payable, relatedId = null, details = null, direction = null } = row;
    const version = guestId === null ? null : (this.versions.get(guestId) ?? 0) + 1;
    if (guestId !== null && version !== null) this.versions.set(guestId, version);
    await tx.query(
      `INSERT INTO transactions (network_id, id, type, guest_id, guest_version, restaurant_id, actor_kind, channel, related_id,
         business_date, occurred_at, recorded_at, amount, payable, available, details, direction, points_earned)
       VALUES ($1, $2, $3::transaction_type, $4, $5, $6, 'system', 'TILL', $7, $8, $9, $9, $10, $10, 0, $11, $12, 0)`,
      [
        this.network.id,
        id,
        type,
        guestId,
        version,
        this.network.restaurantId,
        relatedId,
        businessDate,
        at,
        payable,
        details,
        direction,
      ],
    );
    const at_ = {
      networkId: this.network.id,
      restaurantId: this.network.restaurantId,
      pointOfSaleId: this.network.pointOfSaleId,
    };
    await insertEvent(tx, at_, id, type.toLowerCase(), guestId, version);
  }
}

interface RowToWrite {
  readonly type: 'SALE' | 'REFUND' | 'TRANSFER';
  readonly guestId: string | null;
  readonly at: Date;
  readonly businessDate: string | null;
  readonly payable: number;
  readonly relatedId?: string | null;
  readonly details?: string | null;
  readonly direction?: string | null;
}
