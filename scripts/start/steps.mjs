import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { extensionNames } from '../extensions.mjs';
import { StartFailure, diskIsFull, saysDiskIsFull } from './failure.mjs';
import { contentHash, projectRoot, readIfThere, writeWhole } from './files.mjs';
import { takeLock } from './lock.mjs';
import { CommandFailure, run, until } from './processes.mjs';
import { say, step } from './progress.mjs';

const inProject = (...parts) => path.join(projectRoot, ...parts);
/** Files that do not count as input of a step: tests, drafts, and what other steps make. */
const isLeftOut = (file) =>
  /\.spec\.tsx?$/.test(file) || path.posix.basename(file).startsWith('.') || MADE.includes(file);
const SERVER_MARK = 'dist/.server-made-from';
const MADE = ['src/generated/prisma', 'packages/client/src/generated', 'packages/client/dist', 'web/src/generated'];
const DOCUMENT_MARK = 'dist/.document-made-from';

/**
 * The steps from a clone to a running server, in order. A step runs when its input has changed, and begins when those of its `after` that run too have
 * ended.
 */
const STEPS = {
  /** All packages, including those for tests and lint. */
  install: {
    title: 'Installing packages',
    isDone: () => isInstalled({ withDev: true }),
    work: () => install({ withDev: true }),
  },
  /** The packages that build and run the server and the pages: the `dependencies` of the root and of each workspace. */
  installToServe: {
    title: 'Installing packages',
    isDone: () => isInstalled({ withDev: false }),
    work: () => install({ withDev: false }),
  },
  /** The types of the database client. The repository has the part of the client that a server runs. */
  generate: {
    title: 'Generating the database client',
    after: ['install'],
    reads: ['prisma/schema', 'prisma/client', 'prisma.config.ts', 'scripts/database-client.mjs', 'package-lock.json'],
    makes: 'src/generated/prisma/client.ts',
    mark: 'src/generated/.made-from',
    work: () => run(process.execPath, [inProject('scripts/database-client.mjs')]),
  },
  words: {
    title: 'Compiling the words',
    after: ['install', 'installToServe'],
    reads: ['words', 'scripts/words.mjs', 'scripts/words', 'package-lock.json'],
    makes: 'src/generated/words/words.ts',
    mark: 'src/generated/.words-made-from',
    work: () => run(process.execPath, [inProject('scripts/words.mjs')]),
  },
  build: {
    title: 'Building the server',
    after: ['install', 'installToServe', 'words'],
    reads: [
      'src',
      ...extensionNames().map((name) => `packages/${name}`),
      'prisma/client',
      '.swcrc',
      'scripts/build.mjs',
      'scripts/extensions.mjs',
      'package-lock.json',
    ],
    makes: 'dist/main.js',
    mark: SERVER_MARK,
    work: () => run(process.execPath, [inProject('scripts/build.mjs')]),
  },
  /** Bundles the built server into one file. Later starts load this file. */
  bundle: {
    title: 'Bundling the server',
    after: ['build'],
    madeFrom: () =>
      [
        readIfThere(inProject(SERVER_MARK)),
        contentHash(['scripts/bundle.mjs', 'scripts/bundle-loader.cjs']),
        process.version,
      ].join(' '),
    makes: ['dist/bundle/main.js', 'dist/bundle/server.compiled'],
    mark: 'dist/.bundle-made-from',
    work: (stopped) => run(process.execPath, [inProject('scripts/bundle.mjs')], { stopped }),
  },
  /** The files that a server sends for `/api/openapi.json`, `/api/docs` and the addresses below them. A build of the server deletes these files. */
  document: {
    title: 'Describing the API',
    after: ['build'],
    madeFrom: () => readIfThere(inProject(SERVER_MARK)) ?? '',
    makes: 'dist/openapi.json',
    mark: DOCUMENT_MARK,
    work: (stopped) =>
      run(process.execPath, [inProject('dist/cli.js'), 'openapi', '--to-serve', inProject('dist')], {
        environment: offline(process.env),
        // A start describes the API while its server serves.
        priority: os.constants.priority.PRIORITY_BELOW_NORMAL,
        stopped,
      }),
  },
  client: {
    title: 'Building the client',
    after: ['document'],
    madeFrom: () =>
      [readIfThere(inProject(DOCUMENT_MARK)), contentHash(['packages/client', 'scripts/client.mjs'], isLeftOut)].join(
        ' ',
      ),
    makes: 'packages/client/dist/index.js',
    mark: 'packages/client/src/generated/.made-from',
    work: () => run(process.execPath, [inProject('scripts/client.mjs')]),
  },
  /** The part of the API document that the pages' lists and forms need. The repository has a copy of this part. */
  operations: {
    title: 'Describing lists and forms',
    after: ['client'],
    madeFrom: () =>
      [readIfThere(inProject(DOCUMENT_MARK)), contentHash(['web/src', 'scripts/operations.mjs'], isLeftOut)].join(' '),
    makes: 'web/src/shared/api/operations.ts',
    mark: 'dist/.operations-made-from',
    work: () => run(process.execPath, [inProject('scripts/operations.mjs')]),
  },
  web: {
    title: 'Building the pages',
    after: ['install', 'installToServe', 'words', 'operations'],
    reads: ['web', 'src/decision', 'src/typed', 'words', 'scripts/words', 'packages/client', 'package-lock.json'],
    makes: 'dist/web/index.html',
    mark: 'dist/.web-made-from',
    work: () =>
      run(process.execPath, [inProject('node_modules/vite/bin/vite.js'), 'build', '--config', 'web/vite.config.ts'], {
        environment: { ...process.env, NODE_ENV: 'production', NO_COLOR: '1' },
      }),
  },
};

