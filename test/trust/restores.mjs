#!/usr/bin/env node
// Claim 7: a backup restores to the same ledger. `cli backup create` runs at a random moment while tills sell; `cli backup
// restore` brings it into another data folder, and `cli restore --to` brings the moment before it from the archive of the log
// into a third, where nothing is that began after it. Every row of the restored journal is a row of the source to the byte, every
// act that was acknowledged before the backup began is there, and the restored platform sells on: figures, seals and
// accounts take what comes after.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { connectionsOfRunning, superuserUrlOf } from '../../scripts/start/database.mjs';
import { findRunning } from '../../scripts/start/lock.mjs';
import { openSecrets } from '../../scripts/start/secrets.mjs';
import { longLived, makeNetwork, openContext } from '../performance/bench-networks.mjs';
import { bytesOf, Connection } from '../performance/load-client.mjs';

const CONNECTIONS = 8;
const GUESTS = 100;
const SALES_AFTER = 200;
const SEALED_WITHIN_MS = 240_000;
const LATE_BY_MS = 60_000;
const AGAIN_AFTER_MS = 200;
const ROOT = path.resolve(import.meta.dirname, '../..');
const OF_THE_JOURNAL = ['transactions', 'transfers', 'transaction_comments', 'claims', 'events', 'seals'];
const trials = Number(process.argv.at(-1));
const home = fs.mkdtempSync(path.join(os.tmpdir(), 'loyalty-restores-'));
fs.chmodSync(home, 0o711);
const running = new Set();

try {
  const archive = { BACKUP_DIR: path.join(home, 'archive'), BACKUP_LOG_SECONDS: '1' };
  const source = await startPlatform(path.join(home, 'source'), archive);
  const network = await openNetwork(source);
  await noted(source, ({ lastGoodBackup }) => lastGoodBackup !== undefined);
  for (let trial = 1; trial <= trials; trial += 1) {
    const acknowledged = [];
    let stopping = false;
    const load = sell(source.port, network, { acknowledged, isStopping: () => stopping });
    // The promise is awaited later; until then its failure must not end this process, which still has platforms to stop.
    load.catch(() => undefined);
    await sleep(1_000 + Math.random() * 4_000);
    const before = acknowledged.map(({ id }) => id);
    const moment = new Date();
    const backup = path.join(home, `backup-${trial}`);
    await command('cli.mjs', ['backup', 'create', backup], { DATA_DIR: source.folder });
    stopping = true;
    await load;

    const folder = path.join(home, `restored-${trial}`);
    fs.mkdirSync(folder, { mode: 0o711 });
    const { keys } = openSecrets(source.folder);
    await command('cli.mjs', ['backup', 'restore', backup], { DATA_DIR: folder, ...keys });
    const same = await useRestored(source, { folder, keys, network, before, after: [] });
    fs.rmSync(backup, { recursive: true });

    const end = new Date().toISOString();
    await noted(source, ({ log }) => (log?.upTo ?? '') > end);
    const ofMoment = path.join(home, `moment-${trial}`);
    const to = ['restore', '--to', moment.toISOString(), '--into', ofMoment];
    await command('cli.mjs', to, { DATA_DIR: source.folder, ...archive });
    const after = acknowledged.filter(({ startedAt }) => startedAt > moment.getTime()).map(({ id }) => id);
    const then = await useRestored(source, { folder: ofMoment, keys, network, before, after });
    console.log(JSON.stringify({ trial, acknowledged: before.length, ...same, then: then.transactions }));
  }
  console.log(JSON.stringify({ done: true, trials }));
} catch (error) {
  console.error(error instanceof Error ? error.stack : error);
  process.exitCode = 1;
} finally {
  for (const child of running) await stop(child);
  fs.rmSync(home, { recursive: true, force: true });
}

/** Compares a restored folder with the source, then sells there and verifies it; returns the rows that both have. */
async function useRestored(source, { folder, keys, network, before, after }) {
  const restored = await startPlatform(folder, keys);
  const same = await compare(source, restored, { before, after });
  await sellOn(restored, network);
  await command('cli.mjs', ['verify-ledger'], { DATA_DIR: folder, ...keys });
  await stop(restored.child);
  return same;
}

/** Waits until the record of backups meets a condition. */
async function noted({ folder }, holds) {
  const deadline = Date.now() + SEALED_WITHIN_MS;
  const file = path.join(folder, 'backup-record.json');
  while (!fs.existsSync(file) || !holds(JSON.parse(fs.readFileSync(file, 'utf8')))) {
    if (Date.now() > deadline) throw new Error('the record of backups does not say it');
    await sleep(200);
  }
}

/** `npm start` on a folder, ready to sell. */
async function startPlatform(folder, settings = {}) {
  fs.mkdirSync(folder, { recursive: true, mode: 0o711 });
  const child = script('start.mjs', [], { DATA_DIR: folder, ...settings });
  const said = await output(child, (text) => /is ready: \S+/.exec(text)?.[0]);
  return { child, folder, port: new URL(said.split(' ').at(-1)).port };
}

async function openNetwork({ folder }) {
  const connections = connectionsOfRunning(findRunning(folder).postgresPort, folder);
  Object.assign(process.env, openSecrets(folder).keys, connections, { DATA_DIR: folder, LOG_LEVEL: 'warn' });
  const context = await openContext();
  try {
    const network = await makeNetwork(context, { code: 'restores', guests: GUESTS });
    return { ...network, token: longLived(context, network.token) };
  } finally {
    await context.close();
  }
}

