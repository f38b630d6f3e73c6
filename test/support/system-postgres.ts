import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

/** A server of the PostgreSQL that this machine has installed, with its client programs: what an operator has. */
export interface SystemPostgres {
  readonly major: number;
  /** Connection address of a role that owns what it makes and has CREATEROLE. */
  urlOf(database: string): string;
  makeDatabase(name: string): void;
  /** For processes that need the client programs. */
  readonly environment: { readonly PATH: string };
  stop(): void;
}

const OWNER = { name: 'loyalty_owner', password: 'pass:word/with @signs' };

/** Undefined where the machine has no PostgreSQL 15 or later with server and client programs. */
export async function startSystemPostgres(): Promise<SystemPostgres | undefined> {
  const folder = ['18', '17', '16', '15']
    .map((version) => `/usr/lib/postgresql/${version}/bin`)
    .concat((process.env['PATH'] ?? '').split(path.delimiter))
    .find((place) =>
      ['postgres', 'initdb', 'pg_ctl', 'psql', 'pg_dump', 'pg_restore'].every((name) =>
        existsSync(path.join(place, name)),
      ),
    );
  if (folder === undefined) return undefined;
  const program = (name: string): string => path.join(folder, name);
  const major = Number(/(\d+)/.exec(execFileSync(program('postgres'), ['--version'], { encoding: 'utf8' }))?.[1]);
  if (major < 15) return undefined;
  const isRoot = process.getuid?.() === 0;
  const user = isRoot ? { uid: idOf('-u'), gid: idOf('-g') } : {};
  const home = mkdtempSync(path.join(os.tmpdir(), 'loyalty-system-postgres-'));
  if (isRoot) execFileSync('chown', ['postgres', home]);
  else chmodSync(home, 0o700);
  const data = path.join(home, 'data');
  const run = (name: string, ...args: string[]): void => {
    execFileSync(program(name), args, { ...user, cwd: '/', stdio: 'ignore' });
  };
  const port = await freePort();
  run('initdb', '-D', data, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--locale=C');
  const settings = `-c port=${String(port)} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off`;
  run('pg_ctl', '-D', data, '-o', settings, '-l', path.join(home, 'log'), '-w', 'start');
  const psql = (sql: string): void => {
    run('psql', '-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', '-v', 'ON_ERROR_STOP=1', '-c', sql);
  };
  psql(`CREATE ROLE ${OWNER.name} LOGIN CREATEROLE PASSWORD '${OWNER.password}'`);
  return {
    major,
    urlOf: (database) =>
      `postgres://${OWNER.name}:${encodeURIComponent(OWNER.password)}@127.0.0.1:${String(port)}/${database}`,
    makeDatabase: (name) => {
      psql(`CREATE DATABASE ${name} OWNER ${OWNER.name}`);
    },
    environment: { PATH: `${folder}${path.delimiter}${process.env['PATH'] ?? ''}` },
    stop: () => {
      run('pg_ctl', '-D', data, '-m', 'immediate', '-w', 'stop');
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function idOf(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}
