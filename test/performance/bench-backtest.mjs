import fs from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import zlib from 'node:zlib';
import { figureOf, rowOf } from './bench-figures.mjs';
import { processorMs } from './bench-load.mjs';
import { makeNetwork } from './bench-networks.mjs';
import { built } from './bench-server.mjs';
import { asSuperuser } from './bench-tpcb.mjs';

const RECEIPTS_OF_A_GUEST = 20;
const SEED = 20_261_120;
const DAY_MS = 86_400_000;
/** Copies of the year start a week apart, so that they overlap like the years of several restaurants. */
const SHIFT_DAYS = 7;
const POLL_MS = 100;
const demo = path.resolve(import.meta.dirname, '../../data/pizza-receipts.csv.gz');

/** The demo's receipts: their lines without number and time, and when they were rung up. */
function readDemo() {
  const lines = zlib.gunzipSync(fs.readFileSync(demo)).toString('utf8').trim().split('\n');
  const receipts = new Map();
  for (const line of lines.slice(1)) {
    const [number, at, ...rest] = line.split(',');
    const known = receipts.get(number) ?? { at: Date.parse(`${at}Z`), lines: [] };
    known.lines.push(rest.join(','));
    receipts.set(number, known);
  }
  return { head: lines[0], receipts: [...receipts.values()] };
}

/** Writes receipts of the demo, repeated with shifted dates; a fixed seed draws the guest of each. */
function writeReceipts(folder, count, guests) {
  const { seededRandom, drawBelow } = built('packages/demo/seeded-random.rules.js');
  const random = seededRandom(SEED);
  const { head, receipts } = readDemo();
  const copies = Math.ceil(count / receipts.length);
  const moved = Date.now() - DAY_MS - (receipts.at(-1).at + (copies - 1) * SHIFT_DAYS * DAY_MS);
  const made = Array.from({ length: count }, (_, n) => ({
    of: receipts[n % receipts.length],
    copy: Math.floor(n / receipts.length),
    guest: drawBelow(random, guests),
  }));
  const whenOf = ({ of, copy }) => of.at + moved + copy * SHIFT_DAYS * DAY_MS;
  made.sort((a, b) => whenOf(a) - whenOf(b));
  const file = path.join(folder, `backtest-${count}.csv`);
  const out = fs.openSync(file, 'w');
  fs.writeSync(out, `${head},guest\n`);
  let text = '';
  made.forEach((receipt, n) => {
    const at = new Date(whenOf(receipt)).toISOString().slice(0, 19);
    for (const line of receipt.of.lines) text += `B-${count}-${n},${at},${line},G-${receipt.guest}\n`;
    if (text.length < 1_000_000 && n < count - 1) return;
    fs.writeSync(out, text);
    text = '';
  });
  fs.closeSync(out);
  const mapping = path.join(folder, 'bench-backtest.json');
  fs.writeFileSync(
    mapping,
    JSON.stringify({
      version: 1,
      name: 'bench-backtest',
      lines: 'GROUPED',
      money: { unit: 'MINOR' },
      timeFormat: 'ISO',
      columns: {
        number: 'receipt_number',
        occurredAt: 'sold_at',
        guest: 'guest',
        sku: 'sku',
        name: 'name',
        category: 'category',
        quantity: 'quantity',
        unitPrice: 'unit_price_minor',
        total: 'total_minor',
      },
    }),
  );
  return { file, mapping };
}

const SEARCHED = 50;
/** The question of each kind of run. */
const RUNS = {
  BACKTEST: (presetForNetwork) => ({ mode: 'DRAFT', document: presetForNetwork('points-4', 2), version: null }),
  SEARCH: (presetForNetwork) => ({
    mode: 'SEARCH',
    version: null,
    document: {
      program: presetForNetwork('hybrid-5', 2),
      moves: [
        { figure: 'EARNING_RATE', tier: null, from: 20_000, to: 200_000 },
        { figure: 'TIER_DISCOUNT', tier: 'SILVER', from: 50_000, to: 150_000 },
        { figure: 'TIER_SPEND', tier: 'GOLD', from: 1_000_000, to: 4_000_000 },
        { figure: 'POINTS_SHARE', tier: null, from: 200_000, to: 1_000_000 },
      ],
      goals: { costAtMostPpm: null, losersAtMostPpm: null, keepsVisit: false },
      variants: SEARCHED,
    },
  }),
};

