import { readdir } from 'node:fs/promises';
import path from 'node:path';
import {
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { z } from 'zod';
import { Homes } from '../homes/homes';
import { judge } from '../http/failure';
import { ProblemError } from '../problems/problem';
import { backOff } from '../retries/back-off.rules';
import { settings } from '../settings/settings';
import { Logger } from '../telemetry/logger';
import { parsedJson } from '../http/parsed-json';
import { CircuitBreaker } from './circuit-breaker';
import { Deadlines } from './deadlines';
import type { Keepable, KeptCall } from './kept-call';
import { SpoolLog } from './spool-log';
import { SpoolMetrics } from './spool-metrics';
import { SpoolSlot } from './spool-slot';
import { LATE, withinMs } from './within';

/** The share of a till's time budget that is reserved for the disk, in case the database does not answer in the rest. */
const DISK_SHARE = 0.25;
/** A call waits at least so long for the disk: a database that is slow has often made the disk slow, and 503 would lose the place of the call. */
const DISK_LEAST_MS = 600;
/** The most bytes that a process keeps, and the most of one of its files. Beyond them a till is asked to try again. */
const LIMITS = { maxBytes: 128 * 1024 * 1024, segmentBytes: 4 * 1024 * 1024 };
/** The most folders of processes that share a disk. */
const MAX_SLOTS = 64;
const DELIVERIES_AT_ONCE = 8;
/** A delivery that takes longer counts as failed and is tried again. */
const DELIVERY_MS = 10_000;
const RETRY_MS = 500;
const RETRIES_MS = { first: RETRY_MS, last: 60_000 };
const ADOPT_EVERY_MS = 60_000;
/** Upper bound of the wait for current deliveries when the process ends. */
const PATIENCE_MS = 2_000;

export interface SpoolKind {
  readonly name: string;
  /**
   * Delivers a kept call; resolves once the outcome is stored elsewhere. After an error the delivery is repeated. It may run twice, so it must be
   * idempotent.
   */
  deliver(body: string): Promise<void>;
}

interface WaitingCall extends KeptCall {
  readonly sequence: number;
  attempts: number;
}

interface Lane {
  readonly waiting: WaitingCall[];
  isBusy: boolean;
  /** The next attempt is not before this time of the monotonic clock. */
  notBeforeMs: number;
}

/** The answer for each way in which the work may end. */
interface Answers<T, R> {
  readonly done: (outcome: T) => R;
  /** The database has not answered yet. */
  readonly late: (underWay: Promise<T>) => Promise<R>;
  readonly away: () => Promise<R>;
}

const keptSchema = z.strictObject({ kind: z.string(), lane: z.string(), body: z.string() });

/**
 * Keeps calls on the disk while the database is away, and delivers them in the order of their lane once it is back. A kept call survives its
 * process: the next process on this folder, or one beside it, delivers the call.
 */
@Injectable()
export class Spool implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  private readonly kinds = new Map<string, SpoolKind>();
  private readonly lanes = new Map<string, Lane>();
  private readonly breaker = new CircuitBreaker();
  private readonly deadlines = new Deadlines();
  private readonly metrics = new SpoolMetrics(() => this.waitingCount);
  private opening: Promise<SpoolLog> | undefined;
  private slot: SpoolSlot | undefined;
  private log: SpoolLog | undefined;
  private busy = 0;
  private stopped = false;
  private pumpTimer: NodeJS.Timeout | undefined;
  private adoptTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly logger: Logger,
    private readonly homes: Homes,
  ) {}

  get waitingCount(): number {
    let count = 0;
    for (const { waiting } of this.lanes.values()) count += waiting.length;
    return count;
  }

  /** Whether the last call to the database failed or was late, so that calls are kept at once. */
  get isAway(): boolean {
    return this.breaker.tripped;
  }

  /** The bodies of the calls that wait in a lane, in their order. */
  listWaiting(lane: string): readonly string[] {
    return this.lanes.get(lane)?.waiting.map(({ body }) => body) ?? [];
  }

  define(kind: SpoolKind): void {
    if (this.kinds.has(kind.name)) throw new Error(`the kind "${kind.name}" is defined twice`);
    this.kinds.set(kind.name, kind);
  }

  /**
   * Does the work now, or keeps its calls: when the database is away or too slow, or when earlier calls of one of their lanes still wait. A call
   * whose outcome the database did not report in time is kept too, so `deliver` must repeat it under the same key.
   * @param endsAtMs when the call must be answered, in milliseconds of `performance.now()`
   * @param diskLeastMs how long the call waits for the disk at least, if the database does not answer before
   * @throws ProblemError the work's own refusals; `unavailable` when not all calls could be kept, so nothing is promised
   */
  doOrKeep<T>(
    kept: readonly Keepable[],
    work: () => Promise<T>,
    endsAtMs: number,
    diskLeastMs = DISK_LEAST_MS,
  ): Promise<{ readonly done: T } | 'kept'> {
    const keep = (): Promise<'kept'> => this.keepAll(kept, endsAtMs, diskLeastMs);
    if (kept.some(({ lane }) => this.lanes.has(lane))) return keep();
    const { tillWaitMs } = settings;
    const latestMs = Math.min(endsAtMs, performance.now() + tillWaitMs) - tillWaitMs * DISK_SHARE;
    return this.tryUntil<T, { readonly done: T } | 'kept'>(latestMs, work, {
      done: (done) => ({ done }),
      // The first try may still end before the disk does. The kept call is then a repetition under the same key.
      late: (underWay) => {
        const keeping = keep();
        return Promise.any([keeping, underWay.then((done) => ({ done }))]).catch(() => keeping);
      },
      away: keep,
    });
  }

  /**
   * Does work that is never kept, such as a read, in the time that the call has left.
   * @param endsAtMs when the call must be answered, in milliseconds of `performance.now()`
   * @param mostMs limits the work to a part of that time
   * @throws ProblemError `unavailable` while the database is away or too slow
   */
  doInTime<T>(work: () => Promise<T>, endsAtMs: number, mostMs = Infinity): Promise<T> {
    const refuse = (): Promise<T> => Promise.reject(unavailable());
    const latestMs = Math.min(endsAtMs, performance.now() + mostMs);
    return this.tryUntil(latestMs, work, { done: (outcome) => outcome, late: refuse, away: refuse });
  }

  /** @throws ProblemError `unavailable`: the call is not known to be on the disk */
  async keep({ kind, lane, body }: Keepable, endsAtMs: number, diskLeastMs = DISK_LEAST_MS): Promise<void> {
    const kept: KeptCall = { kind, lane, body: typeof body === 'string' ? body : body() };
    const startedAt = performance.now();
    const diskMs = Math.max(msUntil(endsAtMs), diskLeastMs);
    const outcome = await withinMs(diskMs, this.append(kept)).catch((err: unknown) => {
      this.logger.event('error', 'a call could not be kept on the disk', { err });
      throw unavailable();
    });
    this.metrics.kept.observe((performance.now() - startedAt) / 1_000);
    // The call may still reach the disk and be delivered, while the caller tries again; the idempotency key makes the two one.
    if (outcome === LATE) throw unavailable();
  }

  /** Delivers a call that another cell kept. */
  async deliverHere(kind: string, body: string): Promise<void> {
    const known = this.kinds.get(kind);
    if (known === undefined) throw new Error(`no part of this process delivers "${kind}"`);
    await known.deliver(body);
  }

  async onApplicationBootstrap(): Promise<void> {
    // Only processes that serve HTTP keep calls; commands and workers leave the folders alone.
    if ((this.host.httpAdapter as unknown) === undefined || this.kinds.size === 0) return;
    await this.open().catch((err: unknown) => this.logger.event('error', 'the spool can not be opened', { err }));
    await this.adopt();
    this.adoptTimer = setInterval(() => void this.adopt(), ADOPT_EVERY_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.pumpTimer);
    clearInterval(this.adoptTimer);
    const deadline = performance.now() + PATIENCE_MS;
    while (this.busy > 0 && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  /** Calls may arrive until the server is closed, so the spool closes after it. */
  async onApplicationShutdown(): Promise<void> {
    await this.log?.close().catch(() => undefined);
    await this.slot?.release();
  }

  /** Writes all calls together, so that they share one sync of the disk. */
  private async keepAll(kept: readonly Keepable[], endsAtMs: number, diskLeastMs: number): Promise<'kept'> {
    await Promise.all(kept.map((call) => this.keep(call, endsAtMs, diskLeastMs)));
    return 'kept';
  }

  /** Makes two promises besides the work's own: each further one would cost every sale time. */
  private tryUntil<T, R>(latestMs: number, work: () => Promise<T>, answers: Answers<T, R>): Promise<R> {
    if (!this.breaker.mayTry()) return answers.away();
    return new Promise((resolve) => {
      const fail = (error: unknown, isInTime: boolean): void => {
        const isAway = isOutage(error);
        if (!isAway) this.breaker.succeeded();
        else if (isInTime) this.breaker.failed();
        // A late call has its answer already.
        if (isInTime) resolve(isAway ? answers.away() : underWay.then(answers.done));
      };
      const underWay = begun(work);
      const deadline = this.deadlines.begin(latestMs, () => {
        // Several late calls in a row mean that the database is away, while a slow answer resets the count.
        this.breaker.late();
        resolve(answers.late(underWay));
      });
      underWay.then(
        (outcome) => {
          this.deadlines.end(deadline);
          this.breaker.succeeded();
          resolve(answers.done(outcome));
        },
        (error: unknown) => fail(error, this.deadlines.end(deadline)),
      );
    });
  }

  private async append(kept: KeptCall): Promise<void> {
    const log = await this.open();
    const sequence = await log.append(Buffer.from(JSON.stringify(kept)));
    this.enqueue({ ...kept, sequence, attempts: 0 });
    this.pumpSoon(RETRY_MS);
  }

  private open(): Promise<SpoolLog> {
    this.opening ??= this.openSlot().catch((error: unknown) => {
      this.opening = undefined;
      throw error;
    });
    return this.opening;
  }

  private async openSlot(): Promise<SpoolLog> {
    for (let n = 0; n < MAX_SLOTS; n += 1) {
      const slot = await SpoolSlot.take(path.join(settings.spoolDirectory, String(n)));
      if (slot === undefined) continue;
      const log = await SpoolLog.read(slot.folder, LIMITS);
      this.slot = slot;
      this.log = log;
      this.noteDamages(log);
      for (const { sequence, payload } of log.listWaiting()) this.enqueueRead(sequence, payload);
      if (this.lanes.size > 0)
        this.logger.event('info', 'calls wait in the spool since an earlier start', { count: this.waitingCount });
      this.pumpSoon(0);
      return log;
    }
    throw new Error(`all ${MAX_SLOTS} folders of ${settings.spoolDirectory} are in use`);
  }

  /** Takes over the folders of processes that are gone for good. */
  private async adopt(): Promise<void> {
    try {
      const log = await this.open();
      const folders = await readdir(settings.spoolDirectory);
      for (const name of folders.filter((one) => /^\d+$/.test(one))) {
        const slot = await SpoolSlot.take(path.join(settings.spoolDirectory, name));
        if (slot === undefined) continue;
        try {
          await this.takeOver(log, slot);
        } finally {
          await slot.release();
        }
      }
    } catch (err) {
      this.logger.event('error', 'what another process left in the spool was not taken over', { err });
    }
  }

  private async takeOver(log: SpoolLog, slot: SpoolSlot): Promise<void> {
    const left = await SpoolLog.read(slot.folder, LIMITS);
    this.noteDamages(left);
    for (const { sequence, payload } of left.listWaiting()) {
      this.enqueueRead(await log.append(payload), payload);
      await left.markDelivered(sequence);
    }
    await left.close();
    this.pumpSoon(0);
  }

  private noteDamages({ damages }: SpoolLog): void {
    for (const { file, bytes } of damages)
      this.logger.event('warn', 'the end of a file of the spool was torn and is cut off', { file, bytes });
  }

  private enqueueRead(sequence: number, payload: Buffer): void {
    const parsed = keptSchema.safeParse(parsedJson(payload));
    if (parsed.success) this.enqueue({ ...parsed.data, sequence, attempts: 0 });
    else this.logger.event('error', 'a record of the spool is not ours and stays there', { sequence });
  }

  private enqueue(waiting: WaitingCall): void {
    const lane = this.lanes.get(waiting.lane);
    if (lane === undefined) this.lanes.set(waiting.lane, { waiting: [waiting], isBusy: false, notBeforeMs: 0 });
    else lane.waiting.push(waiting);
  }

  private pumpSoon(afterMs: number): void {
    if (this.stopped || this.pumpTimer !== undefined) return;
    this.pumpTimer = setTimeout(() => {
      this.pumpTimer = undefined;
      this.pump();
    }, afterMs).unref();
  }

  /** Starts deliveries: one at a time while the database is away, several lanes at once otherwise. */
  private pump(): void {
    if (this.stopped) return;
    const now = performance.now();
    for (const [name, lane] of this.lanes) {
      if (this.busy >= DELIVERIES_AT_ONCE) break;
      if (lane.isBusy || lane.notBeforeMs > now) continue;
      if (!this.breaker.mayTry()) break;
      void this.deliverNext(name, lane);
    }
    if (this.lanes.size > 0) this.pumpSoon(RETRY_MS);
  }

  private async deliverNext(name: string, lane: Lane): Promise<void> {
    const [first] = lane.waiting;
    if (first === undefined) return;
    lane.isBusy = true;
    this.busy += 1;
    try {
      if (await this.deliver(first)) {
        lane.waiting.shift();
        await this.log?.markDelivered(first.sequence);
        if (lane.waiting.length === 0) this.lanes.delete(name);
      } else {
        first.attempts += 1;
        lane.notBeforeMs = performance.now() + backOff(first.attempts, RETRIES_MS);
      }
    } catch (err) {
      // The mark was not written, so a restart delivers the record again, which its key makes harmless.
      this.logger.event('error', 'a delivered record of the spool was not marked', { err });
      if (lane.waiting.length === 0) this.lanes.delete(name);
    } finally {
      lane.isBusy = false;
      this.busy -= 1;
    }
    if (!this.breaker.tripped) this.pump();
  }

  private async deliver({ kind, body, sequence, attempts }: WaitingCall): Promise<boolean> {
    try {
      if (await this.homes.handOver({ kind, body })) {
        this.breaker.notMade();
        this.metrics.delivered.inc();
        return true;
      }
      const outcome = await withinMs(DELIVERY_MS, this.deliverHere(kind, body));
      if (outcome === LATE) throw unavailable();
      this.breaker.succeeded();
      this.metrics.delivered.inc();
      return true;
    } catch (err) {
      if (isOutage(err)) {
        this.breaker.failed();
        return false;
      }
      this.breaker.succeeded();
      // The network is moving to another cell, which takes less than a second.
      if (judge(err).problem.code === 'network_moving') return false;
      this.metrics.failures.inc();
      this.logger.event('error', 'a kept call was not delivered and is tried again', { sequence, attempts, err });
      return false;
    }
  }
}

/** Turns an error that `work` throws at once into a rejection. */
function begun<T>(work: () => Promise<T>): Promise<T> {
  try {
    return work();
  } catch (error) {
    return Promise.reject(error instanceof Error ? error : new Error(String(error)));
  }
}

/** Whether the database or a part of it is away, as opposed to a fault of the call itself. */
function isOutage(error: unknown): boolean {
  return judge(error).problem.code === 'unavailable';
}

function unavailable(): ProblemError {
  return new ProblemError('unavailable', {}, [], 1);
}

/** Milliseconds until that time, at least 1, so that even late work gets one try before it is refused. */
function msUntil(endsAtMs: number): number {
  return Math.max(1, endsAtMs - performance.now());
}
