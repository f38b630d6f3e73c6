#!/usr/bin/env node
// npm run bench: what the till, the import and the decision reach, against TPC-B of PostgreSQL's own pgbench on the
// same server with the same settings in the same run. Ends with 1 when a bound is missed by more than the spread.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compareWith } from './bench-against.mjs';
import { measureFigures } from './bench-analytics.mjs';
import { measureBacktest } from './bench-backtest.mjs';
import { lineOf, TABLE_HEAD } from './bench-figures.mjs';
import { measureCoupons, measureRedeeming } from './bench-coupons.mjs';
import { measureExpiry } from './bench-expiry.mjs';
import { measureGuests } from './bench-guests.mjs';
import { measureImportGuests } from './bench-import-guests.mjs';
import { measureKafka } from './bench-kafka.mjs';
import { measureLiability } from './bench-liability.mjs';
import { measureGrowth, measureReads, prepareGrowth } from './bench-growth.mjs';
import { measureImport } from './bench-history.mjs';
import { CONNECTIONS } from './bench-load.mjs';
import { makeNetwork, openContext } from './bench-networks.mjs';
import { measureHammer, measureMemory, measureNetworks, measureSales } from './bench-sales.mjs';
import { measureProcesses } from './bench-processes.mjs';
import { requirePgbench, startBench } from './bench-server.mjs';
import { measureCampaigns } from './bench-campaigns.mjs';
import { measureSegments } from './bench-segments.mjs';
import { measureSends, measureSteps, startProvider } from './bench-sends.mjs';
import { measureStarts } from './bench-start.mjs';
import { SERVER_SETTINGS } from '../../scripts/postgres/settings.mjs';
import { measurePhone } from './bench-phone.mjs';
import { measureTillSystems } from './bench-till-systems.mjs';
import { measureVerification } from './bench-verification.mjs';
import { measureVisits, VISIT_PARTS } from './bench-visit.mjs';
import { measureDeadEndpoints, measureWebhooks } from './bench-webhooks.mjs';
import { asSuperuser, openTpcb, TPCB_COMMAND, TPCB_SCALE } from './bench-tpcb.mjs';

const SECTIONS = [
  'sale',
  'latency',
  'bytes',
  ...VISIT_PARTS,
  'networks',
  'processes',
  'hammer',
  'memory',
  'import',
  'import-guests',
  'expiry',
  'growth',
  'coupons',
  'redeeming',
  'backtest',
  'guests',
  'liability',
  'figures',
  'segments',
  'campaigns',
  'sends',
  'steps',
  'till-systems',
  'kafka',
  'webhooks',
  'dead-endpoints',
  'verification',
  'phone',
  'reads',
  'decide',
];
/** Sections that run only when they are named: they measure clones of this repository, without a server. */
const OF_CLONES = ['start'];
/** Several sections by one name. */
const GROUPS = { visit: VISIT_PARTS };
/** Sections that ask PostgreSQL for the times of commits. */
const TIMED_COMMITS = ['webhooks', 'dead-endpoints'];
/** Sections that are measured against pgbench. */
const AGAINST_TPCB = ['sale', 'latency', 'bytes', 'visit-calls', 'networks', 'import'];
const GUESTS = 1_000;
/** The lines of the document between which the last measurement stands. */
const MARKS = ['<!-- measured: begin -->', '<!-- measured: end -->'];
const root = fileURLToPath(new URL('../..', import.meta.url));

const USAGE = `npm run bench -- [--rounds 5] [--seconds 30] [--receipts 100000] [--transfers 1000000] [--read 10000000] [--backtested 1000000] [--lots 100000] [--guests 1000000] [--liable 145000] [--figured 10000000] [--brought 200000] [--told 100000] [--pending 100000] [--only ${SECTIONS.join(',')}] [--write]
npm run bench -- --only start [--rounds 3]
npm run bench -- --against COMMIT [--rounds 5] [--only sale,latency,visit-mix,decide]
  --rounds    of each comparison, sides interleaved; figures are medians with their interquartile range
  --seconds   of each side in each round
  --receipts  of each file of the import
  --transfers receipts of the longer history, whose sales are compared with those of twenty thousand
  --read      transactions of a network whose guests tills read, beside one with twenty thousand
  --lots      that end at once while tills sell
  --guests    of the network whose list is read
  --liable    guests of the network whose liability is read
  --figured   sales of the network whose figures of a year are read; it has a guest for each 50
  --brought   guests of a file that is imported
  --told      guests of a send, and of one step of an automation
  --pending   events for an endpoint that does not work
  --backtested receipts of the past that a backtest plays
  --only      some of the sections; visit is all of its parts; start clones the repository and starts it with empty caches, then once more
  --write     put what was measured into docs/performance.md, not only into test-results/bench.md
  --against   another commit, which is built beside this one; both sell in turn in slices of two seconds`;

