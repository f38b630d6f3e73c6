import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { StartFailure, diskIsFull, saysDiskIsFull } from '../start/failure.mjs';
import { readIfThere, writeWhole } from '../start/files.mjs';
import { waitFor } from '../start/patience.mjs';
import { commandOf, isAlive, until } from '../start/processes.mjs';
import { preparePrograms } from './binaries.mjs';
import { chooseUser, hasCluster, makeCluster, placeOfCluster } from './place.mjs';
import { chooseFreePort, isPortFree } from './port.mjs';
import { SERVER_SETTINGS } from './settings.mjs';

const LOG_KEPT_BYTES = 10 * 1024 * 1024;

/**
 * Starts PostgreSQL from the packages on the data folder, making the cluster when there is none and clearing away
 * what a killed start left behind. The caller holds the lock of the data folder.
 *
 * @param {{
 *   dataDirectory: string,
 *   password: string, of the superuser "postgres"
 *   port?: number, this port or none; left out: the one used before, or a free one
 *   settings?: Record<string, string | number>,
 *   onPort?: (port: number) => void, told the port of each attempt before the server is up
 *   stopped?: AbortSignal, ends a server that is not ready yet, and rejects
 * }} options
 * @returns {Promise<{
 *   url: string, of the superuser
 *   port: number, pid: number, cluster: string,
 *   ended: Promise<string>, resolves with the reason when the server is gone, however it went
 *   stop(): Promise<void>,
 * }>}
 */
