import { execFileSync, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { figureOf, ratioOf } from './bench-figures.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const SLICE_SECONDS = 2;
/** A side whose own slices spread by more than this is too noisy to compare. */
const MAX_SPREAD = 0.25;
const DECIDE_RUNS = 3;

/** Figures of a slice of sales, by their names in its answer. */
const OF_SALES = [
  ['sales a second', 'perSecond'],
  ['application, processor of a sale, µs', 'app'],
  ['PostgreSQL, processor of a sale with its relays, µs', 'postgres'],
];

const OF_VISITS = [
  ['mix of visits, calls a second', 'perSecond', 0],
  ['mix of visits, p99, ms', 'p99', 1],
];

/**
 * Another commit beside this one, each with a server of its own: slices of sales in turn, whose readers end before the
 * other side begins, then slices at half of the rate that the older one reached, then visits, then the decision.
 */
export async function compareWith(commit, { rounds: slices, sections }, say) {
  const directory = buildCommit(commit, say);
  const sides = [];
  try {
    for (const of of [directory, root]) {
      say(`starting ${of === root ? 'this one' : commit}`);
      sides.push(await openSide(of));
    }
    const [old, now] = sides;
    const lines = [];
    const sold = await inTurn(slices, say, 'sales', () => ({ sell: SLICE_SECONDS }), old, now);
    for (const [what, name] of OF_SALES) lines.push(lineOf(what, of(sold.old, name), of(sold.now, name)));
    if (sections.has('latency')) {
      const half = figureOf(of(sold.old, 'perSecond')).median / 2;
      const paced = await inTurn(slices, say, 'half rate', () => ({ pace: half, seconds: SLICE_SECONDS }), old, now);
      const what = `p99 at ${Math.round(half).toLocaleString('en')} sales a second, ms`;
      lines.push(lineOf(what, of(paced.old, 'p99'), of(paced.now, 'p99'), 1));
    }
    if (sections.has('visit-mix')) {
      const mixed = await inTurn(slices, say, 'visits', () => ({ mix: SLICE_SECONDS }), old, now);
      for (const [what, name, digits] of OF_VISITS)
        lines.push(lineOf(what, of(mixed.old, name), of(mixed.now, name), digits));
      const failed = (slices) => of(slices, 'failed').reduce((sum, count) => sum + count, 0);
      lines.push(`| calls of visits that failed | ${failed(mixed.old)} | ${failed(mixed.now)} | | |`);
    }
    if (sections.has('decide')) {
      const decided = await inTurn(DECIDE_RUNS, say, 'decide', () => ({ decide: true }), old, now);
      for (const name of Object.keys(decided.old[0]).filter((each) => each in decided.now[0]))
        lines.push(lineOf(`${name} a second`, of(decided.old, name), of(decided.now, name)));
    }
    return [
      `This commit against ${commit}, in turn, slices of ${SLICE_SECONDS} s; each ratio is this one to the other.`,
      '',
      '| | that | this | ratio | ratio by slice |',
      '|---|--:|--:|--:|---|',
      ...lines,
    ].join('\n');
  } finally {
    for (const side of sides) await side.close();
  }
}

const of = (slices, name) => slices.map((slice) => slice[name]);

/** The side that begins alternates, so that neither always runs second. */
async function inTurn(slices, say, what, question, old, now) {
  const answers = { old: [], now: [] };
  for (let n = 0; n < slices; n += 1) {
    say(`${what}, slice ${n + 1} of ${slices}`);
    const order = n % 2 === 0 ? ['old', 'now'] : ['now', 'old'];
    for (const name of order) answers[name].push(await (name === 'old' ? old : now).ask(question()));
  }
  return answers;
}

function lineOf(what, old, now, digits = 0) {
  const format = (value) => value.toLocaleString('en', { maximumFractionDigits: digits });
  const before = figureOf(old);
  const ratio = ratioOf(now, old);
  const spread = before.spread / before.median;
  const verdict =
    spread > MAX_SPREAD
      ? `not judged: its own slices spread by ${Math.round(spread * 100)} %`
      : ratio.median.toFixed(2);
  const bySlice = now.map((value, n) => (value / old[n]).toFixed(2)).join(' ');
  return `| ${what} | ${format(before.median)} | ${format(figureOf(now).median)} | ${verdict} | ${bySlice} |`;
}

/** The commit in a worktree with its packages and its build, which are kept for the next time. */
function buildCommit(commit, say) {
  const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
  const id = git('rev-parse', '--short=12', `${commit}^{commit}`);
  const directory = path.join(os.tmpdir(), `loyalty-against-${id}`);
  if (!fs.existsSync(directory)) {
    git('worktree', 'prune');
    git('worktree', 'add', '--detach', directory, id);
  }
  if (!fs.existsSync(path.join(directory, 'node_modules')) && hasSameLock(directory)) linkPackages(directory);
  say(`building ${id} in ${directory}`);
  execFileSync(process.execPath, ['scripts/prepare.mjs'], { cwd: directory, stdio: ['ignore', 2, 2] });
  return directory;
}

function hasSameLock(directory) {
  const lock = (of) => fs.readFileSync(path.join(of, 'package-lock.json'), 'utf8');
  return lock(directory) === lock(root);
}

/** Links the files into another folder; copies them where it is on another disk. */
function linkPackages(directory) {
  const packages = [path.join(root, 'node_modules'), path.join(directory, 'node_modules')];
  if (spawnSync('cp', ['-al', ...packages]).status === 0) return;
  fs.rmSync(packages[1], { recursive: true, force: true });
  execFileSync('cp', ['-a', ...packages]);
}

async function openSide(directory) {
  const child = fork(fileURLToPath(new URL('bench-side.mjs', import.meta.url)), [directory], { cwd: directory });
  const answer = () =>
    new Promise((resolve, reject) => {
      const ended = (code) => reject(new Error(`the bench of ${directory} ended with ${code}`));
      child.once('exit', ended);
      child.once('message', (message) => {
        child.off('exit', ended);
        resolve(message);
      });
    });
  await answer();
  return {
    ask(question) {
      child.send(question);
      return answer();
    },
    async close() {
      if (child.exitCode !== null) return;
      child.send('end');
      await once(child, 'exit');
    },
  };
}
