import { setTimeout as sleep } from 'node:timers/promises';
import { figureOf, rowOf } from './bench-figures.mjs';
import { relayed, sell } from './bench-load.mjs';
import { makeNetwork } from './bench-networks.mjs';
import { built } from './bench-server.mjs';
import { asSuperuser, checkpoint } from './bench-tpcb.mjs';

const BOUND_MS = 300;
const DAY_MS = 86_400_000;
/** Guests whose history the till's own statements write; the others are copies. */
const MODELS = 100;
const SALES_OF_A_GUEST = 4;
const READS = 20;
const SELL_SECONDS = 2;
/** In the order of their foreign keys, with the columns that name guests and acts. */
const COPIED = {
  guests: { id: 'guest', card_number: 'card' },
  guest_states: { guest_id: 'guest' },
  transactions: { id: 'act', guest_id: 'guest', related_id: 'act' },
  transfers: { transaction_id: 'act', lot_id: 'act', debit_owner: 'guest', credit_owner: 'guest' },
  events: { id: 'act', subject_id: 'act', guest_id: 'guest' },
  lots: { guest_id: 'guest', lot_id: 'act' },
};

/** The liability of a network of many guests with two years of history, and its forecast, while tills have just sold. */
export async function measureLiability({ bench, app, context, rounds, liable }) {
  const network = await makeNetwork(context, { code: 'liable', guests: MODELS, changes: { warning: null } });
  await giveHistory(context, network);
  await asSuperuser(bench, 'loyalty', (client) => copyGuests(client, network.id, Math.ceil(liable / MODELS) - 1));
  const token = await managerOf(context, network.id);
  const began = performance.now();
  await asSuperuser(bench, 'loyalty', (client) => counted(client, network.id));
  const counting = (performance.now() - began) / 1_000;
  await relayed(bench, network.id);
  const times = { liability: [], forecast: [] };
  for (let round = 0; round < rounds; round += 1) {
    await checkpoint(bench);
    await sell(app, [network], SELL_SECONDS);
    for (const [name, path] of [
      ['liability', '/api/ledger/liability'],
      ['forecast', '/api/ledger/liability/forecast'],
    ]) {
      const each = [];
      for (let n = 0; n < READS; n += 1) each.push(await timeOf(app, token, path));
      times[name].push(Math.max(...each));
    }
  }
  const many = liable.toLocaleString('en');
  const row = (what, values, bound) => rowOf({ what, figure: figureOf(values), unit: ' ms', ...bound });
  return [
    rowOf({
      what: `figures of ${many} guests counted from nothing`,
      figure: figureOf([counting]),
      unit: ' s',
      digits: 1,
    }),
    row(`liability of ${many} guests, the slowest of ${READS}`, times.liability, { atMost: BOUND_MS }),
    row(`its forecast, the slowest of ${READS}`, times.forecast, { atMost: BOUND_MS }),
  ];
}

/** Waits until the figures include every event. */
async function counted(client, networkId) {
  const waits = async () =>
    (
      await client.query(
        `SELECT NOT EXISTS (
           SELECT FROM event_cursors c WHERE c.network_id = $1 AND c.subscriber = 'liability' AND NOT EXISTS (
             SELECT FROM events e WHERE e.network_id = $1 AND (e.epoch, e.xid, e.id) > (c.epoch, c.xid, c.id))) AS waits`,
        [networkId],
      )
    ).rows[0].waits;
  while (await waits()) await sleep(100);
}

