import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Caller, CALLS, GUESTS } from './budget-calls.mjs';
import { haveRead, processorMs } from './bench-load.mjs';

const PASSES = 2;
const SLICES = 5;
/** Cheap calls are made more often, so that their time stands out from what an idle server takes. The guests' points suffice for so many redemptions. */
const CALLS_A_SLICE = { quote: 600, balance: 600, history: 400, lookup: 400, redemption: 90 };
const ACTS = 200;
/** In the mixed network, where each refund needs a sale. */
const SALES_OF_A_GUEST = Math.ceil((PASSES * ACTS * (SLICES + 1)) / GUESTS);
/** After it a reader has written its figures, and the last look-ups are in the audit. */
const SETTLES_MS = 300;

/** How often a piece reads and writes JSON: about a millisecond of a processor of 2026. */
const TIMES = 300;
const PIECES = 40;
const ACT = JSON.stringify({
  items: Array.from({ length: 20 }, (_, n) => ({ sku: `SKU-${n}`, name: `Line ${n}`, quantity: n, amount: n * 1_000 })),
});

/**
 * Processor time and bytes that a call of a till takes with the workers on, work behind it included. The time is written as a multiple of a fixed piece of
 * JSON and arithmetic, which runs before and after each slice of calls: so a faster machine changes nothing.
 *
 * @param isKept whether the figures of a kind keep its budget: another pass could only lower them, and is left out
 */
export async function measureWork({ bench, app, plain, mixed, isKept }) {
  const client = new pg.Client({ connectionString: bench.superuserUrl('loyalty') });
  await client.connect();
  const used = () => ({
    application: processorMs(app.pid),
    postgresql: processorMs(bench.postgresPid(), true),
  });
  const caller = new Caller(app.port, { plain, mixed });
  await caller.prepare(SALES_OF_A_GUEST);
  const settled = async () => {
    for (const { id } of [plain, mixed]) await haveRead(client, id);
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
    for (const kind of Object.keys(CALLS))
      if (figures[kind] === undefined || !isKept(kind, figures[kind]))
        figures[kind] = lessOf(figures[kind], await measureKind(kind));
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
