import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { HEAP_ARGUMENTS } from '../../scripts/start/server-arguments.mjs';
import { startEmbedded } from '../../scripts/postgres/embedded.mjs';
import { SERVER_SETTINGS } from '../../scripts/postgres/settings.mjs';
import { prepareDatabase } from '../../scripts/start/database.mjs';
import { openSecrets } from '../../scripts/start/secrets.mjs';

const require = createRequire(import.meta.url);
const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../..');

/**
 * The same PostgreSQL for both sides of a comparison: our server with durable settings in a folder of its own, with
 * our database and pgbench's beside it. Everything is stopped and removed by `stop`.
 */
export async function startBench(settings = SERVER_SETTINGS) {
  const dataDirectory = fs.mkdtempSync(path.join(os.tmpdir(), 'loyalty-bench-'));
  fs.chmodSync(dataDirectory, 0o711);
  const { passwords, keys } = openSecrets(dataDirectory);
  const startServer = () => startEmbedded({ dataDirectory, password: passwords.superuser, settings });
  let server = await startServer();
  const { connections } = await prepareDatabase({ environment: {}, dataDirectory, embeddedUrl: server.url });
  Object.assign(process.env, keys, connections, {
    DATA_DIR: dataDirectory,
    NODE_ENV: 'development',
    DEMO: '0',
    RATE_LIMITS: 'off',
    // At the limit of the machine the default would end, and the sale would be kept on disk.
    TILL_WAIT_MS: '5000',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
  });
  const superuser = new URL(server.url);
  return {
    dataDirectory,
    settings,
    postgresPid: () => server.pid,
    /** Kills the postmaster and all its children at once, so that none finishes its work. */
    killPostgres: () => signalWithChildren(server.pid, 'SIGKILL'),
    /** Stops PostgreSQL until `resumePostgres`: connections stay, and nothing is answered. */
    pausePostgres: () => signalWithChildren(server.pid, 'SIGSTOP'),
    resumePostgres: () => signalWithChildren(server.pid, 'SIGCONT'),
    /** Restarts PostgreSQL in the same folder and port after all its processes were killed. */
    async restartPostgres() {
      await server.ended;
      server = await startServer();
    },
    connections,
    superuserUrl: (database) => Object.assign(new URL(superuser), { pathname: `/${database}` }).href,
    /** Starts the built application as its own process; resolves with its port once it listens. */
    startApplication,
    async stop() {
      await server.stop();
      fs.rmSync(dataDirectory, { recursive: true, force: true });
    },
  };
}

/** Reaches a server of PostgreSQL and each process that serves a connection of it. */
export function signalWithChildren(pid, signal) {
  for (const each of [pid, ...childrenOf(pid)]) {
    try {
      process.kill(each, signal);
    } catch {
      // Gone in between.
    }
  }
}

/** Numbers of the processes that a process has started. */
export function childrenOf(pid) {
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === pid)
    .map(Number);
}

function parentOf(pid) {
  try {
    return Number(fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')[1]);
  } catch {
    return 0;
  }
}

/** The application's addresses in another database of the same server. */
export function inDatabase(name, connections) {
  return Object.fromEntries(
    Object.entries(connections).map(([of, url]) => [of, Object.assign(new URL(url), { pathname: `/${name}` }).href]),
  );
}

export function requirePgbench() {
  const found = spawnSync('pgbench', ['--version'], { encoding: 'utf8' });
  if (found.status !== 0) {
    console.error(
      'pgbench is needed and was not found. It comes with PostgreSQL: `apt-get install postgresql-contrib`, `brew install postgresql`.',
    );
    process.exit(2);
  }
  return found.stdout.trim();
}

/** A module of the build, with the environment of the bench. */
export function built(name) {
  return require(path.join(root, 'dist', name));
}

/** `checkout`: the folder of the version to start; `onMessage` gets its messages to the parent. */
export async function startApplication(
  environment = {},
  { nodeArguments = [], program = 'main.js', port: chosen, checkout = root, onMessage } = {},
) {
  const port = chosen ?? (await freePort());
  const child = spawn(process.execPath, [...HEAP_ARGUMENTS, ...nodeArguments, path.join(checkout, 'dist', program)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, PORT: String(port), ...environment },
  });
  if (onMessage) child.on('message', onMessage);
  await new Promise((resolve, reject) => {
    // Before it listens, it reports what it waits for.
    child.on('message', (message) => {
      if (message === 'ready') resolve();
    });
    child.once('exit', (code) => reject(new Error(`the application ended with ${code} before it listened`)));
  });
  return {
    port,
    pid: child.pid,
    /** The answer of a program that was loaded before the application, as `budget-heap.cjs` is. */
    ask: (question) =>
      new Promise((resolve) => {
        child.once('message', resolve);
        child.send(question);
      }),
    /** Resolves when the program has sent this message to its parent. */
    hear: (message) =>
      new Promise((resolve) => {
        child.on('message', (heard) => {
          if (heard === message) resolve();
        });
      }),
    stop: (signal = 'SIGTERM') =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once('exit', resolve);
        child.kill(signal);
      }),
  };
}

export function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
