import { type Tx, Database } from '../../platform/database/database';

/** What a round of a worker learned of one network: whether it left more to do at once. */
export type RoundOutcome = 'more' | 'done' | 'idle';

export interface Rounds {
  readonly name: string;
  readonly everyMs: number;
  /** A network that was idle is looked at less and less often, up to this. */
  readonly idleUpToMs: number;
  /** Pieces of one network at once, when the first has left more to do; left out: one. */
  readonly atOnce?: number;
  /** Does a bounded piece of work for one network. Other processes may be at the same network at the same time. */
  work(networkId: string): Promise<RoundOutcome>;
  /** An error of one network never stops the others; the next round tries again. */
  onError(networkId: string | null, error: unknown): void;
}

/** How many pieces of one network are done, by each of those at once, before the next network has its turn. */
const PIECES_A_TURN = 20;
const MAX_NETWORKS = 100_000;
/** Between two rounds while some network has more, so that the till has the process and the pool in between. */
const BREATH_MS = 20;
/** However long a piece took: who stops a worker waits for this. */
const MAX_REST_MS = 1_000;

/**
 * Goes round the open networks again and again. Several processes may do the same: the work itself takes the lock of
 * its network. Nothing is kept but a hint of which networks were quiet.
 *
 * All of it may be late, so it gives way to the tills. After a piece beside which one of them was at a statement, in whichever
 * process, there is a rest as long as the piece took, and no other piece at once with it: half of the time is the
 * tills', whatever a piece costs and on whichever machine.
 */
export class NetworkRounds {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;
  private hasMore = false;
  /** How long the last piece took; nothing when it found nothing to do. */
  private workedMs = 0;
  private readonly quiet = new Map<string, { until: number; forMs: number }>();

  constructor(
    private readonly database: Database,
    private readonly rounds: Rounds,
  ) {}

  start(): void {
    this.timer = setTimeout(
      () => {
        this.running = this.goRound().then(() => {
          if (!this.stopped) this.start();
        });
      },
      this.hasMore ? Math.min(BREATH_MS, this.rounds.everyMs) : this.rounds.everyMs,
    );
    this.timer.unref();
  }

  /** A network is known to have something to do: the next round looks at it, however quiet it was. */
  wake(networkId: string): void {
    this.quiet.delete(networkId);
  }

  /** Resolves when the piece of work at hand is done. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private async goRound(): Promise<void> {
    this.hasMore = false;
    try {
      for (const { id } of await this.database.asPlatform(listOpenNetworks)) {
        if (this.stopped) return;
        if (this.isQuiet(id)) continue;
        await this.takeTurn(id);
      }
    } catch (error) {
      this.rounds.onError(null, error);
    }
  }

  private async takeTurn(networkId: string): Promise<void> {
    const { atOnce = 1 } = this.rounds;
    if (await this.mustGiveWay()) await this.rest();
    // Of most networks the first piece is all there is.
    let outcome = await this.workOn(networkId);
    let left = PIECES_A_TURN * atOnce - 1;
    const goOn = async (isAlone: boolean): Promise<void> => {
      while (outcome === 'more' && left > 0 && !this.stopped) {
        if (await this.mustGiveWay()) {
          if (!isAlone) return;
          await this.rest();
        }
        left -= 1;
        const next = await this.workOn(networkId);
        if (next !== 'more') outcome = next;
      }
    };
    await Promise.all(Array.from({ length: atOnce }, (_, n) => goOn(n === 0)));
    if (outcome === 'more') this.hasMore = true;
  }

  /** Never rejects: who can't be asked is not there. */
  private async mustGiveWay(): Promise<boolean> {
    if (this.workedMs === 0) return false;
    try {
      return await this.database.wasReservedBusy(this.workedMs);
    } catch (error) {
      this.rounds.onError(null, error);
      return false;
    }
  }

  private rest(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, Math.min(this.workedMs, MAX_REST_MS)));
  }

  /** Never rejects: with an error the turn of its network is over. */
  private async workOn(networkId: string): Promise<RoundOutcome> {
    const began = performance.now();
    try {
      const outcome = await this.rounds.work(networkId);
      this.workedMs = outcome === 'idle' ? 0 : performance.now() - began;
      this.remember(networkId, outcome);
      return outcome;
    } catch (error) {
      this.rounds.onError(networkId, error);
      return 'done';
    }
  }

  private isQuiet(networkId: string): boolean {
    return performance.now() < (this.quiet.get(networkId)?.until ?? 0);
  }

  private remember(networkId: string, outcome: RoundOutcome): void {
    if (outcome !== 'idle') {
      this.quiet.delete(networkId);
      return;
    }
    const before = this.quiet.get(networkId)?.forMs ?? this.rounds.everyMs / 2;
    const forMs = Math.min(before * 2, this.rounds.idleUpToMs);
    this.quiet.set(networkId, { until: performance.now() + forMs, forMs });
  }
}

function listOpenNetworks(tx: Tx): Promise<{ id: string }[]> {
  return tx.query('SELECT id FROM networks WHERE closed_at IS NULL ORDER BY id LIMIT $1', [MAX_NETWORKS]);
}
