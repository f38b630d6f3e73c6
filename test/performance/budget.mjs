#!/usr/bin/env node
// npm run budget: what each call of a till, the readers behind the sales and an idle server ask of PostgreSQL, by
// counts, which no other work on the machine changes. Compared with test/performance/budget.json; ends with 1 when
// something grew. A change of that file says in its commit why. The longest statement and the processor's work are times,
// which a slow or busy machine lengthens: they are compared by the pace of a fixed statement and of a small server that never
// changes, and where nothing else grew, all is measured once more. `--only counts`, which `npm test` asks for, leaves all
// times out and counts the bytes of the processor's work alone; `--only work` measures nothing else.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { SERVER_SETTINGS } from '../../scripts/postgres/settings.mjs';
import { buy } from './bench-heavy-guest.mjs';
import { relayed } from './bench-load.mjs';
import { makeNetwork, openContext } from './bench-networks.mjs';
import { inDatabase, startBench } from './bench-server.mjs';
import { asSuperuser } from './bench-tpcb.mjs';
import { Caller, CALLS, GUESTS } from './budget-calls.mjs';
import { figuresOf, differences } from './budget-figures.mjs';
import { Meter } from './budget-meter.mjs';
import { measureAllocated, measureWork } from './budget-work.mjs';

const CALLS_EACH = 200;
const WARM_UP = 20;
/** One smallest piece of a reader. A fast machine takes more sales in fewer pieces, and each piece has a cost of its own. */
const SALES = 500;
const REST_SECONDS = 30;
/** This long after a start, the jobs that the start requested have run, and only periodic jobs are left. */
const SETTLES_MS = 70_000;
/** After this time an idle connection has published its table counts. */
const RESTS_MS = 10_000;
const MANY_GUESTS = 1_000;
/** The same work for PostgreSQL everywhere, so its time measures the machine. */
const FIXED_WORK = `SELECT count(DISTINCT md5(n::text)) FROM generate_series(1, 100000) n`;
const FIXED_TIMES = 5;

const file = fileURLToPath(new URL('budget.json', import.meta.url));
const heap = fileURLToPath(new URL('budget-heap.cjs', import.meta.url));

/** Settings under which PostgreSQL does nothing by itself: no checkpoint, no vacuum, and no whole page in the log. */
const SETTINGS = {
  ...SERVER_SETTINGS,
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.max': 5_000,
  autovacuum: 'off',
  fsync: 'off',
  full_page_writes: 'off',
  checkpoint_timeout: '1h',
};

