#!/usr/bin/env node
// Claims 1 and 7 with three cells: networks sell through any of them and repeat by key, some are moved meanwhile, and one cell is killed and
// comes back. Nothing acknowledged is lost or doubled, and networks of the other cells sell as before. `--control`: a network is
// moved without being closed, where losses have to be found.
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openSecrets } from '../../scripts/start/secrets.mjs';
import { makeCell } from '../support/cells/cell.mjs';

const GUESTS = 20;
/** Pause of a till between two sales. */
const PAUSE_MS = 150;
const AGAIN_MS = 50;
const WITHIN_MS = 180_000;
const ANSWERED_WITHIN_MS = 20_000;
const CALM_MS = 5_000;

const { values: options } = parseArgs({
  options: {
    networks: { type: 'string', default: '30' },
    moves: { type: 'string', default: '10' },
    kill: { type: 'string', default: 'c' },
    control: { type: 'boolean', default: false },
  },
});
const [count, moves] = [Number(options.networks), Number(options.moves)];
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loyalty-cells-'));
fs.chmodSync(folder, 0o711);
openSecrets(folder);

/**
 * Sales: { network, key, guest, amount, id, kept }; `id` once a server answered 201, `kept` once one answered 202. Some tills repeat a kept sale, and
 * some leave it to the server, which has taken it.
 */
const journal = [];
/** Calls whose network's cell lives and is not closed: { startedMs, ms, status }. */
const calm = [];
const cells = new Map();
let wrongAnswer;
let stopping = false;
/** How long the last move took as a whole. */
let moveMs = 0;
let failure;
try {
  const home = await makeCell('a', folder);
  cells.set('a', home);
  for (const name of ['b', 'c']) cells.set(name, await makeCell(name, folder, home));
  const databases = Object.fromEntries([...cells].map(([name, cell]) => [name, cell.database]));
  for (const cell of cells.values()) {
    cell.environment.CELL_DATABASES = JSON.stringify(databases);
    await cell.start();
  }
  const networks = [];
  for (const [at, cell] of [...cells.values()].entries())
    networks.push(...(await cell.makeNetworks(Math.floor((count + at) / cells.size), GUESTS)));
  const tills = networks.map((network) => sell(network).catch((error) => (wrongAnswer ??= error)));
  await until('each network sells', () => networks.every((network) => soldOf(network) > 2));
  // Servers learned of the networks while these were made.
  calm.length = 0;
  const result = options.control ? await carryOpen(networks) : await moveAndKill(networks);
  stopping = true;
  await Promise.all(tills);
  if (wrongAnswer !== undefined) throw wrongAnswer;
  const found = await compare(networks);
  console.log(JSON.stringify({ done: true, control: options.control, networks: networks.length, ...result, ...found }));
  if (!options.control) {
    if (found.lost + found.doubled + found.strange > 0) throw new Error('the books are not those of the tills');
    for (const cell of cells.values()) await cell.run('verify-ledger');
  }
} catch (error) {
  failure = error;
} finally {
  stopping = true;
  for (const cell of [...cells.values()].toReversed()) await cell.stop().catch((error) => (failure ??= error));
  fs.rmSync(folder, { recursive: true, force: true });
}
if (failure !== undefined) {
  console.error(failure instanceof Error ? failure.stack : failure);
  process.exit(1);
}

/** A till of a network: sells through any cell, and retries a sale by its key until it is accepted. */
async function sell(network) {
  while (!stopping) {
    const guest = network.guests[Math.floor(Math.random() * GUESTS)];
    const entry = {
      network,
      key: randomUUID(),
      guest,
      amount: 1_000 + Math.floor(Math.random() * 100_000),
      id: null,
      kept: false,
    };
    journal.push(entry);
    const repeatsKept = Math.random() < 0.5;
    while (entry.id === null && (repeatsKept || !entry.kept)) {
      await send(entry);
      if (entry.id === null) await sleep(AGAIN_MS);
    }
    await sleep(PAUSE_MS);
  }
}

async function send(entry) {
  const { network } = entry;
  const alive = [...cells.values()].filter(({ isDown }) => !isDown);
  const door = alive[Math.floor(Math.random() * alive.length)];
  const isCalm = () => !network.isMoving && !cells.get(network.cell).isDown && !door.isDown;
  const wasCalm = isCalm();
  const startedMs = performance.now();
  const answer = await post(door, entry).catch((error) => ({ status: 0, text: String(error), retryAfter: null }));
  if (wasCalm && isCalm())
    calm.push({ startedMs, ms: performance.now() - startedMs, status: answer.status, text: answer.text });
  if (answer.status === 201) entry.id = JSON.parse(answer.text).id;
  else if (answer.status === 202) entry.kept = true;
  else if (answer.status !== 0 && (answer.status !== 503 || !/^\d+$/.test(answer.retryAfter ?? '')))
    throw new Error(`a sale was answered ${answer.status}: ${answer.text}`);
}

