import { createRequire } from 'node:module';
import { figureOf, ratioOf, rowOf } from './bench-figures.mjs';
import { makeNetwork } from './bench-networks.mjs';
import { asSuperuser, checkpoint } from './bench-tpcb.mjs';

const { countLimits, writeBoundaries } = createRequire(import.meta.url)('../../dist/marketing/segments/rfm.sql.js');

const GUESTS = 200_000;
const SALES_A_GUEST = 10;
/** A network whose figures a manager reads on a page. */
const GUESTS_OF_A_PAGE = 107_000;
const SALES_A_GUEST_OF_A_PAGE = 4;
const PAGE_MS = 300;
/** RFM may take at most this many times as long as a plain count and sum of the same purchases by guest. */
const RFM_AT_MOST = 3;
/** Ten times the guests and sales may take twelve times as long. */
const GROWTH_AT_MOST = 12;
const COUNT_MS = 1_000;
const DAY_MS = 86_400_000;
const NO_LIMITS = { recency: [], frequency: [], money: [] };

/** Five conditions on columns of the guest, and five of which two sum up purchases. */
const BY_GUEST = [
  { field: 'tier', operator: 'in', value: ['SILVER', 'GOLD'] },
  { field: 'visits', operator: '>=', value: 3 },
  { field: 'daysSinceLastSale', operator: 'between', value: [10, 200] },
  { field: 'averageCheck', operator: '>', value: 50_000 },
  { field: 'rfmRecency', operator: '>=', value: 2 },
];
const BY_SALES = [
  ...BY_GUEST.slice(0, 3),
  { field: 'spendInDays', operator: '>', value: 100_000, days: 90 },
  { field: 'restaurantsVisited', operator: '>=', value: 1 },
];

/** RFM and counts of rules over 200,000 guests with two million sales, and over a tenth of them. */
export async function measureSegments({ bench, app, context, rounds }) {
  const whole = await makeNetwork(context, { code: 'segments', guests: 1, role: 'manager' });
  const tenth = await makeNetwork(context, { code: 'segments-tenth', guests: 1, role: 'manager' });
  const page = await makeNetwork(context, { code: 'segments-page', guests: 1, role: 'manager' });
  const times = { plain: [], rfm: [], tenth: [], byGuest: [], bySales: [], grid: [], buyers: [] };
  await asSuperuser(bench, 'loyalty', async (client) => {
    await fill(client, whole.id, GUESTS, 1);
    await fill(client, tenth.id, GUESTS / 10, 2);
    await fill(client, page.id, GUESTS_OF_A_PAGE, 3, SALES_A_GUEST_OF_A_PAGE);
    for (const table of ['guests', 'guest_states', 'guest_summaries', 'transactions'])
      await client.query(`VACUUM ANALYZE ${table}`);
  });
  await checkpoint(bench);
  await asSuperuser(bench, 'loyalty', async (client) => {
    const query = async (text, values) => (await client.query(text, values)).rows;
    const tx = { query, one: async (text, values) => (await query(text, values))[0] };
    const frame = { today: Math.floor(Date.now() / DAY_MS), timeZone: 'Europe/Moscow', lowestTier: '', rfm: NO_LIMITS };
    const makeRfm = async ({ id }) => writeBoundaries(tx, id, frame.today, await countLimits(tx, id, frame));
    const count = (rules) => ask(app, whole, { rule: { combinator: 'and', rules } });
    await makeRfm(whole);
    await makeRfm(page);
    const read = (path) => timed(() => get(app, page, path));
    const [from, to] = [frame.today - 365, frame.today].map((day) => new Date(day * DAY_MS).toISOString().slice(0, 10));
    await requireBuyers(client, whole.id);
    for (let round = 0; round < rounds; round += 1) {
      times.plain.push(await timed(() => client.query(PLAIN, [whole.id])));
      times.rfm.push(await timed(() => makeRfm(whole)));
      times.tenth.push(await timed(() => makeRfm(tenth)));
      times.byGuest.push(await timed(() => count(BY_GUEST)));
      times.bySales.push(await timed(() => count(BY_SALES)));
      times.grid.push(await read('/api/segments/rfm'));
      times.buyers.push(await read(`/api/reports/loyalty?from=${from}&to=${to}`));
    }
  });
  const many = GUESTS.toLocaleString('en');
  const ms = (what, values, bound) => rowOf({ what, figure: figureOf(values), unit: ' ms', ...bound });
  return [
    ms(`count and sum of ${(GUESTS * SALES_A_GUEST).toLocaleString('en')} sales by guest, plain`, times.plain, {}),
    ms(`limits of RFM over ${many} guests`, times.rfm, {}),
    rowOf({
      what: 'limits of RFM against the plain count and sum',
      figure: ratioOf(times.rfm, times.plain),
      unit: ' ×',
      digits: 2,
      atMost: RFM_AT_MOST,
    }),
    rowOf({
      what: 'limits of RFM against those of a tenth of the guests',
      figure: ratioOf(times.rfm, times.tenth),
      unit: ' ×',
      digits: 1,
      atMost: GROWTH_AT_MOST,
    }),
    ms(`count of a rule of five conditions on ${many} guests`, times.byGuest, { atMost: COUNT_MS }),
    ms('the same with two conditions on their purchases', times.bySales, {}),
    ms(`grid of RFM of ${GUESTS_OF_A_PAGE.toLocaleString('en')} guests`, times.grid, { atMost: PAGE_MS }),
    ms('report of a year of 300,000 purchases of theirs', times.buyers, { atMost: PAGE_MS }),
  ];
}

