#!/usr/bin/env node
// The claims of trust in full size: `npm run test:trust [-- --claim N] [--hours H] [--trials N]`. A claim is tried in
// slices that never repeat one another's stories; what each came to is kept in .data/trust.json, so the run can be
// stopped at any time and goes on where it was, as long as the commit is the same. docs/trust-results.md says what was
// really run: N, the bound of the failure rate, commit and machine; it keeps the lines of the tests that are not run.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot, readIfThere, writeWhole } from '../../scripts/start/files.mjs';
import { makeReady } from '../../scripts/start/steps.mjs';
import { mergeLines, readLines, renderResults } from './results.mjs';

/** `full`: what the largest test of the file counts; `slice`: how much of it is done between two looks at the clock. */
const UNITS = [
  { claim: 1, spec: 'kills', full: 100, slice: 5 },
  { claim: 1, spec: 'killed-jobs', full: 50, slice: 5 },
  { claim: 1, spec: 'shared-midnight', full: 50, slice: 50 },
  { claim: 1, spec: 'till-outages', full: 20, slice: 1 },
  { claim: 1, spec: 'failover', full: 20, slice: 1 },
  { claim: 1, spec: 'cells', full: 10, slice: 10 },
  { claim: 2, spec: 'double-spend', full: 4_000, slice: 200 },
  { claim: 2, spec: 'last-reward', full: 2_000, slice: 100 },
  { claim: 2, spec: 'gift-cards', full: 100_000, slice: 5_000 },
  { claim: 3, spec: 'retries', full: 25_000, slice: 1_000 },
  { claim: 3, spec: 'lost-answers', full: 5_000, slice: 250 },
  { claim: 4, spec: 'ledger-model', full: 20_000, slice: 250 },
  {
    claim: 5,
    spec: 'isolation',
    full: 1,
    slice: 1,
    project: 'made-up',
    once: 'every table, command and role, and each policy broken in turn',
  },
  {
    claim: 5,
    spec: 'isolation-roles',
    full: 1,
    slice: 1,
    project: 'made-up',
    once: 'roles, and a network that is not set',
  },
  { claim: 5, spec: 'isolation-interleaved', full: 100_000, slice: 10_000 },
  { claim: 6, spec: 'fuzz', full: 1_000, slice: 50 },
  { claim: 7, spec: 'restores', full: 20, slice: 2 },
  { claim: 7, spec: 'archives', full: 50, slice: 5 },
  { claim: 8, spec: 'outages', full: 50, slice: 5 },
  { claim: 8, spec: 'killed-leader', full: 10, slice: 5 },
  { claim: 9, spec: 'webhooks', full: 10_000, slice: 1_000 },
  {
    claim: 10,
    spec: 'greedy-clients',
    full: 1,
    slice: 1,
    once: 'greedy clients held in the middle of their work, and each guard taken away',
  },
  {
    claim: 10,
    spec: 'endless-work',
    full: 1,
    slice: 1,
    once: 'background work without end, in too large pieces and on stale statistics, and each guard taken away',
  },
  { claim: 10, spec: 'automation-loops', full: 200, slice: 20 },
  { claim: 10, spec: 'made-up-fiscal-qr', full: 200, slice: 40 },
  { claim: 10, spec: 'slow-clients', full: 10, slice: 5 },
  { claim: 11, spec: 'one-person', full: 20, slice: 5 },
  { claim: 12, spec: 'hostile-bytes', full: 1_000, slice: 10 },
  { claim: 12, spec: 'hostile-texts', full: 4, slice: 4 },
  { claim: 13, spec: 'stranger-archives', full: 20_000, slice: 400 },
  {
    claim: 0,
    spec: 'guards',
    full: 1,
    slice: 1,
    once: 'guards taken away one by one: each race without its guard is lost',
  },
];
const STATE = path.join(projectRoot, '.data', 'trust.json');
const RESULTS = path.join(projectRoot, 'docs', 'trust-results.md');
const SCRATCH = path.join(projectRoot, 'test-results');
const HOUR_MS = 3_600_000;

const { values } = parseArgs({
  options: {
    claim: { type: 'string', multiple: true },
    hours: { type: 'string', default: '8' },
    trials: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help) {
  console.log(
    'npm run test:trust -- [--claim N]… [--hours H] [--trials N]\n  --trials  stop each test at N instead of its full size; the results say so',
  );
  process.exit(0);
}
const wanted = values.claim?.map(Number) ?? [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 0];
const most = values.trials === undefined ? Infinity : Number(values.trials);
const until = Date.now() + Number(values.hours) * HOUR_MS;

await makeReady();
fs.mkdirSync(path.dirname(STATE), { recursive: true });
fs.mkdirSync(SCRATCH, { recursive: true });
const state = openState();
let child = null;
let stopped = false;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    stopped = true;
    child?.kill('SIGTERM');
  });
}

let failed = false;
// One slice of each unit in turn, so that a run that is stopped early has tried some of each.
for (let open = openUnits(); open.length > 0 && !failed && !stopped && Date.now() < until; open = openUnits()) {
  for (const unit of open) {
    if (failed || stopped || Date.now() >= until) break;
    failed = !(await runSlice(unit));
  }
}
writeResults();
const left = openUnits().length;
console.log(
  failed
    ? 'A trial failed; its output is above.'
    : left === 0
      ? 'All trials that were asked for are done.'
      : `${left} tests are not at their size yet; the same command goes on.`,
);
console.log(`Results: ${path.relative(process.cwd(), RESULTS)}`);
process.exit(failed ? 1 : stopped ? 130 : 0);

