#!/usr/bin/env node
// Claim 1: an acknowledged act is stored, exactly once. Server, worker and PostgreSQL are killed with SIGKILL at random
// moments under load; every sent key stands in a journal before it is sent and after it is answered. A sale that is kept while
// PostgreSQL is gone counts as acknowledged, also where the server is killed too. With `--control`
// PostgreSQL commits asynchronously and every process of it is killed at once: then losses have to be found.
// A kill does not show the loss of power: what the operating system has taken is not lost by it.
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { SERVER_SETTINGS } from '../../scripts/postgres/settings.mjs';
import { makeNetwork, openContext } from '../performance/bench-networks.mjs';
import { startBench } from '../performance/bench-server.mjs';
import { bytesOf, Connection } from '../performance/load-client.mjs';

const CONNECTIONS = 32;
const GUESTS = 200;
const control = process.argv.includes('--control');
const kills = Number(valueOf('--kills') ?? 3);

const settings = control ? { ...SERVER_SETTINGS, synchronous_commit: 'off', wal_writer_delay: '10s' } : SERVER_SETTINGS;
const bench = await startBench(settings);
/** Each sale that was sent, by its key, written before it is sent: { guest, amount, status, id, kept }. */
const journal = new Map();
const journalFile = fs.openSync(path.join(bench.dataDirectory, 'journal.ndjson'), 'a');
let failure = null;
try {
  const context = await openContext();
  const network = await makeNetwork(context, { code: 'kills', guests: GUESTS });
  await context.close();
  let server = await bench.startApplication({ WORKERS: 'off' });
  let worker = await bench.startApplication({ WORKERS: 'on' }, { program: 'worker.js' });
  const { port } = server;
  // Only acts may be lost by the control: the schema that the worker just made for its queue stays.
  if (control) await withDatabase((client) => client.query('CHECKPOINT'));

  for (const target of control ? ['postgres'] : ['server', 'worker', 'postgres']) {
    for (let round = 1; round <= kills; round += 1) {
      let stopping = false;
      const load = runLoad(port, network, () => stopping);
      await sleep(400 + Math.random() * 900);
      if (target === 'server') await server.stop('SIGKILL');
      if (target === 'worker') await worker.stop('SIGKILL');
      if (target === 'postgres') bench.killPostgres();
      if (target === 'worker') await sleep(300);
      stopping = true;
      await load;
      const isBoth = target === 'postgres' && round % 2 === 0;
      if (isBoth) await server.stop('SIGKILL');
      if (target === 'server') server = await bench.startApplication({ WORKERS: 'off' }, { port });
      if (target === 'worker') worker = await bench.startApplication({ WORKERS: 'on' }, { program: 'worker.js' });
      if (target === 'postgres') await bench.restartPostgres();
      if (isBoth) server = await bench.startApplication({ WORKERS: 'off' }, { port });
      await untilReady(port);
      const lost = await countLost(network);
      if (control) {
        console.log(JSON.stringify({ control: true, acknowledged: answered().length, lost }));
        if (lost > 0) break;
        continue;
      }
      if (lost > 0) throw new Error(`${lost} acknowledged acts are gone after the kill ${round} of the ${target}`);
      const kept = await requireKeptRecorded(network);
      await replayUnanswered(port, network);
      await requireExactlyOnce(network);
      console.log(JSON.stringify({ target, round, sent: journal.size, kept, lost }));
    }
  }
  if (control && (await countLost(network)) === 0)
    throw new Error('the control lost nothing: this test could not have found a loss');
  await server.stop();
  await worker.stop();
  if (!control) verifyLedger();
} catch (error) {
  failure = error;
} finally {
  await bench.stop();
}
if (failure !== null) {
  console.error(failure instanceof Error ? failure.stack : failure);
  process.exit(1);
}
console.log(JSON.stringify({ done: true, kills, control, acts: journal.size }));

async function runLoad(port, network, isStopping) {
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      const connection = new Connection(port);
      try {
        while (!isStopping()) await sendOne(connection, network, newEntry(network));
      } catch {
        // The server is gone: what was sent and not answered is replayed later.
      } finally {
        connection.close();
      }
    }),
  );
}

