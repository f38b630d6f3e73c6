#!/usr/bin/env node
// Claim 10: a slow or greedy client does not slow the others. Tills sell at a fixed rate, alone and beside a greedy client
// of each kind, in slices in turn; their p99 may at most double. Greedy clients are processes of their own.
// Calls of R-Keeper's tills come beside the sales and are judged in the same way, but may take their budget in any case.
// `--seconds` of a slice, `--rounds` of slices, `--kinds` of clients; a p99 below `--least` milliseconds is never too long.
// A kind that fails is tried up to `--tries` times: other work on the machine passes, and a server that stalls does so each time.
import { execFile, spawn } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { makeBase } from '../../scripts/backup/receive.mjs';
import { placeOfCluster } from '../../scripts/postgres/place.mjs';
import { importHistory } from '../performance/bench-history.mjs';
import { refuseFailures, saleOf } from '../performance/bench-load.mjs';
import { longLived, makeNetwork, openContext } from '../performance/bench-networks.mjs';
import { built, startBench } from '../performance/bench-server.mjs';
import { connect, giveCards } from '../performance/bench-till-systems.mjs';
import { asSuperuser } from '../performance/bench-tpcb.mjs';
import { bytesOf, Connection, openLoop, percentile } from '../performance/load-client.mjs';
import { judge } from './slow-clients.rules.mjs';

const SALES_A_SECOND = 60;
const LOOKUPS_A_SECOND = 10;
/** The time within which a till of R-Keeper is answered. */
const TILL_SYSTEM_MS = 300;
const TILLS = 32;
const GUESTS = 200;
const STRANGERS = 64;
/** One-byte text frames with a mask of zeros, as many as one read of a server brings whole. */
const FRAMES = Buffer.alloc(65_534, Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x78]));
/** The address of this machine: the limits of an address bind greedy clients, and not the tills, which come from the loopback. */
const GREEDY_ADDRESS = Object.values(os.networkInterfaces())
  .flat()
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
const EVENTS_A_CALL = 100;
const CALLS_A_SECOND = 5;
const PIPELINES = 16;
const REQUESTS_A_PIPELINE = 200;
const RECEIPTS = 100_000;
/** Receipts of the network that backtests, reports, exports and archives read. */
const PAST = 30_000;
const KINDS_OF_THE_PAST = ['backtests', 'reports', 'archives'];
const DAY_MS = 86_400_000;
const BATCHES_AT_ONCE = 16;
const ACTS_A_BATCH = 20;
const ERASURES_AT_ONCE = 20;
/** Acts a second that the network of the kind `limit` may send; it sends so many times as many. */
const LIMIT = 20;
const TIMES_THE_LIMIT = 10;
const LIMITED_TILLS = 20;
/** More streams than a network may have at once. */
const SILENT_READERS = 32;
const LOOK_EVERY_MS = 100;
/** How long a greedy client takes to start and to reach the server. */
const COMES_WITHIN_MS = 60_000;
const SETTLE_MS = 1_500;
/** The server is calm again after so many answers in a row, each within so long, or within twice the usual time where that is longer. */
const CALM_ANSWERS = 10;
const CALM_MS = 15;
const CALM_WITHIN_MS = 60_000;

/** Greedy clients by kind: each works on until its process is killed. Pipelines shut out their address, so no other comes after them from it. */
const KINDS = {
  strangers,
  events,
  limit: sellAboveLimit,
  readers,
  batches,
  pipelines,
  import: importOn,
  backtests: backtestOn,
  erasures: eraseOn,
  reports: reportOn,
  archives: archiveOn,
  backups: backUpOn,
};

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '5' },
    least: { type: 'string', default: '0' },
    tries: { type: 'string', default: '1' },
    kinds: { type: 'string', default: Object.keys(KINDS).join(',') },
    greedy: { type: 'string' },
  },
});
if (values.greedy === undefined) process.exit(await tryAll());
// The greedy client ends with the trial.
process.once('disconnect', () => process.exit());
const target = JSON.parse(process.env.GREEDY_TARGET ?? '');
// A greedy client usually has a machine of its own; here it gets only idle time.
os.setPriority(os.constants.priority.PRIORITY_LOW);
await KINDS[values.greedy](target);

