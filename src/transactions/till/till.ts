import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ProblemError } from '../../platform/http/problem';
import { runHalved } from './halved-batch';
import type { Outcome, TillAct } from './till-act';
import { type AloneHooks, TillAlone } from './till-alone';
import { isAlone, TillBatch } from './till-batch';
import { tillMetrics } from './till-metrics';

interface Waiting {
  readonly act: TillAct;
  readonly since: number;
  readonly settle: (outcome: Outcome) => void;
  readonly fail: (error: unknown) => void;
}

interface Told {
  readonly waiting: Waiting;
  readonly outcome: Outcome;
}

/** Outcomes handed out before the process looks at its sockets again. */
const TOLD_AT_ONCE = 8;
/** Batches in flight at once, each of another network; fewer than the pool has connections. */
const MAX_BATCHES = 8;
const MAX_BATCH_ACTS = 200;
/** Acts that may wait in one process before new ones are refused with 503. */
const MAX_WAITING = 20_000;

/**
 * The one way into the ledger. Collects the acts of a network for as long as its previous batch is being written, and
 * takes the networks in turn. Acts that rest on other journal rows, and acts that lost a race, are decided alone under
 * their guest's lock, and hold up nobody.
 */
@Injectable()
export class Till implements OnApplicationShutdown {
  private readonly queues = new Map<string, Waiting[]>();
  private readonly busyNetworks = new Set<string>();
  /** Calls with the same key join one promise. */
  private readonly inFlight = new Map<
    string,
    { requestHash: string; requestId: string | null; outcome: Promise<Outcome> }
  >();
  private waiting = 0;
  private scheduled = false;

  constructor(
    private readonly batch: TillBatch,
    private readonly alone: TillAlone,
  ) {}

  /**
   * Decides and records an act; resolves after the commit.
   * @throws ProblemError `idempotency_key_reused`, `request_in_progress`, `unavailable`; whatever the database throws.
   */
  submit(act: TillAct, hooks?: AloneHooks): Promise<Outcome> {
    if (act.key === null) return this.dispatch(act, hooks);
    const joined = this.inFlight.get(`${act.networkId} ${act.key.digest}`);
    if (joined === undefined) return this.lead(act, act.key, hooks);
    if (joined.requestHash !== act.key.requestHash) return Promise.reject(new ProblemError('idempotency_key_reused'));
    return joined.outcome.then((outcome) =>
      outcome.kind === 'REFUSED'
        ? { ...outcome, replayed: true, requestId: outcome.requestId ?? joined.requestId }
        : { ...outcome, replayed: true },
    );
  }

  /** Waits for what was already accepted. */
  async onApplicationShutdown(): Promise<void> {
    const deadline = Date.now() + 10_000;
    while ((this.waiting > 0 || this.busyNetworks.size > 0) && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 10));
  }

  private lead(act: TillAct, key: NonNullable<TillAct['key']>, hooks?: AloneHooks): Promise<Outcome> {
    const name = `${act.networkId} ${key.digest}`;
    const outcome = this.dispatch(act, hooks).finally(() => this.inFlight.delete(name));
    this.inFlight.set(name, { requestHash: key.requestHash, requestId: act.requestId, outcome });
    return outcome;
  }

  private async dispatch(act: TillAct, hooks?: AloneHooks): Promise<Outcome> {
    const stop = tillMetrics.latency[act.body.kind].startTimer();
    try {
      return hooks !== undefined || isAlone(act) ? await this.alone.run(act, hooks) : await this.enqueue(act);
    } finally {
      stop();
    }
  }

  private enqueue(act: TillAct): Promise<Outcome> {
    if (this.waiting >= MAX_WAITING) return Promise.reject(new ProblemError('unavailable', {}, [], 1));
    return new Promise((settle, fail) => {
      const queue = this.queues.get(act.networkId);
      const waiting = { act, since: performance.now(), settle, fail };
      if (queue === undefined) this.queues.set(act.networkId, [waiting]);
      else queue.push(waiting);
      this.waiting += 1;
      this.schedule();
    });
  }

  /** Starts batches after the events at hand were read, so that what arrived together is written together. */
  private schedule(): void {
    if (this.scheduled || this.busyNetworks.size >= MAX_BATCHES) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      while (this.busyNetworks.size < MAX_BATCHES && this.startNext());
    });
  }

  /** Networks take turns, and each has one batch in flight: what arrives meanwhile is written together after it. */
  private startNext(): boolean {
    for (const [networkId, queue] of this.queues) {
      if (this.busyNetworks.has(networkId)) continue;
      // Whoever was served goes to the end.
      this.queues.delete(networkId);
      const batch = queue.splice(0, MAX_BATCH_ACTS);
      if (queue.length > 0) this.queues.set(networkId, queue);
      void this.runBatch(networkId, batch);
      return true;
    }
    return false;
  }

  private async runBatch(networkId: string, batch: readonly Waiting[]): Promise<void> {
    this.busyNetworks.add(networkId);
    this.waiting -= batch.length;
    tillMetrics.batchSize.observe(batch.length);
    const now = performance.now();
    for (const { since } of batch) tillMetrics.wait.observe((now - since) / 1_000);
    const { told, lost } = await this.write(networkId, batch);
    // The next batch is on its way to the database before these answers are rendered, so neither waits for the other.
    this.busyNetworks.delete(networkId);
    this.startNext();
    this.tell(told);
    tillMetrics.lostRaces.inc(lost.length);
    for (const waiting of lost) void this.settleAlone(waiting);
  }

  private async write(
    networkId: string,
    batch: readonly Waiting[],
  ): Promise<{ told: readonly Told[]; lost: readonly Waiting[] }> {
    const acts = batch.map(({ act }) => act);
    const { settled } = await runHalved(this.batch, networkId, acts);
    const told: Told[] = [];
    const lost: Waiting[] = [];
    for (const waiting of batch) {
      const outcome = settled.get(waiting.act);
      if (outcome === undefined) lost.push(waiting);
      else told.push({ waiting, outcome });
    }
    return { told, lost };
  }

  /** Hands out outcomes a few at a time: between them the process hears what the database has to say. */
  private tell(told: readonly Told[]): void {
    if (told.length === 0) return;
    setImmediate(() => {
      for (const { waiting, outcome } of told.slice(0, TOLD_AT_ONCE)) waiting.settle(outcome);
      this.tell(told.slice(TOLD_AT_ONCE));
    });
  }

  private async settleAlone(waiting: Waiting): Promise<void> {
    try {
      waiting.settle(await this.alone.run(waiting.act));
    } catch (error) {
      waiting.fail(error);
    }
  }
}
