import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Caller, CALLS, GUESTS } from './budget-calls.mjs';
import { childrenOf } from './bench-server.mjs';

const PASSES = 2;
const SLICES = 5;
/** Reads are cheap, so it takes more of them until they stand out of what a server does by itself. Guests have points for so many redemptions. */
const CALLS_A_SLICE = { quote: 600, balance: 600, history: 400, lookup: 400, redemption: 90 };
const ACTS = 200;
/** In the mixed network, where each refund needs a sale. */
const SALES_OF_A_GUEST = Math.ceil((PASSES * ACTS * (SLICES + 1)) / GUESTS);
const LOOK_EVERY_MS = 100;
/** A reader has written what it read, and a batch of look-ups has been kept. */
const SETTLES_MS = 300;

/** Times that the fixed piece does its work, about a millisecond of a processor of 2026. */
const TIMES = 300;
const PIECES = 40;
const ACT = JSON.stringify({
  items: Array.from({ length: 20 }, (_, n) => ({ sku: `SKU-${n}`, name: `Line ${n}`, quantity: n, amount: n * 1_000 })),
});

/**
 * Processor time and bytes that a call of a till takes with the workers on, work behind it included. The time is written as a multiple of a fixed piece of
 * JSON and arithmetic, which runs before and after each slice of calls: how fast the machine is falls out.
 */
export async function measureWork({ bench, app, plain, mixed }) {
  const client = new pg.Client({ connectionString: bench.superuserUrl('loyalty') });
  await client.connect();
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
  const used = () => ({
    application: processorMs(app.pid),
    postgresql: processorOfServer(bench.postgresPid(), rows[0].pid),
  });
  const caller = new Caller(app.port, { plain, mixed });
  await caller.prepare(SALES_OF_A_GUEST);
  const settled = async () => {
    while (!(await haveRead(client))) await sleep(LOOK_EVERY_MS);
    await sleep(SETTLES_MS);
  };
  const measureKind = async (kind) => {
    const times = CALLS_A_SLICE[kind] ?? ACTS;
    await caller.make(kind, times);
    await settled();
    await app.ask('allocated');
    const before = used();
    let pieces = measurePiece();
    for (let n = 0; n < SLICES; n += 1) {
      await caller.make(kind, times);
      pieces += measurePiece();
    }
    await settled();
    const after = used();
    const { allocated } = await app.ask('allocated');
    const calls = times * SLICES;
    const inPieces = (name) => Number(((after[name] - before[name]) / calls / (pieces / (SLICES + 1))).toFixed(3));
    return {
      applicationPieces: inPieces('application'),
      postgresqlPieces: inPieces('postgresql'),
      allocatedBytes: Math.round(allocated / calls),
    };
  };
  const figures = {};
  for (let pass = 0; pass < PASSES; pass += 1)
    for (const kind of Object.keys(CALLS)) figures[kind] = lessOf(figures[kind], await measureKind(kind));
  caller.close();
  await client.end();
  return figures;
}

/** Other work of the machine can only add to a figure. */
function lessOf(before, now) {
  if (before === undefined) return now;
  return Object.fromEntries(Object.entries(now).map(([name, value]) => [name, Math.min(value, before[name])]));
}

/** @returns {number} milliseconds of the processor that one piece takes now */
function measurePiece() {
  const before = process.cpuUsage();
  let sum = 0;
  for (let n = 0; n < PIECES * TIMES; n += 1) {
    for (const { amount, quantity } of JSON.parse(ACT).items) sum = (sum * 31 + amount * quantity) % 1_000_003;
    sum += JSON.stringify({ sum, n }).length;
  }
  const { user, system } = process.cpuUsage(before);
  if (sum < 0) throw new Error('the piece was left out');
  return (user + system) / 1_000 / PIECES;
}

/** Whether the readers of the event log are at its end in every network; seals come by the minute and are not waited for. */
async function haveRead(client) {
  const { rows } = await client.query(
    `SELECT NOT EXISTS (
       SELECT FROM event_cursors c WHERE c.subscriber IN ('figures', 'liability') AND EXISTS (
         SELECT FROM events e WHERE e.network_id = c.network_id AND (e.epoch, e.xid, e.id) > (c.epoch, c.xid, c.id))) AS have`,
  );
  return rows[0].have;
}

function processorOfServer(postmaster, besides) {
  return [postmaster, ...childrenOf(postmaster)]
    .filter((pid) => pid !== besides)
    .reduce((sum, pid) => sum + processorMs(pid), 0);
}

/** Milliseconds that the threads of a process have had of the processor, to the microsecond (Linux). */
function processorMs(pid) {
  const tasks = `/proc/${pid}/task`;
  try {
    return readdirSync(tasks).reduce(
      (sum, task) => sum + Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]) / 1e6,
      0,
    );
  } catch {
    // It ended while its threads were read.
    return 0;
  }
}
