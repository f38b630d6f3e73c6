#!/usr/bin/env node
// Builds, then runs Jest (unit, start, database) and beside it compares what calls cost with their budget, then the pages in a
// browser, while the ledgers that Jest has written are verified. The files of test/nightly.mjs are left out but with
// `--nightly`. Other arguments go to Jest, as in `npm test -- --coverage`. The last line counts it all; above it stand the
// files that took longest and those that took longer than `test/times.json` says, and `test-results/times.json` has all of them.
// A test that passes only when it is tried again is named at the end, and more than two of them fail the run. So is a file
// that fails beside others, or breaks outside any test, and passes when it is run once more by itself. A claim of test/trust
// is never tried again: there once is too often.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { StartFailure } from './start/failure.mjs';
import { projectRoot, readIfThere } from './start/files.mjs';
import { makeReady } from './start/steps.mjs';
import { NIGHTLY } from '../test/nightly.mjs';

// A developer's file of settings is not the tests'.
process.env.ENV_FILE = '';
const MAX_FLAKY = 2;
const SLOWEST = 20;
/** A file counts as slower when it took this many times as long, and this much longer. */
const GROWN = { times: 1.5, seconds: 3 };
/** A run of fewer files that were timed before is not compared. */
const LEAST_COMPARED = 100;
const isNightly = process.argv.includes('--nightly');
if (!isNightly) process.env.TESTS_LEFT_OUT = NIGHTLY.join(' ');
const results = path.join(projectRoot, 'test-results');
const resultOf = (name) => path.join(results, `${name}.json`);
/** Jest writes this file when its last test has ended (test/support/global-teardown.mjs). */
const TESTS_ARE_OVER = path.join(results, 'jest-is-over');
const tool = (...parts) => path.join(projectRoot, 'node_modules', ...parts);