async function post(door, { network, key, guest, amount }) {
  const answer = await fetch(`${door.address}/api/guests/${guest}/transaction`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${network.token}`, 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body: JSON.stringify({ type: 'SALE', pointOfSaleId: network.pointOfSaleId, amount, receiptNumber: key }),
    signal: AbortSignal.timeout(ANSWERED_WITHIN_MS),
  });
  return { status: answer.status, text: await answer.text(), retryAfter: answer.headers.get('retry-after') };
}

/** Half of the moves, then a killed cell, then the moves between the others, then the cell comes back. */
async function moveAndKill(networks) {
  await sleep(CALM_MS);
  const calmUntil = performance.now();
  const closedMs = [];
  await tryOut(networks[0]);
  const half = Math.ceil(moves / 2);
  for (let n = 0; n < half; n += 1) closedMs.push(await move(networks[(n * 7) % networks.length]));
  for (const way of ['--back', '--resume']) await moveKilled(networks.at(-1), way);
  const killed = cells.get(options.kill);
  const killedAt = performance.now();
  killed.isDown = true;
  await killed.kill();
  await sleep(CALM_MS);
  const killedUntil = performance.now();
  const living = networks.filter((network) => !cells.get(network.cell).isDown && targetsOf(network).length > 0);
  // The directory switches nothing while its own cell is down.
  if (options.kill === 'a') await comeBack(killed);
  for (let n = half; n < moves; n += 1) closedMs.push(await move(living[n % living.length]));
  if (options.kill !== 'a') await comeBack(killed);
  const unsold = new Map(networks.map((network) => [network, soldOf(network)]));
  await until('each network sells again', () => networks.every((network) => soldOf(network) > unsold.get(network) + 2));
  const before = calm.filter(({ startedMs }) => startedMs < calmUntil);
  const during = calm.filter(({ startedMs }) => startedMs >= killedAt && startedMs < killedUntil);
  const errors = calm.filter(({ status }) => status !== 201 && status !== 202);
  for (const { status, text } of errors.slice(0, 5))
    console.error(`an undisturbed network was answered ${status}: ${text}`);
  closedMs.sort((a, b) => a - b);
  return {
    moved: closedMs.length,
    closedMs: { median: closedMs[Math.floor(closedMs.length / 2)], most: closedMs.at(-1) },
    undisturbed: {
      calls: calm.length,
      errors: errors.length,
      p99Ms: p99(before),
      p99MsWhileKilled: p99(during),
      ratio: Number((p99(during) / p99(before)).toFixed(2)),
    },
  };
}

async function comeBack(cell) {
  await cell.revive();
  cell.isDown = false;
}

/** Cells that live and have no row of the network. */
function targetsOf({ cell, cells: left = [] }) {
  return [...cells.values()].filter((one) => one.name !== cell && !one.isDown && !left.includes(one));
}

async function move(network) {
  const from = cells.get(network.cell);
  const others = targetsOf(network);
  const to = others[Math.floor(Math.random() * others.length)];
  network.isMoving = true;
  const began = performance.now();
  // Some sources keep the rows of the closed network, and some networks move back.
  const forgets = Math.random() < 0.5;
  const told = await from.run('network', 'move', network.code, '--to', to.name, ...(forgets ? ['--forget'] : []));
  const left = await from.ask('SELECT 1 FROM transactions WHERE network_id = $1 LIMIT 1', [network.id]);
  if (left.length === (forgets ? 1 : 0))
    throw new Error(`${network.code} has ${forgets ? 'rows' : 'no row'} in ${from.name}`);
  network.cells = [...(network.cells ?? []), ...(forgets ? [] : [from])];
  moveMs = performance.now() - began;
  network.cell = to.name;
  network.isMoving = false;
  const [line, seconds] = /closed for ([\d.]+) s.*/.exec(told) ?? [];
  if (seconds === undefined) throw new Error(`${network.code} did not move: ${told}`);
  console.error(`${network.code} to ${to.name}: ${line}`);
  return Math.round(Number(seconds) * 1_000);
}

/** A dry run. */
async function tryOut(network) {
  const [to] = targetsOf(network);
  const told = await cells.get(network.cell).run('network', 'move', network.code, '--to', to.name, '--dry-run');
  const rows = await to.ask('SELECT 1 FROM networks WHERE id = $1', [network.id]);
  if (rows.length > 0 || !/A last part would have \d+ rows/.test(told)) throw new Error(`the dry run: ${told}`);
}

/** Kills the command at any moment; then the move is given up or continued, as the directory says. */
async function moveKilled(network, way) {
  const from = cells.get(network.cell);
  const [to] = targetsOf(network);
  network.isMoving = true;
  await from.runAndKill(moveMs * (0.3 + 0.7 * Math.random()), 'network', 'move', network.code, '--to', to.name);
  const place = async () =>
    (await cells.get('a').ask('SELECT cell, moving_to FROM network_cells WHERE network_id = $1', [network.id]))[0];
  const { cell, moving_to: movingTo } = await place();
  if (cell !== from.name || (movingTo !== null && way === '--resume'))
    await from.run('network', 'move', network.code, '--resume');
  else if (movingTo !== null) await from.run('network', 'move', network.code, '--back');
  network.cell = (await place()).cell;
  network.isMoving = false;
  console.error(`${network.code}: killed, ${movingTo === null ? 'no move noted' : way}; lives in ${network.cell}`);
}

/** A mistake on purpose: the directory is switched to an archive that was made while the tills sold on. */
async function carryOpen(networks) {
  const [network] = networks;
  const [home, other] = [cells.get('a'), cells.get('b')];
  const [tar, key, pub] = ['open.tar', 'key.pem', 'pub.pem'].map((name) => path.join(folder, name));
  const { generateKeyPairSync } = await import('node:crypto');
  const { privateKey, publicKey } = generateKeyPairSync('x25519');
  fs.writeFileSync(key, privateKey.export({ format: 'pem', type: 'pkcs8' }));
  fs.writeFileSync(pub, publicKey.export({ format: 'pem', type: 'spki' }));
  const made = await home.run('network', 'archive', network.code, '--out', tar, '--receiver', pub);
  const [, signedBy] = /Signed by (\w+)/.exec(made);
  const sold = soldOf(network);
  await until('more is sold', () => soldOf(network) > sold + 2);
  await other.run('network', 'read', tar, '--key', key, '--signed-by', signedBy);
  await home.ask(`UPDATE network_cells SET cell = 'b', epoch = epoch + 1 WHERE network_id = $1`, [network.id]);
  await home.ask(`SELECT pg_notify('network_cells', $1)`, [network.id]);
  network.cell = 'b';
  return { moved: 1 };
}

/** Compares what the tills were answered with the rows in the cell where each network lives. */
async function compare(networks) {
  const found = {
    sales: journal.length,
    kept: journal.filter(({ kept }) => kept).length,
    lost: 0,
    doubled: 0,
    strange: 0,
  };
  for (const network of networks) {
    const sent = journal.filter((entry) => entry.network === network);
    const left = sent.filter(({ id }) => id === null).map(({ key }) => key);
    await until('what was kept is recorded', async () => (await salesOf(network, left)).length === left.length);
    const rows = await salesOf(network);
    const byKey = new Map(rows.map((row) => [row.key, row]));
    found.doubled += rows.length - byKey.size;
    found.lost += sent.filter(({ key, id }) => (id === null ? !byKey.has(key) : byKey.get(key)?.id !== id)).length;
    found.strange += rows.filter(
      ({ key, amount }) => !sent.some((entry) => entry.key === key && entry.amount === amount),
    ).length;
  }
  return found;
}

/** @param keys left out: all */
function salesOf(network, keys) {
  return cells.get(network.cell).ask(
    `SELECT id, receipt_number AS key, amount::float8 AS amount FROM transactions
      WHERE network_id = $1 AND type = 'SALE' AND ($2::text[] IS NULL OR receipt_number = ANY ($2))`,
    [network.id, keys ?? null],
  );
}

function soldOf(network) {
  return journal.filter((entry) => entry.network === network && entry.id !== null).length;
}

function p99(calls) {
  const sorted = calls.map(({ ms }) => ms).sort((a, b) => a - b);
  return Math.round(sorted[Math.floor(sorted.length * 0.99)] ?? 0);
}

async function until(what, isSo) {
  const deadline = Date.now() + WITHIN_MS;
  while (!(await isSo())) {
    if (wrongAnswer !== undefined) throw wrongAnswer;
    if (Date.now() > deadline) throw new Error(`not in time: ${what}; ${journal.length} sales were sent`);
    await sleep(50);
  }
}

function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