async function sell(port, network, { acknowledged, isStopping }) {
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      const connection = new Connection(port);
      while (!isStopping()) {
        const startedAt = Date.now();
        acknowledged.push({ id: await sellOne(connection, network), startedAt });
      }
      connection.close();
    }),
  );
}

async function sellOne(connection, network) {
  const guest = network.guests[Math.floor(Math.random() * GUESTS)];
  const key = randomUUID();
  const amount = 1_000 + Math.floor(Math.random() * 100_000);
  const body = JSON.stringify({ type: 'SALE', pointOfSaleId: network.pointOfSaleId, amount, receiptNumber: key });
  const request = { method: 'POST', path: `/api/guests/${guest}/transaction`, token: network.token, key, body };
  const deadline = Date.now() + LATE_BY_MS;
  for (;;) {
    const status = await connection.send(bytesOf(request));
    if (status === 201) return JSON.parse(connection.lastBody.toString()).id;
    // A server with a slow database keeps the sale and records it a moment later, or asks for a retry.
    if ((status !== 202 && status !== 503) || Date.now() > deadline)
      throw new Error(`a sale was answered ${status}: ${connection.lastBody}`);
    await sleep(AGAIN_AFTER_MS);
  }
}

/** Compares the restored rows with the source's, which has sold since. */
async function compare(source, restored, { before, after }) {
  return withClients([source, restored], async (from, to) => {
    const { rows: missing } = await to.query(
      'SELECT a.id FROM unnest($1::uuid[]) a(id) WHERE NOT EXISTS (SELECT FROM transactions t WHERE t.id = a.id)',
      [before],
    );
    if (missing.length > 0) throw new Error(`${missing.length} acknowledged acts are not in the backup`);
    const { rows: early } = await to.query('SELECT id FROM transactions WHERE id = ANY ($1::uuid[])', [after]);
    if (early.length > 0) throw new Error(`${early.length} acts that began after the moment are in it`);
    const counts = {};
    for (const table of OF_THE_JOURNAL) {
      const rowsOf = async (client) =>
        (await client.query(`SELECT md5(t::text) AS digest FROM ${table} t`)).rows.map(({ digest }) => digest);
      const there = new Set(await rowsOf(from));
      const here = await rowsOf(to);
      // Seals that the restored platform made by itself since are its own.
      const strange = here.filter((digest) => !there.has(digest)).length;
      if (strange > 0 && table !== 'seals') throw new Error(`${strange} rows of ${table} are not those of the source`);
      counts[table] = here.length - strange;
    }
    const { rows: seals } = await to.query('SELECT number, hash FROM seals ORDER BY number');
    const { rows: sourceSeals } = await from.query('SELECT number, hash FROM seals ORDER BY number');
    const shared = seals.slice(0, counts.seals);
    if (shared.some((seal, index) => !seal.hash.equals(sourceSeals[index].hash))) throw new Error('a seal is another');
    return counts;
  });
}

/** Sells, and waits until figures, accounts and seals include it. */
async function sellOn({ port, folder }, network) {
  const connection = new Connection(port);
  for (let n = 0; n < SALES_AFTER; n += 1) await sellOne(connection, network);
  connection.close();
  await withClients([{ folder }], async (client) => {
    const state = async () =>
      (
        await client.query(
          `SELECT (SELECT count(*)::int FROM transactions) AS written, (SELECT coalesce(sum(transactions), 0)::int FROM seals) AS sealed,
             (SELECT coalesce(sum(sales), 0)::int FROM daily_figures) AS counted,
             (SELECT count(*)::int FROM transactions WHERE type = 'SALE') AS sales`,
        )
      ).rows[0];
    const deadline = Date.now() + SEALED_WITHIN_MS;
    for (;;) {
      const { written, sealed, counted, sales } = await state();
      if (written === sealed && counted === sales) return;
      if (Date.now() > deadline) throw new Error(`not taken: ${JSON.stringify({ written, sealed, counted, sales })}`);
      await sleep(500);
    }
  });
}

async function withClients(platforms, work) {
  const clients = platforms.map(({ folder }) => {
    const url = new URL(superuserUrlOf(findRunning(folder).postgresPort, folder));
    return new pg.Client({ connectionString: Object.assign(url, { pathname: '/loyalty' }).href });
  });
  await Promise.all(clients.map((client) => client.connect()));
  try {
    return await work(...clients);
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

function script(name, args, environment) {
  const child = spawn(process.execPath, [path.join(ROOT, 'scripts', name), '--prebuilt', ...args], {
    env: {
      ...withoutDatabases(process.env),
      NODE_ENV: 'development',
      DEMO: '0',
      RATE_LIMITS: 'off',
      PORT: '0',
      LOG_LEVEL: 'warn',
      WORKERS: 'on',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

function withoutDatabases(environment) {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^(DATABASE_|SEAL_DIR|[A-Z]+_KEYS?$)/.test(name)),
  );
}

async function command(name, args, environment) {
  const child = script(name, args, environment);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${said}`);
}

/** Waits for an output of a process. */
function output(child, find) {
  return new Promise((resolve, reject) => {
    let said = '';
    const take = (chunk) => {
      said += chunk;
      const found = find(said);
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('exit', (code) => reject(new Error(`it ended with ${code}: ${said}`)));
  });
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
