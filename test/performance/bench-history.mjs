import fs from 'node:fs';
import path from 'node:path';
import { figureOf, ratioOf, rowOf } from './bench-figures.mjs';
import { processorMs, relayed, sell, warmUp } from './bench-load.mjs';
import { built } from './bench-server.mjs';
import { asSuperuser, checkpoint } from './bench-tpcb.mjs';

const RECEIPTS_OF_A_GUEST = 50;
const MINUTE_MS = 60_000;
const YEAR_MINUTES = 365 * 24 * 60;
const MAPPING = {
  version: 1,
  name: 'bench',
  lines: 'ROW',
  columns: { number: 'number', occurredAt: 'at', total: 'total', guest: 'guest' },
};

let files = 0;

/** A history as an old system would write it: a year of receipts, each of a guest who comes fifty times. */
function writeHistory(folder, receipts) {
  files += 1;
  const file = path.join(folder, `history-${files}.csv`);
  const mapping = path.join(folder, 'bench.json');
  fs.writeFileSync(mapping, JSON.stringify(MAPPING));
  const guests = Math.max(1, Math.floor(receipts / RECEIPTS_OF_A_GUEST));
  const begin = Date.now() - (YEAR_MINUTES + 24 * 60) * MINUTE_MS;
  const lines = ['number,at,total,guest'];
  for (let n = 0; n < receipts; n += 1) {
    const at = new Date(begin + Math.floor((n * YEAR_MINUTES) / receipts) * MINUTE_MS);
    lines.push(
      `H-${process.pid}-${files}-${n},${at.toISOString()},${10_000 + ((n * 7_919) % 400_000)},G-${files}-${(n * 31) % guests}`,
    );
  }
  fs.writeFileSync(file, `${lines.join('\n')}\n`);
  return { file, mapping };
}

/** Imports so many receipts through the engine of `import receipts`. @returns {Promise<number>} receipts a second */
export async function importHistory(bench, context, network, receipts) {
  const { ImportReceipts } = built('integrations/imports/index.js');
  const { file, mapping } = writeHistory(bench.dataDirectory, receipts);
  const nothing = () => undefined;
  const summary = await context.get(ImportReceipts, { strict: false }).run({
    networkId: network.id,
    file,
    mapping,
    moveToYesterday: false,
    progress: { reading: nothing, recording: nothing, end: nothing },
  });
  fs.rmSync(file);
  if (summary.sales !== receipts)
    throw new Error(`of ${receipts} receipts ${summary.sales} were imported: ${JSON.stringify(summary.rejects)}`);
  return receipts / summary.seconds;
}

/** Receipts of a file, from its first byte to the analysed tables, with the workers of the application beside it. */
export async function measureImport({ bench, tpcb, context, network, rounds, seconds, receipts }) {
  const sides = { transactions: [], receipts: [] };
  await importHistory(bench, context, network, Math.ceil(receipts / 10));
  for (let round = 0; round < rounds; round += 1) {
    await checkpoint(bench);
    sides.transactions.push(await tpcb.measure(seconds));
    await checkpoint(bench);
    sides.receipts.push(await importHistory(bench, context, network, receipts));
  }
  return [
    rowOf({ what: `receipts a second, files of ${receipts.toLocaleString('en')}`, figure: figureOf(sides.receipts) }),
    rowOf({
      what: 'import to TPC-B',
      figure: ratioOf(sides.receipts, sides.transactions),
      digits: 2,
      atLeast: 2.5,
      goal: 5,
    }),
  ];
}

const SMALL_TRANSFERS = 10_000;
const SMALL_DATABASE = 'loyalty_small';

/**
 * The same sales of the same guests in two databases of the one server: a copy with ten thousand transfers, and the
 * first with a hundred times as many. The cost of a sale is processor time of application and server, since both databases share it.
 */
export async function prepareGrowth({ bench, context, network, release, reopen }) {
  await importHistory(bench, context, network, SMALL_TRANSFERS);
  // A database is copied only while nobody is connected to it.
  await release();
  await asSuperuser(bench, 'postgres', async (client) => {
    const { rows } = await client.query(
      `SELECT pg_get_userbyid(datdba) AS owner FROM pg_database WHERE datname = 'loyalty'`,
    );
    await client.query(`CREATE DATABASE ${SMALL_DATABASE} TEMPLATE loyalty OWNER ${rows[0].owner}`);
  });
  return reopen();
}

export async function measureGrowth({ bench, app, context, network, rounds, seconds, transfers }) {
  const missing = transfers - (await transfersOf(bench, 'loyalty'));
  if (missing > 0) await importHistory(bench, context, network, Math.ceil(missing));
  const small = await bench.startApplication({ WORKERS: 'on', ...urlsOf(SMALL_DATABASE, bench.connections) });
  try {
    const sizes = { small: await transfersOf(bench, SMALL_DATABASE), large: await transfersOf(bench, 'loyalty') };
    await warmUp(small, [network]);
    await warmUp(app, [network]);
    for (const database of [SMALL_DATABASE, 'loyalty']) await relayed(bench, network.id, database);
    const cost = { small: [], large: [] };
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, on] of round % 2 === 0
        ? [
            ['small', small],
            ['large', app],
          ]
        : [
            ['large', app],
            ['small', small],
          ]) {
        await checkpoint(bench);
        cost[name].push(await costOfSale(bench, on, network, seconds));
      }
    }
    const words = (count) => Math.round(count).toLocaleString('en');
    return [
      rowOf({ what: `a sale at ${words(sizes.small)} transfers`, figure: figureOf(cost.small), unit: ' µs' }),
      rowOf({ what: `a sale at ${words(sizes.large)} transfers`, figure: figureOf(cost.large), unit: ' µs' }),
      rowOf({ what: 'the second to the first', figure: ratioOf(cost.large, cost.small), digits: 2, atMost: 1.1 }),
    ];
  } finally {
    await small.stop();
  }
}

async function costOfSale(bench, app, network, seconds) {
  const used = () => processorMs(app.pid) + processorMs(bench.postgresPid(), true);
  const before = used();
  const { latencies } = await sell(app, [network], seconds);
  return ((used() - before) * 1_000) / latencies.length;
}

async function transfersOf(bench, database) {
  const { rows } = await asSuperuser(bench, database, (client) =>
    client.query('SELECT count(*)::float8 AS n FROM transfers'),
  );
  return rows[0].n;
}

/** The application's own addresses, of another database of the same server. */
function urlsOf(database, connections) {
  return Object.fromEntries(
    Object.entries(connections).map(([name, url]) => [
      name,
      Object.assign(new URL(url), { pathname: `/${database}` }).href,
    ]),
  );
}
