#!/usr/bin/env node
// Claim 8: PostgreSQL, the queue or the disk may fail, and we say so. `npm start` on a file system of a limited size sells
// while PostgreSQL is stopped, Redis is killed and the disk is filled: each call is answered 2xx, 503 with `Retry-After`, or
// not at all; whatever was answered 2xx is there, keys that were not answered are sent again, and nothing is there twice.
// Only the disk gets room and Redis is started again; the rest is the platform's own. `--trials` of each.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { connectionsOfRunning, superuserUrlOf } from '../../scripts/start/database.mjs';
import { openSecrets } from '../../scripts/start/secrets.mjs';
import { makeNetwork, openContext } from '../performance/bench-networks.mjs';

const DISK = '768m';
const TILLS = 8;
const GUESTS = 50;
/** How many sales are taken before each outage, and after it. */
const SALES_AROUND = 40;
const FULL_FOR_MS = 500;
const WITHIN_MS = 120_000;
const ANSWERED_WITHIN_MS = 60_000;
/** Settings from the caller's environment, which must not reach the platform. */
const OUR_SETTINGS =
  /^(DATABASE_|TEST_|JWT_KEYS|QR_KEYS|PII_KEYS|INDEX_KEY|SEAL_|DATA_DIR|PORT|HOST|PG_PORT|NODE_ENV|DEMO|REDIS_URL|WORKERS|TILL_WAIT_MS)/;
const root = path.resolve(import.meta.dirname, '../..');
const redisProgram = process.env.REDIS_SERVER ?? 'redis-server';

const trials = Number(process.argv[process.argv.indexOf('--trials') + 1]);
for (const name of Object.keys(process.env)) if (OUR_SETTINGS.test(name)) delete process.env[name];
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loyalty-outages-'));
fs.chmodSync(folder, 0o711);
const filler = path.join(folder, 'filler');
const mount = ['-t', 'tmpfs', '-o', `size=${DISK},mode=0711`, 'tmpfs', folder];
const hasOwnDisk = spawnSync('mount', mount, { stdio: 'ignore' }).status === 0;
if (!hasOwnDisk) say('left out: disk full, because no file system of a limited size can be mounted here');
const redisPort = spawnSync(redisProgram, ['--version']).status === 0 ? await freePort() : null;
if (redisPort === null)
  say('left out: Redis lost, because there is no redis-server (Debian: apt install redis-server)');

/**
 * Sales that were sent, by key: { key, guest, amount, id, kept }; `id` once a sale is recorded, `kept` once the server
 * answered 202.
 */
const journal = new Map();
const answers = { taken: 0, kept: 0, refused: 0, broken: 0 };
let wrongAnswer = null;
let redis = null;
let platform = null;
let failure = null;
try {
  if (redisPort !== null) redis = await startRedis();
  platform = startPlatform();
  const url = await platform.ready;
  Object.assign(process.env, openSecrets(folder).keys, connectionsOfRunning(postgresPort(), folder), {
    DATA_DIR: folder,
    NODE_ENV: 'development',
    DEMO: '0',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
  });
  const context = await openContext();
  const network = await makeNetwork(context, { code: 'outages', guests: GUESTS });
  await context.close();

  const outages = [
    { outage: 'postgres', suffer: loseDatabase },
    ...(redisPort === null ? [] : [{ outage: 'redis', suffer: loseRedis }]),
    ...(hasOwnDisk ? [{ outage: 'disk', suffer: loseDisk }] : []),
  ];
  for (let trial = 1; trial <= trials; trial += 1) {
    for (const { outage, suffer } of outages) {
      Object.assign(answers, { taken: 0, kept: 0, refused: 0, broken: 0 });
      const load = startLoad(url, network);
      await untilTaken(SALES_AROUND);
      await suffer(url, trial);
      await until('it is healthy again', async () => (await readiness(url)).text === '200 ok');
      await untilTaken(answers.taken + SALES_AROUND);
      await load.stop();
      await requireKept(network);
      await sendAgain(url, network);
      await requireOnce(network);
      say(JSON.stringify({ outage, trial, ...answers, lost: 0 }));
    }
  }
  await until('what jobs owe is done', async () => (await countCounted(network)) === journal.size);
  execFileSync(process.execPath, [path.join(root, 'dist', 'cli.js'), 'verify-ledger'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, WORKERS: 'off' },
  });
} catch (error) {
  failure = error;
} finally {
  fs.rmSync(filler, { force: true });
  await platform?.stop();
  redis?.kill('SIGKILL');
  if (hasOwnDisk) spawnSync('umount', [folder]);
  fs.rmSync(folder, { recursive: true, force: true });
}
if (failure !== null) {
  console.error(failure instanceof Error ? failure.stack : failure, platform?.said() ?? '');
  process.exit(1);
}
say(JSON.stringify({ done: true, trials, acts: journal.size }));

