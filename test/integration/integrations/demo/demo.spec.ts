/** @modules own */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Pool } from 'pg';
import { z } from 'zod';
import type { DemoDesk } from '../../../../packages/demo/src/demo-desk';
import type { FilledNetwork } from '../../../../packages/demo/src/seed-demo';
import { createDatabase, superuserPool } from '../../../support/database';

/** Reads the files without the code of the import. A row is a record of texts. */
function rowsOf(file: string): Record<string, string>[] {
  const text = gunzipSync(readFileSync(path.resolve(__dirname, '../../../../data', file))).toString('utf8');
  const [header = '', ...lines] = text.split('\n').filter((line) => line !== '');
  const names = header.split(',');
  return lines.map((line) => {
    // A few names of pizzas contain a comma and are quoted.
    const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
      ([, quoted, plain]) => quoted ?? plain ?? '',
    );
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']));
  });
}

interface Invoice {
  readonly number: string;
  readonly at: string;
  readonly customer: string;
  readonly total: number;
  readonly quantity: number;
}

interface Expected {
  readonly sales: number;
  readonly guestSales: number;
  readonly guests: number;
  readonly amount: number;
  /** Refunds by credit notes. */
  readonly repayments: number;
  readonly repaid: number;
  readonly rejects: Record<string, number>;
  /** Minor units of credit notes for which no sale is large enough, or which name no guest. */
  readonly remaining: number;
  readonly ofNobody: number;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Finds the sale of each credit note by the rules of the import, but scans all invoices of the customer for each note. */
function expectedRetail(): Expected {
  const invoices = rowsOf('retail-invoices.csv.gz').map((row): Invoice => ({
    number: row['invoice_number'] ?? '',
    at: row['invoiced_at'] ?? '',
    customer: row['customer_id'] ?? '',
    total: Number(row['total_minor']),
    quantity: Number(row['quantity']),
  }));
  const adjustments = invoices.filter(({ number }) => number.startsWith('A'));
  const credits = invoices.filter(({ number }) => number.startsWith('C'));
  const others = invoices.filter(({ number }) => !/^[AC]/.test(number));
  const sales = others.filter(({ total, quantity }) => !(total === 0 && quantity < 0));
  const left = new Map(sales.map(({ number, total }) => [number, total]));
  const key = ({ at, number }: Invoice): string => `${at} ${number.startsWith('C') ? 1 : 0} ${number}`;
  let repayments = 0;
  let remaining = 0;
  let withRemainder = 0;
  const named = credits.filter(({ customer, total }) => customer !== '' && total < 0);
  for (const credit of named.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))) {
    let open = -credit.total;
    const before = sales
      .filter((sale) => sale.customer === credit.customer && key(sale) < key(credit))
      .toSorted((a, b) => (key(a) > key(b) ? -1 : 1));
    for (const sale of before) {
      const part = Math.min(open, left.get(sale.number) ?? 0);
      if (part === 0) continue;
      left.set(sale.number, (left.get(sale.number) ?? 0) - part);
      open -= part;
      repayments += 1;
    }
    remaining += open;
    if (open > 0) withRemainder += 1;
  }
  const nobodys = credits.filter(({ customer, total }) => customer === '' && total < 0);
  const repaid = sum(sales.map(({ number, total }) => total - (left.get(number) ?? 0)));
  return {
    sales: sales.length,
    guestSales: sales.filter(({ customer }) => customer !== '').length,
    guests: new Set(
      [...sales, ...named]
        .filter(({ number, customer }) => customer !== '' && !number.startsWith('C'))
        .map(({ customer }) => customer),
    ).size,
    amount: sum(sales.map(({ total }) => total)),
    repayments,
    repaid,
    remaining,
    ofNobody: -sum(nobodys.map(({ total }) => total)),
    rejects: {
      quantity_negative: others.length - sales.length,
      adjustment: adjustments.length,
      credit_note_not_negative: credits.filter(({ total }) => total >= 0).length,
      credit_note_remainder: withRemainder,
      credit_note_of_nobody: nobodys.length,
    },
  };
}

interface Ledger {
  readonly sales: string;
  readonly guest_sales: string;
  readonly amount: string;
  readonly refunds: string;
  readonly refunded: string;
  readonly tills: string;
  readonly first: string;
  readonly last: string;
}

