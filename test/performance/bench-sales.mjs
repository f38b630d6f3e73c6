import { readFileSync } from 'node:fs';
import { figureOf, ratioOf, rowOf } from './bench-figures.mjs';
import { CONNECTIONS, metricOf, processorMs, refuseFailures, saleOf, sell, warmUp } from './bench-load.mjs';
import { makeNetwork } from './bench-networks.mjs';
import { asSuperuser, checkpoint } from './bench-tpcb.mjs';
import { closedLoop, openLoop, percentile } from './load-client.mjs';

const GUESTS_OF_MANY = 10;
const MANY = 100;
const FEW_SALES = 3_000;
const MANY_SALES = 30_000;

/** Measures sales one by one against TPC-B: rate, processor time and bytes on disk. */
export async function measureSales({ bench, app, tpcb, network, rounds, seconds, sections }) {
  await warmUp(app, [network]);
  const runs = [];
  const before = await sizesOf(bench);
  for (let round = 0; round < rounds; round += 1) {
    await checkpoint(bench);
    const transactions = await tpcb.measure(seconds);
    await checkpoint(bench);
    const cost = {
      app: processorMs(app.pid),
      postgres: processorMs(bench.postgresPid(), true),
      load: process.cpuUsage(),
    };
    const { perSecond, latencies } = await sell(app, [network], seconds);
    const load = process.cpuUsage(cost.load);
    const each = (ms) => (ms * 1_000) / latencies.length;
    runs.push({
      transactions,
      perSecond,
      sales: latencies.length,
      p50: percentile(latencies, 0.5),
      app: each(processorMs(app.pid) - cost.app),
      postgres: each(processorMs(bench.postgresPid(), true) - cost.postgres),
      load: (load.user + load.system) / latencies.length,
    });
  }
  const of = (name) => runs.map((run) => run[name]);
  const rows = [
    rowOf({ what: 'TPC-B, transactions a second', figure: figureOf(of('transactions')) }),
    rowOf({ what: 'sales a second, one network', figure: figureOf(of('perSecond')) }),
    rowOf({
      what: 'sales to TPC-B',
      figure: ratioOf(of('perSecond'), of('transactions')),
      digits: 2,
      atLeast: 1.3,
      goal: 2,
    }),
    rowOf({ what: 'application, processor a sale', figure: figureOf(of('app')), unit: ' µs' }),
    rowOf({ what: 'PostgreSQL, processor a sale, seals and relay in', figure: figureOf(of('postgres')), unit: ' µs' }),
    rowOf({ what: 'load generator, processor a sale', figure: figureOf(of('load')), unit: ' µs' }),
  ];
  if (sections.has('latency'))
    rows.push(
      await measureLatency({ bench, app, network, rounds, seconds, reached: figureOf(of('perSecond')).median }),
    );
  if (sections.has('bytes'))
    rows.push(
      ...(await bytesRows(
        bench,
        before,
        of('sales').reduce((a, b) => a + b, 0),
      )),
    );
  return rows;
}

/** The 99th percentile of waits at half of the rate that was reached; `besides` adds members to a sale, and `words` describes it. */
export async function measureLatency({
  bench,
  app,
  network,
  rounds,
  seconds,
  reached,
  besides = () => ({}),
  words = 'sales a second',
}) {
  const slowest = [];
  for (let round = 0; round < rounds; round += 1) {
    await checkpoint(bench);
    const result = await openLoop({
      port: app.port,
      connections: CONNECTIONS,
      seconds,
      perSecond: reached / 2,
      next: (n) => saleOf(network, n, besides()),
    });
    refuseFailures(result);
    slowest.push(percentile(result.latencies, 0.99));
  }
  const what = `p99 at ${Math.round(reached / 2).toLocaleString('en')} ${words}, from the intended start`;
  return rowOf({ what, figure: figureOf(slowest), unit: ' ms', digits: 1, atMost: 50 });
}

/** Sales spread over many networks, and over one where there are two. */
export async function measureNetworks({ bench, app, tpcb, context, network, rounds, seconds }) {
  const others = [];
  for (let n = 0; n < MANY - 1; n += 1) {
    others.push(
      await makeNetwork(context, { code: `bench-${n}`, guests: n === 0 ? network.guests.length : GUESTS_OF_MANY }),
    );
  }
  const many = [network, ...others];
  const sides = { transactions: [], many: [], one: [], two: [] };
  await warmUp(app, many);
  for (let round = 0; round < rounds; round += 1) {
    await checkpoint(bench);
    sides.transactions.push(await tpcb.measure(seconds));
    for (const [name, on] of [
      ['many', many],
      ['one', [network]],
      ['two', many.slice(0, 2)],
    ]) {
      await checkpoint(bench);
      sides[name].push((await sell(app, on, seconds)).perSecond);
    }
  }
  return [
    rowOf({ what: `sales a second, ${MANY} networks`, figure: figureOf(sides.many) }),
    rowOf({
      what: `sales over ${MANY} networks to TPC-B`,
      figure: ratioOf(sides.many, sides.transactions),
      digits: 2,
      atLeast: 0.6,
    }),
    rowOf({
      what: 'sales of one network to those of two',
      figure: ratioOf(sides.one, sides.two),
      digits: 2,
      atLeast: 0.9,
    }),
  ];
}