const { values: options } = parseArgs({
  options: {
    write: { type: 'boolean', default: false },
    statements: { type: 'boolean', default: false },
    again: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});
if (!fs.existsSync(fileURLToPath(new URL('../../dist/main.js', import.meta.url)))) {
  console.error('Build first: npm run build');
  process.exit(2);
}
process.env.LOG_LEVEL ??= 'error';
let isOnceMore = false;
const bench = await startBench(SETTINGS);
try {
  const measured = await measure();
  if (options.write) {
    const kept = { ...JSON.parse(fs.readFileSync(file, 'utf8')), ...measured };
    fs.writeFileSync(file, `${JSON.stringify(kept, null, 2)}\n`);
    console.log(`Written: ${path.relative(process.cwd(), file)}`);
  } else compare(measured);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await bench.stop();
}
if (isOnceMore)
  process.exitCode = spawnSync(process.execPath, [...process.argv.slice(1), '--again'], { stdio: 'inherit' }).status;

/** The calls use a database of their own, so that the sales' database is idle. */
async function measure() {
  const context = await openContext();
  const plain = await makeNetwork(context, { code: 'plain', guests: GUESTS });
  const spending = { cardPerDay: 1_000_000 };
  const mixed = await makeNetwork(context, { code: 'mixed', guests: GUESTS, role: 'manager', settings: { spending } });
  const many = await makeNetwork(context, { code: 'many', guests: MANY_GUESTS });
  await context.close();
  await asSuperuser(bench, 'postgres', (client) => client.query('CREATE DATABASE calls TEMPLATE loyalty'));
  const apps = [];
  const countsHeap = { nodeArguments: ['--require', heap] };
  const start = async (environment, more) => {
    const app = await bench.startApplication(environment, more);
    apps.push(app);
    return app;
  };
  try {
    const workers = await start({ WORKERS: 'on' }, countsHeap);
    const counts = {};
    if (options.only !== 'work') {
      const pace = await measurePace();
      const tills = await start({ WORKERS: 'off', ...inDatabase('calls', bench.connections) }, countsHeap);
      [counts.calls, counts.rest] = await Promise.all([measureCalls(tills, { plain, mixed }), measureRest()]);
      await tills.stop('SIGKILL');
      counts.readers = await measureReaders(workers, many);
      counts.paceMs = Math.max(pace, await measurePace());
    }
    const work = options.only === 'counts' ? measureAllocated : measureWork;
    return { ...counts, work: await work({ bench, app: workers, plain, mixed, isKept }) };
  } finally {
    for (const app of apps) await app.stop('SIGKILL');
  }
}

async function measureCalls(tills, networks) {
  const meter = await Meter.open(bench.superuserUrl('calls'));
  const caller = new Caller(tills.port, networks);
  const kinds = Object.keys(CALLS);
  await caller.prepare();
  for (const kind of kinds) await caller.make(kind, WARM_UP);
  // Waits until the connections of the last kind of call have published their counts, because no later call makes them publish.
  await sleep(RESTS_MS);
  await meter.lap(async () => {
    for (const kind of kinds) await caller.make(kind, 1);
  });
  const calls = {};
  for (const kind of kinds) {
    await tills.ask('allocated');
    const isLast = kind === kinds.at(-1);
    await caller.make(kind, isLast ? CALLS_EACH : CALLS_EACH - 1);
    const { allocated } = await tills.ask('allocated');
    const counted = await meter.lap(() => (isLast ? sleep(RESTS_MS) : caller.make(kind, 1)));
    calls[kind] = figuresOf(counted, CALLS_EACH, allocated);
    show(kind, counted, CALLS_EACH);
  }
  caller.close();
  await meter.close();
  return calls;
}

/** Measures what the whole server asks of PostgreSQL in a second without calls. */
async function measureRest() {
  const meter = await Meter.open(bench.superuserUrl('loyalty'));
  await sleep(SETTLES_MS);
  await meter.statements();
  await sleep(REST_SECONDS * 1_000);
  const rested = await meter.statements();
  await meter.close();
  show('rest, a second', rested, REST_SECONDS);
  const { statements, bufferHits, walBytes } = figuresOf({ ...rested, tables: {} }, REST_SECONDS);
  return { statements, bufferHits, walBytes };
}

/** Counts what readers and other background work ask of PostgreSQL for a sale. */
async function measureReaders(workers, network) {
  // The workers are stopped while the sales are made, so that each reader meets all of them at once, in every run.
  process.kill(workers.pid, 'SIGSTOP');
  const context = await openContext();
  await buy(context, network, SALES, 2);
  await context.close();
  const meter = await Meter.open(bench.superuserUrl('loyalty'));
  await meter.lap(() => undefined);
  process.kill(workers.pid, 'SIGCONT');
  await relayed(bench, network.id);
  const read = await meter.lap(() => sleep(RESTS_MS));
  await meter.close();
  show('readers, a sale', read, SALES);
  return figuresOf(read, SALES);
}

async function measurePace() {
  const times = [];
  await asSuperuser(bench, 'loyalty', async (client) => {
    for (let n = 0; n < FIXED_TIMES; n += 1) {
      const began = performance.now();
      await client.query(FIXED_WORK);
      times.push(performance.now() - began);
    }
  });
  return Math.round(times.sort((a, b) => a - b)[Math.floor(FIXED_TIMES / 2)]);
}

/** Whether the processor's work of a kind of call keeps its budget; false while a budget is written. */
function isKept(kind, figures) {
  if (options.write) return false;
  const { work } = JSON.parse(fs.readFileSync(file, 'utf8'));
  return differences({ work: { [kind]: work[kind] } }, { work: { [kind]: figures } }).grown.length === 0;
}

/** Prints the counts, with `--statements` also the statements. */
function show(what, counted, times) {
  if (!options.statements) return;
  console.log(`\n${what}: ${((counted.ms * 1_000) / times).toFixed(0)} µs of PostgreSQL`);
  for (const { query, calls, ms, longest, hits, wal } of counted.asked.slice(0, 40)) {
    const text = query.replace(/\s+/g, ' ').slice(0, 200);
    const each = `${(ms / calls).toFixed(2)} ms, ${(hits / calls).toFixed(1)} hits, ${(wal / calls).toFixed(0)} bytes`;
    console.log(`  ${(calls / times).toFixed(2)} × ${each}, at most ${longest.toFixed(1)} ms: ${text}`);
  }
}

/** The measured part of the budget of work. */
function workOf({ work }) {
  if (options.only !== 'counts') return work;
  return Object.fromEntries(Object.entries(work).map(([kind, { allocatedBytes }]) => [kind, { allocatedBytes }]));
}

function compare(measured) {
  const before = JSON.parse(fs.readFileSync(file, 'utf8'));
  const { grown: all, shrunk } = differences(
    Object.fromEntries(
      Object.keys(measured).map((name) => [name, name === 'work' ? workOf(before) : (before[name] ?? {})]),
    ),
    measured,
  );
  const isTime = (sentence) => /(longestMs|Multiple): /.test(sentence);
  const isCount = (sentence) => !isTime(sentence);
  // The first measurement kept within the budget's counts, so the second one is judged by its times.
  const grown = options.only === 'counts' ? all.filter(isCount) : options.again ? all.filter(isTime) : all;
  if (process.env.BUDGET_REPORT) fs.writeFileSync(process.env.BUDGET_REPORT, JSON.stringify(grown));
  if (shrunk.length > 0) {
    console.log(`\nLess than test/performance/budget.json says; \`npm run budget -- --write\` keeps it so:`);
    for (const sentence of shrunk) console.log(`  ${sentence}`);
  }
  if (grown.length > 0) {
    console.log(`\nMore than test/performance/budget.json allows (of one call, one sale or one second):`);
    for (const sentence of grown) console.log(`  ${sentence}`);
    process.exitCode = 1;
    isOnceMore = !options.again && grown.every(isTime);
    if (isOnceMore) console.log('A statement may have waited for a busy machine: once more.');
  } else console.log('\nNothing grew beyond its budget.');
}
