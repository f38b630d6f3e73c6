import type { Database } from '../../platform/database/database';

/** A till counts as busy for so long after one of its statements or acts. */
export const AT_WORK_MS = 1_000;
/** Work goes on for so long before it looks for tills; pieces beside tills are made for about as long. */
const PIECE_MS = 25;
/** Upper bound of a rest, so that work advances whatever a piece took and however long the tills sell; shutdown waits for it. */
const MAX_REST_MS = 1_000;

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

  constructor(private readonly database: Pick<Database, 'wasReservedBusy'>) {}

  /** Whether a till was at work beside the last piece: the next ones are to be small, and one at a time. */
  get isBesideTills(): boolean {
    return this.beside;
  }

  /**
   * Called before each piece, however small. Once pieces took 25 ms together it asks whether a till is busy, and if so waits as
   * long as they took, at most a second. Throws what the database throws.
   */
  async before(): Promise<void> {
    const workedMs = this.began === null ? 0 : performance.now() - this.began;
    if (this.began !== null && workedMs < PIECE_MS) return;
    this.beside = await this.database.wasReservedBusy(Math.max(workedMs, AT_WORK_MS));
    if (this.beside) await rest(workedMs);
    this.began = performance.now();
  }
}