async function timeOf(app, token, path) {
  const began = performance.now();
  const answer = await fetch(`http://127.0.0.1:${app.port}${path}`, { headers: { Authorization: `Bearer ${token}` } });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${text}`);
  return performance.now() - began;
}

async function managerOf(context, networkId) {
  const { Staff, Sessions, NO_ORIGIN } = built('security/index.js');
  const { Database } = built('platform/database/database.js');
  const { findUser } = built('security/sessions/sessions.sql.js');
  const database = context.get(Database);
  const { user } = await database.inNetwork(networkId, (tx) =>
    context.get(Staff, { strict: false }).create(
      tx,
      networkId,
      { email: 'analyst@liable.bench', role: 'analyst', restaurantIds: [] },
      {
        actor: 'system',
        origin: NO_ORIGIN,
      },
    ),
  );
  const found = await database.asPlatform((tx) => findUser(tx, user.id));
  return (await context.get(Sessions, { strict: false }).openForUser(found)).accessToken;
}

/** Sales over two years, of which some points are spent; the last months' are still open. */
async function giveHistory(context, network) {
  const { Till } = built('transactions/till/queue/till.js');
  const { systemActOf } = built('transactions/ledger/act/system-act.js');
  const { NO_SALE_ATTRIBUTES } = built('transactions/ledger/journal/journal-columns.js');
  const till = context.get(Till, { strict: false });
  for (let sale = 0; sale < SALES_OF_A_GUEST; sale += 1) {
    const outcomes = await Promise.all(
      network.guests.map((guestId, n) => {
        const month = (SALES_OF_A_GUEST - 1 - sale) * 6 + (n % 6);
        const body = {
          kind: 'SALE',
          amount: 150_000 + n * 1_000,
          lines: null,
          pointsToRedeem: sale > 0 && n % 2 === 0 ? 100 : null,
          attributes: NO_SALE_ATTRIBUTES,
          holdId: null,
          rewards: null,
        };
        const { restaurantId, pointOfSaleId } = network;
        return till.submit(
          systemActOf(network.id, guestId, body, {
            channel: 'IMPORT',
            restaurantId,
            pointOfSaleId,
            occurredAt: Date.now() - month * 30 * DAY_MS - DAY_MS,
          }),
        );
      }),
    );
    for (const { kind, code } of outcomes) if (kind !== 'POSTED') throw new Error(`a sale was ${kind}: ${code}`);
  }
}

/**
 * Everything that the ledger has of a network's guests so many times more, with ids of their own. Texts that name lots
 * (details of a redemption) still name those of the first, so `verify-ledger` finds the copies wrong.
 */
async function copyGuests(client, networkId, copies) {
  // One snapshot: the server's jobs may write rows of these guests meanwhile.
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  for (const [name, table] of [
    ['guest', 'guest_states'],
    ['act', 'transactions'],
  ]) {
    const id = name === 'guest' ? 'guest_id' : 'id';
    await client.query(
      `CREATE TEMP TABLE ${name}_copies ON COMMIT DROP AS
       SELECT t.${id} AS old, c AS copy, uuidv7() AS new FROM ${table} t CROSS JOIN generate_series(1, ${copies}) c
       WHERE t.network_id = '${networkId}'`,
    );
    await client.query(`CREATE INDEX ON ${name}_copies (old, copy)`);
    await client.query(`ANALYZE ${name}_copies`);
  }
  for (const [table, replaced] of Object.entries(COPIED)) await copyRows(client, networkId, table, replaced, copies);
  await client.query('COMMIT');
  for (const table of Object.keys(COPIED)) await client.query(`VACUUM ${table}`);
  await client.query('SELECT analyze_till_tables()');
}

/** The counters of a guest name the first sale. */
const COUNTERS = `(
  SELECT replace(t.counters::text, t.counters ->> 'firstSale', a.new::text)::json FROM act_copies a
  WHERE a.old = (t.counters ->> 'firstSale')::uuid AND a.copy = c)`;

/** Leaves unique columns to their defaults. */
async function copyRows(client, networkId, table, replaced, copies) {
  const { rows } = await client.query(
    `SELECT attname AS name FROM pg_attribute
      WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attname NOT IN ('xid', 'referral_code') ORDER BY attnum`,
    [table],
  );
  const names = rows.map(({ name }) => name);
  const joins = Object.entries(replaced)
    .filter(([, copy]) => copy !== 'card')
    .map(
      ([column, copy]) =>
        `LEFT JOIN ${copy}_copies r_${column} ON r_${column}.old = t.${column} AND r_${column}.copy = c`,
    );
  const valueOf = (name) => {
    if (replaced[name] === 'card') return `replace(r_id.new::text, '-', '')`;
    if (name === 'counters') return `coalesce(${COUNTERS}, t.counters)`;
    return name in replaced ? `coalesce(r_${name}.new, t.${name})` : `t.${name}`;
  };
  // The event of a registration has the guest's id; triggers have written those of the copies.
  const where = table === 'events' ? `AND t.type LIKE 'transaction.%'` : '';
  await client.query(
    `INSERT INTO ${table} (${names.join(', ')})
     SELECT ${names.map(valueOf).join(', ')} FROM ${table} t CROSS JOIN generate_series(1, ${copies}) c ${joins.join(' ')}
     WHERE t.network_id = '${networkId}' ${where}`,
  );
}