const asked = readArguments();
if (!fs.existsSync(path.join(root, 'dist/main.js'))) fail('Build first: npm run build');
if (asked.against !== undefined) {
  console.log(`\n${await compareWith(asked.against, asked, say)}`);
  process.exit();
}
const ofClones = asked.sections.has('start');
const pgbench = ofClones ? null : requirePgbench();
const began = { at: new Date(), load: os.loadavg() };
let serverVersion = 'not started';
const rows = await measure();
const decided = asked.sections.has('decide') ? runDecideBench() : null;
report();

async function measure() {
  if (ofClones) return measureStarts({ root, rounds: asked.rounds, say });
  return asked.sections.size === 1 && asked.sections.has('decide') ? [] : measureAgainstServer();
}

function readArguments() {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '30' },
      receipts: { type: 'string', default: '100000' },
      transfers: { type: 'string', default: '1000000' },
      read: { type: 'string', default: '10000000' },
      backtested: { type: 'string', default: '1000000' },
      lots: { type: 'string', default: '100000' },
      guests: { type: 'string', default: '1000000' },
      liable: { type: 'string', default: '145000' },
      figured: { type: 'string', default: '10000000' },
      pending: { type: 'string', default: '100000' },
      brought: { type: 'string', default: '200000' },
      told: { type: 'string', default: '100000' },
      only: { type: 'string', default: SECTIONS.join(',') },
      write: { type: 'boolean', default: false },
      against: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    process.exit(0);
  }
  const sections = new Set(values.only.split(',').flatMap((name) => GROUPS[name] ?? [name]));
  const known = sections.size === 1 ? [...SECTIONS, ...OF_CLONES] : SECTIONS;
  for (const section of sections) if (!known.includes(section)) fail(`${section} is no section\n\n${USAGE}`);
  const whole = (name) => {
    const value = Number(values[name]);
    if (!Number.isInteger(value) || value < 1) fail(`--${name} takes a whole number above 0\n\n${USAGE}`);
    return value;
  };
  return {
    rounds: whole('rounds'),
    seconds: whole('seconds'),
    receipts: whole('receipts'),
    transfers: whole('transfers'),
    read: whole('read'),
    backtested: whole('backtested'),
    lots: whole('lots'),
    guests: whole('guests'),
    liable: whole('liable'),
    figured: whole('figured'),
    pending: whole('pending'),
    brought: whole('brought'),
    told: whole('told'),
    sections,
    write: values.write,
    against: values.against,
  };
}

function fail(sentence) {
  console.error(sentence);
  process.exit(2);
}

async function measureAgainstServer() {
  const {
    rounds,
    seconds,
    receipts,
    transfers,
    read,
    lots,
    guests,
    liable,
    figured,
    pending,
    brought,
    told,
    backtested,
    sections,
  } = asked;
  const measured = [];
  const timesCommits = TIMED_COMMITS.some((name) => sections.has(name));
  const bench = await startBench({
    ...SERVER_SETTINGS,
    ...(timesCommits && { track_commit_timestamp: 'on' }),
    ...(sections.has('processes') && { max_connections: 300 }),
    ...(sections.has('figures') && { track_functions: 'pl' }),
  });
  const provider = sections.has('sends') ? await startProvider() : null;
  let app;
  try {
    let context = await openContext();
    const network = await makeNetwork(context, { code: 'bench', guests: GUESTS });
    let grown;
    if (sections.has('growth') || sections.has('reads')) {
      say('a history of twenty thousand');
      ({ context, grown } = await prepareGrowth({
        bench,
        context,
        release: () => context.close(),
        reopen: openContext,
      }));
    }
    serverVersion = await asSuperuser(
      bench,
      'postgres',
      async (client) => (await client.query('SHOW server_version')).rows[0].server_version,
    );
    let tpcb = null;
    if (AGAINST_TPCB.some((name) => sections.has(name))) {
      say('making the database of pgbench');
      tpcb = await openTpcb(bench);
    }
    app = await bench.startApplication({ WORKERS: 'on', ...provider?.environment });
    const parts = {
      bench,
      app,
      tpcb,
      context,
      network,
      grown,
      rounds,
      seconds,
      receipts,
      transfers,
      read,
      say,
      lots,
      guests,
      liable,
      figured,
      pending,
      brought,
      told,
      provider,
      backtested,
      sections,
    };
    const steps = [
      [['sale', 'latency', 'bytes'], measureSales],
      [VISIT_PARTS, measureVisits],
      [['hammer'], measureHammer],
      [['memory'], measureMemory],
      [['networks'], measureNetworks],
      [['processes'], measureProcesses],
      [['import'], measureImport],
      [['import-guests'], measureImportGuests],
      [['expiry'], measureExpiry],
      [['growth'], measureGrowth],
      [['coupons'], measureCoupons],
      [['redeeming'], measureRedeeming],
      [['backtest'], measureBacktest],
      [['guests'], measureGuests],
      [['liability'], measureLiability],
      [['figures'], measureFigures],
      [['segments'], measureSegments],
      [['campaigns'], measureCampaigns],
      [['sends'], measureSends],
      [['steps'], measureSteps],
      [['till-systems'], measureTillSystems],
      [['kafka'], measureKafka],
      [['webhooks'], measureWebhooks],
      [['dead-endpoints'], measureDeadEndpoints],
      [['verification'], measureVerification],
      [['phone'], measurePhone],
      [['reads'], measureReads],
    ];
    for (const [names, measure] of steps) {
      if (!names.some((name) => sections.has(name))) continue;
      say(names.filter((name) => sections.has(name)).join(', '));
      const made = await measure(parts);
      for (const row of made) console.log(lineOf(row));
      measured.push(...made);
    }
    await context.close();
  } finally {
    await app?.stop();
    provider?.stop();
    await bench.stop();
  }
  return measured;
}

