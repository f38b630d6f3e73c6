import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Snapshots } from '../../../configuration';
import { calendarOf } from '../../../platform/clock/calendar';
import { Database, type Tx } from '../../../platform/database/database';
import type { LogPage, TakingFollower, TakingPart } from '../../jobs/log-follower';
import { LogReader } from '../../jobs/log-reader';
import { MOVES_OF_PAGE, sumsOfMoves } from './cohort-history.sql';
import { type CountedMonths, countedMonthsOf, STARTS } from './counted-months';
import { beginCounting, isCounting, SHOWN_PART, SUBSCRIBER } from './liability-counting.sql';
import { GUESTS_OF_PAGE, nextSumsOf, sumsOfGuests } from './liability.sql';

/**
 * Keeps the figures of the liability and its forecast: points of guests by state, tier, restaurant and month, and
 * movements of points by month. The counting transaction also moves the cursor; readers add later events.
 */
@Injectable()
export class LiabilityRelay implements TakingFollower, OnModuleInit {
  readonly subscriber = SUBSCRIBER;

  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly log: LogReader,
  ) {}

  onModuleInit(): void {
    this.log.register(this);
  }

  /** Starts counting again if the calendar's months have changed. */
  async prepare(networkId: string): Promise<void> {
    const months = await this.monthsOf(networkId);
    if (await isCounting(this.database.readsOf(networkId), networkId, months)) return;
    await this.database.inNetwork(networkId, (tx) => beginCounting(tx, networkId, months));
  }

  async take(
    tx: Tx,
    networkId: string,
    _page: LogPage,
    add: (value: unknown) => string,
  ): Promise<TakingPart | undefined> {
    const months = await this.monthsOf(networkId);
    if (!(await isCounting(tx, networkId, months))) return undefined;
    const starts = `${add(months.starts)}::timestamptz[]`;
    return { taken: 'true', changes: COUNT.map((text) => text.replaceAll(STARTS, starts)) };
  }

  private async monthsOf(networkId: string): Promise<CountedMonths> {
    const { profile } = await this.snapshots.current(networkId);
    return countedMonthsOf(calendarOf(profile.timeZone, profile.settings.dayStart));
  }
}

/**
 * For guests of the page: their present sums minus the sums counted before; and the page's movements. A guest's next
 * sums are the stored ones plus the moves of the page's acts, so a long history costs nothing. The statement uses one
 * snapshot: a guest counts with everything that its events up to the end of the page changed.
 */
const COUNT: readonly string[] = [
  `guests AS MATERIALIZED (${GUESTS_OF_PAGE})`,
  `moves AS MATERIALIZED (${MOVES_OF_PAGE})`,
  `now_sums AS MATERIALIZED (
    ${nextSumsOf('guests', 'moves')}
    UNION ALL ${sumsOfGuests('(SELECT w.guest_id FROM guests w WHERE w.is_whole)')})`,
  `summed AS (
    INSERT INTO liability_sums AS s (network_id, part, key, points)
    SELECT $1, ${SHOWN_PART}, m.key, sum(m.points)
    FROM (
      SELECT n.part, n.key, n.points FROM now_sums n
      UNION ALL SELECT o.part, o.key, -o.points
      FROM (SELECT unnest(g.parts) AS part, unnest(g.keys) AS key, unnest(g.points) AS points FROM guests g) o) m
    GROUP BY 2, 3 HAVING sum(m.points) <> 0
    ON CONFLICT (network_id, part, key) DO UPDATE SET points = s.points + excluded.points)`,
  `kept AS MATERIALIZED (
    SELECT g.guest_id, g.place, g.version, (SELECT c.counting FROM liability_countings c WHERE c.network_id = $1) AS counting,
      coalesce(array_agg(n.part) FILTER (WHERE n.part IS NOT NULL), '{}') AS parts,
      coalesce(array_agg(n.key) FILTER (WHERE n.part IS NOT NULL), '{}') AS keys,
      coalesce(array_agg(n.points) FILTER (WHERE n.part IS NOT NULL), '{}') AS points
    FROM guests g LEFT JOIN now_sums n ON n.guest_id = g.guest_id
    GROUP BY g.guest_id, g.place, g.version)`,
  // Rows are updated by their place (ctid): no other transaction writes these rows while the cursor is locked.
  `changed AS (
    UPDATE liability_guests l SET counting = k.counting, version = k.version, parts = k.parts, keys = k.keys, points = k.points
    FROM kept k WHERE l.ctid = k.place)`,
  `added AS (
    INSERT INTO liability_guests (network_id, guest_id, counting, version, parts, keys, points)
    SELECT $1, k.guest_id, k.counting, k.version, k.parts, k.keys, k.points FROM kept k WHERE k.place IS NULL)`,
  `movements AS (
    INSERT INTO liability_movements AS k (network_id, cohort, expires, month, issued, redeemed, expired)
    SELECT $1, m.cohort, m.expires, m.month, m.issued, m.redeemed, m.expired FROM (${sumsOfMoves('moves')}) m
    ON CONFLICT (network_id, cohort, expires, month) DO UPDATE
      SET issued = k.issued + excluded.issued, redeemed = k.redeemed + excluded.redeemed, expired = k.expired + excluded.expired)`,
];
