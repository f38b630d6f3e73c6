import fs from 'node:fs';
import path from 'node:path';
import { copyTransactions } from './bench-copies.mjs';
import { figureOf, ratioOf, rowOf } from './bench-figures.mjs';
import { importHistory } from './bench-history.mjs';
import { CONNECTIONS, haveRead, processorMs, refuseFailures, sell, warmUp } from './bench-load.mjs';
import { longLived, makeNetwork } from './bench-networks.mjs';
import { built, inDatabase } from './bench-server.mjs';
import { asSuperuser, checkpoint } from './bench-tpcb.mjs';
import { CALLS } from './bench-visit.mjs';
import { closedLoop } from './load-client.mjs';

const SMALL = 20_000;
const SMALL_DATABASE = 'loyalty_small';
const GUESTS = 1_000;
/** Calls of a till, with their words in a row of the figures. */
const MEASURED = [
  ['sale', 'a sale with what is behind it'],
  ['quote', 'a quote'],
  ['balance', 'a balance'],
  ['lookup', 'a look-up'],
  ['history', 'a page of history'],
];
/** At least one transaction in fifty is imported; all others are copies. */
const COPIES = 50;
const READS = MEASURED.filter(([call]) => call !== 'sale');
const YEAR_MS = 365 * 86_400_000;
const CORES = 2;

/**
 * The same guests of one network in two databases of the one server: a copy with twenty receipts of each, and the first with fifty times as many.
 * A cost is processor time, since both databases share the machine.
 */
export async function prepareGrowth({ bench, context, release, reopen }) {
  const network = await makeNetwork(context, { code: 'grown', guests: 1, role: 'manager' });
  await importHistory(bench, context, network, SMALL, GUESTS);
  const token = longLived(context, network.token);
  // PostgreSQL copies a database only while it has no connections.
  await release();
  await asSuperuser(bench, 'postgres', async (client) => {
    const { rows } = await client.query(
      `SELECT pg_get_userbyid(datdba) AS owner FROM pg_database WHERE datname = 'loyalty'`,
    );
    await client.query(`CREATE DATABASE ${SMALL_DATABASE} TEMPLATE loyalty OWNER ${rows[0].owner}`);
  });
  const guests = await asSuperuser(bench, 'loyalty', async (client) => {
    const { rows } = await client.query(
      `SELECT id, card_number AS card FROM guests g WHERE network_id = $1
          AND EXISTS (SELECT FROM transactions t WHERE t.network_id = $1 AND t.guest_id = g.id)`,
      [network.id],
    );
    return rows;
  });
  const known = { guests: guests.map(({ id }) => id), cards: guests.map(({ card }) => card) };
  return { context: await reopen(), grown: { ...network, token, ...known } };
}

export async function measureGrowth({ bench, app, context, grown, rounds, seconds, transfers }) {
  const imported = await importHistory(bench, context, grown, transfers, GUESTS);
  const readersSeconds = await secondsUntilRead(bench, grown, 'loyalty');
  return besideSmall(bench, app, async (sides) => {
    const sizes = {};
    const costs = { small: [], large: [] };
    for (const { name, app: on, database } of sides) {
      sizes[name] = await transactionsOf(bench, database, grown);
      await warmUp(on, [grown]);
      await secondsUntilRead(bench, grown, database);
    }
    for (let round = 0; round < rounds; round += 1)
      for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
        await checkpoint(bench);
        costs[side.name].push(await costsOf(bench, side, grown, seconds));
      }
    return [
      ...['small', 'large'].flatMap((name) => rowsOf(sizes[name], costs[name])),
      ...ratioRows(MEASURED, costs),
      once('import, receipts a second', imported, { atLeast: 8_000 }),
      once('readers at the end after an import', readersSeconds, { unit: ' s', digits: 1, atMost: 15 }),
      ...(await verificationRows(bench, context, grown)),
    ];
  });
}

/** Runs the application on the smaller database too. */
async function besideSmall(bench, app, measure) {
  // A server keeps the newest seal in its folder, and the two databases have different chains.
  const folder = fs.mkdtempSync(path.join(bench.dataDirectory, 'small-'));
  const small = await bench.startApplication({
    WORKERS: 'on',
    DATA_DIR: folder,
    ...inDatabase(SMALL_DATABASE, bench.connections),
  });
  try {
    return await measure([
      { name: 'small', app: small, database: SMALL_DATABASE },
      { name: 'large', app, database: 'loyalty' },
    ]);
  } finally {
    await small.stop();
  }
}

