#!/usr/bin/env node
// Claim 1, of tills that do not wait: while PostgreSQL is killed, hung or refusing, tills of iiko and R-Keeper are answered
// in time, and each check that was answered as taken is recorded once. In the end the server is killed with its spool
// full, and the next one delivers it. `--seconds` of each outage, `--states` of them.
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { makeNetwork, openContext } from '../performance/bench-networks.mjs';
import { startBench } from '../performance/bench-server.mjs';
import { bytesOf, Connection, percentile } from '../performance/load-client.mjs';

const TILLS = 20;
const CALLS_A_SECOND = 200;
const PATIENCE_MS = 300;
const ORGANIZATION = 'hall';
const STATES = ['killed', 'hung', 'refusing'];
const seconds = Number(valueOf('--seconds') ?? 60);
const states = (valueOf('--states') ?? STATES.join(',')).split(',');

const bench = await startBench();
/** Requests that were sent, by order: { system, guest, points, taken, answer, bytes }. */
const journal = new Map();
let checks = 0;
let failure = null;
let server = null;
try {
  const context = await openContext();
  const network = await makeNetwork(context, { code: 'outages', guests: TILLS, preset: 'points-4', role: 'manager' });
  await context.close();
  await withDatabase((client) =>
    client.query(
      `UPDATE guests g SET external_id = c.card FROM unnest($2::uuid[], $3::text[]) c(id, card)
        WHERE g.network_id = $1 AND g.id = c.id`,
      [network.id, network.guests, network.guests.map((_, n) => cardOf(n))],
    ),
  );
  server = await bench.startApplication({ WORKERS: 'on' });
  const { port } = server;
  const tokens = {
    iiko: await connect(port, network, 'IIKO', ORGANIZATION),
    rkeeper: await connect(port, network, 'RKEEPER', '1'),
  };
  await untilMet(port, tokens);
  // Gives the guests points to spend.
  await work(port, network, tokens, 2_000);
  await untilRecorded(network);

  for (const state of states) {
    const load = work(port, network, tokens, (seconds + 2) * 1_000);
    await sleep(1_000);
    await takeAway(state);
    await sleep(seconds * 1_000);
    await giveBack(state);
    const waits = await load;
    await untilRecorded(network);
    await requireSame(port);
    say({ state, seconds, ...figuresOf(waits) });
    if (percentile(waits, 0.99) > PATIENCE_MS) throw new Error(`tills waited too long while PostgreSQL was ${state}`);
  }

  await takeAway('killed');
  await work(port, network, tokens, Math.min(seconds, 5) * 1_000);
  const kept = spoolBytes();
  await server.stop('SIGKILL');
  if (kept === 0) throw new Error('the spool was empty, so nothing was tried');
  await giveBack('killed');
  server = await bench.startApplication({ WORKERS: 'on' }, { port });
  await untilRecorded(network);
  await requireSame(port);
  say({ state: 'server killed with its spool full', kept });
  await server.stop();
  execFileSync(process.execPath, [path.resolve(import.meta.dirname, '../../dist/cli.js'), 'verify-ledger'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, WORKERS: 'off' },
  });
} catch (error) {
  failure = error;
} finally {
  bench.resumePostgres();
  await server?.stop();
  await bench.stop();
}
if (failure !== null) {
  console.error(failure instanceof Error ? failure.stack : failure);
  process.exit(1);
}
const taken = [...journal.values()].filter((entry) => entry.taken).length;
say({ done: true, seconds, sent: journal.size, taken });

/** Retries until every process knows the connection. */
async function untilMet(port, tokens) {
  const connection = new Connection(port);
  for (const make of [iikoCheck, rkeeperCard]) {
    while ((await connection.send(make(tokens, randomUUID(), 0).bytes)) !== 200) await sleep(50);
  }
  connection.close();
}

/** Each till makes its calls in turn for so long; returns all waits in milliseconds. */
async function work(port, network, tokens, forMs) {
  const until = performance.now() + forMs;
  const pause = (TILLS / CALLS_A_SECOND) * 1_000;
  const waits = [];
  await Promise.all(
    network.guests.map(async (guest, n) => {
      const connection = new Connection(port);
      await sleep(Math.random() * pause);
      for (let turn = 0; performance.now() < until; turn += 1) {
        const next = performance.now() + pause;
        const entry = [iikoCheck, rkeeperCheck, rkeeperSpend, rkeeperCard][turn % 4](tokens, guest, n);
        if (entry.order !== undefined) journal.set(entry.order, entry);
        const sent = performance.now();
        const status = await connection.send(entry.bytes);
        waits.push(performance.now() - sent);
        entry.answer = connection.lastBody.toString();
        if (status !== 200) throw new Error(`a till was answered ${status}: ${entry.answer}`);
        entry.taken = /"status":"ok"|TransactionsEx Result="0"/.test(entry.answer);
        await sleep(Math.max(0, next - performance.now()));
      }
      connection.close();
    }),
  );
  return waits;
}

function iikoCheck(tokens, guestId) {
  const order = randomUUID();
  const body = JSON.stringify({ organizationId: ORGANIZATION, orderId: order, guestId, amount: 10_000 });
  return {
    order,
    points: 0,
    bytes: bytesOf({ method: 'POST', path: '/api/hooks/iiko/v1/commit', token: tokens.iiko, body }),
  };
}

function rkeeperCheck(tokens, guest, n) {
  return rkeeperPacket(tokens, n, 0);
}

function rkeeperSpend(tokens, guest, n) {
  return rkeeperPacket(tokens, n, 100);
}