function newEntry(network) {
  const key = randomUUID();
  const entry = {
    key,
    guest: network.guests[Math.floor(Math.random() * GUESTS)],
    amount: 1_000 + Math.floor(Math.random() * 100_000),
    status: 0,
    id: null,
    kept: false,
  };
  journal.set(key, entry);
  fs.writeSync(journalFile, `${JSON.stringify({ sent: entry })}\n`);
  return entry;
}

async function sendOne(connection, network, entry) {
  const body = JSON.stringify({
    type: 'SALE',
    pointOfSaleId: network.pointOfSaleId,
    amount: entry.amount,
    receiptNumber: entry.key,
  });
  const status = await connection.send(
    bytesOf({
      method: 'POST',
      path: `/api/guests/${entry.guest}/transaction`,
      token: network.token,
      key: entry.key,
      body,
    }),
  );
  const answer = JSON.parse(connection.lastBody.toString());
  // 503: the outcome is unknown; other statuses are answers.
  if (![201, 202, 503].includes(status)) throw new Error(`a sale was answered ${status}: ${connection.lastBody}`);
  if (status === 201) Object.assign(entry, { status, id: answer.id });
  if (status === 202) entry.kept = true;
  fs.writeSync(journalFile, `${JSON.stringify({ answered: entry.key, status })}\n`);
}

async function replayUnanswered(port, network) {
  const connection = new Connection(port);
  for (const entry of [...journal.values()].filter((candidate) => candidate.status === 0)) {
    for (let attempt = 0; entry.status === 0; attempt += 1) {
      if (attempt === 600) throw new Error(`the key ${entry.key} was not answered after the restart`);
      await sendOne(connection, network, entry);
      if (entry.status === 0) await sleep(100);
    }
  }
  connection.close();
}

/** Requires that the server records each sale that it kept (202) without a retry. Returns their number. */
async function requireKeptRecorded(network) {
  const keys = [...journal.values()].filter(({ kept }) => kept).map(({ key }) => key);
  const deadline = Date.now() + 120_000;
  for (let recorded = -1; recorded !== keys.length; await sleep(100)) {
    if (Date.now() > deadline) throw new Error(`of ${keys.length} sales that were kept ${recorded} are recorded`);
    recorded = await withDatabase(async (client) => {
      const { rows } = await client.query(
        'SELECT count(*)::int AS n FROM transactions WHERE network_id = $1 AND receipt_number = ANY ($2)',
        [network.id, keys],
      );
      return rows[0].n;
    });
  }
  return keys.length;
}

function answered() {
  return [...journal.values()].filter((entry) => entry.status === 201);
}

async function countLost(network) {
  return withDatabase(async (client) => {
    const ids = answered().map((entry) => entry.id);
    const { rows } = await client.query(
      'SELECT count(*)::int AS n FROM transactions WHERE network_id = $1 AND id = ANY ($2::uuid[])',
      [network.id, ids],
    );
    return ids.length - rows[0].n;
  });
}

async function requireExactlyOnce(network) {
  await withDatabase(async (client) => {
    const { rows } = await client.query(
      `SELECT count(*)::int AS n, coalesce(sum(amount), 0)::bigint::text AS amount FROM transactions WHERE network_id = $1 AND type = 'SALE'`,
      [network.id],
    );
    const amount = [...journal.values()].reduce((sum, entry) => sum + entry.amount, 0);
    if (rows[0].n !== journal.size || Number(rows[0].amount) !== amount) {
      throw new Error(`sent ${journal.size} acts of ${amount}, stored ${rows[0].n} of ${rows[0].amount}`);
    }
  });
}

async function withDatabase(work) {
  const client = new pg.Client({ connectionString: bench.superuserUrl('loyalty') });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Generous, since a busy machine recovers slowly; the trial is about what was stored, not about speed. */
async function untilReady(port) {
  const deadline = Date.now() + 120_000;
  let last = 'nothing was answered';
  while (Date.now() < deadline) {
    const answer = await fetch(`http://127.0.0.1:${port}/api/health/ready`).catch(() => null);
    if (answer?.status === 200) return;
    if (answer !== null) last = await answer.text();
    await sleep(100);
  }
  throw new Error(`not ready within two minutes of the restart: ${last}`);
}

function verifyLedger() {
  execFileSync(process.execPath, [path.resolve(import.meta.dirname, '../../dist/cli.js'), 'verify-ledger'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, WORKERS: 'off' },
  });
}

function valueOf(name) {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
