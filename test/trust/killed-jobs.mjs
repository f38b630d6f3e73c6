#!/usr/bin/env node
// Work after a kill: a worker and PostgreSQL are killed with SIGKILL between and within the pieces of
// expiry, of warnings and of referrals, and `liability close` at the moments of its one transaction. Run to the end, each lot
// has expired once, each guest was warned once and each referral is paid once to both sides; the closed month is to the byte that of a database without a kill.
import { execFileSync, spawn } from 'node:child_process';
import path from 'node:path';
import pg from 'pg';
import { makeNetwork, openContext } from '../performance/bench-networks.mjs';
import { built, startBench } from '../performance/bench-server.mjs';
import { saleActOf } from './sale-act.mjs';

const DAY = 86_400_000;
/** Lots of 10 March 2024 (Moscow) expire a year later; those of 30 March are then about to. */
const SOLD = Date.UTC(2024, 2, 10, 12);
const SOLD_LATER = SOLD + 20 * DAY;
const JOBS_AT = Date.UTC(2025, 2, 20, 12);
const MONTH = '2024-03';
/** Pieces of the jobs have 200 guests each. */
const GUESTS_A_KILL = 500;
const LOOK_EVERY_MS = 3;
const WITHIN_MS = 120_000;

const kills = Number(process.argv[process.argv.indexOf('--kills') + 1]);
const guests = GUESTS_A_KILL * (2 * kills + 1);
const bench = await startBench();
const cli = path.resolve(import.meta.dirname, '../../dist/cli.js');
let superuser;
let failure = null;
try {
  superuser = await connect();
  await installClock();
  const context = await openContext();
  const expiring = await makeNetwork(context, { code: 'expiring', guests, changes: { warning: null } });
  const warned = await makeNetwork(context, { code: 'warned', guests });
  const referred = await makeNetwork(context, { code: 'referred', guests, preset: 'points-4' });
  await refer(context, referred);
  const issued = await sell(context, expiring, SOLD);
  await sell(context, warned, SOLD_LATER);
  await sell(context, { ...referred, guests: friendsOf(referred) }, SOLD_LATER, { spends: false });
  await context.close();
  await setClock(JOBS_AT);

  await killJobs(expiring, warned, referred);
  await requireOnce(expiring, warned, issued);
  await requirePaidOnce(referred);
  await killClose(expiring);
  execFileSync(process.execPath, [cli, 'verify-ledger'], { stdio: ['ignore', 'inherit', 'inherit'] });
} catch (error) {
  failure = error;
} finally {
  await superuser?.end().catch(() => undefined);
  await bench.stop();
}
if (failure !== null) {
  console.error(failure instanceof Error ? failure.stack : failure);
  process.exit(1);
}
console.log(JSON.stringify({ done: true, kills, guests }));

/** Each second guest was brought by the one before. */
async function refer(context, network) {
  const { Database } = built('platform/database/database.js');
  const friends = friendsOf(network);
  const referrers = network.guests.filter((_, n) => n % 2 === 0).slice(0, friends.length);
  await context.get(Database, { strict: false }).inNetwork(network.id, (tx) =>
    tx.query(
      `INSERT INTO referrals (network_id, id, friend_id, referrer_id, code)
       SELECT $1, gen_random_uuid(), f, r, g.referral_code FROM unnest($2::uuid[], $3::uuid[]) n(f, r)
       JOIN guests g ON g.network_id = $1 AND g.id = r`,
      [network.id, friends, referrers],
    ),
  );
}

function friendsOf(network) {
  return network.guests.filter((_, n) => n % 2 === 1);
}

/** Gives each guest points by the till at a time long ago, and spends some. Returns what is left. */
async function sell(context, network, at, { spends = true } = {}) {
  const { Till } = built('transactions/till/queue/till.js');
  const till = context.get(Till, { strict: false });
  await setClock(at);
  const submit = async (guestsOfAct, pointsToRedeem) => {
    for (let from = 0; from < guestsOfAct.length; from += 100) {
      const page = guestsOfAct.slice(from, from + 100);
      const outcomes = await Promise.all(page.map((guest) => till.submit(saleActOf(network, guest, pointsToRedeem))));
      for (const { kind } of outcomes) if (kind !== 'POSTED') throw new Error(`a sale was ${kind}`);
    }
  };
  await submit(network.guests, null);
  const spenders = spends ? network.guests.filter((_, n) => n % 3 === 0) : [];
  await submit(spenders, 100);
  const { rows } = await superuser.query(
    'SELECT sum(available)::int AS points FROM guest_states WHERE network_id = $1',
    [network.id],
  );
  return rows[0].points;
}

