import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ProblemError } from '../../../platform/problems/problem';
import { CouponLookups } from '../spending/rewards/coupon-lookups';
import type { Outcome, TillAct } from '../../ledger/act/till-act';
import { codesNamedBy } from '../kinds/kinds';
import { runWithBisection } from './retry-by-bisection';
import { type SingleActHooks, SingleActTransaction } from './single-act-transaction';
import { isAlone, isLongAgo, TillBatch } from '../batch/till-batch';
import { mergedOf } from '../../ledger/act/follow-merged';
import { tillMetrics } from '../../ledger/write/till-metrics';
import { AT_WORK_MS } from '../../jobs/give-way';
import { Clock } from '../../../platform/clock/clock';
import { Database } from '../../../platform/database/database';
import { inBackground } from '../../../platform/database/in-background';
import { BoundedWork } from '../../../platform/problems/bounded-work';
import { Backlog, type BacklogBatch } from './backlog';

/** Callbacks of an act: exactly one of them is called, once. */
interface End<Result> {
  readonly settle: (outcome: Result) => void;
  readonly fail: (error: unknown) => void;
}

/** Settles with undefined where `decideCounted` returns it. */
interface QueuedAct extends End<Outcome | undefined> {
  readonly act: TillAct;
  readonly since: number;
}

/** A batch that is being written. */
interface Flight {
  readonly guests: ReadonlySet<string | null>;
  /** The batch came from the backlog. Tills' acts only wait for it where they are for the same guests. */
  readonly mayBeLate: boolean;
}

interface SettledAct {
  readonly waiting: QueuedAct;
  readonly outcome: Outcome;
}

/** How many outcomes are handed out before the process reads its sockets again. */
const RESPONSES_AT_ONCE = 8;
/** The most batches in flight, of all networks together: a few for each shared statement. Further acts wait. */
const MAX_BATCHES = 64;
/** The most batches of one network in flight, each for other guests: while one is committed, the next is decided. */
const MAX_BATCHES_OF_NETWORK = 2;
/** The least number of acts for a second batch of a network. Fewer acts wait for the first batch and are then written together. */
const MIN_ACTS_BESIDE = 24;
const MAX_BATCH_ACTS = 200;
/** Acts that may wait in one process before new ones are refused with 503. */
const MAX_WAITING = 20_000;
/** The most late acts that tills send one by one and that are in progress, for one network and for all. */
const MOST_LATE = { ofNetwork: 1_000, ofAll: 2_000 };

/**
 * The only way into the ledger. Collects a network's acts while its previous batch is being written; the networks take
 * turns. Acts that refer to other journal rows, and acts that lost a race, are decided alone under their guest's lock,
 * without delaying other acts.
 */
@Injectable()
export class Till implements OnApplicationShutdown {
  private readonly queues = new Map<string, QueuedAct[]>();
  /** The guests of each batch in flight, by network. */
  private readonly flights = new Map<string, Flight[]>();
  /** Acts that may be late. They run when no till's act can, and in small batches while tills are at work. */
  private readonly backlog = new Backlog<QueuedAct>(() => this.schedule());
  private batchesInFlight = 0;
  /** Concurrent calls with the same key share one promise. */
  private readonly inFlight = new Map<
    string,
    { requestHash: string; requestId: string | null; outcome: Promise<Outcome> }
  >();
  private readonly late = new BoundedWork(MOST_LATE);
  private waiting = 0;
  private scheduled = false;
  /** The same till for work that may be late: its acts wait in the same queues, behind those of callers. */
  readonly inBackground: Pick<Till, 'submit'> = {
    submit: (act, hooks) => this.submit({ ...act, mayBeLate: true }, hooks),
  };

  constructor(
    private readonly batch: TillBatch,
    private readonly single: SingleActTransaction,
    private readonly coupons: CouponLookups,
    private readonly clock: Clock,
    private readonly database: Database,
  ) {
    tillMetrics.showWaiting(() => this.waiting);
  }

  /**
   * Decides and records an act. Resolves after the commit.
   * @throws ProblemError `idempotency_key_reused`, `request_in_progress`, `unavailable`, `rate_limited` for a late act;
   * the database's errors
   */
  submit(act: TillAct, hooks?: SingleActHooks): Promise<Outcome> {
    if (act.key === null) return this.dispatch(act, hooks);
    const joined = this.inFlight.get(`${act.networkId} ${act.key.digest}`);
    if (joined === undefined) return this.runOnce(act, act.key, hooks);
    if (joined.requestHash !== act.key.requestHash) return Promise.reject(new ProblemError('idempotency_key_reused'));
    return joined.outcome.then((outcome) =>
      outcome.kind === 'REFUSED'
        ? { ...outcome, replayed: true, requestId: outcome.requestId ?? joined.requestId }
        : { ...outcome, replayed: true },
    );
  }

