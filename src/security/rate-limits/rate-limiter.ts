import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { settings } from '../../platform/settings/settings';
import { LimitAlarms } from './limit-alarms';
import {
  type GuessRule,
  TILL_ACTS_PER_NETWORK_PER_SECOND,
  UNAUTHENTICATED_PER_ADDRESS_PER_SECOND,
  COUNTERS_KEPT_SECONDS,
  PARTS_OF_A_WINDOW,
} from './rate-limits.rules';
import { type BucketResult, TokenBuckets } from '../../platform/memory/token-buckets';

/** The subject of a limit, such as `kind:…:whom`, and its rule. A subject contains blind indexes instead of personal data. */
export interface GuessLimit {
  readonly subject: string;
  readonly rule: GuessRule;
}

const SWEEP_EVERY = 500;
const SUBJECTS_MAX = 10_000;

// SQL by hand: counters are UNLOGGED rows (subject, start of a part of the window). A lock is a row with its own subject `lock:…`, whose `window_start`
// is the time when the lock ends.

/**
 * Limits on guessing and flooding.
 *
 * Guesses (passwords, codes, cards) are counted in the database for all processes together, before a guess is checked, so that a hundred concurrent
 * guesses are all counted. Floods are counted in each process, without a round trip. `RATE_LIMITS=off` turns both off outside production.
 */
