import type { Database } from '../../platform/database/database';
import type { JobRun } from '../../platform/queue/job-kind';
import { pause, rest } from './give-way';
import { type NetworkSign, NetworkSigns } from './network-signs';

/** The outcome of a piece of work in its network: more to do at once, nothing for now, or nothing found at all. */
export type PieceOutcome = 'more' | 'done' | 'idle';

/** A new event below the watermark, another version of the configuration, or `network_signs` says that the job is due. */
export type Sign = 'events' | 'rules' | 'due';

export interface IterationPlan {
  readonly name: string;
  readonly everyMs: number;
  readonly idleUpToMs: number;
  readonly signs?: readonly Sign[];
  readonly atOnce?: number;
  readonly restShare?: number;
  readonly againMs?: number;
  doNext(networkId: string, options: { readonly onProgress: (progress: object) => void }): Promise<PieceOutcome>;
  /** A failure that the run survives: of one network, or of the question whether tills are at work. */
  onFailure(networkId: string | null, error: unknown): void;
}

/** How many pieces of one network are done, by each of those at once, before the next network has its turn. */
const PIECES_A_TURN = 20;
/** Upper bound of the wait after a failure, or after a sign behind which nothing was found. */
const FRUITLESS_UP_TO_MS = 60_000;
/** Between two passes while some network has more, so that the till has the process and the pool in between. */
const BREATH_MS = 20;

interface Quiet {
  readonly sign: NetworkSign;
  /** Until then no sign counts. */
  readonly deafUntil: number;
  readonly deafMs: number;
  /** Until then nothing but a sign counts. */
  readonly until: number;
}

/**
 * Passes over the open networks until none of them has more to do. Several processes may do the same: the work itself
 * takes the lock of its network. Between runs only a hint is kept, of which networks were quiet. Those are
 * passed over until a sign tells of work, or until their time is over; jobs without signs look at them less and less often.
 *
 * All of it may be late, so it gives way to the tills: after a piece beside which one of them was at a statement, in
 * whichever process, there is a rest as long as the piece took, and no other piece at once with it. So half of the time
 * is the tills', whatever a piece costs and on whichever machine. A job for which people wait rests less (`restShare`).
 */
export class NetworkIteration {
  private readonly quiet = new Map<string, Quiet>();
  private readonly signs: NetworkSigns;
  private isUnderWay = false;

  constructor(
    private readonly database: Database,
    private readonly plan: IterationPlan,
  ) {
    this.signs = NetworkSigns.of(database);
  }

  async run({ key: networkId, signal, reportProgress }: JobRun): Promise<void> {
    const turns = new Turns(this.database, this.plan, signal, reportProgress);
    if (networkId !== undefined) {
      while ((await turns.take(networkId)) === 'more' && !signal.aborted) await pause(BREATH_MS);
      turns.requireSuccess();
      return;
    }
    // The run that is under way looks at every network again before it ends.
    if (this.isUnderWay) return;
    this.isUnderWay = true;
    const { againMs } = this.plan;
    try {
      let hasMore = await this.pass(turns, signal);
      while ((hasMore || (againMs !== undefined && turns.hadMore)) && !signal.aborted) {
        if (!hasMore) turns.hadMore = false;
        await pause(hasMore ? BREATH_MS : (againMs ?? BREATH_MS));
        hasMore = await this.pass(turns, signal);
      }
    } finally {
      this.isUnderWay = false;
    }
  }

  /** Whether some network has more to do. */
  private async pass(turns: Turns, signal: AbortSignal): Promise<boolean> {
    let hasMore = false;
    for (const sign of await this.signs.list()) {
      if (signal.aborted) break;
      if (this.isQuiet(sign)) continue;
      const outcome = await turns.take(sign.id);
      this.remember(sign, outcome);
      if (outcome === 'more') hasMore = true;
    }
    return hasMore;
  }

  private isQuiet(sign: NetworkSign): boolean {
    const quiet = this.quiet.get(sign.id);
    const now = performance.now();
    if (quiet === undefined || now >= quiet.until) return false;
    return now < quiet.deafUntil || !this.isCalled(sign, quiet.sign);
  }