  /** Waits for acts that were already accepted. */
  async onApplicationShutdown(): Promise<void> {
    const deadline = performance.now() + 10_000;
    while ((this.waiting > 0 || this.batchesInFlight > 0) && performance.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 10));
  }

  private runOnce(act: TillAct, key: NonNullable<TillAct['key']>, hooks?: SingleActHooks): Promise<Outcome> {
    const name = `${act.networkId} ${key.digest}`;
    const outcome = this.dispatch(act, hooks);
    this.inFlight.set(name, { requestHash: key.requestHash, requestId: act.requestId, outcome });
    // `finally` would make four promises out of one.
    const forget = (): void => void this.inFlight.delete(name);
    outcome.then(forget, forget);
    return outcome;
  }

  /** The guest of a late act has left the till, so such an act may wait. */
  private dispatch(act: TillAct, hooks?: SingleActHooks): Promise<Outcome> {
    if (act.mayBeLate === true || !isLongAgo(act, this.clock.now().getTime())) return this.run(act, hooks);
    return this.late.run(act.networkId, 1, () => this.run({ ...act, mayBeLate: true }, hooks));
  }

  private run(act: TillAct, hooks?: SingleActHooks): Promise<Outcome> {
    const arrivedAt = performance.now();
    return new Promise((settle, fail) => {
      const observed = <Ending>(end: (ending: Ending) => void) => {
        return (ending: Ending): void => {
          tillMetrics.latencyOf(act.body).observeSince(arrivedAt);
          end(ending);
        };
      };
      this.decide(act, hooks, { settle: observed(settle), fail: observed(fail) });
    });
  }

  /**
   * Decides the act in a batch or alone, and again for the surviving guest after a merge. It ends by callbacks, because each promise costs a
   * sale time.
   */
  private decide(act: TillAct, hooks: SingleActHooks | undefined, { settle, fail }: End<Outcome>): void {
    const single = partFor(this.single, act);
    const goOn = (outcome: Outcome | undefined): void => {
      const merged = outcome && mergedOf(act, outcome);
      if (merged !== undefined) this.decide(merged, hooks, { settle, fail });
      else if (outcome !== undefined) settle(outcome);
      else single.run(act).then(goOn, fail);
    };
    if (hooks !== undefined) single.run(act, hooks).then(goOn, fail);
    else if (codesNamedBy(act.body).length > 0) this.decideCounted(act).then(goOn, fail);
    else if (isAlone(act)) single.run(act).then(goOn, fail);
    else this.enqueue(act, { settle: goOn, fail });
  }

  /** Counts wrong codes of the act. Undefined: the act names a code that the network does not have, and nothing of the act was written. */
  private decideCounted(act: TillAct): Promise<Outcome | undefined> {
    return partFor(this.coupons, act).countingMisses(act, () =>
      isAlone(act)
        ? this.decideAlone(act)
        : new Promise((settle, fail) => {
            this.enqueue(act, { settle, fail });
          }),
    );
  }

  /** Returns undefined where `decideCounted` does. */
  private async decideAlone(act: TillAct): Promise<Outcome | undefined> {
    return (await partFor(this.coupons, act).areKnown(act)) ? partFor(this.single, act).run(act) : undefined;
  }

  private enqueue(act: TillAct, { settle, fail }: End<Outcome | undefined>): void {
    if (this.waiting >= MAX_WAITING) {
      fail(new ProblemError('unavailable', {}, [], 1));
      return;
    }
    const waiting = { act, since: performance.now(), settle, fail };
    this.waiting += 1;
    if (act.mayBeLate === true) {
      this.backlog.add(act.networkId, waiting);
    } else {
      this.backlog.noteTill();
      const queue = this.queues.get(act.networkId);
      if (queue === undefined) this.queues.set(act.networkId, [waiting]);
      else queue.push(waiting);
    }
    this.schedule();
  }

  /** Starts batches after the events at hand were read, so that acts that arrived together are written together. */
  private schedule(): void {
    if (this.scheduled || this.batchesInFlight >= MAX_BATCHES) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      while (this.batchesInFlight < MAX_BATCHES && this.startNext());
    });
  }

  /** Networks take turns. Acts that arrive while a network's batches are in flight are written together afterwards. */
  private startNext(): boolean {
    for (const [networkId, queue] of this.queues) {
      const { batch, left } = takeBatch(queue, this.flights.get(networkId) ?? []);
      if (batch.length === 0) continue;
      // The served network goes to the end of the queue.
      this.queues.delete(networkId);
      if (left.length > 0) this.queues.set(networkId, left);
      void this.runBatch(networkId, batch, false);
      return true;
    }
    return this.startBacklog();
  }

  private startBacklog(): boolean {
    const next = this.backlog.take((networkId, { act: { guestId } }) =>
      isFree(guestId, this.flights.get(networkId) ?? []),
    );
    if (next === undefined) return false;
    void this.runLate(next).finally(next.end);
    return true;
  }

  private async runLate({ networkId, items }: BacklogBatch<QueuedAct>): Promise<void> {
    await this.runBatch(networkId, items, true);
    if (this.backlog.isBesideTills) return;
    // If the database cannot say whether a till is at work, none counts as such.
    const isBusy = await inBackground(this.database)
      .wasReservedBusy(AT_WORK_MS)
      .catch(() => false);
    if (isBusy) this.backlog.noteTill();
  }

  private async runBatch(networkId: string, batch: readonly QueuedAct[], mayBeLate: boolean): Promise<void> {
    const release = this.markInFlight(networkId, batch, mayBeLate);
    this.waiting -= batch.length;
    tillMetrics.batchSize.observe(batch.length);
    const now = performance.now();
    for (const { since } of batch) tillMetrics.wait.observe((now - since) / 1_000);
    const { settled, lost } = await this.write(networkId, batch, mayBeLate);
    // The next batch goes to the database before these answers are rendered, so that neither waits for the other.
    release();
    this.startNext();
    this.respond(settled);
    tillMetrics.lostRaces.inc(lost.length);
    for (const waiting of lost) void this.settleAlone(waiting);
  }

  /** Notes the guests of a batch in flight, until the caller calls the returned function. */
  private markInFlight(networkId: string, batch: readonly QueuedAct[], mayBeLate: boolean): () => void {
    const flight: Flight = { guests: new Set(batch.map(({ act }) => act.guestId)), mayBeLate };
    this.flights.set(networkId, [...(this.flights.get(networkId) ?? []), flight]);
    this.batchesInFlight += 1;
    return () => {
      const others = (this.flights.get(networkId) ?? []).filter((other) => other !== flight);
      if (others.length === 0) this.flights.delete(networkId);
      else this.flights.set(networkId, others);
      this.batchesInFlight -= 1;
    };
  }

  private async write(
    networkId: string,
    batch: readonly QueuedAct[],
    mayBeLate: boolean,
  ): Promise<{ settled: readonly SettledAct[]; lost: readonly QueuedAct[] }> {
    const acts = batch.map(({ act }) => act);
    const result = await runWithBisection(partFor(this.batch, { mayBeLate }), networkId, acts, mayBeLate);
    const settled: SettledAct[] = [];
    const lost: QueuedAct[] = [];
    for (const waiting of batch) {
      const outcome = result.settled.get(waiting.act);
      if (outcome === undefined) lost.push(waiting);
      else settled.push({ waiting, outcome });
    }
    return { settled, lost };
  }

  /** Hands out outcomes a few at a time. In between, the process reads what the database has sent. */
  private respond(settled: readonly SettledAct[]): void {
    if (settled.length === 0) return;
    setImmediate(() => {
      for (const { waiting, outcome } of settled.slice(0, RESPONSES_AT_ONCE)) waiting.settle(outcome);
      this.respond(settled.slice(RESPONSES_AT_ONCE));
    });
  }

  private async settleAlone(waiting: QueuedAct): Promise<void> {
    try {
      waiting.settle(await this.decideAlone(waiting.act));
    } catch (error) {
      waiting.fail(error);
    }
  }
}

