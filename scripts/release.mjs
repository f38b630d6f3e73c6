#!/usr/bin/env node
// Makes a release of the repository in which it is called: npm run release -- 0.4.0 [--from STEP] [--dry-run] [--undo]
// A step that fails leaves nothing behind, and `npm run release` goes on with it; `--from` does a step and those behind it once
// more, `--dry-run` only says what would run, `--undo` takes the release back. It never pushes.
// The trials run on the commit of the release: their results name it, and a mended fault is a commit of its own. Without its
// tag it is no release.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { findFaults, hasUnreleased, hasVersion, moveUnreleased, notesOf } from './release/changelog.mjs';
import { openRepository } from './release/repository.mjs';
import { FILES_OF_VERSION, setVersion, versionOf } from './release/versions.mjs';
import { readIfThere, writeWhole } from './start/files.mjs';

/** A step does its `work`, runs a command of Node, stages `writes` and then does `finish`. It writes nothing else. */
const STEPS = [
  {
    name: 'version',
    does: 'sets the version in package.json, its lock, the packages and the chart',
    work: ({ root, version }) => setVersion(root, version),
    runs: ['scripts/chart.mjs'],
    writes: FILES_OF_VERSION,
  },
  {
    name: 'notes',
    does: 'moves [Unreleased] of CHANGELOG.md to the version with its date',
    work: ({ root, version, date }) =>
      writeWhole(changelogOf(root), moveUnreleased(fs.readFileSync(changelogOf(root), 'utf8'), version, date)),
    writes: ['CHANGELOG.md'],
  },
  {
    name: 'freeze',
    does: 'freezes the migrations and the document of the API',
    runs: ['scripts/freeze.mjs'],
    writes: ['prisma/migrations/frozen.json', 'docs/api'],
  },
  {
    name: 'schema',
    does: 'writes the schema that an empty database takes at once',
    runs: ['scripts/released-schema.mjs'],
    writes: ['prisma/migrations/released.sql'],
  },
  {
    name: 'fixture',
    does: 'makes the data folder for the test of upgrades',
    runs: ['test/start/upgrade/make-fixture.mjs'],
    writes: ['test/start/upgrade/fixtures'],
  },
  {
    name: 'pictures',
    does: 'takes the pictures of the README',
    runs: ['scripts/pictures.mjs'],
    writes: ['docs/pictures'],
  },
  { name: 'commit', does: 'commits all of this', work: commitRelease },
  { name: 'lint', does: 'checks the rules of the house', runs: ['scripts/check.mjs', 'lint'] },
  { name: 'nightly', does: 'runs all tests', runs: ['scripts/test.mjs', '--nightly'] },
  {
    name: 'trust',
    does: 'runs the claims of trust in full size and commits their results',
    runs: ['test/trust/run.mjs'],
    writes: ['docs/trust-results.md'],
    finish: commitResults,
  },
  { name: 'tag', does: 'makes the annotated tag with the notes', work: tagRelease },
];
const COMMIT = STEPS.findIndex(({ name }) => name === 'commit');
const NUMBERS = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** A sentence for the person who makes the release; other errors keep their stack. */
class Refusal extends Error {}

const { values, positionals } = readArguments();
const repository = openRepository(process.cwd());
const { root } = repository;
const stateFile = repository.stateFile();
try {
  if (values.undo) undo();
  else await release();
} catch (error) {
  console.error(error instanceof Refusal ? error.message : error);
  process.exitCode = 1;
}