@Injectable()
export class RateLimiter {
  private readonly floods: TokenBuckets;
  private readonly looks = new Map<string, Looks>();
  private counted = 0;
  private findTillLimit: (networkId: string) => number | undefined = () => undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly alarms: LimitAlarms,
  ) {
    this.floods = new TokenBuckets(() => this.clock.now().getTime());
  }

  /** Counts one use; refuses it (429 `rate_limited`) beyond the limit within the sliding window. */
  async hit(subject: string, limit: number, windowSeconds: number): Promise<void> {
    if (!settings.rateLimits) return;
    const rule: GuessRule = { limit, windowSeconds, lockSeconds: 0 };
    const wait = await this.count(async (tx) => {
      const hits = await addHits(tx, subject, rule);
      return hits > limit ? findWindowSeconds(tx, subject, rule) : 0;
    });
    if (wait > 0) throw this.refusal('rate_limited', subject, wait);
  }

  /**
   * Counts a guess against each limit before it is checked; refuses with 429 `locked_out` when a limit is locked or used up. Follow with
   * `succeeded` or `failed`.
   */
  async beginGuess(limits: readonly GuessLimit[]): Promise<void> {
    if (!settings.rateLimits) return;
    const refused = await this.count(async (tx) => {
      const locked = await findLock(
        tx,
        limits.map((limit) => limit.subject),
      );
      if (locked !== undefined) return { subject: locked.subject, wait: locked.seconds };
      for (const { subject, rule } of limits) {
        const hits = await addHits(tx, subject, rule);
        if (hits > rule.limit) {
          await addLock(tx, subject, rule);
          return { subject, wait: rule.lockSeconds };
        }
      }
      return undefined;
    });
    if (refused !== undefined) throw this.refusal('locked_out', refused.subject, refused.wait);
  }

  /** Records a wrong guess and locks the subjects whose limit it used up. Returns whether a lock began. */
  async failed(limits: readonly GuessLimit[]): Promise<boolean> {
    if (!settings.rateLimits) return false;
    return this.database.asPlatform(async (tx) => {
      let locked = false;
      for (const { subject, rule } of limits) {
        if ((await countHits(tx, subject, rule)) < rule.limit) continue;
        await addLock(tx, subject, rule);
        locked = true;
      }
      return locked;
    });
  }

  /**
   * Records a right guess: limits in `cleared` start at zero again, the others get only this guess back. (The owner of one account must not be able
   * to clear the limit of the address from which they try others.)
   */
  async succeeded(cleared: readonly GuessLimit[], others: readonly GuessLimit[] = []): Promise<void> {
    if (!settings.rateLimits) return;
    await this.database.asPlatform(async (tx) => {
      for (const { subject } of cleared)
        await tx.query`DELETE FROM rate_counters WHERE subject = ANY(${[subject, lockOf(subject)]})`;
      for (const { subject, rule } of others) await addHits(tx, subject, rule, -1);
    });
  }

  /**
   * Runs a look-up whose misses are counted (`undefined` is a miss); refuses with 429 `rate_limited` beyond the limit. A successful look-up costs
   * no round trip: this process remembers the last number of misses, and runs no more look-ups at once than may still miss. Another process learns
   * of the limit at its own next miss, so each can exceed it by one.
   */
  async countingMisses<T>({ subject, rule }: GuessLimit, find: () => Promise<T | undefined>): Promise<T | undefined> {
    if (!settings.rateLimits) return find();
    const subjectLooks = await this.startLook(subject, rule);
    try {
      const found = await find();
      if (found === undefined) await this.countMiss(subject, rule, subjectLooks);
      return found;
    } finally {
      subjectLooks.underWay -= 1;
      subjectLooks.waiting.shift()?.();
    }
  }

  /** Takes `count` acts from a network's limit a second; refuses with 429 `rate_limited`. Counted in this process, without a round trip. */
  takeTillActs(networkId: string, count = 1): BucketResult {
    return this.take(`till:${networkId}`, this.tillActsPerSecond(networkId), count);
  }

  /** A network's limit: its own if this process knows it, else the default. */
  tillActsPerSecond(networkId: string): number {
    return this.findTillLimit(networkId) ?? TILL_ACTS_PER_NETWORK_PER_SECOND;
  }

  /** Sets the source of networks' limits. It has to answer from memory, because each act asks. */
  readTillLimitsFrom(find: (networkId: string) => number | undefined): void {
    this.findTillLimit = find;
  }

  /** Takes one unauthenticated request from an address's limit a second; refuses with 429 `rate_limited`. */
  takeUnauthenticated(address: string): BucketResult {
    return this.take(addressSubject(address), UNAUTHENTICATED_PER_ADDRESS_PER_SECOND, 1);
  }

  /** Gives back a request that turned out to be authenticated. */
  giveBackUnauthenticated(address: string): void {
    this.floods.giveBack(addressSubject(address), 1);
  }

  private take(subject: string, perSecond: number, count: number): BucketResult {
    if (!settings.rateLimits) return { allowed: true, remaining: perSecond, retryAfterSeconds: 0 };
    const taken = this.floods.take(subject, perSecond, count);
    if (!taken.allowed) throw new ProblemError('rate_limited', {}, [], taken.retryAfterSeconds);
    return taken;
  }

  private refusal(code: 'rate_limited' | 'locked_out', subject: string, waitSeconds: number): ProblemError {
    this.alarms.noteRefusal(subject);
    return new ProblemError(code, {}, [], waitSeconds);
  }

  /** Waits while the current look-ups could use up the limit, so that a busy till is slowed down instead of refused. */
  private async startLook(subject: string, rule: GuessRule): Promise<Looks> {
    const looks = this.looksOf(subject);
    for (;;) {
      const nowMs = this.clock.now().getTime();
      if (nowMs < looks.blockedUntilMs) {
        // A refused caller frees no slot, so it must wake the next waiter.
        looks.waiting.shift()?.();
        throw this.refusal('rate_limited', subject, Math.ceil((looks.blockedUntilMs - nowMs) / 1_000));
      }
      if (nowMs >= looks.missesUntilMs) looks.misses = 0;
      // At least one look-up may run: its miss corrects the remembered count if that is too high.
      if (looks.underWay === 0 || looks.underWay + looks.misses < rule.limit) break;
      await new Promise<void>((resolve) => looks.waiting.push(resolve));
    }
    looks.underWay += 1;
    return looks;
  }

  private async countMiss(subject: string, rule: GuessRule, looks: Looks): Promise<void> {
    const reportsBefore = looks.reports;
    const { misses, waitSeconds } = await this.count(async (tx) => {
      const hits = await addHits(tx, subject, rule);
      return { misses: hits, waitSeconds: hits >= rule.limit ? await findWindowSeconds(tx, subject, rule) : 0 };
    });
    const nowMs = this.clock.now().getTime();
    // Concurrent counts may arrive out of order. A late one must not replace a newer, higher count.
    looks.misses = looks.reports === reportsBefore ? misses : Math.max(looks.misses, misses);
    looks.reports += 1;
    looks.missesUntilMs = nowMs + rule.windowSeconds * 1_000;
    if (waitSeconds > 0) looks.blockedUntilMs = nowMs + waitSeconds * 1_000;
    if (misses > rule.limit) throw this.refusal('rate_limited', subject, waitSeconds);
  }

  private looksOf(subject: string): Looks {
    let looks = this.looks.get(subject);
    if (looks === undefined) {
      if (this.looks.size >= SUBJECTS_MAX) this.forgetIdle();
      looks = { underWay: 0, misses: 0, reports: 0, missesUntilMs: 0, blockedUntilMs: 0, waiting: [] };
      this.looks.set(subject, looks);
    }
    return looks;
  }

  private forgetIdle(): void {
    const nowMs = this.clock.now().getTime();
    for (const [subject, looks] of this.looks) {
      if (looks.underWay === 0 && nowMs >= looks.missesUntilMs) this.looks.delete(subject);
    }
  }

  /** Runs one transaction on the counters, and sometimes deletes old ones in it, so that no job is needed. */
  private count<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    this.counted += 1;
    const sweeps = this.counted % SWEEP_EVERY === 0;
    return this.database.asPlatform(async (tx) => {
      const result = await work(tx);
      if (sweeps)
        await tx.query`DELETE FROM rate_counters WHERE (subject, window_start) IN (
            SELECT subject, window_start FROM rate_counters
            WHERE window_start < clock_timestamp() - make_interval(secs => ${2 * COUNTERS_KEPT_SECONDS})
            LIMIT 5000 FOR UPDATE SKIP LOCKED)`;
      return result;
    });
  }
}