/** Stops PostgreSQL in order or at once in turn, like a restart and like a crash; the platform starts it again. */
async function loseDatabase(url, trial) {
  const pid = Number(fs.readFileSync(path.join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  process.kill(pid, trial % 2 === 1 ? 'SIGINT' : 'SIGQUIT');
  await untilDown(url, 'database');
  await until('sales were kept', () => answers.kept > 0);
}

/** Sales need no queue. */
async function loseRedis(url) {
  const ended = once(redis, 'exit');
  redis.kill('SIGKILL');
  await ended;
  await until('the health page says that Redis is away', async () => (await readiness(url)).text === '200 degraded');
  await untilTaken(answers.taken + SALES_AROUND);
  if (answers.kept + answers.refused + answers.broken > 0)
    throw new Error(`sales waited for Redis: ${JSON.stringify(answers)}`);
  redis = await startRedis();
}

async function loseDisk(url) {
  fill();
  await until('calls were refused', () => answers.refused + answers.broken > 0);
  await untilDown(url, 'disk');
  await sleep(FULL_FOR_MS);
  fs.rmSync(filler);
}

/** Waits until the health page answers 503 with `Retry-After`; for the disk, the database has to answer still. */
async function untilDown(url, part) {
  await until(`the health page says that the ${part} is down`, async () => {
    const { status, retryAfter, text } = await readiness(url);
    if (status === 503 && retryAfter === null) throw new Error('503 without Retry-After');
    return text === '503 down';
  });
}

function startLoad(url, network) {
  let stopping = false;
  const tills = Array.from({ length: TILLS }, async () => {
    while (!stopping) {
      const entry = {
        key: randomUUID(),
        guest: network.guests[Math.floor(Math.random() * GUESTS)],
        amount: 1_000 + Math.floor(Math.random() * 100_000),
        id: null,
        kept: false,
      };
      journal.set(entry.key, entry);
      const answer = await send(url, network, entry);
      answers[answer] += 1;
      if (answer !== 'taken') await sleep(20);
    }
  });
  const all = Promise.all(tills).catch((error) => (wrongAnswer = error));
  return {
    async stop() {
      stopping = true;
      await all;
      if (wrongAnswer !== null) throw wrongAnswer;
    },
  };
}

/**
 * @returns {Promise<'taken' | 'kept' | 'refused' | 'broken'>} outcome of a sale that was sent; throws for any other
 * answer
 */
async function send(url, network, entry) {
  let answer;
  let text;
  try {
    answer = await fetch(`${url}/api/guests/${entry.guest}/transaction`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${network.token}`,
        'Content-Type': 'application/json',
        'Idempotency-Key': entry.key,
      },
      body: JSON.stringify({
        type: 'SALE',
        pointOfSaleId: network.pointOfSaleId,
        amount: entry.amount,
        receiptNumber: entry.key,
      }),
      signal: AbortSignal.timeout(ANSWERED_WITHIN_MS),
    });
    text = await answer.text();
  } catch (error) {
    if (error.name === 'TimeoutError') throw error;
    return 'broken';
  }
  if (answer.status === 503 && /^\d+$/.test(answer.headers.get('retry-after') ?? '')) return 'refused';
  if (answer.status === 202) {
    entry.kept = true;
    return 'kept';
  }
  if (answer.status !== 201) throw new Error(`a sale was answered ${answer.status}: ${text}`);
  entry.id = JSON.parse(text).id;
  return 'taken';
}

/** Requires that everything acknowledged is stored. */
async function requireKept(network) {
  const ids = [...journal.values()].flatMap(({ id }) => (id === null ? [] : [id]));
  const { n } = await ask(
    'SELECT count(*)::int AS n FROM transactions WHERE network_id = $1 AND id = ANY ($2::uuid[])',
    [network.id, ids],
  );
  if (n !== ids.length) throw new Error(`${ids.length - n} acknowledged acts are gone`);
  const keys = [...journal.values()].flatMap(({ key, kept }) => (kept ? [key] : []));
  await until('what was kept is recorded without being sent again', async () => {
    const recorded = await ask(
      'SELECT count(*)::int AS n FROM transactions WHERE network_id = $1 AND receipt_number = ANY ($2)',
      [network.id, keys],
    );
    return recorded.n === keys.length;
  });
}

async function sendAgain(url, network) {
  for (const entry of journal.values())
    if (entry.id === null) await until('a key is answered', async () => (await send(url, network, entry)) === 'taken');
}

async function requireOnce(network) {
  const stored = await ask(
    `SELECT count(*)::int AS acts, sum(amount)::float8 AS amount FROM transactions WHERE network_id = $1 AND type = 'SALE'`,
    [network.id],
  );
  const amount = [...journal.values()].reduce((sum, entry) => sum + entry.amount, 0);
  if (stored.acts !== journal.size || stored.amount !== amount)
    throw new Error(`sent ${journal.size} acts of ${amount}, stored ${JSON.stringify(stored)}`);
}

async function countCounted(network) {
  const { n } = await ask('SELECT coalesce(sum(sales), 0)::int AS n FROM daily_figures WHERE network_id = $1', [
    network.id,
  ]);
  return n;
}

async function ask(statement, values) {
  const address = Object.assign(new URL(superuserUrlOf(postgresPort(), folder)), { pathname: '/loyalty' });
  const client = new pg.Client({ connectionString: address.href });
  await client.connect();
  try {
    return (await client.query(statement, values)).rows[0];
  } finally {
    await client.end();
  }
}

async function readiness(url) {
  try {
    const answer = await fetch(`${url}/api/health/ready`, { signal: AbortSignal.timeout(ANSWERED_WITHIN_MS) });
    const { status } = answer;
    const retryAfter = answer.headers.get('retry-after');
    return { status, retryAfter, text: `${status} ${(await answer.json()).status}` };
  } catch {
    return { status: 0, retryAfter: null, text: 'no answer' };
  }
}

function startPlatform() {
  const child = spawn(process.execPath, [path.join(root, 'scripts', 'start.mjs'), '--prebuilt'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      DATA_DIR: folder,
      PORT: '0',
      DEMO: '0',
      RATE_LIMITS: 'off',
      LOG_LEVEL: 'fatal',
      ...(redisPort !== null && { REDIS_URL: `redis://127.0.0.1:${redisPort}` }),
    },
  });
  let said = '';
  const ended = once(child, 'exit');
  const ready = new Promise((resolve, reject) => {
    const hear = (chunk) => {
      said = (said + chunk).slice(-20_000);
      const [, url] = /is ready: (\S+)/.exec(said) ?? [];
      if (url !== undefined) resolve(url);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code) => reject(new Error(`the platform ended with ${code}`)));
  });
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT');
    await ended;
  };
  return { ready, stop, said: () => said };
}