function openUnits() {
  return UNITS.filter((unit) => wanted.includes(unit.claim) && doneOf(unit) < Math.min(unit.full, most));
}

function doneOf(unit) {
  return state.units[unit.spec]?.done ?? 0;
}

async function runSlice(unit) {
  const first = doneOf(unit);
  const size = Math.min(unit.slice, Math.min(unit.full, most) - first);
  const report = path.join(SCRATCH, `trust-${unit.spec}.ndjson`);
  const ledger = path.join(SCRATCH, `trust-${unit.spec}-ledger.json`);
  for (const file of [report, ledger]) fs.rmSync(file, { force: true });
  console.log(`\n${unit.spec}: ${first} to ${first + size} of ${Math.min(unit.full, most)}`);
  const started = Date.now();
  const code = await runJest(unit, {
    ...(unit.once === undefined ? { TRUST_TRIALS: String(size) } : {}),
    TRUST_FIRST: String(first),
    TRUST_REPORT: report,
    VERIFY_LEDGER_REPORT: ledger,
  });
  if (stopped) return true;
  const verdict = JSON.parse(readIfThere(ledger) ?? 'null');
  // Ledgers of tests with made-up rows or their own database are not verified.
  const ledgerHolds = unit.project === 'made-up' || verdict?.passed === true;
  if (code !== 0 || !ledgerHolds) {
    state.failures.push({
      at: new Date().toISOString(),
      claim: unit.claim,
      spec: unit.spec,
      first,
      size,
      reason: code === 0 ? 'the ledger does not verify' : 'a trial failed',
    });
    if (code === 0) console.error(verdict?.output ?? 'the ledgers were not verified');
    save();
    return false;
  }
  const entry = (state.units[unit.spec] ??= { claim: unit.claim, done: 0, seconds: 0, ledgers: 0, trials: {} });
  entry.done += size;
  entry.seconds += Math.round((Date.now() - started) / 1000);
  if (unit.project !== 'made-up') entry.ledgers += 1;
  if (unit.once !== undefined) entry.trials[unit.once] = null;
  for (const line of (readIfThere(report) ?? '').split('\n').filter((text) => text !== '')) {
    const { name, trials } = JSON.parse(line);
    entry.trials[name] = (entry.trials[name] ?? 0) + trials;
  }
  save();
  return true;
}

function runJest(unit, environment) {
  const jest = path.join(projectRoot, 'node_modules', 'jest', 'bin', 'jest.js');
  const pattern = `test/trust/${unit.spec}\\.spec\\.ts$`;
  return new Promise((resolve, reject) => {
    child = spawn(
      process.execPath,
      [jest, '--selectProjects', unit.project ?? 'database', '--testPathPatterns', pattern],
      {
        cwd: projectRoot,
        stdio: 'inherit',
        env: { ...process.env, ...environment },
      },
    );
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** Results of another commit do not count for this one. */
function openState() {
  const commit = git('rev-parse', 'HEAD');
  const known = JSON.parse(readIfThere(STATE) ?? 'null');
  if (known?.commit === commit) return known;
  return {
    commit,
    changed: git('status', '--porcelain', '--untracked-files=no') !== '',
    startedAt: new Date().toISOString(),
    units: {},
    failures: [],
  };
}

function save() {
  writeWhole(STATE, `${JSON.stringify(state, null, 2)}\n`);
}

function git(...args) {
  try {
    return execFileSync('git', args, { cwd: projectRoot, encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}

function writeResults() {
  const kept = readLines(readIfThere(RESULTS) ?? '');
  const order = UNITS.map(({ spec }) => spec);
  writeWhole(RESULTS, renderResults(mergeLines(kept, UNITS.flatMap(linesOf), order)));
}

/** The lines of a test that this run tried; none where it was not run. */
function linesOf(unit) {
  const [cpu] = os.cpus();
  const of = {
    spec: unit.spec,
    claim: String(unit.claim || '2–4'),
    commit: `${state.commit.slice(0, 12)}${state.changed ? ' with changes' : ''}`,
    day: new Date().toISOString().slice(0, 10),
    machine: `${os.cpus().length} × ${cpu?.model ?? 'unknown'}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`,
  };
  const failures = state.failures
    .filter(({ spec }) => spec === unit.spec)
    .map(({ first, size, reason }) => ({
      ...of,
      name: unit.spec,
      outcome: `FAILED: trials ${first} to ${first + size}, ${reason}`,
      rate: '–',
      share: '–',
    }));
  const entry = state.units[unit.spec];
  const held = Object.entries(entry?.trials ?? {}).map(([name, trials]) => ({
    ...of,
    name,
    outcome: trials === null ? 'held' : trials.toLocaleString('en'),
    rate: trials === null ? '–' : (3 / trials).toPrecision(2),
    share: trials === null ? '–' : `${((100 * entry.done) / unit.full).toFixed(1)} %`,
  }));
  return [...held, ...failures];
}