fs.rmSync(results, { recursive: true, force: true });
fs.mkdirSync(results, { recursive: true });
const counts = [];
const failures = [];
const flaky = [];
/** Seconds by file; files run beside each other, so their sum is longer than the run. */
const seconds = new Map();
try {
  await makeReady();
  const jestRuns = runJest(process.argv.slice(2).filter((argument) => argument !== '--nightly'));
  const [jest, browser, isKept] = await Promise.all([
    jestRuns,
    Promise.race([jestRuns, testsOfJestAreOver()]).then(runBrowser),
    isBudgetKept('--only', 'counts'),
  ]);
  counts.push(jest, countLedger('ledger-of-jest'), browser, countLedger('ledger-of-browser'));
  counts.push(countBudget(isKept || (await isBudgetKept('--only', 'counts'))));
  if (isNightly) counts.push(countBudget(await isBudgetKept()));
} catch (error) {
  console.error(error instanceof StartFailure ? error.message : error);
  counts.push({ passed: 0, failed: 1 });
}
tellTimes();
if (flaky.length > 0) console.log(`\nPassed only when tried again (at most ${MAX_FLAKY} may):\n${flaky.join('\n')}`);
if (flaky.length > MAX_FLAKY) {
  counts.push({ passed: 0, failed: 1 });
  failures.push(`${flaky.length} tests passed only when they were tried again; ${MAX_FLAKY} may.`);
}
const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
if (failures.length > 0) console.log(`\nWhat failed, once more:\n\n${failures.join('\n\n')}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

async function runJest(args) {
  const { code, files } = await startJest('jest', args);
  if (files === undefined) {
    failures.push(`Jest ended with ${code} and left no report.`);
    return { passed: 0, failed: 1 };
  }
  const broken = files.filter((file) => file.status === 'failed' && !nameOf(file).startsWith('test/trust/'));
  const whole = files.filter((file) => !broken.includes(file));
  if (broken.length > MAX_FLAKY) whole.push(...broken);
  else if (broken.length > 0) whole.push(...(await runFilesAgain(broken)));
  const passed = whole.reduce((sum, file) => sum + testsOf(file, 'passed').length, 0);
  const failed = whole.reduce((sum, file) => sum + (couldNotRun(file) ? 1 : testsOf(file, 'failed').length), 0);
  for (const file of whole) {
    failures.push(...failuresOf(file));
    const triedAgain = testsOf(file, 'passed').filter(({ invocations }) => invocations > 1);
    flaky.push(...triedAgain.map(({ fullName }) => `${nameOf(file)}: ${fullName}`));
  }
  // A missed threshold of coverage fails the run although no test failed.
  if (failed > 0 || broken.length > 0 || code === 0) return { passed, failed };
  failures.push(`Jest ended with ${code}, though no test of it failed.`);
  return { passed, failed: 1 };
}

/** Jest verifies the ledgers of all its networks at the end, which takes a minute of one core; the pages are looked at meanwhile. */
async function testsOfJestAreOver() {
  while (!fs.existsSync(TESTS_ARE_OVER)) await setTimeout(500, undefined, { ref: false });
}

/** Runs each file that failed once more, one after another. A file that passes now counts as one test that was tried again. */
async function runFilesAgain(broken) {
  console.log(`\nOnce more by themselves, because they failed:\n${broken.map(nameOf).join('\n')}`);
  const paths = broken.map(({ name }) => name);
  const { files = broken } = await startJest('jest-again', ['--runInBand', '--runTestsByPath', ...paths]);
  const well = files.filter((file) => file.status === 'passed');
  for (const file of well) {
    const before = broken.find(({ name }) => name === file.name);
    flaky.push(`${nameOf(file)}: the whole file, which failed beside others\n${failuresOf(before).join('\n')}`);
  }
  if (fs.existsSync(resultOf('ledger-of-jest-again'))) counts.push(countLedger('ledger-of-jest-again'));
  return files;
}

/** @returns what it ended with, and the result of each file; none when it wrote no report */
async function startJest(name, args) {
  const report = resultOf(name);
  const code = await runTool([tool('jest', 'bin', 'jest.js'), '--json', '--outputFile', report, ...args], {
    VERIFY_LEDGER_REPORT: resultOf(`ledger-of-${name}`),
    TESTS_ARE_OVER,
  });
  const files = parse(report)?.testResults;
  for (const file of files ?? []) addSeconds(nameOf(file), (file.endTime - file.startTime) / 1000);
  return { code, files };
}

function couldNotRun(file) {
  return file.status === 'failed' && testsOf(file, 'failed').length === 0;
}

function testsOf(file, status) {
  return file.assertionResults.filter((test) => test.status === status);
}

function nameOf(file) {
  return path.relative(projectRoot, file.name);
}

/** The failures of a file in Jest's words, repeated because they stand thousands of lines above the end. */
function failuresOf(file) {
  if (couldNotRun(file)) return [`${nameOf(file)}\n${file.message}`];
  return testsOf(file, 'failed').map((test) => `${nameOf(file)}: ${test.fullName}\n${test.failureMessages.join('\n')}`);
}

async function runBrowser() {
  const report = resultOf('playwright');
  const code = await runTool([tool('@playwright', 'test', 'cli.js'), 'test'], {
    BROWSER_REPORT: report,
    VERIFY_LEDGER_REPORT: resultOf('ledger-of-browser'),
  });
  const result = parse(report);
  const stats = result?.stats;
  for (const suite of result?.suites ?? []) {
    const specs = specsOf(suite);
    for (const { file, tests } of specs)
      for (const { duration } of tests.flatMap((test) => test.results))
        addSeconds(`test/browser/${file}`, duration / 1000);
    flaky.push(...namesOf(specs, 'flaky'));
    failures.push(...namesOf(specs, 'unexpected'));
  }
  const passed = (stats?.expected ?? 0) + (stats?.flaky ?? 0);
  const failed = stats?.unexpected ?? 0;
  if (failed > 0 || (stats !== undefined && code === 0)) return { passed, failed };
  failures.push(`Playwright ended with ${code}, though no test of it failed.`);
  return { passed, failed: 1 };
}

/**
 * Compares the costs of each call with the budget. The comparison waits most of its time, and other work does not change its results, so it runs beside Jest;
 * when a limit is exceeded, it runs once more alone. Only the nightly run measures times: a shared machine slows some kinds of calls more than
 * others, which no comparison can correct.
 */
async function isBudgetKept(...options) {
  const environment = { BUDGET_REPORT: resultOf('budget') };
  return (await runTool([path.join(projectRoot, 'test/performance/budget.mjs'), ...options], environment)) === 0;
}

function countBudget(isKept) {
  if (isKept) return { passed: 1, failed: 0 };
  const grown = parse(resultOf('budget')) ?? ['it ended before it compared anything'];
  failures.push(`test/performance/budget.mjs: more than the budget allows:\n${grown.join('\n')}`);
  return { passed: 0, failed: 1 };
}

function addSeconds(file, more) {
  seconds.set(file, (seconds.get(file) ?? 0) + more);
}

function tellTimes() {
  tellGrownTimes();
  const sorted = [...seconds].sort(([, a], [, b]) => b - a).map(([file, s]) => [file, Math.round(s * 10) / 10]);
  fs.writeFileSync(resultOf('times'), JSON.stringify(Object.fromEntries(sorted), null, 1));
  const lines = sorted.slice(0, SLOWEST).map(([file, s]) => `${s.toFixed(0).padStart(5)} s  ${file}`);
  console.log(`\nThe files that took longest (all: test-results/times.json):\n${lines.join('\n')}`);
}

/**
 * Names files that took longer than in the whole run that test/times.json keeps (a copy of its test-results/times.json). How
 * fast the machine is now the median of all ratios says; what is left differs too much between two runs of the same code to fail one.
 */
function tellGrownTimes() {
  const before = parse(path.join(projectRoot, 'test', 'times.json'));
  const known = [...seconds]
    .filter(([file]) => before[file] >= 1)
    .map(([file, now]) => ({ file, now, was: before[file] }));
  if (known.length < LEAST_COMPARED) return;
  const ratios = known.map(({ now, was }) => now / was).sort((a, b) => a - b);
  const pace = ratios[Math.floor(ratios.length / 2)];
  const sum = known.reduce((all, { now }) => all + now, 0) / known.reduce((all, { was }) => all + was * pace, 0);
  console.log(
    `\nThe files of test/times.json took ${Math.round(sum * 100)} % of what they did, on a machine of the same pace.`,
  );
  for (const { file, now, was } of known)
    if (now > was * pace * GROWN.times && now - was * pace > GROWN.seconds)
      console.log(`${now.toFixed(0).padStart(5)} s, ${(was * pace).toFixed(0)} s before: ${file}`);
}

function specsOf({ specs, suites = [] }) {
  return [...specs, ...suites.flatMap(specsOf)];
}

/** Playwright prints the failures itself after its last test; this names the tests. */
function namesOf(specs, status) {
  return specs
    .filter(({ tests }) => tests.some((test) => test.status === status))
    .map(({ file, line, title }) => `test/browser/${file}:${line}: ${title}`);
}

/** Counts the verification of all ledgers of a suite as one check; without a verdict the check has failed. */
function countLedger(name) {
  const verdict = parse(resultOf(name));
  if (verdict?.passed) {
    console.log(`\nThe ledgers that these tests wrote (${name}):\n${verdict.output.trimEnd()}`);
    return { passed: 1, failed: 0 };
  }
  const lines = (verdict?.output ?? 'no verdict').trimEnd().split('\n');
  const wrong = lines.filter((line) => !/: right$|^ {2}not sealed: /.test(line));
  failures.push(`${name}: the ledgers that these tests wrote could not be verified:\n${wrong.join('\n')}`);
  return { passed: 0, failed: 1 };
}

function parse(file) {
  const text = readIfThere(file);
  return text === undefined ? undefined : JSON.parse(text);
}

function runTool(command, environment) {
  return new Promise((resolve, reject) => {
    // With --json Jest writes its report to the file, and its messages to standard error.
    const child = spawn(process.execPath, command, {
      cwd: projectRoot,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...environment },
    });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
