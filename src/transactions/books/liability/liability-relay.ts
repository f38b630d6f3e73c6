import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../../configuration';
import { calendarOf } from '../../../platform/clock/calendar';
import { Database, type Tx } from '../../../platform/database/database';
import { JobQueue } from '../../../platform/queue/job-queue';
import type { PieceOutcome } from '../../jobs/network-iteration';
import { NetworkJob } from '../../jobs/network-job';
import { movesOf, sumsOfMoves } from './cohort-history.sql';
import { type CountedMonths, countedMonthsOf } from './counted-months';
import {
  beginCounting,
  countNextPage,
  hasUncounted,
  lockCounting,
  OF_JOURNAL,
  SHOWN_PART,
} from './liability-counting.sql';
import { guestsOf, nextSumsOf, sumsOfGuests } from './liability.sql';

const EVERY_MS = 5_000;
const IDLE_UP_TO_MS = 15_000;
/** A guest with several sales in a piece is counted once. A piece takes some 25 ms of the database. */
const EVENTS_A_PIECE = 1_000;

/**
 * Keeps the figures of the liability and of its forecast: points of guests by state, tier, restaurant and month, and the
 * movements of points by month. The cursor moves in the transaction that counts; what is above it a reader adds.
 */
@Injectable()
export class LiabilityRelay extends NetworkJob {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    jobs: JobQueue,
  ) {
    super(database, jobs, {
      name: 'liability',
      everyMs: EVERY_MS,
      idleUpToMs: IDLE_UP_TO_MS,
      failure: 'counting the liability failed',
    });
  }

  /** Counts the next piece of a network's events. `idle` also when another process is at it. */
  override async doNext(networkId: string): Promise<PieceOutcome> {
    const counted = await this.count(networkId);
    if (counted === EVENTS_A_PIECE) return 'more';
    return counted > 0 ? 'done' : 'idle';
  }

  private async count(networkId: string): Promise<number> {
    const { profile } = await this.snapshots.current(networkId);
    const months = countedMonthsOf(calendarOf(profile.timeZone, profile.settings.dayStart));
    if (!(await hasUncounted(this.database.readsOf(networkId), networkId, months))) return 0;
    return this.database.inNetwork(networkId, async (tx) => {
      if (!(await lockCounting(tx, networkId))) return 0;
      await beginCounting(tx, networkId, months);
      return countEvents(tx, networkId, months);
    });
  }
}

/**
 * Guests of the page with what they have now, less what was counted of them before; and the movements of the page. The next
 * sums of a guest are those kept and the moves of the page's acts, so a long history costs nothing.
 */
const COUNT = countNextPage([
  `guests AS MATERIALIZED (${guestsOf('page')})`,
  `acts AS MATERIALIZED (SELECT * FROM page e WHERE ${OF_JOURNAL})`,
  `moves AS MATERIALIZED (${movesOf('acts')})`,
  `now_sums AS MATERIALIZED (
    ${nextSumsOf('guests', 'moves')}
    UNION ALL ${sumsOfGuests('(SELECT w.guest_id FROM guests w WHERE w.is_whole)')})`,
  `summed AS (
    INSERT INTO liability_sums AS s (network_id, part, key, points)
    SELECT $1, ${SHOWN_PART}, m.key, sum(m.points)
    FROM (
      SELECT n.part, n.key, n.points FROM now_sums n
      UNION ALL SELECT o.part, o.key, -o.points FROM guests g CROSS JOIN LATERAL unnest(g.parts, g.keys, g.points) o(part, key, points)) m
    GROUP BY 2, 3 HAVING sum(m.points) <> 0
    ON CONFLICT (network_id, part, key) DO UPDATE SET points = s.points + excluded.points)`,
  `kept AS (
    INSERT INTO liability_guests (network_id, guest_id, counting, version, parts, keys, points)
    SELECT $1, g.guest_id, (SELECT c.counting FROM liability_countings c WHERE c.network_id = $1), g.version,
      coalesce(array_agg(n.part) FILTER (WHERE n.part IS NOT NULL), '{}'),
      coalesce(array_agg(n.key) FILTER (WHERE n.part IS NOT NULL), '{}'),
      coalesce(array_agg(n.points) FILTER (WHERE n.part IS NOT NULL), '{}')
    FROM guests g LEFT JOIN now_sums n ON n.guest_id = g.guest_id
    GROUP BY g.guest_id, g.version
    ON CONFLICT (network_id, guest_id) DO UPDATE
      SET counting = excluded.counting, version = excluded.version, parts = excluded.parts, keys = excluded.keys, points = excluded.points)`,
  `movements AS (
    INSERT INTO liability_movements AS k (network_id, cohort, expires, month, issued, redeemed, expired)
    SELECT $1, m.cohort, m.expires, m.month, m.issued, m.redeemed, m.expired FROM (${sumsOfMoves('moves')}) m
    ON CONFLICT (network_id, cohort, expires, month) DO UPDATE
      SET issued = k.issued + excluded.issued, redeemed = k.redeemed + excluded.redeemed, expired = k.expired + excluded.expired)`,
]);

async function countEvents(tx: Tx, networkId: string, { starts }: CountedMonths): Promise<number> {
  // Whatever the statistics say of a young table: events are read in the order of their index, and rows by their keys.
  await tx.query(
    `SELECT set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true), set_config('work_mem', '32MB', true)`,
  );
  const { counted } = await tx.one<{ counted: number }>(COUNT, [networkId, starts, EVENTS_A_PIECE]);
  return counted;
}