async function tryAll() {
  if (GREEDY_ADDRESS === undefined)
    throw new Error('this machine has no address beside the loopback, so greedy clients would share that of the tills');
  const bench = await startBench();
  const kinds = values.kinds.split(',');
  let server;
  try {
    const context = await openContext();
    const openNetwork = async (code) => {
      const made = await makeNetwork(context, { code, guests: GUESTS, role: 'manager' });
      return { ...made, token: longLived(context, made.token) };
    };
    const network = await openNetwork('patient');
    const cards = await giveCards(context, network);
    const greedy = await openNetwork('greedy');
    const limited = await openNetwork('limited');
    const key = await makeKey(context, greedy.id);
    if (kinds.some((kind) => KINDS_OF_THE_PAST.includes(kind))) await importHistory(bench, context, greedy, PAST);
    await context.close();
    await asSuperuser(bench, 'loyalty', (client) =>
      client.query(`UPDATE guests SET external_id = 'c-' || id WHERE network_id = $1`, [greedy.id]),
    );
    await asSuperuser(bench, 'loyalty', (client) =>
      client.query(
        `UPDATE networks SET settings = settings || jsonb_build_object('rates',
           coalesce(settings -> 'rates', '{}') || jsonb_build_object('tillActsPerSecond', $2::int)) WHERE id = $1`,
        [limited.id, LIMIT],
      ),
    );
    server = await bench.startApplication({ WORKERS: 'on', RATE_LIMITS: 'on' });
    const lookup = await lookupsOf(server, network, cards);
    const { dataDirectory } = bench;
    const superuserUrl = bench.superuserUrl('postgres');
    const target = { ...greedy, limited, port: server.port, key, dataDirectory, superuserUrl };
    const tills = { server, network, lookup };
    await serve(tills);
    let isWell = true;
    for (const kind of kinds) {
      let verdict = { holds: false };
      for (let tries = 0; !verdict.holds && tries < Number(values.tries); tries += 1)
        verdict = judgeBoth(await slicesOf(tills, kind, target), Number(values.least));
      console.log(JSON.stringify({ kind, ...verdict }));
      isWell &&= verdict.holds;
    }
    return isWell ? 0 : 1;
  } finally {
    await server?.stop();
    await bench.stop();
  }
}

/** Sales and calls of till systems, each by itself. */
function judgeBoth(slices, leastMs) {
  const of = (member) => slices.map(({ alone, beside }) => ({ alone: alone[member], beside: beside[member] }));
  const sales = judge(of('sales'), leastMs);
  const tillSystems = judge(of('lookups'), Math.max(leastMs, TILL_SYSTEM_MS));
  return { ...sales, tillSystems, holds: sales.holds && tillSystems.holds };
}

/** The tills alone and beside a greedy client in turn. */
async function slicesOf(tills, kind, target) {
  const slices = [];
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const usual = await healthMs(tills.server);
    const alone = await serve(tills);
    const beside = await besideGreedy(kind, target, () => serve(tills));
    await untilCalm(tills.server, usual);
    slices.push({ alone, beside });
  }
  return slices;
}

/**
 * @returns {Promise<{ sales: number, lookups: number }>} p99 of each in a slice from their intended start, milliseconds;
 *   refuses answers but success
 */
async function serve({ server: { port }, network, lookup }) {
  const seconds = Number(values.seconds);
  const [sales, lookups] = await Promise.all([
    openLoop({ port, connections: TILLS, seconds, perSecond: SALES_A_SECOND, next: (n) => saleOf(network, n) }),
    openLoop({ port, connections: TILLS, seconds, perSecond: LOOKUPS_A_SECOND, next: lookup }),
  ]);
  refuseFailures(sales);
  const others = [...lookups.counts.keys()].filter((status) => status !== 200);
  if (others.length > 0) throw new Error(`calls of a till system were answered ${others.join(', ')}`);
  return { sales: percentile(sales.latencies, 0.99), lookups: percentile(lookups.latencies, 0.99) };
}

