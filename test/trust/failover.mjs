#!/usr/bin/env node
// Claim 1 with two PostgreSQL servers: the primary streams to a replica and commits when that has the act on its disk. Under
// load the primary is killed for good and the replica promoted; tills reach it by the same address, as they do by the service of an
// operator. `--detached`: the replica loses the primary first, so nothing may be acknowledged from then on. `--control`: the same with a
// primary that doesn't wait for its replica, where losses have to be found.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { openSecrets } from '../../scripts/start/secrets.mjs';
import { makeNetwork, openContext } from '../performance/bench-networks.mjs';
import { signalWithChildren, startApplication } from '../performance/bench-server.mjs';

const TILLS = 8;
const GUESTS = 500;
/** How many sales are taken before the failure, and after it. */
const SALES_AROUND = 100;
/** A till pauses after a kept or refused sale, because kept sales are recorded more slowly than new ones come. */
const PAUSE_MS = 250;
/** Longer than any statement of a till may take. */
const DETACHED_FOR_MS = 8_000;
const WITHIN_MS = 120_000;
const ANSWERED_WITHIN_MS = 60_000;
const root = path.resolve(import.meta.dirname, '../..');

const control = process.argv.includes('--control');
const detached = control || process.argv.includes('--detached');

/** Sales that were sent, by key: { key, guest, amount, id, kept }; `id` once the server answered 201, `kept` once it answered 202. */
const journal = new Map();
let wrongAnswer = null;
let failure = null;
let application = null;
const servers = spawn(process.execPath, [path.join(root, 'test/support/replica/servers.mjs'), '--durable'], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const gone = once(servers, 'exit');
const { connections, primaryUrl, primaryPid, replicaUrl } = await new Promise((resolve, reject) => {
  let output = '';
  servers.once('exit', (code) => reject(new Error(`the servers ended with ${code}`)));
  servers.stdout.on('data', (data) => {
    output += data;
    if (output.includes('\n')) resolve(JSON.parse(output));
  });
});
const address = await openAddress(new URL(primaryUrl).port);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loyalty-failover-'));
try {
  Object.assign(process.env, openSecrets(folder).keys, throughAddress(connections, address.port), {
    DATA_DIR: folder,
    NODE_ENV: 'development',
    DEMO: '0',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
  });
  const context = await openContext();
  const network = await makeNetwork(context, { code: 'failover', guests: GUESTS });
  await context.close();
  application = await startApplication({ WORKERS: 'off', RATE_LIMITS: 'off' });
  const url = `http://127.0.0.1:${application.port}`;
  if (!control) await commitOnBoth();

  const load = startLoad(url, network);
  await untilTaken(SALES_AROUND);
  if (detached) await detachReplica();
  // Answers that are under way belong to committed sales.
  await sleep(500);
  const taken = acknowledged().length;
  if (detached) await sleep(control ? 500 : DETACHED_FOR_MS);
  if (detached && !control && acknowledged().length > taken)
    throw new Error(`${acknowledged().length - taken} sales were acknowledged while one server alone had them`);

  const failedAtMs = performance.now();
  address.close();
  signalWithChildren(primaryPid, 'SIGKILL');
  await ask(replicaUrl, 'SELECT pg_promote(true, 60)');
  const promotedAtMs = performance.now();
  address.lead(new URL(replicaUrl).port);
  await untilTaken(acknowledged().length + 1);
  const servedAtMs = performance.now();
  await untilTaken(acknowledged().length + SALES_AROUND);
  await load.stop();

  const lost = await countLost(network);
  if (!control) {
    if (lost > 0) throw new Error(`${lost} acknowledged acts are gone after the failover`);
    await requireKeptRecorded(network);
    for (const entry of journal.values())
      if (entry.id === null)
        await until('a key is answered', async () => {
          await send(url, network, entry);
          return entry.id !== null;
        });
    await requireOnce(network);
    await verifyLedger();
  }
  const kept = [...journal.values()].filter((entry) => entry.kept).length;
  console.log(
    JSON.stringify({
      done: true,
      control,
      detached,
      acts: journal.size,
      acknowledged: acknowledged().length,
      kept,
      lost,
      promotedAfterMs: Math.round(promotedAtMs - failedAtMs),
      soldAfterPromotionMs: Math.round(servedAtMs - promotedAtMs),
    }),
  );
} catch (error) {
  failure = error;
} finally {
  await application?.stop();
  address.end();
  servers.stdin.end();
  await gone;
  fs.rmSync(folder, { recursive: true, force: true });
}
if (failure !== null) {
  console.error(failure instanceof Error ? failure.stack : failure);
  process.exit(1);
}

/** An address that always leads to the primary, like a service of Kubernetes or HAProxy. */
async function openAddress(firstPort) {
  let target = firstPort;
  const sockets = new Set();
  const server = net.createServer((client) => {
    if (target === null) return client.destroy();
    const upstream = net.connect(target, '127.0.0.1');
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    target = null;
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: server.address().port,
    close,
    lead: (port) => (target = port),
    end() {
      close();
      server.close();
    },
  };
}

function throughAddress(settings, port) {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => {
      if (!String(value).startsWith('postgres')) return [name, value];
      return [name, Object.assign(new URL(value), { port: String(port) }).href];
    }),
  );
}

