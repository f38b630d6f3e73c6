import { setTimeout as sleep } from 'node:timers/promises';
import { figureOf, ratioOf, rowOf } from './bench-figures.mjs';
import { importHistory } from './bench-history.mjs';
import { processorMs, relayed, sell, warmUp } from './bench-load.mjs';
import { makeNetwork } from './bench-networks.mjs';
import { built } from './bench-server.mjs';
import { asSuperuser, checkpoint } from './bench-tpcb.mjs';

/** The pause between two counts, as a multiple of the time that a count takes. */
const LOOKS_APART = 20;
const LOOK_EVERY_MS = 50;
const SELL_SECONDS = 6;
/** Longer than the programme's points live. */
const LONG_AGO_MS = 400 * 86_400_000;
const COPIED = ['guests', 'guest_states', 'transactions', 'transfers', 'events', 'lots'];
let networks = 0;

/**
 * Lots that are past their end, one a guest, which is the dearest: how many the workers write down in a second, and what
 * that leaves to the tills that sell meanwhile. An import of the same run is the measure, of as many receipts at least, so
 * that seals, figures and vacuuming have as long to come up beside either. Processor times are of the
 * application, the server and, of the import, this process; seals and relays in.
 */
export async function measureExpiry({ bench, app, context, network, rounds, seconds, receipts, lots }) {
  const figures = { imported: [], importCost: [], alone: [], cost: [], sales: [], beside: [], expired: [] };
  const sellFor = Math.min(seconds, SELL_SECONDS);
  await warmUp(app, [network]);
  for (let round = 0; round < rounds; round += 1) {
    await checkpoint(bench);
    const count = Math.max(receipts, Math.ceil(lots / 2));
    const imported = await costOf(bench, app, async () => ({
      count,
      perSecond: await importHistory(bench, context, network, count),
    }));
    figures.imported.push(imported.perSecond);
    figures.importCost.push(imported.cost);
    await withLots(bench, context, lots, async ({ id, letGo, left }) => {
      // Waits, or the tills would share the machine with sealing and counting of the setup.
      await relayed(bench, id);
      await checkpoint(bench);
      figures.sales.push(rateOf(await sell(app, [network], sellFor), sellFor));
      await checkpoint(bench);
      await letGo();
      const alone = await costOf(bench, app, () => expireUntil(left, lots / 2));
      figures.alone.push(alone.perSecond);
      figures.cost.push(alone.cost);
      const before = { left: await left(), at: performance.now() };
      figures.beside.push(rateOf(await sell(app, [network], sellFor), sellFor));
      const gone = before.left - (await left());
      figures.expired.push(gone / ((performance.now() - before.at) / 1_000));
      await expireUntil(left, 0);
    });
  }
  const words = lots.toLocaleString('en');
  return [
    rowOf({ what: 'receipts imported a second, in the same run', figure: figureOf(figures.imported) }),
    rowOf({ what: `lots expired a second, of ${words}, nobody selling`, figure: figureOf(figures.alone) }),
    rowOf({ what: 'expiry to import', figure: ratioOf(figures.alone, figures.imported), digits: 2, atLeast: 1 }),
    rowOf({ what: 'processor a receipt imported', figure: figureOf(figures.importCost), unit: ' µs' }),
    rowOf({ what: 'processor a lot expired', figure: figureOf(figures.cost), unit: ' µs' }),
    rowOf({ what: 'sales a second, nothing expiring', figure: figureOf(figures.sales) }),
    rowOf({ what: 'sales a second beside expiry', figure: figureOf(figures.beside) }),
    rowOf({
      what: 'sales beside expiry to sales',
      figure: ratioOf(figures.beside, figures.sales),
      digits: 2,
      atLeast: 0.5,
    }),
    rowOf({ what: 'lots expired a second, tills selling', figure: figureOf(figures.expired) }),
  ];
}

function rateOf({ latencies }, seconds) {
  return latencies.length / seconds;
}

/** Result of `work`, with the microseconds of processor that each of `count` took. */
async function costOf(bench, app, work) {
  const used = () => processorMs(process.pid) + processorMs(app.pid) + processorMs(bench.postgresPid(), true);
  const before = used();
  const { count, perSecond } = await work();
  return { perSecond, cost: ((used() - before) * 1_000) / count };
}

/** Measures from the first expired lot until at most `few` are left; with `left` false until none is. */
async function expireUntil(left, few) {
  const all = await left();
  let now = all;
  let began = { at: performance.now(), left: now };
  while (now > few) {
    const asked = performance.now();
    now = await left();
    if (now === all) began = { at: performance.now(), left: now };
    await sleep(Math.max(LOOK_EVERY_MS, LOOKS_APART * (performance.now() - asked)));
  }
  return { count: all - now, perSecond: (began.left - now) / ((performance.now() - began.at) / 1_000) };
}