/** Calls by which a till of R-Keeper asks for a card. */
async function lookupsOf(server, network, cards) {
  const path = `/api/hooks/rkeeper/${await connect(server, network, 'RKEEPER', '1')}/getcardinfoex`;
  return (n) => {
    const body = `<ROOT><QRY Card="${cards[n % cards.length]}" Restaurant="1" UnitNo="3"/></ROOT>`;
    return bytesOf({ method: 'POST', path, token: '-', body });
  };
}

/** Runs the work while a greedy client is active at the server. */
async function besideGreedy(kind, target, work) {
  const client = spawn(process.execPath, [fileURLToPath(import.meta.url), '--greedy', kind], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, GREEDY_TARGET: JSON.stringify(target) },
  });
  try {
    const signal = AbortSignal.timeout(COMES_WITHIN_MS);
    await Promise.race([once(client, 'message', { signal }), once(client, 'exit', { signal })]);
    await sleep(SETTLE_MS);
    const result = await work();
    if (client.exitCode !== null || client.signalCode !== null)
      throw new Error(`the greedy client ${kind} ended by itself`);
    return result;
  } finally {
    client.kill('SIGKILL');
  }
}

/** Waits until the server has finished what a greedy client left, which would else slow the next slice. */
async function untilCalm(server, usualMs) {
  const until = performance.now() + CALM_WITHIN_MS;
  const calmMs = Math.max(CALM_MS, 2 * usualMs);
  for (let calm = 0; calm < CALM_ANSWERS;) {
    if (performance.now() > until) throw new Error('the server does not come to rest');
    calm = (await answerMs(server)) < calmMs ? calm + 1 : 0;
    await sleep(50);
  }
}

/** @returns {Promise<number>} the longest of some answers of the server before a greedy client comes, milliseconds */
async function healthMs(server) {
  let longest = 0;
  for (let n = 0; n < CALM_ANSWERS; n += 1) {
    longest = Math.max(longest, await answerMs(server));
    await sleep(50);
  }
  return longest;
}

async function answerMs({ port }) {
  const asked = performance.now();
  await fetch(`http://127.0.0.1:${port}/api/health`);
  return performance.now() - asked;
}

async function makeKey(context, networkId) {
  const { appendApiKey } = built('security/api-keys/api-keys.sql.js');
  const { hashApiKey, makeApiKey } = built('security/api-keys/api-key.rules.js');
  const { Database } = built('platform/database/database.js');
  const key = makeApiKey();
  const row = { networkId, id: randomUUID(), name: 'greedy', keyHash: hashApiKey(key), scopes: ['events'] };
  await context.get(Database).inNetwork(networkId, (tx) => appendApiKey(tx, { ...row, createdBy: randomUUID() }));
  return key;
}