async function release() {
  const state = continued() ?? begun();
  if (values.from !== undefined) goBack(state, values.from);
  const isDone = (name) => state.done.some((one) => one.name === name);
  if (values['dry-run']) return tell(isDone);
  if (state.done.length <= COMMIT) repository.showTree(isCommitted(state) ? 'HEAD' : treeBefore(state));
  save(state);
  for (const step of STEPS.filter(({ name }) => !isDone(name))) {
    console.log(`${step.name}: ${step.does}`);
    await runStep(step, state);
    state.done.push({ name: step.name, tree: repository.indexTree(), head: repository.head() });
    save(state);
  }
  fs.rmSync(stateFile);
  const tag = tagOf(state.version);
  console.log(
    `${state.version} is released here, as the tag ${tag}. To publish it: git push origin ${repository.branch()} ${tag}`,
  );
}

/** A new release, or a refusal. */
function begun() {
  const [version] = positionals;
  const [numbers, present] = [version ?? '', versionOf(root)].map((one) => NUMBERS.exec(one)?.slice(1).map(Number));
  if (numbers === undefined) throw new Refusal('Name the version: npm run release -- 0.4.0');
  const changed = repository.changed();
  if (changed.length > 0) throw new Refusal(`Files are not committed:\n  ${changed.join('\n  ')}`);
  const changelog = fs.readFileSync(changelogOf(root), 'utf8');
  if (repository.commitOfTag(tagOf(version)) !== undefined || hasVersion(changelog, version))
    throw new Refusal(`The version ${version} exists: name a later one.`);
  if (!isLater(numbers, present)) throw new Refusal(`${version} is not later than ${versionOf(root)} of package.json.`);
  if (!hasUnreleased(changelog))
    throw new Refusal('[Unreleased] of CHANGELOG.md is empty: there is nothing to release.');
  const faults = findFaults(changelog);
  if (faults.length > 0) throw new Refusal(`CHANGELOG.md cannot be released:\n  ${faults.join('\n  ')}`);
  return { version, date: new Date().toISOString().slice(0, 10), begun: repository.head(), done: [] };
}

/** The unfinished release; refused where the repository has changed since. */
function continued() {
  const state = JSON.parse(readIfThere(stateFile) ?? 'null');
  if (state === null) return undefined;
  const [version = state.version] = positionals;
  if (version !== state.version)
    throw new Refusal(`The release of ${state.version} is not finished: go on with it, or take it back by --undo.`);
  const unstaged = repository.unstaged();
  if (unstaged.length > 0)
    throw new Refusal(
      `Files are not as the release of ${version} left them; commit them after it, or take them back:\n  ${unstaged.join('\n  ')}`,
    );
  const commit = state.done[COMMIT]?.head;
  if (commit === undefined && !isUntouched(state))
    throw new Refusal(
      `Something was committed or staged since the release of ${version} began: take it back, then the release by --undo.`,
    );
  if (commit !== undefined && (!repository.isAncestor(commit, 'HEAD') || repository.changed().length > 0))
    throw new Refusal(`The branch no longer has the commit of ${version}, or files are not committed.`);
  // Trials of another commit do not count for this one.
  state.done = state.done.filter((one, place) => place <= COMMIT || one.head === repository.head());
  return state;
}

function isUntouched(state) {
  return (repository.head() === state.begun && repository.indexTree() === treeBefore(state)) || isCommitted(state);
}

/** Whether the commit of the release was made, also by a run that was killed before it wrote so. */
function isCommitted(state) {
  const head = repository.head();
  return (
    state.done.length === COMMIT &&
    head !== state.begun &&
    repository.parentOf(head) === state.begun &&
    repository.treeOf(head) === treeBefore(state)
  );
}

function treeBefore(state) {
  return state.done.at(-1)?.tree ?? repository.treeOf(state.begun);
}

/** Undoes a step and the steps after it. */
function goBack(state, name) {
  const place = STEPS.findIndex((step) => step.name === name);
  if (place === -1) throw new Refusal(`The steps are ${STEPS.map((step) => step.name).join(', ')}.`);
  const missing = STEPS.slice(0, place).find((step) => !state.done.some((one) => one.name === step.name));
  if (missing !== undefined) throw new Refusal(`The step ${missing.name} comes before ${name} and is not done.`);
  if (place <= COMMIT && state.done.length > COMMIT)
    throw new Refusal(`${name} comes before the commit, which is made: take the release back by --undo.`);
  state.done = state.done.slice(0, place);
}

