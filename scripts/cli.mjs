#!/usr/bin/env node
// A command of the platform against the database that `npm start` would use: the one that runs now, or the embedded
// one started for as long as the command takes. `--only-migrate` ends after the migrations.
import './start/env-file.mjs';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { openDataFolder } from './start/data-folder.mjs';
import { connectionsOfRunning, describeApplied, prepareDatabase, superuserUrlOf } from './start/database.mjs';
import { StartFailure } from './start/failure.mjs';
import { dataDirectory, projectRoot } from './start/files.mjs';
import { findRunning, lockDataDirectory } from './start/lock.mjs';
import { requireNodeVersion } from './start/node-version.mjs';
import { exitCodeOf } from './start/processes.mjs';
import { say, speakBesideOutput } from './start/progress.mjs';
import { chooseKeys, openSecrets } from './start/secrets.mjs';
import { withSeedLock } from './start/seed.mjs';
import { makeReady } from './start/steps.mjs';

const args = process.argv.slice(2).filter((argument) => argument !== '--prebuilt');
/** Files of the database, which the application never sees, are a matter of scripts. */
const isBackup = args[0] === 'backup' || args[0] === 'restore';
const isReceiving = args[0] === 'backup' && args[1] === 'receive';
/** Commands that make an installation where there is none; all others need one. */
const makesInstallation = ['--only-migrate', 'seed', 'restore'].includes(args[0]) || args[1] === 'restore';
const asksForHelp =
  !isBackup && (args.length === 0 || args[0] === 'help' || args.includes('--help') || args.includes('-h'));
const NO_DATABASE = { DATABASE_URL: 'postgres://none', DATABASE_PLATFORM_URL: 'postgres://none' };

/** The signal that ended the command; undefined before one comes. */
let endedBy;
let child;
/** Aborts this process's own work. */
const breaking = new AbortController();
/** Whether PostgreSQL is ours to end. */
let hasDatabase = false;

speakBesideOutput();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end(signal));
try {
  requireNodeVersion();
  if (!process.argv.includes('--prebuilt')) await makeReady(['installToServe', 'words', 'build']);
  process.exitCode = await (isBackup
    ? backUp()
    : asksForHelp
      ? runCommand(NO_DATABASE)
      : withDatabase((environment) =>
          args[0] === 'seed'
            ? withSeedLock(environment.DATABASE_OWNER_URL, () => runCommand(environment))
            : runCommand(environment),
        ));
} catch (error) {
  // If a signal ended the command, there is no other reason to print.
  if (endedBy === undefined) console.error(error instanceof StartFailure ? error.message : error);
  process.exitCode = 1;
}
if (endedBy !== undefined) process.exitCode = exitCodeOf(endedBy);

/**
 * A terminal sends Ctrl-C to the command as well, other signals have to be passed on. The database ends after the command; the receiver of the log
 * archives the rest first.
 */
function end(signal) {
  if (endedBy === undefined) say(`Stopping (${signal})`);
  endedBy ??= signal;
  child?.kill(signal);
  breaking.abort();
  if (child === undefined && !hasDatabase && !isReceiving) process.exit(exitCodeOf(signal));
}

async function backUp() {
  const { runBackup, runRestore } = await import('./backup/command.mjs');
  const run = args[0] === 'backup' ? runBackup : runRestore;
  return run(args.slice(1), { withDatabase, runCommand, askCommand, signal: breaking.signal });
}

/**
 * Runs `work` with the connections and keys of this installation, whether it is running or not, and, where the database is
 * embedded, with the folder of its files and the superuser's connection.
 */
async function withDatabase(work) {
  if (!process.env.DATABASE_URL && !makesInstallation) await requireInstallation();
  const folder = openDataFolder();
  const keys = () => ({ ...chooseKeys(process.env, openSecrets(folder)), DATA_DIR: folder });
  if (process.env.DATABASE_URL) {
    const { connections, applied } = await prepareDatabase({ environment: process.env, dataDirectory: folder });
    tellApplied(applied);
    return work({ ...keys(), ...connections }, {});
  }
  const running = findRunning(folder);
  if (running !== undefined) {
    if (!running.postgresPort)
      throw new StartFailure('The platform is just starting: try again when it says that it is ready.');
    if (args.includes('--only-migrate')) say('The database is in use by the running platform, which migrated it.');
    const { placeOfCluster } = await import('./postgres/place.mjs');
    return work(
      { ...keys(), ...connectionsOfRunning(running.postgresPort, folder), ...addressOf(running) },
      { cluster: placeOfCluster(folder), superuserUrl: superuserUrlOf(running.postgresPort, folder) },
    );
  }
  const lock = await lockDataDirectory(folder);
  try {
    const { startEmbedded } = await import('./postgres/embedded.mjs');
    const password = openSecrets(folder).passwords.superuser;
    hasDatabase = true;
    const server = await startEmbedded({ dataDirectory: folder, password });
    try {
      const { connections, applied } = await prepareDatabase({
        environment: {},
        dataDirectory: folder,
        embeddedUrl: server.url,
      });
      tellApplied(applied);
      return await work({ ...keys(), ...connections }, { cluster: server.cluster, superuserUrl: server.url });
    } finally {
      await server.stop();
    }
  } finally {
    lock.release();
  }
}

/** A command that was started without the settings of its installation must not open a second one in silence. */
async function requireInstallation() {
  const { isInstallation } = await import('./postgres/place.mjs');
  if (isInstallation(dataDirectory())) return;
  throw new StartFailure(
    `There is no installation in ${dataDirectory()}: \`npm start\` makes one. A command for another installation needs its ` +
      'DATABASE_URL or DATA_DIR, in the environment or in .env.',
  );
}

/** Links in a command's output lead to the running platform, unless PUBLIC_URL is set. */
function addressOf({ url }) {
  return process.env.PUBLIC_URL || !url ? {} : { PUBLIC_URL: url };
}

function tellApplied(applied) {
  const line = describeApplied(applied);
  if (line !== undefined) say(line);
  else if (args.includes('--only-migrate')) say('Nothing to migrate.');
}

/** @returns {Promise<number>} the exit code of the command */
function runCommand(environment, commandArgs = args) {
  if (args.includes('--only-migrate') || endedBy !== undefined) return Promise.resolve(0);
  return startCommand(environment, commandArgs, 'inherit').ended;
}

/** The output of a command; rejects when the command fails. */
async function askCommand(environment, commandArgs) {
  const { ended, output } = startCommand(environment, commandArgs, 'pipe');
  let printed = '';
  output.on('data', (chunk) => (printed += chunk));
  const code = await ended;
  if (code === 0) return printed;
  throw new StartFailure(`The command "${commandArgs.join(' ')}" ended with ${code}.`);
}

function startCommand(environment, commandArgs, stdout) {
  const program = path.join(projectRoot, 'dist', 'cli.js');
  child = spawn(process.execPath, ['--enable-source-maps', program, ...commandArgs], {
    stdio: ['inherit', stdout, 'inherit', 'ipc'],
    env: { ...process.env, ...environment },
  });
  const started = child;
  const ended = new Promise((resolve, reject) => {
    started.once('error', reject);
    started.once('close', (code, signal) => {
      child = undefined;
      if (signal !== null && endedBy === undefined) say(`The command ended with ${signal}.`);
      resolve(signal === null ? code : exitCodeOf(signal));
    });
  });
  return { ended, output: started.stdout };
}