/** Strangers at the event socket: write frames without a pause, and reconnect when they are cut off. */
function strangers({ port }) {
  const open = () => {
    const socket = net.connect({ port, host: '127.0.0.1', localAddress: GREEDY_ADDRESS });
    const flood = () => {
      while (socket.writable && socket.write(FRAMES));
    };
    socket.on('error', () => undefined);
    socket.on('data', () => process.send(true));
    socket.on('drain', flood);
    socket.on('close', () => setTimeout(open, 20));
    socket.write(
      'GET /api/events/socket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    flood();
  };
  for (let n = 0; n < STRANGERS; n += 1) open();
}

/** A source that sends a hundred sales a call, five calls a second, whatever it is answered. */
function events(target) {
  setInterval(() => {
    const connection = new Connection(target.port, GREEDY_ADDRESS);
    const body = JSON.stringify({ events: Array.from({ length: EVENTS_A_CALL }, () => eventOf(target)) });
    connection
      .send(bytesOf({ method: 'POST', path: '/api/events/pos-transactions', token: target.key, body }))
      .then((status) => status === 200 && process.send(true))
      .catch(() => undefined)
      .finally(() => connection.close());
  }, 1_000 / CALLS_A_SECOND);
}

function eventOf({ guests }) {
  const id = randomUUID();
  return {
    event_id: `evt_${id}`,
    event_type: 'pos.transaction',
    org_id: 'greedy',
    location_id: 't',
    customer_id: `c-${guests[Math.floor(Math.random() * guests.length)]}`,
    timestamp: new Date().toISOString(),
    payload: { transaction_id: `txn_${id}`, receipt_number: id, amount: 25.5, items: [], payment_method: 'card' },
  };
}

/** Tills of one network: send ten times as many sales as allowed, whatever the answers. */
function sellAboveLimit({ limited, port }) {
  const everyMs = (1_000 * LIMITED_TILLS) / (LIMIT * TIMES_THE_LIMIT);
  const open = (till) => {
    const connection = new Connection(port, GREEDY_ADDRESS);
    let n = till;
    const sell = () => {
      n += LIMITED_TILLS;
      connection
        .send(saleOf(limited, n))
        .then((status) => status === 429 && process.send(true))
        .catch(() => undefined)
        .finally(() => setTimeout(sell, everyMs));
    };
    sell();
  };
  for (let till = 0; till < LIMITED_TILLS; till += 1) open(till);
}

/** Readers of the event stream: ask for it from the beginning, read nothing, and reconnect when they are cut off. */
function readers({ port, key }) {
  const request = `GET /api/events/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key}\r\n\r\n`;
  const open = () => {
    const socket = net.connect({ port, host: '127.0.0.1', localAddress: GREEDY_ADDRESS });
    socket.on('error', () => undefined);
    socket.on('close', () => setTimeout(open, 20));
    socket.once('readable', () => process.send(true));
    socket.write(request);
  };
  for (let n = 0; n < SILENT_READERS; n += 1) open();
}

/** Clients without a login that send requests without waiting for answers. */
function pipelines({ port }) {
  const requests = 'GET /api/guests HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(REQUESTS_A_PIPELINE);
  const open = () => {
    const socket = net.connect({ port, host: '127.0.0.1', localAddress: GREEDY_ADDRESS });
    const flood = () => {
      while (socket.writable && socket.write(requests));
    };
    socket.on('error', () => undefined);
    socket.on('data', () => undefined);
    socket.on('connect', () => process.send(true));
    socket.on('drain', flood);
    socket.on('close', () => setTimeout(open, 20));
    flood();
  };
  for (let n = 0; n < PIPELINES; n += 1) open();
}

/** Imports: one file after another by the command. */
async function importOn(target) {
  const context = await openContext();
  process.send(true);
  for (;;) await importHistory({ dataDirectory: path.resolve(target.dataDirectory) }, context, target, RECEIPTS);
}

/** Offline tills: send batches, as many at once as allowed, and retry refused ones. */
function batches(target) {
  const [, ...others] = target.guests;
  const send = async (device) => {
    const connection = new Connection(target.port, GREEDY_ADDRESS);
    let counter = 0;
    for (;;) {
      const acts = Array.from({ length: ACTS_A_BATCH }, () => ({
        counter: (counter += 1),
        key: randomUUID(),
        guestId: others[Math.floor(Math.random() * others.length)],
        body: { type: 'SALE', pointOfSaleId: target.pointOfSaleId, amount: 25_500 },
      }));
      const body = JSON.stringify({ deviceId: `device-${device}`, sentAt: new Date().toISOString(), acts });
      const path = '/api/transactions/batch';
      const status = await connection.send(
        bytesOf({ method: 'POST', path, token: target.token, key: randomUUID(), body }),
      );
      if (status === 200) process.send(true);
      else await sleep(LOOK_EVERY_MS);
    }
  };
  for (let n = 0; n < BATCHES_AT_ONCE; n += 1) void send(`${process.pid}-${n}`);
}

/** Backtests: one after another over the network's history, beside the server's sales. */
async function backtestOn(target) {
  const { Backtests } = built('transactions/whatif/backtest/backtests.js');
  const { Database } = built('platform/database/database.js');
  const { presetForNetwork } = built('configuration/index.js');
  const { NO_ORIGIN } = built('security/index.js');
  const context = await openContext();
  const backtests = context.get(Backtests, { strict: false });
  const asked = { mode: 'DRAFT', document: presetForNetwork('points-4', 2), version: null };
  for (;;) {
    const { id } = await context
      .get(Database)
      .inNetwork(target.id, (tx) => backtests.ask(tx, target.id, asked, {}, { actor: 'system', origin: NO_ORIGIN }));
    for (let status = 'WAITING'; status === 'WAITING' || status === 'RUNNING';) {
      await sleep(LOOK_EVERY_MS);
      ({ status } = await backtests.get(target.id, 'BACKTEST', id));
      if (status !== 'WAITING') process.send(true);
    }
  }
}

/** A manager: requests the year's report and exports transactions, again and again. */
async function reportOn({ port, token }) {
  const [from, to] = [365, 0].map((days) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10));
  const paths = [`/api/reports/loyalty?from=${from}&to=${to}`, `/api/exports?fact=transactions&from=${from}&to=${to}`];
  const options = {
    host: '127.0.0.1',
    port,
    localAddress: GREEDY_ADDRESS,
    headers: { Authorization: `Bearer ${token}` },
  };
  const ask = async (path) => {
    const [answer] = await once(http.get({ ...options, path }), 'response');
    await once(answer.resume(), 'end');
    return answer.statusCode;
  };
  for (let n = 0; ; n += 1)
    if ((await ask(paths[n % paths.length])) === 200) process.send(true);
    else await sleep(LOOK_EVERY_MS);
}

