import { setTimeout as sleep } from 'node:timers/promises';
import { figureOf, rowOf } from './bench-figures.mjs';
import { processorMs, relayed, sell, warmUp } from './bench-load.mjs';
import { makeNetwork } from './bench-networks.mjs';
import { asSuperuser, checkpoint } from './bench-tpcb.mjs';

const BOUND_MS = 300;
const DELAY_BOUND_MS = 5_000;
const SHARE_BOUND = 5;
const READS = 20;
const SELLERS = 1_000;
/** A guest of the made year buys so often. */
const SALES_OF_A_GUEST = 50;
/** Two years, so that a year can be compared with the one before. */
const DAYS = 730;
const SALES_OF_A_RESTAURANT = 200_000;
/** Sales that one statement makes. */
const PIECE = 500_000;
/** After this many calls a connection uses general plans. */
const PLANNED_AFTER = 6;
/** The settings of the log reader's connection. */
const READ_BY_KEYS = ['seqscan', 'bitmapscan', 'sort'].map((way) => `SET LOCAL enable_${way} = off`).join('; ');
/** How often the delay is looked at while tills sell. */
const LOOK_EVERY_MS = 250;

/** Every page of figures over a year of a large network, and how far the readers of the log are behind while tills sell. */
export async function measureFigures({ bench, app, context, rounds, seconds, figured }) {
  const network = await makeNetwork(context, { code: 'figured', guests: SELLERS, role: 'manager' });
  const year = await asSuperuser(bench, 'loyalty', (client) => makeYear(client, network, figured));
  await warmUp(app, [network]);
  await relayed(bench, network.id);
  const pages = pagesOf(year, network);
  const times = new Map(pages.map(([name]) => [name, { first: [], p95: [] }]));
  for (let round = 0; round < rounds; round += 1) {
    await checkpoint(bench);
    for (const [name, path] of pages) {
      const each = [];
      for (let n = 0; n < READS; n += 1) each.push(await timeOf(app, network.token, path));
      const { first, p95 } = times.get(name);
      console.error(`${name}: ${Math.round(each[0])} ms`);
      first.push(each[0]);
      p95.push(each.sort((a, b) => a - b)[Math.ceil(READS * 0.95) - 1]);
    }
  }
  const behind = { delay: [], share: [] };
  for (let round = 0; round < rounds; round += 1) {
    await checkpoint(bench);
    const { delay, share } = await sellAndLook({ bench, app, network, seconds });
    behind.delay.push(delay);
    behind.share.push(share);
  }
  const many = figured.toLocaleString('en');
  return [
    ...pages.flatMap(([name]) => [
      rowOf({
        what: `${name} of a year of ${many} sales, first answer`,
        figure: figureOf(times.get(name).first),
        unit: ' ms',
        atMost: BOUND_MS,
      }),
      rowOf({ what: `${name}, p95`, figure: figureOf(times.get(name).p95), unit: ' ms', atMost: BOUND_MS }),
    ]),
    rowOf({
      what: 'delay of the figures while tills sell, the longest',
      figure: figureOf(behind.delay),
      unit: ' ms',
      atMost: DELAY_BOUND_MS,
    }),
    rowOf({
      what: 'their functions, of the processor time of server and application',
      figure: figureOf(behind.share),
      unit: ' %',
      digits: 1,
      atMost: SHARE_BOUND,
    }),
  ];
}

function pagesOf({ from, to }, { restaurantId }) {
  const span = `from=${from}&to=${to}`;
  const of = (name, path) => [name, `/api/analytics/${path}`];
  return [
    of('overview', `overview?${span}`),
    of('guests', `guests?${span}`),
    of('guests of a restaurant', `guests?${span}&restaurantIds=${restaurantId}`),
    of('hours', `hours?${span}`),
    of('today', 'today'),
    of('staff', `staff?${span}`),
    of('items', `items?${span}`),
    of('items of a restaurant', `items?${span}&restaurantIds=${restaurantId}`),
    of('categories', `items?${span}&by=CATEGORY`),
    of('tiers', `tiers?${span}`),
    of('cohorts', 'cohorts'),
    of('new guests', `new-guests?${span}`),
    of('rewards', `rewards?${span}`),
    of('campaigns', 'campaigns'),
    of('alerts', 'alerts'),
    of('preview of an alert by the hour', 'alerts/preview?figure=REFUNDS&threshold=2000000&scope=EACH&rhythm=HOUR'),
    ['rfm', '/api/segments/rfm'],
  ];
}

