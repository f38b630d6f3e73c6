#!/usr/bin/env node
// The points of many networks end at one midnight. Two workers share the expiry beside a server whose tills sell, and one worker is killed at a
// third. Each lot has expired once, both workers did networks, each network was one worker's at a time, the killed one's networks are taken within 20 s, and
// the tills' p99 at most doubles (at full size).
// `shared-midnight.mjs --networks N [--control]`; the control adds jobs without deduplication and says how many turns of one network met.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { saleOf } from '../performance/bench-load.mjs';
import { longLived, makeNetwork, openContext } from '../performance/bench-networks.mjs';
import { built, startApplication, startBench } from '../performance/bench-server.mjs';
import { openLoop, percentile } from '../performance/load-client.mjs';
import { saleActOf } from './sale-act.mjs';

const MOSCOW_MS = 3 * 3_600_000;
const SOLD = Date.UTC(2024, 2, 10, 12);
const GUESTS = 500;
const SALES_A_SECOND = 40;
const SECONDS = 8;
/** Two processors that the servers, the tills and PostgreSQL share: below this a difference of the p99 is the machine's. */
const NOISE_MS = 150;
/** With this many networks the expiry lasts long enough to judge a p99; with fewer the p99 is only printed. */
const MEASURED_FROM = 50;
const TAKEN_WITHIN_MS = 20_000;
const WITHIN_MS = 180_000;

