import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePort } from './free-port';

/** A server of the machine's installed PostgreSQL with its client programs, as operators have it. */
export interface SystemPostgres {
  readonly major: number;
  /** The address of a role that owns its objects and has CREATEROLE. */
  urlOf(database: string): string;
  makeDatabase(name: string): void;
  /** For processes that need the client programs. */
  readonly environment: { readonly PATH: string };
  /** A folder of the server's user, with the files of the cluster in `data`, the log in `log` and its socket. */
  readonly home: string;
  readonly port: number;
  /** Runs a program as the server's user and returns its output. */
  run(program: string, ...args: readonly string[]): string;
  psql(sql: string): string;
  start(): void;
  stop(): void;
  remove(): void;
}

interface Options {
  /** Lines of postgresql.conf. */
  readonly settings?: string;
  /** The environment of the server and its programs, from the folder and the port. */
  readonly environment?: (home: string, port: number) => Readonly<Record<string, string>>;
}

const OWNER = { name: 'loyalty_owner', password: 'pass:word/with @signs' };

/** Undefined where the machine has no PostgreSQL 15 or later with server and client programs. */
export async function startSystemPostgres({
  settings = 'fsync = off\n',
  environment = () => ({}),
}: Options = {}): Promise<SystemPostgres | undefined> {
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
  const port = await freePort();
  const env = { ...process.env, ...environment(home, port) };
  const run = (name: string, ...args: readonly string[]): string =>
    execFileSync(name, args, { ...user, cwd: '/', env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  run(program('initdb'), '-D', data, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--locale=C');
  const place = `port = ${String(port)}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '${home}'\n`;
  appendFileSync(path.join(data, 'postgresql.conf'), settings + place);
  const start = (): void => {
    // The server would keep a pipe open for as long as it runs.
    const options = { ...user, cwd: '/', env, stdio: 'ignore' } as const;
    execFileSync(program('pg_ctl'), ['-D', data, '-l', path.join(home, 'log'), '-w', 'start'], options);
  };
  const stop = (): void => {
    run(program('pg_ctl'), '-D', data, '-m', 'immediate', '-w', 'stop');
  };
  const psql = (sql: string): string =>
    run(program('psql'), '-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', '-v', 'ON_ERROR_STOP=1', '-Atc', sql);
  start();
  psql(`CREATE ROLE ${OWNER.name} LOGIN CREATEROLE PASSWORD '${OWNER.password}'`);
  return {
    major,
    urlOf: (database) =>
      `postgres://${OWNER.name}:${encodeURIComponent(OWNER.password)}@127.0.0.1:${String(port)}/${database}`,
    makeDatabase: (name) => {
      psql(`CREATE DATABASE ${name} OWNER ${OWNER.name}`);
    },
    environment: { PATH: `${folder}${path.delimiter}${process.env['PATH'] ?? ''}` },
    home,
    port,
    run,
    psql,
    start,
    stop,
    remove: () => {
      stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function idOf(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
}