/** Reads of a till alone, of a network with so many transactions. */
export async function measureReads({ bench, app, context, grown, rounds, seconds, read, say }) {
  const missing = Math.ceil(read / COPIES) - (await transactionsOf(bench, 'loyalty', grown));
  if (missing > 0) await importHistory(bench, context, grown, missing, GUESTS);
  await secondsUntilRead(bench, grown, 'loyalty');
  const copies = Math.round(read / (await transactionsOf(bench, 'loyalty', grown))) - 1;
  await copyTransactions(bench, grown, copies, (n) => n % 5 === 0 && say(`${n} of ${copies} copies`));
  return besideSmall(bench, app, async (sides) => {
    const sizes = {};
    const costs = { small: [], large: [] };
    for (const { name, app: on, database } of sides) {
      sizes[name] = await transactionsOf(bench, database, grown);
      await readCosts(bench, on, grown, 1);
    }
    for (let round = 0; round < rounds; round += 1)
      for (const { name, app: on } of round % 2 === 0 ? sides : sides.toReversed()) {
        await checkpoint(bench);
        costs[name].push(await readCosts(bench, on, grown, seconds));
      }
    return [
      ...['small', 'large'].flatMap((name) => costRows(READS, sizes[name], costs[name])),
      ...ratioRows(READS, costs),
    ];
  });
}

const sumOf = (call) => (round) => round[call].application + round[call].postgresql;
const once = (what, value, more) => rowOf({ what, figure: figureOf([value]), ...more });

async function costsOf(bench, { app, database }, network, seconds) {
  const sale = await costOf(bench, app, async () => {
    const { latencies } = await sell(app, [network], seconds);
    await secondsUntilRead(bench, network, database);
    return latencies.length;
  });
  return { sale, ...(await readCosts(bench, app, network, seconds)), report: await reportMs(app, network) };
}

async function readCosts(bench, app, network, seconds) {
  const costs = {};
  for (const [call] of READS)
    costs[call] = await costOf(bench, app, async () => {
      const result = await closedLoop({
        port: app.port,
        connections: CONNECTIONS,
        seconds,
        next: (n) => CALLS[call].next(network, n),
      });
      refuseFailures({ ...result, counts: [...result.counts].filter(([status]) => status !== 200) });
      return result.latencies.length;
    });
  return costs;
}

/** Microseconds of the processor that a call takes of application and server. */
async function costOf(bench, app, calls) {
  const used = () => ({ application: processorMs(app.pid), postgresql: processorMs(bench.postgresPid(), true) });
  const before = used();
  const count = await calls();
  const after = used();
  const each = (name) => ((after[name] - before[name]) * 1_000) / count;
  return { application: each('application'), postgresql: each('postgresql') };
}

async function reportMs(app, network) {
  const day = (ms) => new Date(ms).toISOString().slice(0, 10);
  const address = `/api/reports/loyalty?from=${day(Date.now() - YEAR_MS)}&to=${day(Date.now())}`;
  const began = performance.now();
  const answer = await fetch(`http://127.0.0.1:${app.port}${address}`, {
    headers: { Authorization: `Bearer ${network.token}` },
  });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${address}: ${answer.status} ${text}`);
  return performance.now() - began;
}

const at = (size) => `at ${size.toLocaleString('en')} transactions`;

function costRows(calls, size, costs) {
  const of = (call, name) => figureOf(costs.map((round) => round[call][name]));
  return calls.flatMap(([call, what]) => [
    rowOf({ what: `application, ${what} ${at(size)}`, figure: of(call, 'application'), unit: ' µs' }),
    rowOf({ what: `PostgreSQL, ${what} ${at(size)}`, figure: of(call, 'postgresql'), unit: ' µs' }),
  ]);
}

function ratioRows(calls, costs) {
  return calls.map(([call, what]) =>
    rowOf({
      what: `application and PostgreSQL, of ${what}, the larger to the smaller`,
      figure: ratioOf(costs.large.map(sumOf(call)), costs.small.map(sumOf(call))),
      digits: 2,
      atMost: 1.1,
    }),
  );
}

function rowsOf(size, costs) {
  return costRows(MEASURED, size, costs).concat(
    rowOf({
      what: `loyalty report of a year ${at(size)}`,
      figure: figureOf(costs.map(({ report }) => report)),
      unit: ' ms',
      atMost: 300,
    }),
  );
}

async function verificationRows(bench, context, network) {
  const { LedgerVerification } = built('transactions/books/verification/ledger-verification.js');
  const { Sealer } = built('transactions/books/seals/sealer.js');
  await context.get(Sealer, { strict: false }).sealAll(network.id);
  await checkpoint(bench);
  const transactions = await transactionsOf(bench, 'loyalty', network);
  const used = () => processorMs(process.pid) + processorMs(bench.postgresPid(), true);
  const before = used();
  const result = await context.get(LedgerVerification, { strict: false }).verify(network.id, { sinceSeal: false });
  if (!result.isRight) throw new Error(`the ledger is wrong: ${JSON.stringify(result.findings.list())}`);
  return [
    once('verify-ledger, transactions a second', (transactions * 1_000) / result.elapsedMs),
    once('the same of two whole cores', (transactions * 1_000 * CORES) / (used() - before), { atLeast: 30_000 }),
  ];
}

function secondsUntilRead(bench, network, database) {
  const began = performance.now();
  return asSuperuser(bench, database, async (client) => {
    await haveRead(client, network.id);
    return (performance.now() - began) / 1_000;
  });
}

async function transactionsOf(bench, database, network) {
  const { rows } = await asSuperuser(bench, database, (client) =>
    client.query('SELECT count(*)::float8 AS n FROM transactions WHERE network_id = $1', [network.id]),
  );
  return rows[0].n;
}
