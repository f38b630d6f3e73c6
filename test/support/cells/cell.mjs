// A cell for trials: a PostgreSQL server and a server process of its own, with the keys of the others.
import { execFile, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { startEmbedded } from '../../../scripts/postgres/embedded.mjs';
import { SERVER_SETTINGS } from '../../../scripts/postgres/settings.mjs';
import { prepareDatabase } from '../../../scripts/start/database.mjs';
import { openSecrets } from '../../../scripts/start/secrets.mjs';
import { signalWithChildren, startApplication } from '../../performance/bench-server.mjs';

const root = path.resolve(import.meta.dirname, '../../..');
const CONNECTIONS = /^DATABASE_|^DIRECTORY_URL$|^CELL/;

/** @param {string} folder of the trial, whose secrets all its cells share; @param {Cell} home left out: it is home itself */
export async function makeCell(name, folder, home) {
  const { keys } = openSecrets(folder);
  const dataDirectory = path.join(folder, name);
  fs.mkdirSync(dataDirectory, { mode: 0o711 });
  const { passwords } = openSecrets(dataDirectory);
  const password = passwords.superuser;
  const cell = new Cell(name, dataDirectory, () =>
    startEmbedded({ dataDirectory, password, settings: SERVER_SETTINGS, port: cell.server?.port }),
  );
  cell.server = await cell.startServer();
  const { connections } = await prepareDatabase({ environment: {}, dataDirectory, embeddedUrl: cell.server.url });
  cell.port = await freePort();
  cell.environment = {
    ...Object.fromEntries(Object.entries(process.env).filter(([setting]) => !CONNECTIONS.test(setting))),
    ...keys,
    ...connections,
    DATA_DIR: dataDirectory,
    NODE_ENV: 'development',
    DEMO: '0',
    RATE_LIMITS: 'off',
    // At the limit of the machine the default would end, and the sale would be kept on disk.
    TILL_WAIT_MS: '5000',
    CELL: name,
    CELL_ADDRESS: `http://127.0.0.1:${cell.port}`,
    PORT: String(cell.port),
    ...(home && { DIRECTORY_URL: home.environment.DATABASE_PLATFORM_URL }),
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'error',
  };
  return cell;
}

class Cell {
  constructor(name, folder, startServer) {
    this.name = name;
    this.folder = folder;
    this.startServer = startServer;
  }

  get address() {
    return `http://127.0.0.1:${this.port}`;
  }

  async start() {
    this.application = await startApplication(this.environment, { port: this.port });
  }

  /** The settings by which another cell reaches the database of this one. */
  get database() {
    const { DATABASE_URL, DATABASE_PLATFORM_URL, DATABASE_OWNER_URL } = this.environment;
    return { DATABASE_URL, DATABASE_PLATFORM_URL, DATABASE_OWNER_URL, SEAL_DIR: path.join(this.folder, 'seals') };
  }

  /** Server process and PostgreSQL at once, without a last step. */
  async kill() {
    signalWithChildren(this.application.pid, 'SIGKILL');
    signalWithChildren(this.server.pid, 'SIGKILL');
    await this.application.stop();
    await this.server.ended;
  }

  async revive() {
    this.server = await this.startServer();
    await this.start();
  }

  /** The output of a command of the platform in this cell; rejects where it fails. */
  async run(...args) {
    const { stdout } = await promisify(execFile)(process.execPath, [path.join(root, 'dist', 'cli.js'), ...args], {
      env: { ...this.environment, WORKERS: 'off' },
      maxBuffer: 1 << 26,
    });
    return stdout;
  }

  /** Starts a command and kills it after some time, unless it has ended. */
  async runAndKill(afterMs, ...args) {
    const command = spawn(process.execPath, [path.join(root, 'dist', 'cli.js'), ...args], {
      env: { ...this.environment, WORKERS: 'off' },
      stdio: 'ignore',
    });
    const timer = setTimeout(() => command.kill('SIGKILL'), afterMs);
    await once(command, 'exit');
    clearTimeout(timer);
  }

  /** Makes networks in this cell, by a process of its own. */
  async makeNetworks(count, guests) {
    const child = fork(
      path.join(import.meta.dirname, 'make-networks.mjs'),
      [this.name, String(count), String(guests)],
      {
        env: { ...this.environment, WORKERS: 'off' },
      },
    );
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`networks were not made: ${code}`);
    });
    const [made] = await Promise.race([once(child, 'message'), ended]);
    ended.catch(() => undefined);
    return made;
  }

  /** Reads rows as the superuser. */
  async ask(statement, values) {
    const connectionString = Object.assign(new URL(this.server.url), { pathname: '/loyalty' }).href;
    const client = new pg.Client({ connectionString });
    await client.connect();
    try {
      return (await client.query(statement, values)).rows;
    } finally {
      await client.end();
    }
  }

  async stop() {
    await this.application?.stop();
    await this.server.stop();
  }
}

function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