export async function startEmbedded({ dataDirectory, password, port, settings = SERVER_SETTINGS, onPort, stopped }) {
  const cluster = placeOfCluster(dataDirectory);
  const user = chooseUser(cluster);
  const programs = preparePrograms(user);
  await stopLeftover(cluster);
  if (!hasCluster(cluster)) {
    try {
      makeCluster({ cluster, user, programs, password });
    } catch (error) {
      throw saysDiskIsFull(error) ? diskIsFull(cluster) : error;
    }
  }
  const logFile = path.join(dataDirectory, 'postgres.log');
  const portFile = path.join(dataDirectory, 'postgres.port');
  for (let attempt = 1; ; attempt += 1) {
    const chosen = await choosePort(port, Number(readIfThere(portFile)));
    const server = launch({ cluster, user, programs, port: chosen, settings, logFile, stopped });
    onPort?.(chosen);
    const failure = await server.ready;
    if (failure === undefined) {
      if (port === undefined) writeWhole(portFile, String(chosen));
      return { ...server, port: chosen, cluster, url: `postgres://postgres:${password}@127.0.0.1:${chosen}/postgres` };
    }
    if (saysDiskIsFull(failure)) throw diskIsFull(cluster);
    // A killed server's processes still hold its memory for a moment, or somebody has just taken the port.
    const passes = /pre-existing shared memory block|could not bind|could not create any TCP/i.test(failure);
    if (!passes || attempt === 20)
      throw new StartFailure(`PostgreSQL did not start (the whole log: ${logFile}): ${lastWords(failure)}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function choosePort(fixed, before) {
  if (fixed === undefined) return chooseFreePort(before);
  if (await isPortFree(fixed)) return fixed;
  throw new StartFailure(
    `The port ${fixed} (PG_PORT) is taken by another program: choose another, or leave PG_PORT out.`,
  );
}

function launch({ cluster, user, programs, port, settings, logFile, stopped }) {
  const from = prepareLog(logFile);
  const log = fs.openSync(logFile, 'a', 0o600);
  const flags = Object.entries({ ...settings, port }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // In a session of its own: Ctrl-C reaches the supervisor alone, which lets the application finish first.
  const child = spawn(programs('postgres'), ['-D', cluster, ...flags], {
    ...user,
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
    windowsHide: true,
  });
  fs.closeSync(log);
  const wrote = () => fs.readFileSync(logFile, 'utf8').slice(from);
  let gone;
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve((gone = error.message)));
    child.once('exit', (code, signal) => resolve((gone = `ended with ${signal ?? code}`)));
  });
  const isReady = () => {
    const lines = readIfThere(path.join(cluster, 'postmaster.pid'))?.split('\n') ?? [];
    return Number(lines[0]) === child.pid && lines[7]?.trim() === 'ready';
  };
  const ready = (async () => {
    await waitFor({
      name: 'PostgreSQL',
      isOver: () => gone !== undefined || isReady() || stopped?.aborted === true,
      step: () => lastStep(wrote()),
      everyMs: 10,
    });
    if (gone === undefined && isReady()) return undefined;
    if (gone === undefined) await stopServer({ pid: child.pid, cluster, programs });
    return `${await ended}\n${wrote()}`;
  })();
  const guard = guardAgainstOrphan(child.pid, cluster, ended);
  const stop = async () => {
    if (gone === undefined) await stopServer({ pid: child.pid, cluster, programs });
    await ended;
    guard?.kill('SIGKILL');
  };
  return { pid: child.pid, ready, ended, stop };
}

/** Truncates a long log, and returns where the next lines will begin. */
function prepareLog(logFile) {
  const size = fs.statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size < LOG_KEPT_BYTES) return readIfThere(logFile)?.length ?? 0;
  fs.renameSync(logFile, `${logFile}.1`);
  return 0;
}

/**
 * A shell that ends the server when the supervisor is gone: its input closes with the supervisor, whatever killed that. It leaves a new server of the
 * same folder alone, which has another process id.
 */
function guardAgainstOrphan(pid, cluster, ended) {
  if (process.platform === 'win32') return undefined;
  const script = 'cat >/dev/null; sleep 3; [ "$(head -n 1 "$2/postmaster.pid" 2>/dev/null)" = "$1" ] && kill -INT "$1"';
  const guard = spawn('/bin/sh', ['-c', script, 'guard', String(pid), cluster], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.stdin.on('error', () => undefined);
  guard.unref();
  guard.stdin.unref();
  void ended.then(() => guard.kill('SIGKILL'));
  return guard;
}

/** Ends a server: first in order, then at once, from which it recovers as after a crash. */
async function stopServer({ pid, cluster, programs }) {
  if (process.platform === 'win32') {
    spawnSync(programs('pg_ctl'), ['stop', '-D', cluster, '-m', 'fast', '-w'], { stdio: 'ignore' });
    return;
  }
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL']) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (error.code === 'ESRCH') return;
      throw error;
    }
    if (await until(() => !isAlive(pid), 30_000)) return;
  }
}

/** Ends the server that a killed start left running, and removes a mark that belongs to no server. */
async function stopLeftover(cluster) {
  const mark = path.join(cluster, 'postmaster.pid');
  const pid = Number(readIfThere(mark)?.split('\n')[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return;
  const command = commandOf(pid);
  const isServer =
    isAlive(pid) && (command === undefined || (command.includes('postgres') && command.includes(cluster)));
  if (!isServer) {
    // Another program may have this process id by now, which would keep PostgreSQL from starting.
    fs.rmSync(mark, { force: true });
    return;
  }
  try {
    process.kill(pid, 'SIGINT');
  } catch (error) {
    if (error.code === 'EPERM') {
      throw new StartFailure(
        `A PostgreSQL of another user (process ${pid}) runs on ${cluster}: stop it, or use a DATA_DIR of your own.`,
      );
    }
    if (error.code !== 'ESRCH') throw error;
  }
  if (await until(() => !isAlive(pid) || !fs.existsSync(mark), 30_000)) return;
  process.kill(pid, 'SIGQUIT');
  await until(() => !isAlive(pid), 30_000);
}

/** The last line of the server's log, without its time, as the server's present state. */
function lastStep(log) {
  const line = log.trim().split('\n').at(-1);
  return line.split(':  ').at(-1) || 'it begins';
}

function lastWords(failure) {
  const said = failure.split('\n').filter((line) => /FATAL|PANIC|ERROR|HINT/.test(line));
  return (said.length > 0 ? said.slice(-2) : failure.trim().split('\n').slice(-2)).join(' ');
}