/** Steps that a server needs before it serves; the types of the clients are only for developers. */
export const STEPS_TO_SERVE = ['installToServe', 'words', 'build', 'web'];

/**
 * Brings the project to the state that its files ask for: packages, database client, texts, server, its bundle, the description
 * of the API, the types of the pages' client, pages.
 *
 * @param {(keyof typeof STEPS)[]} names
 * @param {AbortSignal} [stopped] breaks off what is made behind a server
 */
export async function makeReady(
  names = ['install', 'generate', 'words', 'build', 'bundle', 'document', 'client', 'operations', 'web'],
  stopped,
) {
  if (names.every((name) => isDone(STEPS[name]))) return;
  await withBuildLock(() => doAll(names, stopped));
}

/** Does steps beside each other. A step behind one that failed does not begin, and the others end before the failure is told. */
async function doAll(names, stopped) {
  const running = new Map();
  for (const name of names) {
    const earlier = (STEPS[name].after ?? []).map((one) => running.get(one));
    running.set(
      name,
      Promise.all(earlier).then(() => doStep(STEPS[name], stopped)),
    );
  }
  const failure = (await Promise.allSettled(running.values())).find(({ status }) => status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}

async function doStep(given, stopped) {
  if (isDone(given)) return;
  // Removes the mark before the build, so that a build that is killed does not count as done.
  if (given.mark) fs.rmSync(inProject(given.mark), { force: true });
  try {
    await step(given.title, () => given.work(stopped));
  } catch (error) {
    if (saysDiskIsFull(error)) throw diskIsFull(projectRoot);
    if (error instanceof CommandFailure) throw new StartFailure(`${given.title} failed: ${error.message}`);
    throw error;
  }
  if (given.mark) writeWhole(inProject(given.mark), stateOf(given));
}

function isDone(given) {
  if (given.isDone) return given.isDone();
  const made = readIfThere(inProject(given.mark));
  const isThere = [given.makes].flat().every((file) => fs.existsSync(inProject(file)));
  return made !== undefined && isThere && made === stateOf(given);
}

/** Leaves out settings of the building machine, which would change the description. */
function offline({ PATH, HOME, SystemRoot }) {
  return {
    ...Object.fromEntries(Object.entries({ PATH, HOME, SystemRoot }).filter(([, value]) => value !== undefined)),
    NODE_ENV: 'development',
  };
}

/** A hash of the inputs of a step, which its mark keeps. */
function stateOf({ reads, madeFrom = () => contentHash(reads, isLeftOut) }) {
  return madeFrom();
}

/** The bundle of the server as it is built now; undefined while there is none. */
export function serverBundle() {
  return isDone(STEPS.bundle) ? inProject('dist/bundle/main.js') : undefined;
}

/** Packages in the cache are not requested again, which halves the time; missing ones are downloaded. */
async function install({ withDev }) {
  const args = ['ci', withDev ? '--include=dev' : '--omit=dev', '--include=optional', '--no-audit', '--no-fund'];
  try {
    await run('npm', [...args, '--prefer-offline']);
  } catch (error) {
    if (!(error instanceof CommandFailure) || saysDiskIsFull(error)) throw error;
    await run('npm', args);
  }
}

/** Whether node_modules holds what the lock file says; npm writes its own list last, so half an install has none. */
function isInstalled({ withDev }) {
  const installed = readIfThere(inProject('node_modules', '.package-lock.json'));
  if (installed === undefined) return false;
  const has = JSON.parse(installed).packages;
  const wanted = JSON.parse(fs.readFileSync(inProject('package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(
    ([place, { version, dev, optional, devOptional, peer }]) =>
      place === '' ||
      (dev && !withDev) ||
      has[place]?.version === version ||
      (has[place] === undefined && (optional || devOptional || peer)),
  );
}

/** Only one build runs in this tree at a time, even if several data folders are started from the tree. */
async function withBuildLock(work) {
  fs.mkdirSync(inProject('.data'), { recursive: true });
  let taken = takeLock(inProject('.data', 'build.lock'));
  if (taken.lock === undefined) {
    say(`Waiting for the build of process ${taken.holder.pid}`);
    await until(() => (taken = takeLock(inProject('.data', 'build.lock'))).lock !== undefined, 10 * 60_000, 250);
    if (taken.lock === undefined)
      throw new StartFailure(`Process ${taken.holder.pid} has been building for ten minutes: stop it.`);
  }
  try {
    return await work();
  } finally {
    taken.lock.release();
  }
}