/** Memory of the process after a few sales, and after ten times as many. */
export async function measureMemory({ bench, network }) {
  const app = await bench.startApplication({ WORKERS: 'on' });
  try {
    let sold = 0;
    const bytesAfter = async (sales) => {
      while (sold < sales) sold += (await sell(app, [network], 1)).latencies.length;
      return residentMegabytes(app.pid);
    };
    const [few, many] = [await bytesAfter(FEW_SALES), await bytesAfter(MANY_SALES)];
    const after = (sales) => `memory of the application after ${sales.toLocaleString('en')} sales`;
    return [
      rowOf({ what: after(FEW_SALES), figure: figureOf([few]), unit: ' MB' }),
      rowOf({ what: after(MANY_SALES), figure: figureOf([many]), unit: ' MB' }),
      rowOf({ what: 'the second to the first', figure: figureOf([many / few]), digits: 2, atMost: 1.3 }),
    ];
  } finally {
    await app.stop();
  }
}

function residentMegabytes(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1_024;
}

/** Everybody sells to one guest. */
export async function measureHammer({ bench, app, network, rounds, seconds }) {
  const one = { ...network, guests: network.guests.slice(0, 1) };
  const perSecond = [];
  const failures = [];
  const deadlocks = () => Promise.all([metricOf(app, 'loyalty_till_deadlocks_total'), deadlocksOf(bench)]);
  const before = await deadlocks();
  for (let round = 0; round < rounds; round += 1) {
    await checkpoint(bench);
    const { counts, perSecond: reached } = await closedLoop({
      port: app.port,
      connections: CONNECTIONS,
      seconds,
      next: (n) => saleOf(one, n),
    });
    perSecond.push(reached);
    failures.push([...counts].reduce((sum, [status, count]) => sum + (status >= 500 ? count : 0), 0));
  }
  const met = (await deadlocks()).map((count, i) => count - before[i]);
  return [
    rowOf({ what: 'acts a second on one guest', figure: figureOf(perSecond), atLeast: 100 }),
    rowOf({ what: 'answers of 500 and above, one guest', figure: figureOf(failures), atMost: 0 }),
    rowOf({ what: 'deadlocks, by till and by server', figure: figureOf(met), atMost: 0 }),
  ];
}

async function deadlocksOf(bench) {
  const { rows } = await asSuperuser(bench, 'loyalty', (client) =>
    client.query('SELECT sum(deadlocks)::float8 AS met FROM pg_stat_database'),
  );
  return rows[0].met;
}

/** Every table with its indexes and long values, and the log written so far. */
async function sizesOf(bench) {
  const { rows } = await asSuperuser(bench, 'loyalty', (client) =>
    client.query(`SELECT coalesce(p.inhparent::regclass, c.oid::regclass)::text AS name,
        sum(pg_total_relation_size(c.oid))::float8 AS bytes
      FROM pg_class c LEFT JOIN pg_inherits p ON p.inhrelid = c.oid
      WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace GROUP BY 1
      UNION ALL SELECT 'log', pg_current_wal_lsn() - '0/0'::pg_lsn`),
  );
  return new Map(rows.map(({ name, bytes }) => [name, bytes]));
}

const LARGEST = 6;

async function bytesRows(bench, before, sales) {
  const grown = [...(await sizesOf(bench))].map(([name, bytes]) => [name, (bytes - (before.get(name) ?? 0)) / sales]);
  const tables = grown.filter(([name]) => name !== 'log').sort(([, a], [, b]) => b - a);
  const once = (value) => figureOf([value]);
  return [
    rowOf({
      what: 'bytes on disk a sale: tables, indexes, outbox, seals',
      figure: once(tables.reduce((sum, [, bytes]) => sum + bytes, 0)),
    }),
    ...tables.slice(0, LARGEST).map(([name, bytes]) => rowOf({ what: `of these \`${name}\``, figure: once(bytes) })),
  ];
}