function addressSubject(address: string): string {
  return `address:${address}`;
}

/** This process's state of a subject's look-ups. */
interface Looks {
  underWay: number;
  /** The misses within the window by the database's last count, and until when that count is used. */
  misses: number;
  /** How many counts the database has returned so far. */
  reports: number;
  missesUntilMs: number;
  blockedUntilMs: number;
  readonly waiting: (() => void)[];
}

/** The locked subject whose lock ends last, and the seconds until that end. Undefined: none of the subjects is locked. */
async function findLock(
  tx: Tx,
  subjects: readonly string[],
): Promise<{ readonly subject: string; readonly seconds: number } | undefined> {
  const row = await tx.maybe<{ subject: string; seconds: number }>`
    SELECT subject, greatest(1, ceil(extract(epoch FROM window_start - clock_timestamp())))::integer AS seconds
     FROM rate_counters WHERE subject = ANY(${subjects.map(lockOf)}) AND window_start > clock_timestamp() ORDER BY window_start DESC LIMIT 1`;
  return row && { subject: row.subject.slice(lockOf('').length), seconds: row.seconds };
}

/**
 * Counts hits of a subject and returns all its hits within the window. Writes to a subject wait for each other, also when a new part of the window
 * needs a new row, so two processes never read the same count.
 */
async function addHits(tx: Tx, subject: string, rule: GuessRule, hits = 1): Promise<number> {
  const part = partSeconds(rule);
  await tx.query`INSERT INTO rate_counters (subject, window_start, hits)
      SELECT ${subject}, to_timestamp(floor(extract(epoch FROM clock_timestamp()) / ${part}) * ${part}), ${hits}
        FROM (SELECT pg_advisory_xact_lock(hashtextextended('guess ' || ${subject}, 0))) one_at_a_time
      ON CONFLICT (subject, window_start) DO UPDATE SET hits = rate_counters.hits + excluded.hits`;
  return countHits(tx, subject, rule);
}

async function countHits(tx: Tx, subject: string, rule: GuessRule): Promise<number> {
  const row = await tx.one<{ hits: number }>`SELECT coalesce(sum(hits), 0)::integer AS hits FROM rate_counters
      WHERE subject = ${subject} AND window_start > clock_timestamp() - make_interval(secs => ${rule.windowSeconds})`;
  return row.hits;
}

/** Locks a subject from now; an existing lock is not extended. */
async function addLock(tx: Tx, subject: string, rule: GuessRule): Promise<void> {
  await tx.query`
    INSERT INTO rate_counters (subject, window_start, hits)
     SELECT ${lockOf(subject)}, clock_timestamp() + make_interval(secs => ${rule.lockSeconds}), 0
     WHERE NOT EXISTS (SELECT 1 FROM rate_counters WHERE subject = ${lockOf(subject)} AND window_start > clock_timestamp())`;
}

/** Seconds until the oldest part leaves the window; then a subject without a lock may continue. */
async function findWindowSeconds(tx: Tx, subject: string, rule: GuessRule): Promise<number> {
  const row = await tx.one<{ seconds: number | null }>`
    SELECT ceil(extract(epoch FROM min(window_start) + make_interval(secs => ${rule.windowSeconds}) - clock_timestamp()))::integer AS seconds
     FROM rate_counters WHERE subject = ${subject} AND hits > 0 AND window_start > clock_timestamp() - make_interval(secs => ${rule.windowSeconds})`;
  return Math.max(1, row.seconds ?? 1);
}

function partSeconds(rule: GuessRule): number {
  return Math.max(1, Math.floor(rule.windowSeconds / PARTS_OF_A_WINDOW));
}

function lockOf(subject: string): string {
  return `lock:${subject}`;
}