async function timeOf(app, token, path) {
  const began = performance.now();
  const answer = await fetch(`http://127.0.0.1:${app.port}${path}`, { headers: { Authorization: `Bearer ${token}` } });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${text}`);
  return performance.now() - began;
}

/** Tills sell, and meanwhile the age of the oldest event that the figures lack is looked at. */
async function sellAndLook({ bench, app, network, seconds }) {
  return asSuperuser(bench, 'loyalty', async (client) => {
    const before = {
      calls: await callsIn(client),
      used: usedBy(bench, app),
      last: await lastEventOf(client, network.id),
    };
    let isSelling = true;
    let delay = 0;
    const look = async () => {
      while (isSelling) {
        delay = Math.max(delay, await delayOf(client, network.id));
        await sleep(LOOK_EVERY_MS);
      }
    };
    const looking = look();
    const sold = await sell(app, [network], seconds).finally(() => {
      isSelling = false;
    });
    await looking;
    const used = usedBy(bench, app) - before.used;
    await relayed(bench, network.id);
    const events = await eventsAfter(client, network.id, before.last);
    const page = Math.ceil(events.length / ((await callsIn(client)) - before.calls));
    const spent = await spentOn(bench, network.id, events, page);
    console.error(
      `${Math.round(sold.perSecond)} sales a second, pages of ${page}, ${Math.round((1_000 * spent) / events.length)} µs an event`,
    );
    return { delay, share: (100 * spent) / used };
  });
}

const usedBy = (bench, app) => processorMs(app.pid) + processorMs(bench.postgresPid(), true);

async function callsIn(client) {
  const { rows } = await client.query(
    `SELECT coalesce(sum(calls), 0)::integer AS calls FROM pg_stat_user_functions WHERE funcname = 'figures_take'`,
  );
  return rows[0].calls;
}

async function lastEventOf(client, networkId) {
  const { rows } = await client.query(
    'SELECT epoch, xid, id FROM events WHERE network_id = $1 ORDER BY epoch DESC, xid DESC, id DESC LIMIT 1',
    [networkId],
  );
  return rows[0];
}

async function eventsAfter(client, networkId, { epoch, xid, id }) {
  const { rows } = await client.query(
    `SELECT id, type, subject_id AS subject, guest_id AS guest FROM events WHERE network_id = $1 AND (epoch, xid, id) > ($2, $3, $4)
     ORDER BY epoch, xid, id`,
    [networkId, epoch, xid, id],
  );
  return rows;
}

/**
 * Milliseconds of processor that the functions of the figures take for events: the events of the sales go through them once more on a
 * connection of its own, page by page, and nothing of it stays. A clock would count what other processes did meanwhile.
 */
function spentOn(bench, networkId, events, page) {
  return asSuperuser(bench, 'loyalty', async (client) => {
    const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
    const pages = Array.from({ length: Math.ceil(events.length / page) }, (_, n) =>
      events.slice(n * page, (n + 1) * page),
    );
    await client.query(`SET ROLE loyalty_app; SELECT set_config('app.network_id', '${networkId}', false)`);
    const take = async (some) => {
      for (const one of some) {
        await client.query('BEGIN');
        await client.query(READ_BY_KEYS);
        const column = (name) => one.map((event) => event[name]);
        const [ids, types] = [column('id'), column('type')];
        const acts = 'page_acts($1::uuid, $2::uuid[], $3::text[])';
        for (const [name, values] of [
          [`figures_take($1, ${acts}, $3, $4::uuid[], false)`, [ids, types, column('subject')]],
          [`breakdowns_take($1, ${acts}, $4)`, [ids, types, 2_000]],
          [`cohorts_take($1, ${acts})`, [ids, types]],
        ])
          await client.query({ name, text: `SELECT ${name}::text`, values: [networkId, ...values] });
        await client.query('ROLLBACK');
      }
    };
    // The first calls of a connection make its plans.
    for (let n = 0; n < PLANNED_AFTER; n += 1) await take(pages.slice(0, 1));
    const before = processorMs(rows[0].pid);
    await take(pages);
    return processorMs(rows[0].pid) - before;
  });
}

async function delayOf(client, networkId) {
  const { rows } = await client.query(
    `SELECT coalesce(1000 * extract(epoch FROM clock_timestamp() - min(uuid_extract_timestamp(e.id))), 0)::float8 AS ms
     FROM event_cursors c JOIN events e ON e.network_id = $1 AND (e.epoch, e.xid, e.id) > (c.epoch, c.xid, c.id)
     WHERE c.network_id = $1 AND c.subscriber = 'figures'`,
    [networkId],
  );
  return rows[0].ms;
}

/**
 * Makes two years of a network by SQL: guests, the journal of the last year (one restaurant's guests are counted from it), and the rows that the
 * log's readers would keep for both years. Their sums do not have to agree, since only their number matters.
 */
async function makeYear(client, { id, restaurantId }, figured) {
  const guests = Math.max(1, Math.floor(figured / SALES_OF_A_GUEST));
  const restaurants = Math.max(2, Math.floor(figured / SALES_OF_A_RESTAURANT));
  // Past rows lack the acts that triggers and foreign keys require.
  await client.query('SET session_replication_role = replica');
  await client.query('SET search_path = public, pg_temp');
  await client.query(
    `INSERT INTO restaurants (network_id, id, code, name) SELECT $1, uuidv7(), 'r' || n, 'Restaurant ' || n FROM generate_series(2, ${restaurants}) n`,
    [id],
  );
  await client.query(
    `CREATE TEMP TABLE made_places AS SELECT id, (row_number() OVER (ORDER BY id) - 1)::integer AS n FROM restaurants WHERE network_id = '${id}'`,
  );
  await client.query(
    `CREATE TEMP TABLE made_guests AS SELECT n, uuidv7(-(((n * 7919::bigint) % ${DAYS}) || ' days')::interval) AS id FROM generate_series(0, ${guests} - 1) n`,
  );
  await client.query('CREATE UNIQUE INDEX ON made_guests (n)');
  await client.query(
    `INSERT INTO guests (network_id, id, card_number, source, restaurant_id, created_at)
     SELECT $1, g.id, replace(g.id::text, '-', ''), 'STAFF', $2, uuid_extract_timestamp(g.id) FROM made_guests g`,
    [id, restaurantId],
  );
  await client.query('INSERT INTO guest_states (network_id, guest_id) SELECT $1, g.id FROM made_guests g', [id]);
  for (let first = 0; first < figured; first += PIECE)
    await client.query(
      `INSERT INTO transactions (network_id, id, type, guest_id, guest_version, restaurant_id, actor_kind, channel, business_date, occurred_at,
         recorded_at, amount, payable)
       SELECT $1, uuidv7(at - clock_timestamp()), 'SALE', g.id, s.n / ${guests} + 1, p.id, 'system', 'IMPORT', at::date, at, at, 100000, 100000
       FROM (SELECT n, date_trunc('day', now()) - ((1 + n % 365) || ' days')::interval + interval '12 hours' AS at
             FROM generate_series(${first}, least(${first + PIECE}, ${figured}) - 1) n) s
       JOIN made_guests g ON g.n = s.n % ${guests} JOIN made_places p ON p.n = (s.n / 7) % ${restaurants}`,
      [id],
    );
  const days = `generate_series(1, ${DAYS}) d CROSS JOIN LATERAL (SELECT current_date - d AS date) k CROSS JOIN made_places p`;
  const sales = Math.max(1, Math.round(figured / 365 / restaurants));
  await client.query(
    `INSERT INTO daily_figures (network_id, business_date, restaurant_id, sales, guest_sales, amount, guest_amount, discount, payable, refunds,
       points_earned, points_redeemed, new_guests)
     SELECT $1, k.date, p.id, ${sales}, ${sales} * 0.6, ${sales} * 100000, ${sales} * 60000, ${sales} * 5000, ${sales} * 95000, 3, ${sales} * 30,
       ${sales} * 10, 2 FROM ${days}`,
    [id],
  );
  await client.query(
    `INSERT INTO hourly_figures (network_id, business_date, restaurant_id, hour, sales, guest_sales, amount, guest_amount)
     SELECT $1, k.date, p.id, h, ${sales} / 14 + 1, ${sales} / 28, ${sales} * 7000, ${sales} * 3500 FROM ${days} CROSS JOIN generate_series(9, 22) h`,
    [id],
  );
  await client.query(
    `INSERT INTO cashier_figures (network_id, business_date, restaurant_id, user_id, sales, guest_sales, amount, guest_amount)
     SELECT $1, k.date, p.id, md5(p.id::text || u)::uuid, ${sales} / 6 + 1, ${sales} / 12, ${sales} * 16000, ${sales} * 8000
     FROM ${days} CROSS JOIN generate_series(1, 6) u`,
    [id],
  );
  await client.query(
    `INSERT INTO item_figures (network_id, business_date, restaurant_id, kind, category, item, name, quantity_milli, amount, points_quantity_milli, points_amount)
     SELECT $1, k.date, p.id, 'ITEM', 'category ' || i % 8, 'item ' || i, 'Item ' || i, 1000, 50000, 100, 5000 FROM ${days} CROSS JOIN generate_series(1, 60) i`,
    [id],
  );
  await client.query(
    `INSERT INTO item_sums (network_id, span, business_date, kind, category, item, name, quantity_milli, amount, points_quantity_milli, points_amount)
     SELECT $1, s.span, s.date, 'ITEM', 'category ' || i % 8, 'item ' || i, 'Item ' || i, sum(s.n) * 1000, sum(s.n) * 50000, sum(s.n) * 100, sum(s.n) * 5000
     FROM generate_series(1, ${DAYS}) d CROSS JOIN LATERAL (VALUES ('DAY', current_date - d, ${restaurants}),
         ('MONTH', date_trunc('month', current_date - d)::date, ${restaurants})) s(span, date, n)
       CROSS JOIN generate_series(1, 60) i GROUP BY s.span, s.date, i`,
    [id],
  );
  await client.query(
    `INSERT INTO tier_figures (network_id, business_date, from_tier, to_tier, cause, guests)
     SELECT $1, current_date - d, 'tier-' || t, 'tier-' || t + 1, 'SALE', 5 FROM generate_series(1, ${DAYS}) d CROSS JOIN generate_series(1, 4) t`,
    [id],
  );
  await client.query(
    `INSERT INTO visit_gaps (network_id, business_date, gap, visits, firsts, seconds)
     SELECT $1, current_date - d, g, CASE WHEN g = 0 THEN ${sales} * ${restaurants} ELSE 0 END, least(g, 1) * 3, least(g, 1) * 5
     FROM generate_series(1, ${DAYS}) d CROSS JOIN generate_series(0, 367) g`,
    [id],
  );
  for (const table of [
    'guests',
    'transactions',
    'daily_figures',
    'hourly_figures',
    'cashier_figures',
    'item_figures',
    'item_sums',
    'tier_figures',
    'visit_gaps',
  ])
    await client.query(`VACUUM (ANALYZE) ${table}`);
  const { rows } = await client.query(
    `SELECT to_char(current_date - 365, 'YYYY-MM-DD') AS "from", to_char(current_date - 1, 'YYYY-MM-DD') AS "to"`,
  );
  return rows[0];
}