/** Each kill comes after a part of the work, so that the next worker has some left. */
async function killJobs(expiring, warned, referred) {
  for (let n = 1; n <= 2 * kills; n += 1) {
    const target = n % 2 === 1 ? 'worker' : 'postgres';
    const aim = Math.floor(((n - 0.5) / (2 * kills + 1)) * guests);
    const worker = runJobs(expiring, warned, referred);
    await until('the jobs are at their work', async () => {
      const { expired, told } = await countDone(expiring, warned);
      return expired >= aim || told >= aim;
    });
    // Anywhere in the pieces that are under way, or between two.
    await sleep(Math.random() * 40);
    if (target === 'worker') worker.child.kill('SIGKILL');
    else await killDatabase();
    await worker.ended;
    const done = await countDone(expiring, warned);
    if (done.expired >= guests && done.told >= guests) throw new Error('nothing was left when the kill came');
    console.log(JSON.stringify({ target, kill: n, ...done }));
  }
  const code = await runJobs(expiring, warned, referred).ended;
  if (code !== 0) throw new Error(`the jobs ended with ${code}`);
}

function runJobs(expiring, warned, referred) {
  const program = path.resolve(import.meta.dirname, 'jobs-at-once.mjs');
  const child = spawn(process.execPath, [program, expiring.id, warned.id, referred.id], {
    stdio: ['ignore', 'inherit', 'ignore'],
  });
  return { child, ended: new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code))) };
}

async function countDone(expiring, warned) {
  const { rows } = await superuser.query(
    `SELECT (SELECT count(*)::int FROM transactions WHERE network_id = $1 AND type = 'EXPIRY') AS expired,
            (SELECT count(*)::int FROM messages WHERE network_id = $2) AS told`,
    [expiring.id, warned.id],
  );
  return rows[0];
}

async function requireOnce(expiring, warned, issued) {
  const { rows } = await superuser.query(
    `SELECT (SELECT count(*)::int FROM lots WHERE network_id = $1) AS open,
            (SELECT count(*)::int FROM transactions WHERE network_id = $1 AND type = 'EXPIRY') AS expiries,
            (SELECT count(DISTINCT guest_id)::int FROM transactions WHERE network_id = $1 AND type = 'EXPIRY') AS guests,
            x.lots, x.twice, x.points,
            (SELECT count(*)::int FROM messages WHERE network_id = $2) AS messages,
            (SELECT count(DISTINCT guest_id)::int FROM messages WHERE network_id = $2) AS told,
            (SELECT count(DISTINCT message_id)::int FROM expiry_warnings WHERE network_id = $2) AS noted
     FROM (SELECT count(*)::int AS lots, count(*) FILTER (WHERE times > 1)::int AS twice, sum(points)::int AS points
           FROM (SELECT lot_id, count(*) AS times, sum(amount) AS points FROM transfers
                 WHERE network_id = $1 AND credit_kind = 'NETWORK_EXPIRY' GROUP BY lot_id) l) x`,
    [expiring.id, warned.id],
  );
  const lots = guests + Math.ceil(guests / 3);
  requireSame('after the kills', rows[0], {
    open: 0,
    expiries: guests,
    guests,
    lots,
    twice: 0,
    points: issued,
    messages: guests,
    told: guests,
    noted: guests,
  });
}

async function requirePaidOnce(network) {
  const { rows } = await superuser.query(
    `SELECT (SELECT count(*)::int FROM referral_rounds WHERE network_id = $1 AND state = 'PAID') AS paid,
            (SELECT count(*)::int FROM referral_rounds WHERE network_id = $1) AS rounds,
            (SELECT count(DISTINCT award_id)::int FROM referral_payouts WHERE network_id = $1) AS noted,
            (SELECT count(*)::int FROM transactions WHERE network_id = $1 AND reason_code LIKE 'referral.%') AS awards,
            (SELECT sum(points_earned)::int FROM transactions WHERE network_id = $1 AND reason_code LIKE 'referral.%') AS points`,
    [network.id],
  );
  const friends = friendsOf(network).length;
  requireSame('referrals after the kills', rows[0], {
    paid: friends,
    rounds: friends,
    noted: 2 * friends,
    awards: 2 * friends,
    points: friends * (500 + 200),
  });
}

