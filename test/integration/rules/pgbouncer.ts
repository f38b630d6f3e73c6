import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { eventually } from '../../support/eventually';
import { freePort } from '../../support/free-port';

const PROGRAM = 'pgbouncer';
/** PgBouncer refuses to run as root. */
const NOBODY = { uid: 65_534, gid: 65_534 };

export const isPgBouncerInstalled = spawnSync(PROGRAM, ['--version']).status === 0;

/** PgBouncer in transaction mode before the database of a test, with so many connections for each role. */
export class PgBouncer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    private readonly port: number,
  ) {}

  static async start(urls: readonly string[], connections: number): Promise<PgBouncer> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'loyalty-pgbouncer-'));
    chmodSync(folder, 0o755);
    const port = await freePort();
    const users = urls.map((url) => new URL(url));
    const { hostname, port: databasePort } = users[0] ?? new URL('postgres://none');
    const place = (name: string, lines: readonly string[]): string => {
      const file = path.join(folder, name);
      writeFileSync(file, `${lines.join('\n')}\n`);
      return file;
    };
    const passwords = place(
      'users.txt',
      users.map(({ username, password }) => `"${username}" "${decodeURIComponent(password)}"`),
    );
    // The settings of docs/runbook.md.
    const settings = place('pgbouncer.ini', [
      '[databases]',
      `* = host=${hostname} port=${databasePort}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${String(port)}`,
      'unix_socket_dir =',
      'pool_mode = transaction',
      `default_pool_size = ${String(connections)}`,
      'max_client_conn = 400',
      'auth_type = scram-sha-256',
      `auth_file = ${passwords}`,
      'server_login_retry = 1',
    ]);
    const child = spawn(PROGRAM, ['--quiet', settings], {
      ...(process.getuid?.() === 0 && NOBODY),
      stdio: 'ignore',
    });
    const pooler = new PgBouncer(child, folder, port);
    await eventually('PgBouncer listens', () => answersAt(port));
    return pooler;
  }

  urlFor(databaseUrl: string): string {
    return Object.assign(new URL(databaseUrl), { host: `127.0.0.1:${String(this.port)}` }).href;
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function answersAt(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      resolve(true);
      socket.destroy();
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}
