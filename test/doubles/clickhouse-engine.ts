import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { ClickHouseOptions } from '../../src/integrations/clickhouse/click-house';

const PROGRAM = path.join(__dirname, 'chdb-server.mjs');

/** A real engine of ClickHouse on this machine, where the package `chdb` is installed. */
export class ClickHouseEngine {
  private constructor(
    private readonly process: ChildProcess,
    private readonly port: string,
  ) {}

  /** False: the tests of the engine are left out, because the package is not installed. */
  static readonly isThere =
    spawnSync(process.execPath, ['-e', "require.resolve('chdb')"], { cwd: __dirname }).status === 0;

  static async start(): Promise<ClickHouseEngine> {
    const child = spawn(process.execPath, [PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] });
    const [port] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    return new ClickHouseEngine(child, port);
  }

  get options(): ClickHouseOptions {
    const url = `http://127.0.0.1:${this.port}`;
    return { url, user: 'default', password: undefined, database: 'loyalty', callMs: 60_000 };
  }

  async close(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, 'exit');
    this.process.stdin?.end();
    await ended;
  }
}