/** The settings that docs/deployment.md gives Patroni, and that the chart gives CloudNativePG. */
async function commitOnBoth() {
  await ask(primaryUrl, "ALTER SYSTEM SET synchronous_standby_names = '*'");
  await ask(primaryUrl, 'SELECT pg_reload_conf()');
  await until('the replica is synchronous', async () => {
    const replica = await ask(primaryUrl, 'SELECT sync_state FROM pg_stat_replication');
    return replica?.sync_state === 'sync';
  });
}

async function detachReplica() {
  await ask(replicaUrl, "ALTER SYSTEM SET primary_conninfo = ''");
  await ask(replicaUrl, 'SELECT pg_reload_conf()');
  await until(
    'the replica is detached',
    async () => (await ask(primaryUrl, 'SELECT pid FROM pg_stat_replication')) === undefined,
  );
}

function startLoad(url, network) {
  let stopping = false;
  const tills = Array.from({ length: TILLS }, async () => {
    while (!stopping) {
      const key = randomUUID();
      const guest = network.guests[Math.floor(Math.random() * GUESTS)];
      const entry = { key, guest, amount: 1_000 + Math.floor(Math.random() * 100_000), id: null, kept: false };
      journal.set(key, entry);
      await send(url, network, entry);
      if (entry.id === null) await sleep(PAUSE_MS);
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

/** Asynchronous, since this process forwards the command's connections. */
async function verifyLedger() {
  const command = spawn(process.execPath, [path.join(root, 'dist', 'cli.js'), 'verify-ledger'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, WORKERS: 'off' },
  });
  const [code] = await once(command, 'exit');
  if (code !== 0) throw new Error(`verify-ledger ended with ${code}`);
}

/** Throws for an answer that is none of 201, 202 and 503 with `Retry-After`. */
async function send(url, network, entry) {
  const answer = await fetch(`${url}/api/guests/${entry.guest}/transaction`, {
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
  const text = await answer.text();
  if (answer.status === 503 && /^\d+$/.test(answer.headers.get('retry-after') ?? '')) return;
  if (answer.status === 201) entry.id = JSON.parse(text).id;
  else if (answer.status === 202) entry.kept = true;
  else throw new Error(`a sale was answered ${answer.status}: ${text}`);
}

function acknowledged() {
  return [...journal.values()].filter(({ id }) => id !== null);
}

async function countLost(network) {
  const ids = acknowledged().map(({ id }) => id);
  const { n } = await askReplica(
    'SELECT count(*)::int AS n FROM transactions WHERE network_id = $1 AND id = ANY ($2::uuid[])',
    [network.id, ids],
  );
  return ids.length - n;
}

/** Requires that the server records each sale that it kept (202) without being sent it again. */
async function requireKeptRecorded(network) {
  const keys = [...journal.values()].flatMap(({ key, kept }) => (kept ? [key] : []));
  await until('what was kept is recorded', async () => {
    const { n } = await askReplica(
      'SELECT count(*)::int AS n FROM transactions WHERE network_id = $1 AND receipt_number = ANY ($2)',
      [network.id, keys],
    );
    return n === keys.length;
  });
}

async function requireOnce(network) {
  const stored = await askReplica(
    `SELECT count(*)::int AS acts, sum(amount)::float8 AS amount FROM transactions WHERE network_id = $1 AND type = 'SALE'`,
    [network.id],
  );
  const amount = [...journal.values()].reduce((sum, entry) => sum + entry.amount, 0);
  if (stored.acts !== journal.size || stored.amount !== amount)
    throw new Error(`sent ${journal.size} acts of ${amount}, stored ${JSON.stringify(stored)}`);
}

function askReplica(statement, values) {
  return ask(Object.assign(new URL(replicaUrl), { pathname: '/loyalty' }).href, statement, values);
}

async function ask(url, statement, values) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement, values)).rows[0];
  } finally {
    await client.end();
  }
}

async function untilTaken(count) {
  await until(`${count} sales are taken`, () => acknowledged().length >= count);
}

async function until(what, isSo) {
  const deadline = Date.now() + WITHIN_MS;
  while (!(await isSo())) {
    if (wrongAnswer !== null) throw wrongAnswer;
    if (Date.now() > deadline) throw new Error(`not in time: ${what}; ${journal.size} were sent`);
    await sleep(20);
  }
}

function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