const PLAIN = `SELECT count(*) FROM (
  SELECT guest_id, count(*), sum(payable) FROM transactions
  WHERE network_id = $1 AND type = 'SALE' AND guest_id IS NOT NULL GROUP BY guest_id OFFSET 0) s`;

/** Fails unless most guests have bought. */
async function requireBuyers(client, networkId) {
  const { rows } = await client.query('SELECT guests FROM rfm_boundaries WHERE network_id = $1', [networkId]);
  if (!(rows[0]?.guests > GUESTS / 2)) throw new Error(`limits of ${rows[0]?.guests} guests of ${GUESTS}`);
}

async function timed(call) {
  const began = performance.now();
  await call();
  return performance.now() - began;
}

async function get(app, network, path) {
  const answer = await fetch(`http://127.0.0.1:${app.port}${path}`, {
    headers: { Authorization: `Bearer ${network.token}` },
  });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${text}`);
}

async function ask(app, network, body) {
  const answer = await fetch(`http://127.0.0.1:${app.port}/api/segments/preview`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${network.token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`the count answered ${answer.status}: ${text}`);
}

/** Guests with ten sales each on average, most of them recent and by few guests, written straight into the tables. */
async function fill(client, networkId, guests, serial, salesAGuest = SALES_A_GUEST) {
  // Without statistics of rows that were just written, the planner would join guests one by one.
  await client.query(`SET session_replication_role = replica; SET enable_nestloop = off`);
  const guestOf = (n) =>
    `(lpad(to_hex(1700000000000 + ${n}), 12, '0') || '7000' || '800${String(serial)}' || lpad(to_hex(${n}), 12, '0'))::uuid`;
  await client.query(
    `INSERT INTO guests (network_id, id, name, card_number, source, created_at)
     SELECT $1, ${guestOf('n')}, 'Guest ' || n, 'segment-' || n, 'IMPORT', to_timestamp(1700000000 + n)
     FROM generate_series(1, $2::int) n`,
    [networkId, guests],
  );
  await client.query(
    `INSERT INTO transactions (network_id, id, type, guest_id, guest_version, restaurant_id, actor_kind, channel,
       occurred_at, recorded_at, business_date, amount, discount, payable, points_earned, available, items)
     SELECT $1, (lpad(to_hex(1730000000000 + n), 12, '0') || '7000' || '800${String(serial)}' || lpad(to_hex(n), 12, '0'))::uuid, 'SALE',
       ${guestOf('at.guest')}, n,
       (SELECT id FROM restaurants WHERE network_id = $1 ORDER BY id LIMIT 1), 'system', 'TILL', at.at, at.at, at.at::date, at.amount, 0, at.amount, 0, 0,
       '[["hawaiian_m","Pizza","pizza",1000,69000,69000,0,0,0,69000,690],["latte","Latte","coffee",1000,21000,21000,0,0,0,21000,210]]'
     FROM generate_series(1, $3::int) n
     CROSS JOIN LATERAL (SELECT now() - power(random(), 2) * 720 * interval '1 day' AS at, (20000 + floor(random() * 300000))::int AS amount,
       (1 + floor(power(random(), 2) * $2::int))::int AS guest, n AS sale) at`,
    [networkId, guests, guests * salesAGuest],
  );
  await client.query(
    `INSERT INTO guest_states (network_id, guest_id, tier, spend, visits)
     SELECT $1, g.id, CASE hashtext(g.id::text) & 7 WHEN 0 THEN 'GOLD' WHEN 1 THEN 'SILVER' ELSE 'BRONZE' END,
       coalesce(t.spend, 0), coalesce(t.visits, 0)
     FROM guests g LEFT JOIN (
       SELECT guest_id, sum(payable) AS spend, count(*) AS visits FROM transactions WHERE network_id = $1 GROUP BY guest_id) t
       ON t.guest_id = g.id
     WHERE g.network_id = $1 AND g.source = 'IMPORT'`,
    [networkId],
  );
  await client.query(
    `INSERT INTO guest_summaries (network_id, guest_id, name_key, tier, last_visit_at)
     SELECT $1, g.id, name_key(g.name), s.tier, coalesce(t.at, '-infinity')
     FROM guests g JOIN guest_states s ON s.network_id = $1 AND s.guest_id = g.id
     LEFT JOIN (SELECT guest_id, max(occurred_at) AS at FROM transactions WHERE network_id = $1 GROUP BY guest_id) t ON t.guest_id = g.id
     WHERE g.network_id = $1 AND g.source = 'IMPORT'`,
    [networkId],
  );
}