const isControl = process.argv.includes('--control');
const count = Number(process.argv[process.argv.indexOf('--networks') + 1]);
/** From the start of the workers to midnight: they find what is due before, and the tills are measured. */
const BEFORE_MS = 60_000 + 5_000 * count;
const bench = await startBench();
const running = [];
const workers = [];
let superuser;
let failure = null;
try {
  superuser = await connect();
  await installClock();
  await setClock(SOLD);
  const context = await openContext();
  const networks = [];
  for (let n = 0; n < count; n += 1)
    networks.push(await makeNetwork(context, { code: `midnight-${n}`, guests: GUESTS, changes: { warning: null } }));
  const tills = await makeNetwork(context, { code: 'tills', guests: 500 });
  tills.token = longLived(context, tills.token);
  const issued = await give(context, networks);
  await context.close();

  const ids = networks.map(({ id }) => id);
  const midnight = await midnightOf(ids);
  await setClock(midnight - BEFORE_MS);
  const beganAt = Date.now();
  const app = await startApplication({ WORKERS: 'off' });
  running.push(app);
  for (let n = 0; n < 2; n += 1) await startWorker();

  const sell = () =>
    openLoop({
      port: app.port,
      connections: 16,
      seconds: SECONDS,
      perSecond: SALES_A_SECOND,
      next: (n) => saleOf(tills, n),
    });
  const sold = async () => {
    const { latencies, counts } = await sell();
    if (counts.get(201) !== latencies.length) throw new Error(`sales failed: ${JSON.stringify([...counts])}`);
    return percentile(latencies, 0.99);
  };
  await sold();
  await until('what was due before is done', async () => (await countDue()) === 0);
  let quietMs = await sold();
  if (Date.now() > beganAt + BEFORE_MS - 1_000) throw new Error('midnight came before the tills were measured');
  await sleep(beganAt + BEFORE_MS - Date.now() - 500);
  const beside = sold();
  const lots = await countLots(ids);
  let killed = null;
  if (!isControl) {
    await until('a third has expired amid a turn', async () => {
      killed = workers.find((worker) => openTurns(worker).length > 0) ?? null;
      return killed !== null && (await countLots(ids)) <= (lots * 2) / 3;
    });
    await kill(killed);
  }
  await until('all has expired', async () => (await countLots(ids)) === 0);
  const besideMs = await beside;
  // Other work of the machine may start at midnight, so the tills are measured afterwards too.
  quietMs = Math.max(quietMs, await sold());
  const overlaps = overlapsOf(workers.flatMap(({ turns }) => turns));
  const figures = {
    networks: count,
    lots,
    turns: workers.map(({ turns }) => turns.length),
    quietMs,
    besideMs,
    overlaps,
  };
  if (isControl) console.log(JSON.stringify({ control: true, ...figures }));
  else {
    await requireExpiredOnce(ids, { lots, issued });
    if (overlaps > 0) throw new Error(`turns of one network met ${overlaps} times`);
    for (const worker of workers) if (worker.turns.length === 0) throw new Error('one worker did it all');
    const takenMs = await takenAfter(killed);
    if (takenMs > TAKEN_WITHIN_MS) throw new Error(`the killed worker's networks waited ${takenMs} ms`);
    if (count >= MEASURED_FROM && besideMs > 2 * Math.max(quietMs, NOISE_MS))
      throw new Error(`p99 of the tills: ${JSON.stringify(figures)}`);
    execFileSync(process.execPath, [path.resolve(import.meta.dirname, '../../dist/cli.js'), 'verify-ledger'], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    console.log(JSON.stringify({ done: true, ...figures, takenMs }));
  }
} catch (error) {
  failure = error;
} finally {
  for (const one of running) await one.stop('SIGKILL');
  await superuser?.end().catch(() => undefined);
  await bench.stop();
}
if (failure !== null) {
  console.error(failure instanceof Error ? failure.stack : failure);
  process.exit(1);
}

/** @typedef {{ network: string, from: number, to: number }} Turn `to` is Infinity while it is under way */

async function startWorker() {
  const worker = { turns: [], killedAt: Infinity };
  const open = new Map();
  const onMessage = ({ turn, network, ended, at }) => {
    if (ended) open.get(turn).to = at;
    else if (turn !== undefined) {
      open.set(turn, { network, from: at, to: Infinity });
      worker.turns.push(open.get(turn));
    }
  };
  const nodeArguments = ['--require', path.join(import.meta.dirname, 'watched-worker.cjs')];
  const environment = isControl ? { DEDUPLICATION: 'off' } : {};
  const program = await startApplication(environment, { program: 'worker.js', nodeArguments, onMessage });
  Object.assign(worker, { program });
  workers.push(worker);
  running.push(program);
}

function openTurns({ turns }) {
  return turns.filter(({ to }) => to === Infinity);
}

async function kill(worker) {
  await worker.program.stop('SIGKILL');
  worker.killedAt = Date.now();
  worker.left = openTurns(worker).map(({ network }) => network);
  for (const turn of openTurns(worker)) turn.to = worker.killedAt;
}

/** How often a network's turn began before its last one had ended. */
function overlapsOf(turns) {
  const sorted = turns.toSorted((a, b) => a.from - b.from);
  return sorted.filter((turn, n) =>
    sorted.slice(0, n).some(({ network, to }) => network === turn.network && to > turn.from),
  ).length;
}

/** How long the killed worker's networks waited for another worker, at most. */
async function takenAfter({ left, killedAt }) {
  const next = (network) =>
    workers.flatMap(({ turns }) => turns).find((turn) => turn.network === network && turn.from >= killedAt);
  await until('the networks of the killed worker are taken', () => left.every(next));
  return Math.max(...left.map((network) => next(network).from)) - killedAt;
}

/** Sales of each guest at the same day of long ago, by the till. Answers their points. */
async function give(context, networks) {
  const { Till } = built('transactions/till/queue/till.js');
  const till = context.get(Till, { strict: false });
  for (const network of networks)
    for (let from = 0; from < GUESTS; from += 100) {
      const page = network.guests.slice(from, from + 100);
      const outcomes = await Promise.all(page.map((guest) => till.submit(saleActOf(network, guest))));
      for (const { kind } of outcomes) if (kind !== 'POSTED') throw new Error(`a sale was ${kind}`);
    }
  const { rows } = await superuser.query(
    'SELECT sum(available)::int AS points FROM guest_states WHERE network_id = ANY ($1)',
    [networks.map(({ id }) => id)],
  );
  return rows[0].points;
}

async function midnightOf(ids) {
  const { rows } = await superuser.query(
    'SELECT min(expires_at) AS first, max(expires_at) AS last FROM lots WHERE network_id = ANY ($1)',
    [ids],
  );
  const [{ first, last }] = rows;
  if (first.getTime() !== last.getTime() || (first.getTime() + MOSCOW_MS) % 86_400_000 !== 0)
    throw new Error(`no midnight: ${first.toISOString()}, ${last.toISOString()}`);
  return first.getTime();
}

async function countLots(ids) {
  const { rows } = await superuser.query('SELECT count(*)::int AS n FROM lots WHERE network_id = ANY ($1)', [ids]);
  return rows[0].n;
}

async function countDue() {
  const { rows } = await superuser.query('SELECT count(*)::int AS n FROM guest_states WHERE due_at <= ledger_now()');
  return rows[0].n;
}

async function requireExpiredOnce(ids, { lots, issued }) {
  const { rows } = await superuser.query(
    `SELECT count(*)::int AS lots, coalesce(max(times), 0)::int AS times, coalesce(sum(points), 0)::int AS points
       FROM (SELECT lot_id, count(*) AS times, sum(amount) AS points FROM transfers
              WHERE network_id = ANY ($1) AND credit_kind = 'NETWORK_EXPIRY' GROUP BY lot_id) l`,
    [ids],
  );
  const [is, wanted] = [rows[0], { lots, times: 1, points: issued }].map((row) => JSON.stringify(row));
  if (is !== wanted) throw new Error(`expired: ${is} instead of ${wanted}`);
}

/** The ledger decides and dates by a clock that runs, as far from the database's as this sets. */
async function installClock() {
  await superuser.query(`CREATE TABLE clock_of_test (behind interval NOT NULL);
    INSERT INTO clock_of_test VALUES ('0');
    GRANT SELECT ON clock_of_test TO PUBLIC;
    CREATE OR REPLACE FUNCTION ledger_now() RETURNS timestamptz LANGUAGE sql STABLE
      RETURN (SELECT pg_catalog.now() - behind FROM clock_of_test)`);
}

async function setClock(at) {
  const behindMs = Date.now() - at;
  await superuser.query('UPDATE clock_of_test SET behind = make_interval(secs => $1::float8 / 1000)', [behindMs]);
}

async function connect() {
  const client = new pg.Client({ connectionString: bench.superuserUrl('loyalty') });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function until(what, ask) {
  const deadline = Date.now() + WITHIN_MS;
  while (!(await ask())) {
    if (Date.now() > deadline) throw new Error(`not in time: ${what}`);
    await sleep(10);
  }
}