/** Runs in a process of its own: code that was compiled for the load would change the decision's speed. */
function runDecideBench() {
  say('decide');
  try {
    return {
      failed: false,
      text: execFileSync(process.execPath, [path.join(root, 'test/performance/decide.bench.mjs')], {
        encoding: 'utf8',
      }),
    };
  } catch (error) {
    return { failed: true, text: error.stdout ?? String(error) };
  }
}

function report() {
  const text = [
    ...conditions(),
    ...(rows.length > 0 ? ['', ...TABLE_HEAD, ...rows.map(lineOf)] : []),
    ...(decided === null ? [] : ['', decided.text.trim()]),
  ].join('\n');
  console.log(`\n${text}`);
  const results = path.join(root, 'test-results');
  fs.mkdirSync(results, { recursive: true });
  fs.writeFileSync(path.join(results, 'bench.md'), `${text}\n`);
  if (asked.write) writeDocument(text);
  const missed = rows.filter((row) => row.missed);
  if (missed.length > 0 || decided?.failed === true) process.exitCode = 1;
}

function writeDocument(text) {
  const file = path.join(root, 'docs/performance.md');
  const document = fs.readFileSync(file, 'utf8');
  const [begin, end] = MARKS.map((mark) => document.indexOf(mark));
  if (begin < 0 || end < begin) fail(`${file} has lost the lines between which the table stands`);
  fs.writeFileSync(file, `${document.slice(0, begin + MARKS[0].length)}\n\n${text}\n\n${document.slice(end)}`);
}

function conditions() {
  const [cpu] = os.cpus();
  const average = (load) => load.map((value) => value.toFixed(1)).join(', ');
  const settings = ['shared_buffers', 'max_wal_size', 'checkpoint_timeout', 'wal_buffers'];
  const ofServer = [
    `- Server: fsync, full_page_writes and synchronous_commit on; ${settings.map((name) => `${name} ${SERVER_SETTINGS[name]}`).join(', ')}; a checkpoint before each side of each round.`,
    `- TPC-B: \`pgbench -i -s ${TPCB_SCALE}\`, then \`${TPCB_COMMAND} -T ${asked.seconds}\`, in a second database of the same server.`,
    `- Sales: ${CONNECTIONS} connections over HTTP, one act a request with key and receipt number, ${GUESTS.toLocaleString('en')} guests of one network under \`hybrid-5\`, token, validation, row-level security and audit on, rate limits off, seals and relays running.`,
    `- ${asked.rounds} rounds of ${asked.seconds} s, sides interleaved; medians, ratios taken round by round. The spread is the interquartile range; a bound is missed when the median misses it by more than that.`,
  ];
  return [
    `Measured ${began.at.toISOString().slice(0, 16).replace('T', ' ')} UTC at commit ${commit()}, in ${Math.round((Date.now() - began.at) / 60_000)} minutes.`,
    '',
    `- Machine: ${os.cpus().length} cores (${cpu.model.trim()}), ${Math.round(os.totalmem() / 2 ** 30)} GiB, ${os.type()} ${os.release()}${ofClones ? '' : ', shared by server, application and load generator'}. Load average before and after: ${average(began.load)}; ${average(os.loadavg())}.`,
    `- Software: Node ${process.version}${ofClones ? '' : `, PostgreSQL ${serverVersion}, ${pgbench}`}.`,
    ...(ofClones ? [`- Clones, each with an empty npm cache: ${asked.rounds}; medians.`] : ofServer),
  ];
}

function commit() {
  try {
    const git = (...of) => execFileSync('git', of, { cwd: root, encoding: 'utf8' }).trim();
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain', '--', 'src', 'prisma') === '' ? '' : ' with changes'}`;
  } catch {
    return 'unknown';
  }
}

function say(words) {
  console.error(`${new Date().toISOString().slice(11, 19)} ${words}`);
}