describe('The demonstration in full', () => {
  let pool: Pool;
  let app: NestFastifyApplication;
  let drop: () => Promise<void>;
  let seed: () => Promise<FilledNetwork[]>;
  let seeded: FilledNetwork[];
  let signIn: (email: string) => Promise<DemoDesk>;
  let beganAt: number;
  let endedAt: number;
  const previous = { ...process.env };

  beforeAll(async () => {
    const database = await createDatabase();
    drop = database.drop;
    // Without workers, as commands run: the seals of a year would outlast the test.
    Object.assign(process.env, database.connections, { DEMO: 'full', WORKERS: 'off' });
    pool = superuserPool(database.connections);
    // A command fills the demo, and waits longer for a busy database than a till does.
    const { patience } = await import('../../../../src/platform/settings/patience.js');
    patience.isShort = false;
    const { createApp } = await import('../../../../src/app.module.js');
    const { SeedDemo } = await import('../../../../packages/demo/src/seed-demo.js');
    const demo = await import('../../../../packages/demo/src/demo-desk.js');
    signIn = (email) => demo.DemoDesk.signIn(app, email);
    const { SILENT } = await import('../../../../src/integrations/imports/rows/progress.js');
    app = await createApp();
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    const demonstration = app.get(SeedDemo);
    seed = async () => demonstration.fill(await demonstration.place(), app, () => SILENT);
    beganAt = Date.now();
    seeded = await seed();
    endedAt = Date.now();
  });

  afterAll(async () => {
    await app.close();
    await pool.end();
    await drop();
    process.env = previous;
  });

  async function ledgerOf(code: string): Promise<Ledger> {
    const { rows } = await pool.query<Ledger>(
      `SELECT count(*) FILTER (WHERE t.type = 'SALE') AS sales,
         count(*) FILTER (WHERE t.type = 'SALE' AND t.guest_id IS NOT NULL) AS guest_sales,
         sum(t.amount) FILTER (WHERE t.type = 'SALE') AS amount,
         count(*) FILTER (WHERE t.type = 'REFUND') AS refunds,
         coalesce(sum(t.amount) FILTER (WHERE t.type = 'REFUND'), 0) AS refunded,
         count(DISTINCT t.point_of_sale_id) AS tills,
         (min(t.occurred_at) FILTER (WHERE t.type = 'SALE') AT TIME ZONE n.time_zone)::text AS first,
         (max(t.occurred_at) FILTER (WHERE t.type = 'SALE') AT TIME ZONE n.time_zone)::text AS last
       FROM networks n JOIN transactions t ON t.network_id = n.id AND t.channel = 'IMPORT' WHERE n.code = $1 GROUP BY n.id`,
      [code],
    );
    const [row] = rows;
    if (row === undefined) throw new Error(`the network ${code} has no transactions`);
    return row;
  }

  async function numberOf(text: string, values: readonly unknown[] = []): Promise<number> {
    const { rows } = await pool.query<{ n: string | null }>(text, [...values]);
    return Number(rows[0]?.n);
  }

  it('has every pizza receipt once, at fifty times its amount, 70 % of them of 4,000 guests', async () => {
    const rows = rowsOf('pizza-receipts.csv.gz');
    const receipts = new Set(rows.map((row) => row['receipt_number'])).size;
    expect(receipts).toBe(21_350);
    const ledger = await ledgerOf('demo');
    expect(Number(ledger.sales)).toBe(receipts);
    expect(Number(ledger.guest_sales)).toBe(Math.round(receipts * 0.7));
    expect(Number(ledger.amount)).toBe(81_786_005 * 50);
    expect(Number(ledger.amount)).toBe(sum(rows.map((row) => Number(row['total_minor']) * 50)));
    expect(Number(ledger.refunds)).toBe(0);
    expect(Number(ledger.tills)).toBe(6);
    expect(
      await numberOf(
        `SELECT count(*) AS n FROM guests g JOIN networks n ON n.id = g.network_id
         WHERE n.code = 'demo' AND g.external_id LIKE 'guest-%'`,
      ),
    ).toBe(4_000);
    expect(seeded[0]?.receipts).toMatchObject({ status: 'DONE', sales: receipts, rejected: 0 });
  });

  it('has every invoice of the shop, its credit notes taken from sales, and what could not be in the rejects', async () => {
    const expected = expectedRetail();
    expect(expected.rejects).toMatchObject({ quantity_negative: 2_057, adjustment: 3, credit_note_not_negative: 1 });
    const ledger = await ledgerOf('other');
    expect(seeded[1]?.receipts.rejects).toEqual(expected.rejects);
    expect(Number(ledger.sales)).toBe(expected.sales);
    expect(Number(ledger.guest_sales)).toBe(expected.guestSales);
    expect(Number(ledger.amount)).toBe(expected.amount);
    expect(Number(ledger.refunds)).toBe(expected.repayments);
    expect(Number(ledger.refunded)).toBe(expected.repaid);
    expect(seeded[1]?.receipts).toMatchObject({
      status: 'DONE',
      sales: expected.sales,
      repayments: expected.repayments,
      rejects: expected.rejects,
    });
    expect(
      await numberOf(
        `SELECT count(*) AS n FROM guests g JOIN networks n ON n.id = g.network_id WHERE n.code = 'other'`,
      ),
    ).toBe(expected.guests);
  });

  it('ends yesterday, with every local time kept, and each pizza on the weekday of its receipt', async () => {
    for (const [code, file, column] of [
      ['demo', 'pizza-receipts.csv.gz', 'sold_at'],
      ['other', 'retail-invoices.csv.gz', 'invoiced_at'],
    ] as const) {
      const ledger = await ledgerOf(code);
      const times = rowsOf(file)
        .map((row) => row[column] ?? '')
        .toSorted();
      const zone = code === 'demo' ? 'Europe/Moscow' : 'Europe/London';
      // A day may begin while the demo is filled.
      const yesterdays = [beganAt, endedAt].map((at) =>
        new Date(at - 86_400_000).toLocaleDateString('sv-SE', { timeZone: zone }),
      );
      expect(yesterdays).toContain(ledger.last.slice(0, 10));
      const clockOf = (at: string) => at.slice(11);
      const { rows } = await pool.query<{ clock: string }>(
        `SELECT DISTINCT (t.occurred_at AT TIME ZONE n.time_zone)::time::text AS clock FROM networks n
           JOIN transactions t ON t.network_id = n.id AND t.channel = 'IMPORT' AND t.type = 'SALE' WHERE n.code = $1`,
        [code],
      );
      const clocks = new Set(times.map(clockOf));
      expect(rows.filter(({ clock }) => !clocks.has(clock))).toEqual([]);
    }
    const pizzas = new Map(rowsOf('pizza-receipts.csv.gz').map((row) => [row['receipt_number'], row['sold_at'] ?? '']));
    const fridays = [...pizzas.values()].filter((at) => new Date(at).getDay() === 5).length;
    expect(
      await numberOf(
        `SELECT count(*) AS n FROM networks n JOIN transactions t ON t.network_id = n.id AND t.channel = 'IMPORT'
          WHERE n.code = 'demo' AND extract(isodow FROM t.occurred_at AT TIME ZONE n.time_zone) = 5`,
      ),
    ).toBe(fridays);
  });

  it('has guests who spend about a third of their points, and few with thousands', async () => {
    for (const code of ['demo', 'other']) {
      const spent = await numberOf(
        `SELECT sum(t.points_redeemed)::numeric / sum(t.points_earned) AS n FROM transactions t
           JOIN networks n ON n.id = t.network_id WHERE n.code = $1 AND t.type = 'SALE'`,
        [code],
      );
      expect({ code, spent, isThird: spent > 0.25 && spent < 0.5 }).toMatchObject({ isThird: true });
    }
    const rich = `SELECT count(*) FILTER (WHERE available > 3000)::numeric / count(*) AS n
      FROM guest_states s JOIN networks n ON n.id = s.network_id WHERE n.code = 'demo' AND visits > 0`;
    expect(await numberOf(rich)).toBeLessThan(0.01);
  });

  it('has an offer for friends, and a guest whose code two friends named', async () => {
    const manager = await signIn('manager@demo.test');
    const offer = z.object({ document: z.object({ activities: z.object({ referral: z.looseObject({}) }) }) });
    expect((await manager.get('/programs/2', offer)).document.activities.referral).toMatchObject({
      referrerPoints: 300,
    });
    const { rows } = await pool.query<{ friends: string }>(
      'SELECT count(*) AS friends FROM referrals WHERE refusal IS NULL GROUP BY referrer_id',
    );
    expect(rows).toEqual([{ friends: 2 }, { friends: 2 }]);
  });

  it('has referrals of a family that wait for a decision, and a programme with a name for people', async () => {
    // The job will find that each relative was in the referrer's family before the first purchase of enough money.
    const inFamily = `SELECT count(*) AS n FROM referrals r
        JOIN family_members f ON f.network_id = r.network_id AND f.guest_id = r.friend_id
        JOIN family_members h ON h.network_id = r.network_id AND h.family_id = f.family_id AND h.guest_id = r.referrer_id
        JOIN transactions t ON t.network_id = r.network_id AND t.guest_id = r.friend_id AND t.type = 'SALE'
       WHERE r.refusal IS NULL AND t.payable >= 50000`;
    expect(await numberOf(inFamily)).toBe(2);
    const manager = await signIn('manager@demo.test');
    const named = z.object({ document: z.object({ name: z.string() }) });
    expect((await manager.get('/programs/2', named)).document.name).toBe('Скидка и баллы');
  });

  it('sells in Russian categories on every day of the year', async () => {
    expect(
      await numberOf(
        `SELECT count(*) AS n FROM networks n JOIN transactions t ON t.network_id = n.id
          WHERE n.code = 'demo' AND to_json(t)::text ~ '"(Classic|Supreme|Chicken|Veggie|Drinks)'`,
      ),
    ).toBe(0);
    expect(
      await numberOf(
        `SELECT count(DISTINCT t.business_date) AS n FROM networks n JOIN transactions t ON t.network_id = n.id
          WHERE n.code = 'demo' AND t.channel = 'IMPORT' AND t.type = 'SALE' AND t.guest_id IS NULL`,
      ),
    ).toBeGreaterThanOrEqual(364);
  });

  it('keeps the books: nobody below zero, balances are open lots, no bonus of an imported first sale or registration', async () => {
    expect(await numberOf('SELECT count(*) AS n FROM guest_states WHERE available < 0 OR held <> 0')).toBe(0);
    expect(
      await numberOf(
        `SELECT count(*) AS n FROM guest_states s WHERE s.available + s.pending + s.held + s.in_review <>
           (SELECT coalesce(sum(l.remaining), 0) FROM lots l WHERE l.network_id = s.network_id AND l.guest_id = s.guest_id)`,
      ),
    ).toBe(0);
    // The demo plays its last day through the API; these are the registrations of that day.
    expect(await numberOf(`SELECT count(*) AS n FROM transactions WHERE type = 'AWARD'`)).toBe(5);
    // 1 point for each full 10.00 payable: a sale of a guest never earns more.
    expect(
      await numberOf(
        `SELECT count(*) AS n FROM transactions t JOIN networks n ON n.id = t.network_id
         WHERE n.code = 'demo' AND t.type = 'SALE' AND t.channel = 'IMPORT'
           AND t.points_earned <> CASE WHEN t.guest_id IS NULL THEN 0 ELSE t.payable / 1000 END`,
      ),
    ).toBe(0);
    const tiers = await pool.query<{ tier: string }>(
      `SELECT DISTINCT tier FROM guest_states s JOIN networks n ON n.id = s.network_id WHERE n.code = 'demo'`,
    );
    expect(new Set(tiers.rows.map(({ tier }) => tier))).toEqual(
      new Set(['BRONZE', 'SILVER', 'GOLD', 'PLATINUM', 'VIP']),
    );
  });

  it('has its people, who can sign in', async () => {
    const { Passwords } = await import('../../../../src/security/index.js');
    const { rows } = await pool.query<{ role: string; password_hash: string; places: string }>(
      `SELECT u.role, u.password_hash, (SELECT count(*) FROM user_restaurants r WHERE r.user_id = u.id) AS places FROM users u
        LEFT JOIN networks n ON n.id = u.network_id WHERE n.id IS NULL OR n.code IN ('demo', 'other') ORDER BY u.role, places`,
    );
    expect(rows.map(({ role, places }) => [role, Number(places)])).toEqual([
      ['owner', 0],
      ['manager', 0],
      ['manager', 0],
      ['manager', 0],
      ['cashier', 1],
      ['cashier', 3],
      ['cashier', 3],
    ]);
    for (const { password_hash: hash } of rows)
      expect(await app.get(Passwords).matches('loyalty-demo', hash)).toBe(true);
  });

  it('tells pages whom one may sign in as, and guests to try, but not with DEMO=0 or in production', async () => {
    const { settings } = await import('../../../../src/platform/settings/settings.js');
    const get = async () => (await app.inject({ url: '/api/demo' })).json<Record<string, unknown[]>>();
    const shown = await get();
    expect(shown).toMatchObject({ password: 'loyalty-demo' });
    expect(shown['people']).toHaveLength(7);
    // A PIN of the demo signs a cashier in at the demo's bound till.
    const [till] = shown['tills'] as { key: string }[];
    const headers = { 'x-till-key': till?.key ?? '' };
    const own = (await app.inject({ url: '/api/tills/own', headers })).json<{
      people: { id: string; name: string }[];
    }>();
    expect(own.people.map(({ name }) => name).sort()).toEqual(['Игорь Панов', 'Катя Воробьёва']);
    for (const { id, name } of own.people) {
      const { pin } = (shown['people'] as { name: string; pin: string }[]).find((one) => one.name === name) ?? {};
      const payload = { userId: id, pin };
      const opened = await app.inject({ method: 'POST', url: '/api/tills/own/sign-in', headers, payload });
      expect([name, opened.statusCode]).toEqual([name, 200]);
    }
    expect(shown['guests']).toMatchObject([{ part: 'SAVER' }, { part: 'FAMILY' }, { part: 'BLOCKED' }]);
    const [guest] = shown['guests'] as { network: string; phone: string }[];
    const enter = (payload: object) => app.inject({ method: 'POST', url: '/api/demo/session', payload });
    const entered = await enter({ network: guest?.network, phone: guest?.phone });
    expect(entered.statusCode).toBe(200);
    const { accessToken, guestId } = entered.json<{ accessToken: string; guestId: string }>();
    const me = await app.inject({ url: '/api/auth/me', headers: { authorization: `Bearer ${accessToken}` } });
    expect(me.json()).toMatchObject({ kind: 'guest', id: guestId });
    // All other guests of the demonstration need a code to sign in.
    expect((await enter({ network: guest?.network, phone: '+79000000000' })).statusCode).toBe(404);
    const nothing = { password: null, people: [], tills: [], guests: [], filling: null, isIncomplete: false };
    for (const [name, value] of [
      ['demo', '0'],
      ['production', true],
    ] as const) {
      const replaced = jest.replaceProperty(settings, name, value);
      expect(await get()).toEqual(nothing);
      expect((await enter({ network: guest?.network, phone: guest?.phone })).statusCode).toBe(404);
      replaced.restore();
    }
  });

  it('has pictures of all its rewards, campaigns, dishes and restaurants', async () => {
    const { rows } = await pool.query<{ kind: string; without: string[]; pictured: number }>(
      `SELECT o.kind, count(p.id)::int AS pictured, array_agg(o.code) FILTER (WHERE p.id IS NULL) AS without FROM (
         SELECT network_id, id, code, 'REWARD' AS kind FROM rewards WHERE code <> 'MINUS-300'
         UNION ALL SELECT network_id, id, code, 'CAMPAIGN' FROM campaigns
         UNION ALL SELECT network_id, id, code, 'MENU_ITEM' FROM menu_items
         UNION ALL SELECT network_id, id, code, 'RESTAURANT' FROM restaurants WHERE shadow_since IS NULL) o
       JOIN networks n ON n.id = o.network_id AND n.code = 'demo'
       LEFT JOIN pictures p ON p.network_id = o.network_id AND p.owner_kind = o.kind AND p.owner_id = o.id
       GROUP BY o.kind ORDER BY o.kind`,
    );
    expect(rows).toEqual([
      { kind: 'CAMPAIGN', pictured: 14, without: null },
      { kind: 'MENU_ITEM', pictured: 8, without: null },
      { kind: 'RESTAURANT', pictured: 3, without: null },
      { kind: 'REWARD', pictured: 5, without: null },
    ]);
  });

  it('has guests who spend points in every month, so that the forecast has a history and months are closed', async () => {
    const manager = await signIn('manager@demo.test');
    const forecast = await manager.get(
      '/ledger/liability/forecast',
      z.looseObject({ open: z.looseObject({ points: z.int() }) }),
    );
    expect(forecast.open.points).toBeGreaterThan(100_000);
    const months = z.object({ items: z.array(z.object({ month: z.string() })) });
    const { items: closed } = await manager.get('/ledger/periods', months);
    expect(closed.length).toBeGreaterThanOrEqual(11);
    const spent = await pool.query<{ points: string }>(
      `SELECT sum(t.points_redeemed) AS points FROM transactions t JOIN networks n ON n.id = t.network_id
       WHERE n.code = 'demo' AND t.channel = 'IMPORT' AND t.occurred_at < date_trunc('month', now())
       GROUP BY date_trunc('month', t.occurred_at AT TIME ZONE n.time_zone)`,
    );
    expect(spent.rows.filter(({ points }) => Number(points) > 0).length).toBeGreaterThanOrEqual(11);
  });

  it('has a day that its people acted out, and leaves four requests to the second manager', async () => {
    const kinds = await pool.query<{ type: string }>(
      `SELECT DISTINCT t.type FROM transactions t JOIN networks n ON n.id = t.network_id
       WHERE n.code = 'demo' AND t.channel = 'TILL'`,
    );
    expect(kinds.rows.map(({ type }) => type).sort()).toEqual(
      expect.arrayContaining(['MANUAL', 'REDEMPTION', 'REFUND', 'SALE']),
    );
    const second = await signIn('manager2@demo.test');
    const items = z.object({ items: z.array(z.looseObject({})) });
    expect((await second.get('/transactions/awaiting-approval', items)).items).toHaveLength(2);
    expect((await second.get('/change-requests', items)).items).toHaveLength(1);
    const versions = await second.get('/programs', items);
    expect(versions.items.map(({ version, status }) => [version, status])).toEqual([
      [3, 'DRAFT'],
      [2, 'PUBLISHED'],
      [1, 'PUBLISHED'],
    ]);
    expect((await second.get('/families', items)).items).toHaveLength(1);
    const lent = `SELECT count(*) AS n FROM transactions WHERE type = 'TRANSFER' AND details->>'purpose' = 'FAMILY'`;
    expect(await numberOf(lent)).toBeGreaterThan(0);
    const sellers = `SELECT count(DISTINCT actor_id) AS n FROM transactions WHERE channel = 'TILL' AND type = 'SALE'`;
    expect(await numberOf(sellers)).toBe(2);
    const messages = await pool.query<{ channel: string }>(
      `SELECT channel FROM messages WHERE channel <> 'INBOX' AND source IS DISTINCT FROM 'AUTOMATION' ORDER BY 1`,
    );
    // One of the e-mails carries the gift card that is planned for five days from now.
    expect(messages.rows.map(({ channel }) => channel)).toEqual(['EMAIL', 'EMAIL', 'SMS', 'SMS']);
    const automations = await pool.query<{ state: string; states: string[]; messages: string[] }>(
      `SELECT state, ARRAY(SELECT DISTINCT r.state FROM automation_runs r WHERE r.automation_id = a.id ORDER BY 1) AS states,
         ARRAY(SELECT DISTINCT m.status FROM messages m WHERE m.source_id = a.id ORDER BY 1) AS messages
         FROM automations a ORDER BY state, id`,
    );
    // The outcome of a message is drawn from the id of its guest: some ids give one automation no message that failed.
    expect(automations.rows.map(({ state, states }) => ({ state, states }))).toEqual([
      { state: 'ACTIVE', states: ['DONE', 'WAITING'] },
      { state: 'ACTIVE', states: ['DONE', 'WAITING'] },
      { state: 'ENDED', states: ['DONE'] },
      { state: 'PAUSED', states: ['DONE', 'WAITING'] },
    ]);
    const messagesOf = ['DELIVERED', 'FAILED', 'SENT', 'SUPPRESSED'];
    expect([...new Set(automations.rows.flatMap(({ messages: statuses }) => statuses))].sort()).toEqual(messagesOf);
    const manager = await signIn('manager@demo.test');
    const listed = z.object({ items: z.array(z.object({ id: z.string(), source: z.string().nullable() })) });
    for (const status of messagesOf) {
      const { items } = await manager.get(`/messages?status=${status}&purpose=MARKETING`, listed);
      const message = items.find(({ source }) => source === 'AUTOMATION');
      const { text } = await manager.get(`/messages/${message?.id ?? ''}`, z.object({ text: z.string() }));
      expect([status, text !== '']).toEqual([status, status !== 'SUPPRESSED']);
    }
    expect(await numberOf('SELECT count(*) AS n FROM guest_states WHERE blocked')).toBe(1);
    expect(
      await numberOf(
        `SELECT sum(b.uses - c.uses_left) AS n FROM coupons c
         JOIN coupon_batches b ON b.network_id = c.network_id AND b.id = c.batch_id WHERE b.kind = 'SHARED'`,
      ),
    ).toBe(6);
  });

  it('has a district, a role of its own, a partner that guests read of, and months that are settled', async () => {
    const manager = await signIn('manager@demo.test');
    const items = z.object({ items: z.array(z.looseObject({})) });
    const { items: restaurants } = await manager.get('/restaurants', items);
    const { items: groups } = await manager.get('/restaurant-groups', items);
    expect(restaurants[0]).toMatchObject({ name: 'Пиццерия на Арбате', names: { en: 'Arbat' } });
    const district = restaurants.slice(0, 2).map(({ id }) => id);
    expect(groups).toMatchObject([{ name: 'Центр', names: { en: 'Centre' }, restaurantIds: district.toSorted() }]);
    const role = { name: 'Старший кассир', permissions: expect.arrayContaining(['cases.manage']) };
    expect((await manager.get('/roles', items)).items).toMatchObject([role]);
    expect((await manager.get('/partners', items)).items).toMatchObject([{ code: 'BEANS', closed: false }]);
    const { items: months } = await manager.get('/settlements', items);
    expect(months.length).toBeGreaterThanOrEqual(11);
  });

  it('has networks that pay for their plans, and an owner who sees a year of revenue', async () => {
    const owner = await signIn('owner@demo.test');
    const limits = { restaurants: null, guests: null };
    const plan = await (await signIn('manager@other.test')).get('/subscription', z.looseObject({}));
    expect(plan).toMatchObject({ subscription: { state: 'ACTIVE', terms: { planCode: 'CUSTOM', limits } } });
    const own = await (await signIn('manager@demo.test')).get('/subscription', z.looseObject({}));
    expect(own).toMatchObject({ subscription: { state: 'ACTIVE', terms: { planCode: 'ULTIMA' } } });
    const month = z.looseObject({ customersEnd: z.int(), end: z.int(), churn: z.int() });
    const { months } = await owner.get('/platform/metrics', z.object({ months: z.array(month) }));
    expect(months.filter(({ end }) => end > 0).length).toBeGreaterThanOrEqual(10);
    expect(months.at(-1)).toMatchObject({ customersEnd: 5, end: 15_000_000 + 2 * 9_890_000 + 6_700_000 + 3_690_000 });
    expect(months.some(({ churn }) => churn > 0)).toBe(true);
    const paid = await owner.get(
      '/invoices?status=PAID&limit=200',
      z.object({ items: z.array(z.looseObject({ id: z.string() })) }),
    );
    const { Invoices } = await import('../../../../src/subscriptions/invoices/invoices.js');
    const { act } = await app.get(Invoices).getAct(null, paid.items.at(-1)?.id ?? '');
    expect(act).toEqual({ on: expect.stringMatching(/^\d{4}-\d\d-\d\d$/), corrects: null });
    const { rows } = await pool.query<{ state: string }>('SELECT state FROM subscriptions ORDER BY state');
    const states = rows.map(({ state }) => state).filter((state) => state !== 'ACTIVE');
    expect(states).toEqual(expect.arrayContaining(['CANCELLED', 'TRIAL']));
    // Numbers of invoices rise with their days, and none is missing.
    expect(
      await numberOf(
        `SELECT count(*) AS n FROM (SELECT number, row_number() OVER (PARTITION BY year ORDER BY issued_on, number) AS place
           FROM invoices WHERE kind = 'INVOICE') i WHERE i.number <> i.place`,
      ),
    ).toBe(0);
  });

  it('has named coupon batches, and a guest whom the till told of points that expire', async () => {
    const { rows } = await pool.query<{ name: string | null }>(
      `SELECT b.name FROM coupon_batches b JOIN networks n ON n.id = b.network_id WHERE n.code = 'demo' ORDER BY b.name`,
    );
    expect(rows.map(({ name }) => name)).toEqual(['Купоны к доставке', 'Листовки у метро']);
    expect(await numberOf(`SELECT count(DISTINCT guest_id) AS n FROM expiry_warnings WHERE told_way = 'SHOWN'`)).toBe(
      1,
    );
  });

  const listCampaigns = async () =>
    (await signIn('manager@demo.test')).get(
      '/campaigns',
      z.object({ items: z.array(z.looseObject({ id: z.uuid(), code: z.string(), state: z.string() })) }),
    );

  it('has gift cards, one spent in part and kept by a guest, one lost and one to be sent, and cases of fraud watch of which two are decided', async () => {
    const { rows: cards } = await pool.query(
      `SELECT state, count(*)::integer AS cards, sum(balance)::integer AS money FROM gift_cards GROUP BY state ORDER BY state`,
    );
    const { rows: cases } = await pool.query(
      'SELECT state, count(*)::integer AS cases FROM fraud_cases GROUP BY state ORDER BY state',
    );
    const { rows: kept } = await pool.query(
      `SELECT count(c.guest_id)::integer AS claimed, count(m.id)::integer AS planned FROM gift_cards c
       LEFT JOIN messages m ON m.network_id = c.network_id AND m.id = c.message_id AND m.due_at > now()`,
    );
    expect(kept).toEqual([{ claimed: 1, planned: 1 }]);
    expect(cards).toEqual([
      { state: 'ACTIVE', cards: 4, money: 930_000 },
      { state: 'BLOCKED', cards: 1, money: 100_000 },
      { state: 'ISSUED', cards: 16, money: 0 },
    ]);
    expect(cases).toEqual([
      { state: 'CONFIRMED', cases: 1 },
      { state: 'DISMISSED', cases: 1 },
      { state: 'OPEN', cases: 2 },
    ]);
  });

  it('has a campaign that is over, one that its rails paused, five that run, four for the next month, one of them for friends and one for a restaurant, and three drafts', async () => {
    const campaigns = await listCampaigns();
    expect(campaigns.items.map(({ code, state }) => [code, state])).toEqual([
      ['GENEROUS_VISIT', 'PAUSED'],
      ['COME_AGAIN', 'ACTIVE'],
      ['DOUBLE_PIZZA', 'ENDED'],
      ['COLA_WITH_PIZZA', 'DRAFT'],
      ['SECOND_PIZZA', 'DRAFT'],
      ['TRIPLE_VEGGIE', 'DRAFT'],
      ['MEET_SOKOL', 'SCHEDULED'],
      ['FRIENDS', 'SCHEDULED'],
      ['EVERY_WEEK', 'ACTIVE'],
      ['GOOD_TO_SEE_YOU', 'ACTIVE'],
      ['TASTE_IT_ALL', 'SCHEDULED'],
      ['FOUR_VISITS', 'SCHEDULED'],
      ['FIVE_DRINKS', 'ACTIVE'],
      ['NEW_MENU', 'ACTIVE'],
    ]);
  });

  it('has a campaign whose rail made the control group smaller, and one that its rail paused, each with the reason', async () => {
    const { items } = await listCampaigns();
    const manager = await signIn('manager@demo.test');
    const pageOf = async (code: string) => {
      const path = `/campaigns/${items.find((one) => one.code === code)?.id ?? ''}`;
      const stats = await manager.get(`${path}/stats`, z.looseObject({}));
      return { ...(await manager.get(path, z.looseObject({}))), stats };
    };
    const shrunk = await pageOf('COME_AGAIN');
    expect(shrunk).toMatchObject({
      state: 'ACTIVE',
      document: { control: { sharePpm: 400_000, formerPpm: 500_000 } },
      states: [
        { state: 'RUNNING', version: 2, reason: expect.stringMatching(/^Контрольная группа .* до 40\s%/) },
        { state: 'RUNNING', version: 1, reason: null },
      ],
      stats: { compared: { armsAsPlanned: true, money: { verdict: { kind: 'MORE' } } } },
    });
    const paused = await pageOf('GENEROUS_VISIT');
    expect(paused).toMatchObject({
      state: 'PAUSED',
      states: [{ state: 'PAUSED', version: 1, reason: expect.stringMatching(/^.*визит.*200,00\s₽/) }, { reason: null }],
    });
  });

  it('has a restaurant in the shadow: its receipts are compared, and what differs is grouped, with one reason accepted', async () => {
    const manager = await signIn('manager@demo.test');
    const counts = z.looseObject({ equal: z.int(), accepted: z.int(), differing: z.int() });
    const today = new Date();
    const dayBefore = (ago: number) => new Date(today.getTime() - ago * 86_400_000).toISOString().slice(0, 10);
    const { days } = await manager.get(
      `/shadow/days?from=${dayBefore(40)}&to=${dayBefore(-1)}`,
      z.object({ days: z.array(counts) }),
    );
    expect(days).toHaveLength(28);
    const sumOf = (name: 'equal' | 'accepted' | 'differing') => sum(days.map((day) => day[name]));
    expect(sumOf('equal')).toBeGreaterThan(2 * (sumOf('accepted') + sumOf('differing')));
    const group = z.looseObject({ reason: z.string(), receipts: z.int(), acceptedAt: z.string().nullable() });
    const { groups } = await manager.get('/shadow/groups', z.object({ groups: z.array(group) }));
    expect(groups.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining(['RULE', 'ROUNDING', 'SPENDING', 'GUEST_UNKNOWN', 'NO_FIGURES']),
    );
    expect(groups.filter(({ acceptedAt }) => acceptedAt !== null).map(({ reason }) => reason)).toEqual(['RULE']);
    const { items: parted } = await manager.get('/shadow/guests', z.object({ items: z.array(z.looseObject({})) }));
    expect(parted.length).toBeGreaterThan(5);
  });

  it('has guests: most agreed to messages, and some refused', async () => {
    const { rows } = await pool.query<{ given: boolean; share: string }>(
      `SELECT c.given, count(*)::float / (SELECT count(*) FROM guests WHERE network_id = n.id) AS share
         FROM consents c JOIN networks n ON n.id = c.network_id AND n.code = 'demo' AND n.sandbox_of IS NULL
        WHERE c.kind = 'marketing' GROUP BY c.given, n.id ORDER BY c.given`,
    );
    expect(rows.map(({ given }) => given)).toEqual([false, true]);
    expect(Number(rows[0]?.share)).toBeCloseTo(0.06, 1);
    expect(Number(rows[1]?.share)).toBeCloseTo(0.72, 1);
  });

  it('has an open case about a cashier who used the own card for the checks of several evenings', async () => {
    const { rows } = await pool.query<{ name: string; rule: string; evenings: number; id: string }>(
      `SELECT c.id, u.name, s.rule, count(*) AS evenings FROM fraud_cases c JOIN users u ON u.id = c.subject_id
         JOIN fraud_signals s ON s.network_id = c.network_id AND s.case_id = c.id
        WHERE c.state = 'OPEN' AND c.subject_kind = 'CASHIER' GROUP BY c.id, u.name, s.rule`,
    );
    expect(rows).toMatchObject([{ name: 'Игорь Панов', rule: 'ownCard', evenings: 5 }]);
    const payload = { email: 'manager@demo.test', password: 'loyalty-demo' };
    const signedIn = await app.inject({ method: 'POST', url: '/api/auth/login', payload });
    const authorization = `Bearer ${signedIn.json<{ accessToken: string }>().accessToken}`;
    const headers = { authorization, 'accept-language': 'en' };
    const read = await app.inject({ url: `/api/fraud/cases/${rows[0]?.id ?? ''}`, headers });
    const { acts } = read.json<{ acts: { restaurant: string; pointOfSale: string }[] }>();
    expect(new Set(acts.map(({ restaurant, pointOfSale }) => `${restaurant}, ${pointOfSale}`))).toEqual(
      new Set(['Arbat, Till 1']),
    );
  });

  it('has API keys, a connection to iiko that works, a webhook that was delivered to, and a backtest of the version that waits', async () => {
    const manager = await signIn('manager@demo.test');
    const items = z.object({ items: z.array(z.looseObject({})) });
    expect((await manager.get('/api-keys', items)).items).toHaveLength(2);
    expect((await manager.get('/integrations/connections', items)).items).toMatchObject([
      { kind: 'IIKO', state: 'WORKING', lastFailure: null },
    ]);
    expect((await manager.get('/webhooks', items)).items).toMatchObject([
      { name: 'CRM', enabled: true, lastSuccessAt: expect.any(String) },
    ]);
    expect((await manager.get('/backtests', items)).items).toMatchObject([{ programVersion: 3, mode: 'DRAFT' }]);
  });

  it('has guests who joined the leaderboards', async () => {
    const { rows } = await pool.query<{ joined: number }>(
      `SELECT count(*)::int AS joined FROM guests g JOIN networks n ON n.id = g.network_id AND n.code = 'demo'
        WHERE g.leaderboard_name IS NOT NULL`,
    );
    expect(rows).toEqual([{ joined: 5 }]);
  });

  it('has a wheel that runs, with draws of several guests', async () => {
    const { rows } = await pool.query<{ players: number; draws: number }>(
      `SELECT count(DISTINCT d.guest_id)::int AS players, count(*)::int AS draws FROM wheel_draws d
         JOIN wheel_epochs e ON e.network_id = d.network_id AND e.id = d.epoch_id AND e.ended_at IS NULL
         JOIN networks n ON n.id = d.network_id AND n.code = 'demo'`,
    );
    expect(rows[0]?.players).toBeGreaterThanOrEqual(3);
    expect(rows[0]?.draws).toBeGreaterThanOrEqual(3);
  });

  it('has results of the campaign that is over: its guests came more often, and the points are those of the ledger', async () => {
    const { items } = await listCampaigns();
    const { id } = items.find(({ code }) => code === 'DOUBLE_PIZZA') ?? { id: '' };
    const interval = z.looseObject({ estimate: z.number(), low: z.number(), high: z.number() });
    const figure = z.looseObject({ interval, treated: z.number(), control: z.number() });
    const results = await (
      await signIn('manager@demo.test')
    ).get(
      `/campaigns/${id}/stats`,
      z.looseObject({
        compared: z.looseObject({ money: figure, visits: figure }),
        budgets: z.array(z.looseObject({ used: z.int() })),
      }),
    );
    const { money, visits } = results.compared;
    expect(visits.treated).toBeGreaterThan(visits.control);
    expect(money.interval.estimate).toBeGreaterThan(0);
    expect(money.interval.low).toBeLessThan(money.interval.high);
    const given = await pool.query<{ arm: string; points: string; sales: string }>(
      `SELECT c.arm, sum((e->>4)::bigint) AS points, count(DISTINCT t.id) AS sales
         FROM campaign_guests c
         JOIN transactions t ON t.network_id = c.network_id AND t.guest_id = c.guest_id AND t.type = 'SALE' AND t.channel = 'API'
        CROSS JOIN LATERAL json_array_elements(CASE WHEN json_typeof(t.details->7) = 'array' THEN t.details->7 ELSE '[]'::json END) e
        WHERE c.campaign_id = $1 AND e->>0 = 'DOUBLE_PIZZA' AND e->>3 = 'O' GROUP BY c.arm`,
      [id],
    );
    expect(given.rows.map(({ arm }) => arm)).toEqual(['TREATED']);
    expect(Number(given.rows[0]?.sales)).toBeGreaterThan(150);
    expect(results.budgets.map(({ used }) => used)).toEqual([Number(given.rows[0]?.points)]);
    // Pizzas earn the same points as before: no budget reduced them.
    expect(
      await numberOf(`SELECT count(*) AS n FROM transactions WHERE channel = 'API' AND facts::text LIKE '%short%'`),
    ).toBe(0);
  });

  it('has a ledger that is right', async () => {
    const { LedgerVerification } =
      await import('../../../../src/transactions/books/verification/ledger-verification.js');
    for (const code of ['demo', 'other']) {
      const { rows } = await pool.query<{ id: string }>('SELECT id FROM networks WHERE code = $1', [code]);
      const { findings } = await app.get(LedgerVerification).verify(rows[0]?.id ?? '');
      expect([code, findings.list()]).toEqual([code, []]);
    }
  });

  it('is filled once: a second run changes nothing', async () => {
    const before = await pool.query('SELECT count(*), max(xid) FROM transactions');
    const again = await seed();
    expect(again.map(({ receipts }) => receipts.status)).toEqual(['ALREADY_IMPORTED', 'ALREADY_IMPORTED']);
    expect((await pool.query('SELECT count(*), max(xid) FROM transactions')).rows).toEqual(before.rows);
  });
});
