import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { eventually } from '../support/eventually';

const ROOT = path.resolve(__dirname, '../..');
/** Settings of the machine that runs the tests must not reach the starts that are tested. */
const OUR_SETTINGS =
  /^(DATABASE_|TEST_|JWT_KEYS|QR_KEYS|PII_KEYS|INDEX_KEY|SEAL_|DATA_DIR|PORT|HOST|PG_PORT|NODE_ENV|DEMO|LOG_LEVEL|REDIS_URL|WORKERS|PROCESSES|DRAIN_SECONDS|BACKUP_)/;

const AFTER_EXIT_MS = 2_000;

/** A script of the project as a real process, with its output. */
export class Started {
  private written = '';
  private code: number | string | undefined;
  private readonly child: ChildProcess;

  constructor(
    [program, ...args]: readonly [string, ...string[]],
    environment: Readonly<Record<string, string>>,
    options: SpawnOptions = {},
  ) {
    const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OUR_SETTINGS.test(name)));
    this.child = spawn(program, args, {
      cwd: '/',
      env: { ...inherited, LOG_LEVEL: 'error', DEMO: '0', PORT: '0', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...options,
    });
    const keep = (chunk: Buffer): void => {
      this.written += chunk.toString();
    };
    this.child.stdout?.on('data', keep);
    this.child.stderr?.on('data', keep);
    this.child.once('exit', (code, signal) => {
      const end = (): void => {
        this.code ??= signal ?? code ?? 0;
      };
      // Its last output may come late; processes that it left behind may keep its outputs open.
      this.child.once('close', end);
      setTimeout(end, AFTER_EXIT_MS).unref();
    });
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error('the process was not started');
    return this.child.pid;
  }

  get output(): string {
    return this.written;
  }

  /** The address at which the process serves; fails with the process's output when the process ends instead. */
  async ready(): Promise<string> {
    await this.until('it is ready', () => this.code !== undefined || this.written.includes('is ready: '));
    const url = /is ready: (\S+)/.exec(this.written)?.[1];
    if (url === undefined) throw new Error(`it did not become ready (${String(this.code)}): ${this.written}`);
    return url;
  }

  /** Its exit code, or the signal that ended it. */
  ended(): Promise<number | string> {
    return this.until('it has ended', () => this.code);
  }

  async says(text: string | RegExp): Promise<void> {
    const said = (): boolean => (typeof text === 'string' ? this.written.includes(text) : text.test(this.written));
    await this.until(`it says ${String(text)}`, said);
  }

  private until<T>(what: string, ask: () => T | undefined | false): Promise<T> {
    return eventually(() => `${what}: ${this.written}`, ask);
  }

  /** Closes its output as `| head` does. */
  closeOutput(): void {
    this.child.stdout?.destroy();
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  async stop(): Promise<number | string> {
    if (this.code === undefined) this.signal('SIGTERM');
    return this.ended();
  }
}

/** A data folder of one test, with the processes that were started on it. */
export class Sandbox {
  readonly folder: string;
  private readonly started: Started[] = [];

  constructor(readonly environment: Readonly<Record<string, string>> = {}) {
    this.folder = mkdtempSync(path.join(os.tmpdir(), 'loyalty-start-'));
    chmodSync(this.folder, 0o711);
  }

  /** `npm start` without installing and building. */
  start(environment: Readonly<Record<string, string>> = {}, options?: SpawnOptions): Started {
    return this.run('start.mjs', [], environment, options);
  }

  run(
    script: string,
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
    options?: SpawnOptions,
  ): Started {
    return this.spawn(
      [process.execPath, path.join(ROOT, 'scripts', script), '--prebuilt', ...args],
      environment,
      options,
    );
  }

  /** The same by npm itself, in a group of its own as in a terminal. */
  startByNpm(): Started {
    return this.spawn(['npm', '--prefix', ROOT, 'start', '--', '--prebuilt'], {}, { detached: true });
  }

  private spawn(
    command: readonly [string, ...string[]],
    environment: Readonly<Record<string, string>>,
    options?: SpawnOptions,
  ): Started {
    const started = new Started(command, { DATA_DIR: this.folder, ...this.environment, ...environment }, options);
    this.started.push(started);
    return started;
  }

  file(...parts: string[]): string {
    return path.join(this.folder, ...parts);
  }

  read(...parts: string[]): string {
    return readFileSync(this.file(...parts), 'utf8');
  }

  /** The process number of the database, as its own mark says; undefined when none runs. */
  postgresPid(): number | undefined {
    const mark = this.file('postgres', 'postmaster.pid');
    return existsSync(mark) ? Number(readFileSync(mark, 'utf8').split('\n')[0]) : undefined;
  }

  /** The server's process number, as the start noted it. */
  serverPid(): number {
    return (JSON.parse(this.read('start.lock')) as { application: { pid: number } }).application.pid;
  }

  superuserUrl(database = 'loyalty'): string {
    const { passwords } = JSON.parse(this.read('secrets.json')) as { passwords: { superuser: string } };
    return `postgres://postgres:${passwords.superuser}@127.0.0.1:${this.read('postgres.port')}/${database}`;
  }

  /** Ends all processes that a test left, so that its failure does not fail later tests. */
  async quiet(): Promise<void> {
    for (const started of this.started.splice(0)) await started.stop();
  }

  async remove(): Promise<void> {
    await this.quiet();
    await eventually('the database has ended', () => {
      const pid = this.postgresPid();
      return pid === undefined || !isAlive(pid);
    });
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Whether a process runs; a zombie does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !readFileSync(`/proc/${String(pid)}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

/** Whether the server answers, and answers well. */
export function isHealthy(url: string): Promise<boolean> {
  return answersWell(`${url}/api/health`);
}

/** Whether the server and its database are ready. */
export function isReady(url: string): Promise<boolean> {
  return answersWell(`${url}/api/health/ready`);
}

async function answersWell(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(30_000) });
    return response.status === 200;
  } catch {
    return false;
  }
}