/** Archives: runs the command, again and again. */
async function archiveOn({ id, dataDirectory }) {
  const { NetworkArchive } = built('integrations/archive/network-archive.js');
  const context = await openContext();
  const archives = context.get(NetworkArchive, { strict: false });
  const receiver = generateKeyPairSync('x25519').publicKey.export({ format: 'pem', type: 'spki' });
  const out = path.join(dataDirectory, 'greedy.tar');
  for (;;) {
    fs.rmSync(out, { force: true });
    process.send(true);
    await archives.write({ networkId: id, out, receiver, url: process.env.DATABASE_BACKUP_URL });
  }
}

/** Encrypted base backups, one after another. */
async function backUpOn({ dataDirectory, superuserUrl }) {
  process.env.BACKUP_DIR = path.join(dataDirectory, 'backups');
  const cluster = placeOfCluster(dataDirectory);
  const cli = path.resolve(import.meta.dirname, '../../dist/cli.js');
  const tools = {
    withDatabase: (work) => work(process.env, { cluster, superuserUrl }),
    askCommand: async (env, args) => (await promisify(execFile)(process.execPath, [cli, ...args], { env })).stdout,
    signal: new AbortController().signal,
  };
  for (;;) {
    fs.rmSync(process.env.BACKUP_DIR, { recursive: true, force: true });
    process.send(true);
    await makeBase(tools);
  }
}

/** Erasures: several guests at a time. */
async function eraseOn(target) {
  const { Database } = built('platform/database/database.js');
  const { newId } = built('platform/ids/ids.js');
  const { requestJob } = built('platform/queue/request-job.sql.js');
  const { putErasure } = built('integrations/privacy/erasure.sql.js');
  const { ERASURE_JOB } = built('integrations/privacy/erasure.job.js');
  const context = await openContext();
  const database = context.get(Database);
  const networkId = target.id;
  for (;;) {
    const guests = Array.from({ length: ERASURES_AT_ONCE }, () => newId());
    await database.inNetwork(networkId, async (tx) => {
      await tx.query(
        `INSERT INTO guests (network_id, id, card_number, source) SELECT $1, g, replace(g::text, '-', ''), 'STAFF' FROM unnest($2::uuid[]) g`,
        [networkId, guests],
      );
      await tx.query('INSERT INTO guest_states (network_id, guest_id) SELECT $1, g FROM unnest($2::uuid[]) g', [
        networkId,
        guests,
      ]);
      for (const guestId of guests)
        await putErasure(tx, networkId, {
          id: newId(),
          guestId,
          requestedByKind: 'system',
          requestedBy: null,
          afterDays: 0,
        });
      await requestJob(tx, ERASURE_JOB, networkId);
    });
    for (let left = guests.length; left > 0;) {
      await sleep(LOOK_EVERY_MS);
      const [row] = await database.inNetwork(networkId, (tx) =>
        tx.query(
          `SELECT count(*)::int AS n FROM erasures WHERE network_id = $1 AND guest_id = ANY ($2) AND status <> 'DONE'`,
          [networkId, guests],
        ),
      );
      left = row.n;
      if (left < guests.length) process.send(true);
    }
  }
}

function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