/**
 * A backtest of another programme over so many receipts of fifty thousand guests for a million: everything from the
 * claim to the report, what of it is arithmetic, and the most memory that the process ever had.
 */
export async function measureBacktest({ bench, app, context, rounds, backtested }) {
  const network = await makeNetwork(context, { code: 'past', guests: 1 });
  const guests = Math.max(1, Math.round(backtested / RECEIPTS_OF_A_GUEST));
  const { file, mapping } = writeReceipts(bench.dataDirectory, backtested, guests);
  const { ImportReceipts } = built('integrations/imports/index.js');
  const nothing = () => undefined;
  const summary = await context.get(ImportReceipts, { strict: false }).run({
    networkId: network.id,
    file,
    mapping,
    moveToYesterday: false,
    progress: { reading: nothing, recording: nothing, end: nothing },
  });
  fs.rmSync(file);
  if (summary.sales !== backtested) throw new Error(`of ${backtested} receipts ${summary.sales} were imported`);
  await asSuperuser(bench, 'loyalty', (client) => client.query('VACUUM ANALYZE transactions'));
  const wall = [];
  const computing = [];
  const server = [];
  let memory = 0;
  for (let round = 0; round < rounds; round += 1) {
    const one = await playOnce(bench, app, context, network.id);
    wall.push(one.seconds);
    computing.push(one.computing);
    server.push(one.server);
    memory = Math.max(memory, one.memory);
  }
  const search = await playOnce(bench, app, context, network.id, 'SEARCH');
  if (search.tried !== SEARCHED) throw new Error(`${search.tried} programmes were tried`);
  const of = `${backtested.toLocaleString('en')} receipts of ${guests.toLocaleString('en')} guests`;
  const share = backtested / 1_000_000;
  return [
    rowOf({ what: `backtest of ${of}`, figure: figureOf(wall), unit: ' s', digits: 1, atMost: 30 * share }),
    rowOf({
      what: 'of it the processor time of both threads, halved',
      figure: figureOf(computing),
      unit: ' s',
      digits: 1,
      atMost: 10 * share,
    }),
    rowOf({ what: 'of it the processor time of the server', figure: figureOf(server), unit: ' s', digits: 1 }),
    rowOf({ what: 'most memory of the process', figure: figureOf([memory]), unit: ' MiB', atMost: 1_024 }),
    rowOf({
      what: `search among ${SEARCHED} programmes over the same receipts`,
      figure: figureOf([search.seconds]),
      unit: ' s',
      atMost: 1_200 * share,
    }),
    rowOf({
      what: 'most memory of the process after it',
      figure: figureOf([search.memory]),
      unit: ' MiB',
      atMost: 1_024,
    }),
  ];
}

/** Requests a run as a manager does; the application's job plays it beside its other work. */
async function playOnce(bench, app, context, networkId, kind = 'BACKTEST') {
  const { Backtests } = built('transactions/whatif/runs/backtests.js');
  const { Database } = built('platform/database/database.js');
  const { presetForNetwork } = built('configuration/index.js');
  const { NO_ORIGIN } = built('security/index.js');
  const backtests = context.get(Backtests, { strict: false });
  const author = { actor: 'system', origin: NO_ORIGIN };
  const before = { application: processorMs(app.pid), server: processorMs(bench.postgresPid(), true) };
  const { id } = await context
    .get(Database)
    .inNetwork(networkId, (tx) => backtests.ask(tx, networkId, RUNS[kind](presetForNetwork), {}, author));
  let run = await backtests.get(networkId, kind, id);
  while (run.status === 'WAITING' || run.status === 'RUNNING') {
    await setTimeout(POLL_MS);
    run = await backtests.get(networkId, kind, id);
  }
  const { status, report, createdAt, endedAt } = run;
  if (status !== 'DONE' || report.unread > 0) throw new Error(`the run is ${status}: ${JSON.stringify(report)}`);
  return {
    seconds: (endedAt - createdAt) / 1_000,
    computing: (processorMs(app.pid) - before.application) / 2_000,
    server: (processorMs(bench.postgresPid(), true) - before.server) / 1_000,
    memory: mostMemoryOf(app.pid),
    tried: report.variants?.length,
  };
}

/** The peak memory of a process in MiB. */
function mostMemoryOf(pid) {
  const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1_024;
}