/**
 * The acts of a network's next batch. Empty: the batch has to wait. Beside a batch in flight, these acts are for other
 * guests, so that each guest's acts keep their order and the batches do not change each other's versions.
 */
function takeBatch(
  queue: readonly QueuedAct[],
  flights: readonly Flight[],
): { readonly batch: readonly QueuedAct[]; readonly left: QueuedAct[] } {
  if (flights.length === 0) return { batch: queue.slice(0, MAX_BATCH_ACTS), left: queue.slice(MAX_BATCH_ACTS) };
  const none = { batch: [], left: [] };
  const beside = flights.filter(({ mayBeLate }) => !mayBeLate).length;
  const least = beside === 0 ? 1 : MIN_ACTS_BESIDE;
  if (beside >= MAX_BATCHES_OF_NETWORK || queue.length < least) return none;
  const batch: QueuedAct[] = [];
  const left: QueuedAct[] = [];
  for (const waiting of queue) {
    const mayGo = batch.length < MAX_BATCH_ACTS && isFree(waiting.act.guestId, flights);
    (mayGo ? batch : left).push(waiting);
  }
  return batch.length < least ? none : { batch, left };
}

/** The part itself, or its background twin for an act that may be late. */
function partFor<Part extends object>(part: Part, { mayBeLate = false }: Pick<TillAct, 'mayBeLate'>): Part {
  return mayBeLate ? inBackground(part) : part;
}

function isFree(guestId: string | null, flights: readonly Flight[]): boolean {
  return guestId === null || !flights.some(({ guests }) => guests.has(guestId));
}