function rkeeperPacket(tokens, n, points) {
  checks += 1;
  const order = randomUUID();
  const day = new Date().toISOString().slice(0, 10);
  const row = (kind, sum) =>
    `<TransactionsEx Card="${cardOf(n)}" Account="0" Kind="${kind}" Summa="${sum}" Restaurant="1" RKDate="${day}T00:00:00" RKUni="3" RKCheck="${checks}"/>`;
  const check = `<INPBUF><CHECK stationcode="3" restaurantcode="1" shiftdate="${day}"><CHECKDATA checkguid="${order}"/></CHECK></INPBUF>`;
  const body = `<ROOT>${points === 0 ? '' : row(0, -points)}${row(3, 10_000)}${check}</ROOT>`;
  const path = `/api/hooks/rkeeper/${tokens.rkeeper}/transactionsex`;
  return { order, points, isPacket: true, bytes: bytesOf({ method: 'POST', path, token: '-', body }) };
}

function rkeeperCard(tokens, guest, n) {
  const path = `/api/hooks/rkeeper/${tokens.rkeeper}/getcardinfoex`;
  return { bytes: bytesOf({ method: 'POST', path, token: '-', body: `<ROOT><QRY Card="${cardOf(n)}"/></ROOT>` }) };
}

async function takeAway(state) {
  if (state === 'killed') bench.killPostgres();
  if (state === 'hung') bench.pausePostgres();
  if (state === 'refusing') await limitConnections(0);
}

async function giveBack(state) {
  if (state === 'killed') await bench.restartPostgres();
  if (state === 'hung') bench.resumePostgres();
  if (state === 'refusing') await limitConnections(-1);
}

/** 0: ends the application's connections and refuses new ones with "too many". */
async function limitConnections(most) {
  const roles = [...new Set(Object.values(bench.connections).map((url) => decodeURIComponent(new URL(url).username)))];
  await withDatabase(async (client) => {
    for (const role of roles)
      await client.query(`ALTER ROLE ${client.escapeIdentifier(role)} CONNECTION LIMIT ${most}`);
    if (most === 0)
      await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ANY ($1)', [roles]);
  });
}

/** Waits until each acknowledged check is recorded, none twice, and no points stay spent without a check. */
async function untilRecorded(network) {
  const deadline = Date.now() + 180_000;
  for (;;) {
    const wrong = await withDatabase((client) => listWrong(client, network));
    if (wrong.length === 0) return;
    const twice = wrong.find(({ n, why }) => why === 'count' && n > 1);
    if (twice !== undefined || Date.now() > deadline)
      throw new Error(`${wrong.length} checks are not as they were answered: ${JSON.stringify(wrong.slice(0, 5))}`);
    await sleep(200);
  }
}

async function listWrong(client, network) {
  const { rows } = await client.query(
    `SELECT s.external_order_id AS order, count(*)::int AS n, sum(s.points_redeemed)::int AS points
       FROM transactions s
      WHERE s.network_id = $1 AND s.type = 'SALE' AND s.external_order_id IS NOT NULL
        AND NOT EXISTS (SELECT FROM transactions r WHERE r.network_id = $1 AND r.type = 'REFUND' AND r.related_id = s.id)
      GROUP BY 1`,
    [network.id],
  );
  const recorded = new Map(rows.map((row) => [row.order, row]));
  return [...journal].flatMap(([order, entry]) => {
    const { n = 0, points = 0 } = recorded.get(order) ?? {};
    if (n > 1 || (entry.taken && n === 0)) return [{ why: 'count', n, order, answer: entry.answer }];
    return !entry.taken && points > 0 ? [{ why: 'spent', n, order, answer: entry.answer }] : [];
  });
}

/** Requires that a repeated packet gets the same bytes. */
async function requireSame(port) {
  const connection = new Connection(port);
  const packets = [...journal.values()].filter((entry) => entry.isPacket && entry.taken && entry.points === 0);
  for (const entry of packets.slice(-1_000)) {
    for (let attempt = 0; ; attempt += 1) {
      await connection.send(entry.bytes);
      if (connection.lastBody.toString() === entry.answer) break;
      // The lane of the guest may still be closing, or the machine be busy.
      if (attempt === 20) throw new Error(`answered ${entry.answer}, and then ${connection.lastBody}`);
      await sleep(100);
    }
  }
  connection.close();
}

async function connect(port, network, kind, organization) {
  const answer = await fetch(`http://127.0.0.1:${port}/api/integrations/connections`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${network.token}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': randomUUID(),
    },
    body: JSON.stringify({
      kind,
      name: kind,
      places: [{ organization, terminal: null, pointOfSaleId: network.pointOfSaleId }],
    }),
  });
  if (answer.status !== 201) throw new Error(`no connection: ${await answer.text()}`);
  return (await answer.json()).token;
}

function spoolBytes() {
  const folder = path.join(bench.dataDirectory, 'spool');
  return fs
    .readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.log'))
    .reduce((sum, name) => sum + fs.statSync(path.join(folder, name)).size, 0);
}

async function withDatabase(use) {
  const client = new pg.Client({ connectionString: bench.superuserUrl('loyalty') });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

function figuresOf(waits) {
  const round = (share) => Math.round(percentile(waits, share));
  return { calls: waits.length, p50: round(0.5), p90: round(0.9), p99: round(0.99), max: round(1) };
}

function cardOf(n) {
  return `7900112233445566${String(n).padStart(3, '0')}`;
}

function say(line) {
  console.log(JSON.stringify(line));
}

function valueOf(name) {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