async function startRedis() {
  const server = spawn(redisProgram, ['--port', String(redisPort), '--save', '', '--bind', '127.0.0.1'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve, reject) => {
    server.stdout.on('data', (chunk) => {
      if (chunk.toString().includes('Ready to accept connections')) resolve();
    });
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`redis-server ended with ${code}`)));
  });
  return server;
}

/** Fills the disk. */
function fill() {
  const chunk = Buffer.alloc(1_048_576, 1);
  const handle = fs.openSync(filler, 'w');
  try {
    for (let size = chunk.length; size >= 1; size = Math.floor(size / 2)) {
      try {
        for (;;) fs.writeSync(handle, chunk, 0, size);
      } catch (error) {
        if (error.code !== 'ENOSPC') throw error;
      }
    }
  } finally {
    fs.closeSync(handle);
  }
}

function postgresPort() {
  return Number(fs.readFileSync(path.join(folder, 'postgres.port'), 'utf8'));
}

async function untilTaken(count) {
  await until(`${count} sales are taken`, () => answers.taken >= count);
}

async function until(what, isSo) {
  const deadline = Date.now() + WITHIN_MS;
  while (!(await isSo())) {
    if (wrongAnswer !== null) throw wrongAnswer;
    if (Date.now() > deadline) throw new Error(`not in time: ${what}; ${JSON.stringify(answers)}`);
    await sleep(20);
  }
}

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

function say(line) {
  console.log(line);
}

function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
