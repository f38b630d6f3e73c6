import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { settings } from '../../platform/settings/settings';
import { type CellDatabase, databaseOfCell } from './cell-databases';
import type { CallResponse, CallRequest, CallName, ReceivingCalls } from './receiving-calls';

const PROGRAM = path.join(__dirname, '../../cli.js');
/** Settings of this cell that the other cell's process must not get. */
const NOT_THERE = [
  'DATABASE_DIRECT_URL',
  'DATABASE_QUEUE_URL',
  'DATABASE_BACKUP_URL',
  'DATABASE_REPLICA_URL',
  'REDIS_URL',
];

interface PendingCall {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

type ResultOf<Name extends CallName> = Awaited<ReturnType<ReceivingCalls[Name]>>;

/** A process of another cell, started on this machine with that cell's database and otherwise this cell's settings. */
export class ReceivingCell {
  private readonly waiting = new Map<number, PendingCall>();
  private number = 0;
  private whenReady: (() => void) | undefined;

  private constructor(
    private readonly cell: string,
    private readonly process: ChildProcess,
  ) {
    process.on('message', (answer: CallResponse) => this.hear(answer));
    process.once('exit', () => this.fail());
  }

  /** Resolves when the process accepts calls. */
  static async start(cell: string): Promise<ReceivingCell> {
    const child = fork(PROGRAM, ['network', 'receive'], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: environmentOf(cell, databaseOfCell(cell)),
    });
    const started = new ReceivingCell(cell, child);
    const ready = new Promise<void>((resolve) => (started.whenReady = resolve));
    await Promise.race([
      ready,
      once(child, 'exit').then(() => {
        throw new Error(`The process of the cell ${cell} ended before it was ready.`);
      }),
    ]);
    return started;
  }

  ask<Name extends CallName>(call: Name, ...[given]: Parameters<ReceivingCalls[Name]>): Promise<ResultOf<Name>> {
    const number = (this.number += 1);
    return new Promise<ResultOf<Name>>((resolve, reject) => {
      this.waiting.set(number, { resolve, reject });
      this.process.send({ number, call, given } satisfies CallRequest, (error) => {
        if (error !== null) this.settle(number, ({ reject: refuse }) => refuse(error));
      });
    });
  }

  /** Prepares the reading of a part that will arrive; the returned function reads it. */
  async expect(file: string, signedBy: string): Promise<() => Promise<ResultOf<'read'>>> {
    const ready = new Promise<void>((resolve) => (this.whenReady = resolve));
    const reading = this.ask('read', { file, signedBy, waits: true, dryRun: false });
    await Promise.race([ready, reading]);
    return async () => {
      await this.ask('arrive');
      return reading;
    };
  }

  async end(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const gone = once(this.process, 'exit');
    await this.ask('end').catch(() => this.process.kill());
    await gone;
  }

  private hear(answer: CallResponse): void {
    if ('ready' in answer) return this.whenReady?.();
    this.settle(answer.number, ({ resolve, reject }) => {
      if ('failure' in answer) reject(new Error(`${this.cell}: ${answer.failure}`));
      else resolve(answer.result as never);
    });
  }

  private settle(number: number, how: (waiting: PendingCall) => void): void {
    const waiting = this.waiting.get(number);
    this.waiting.delete(number);
    if (waiting !== undefined) how(waiting);
  }

  private fail(): void {
    for (const number of this.waiting.keys())
      this.settle(number, ({ reject }) => reject(new Error(`The process of the cell ${this.cell} ended.`)));
  }
}

function environmentOf(cell: string, database: CellDatabase): NodeJS.ProcessEnv {
  const absent = Object.fromEntries(NOT_THERE.map((name) => [name, '']));
  return { ...process.env, ...absent, ...database, CELL: cell, DIRECTORY_URL: settings.directoryUrl };
}
