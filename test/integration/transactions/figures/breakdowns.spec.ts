import { newId } from '../../../../src/platform/ids/ids';
import { NO_ORIGIN, Staff } from '../../../../src/security';
import type { Items, RewardUse, TierFlows } from '../../../../src/transactions/figures/breakdowns/breakdowns.dto';
import { BreakdownsRelay } from '../../../../src/transactions/figures/breakdowns/breakdowns-relay';
import { DayRecount } from '../../../../src/transactions/figures/recount/day-recount';
import { FiguresRelay } from '../../../../src/transactions/jobs/figures-relay';
import { LogReader } from '../../../../src/transactions/jobs/log-reader';
import { PastFigures } from '../../../../src/transactions/jobs/past-figures';
import { isShortForm } from '../../../support/at-night';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { countEvents } from '../../../support/count-events';
import { eventually } from '../../../support/eventually';
import { RewardShop } from '../../../support/rewards/reward-shop';
import { TillNetwork } from '../../../support/till-network';
import { seeded } from '../../../support/seeded';
import { tokenOfUser } from '../../support/people-fixture';

const ZONES = ['Asia/Vladivostok', 'Europe/Berlin', 'America/New_York'] as const;
const ZONES_NOW = isShortForm ? ZONES.slice(0, 2) : ZONES;
const ACTS = 45;
const FIGURES = ['daily_figures', 'hourly_figures', 'cashier_figures', 'item_figures', 'item_sums', 'tier_figures'];
const DISHES = [
  { sku: 'P1', name: 'Pizza', category: 'Pizza' },
  { sku: 'P2', name: 'Pasta', category: 'Pasta' },
  { name: 'Wine', category: 'drinks' },
  { sku: 'C1', name: 'Coffee' },
];

interface Row {
  readonly id: string;
  readonly type: string;
  readonly guestId: string | null;
  readonly restaurantId: string | null;
  readonly relatedId: string | null;
  readonly date: string;
  readonly amount: number;
  readonly pointsRedeemed: number;
  readonly items: readonly (readonly (string | number | null)[])[] | null;
  readonly details: unknown;
  readonly direction: string | null;
  readonly tierBefore: string | null;
  readonly tier: string | null;
}
type Sums = Record<string, number[]>;

