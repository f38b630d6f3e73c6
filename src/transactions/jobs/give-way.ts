import type { Database } from '../../platform/database/database';
import { isWithoutConnection } from '../../platform/database/database-failure';

/** A till counts as busy for so long after one of its statements or acts. */
export const AT_WORK_MS = 1_000;
/** How long work runs before it checks for tills. While tills sell, a piece of work is made about as long. */
const PIECE_MS = 25;
/** Upper bound of a rest, so that work advances whatever a piece took and however long the tills sell; shutdown waits for it. */
const MAX_REST_MS = 1_000;
/** How long work waits for a connection in total; a database that is busy for longer counts as unavailable. */
const MOST_WAIT_MS = 600_000;

/** Waits as long as a piece of background work took, at most `MAX_REST_MS`: beside tills they get half of the time. */
export function rest(workedMs: number): Promise<void> {
  return pause(Math.min(workedMs, MAX_REST_MS));
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Work in pieces of a caller's own, such as an import or a backtest, that gives way to the tills of all processes. */
export class GivingWay {
  /** Null before the first piece. */
  private began: number | null = null;
  private beside = false;

  constructor(
    private readonly database: Pick<Database, 'wasReservedBusy'>,
    /** The rest as a share of the work before it: less than 1 for work for which people wait. */
    private readonly restShare = 1,
  ) {}

  /** Whether a till was at work during the last piece. The next pieces should then be small, and one at a time. */
  get isBesideTills(): boolean {
    return this.beside;
  }

  /**
   * Called before each piece of work. When the pieces since the last rest took 25 ms together, asks whether a till is busy. If one is, rests for the
   * time that the pieces took, multiplied by `restShare`, and at most for a second. `underWay` is other work of the caller; the rest begins when it
   * has ended. If the database gives no connection, waits and asks again for up to `MOST_WAIT_MS`. Throws the errors of the database and of `underWay`.
   */
  async before(underWay?: Promise<unknown>): Promise<void> {
    const { began } = this;
    const workedMs = began === null ? 0 : performance.now() - began;
    if (began !== null && workedMs < PIECE_MS) return;
    this.beside = await this.isBusy(Math.max(workedMs, AT_WORK_MS));
    if (this.beside && began !== null) {
      await underWay;
      await rest((performance.now() - began) * this.restShare);
    }
    this.began = performance.now();
  }

  private async isBusy(withinMs: number): Promise<boolean> {
    const since = performance.now();
    for (let waited = false; ; waited = true) {
      try {
        return (await this.database.wasReservedBusy(withinMs)) || waited;
      } catch (error) {
        if (!isWithoutConnection(error) || performance.now() - since > MOST_WAIT_MS) throw error;
        await pause(MAX_REST_MS);
      }
    }
  }
}