async function runStep(step, state) {
  const { writes = [] } = step;
  const [head, tree] = [repository.head(), repository.indexTree()];
  try {
    await step.work?.({ ...state, root });
    if (step.runs !== undefined) await runNode(step.runs);
    if (step.runs !== undefined && repository.head() !== head) throw new Refusal('Something was committed meanwhile.');
    repository.stage(writes);
    const unstaged = repository.unstaged();
    if (unstaged.length > 0)
      throw new Refusal(`Files changed that this step does not write:\n  ${unstaged.join('\n  ')}`);
    step.finish?.(state);
  } catch (error) {
    repository.takeBack(tree, writes);
    throw new Refusal(
      `${step.name} failed: ${error instanceof Refusal ? error.message : error.stack}\nNothing of it was kept. ` +
        'npm run release goes on with it; npm run release -- --undo takes the whole release back.',
    );
  }
}

/** Runs a file of the repository. A signal ends it first, so that it leaves nothing half done. */
function runNode(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
    let stopped;
    const stop = (signal) => {
      stopped = signal;
      child.kill(signal);
    };
    for (const signal of SIGNALS) process.on(signal, stop);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      for (const one of SIGNALS) process.removeListener(one, stop);
      const end = stopped ?? signal ?? code;
      if (end === 0) resolve();
      else reject(new Refusal(`node ${args.join(' ')} ended with ${end}.`));
    });
  });
}

function commitRelease({ version, ...state }) {
  if (isCommitted(state)) return;
  repository.commit(
    `release: ${version}`,
    'The migrations and the document of the API are those of the version from here on, and an upgrade from it is tested.',
  );
}

/** The commit is ours and changes results alone, so the trials hold for it. */
function commitResults(state) {
  if (repository.changed().length === 0) return;
  repository.commit(`trust: results of ${state.version}`, 'The trials ran on the commit of the release.');
  for (const one of state.done.slice(COMMIT + 1)) one.head = repository.head();
}

function tagRelease({ version }) {
  if (repository.commitOfTag(tagOf(version)) === repository.head()) return;
  repository.tag(tagOf(version), `${version}\n\n${notesOf(fs.readFileSync(changelogOf(root), 'utf8'), version)}`);
}

function undo() {
  const state = continued();
  if (state === undefined) throw new Refusal('No release was begun.');
  const commits = [state.begun, ...state.done.map(({ head }) => head)];
  if (!commits.includes(repository.head()) && !isCommitted(state))
    throw new Refusal('Something was committed after the commit of the release: it is taken back by hand.');
  if (repository.commitOfTag(tagOf(state.version)) !== undefined)
    throw new Refusal('The tag is made: there is a release.');
  repository.resetTo(state.begun);
  fs.rmSync(stateFile);
  console.log(`The release of ${state.version} is taken back.`);
}

function tell(isDone) {
  for (const { name, does, runs } of STEPS) {
    const mark = isDone(name) ? 'done' : 'to do';
    console.log(`${mark.padEnd(7)}${name.padEnd(9)}${does}${runs === undefined ? '' : `: node ${runs.join(' ')}`}`);
  }
}

function save(state) {
  writeWhole(stateFile, `${JSON.stringify(state, undefined, 2)}\n`);
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { from: { type: 'string' }, 'dry-run': { type: 'boolean' }, undo: { type: 'boolean' } },
    });
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}

function isLater(numbers, than) {
  const place = numbers.findIndex((number, index) => number !== than[index]);
  return place !== -1 && numbers[place] > than[place];
}

function changelogOf(folder) {
  return path.join(folder, 'CHANGELOG.md');
}

function tagOf(version) {
  return `v${version}`;
}