describe('sales by item and moves between tiers', () => {
  let test: TestApp;
  let relay: BreakdownsRelay;

  beforeAll(async () => {
    test = await applicationOfWorker();
    relay = test.app.get(BreakdownsRelay);
  });
  afterAll(() => test.close());

  const countAll = ({ database, id }: TillNetwork) => countEvents(database, id, relay);

  const keptOf = (network: TillNetwork): Promise<{ items: Sums; tiers: Sums }> =>
    network.database.inNetwork(network.id, async (tx) => {
      const sums = async (text: string): Promise<Sums> => {
        const rows = await tx.query<{ key: string; sums: unknown[] }>(text, [network.id]);
        return Object.fromEntries(rows.map((row) => [row.key, row.sums.map(Number)]));
      };
      return {
        items: await sums(
          `SELECT concat_ws('|', to_char(business_date, 'YYYY-MM-DD'), restaurant_id, kind, category, item) AS key,
             ARRAY[quantity_milli, amount, points_quantity_milli, points_amount] AS sums FROM item_figures WHERE network_id = $1`,
        ),
        tiers: await sums(
          `SELECT concat_ws('|', to_char(business_date, 'YYYY-MM-DD'), from_tier, to_tier, cause) AS key, ARRAY[guests] AS sums
           FROM tier_figures WHERE network_id = $1`,
        ),
      };
    });

  /** Every row of the figures of a network. */
  const figuresOf = (network: TillNetwork): Promise<Record<string, string[]>> =>
    network.database.inNetwork(network.id, async (tx) => {
      const figures: Record<string, string[]> = {};
      for (const table of FIGURES) {
        const rows = await tx.query<{ row: string }>(
          `SELECT f::text AS row FROM ${table} f WHERE network_id = $1 ORDER BY 1`,
          [network.id],
        );
        figures[table] = rows.map(({ row }) => row);
      }
      return figures;
    });

  /** Spoils a date of the network: rows are missing, superfluous and wrong. */
  const spoil = (network: TillNetwork, day: string): Promise<void> =>
    network.database.inNetwork(network.id, async (tx) => {
      const at = [network.id, day];
      await tx.query(
        'UPDATE daily_figures SET amount = amount + 7, new_guests = 0 WHERE (network_id, business_date) = ($1, $2)',
        at,
      );
      await tx.query('DELETE FROM hourly_figures WHERE (network_id, business_date) = ($1, $2)', at);
      await tx.query(
        'UPDATE cashier_figures SET user_id = network_id WHERE (network_id, business_date) = ($1, $2)',
        at,
      );
      await tx.query('DELETE FROM item_figures WHERE (network_id, business_date) = ($1, $2)', at);
      await tx.query(
        `UPDATE item_sums SET amount = amount - 5 WHERE network_id = $1
           AND (span, business_date) IN (('DAY', $2::date), ('MONTH', date_trunc('month', $2::date)::date))`,
        at,
      );
      await tx.query('UPDATE tier_figures SET guests = guests + 1 WHERE (network_id, business_date) = ($1, $2)', at);
    });

  /** The items of the whole network are those of its restaurants, by date and by month. */
  const expectSummed = async (network: TillNetwork): Promise<void> => {
    const wrong = await network.database.inNetwork(network.id, (tx) =>
      tx.query(
        `SELECT s.span, s.date, f.kind, f.category, f.item FROM (
           SELECT business_date, kind, category, item, quantity_milli AS q, amount AS a, points_quantity_milli AS pq, points_amount AS pa
           FROM item_figures WHERE network_id = $1) f
         CROSS JOIN LATERAL (VALUES ('DAY', f.business_date), ('MONTH', date_trunc('month', f.business_date)::date)) s(span, date)
         FULL JOIN (SELECT * FROM item_sums WHERE network_id = $1) k ON (k.span, k.business_date, k.kind, k.category, k.item)
           = (s.span, s.date, f.kind, f.category, f.item)
         GROUP BY 1, 2, 3, 4, 5
         HAVING (sum(f.q), sum(f.a), sum(f.pq), sum(f.pa)) IS DISTINCT FROM
           (max(k.quantity_milli)::numeric, max(k.amount)::numeric, max(k.points_quantity_milli)::numeric, max(k.points_amount)::numeric)`,
        [network.id],
      ),
    );
    expect(wrong).toEqual([]);
  };

  const journalOf = (network: TillNetwork): Promise<Row[]> =>
    network.database.inNetwork(network.id, (tx) =>
      tx.query<Row>(
        `SELECT t.id, t.type::text AS type, t.guest_id AS "guestId", t.restaurant_id AS "restaurantId", t.related_id AS "relatedId",
           to_char(coalesce(t.business_date, (t.recorded_at AT TIME ZONE n.time_zone - interval '4 hours')::date), 'YYYY-MM-DD') AS date,
           t.amount, t.points_redeemed AS "pointsRedeemed", t.items, t.details, t.direction, t.tier_before AS "tierBefore", t.tier
         FROM transactions t JOIN networks n ON n.id = t.network_id WHERE t.network_id = $1`,
        [network.id],
      ),
    );

  /** The same sums from the journal by hand, row by row. */
  const countedByHand = (rows: readonly Row[]): { items: Sums; tiers: Sums } => {
    const counted: { items: Sums; tiers: Sums } = { items: {}, tiers: {} };
    const add = (to: Sums, key: string, values: readonly number[]): void => {
      to[key] = values.map((value, place) => value + (to[key]?.[place] ?? 0));
    };
    const addLine = (row: Row, line: NonNullable<Row['items']>[number] | null, sums: readonly number[]): void => {
      const [quantity = 0, amount = 0, isByPoints = 0] = sums;
      const [sku, name, category] = line ?? [];
      const key =
        line === null ? 'NO_LINES||' : ['ITEM', String(category ?? '').toLowerCase(), String(sku ?? name)].join('|');
      const counts = line === null ? 0 : quantity;
      add(counted.items, [row.date, row.restaurantId, key].join('|'), [
        counts,
        amount,
        counts * isByPoints,
        amount * isByPoints,
      ]);
    };
    const related = (row: Row) => rows.find(({ id, type }) => id === row.relatedId && type === 'SALE');
    for (const row of rows) {
      if (row.type === 'SALE' && related(row) === undefined) {
        if (row.items === null) addLine(row, null, [0, row.amount, row.pointsRedeemed > 0 ? 1 : 0]);
        for (const line of row.items ?? [])
          addLine(row, line, [Number(line[3]), Number(line[5]), Number(line[7]) > 0 ? 1 : 0]);
      }
      const sale = related(row);
      if (row.type === 'REFUND' && sale !== undefined) {
        const { lines } = row.details as { lines: { line: number; gross: number; quantityMilli: number }[] };
        for (const { line, gross, quantityMilli } of lines) {
          const item = sale.items?.[line - 1] ?? null;
          const isByPoints = item === null ? sale.pointsRedeemed > 0 : Number(item[7]) > 0;
          addLine(row, item, [-quantityMilli, -gross, isByPoints ? 1 : 0]);
        }
      }
      if (row.tier === null || row.tierBefore === null) continue;
      const merge = row.details as { kind?: string; undoes?: unknown; isUndo?: boolean; change?: { kind: string } };
      const isMerge = row.type === 'TRANSFER' && merge.kind === 'MERGE';
      if (isMerge && row.direction === 'DEBIT' && merge.undoes === null)
        add(counted.tiers, [row.date, row.tierBefore, '', 'MERGED'].join('|'), [1]);
      else if (isMerge && merge.isUndo === true)
        add(counted.tiers, [row.date, '', row.tier, 'UNMERGED'].join('|'), [1]);
      else if (row.tier !== row.tierBefore) {
        const change = row.type === 'TIER' ? merge.change?.kind : undefined;
        const cause = change === 'SET' ? 'BY_HAND' : change === 'END' ? 'BY_HAND_ENDED' : row.type;
        const named = ['SALE', 'REFUND', 'AWARD', 'BY_HAND', 'BY_HAND_ENDED'].includes(cause) ? cause : 'OTHER';
        add(counted.tiers, [row.date, row.tierBefore, row.tier, named].join('|'), [1]);
      }
    }
    return counted;
  };

  const setTier = (network: TillNetwork, guest: string, manager: string, tier: string) =>
    test
      .api()
      .put(`/api/guests/${guest}/tier`)
      .set('Authorization', `Bearer ${manager}`)
      .set('Idempotency-Key', newId())
      .send({ tier, reasonCode: 'GOODWILL' })
      .expect(200);

  it.each(ZONES_NOW)('equal the journal in %s after refunds, claims, late acts and merges', async (timeZone) => {
    const random = seeded(ZONES.indexOf(timeZone) + 11);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
    const network = await TillNetwork.create(test, { timeZone });
    const manager = await network.tokenOf('manager');
    const guests = [await network.guest(), await network.guest(), await network.guest()];
    for (const guest of guests)
      await network
        .post(`/api/guests/${guest}/transaction`, manager, {
          type: 'MANUAL',
          direction: 'CREDIT',
          points: 1_000,
          reasonCode: 'GOODWILL',
        })
        .expect(201);
    const { items: tiers } = (await network.get('/api/tiers', manager).expect(200)).body as {
      items: { code: string }[];
    };
    const [sold, receipts]: [string[], string[]] = [[], []];
    for (let n = 0; n < ACTS; n += 1) {
      const dice = random();
      const items = Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
        const total = 1_000 + Math.floor(random() * 60_000);
        return { ...pick(DISHES), quantity: 1 + Math.floor(random() * 3), total };
      });
      const amount = items.reduce((sum, { total }) => sum + total, 0);
      const body = network.sale(amount, {
        pointOfSaleId: pick([network.pointOfSaleId, network.otherPointOfSaleId]),
        ...(random() < 0.8 && { items }),
        ...(random() < 0.3 && {
          businessDate: network.businessDate(-1),
          occurredAt: new Date(Date.now() - 86_400_000).toISOString(),
        }),
      });
      if (dice < 0.5) {
        const points = random() < 0.5 ? { pointsToRedeem: 100 } : {};
        const { body: sale, status } = await network.post(`/api/guests/${pick(guests)}/transaction`, manager, {
          ...body,
          ...points,
        });
        if (status === 201) sold.push((sale as { id: string }).id);
      } else if (dice < 0.7) {
        const { type: _, ...receipt } = body;
        const { body: written } = await network
          .post('/api/receipts', manager, { ...receipt, receiptNumber: `R-${String(n)}` })
          .expect(201);
        receipts.push((written as { id: string }).id);
      } else if (dice < 0.78 && receipts.length > 0) {
        await network
          .post(`/api/receipts/${receipts.pop() ?? ''}/claim`, manager, { guestId: pick(guests) })
          .expect(201);
      } else if (dice < 0.85) {
        await setTier(network, pick(guests), manager, pick(tiers).code);
      } else if (sold.length > 0) {
        const id = sold.pop() ?? '';
        const part = pick([{}, { amount: 500 }, { items: [{ line: 1 }] }]);
        await network.post(`/api/transactions/${id}/refund`, manager, { reason: 'cold', ...part }).expect(201);
      }
    }
    const [target = '', source = ''] = guests;
    const merged = await network
      .post(`/api/guests/${target}/merge`, manager, { sourceId: source, reason: 'two cards' })
      .expect(201);
    if (timeZone === ZONES[1])
      await network
        .post(`/api/merges/${(merged.body as { id: string }).id}/undo`, manager, { reason: 'not the same' })
        .expect(201);
    await countAll(network);
    let kept = await keptOf(network);
    const rows = await journalOf(network);
    expect(kept).toEqual(countedByHand(rows));
    await expectSummed(network);
    expect(Object.keys(kept.items).length).toBeGreaterThan(8);
    expect(Object.keys(kept.tiers).length).toBeGreaterThan(2);

    await network.database.inNetwork(network.id, async (tx) => {
      await tx.query('UPDATE item_figures SET amount = amount + 1 WHERE network_id = $1', [network.id]);
      await tx.query('DELETE FROM item_sums WHERE network_id = $1', [network.id]);
      await tx.query('UPDATE tier_figures SET guests = guests + 1 WHERE network_id = $1', [network.id]);
    });
    await relay.recount(network.id);
    await countAll(network);
    await expectSummed(network);
    expect(await keptOf(network)).toEqual(kept);

    await test.app.get(FiguresRelay).catchUp(network.id);
    await test.app.get(LogReader).advanceOne(network.id, test.app.get(PastFigures));
    const whole = await figuresOf(network);
    expect(Object.keys(whole).filter((table) => whole[table]?.length === 0)).toEqual([]);
    const day = network.businessDate();
    await spoil(network, day);
    expect(await figuresOf(network)).not.toEqual(whole);
    const recounted = await test.app.get(DayRecount).recount(network.id, day);
    expect(recounted).toEqual({
      acts: rows.filter(({ date }) => date === day).length,
      newGuests: guests.length,
    });
    expect(await figuresOf(network)).toEqual(whole);

    // Sales during the recount of their date count once.
    await Promise.all([
      test.app.get(DayRecount).recount(network.id, day),
      ...Array.from({ length: 8 }, async () => {
        await network
          .post(
            `/api/guests/${pick(guests)}/transaction`,
            manager,
            network.sale(700, { pointOfSaleId: network.pointOfSaleId }),
          )
          .expect(201);
        await test.app.get(FiguresRelay).catchUp(network.id);
        await relay.catchUp(network.id);
      }),
    ]);
    await countAll(network);
    await test.app.get(FiguresRelay).catchUp(network.id);
    kept = await keptOf(network);
    expect(kept).toEqual(countedByHand(await journalOf(network)));
    const afterSales = await figuresOf(network);
    await test.app.get(DayRecount).recount(network.id, day);
    expect(await figuresOf(network)).toEqual(afterSales);

    const span = `from=${network.businessDate(-1)}&to=${network.businessDate()}`;
    const { items, total } = (await network.get(`/api/analytics/items?${span}`, manager).expect(200)).body as Items;
    const all = Object.values(kept.items).reduce((sum, values) => sum.map((one, place) => one + (values[place] ?? 0)));
    expect([total.quantityMilli, total.amount, total.pointsQuantityMilli, total.pointsAmount]).toEqual(all);
    expect(total.pointsAmount).toBeGreaterThan(0);
    expect(items.reduce((sum, { amount }) => sum + amount, 0)).toBe(total.amount);
    expect(items.find(({ key }) => key === 'P1')).toMatchObject({ kind: 'ITEM', name: 'Pizza', category: 'pizza' });
    const byCategory = (await network.get(`/api/analytics/items?${span}&by=CATEGORY`, manager).expect(200))
      .body as Items;
    expect(byCategory.total).toEqual(total);
    expect(byCategory.items.reduce((sum, { pointsAmount }) => sum + pointsAmount, 0)).toBe(total.pointsAmount);

    const flows = (await network.get(`/api/analytics/tiers?${span}`, manager).expect(200)).body as TierFlows;
    expect(flows.tiers.slice(0, tiers.length)).toEqual(tiers.map(({ code }) => code));
    const moves = Object.entries(kept.tiers).map(([key, [guests = 0]]) => {
      const [, from = '', to = ''] = key.split('|');
      const isUp = flows.tiers.indexOf(to) > flows.tiers.indexOf(from);
      return { guests, kind: from === '' ? 'joined' : to === '' ? 'left' : isUp ? 'rose' : 'fell' };
    });
    const sumOf = (kind: string) =>
      moves.reduce((sum, move) => sum + (move.kind === kind ? move.guests : 0), kind === 'joined' ? guests.length : 0);
    expect(flows.period).toEqual({
      joined: sumOf('joined'),
      rose: sumOf('rose'),
      fell: sumOf('fell'),
      left: sumOf('left'),
    });
    expect(flows.series.reduce((sum, { rose, fell }) => sum + rose + fell, 0)).toBe(sumOf('rose') + sumOf('fell'));
  });

  it('put items beyond the most of a day and restaurant into one sum, wherever a page ends', async () => {
    const network = await TillNetwork.create(test);
    const manager = await network.tokenOf('manager');
    for (const names of [
      ['a', 'b'],
      ['b', 'c', 'd'],
      ['a', 'd', 'e'],
    ])
      await network
        .post('/api/receipts', manager, {
          pointOfSaleId: network.pointOfSaleId,
          amount: names.length * 100,
          receiptNumber: names.join('-'),
          items: names.map((name) => ({ name, total: 100 })),
        })
        .expect(201);
    const counted = (pages: number) =>
      network.database.inNetwork(network.id, async (tx) => {
        await tx.query('DELETE FROM item_figures WHERE network_id = $1', [network.id]);
        const { ids } = await tx.one<{ ids: string[] }>(
          'SELECT array_agg(id ORDER BY epoch, xid, id) AS ids FROM events WHERE network_id = $1 AND type = $2',
          [network.id, 'transaction.sale'],
        );
        const size = Math.ceil(ids.length / pages);
        for (let at = 0; at < ids.length; at += size) {
          const page = ids.slice(at, at + size);
          const types = page.map(() => 'transaction.sale');
          await tx.query('SELECT breakdowns_take($1, page_acts($1, $2::uuid[], $3::text[]), 3)', [
            network.id,
            page,
            types,
          ]);
        }
        return tx.query<{ kind: string; item: string; amount: number }>(
          'SELECT kind, item, amount FROM item_figures WHERE network_id = $1 ORDER BY kind, item',
          [network.id],
        );
      });
    const expected = [
      { kind: 'ITEM', item: 'a', amount: 200 },
      { kind: 'ITEM', item: 'b', amount: 200 },
      { kind: 'ITEM', item: 'c', amount: 100 },
      { kind: 'OTHERS', item: '', amount: 300 },
    ];
    expect(await counted(1)).toEqual(expected);
    expect(await counted(3)).toEqual(expected);
  });

  it('count a guest who was erased as one who left', async () => {
    const network = await TillNetwork.create(test);
    const manager = await network.tokenOf('manager');
    const guest = await network.guest();
    await network.database.inNetwork(network.id, (tx) =>
      tx.query(
        `INSERT INTO erasures (network_id, id, guest_id, status, requested_by_kind, due_at, finished_at)
         VALUES ($1, $2, $3, 'DONE', 'system', now(), now())`,
        [network.id, newId(), guest],
      ),
    );
    await eventually('the new guest is counted', async () => {
      const span = `from=${network.businessDate()}&to=${network.businessDate()}`;
      const { period, flows, tiers } = (await network.get(`/api/analytics/tiers?${span}`, manager).expect(200))
        .body as TierFlows;
      expect(period.left).toBe(1);
      expect(flows).toContainEqual({ from: tiers[0], to: null, cause: 'ERASED', guests: 1 });
      return period.joined === 1;
    });
  });

  it('are of the restaurants that the reader chose and may see', async () => {
    const network = await TillNetwork.create(test);
    const stranger = await TillNetwork.create(test);
    const manager = await network.tokenOf('manager');
    await network.database.inNetwork(network.id, (tx) =>
      tx.query(
        `INSERT INTO item_figures (network_id, business_date, restaurant_id, kind, category, item, name, quantity_milli, amount)
         SELECT $1, '2026-02-03', r, 'ITEM', '', 'X', 'X', 1000, a FROM unnest($2::uuid[], $3::bigint[]) x(r, a)`,
        [network.id, [network.restaurantId, network.otherRestaurantId], [100, 2_000]],
      ),
    );
    await network.database.inNetwork(network.id, (tx) =>
      tx.query(
        `INSERT INTO item_sums (network_id, span, business_date, kind, category, item, quantity_milli, amount)
         SELECT $1, s, d, 'ITEM', '', 'X', 2000, 2100 FROM (VALUES ('DAY', date '2026-02-03'), ('MONTH', '2026-02-01')) x(s, d)`,
        [network.id],
      ),
    );
    const group = await network
      .post('/api/restaurant-groups', manager, { name: 'Centre', restaurantIds: [network.restaurantId] })
      .expect(201);
    const { id: restaurantGroupId } = group.body as { id: string };
    const person = { email: `d-${newId()}@example.test`, role: 'manager', restaurantGroupId } as const;
    const { user } = await network.database.inNetwork(network.id, (tx) =>
      test.app.get(Staff).create(tx, network.id, person, { actor: 'system', origin: NO_ORIGIN }),
    );
    const district = await tokenOfUser(test.app, user.id);
    const path = '/api/analytics/items?from=2026-02-01&to=2026-02-28';
    const amountOf = async (token: string, query = '') =>
      ((await network.get(`${path}${query}`, token).expect(200)).body as Items).total.amount;
    expect(await amountOf(manager)).toBe(2_100);
    expect(await amountOf(manager, `&restaurantIds=${network.otherRestaurantId}`)).toBe(2_000);
    expect(await amountOf(district)).toBe(100);
    expect(await amountOf(district, '&by=CATEGORY')).toBe(100);
    const refused = await network.get(`${path}&restaurantIds=${network.otherRestaurantId}`, district).expect(403);
    expect(refused.body.code).toBe('restaurant_not_allowed');
    await network.get(`${path}&restaurantIds=${stranger.restaurantId}`, manager).expect(404);
    await network.get('/api/analytics/tiers', district).expect(403);
    for (const tab of ['items', 'tiers']) {
      await network.get(`/api/analytics/${tab}`, await network.tokenOf('cashier')).expect(403);
      await network.get(`/api/analytics/${tab}`, await network.tokenOf('analyst')).expect(200);
    }
  });

  it('count rewards that were redeemed and not taken back, in the restaurants that the reader may see', async () => {
    const network = await TillNetwork.create(test);
    const shop = await RewardShop.open(network);
    const both = await network.tokenOf('cashier', [network.restaurantId, network.otherRestaurantId]);
    const [anna, boris] = [await shop.guestWith(1_000), await shop.guestWith(1_000)];
    const [coffee, off] = [await shop.item({ cost: 100 }), await shop.discount({ cost: 50 })];
    await shop.redeem(anna, coffee).then(({ status }) => expect(status).toBe(201));
    await shop.redeem(boris, coffee, { quantity: 2 }).then(({ status }) => expect(status).toBe(201));
    await network
      .post(`/api/guests/${anna}/transaction`, both, {
        type: 'REDEMPTION',
        pointOfSaleId: network.otherPointOfSaleId,
        redemptionItemId: coffee,
      })
      .expect(201);
    const idsOf = async (guest: string, rewards: string[]) => {
      const ids: string[] = [];
      for (const reward of rewards) ids.push(((await shop.redeem(guest, reward)).body as { id: string }).id);
      return ids;
    };
    const percent = await shop.discount({ gift: { kind: 'SHARE_OFF', ratePpm: 100_000, most: null }, cost: 30 });
    for (const [guest, amount, rewards] of [
      [anna, 20_000, [off]],
      [boris, 50_000, [off, percent]],
    ] as const) {
      const redemptionIds = await idsOf(guest, [...rewards]);
      await shop.sell(guest, amount, { redemptionIds }).then(({ status }) => expect(status).toBe(201));
    }
    const usesOf = async (query = '', token = shop.manager) =>
      (
        await network
          .get(`/api/analytics/rewards?from=${network.businessDate()}&to=${network.businessDate()}${query}`, token)
          .expect(200)
      ).body as RewardUse;
    const { items } = await usesOf();
    expect(items).toEqual([
      expect.objectContaining({ rewardId: coffee, redeemed: 4, guests: 2, points: 400, byCoupon: 0, sales: 0 }),
      expect.objectContaining({ rewardId: off, redeemed: 2, guests: 2, points: 100, sales: 2, salesAmount: 70_000 }),
      expect.objectContaining({ rewardId: percent, redeemed: 1, guests: 1, points: 30, sales: 1, salesAmount: 50_000 }),
    ]);
    // The tier takes a twentieth of each sale first; rewards took the rest of the discount.
    const byTier = 70_000 / 20;
    const { discount } = await network.database.inNetwork(network.id, (tx) =>
      tx.one<{ discount: number }>(
        `SELECT sum(discount)::bigint AS discount FROM transactions WHERE network_id = $1 AND type = 'SALE'`,
        [network.id],
      ),
    );
    expect(items.map(({ moneyOff }) => moneyOff)).toEqual([0, 1_000, discount - byTier - 1_000]);
    expect(items[2]?.moneyOff).toBe((50_000 - 2_500 - 500) / 10);
    expect(items[0]?.pointsWorth).toBeGreaterThan(0);
    expect(items.map(({ comparedRedeemed }) => comparedRedeemed)).toEqual([0, 0, 0]);
    expect((await usesOf(`&restaurantIds=${network.otherRestaurantId}`)).items).toMatchObject([
      { rewardId: coffee, redeemed: 1, points: 100 },
    ]);
    const path = '/api/analytics/rewards';
    await network.get(`${path}?from=2026-02-01&to=2026-01-01`, shop.manager).expect(400);
    await network.get(`${path}?from=2024-01-01&to=2025-01-01`, shop.manager).expect(400);
    await network.get(path, shop.cashier).expect(403);
  });

  it('refuse periods that are none or too long', async () => {
    const network = await TillNetwork.create(test);
    const manager = await network.tokenOf('manager');
    for (const [query, message] of [
      ['items?from=2026-02-01&to=2026-01-01', 'It ends before it begins.'],
      ['items?from=2024-01-01&to=2025-01-01', 'At most 366 days.'],
      ['tiers?from=1926-01-01&to=2026-01-01', 'At most 5 years.'],
      ['tiers?from=2026-02-01', 'It ends before it begins.'],
    ] as const) {
      const { status, body } = await network.get(`/api/analytics/${query}`, manager).set('Accept-Language', 'en');
      expect([query, status, body.errors?.[0]]).toEqual([query, 400, expect.objectContaining({ path: 'to', message })]);
    }
    for (const wrong of ['items?by=COLOUR', 'items?compare=best', 'tiers?restaurantIds=x', 'tiers?period=EVER'])
      await network.get(`/api/analytics/${wrong}`, manager).expect(400);
  });
});
