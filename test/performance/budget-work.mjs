import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { haveRead, processorMs } from './bench-load.mjs';
import { asSuperuser } from './bench-tpcb.mjs';
import { Caller, CALLS, GUESTS } from './budget-calls.mjs';
import { bytesOf, Connection } from './load-client.mjs';

const PASSES = 3;
const SLICES = 5;
/** Cheap calls are made more often, so that their time stands out from what an idle server takes. The guests' points suffice for so many redemptions. */
const CALLS_A_SLICE = { quote: 600, balance: 600, history: 400, lookup: 400, redemption: 60 };
const ACTS = 200;
/** After this time a reader has written its figures, and the last look-ups are in the audit. */
const SETTLES_MS = 300;

/** Calls of the yardstick before and after each slice. */
const MEASURED = 100;
/** After so many calls its code is compiled. */
const WARMED = 2_000;
const YARDSTICK = bytesOf({ method: 'POST', path: '/', token: 'none', body: JSON.stringify({ n: 1 }) });

/**
 * Bytes of the heap that a call of a till takes with the workers on, by kind. Other work of the machine changes none of them.
 */
export async function measureAllocated({ bench, app, plain, mixed }) {
  const { caller, client, settled } = await openCalls({ bench, app, plain, mixed, passes: 1 });
  const figures = {};
  for (const kind of Object.keys(CALLS)) {
    const times = timesOf(kind);
    await caller.make(kind, times);
    await settled();
    await app.ask('allocated');
    await caller.make(kind, times * SLICES);
    await settled();
    const { allocated } = await app.ask('allocated');
    figures[kind] = { allocatedBytes: Math.round(allocated / (times * SLICES)) };
  }
  caller.close();
  await client.end();
  return figures;
}

/**
 * Processor time and bytes that a call of a till takes with the workers on, work behind it included. The time is written
 * as a multiple of what a call of the yardstick takes, which is made before and after each slice of calls: so a faster or
 * busier machine changes little.
 *
 * @param isKept whether the figures of a kind keep its budget: another pass could only lower them, and is left out
 */
export async function measureWork({ bench, app, plain, mixed, isKept }) {
  const { caller, client, settled } = await openCalls({ bench, app, plain, mixed, passes: PASSES });
  const yardstick = await startYardstick(bench);
  const used = () => ({
    application: processorMs(app.pid),
    postgresql: processorMs(bench.postgresPid(), true) - yardstick.used().postgresql,
  });
  const measureKind = async (kind) => {
    const times = timesOf(kind);
    await caller.make(kind, times);
    await yardstick.measure();
    await settled();
    await app.ask('allocated');
    const before = { calls: used(), yardstick: yardstick.used() };
    await yardstick.measure();
    for (let n = 0; n < SLICES; n += 1) {
      await caller.make(kind, times);
      await yardstick.measure();
    }
    await settled();
    const after = { calls: used(), yardstick: yardstick.used() };
    const { allocated } = await app.ask('allocated');
    const calls = times * SLICES;
    const each = (of, name, count) => (after[of][name] - before[of][name]) / count;
    const multiple = (name) =>
      Number((each('calls', name, calls) / each('yardstick', name, MEASURED * (SLICES + 1))).toFixed(3));
    return {
      applicationMultiple: multiple('application'),
      postgresqlMultiple: multiple('postgresql'),
      allocatedBytes: Math.round(allocated / calls),
    };
  };
  const figures = {};
  for (let pass = 0; pass < PASSES; pass += 1)
    for (const kind of Object.keys(CALLS))
      if (figures[kind] === undefined || !isKept(kind, figures[kind]))
        figures[kind] = lessOf(figures[kind], await measureKind(kind));
  yardstick.stop();
  caller.close();
  await client.end();
  return figures;
}

function timesOf(kind) {
  return CALLS_A_SLICE[kind] ?? ACTS;
}

async function openCalls({ bench, app, plain, mixed, passes }) {
  const client = new pg.Client({ connectionString: bench.superuserUrl('loyalty') });
  await client.connect();
  const caller = new Caller(app.port, { plain, mixed });
  // In the mixed network each refund needs a sale.
  await caller.prepare(Math.ceil((passes * ACTS * (SLICES + 1)) / GUESTS));
  const settled = async () => {
    for (const { id } of [plain, mixed]) await haveRead(client, id);
    await sleep(SETTLES_MS);
  };
  return { caller, client, settled };
}

/** Other work of the machine can only add to a figure. */
function lessOf(before, now) {
  if (before === undefined) return now;
  return Object.fromEntries(Object.entries(now).map(([name, value]) => [name, Math.min(value, before[name])]));
}

/**
 * Starts a small server that never changes, beside the application and on the same PostgreSQL. Shared cores slow communication between processes more
 * than arithmetic, and slow both servers alike.
 */
async function startYardstick(bench) {
  await asSuperuser(bench, 'postgres', (client) => client.query('CREATE DATABASE yardstick'));
  const child = fork(fileURLToPath(new URL('budget-yardstick.mjs', import.meta.url)), [], {
    env: { ...process.env, YARDSTICK_DATABASE: bench.superuserUrl('yardstick') },
  });
  const [{ port, backend }] = await once(child, 'message');
  const connection = new Connection(port);
  const used = () => ({ application: processorMs(child.pid), postgresql: processorMs(backend) });
  const make = async (times) => {
    for (let n = 0; n < times; n += 1)
      if ((await connection.send(YARDSTICK)) !== 200) throw new Error(connection.lastBody.toString());
  };
  await make(WARMED);
  return {
    used,
    measure: () => make(MEASURED),
    stop() {
      connection.close();
      child.kill('SIGKILL');
    },
  };
}
