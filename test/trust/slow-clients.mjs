#!/usr/bin/env node
// Claim 10: a slow or greedy client does not slow the others. Tills sell at a fixed rate, alone and beside a greedy client
// of each kind, in slices in turn; their p99 may at most double. Greedy clients are processes of their own.
// `--seconds` of a slice, `--rounds` of slices, `--kinds` of clients; a p99 below `--least` milliseconds is never too long.
// A kind that fails is tried up to `--tries` times: other work on the machine passes, and a server that stalls does so each time.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { importHistory } from '../performance/bench-history.mjs';
import { refuseFailures, saleOf } from '../performance/bench-load.mjs';
import { makeNetwork, openContext } from '../performance/bench-networks.mjs';
import { built, startBench } from '../performance/bench-server.mjs';
import { asSuperuser } from '../performance/bench-tpcb.mjs';
import { bytesOf, Connection, openLoop, percentile } from '../performance/load-client.mjs';
import { judge } from './slow-clients.rules.mjs';

const SALES_A_SECOND = 60;
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
/** Time for a greedy client to be at its work. */
const SETTLE_MS = 1_500;
/** The server is calm again after so many answers in a row, each within so long, or within twice the usual time where that is longer. */
const CALM_ANSWERS = 10;
const CALM_MS = 15;
const CALM_WITHIN_MS = 60_000;

/** Greedy clients by kind: each works on until its process is killed. */
const KINDS = { strangers, events, pipelines, import: importOn };

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
// It ends with the trial.
process.once('disconnect', () => process.exit());
const target = JSON.parse(process.env.GREEDY_TARGET ?? '');
// A greedy client has a machine of its own; here it takes of this one what nobody else wants.
os.setPriority(os.constants.priority.PRIORITY_LOW);
await KINDS[values.greedy](target);

async function tryAll() {
  if (GREEDY_ADDRESS === undefined)
    throw new Error('this machine has no address beside the loopback, so greedy clients would share that of the tills');
  const bench = await startBench();
  let server;
  try {
    const context = await openContext();
    const network = await makeNetwork(context, { code: 'patient', guests: GUESTS });
    const greedy = await makeNetwork(context, { code: 'greedy', guests: GUESTS });
    const key = await makeKey(context, greedy.id);
    await context.close();
    await asSuperuser(bench, 'loyalty', (client) =>
      client.query(`UPDATE guests SET external_id = 'c-' || id WHERE network_id = $1`, [greedy.id]),
    );
    server = await bench.startApplication({ WORKERS: 'on', RATE_LIMITS: 'on' });
    const target = { ...greedy, port: server.port, key, dataDirectory: bench.dataDirectory };
    await sellOn(server, network);
    let isWell = true;
    for (const kind of values.kinds.split(',')) {
      let verdict = { holds: false };
      for (let tries = 0; !verdict.holds && tries < Number(values.tries); tries += 1)
        verdict = judge(await slicesOf(server, network, kind, target), Number(values.least));
      console.log(JSON.stringify({ kind, ...verdict }));
      isWell &&= verdict.holds;
    }
    return isWell ? 0 : 1;
  } finally {
    await server?.stop();
    await bench.stop();
  }
}

/** The tills alone and beside a greedy client in turn. */
async function slicesOf(server, network, kind, target) {
  const slices = [];
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const usual = await healthMs(server);
    const alone = await sellOn(server, network);
    const beside = await besideGreedy(kind, target, () => sellOn(server, network));
    await untilCalm(server, usual);
    slices.push({ alone, beside });
  }
  return slices;
}

/** @returns {Promise<number>} p99 of the sales of a slice from their intended start, milliseconds; refuses answers but 201 */
async function sellOn({ port }, network) {
  const result = await openLoop({
    port,
    connections: TILLS,
    seconds: Number(values.seconds),
    perSecond: SALES_A_SECOND,
    next: (n) => saleOf(network, n),
  });
  refuseFailures(result);
  return percentile(result.latencies, 0.99);
}

/** The work beside a greedy client, which has to have come through to the server meanwhile. */
async function besideGreedy(kind, target, work) {
  const client = spawn(process.execPath, [fileURLToPath(import.meta.url), '--greedy', kind], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, GREEDY_TARGET: JSON.stringify(target) },
  });
  let came = 0;
  client.on('message', () => (came += 1));
  try {
    await sleep(SETTLE_MS);
    const result = await work();
    if (client.exitCode !== null || client.signalCode !== null)
      throw new Error(`the greedy client ${kind} ended by itself`);
    if (came === 0) throw new Error(`nothing of the greedy client ${kind} came to the server`);
    return result;
  } finally {
    client.kill('SIGKILL');
  }
}

/** Waits until what a greedy client left behind is done with, which would else be taken for the tills' own waits. */
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

/** Strangers at the event socket who write frames as fast as they are read, and come back when they are cut off. */
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

/** A history that the command of imports brings in, one file after another. */
async function importOn(target) {
  const context = await openContext();
  process.send(true);
  for (;;) await importHistory({ dataDirectory: path.resolve(target.dataDirectory) }, context, target, RECEIPTS);
}

function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