  private isCalled(sign: NetworkSign, before: NetworkSign): boolean {
    const { name, signs = [] } = this.plan;
    return signs.some((kind) =>
      kind === 'due' ? sign.due.includes(name) : sign[SIGNED_BY[kind]] !== before[SIGNED_BY[kind]],
    );
  }

  private remember(sign: NetworkSign, outcome: TurnOutcome): void {
    const before = this.quiet.get(sign.id);
    this.quiet.delete(sign.id);
    if (outcome === 'more' || outcome === 'done') return;
    const { everyMs, idleUpToMs, signs } = this.plan;
    const now = performance.now();
    // Without signs, after a failure, and where a sign was of nothing, it waits twice as long each time.
    const isFruitless = signs === undefined || outcome === 'failed' || (before !== undefined && now < before.until);
    const upToMs = signs === undefined ? idleUpToMs : Math.min(idleUpToMs, FRUITLESS_UP_TO_MS);
    const deafMs = isFruitless ? Math.min(Math.max(everyMs, (before?.deafMs ?? 0) * 2), upToMs) : 0;
    const restMs = signs === undefined || outcome === 'failed' ? deafMs : idleUpToMs;
    // The next run comes a period later, give or take what the schedule varies.
    const [deafUntil, until] = [now + deafMs - everyMs / 2, now + restMs - everyMs / 2];
    this.quiet.set(sign.id, { sign, deafUntil, deafMs, until });
  }
}

const SIGNED_BY = { events: 'reached', rules: 'rules' } as const;

type TurnOutcome = PieceOutcome | 'failed';

/** The turns of networks within one run. */
class Turns {
  /** How long the last piece took; nothing when it found nothing to do. */
  private workedMs = 0;
  private pieces = 0;
  private failure: Error | undefined;
  /** Whether a piece left more to do. */
  hadMore = false;

  constructor(
    private readonly database: Database,
    private readonly plan: IterationPlan,
    private readonly signal: AbortSignal,
    private readonly reportProgress: (progress: object) => void,
  ) {}

  /** Some pieces of a network. Never rejects: a failure ends the turn of its network, and no other's. */
  async take(networkId: string): Promise<TurnOutcome> {
    const { atOnce = 1, restShare = 1 } = this.plan;
    if (await this.mustGiveWay()) await rest(this.workedMs * restShare);
    // For most networks the first piece is all there is.
    let outcome = await this.doPiece(networkId);
    let left = PIECES_A_TURN * atOnce - 1;
    const goOn = async (isAlone: boolean): Promise<void> => {
      while (outcome === 'more' && left > 0 && !this.signal.aborted) {
        if (await this.mustGiveWay()) {
          if (!isAlone) return;
          await rest(this.workedMs * restShare);
        }
        left -= 1;
        const next = await this.doPiece(networkId);
        if (next !== 'more') outcome = next;
      }
    };
    await Promise.all(Array.from({ length: atOnce }, (_, n) => goOn(n === 0)));
    return outcome;
  }

  /** Throws what a piece failed by, so that the queue tries the run again. */
  requireSuccess(): void {
    if (this.failure !== undefined) throw this.failure;
  }

  private async doPiece(networkId: string): Promise<TurnOutcome> {
    const began = performance.now();
    try {
      const outcome = await this.plan.doNext(networkId, { onProgress: this.reportProgress });
      this.workedMs = outcome === 'idle' ? 0 : performance.now() - began;
      this.pieces += 1;
      this.hadMore ||= outcome === 'more';
      this.reportProgress({ pieces: this.pieces });
      return outcome;
    } catch (error) {
      this.failure = error instanceof Error ? error : new Error(String(error));
      this.plan.onFailure(networkId, error);
      return 'failed';
    }
  }

  /** Never rejects: a till that cannot be asked about is not there. */
  private async mustGiveWay(): Promise<boolean> {
    if (this.workedMs === 0) return false;
    try {
      return await this.database.wasReservedBusy(this.workedMs);
    } catch (error) {
      this.plan.onFailure(null, error);
      return false;
    }
  }
}