/** A network of so many guests, each with a lot that is past its end, kept from the workers until `letGo`. */
async function withLots(bench, context, lots, work) {
  const { Database } = built('platform/database/database.js');
  const { keepJobsAway } = built('transactions/index.js');
  networks += 1;
  const { id, guests } = await makeNetwork(context, { code: `expiry-${networks}`, guests: 1 });
  await passed(bench, id);
  let letGo;
  const isLetGo = new Promise((resolve) => (letGo = resolve));
  let hold;
  const isHeld = new Promise((resolve) => (hold = resolve));
  const history = context.get(Database).inNetwork(id, async (tx) => {
    await keepJobsAway(tx, id);
    hold();
    await isLetGo;
  });
  try {
    await isHeld;
    await giveLongAgo(context, id, guests[0]);
    await asSuperuser(bench, 'loyalty', async (client) => {
      await copyGuest(client, id, lots - 1);
      const left = async () =>
        Number((await client.query('SELECT count(*) AS n FROM lots WHERE network_id = $1', [id])).rows[0].n);
      await work({
        id,
        left,
        letGo: () => {
          letGo();
          return history;
        },
      });
    });
  } finally {
    letGo();
    await history;
  }
}

/**
 * Waits until the passes over all guests are done, that of warnings, once a day, and that of tiers, once a publication, so
 * that whose lots end are not looked at by these as well: how long either takes hangs on when it began.
 */
async function passed(bench, networkId) {
  await asSuperuser(bench, 'loyalty', async (client) => {
    const isDone = async () =>
      (
        await client.query(
          `SELECT (SELECT is_done AND version > 0 FROM tier_revision_passes WHERE network_id = $1)
             AND (SELECT is_done AND local_day >= 0 FROM expiry_warning_passes WHERE network_id = $1) AS done`,
          [networkId],
        )
      ).rows[0].done === true;
    while (!(await isDone())) await sleep(1_000);
  });
}

/** Credits a hundred points by the till's own statements, as an earlier system that has already warned of their end. */
async function giveLongAgo(context, networkId, guestId) {
  const { Till } = built('transactions/till/queue/till.js');
  const { systemActOf } = built('transactions/ledger/act/system-act.js');
  const body = {
    kind: 'MANUAL',
    direction: 'CREDIT',
    points: 100,
    reasonCode: 'CORRECTION',
    comment: null,
    expiryId: null,
  };
  const act = systemActOf(networkId, guestId, body, { occurredAt: Date.now() - LONG_AGO_MS });
  const { kind, row } = await context.get(Till, { strict: false }).submit(act);
  if (kind !== 'POSTED' || row.available !== 100) throw new Error('the points of long ago were not given');
}

/** Everything that the ledger has of the network's one guest so many times more, with ids of its own: `verify-ledger` holds it. */
async function copyGuest(client, networkId, copies) {
  await client.query('BEGIN');
  await client.query(
    'CREATE TEMP TABLE copies ON COMMIT DROP AS SELECT uuidv7() AS guest, uuidv7() AS act FROM generate_series(1, $1)',
    [copies],
  );
  const { rows } = await client.query('SELECT guest_id, id FROM transactions WHERE network_id = $1', [networkId]);
  const [{ guest_id: guest, id: act }] = rows;
  const copy = (table, where, replaced) => copyRow(client, networkId, { table, where, replaced });
  await copy('guests', `id = '${guest}'`, { id: 'c.guest', card_number: 'c.guest::text' });
  await copy('guest_states', `guest_id = '${guest}'`, {
    guest_id: 'c.guest',
    counters: `replace(t.counters::text, '${act}', c.act::text)::json`,
  });
  await copy('transactions', `id = '${act}'`, { id: 'c.act', guest_id: 'c.guest' });
  await copy('transfers', `transaction_id = '${act}'`, {
    transaction_id: 'c.act',
    lot_id: 'c.act',
    credit_owner: 'c.guest',
  });
  await copy('events', `id = '${act}'`, { id: 'c.act', subject_id: 'c.act', guest_id: 'c.guest' });
  await copy('lots', `lot_id = '${act}'`, { guest_id: 'c.guest', lot_id: 'c.act' });
  await client.query('COMMIT');
  // Rows that a server has held for a year were vacuumed long ago, and not made in one transaction a minute before.
  for (const table of COPIED) await client.query(`VACUUM ${table}`);
  await client.query('SELECT analyze_till_tables()');
}

/** One row again for each of `copies`, but for the columns that are replaced; what the database fills in itself is left to it. */
async function copyRow(client, networkId, { table, where, replaced }) {
  const { rows } = await client.query(
    `SELECT attname AS name FROM pg_attribute
      WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attname <> 'xid' ORDER BY attnum`,
    [table],
  );
  const names = rows.map(({ name }) => name);
  await client.query(
    `INSERT INTO ${table} (${names.join(', ')})
     SELECT ${names.map((name) => replaced[name] ?? `t.${name}`).join(', ')} FROM ${table} t CROSS JOIN copies c
      WHERE t.network_id = $1 AND t.${where}`,
    [networkId],
  );
}