/** Closes the month in a copy without kills, then here, with a kill at each moment that could leave half of it. */
async function killClose(network) {
  await superuser.end();
  await withClient('postgres', (client) =>
    client.query('CREATE DATABASE untouched TEMPLATE loyalty OWNER loyalty_owner'),
  );
  superuser = await connect();
  const expected = { json: await close('json', 'untouched').answer, csv: await close('csv', 'untouched').answer };
  if (!/,REDEMPTION,/.test(expected.csv) || !/,ISSUE,/.test(expected.csv))
    throw new Error(`no money in the month: ${expected.csv}`);

  // Moments of kills: before it writes; between the month and its audit; together with PostgreSQL; after the commit.
  const lockOfPeriods = `SELECT pg_advisory_xact_lock(hashtextextended('loyalty.periods.' || '${network.id}', 0))`;
  const lockOfAudit = 'LOCK TABLE audit_log IN ACCESS EXCLUSIVE MODE';
  for (const [moment, lock, target] of [
    ['before the month', lockOfPeriods, 'command'],
    ['before the audit', lockOfAudit, 'command'],
    ['before the audit', lockOfAudit, 'postgres'],
  ]) {
    const command = await killHeld(lock, target);
    if (command === '') requireSame(`${moment}, ${target}`, await countClosed(network), { months: 0, entries: 0 });
    console.log(JSON.stringify({ target, close: moment }));
  }
  const closing = close('json');
  await until('the month is closed', async () => (await countClosed(network)).months === 1);
  closing.child.kill('SIGKILL');
  await closing.answer.catch(() => undefined);
  console.log(JSON.stringify({ target: 'command', close: 'after the commit' }));
  for (const format of ['json', 'csv']) {
    if ((await close(format).answer) !== expected[format])
      throw new Error(`the journal as ${format} comes out otherwise`);
  }
  requireSame('after the kills', await countClosed(network), { months: 1, entries: 1 });
}

/** Makes the command wait at `lock`, and kills it there. Returns its output. */
async function killHeld(lock, target) {
  const holder = await connect();
  let command;
  try {
    await holder.query('BEGIN');
    await holder.query(lock);
    command = close('json');
    await until('the command waits', async () => (await countWaiting()) > 0);
    if (target === 'command') command.child.kill('SIGKILL');
    else await killDatabase();
    return await command.answer.catch(() => '');
  } finally {
    await holder.end().catch(() => undefined);
  }
}

async function countWaiting() {
  const { rows } = await superuser.query(
    `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = 'loyalty' AND wait_event_type = 'Lock'`,
  );
  return rows[0].n;
}

async function countClosed(network) {
  const { rows } = await superuser.query(
    `SELECT (SELECT count(*)::int FROM ledger_periods WHERE network_id = $1) AS months,
            (SELECT count(*)::int FROM audit_log WHERE network_id = $1 AND action = 'ledger_period.closed') AS entries`,
    [network.id],
  );
  return rows[0];
}

/** `answer` has the output; rejected unless it ended with 0. */
function close(format, database = 'loyalty') {
  const at = (name) => Object.assign(new URL(process.env[name]), { pathname: `/${database}` }).href;
  const names = [
    'DATABASE_URL',
    'DATABASE_PLATFORM_URL',
    'DATABASE_OWNER_URL',
    'DATABASE_DIRECT_URL',
    'DATABASE_QUEUE_URL',
  ];
  const words = ['liability', 'close', '--network', 'expiring', '--month', MONTH, '--format', format];
  const child = spawn(process.execPath, [cli, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...Object.fromEntries(names.map((name) => [name, at(name)])) },
  });
  let [output, said] = ['', ''];
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (said += chunk));
  const answer = new Promise((resolve, reject) =>
    child.once('close', (code, signal) =>
      code === 0 ? resolve(output) : reject(new Error(`liability close ended with ${signal ?? code}: ${said}`)),
    ),
  );
  answer.catch(() => undefined);
  return { child, answer };
}

async function killDatabase() {
  bench.killPostgres();
  await superuser.end().catch(() => undefined);
  await bench.restartPostgres();
  superuser = await connect();
}

/** The ledger decides and dates by a clock that this sets. */
async function installClock() {
  await superuser.query(`CREATE TABLE clock_of_test (at timestamptz);
    INSERT INTO clock_of_test VALUES (NULL);
    GRANT SELECT ON clock_of_test TO loyalty_app, loyalty_platform;
    CREATE OR REPLACE FUNCTION ledger_now() RETURNS timestamptz LANGUAGE sql STABLE
      RETURN (SELECT coalesce(at, pg_catalog.now()) FROM clock_of_test)`);
}

async function setClock(at) {
  await superuser.query('UPDATE clock_of_test SET at = $1', [new Date(at)]);
}

async function connect(database = 'loyalty') {
  const client = new pg.Client({ connectionString: bench.superuserUrl(database) });
  // The connection ends with the server that is killed.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function withClient(database, work) {
  const client = await connect(database);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function until(what, ask) {
  const deadline = Date.now() + WITHIN_MS;
  while (!(await ask())) {
    if (Date.now() > deadline) throw new Error(`not in time: ${what}`);
    await sleep(LOOK_EVERY_MS);
  }
}

function requireSame(when, found, expected) {
  const [is, wanted] = [found, expected].map((row) => JSON.stringify(Object.entries(row).sort()));
  if (is !== wanted) throw new Error(`${when}: ${is} instead of ${wanted}`);
}

function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
