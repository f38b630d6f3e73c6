import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';

/** While a replica is later than this, the primary answers: figures of ten seconds ago are as good for a report. */
const MAX_LAG_MS = 10_000;
/** How often the replica is compared with the primary. */
const COMPARE_EVERY_MS = 1_000;
/** The most noted log positions while the replica is away. */
const MOST_MARKS = 1_000;
const CATCHES_UP_WITHIN_MS = 5_000;
const LOOK_EVERY_MS = 100;

/** A position (LSN) in the primary's log, and when the primary had written up to it. */
interface Mark {
  readonly lsn: bigint;
  readonly at: number;
}

/**
 * Decides whether a read replica is recent enough for reports. The primary's log position is noted once a second; the replica's delay is the age of
 * the oldest noted position that it has not replayed. A replica that can't be reached, or was promoted, is not fit.
 */
export class Replica {
  private marks: readonly Mark[] = [];
  /** The time of the newest noted position that the replica has replayed; undefined: its delay is not known yet. */
  private replayedAt: number | undefined;
  private isAway = true;
  private readonly timer: NodeJS.Timeout;
  private comparing: Promise<void> | undefined;

  constructor(
    private readonly primary: pg.Pool,
    readonly pool: pg.Pool,
  ) {
    this.timer = setInterval(() => void this.compare(), COMPARE_EVERY_MS).unref();
    void this.compare();
  }

  get isFit(): boolean {
    const lag = this.lagMs;
    return lag !== null && lag <= MAX_LAG_MS;
  }

  /** Null: the replica is away, or its delay is not known yet. */
  get lagMs(): number | null {
    if (this.isAway || this.replayedAt === undefined) return null;
    const [oldest] = this.marks;
    return oldest === undefined ? 0 : performance.now() - oldest.at;
  }

  /** Whether the replica gets, within some seconds, everything committed before this call. */
  async catchesUp(): Promise<boolean> {
    const since = performance.now();
    while (performance.now() < since + CATCHES_UP_WITHIN_MS) {
      if (this.isFit && this.replayedAt !== undefined && this.replayedAt >= since) return true;
      await pause(LOOK_EVERY_MS);
    }
    return false;
  }

  /** Marks the replica as away after a failed report, until the next comparison reaches it. */
  noteFailure(): void {
    this.isAway = true;
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.comparing;
    await this.pool.end();
  }

  private compare(): Promise<void> {
    this.comparing ??= this.compareNow().finally(() => (this.comparing = undefined));
    return this.comparing;
  }

  private async compareNow(): Promise<void> {
    const at = performance.now();
    // While the primary is away it writes nothing, so there is no new position to note.
    const written = await lsnOf(this.primary, 'pg_current_wal_lsn()').catch(() => null);
    if (written !== null) this.marks = [...this.marks, { lsn: written, at }];
    try {
      const replayed = await lsnOf(this.pool, 'CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() END');
      this.isAway = replayed === null;
      if (replayed === null) return;
      this.replayedAt = this.marks.findLast(({ lsn }) => lsn <= replayed)?.at ?? this.replayedAt;
      this.marks = this.marks.filter(({ lsn }) => lsn > replayed);
    } catch {
      this.isAway = true;
    }
    if (this.marks.length > MOST_MARKS) this.marks = thinned(this.marks);
  }
}

/** Drops every second noted position. The oldest one stays, because the delay is counted from its time. */
function thinned(marks: readonly Mark[]): readonly Mark[] {
  return marks.filter((_, place) => place % 2 === 0);
}

/** A log position; null where the server has none. */
async function lsnOf(pool: pg.Pool, expression: string): Promise<bigint | null> {
  const { rows } = await pool.query<{ lsn: string | null }>(`SELECT (${expression})::text AS lsn`);
  const lsn = rows[0]?.lsn ?? null;
  if (lsn === null) return null;
  const [high = '0', low = '0'] = lsn.split('/');
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
}
